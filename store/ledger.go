package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Cursor gives how far a folder has been read; the zero Cursor when it never was.
func (s *Store) Cursor(ctx context.Context, folder string) (c Cursor, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT uidvalidity & 0xffffffff, last_uid FROM cursor WHERE folder = ? AND uidvalidity >> 32 = ?`, folder, s.generation).
		Scan(&c.UIDValidity, &c.LastUID)
	if errors.Is(err, sql.ErrNoRows) {
		return Cursor{}, nil
	}
	return c, explain(err)
}

// Begun is when this database saw its first letter; the zero time when it has seen none.
func (s *Store) Begun(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := s.reader.QueryRowContext(ctx, `SELECT seen FROM ledger ORDER BY id LIMIT 1`).Scan(&at)
	return instant(at), explain(ignoreNotFound(err))
}

// Ledger gives the account of every letter to yield, by folder, UIDVALIDITY and
// UID, as it was at one moment. It stops at the first error of yield and
// returns it. It may run beside serve.
func (s *Store) Ledger(ctx context.Context, yield func(LedgerRow) error) error {
	return s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT folder, uidvalidity >> 32, uidvalidity & 0xffffffff, uid, state, reason, size, sha256
			FROM ledger ORDER BY folder, uidvalidity, uid`, nil, func(rows *sql.Rows) error {
			var r LedgerRow
			var sum []byte
			if err := rows.Scan(&r.Folder, &r.Account, &r.UIDValidity, &r.UID, &r.State, &r.Reason, &r.Size, &sum); err != nil {
				return err
			}
			r.SHA256 = hex.EncodeToString(sum)
			return yield(r)
		})
	})
}

// Raw gives a message byte for byte as the server gave it; ErrNotFound when
// there is no such message or its bytes were never had.
func (s *Store) Raw(ctx context.Context, messageID int64) ([]byte, error) {
	return s.raw(ctx, `SELECT raw FROM message WHERE id = ?`, messageID)
}

// RawOfLedger gives the bytes of any letter of the ledger, quarantined ones and
// copies too; ErrNotFound as Raw.
func (s *Store) RawOfLedger(ctx context.Context, ledgerID int64) ([]byte, error) {
	return s.raw(ctx, `SELECT raw FROM ledger WHERE id = ?`, ledgerID)
}

// raw puts together the pieces of the raw letter that the query names. They are
// asked for in the order of their table, in room of their size: sorted, or put
// into room that grows, a large letter would be in memory several times over.
func (s *Store) raw(ctx context.Context, which string, id int64) ([]byte, error) {
	var packed []byte
	err := s.read(ctx, func(q *sql.Tx) error {
		var raw, size int64
		err := q.QueryRowContext(ctx, `SELECT id, length(packed) + (SELECT coalesce(sum(length(packed)), 0) FROM raw_more WHERE raw = id)
			FROM raw WHERE id = (`+which+`)`, id).Scan(&raw, &size)
		if err != nil {
			return ignoreNotFound(err)
		}
		packed = make([]byte, 0, size)
		add := func(rows *sql.Rows) error {
			var piece sql.RawBytes
			err := rows.Scan(&piece)
			packed = append(packed, piece...)
			return err
		}
		if err := query(ctx, q, `SELECT packed FROM raw WHERE id = ?`, []any{raw}, add); err != nil {
			return err
		}
		return query(ctx, q, `SELECT packed FROM raw_more WHERE raw = ? ORDER BY n`, []any{raw}, add)
	})
	if err != nil {
		return nil, err
	}
	if packed == nil {
		return nil, fmt.Errorf("raw letter %d: %w", id, ErrNotFound)
	}
	raw, err := s.unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("raw letter %d is damaged: %w", id, err)
	}
	return raw, nil
}

package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
)

// Cursor gives how far a folder has been read; the zero Cursor when it never was.
func (s *Store) Cursor(ctx context.Context, folder string) (c Cursor, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT uidvalidity, last_uid FROM cursor WHERE folder = ?`, folder).
		Scan(&c.UIDValidity, &c.LastUID)
	if errors.Is(err, sql.ErrNoRows) {
		return Cursor{}, nil
	}
	return c, explain(err)
}

// Ledger gives the account of every letter to yield, by folder, UIDVALIDITY and
// UID, as it was at one moment. It stops at the first error of yield and
// returns it. It may run beside serve.
func (s *Store) Ledger(ctx context.Context, yield func(LedgerRow) error) error {
	return s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT folder, uidvalidity, uid, state, reason, size, sha256
			FROM ledger ORDER BY folder, uidvalidity, uid`, nil, func(rows *sql.Rows) error {
			var r LedgerRow
			var sum []byte
			if err := rows.Scan(&r.Folder, &r.UIDValidity, &r.UID, &r.State, &r.Reason, &r.Size, &sum); err != nil {
				return err
			}
			r.SHA256 = hex.EncodeToString(sum)
			return yield(r)
		})
	})
}

// Quarantine lists the letters that wait for a person, newest first.
func (s *Store) Quarantine(ctx context.Context) (all []Quarantine, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT id, folder, uid, received, size, reason
			FROM ledger WHERE state = 'quarantined' ORDER BY received DESC, id DESC`, nil, func(rows *sql.Rows) error {
			var one Quarantine
			var received sql.NullInt64
			err := rows.Scan(&one.ID, &one.Folder, &one.UID, &received, &one.Size, &one.Reason)
			one.Received = instant(received)
			all = append(all, one)
			return err
		})
	})
	return all, err
}

// Raw gives a message byte for byte as the server gave it; ErrNotFound when
// there is no such message or its bytes were never had.
func (s *Store) Raw(ctx context.Context, messageID int64) ([]byte, error) {
	return s.raw(ctx, `SELECT zstd FROM raw WHERE id = (SELECT raw FROM message WHERE id = ?)`, messageID)
}

// RawOfLedger gives the bytes of any letter of the ledger, quarantined ones and
// copies too; ErrNotFound as Raw.
func (s *Store) RawOfLedger(ctx context.Context, ledgerID int64) ([]byte, error) {
	return s.raw(ctx, `SELECT zstd FROM raw WHERE id = (SELECT raw FROM ledger WHERE id = ?)`, ledgerID)
}

func (s *Store) raw(ctx context.Context, text string, id int64) ([]byte, error) {
	var packed []byte
	err := s.reader.QueryRowContext(ctx, text, id).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("raw letter %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, explain(err)
	}
	raw, err := s.unzip.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("raw letter %d is damaged: %w", id, err)
	}
	return raw, nil
}

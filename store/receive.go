package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Receive stores a batch of letters and the cursor that says they were read, in
// one transaction: a crash anywhere means done or not begun. Letters that were
// shown before are counted as Known and skipped, so a batch may be repeated.
func (s *Store) Receive(ctx context.Context, b Batch) (Received, error) {
	letters := make([]letter, len(b.Arrivals))
	for i, a := range b.Arrivals {
		if err := ctx.Err(); err != nil {
			return Received{}, err
		}
		var err error
		if letters[i], err = s.ready(a); err != nil && a.State == Stored {
			// One letter must not keep the others, and those behind them, out for ever.
			letters[i], err = s.ready(Arrival{UID: a.UID, Received: a.Received, Size: a.Size, Raw: a.Raw, State: Quarantined,
				Reason: "it could not be stored as a letter because of a fault in this program; it is kept whole"})
		}
		if err != nil {
			return Received{}, fmt.Errorf("save %s uid %d: %w", b.Folder, a.UID, err)
		}
	}
	r := receiving{folder: b.Folder, validity: b.UIDValidity}
	err := s.write(ctx, func(t *tx) error {
		r.tx, r.count = t, Received{}
		for i := range letters {
			if err := r.take(ctx, &letters[i]); err != nil {
				return fmt.Errorf("save %s uid %d: %w", b.Folder, letters[i].UID, err)
			}
		}
		return t.advance(ctx, b.Folder, b.Next)
	})
	if err != nil {
		return Received{}, err
	}
	return r.count, nil
}

// receiving is one batch on its way in.
type receiving struct {
	*tx
	folder   string
	validity uint32
	count    Received
}

func (r *receiving) take(ctx context.Context, l *letter) error {
	known, err := r.known(ctx, l.UID)
	if err != nil {
		return err
	}
	if known {
		r.count.Known++
		return nil
	}
	raw, err := r.keepRaw(ctx, l)
	if err != nil {
		return err
	}
	switch l.State {
	case Quarantined:
		err = r.quarantine(ctx, l, raw)
	case SetAside:
		r.count.SetAside++
		_, err = r.account(ctx, l, raw)
	case Stored:
		err = r.store(ctx, l, raw)
	default:
		err = invalid("a letter cannot arrive as %q", l.State)
	}
	return err
}

// quarantine keeps a letter for a person to deal with, once: a copy of one that
// is there already is set aside.
func (r *receiving) quarantine(ctx context.Context, l *letter, raw int64) error {
	var first original
	err := r.row(ctx, `SELECT folder, uid FROM ledger WHERE raw = ? AND state = 'quarantined' LIMIT 1`,
		[]any{orNull(raw)}, &first.folder, &first.uid)
	switch {
	case err == nil:
		l.State, l.Reason = SetAside, fmt.Sprintf("a copy of a letter quarantined before (%s, uid %d)", first.folder, first.uid)
		r.count.SetAside++
	case errors.Is(err, sql.ErrNoRows):
		r.count.Quarantined++
	default:
		return err
	}
	_, err = r.account(ctx, l, raw)
	return err
}

// store keeps a letter as a message, unless it is a copy of one.
func (r *receiving) store(ctx context.Context, l *letter, raw int64) error {
	original, err := r.original(ctx, l, raw)
	if err != nil {
		return err
	}
	if original.message != 0 {
		return r.setAside(ctx, l, raw, original)
	}
	ledger, err := r.account(ctx, l, raw)
	if err != nil {
		return err
	}
	r.count.Stored++
	return r.place(ctx, l, place{ledger: ledger, raw: raw})
}

func (r *receiving) known(ctx context.Context, uid uint32) (bool, error) {
	var one int
	err := r.row(ctx, `SELECT 1 FROM ledger WHERE folder = ? AND uidvalidity = ? AND uid = ?`,
		[]any{r.folder, r.validity, uid}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// account writes the ledger row.
func (r *receiving) account(ctx context.Context, l *letter, raw int64) (id int64, err error) {
	return r.exec(ctx, `INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, sha256, raw, received, seen)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.folder, r.validity, l.UID, l.State, l.Reason, l.Size,
		l.sha256, orNull(raw), l.Received.UnixMilli(), r.now.UnixMilli())
}

// keepRaw stores the bytes of a letter, equal bytes once; 0 when there are none.
func (r *receiving) keepRaw(ctx context.Context, l *letter) (id int64, err error) {
	if l.sha256 == nil {
		return 0, nil
	}
	err = r.row(ctx, `SELECT id FROM raw WHERE sha256 = ?`, []any{l.sha256}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return r.exec(ctx, `INSERT INTO raw (sha256, zstd) VALUES (?, ?)`, l.sha256, l.zstd)
	}
	return id, err
}

// advance moves a folder's cursor: forwards only, unless UIDVALIDITY changed,
// which starts a new numbering (RFC 3501, section 2.3.1.1).
func (t *tx) advance(ctx context.Context, folder string, next Cursor) error {
	if next == (Cursor{}) {
		return nil // nothing said
	}
	_, err := t.exec(ctx, `INSERT INTO cursor (folder, uidvalidity, last_uid) VALUES (?, ?, ?)
		ON CONFLICT (folder) DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid =
			CASE WHEN uidvalidity = excluded.uidvalidity THEN max(last_uid, excluded.last_uid) ELSE excluded.last_uid END`,
		folder, next.UIDValidity, next.LastUID)
	return err
}

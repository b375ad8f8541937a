package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Settled is what became of a letter that is no longer in quarantine.
type Settled struct {
	State   State
	Reason  string // "" when it was read in the end
	Enquiry int64  // that it belongs to; 0: to none
}

// Settled tells what became of a letter that was quarantined once; ErrNotFound
// when it never was, or still is.
func (s *Store) Settled(ctx context.Context, id int64) (one Settled, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, `SELECT l.state, l.reason, coalesce(m.enquiry, 0) FROM ledger l
			LEFT JOIN message m ON m.id = coalesce((SELECT id FROM message WHERE ledger = l.id), l.message)
			WHERE l.id = ? AND l.state <> 'quarantined' AND l.identity IS NOT NULL`, id).
			Scan(&one.State, &one.Reason, &one.Enquiry)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return one, fmt.Errorf("letter %d of the quarantine: %w", id, ErrNotFound)
	}
	return one, err
}

// Account counts the letters of the ledger by what became of them.
type Account struct {
	Stored, Quarantined, SetAside int
}

// Account gives the ledger in three figures. Every stored letter has its
// message, so that small indexes answer and the ledger is not read through.
func (s *Store) Account(ctx context.Context) (a Account, err error) {
	var all int
	err = s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM ledger), (SELECT count(*) FROM message),
			(SELECT count(*) FROM ledger WHERE state = 'quarantined')`).Scan(&all, &a.Stored, &a.Quarantined)
	})
	a.SetAside = all - a.Stored - a.Quarantined
	return a, err
}

package store

import (
	"context"
	"database/sql"
	"time"
)

// RecordPoll says how a look into a folder at the instant at went: problem is
// one line for the operator, "" when it went well.
func (s *Store) RecordPoll(ctx context.Context, folder string, at time.Time, problem string) error {
	var ok sql.NullInt64
	if problem == "" {
		ok = milli(at)
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO poll (folder, last_try, last_ok, problem) VALUES (?, ?, ?, ?)
			ON CONFLICT (folder) DO UPDATE SET last_try = excluded.last_try, problem = excluded.problem,
				last_ok = coalesce(excluded.last_ok, last_ok), pending = iif(excluded.last_ok IS NULL, pending, 0)`, folder, at.UnixMilli(), ok, problem)
		return err
	})
}

// Polls gives the state of every folder ever watched, by name.
func (s *Store) Polls(ctx context.Context) (all []Poll, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT folder, last_try, last_ok, problem, pending, counted, holds, unaccounted, since
			FROM poll ORDER BY folder`, nil, func(rows *sql.Rows) error {
			var p Poll
			var try, ok, counted, since sql.NullInt64
			err := rows.Scan(&p.Folder, &try, &ok, &p.Problem, &p.Pending, &counted, &p.Holds, &p.Unaccounted, &since)
			p.LastTry, p.LastOK, p.Counted, p.Since = instant(try), instant(ok), instant(counted), instant(since)
			all = append(all, p)
			return err
		})
	})
	return all, err
}

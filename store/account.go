package store

import (
	"context"
	"database/sql"
)

// numbering is what a UIDVALIDITY is kept as: with the generation of the mail
// account above it, see migrations/0002.sql.
func (s *Store) numbering(validity uint32) int64 { return s.generation<<32 | int64(validity) }

// useAccount notes which account is read from now on. When it is another than
// before, every folder is read anew, and what it holds is known by its content.
func (s *Store) useAccount(ctx context.Context, name string) error {
	if name == "" {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO account (generation, name, since)
			SELECT coalesce(max(generation) + 1, 0), ?1, ?2 FROM account
			WHERE true HAVING coalesce((SELECT name FROM account ORDER BY generation DESC LIMIT 1), '') <> ?1`, name, t.now.UnixMilli())
		return err
	})
}

// findAccount finds out which account is read now.
func (s *Store) findAccount(ctx context.Context) error {
	var generation sql.NullInt64
	err := s.reader.QueryRowContext(ctx, `SELECT max(generation) FROM account`).Scan(&generation)
	s.generation = generation.Int64
	return explain(err)
}

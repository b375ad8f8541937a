package store

import (
	"context"
	"database/sql"
)

// countsSQL asks everything at once; each part reads one index.
const countsSQL = `SELECT
	(SELECT count(*) FROM enquiry WHERE todo = 1),
	(SELECT count(*) FROM enquiry WHERE list = 'all'),
	(SELECT count(*) FROM enquiry WHERE list = 'automatic'),
	(SELECT count(*) FROM enquiry WHERE list = 'spam'),
	(SELECT count(*) FROM enquiry WHERE todo = 1 AND pin > 1),
	(SELECT count(*) FROM enquiry WHERE todo = 1 AND obligations <> '[]'),
	(SELECT count(*) FROM enquiry WHERE todo = 1 AND unsure = 1),
	(SELECT count(*) FROM enquiry WHERE todo = 1 AND owner IS NULL),
	(SELECT count(*) FROM enquiry WHERE due < ?),
	(SELECT count(*) FROM ledger WHERE state = 'quarantined'),
	(SELECT count(*) FROM enquiry WHERE likely = 1)`

// Counts gives the sizes of the inbox's views and what else wants attention, as of now.
func (s *Store) Counts(ctx context.Context) (c Counts, err error) {
	var todo, all, automatic, spam, likely int
	err = s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, countsSQL, s.now().UnixMilli()).
			Scan(&todo, &all, &automatic, &spam, &c.Concern, &c.Duties, &c.Unsure, &c.Unassigned, &c.Late, &c.Quarantined, &likely)
	})
	c.Views = map[View]int{ViewToDo: todo, ViewLate: c.Late, ViewAll: all, ViewAutomatic: automatic, ViewSpam: spam, ViewLikely: likely}
	return c, err
}

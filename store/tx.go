package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// tx is one transaction of the writer. Statements are prepared once in it: a
// batch of letters runs each of them hundreds of times.
type tx struct {
	*sql.Tx
	s        *Store
	now      time.Time // one instant for the whole transaction
	prepared map[string]*sql.Stmt
}

// write runs fn in one immediate transaction: all of it is done or nothing.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	begun, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer begun.Rollback() // after a commit it does nothing
	t := &tx{Tx: begun, s: s, now: s.now(), prepared: map[string]*sql.Stmt{}}
	if err := fn(t); err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // database/sql says "statement is closed" then
		}
		return explain(err)
	}
	err = begun.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err() // database/sql rolled it back a moment before
	}
	return explain(err)
}

// read runs fn in one transaction of a reader, so that all it reads is of one moment.
func (s *Store) read(ctx context.Context, fn func(*sql.Tx) error) error {
	begun, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer begun.Rollback()
	if err := fn(begun); err != nil && ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil {
		return explain(err)
	}
	return nil
}

func (t *tx) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	// The driver starts a goroutine for each statement whose context can end,
	// which costs more than the statement. So the end is looked for between them.
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	default:
	}
	if st, ok := t.prepared[query]; ok {
		return st, nil
	}
	st, err := t.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	t.prepared[query] = st // the transaction's end closes it
	return st, nil
}

// exec runs a statement and gives the id of the row it inserted.
func (t *tx) exec(ctx context.Context, query string, args ...any) (id int64, err error) {
	result, err := t.result(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (t *tx) result(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := t.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(context.WithoutCancel(ctx), args...)
}

// row reads one row; sql.ErrNoRows when there is none.
func (t *tx) row(ctx context.Context, query string, args []any, dest ...any) error {
	st, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(context.WithoutCancel(ctx), args...).Scan(dest...)
}

// scanner reads the columns of one row.
type scanner func(dest ...any) error

// rows reads all rows, one call of each for every row.
func (t *tx) rows(ctx context.Context, query string, args []any, each func(scanner) error) error {
	st, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// column reads the first column of all rows.
func column[T any](ctx context.Context, t *tx, query string, args ...any) (all []T, err error) {
	err = t.rows(ctx, query, args, func(scan scanner) error {
		var v T
		err := scan(&v)
		all = append(all, v)
		return err
	})
	return all, err
}

// query reads rows of a reader's transaction, one call of scan for each.
func query(ctx context.Context, q *sql.Tx, text string, args []any, scan func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// milli is an instant as it is stored: unix milliseconds, NULL for the zero time.
func milli(t time.Time) sql.NullInt64 {
	if t.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: true}
}

// instant reads what milli wrote, in UTC: the zone belongs to display.
func instant(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

// orNull stores 0 as NULL: no row has the id 0.
func orNull(id int64) sql.NullInt64 { return sql.NullInt64{Int64: id, Valid: id != 0} }

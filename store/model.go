package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// modelColumns reads models; ?1 is not used by it.
const modelColumns = `SELECT d.id, d.made, coalesce(u.name, ''), d.base, d.taken, d.why, d.figures,
	d.id = coalesce((SELECT model FROM model_use ORDER BY id DESC LIMIT 1), 0)
	FROM model d LEFT JOIN user u ON u.id = d.made_by`

func scanModel(rows *sql.Rows) (m Model, err error) {
	var made sql.NullInt64
	err = rows.Scan(&m.ID, &made, &m.MadeBy, &m.Base, &m.Taken, &m.Why, &m.Figures, &m.InUse)
	m.Made = instant(made)
	return m, err
}

// Models gives every training of the sorting that was recorded, taken or refused,
// newest first, without the corrections that they were trained with.
func (s *Store) Models(ctx context.Context) (all []Model, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, modelColumns+` ORDER BY d.id DESC`, nil, func(rows *sql.Rows) error {
			m, err := scanModel(rows)
			all = append(all, m)
			return err
		})
	})
	return all, err
}

// ModelInUse gives the model that sorts, with its corrections; the zero Model for
// number 0, which has none.
func (s *Store) ModelInUse(ctx context.Context) (m Model, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		if err := query(ctx, q, modelColumns+` WHERE d.id = (SELECT model FROM model_use ORDER BY id DESC LIMIT 1)`, nil, func(rows *sql.Rows) error {
			m, err = scanModel(rows)
			return err
		}); err != nil {
			return err
		}
		return query(ctx, q, `SELECT correction FROM model_correction WHERE model = ? ORDER BY correction`, []any{m.ID}, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			m.Corrections = append(m.Corrections, id)
			return err
		})
	})
	return m, err
}

// AddModel records a training with the corrections it was made of and gives its
// number. One that was taken sorts from now on. by is 0 for the machine and for
// commands.
func (s *Store) AddModel(ctx context.Context, m Model, by int64) (id int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		if id, err = t.exec(ctx, `INSERT INTO model (made, made_by, base, taken, why, figures) VALUES (?, ?, ?, ?, ?, ?)`,
			t.now.UnixMilli(), orNull(by), m.Base, m.Taken, m.Why, string(m.Figures)); err != nil {
			return err
		}
		for _, c := range m.Corrections {
			if _, err := t.exec(ctx, `INSERT INTO model_correction (model, correction) VALUES (?, ?)`, id, c); err != nil {
				return err
			}
		}
		if !m.Taken {
			return t.record(ctx, event{by, 0, actModel, fmt.Sprintf("%d refused", id)})
		}
		return t.use(ctx, id, by)
	})
	return id, err
}

// UseModel lets another model sort: one that was taken once, or number 0, which
// has learned from nobody. ErrNotFound for any other. What has been sorted stays.
func (s *Store) UseModel(ctx context.Context, id, by int64) error {
	return s.write(ctx, func(t *tx) error {
		if id != 0 {
			var taken bool
			err := t.row(ctx, `SELECT taken FROM model WHERE id = ?`, []any{id}, &taken)
			if errors.Is(err, sql.ErrNoRows) || err == nil && !taken {
				return fmt.Errorf("model %d that was taken: %w", id, ErrNotFound)
			}
			if err != nil {
				return err
			}
		}
		return t.use(ctx, id, by)
	})
}

func (t *tx) use(ctx context.Context, model, by int64) error {
	if _, err := t.exec(ctx, `INSERT INTO model_use (at, user, model) VALUES (?, ?, ?)`, t.now.UnixMilli(), orNull(by), model); err != nil {
		return err
	}
	return t.record(ctx, event{by, 0, actModel, fmt.Sprintf("%d in use", model)})
}

// ModelBefore gives the number of the model that sorted before the one in use
// does: where a step back leads. ErrNotFound when none did but number 0, which is in use.
func (s *Store) ModelBefore(ctx context.Context) (id int64, err error) {
	var used []int64
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT model FROM model_use ORDER BY id`, nil, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			used = append(used, id)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	// Each step back leads before the last one, not to and fro between two.
	stack := []int64{0}
	for _, id := range used {
		if at := slices.Index(stack, id); at >= 0 {
			stack = stack[:at+1]
		} else {
			stack = append(stack, id)
		}
	}
	if len(stack) == 1 {
		return 0, fmt.Errorf("an earlier model: %w", ErrNotFound)
	}
	return stack[len(stack)-2], nil
}

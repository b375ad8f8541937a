package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/classify"
)

// AddTask splits a question off an enquiry: a task with a topic and an owner, 0
// for nobody yet, of its own. It is due by its topic's target from when the
// enquirer wrote. ErrInvalid for the enquiry's own topic, for one that has an open
// task, and for an owner who may not change enquiries.
func (s *Store) AddTask(ctx context.Context, c Change, topic string, owner int64) (id int64, err error) {
	if topic != classify.TopicOther && !s.configured(topic) {
		return 0, invalid("%q is no topic", topic)
	}
	err = s.change(ctx, c, func(t *tx, e *current) error {
		if e.topic == topic {
			return invalid("this is the enquiry's own topic")
		}
		if e.status == StatusClosed || e.status == StatusSpam {
			return invalid("the enquiry is %s: open it first", e.status)
		}
		name, err := t.taskOwner(ctx, owner)
		if err != nil {
			return err
		}
		var twice bool
		if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM task WHERE enquiry = ? AND topic = ? AND done IS NULL)`, []any{e.id, topic}, &twice); err != nil {
			return err
		}
		if twice {
			return invalid("there is an open sub-task for this topic")
		}
		if id, err = t.exec(ctx, `INSERT INTO task (enquiry, topic, owner, due, made, made_by) VALUES (?, ?, ?, ?, ?, ?)`,
			e.id, topic, orNull(owner), t.taskDue(e, topic), t.now.UnixMilli(), c.By); err != nil {
			return err
		}
		return t.record(ctx, event{c.By, e.id, actTask, fmt.Sprintf("%s for %s", topic, name)})
	})
	return id, err
}

// taskDue is when the answer to a further question is due; NULL without a target.
func (t *tx) taskDue(e *current, topic string) sql.NullInt64 {
	target := t.s.policy(topic).Target
	if target <= 0 {
		return sql.NullInt64{}
	}
	since := e.latest
	if e.waiting.Valid {
		since = e.waiting.Int64
	}
	return milli(t.s.calendar.Add(time.UnixMilli(since), target))
}

// taskOwner gives the name of who is to own a task; ErrInvalid when that user may not.
func (t *tx) taskOwner(ctx context.Context, owner int64) (string, error) {
	if owner == 0 {
		return nobody, nil
	}
	u, err := t.mayChange(ctx, owner)
	return u.Name, err
}

// AssignTask makes a user the owner of an open task, or nobody for 0. ErrNotFound
// when the enquiry has no such open task.
func (s *Store) AssignTask(ctx context.Context, c Change, task, owner int64) error {
	return s.change(ctx, c, func(t *tx, e *current) error {
		topic, err := t.openTask(ctx, e, task)
		if err != nil {
			return err
		}
		name, err := t.taskOwner(ctx, owner)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE task SET owner = ? WHERE id = ?`, orNull(owner), task); err != nil {
			return err
		}
		return t.record(ctx, event{c.By, e.id, actTask, fmt.Sprintf("%s for %s", topic, name)})
	})
}

// FinishTask ends a task; outcome says what was done and may be "". ErrNotFound
// when the enquiry has no such open task.
func (s *Store) FinishTask(ctx context.Context, c Change, task int64, outcome string) error {
	return s.change(ctx, c, func(t *tx, e *current) error {
		topic, err := t.openTask(ctx, e, task)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE task SET done = ?, done_by = ?, outcome = ? WHERE id = ?`,
			t.now.UnixMilli(), c.By, strings.TrimSpace(outcome), task); err != nil {
			return err
		}
		return t.record(ctx, event{c.By, e.id, actTask, topic + " finished"})
	})
}

func (t *tx) openTask(ctx context.Context, e *current, task int64) (topic string, err error) {
	err = t.row(ctx, `SELECT topic FROM task WHERE id = ? AND enquiry = ? AND done IS NULL`, []any{task, e.id}, &topic)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("open sub-task %d of enquiry %d: %w", task, e.id, ErrNotFound)
	}
	return topic, err
}

// dropTasks ends what is open of an enquiry that turned out to be spam.
func (t *tx) dropTasks(ctx context.Context, e *current, by int64) error {
	var topics []string
	if err := t.rows(ctx, `UPDATE task SET done = ?, done_by = ?, outcome = 'spam' WHERE enquiry = ? AND done IS NULL RETURNING topic`,
		[]any{t.now.UnixMilli(), by, e.id}, func(scan scanner) error {
			var topic string
			err := scan(&topic)
			topics = append(topics, topic)
			return err
		}); err != nil {
		return err
	}
	for _, topic := range topics {
		if err := t.record(ctx, event{by, e.id, actTask, topic + " dropped"}); err != nil {
			return err
		}
	}
	return nil
}

// openTasks counts an enquiry's open tasks and finds the earliest time at which
// one of them is due; NULL when none has one.
func (t *tx) openTasks(ctx context.Context, enquiry int64) (open int, due sql.NullInt64, err error) {
	err = t.row(ctx, `SELECT count(*), min(due) FROM task WHERE enquiry = ? AND done IS NULL`, []any{enquiry}, &open, &due)
	return open, due, err
}

func tasksOf(ctx context.Context, q *sql.Tx, e *Enquiry) error {
	return query(ctx, q, `SELECT k.id, k.topic, o.id, o.email, o.name, o.role, k.due, k.made, m.name, k.done, coalesce(d.name, ''), k.outcome
		FROM task k JOIN user m ON m.id = k.made_by LEFT JOIN user o ON o.id = k.owner LEFT JOIN user d ON d.id = k.done_by
		WHERE k.enquiry = ? ORDER BY k.done IS NOT NULL, k.id`, []any{e.ID}, func(rows *sql.Rows) error {
		var k Task
		var owner, due, made, done sql.NullInt64
		var email, name, role sql.NullString
		err := rows.Scan(&k.ID, &k.Topic, &owner, &email, &name, &role, &due, &made, &k.MadeBy, &done, &k.DoneBy, &k.Outcome)
		if owner.Valid {
			k.Owner = &User{ID: owner.Int64, Email: email.String, Name: name.String, Role: Role(role.String)}
		}
		k.Due, k.Made, k.Done = instant(due), instant(made), instant(done)
		e.Tasks = append(e.Tasks, k)
		return err
	})
}

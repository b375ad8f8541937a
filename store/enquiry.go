package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Enquiry gives one conversation, whole, as it was at one moment. It writes
// nothing: that somebody looked is RecordLook's. ErrNotFound when there is none.
func (s *Store) Enquiry(ctx context.Context, id int64) (e Enquiry, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		row := q.QueryRowContext(ctx, rowColumns+` FROM enquiry e`+rowJoins+` WHERE e.id = ?`, id)
		if e.Row, err = scanRow(row); errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("enquiry %d: %w", id, ErrNotFound)
		} else if err != nil {
			return err
		}
		for _, part := range []func(context.Context, *sql.Tx, *Enquiry) error{messagesOf, placesOf, tasksOf, toldOf, notesOf, historyOf} {
			if err := part(ctx, q, &e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Enquiry{}, err
	}
	return e, nil
}

// wholeText is the text of message m, which is not kept twice where it is all
// the writer's own.
const wholeText = `iif(m.text = '', m.own_text, m.text)`

func messagesOf(ctx context.Context, q *sql.Tx, e *Enquiry) error {
	return query(ctx, q, `SELECT m.id, m.direction, l.folder, m.received, m.message_id, m.subject, `+wholeText+`, m.own_text,
			m.kind, m.head, m.verdict, m.conversation, m.joined, coalesce((SELECT id FROM enquiry WHERE id = m.names_enquiry), 0)
		FROM message m JOIN ledger l ON l.id = m.ledger
		WHERE m.enquiry = ? ORDER BY m.received, m.id`, []any{e.ID}, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		e.Messages = append(e.Messages, m)
		return err
	})
}

// placesOf finds where the letters lie in the mailbox: each where it was first
// read, and where its copies are.
func placesOf(ctx context.Context, q *sql.Tx, e *Enquiry) error {
	at := map[int64]int{}
	for i, m := range e.Messages {
		at[m.ID] = i
	}
	return query(ctx, q, placesSQL, []any{e.ID}, func(rows *sql.Rows) error {
		var id int64
		var one Lying
		var gone sql.NullInt64
		if err := rows.Scan(&id, &one.Folder, &one.Flags, &gone); err != nil {
			return err
		}
		one.Gone = instant(gone)
		m := &e.Messages[at[id]]
		m.Places = append(m.Places, one)
		return nil
	})
}

const placesSQL = `SELECT m.id, l.folder, l.flags, l.gone FROM message m JOIN ledger l ON l.id = m.ledger WHERE m.enquiry = ?1
	UNION ALL SELECT m.id, l.folder, l.flags, l.gone FROM message m JOIN ledger l ON l.message = m.id WHERE m.enquiry = ?1`

func scanMessage(rows *sql.Rows) (m Message, err error) {
	var received sql.NullInt64
	var text, verdict []byte
	if err := rows.Scan(&m.ID, &m.Direction, &m.Folder, &received, &m.MessageID, &m.Subject, &m.Text, &m.OwnText,
		&m.Kind, &text, &verdict, &m.Conversation, &m.Joined, &m.MayBelong); err != nil {
		return m, err
	}
	m.Received = instant(received)
	var h head
	if err := json.Unmarshal(text, &h); err != nil {
		return m, fmt.Errorf("message %d: %w", m.ID, err)
	}
	h.fill(&m.Message)
	if m.Direction == In {
		err = json.Unmarshal(verdict, &m.Verdict)
	}
	return m, err
}

func notesOf(ctx context.Context, q *sql.Tx, e *Enquiry) error {
	return query(ctx, q, `SELECT n.at, u.name, n.text FROM note n JOIN user u ON u.id = n.user
		WHERE n.enquiry = ? ORDER BY n.id`, []any{e.ID}, func(rows *sql.Rows) error {
		var n Note
		var at sql.NullInt64
		err := rows.Scan(&at, &n.By, &n.Text)
		n.At = instant(at)
		e.Notes = append(e.Notes, n)
		return err
	})
}

func historyOf(ctx context.Context, q *sql.Tx, e *Enquiry) error {
	return query(ctx, q, `SELECT v.id, v.at, coalesce(u.name, 'machine'), v.action, v.detail
		FROM event v LEFT JOIN user u ON u.id = v.user WHERE v.enquiry = ? ORDER BY v.id`, []any{e.ID}, func(rows *sql.Rows) error {
		var v Event
		var at sql.NullInt64
		err := rows.Scan(&v.ID, &at, &v.By, &v.Action, &v.Detail)
		v.At = instant(at)
		e.History = append(e.History, v)
		return err
	})
}

// RecordLook writes into the audit trail that a user looked at an enquiry.
func (s *Store) RecordLook(ctx context.Context, id, by int64) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.enquiry(ctx, id); err != nil {
			return err
		}
		if _, err := t.user(ctx, by); err != nil {
			return invalid("user %d is not known", by)
		}
		return t.record(ctx, event{by, id, actLook, ""})
	})
}

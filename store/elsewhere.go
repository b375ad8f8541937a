package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// Way is how an enquiry was answered where no letter shows it.
type Way string

// The ways. NoneNeeded says that no answer is needed at all.
const (
	Phone           Way = "phone"
	PersonalMailbox Way = "personal_mailbox"
	OtherTeam       Way = "other_team"
	InPerson        Way = "in_person"
	NoneNeeded      Way = "none_needed"
)

// Ways lists every way in the order that pages show them.
var Ways = []Way{Phone, PersonalMailbox, OtherTeam, InPerson, NoneNeeded}

// Told is what a person told about an enquiry that no letter shows.
type Told struct {
	Way Way
	At  time.Time // when it was answered; with NoneNeeded, when that was decided
	Who string    // who answered; with NoneNeeded, why no answer is needed
	By  string    // name of who told it
}

// TellAnswer records an answer that no letter shows, or that none is needed.
// An answer counts as one by letter does: the clock stops at its time, and the
// enquiry waits for the enquirer. When none is needed the enquiry is closed.
// ErrInvalid when the time lies in the future or before the enquiry came,
// ErrOutcomeNeeded without words in who, ErrTasksOpen when no answer shall be
// needed of an enquiry with open tasks.
func (s *Store) TellAnswer(ctx context.Context, c Change, told Told) error {
	told.Who = strings.TrimSpace(told.Who)
	if !slices.Contains(Ways, told.Way) {
		return invalid("%q is no way of answering", told.Way)
	}
	if told.Who == "" {
		return ErrOutcomeNeeded
	}
	return s.write(ctx, func(t *tx) error {
		e, err := t.forChange(ctx, c)
		if err != nil {
			return err
		}
		if told.At.After(t.now) || told.At.UnixMilli() < e.received {
			return invalid("an answer lies between the letter and now")
		}
		if told.Way == NoneNeeded {
			if open, _, err := t.openTasks(ctx, e.id); err != nil || open > 0 {
				return cmp.Or(err, ErrTasksOpen)
			}
		}
		if _, err := t.exec(ctx, `INSERT INTO elsewhere (enquiry, user, way, at, who, recorded) VALUES (?, ?, ?, ?, ?, ?)`,
			e.id, c.By, told.Way, told.At.UnixMilli(), told.Who, t.now.UnixMilli()); err != nil {
			return err
		}
		if err := t.record(ctx, event{c.By, e.id, actElsewhere, string(told.Way)}); err != nil {
			return err
		}
		conversation, err := t.conversation(ctx, e.id)
		if err != nil {
			return err
		}
		status := StatusWaiting
		if told.Way == NoneNeeded {
			status = StatusClosed
		}
		if (e.status == StatusNew || e.status == StatusOpen || told.Way == NoneNeeded && e.status == StatusWaiting) && conversation.waiting() == 0 {
			if err := t.setStatus(ctx, &e, status, c.By); err != nil {
				return err
			}
		}
		return t.refresh(ctx, e, conversation, nil)
	})
}

const toldSQL = `SELECT x.way, x.at, x.who, u.name FROM elsewhere x JOIN user u ON u.id = x.user WHERE x.enquiry = ? ORDER BY x.at, x.id`

func toldOf(ctx context.Context, q *sql.Tx, e *Enquiry) error {
	return query(ctx, q, toldSQL, []any{e.ID}, func(rows *sql.Rows) error {
		var one Told
		var at sql.NullInt64
		err := rows.Scan(&one.Way, &at, &one.Who, &one.By)
		one.At = instant(at)
		e.Told = append(e.Told, one)
		return err
	})
}

package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
)

// SetTopic sets the topic, or confirms the machine's when it is the same: the
// sorting learns from both. The due time follows from the new topic's target.
func (s *Store) SetTopic(ctx context.Context, c Change, topic string) error {
	if topic != classify.TopicOther && !s.configured(topic) {
		return invalid("%q is no topic", topic)
	}
	return s.change(ctx, c, func(t *tx, e *current) error {
		detail := arrow(e.topic, topic)
		if e.topic == topic {
			detail = topic + " confirmed"
		}
		if err := t.correct(ctx, c, topic); err != nil {
			return err
		}
		e.topic, e.topicBy, e.unsure = topic, orNull(c.By), false
		return t.record(ctx, event{c.By, e.id, actTopic, detail})
	})
}

func (s *Store) configured(topic string) bool {
	return slices.ContainsFunc(s.topics, func(p TopicPolicy) bool { return p.Key == topic })
}

// Assign makes a user the owner, or nobody for 0. ErrInvalid when that user is
// unknown or may not change enquiries.
func (s *Store) Assign(ctx context.Context, c Change, owner int64) error {
	return s.change(ctx, c, func(t *tx, e *current) error {
		from, err := t.ownerName(ctx, e.owner.Int64)
		if err != nil {
			return err
		}
		to, err := t.ownerName(ctx, owner)
		if err != nil {
			return err
		}
		if owner != 0 {
			if _, err := t.mayChange(ctx, owner); err != nil {
				return err
			}
		}
		e.owner = orNull(owner)
		return t.record(ctx, event{c.By, e.id, actOwner, arrow(from, to)})
	})
}

func (t *tx) ownerName(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return nobody, nil
	}
	u, err := t.user(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return "", invalid("user %d is not known", id)
	}
	return u.Name, err
}

// SetStatus sets the status. The outcome, if any, is kept as a note. An enquiry
// with a concern is closed, or called spam, only with an outcome:
// ErrOutcomeNeeded. One with open tasks is not closed: ErrTasksOpen; those of spam
// end with it. Spam has no due time; leaving spam brings it back.
func (s *Store) SetStatus(ctx context.Context, c Change, status Status, outcome string) error {
	if !slices.Contains(Statuses, status) {
		return invalid("%q is no status", status)
	}
	outcome = strings.TrimSpace(outcome)
	return s.change(ctx, c, func(t *tx, e *current) error {
		hides := status == StatusClosed || status == StatusSpam
		if hides && e.concern.Rank() > 0 && outcome == "" {
			return ErrOutcomeNeeded
		}
		if status == StatusClosed {
			if open, _, err := t.openTasks(ctx, e.id); err != nil || open > 0 {
				return cmp.Or(err, ErrTasksOpen)
			}
		}
		if status == StatusSpam {
			if err := t.dropTasks(ctx, e, c.By); err != nil {
				return err
			}
		}
		if outcome != "" {
			if err := t.note(ctx, c, outcome); err != nil {
				return err
			}
		}
		return t.setStatus(ctx, e, status, c.By)
	})
}

// LowerConcern takes a concern back: only a person can, by name and with a
// reason, which is kept as a note. ErrOutcomeNeeded without one. A further
// letter with a concern raises it again.
func (s *Store) LowerConcern(ctx context.Context, c Change, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.change(ctx, c, func(t *tx, e *current) error {
		if e.concern.Rank() == 0 {
			return invalid("there is no concern to take back")
		}
		if reason == "" {
			return ErrOutcomeNeeded
		}
		if err := t.note(ctx, c, reason); err != nil {
			return err
		}
		from := e.concern
		e.concern, e.score = classify.ConcernNone, 0
		return t.record(ctx, event{c.By, e.id, actConcern, arrow(string(from), string(e.concern))})
	})
}

// AddNote adds what staff wrote. It overwrites nothing, so it needs no version,
// and the enquiry keeps its own: who is changing something else is not disturbed.
func (s *Store) AddNote(ctx context.Context, c Change, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return invalid("an empty note")
	}
	return s.write(ctx, func(t *tx) error {
		e, err := t.enquiry(ctx, c.Enquiry)
		if err != nil {
			return err
		}
		if _, err := t.mayChange(ctx, c.By); err != nil {
			return err
		}
		if err := t.note(ctx, c, text); err != nil {
			return err
		}
		return t.record(ctx, event{c.By, e.id, actNote, ""})
	})
}

// change runs fn on the newest row in one transaction, after checking that it
// is the one the person saw and that the person may change it.
func (s *Store) change(ctx context.Context, c Change, fn func(*tx, *current) error) error {
	return s.write(ctx, func(t *tx) error {
		e, err := t.forChange(ctx, c)
		if err != nil {
			return err
		}
		if err := fn(t, &e); err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// forChange gives the newest row when it is the one the person saw and the
// person may change it.
func (t *tx) forChange(ctx context.Context, c Change) (e current, err error) {
	if e, err = t.enquiry(ctx, c.Enquiry); err != nil {
		return e, err
	}
	if _, err := t.mayChange(ctx, c.By); err != nil {
		return e, err
	}
	if e.version != c.Version {
		return e, ErrChanged
	}
	return e, nil
}

// mayChange finds a user who may change enquiries; ErrInvalid for any other.
func (t *tx) mayChange(ctx context.Context, id int64) (User, error) {
	u, err := t.user(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return u, invalid("user %d is not known", id)
	}
	if err == nil && !u.Role.mayChange() {
		return u, invalid("a %s changes nothing", u.Role)
	}
	return u, err
}

func (t *tx) note(ctx context.Context, c Change, text string) error {
	_, err := t.exec(ctx, `INSERT INTO note (enquiry, user, at, text) VALUES (?, ?, ?, ?)`,
		c.Enquiry, c.By, t.now.UnixMilli(), text)
	return err
}

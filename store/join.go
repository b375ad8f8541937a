package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// place says where the letter lies.
type place struct{ ledger, raw, enquiry int64 }

// place puts a letter into its enquiry, or starts one. A letter of ours that
// answers nothing we know waits for what it answers, and never starts one.
func (r *receiving) place(ctx context.Context, l *letter, at place) error {
	enquiry, err := r.thread(ctx, l)
	if err != nil {
		return err
	}
	if enquiry == 0 && l.Direction == Out {
		_, err := r.insertMessage(ctx, l, at)
		return err
	}
	var e current
	if enquiry == 0 {
		e, err = r.start(ctx, l)
	} else {
		e, err = r.follow(ctx, l, enquiry)
	}
	if err != nil {
		return err
	}
	at.enquiry = e.id
	message, err := r.insertMessage(ctx, l, at)
	if err != nil {
		return err
	}
	joined, err := r.gather(ctx, message, e.id)
	if err != nil {
		return err
	}
	if err := r.answered(ctx, &e, joined); err != nil {
		return err
	}
	return r.refresh(ctx, e)
}

// start begins an enquiry with a letter In.
func (r *receiving) start(ctx context.Context, l *letter) (e current, err error) {
	e = current{
		status: StatusNew, concern: l.Verdict.Concern, score: concernScore(l.Verdict),
		automatic: l.Message.Kind != mailbox.Human, received: l.Received.UnixMilli(),
	}
	if l.Junk && e.concern.Rank() == 0 {
		e.status = StatusSpam
	}
	if err := e.judge(l.Verdict); err != nil {
		return e, err
	}
	if e.id, err = r.exec(ctx, `INSERT INTO enquiry
		(version, topic, confidence, unsure, also, reasons, status, concern, concern_score, automatic, received, latest)
		VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.topic, e.confidence, e.unsure, e.also, e.reasons,
		e.status, e.concern, e.score, e.automatic, e.received, e.received); err != nil {
		return e, err
	}
	r.count.NewEnquiries++
	err = r.recordStart(ctx, l, &e)
	return e, err
}

func (r *receiving) recordStart(ctx context.Context, l *letter, e *current) error {
	events := []event{{0, e.id, actReceived, e.topic}}
	if e.concern.Rank() > 0 {
		events = append(events, event{0, e.id, actConcern, arrow(string(classify.ConcernNone), string(e.concern))})
	}
	if l.Junk && e.status == StatusNew {
		events = append(events, event{0, e.id, actStatus, arrow(string(StatusSpam), string(StatusNew))})
	}
	for _, one := range events {
		if err := r.record(ctx, one); err != nil {
			return err
		}
	}
	if e.automatic || e.status == StatusSpam {
		return nil
	}
	return r.takeTurn(ctx, e)
}

// judge takes over a verdict. What a person decided about the topic stays.
func (e *current) judge(v classify.Verdict) error {
	also, err := json.Marshal(v.Also)
	if err != nil {
		return err
	}
	reasons, err := json.Marshal(v.Reasons)
	if err != nil {
		return err
	}
	e.also, e.reasons = string(also), string(reasons)
	if !e.topicBy.Valid {
		e.topic, e.confidence, e.unsure = v.Topic, v.Confidence, v.Unsure
	}
	return nil
}

// follow lets a further letter change an enquiry: its concern upwards, its
// status back to us. A letter of ours does so later, in answered.
func (r *receiving) follow(ctx context.Context, l *letter, id int64) (current, error) {
	e, err := r.enquiry(ctx, id)
	if err != nil {
		return e, err
	}
	if err := r.record(ctx, event{0, id, actLetter, string(l.Direction)}); err != nil || l.Direction == Out {
		return e, err
	}
	r.count.FollowUps++
	if err := r.raise(ctx, &e, l.Verdict); err != nil {
		return e, err
	}
	if e.automatic && l.Message.Kind == mailbox.Human {
		err = r.adopt(ctx, &e, l)
	} else {
		err = r.reopen(ctx, &e, l)
	}
	return e, err
}

// raise moves the concern upwards, never down, and puts the words that did it
// before the reasons that are there. Every letter with a concern is recorded,
// also one that raises it no further: somebody may be in danger again.
func (r *receiving) raise(ctx context.Context, e *current, v classify.Verdict) error {
	if v.Concern.Rank() == 0 {
		return nil
	}
	from := e.concern
	if v.Concern.Rank() > from.Rank() {
		e.concern = v.Concern
	}
	e.score = max(e.score, concernScore(v))
	var there []classify.Reason
	if err := json.Unmarshal([]byte(e.reasons), &there); err != nil {
		return err
	}
	var reasons []classify.Reason
	for _, reason := range v.Reasons {
		if classify.Concern(reason.For).Rank() > 0 && !slices.Contains(there, reason) {
			reasons = append(reasons, reason)
		}
	}
	all, err := json.Marshal(append(reasons, there...))
	if err != nil {
		return err
	}
	e.reasons = string(all)
	return r.record(ctx, event{0, e.id, actConcern, arrow(string(from), string(e.concern))})
}

// concernScore is the score of a concern that a verdict raises; 0 without one.
func concernScore(v classify.Verdict) float64 {
	if v.Concern.Rank() == 0 {
		return 0
	}
	return min(max(v.ConcernScore, 0), 1)
}

// adopt makes an enquiry of automatic mail that a person now writes about: a
// letter wrongly taken for automatic, most likely. Its clock starts with this one.
func (r *receiving) adopt(ctx context.Context, e *current, l *letter) error {
	concern := e.reasons
	e.automatic = false
	if err := e.judge(l.Verdict); err != nil {
		return err
	}
	if e.concern.Rank() > 0 {
		e.reasons = concern // they say why it is pinned
	}
	if e.status == StatusSpam && l.Junk && e.concern.Rank() == 0 {
		return nil
	}
	if err := r.promote(ctx, e); err != nil {
		return err
	}
	since, err := r.answeredSince(ctx, e, l)
	if err != nil || !since {
		return err
	}
	return r.setStatus(ctx, e, StatusWaiting, 0)
}

// promote makes an enquiry new: what lay in spam or among automatic mail is to do.
func (r *receiving) promote(ctx context.Context, e *current) error {
	if e.status != StatusNew {
		if err := r.setStatus(ctx, e, StatusNew, 0); err != nil {
			return err
		}
	}
	if e.automatic || e.owner.Valid {
		return nil
	}
	return r.takeTurn(ctx, e)
}

// reopen brings an enquiry back to us when a person writes again. A concern
// brings it back whoever seems to have written: closed and spam hide it.
func (r *receiving) reopen(ctx context.Context, e *current, l *letter) error {
	human, concern := l.Message.Kind == mailbox.Human, l.Verdict.Concern.Rank() > 0
	switch e.status {
	case StatusSpam:
		if concern {
			return r.promote(ctx, e)
		}
		if !human || l.Junk {
			return nil
		}
		marked, err := r.markedByPerson(ctx, e.id)
		if err != nil || marked {
			return err
		}
		return r.promote(ctx, e)
	case StatusClosed:
		if human || concern {
			return r.setStatus(ctx, e, StatusOpen, 0)
		}
	case StatusWaiting:
		if !human && !concern && l.Message.Kind != mailbox.Bounce { // what bounced has reached nobody
			return nil
		}
		since, err := r.answeredSince(ctx, e, l)
		if err != nil || since {
			return err
		}
		return r.setStatus(ctx, e, StatusOpen, 0)
	}
	return nil
}

// answeredSince reports whether our answer to this very letter was stored
// before it: folders are read one after another.
func (r *receiving) answeredSince(ctx context.Context, e *current, l *letter) (since bool, err error) {
	err = r.row(ctx, `SELECT EXISTS (SELECT 1 FROM message o WHERE o.enquiry = ? AND o.received > ? AND `+answer+`)`,
		[]any{e.id, l.Received.UnixMilli()}, &since)
	return since, err
}

// gather attaches the letters of ours that waited for this message, and those
// that waited for them in turn. It gives all that joined, the message included.
func (r *receiving) gather(ctx context.Context, message, enquiry int64) (joined []int64, err error) {
	joined = []int64{message}
	for i := 0; i < len(joined); i++ {
		found, err := r.waiting(ctx, joined[i])
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			if _, err := r.exec(ctx, `UPDATE message SET enquiry = ? WHERE id = ?`, enquiry, id); err != nil {
				return nil, err
			}
			if err := r.record(ctx, event{0, enquiry, actLetter, string(Out)}); err != nil {
				return nil, err
			}
		}
		joined = append(joined, found...)
	}
	return joined, nil
}

// answered sets the status to waiting when one of the messages that just joined
// is an answer and nobody has written to us since.
func (r *receiving) answered(ctx context.Context, e *current, joined []int64) error {
	if e.status != StatusNew && e.status != StatusOpen {
		return nil
	}
	list, err := json.Marshal(joined)
	if err != nil {
		return err
	}
	var last sql.NullInt64
	if err := r.row(ctx, `SELECT max(o.received) FROM message o
		WHERE o.id IN (SELECT value FROM json_each(?)) AND `+answer, []any{string(list)}, &last); err != nil || !last.Valid {
		return err
	}
	var since bool
	if err := r.row(ctx, `SELECT EXISTS (SELECT 1 FROM message WHERE enquiry = ? AND direction = 'in' AND kind = 'human' AND received > ?)`,
		[]any{e.id, last.Int64}, &since); err != nil || since {
		return err
	}
	return r.setStatus(ctx, e, StatusWaiting, 0)
}

// insertMessage stores the letter itself, the ids it names and its people.
func (r *receiving) insertMessage(ctx context.Context, l *letter, at place) (id int64, err error) {
	m := &l.Message
	id, err = r.exec(ctx, `INSERT INTO message (enquiry, ledger, raw, direction, junk, kind, received, message_id,
			content, subject, text, own_text, head, verdict, attachments)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, orNull(at.enquiry), at.ledger, orNull(at.raw),
		l.Direction, l.Junk, m.Kind, l.Received.UnixMilli(), m.MessageID, l.content, m.Subject, m.Text, m.OwnText,
		string(l.head), string(l.verdict), len(m.Attachments))
	if err != nil {
		return 0, err
	}
	for _, name := range l.names {
		if _, err := r.exec(ctx, `INSERT INTO named_id (id, message) VALUES (?, ?)`, name, id); err != nil {
			return 0, err
		}
	}
	for field, list := range map[string][]mailbox.Address{"from": m.From, "reply_to": m.ReplyTo, "to": m.To, "cc": m.Cc} {
		for _, email := range addresses(list) {
			if _, err := r.exec(ctx, `INSERT OR IGNORE INTO correspondent (message, field, email) VALUES (?, ?, ?)`,
				id, field, strings.ToLower(email)); err != nil {
				return 0, err
			}
		}
	}
	return id, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// current is an enquiry's row while a transaction changes it: read, changed,
// saved, with the next version.
type current struct {
	id, version int64

	topic       string
	topicBy     sql.NullInt64
	confidence  float64
	unsure      bool
	also        string // JSON
	reasons     string // JSON
	status      Status
	owner       sql.NullInt64
	concern     classify.Concern
	score       float64 // of the concern
	obligations string  // JSON
	automatic   bool

	// Drawn from the messages by refresh.
	subject       string
	enquirer      mailbox.Address
	snippet       string
	received      int64 // unix milliseconds
	latest        int64
	firstResponse sql.NullInt64
	byHand        bool // a person recorded the first response
	unneeded      bool // a person said that no answer is needed
	undelivered   bool // a letter of ours has not reached somebody, and no answer followed
	waiting       sql.NullInt64
	letters       int
	attachments   int
	backfill      bool // it is from before the service went live
}

// enquiry reads the row; ErrNotFound when there is none.
func (t *tx) enquiry(ctx context.Context, id int64) (e current, err error) {
	err = t.row(ctx, `SELECT id, version, topic, topic_by, confidence, unsure, also, reasons, status, owner,
			concern, concern_score, automatic, backfill, subject, enquirer_name, enquirer_email, snippet, received, latest,
			first_response, by_hand, unneeded, undelivered, waiting, letters, attachments, obligations FROM enquiry WHERE id = ?`, []any{id},
		&e.id, &e.version, &e.topic, &e.topicBy, &e.confidence, &e.unsure, &e.also, &e.reasons, &e.status, &e.owner,
		&e.concern, &e.score, &e.automatic, &e.backfill, &e.subject, &e.enquirer.Name, &e.enquirer.Address, &e.snippet, &e.received,
		&e.latest, &e.firstResponse, &e.byHand, &e.unneeded, &e.undelivered, &e.waiting, &e.letters, &e.attachments, &e.obligations)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fmt.Errorf("enquiry %d: %w", id, ErrNotFound)
	}
	return e, err
}

// save writes the row with the next version, and what follows from it and from
// its tasks: how many are open, and when the first answer is due.
func (t *tx) save(ctx context.Context, e current) error {
	open, due, err := t.openTasks(ctx, e.id)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE enquiry SET version = version + 1, topic = ?, topic_by = ?, confidence = ?,
			unsure = ?, also = ?, reasons = ?, status = ?, owner = ?, concern = ?, concern_score = ?, automatic = ?, backfill = ?, due = ?,
			subject = ?, enquirer_name = ?, enquirer_email = ?, snippet = ?, received = ?, latest = ?,
			first_response = ?, by_hand = ?, unneeded = ?, undelivered = ?, waiting = ?, letters = ?, attachments = ?, obligations = ?, tasks = ? WHERE id = ?`,
		e.topic, e.topicBy, e.confidence, e.unsure, e.also, e.reasons, e.status, e.owner, e.concern, e.score, e.automatic, e.backfill,
		earlier(t.s.due(e), due), e.subject, e.enquirer.Name, e.enquirer.Address, e.snippet, e.received, e.latest,
		e.firstResponse, e.byHand, e.unneeded, e.undelivered, e.waiting, e.letters, e.attachments, e.obligations, open, e.id)
	return err
}

// insert writes the row of a new enquiry, complete, and gives it its id.
func (t *tx) insert(ctx context.Context, e *current) (err error) {
	e.version = 1
	e.id, err = t.exec(ctx, `INSERT INTO enquiry (version, topic, confidence, unsure, also, reasons, status, concern,
			concern_score, automatic, backfill, due, subject, enquirer_name, enquirer_email, snippet, received, latest,
			waiting, letters, attachments, obligations)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.version, e.topic, e.confidence, e.unsure,
		e.also, e.reasons, e.status, e.concern, e.score, e.automatic, e.backfill, t.s.due(*e), e.subject,
		e.enquirer.Name, e.enquirer.Address, e.snippet, e.received, e.latest, e.waiting, e.letters, e.attachments, e.obligations)
	return err
}

// earlier is the earlier of two times that may be missing.
func earlier(a, b sql.NullInt64) sql.NullInt64 {
	if !a.Valid || b.Valid && b.Int64 < a.Int64 {
		return b
	}
	return a
}

// due is when an answer is due to who waits for one; NULL when nobody does or
// no clock runs: a person may have said that the enquiry waits for the enquirer.
func (s *Store) due(e current) sql.NullInt64 {
	target := s.policy(e.topic).Target
	ours := e.status == StatusNew || e.status == StatusOpen
	if e.automatic || !ours || !e.waiting.Valid || target <= 0 {
		return sql.NullInt64{}
	}
	return milli(s.calendar.Add(time.UnixMilli(e.waiting.Int64), target))
}

// policy is what we promise for a topic; the zero promise for one that is not configured.
func (s *Store) policy(topic string) TopicPolicy {
	for _, p := range s.topics {
		if p.Key == topic {
			return p
		}
	}
	return TopicPolicy{Key: topic}
}

// setStatus changes the status and records it. It does not save.
func (t *tx) setStatus(ctx context.Context, e *current, status Status, by int64) error {
	from := e.status
	e.status = status
	return t.record(ctx, event{by, e.id, actStatus, arrow(string(from), string(status))})
}

// takeTurn gives a new enquiry to that owner of its topic whose turn it is: who
// had none yet, else whose last one is longest ago; the configuration's order
// breaks ties. Only owners who are users with the right to change count.
func (t *tx) takeTurn(ctx context.Context, e *current) error {
	var next User
	oldest := int64(-1)
	for _, email := range t.s.policy(e.topic).Owners {
		u, err := t.userByEmail(ctx, email)
		if errors.Is(err, ErrNotFound) || err == nil && !u.Role.mayChange() {
			continue
		}
		if err != nil {
			return err
		}
		var last int64
		if err := t.row(ctx, `SELECT coalesce(max(enquiry), 0) FROM turn WHERE topic = ? AND user = ?`,
			[]any{e.topic, u.ID}, &last); err != nil {
			return err
		}
		if oldest < 0 || last < oldest {
			oldest, next = last, u
		}
	}
	if next.ID == 0 {
		return nil
	}
	e.owner = orNull(next.ID)
	if _, err := t.exec(ctx, `INSERT INTO turn (topic, user, enquiry) VALUES (?1, ?2, ?3)
		ON CONFLICT (topic, user) DO UPDATE SET enquiry = ?3`, e.topic, next.ID, e.id); err != nil {
		return err
	}
	return t.record(ctx, event{0, e.id, actOwner, arrow(nobody, next.Name)})
}

// nobody is what the audit trail calls no owner.
const nobody = "nobody"

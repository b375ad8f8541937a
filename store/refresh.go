package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"hee.nhs.uk/enquiries/mailbox"
)

// answer is the condition under which message o is an answer by a person of
// ours: it goes to somebody who wrote to us in this enquiry, so a letter
// forwarded to a colleague is none. A letter with no readable recipients (all
// in Bcc) gets the benefit of the doubt.
const answer = `o.direction = 'out' AND o.kind = 'human' AND (
	EXISTS (SELECT 1 FROM correspondent c WHERE c.message = o.id AND c.field IN ('to', 'cc') AND c.email IN (
		SELECT w.email FROM message i JOIN correspondent w ON w.message = i.id
		WHERE i.enquiry = o.enquiry AND i.direction = 'in' AND w.field IN ('from', 'reply_to')
		AND NOT EXISTS (SELECT 1 FROM message b JOIN correspondent t ON t.message = b.id AND t.email = w.email
			WHERE b.enquiry = i.enquiry AND b.direction = 'out' AND b.received < i.received
			AND EXISTS (SELECT 1 FROM message f WHERE f.enquiry = b.enquiry AND f.direction = 'in' AND f.received <= b.received)
			AND NOT EXISTS (SELECT 1 FROM message p JOIN correspondent q ON q.message = p.id AND q.email = w.email
				WHERE p.enquiry = b.enquiry AND p.direction = 'in' AND p.received <= b.received))))
	OR NOT EXISTS (SELECT 1 FROM correspondent c WHERE c.message = o.id AND c.field IN ('to', 'cc')))`

// refresh draws from the messages of an enquiry what its row says about them,
// and saves it. It is computed afresh each time because letters come in any
// order: a first letter after its answer, an older answer after a newer one.
func (t *tx) refresh(ctx context.Context, e current) error {
	for _, step := range []func(context.Context, *current) error{t.sums, t.first, t.newest, t.response, t.waits} {
		if err := step(ctx, &e); err != nil {
			return err
		}
	}
	return t.save(ctx, e)
}

// sums counts; the enquiry came in with its first letter by a person.
func (t *tx) sums(ctx context.Context, e *current) error {
	return t.row(ctx, `SELECT count(*), max(received), sum(attachments),
		coalesce(min(CASE WHEN direction = 'in' AND kind = 'human' THEN received END),
			min(CASE WHEN direction = 'in' THEN received END))
		FROM message WHERE enquiry = ?`, []any{e.id}, &e.letters, &e.latest, &e.attachments, &e.received)
}

// first takes subject and enquirer from the first letter In.
func (t *tx) first(ctx context.Context, e *current) error {
	var text []byte
	err := t.row(ctx, `SELECT subject, head FROM message WHERE enquiry = ? AND direction = 'in'
		ORDER BY kind <> 'human', received, id LIMIT 1`, []any{e.id}, &e.subject, &text)
	if err != nil {
		return err
	}
	var h head
	if err := json.Unmarshal(text, &h); err != nil {
		return err
	}
	m := mailbox.Message{From: h.From, ReplyTo: h.ReplyTo}
	e.enquirer = m.Writer()
	return nil
}

func (t *tx) newest(ctx context.Context, e *current) error {
	var own, whole string
	err := t.row(ctx, `SELECT substr(own_text, 1, 2000), CASE trim(own_text) WHEN '' THEN substr(text, 1, 2000) ELSE '' END
		FROM message WHERE enquiry = ? ORDER BY received DESC, id DESC LIMIT 1`, []any{e.id}, &own, &whole)
	e.snippet = snippet(own, whole)
	return err
}

// response finds the first response: the earliest answer after the enquiry came in.
func (t *tx) response(ctx context.Context, e *current) error {
	before := e.firstResponse
	var found sql.NullInt64
	if err := t.row(ctx, `SELECT min(o.received) FROM message o WHERE o.enquiry = ? AND o.received >= ? AND `+answer,
		[]any{e.id, e.received}, &found); err != nil {
		return err
	}
	if e.firstResponse = found; found == before {
		return nil
	}
	detail := "found"
	if before.Valid {
		detail = "corrected"
	}
	return t.record(ctx, event{0, e.id, actFirstResponse, detail})
}

// waits finds since when somebody waits: the oldest letter by a person that no
// answer of ours followed.
func (t *tx) waits(ctx context.Context, e *current) error {
	return t.row(ctx, `SELECT min(i.received) FROM message i
		WHERE i.enquiry = ?1 AND i.direction = 'in' AND i.kind = 'human'
		AND i.received > coalesce((SELECT max(o.received) FROM message o WHERE o.enquiry = ?1 AND o.received >= ?2 AND `+answer+`), 0)`,
		[]any{e.id, e.received}, &e.waiting)
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"hee.nhs.uk/enquiries/mailbox"
)

// refresh draws from the letters of an enquiry what its row says about them,
// and saves it. It is computed afresh each time because letters come in any
// order: a first letter after its answer, an older answer after a newer one.
// Letters that were there before and lie where they lay change nothing of the
// subject and the snippet, so these are read only when one of joined leads.
func (t *tx) refresh(ctx context.Context, e current, c conversation, joined []int64) error {
	e.sum(c)
	for _, id := range joined {
		if id == c.opening().id {
			if err := t.head(ctx, &e, id); err != nil {
				return err
			}
		}
		if id == c.newest().id {
			if err := t.snippet(ctx, &e, id); err != nil {
				return err
			}
		}
	}
	if err := t.responded(ctx, &e, c); err != nil {
		return err
	}
	return t.save(ctx, e)
}

// sum counts and dates.
func (e *current) sum(c conversation) {
	e.letters, e.attachments = len(c.parts), 0
	for _, p := range c.parts {
		e.attachments += p.attachments
	}
	e.received, e.latest = c.came(), c.newest().received
	e.waiting, e.unneeded, e.backfill = orNull(c.waiting()), c.unneeded(), c.opening().backfill
	e.undelivered = c.undelivered()
}

// head takes subject and enquirer from the letter that opens the enquiry.
func (t *tx) head(ctx context.Context, e *current, message int64) error {
	var text []byte
	if err := t.row(ctx, `SELECT subject, head FROM message WHERE id = ?`, []any{message}, &e.subject, &text); err != nil {
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

func (t *tx) snippet(ctx context.Context, e *current, message int64) error {
	var own, whole string
	err := t.row(ctx, `SELECT substr(own_text, 1, 2000), CASE trim(own_text) WHEN '' THEN substr(text, 1, 2000) ELSE '' END
		FROM message WHERE id = ?`, []any{message}, &own, &whole)
	e.snippet = snippet(own, whole)
	return err
}

// responded notes the first response, and records it when that is news.
func (t *tx) responded(ctx context.Context, e *current, c conversation) error {
	before := e.firstResponse
	at, byHand := c.response()
	e.firstResponse, e.byHand = sql.NullInt64{Int64: at, Valid: at != 0}, byHand
	if e.firstResponse == before {
		return nil
	}
	detail := "found"
	switch {
	case at == 0:
		detail = "withdrawn"
	case byHand:
		detail = "recorded"
	case before.Valid:
		detail = "corrected"
	}
	return t.record(ctx, event{0, e.id, actFirstResponse, detail})
}

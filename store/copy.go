package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// original is the stored message that a letter is a copy of.
type original struct {
	message, enquiry int64
	folder           string
	uid              uint32
	junk             bool
}

const originalColumns = `SELECT m.id, coalesce(m.enquiry, 0), m.junk, l.folder, l.uid
	FROM message m JOIN ledger l ON l.id = m.ledger `

// shown: a letter of ours that belongs to no enquiry is on no page, so a letter
// In that equals it is no mere copy.
const shown = `AND (m.enquiry IS NOT NULL OR m.direction = ?)`

// original finds the message with the same bytes, or with the same Message-ID
// and content: a letter moved or copied to another folder, or delivered twice.
// The id alone is not enough, since strangers choose ids.
func (r *receiving) original(ctx context.Context, l *letter, raw int64) (o original, err error) {
	scan := []any{&o.message, &o.enquiry, &o.junk, &o.folder, &o.uid}
	err = r.row(ctx, originalColumns+`WHERE m.raw = ? `+shown+` LIMIT 1`, []any{orNull(raw), l.Direction}, scan...)
	if errors.Is(err, sql.ErrNoRows) && l.Message.MessageID != "" {
		err = r.row(ctx, originalColumns+`WHERE m.message_id = ? AND m.message_id <> '' AND m.content = ? `+shown+` LIMIT 1`,
			[]any{l.Message.MessageID, l.content, l.Direction}, scan...)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return original{}, nil
	}
	return o, err
}

func (r *receiving) setAside(ctx context.Context, l *letter, raw int64, o original) error {
	l.State = SetAside
	l.Reason = fmt.Sprintf("a copy of a letter stored before (%s, uid %d)", o.folder, o.uid)
	r.count.SetAside++
	if _, err := r.account(ctx, l, raw); err != nil {
		return err
	}
	if o.junk && !l.Junk && l.Direction == In {
		return r.rescue(ctx, o)
	}
	return nil
}

// rescue takes an enquiry out of spam because its letter now lies in a folder
// that is not Junk: somebody found it there and moved it in Outlook. What a
// person marked as spam here stays so.
func (r *receiving) rescue(ctx context.Context, o original) error {
	if _, err := r.exec(ctx, `UPDATE message SET junk = 0 WHERE id = ?`, o.message); err != nil {
		return err
	}
	e, err := r.enquiry(ctx, o.enquiry)
	if err != nil || e.status != StatusSpam {
		return err
	}
	if marked, err := r.markedByPerson(ctx, e.id); err != nil || marked {
		return err
	}
	if err := r.promote(ctx, &e); err != nil {
		return err
	}
	return r.refresh(ctx, e)
}

// markedByPerson reports whether a person ever set the status of an enquiry.
func (t *tx) markedByPerson(ctx context.Context, enquiry int64) (marked bool, err error) {
	err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM event WHERE enquiry = ? AND action = 'status' AND user IS NOT NULL)`,
		[]any{enquiry}, &marked)
	return marked, err
}

package store

import (
	"context"
	"fmt"
)

// setAside accounts for a copy of a message. Where the copy lies may say
// something: somebody took it out of Junk, or filed it.
func (r *receiving) setAside(ctx context.Context, l *letter, raw int64, o original) error {
	l.State = SetAside
	l.Reason = fmt.Sprintf("a copy of a letter stored before (%s, uid %d)", o.folder, o.uid)
	r.count.SetAside++
	if _, err := r.account(ctx, l, raw, o.message); err != nil {
		return err
	}
	if l.Direction != In || o.enquiry == 0 {
		return nil
	}
	if o.junk && !l.Junk && !l.Bin {
		return r.rescue(ctx, o)
	}
	return r.file(ctx, o)
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
	return r.save(ctx, e)
}

// file lets the folder in which somebody filed a letter speak, where
// configuration says what it means. What a person decided here stays, and a
// concern is closed by no folder.
func (r *receiving) file(ctx context.Context, o original) error {
	filing, ok := r.s.filings[r.batch.Folder]
	if !ok {
		return nil
	}
	e, err := r.enquiry(ctx, o.enquiry)
	if err != nil {
		return err
	}
	before := e
	if _, err := r.fileOwner(ctx, &e); err != nil {
		return err
	}
	if filing.Done {
		if err := r.fileDone(ctx, &e, o.message); err != nil {
			return err
		}
	}
	if e == before {
		return nil
	}
	return r.save(ctx, e)
}

// fileDone closes an enquiry whose newest letter lies in a folder of what is done.
func (r *receiving) fileDone(ctx context.Context, e *current, message int64) error {
	if e.concern.Rank() > 0 || e.status == StatusClosed || e.status == StatusSpam {
		return nil
	}
	if marked, err := r.markedByPerson(ctx, e.id); err != nil || marked {
		return err
	}
	var newer bool // a letter that nobody has filed
	if err := r.row(ctx, `SELECT EXISTS (SELECT 1 FROM message WHERE enquiry = ? AND direction = 'in'
		AND received > (SELECT received FROM message WHERE id = ?))`, []any{e.id, message}, &newer); err != nil || newer {
		return err
	}
	if open, _, err := r.openTasks(ctx, e.id); err != nil || open > 0 {
		return err
	}
	if err := r.record(ctx, event{0, e.id, actFiled, "done"}); err != nil {
		return err
	}
	return r.setStatus(ctx, e, StatusClosed, 0)
}

// fileOwner gives an enquiry to the owner that its letter's folder stands for,
// unless a person has chosen one.
func (r *receiving) fileOwner(ctx context.Context, e *current) (filed bool, err error) {
	email := r.s.filings[r.batch.Folder].Owner
	if email == "" {
		return false, nil
	}
	u, err := r.userByEmail(ctx, email)
	if err != nil || !u.Role.mayChange() || e.owner.Valid && e.owner.Int64 == u.ID {
		return false, ignoreNotFound(err)
	}
	var chosen bool
	if err := r.row(ctx, `SELECT EXISTS (SELECT 1 FROM event WHERE enquiry = ? AND action = 'owner' AND user IS NOT NULL)`,
		[]any{e.id}, &chosen); err != nil || chosen {
		return false, err
	}
	from, err := r.ownerName(ctx, e.owner.Int64)
	if err != nil {
		return false, err
	}
	e.owner = orNull(u.ID)
	if err := r.record(ctx, event{0, e.id, actFiled, "owner"}); err != nil {
		return false, err
	}
	return true, r.record(ctx, event{0, e.id, actOwner, arrow(from, u.Name)})
}

// markedByPerson reports whether a person ever set the status of an enquiry.
func (t *tx) markedByPerson(ctx context.Context, enquiry int64) (marked bool, err error) {
	err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM event WHERE enquiry = ? AND action = 'status' AND user IS NOT NULL)`,
		[]any{enquiry}, &marked)
	return marked, err
}

package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/mailbox"
)

// thread finds the enquiry that a letter belongs to; 0 when there is none.
//
// Ids alone prove nothing: whoever was sent a copy of a letter can quote its
// id. So a letter In joins only when its writer wrote, got or was copied into a
// letter of that enquiry.
func (r *receiving) thread(ctx context.Context, l *letter) (enquiry int64, err error) {
	named := r.namedBy(l)
	for _, e := range named {
		if ok, err := r.fits(ctx, e, l); ok || err != nil {
			return e, err
		}
	}
	if l.Direction == Out && len(named) > 0 {
		return named[0], nil // we wrote it: it fits wherever we put it
	}
	// The letter may come after those that answer it.
	naming, err := r.naming(ctx, l.Message.MessageID)
	if err != nil {
		return 0, err
	}
	for _, e := range naming {
		if ok, err := r.fits(ctx, e, l); ok || err != nil {
			return e, err
		}
	}
	return 0, nil
}

// namedBy gives the enquiries whose messages the letter names, nearest first.
func (r *receiving) namedBy(l *letter) (enquiries []int64) {
	for _, name := range l.names {
		for _, e := range r.ids[name] {
			if e != 0 && !slices.Contains(enquiries, e) {
				enquiries = append(enquiries, e)
			}
		}
	}
	return enquiries
}

// naming gives the enquiries with a message that names the id, oldest first.
func (r *receiving) naming(ctx context.Context, id string) ([]int64, error) {
	if id == "" || !r.named[id] {
		return nil, nil
	}
	return column[int64](ctx, r.tx, `SELECT m.enquiry FROM named_id n JOIN message m ON m.id = n.message
		WHERE n.id = ? AND m.enquiry IS NOT NULL GROUP BY m.enquiry ORDER BY min(m.id)`, id)
}

// fits reports whether the people of a letter are people of the enquiry: for
// ours, whether it goes to somebody who wrote to us; for others, whether the
// writer wrote, got or was copied into any letter of it.
func (r *receiving) fits(ctx context.Context, enquiry int64, l *letter) (bool, error) {
	if l.Direction == Out {
		return r.met(ctx, `m.direction = 'in' AND c.field IN ('from', 'reply_to')`, enquiry,
			addresses(l.Message.To, l.Message.Cc, l.Reached))
	}
	if l.Message.Kind == mailbox.Bounce {
		// A bounce is from nobody we know. It names the letter of ours that
		// failed, whose id only those have whom we sent it to.
		return r.bounced(ctx, enquiry, l)
	}
	return r.met(ctx, `true`, enquiry, addresses([]mailbox.Address{l.Message.Writer()}))
}

// met reports whether one of the addresses stands in a letter of the enquiry
// where the condition, a constant of ours, holds. CROSS JOIN and the plus keep
// SQLite to the few letters of the enquiry and their people: the index by address
// is large, and what it would read of it lies anywhere.
func (r *receiving) met(ctx context.Context, condition string, enquiry int64, emails []string) (ok bool, err error) {
	for _, email := range emails {
		err = r.row(ctx, `SELECT EXISTS (SELECT 1 FROM message m CROSS JOIN correspondent c ON c.message = m.id
			WHERE m.enquiry = ? AND `+condition+` AND +c.email = ?)`, []any{enquiry, email}, &ok)
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func (r *receiving) bounced(ctx context.Context, enquiry int64, l *letter) (ok bool, err error) {
	ids, err := json.Marshal(l.names)
	if err != nil {
		return false, err
	}
	err = r.row(ctx, `SELECT EXISTS (SELECT 1 FROM json_each(?) named
		CROSS JOIN message m ON m.message_id = named.value AND m.message_id <> ''
		WHERE m.enquiry = ? AND m.direction = 'out')`, []any{string(ids), enquiry}, &ok)
	return ok, err
}

// waiting gives the letters of ours without an enquiry that belong to the
// message just placed: those that name it, and those that it names and that
// were sent to its writer (a stranger who quotes an id must not get them).
// The plus keeps SQLite from walking all letters that wait.
func (r *receiving) waiting(ctx context.Context, message int64) ([]int64, error) {
	return column[int64](ctx, r.tx, `
		SELECT o.id FROM message m JOIN named_id n ON n.id = m.message_id JOIN message o ON o.id = n.message
			WHERE m.id = ?1 AND m.message_id <> '' AND +o.enquiry IS NULL
		UNION
		SELECT o.id FROM named_id n CROSS JOIN message o ON o.message_id = n.id AND o.message_id <> ''
			WHERE n.message = ?1 AND +o.enquiry IS NULL AND EXISTS (
				SELECT 1 FROM correspondent w JOIN correspondent c ON c.message = o.id AND c.email = w.email
				WHERE w.message = ?1 AND w.field IN ('from', 'reply_to') AND c.field IN ('to', 'cc'))`, message)
}

// addresses gives the addresses of the lists in lower case, without the unreadable ones.
func addresses(lists ...[]mailbox.Address) []string {
	all := []string{}
	for _, list := range lists {
		for _, a := range list {
			if a.Address != "" {
				all = append(all, strings.ToLower(a.Address))
			}
		}
	}
	return all
}

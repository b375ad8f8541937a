package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/mailbox"
)

// found is what thread finds out about a letter.
type found struct {
	enquiry int64 // that it belongs to; 0 when there is none
	joined  Join
	maybe   int64 // without that: one that the letter speaks of, though its people do not fit
}

// way is one way by which a letter may say which enquiry it belongs to.
type way struct {
	joined Join
	claims func(context.Context, *letter) ([]int64, error) // the enquiries, the likeliest first
	fits   func(context.Context, int64, *letter) (bool, error)
}

// thread finds the enquiry that a letter belongs to, by the surest way first.
//
// Ids alone prove nothing: whoever was sent a copy of a letter can quote its
// id. So a letter In joins only when its writer wrote, got or was copied into a
// letter of that enquiry. The writer is who From says; that From is not forged is
// for the mail server to find out.
//
// The same person with another address does not fit, nor does an assistant: who
// reads an enquiry is told of such letters and decides.
func (r *receiving) thread(ctx context.Context, l *letter) (f found, err error) {
	for _, w := range []way{
		{JoinedReply, r.namedBy, r.fits},
		{JoinedAnswered, r.naming, r.fits},
		{JoinedConversation, r.conversed, r.fitsConversation},
		{JoinedToken, r.tokened, r.fitsToken},
	} {
		claims, err := w.claims(ctx, l)
		if err != nil {
			return found{}, err
		}
		if w.joined == JoinedReply && l.Direction == In && isReport(l.Message.Kind) {
			w.joined = JoinedReport
		}
		for _, e := range claims {
			if ok, err := w.fits(ctx, e, l); ok || err != nil {
				return found{enquiry: e, joined: w.joined}, err
			}
		}
		if len(claims) == 0 {
			continue
		}
		if l.Direction == Out && w.joined == JoinedReply {
			return found{enquiry: claims[0], joined: w.joined}, nil // we wrote it: it fits wherever we put it
		}
		if f.maybe == 0 {
			f.maybe = claims[0]
		}
	}
	return f, nil
}

// namedBy gives the enquiries whose messages the letter names, nearest first.
func (r *receiving) namedBy(_ context.Context, l *letter) (enquiries []int64, err error) {
	for _, name := range l.names {
		for _, e := range r.ids[name] {
			if e != 0 && !slices.Contains(enquiries, e) {
				enquiries = append(enquiries, e)
			}
		}
	}
	return enquiries, nil
}

// naming gives the enquiries with a message that names the letter, oldest first:
// it may come after those that answer it.
func (r *receiving) naming(ctx context.Context, l *letter) ([]int64, error) {
	id := l.Message.MessageID
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
		own := addresses(l.Message.From) // under which a form on a web page may have written to us
		return r.met(ctx, wroteToUs, enquiry, slices.DeleteFunc(addresses(l.Message.To, l.Message.Cc, l.Reached),
			func(email string) bool { return slices.Contains(own, email) }))
	}
	if isReport(l.Message.Kind) {
		// A report is from nobody we know. It names the letter of ours that it is
		// about, whose id only those have whom we sent it to.
		if ok, err := r.reported(ctx, enquiry, l); ok || err != nil {
			return ok, err
		}
	}
	return r.met(ctx, `true`, enquiry, addresses([]mailbox.Address{l.Message.Writer()}))
}

// wroteToUs is the condition for met that somebody wrote to us.
const wroteToUs = `m.direction = 'in' AND c.field IN ('from', 'reply_to')`

// met reports whether one of the addresses stands in a letter of the enquiry
// where the condition, a constant of ours, holds. A report that stands there for
// the letter it names brings nobody in: whoever has that id can write one. CROSS JOIN and the plus keep
// SQLite to the few letters of the enquiry and their people: the index by address
// is large, and what it would read of it lies anywhere.
func (r *receiving) met(ctx context.Context, condition string, enquiry int64, emails []string) (ok bool, err error) {
	for _, email := range emails {
		err = r.row(ctx, `SELECT EXISTS (SELECT 1 FROM message m CROSS JOIN correspondent c ON c.message = m.id
			WHERE m.enquiry = ? AND m.joined <> 'report' AND (`+condition+`) AND +c.email = ?)`, []any{enquiry, email}, &ok)
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func isReport(k mailbox.Kind) bool { return k == mailbox.Bounce || k == mailbox.Report }

// reported reports whether the letter names a letter of ours in the enquiry.
func (r *receiving) reported(ctx context.Context, enquiry int64, l *letter) (ok bool, err error) {
	ids, err := json.Marshal(l.names)
	if err != nil {
		return false, err
	}
	err = r.row(ctx, `SELECT EXISTS (SELECT 1 FROM json_each(?) named
		CROSS JOIN message m ON m.message_id = named.value AND m.message_id <> ''
		WHERE m.enquiry = ? AND m.direction = 'out')`, []any{string(ids), enquiry}, &ok)
	return ok, err
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

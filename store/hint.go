package store

import (
	"context"
	"slices"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// What this file reads of a letter are hints: others have the same, in good
// faith. A forwarded chain of letters keeps its conversation and its subject. So
// who joins by them must be known better than who joins by an id.

// talk is a stored letter of a conversation as Outlook counts them.
type talk struct {
	enquiry int64  // 0: it waits
	subject string // as mailbox.BaseSubject gives it
}

// fewTalks is how many letters of one conversation are looked at, the newest:
// programs that give all their letters the same one must not make each of them slow.
const fewTalks = 50

// conversed gives the enquiries that hold a letter of the same conversation, the
// newest first. People answer an old letter to write about something new, so a
// letter In must have the subject of one that is there; what we write may have another.
func (r *receiving) conversed(_ context.Context, l *letter) (enquiries []int64, err error) {
	talks := r.talks[l.Message.Conversation]
	if len(talks) == 0 {
		return nil, nil
	}
	subject := mailbox.BaseSubject(l.Message.Subject)
	for _, t := range talks {
		if t.enquiry != 0 && (l.Direction == Out || t.subject == subject) && !slices.Contains(enquiries, t.enquiry) {
			enquiries = append(enquiries, t.enquiry)
		}
	}
	return enquiries, nil
}

// tokened gives the enquiry whose number the subject bears.
func (r *receiving) tokened(ctx context.Context, l *letter) ([]int64, error) {
	if l.token == 0 {
		return nil, nil
	}
	return column[int64](ctx, r.tx, `SELECT id FROM enquiry WHERE id = ?`, l.token)
}

// longPast is how long after the last letter of an enquiry that is done with a
// letter of its conversation begins another.
const longPast = 90 * 24 * time.Hour

// fitsConversation reports whether the people of a letter are people of the
// enquiry, and that is not long past.
func (r *receiving) fitsConversation(ctx context.Context, enquiry int64, l *letter) (bool, error) {
	if ok, err := r.fitsClosely(ctx, `true`, enquiry, l); !ok || err != nil {
		return false, err
	}
	var done bool
	var latest int64
	if err := r.row(ctx, `SELECT status IN ('closed', 'spam'), latest FROM enquiry WHERE id = ?`, []any{enquiry}, &done, &latest); err != nil {
		return false, err
	}
	return !done || l.Received.UnixMilli()-latest <= longPast.Milliseconds(), nil
}

// fitsToken reports whether the writer is an enquirer or somebody to whom we
// wrote. Colleagues among themselves write the number of an enquiry too.
func (r *receiving) fitsToken(ctx context.Context, enquiry int64, l *letter) (bool, error) {
	return r.fitsClosely(ctx, `m.direction = 'in' AND c.field IN ('from', 'reply_to') OR m.direction = 'out' AND c.field IN ('to', 'cc')`, enquiry, l)
}

// fitsClosely is fits for hints. Everybody who would get our answer must be met
// where the condition holds: a form on a web page writes for many under one
// address, and names each in Reply-To. If it writes to itself, nobody is named.
func (r *receiving) fitsClosely(ctx context.Context, condition string, enquiry int64, l *letter) (bool, error) {
	m := &l.Message
	if l.Direction == Out {
		return r.fits(ctx, enquiry, l)
	}
	writers := addresses([]mailbox.Address{m.Writer()}, m.ReplyTo)
	if m.Writer().Address == "" || slices.Contains(addresses(m.To), writers[0]) {
		return false, nil
	}
	for i := range writers {
		if ok, err := r.met(ctx, condition, enquiry, writers[i:i+1]); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

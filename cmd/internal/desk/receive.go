package desk

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

// receive reads and judges the letters of a batch on all cores and stores
// them, in the server's order, with the cursor behind them.
func (d *Desk) receive(ctx context.Context, f inbound.Folder, b inbound.Batch) error {
	arrivals := make([]store.Arrival, len(b.Letters), len(b.Letters)+len(b.Missing))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range b.Letters {
		work.Go(func() error {
			arrivals[i] = d.read(f, b.Letters[i])
			return nil
		})
	}
	_ = work.Wait() // read has no error: a letter that cannot be read is quarantined
	for _, m := range b.Missing {
		arrivals = append(arrivals, d.without(m))
	}
	slices.SortStableFunc(arrivals, func(a, b store.Arrival) int { return cmp.Compare(a.UID, b.UID) })
	got, err := d.Store.Receive(ctx, store.Batch{Folder: b.Folder, UIDValidity: b.UIDValidity, Arrivals: arrivals, Next: store.Cursor(b.Next)})
	if err != nil {
		return fmt.Errorf("store %d letters of %s: %w", len(arrivals), b.Folder, err)
	}
	if got.Stored+got.Quarantined+got.SetAside > 0 {
		d.Log.Info("letters received", "folder", b.Folder, "stored", got.Stored, "quarantined", got.Quarantined,
			"set_aside", got.SetAside, "new_enquiries", got.NewEnquiries, "follow_ups", got.FollowUps)
	}
	return nil
}

// without accounts for a letter that was listed and not handed over. One that
// others deleted meanwhile is set aside; one that is still there is for a
// person to open in the mailbox.
func (d *Desk) without(m inbound.Missing) store.Arrival {
	a := store.Arrival{UID: m.UID, Size: m.Size, Received: d.Now(), State: store.Quarantined, Reason: m.Reason}
	if m.Gone {
		a.State = store.SetAside
	}
	return a
}

// read turns one letter into what the store keeps of it. Whatever the letter
// is like, there is an arrival for it: the raw bytes are never given up.
func (d *Desk) read(f inbound.Folder, l inbound.Fetched) (a store.Arrival) {
	a = store.Arrival{UID: l.UID, Received: l.Internal, Size: l.Size, Raw: l.Raw, State: store.Stored, Direction: store.In}
	defer func() {
		if v := recover(); v != nil { // the panic's text may quote the letter, so it is not kept
			d.Log.Error("reading a letter failed", "folder", l.Folder, "uid", l.UID, "kind", fmt.Sprintf("%T", v))
			a.State, a.Reason = store.Quarantined, "reading it failed because of a fault in this program; the letter is kept whole"
			a.Message, a.Verdict = mailbox.Message{}, classify.Verdict{}
		}
	}()
	a.Message = mailbox.Parse(bytes.NewReader(l.Raw), int64(len(l.Raw)), d.Limits)
	if l.Partial {
		a.Message.Problems = append(a.Message.Problems, mailbox.Problem{Code: "partial",
			Text: fmt.Sprintf("The letter is larger than imap.max_letter (%d MiB): only its beginning was read. Open it in the mailbox.", l.Size>>20)})
	}
	if a.Message.Unreadable() {
		a.State, a.Reason = store.Quarantined, "nothing in it could be read: no sender, no subject and no text"
		return a
	}
	a.Junk = f.Role == inbound.Junk
	ours := d.ours(f, &a.Message)
	if ours && f.Role == inbound.Sent {
		a.Direction = store.Out
		return a
	}
	writer := a.Message.Writer()
	a.Verdict = d.Sorter.Classify(classify.Letter{
		FromName: writer.Name, FromEmail: writer.Address, Subject: a.Message.Subject,
		Own: a.Message.OwnText, Whole: a.Message.Text, Passed: passedOn(&a.Message),
	})
	if l.Partial && a.Verdict.Concern.Rank() == 0 { // a person fetches the rest; with a concern it cannot wait for that
		a.State, a.Reason = store.Quarantined, a.Message.Problems[len(a.Message.Problems)-1].Text
	}
	if ours && a.Verdict.Concern.Rank() == 0 { // whoever seems to be us and in danger is looked at
		a.Direction, a.Verdict = store.Out, classify.Verdict{}
	}
	return a
}

// passedOn is what the writer hands on of others: letters attached, and mail
// quoted in a forward or in a letter that answers nothing. What an answer
// quotes is mostly our own letter or one that was read when it came.
func passedOn(m *mailbox.Message) string {
	if mailbox.IsForward(m.Subject) || len(m.InReplyTo)+len(m.References) == 0 {
		return strings.TrimSpace(mailbox.Quoted(m.Text) + "\n" + m.Attached)
	}
	return m.Attached
}

// ours reports whether we wrote the letter. Whatever lies in Sent is ours,
// also a delegate's reply. Elsewhere it is ours when it comes from one of our
// addresses and goes to somebody else alone; a copy may go to us. What our own
// address writes to itself, or wants answered to another, is a contact form,
// and the words in it are the public's.
func (d *Desk) ours(f inbound.Folder, m *mailbox.Message) bool {
	if f.Role == inbound.Sent {
		return true
	}
	if !d.isOwn(m.Writer()) || slices.ContainsFunc(m.To, d.isOwn) || slices.ContainsFunc(m.ReplyTo, d.isOther) {
		return false
	}
	return slices.ContainsFunc(m.To, d.isOther) || slices.ContainsFunc(m.Cc, d.isOther)
}

func (d *Desk) isOwn(a mailbox.Address) bool { return d.own[strings.ToLower(a.Address)] }

func (d *Desk) isOther(a mailbox.Address) bool { return a.Address != "" && !d.isOwn(a) }

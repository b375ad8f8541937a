package desk

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

// office is a desk with a mail server and a store that do as a test says.
type office struct {
	folders  []inbound.Folder
	batches  map[string][]inbound.Batch // new letters
	fetchErr map[string]error           // after these
	again    map[uint32]inbound.Batch   // what asking for a letter once more gives
	census   map[string]inbound.Census
	refuse   []error // of the next connections
	waits    []string
	wait     func(n int) (changed bool, err error) // nil: changed at once is false

	suspects []store.Suspect
	due      []uint32
	missing  [][]uint32 // what each Reconcile finds

	prepared chan store.Batch
	stored   []store.Batch
	polls    map[string]string // last problem by folder
	taken    []uint32
	putDown  []bool
	kept     []string
	dead     error // of the session, after a fault
	visits   []string
	log      strings.Builder
}

func (o *office) desk(own ...string) *Desk {
	o.polls, o.prepared = map[string]string{}, make(chan store.Batch, 10)
	return New(Config{
		Connect: func(context.Context) (Source, error) {
			if len(o.refuse) > 0 {
				err := o.refuse[0]
				o.refuse = o.refuse[1:]
				return nil, err
			}
			return o, nil
		},
		Store: o, Sorter: o, Own: own, Now: time.Now, Log: slog.New(slog.NewTextHandler(&o.log, nil)),
	})
}

func (o *office) Folders(context.Context) ([]inbound.Folder, error) { return o.folders, nil }
func (o *office) Close() error                                      { return nil }

func (o *office) Count(_ context.Context, folder string) (inbound.Census, error) {
	return o.census[folder], nil
}

func (o *office) Census(_ context.Context, folder string) (inbound.Census, error) {
	return o.census[folder], nil
}

func (o *office) Wait(ctx context.Context, folder string, wake <-chan struct{}, limit time.Duration) (bool, error) {
	o.waits = append(o.waits, folder)
	if o.wait != nil {
		return o.wait(len(o.waits))
	}
	select {
	case <-wake:
	case <-time.After(limit):
	case <-ctx.Done():
		return false, ctx.Err()
	}
	return false, nil
}

func (o *office) Fetch(ctx context.Context, f inbound.Fetching) error {
	o.visits = append(o.visits, f.Folder)
	for _, b := range o.batches[f.Folder] {
		var asked []uint32
		kept := b.Letters[:0:0]
		for _, l := range b.Letters {
			if reason := f.Skip(l.UID, l.Size, l.Internal); reason != "" {
				b.Missing = append(b.Missing, inbound.Missing{UID: l.UID, Size: l.Size, Internal: l.Internal, Reason: reason, Skipped: true})
				continue
			}
			asked, kept = append(asked, l.UID), append(kept, l)
		}
		b.Letters = kept
		if err := f.Begin(ctx, b.UIDValidity, asked); err != nil {
			return err
		}
		if err := f.Deliver(ctx, b); err != nil {
			return err
		}
	}
	return o.fetchErr[f.Folder]
}

func (o *office) Again(ctx context.Context, folder string, validity uint32, uids []uint32, deliver func(context.Context, inbound.Batch) error) error {
	for _, uid := range uids {
		o.visits = append(o.visits, fmt.Sprint(folder, " again ", uid))
		b, ok := o.again[uid]
		if !ok {
			return &inbound.InFlight{Folder: folder, UIDValidity: validity, UIDs: uids}
		}
		if err := deliver(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) Cursor(context.Context, string) (store.Cursor, error) { return store.Cursor{}, nil }

func (o *office) Prepare(_ context.Context, b store.Batch) (store.Prepared, error) {
	o.prepared <- b
	return store.Prepared{}, nil
}

func (o *office) Put(_ context.Context, batches ...store.Prepared) (got store.Received, _ error) {
	for range batches {
		b := <-o.prepared
		o.stored = append(o.stored, b)
		got.Stored += len(b.Arrivals)
	}
	return got, nil
}

func (o *office) RecordPoll(_ context.Context, folder string, _ time.Time, problem string) error {
	o.polls[folder] = problem
	return nil
}

func (o *office) TakeInHand(_ context.Context, _ string, _ uint32, uids []uint32) error {
	o.taken = append(o.taken, uids...)
	return nil
}

func (o *office) PutDown(_ context.Context, broke bool) error {
	o.putDown = append(o.putDown, broke)
	return nil
}

func (o *office) Suspects(context.Context, string) ([]store.Suspect, error) { return o.suspects, nil }

func (o *office) Present(_ context.Context, folder string, _ uint32) (int, error) {
	return o.census[folder].Count, nil
}

func (o *office) Reconcile(context.Context, store.Census) (missing []uint32, err error) {
	if len(o.missing) > 0 {
		missing, o.missing = o.missing[0], o.missing[1:]
	}
	return missing, nil
}

func (o *office) ClaimDue(context.Context, string) (validity, uid uint32, ok bool, err error) {
	if len(o.due) == 0 {
		return 0, 0, false, nil
	}
	uid, o.due = o.due[0], o.due[1:]
	return 7, uid, true, nil
}

func (o *office) Reconsider(context.Context, string, time.Time) error { return nil }

func (o *office) Alive(context.Context) error { return o.dead }

func (o *office) KeepFolders(_ context.Context, names []string) error {
	o.kept = names
	return nil
}

// Sort fails on one letter, as a fault in the program would.
func (o *office) Sort(l classify.Letter) (classify.Verdict, int64) {
	if strings.Contains(l.Subject, "poison") {
		panic("the text of this letter: " + l.Own)
	}
	v := classify.Verdict{Topic: "training", Concern: classify.ConcernNone}
	if strings.Contains(l.Own+l.Passed, "afraid for my brother") {
		v.Concern = classify.ConcernThirdParty
	}
	return v, 7
}

// arrivals gives all that was stored, by UID.
func (o *office) arrivals() map[uint32]store.Arrival {
	all := map[uint32]store.Arrival{}
	for _, b := range o.stored {
		for _, a := range b.Arrivals {
			all[a.UID] = a
		}
	}
	return all
}

func fetched(uid uint32, from, to, subject string) inbound.Fetched {
	raw := fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\n\r\nThe words of this letter.\r\n", from, to, subject)
	return inbound.Fetched{Folder: "INBOX", UIDValidity: 7, UID: uid, Size: int64(len(raw)), Raw: raw, Internal: time.Unix(1e9, 0)}
}

func batch(letters ...inbound.Fetched) inbound.Batch {
	b := inbound.Batch{Folder: "INBOX", UIDValidity: 7, Letters: letters}
	for _, l := range letters {
		b.Next = inbound.Cursor{UIDValidity: 7, LastUID: l.UID}
	}
	return b
}

var roles = []inbound.Folder{
	{Name: "Deleted Items", Role: inbound.Trash, Selectable: true}, {Name: "Sent Items", Role: inbound.Sent, Selectable: true},
	{Name: "INBOX", Role: inbound.Inbox, Selectable: true}, {Name: "Projects", Selectable: true}, {Name: "Projects/2025", Selectable: true, Separator: '/'},
	{Name: "Junk Email", Role: inbound.Junk, Selectable: true}, {Name: "Drafts", Role: inbound.Drafts, Selectable: true},
	{Name: "Public", Selectable: false}, {Name: "All Mail", Role: inbound.Virtual, Selectable: true}, {Name: "Calendar", Selectable: true},
}

var justInbox = roles[2:3]

func folderOf(role inbound.Role) inbound.Folder {
	return roles[slices.IndexFunc(roles, func(f inbound.Folder) bool { return f.Role == role })]
}

func (d *Desk) visitorOf(f inbound.Folder) *visitor { return &visitor{Desk: d, folder: f} }

func (o *office) checkLog(t *testing.T, private string) {
	t.Helper()
	if strings.Contains(o.log.String(), private) {
		t.Errorf("the log holds %q: %s", private, o.log.String())
	}
}

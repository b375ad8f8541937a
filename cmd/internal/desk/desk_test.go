package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

func TestEveryLetterOfABatchIsStoredInOrderWithTheCursor(t *testing.T) {
	o := &office{folders: justInbox, batches: map[string][]inbound.Batch{"INBOX": {{
		Folder: "INBOX", UIDValidity: 7, Next: inbound.Cursor{UIDValidity: 7, LastUID: 6}, Left: 12,
		Letters: []inbound.Fetched{
			fetched(1, "a@example.org", "us@example.org", "one"),
			fetched(3, "b@example.org", "us@example.org", "poison"),
			{Folder: "INBOX", UID: 4, Size: 200 << 20, Raw: []byte("From: c@example.org\r\n"), Partial: true},
			{Folder: "INBOX", UID: 6, Size: 400, Raw: bytes.Repeat([]byte{0, 1, 2, 0xff}, 100)},
		},
		Missing: []inbound.Missing{{UID: 2, Gone: true, Reason: "gone"}, {UID: 5, Reason: "no body"}},
	}}}}
	if err := o.desk("us@example.org").Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := o.stored[0]
	var states []store.State
	for i, a := range got.Arrivals {
		if a.UID != uint32(i+1) {
			t.Errorf("arrival %d has UID %d", i, a.UID)
		}
		if a.State != store.Stored && a.Reason == "" {
			t.Errorf("UID %d is %s without a reason", a.UID, a.State)
		}
		states = append(states, a.State)
	}
	want := []store.State{store.Stored, store.SetAside, store.Quarantined, store.Quarantined, store.Quarantined, store.Quarantined}
	if !slices.Equal(states, want) || got.Next.LastUID != 6 || got.UIDValidity != 7 || got.Left != 12 {
		t.Errorf("states %v, want %v; next %+v", states, want, got.Next)
	}
	if poisoned := got.Arrivals[2]; len(poisoned.Raw) == 0 || poisoned.Message.Subject != "" || poisoned.Retry {
		t.Errorf("the letter that made reading fail: %+v; want its bytes alone", poisoned)
	}
	if held := got.Arrivals[4]; !held.Retry || !held.Bare || held.Raw != nil {
		t.Errorf("the letter without a body: %+v; want it fetched again", held)
	}
	if !slices.Equal(o.taken, []uint32{1, 3, 4, 6}) {
		t.Errorf("taken in hand: %v", o.taken)
	}
	o.checkLog(t, "words of this letter")
}

func TestBatchesAreStoredInTheServersOrder(t *testing.T) {
	var batches []inbound.Batch
	for i := range uint32(50) {
		batches = append(batches, batch(fetched(2*i+1, "a@example.org", "us@example.org", "one"), fetched(2*i+2, "b@example.org", "us@example.org", "two")))
	}
	o := &office{folders: justInbox, batches: map[string][]inbound.Batch{"INBOX": batches}}
	if err := o.desk("us@example.org").Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, b := range o.stored {
		if b.Next.LastUID != uint32(2*i+2) || len(b.Arrivals) != 2 || b.Again {
			t.Fatalf("batch %d is %+v", i, b)
		}
	}
	if len(o.stored) != 50 {
		t.Errorf("%d batches stored", len(o.stored))
	}
}

// full is a store that fails, as one on a full disk does.
type full struct{ *office }

func (full) Put(context.Context, ...store.Prepared) (store.Received, error) {
	return store.Received{}, errors.New("the disk is full")
}

func TestWhatCannotBeStoredEndsTheVisit(t *testing.T) {
	o := &office{folders: justInbox, batches: map[string][]inbound.Batch{"INBOX": {
		batch(fetched(1, "a@example.org", "us@example.org", "one")), batch(fetched(2, "a@example.org", "us@example.org", "two")), batch(fetched(3, "a@example.org", "us@example.org", "three")),
		batch(fetched(4, "a@example.org", "us@example.org", "four")),
	}}}
	d := o.desk("us@example.org")
	d.Store = full{o}
	err := d.Poll(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the disk is full") || !strings.Contains(o.polls["INBOX"], "the disk is full") {
		t.Errorf("error %v, noted %q", err, o.polls["INBOX"])
	}
	if !slices.Equal(o.putDown, []bool{false}) {
		t.Errorf("put down %v: no letter was at fault", o.putDown)
	}
}

func TestEveryFolderIsWatchedButThoseThatHoldNoLettersToUs(t *testing.T) {
	o := &office{folders: roles}
	d := o.desk("us@example.org")
	names := func() string {
		chosen, err := d.folders(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range chosen {
			out = append(out, f.Name)
		}
		return strings.Join(out, ", ")
	}
	d.Exclude = []string{"calendar", "INBOX"}
	if got := names(); got != "Sent Items, INBOX, Projects, Projects/2025, Junk Email, Deleted Items" {
		t.Errorf("all: %s", got)
	}
	d.Exclude = []string{"projects", "Cal"}
	if got := names(); got != "Sent Items, INBOX, Junk Email, Calendar, Deleted Items" {
		t.Errorf("without a folder and those within it: %s", got)
	}
	d.Folders = []string{"inbox", "Projects", "Nowhere", "Sent Items", "Drafts"}
	if got := names(); got != "Sent Items, INBOX, Projects, Nowhere, Drafts" {
		t.Errorf("as configured: %s", got)
	}
}

func TestAMissingFolderDoesNotKeepTheOthersFromBeingRead(t *testing.T) {
	o := &office{folders: roles, fetchErr: map[string]error{"Junk Email": fmt.Errorf("%w: Junk Email", inbound.ErrFolder)}}
	if err := o.desk("us@example.org").Poll(t.Context()); err != nil {
		t.Errorf("error %v", err)
	}
	if !slices.Contains(o.visits, "Deleted Items") || o.polls["INBOX"] != "" || o.polls["Junk Email"] == "" {
		t.Errorf("visited %v; polls %v", o.visits, o.polls)
	}
}

func TestRunTriesAgainEverMorePatiently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		o := &office{folders: roles, refuse: []error{errors.New("reset"), inbound.ErrSignIn, errors.New("reset")}}
		began := time.Now()
		o.wait = func(int) (bool, error) { cancel(); return false, ctx.Err() }
		o.desk("us@example.org").Run(ctx)
		if took := time.Since(began); took < refusedPause || took > 3*refusedPause {
			t.Errorf("it took %v; want a pause of %v after a refused sign-in", took, refusedPause)
		}
		if !slices.Contains(o.visits, "INBOX") {
			t.Errorf("visited %v", o.visits)
		}
	})
}

func TestRunStopsWhenTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o := &office{refuse: make([]error, 1000)}
		for i := range o.refuse {
			o.refuse[i] = inbound.ErrHost
		}
		o.desk("us@example.org").Run(ctx) // the bubble fails if it does not end
	})
}

func TestTheInboxIsReadWhenItChangesAndTheOthersWhenSomebodyWantsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		o := &office{folders: roles}
		d := o.desk("us@example.org")
		d.Exclude = []string{"Projects", "Calendar", "Deleted Items", "Junk Email"}
		o.wait = func(n int) (bool, error) {
			switch n {
			case 1, 2:
				return true, nil // something came
			case 3:
				return false, nil // somebody wants all to be read
			}
			cancel()
			return false, ctx.Err()
		}
		d.Run(ctx)
		want := []string{"Sent Items", "INBOX", "INBOX", "INBOX", "Sent Items", "INBOX"}
		if !slices.Equal(o.visits, want) || o.waits[0] != "INBOX" {
			t.Errorf("visited %v, want %v; waited on %v", o.visits, want, o.waits)
		}
	})
}

func TestASessionThatBreaksIsHeldAgainstTheLettersAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"while bodies were asked for": {fmt.Errorf("cut: %w", &inbound.InFlight{Folder: "INBOX", UIDs: []uint32{1}}), true},
		"while the folder was listed": {errors.New("cut"), false},
	} {
		t.Run(name, func(t *testing.T) {
			o := &office{folders: justInbox, fetchErr: map[string]error{"INBOX": c.err}}
			if err := o.desk().Poll(t.Context()); !errors.Is(err, c.err) {
				t.Errorf("error %v", err)
			}
			if !slices.Equal(o.putDown, []bool{c.want}) {
				t.Errorf("put down %v, want %v", o.putDown, c.want)
			}
		})
	}
}

func TestLettersUnderSuspicion(t *testing.T) {
	o := &office{folders: justInbox, suspects: []store.Suspect{
		{UIDValidity: 7, FirstUID: 1, LastUID: 1, Crashes: 2}, {FirstUID: 2, LastUID: 2, Crashes: 1}, {FirstUID: 3, LastUID: 3, Breaks: 5},
		{FirstUID: 4, LastUID: 9, Breaks: 5}, {FirstUID: 10, LastUID: 12, Breaks: 1},
	}}
	d := o.desk("us@example.org")
	var parsed atomic.Int32
	d.Parse = func(raw []byte, l mailbox.Limits) mailbox.Message { parsed.Add(1); return mailbox.ParseBytes(raw, l) }
	v := d.visitorOf(roles[2])
	v.wary = o.suspects
	for uid, want := range map[uint32]bool{1: true, 2: true, 3: true, 4: true, 9: true, 10: false, 13: false} {
		if v.alone(uid) != want {
			t.Errorf("alone(%d) is %v", uid, !want)
		}
	}
	o.batches = map[string][]inbound.Batch{"INBOX": {batch(
		fetched(1, "a@example.org", "us@example.org", "one"), fetched(2, "a@example.org", "us@example.org", "two"),
		fetched(3, "a@example.org", "us@example.org", "three"), fetched(4, "a@example.org", "us@example.org", "four"),
	)}}
	if err := d.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := o.arrivals()
	if a := got[1]; a.State != store.Quarantined || a.Reason != reasonCrash || len(a.Raw) == 0 || a.Retry {
		t.Errorf("in hand at two crashes: %+v; want it kept whole, unread", a)
	}
	if a := got[3]; a.State != store.Quarantined || a.Reason != reasonBreaks || !a.Retry {
		t.Errorf("breaks the session alone: %+v", a)
	}
	d.Trial = func(_ context.Context, raw []byte) error { return nil }
	if a := v.readLetter(t.Context(), fetched(1, "a@example.org", "us@example.org", "one")); a.State != store.Stored {
		t.Errorf("a letter that a process of its own survives: %+v", a)
	}
	if parsed.Load() != 3 || got[2].State != store.Stored || got[4].State != store.Stored {
		t.Errorf("%d were read; %s, %s", parsed.Load(), got[2].State, got[4].State)
	}
}

func TestQuarantinedLettersAreTriedAgainAlone(t *testing.T) {
	o := &office{folders: justInbox, due: []uint32{5, 8}, again: map[uint32]inbound.Batch{5: {Folder: "INBOX", UIDValidity: 7, Letters: []inbound.Fetched{fetched(5, "a@example.org", "us@example.org", "five")}}}}
	err := o.desk("us@example.org").Poll(t.Context())
	var asked *inbound.InFlight
	if !errors.As(err, &asked) {
		t.Errorf("error %v: letter 8 breaks the session", err)
	}
	if len(o.stored) != 1 || !o.stored[0].Again || o.stored[0].Next != (store.Cursor{}) || !slices.Equal(o.taken, []uint32{5, 8}) || !slices.Equal(o.putDown, []bool{true}) {
		t.Errorf("stored %+v, taken %v, put down %v", o.stored, o.taken, o.putDown)
	}
}

func TestLettersThatWerePassedOverAreFetched(t *testing.T) {
	o := &office{folders: justInbox, missing: [][]uint32{{4}, nil}, census: map[string]inbound.Census{"INBOX": {UIDValidity: 7, Count: 1, Letters: []inbound.Present{{UID: 4}}}},
		again: map[uint32]inbound.Batch{4: {Folder: "INBOX", UIDValidity: 7, Letters: []inbound.Fetched{fetched(4, "a@example.org", "us@example.org", "four")}}}}
	d := o.desk("us@example.org")
	for range 2 {
		if err := d.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := o.arrivals(); len(got) != 1 || got[4].State != store.Stored || len(o.missing) != 0 {
		t.Errorf("stored %+v; %d comparisons left", got, len(o.missing))
	}
	if strings.Count(strings.Join(o.visits, "\n"), "again") != 1 {
		t.Errorf("visits %v: nothing has changed since the first comparison", o.visits)
	}
}

func TestBackfill(t *testing.T) {
	old, young := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o := &office{folders: justInbox}
	d := o.desk("us@example.org")
	d.Since, d.GoLive = old, young
	at := func(uid uint32, when time.Time) inbound.Fetched {
		l := fetched(uid, "a@example.org", "us@example.org", "one")
		l.Internal = when
		return l
	}
	o.batches = map[string][]inbound.Batch{"INBOX": {batch(at(1, old.Add(-time.Second)), at(2, old), at(3, young))}}
	if err := d.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := o.arrivals()
	if a := got[1]; a.State != store.SetAside || a.Reason != reasonOld || !a.Received.Equal(old.Add(-time.Second)) {
		t.Errorf("before since: %+v", a)
	}
	if !got[2].Backfill || got[3].Backfill || got[2].State != store.Stored {
		t.Errorf("before going live %v, after it %v", got[2].Backfill, got[3].Backfill)
	}
}

func TestWhatWasDeletedBeforeWeCameIsNotToDo(t *testing.T) {
	d := (&office{}).desk("us@example.org")
	d.Begun = time.Unix(2e9, 0)
	for _, c := range []struct {
		role inbound.Role
		at   int64
		want bool
	}{{inbound.Trash, 1e9, true}, {inbound.Trash, 2e9 + 1, false}, {inbound.Inbox, 1e9, false}} {
		l := fetched(1, "a@example.org", "us@example.org", "one")
		l.Internal = time.Unix(c.at, 0)
		if got := d.visitorOf(folderOf(c.role)).readLetter(t.Context(), l); got.Backfill != c.want || got.Bin != (c.role == inbound.Trash) {
			t.Errorf("%s at %d: backfill %v, bin %v", c.role, c.at, got.Backfill, got.Bin)
		}
	}
}

func TestProgressIsTold(t *testing.T) {
	o := &office{folders: justInbox, batches: map[string][]inbound.Batch{"INBOX": {
		batch(fetched(1, "a@example.org", "us@example.org", "one"), fetched(2, "a@example.org", "us@example.org", "two")), batch(fetched(3, "a@example.org", "us@example.org", "three")),
	}}}
	o.batches["INBOX"][0].Left = 1
	d := o.desk("us@example.org")
	var told []string
	d.Progress = func(folder string, read, left int) { told = append(told, fmt.Sprint(folder, read, "+", left)) }
	if err := d.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) == 0 || told[len(told)-1] != "INBOX3+0" { // batches may be stored together
		t.Errorf("told %q", told)
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

// census is a folder that holds letters with these UIDs.
func census(folder string, validity uint32, uids ...uint32) Census {
	c := Census{Folder: folder, UIDValidity: validity}
	for _, uid := range uids {
		c.Letters = append(c.Letters, Present{UID: uid})
	}
	return c
}

func (h *house) reconcile(folder string, validity uint32, uids ...uint32) (missing []uint32) {
	h.t.Helper()
	missing, err := h.Reconcile(h.t.Context(), census(folder, validity, uids...))
	h.must(err)
	return missing
}

func (h *house) present(folder string, validity uint32, want int) {
	h.t.Helper()
	if got, err := h.Present(h.t.Context(), folder, validity); err != nil || got != want {
		h.t.Errorf("%d of %s are present, %v; want %d", got, folder, err, want)
	}
}

func (h *house) pollOf(folder string) (p Poll) {
	h.t.Helper()
	all, err := h.Polls(h.t.Context())
	h.must(err)
	for _, one := range all {
		if one.Folder == folder {
			p = one
		}
	}
	return p
}

func TestWhatBecameOfLettersIsNoted(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"), write("ada", "a2", "a1"), write("ada", "a3", "a1"))
	h.receive("Sent", answerTo("ada", "r1", "a1"))
	at := func(uids []uint32, flags Flags) {
		t.Helper()
		h.now = h.now.Add(time.Minute)
		c := census("INBOX", 7, uids...)
		for i := range c.Letters {
			c.Letters[i].Flags = flags
		}
		if missing, err := h.Reconcile(t.Context(), c); err != nil || missing != nil {
			t.Errorf("missing %v, %v", missing, err)
		}
		h.present("INBOX", 7, len(uids))
		h.present("Sent", 7, 1)
	}
	lying := func(message int) Lying { t.Helper(); return h.enquiryOf(1).Messages[message].Places[0] }
	at([]uint32{1, 2, 3}, Seen|Answered)
	if got := lying(1); got != (Lying{Folder: "INBOX", Flags: Seen | Answered}) {
		t.Errorf("read and answered: %+v", got)
	}
	at([]uint32{1, 3}, Seen)
	since := h.now
	if got := lying(1); got != (Lying{"INBOX", Seen | Answered, since}) {
		t.Errorf("gone: %+v", got)
	}
	at([]uint32{1, 3}, Flagged|Deleted)
	if got := lying(1); got != (Lying{"INBOX", Seen | Answered, since}) {
		t.Errorf("still gone: %+v", got)
	}
	if got := lying(0).Flags; got != Flagged|Deleted {
		t.Errorf("flags %v", got)
	}
	at([]uint32{1, 2, 3}, 0)
	if got := lying(1); got != (Lying{Folder: "INBOX"}) {
		t.Errorf("come back: %+v", got)
	}
	at(nil, 0)
	if got := lying(0).Gone; !got.Equal(h.now) {
		t.Errorf("an empty folder: gone since %v", got)
	}
	h.shapes("a1,a2,a3,r1 waiting") // hints change nothing
}

func TestOnlyLettersThatWerePassedOverAreMissing(t *testing.T) {
	h := open(t)
	if missing := h.reconcile("INBOX", 7, 1, 2); missing != nil {
		t.Errorf("of a folder that was never read: %v", missing)
	}
	b := h.batch("INBOX", write("ada", "a1"), write("bob", "b1"), write("cyd", "c1"), write("dan", "d1"))
	b.Arrivals = slices.Delete(b.Arrivals, 1, 2) // a fault: 2 is passed over
	b.Arrivals[2].UID, b.Next.LastUID = 7, 8     // 4 to 6 never were
	h.receiveBatch(b)
	if missing := h.reconcile("INBOX", 7, 1, 2, 3, 7, 8, 9, 10); !slices.Equal(missing, []uint32{2, 8}) {
		t.Errorf("missing %v, want 2 and 8; 9 has not been read yet", missing)
	}
	if missing := h.reconcile("INBOX", 8, 1, 2, 3, 7); missing != nil {
		t.Errorf("under another UIDVALIDITY: %v", missing)
	}
	h.present("INBOX", 7, 3) // nothing was taken for gone either
}

func TestADifferenceThatStaysIsRaised(t *testing.T) {
	h := open(t)
	b := h.batch("INBOX", write("ada", "a1"), write("bob", "b1"))
	lost := b.Arrivals[1]
	b.Arrivals = b.Arrivals[:1]
	h.receiveBatch(b)
	h.must(h.RecordPoll(t.Context(), "INBOX", h.now, ""))
	h.reconcile("INBOX", 7, 1, 2)
	since := h.now
	if got, want := h.pollOf("INBOX"), (Poll{Folder: "INBOX", LastTry: since, LastOK: since, Counted: since, Holds: 2, Unaccounted: 1, Since: since}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	h.now = h.now.Add(time.Hour)
	h.reconcile("INBOX", 7, 1, 2)
	if got := h.pollOf("INBOX"); !got.Since.Equal(since) || !got.Counted.Equal(h.now) {
		t.Errorf("it stays: %+v", got)
	}
	if got := h.fetchedAgain("INBOX", 2, lost); got != (Received{Stored: 1, NewEnquiries: 1}) {
		t.Errorf("fetched: %+v", got)
	}
	h.reconcile("INBOX", 7, 1, 2)
	if got := h.pollOf("INBOX"); got.Unaccounted != 0 || !got.Since.IsZero() {
		t.Errorf("it is made good: %+v", got)
	}
	if c, err := h.Cursor(t.Context(), "INBOX"); err != nil || c != (Cursor{7, 2}) {
		t.Errorf("cursor %v, %v", c, err)
	}
}

// As long as people only deliver, move and delete, the count alone says that
// nothing is amiss.
func TestPresentIsTheCountInOrdinaryLife(t *testing.T) {
	h := open(t)
	a, b := write("ada", "a1"), write("bob", "b1")
	h.receive("INBOX", a, b, placeholder("one"), Arrival{State: SetAside, Reason: "it came before mailbox.since", Received: wednesday})
	h.present("INBOX", 7, 4)
	h.receive("Archive", b) // moved there
	h.present("Archive", 7, 1)
	h.reconcile("INBOX", 7, 1, 3, 4)
	h.present("INBOX", 7, 3)
	h.receive("INBOX", b) // and back
	h.reconcile("Archive", 7)
	h.present("INBOX", 7, 4)
	h.present("Archive", 7, 0)
	h.receiveBatch(renumbered("INBOX", 8, a, b))
	h.present("INBOX", 8, 2)
	h.reconcile("INBOX", 8, 1, 2)
	h.present("INBOX", 7, 0)
	h.present("INBOX", 8, 2)
	if places := h.enquiryOf(2).Messages[0].Places; len(places) != 4 || places[3] != (Lying{Folder: "INBOX"}) || places[0].Gone.IsZero() {
		t.Errorf("b1 lies in %+v", places)
	}
}

// What was never had leaves the quarantine when it was read under another
// number, and for nothing less.
func TestReadUnderAnotherNumber(t *testing.T) {
	at := func(a Arrival, d time.Duration) Arrival { return a.at(d) }
	sized := func(a Arrival, n int64) Arrival { a.Size = n; return a }
	inbox := func(letters ...Arrival) Batch { return renumbered("INBOX", 8, letters...) }
	moved := func(letters ...Arrival) Batch { return renumbered("Archive", 7, letters...) }
	old := write("eve", "old")
	for name, test := range map[string]struct {
		waits    Arrival
		later    Batch
		released bool
	}{
		"renumbered, and readable now":       {placeholder("one"), inbox(write("ada", "a1")), true},
		"moved, and readable there":          {placeholder("one"), moved(write("ada", "a1")), true},
		"of the size the server told":        {nothing(100), moved(sized(write("ada", "a1"), 100)), true},
		"of another size":                    {nothing(100), moved(sized(write("ada", "a1"), 101)), false},
		"of another time":                    {placeholder("one"), moved(at(write("ada", "a1"), time.Second)), false},
		"unreadable there too":               {placeholder("one"), moved(refused(write("ada", "a1"))), false},
		"a copy of a letter known long ago":  {placeholder("one"), moved(old), false},
		"passed over there":                  {placeholder("one"), moved(Arrival{State: SetAside, Reason: "it came before mailbox.since", Received: wednesday}), false},
		"a letter that was had, unread":      {refused(write("bob", "b1")), moved(write("ada", "a1")), false},
		"nothing came":                       {placeholder("one"), moved(), false},
		"the other half of the same second":  {placeholder("one"), renumbered("INBOX", 7), false},
		"it is there and readable elsewhere": {placeholder("one"), moved(write("ada", "a1")), true},
	} {
		h := open(t)
		// A letter of the same second beside it is no proof, before or after it.
		h.receive("INBOX", old, test.waits, write("fay", "beside"))
		h.receiveBatch(test.later)
		folder, validity := "INBOX", uint32(7)
		if test.later.Folder == "INBOX" {
			validity = test.later.UIDValidity
		}
		before := h.waitingLetters()
		if len(before) == 0 {
			t.Errorf("%s: it has left before it is known to be gone", name)
		}
		h.present("INBOX", 7, 3)
		if validity == 7 {
			h.reconcile(folder, validity, 1, 2, 3)
			if got := h.waitingLetters(); len(got) != len(before) {
				t.Errorf("%s: it is there and has left: %v", name, got)
			}
		}
		h.reconcile(folder, validity, 1, 3)
		h.count(`SELECT count(*) FROM ledger WHERE id = 2 AND state = 'quarantined'`, map[bool]int{true: 0, false: 1}[test.released])
		if t.Failed() {
			t.Fatalf("in the case: %s", name)
		}
		h.Close()
	}
}

// crowdOf is a folder of n letters in the ledger, without their messages.
func (h *house) crowdOf(n int) Census {
	h.must(h.Store.write(h.t.Context(), func(tx *tx) error {
		if err := tx.advance(h.t.Context(), "INBOX", Cursor{7, uint32(n)}); err != nil {
			return err
		}
		_, err := tx.exec(h.t.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, received, seen) SELECT 'INBOX', 7, i, 'stored', '', 1, 1, 1 FROM n`, n)
		return err
	}))
	c := Census{Folder: "INBOX", UIDValidity: 7}
	for i := range n {
		if i%10 != 0 { // a tenth is gone, and all others have been read
			c.Letters = append(c.Letters, Present{uint32(i + 1), Seen})
		}
	}
	return c
}

// A census costs in proportion to the folder: what is allocated, and how many
// statements run.
func TestACensusOfFiftyThousandGrowsAsTheFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a ledger of 50,000 letters")
	}
	cost := func(n int) (mallocs, statements float64) {
		h := open(t)
		c := h.crowdOf(n)
		ctx := &counting{Context: t.Context(), cancel: func() {}}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := h.Reconcile(ctx, c)
		h.must(err)
		runtime.ReadMemStats(&after)
		h.present("INBOX", 7, n-n/10)
		h.count(`SELECT count(*) FROM ledger WHERE flags = 1`, n-n/10)
		return float64(after.Mallocs - before.Mallocs), float64(-ctx.left.Load())
	}
	mallocs, statements := cost(5_000)
	tenfold, more := cost(50_000)
	if tenfold > 12*mallocs || more > 12*statements {
		t.Errorf("ten times the letters cost %.1f times the memory and %.1f times the statements", tenfold/mallocs, more/statements)
	}
}

// A census is noted whole or not at all.
func TestACensusIsOneTransaction(t *testing.T) {
	h := open(t)
	const n = 300
	c := h.crowdOf(n)
	inner, cancel := context.WithCancel(t.Context())
	ctx := &counting{Context: inner, cancel: cancel}
	ctx.left.Store(n / 2)
	if _, err := h.Reconcile(ctx, c); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	h.present("INBOX", 7, n)
	h.count(`SELECT count(*) FROM ledger WHERE flags <> 0`, 0)
	h.count(`SELECT count(*) FROM poll`, 0)
}

// However letters are moved about, each one that is somewhere is in the ledger
// there, and nowhere else.
func TestPlacesFollowTheMailbox(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	for i, folder := range []string{"INBOX", "Junk", "INBOX", "Archive"} {
		h.now = h.now.Add(time.Minute)
		h.receive(folder, a)
		for _, other := range []string{"INBOX", "Junk", "Archive"} {
			if other != folder {
				h.reconcile(other, 7)
			}
		}
		var there []string
		for _, p := range h.enquiryOf(1).Messages[0].Places {
			if p.Gone.IsZero() {
				there = append(there, p.Folder)
			}
		}
		if fmt.Sprint(there) != fmt.Sprint([]string{folder}) {
			t.Errorf("after move %d it lies in %v, want %s", i, there, folder)
		}
	}
	h.count(`SELECT count(*) FROM enquiry`, 1)
}

// A server that counts more letters than it lists: absence proves nothing then,
// and the difference shows.
func TestLettersThatTheServerCountsAndDoesNotList(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"), write("bob", "b1"))
	h.must(h.RecordPoll(t.Context(), "INBOX", h.now, ""))
	_, err := h.Reconcile(t.Context(), Census{Folder: "INBOX", UIDValidity: 7, Letters: []Present{{UID: 1, Flags: Seen}}, Unlisted: 2})
	h.must(err)
	h.count(`SELECT count(*) FROM ledger WHERE gone IS NOT NULL`, 0)
	h.count(`SELECT unaccounted FROM poll WHERE folder = 'INBOX'`, 2)
	h.reconcile("INBOX", 7, 1, 2)
	h.count(`SELECT unaccounted FROM poll WHERE folder = 'INBOX'`, 0)
}

// Letters that a mistaken setting left out are fetched when it is corrected.
func TestLettersThatWereLeftOutAreReconsidered(t *testing.T) {
	h := open(t)
	out := func(at time.Duration) Arrival {
		return Arrival{State: SetAside, Reason: "too old", Received: wednesday.Add(at), Size: 5}
	}
	h.receive("INBOX", out(0), out(time.Hour), Arrival{State: SetAside, Reason: "gone", Received: wednesday.Add(time.Hour)})
	h.must(h.Reconsider(t.Context(), "too old", wednesday.Add(time.Minute)))
	h.due("INBOX", 2)
}

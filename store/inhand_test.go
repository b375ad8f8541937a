package store

import (
	"slices"
	"testing"
	"time"
)

// serve opens the file as serve does after it ended with its letters in hand.
func (h *house) crash() {
	h.t.Helper()
	h.must(h.Close())
	s, err := Open(h.t.Context(), Options{Path: h.path, Now: func() time.Time { return h.now }, Topics: policies, Calendar: calendar, Serve: true})
	h.must(err)
	h.Store = s
}

func (h *house) take(folder string, validity uint32, uids ...uint32) {
	h.t.Helper()
	h.must(h.TakeInHand(h.t.Context(), folder, validity, uids))
}

func (h *house) suspects(folder string, want ...Suspect) {
	h.t.Helper()
	got, err := h.Suspects(h.t.Context(), folder)
	h.must(err)
	for i := range got {
		got[i].UIDValidity = 0 // see TestSuspicionsNameTheirNumbering
	}
	if !slices.Equal(got, want) {
		h.t.Errorf("suspects of %s are %+v, want %+v", folder, got, want)
	}
}

// arrivals are letters with these UIDs.
func arrivals(uids ...uint32) (all []Arrival) {
	for _, uid := range uids {
		a := write("ada", "")
		a.UID = uid
		all = append(all, a)
	}
	return all
}

func (h *house) stored(folder string, uids ...uint32) {
	h.t.Helper()
	h.receiveBatch(Batch{Folder: folder, UIDValidity: 7, Arrivals: arrivals(uids...), Next: Cursor{7, slices.Max(uids)}})
}

func TestWhatIsStoredIsPutDown(t *testing.T) {
	h := open(t)
	h.take("INBOX", 7) // nothing
	h.count(`SELECT count(*) FROM in_hand`, 0)
	h.take("INBOX", 7, 1, 2, 3)
	h.take("INBOX", 7, 4, 9) // fetched while the others are stored
	h.take("Sent", 7, 1)
	h.take("INBOX", 6, 1)
	h.stored("INBOX", 1, 2, 3)
	h.count(`SELECT count(*) FROM in_hand WHERE held = 1`, 2) // what was in hand under an older numbering is no more
	h.stored("INBOX", 4, 9)
	h.count(`SELECT count(*) FROM in_hand WHERE folder = 'INBOX'`, 0)
	h.stored("Sent", 1)
	h.count(`SELECT count(*) FROM in_hand WHERE folder = 'Sent'`, 0)
}

func TestAnEndOfTheProgramIsCountedForWhatWasInHand(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1)
	h.take("INBOX", 7, 2, 5)
	h.take("INBOX", 7, 6, 9)
	h.again().Close() // a command beside serve is no start of it
	h.suspects("INBOX")
	h.crash()
	h.suspects("INBOX", Suspect{0, 2, 5, 1, 0}, Suspect{0, 6, 9, 1, 0})
	h.crash() // nothing was in hand
	h.suspects("INBOX", Suspect{0, 2, 5, 1, 0}, Suspect{0, 6, 9, 1, 0})
	h.suspects("Sent")
}

// Also in the first batch ever, or the first after a renumbering, when no cursor
// says yet which numbering it is.
func TestAnEndDuringTheFirstBatchIsCounted(t *testing.T) {
	h := open(t)
	h.take("INBOX", 7, 1, 300)
	h.crash()
	h.suspects("INBOX", Suspect{0, 1, 300, 1, 0})
	h.take("INBOX", 7, 1)
	h.stored("INBOX", 1)
	h.suspects("INBOX", Suspect{0, 2, 300, 1, 0})
	h.take("INBOX", 8, 1, 200) // renumbered
	h.crash()
	h.suspects("INBOX", Suspect{0, 1, 200, 1, 0})
}

func TestLettersTakenAloneNarrowTheSuspicion(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1)
	h.take("INBOX", 7, 2, 3, 4, 5, 6)
	h.crash()
	for _, uid := range []uint32{2, 3} {
		h.take("INBOX", 7, uid)
		h.stored("INBOX", uid)
	}
	h.suspects("INBOX", Suspect{0, 4, 6, 1, 0})
	h.take("INBOX", 7, 4)
	h.crash()
	h.suspects("INBOX", Suspect{0, 4, 4, 2, 0}, Suspect{0, 5, 6, 1, 0})
	h.take("INBOX", 7, 4) // it is kept unread
	h.stored("INBOX", 4)
	for _, uid := range []uint32{5, 6} {
		h.take("INBOX", 7, uid)
		h.stored("INBOX", uid)
	}
	h.suspects("INBOX")
	h.count(`SELECT count(*) FROM in_hand`, 0)
}

func TestABrokenSessionIsRemembered(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1)
	for breaks := range 3 {
		h.take("INBOX", 7, 2, 5)
		h.must(h.PutDown(t.Context(), true))
		h.suspects("INBOX", Suspect{0, 2, 5, 0, breaks + 1})
	}
	h.take("INBOX", 7, 2)
	h.must(h.PutDown(t.Context(), false)) // told to stop: nothing of theirs was at fault
	h.suspects("INBOX", Suspect{0, 2, 2, 0, 3}, Suspect{0, 3, 5, 0, 3})
	h.crash()
	h.suspects("INBOX", Suspect{0, 2, 2, 0, 3}, Suspect{0, 3, 5, 0, 3})
	h.stored("INBOX", 5) // 2 to 4 are no longer there
	h.count(`SELECT count(*) FROM in_hand`, 0)
}

func TestWhatWasPutDownIsNotSuspected(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1)
	h.take("INBOX", 7, 2, 5)
	h.must(h.PutDown(t.Context(), false))
	h.crash()
	h.suspects("INBOX")
	h.count(`SELECT count(*) FROM in_hand`, 0)
}

// A batch may turn out shorter than what was taken in hand for it: its last
// letters were larger than announced and come with the next.
func TestPostponedLettersAreTakenAgain(t *testing.T) {
	for name, before := range map[string]bool{"before the first is stored": true, "after": false} {
		h := open(t)
		h.take("INBOX", 7, 1, 2, 3, 4)
		if before {
			h.take("INBOX", 7, 3, 4)
		}
		h.stored("INBOX", 1, 2)
		if !before {
			h.take("INBOX", 7, 3, 4)
		}
		h.count(`SELECT count(*) FROM in_hand WHERE held = 1 AND first_uid = 3 AND last_uid = 4`, 1)
		h.stored("INBOX", 3, 4)
		h.count(`SELECT count(*) FROM in_hand`, 0)
		if t.Failed() {
			t.Fatal(name)
		}
		h.Close()
	}
}

func TestLettersFetchedOnceMoreArePutDown(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1, 20)
	again := func(uids ...uint32) {
		t.Helper()
		h.receiveBatch(Batch{Folder: "INBOX", UIDValidity: 7, Arrivals: arrivals(uids...), Again: true})
	}
	h.take("INBOX", 7, 5)
	again(5)
	h.count(`SELECT count(*) FROM in_hand`, 0)
	h.take("INBOX", 7, 6, 8, 9, 12) // passed over; they come in two batches
	again(6, 8)
	h.crash()
	h.suspects("INBOX", Suspect{0, 9, 12, 1, 0})
	h.take("INBOX", 7, 9, 12)
	again(9, 12)
	h.count(`SELECT count(*) FROM in_hand`, 0)
}

// Fetching a letter once more leaves other suspicions alone.
func TestALetterFetchedOnceMoreClearsItselfAlone(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1, 20)
	for _, uid := range []uint32{3, 5, 30} {
		h.take("INBOX", 7, uid)
	}
	h.crash()
	h.take("INBOX", 7, 5)
	h.receiveBatch(Batch{Folder: "INBOX", UIDValidity: 7, Arrivals: arrivals(5), Again: true})
	h.suspects("INBOX", Suspect{0, 3, 3, 1, 0}, Suspect{0, 30, 30, 1, 0})
}

// The worst that is known of a letter goes with it.
func TestTheWorstSuspicionCounts(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1)
	h.take("INBOX", 7, 2, 9)
	h.must(h.PutDown(t.Context(), true))
	h.take("INBOX", 7, 2, 5) // a smaller batch this time
	h.must(h.PutDown(t.Context(), true))
	h.suspects("INBOX", Suspect{0, 2, 5, 0, 2}, Suspect{0, 6, 9, 0, 1})
	h.take("INBOX", 7, 2)
	h.must(h.PutDown(t.Context(), true))
	h.suspects("INBOX", Suspect{0, 2, 2, 0, 3}, Suspect{0, 3, 5, 0, 2}, Suspect{0, 6, 9, 0, 1})
	h.take("INBOX", 7, 3, 8) // over the bounds of two runs
	h.must(h.PutDown(t.Context(), true))
	h.suspects("INBOX", Suspect{0, 2, 2, 0, 3}, Suspect{0, 3, 8, 0, 3}, Suspect{0, 9, 9, 0, 1})
}

func TestSuspicionsEndWithTheNumbering(t *testing.T) {
	h := open(t)
	h.stored("INBOX", 1)
	h.take("INBOX", 7, 2, 5)
	h.crash()
	h.take("Sent", 7, 1)
	h.receiveBatch(renumbered("INBOX", 8, arrivals(1)...))
	h.suspects("INBOX")
	h.count(`SELECT count(*) FROM in_hand WHERE folder = 'INBOX'`, 0)
	h.count(`SELECT count(*) FROM in_hand WHERE folder = 'Sent'`, 1)
}

func TestAPersonGivesALetterAFreshStart(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"), refused(write("bob", "b1")))
	h.take("INBOX", 7, 2)
	h.crash()
	h.suspects("INBOX", Suspect{0, 2, 2, 1, 0})
	h.must(h.Retry(t.Context(), 2, ann.ID))
	h.suspects("INBOX")
}

func TestSuspicionsNameTheirNumbering(t *testing.T) {
	h := open(t)
	h.take("INBOX", 9, 2, 5)
	h.crash()
	got, err := h.Suspects(t.Context(), "INBOX")
	if want := []Suspect{{9, 2, 5, 1, 0}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("suspects are %+v, %v, want %+v", got, err, want)
	}
}

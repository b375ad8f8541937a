package store

import (
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
)

func (a Arrival) old() Arrival { a.Backfill = true; return a }

const day = 24 * time.Hour

func TestALetterFromBeforeIsKeptAndNotToDo(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").topic("framework_downloads").at(-100*day).old(), write("eve", "e1").at(-90*day).old().junk())
	for id := range int64(2) {
		e := h.enquiryOf(id + 1)
		if e.Status != StatusClosed || !e.Backfill || e.Owner != nil || !e.Due.IsZero() || !e.Waiting.IsZero() || len(h.actions(e, "backfill")) != 1 {
			t.Errorf("%+v", e.Row)
		}
	}
	if got := h.list(Filter{View: ViewAll, Words: "letter a1"}); !slices.Equal(got, []int64{1}) {
		t.Errorf("found %v", got)
	}
	h.now = h.now.Add(365 * day)
	for _, view := range []View{ViewToDo, ViewLate, ViewSpam} {
		if got := h.list(Filter{View: view}); len(got) != 0 {
			t.Errorf("%s: %v", view, got)
		}
	}
	for _, row := range h.times(-365*day, 365*day) {
		if row.Count+row.Answered+row.Unneeded != 0 {
			t.Errorf("response times %+v", row)
		}
	}
}

func (h *house) times(from, to time.Duration) []TopicTimes {
	h.t.Helper()
	all, err := h.ResponseTimes(h.t.Context(), wednesday.Add(from), wednesday.Add(to))
	h.must(err)
	return all
}

func TestAConcernFromBeforeIsShownWhileItIsRecent(t *testing.T) {
	for age, want := range map[time.Duration]Status{13 * day: StatusNew, 14*day - time.Second: StatusNew, 14 * day: StatusClosed, 400 * day: StatusClosed} {
		for _, junk := range []bool{false, true} {
			h := open(t)
			a := write("ada", "a1").worry(classify.ConcernPersonal).at(-age).old()
			a.Junk = junk
			h.receive("INBOX", a)
			e := h.enquiryOf(1)
			if e.Status != want || e.Concern != classify.ConcernPersonal || !e.Due.IsZero() || !e.Waiting.IsZero() {
				t.Errorf("%v old, junk %v: %s %s, due %v", age, junk, e.Status, e.Concern, e.Due)
			}
			if shown := len(h.list(Filter{})) == 1; shown != (want == StatusNew) {
				t.Errorf("%v old, junk %v: to do %v", age, junk, shown)
			}
			h.Close()
		}
	}
}

func TestWhoWritesOnAfterTheStartIsDueFromThen(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").at(-100*day).old(), write("ada", "a2", "a1").at(-99*day).old())
	h.shapes("a1,a2 closed")
	h.receive("INBOX", write("ada", "a3", "a2").at(0))
	e := h.enquiryOf(1)
	if e.Status != StatusOpen || !e.Waiting.Equal(wednesday) || !e.Due.Equal(wednesday.Add(day)) || !e.Received.Equal(wednesday.Add(-100*day)) || !e.Backfill {
		t.Errorf("%+v", e.Row)
	}
	h.receive("Sent", answerTo("ada", "r1", "a3").at(time.Hour))
	h.shapes("a1,a2,a3,r1 waiting")
	if e := h.enquiryOf(1); !e.Due.IsZero() || !e.Waiting.IsZero() {
		t.Errorf("answered: %+v", e.Row)
	}
	if n := h.times(-365*day, day)[1].Count; n != 0 {
		t.Errorf("response times count %d", n)
	}
}

// Folders are read one after another: a live letter may be read before the old
// one that it follows.
func TestAnOldLetterReadAfterItsFollowUp(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a2", "a1").at(0))
	h.receive("Archive", write("ada", "a1").at(-100*day).old())
	e := h.enquiryOf(1)
	if e.Letters != 2 || !e.Waiting.Equal(wednesday) || !e.Due.Equal(wednesday.Add(day)) || !e.Backfill || e.Status != StatusNew {
		t.Errorf("%+v", e.Row)
	}
	if n := h.times(-365*day, day)[1].Count; n != 0 {
		t.Errorf("the response times count an enquiry of a hundred days ago: %d", n)
	}
}

func TestAnOldFollowUpReopensNothing(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").at(-100*day).old())
	h.receive("Sent", answerTo("ada", "r1", "a1").at(-99*day).old())
	h.receive("INBOX", write("ada", "a2", "r1").at(-98*day).old())
	h.shapes("a1,r1,a2 closed")
	h.receive("INBOX", write("ada", "a3", "r1").at(-97*day).old().worry(classify.ConcernPersonal))
	h.shapes("a1,r1,a2,a3 closed")
	if e := h.enquiryOf(1); e.Concern != classify.ConcernPersonal {
		t.Errorf("the concern is not seen: %+v", e.Row)
	}
	h.receive("INBOX", write("ada", "a4", "r1").at(-day).old().worry(classify.ConcernThirdParty))
	h.shapes("a1,r1,a2,a3,a4 open")
	h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, StatusClosed, "telephoned"))
}

package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
)

// tell records what ann knows of enquiry 1.
func (h *house) tell(way Way, at time.Duration, who string) error {
	h.t.Helper()
	users, err := h.Users(h.t.Context())
	h.must(err)
	return h.TellAnswer(h.t.Context(), Change{1, h.enquiryOf(1).Version, users[0].ID}, Told{Way: way, At: wednesday.Add(at), Who: who})
}

func TestAnAnswerByPhoneStopsTheClock(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	h.now = h.now.Add(3 * time.Hour)
	h.must(h.tell(Phone, 2*time.Hour, " Dr Cox "))
	e := h.enquiryOf(1)
	if e.Status != StatusWaiting || !e.FirstResponse.Equal(wednesday.Add(2*time.Hour)) || !e.ByHand || e.Unneeded || !e.Waiting.IsZero() || !e.Due.IsZero() || e.Version != 2 {
		t.Errorf("%+v", e.Row)
	}
	if diff := cmp.Diff([]Told{{Phone, wednesday.Add(2 * time.Hour), "Dr Cox", "ann"}}, e.Told); diff != "" {
		t.Error(diff)
	}
	for action, want := range map[string]string{"elsewhere": "ann: phone", "status": "ann: new -> waiting", "first_response": "machine: recorded"} {
		if got := h.actions(e, action); !slices.Equal(got, []string{want}) {
			t.Errorf("%s events %q", action, got)
		}
	}
	// A later letter waits again, by its own time.
	h.receive("INBOX", write("ada", "a2", "a1").at(day))
	e = h.enquiryOf(1)
	if e.Status != StatusOpen || !e.Waiting.Equal(wednesday.Add(day)) || !e.Due.Equal(wednesday.Add(2*day)) || !e.FirstResponse.Equal(wednesday.Add(2*time.Hour)) || !e.ByHand {
		t.Errorf("written again: %+v", e.Row)
	}
	// An older answer by letter turns up.
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	if e = h.enquiryOf(1); !e.FirstResponse.Equal(wednesday.Add(time.Hour)) || e.ByHand || e.Status != StatusOpen {
		t.Errorf("an older answer: %+v", e.Row)
	}
}

func TestEveryWayOfAnswering(t *testing.T) {
	for _, way := range Ways {
		h := open(t)
		h.addUser("ann", RoleTriage)
		h.receive("INBOX", write("ada", "a1"))
		h.must(h.tell(way, 0, "she did"))
		want := StatusWaiting
		if way == NoneNeeded {
			want = StatusClosed
		}
		if e := h.enquiryOf(1); e.Status != want || e.Unneeded != (way == NoneNeeded) || e.FirstResponse.IsZero() != (way == NoneNeeded) || e.ByHand == (way == NoneNeeded) {
			t.Errorf("%s: %+v", way, e.Row)
		}
		h.Close()
	}
}

func TestNoAnswerNeeded(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	h.now = h.now.Add(time.Hour)
	h.must(h.tell(NoneNeeded, time.Hour, "a copy for our files"))
	if e := h.enquiryOf(1); e.Status != StatusClosed || !e.Unneeded || !e.Due.IsZero() {
		t.Errorf("%+v", e.Row)
	}
	h.receive("INBOX", write("ada", "a2", "a1").at(2*time.Hour))
	if e := h.enquiryOf(1); e.Status != StatusOpen || e.Unneeded || !e.Waiting.Equal(wednesday.Add(2*time.Hour)) {
		t.Errorf("written again: %+v", e.Row)
	}
}

// A concern is closed with the reason, which is kept by name.
func TestAConcernThatNeedsNoAnswerIsClosedWithItsReason(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").worry(classify.ConcernPersonal))
	if err := h.tell(NoneNeeded, 0, " "); !errors.Is(err, ErrOutcomeNeeded) {
		t.Errorf("without words: %v", err)
	}
	h.shapes("a1 new")
	h.must(h.tell(NoneNeeded, 0, "a song, he says so himself"))
	e := h.enquiryOf(1)
	if e.Status != StatusClosed || e.Concern != classify.ConcernPersonal || len(h.list(Filter{})) != 0 {
		t.Errorf("%+v", e.Row)
	}
	if len(e.Told) != 1 || e.Told[0].By != "ann" || e.Told[0].Who != "a song, he says so himself" {
		t.Errorf("told %+v", e.Told)
	}
	for action, want := range map[string]string{"elsewhere": "ann: none_needed", "status": "ann: new -> closed"} {
		if got := h.actions(e, action); !slices.Equal(got, []string{want}) {
			t.Errorf("%s events %q", action, got)
		}
	}
	h.count(`SELECT count(*) FROM event WHERE detail LIKE '%song%'`, 0)
	// The concern of a further letter is open again.
	h.receive("INBOX", write("ada", "a2", "a1").at(time.Hour).worry(classify.ConcernThirdParty))
	h.shapes("a1,a2 open")
	if got := h.list(Filter{}); !slices.Equal(got, []int64{1}) {
		t.Errorf("to do: %v", got)
	}
}

// An answer by phone does not hide a concern.
func TestAConcernAnsweredByPhoneStaysPinned(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").worry(classify.ConcernPersonal))
	h.must(h.tell(Phone, 0, "ann"))
	if got := h.list(Filter{}); h.enquiryOf(1).Status != StatusWaiting || len(got) != 1 {
		t.Errorf("to do: %v", got)
	}
}

func TestWhatCannotBeTold(t *testing.T) {
	h := open(t)
	ann, rita := h.addUser("ann", RoleTriage), h.addUser("rita", RoleReader)
	h.receive("INBOX", write("ada", "a1"))
	h.now = h.now.Add(time.Hour)
	good := Told{Way: Phone, At: h.now, Who: "Dr Cox"}
	tell := func(c Change, change func(*Told)) error {
		told := good
		change(&told)
		return h.TellAnswer(t.Context(), c, told)
	}
	by := Change{1, 1, ann.ID}
	for name, test := range map[string]struct{ err, want error }{
		"in the future":          {tell(by, func(x *Told) { x.At = h.now.Add(time.Second) }), ErrInvalid},
		"before the letter came": {tell(by, func(x *Told) { x.At = wednesday.Add(-time.Second) }), ErrInvalid},
		"by no way":              {tell(by, func(x *Told) { x.Way = "pigeon" }), ErrInvalid},
		"by nobody":              {tell(by, func(x *Told) { x.Who = "\t" }), ErrOutcomeNeeded},
		"of an old version":      {tell(Change{1, 0, ann.ID}, func(*Told) {}), ErrChanged},
		"by a reader":            {tell(Change{1, 1, rita.ID}, func(*Told) {}), ErrInvalid},
		"of nothing":             {tell(Change{9, 1, ann.ID}, func(*Told) {}), ErrNotFound},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v, want %v", name, test.err, test.want)
		}
	}
	if e := h.enquiryOf(1); e.Version != 1 || len(e.Told) != 0 || len(e.History) != 1 {
		t.Errorf("something was kept: %+v", e)
	}
}

// An answer given before the newest letter came answers the older ones alone.
func TestAnAnswerDoesNotReachLettersAfterIt(t *testing.T) {
	for _, way := range []Way{Phone, NoneNeeded} {
		h := open(t)
		h.addUser("ann", RoleTriage)
		h.receive("INBOX", write("ada", "a1"), write("ada", "a2", "a1").at(2*time.Hour))
		h.now = h.now.Add(3 * time.Hour)
		h.must(h.tell(way, time.Hour, "ann"))
		if e := h.enquiryOf(1); e.Status != StatusNew || !e.Waiting.Equal(wednesday.Add(2*time.Hour)) || e.Due.IsZero() || e.Unneeded {
			t.Errorf("%s: %+v", way, e.Row)
		}
		h.Close()
	}
}

// What was told of spam or of what is closed changes its status not.
func TestToldOfWhatIsNotOpen(t *testing.T) {
	for _, status := range []Status{StatusSpam, StatusClosed, StatusWaiting} {
		h := open(t)
		ann := h.addUser("ann", RoleTriage)
		h.receive("INBOX", write("ada", "a1"))
		h.must(h.SetStatus(t.Context(), Change{1, 1, ann.ID}, status, ""))
		h.must(h.tell(Phone, 0, "ann"))
		if e := h.enquiryOf(1); e.Status != status || e.FirstResponse.IsZero() {
			t.Errorf("%s: %s, answered %v", status, e.Status, e.FirstResponse)
		}
		h.Close()
	}
}

func TestResponseTimesSayWhatPeopleTold(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"), write("bob", "b1"), write("cyd", "c1"), write("dan", "d1"))
	h.receive("Sent", answerTo("dan", "r1", "d1").at(4*time.Hour))
	h.now = h.now.Add(5 * time.Hour)
	for id, way := range map[int64]Way{1: Phone, 2: NoneNeeded, 4: NoneNeeded} {
		h.must(h.TellAnswer(t.Context(), Change{id, h.enquiryOf(id).Version, ann.ID}, Told{Way: way, At: wednesday.Add(2 * time.Hour), Who: "ann"}))
	}
	want := TopicTimes{Topic: "training", Count: 3, Answered: 2, ByHand: 1, Unneeded: 1, Median: 4 * time.Hour, MedianKnown: true, Calendar: 4 * time.Hour,
		Target: 8 * time.Hour, InTarget: 2, Decided: 2}
	if diff := cmp.Diff(want, h.times(0, day)[1]); diff != "" {
		t.Error(diff)
	}
}

// Who was answered and needs nothing more is done with.
func TestNothingMoreIsNeededAfterAnAnswer(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	h.now = h.now.Add(2 * time.Hour)
	h.must(h.tell(NoneNeeded, 2*time.Hour, "all is said"))
	if e := h.enquiryOf(1); e.Status != StatusClosed || !e.FirstResponse.Equal(wednesday.Add(time.Hour)) || e.ByHand {
		t.Errorf("%+v", e.Row)
	}
}

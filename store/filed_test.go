package store

import (
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
)

// filed is a house where folders mean something.
func filed(t *testing.T) (h *house, ann, ben User) {
	h = open(t)
	ann, ben = h.addUser("ann", RoleTriage), h.addUser("ben", RoleTriage)
	h.addUser("rita", RoleReader)
	h.Store.filings = map[string]Filing{
		"Ben": {Owner: "Ben@example.org"}, "Rita": {Owner: "rita@example.org"}, "Nobody": {Owner: "gone@example.org"},
		"Done": {Done: true}, "Ben/Done": {Owner: "ben@example.org", Done: true},
	}
	return h, ann, ben
}

func (h *house) ownerOf(id int64) string {
	h.t.Helper()
	if o := h.enquiryOf(id).Owner; o != nil {
		return o.Name
	}
	return nobody
}

func TestAFolderGivesItsLettersAnOwner(t *testing.T) {
	for folder, want := range map[string]string{"Ben": "ben", "Rita": "ann", "Nobody": "ann", "Other": "ann"} {
		h, _, _ := filed(t)
		a := write("ada", "a1").topic("framework_downloads") // ann's turn
		h.receive("INBOX", a)
		h.receive(folder, a)
		if got := h.ownerOf(1); got != want {
			t.Errorf("moved to %s: %s, want %s", folder, got, want)
		}
		h.receive(folder, write("bob", "b1"))
		if want == "ann" {
			want = nobody // training has no owners in turn
		}
		if got := h.ownerOf(2); got != want {
			t.Errorf("first seen in %s: %s, want %s", folder, got, want)
		}
		h.Close()
	}
}

func TestWhomAPersonChoseStaysOwner(t *testing.T) {
	h, ann, _ := filed(t)
	a := write("ada", "a1")
	h.receive("INBOX", a)
	h.must(h.Assign(t.Context(), Change{1, 1, ann.ID}, ann.ID))
	h.receive("Ben", a)
	if got := h.ownerOf(1); got != "ann" {
		t.Errorf("owner %s", got)
	}
	e := h.enquiryOf(1)
	if e.Version != 2 || len(h.actions(e, "filed")) != 0 {
		t.Errorf("version %d, events %v", e.Version, e.History)
	}
}

func TestAFolderOfWhatIsDoneCloses(t *testing.T) {
	h, _, _ := filed(t)
	a := write("ada", "a1")
	h.receive("INBOX", a)
	h.receive("Done", a)
	e := h.enquiryOf(1)
	if e.Status != StatusClosed || !e.Due.IsZero() || !slices.Equal(h.actions(e, "filed"), []string{"machine: done"}) ||
		!slices.Equal(h.actions(e, "status"), []string{"machine: new -> closed"}) {
		t.Errorf("%s, due %v, %v", e.Status, e.Due, e.History)
	}
	h.receiveBatch(renumbered("Done", 8, a))
	if got := h.enquiryOf(1); got.Version != e.Version {
		t.Error("it was closed twice")
	}
	h.receive("INBOX", write("ada", "a2", "a1").at(time.Hour))
	h.shapes("a1,a2 open")
}

func TestOwnerAndDoneInOneFolder(t *testing.T) {
	h, _, _ := filed(t)
	a := write("ada", "a1")
	h.receive("INBOX", a)
	h.receive("Ben/Done", a)
	if e := h.enquiryOf(1); e.Status != StatusClosed || h.ownerOf(1) != "ben" {
		t.Errorf("%s, owner %s", e.Status, h.ownerOf(1))
	}
}

// What is not finished is not closed because some letter of it was filed.
func TestWhatAFolderDoesNotClose(t *testing.T) {
	for name, test := range map[string]struct {
		letters func() (file Arrival, rest []Arrival)
		before  func(*house, User)
		want    Status
	}{
		"a concern": {letters: func() (Arrival, []Arrival) { return write("ada", "a1").worry(classify.ConcernThirdParty), nil }, want: StatusNew},
		"a concern of a later letter": {letters: func() (Arrival, []Arrival) {
			return write("ada", "a1"), []Arrival{write("ada", "a2", "a1").worry(classify.ConcernPersonal)}
		}, want: StatusNew},
		"a newer letter that nobody filed": {letters: func() (Arrival, []Arrival) {
			return write("ada", "a1"), []Arrival{write("ada", "a2", "a1").at(time.Hour)}
		}, want: StatusNew},
		"what a person opened": {letters: func() (Arrival, []Arrival) { return write("ada", "a1"), nil },
			before: func(h *house, u User) {
				h.must(h.SetStatus(h.t.Context(), Change{1, 1, u.ID}, StatusOpen, ""))
			}, want: StatusOpen},
		"spam": {letters: func() (Arrival, []Arrival) { return write("ada", "a1").junk(), nil }, want: StatusSpam},
	} {
		h, ann, _ := filed(t)
		file, rest := test.letters()
		h.receive("INBOX", append([]Arrival{file}, rest...)...)
		if test.before != nil {
			test.before(h, ann)
		}
		h.receive("Done", file)
		if e := h.enquiryOf(1); e.Status != test.want {
			t.Errorf("%s: %s, want %s", name, e.Status, test.want)
		}
		h.Close()
	}
}

// A rule of the mail server may file a letter before we look: it is to do.
func TestALetterFirstSeenAmongWhatIsDoneIsToDo(t *testing.T) {
	h, _, _ := filed(t)
	h.receive("Done", write("ada", "a1"))
	h.shapes("a1 new")
	if got := h.list(Filter{}); !slices.Equal(got, []int64{1}) {
		t.Errorf("to do: %v", got)
	}
}

// Our answer in a folder says nothing of the enquiry.
func TestOnlyTheirLettersAreFiled(t *testing.T) {
	h, _, _ := filed(t)
	h.receive("INBOX", write("ada", "a1"))
	r := answerTo("boss", "f1", "a1")
	h.receive("Sent", r)
	h.receive("Ben/Done", r)
	if e := h.enquiryOf(1); e.Status != StatusNew || e.Owner != nil {
		t.Errorf("%s, owner %v", e.Status, e.Owner)
	}
}

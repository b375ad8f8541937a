package store

import (
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// delivered is the same letter by another way: servers add lines of their own.
func (a Arrival) delivered() Arrival {
	a.Raw = append([]byte("Received: by another server\r\n"), a.Raw...)
	return a
}

// A whole mailbox under new numbers, of the same server or another, brings
// nothing twice and loses nothing.
func TestAMailboxNumberedAnewIsKnown(t *testing.T) {
	dated := func(a Arrival) Arrival { a.Message.Date = wednesday.Add(-time.Minute); return a }
	undatedLater := func(a Arrival) Arrival { return a.at(time.Minute) }
	partial := func(text string) func(Arrival) Arrival {
		return func(a Arrival) Arrival {
			a.Partial, a.Message.Text = true, text
			return a
		}
	}
	same := func(a Arrival) Arrival { return a }
	for _, test := range []struct {
		name          string
		first, second Arrival
		copy          bool
	}{
		{"numbered anew", write("ada", "a1"), write("ada", "a1"), true},
		{"without Message-ID, with a date", dated(write("ada", "")), dated(write("ada", "")), true},
		{"without Message-ID, with a date, kept by the new server as come later", dated(write("ada", "")), undatedLater(dated(write("ada", ""))), true},
		{"without Message-ID and date, of the same time", write("ada", ""), write("ada", ""), true},
		{"without Message-ID and date, of another time", write("ada", ""), undatedLater(write("ada", "")), false},
		{"cut elsewhere", partial("Good mor")(write("ada", "a1")), partial("Good morning, this")(write("ada", "a1")), true},
		{"cut elsewhere, without Message-ID", partial("Good mor")(dated(write("ada", ""))), partial("Good morning")(dated(write("ada", ""))), true},
		{"cut, of another subject", partial("Good mor")(write("ada", "a1")), partial("Good mor")(func() Arrival { a := write("ada", "a1"); a.Message.Subject = "Other"; return a }()), false},
	} {
		for way, by := range map[string]func(Arrival) Arrival{"same bytes": same, "added lines": Arrival.delivered} {
			if way == "same bytes" && !slices.Equal(test.first.Raw, test.second.Raw) {
				test.second.Raw = test.first.Raw
			}
			h := open(t)
			h.receive("INBOX", test.first)
			got := h.receiveBatch(renumbered("INBOX", 8, by(test.second)))
			want := Received{Stored: 1, NewEnquiries: 1}
			if test.copy || way == "same bytes" {
				want = Received{SetAside: 1}
			}
			if got != want {
				t.Errorf("%s, %s: %+v, want %+v", test.name, way, got, want)
			}
			if c, err := h.Cursor(t.Context(), "INBOX"); err != nil || c != (Cursor{8, 1}) {
				t.Errorf("cursor %v, %v", c, err)
			}
			h.Close()
		}
	}
}

// Nothing is alerted or acknowledged again, and no clock starts again.
func TestACopyChangesNoEnquiry(t *testing.T) {
	h := open(t)
	a, r := write("ada", "a1").worry("personal"), answerTo("ada", "r1", "a1").at(time.Hour)
	h.receive("INBOX", a, write("bob", "b1").worry("third_party"))
	h.receive("Sent", r)
	before := []Enquiry{h.enquiryOf(1), h.enquiryOf(2)}
	if got := h.receiveBatch(renumbered("INBOX", 8, a.delivered(), r.delivered())); got != (Received{SetAside: 2}) {
		t.Errorf("received %+v", got)
	}
	for i, want := range before {
		got := h.enquiryOf(int64(i + 1))
		if got.Version != want.Version || len(got.History) != len(want.History) || got.Status != want.Status || len(got.Messages) != len(want.Messages) {
			t.Errorf("enquiry %d: %+v, was %+v", i+1, got.Row, want.Row)
		}
	}
}

func TestCopiesAreShownWhereTheyLie(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	h.receive("INBOX", a)
	h.receive("Archive", a.delivered())
	h.receive("Trash", a)
	h.reconcile("INBOX", 7)
	e := h.enquiryOf(1)
	want := []Lying{{Folder: "INBOX", Gone: h.now}, {Folder: "Archive"}, {Folder: "Trash"}}
	if len(e.Messages) != 1 || !slices.Equal(e.Messages[0].Places, want) {
		t.Errorf("it lies in %+v, want %+v", e.Messages[0].Places, want)
	}
	h.count(`SELECT count(*) FROM ledger WHERE message = 1`, 2)
}

func TestOnlyAMoveOutOfJunkRescues(t *testing.T) {
	for _, test := range []struct {
		name  string
		moved func(Arrival) Arrival
		want  Status
	}{
		{"to the Inbox", func(a Arrival) Arrival { a.Junk = false; return a }, StatusNew},
		{"to the deleted letters", func(a Arrival) Arrival { a.Junk, a.Bin = false, true; return a }, StatusSpam},
		{"to Junk, numbered anew", func(a Arrival) Arrival { return a }, StatusSpam},
		{"to the Inbox of another server", func(a Arrival) Arrival { a.Junk = false; return a.delivered() }, StatusNew},
	} {
		h := open(t)
		h.addUser("ann", RoleTriage)
		a := write("ada", "a1").junk().topic("framework_downloads")
		h.receive("Junk", a)
		if got := h.receive("Other", test.moved(a)); got != (Received{SetAside: 1}) {
			t.Errorf("%s: received %+v", test.name, got)
		}
		e := h.enquiryOf(1)
		if e.Status != test.want || e.Due.IsZero() == (test.want == StatusNew) || (e.Owner == nil) == (test.want == StatusNew) {
			t.Errorf("%s: %s, due %v, owner %v", test.name, e.Status, e.Due, e.Owner)
		}
		h.Close()
	}
}

// Who moves it back to Junk does not make it spam again: that is said here.
func TestARescuedLetterStaysRescued(t *testing.T) {
	h := open(t)
	a := write("ada", "a1").junk()
	h.receive("Junk", a)
	in := a
	in.Junk = false
	h.receive("INBOX", in)
	h.receive("Junk", a)
	h.shapes("a1 new")
	if got := h.actions(h.enquiryOf(1), "status"); !slices.Equal(got, []string{"machine: spam -> new"}) {
		t.Errorf("events %q", got)
	}
}

// A letter In that comes twice in one batch, and one that names the other.
func TestCopiesWithinOneBatch(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	if got := h.receive("INBOX", a, a, a.delivered(), write("ada", "a2", "a1"), write("ada", "a3", "a2")); got != (Received{Stored: 3, SetAside: 2, NewEnquiries: 1, FollowUps: 2}) {
		t.Errorf("received %+v", got)
	}
	h.shapes("a1,a2,a3 new")
}

// A machine's letters may be equal but for their time: each is a letter.
func TestEqualLettersOfAMachineAreDifferentLetters(t *testing.T) {
	h := open(t)
	var all []Arrival
	for i := range 3 {
		all = append(all, write("scanner", "").kind(mailbox.AutoReply).at(time.Duration(i)*time.Hour))
	}
	if got := h.receive("INBOX", all...); got.Stored != 3 {
		t.Errorf("received %+v", got)
	}
}

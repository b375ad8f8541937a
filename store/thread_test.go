package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

func TestThreads(t *testing.T) {
	for _, test := range []struct {
		name    string
		letters []Arrival // received a minute apart unless they say otherwise, stored in this order
		want    []string  // each enquiry's letters, oldest first, and its status
		alone   int       // letters of ours without an enquiry
	}{
		{name: "a follow-up joins", letters: []Arrival{write("ada", "a1"), write("ada", "a2", "a1")}, want: []string{"a1,a2 new"}},
		{name: "another letter of the same writer begins anew", letters: []Arrival{write("ada", "a1"), write("ada", "a2")}, want: []string{"a1 new", "a2 new"}},
		{name: "an answer joins and waits for the enquirer", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1")}, want: []string{"a1,r1 waiting"}},
		{name: "who writes again brings it back", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1"), write("ada", "a2", "r1")}, want: []string{"a1,r1,a2 open"}},
		{name: "a stranger who quotes an id stays out", letters: []Arrival{write("ada", "a1"), write("eve", "e1", "a1")}, want: []string{"a1 new", "e1 new"}},
		{name: "a stranger who quotes our answer's id stays out", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1"), write("eve", "e1", "r1", "a1")}, want: []string{"a1,r1 waiting", "e1 new"}},
		{name: "a stranger whose id was named before stays out", letters: []Arrival{write("ada", "a2", "a1"), write("eve", "a1")}, want: []string{"a2 new", "a1 new"}},
		{name: "a colleague in copy may join", letters: []Arrival{write("ada", "a1").copied("cyd"), write("cyd", "c1", "a1")}, want: []string{"a1,c1 new"}},
		{name: "who we brought in may join", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1").copied("cyd"), write("cyd", "c1", "r1")}, want: []string{"a1,r1,c1 open"}},
		{name: "case of an address does not count", letters: []Arrival{write("ada", "a1"), write("ADA", "a2", "a1")}, want: []string{"a1,a2 new"}},
		{name: "the nearest id wins", letters: []Arrival{write("ada", "a1"), write("ada", "b1"), write("ada", "b2", "a1", "b1")}, want: []string{"a1 new", "b1,b2 new"}},
		{name: "an answer before its letter", letters: []Arrival{answerTo("ada", "r1", "a1").at(time.Hour), write("ada", "a1").at(0)}, want: []string{"a1,r1 waiting"}},
		{name: "answers to answers before their letter", letters: []Arrival{answerTo("ada", "r2", "r1").at(2 * time.Hour), answerTo("ada", "r1", "a1").at(time.Hour), write("ada", "a1").at(0)}, want: []string{"a1,r1,r2 waiting"}},
		{name: "a first letter after its follow-up", letters: []Arrival{write("ada", "a2", "a1").at(time.Hour), write("ada", "a1").at(0)}, want: []string{"a1,a2 new"}},
		{name: "we wrote first", letters: []Arrival{answerTo("ada", "o1"), write("ada", "a1", "o1")}, want: []string{"o1,a1 new"}},
		{name: "we wrote first, seen last", letters: []Arrival{write("ada", "a1", "o1").at(time.Hour), answerTo("ada", "o1").at(0)}, want: []string{"o1,a1 new"}},
		{name: "a stranger does not get our letter by its id", letters: []Arrival{answerTo("ada", "o1"), write("eve", "e1", "o1")}, want: []string{"e1 new"}, alone: 1},
		{name: "nor when it is seen later", letters: []Arrival{write("eve", "e1", "o1"), answerTo("ada", "o1")}, want: []string{"e1 new"}, alone: 1},
		{name: "ours alone begins nothing", letters: []Arrival{answerTo("ada", "o1")}, alone: 1},
		{name: "forwarded to a colleague is no answer", letters: []Arrival{write("ada", "a1"), answerTo("boss", "f1", "a1")}, want: []string{"a1,f1 new"}},
		{name: "a letter read after its answer was", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1").at(2 * time.Hour), write("ada", "a2", "a1").at(time.Hour)}, want: []string{"a1,a2,r1 waiting"}},
		{name: "an answer read after a newer letter", letters: []Arrival{write("ada", "a1"), write("ada", "a2", "a1").at(3 * time.Hour), answerTo("ada", "r1", "a1").at(time.Hour)}, want: []string{"a1,r1,a2 new"}},
		{name: "our out-of-office changes nothing", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1").kind(mailbox.AutoReply)}, want: []string{"a1,r1 new"}},
		{name: "their out-of-office changes nothing", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1"), write("ada", "o1", "r1").kind(mailbox.AutoReply)}, want: []string{"a1,r1,o1 waiting"}},
		{name: "a bounce of our answer joins and is to do", letters: []Arrival{write("ada", "a1"), answerTo("ada", "r1", "a1"), write("daemon", "d1", "r1").kind(mailbox.Bounce)}, want: []string{"a1,r1,d1 open"}},
		{name: "a false bounce does not", letters: []Arrival{write("ada", "a1"), write("eve", "d1", "a1").kind(mailbox.Bounce)}, want: []string{"a1 new", "d1 new"}},
		{name: "without any ids", letters: []Arrival{write("ada", ""), write("ada", ""), answerTo("ada", "")}, want: []string{" new", " new"}, alone: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			for i, a := range test.letters {
				if a.Received.Equal(wednesday) {
					a = a.at(time.Duration(i) * time.Minute)
				}
				h.receive("INBOX", a)
			}
			h.shapes(test.want...)
			h.count(`SELECT count(*) FROM message WHERE enquiry IS NULL`, test.alone)
		})
	}
}

// However the letters of a conversation come in, the same is known at the end.
func TestThreadsInAnyOrder(t *testing.T) {
	letters := []Arrival{
		write("ada", "a1").at(0), answerTo("ada", "r1", "a1").at(time.Hour), write("ada", "a2", "a1", "r1").at(2 * time.Hour),
		write("ada", "o1", "r1").at(3 * time.Hour).kind(mailbox.AutoReply), answerTo("ada", "r2", "a1", "r1", "a2").at(4 * time.Hour),
	}
	for seed := range uint64(40) {
		h := open(t)
		mixed := slices.Clone(letters)
		r := rand.New(rand.NewPCG(seed, 0))
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		var order []string
		for _, a := range mixed {
			order = append(order, a.Message.MessageID)
			h.receive("INBOX", a)
		}
		// A letter whose neighbours are all unknown begins an enquiry of its own
		// (people merge those); what is the first's must be right in any order.
		e := h.enquiryOf(1)
		h.count(`SELECT count(*) FROM message`, 5)
		h.count(`SELECT count(*) FROM message WHERE enquiry IS NULL`, 0)
		if len(e.Messages) == 5 && (!e.Received.Equal(wednesday) || !e.FirstResponse.Equal(wednesday.Add(time.Hour)) || e.Status != StatusWaiting || e.Subject != "About a1") {
			t.Errorf("order %v: received %v, answered %v, %s, %q", order, e.Received, e.FirstResponse, e.Status, e.Subject)
		}
		h.Close()
	}
}

func TestFirstResponse(t *testing.T) {
	h := open(t)
	answered := func(want time.Duration) {
		t.Helper()
		var w time.Time
		if want > 0 {
			w = wednesday.Add(want)
		}
		if got := h.enquiryOf(1).FirstResponse; !got.Equal(w) {
			t.Errorf("first response %v, want %v", got, w)
		}
	}
	h.receive("INBOX", write("ada", "a1").at(0))
	h.receive("Sent", answerTo("ada", "auto", "a1").at(time.Minute).kind(mailbox.AutoReply))
	answered(0)
	h.receive("Sent", answerTo("boss", "f1", "a1").at(2*time.Minute))
	answered(0)
	h.receive("Sent", answerTo("ada", "r2", "a1").at(3*time.Hour))
	answered(3 * time.Hour)
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour)) // an older one turns up
	answered(time.Hour)
	h.receive("Sent", answerTo("ada", "r0", "a1").at(-time.Hour)) // before it came in
	answered(time.Hour)
	if got := h.actions(h.enquiryOf(1), "first_response"); !slices.Equal(got, []string{"machine: found", "machine: corrected"}) {
		t.Errorf("events %q", got)
	}
}

func TestOlderFirstLetterMovesTheClock(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a2", "a1").at(24*time.Hour))
	h.receive("INBOX", write("ada", "a1").at(0))
	e := h.enquiryOf(1)
	if !e.Received.Equal(wednesday) || !e.Latest.Equal(wednesday.Add(24*time.Hour)) || !e.Due.Equal(wednesday.Add(24*time.Hour)) ||
		e.Subject != "About a1" || e.Letters != 2 || e.Snippet != "Good morning, this is letter a2" {
		t.Errorf("%+v", e.Row)
	}
}

func TestClosedIsReopened(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	h.must(h.SetStatus(t.Context(), Change{1, 1, ann.ID}, StatusClosed, ""))
	h.receive("INBOX", write("ada", "o1", "a1").kind(mailbox.AutoReply))
	h.shapes("a1,o1 closed")
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	h.shapes("a1,o1,r1 closed")
	h.receive("INBOX", write("ada", "a2", "a1").at(2*time.Hour))
	h.shapes("a1,o1,r1,a2 open")
}

func TestConcernOnlyRises(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	const none, third, personal = classify.ConcernNone, classify.ConcernThirdParty, classify.ConcernPersonal
	h.receive("INBOX", write("ada", "a0"))
	for i, step := range []struct{ letter, want classify.Concern }{
		{none, none}, {third, third}, {none, third}, {personal, personal}, {third, personal}, {none, personal},
	} {
		h.receive("INBOX", write("ada", fmt.Sprint("a", i+1), "a0").worry(step.letter))
		if e := h.enquiryOf(1); e.Concern != step.want {
			t.Errorf("after %s: %s, want %s", step.letter, e.Concern, step.want)
		}
	}
	e := h.enquiryOf(1)
	if got := h.actions(e, "concern"); !slices.Equal(got, []string{"machine: none -> third_party", "machine: third_party -> personal", "machine: personal -> personal"}) {
		t.Errorf("events %q", got)
	}
	if e.Reasons[0].For != string(personal) || e.Reasons[len(e.Reasons)-1].For != "training" {
		t.Errorf("reasons %v", e.Reasons)
	}
	h.must(h.SetStatus(t.Context(), Change{1, e.Version, ann.ID}, StatusClosed, "telephoned"))
	h.receive("INBOX", write("ada", "auto", "a0").kind(mailbox.AutoReply).worry(third)) // even what looks automatic
	if e := h.enquiryOf(1); e.Status != StatusOpen || e.Concern != personal {
		t.Errorf("%s %s", e.Status, e.Concern)
	}
}

func TestJunk(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("Junk", write("ada", "spam").junk().topic("framework_downloads"), write("bob", "worry").junk().worry("personal").topic("framework_downloads"))
	h.shapes("spam spam", "worry new")
	if e := h.enquiryOf(1); !e.Due.IsZero() || e.Owner != nil {
		t.Errorf("spam: due %v, owner %v", e.Due, e.Owner)
	}
	e := h.enquiryOf(2)
	if e.Due.IsZero() || e.Owner == nil || !slices.Equal(h.actions(e, "status"), []string{"machine: spam -> new"}) {
		t.Errorf("worry: due %v, owner %v, history %v", e.Due, e.Owner, e.History)
	}
	if got := h.list(Filter{}); !slices.Equal(got, []int64{2}) {
		t.Errorf("to do: %v", got)
	}
	h.receive("Junk", write("ada", "more", "spam").junk())
	h.shapes("spam,more spam", "worry new")
	h.receive("Junk", write("ada", "last", "spam").junk().worry("third_party"))
	h.shapes("spam,more,last new", "worry new")
	if e := h.enquiryOf(1); e.Due.IsZero() || e.Owner == nil {
		t.Errorf("promoted: due %v, owner %v", e.Due, e.Owner)
	}
}

// Moving a letter out of Junk in Outlook takes its enquiry out of spam, unless
// a person here said that it is spam.
func TestRescuedFromJunk(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	a, b := write("ada", "a1").junk(), write("bob", "b1").junk()
	h.receive("Junk", a, b)
	h.must(h.SetStatus(t.Context(), Change{2, 1, ann.ID}, StatusSpam, ""))
	a.Junk, b.Junk = false, false
	if got := h.receive("INBOX", a, b); got != (Received{SetAside: 2}) {
		t.Errorf("received %+v", got)
	}
	h.shapes("a1 new", "b1 spam")
	if h.enquiryOf(1).Due.IsZero() {
		t.Error("no clock runs for the rescued one")
	}
}

func TestAutomaticMail(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("list", "n1").kind(mailbox.List), write("ada", "o1").kind(mailbox.AutoReply).worry("personal"))
	for id := range int64(2) {
		if e := h.enquiryOf(id + 1); !e.Automatic || !e.Due.IsZero() || e.Owner != nil {
			t.Errorf("%+v", e.Row)
		}
	}
	for view, want := range map[View][]int64{ViewToDo: {2}, ViewAll: {}, ViewAutomatic: {2, 1}, ViewSpam: {}} {
		if got := h.list(Filter{View: view}); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", view, got, want)
		}
	}
	// A person who writes on makes it an enquiry, whose clock starts then.
	h.receive("INBOX", write("list", "n2", "n1").at(time.Hour).topic("framework_downloads"))
	if e := h.enquiryOf(1); e.Automatic || e.Status != StatusNew || !e.Received.Equal(wednesday.Add(time.Hour)) || e.Due.IsZero() || e.Owner == nil || e.Topic != "framework_downloads" {
		t.Errorf("%+v", e.Row)
	}
}

func TestRoundRobin(t *testing.T) {
	h := open(t)
	h.addUser("rita", RoleReader) // named in the configuration, but may change nothing
	owners := func() (names []string) {
		for _, id := range h.list(Filter{View: ViewAll, Topic: "framework_downloads"}) {
			name := nobody
			if o := h.enquiryOf(id).Owner; o != nil {
				name = o.Name
			}
			names = append(names, name)
		}
		slices.Reverse(names) // newest first
		return names
	}
	n := 0
	next := func() { n++; h.receive("INBOX", write("ada", fmt.Sprint("a", n)).topic("framework_downloads")) }
	next()
	h.addUser("ben", RoleTriage)
	next()
	next()
	h.addUser("ann", RoleLead)
	for range 4 {
		next()
	}
	if got, want := owners(), []string{nobody, "ben", "ben", "ann", "ben", "ann", "ben"}; !slices.Equal(got, want) {
		t.Errorf("owners %v, want %v", got, want)
	}
}

package store

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

func equal(t *testing.T, want, got mailbox.Message) {
	t.Helper()
	type plain mailbox.Message // without MarshalJSON and the like
	if diff := cmp.Diff(plain(want), plain(got)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// Sent may be read before Inbox: our letters wait for what they belong to.
func TestOurLettersThatWaitedSayWhyTheyJoin(t *testing.T) {
	for _, test := range []struct {
		name    string
		letters []Arrival
		want    []string
		alone   int
	}{
		{"by an id", []Arrival{answerTo("ada", "r1", "a1").at(time.Hour), write("ada", "a1").at(0)}, []string{"a1, r1 reply"}, 0},
		{"we wrote first", []Arrival{answerTo("ada", "o1"), write("ada", "a1", "o1")}, []string{"o1 answered, a1"}, 0},
		{"by a conversation", []Arrival{answerTo("ada", "r1").talk("c1").at(time.Hour), write("ada", "a1").talk("c1").at(0)}, []string{"a1, r1 conversation"}, 0},
		{"by both", []Arrival{answerTo("ada", "r1", "a1").talk("c1").at(time.Hour), write("ada", "a1").talk("c1").at(0)}, []string{"a1, r1 reply"}, 0},
		{"by a conversation, to somebody else", []Arrival{answerTo("ada", "r1").talk("c1").at(time.Hour), write("eve", "e1").talk("c1").at(0)}, []string{"e1"}, 1},
		{"by a conversation, of long ago", []Arrival{answerTo("ada", "r1").talk("c1").at(0), write("ada", "a1").talk("c1").at(91 * day)}, []string{"a1"}, 1},
		{"one after another", []Arrival{answerTo("ada", "r2", "r1").at(2 * time.Hour), answerTo("ada", "r1").talk("c1").at(time.Hour), write("ada", "a1").talk("c1").at(0)},
			[]string{"a1, r1 conversation, r2 reply"}, 0},
		{"and then lead others", []Arrival{answerTo("ada", "r1", "a1").talk("c1").titled("x").at(time.Hour), write("ada", "a1").at(0), write("ada", "a2").titled("RE: x").talk("c1").at(2 * time.Hour)},
			[]string{"a1, r1 reply, a2 conversation"}, 0},
		{"a reply before its question", []Arrival{write("ada", "a2", "a1").at(time.Hour), write("ada", "a1").at(0)}, []string{"a1 answered, a2"}, 0},
		{"a reply before its question, by a conversation", []Arrival{write("ada", "a2").titled("RE: x").talk("c1").at(time.Hour), write("ada", "a1").titled("x").talk("c1").at(0)},
			[]string{"a1 conversation, a2"}, 0},
	} {
		for _, together := range []bool{true, false} {
			t.Run(test.name, func(t *testing.T) {
				h := open(t)
				if together {
					h.receive("INBOX", test.letters...)
				} else {
					for _, l := range test.letters {
						h.receive("INBOX", l)
					}
				}
				h.joins(test.want...)
				h.count(`SELECT count(*) FROM message WHERE enquiry IS NULL`, test.alone)
			})
		}
	}
}

// bounce reports on the letter of ours with that id.
func bounce(id, about string, actions ...string) Arrival {
	a := write("mailer-daemon", id).kind(mailbox.Bounce).about(about).at(2 * time.Hour)
	for _, action := range actions {
		a.Message.Deliveries = append(a.Message.Deliveries, mailbox.Delivery{Recipient: "ada@example.org", Action: action})
	}
	return a
}

func receipt(id, about string) Arrival {
	return write("ada", id).kind(mailbox.Report).about(about).at(2 * time.Hour)
}

func TestReportsJoinTheLetterTheyAreAbout(t *testing.T) {
	for _, test := range []struct {
		name   string
		report Arrival
		want   string
	}{
		{"a bounce is to do", bounce("d1", "r1"), "a1,r1,d1 open"},
		{"a failure is to do", bounce("d1", "r1", "failed"), "a1,r1,d1 open"},
		{"one failure of two is to do", bounce("d1", "r1", "delivered", "failed"), "a1,r1,d1 open"},
		{"a failure with a concern is to do", bounce("d1", "r1", "failed").worry(classify.ConcernPersonal), "a1,r1,d1 open"},
		{"a delay changes nothing", bounce("d1", "r1", "delayed"), "a1,r1,d1 waiting"},
		{"an arrival changes nothing", bounce("d1", "r1", "delivered"), "a1,r1,d1 waiting"},
		{"a read receipt changes nothing", receipt("d1", "r1"), "a1,r1,d1 waiting"},
		{"a read receipt of a stranger's program, too", receipt("d1", "r1").from("boss@example.org"), "a1,r1,d1 waiting"},
	} {
		answer := answerTo("ada", "r1", "a1").at(time.Hour)
		for order, letters := range map[string][]Arrival{
			"in order":              {write("ada", "a1").at(0), answer, test.report},
			"Inbox before Sent":     {write("ada", "a1").at(0), test.report, answer},
			"Sent before Inbox":     {answer, write("ada", "a1").at(0), test.report},
			"the report first":      {test.report, write("ada", "a1").at(0), answer},
			"the report, then Sent": {test.report, answer, write("ada", "a1").at(0)},
		} {
			for _, together := range []bool{true, false} {
				t.Run(test.name+", "+order, func(t *testing.T) {
					h := open(t)
					if together {
						h.receive("INBOX", letters...)
					} else {
						for _, l := range letters {
							h.receive("INBOX", l)
						}
					}
					h.count(`SELECT count(*) FROM enquiry`, 1)
					h.count(`SELECT count(*) FROM message WHERE enquiry IS NULL`, 0)
					for _, id := range h.list(Filter{View: ViewAll}) {
						if got := shape(h.enquiryOf(id)); got != test.want {
							t.Errorf("%s, want %s", got, test.want)
						}
					}
				})
			}
		}
	}
}

// What a person answered, closed or looked at stays as it is.
func TestReportsThatCameBeforeChangeNoMoreThanTheyMay(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	answer := answerTo("ada", "r1", "a1").at(time.Hour)
	h.receive("INBOX", write("ada", "a1").at(0), bounce("d1", "r1").worry(classify.ConcernPersonal).owed(classify.Press), bounce("d2", "r1"), bounce("d3", "r1").kind(mailbox.Human), bounce("d4", "r1"))
	h.must(h.RecordLook(t.Context(), 3, ann.ID))
	shapes := func(first string) {
		t.Helper()
		for id, want := range map[int64]string{1: first, 3: "d2 new", 4: "d3 new"} {
			if got := shape(h.enquiryOf(id)); got != want {
				t.Errorf("enquiry %d: %s, want %s", id, got, want)
			}
		}
	}
	h.receive("Sent", answer)
	shapes("a1,r1,d1,d4 open")
	if got := h.actions(Enquiry{History: h.history(5)}, "moved"); !slices.Equal(got, []string{"machine: to enquiry 1"}) {
		t.Errorf("events %q", got)
	}
	// Its own later letters find it where it is.
	h.receive("INBOX", write("ada", "a2", "d4").at(3*time.Hour))
	h.receive("Sent", answerTo("ada", "r2", "d4").at(4*time.Hour))
	shapes("a1,r1,d1,d4,a2,r2 waiting")
	// Whom our answer has not reached may be in danger: that moves with the report, and a duty does.
	e := h.enquiryOf(1)
	if e.Concern != classify.ConcernPersonal || e.Reasons[1].Text != "[worry]" || !slices.Contains(h.actions(e, "concern"), "machine: none -> personal") {
		t.Errorf("concern %s, %v, events %q", e.Concern, e.Reasons, h.actions(e, "concern"))
	}
	if !slices.Equal(e.Obligations, []classify.Obligation{classify.Press}) || !slices.Equal(h.actions(e, actObligation), []string{"machine: press"}) {
		t.Errorf("duties %v, events %q", e.Obligations, h.actions(e, actObligation))
	}
}

// Within one batch, too, what answers a report finds it where it was moved.
func TestLettersAfterAReportThatMoved(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").at(0), bounce("d1", "r1").talk("c1"), answerTo("ada", "r1", "a1").at(time.Hour),
		answerTo("boss", "r2", "d1").at(3*time.Hour), answerTo("ada", "r3").talk("c1").at(4*time.Hour))
	h.joins("a1, r1 reply, d1 report, r2 reply, r3 conversation")
}

// history is the audit trail of an enquiry, also of one that is no more.
func (h *house) history(enquiry int64) (all []Event) {
	rows, err := h.reader.Query(`SELECT 'machine', action, detail FROM event WHERE enquiry = ?`, enquiry)
	h.must(err)
	defer rows.Close()
	for rows.Next() {
		var e Event
		h.must(rows.Scan(&e.By, &e.Action, &e.Detail))
		all = append(all, e)
	}
	return all
}

func TestAClosedEnquiryComesBackWhenItsAnswerBounces(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").at(0), answerTo("ada", "r1", "a1").at(time.Hour))
	h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, StatusClosed, ""))
	h.receive("INBOX", bounce("d1", "r1", "delayed"), receipt("d2", "r1"))
	h.shapes("a1,r1,d1,d2 closed")
	h.receive("INBOX", bounce("d3", "r1", "failed"))
	h.shapes("a1,r1,d1,d2,d3 open")
}

// However the letters of a conversation and the reports on it come in, the same is known at the end.
func TestReportsInAnyOrder(t *testing.T) {
	letters := []Arrival{
		write("ada", "a1").at(0), answerTo("ada", "r1", "a1").at(time.Hour), bounce("d1", "r1", "failed"), receipt("d2", "r1").at(150 * time.Minute),
		answerTo("ada", "r2", "a1").at(3 * time.Hour), receipt("d3", "r2").at(4 * time.Hour),
	}
	for seed := range uint64(25) {
		h := open(t)
		mixed := slices.Clone(letters)
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		var order []string
		for _, a := range mixed {
			order = append(order, a.Message.MessageID)
			h.receive("INBOX", a)
		}
		ids := h.list(Filter{View: ViewAll})
		if len(ids) != 1 || shape(h.enquiryOf(ids[0])) != "a1,r1,d1,d2,r2,d3 waiting" {
			t.Errorf("order %v: enquiries %v", order, ids)
			for _, id := range ids {
				t.Log(shape(h.enquiryOf(id)))
			}
		}
		h.count(`SELECT count(*) FROM enquiry`, 1)
		if e := h.enquiryOf(ids[0]); !e.FirstResponse.Equal(wednesday.Add(3*time.Hour)) || e.Undelivered {
			t.Errorf("order %v: answered at %v, undelivered %v", order, e.FirstResponse, e.Undelivered)
		}
		h.Close()
	}
}

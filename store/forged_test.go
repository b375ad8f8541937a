package store

import (
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// forged is a report by eve, who was handed the id of our letter: she may say
// something about that letter, and is nobody in its enquiry for that.
func forged(kind mailbox.Kind) Arrival {
	return write("eve", "f1").kind(kind).about("r1").copied("mal").at(time.Hour).talk("c1").titled("RE: A course")
}

func TestAForgedReportLetsNobodyIn(t *testing.T) {
	for _, kind := range []mailbox.Kind{mailbox.Bounce, mailbox.Report} {
		for order, letters := range map[string][]Arrival{
			"after our letter":  {thread()[0], thread()[1], forged(kind)},
			"before our letter": {thread()[0], forged(kind), thread()[1]},
		} {
			for _, who := range []string{"eve", "mal"} {
				for by, letter := range map[string]Arrival{
					"id of ours":     write(who, "x", "r1"),
					"the report's":   write(who, "x", "f1"),
					"a conversation": write(who, "x").talk("c1").titled("RE: A course"),
					"a number":       write(who, "x").titled("[Enquiry 1]"),
				} {
					for _, together := range []bool{true, false} {
						t.Run(order+", "+who+" by "+by, func(t *testing.T) {
							h := open(t)
							all := append(letters[:3:3], letter.at(2*time.Hour))
							if together {
								h.receive("INBOX", all...)
							} else {
								for _, l := range all {
									h.receive("INBOX", l)
								}
							}
							h.count(`SELECT count(*) FROM message WHERE message_id = 'x' AND enquiry <> 1 AND names_enquiry = 1`, 1)
							h.count(`SELECT count(*) FROM message WHERE message_id = 'f1' AND enquiry = 1`, 1)
							// Nor is what we write to them an answer to ada.
							before := h.enquiryOf(1).FirstResponse
							h.receive("Sent", answerTo(who, "r2", "r1").at(3*time.Hour))
							if e := h.enquiryOf(1); !e.FirstResponse.Equal(before) || kind == mailbox.Bounce && e.Status != StatusOpen {
								t.Errorf("%s, answered %v", e.Status, e.FirstResponse)
							}
						})
					}
				}
			}
		}
	}
}

// Words of danger in what looks like a report are before people wherever it stands.
func TestAForgedReportWithAConcernIsSeen(t *testing.T) {
	for _, status := range []Status{StatusClosed, StatusWaiting, StatusSpam} {
		h := open(t)
		ann := h.addUser("ann", RoleTriage)
		h.receive("INBOX", thread()...)
		h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, status, ""))
		h.receive("INBOX", forged(mailbox.Bounce).worry(classify.ConcernPersonal))
		if got := h.list(Filter{View: ViewToDo}); len(got) != 1 {
			t.Errorf("%s: to do are %v", status, got)
		}
		h.Close()
	}
}

// Of an enquiry whose only letter moved nothing is left but its audit trail, and
// its number is never another's.
func TestNothingPointsToAnEnquiryThatMoved(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").at(0), bounce("d1", "r1", "failed"), bounce("d2", "r1", "delayed"))
	h.receive("INBOX", write("eve", "e1", "d2").at(time.Hour))
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	h.receive("INBOX", write("bob", "b1"))
	h.count(`SELECT count(*) FROM pragma_foreign_key_check`, 0)
	h.count(`SELECT count(*) FROM ledger WHERE state = 'stored'`, 6)
	h.count(`SELECT count(*) FROM enquiry WHERE id IN (2, 3)`, 0)
	h.count(`SELECT count(*) FROM enquiry`, 3)
	h.count(`SELECT max(id) FROM enquiry`, 5)
	h.count(`SELECT count(*) FROM turn WHERE enquiry IN (2, 3)`, 0)
	h.count(`SELECT count(*) FROM event WHERE enquiry IN (2, 3) AND action = 'moved' AND detail = 'to enquiry 1'`, 2)
	h.count(`SELECT count(*) FROM event WHERE enquiry IN (2, 3) AND action = 'received'`, 2)
	for _, m := range h.enquiryOf(4).Messages { // it spoke of one that is no more
		if m.MayBelong != 0 {
			t.Errorf("%s may belong to %d", m.MessageID, m.MayBelong)
		}
	}
	page, err := h.Inbox(t.Context(), Filter{View: ViewAll, Words: "letter d1"})
	h.must(err)
	if len(page.Rows) != 1 || page.Rows[0].ID != 1 {
		t.Errorf("a search finds %d", len(page.Rows))
	}
	h.receive("INBOX", write("ada", "a2").titled("[Enquiry 2]").at(2*time.Hour))
	h.count(`SELECT count(*) FROM message WHERE message_id = 'a2' AND enquiry = 6`, 1)
}

// lost reports that a letter of ours has not reached those addresses.
func lost(about, action string, addresses ...string) Arrival {
	a := bounce("d1", about)
	for _, address := range addresses {
		a.Message.Deliveries = append(a.Message.Deliveries, mailbox.Delivery{Recipient: address, Action: action})
	}
	return a
}

func TestAnAnswerThatNobodyGotIsNone(t *testing.T) {
	const ada, cyd = "ADA@example.org", "cyd@example.org"
	for _, test := range []struct {
		name        string
		report      Arrival
		answered    bool
		undelivered bool
	}{
		{"the enquirer never got it", lost("r1", "failed", ada), false, true},
		{"nobody got it", lost("r1", "failed", cyd, ada), false, true},
		{"a colleague never got it", lost("r1", "failed", cyd), true, true},
		{"it came back from where the enquirer sends her mail on to", lost("r1", "failed", "ada@home.example"), true, true},
		{"a report that names nobody", lost("r1", ""), true, true},
		{"it is late", lost("r1", "delayed", ada), true, false},
		{"it was delivered", lost("r1", "delivered", ada), true, false},
		{"another letter", lost("a1", "failed", ada).refers("a1"), true, false},
		{"the letter is found by what the report answers", func() Arrival {
			a := lost("", "failed", ada)
			a.Message.InReplyTo = []string{"r1"}
			return a
		}(), false, true},
		{"one from before the service went live", func() Arrival {
			a := lost("r1", "failed", cyd)
			a.Backfill = true
			return a
		}(), true, false},
	} {
		question, answer := write("ada", "a1").at(0), answerTo("ada", "r1", "a1").at(time.Hour).copied("cyd")
		for order, letters := range map[string][]Arrival{
			"in order": {question, answer, test.report}, "Inbox first": {question, test.report, answer}, "Sent first": {answer, question, test.report},
		} {
			t.Run(test.name+", "+order, func(t *testing.T) {
				h := open(t)
				for _, l := range letters {
					h.receive("INBOX", l)
				}
				e := h.enquiryOf(h.list(Filter{View: ViewAll})[0])
				if e.FirstResponse.IsZero() == test.answered || e.Due.IsZero() != test.answered || e.Undelivered != test.undelivered {
					t.Errorf("answered %v, due %v, undelivered %v", e.FirstResponse, e.Due, e.Undelivered)
				}
				h.receive("Sent", answerTo("ada", "r2", "a1").at(5*time.Hour))
				if e = h.enquiryOf(e.ID); e.FirstResponse.IsZero() || e.Undelivered || e.Status != StatusWaiting {
					t.Errorf("sent again: %s, answered %v, undelivered %v", e.Status, e.FirstResponse, e.Undelivered)
				}
			})
		}
	}
}

// Who was told on the phone has an answer, whatever became of the letter.
func TestAnAnswerElsewhereMakesGoodForOneThatNobodyGot(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").at(0), answerTo("ada", "r1", "a1").at(time.Hour), lost("r1", "failed", "ada@example.org"))
	h.now = wednesday.Add(6 * time.Hour)
	h.must(h.TellAnswer(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, Told{Way: Phone, At: wednesday.Add(4 * time.Hour), Who: "Ann"}))
	if e := h.enquiryOf(1); e.Undelivered || !e.ByHand || e.Status != StatusWaiting {
		t.Errorf("%s, undelivered %v, by hand %v", e.Status, e.Undelivered, e.ByHand)
	}
	h.count(`SELECT count(*) FROM event WHERE action = 'first_response' AND detail = 'withdrawn'`, 1)
}

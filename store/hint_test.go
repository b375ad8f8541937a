package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// joins tells why each letter of an enquiry stands in it, and where letters may belong.
func (h *house) joins(want ...string) {
	h.t.Helper()
	for i, w := range want {
		var got []string
		for _, m := range h.enquiryOf(int64(i + 1)).Messages {
			one := m.MessageID
			if m.Joined != JoinedNone {
				one += " " + string(m.Joined)
			}
			if m.MayBelong != 0 {
				one += " maybe " + string(rune('0'+m.MayBelong))
			}
			got = append(got, one)
		}
		if got := strings.Join(got, ", "); got != w {
			h.t.Errorf("enquiry %d: %s, want %s", i+1, got, w)
		}
	}
	h.count(`SELECT count(*) FROM enquiry`, len(want))
}

// thread is a conversation: ada asks, we answer her and copy cyd.
func thread() []Arrival {
	return []Arrival{
		write("ada", "a1").talk("c1").titled("A course"),
		answerTo("ada", "r1", "a1").talk("c1").titled("RE: A course").copied("cyd"),
	}
}

func TestWhyLettersJoin(t *testing.T) {
	const begun = "a1, r1 reply"
	const staff = "boss@example.org"
	// more is a letter that comes after those of thread.
	more := func(from string) Arrival { return write(from, "x").at(time.Hour).titled("Re: A course") }
	ours := func(to string) Arrival { return answerTo(to, "x").at(time.Hour).titled("Another matter") }
	for _, test := range []struct {
		name   string
		letter Arrival
		want   string // what becomes of it: why it joins; else what its own enquiry says; "waits"
	}{
		{"an id", write("ada", "x", "r1").at(time.Hour), "reply"},
		{"an id, before all others", write("ada", "x", "r1").at(time.Hour).talk("c1").titled("Re: [Enquiry 1] A course"), "reply"},
		{"a stranger with an id", write("eve", "x", "r1").at(time.Hour), "maybe 1"},
		{"a stranger with an id, a conversation and a number", write("eve", "x", "r1").at(time.Hour).talk("c1").titled("Re: [Enquiry 1] A course"), "maybe 1"},
		{"a stranger with the enquirer's name", func() Arrival {
			a := write("eve", "x", "r1").at(time.Hour)
			a.Message.From[0].Name = "ada@example.org"
			return a
		}(), "maybe 1"},
		{"the enquirer in capitals", write("ADA", "x", "r1").at(time.Hour), "reply"},
		{"the enquirer's mailbox for a purpose", more("ada+courses").talk("c1"), "maybe 1"},
		{"the enquirer's other address with an id", write("ada", "x", "r1").at(time.Hour).from("ada@home.example"), "maybe 1"},
		{"the enquirer, answers to a stranger, with an id", write("ada", "x", "r1").at(time.Hour).replies("eve@example.org"), "reply"},
		{"nobody with an id", write("ada", "x", "r1").at(time.Hour).from(""), "maybe 1"},
		{"nobody with a conversation", more("ada").talk("c1").from(""), "maybe 1"},
		{"nobody with a number", more("ada").titled("[Enquiry 1]").from(""), "maybe 1"},
		{"nobody, answers to the enquirer", write("ada", "x", "r1").at(time.Hour).from("").replies("ada@example.org"), "reply"},

		{"an id, ours to a stranger", ours("boss").titled("FW: A course").refers("r1"), "reply"},
		{"an id, our read receipt for another program", ours("boss").kind(mailbox.Report).about("a1"), "reply"},

		{"a conversation", more("ada").talk("c1"), "conversation"},
		{"a conversation, after marks of gateways", more("ada").talk("c1").titled("[EXTERNAL] Re: FW: A  course"), "conversation"},
		{"another conversation", more("ada").talk("c2"), ""},
		{"a conversation about something else", more("ada").talk("c1").titled("A certificate"), ""},
		{"a conversation, who was copied in", more("cyd").talk("c1"), "conversation"},
		{"a conversation, a stranger", more("eve").talk("c1"), "maybe 1"},
		{"a conversation, answers to a stranger", more("ada").talk("c1").replies("eve@example.org"), "maybe 1"},
		{"a conversation, answers to herself", more("ada").talk("c1").replies("ADA@example.org"), "conversation"},
		{"a conversation, a form that writes to itself", more("ada").talk("c1").to("ada@example.org"), "maybe 1"},
		{"a conversation, ours", ours("ada").talk("c1"), "conversation"},
		{"a conversation, ours to ourselves", ours("team").talk("c1"), "waits"},
		{"a conversation, ours to a stranger", ours("eve").talk("c1"), "waits"},
		{"a conversation long ago, still open", more("ada").talk("c1").at(200 * day), "conversation"},

		{"a number", more("ada").titled("RE: [Enquiry 1] something"), "token"},
		{"a number, in Welsh", more("ada").titled("[Ymholiad 1]"), "token"},
		{"a number, who was written to", more("cyd").titled("[Enquiry 1]"), "token"},
		{"a number, a stranger", more("eve").titled("[Enquiry 1]"), "maybe 1"},
		{"a number, answers to a stranger", more("ada").titled("[Enquiry 1]").replies("eve@example.org"), "maybe 1"},
		{"a number that is none", more("ada").titled("[Enquiry 99]"), ""},
		{"a number that is the letter's own", more("eve").titled("[Enquiry 2]"), ""},
		{"a number, ours to the enquirer", ours("ada").titled("About your question [Enquiry 1]"), "token"},
		{"a number, ours among ourselves", ours("boss").titled("[Enquiry 1] what do you think?"), "waits"},
		{"a number, a colleague to a colleague", more("boss").titled("[Enquiry 1] what do you think?").to(staff).copied("team"), "maybe 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			h.receive("INBOX", thread()...)
			h.receive("INBOX", test.letter)
			switch test.want {
			case "waits":
				h.joins(begun)
				h.count(`SELECT count(*) FROM message WHERE enquiry IS NULL`, 1)
			case "":
				h.joins(begun, "x")
			case "maybe 1":
				h.joins(begun, "x maybe 1")
			default:
				h.joins(begun + ", x " + test.want)
			}
		})
	}
}

// What a form wrote to us under our own address makes us no enquirers.
func TestOurOwnAddressIsNoEnquirer(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("team", "f1").talk("c1").titled("Form").replies("ada@example.org"),
		answerTo("eve", "r1").talk("c1").copied("team"), answerTo("boss", "r2").titled("[Enquiry 1]").copied("team"),
		write("team", "f2").talk("c1").titled("Form"), answerTo("ada", "r3").talk("c1").at(time.Hour).copied("team"))
	h.joins("f1, r3 conversation", "f2 maybe 1")
	h.count(`SELECT count(*) FROM message WHERE enquiry IS NULL`, 2)
}

// A colleague of an enquirer who was merely copied in is no enquirer.
func TestWhoWasCopiedInByOthersNeedsMoreThanANumber(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").copied("cyd"), write("cyd", "c1").titled("[Enquiry 1]"))
	h.joins("a1", "c1 maybe 1")
}

func TestAConversationOfLongAgoBeginsAnew(t *testing.T) {
	for _, status := range []Status{StatusClosed, StatusSpam} {
		h := open(t)
		ann := h.addUser("ann", RoleTriage)
		h.receive("INBOX", thread()...)
		h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, status, ""))
		h.receive("INBOX", write("ada", "a2").talk("c1").titled("RE: A course").at(89*day))
		h.joins("a1, r1 reply, a2 conversation")
		h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, status, ""))
		h.receive("INBOX", write("ada", "a3").talk("c1").titled("RE: A course").at(180*day))
		h.joins("a1, r1 reply, a2 conversation", "a3 maybe 1")
		// Its number, which only our letters bear, brings back even that.
		h.receive("INBOX", write("ada", "a4").titled("RE: A course [Enquiry 1]").at(190*day))
		h.joins("a1, r1 reply, a2 conversation, a4 token", "a3 maybe 1")
		h.Close()
	}
}

// Two people who were sent one chain of letters ask us about it, each in the
// conversation and with the subject of the chain.
func TestEnquirersWithOneConversationStayApart(t *testing.T) {
	for _, together := range []bool{true, false} {
		h := open(t)
		letters := []Arrival{
			write("ada", "a1").talk("c1").titled("FW: New framework"), write("bob", "b1").talk("c1").titled("FW: New framework").at(time.Minute),
			write("ada", "a2").talk("c1").titled("RE: New framework").at(time.Hour), write("bob", "b2").talk("c1").titled("RE: New framework").at(2 * time.Hour),
			answerTo("bob", "r1").talk("c1").titled("RE: New framework").at(3 * time.Hour),
		}
		if together {
			h.receive("INBOX", letters...)
		} else {
			for _, l := range letters {
				h.receive("INBOX", l)
			}
		}
		h.joins("a1, a2 conversation", "b1 maybe 1, b2 conversation, r1 conversation")
		h.Close()
	}
}

// A program that gives every letter the same conversation makes nothing slow, and nothing join.
func TestAConversationOfThousands(t *testing.T) {
	h := open(t)
	var letters []Arrival
	for n := range 300 {
		id := string(rune('a'+n%26)) + string(rune('a'+n/26))
		letters = append(letters, write("writer"+id, id).talk("c1").titled("Enquiry"))
	}
	h.receive("INBOX", letters...)
	h.count(`SELECT count(*) FROM enquiry`, 300)
	h.must(h.Store.write(t.Context(), func(tx *tx) error {
		r := receiving{tx: tx, batch: Batch{Folder: "INBOX", UIDValidity: 7}}
		l, err := h.ready(write("ada", "x").talk("c1"))
		h.must(err)
		h.must(r.lookAhead(t.Context(), []letter{l, l}))
		if n := len(r.talks["c1"]); n != fewTalks {
			t.Errorf("%d letters looked at", n)
		}
		return nil
	}))
}

func TestWhatALetterSaysOfOthersIsKept(t *testing.T) {
	h := open(t)
	a := write("ada", "a1").talk("d720d305dcb72f499a4990f5ee3a029c").kind(mailbox.Calendar)
	far := time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC) // JSON has no such year
	a.Message.Invitations = []mailbox.Invitation{{
		Method: "request", Summary: "Course", Location: "Leeds", Organizer: mailbox.Address{Name: "Ada", Address: "ada@example.org"},
		Attendees: []mailbox.Guest{{Address: mailbox.Address{Address: ours}, Answer: "accepted"}},
		Start:     wednesday, End: wednesday.Add(time.Hour), AllDay: true, Floating: true, Repeats: "FREQ=WEEKLY",
	}, {Summary: "another", Start: far, End: far}}
	a.Message.Deliveries = []mailbox.Delivery{{Recipient: "ada@example.org", Action: "failed", Status: "5.1.1", Permanent: true, Detail: "no such user"}, {Action: "delayed"}}
	a.Message.About = mailbox.Head{
		From: a.Message.To, To: a.Message.From, Cc: a.Message.From, Date: wednesday, Subject: "Re: A course", MessageID: "r1",
	}
	a.Message.Attachments = []mailbox.Attachment{{Name: "plan.pdf", Type: "application/octet-stream", Found: "application/pdf", Size: 3}}
	h.receive("INBOX", a, write("bob", "b1"))
	got, want := h.enquiryOf(1).Messages[0].Message, a.Message
	want.Invitations = slices.Clone(want.Invitations)
	want.Invitations[1].Start, want.Invitations[1].End = time.Time{}, time.Time{}
	equal(t, want, got)
	equal(t, write("bob", "b1").Message, h.enquiryOf(2).Messages[0].Message)
	h.count(`SELECT length(head) FROM message WHERE message_id = 'b1'`, len(`{"from":[{"name":"Bob","address":"bob@example.org"}],"to":[{"name":"","address":"team@example.org"}],"plain":true}`))
}

package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, own, whole, want string }{
		{"nothing", "", "", ""},
		{"nothing quoted", "Hello", "Hello\n", "Hello"},
		{"quote beneath", "Thanks", "Thanks\n\n> Hello\n", "Thanks | Show quoted text and signature: > Hello"},
		{"quote above", "Thanks", "> Hello\nThanks\n", "Show quoted text: > Hello | Thanks"},
		{"answers between quotes", "Yes\n\nNo", "> A?\nYes\n> B?\n\nNo\n--\nJo", "Show quoted text: > A? | Yes | Show quoted text: > B? | No | Show quoted text and signature: --\nJo"},
		{"paragraphs together", "One\n\nTwo", "One\n\nTwo\n> A", "One\n\nTwo | Show quoted text and signature: > A"},
		{"words that are in a quote too", "Yes", "> Yes\nYes, but\nYes", "Show quoted text: > Yes\nYes, but | Yes"},
		{"not found again", "Yes\nNo", "> A?\nYes\n> B?\nNo", "Yes\nNo | Show the whole letter with quoted text and signature: > A?\nYes\n> B?\nNo"},
		{"only a quote", "", "> Hello", "> Hello"},
		{"many answers", strings.Repeat("a\n\n", maxPieces), strings.Repeat("> q\na\n", maxPieces), "whole"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range fold(c.own, c.whole) {
				text := p.Text
				if p.Label != "" {
					text = p.Label + ": " + text
				}
				got = append(got, text)
			}
			if c.want == "whole" {
				if len(got) != 2 || !strings.HasPrefix(got[1], labelWhole) {
					t.Errorf("%d pieces", len(got))
				}
				return
			}
			if text := strings.Join(got, " | "); text != c.want {
				t.Errorf("got  %q\nwant %q", text, c.want)
			}
		})
	}
}

// TestFoldLosesNothing: whatever is the writer's, all words are there.
func TestFoldLosesNothing(t *testing.T) {
	lines := []string{"a", "b", "> a", "", "-- ", "c"}
	for n := range 6 * 6 * 6 * 6 * 6 {
		var whole, own []string
		for i, left := 0, n; i < 5; i, left = i+1, left/6 {
			whole = append(whole, lines[left%6])
			if (n>>i)&1 == 1 {
				own = append(own, lines[left%6])
			}
		}
		text := strings.Join(whole, "\n")
		shown := ""
		for _, p := range fold(strings.Join(own, "\n"), text) {
			if p.Label == labelWhole {
				shown = ""
			}
			shown += p.Text + "\n"
		}
		if got, want := strings.Join(strings.Fields(shown), " "), strings.Join(strings.Fields(text), " "); got != want {
			t.Fatalf("%q of %q: %q", own, whole, got)
		}
	}
}

func TestWhyALetterIsInTheEnquiry(t *testing.T) {
	first := store.Message{ID: 7, Message: mailbox.Message{MessageID: "a@x"}}
	second := store.Message{ID: 8, Message: mailbox.Message{MessageID: "b@x", InReplyTo: []string{"late@x"}}}
	talk := talkOf(store.Enquiry{Row: store.Row{ID: 3}, Messages: []store.Message{first, second}})
	for _, c := range []struct {
		joined store.Join
		m      mailbox.Message
		want   saying
	}{
		{store.JoinedNone, mailbox.Message{}, saying{}},
		{store.JoinedReply, mailbox.Message{InReplyTo: []string{"gone@x"}, References: []string{"a@x", "b@x"}}, saying{"Put here because it answers ", "#letter-8", "letter 2"}},
		{store.JoinedReply, mailbox.Message{InReplyTo: []string{"gone@x"}}, saying{Text: "Put here because it answers a letter of this enquiry"}},
		{store.JoinedAnswered, mailbox.Message{MessageID: "late@x"}, saying{"Put here because it is named in ", "#letter-8", "letter 2"}},
		{store.JoinedReport, mailbox.Message{About: mailbox.Head{MessageID: "a@x"}}, saying{"Put here because it tells what became of ", "#letter-7", "letter 1"}},
		{store.JoinedConversation, mailbox.Message{}, saying{Text: "Put here because Outlook counts it to the same conversation"}},
		{store.JoinedToken, mailbox.Message{}, saying{Text: "Put here because its subject bears the number of this enquiry, 3"}},
		{store.JoinedHand, mailbox.Message{}, saying{Text: "Put here by a person"}},
	} {
		if got := talk.joinedWords(store.Message{Message: c.m, Joined: c.joined}); got != c.want {
			t.Errorf("%s: %+v", c.joined, got)
		}
	}
	if got := talk.joinedWords(store.Message{MayBelong: 12}); got.Href != "/enquiries/12" || got.Link != "enquiry 12" {
		t.Errorf("may belong elsewhere: %+v", got)
	}
}

func TestDeliveryLines(t *testing.T) {
	for _, c := range []struct {
		d    mailbox.Delivery
		want string
	}{
		{mailbox.Delivery{Recipient: "jo@example.org", Action: "failed", Permanent: true, Status: "5.1.1", Detail: "user unknown"},
			"It could not be delivered to jo@example.org and is not tried again. Check the address. The other server said: ‘user unknown’ (5.1.1)"},
		{mailbox.Delivery{Recipient: "jo@example.org", Action: "failed", Status: "4.2.2"}, "It could not be delivered to jo@example.org. Sending it again later may help. (4.2.2)"},
		{mailbox.Delivery{Recipient: "jo@example.org", Action: "delayed"}, "It has not been delivered to jo@example.org yet. It is still being tried."},
		{mailbox.Delivery{Action: "delivered"}, "It was delivered to somebody whom the report does not name."},
		{mailbox.Delivery{Recipient: "list@example.org", Action: "expanded"}, "It was passed on to those who stand behind list@example.org."},
		{mailbox.Delivery{Recipient: "jo@example.org"}, "The report about jo@example.org does not say what became of it."},
	} {
		if got := deliveryLine(c.d); got != c.want {
			t.Errorf("%+v:\n%s", c.d, got)
		}
	}
}

func TestInvitations(t *testing.T) {
	s := newSite(t)
	utc := func(text string) time.Time {
		when, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	paris := time.FixedZone("", 3600)
	for _, c := range []struct {
		i    mailbox.Invitation
		want string
	}{
		{mailbox.Invitation{Start: time.Date(2026, 11, 12, 10, 0, 0, 0, paris), End: time.Date(2026, 11, 12, 11, 30, 0, 0, paris)}, "Thu 12 Nov, 09:00 to 10:30"},
		{mailbox.Invitation{Start: utc("2026-07-01 09:00"), End: utc("2026-07-02 11:00")}, "Wed 1 Jul, 10:00 to Thu 2 Jul, 12:00"},
		{mailbox.Invitation{Start: utc("2027-01-12 09:00")}, "Tue 12 Jan 2027, 09:00"},
		{mailbox.Invitation{Start: utc("2026-07-01 00:00"), End: utc("2026-07-02 00:00"), AllDay: true}, "Wed 1 Jul, all day"},
		{mailbox.Invitation{Start: utc("2026-07-01 00:00"), End: utc("2026-07-04 00:00"), AllDay: true}, "Wed 1 Jul to Fri 3 Jul, all day"},
		{mailbox.Invitation{Start: utc("2026-07-01 09:00"), Floating: true}, "Wed 1 Jul, 09:00 (the time zone is not known)"},
		{mailbox.Invitation{}, "The time could not be read: see the letter."},
	} {
		if got := s.server.eventTime(c.i); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	for rule, want := range map[string]string{"": "", "FREQ=WEEKLY;BYDAY=MO": "Every week", "freq=daily;interval=3": "Every 3 days", "FREQ=HOURLY": "More than once"} {
		if got := repeats(rule); got != want {
			t.Errorf("%s: %s", rule, got)
		}
	}
}

func TestEnquiryTellsWhatALetterCarries(t *testing.T) {
	s := newSite(t)
	s.fill()
	l := ask("Re: Dead link to the framework", "Post Office", "Sorry.", "framework_downloads", at("2026-11-06 17:30"))
	l.Message.InReplyTo = []string{"letter-1@example"}
	l.Message.Deliveries = []mailbox.Delivery{{Recipient: "<b>jo@example.org", Action: "failed", Permanent: true, Status: "5.1.1", Detail: "user unknown"}}
	l.Message.About = mailbox.Head{MessageID: "letter-1@example"}
	guests := []mailbox.Guest{{Address: mailbox.Address{Name: "Asha"}, Answer: "accepted"}, {Address: mailbox.Address{Address: "jo@example.org"}}}
	for i := range 11 {
		guests = append(guests, mailbox.Guest{Address: mailbox.Address{Address: fmt.Sprintf("guest-%d@example.org", i)}})
	}
	l.Message.Invitations = []mailbox.Invitation{{
		Method: "request", Summary: "Training <day>", Location: "Leeds", Organizer: mailbox.Address{Name: "Gwen", Address: "gwen@example.org"},
		Start: at("2026-11-12 09:00"), End: at("2026-11-12 10:00"), Attendees: guests,
	}}
	s.receive(l)
	page := s.get(store.RoleReader, "/enquiries/1").Body.String()
	for _, want := range []string{
		"&lt;b&gt;jo@example.org and is not tried again.", `It is about <a href="#letter-1">letter 1</a>`, "Invitation</span>", "Training &lt;day&gt;", "Thu 12 Nov, 09:00 to 10:00", "Leeds",
		"Gwen &lt;gwen@example.org&gt;", "Asha: comes", "jo@example.org: no answer yet", "and 3 more",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, fault := range faults(page) {
		t.Error(fault)
	}
}

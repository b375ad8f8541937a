package web

import (
	"fmt"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// returned is a delivery report on the letter of ours with that id.
func returned(about, action string, addresses ...string) store.Arrival {
	a := ask("Undelivered", "Mail system", "It came back.", "other", at("2026-11-06 17:05"))
	a.Message.Kind, a.Message.About.MessageID = mailbox.Bounce, about
	for _, address := range addresses {
		a.Message.Deliveries = append(a.Message.Deliveries, mailbox.Delivery{Recipient: address, Action: action, Permanent: action == "failed"})
	}
	return a
}

func TestAnAnswerThatDidNotArriveIsSeen(t *testing.T) {
	const tag, what = `Not delivered</strong>`, "A letter of ours has not arrived."
	s := newSite(t)
	question := ask("Which course?", "Lee", "Which one?", "training", at("2026-11-06 16:00"))
	question.Message.MessageID = "q@example.org"
	answer := reply("The first.", "q@example.org", at("2026-11-06 17:00"))
	answer.Message.MessageID = "r@example.org"
	s.receive(question, answer, returned("r@example.org", "delayed", "writer@example.org"))
	for _, page := range []string{"/enquiries?view=all", "/enquiries/1"} {
		if body := s.get(store.RoleReader, page).Body.String(); strings.Contains(body, tag) || strings.Contains(body, what) {
			t.Errorf("%s: a delay is no failure", page)
		}
	}
	s.receive(returned("r@example.org", "failed", "writer@example.org", "<b>@example.org", "c@example.org", "d@example.org"))
	s.has(s.get(store.RoleReader, "/enquiries"), 200, tag, "Which course?", "due in")
	s.has(s.get(store.RoleReader, "/enquiries/1"), 200, tag, what, `is in <a href="#letter-4">letter 4</a>`,
		`<strong>Not delivered.</strong> It could not be delivered to writer@example.org, &lt;b&gt;@example.org, c@example.org and 1 other: see <a href="#letter-4">letter 4</a>`,
		"First response taken back")
	again := reply("The first, I said.", "q@example.org", at("2026-11-06 17:30"))
	again.Message.MessageID = "r2@example.org"
	s.receive(again)
	for _, page := range []string{"/enquiries?view=all", "/enquiries/1"} {
		if body := s.get(store.RoleReader, page).Body.String(); strings.Contains(body, tag) || strings.Contains(body, what) {
			t.Errorf("%s: it was sent again", page)
		}
	}
}

func TestOfManyFilesSomeAreNamedOnly(t *testing.T) {
	s := newSite(t)
	var parts []string
	for n := range maxFiles + 2 {
		parts = append(parts, fmt.Sprintf("Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"<b>%d.pdf\"\n\n%%PDF-1.4", n+1))
	}
	s.receive(withFiles(parts...))
	w := s.get(store.RoleReader, "/enquiries/1")
	s.has(w, 200, "Attachments (52)", "And 2 more files, which the downloaded letter holds: ", "51.pdf, ", "52.pdf<")
	if n := strings.Count(w.Body.String(), "/attachments/"); n != maxFiles {
		t.Errorf("%d files are offered", n)
	}
	if strings.Contains(w.Body.String(), "/html\"") {
		t.Error("a plain letter is offered as its sender laid it out")
	}
}

// A long talk in which every letter quotes all before is still a page for a browser.
func TestALongTalkIsBounded(t *testing.T) {
	s := newSite(t)
	var letters []store.Arrival
	for n := range 150 {
		a := ask("A long talk", "Jo", fmt.Sprintf("These are words %d.", n), "training", at("2026-11-06 10:00"))
		a.Message.MessageID, a.Message.References = fmt.Sprintf("t%d@example.org", n), []string{"t0@example.org"}
		a.Message.Text = a.Message.OwnText + "\n\n" + strings.Repeat("> quoted before\n", 6000)
		letters = append(letters, a)
	}
	s.receive(letters...)
	w := s.get(store.RoleReader, "/enquiries/1")
	s.has(w, 200, "These are words 0.", "These are words 149.", "The rest is in the downloaded letter.")
	if n := w.Body.Len(); n > 3_500_000 {
		t.Errorf("%d bytes", n)
	}
}

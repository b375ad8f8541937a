package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// broken is an invented letter that goes to quarantine as letter 1, and is
// fetched again by itself.
func broken(raw []byte) store.Arrival {
	return store.Arrival{
		Received: at("2026-11-07 10:00"), State: store.Quarantined, Reason: "larger than the limit", Retry: true, Raw: raw,
		Message: mailbox.Message{Subject: "Slides for you", From: []mailbox.Address{{Name: "Priya Raman", Address: "priya@example.org"}}, Text: "Dear all,\n\nattached."},
	}
}

// gone tells the store that the Inbox holds nothing any more.
func (s *site) gone() {
	s.Helper()
	if _, err := s.store.Reconcile(context.Background(), store.Census{Folder: "INBOX", UIDValidity: 1}); err != nil {
		s.Fatal(err)
	}
}

func TestQuarantineListSaysWhenALetterIsFetchedAgain(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.receive(broken([]byte("x")))
	s.has(s.get(store.RoleReader, "/quarantine"), 200,
		"Letters kept: 2", `href="/quarantine/3"`, "Letter 3 of INBOX", "Nothing could be read", "Sat 7 Nov, 10:00", "It is fetched again only when somebody asks for it.",
		"Letter 4 of INBOX", "Larger than the limit", "<bdi>Priya Raman</bdi>", "Slides for you", "Next try in 1 minute.")
	s.now = s.now.Add(2 * time.Minute)
	s.has(s.get(store.RoleReader, "/quarantine"), 200, "It is fetched again when the mailbox is next read.")
	if _, uid, ok, err := s.store.ClaimDue(t.Context(), "INBOX"); err != nil || !ok {
		t.Fatal(uid, err)
	}
	s.has(s.get(store.RoleReader, "/quarantine"), 200, "Next try in 5 minutes.", "Fetched again once in vain.")
	s.gone()
	s.has(s.get(store.RoleReader, "/quarantine"), 200, "No longer in its folder since", "Mon 9 Nov, 09:04", "It cannot be fetched again.")
}

func TestQuarantinedLetterShowsWhatCouldBeRead(t *testing.T) {
	s := newSite(t)
	s.receive(broken([]byte("Subject: \x1b]0;x\x07\r\n\r\n<script>alert(1)</script>\r\n")))
	w := s.get(store.RoleTriage, "/quarantine/1")
	s.has(w, 200,
		"Larger than the limit", "Priya Raman</dd>", "priya@example.org</dd>", "Slides for you</dd>", "Dear all,\n\nattached.",
		`Subject: \x1b]0;x\x07`, "&lt;script&gt;alert(1)", "<bdi>INBOX</bdi>", "Sat 7 Nov, 10:00", "46 bytes",
		`<a href="/quarantine/1/letter" download>`, `action="/quarantine/1/retry"`, `action="/quarantine/1/enquiry"`, `action="/quarantine/1/dismiss"`,
		`name="email" value="priya@example.org"`, `name="subject" value="Slides for you"`, "attached.</textarea>", `<option value="" selected>Choose a topic`,
		"the program looks through what you enter here as it does through a letter, and may miss it", "Samaritans: 116 123.")
	for _, fault := range faults(w.Body.String()) {
		t.Error(fault)
	}
	if page := s.get(store.RoleReader, "/quarantine/1").Body.String(); strings.Contains(page, `action="/quarantine`) || !strings.Contains(page, "Your role lets you read") {
		t.Error("a reader is shown a form")
	}
	w = s.get(store.RoleReader, "/quarantine/1/letter")
	s.has(w, 200, "Subject: \x1b]0;x\x07\r\n")
	if h := w.Header(); h.Get("Content-Disposition") != `attachment; filename="quarantine-1.eml"` || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers: %v", h)
	}
}

func TestTheRawViewIsCut(t *testing.T) {
	s := newSite(t)
	s.receive(broken([]byte(strings.Repeat("x", maxRaw-1) + "éend")))
	w := s.get(store.RoleReader, "/quarantine/1")
	s.has(w, 200, "This is the first 200 KB of 200 KB: download the letter for the rest.", `x\xc3</div>`)
	if strings.Contains(w.Body.String(), "end</div>") {
		t.Error("the rest is shown too")
	}
}

func TestQuarantinedLettersWithoutBytes(t *testing.T) {
	s := newSite(t)
	empty, missing := broken([]byte{}), broken(nil)
	empty.Message, missing.Bare, missing.Received = mailbox.Message{}, true, at("2026-11-07 11:00")
	s.receive(empty)
	s.uid++ // by hand: receive gives every letter bytes
	missing.UID, missing.Size, missing.Direction = s.uid, 1234, store.In
	b := store.Batch{Folder: "INBOX", UIDValidity: 1, Arrivals: []store.Arrival{missing}, Next: store.Cursor{UIDValidity: 1, LastUID: s.uid}}
	if _, err := s.store.Receive(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	s.has(s.get(store.RoleReader, "/quarantine/1"), 200, "Nothing: no sender, no subject and no text.", "The letter is empty")
	if w := s.get(store.RoleReader, "/quarantine/1/letter"); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("download: %d, %d bytes", w.Code, w.Body.Len())
	}
	w := s.get(store.RoleReader, "/quarantine/2")
	s.has(w, 200, "did not hand it over", "1 KB")
	if strings.Contains(w.Body.String(), "/letter") {
		t.Error("a download of nothing is offered")
	}
	s.has(s.get(store.RoleReader, "/quarantine/2/letter"), 404, "There is nothing of this letter to show")
}

func TestALetterIsTriedAgainAtOnce(t *testing.T) {
	s := newSite(t)
	s.receive(broken([]byte("x")))
	w := s.post(store.RoleTriage, "/quarantine/1/retry")
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The letter is being fetched again.", "when the mailbox is next read")
	if _, _, ok, err := s.store.ClaimDue(t.Context(), "INBOX"); err != nil || !ok {
		t.Error(ok, err)
	}
	s.gone()
	if page := s.get(store.RoleTriage, w.Header().Get("Location")).Body.String(); strings.Contains(page, "being fetched again") {
		t.Error("it is promised to fetch what is gone")
	}
	s.has(s.post(store.RoleTriage, "/quarantine/1/retry"), 409, "The letter has left the mailbox meanwhile")
	if page := s.get(store.RoleTriage, "/quarantine/1").Body.String(); strings.Contains(page, "/retry") {
		t.Error("it is offered to fetch what is gone")
	}
}

func TestMakingAnEnquiryOfALetter(t *testing.T) {
	s := newSite(t)
	s.receive(broken([]byte("x")))
	w := s.post(store.RoleTriage, "/quarantine/1/enquiry", "name", "Pri\u202eya", "email", "priya at example", "subject", " ", "text", "", "topic", "gardening")
	s.has(w, 422, "<title>Error: ", `<a href="#email">Enter the e-mail address`, `<a href="#subject">Enter a subject`, `<a href="#text">Enter what the letter says`,
		`<a href="#made-topic">Choose the topic`, `name="name" value="Priya"`, `name="email" value="priya at example"`, `id="text-error"`)
	w = s.post(store.RoleTriage, "/quarantine/1/enquiry", "text", strings.Repeat("é", maxMadeText+1), "subject", "Slides", "topic", "training")
	s.has(w, 422, `<a href="#text">Shorten the text to 100,000 characters`, `<option value="training" selected>`)
	text := strings.Repeat("ü", maxMadeText-1) + "!"
	w = s.post(store.RoleTriage, "/quarantine/1/enquiry", "name", "Priya", "email", "priya@example.org", "subject", "Slides", "text", text, "topic", "training")
	s.has(w, 303)
	w = s.get(store.RoleTriage, w.Header().Get("Location"))
	s.has(w, 200, "This enquiry was made of a letter from the quarantine.", "Asha Patel typed this in", "set by Asha Patel", "Asha Patel: By hand, from the quarantine: made of letter 1")
	e := s.enquiry(1)
	if e.Topic != "training" || e.Enquirer.Address != "priya@example.org" || e.Messages[0].Text != text || !e.Received.Equal(at("2026-11-07 10:00")) {
		t.Errorf("made %+v", e.Row)
	}
	s.has(s.get(store.RoleReader, "/quarantine"), 200, "The quarantine is empty", "mentalhealth@hee.nhs.uk")
}

func TestDismissingALetterNeedsAReason(t *testing.T) {
	s := newSite(t)
	s.receive(broken([]byte("x")))
	s.has(s.post(store.RoleTriage, "/quarantine/1/dismiss", "reason", " \u202e"), 422, `<a href="#reason">Say why`, `id="reason-error"`)
	long := strings.Repeat("a", maxReason+1)
	s.has(s.post(store.RoleTriage, "/quarantine/1/dismiss", "reason", long), 422, "Shorten the reason to 1,000 characters", long+"</textarea>")
	w := s.post(store.RoleTriage, "/quarantine/1/dismiss", "reason", "Advertising, no question.")
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The letter is set aside.", "The quarantine is empty")
	err := s.store.Ledger(t.Context(), func(r store.LedgerRow) error {
		if r.State != store.SetAside || r.Reason != "dismissed by Asha Patel: Advertising, no question." {
			t.Errorf("ledger: %+v", r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoComesTooLateIsToldWhatWasDone(t *testing.T) {
	s := newSite(t)
	second := broken([]byte("y"))
	second.Received = at("2026-11-07 11:00")
	second.Message.Subject = "Another"
	s.receive(broken([]byte("x")), second, ask("A letter", "Jo", "that was never here", "training", at("2026-11-07 12:00")))
	s.has(s.post(store.RoleLead, "/quarantine/1/dismiss", "reason", "advertising"), 303)
	s.has(s.post(store.RoleLead, "/quarantine/2/enquiry", "subject", "Slides", "text", "All of it", "topic", "training"), 303)
	for _, path := range []string{"/quarantine/1", "/quarantine/1/letter"} {
		s.has(s.get(store.RoleReader, path), 410, "This letter is no longer in the quarantine", "The ledger says: Dismissed by Gwen Lead: advertising")
	}
	s.has(s.get(store.RoleTriage, "/quarantine/2"), 410, "Made an enquiry by Gwen Lead", `<a href="/enquiries/2">Open the enquiry`)
	s.has(s.post(store.RoleTriage, "/quarantine/2/retry"), 409, "Nothing that you asked for was done.")
	s.has(s.post(store.RoleTriage, "/quarantine/2/dismiss", "reason", "my own reason"), 409, "my own reason</textarea>")
	w := s.post(store.RoleTriage, "/quarantine/1/enquiry", "subject", "Slides", "text", "what <I> typed", "topic", "training")
	s.has(w, 409, "no longer in the quarantine", "Slides\nwhat &lt;I&gt; typed</textarea>")
	for _, path := range []string{"/quarantine/3", "/quarantine/99", "/quarantine/x", "/quarantine/3/letter"} {
		s.has(s.get(store.RoleTriage, path), 404, "Page not found")
	}
	s.has(s.post(store.RoleTriage, "/quarantine/99/retry"), 404, "Page not found")
}

func TestHostileQuarantinedLettersAreHarmless(t *testing.T) {
	s := newSite(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>' style=x </textarea>`
	l := broken([]byte(evil + "\u202e"))
	l.Reason, l.Message.Subject, l.Message.Text = evil, evil, "\n"+evil+"\u202e"
	l.Message.From[0] = mailbox.Address{Name: evil, Address: evil}
	s.receive(l)
	for _, path := range []string{"/quarantine", "/quarantine/1"} {
		page := s.get(store.RoleTriage, path).Body.String()
		for _, fault := range faults(page) {
			t.Errorf("%s: %s", path, fault)
		}
		for _, bad := range []string{"<script", "<img", "\u202e"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s shows %q raw", path, bad)
			}
		}
	}
}

func TestErrorsTellNothingOfAQuarantinedLetter(t *testing.T) {
	s := newSite(t)
	s.receive(broken([]byte("x")))
	w := s.post(nobody, "/quarantine/1/enquiry", "name", "Priya Raman", "email", "priya@example.org", "subject", "Slides for you", "text", "A long text.", "topic", "training")
	s.has(w, 401, "You are signed out", "A long text.</textarea>")
	pages := w.Body.String()
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/quarantine/1", "/quarantine", "/mailbox", "/enquiries?q=priya@example.org"} {
		w := s.get(store.RoleTriage, path)
		s.has(w, 500, "Something went wrong")
		pages += w.Body.String()
	}
	pages += s.post(store.RoleTriage, "/quarantine/1/enquiry", "name", "Priya Raman", "email", "priya@example.org", "subject", "Slides for you", "text", "x", "topic", "training").Body.String()
	for _, bad := range []string{"Slides", "priya", "Priya"} {
		if strings.Contains(pages, bad) {
			t.Errorf("an error page has %q", bad)
		}
		if strings.Contains(s.log.String(), bad) {
			t.Errorf("the log has %q", bad)
		}
	}
}

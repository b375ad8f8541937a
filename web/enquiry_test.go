package web

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestEnquiryShowsTheConversation(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.receive(reply("It is at the new address.", "letter-1@example", at("2026-11-06 16:30")))
	follow := ask("Re: Dead link to the framework", "Karen Whitfield", "Thank you.", "framework_downloads", at("2026-11-06 17:30"))
	follow.Message.InReplyTo = []string{"letter-1@example"}
	follow.Message.Kind = mailbox.AutoReply
	follow.Message.Attachments = []mailbox.Attachment{{Name: "form.pdf", Type: "application/pdf", Size: 123456}}
	follow.Message.Problems = []mailbox.Problem{{Code: "charset", Text: "Some letters may look wrong."}}
	s.receive(follow)
	w := s.get(store.RoleTriage, "/enquiries/1")
	s.has(w, 200,
		"Dead link to the framework - Mental health enquiries</title>",
		"Letter 1 of 3, to us", "Letter 2 of 3, from us", "Letter 3 of 3, to us",
		"Karen Whitfield &lt;writer@example.org&gt;", "It is at the new address.",
		"Show quoted text and signature", "Sent from my phone",
		"Automatic reply", "form.pdf</bdi>", "(PDF, 123 KB)", "Some letters may look wrong.",
		"the program thinks (90% sure)", "Yes, this topic is right", "<q dir=\"auto\">speaking words</q>", "speaks strongly for Framework downloads", "<span>a web address in the letter</span>", "speaks fairly against Other",
		"answered", "Assign to me", "First response")
	if strings.Contains(w.Body.String(), "Rhys Reader") {
		t.Error("a reader cannot own an enquiry")
	}
	for _, e := range s.enquiry(1).History {
		if e.Action == "look" && e.By == "Asha Patel" {
			return
		}
	}
	t.Error("the look was not recorded")
}

func TestEnquiryWithConcern(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.get(store.RoleTriage, "/enquiries/2"), 200,
		"Concern: the writer", `<q dir="auto">I have the tablets here.</q></li>`, "Samaritans: 116 123.", "Needed before you close it")
	w := s.post(store.RoleTriage, "/enquiries/2/status", "version", "1", "status", "closed")
	s.has(w, 422, "<title>Error: ", "There is a problem", `<a href="#outcome">Say what was done`, `id="outcome-error"`, `aria-describedby="outcome-hint outcome-error"`, `<option value="closed" selected>`)
	w = s.post(store.RoleTriage, "/enquiries/2/status", "version", "1", "status", "closed", "outcome", "Phoned at 10:15.")
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The status is now: Closed.", "Phoned at 10:15.", "(closed)")
}

func TestReadersSeeNoForms(t *testing.T) {
	s := newSite(t)
	s.fill()
	w := s.get(store.RoleReader, "/enquiries/1")
	s.has(w, 200, "Your role lets you read")
	if strings.Contains(w.Body.String(), `action="/enquiries`) {
		t.Error("a reader is shown a form")
	}
}

func TestChanges(t *testing.T) {
	s := newSite(t)
	s.fill()
	me := s.users[store.RoleTriage]
	for _, c := range []struct {
		path, field, value, done string
		check                    func(store.Enquiry) bool
	}{
		{"topic", "topic", "framework_downloads", "The topic is now: Framework downloads.", func(e store.Enquiry) bool { return e.TopicBy == me.Name }},
		{"topic", "topic", "training", "The topic is now: Training.", func(e store.Enquiry) bool { return e.Topic == "training" }},
		{"owner", "owner", itoa(me.ID), "The owner is now: Asha Patel.", func(e store.Enquiry) bool { return e.Owner != nil && e.Owner.ID == me.ID }},
		{"owner", "owner", "0", "Nobody owns this enquiry now.", func(e store.Enquiry) bool { return e.Owner == nil }},
		{"status", "status", "waiting", "The status is now: Waiting for the enquirer.", func(e store.Enquiry) bool { return e.Status == store.StatusWaiting }},
		{"notes", "note", "Rang her.\nWill ring again.", "Your note is saved.", func(e store.Enquiry) bool {
			return len(e.Notes) == 1 && e.Notes[0].Text == "Rang her.\nWill ring again."
		}},
	} {
		w := s.post(store.RoleTriage, "/enquiries/1/"+c.path, "version", itoa(s.enquiry(1).Version), c.field, c.value)
		s.has(w, 303)
		s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, c.done, `role="alert"`)
		if !c.check(s.enquiry(1)) {
			t.Errorf("%s %s was not saved: %+v", c.path, c.value, s.enquiry(1).Row)
		}
	}
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200, "Topic: Framework downloads → Training", "set by Asha Patel")
}

func TestMistakesInFormsAreExplained(t *testing.T) {
	s := newSite(t)
	s.fill()
	for path, c := range map[string]struct{ field, value, want string }{
		"topic":  {"topic", "gardening", `<a href="#topic">Choose the topic from the list</a>`},
		"owner":  {"owner", itoa(s.users[store.RoleReader].ID), `<a href="#owner">Choose the owner from the list</a>`},
		"status": {"status", "lost", `<a href="#status">Choose the status from the list</a>`},
		"notes":  {"note", "  ", `<a href="#note">Write the note before you save it</a>`},
	} {
		w := s.post(store.RoleTriage, "/enquiries/1/"+path, "version", "1", c.field, c.value)
		s.has(w, 422, c.want, "nhsuk-form-group--error", "There is a problem")
	}
}

func TestTwoPeopleChangeTheSameEnquiry(t *testing.T) {
	s := newSite(t)
	s.fill()
	e := s.enquiry(2)
	seen := itoa(e.History[len(e.History)-1].ID)
	s.now = s.now.Add(time.Minute)
	s.has(s.post(store.RoleLead, "/enquiries/2/topic", "version", itoa(e.Version), "topic", "training"), 303)
	w := s.post(store.RoleTriage, "/enquiries/2/status", "version", itoa(e.Version), "seen", seen, "status", "closed", "outcome", "Phoned, safe & well.", "list", "view=all")
	s.has(w, 409,
		"This enquiry was changed meanwhile", "It was changed by Gwen Lead. Your change", "Gwen Lead, Mon 9 Nov, 09:03: Topic: Other → Training",
		">Phoned, safe &amp; well.</textarea>", `<option value="closed" selected>`, `value="view=all"`)
	if s.enquiry(2).Status == store.StatusClosed {
		t.Error("saved over the other's change")
	}
	s.has(s.post(store.RoleTriage, "/enquiries/2/status", "version", itoa(s.enquiry(2).Version), "status", "closed", "outcome", "Phoned."), 303)
}

func TestNothingToSaveLeavesNoTrace(t *testing.T) {
	s := newSite(t)
	s.fill()
	before := s.enquiry(1)
	for _, c := range []struct{ field, value, want string }{
		{"status", "new", "The status was this already: New."},
		{"owner", "0", "Nobody owned this enquiry before either."},
	} {
		w := s.post(store.RoleTriage, "/enquiries/1/"+c.field, "version", itoa(before.Version), c.field, c.value)
		s.has(w, 303)
		s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, c.want, "Nothing to save")
	}
	if after := s.enquiry(1); after.Version != before.Version {
		t.Error("something was written")
	}
	for _, e := range s.enquiry(1).History {
		if e.Action == "status" || e.Action == "owner" {
			t.Errorf("history: %+v", e)
		}
	}
}

func TestChangedInAnotherWindow(t *testing.T) {
	s := newSite(t)
	s.fill()
	e := s.enquiry(1)
	seen := itoa(e.History[len(e.History)-1].ID)
	for _, as := range []store.Role{store.RoleLead, store.RoleTriage} {
		s.has(s.post(as, "/enquiries/1/topic", "version", itoa(s.enquiry(1).Version), "topic", "training"), 303)
	}
	w := s.post(store.RoleTriage, "/enquiries/1/status", "version", itoa(e.Version), "seen", seen, "status", "open")
	s.has(w, 409, "It was changed by Gwen Lead and you, in another window.")
	if strings.Contains(w.Body.String(), "Somebody else") {
		t.Error("calls oneself somebody else")
	}
}

func TestNotesAreKeptAsPlainText(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.post(store.RoleTriage, "/enquiries/1/notes", "version", "1", "note", "\x00Rang\x1b her\xff.\r\n\tAgain \u202eat 3.\r"), 303)
	if got := s.enquiry(1).Notes[0].Text; got != "Rang her.\n\tAgain at 3." {
		t.Errorf("kept %q", got)
	}
}

func TestLongLettersAreCut(t *testing.T) {
	s := newSite(t)
	long := ask("Long", "Jo", strings.Repeat("é own words ", 20_000), "training", at("2026-11-06 10:00"))
	long.Message.Text = long.Message.OwnText + "\n> " + strings.Repeat("quoted ", 20_000)
	s.receive(long)
	w := s.get(store.RoleTriage, "/enquiries/1")
	if n := strings.Count(w.Body.String(), "The rest is in the downloaded letter"); n != 2 || w.Body.Len() > 2*maxText+50_000 || w.Body.Len() < maxText {
		t.Errorf("said %d times on a page of %d bytes", n, w.Body.Len())
	}
}

func TestWhatWasTypedSurvivesTheEndOfTheSession(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.post(nobody, "/enquiries/1/notes", "version", "1", "note", "A long note."), 401, "You are signed out", ">A long note.</textarea>", `href="/sign-in"`)
}

func TestLetterDownload(t *testing.T) {
	s := newSite(t)
	s.fill()
	w := s.get(store.RoleReader, "/enquiries/1/letters/1")
	s.has(w, 200, "raw letter 1")
	h := w.Header()
	if h.Get("Content-Disposition") != `attachment; filename="enquiry-1-letter-1.eml"` || h.Get("Content-Type") != "message/rfc822" ||
		!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers: %v", h)
	}
}

func TestWordsOfConcernLeadToTheirLetter(t *testing.T) {
	s := newSite(t)
	s.receive(ask("Which framework?", "Sam", "Which one is for schools?", "framework_downloads", at("2026-11-06 10:00")))
	worse := danger(at("2026-11-08 23:00"))
	worse.Message.InReplyTo = []string{"letter-1@example"}
	s.receive(worse)
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200,
		`<q dir="auto">I have the tablets here.</q> (<a href="#letter-2">letter 2</a>)`, `id="letter-2"`)
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "2 letters", "newest letter 10 hours ago", "On top: 1 with a concern.")
}

package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store"
)

func TestInboxShowsWhatMatters(t *testing.T) {
	s := newSite(t)
	s.fill()
	w := s.get(store.RoleTriage, "/enquiries")
	s.has(w, 200,
		"Somebody may be in danger", "Concern: the writer", "<q>I have the tablets here.</q>",
		"Dead link to the framework", "Karen Whitfield", "The link gives &#39;page not found&#39;.", "Framework downloads",
		"<q dir=\"auto\">speaking words</q>", "Unsure", "Nobody yet", "2 days ago", "Fri 6 Nov, 16:00", `<time datetime="2026-11-06T16:00:00Z">`,
		"1 letter could not be read", `<a href="/quarantine">`, "<caption", "Asha Patel")
	page := w.Body.String()
	if strings.Index(page, "Concern: the writer") > strings.Index(page, "Dead link") {
		t.Error("the concern is not on top")
	}
}

func TestInboxKeepsItsFilter(t *testing.T) {
	s := newSite(t)
	for i := range 60 {
		s.receive(ask(fmt.Sprintf("Question %d", i), "Jo", "Text", "training", at("2026-11-06 10:00").Add(time.Duration(i)*time.Minute)))
	}
	w := s.get(store.RoleTriage, "/enquiries?view=all&topic=training&page=2")
	s.has(w, 200,
		"Enquiries: 26 to 50 of 60",
		`<option value="training" selected>Training</option>`,
		`href="/enquiries?page=3&amp;topic=training&amp;view=all"`,
		`aria-label="Page 2" aria-current="page"`,
		`<a href="/enquiries?view=all">Clear filters</a>`,
		`?list=page%3D2%26topic%3Dtraining%26view%3Dall"`)
	if n := strings.Count(w.Body.String(), "Question "); n != 25 {
		t.Errorf("%d rows", n)
	}
	w = s.get(store.RoleTriage, "/enquiries/1?list=page%3D2%26topic%3Dtraining%26view%3Dall")
	s.has(w, 200,
		`href="/enquiries?page=2&amp;topic=training&amp;view=all">Back to the list</a>`,
		`<input type="hidden" name="list" value="page=2&amp;topic=training&amp;view=all">`)
	w = s.post(store.RoleTriage, "/enquiries/1/topic", "version", "1", "topic", "other", "list", "page=2&topic=training&view=all")
	if got := w.Header().Get("Location"); got != "/enquiries/1?done=topic&list=page%3D2%26topic%3Dtraining%26view%3Dall" {
		t.Errorf("sent to %s", got)
	}
	if got := s.get(store.RoleTriage, "/enquiries?view=all&page=99").Header().Get("Location"); got != "/enquiries?page=3&view=all" {
		t.Errorf("a page beyond the last leads to %q", got)
	}
}

func TestInboxEmptyStatesTeach(t *testing.T) {
	s := newSite(t)
	for path, want := range map[string]string{
		"/enquiries":                "Nothing to do",
		"/enquiries?view=late":      "Nothing is late",
		"/enquiries?view=all":       "Letters to mentalhealth@hee.nhs.uk appear here once",
		"/enquiries?view=automatic": "No automatic mail",
		"/enquiries?view=spam":      "No spam",
		"/enquiries?topic=training": "Choose fewer filters",
	} {
		s.has(s.get(store.RoleTriage, path), 200, want)
	}
}

func TestInboxTellsWhenTheMailboxIsNotRead(t *testing.T) {
	s := newSite(t)
	poll := func(at time.Time, problem string) {
		if err := s.store.RecordPoll(t.Context(), "INBOX", at, problem); err != nil {
			t.Fatal(err)
		}
	}
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "The mailbox has not been read yet.")
	poll(s.now, "")
	s.now = s.now.Add(2 * time.Minute)
	w := s.get(store.RoleTriage, "/enquiries")
	s.has(w, 200, "The mailbox was last read 2 minutes ago.", `<a href="/enquiries">Look for new letters</a>`)
	if strings.Contains(w.Body.String(), "may not be up to date") {
		t.Error("alarmed after two minutes")
	}
	s.now = s.now.Add(12 * time.Minute)
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "may not be up to date", "The folder INBOX has not been read lately: it was last read 14 minutes ago, on Mon 9 Nov, 09:02.")
	poll(s.now, "")
	poll(s.now, "imap.example: login refused")
	w = s.get(store.RoleTriage, "/enquiries")
	s.has(w, 200, "may not be up to date", "The folder INBOX could not be read on Mon 9 Nov, 09:16; before that, it was last read just now, on Mon 9 Nov, 09:16.")
	if strings.Contains(w.Body.String(), "login refused") {
		t.Error("what the server said is for administrators")
	}
	s.has(s.get(store.RoleAdministrator, "/enquiries"), 200, "INBOX: imap.example: login refused")
}

package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store"
)

func TestSearchWorksWithTheFiltersAndThePages(t *testing.T) {
	s := newSite(t)
	for i := range 60 {
		topic := "training"
		if i%2 == 0 {
			topic = "other"
		}
		s.receive(ask(fmt.Sprintf("Question %d", i), "Jo", "About the café courses", topic, at("2026-11-06 10:00").Add(time.Duration(i)*time.Minute)))
	}
	s.receive(ask("Something else", "Jo", "Entirely", "training", at("2026-11-06 12:00")))
	w := s.get(store.RoleReader, "/enquiries?view=all&topic=training&q=cafe+cours")
	s.has(w, 200, "Enquiries with ‘cafe cours’: 1 to 25 of 30", `name="q" value="cafe cours"`, `href="/enquiries?page=2&amp;q=cafe&#43;cours&amp;topic=training&amp;view=all"`,
		`<a href="/enquiries?view=all">Clear search and filters</a>`, `Search for the same in: <a href="/enquiries?q=cafe&#43;cours&amp;view=automatic">Automatic mail</a>`,
		"?list=q%3Dcafe%2Bcours%26topic%3Dtraining%26view%3Dall")
	s.has(s.get(store.RoleReader, "/enquiries?page=2&q=cafe+cours&topic=training&view=all"), 200, "Enquiries with ‘cafe cours’: 26 to 30 of 30")
	if page := s.get(store.RoleReader, "/enquiries?q=courses").Body.String(); !strings.Contains(page, `href="/enquiries" aria-current="true"`) {
		t.Error("it is not said which list was searched")
	}
}

func TestSearchThatFindsNothing(t *testing.T) {
	s := newSite(t)
	s.fill()
	w := s.get(store.RoleReader, "/enquiries?q=%3Cb%3Ezebra+%E2%80%AE&topic=training")
	s.has(w, 200, "Nothing found for ‘&lt;b&gt;zebra’", "Searched: To do, by subject", "Filters are set as well", `<a href="/enquiries?q=%3Cb%3Ezebra&amp;view=all">All</a>`)
	w = s.get(store.RoleReader, "/enquiries?q=%3F+%2A")
	s.has(w, 422, "<title>Error: ", `<a href="#q">Enter a word, a name or a number`, `id="q-error"`, "Dead link")
	if w := s.get(store.RoleReader, "/enquiries?q="); w.Code != 200 {
		t.Errorf("an empty field: %d", w.Code)
	}
	long := s.get(store.RoleReader, "/enquiries?q="+strings.Repeat("x", 5000))
	s.has(long, 200, "Nothing found for ‘"+strings.Repeat("x", mostWords)+"’")
}

func TestLikelyEnquiriesInJunk(t *testing.T) {
	s := newSite(t)
	s.has(s.get(store.RoleTriage, "/enquiries?view=likely"), 200, "No likely enquiries in Junk")
	real, prize := ask("Is it open to schools?", "Jo", "Can we come?", "training", at("2026-11-06 10:00")), ask("YOU HAVE WON", "Prizes", "Claim", "other", at("2026-11-06 11:00"))
	real.Junk, prize.Junk = true, true
	s.receive(real, prize)
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, `<a href="/enquiries?view=spam">Spam <span class="app-count">2</span>`, `<a href="/enquiries?view=likely">Likely enquiries in Junk <span class="app-count">1</span>`)
	w := s.get(store.RoleTriage, "/enquiries?view=likely")
	s.has(w, 200, "Likely enquiries in Junk: 1", "Is it open to schools?", `Not spam<span class="nhsuk-u-visually-hidden">: Is it open to schools?</span>`)
	if strings.Contains(w.Body.String(), "YOU HAVE WON") {
		t.Error("spam on none of our topics is called likely")
	}
	if page := s.get(store.RoleReader, "/enquiries?view=spam").Body.String(); strings.Contains(page, "Not spam") {
		t.Error("a reader is offered to change something")
	}
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200, `Not spam</button>`)
	w = s.post(store.RoleTriage, "/enquiries/1/status", "version", "1", "status", "new", "back", "list", "list", "view=likely")
	s.has(w, 303)
	if got := w.Header().Get("Location"); got != "/enquiries?done=not-spam&view=likely" {
		t.Errorf("sent to %s", got)
	}
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "It is no longer spam", "No likely enquiries in Junk")
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "Is it open to schools?")
	s.has(s.post(store.RoleTriage, "/enquiries/1/status", "version", "1", "status", "new", "back", "list", "list", "//evil.example"), 303)
	s.has(s.post(store.RoleTriage, "/enquiries/2/status", "version", "9", "status", "new", "back", "list"), 409, "This enquiry was changed meanwhile")
}

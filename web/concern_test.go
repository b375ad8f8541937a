package web

import (
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

func TestAConcernIsTakenBackWithAReason(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.get(store.RoleTriage, "/enquiries/2"), 200, `action="/enquiries/2/concern"`, "This is no concern", "Read the letter now", "Look at it now")
	if page := s.get(store.RoleReader, "/enquiries/2").Body.String(); strings.Contains(page, "This is no concern") {
		t.Error("a reader is shown the form")
	}
	version := itoa(s.enquiry(2).Version)
	s.has(s.post(store.RoleTriage, "/enquiries/2/concern", "version", version, "reason", " \u202e "), 422,
		`<a href="#reason">Say why`, `id="reason-error"`, `<details class="nhsuk-details" open>`)
	s.has(s.post(store.RoleTriage, "/enquiries/2/concern", "version", "0", "reason", "A <film> script."), 409,
		"This enquiry was changed meanwhile", ">A &lt;film&gt; script.</textarea>", `<details class="nhsuk-details" open>`)
	w := s.post(store.RoleTriage, "/enquiries/2/concern", "version", version, "reason", "A film script.")
	s.has(w, 303)
	w = s.get(store.RoleTriage, w.Header().Get("Location"))
	s.has(w, 200, "The concern was taken back; your reason is in the notes and the history", "A film script.", "Asha Patel: Concern taken back, it was: the writer")
	if strings.Contains(w.Body.String(), `class="app-concern"`) || s.enquiry(2).Concern != classify.ConcernNone {
		t.Error("the concern is still there")
	}
	s.has(s.post(store.RoleLead, "/enquiries/2/concern", "version", version, "reason", "My own reason."), 409, ">My own reason.</textarea>")
}

func TestAClosedConcernAsksForNothing(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.post(store.RoleTriage, "/enquiries/2/status", "version", itoa(s.enquiry(2).Version), "status", "closed", "outcome", "Phoned."), 303)
	w := s.get(store.RoleTriage, "/enquiries/2")
	s.has(w, 200, "Concern: the writer (closed)", "the program asked: the person who wrote may be in danger.")
	for _, bad := range []string{"Read the letter now", "Look at it now", "due in", "late by"} {
		if strings.Contains(w.Body.String(), bad) {
			t.Errorf("the page of a closed concern says %q", bad)
		}
	}
}

package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// unsureOnes stores enquiries of whose topic the program is unsure.
func unsureOnes(s *site, n int) {
	for i := range n {
		a := ask(fmt.Sprintf("Unclear %d", i+1), "Jo", "Could you help?", "training", at("2026-11-06 10:00").Add(time.Duration(i)*time.Minute))
		a.Verdict.Unsure, a.Verdict.Confidence = true, 0.46
		s.receive(a)
	}
}

func TestTopicsAreDecidedInTheList(t *testing.T) {
	s := newSite(t)
	unsureOnes(s, 2)
	s.receive(ask("Clear", "Jo", "Text", "training", at("2026-11-06 12:00")))
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, `<a href="/enquiries?unsure=1">Unsure of topic <span class="app-count">2</span></a>`)
	w := s.get(store.RoleTriage, "/enquiries?unsure=1")
	s.has(w, 200, `aria-current="true">Unsure of topic`, "Unsure of topic: 2", "the program learns from it", "only 46% sure: <q dir=\"auto\">speaking words</q>",
		`action="/enquiries/1/topic"`, `<label class="nhsuk-u-visually-hidden" for="topic-1">Topic of: Unclear 1</label>`,
		`name="topic"><option value="framework_downloads">Framework downloads</option><option value="training" selected>`, `<input type="hidden" name="list" value="unsure=1">`)
	for _, fault := range faults(w.Body.String()) {
		t.Error(fault)
	}
	for path, as := range map[string]store.Role{"/enquiries": store.RoleTriage, "/enquiries?unsure=1": store.RoleReader} {
		if strings.Contains(s.get(as, path).Body.String(), `action="/enquiries/1/topic"`) {
			t.Errorf("%s as %s has the form", path, as)
		}
	}

	w = s.post(store.RoleTriage, "/enquiries/1/topic", "version", "1", "topic", "other", "list", "unsure=1", "back", "list")
	s.has(w, 303)
	if got := w.Header().Get("Location"); got != "/enquiries?done=sorted&enquiry=1&unsure=1#list" {
		t.Errorf("sent to %s", got)
	}
	w = s.get(store.RoleTriage, "/enquiries?done=sorted&enquiry=1&unsure=1")
	s.has(w, 200, `<div id="list"`, "The topic of enquiry 1 is saved.", `<a href="/enquiries/1?list=unsure%3D1">Open that enquiry</a>`, "Unsure of topic: 1", "Unclear 2")
	if e := s.enquiry(1); e.Topic != "other" || e.TopicBy != "Asha Patel" || strings.Contains(w.Body.String(), "Unclear 1") {
		t.Errorf("%s by %q, or it is still listed", e.Topic, e.TopicBy)
	}
	s.has(s.post(store.RoleTriage, "/enquiries/2/topic", "version", "0", "topic", "other", "list", "unsure=1", "back", "list"), 409, "This enquiry was changed meanwhile", `<option value="other" selected>`)
	s.has(s.post(store.RoleTriage, "/enquiries/2/topic", "version", "1", "topic", "training", "list", "unsure=1", "back", "list"), 303)
	s.has(s.get(store.RoleTriage, "/enquiries?unsure=1&done=sorted&enquiry=2"), 200, "Nothing to sort", "The topic of enquiry 2 is saved.")
	if e := s.enquiry(2); e.TopicBy == "" || e.Unsure {
		t.Errorf("confirmed, and %+v", e.Row)
	}
}

func TestTheLastOneOfAPageSaysSoOnThePageBefore(t *testing.T) {
	s := newSite(t)
	unsureOnes(s, perPage+1)
	w := s.post(store.RoleTriage, "/enquiries/26/topic", "version", "1", "topic", "other", "list", "page=2&unsure=1", "back", "list")
	to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
	if got := s.get(store.RoleTriage, to).Header().Get("Location"); got != "/enquiries?done=sorted&enquiry=26&unsure=1#list" {
		t.Errorf("%s leads to %s", to, got)
	}
}

func TestTheHistoryTellsWhatATrainingChanged(t *testing.T) {
	s := newSite(t)
	unsureOnes(s, 2)
	open, err := s.store.Unsorted(t.Context(), 0, 10)
	if err != nil || len(open) != 2 {
		t.Fatal(len(open), err)
	}
	var verdicts []store.Rejudged
	for i, u := range open {
		v := classify.Verdict{Topic: []string{"other", "training"}[i], Confidence: 0.9, Concern: classify.ConcernNone}
		verdicts = append(verdicts, store.Rejudged{Unsorted: u, Verdict: v})
	}
	if _, err := s.store.Rejudge(t.Context(), 1, verdicts); err != nil {
		t.Fatal(err)
	}
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200, "The program: Sorted anew after a training: Training → Other")
	s.has(s.get(store.RoleTriage, "/enquiries/2"), 200, "The program: Sorted anew after a training, and sure now: Training")
}

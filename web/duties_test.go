package web

import (
	"slices"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// owed makes a letter carry formal duties, each with words that speak for it.
func owed(a store.Arrival, words map[classify.Obligation]string) store.Arrival {
	for _, duty := range classify.Obligations {
		if text, ok := words[duty]; ok {
			a.Verdict.Obligations = append(a.Verdict.Obligations, duty)
			a.Verdict.Reasons = append([]classify.Reason{{Text: text, For: string(duty), Weight: 4}}, a.Verdict.Reasons...)
		}
	}
	return a
}

func TestDutiesArePinnedWithTheirWords(t *testing.T) {
	s := newSite(t)
	s.receive(ask("Where?", "Sam", "Where is it?", "training", at("2026-11-05 10:00")))
	second := owed(ask("Re: Where?", "Sam", "I want <all> figures. This is a complaint.", "training", at("2026-11-06 10:00")),
		map[classify.Obligation]string{classify.FOI: "I want <all> figures.", classify.Complaint: "complaint"})
	second.Verdict.Reasons = append(second.Verdict.Reasons, classify.Reason{Text: "[a formal letter]", For: "foi", Weight: 1}, classify.Reason{Text: "Where", For: "foi", Weight: -2})
	second.Verdict.Concern = classify.ConcernThirdParty
	second.Message.InReplyTo = []string{"letter-1@example"}
	s.receive(second)
	w := s.get(store.RoleTriage, "/enquiries/1")
	s.has(w, 200, "Formal duties</h2>", ">Freedom of information request</h3>", ">Complaint</h3>", "a person decides.",
		`<li><q dir="auto">I want &lt;all&gt; figures.</q> (<a href="#letter-2">letter 2</a>)</li>`, "<li><span>the words of a formal letter</span>",
		"This is no complaint", `action="/enquiries/1/obligation"`, "The program: Formal duty noticed: Freedom of information request")
	page := w.Body.String()
	if concern, duties, letters := strings.Index(page, `class="app-concern"`), strings.Index(page, `class="app-duties"`), strings.Index(page, ">Conversation<"); concern > duties || duties > letters {
		t.Errorf("the concern is at %d, the duties at %d, the letters at %d", concern, duties, letters)
	}
	if strings.Contains(page, `<q dir="auto">Where</q> (`) {
		t.Error("what speaks against a duty is shown as speaking for it")
	}
	if page := s.get(store.RoleReader, "/enquiries/1").Body.String(); strings.Contains(page, "/obligation") || !strings.Contains(page, "Formal duties</h2>") {
		t.Error("a reader sees the duties, and no form")
	}
}

func TestADutyIsTakenBackWithAReason(t *testing.T) {
	s := newSite(t)
	s.receive(owed(ask("Figures", "Sam", "All figures, please.", "other", at("2026-11-06 10:00")), map[classify.Obligation]string{classify.FOI: "figures", classify.Press: "please"}))
	version := func() string { return itoa(s.enquiry(1).Version) }
	s.has(s.post(store.RoleTriage, "/enquiries/1/obligation", "version", version(), "duty", "foi", "reason", " \u202e "), 422,
		`<a href="#reason-foi">Say why this is no freedom of information request`, `id="reason-foi-error"`, `<details class="nhsuk-details" open>`)
	s.has(s.post(store.RoleTriage, "/enquiries/1/obligation", "version", "0", "duty", "foi", "reason", "A <leaflet>."), 409,
		"This enquiry was changed meanwhile", ">A &lt;leaflet&gt;.</textarea>")
	s.has(s.post(store.RoleTriage, "/enquiries/1/obligation", "version", version(), "duty", "mp", "reason", "Kept words."), 422, "There is no such duty to take back any more", ">Kept words.</textarea>")
	old := version()
	w := s.post(store.RoleTriage, "/enquiries/1/obligation", "version", old, "duty", "foi", "reason", "A leaflet.")
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The formal duty was taken back", "A leaflet.", "A formal duty</h2>",
		"Asha Patel: Formal duty taken back: Freedom of information request")
	if got := s.enquiry(1).Obligations; !slices.Equal(got, []classify.Obligation{classify.Press}) {
		t.Errorf("it carries %v", got)
	}
	s.has(s.post(store.RoleLead, "/enquiries/1/obligation", "version", old, "duty", "foi", "reason", "My own reason."), 409, ">My own reason.</textarea>")
	s.has(s.post(store.RoleTriage, "/enquiries/1/status", "version", version(), "status", "closed"), 303)
	w = s.get(store.RoleTriage, "/enquiries/1")
	s.has(w, 200, "A formal duty (closed)")
	if strings.Contains(w.Body.String(), "Read the letter and decide") {
		t.Error("a closed enquiry asks for a decision")
	}
}

func TestEveryDutyHasItsWords(t *testing.T) {
	for _, duty := range classify.Obligations {
		if name := dutyName(duty); name.Short == string(duty) || name.Name == "" || name.Not == "" || name.explain == "" {
			t.Errorf("%s: %+v", duty, name)
		}
	}
	if name := dutyName("levy"); name.Name != "levy" {
		t.Errorf("an unknown duty is called %+v", name)
	}
}

func TestInboxShowsDuties(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.receive(owed(ask("Radio", "Sam", "On air.", "other", at("2026-11-08 10:00")), map[classify.Obligation]string{classify.Press: "air", classify.MP: "on"}))
	s.has(s.get(store.RoleReader, "/enquiries"), 200, "On top: 1 with a concern and 1 with a formal duty.", `<a href="/enquiries?duties=1">Formal duties <span class="app-count">1</span></a>`,
		`<span aria-hidden="true">MP</span><span class="nhsuk-u-visually-hidden">Formal duty: From or for a Member of Parliament</span>`, `<span aria-hidden="true">Press</span>`)
	w := s.get(store.RoleReader, "/enquiries?duties=1&view=all")
	s.has(w, 200, `name="duties" type="checkbox" value="1" checked`, "Enquiries: 1", "Radio", "Clear filters")
	if strings.Contains(w.Body.String(), "Dead link") {
		t.Error("the filter lets another through")
	}
	s.has(s.get(store.RoleReader, "/enquiries?duties=1"), 200, `aria-current="true">Formal duties`, "that seem to carry a formal duty")
	s.has(s.get(store.RoleReader, "/enquiries?duties=1&topic=training"), 200, "No enquiry matches")
}

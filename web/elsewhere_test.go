package web

import (
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// told is a form about an answer that no letter shows, on Monday at 09:00, with
// some fields put in its place.
func told(pairs ...string) []string {
	return append([]string{"day", "9", "month", "11", "year", "2026", "clock", "09:00"}, pairs...)
}

func TestAnAnswerByPhoneIsRecorded(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200, "Answered elsewhere", "it counts as an answer in the response times", "as recorded by hand",
		`name="day" value="9"`, `name="month" value="11"`, `name="year" value="2026"`, `name="clock" value="09:02"`, "By phone", "No answer needed")
	w := s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", "1", "way", "phone", "who", "Gwen & Rhys", "list", "view=all")...)
	s.has(w, 303)
	if got := w.Header().Get("Location"); got != "/enquiries/1?done=elsewhere&list=view%3Dall" {
		t.Errorf("sent to %s", got)
	}
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The answer is recorded. It counts in the response times",
		"Answered by phone by Gwen &amp; Rhys", `<time datetime="2026-11-09T09:00:00Z">Mon 9 Nov, 09:00</time>, recorded by hand by Asha Patel`,
		"Asha Patel: Answer recorded by hand: by phone", "The program: First response, as recorded by hand", "Waiting for the enquirer", ", recorded by hand</div>")
	s.has(s.get(store.RoleReader, "/enquiries?view=all"), 200, "answered", ", recorded by hand</div>")
	s.has(s.get(store.RoleReader, "/response-times"), 200, "2 enquiries received, 1 answered, 1 not answered yet. Answers recorded by hand: 1 of 1 (100%).",
		`data-label="Recorded by hand"><div>1 of 1 (100%)</div>`)
}

func TestNoAnswerNeeded(t *testing.T) {
	s := newSite(t)
	s.fill()
	w := s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", "1", "way", "none_needed", "who", "Only thanks.")...)
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "It is recorded that no answer is needed.", "No answer needed: Only thanks.",
		"Asha Patel: Recorded by hand: no answer needed", `<span class="">no answer needed</span>`, "Closed")
	s.has(s.get(store.RoleReader, "/enquiries?view=all"), 200, `<span class="">no answer needed</span>`)
	s.has(s.get(store.RoleReader, "/response-times"), 200, "1 enquiry received, 0 answered, 1 not answered yet. Beside these, 1 enquiry needed no answer.",
		`data-label="No answer needed"><div>1</div>`)
}

func TestMistakesInATellingAreExplained(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, c := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"no way", told("who", "Gwen"), `<a href="#told-way">Choose how it was answered`},
		{"an unknown way", told("who", "Gwen", "way", "owl"), `<a href="#told-way">Choose how it was answered`},
		{"nobody", told("way", "phone"), `<a href="#told-who">Say who answered`},
		{"no reason", told("way", "none_needed", "who", " "), `<a href="#told-who">Say why no answer is needed`},
		{"too many words", told("way", "phone", "who", strings.Repeat("x", maxWho+1)), "Shorten this to 500 characters"},
		{"no such day", told("way", "phone", "who", "Gwen", "day", "31"), `<a href="#told-day">Enter the day`},
		{"no day", told("way", "phone", "who", "Gwen", "day", ""), `<a href="#told-day">Enter the day`},
		{"a short year", told("way", "phone", "who", "Gwen", "year", "26"), `<a href="#told-day">Enter the day`},
		{"no time", told("way", "phone", "who", "Gwen", "clock", "nine"), `<a href="#told-clock">Enter the time`},
		{"25 o'clock", told("way", "phone", "who", "Gwen", "clock", "25:00"), `<a href="#told-clock">Enter the time`},
		{"ahead", told("way", "phone", "who", "Gwen", "clock", "09:03"), `<a href="#told-day">The answer must not be in the future: it is Mon 9 Nov, 09:02 now`},
		{"before the letter", told("way", "phone", "who", "Gwen", "day", "6", "clock", "15:59"), "must not be before the letter came, on Fri 6 Nov, 16:00"},
		{"a skipped hour", told("way", "phone", "who", "Gwen", "day", "29", "month", "3", "clock", "01:30"), "the clocks went forward"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := s.post(store.RoleTriage, "/enquiries/1/elsewhere", append(c.pairs, "version", "1")...)
			s.has(w, 422, c.want, "There is a problem", `<details class="nhsuk-details" open>`)
			for _, fault := range faults(w.Body.String()) {
				t.Error(fault)
			}
		})
	}
	w := s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", "1", "way", "in_person", "day", "first", "clock", "noon", "who", "Gwen")...)
	s.has(w, 422, `value="in_person" checked`, `name="day" value="first"`, `name="clock" value="noon"`, "Gwen</textarea>", `<a href="#told-day">`, `<a href="#told-clock">`)
	if len(s.enquiry(1).Told) != 0 {
		t.Error("something was recorded")
	}
}

func TestATellingKeepsItsWordsWhenAnotherWasFaster(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.has(s.post(store.RoleLead, "/enquiries/1/topic", "version", "1", "topic", "training"), 303)
	s.has(s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", "1", "way", "phone", "who", "Gwen")...), 409,
		"This enquiry was changed meanwhile", "Gwen</textarea>", `value="phone" checked`)
	s.has(s.post(nobody, "/enquiries/1/elsewhere", told("version", "1", "way", "phone", "who", "Gwen of us")...), 401, "Gwen of us</textarea>")
}

func TestAnAnswerInTheMinuteOfTheLetter(t *testing.T) {
	s := newSite(t)
	received := at("2026-11-09 09:00").Add(40 * time.Second)
	told, wrong := s.server.readTold(elsewhereForm{Way: "phone", Day: "9", Month: "11", Year: "2026", Clock: "09:00", Who: "Gwen"}, received)
	if len(wrong) > 0 || !told.At.Equal(received) {
		t.Errorf("got %+v, %v", told, wrong)
	}
}

func TestToldAnswersStandInTheConversationByTheirTime(t *testing.T) {
	s := newSite(t)
	s.receive(ask("Where?", "Jo", "Where is it?", "training", at("2026-11-04 10:00")))
	again := ask("Re: Where?", "Jo", "It is not there.", "training", at("2026-11-06 12:00"))
	again.Message.InReplyTo = []string{"letter-1@example"}
	s.receive(again)
	version := itoa(s.enquiry(1).Version)
	s.has(s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", version, "day", "5", "way", "other_team", "who", "the training team")...), 303)
	s.has(s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", itoa(s.enquiry(1).Version), "way", "personal_mailbox", "who", "Asha")...), 303)
	page := s.get(store.RoleReader, "/enquiries/1").Body.String()
	last := 0
	for _, text := range []string{"Where is it?", "Answered by another team: the training team", "It is not there.", "Answered from a personal mailbox by Asha"} {
		i := strings.Index(page[last:], text)
		if i < 0 {
			t.Fatalf("%q is missing, or not in its place:\n%s", text, page)
		}
		last += i
	}
}

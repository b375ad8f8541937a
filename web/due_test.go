package web

import (
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

func TestDueColumn(t *testing.T) {
	s := newSite(t) // it is Monday, 09:02
	friday, noon := at("2026-11-06 16:00"), at("2026-11-09 12:02")
	for _, c := range []struct {
		name string
		row  store.Row
		want string
		late bool
	}{
		{"unanswered", store.Row{Status: store.StatusNew, Waiting: friday, Due: noon}, "due in 3 working hours", false},
		{"a follow-up waits", store.Row{Status: store.StatusOpen, Waiting: friday, Due: noon, FirstResponse: friday}, "due in 3 working hours", false},
		{"a follow-up is late", store.Row{Status: store.StatusOpen, Waiting: friday, Due: friday, FirstResponse: friday}, "late by 1 working hour", true},
		{"nobody waits", store.Row{Status: store.StatusWaiting, FirstResponse: friday}, "answered", false},
		{"answered, with an open sub-task", store.Row{Status: store.StatusWaiting, FirstResponse: friday, Due: noon, OpenTasks: 1}, "due in 3 working hours", false},
		{"answered, with an open sub-task that has no target", store.Row{Status: store.StatusWaiting, FirstResponse: friday, OpenTasks: 1}, "answered", false},
		{"closed after an answer", store.Row{Status: store.StatusClosed, FirstResponse: friday}, "answered", false},
		{"closed without one", store.Row{Status: store.StatusClosed, Waiting: friday, Due: noon}, "", false},
		{"closed although somebody waits", store.Row{Status: store.StatusClosed, Waiting: friday, Due: noon, FirstResponse: friday}, "", false},
		{"spam", store.Row{Status: store.StatusSpam, Waiting: friday, Due: noon}, "", false},
		{"no target", store.Row{Status: store.StatusNew, Waiting: friday}, "", false},
		{"a concern", store.Row{Status: store.StatusNew, Waiting: friday, Due: noon, Concern: classify.ConcernPersonal}, "Look at it now", true},
		{"a concern about somebody else, answered, who writes again", store.Row{Status: store.StatusOpen, Waiting: friday, Due: noon, FirstResponse: friday, Concern: classify.ConcernThirdParty}, "Look at it now", true},
		{"a concern that was answered", store.Row{Status: store.StatusOpen, FirstResponse: friday, Concern: classify.ConcernPersonal}, "answered", false},
		{"a closed concern", store.Row{Status: store.StatusClosed, Waiting: friday, Due: noon, Concern: classify.ConcernPersonal}, "", false},
		{"a concern called spam", store.Row{Status: store.StatusSpam, Waiting: friday, Concern: classify.ConcernPersonal}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := s.server.due(c.row); got.Words != c.want || got.Late != c.late {
				t.Errorf("got %+v, want %q, late %v", got, c.want, c.late)
			}
		})
	}
}

func TestWhoWritesAgainWaitsAgain(t *testing.T) {
	s := newSite(t)
	s.receive(ask("Where?", "Jo", "Where is it?", "training", at("2026-11-04 10:00")))
	s.receive(reply("Here.", "letter-1@example", at("2026-11-04 11:00")))
	s.has(s.get(store.RoleTriage, "/enquiries?view=all"), 200, "<span class=\"\">answered</span>", `<div class="app-quiet app-shown"><time datetime="2026-11-04T11:00:00Z">Wed 4 Nov, 11:00`)
	again := ask("Re: Where?", "Jo", "It is not there.", "training", at("2026-11-04 12:00"))
	again.Message.InReplyTo = []string{"letter-1@example"}
	s.receive(again)
	for _, path := range []string{"/enquiries", "/enquiries?view=late", "/enquiries/1"} {
		s.has(s.get(store.RoleTriage, path), 200, `<span class="app-late">late by`)
	}
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, `<a href="/enquiries?view=late">1 late</a>`, `<a href="/enquiries?view=late">Late <span class="app-count">1</span></a>`)
	s.now = at("2026-11-04 13:00").Add(time.Minute)
	s.has(s.get(store.RoleTriage, "/enquiries?view=late"), 200, "Nothing is late")
}

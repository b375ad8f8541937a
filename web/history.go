package web

import (
	"fmt"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// eventView is one row of the history.
type eventView struct {
	At   when
	By   string
	What string
}

// history is what was done, oldest first, with the looks apart: there are many,
// and who has looked matters more than each time.
func (s *Server) history(events []store.Event) (done []eventView, looks []string) {
	type looked struct {
		times int
		last  store.Event
	}
	who := map[string]*looked{}
	var names []string
	for _, e := range events {
		if e.Action != "look" {
			done = append(done, eventView{s.when(e.At), byWhom(e.By), s.eventWords(e)})
			continue
		}
		if who[e.By] == nil {
			who[e.By] = &looked{}
			names = append(names, e.By)
		}
		who[e.By].times++
		who[e.By].last = e
	}
	for _, name := range names {
		l := who[name]
		looks = append(looks, fmt.Sprintf("%s: %s, last on %s", name, count(l.times, "time"), s.when(l.last.At).Text))
	}
	return done, looks
}

// byProgram names what no person did.
const byProgram = "The program"

func byWhom(by string) string {
	if by == "" || by == "machine" {
		return byProgram
	}
	return by
}

// eventWords puts a row of the audit trail into words.
func (s *Server) eventWords(e store.Event) string {
	what, known := eventNames[e.Action]
	if !known {
		what = strings.ReplaceAll(e.Action, "_", " ")
	}
	if plain, known := eventDetails[e.Action+" "+e.Detail]; known {
		return plain
	}
	switch {
	case e.Detail == "":
		return what
	case e.Action == "task":
		return s.taskEvent(e.Detail)
	case e.Action == "obligation":
		return dutyEvent(e.Detail)
	case e.Action == "elsewhere":
		return what + ": " + wayLabel(store.Way(e.Detail))
	case e.Action == "quarantine":
		return what + " " + e.Detail
	}
	parts := strings.Split(e.Detail, " -> ")
	from, to := parts[0], parts[len(parts)-1]
	switch {
	case e.Action == "topic" && byWhom(e.By) == byProgram && from == to:
		what, parts = "Sorted anew after a training, and sure now", []string{to}
	case e.Action == "topic" && byWhom(e.By) == byProgram:
		what = "Sorted anew after a training"
	case e.Action == "concern" && to == string(classify.ConcernNone):
		what, parts = "Concern taken back, it was", []string{from}
	case e.Action == "concern" && from == to:
		what, parts = "Concern raised again", []string{to}
	case e.Action == "concern", from == to: // the program only ever raises a concern
		parts = []string{to}
	}
	for i, p := range parts {
		parts[i] = s.detailWord(e.Action, p)
	}
	return what + ": " + strings.Join(parts, " → ")
}

// eventNames are the fixed words of the audit trail as people say them.
var eventNames = map[string]string{
	"received":       "First letter, sorted as",
	"letter":         "Further letter",
	"topic":          "Topic",
	"owner":          "Owner",
	"status":         "Status",
	"note":           "Note added",
	"concern":        "Concern raised",
	"first_response": "First response",
	"backfill":       "From before the service went live: kept, but neither late nor to do",
	"elsewhere":      "Answer recorded by hand",
	"filed":          "Filed in Outlook",
	"quarantine":     "By hand, from the quarantine:",
}

// eventDetails are actions that read better with what they tell of.
var eventDetails = map[string]string{
	"elsewhere none_needed":    "Recorded by hand: no answer needed",
	"filed owner":              "Filed in Outlook, in the folder of an owner",
	"filed done":               "Filed in Outlook, in a folder for what is done",
	"first_response found":     "First response, found in the mailbox",
	"first_response recorded":  "First response, as recorded by hand",
	"first_response corrected": "First response corrected by another letter",
	"first_response withdrawn": "First response taken back: no answer is known that arrived",
}

func (s *Server) detailWord(action, word string) string {
	switch action {
	case "topic", "received":
		if key, confirmed := strings.CutSuffix(word, " confirmed"); confirmed {
			return s.cfg.topicLabel(key) + " confirmed"
		}
		return s.cfg.topicLabel(word)
	case "concern":
		if c := concernLabel(classify.Concern(word)); c != "" {
			return strings.ToLower(strings.TrimPrefix(c, "Concern: "))
		}
	case "letter":
		if word == string(store.Out) {
			return "from us"
		}
		return "to us"
	case "status":
		return statusLabel(store.Status(word))
	}
	return word
}

// since says what was changed after the event that a page had shown last, and
// by whom: it may have been oneself, in another window.
func (s *Server) since(events []store.Event, seen int64, me store.User) (lines []string, by string) {
	var who []string
	for _, e := range events {
		if e.ID <= seen || e.Action == "look" {
			continue
		}
		name := byWhom(e.By)
		lines = append(lines, fmt.Sprintf("%s, %s: %s", name, s.when(e.At).Text, s.eventWords(e)))
		switch name {
		case me.Name:
			name = "you, in another window"
		case byProgram:
			name = "the program"
		}
		if !slices.Contains(who, name) {
			who = append(who, name)
		}
	}
	return lines, inWords(who)
}

// inWords joins a list as a sentence does: "a, b and c".
func inWords(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/store"
)

// elsewhereForm tells of an answer that no letter shows, as a person typed it.
type elsewhereForm struct {
	Way              string
	Day, Month, Year string
	Clock            string
	Who              string
}

// Ways are the ways of answering, as radio buttons.
func (f elsewhereForm) Ways() []option {
	var all []option
	for _, way := range store.Ways {
		all = append(all, option{string(way), sentenceCase(wayLabel(way)), f.Way == string(way)})
	}
	return all
}

// wayLabel is how an answer was given, as part of a sentence.
func wayLabel(way store.Way) string {
	switch way {
	case store.Phone:
		return "by phone"
	case store.PersonalMailbox:
		return "from a personal mailbox"
	case store.OtherTeam:
		return "by another team"
	case store.InPerson:
		return "in person"
	case store.NoneNeeded:
		return "no answer needed"
	}
	return strings.ReplaceAll(string(way), "_", " ")
}

// elsewhereNow is the empty form: whoever has just put down the phone need not
// enter the time.
func (s *Server) elsewhereNow() elsewhereForm {
	now := s.cfg.Now().In(s.cfg.Location)
	return elsewhereForm{
		Day: strconv.Itoa(now.Day()), Month: strconv.Itoa(int(now.Month())), Year: strconv.Itoa(now.Year()),
		Clock: now.Format("15:04"),
	}
}

func readElsewhere(v *visit) elsewhereForm {
	line := func(name string) string { return oneLine(plainText(v.PostForm.Get(name))) }
	return elsewhereForm{
		Way: line("way"), Day: line("day"), Month: line("month"), Year: line("year"), Clock: line("clock"),
		Who: plainText(v.PostForm.Get("who")),
	}
}

// mistakes are what a person has to put right in a form before it is saved.
type mistakes []fieldError

func (m mistakes) Error() string { return fmt.Sprintf("%d mistakes in a form", len(m)) }

// maxWho is how much may be said of who answered, in characters.
const maxWho = 500

// tellAnswer records an answer that no letter shows.
func (s *Server) tellAnswer(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "elsewhere", func(c store.Change, f submitted) error {
		e, err := s.store.Enquiry(v.Context(), c.Enquiry)
		if err != nil {
			return err
		}
		told, wrong := s.readTold(f.elsewhere, e.Received)
		if told.Way == store.NoneNeeded && e.OpenTasks > 0 && e.Version == c.Version {
			wrong = slices.Insert(wrong, 0, fieldError{"told-way", "Finish the sub-tasks before you say that no answer is needed: that would close the enquiry"})
		}
		if len(wrong) > 0 {
			return wrong
		}
		return s.store.TellAnswer(v.Context(), c, told)
	})
}

// readTold understands the form, or says what is wrong with it, in the order
// of its fields. An answer cannot be older than the letter, nor lie ahead.
func (s *Server) readTold(f elsewhereForm, received time.Time) (told store.Told, wrong mistakes) {
	say := func(field, text string) { wrong = append(wrong, fieldError{field, text}) }
	told = store.Told{Way: store.Way(f.Way), Who: f.Who}
	if !slices.Contains(store.Ways, told.Way) {
		say("told-way", "Choose how it was answered, or that no answer is needed")
	}
	at, problems := f.time(s.cfg.Location)
	wrong = append(wrong, problems...)
	switch {
	case len(problems) > 0:
	case at.After(s.cfg.Now()):
		say("told-day", "The answer must not be in the future: it is "+s.when(s.cfg.Now()).Text+" now")
	case at.Before(received.Truncate(time.Minute)):
		say("told-day", "The answer must not be before the letter came, on "+s.when(received).Text)
	case at.Before(received): // in the same minute: the form has no seconds
		at = received
	}
	told.At = at
	switch {
	case f.Who == "" && told.Way == store.NoneNeeded:
		say("told-who", "Say why no answer is needed")
	case f.Who == "":
		say("told-who", "Say who answered")
	case utf8.RuneCountInString(f.Who) > maxWho:
		say("told-who", fmt.Sprintf("Shorten this to %d characters", maxWho))
	}
	return told, wrong
}

// time reads the day and the time of day, or says what is wrong in which field.
func (f elsewhereForm) time(zone *time.Location) (at time.Time, wrong mistakes) {
	day, err := time.ParseInLocation("2-1-2006", f.Day+"-"+f.Month+"-"+f.Year, zone)
	if err != nil {
		wrong = append(wrong, fieldError{"told-day", "Enter the day, the month and the year of a day that exists, for example 9 11 2026"})
	}
	clock, err := time.Parse("15:04", f.Clock)
	if err != nil {
		wrong = append(wrong, fieldError{"told-clock", "Enter the time as hours and minutes, for example 14:30"})
	}
	if len(wrong) > 0 {
		return at, wrong
	}
	at = time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
	if at.Hour() != clock.Hour() || at.Minute() != clock.Minute() {
		wrong = append(wrong, fieldError{"told-clock", "There was no such time on that day: the clocks went forward"})
	}
	return at, wrong
}

// toldView is an answer that no letter shows, in the conversation.
type toldView struct {
	What string // "Answered by phone by Gwen Lead"
	At   when
	By   string // who recorded it
}

func (s *Server) toldView(t store.Told) *toldView {
	who := oneLine(t.Who)
	what := "Answered " + wayLabel(t.Way) + " by " + who
	switch t.Way {
	case store.OtherTeam:
		what = "Answered by another team: " + who
	case store.NoneNeeded:
		what = "No answer needed: " + who
	}
	return &toldView{What: what, At: s.when(t.At), By: t.By}
}

// part is one thing of a conversation: a letter, or an answer that none shows.
type part struct {
	Letter *letterView
	Told   *toldView
}

// conversation puts letters and told answers in the order of their times.
func (s *Server) conversation(e store.Enquiry) (all []part) {
	told, talk := e.Told, talkOf(e)
	for i, m := range e.Messages {
		for len(told) > 0 && told[0].At.Before(m.Received) {
			all, told = append(all, part{Told: s.toldView(told[0])}), told[1:]
		}
		letter := s.letterView(talk, i, m)
		all = append(all, part{Letter: &letter})
	}
	for _, t := range told {
		all = append(all, part{Told: s.toldView(t)})
	}
	return all
}

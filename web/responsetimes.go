package web

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// responseTimesPage is how fast people are answered, by topic.
type responseTimesPage struct {
	shell
	Errors   []fieldError
	Weeks    []option
	From, To string // dates as the fields show them
	Span     string // the dates in words
	Rows     []timesRow
	Total    string // enquiries in the span, in a sentence or two; "" for none
	Day      string // how long a working day is
}

// timesRow is the figures of one topic.
type timesRow struct {
	Topic    string
	Href     string // the enquiries behind them
	Count    int
	Answered int
	ByHand   string // "2 of 15 (13%)": answers that a person recorded
	Unneeded int    // beside Count: no answer was needed
	Median   string // working hours
	Days     string // the same in working days, when it is one or more
	Calendar string
	Target   string
	Share    string // "87% (13 of 15)"
}

// spans are the lengths that the page offers, in weeks.
var spans = []int{1, 4, 12, 26, 52}

func (s *Server) responseTimes(w http.ResponseWriter, v *visit) error {
	q := v.URL.Query()
	page := responseTimesPage{shell: s.shell(v, "Response times", "/response-times"), Day: exactSpan(s.day, calendarDay)}
	from, to, errs := s.span(q)
	status := http.StatusOK
	if len(errs) > 0 {
		page.Errors, page.HasError, status = errs, true, http.StatusUnprocessableEntity
	} else if err := page.fill(s, v, from, to); err != nil {
		return err
	}
	page.From, page.To = q.Get("from"), q.Get("to")
	page.Weeks = weekOptions(q)
	return s.render(w, status, "response-times", page)
}

// span reads the span of time: from one date to another, both included, or the
// last so many weeks up to now.
func (s *Server) span(q url.Values) (from, to time.Time, errs []fieldError) {
	now := s.cfg.Now().In(s.cfg.Location)
	y, m, d := now.Date()
	if q.Get("from") == "" && q.Get("to") == "" {
		return time.Date(y, m, d-7*weeksOf(q), 0, 0, 0, 0, s.cfg.Location), now, nil
	}
	read := func(field, name string) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, q.Get(field), s.cfg.Location)
		if err != nil {
			errs = append(errs, fieldError{field, "Enter the " + name + " day as a date, for example 2026-11-03"})
		}
		return t
	}
	from, to = read("from", "first"), read("to", "last")
	if len(errs) == 0 && to.Before(from) {
		errs = append(errs, fieldError{"to", "The last day must be the same as or after the first day"})
	}
	return from, to.AddDate(0, 0, 1), errs
}

func weeksOf(q url.Values) int {
	if n, err := strconv.Atoi(q.Get("weeks")); err == nil && n > 0 && n <= 520 {
		return n
	}
	return 4
}

func weekOptions(q url.Values) []option {
	chosen := weeksOf(q)
	var all []option
	known := false
	for _, n := range spans {
		all = append(all, option{strconv.Itoa(n), "Last " + count(n, "week"), n == chosen})
		known = known || n == chosen
	}
	if !known {
		all = append(all, option{strconv.Itoa(chosen), "Last " + count(chosen, "week"), true})
	}
	return all
}

func (p *responseTimesPage) fill(s *Server, v *visit, from, to time.Time) error {
	times, err := s.store.ResponseTimes(v.Context(), from, to)
	if err != nil {
		return fmt.Errorf("work out the response times: %w", err)
	}
	var sum store.TopicTimes
	for _, t := range times {
		p.Rows = append(p.Rows, s.timesRow(t))
		sum.Count += t.Count
		sum.Answered += t.Answered
		sum.ByHand += t.ByHand
		sum.Unneeded += t.Unneeded
	}
	lastDay := to.Add(-time.Second)
	p.Span = from.Format("Mon 2 Jan 2006") + " to " + lastDay.In(s.cfg.Location).Format("Mon 2 Jan 2006")
	p.Total = totalWords(sum)
	return nil
}

// totalWords sums up a span of time; "" when nothing was received in it.
func totalWords(sum store.TopicTimes) string {
	if sum.Count+sum.Unneeded == 0 {
		return ""
	}
	words := fmt.Sprintf("%s received, %s answered, %s not answered yet.", count(sum.Count, "enquiry"),
		grouped(sum.Answered), grouped(sum.Count-sum.Answered))
	if sum.ByHand > 0 {
		words += fmt.Sprintf(" Answers recorded by hand: %s.", share(sum.ByHand, sum.Answered))
	}
	if sum.Unneeded > 0 {
		words += fmt.Sprintf(" Beside these, %s needed no answer.", count(sum.Unneeded, "enquiry"))
	}
	return words
}

// share is a part of a whole that is not nothing: "2 of 15 (13%)".
func share(part, whole int) string {
	return fmt.Sprintf("%s of %s (%s)", grouped(part), grouped(whole), percent(part, whole))
}

// percent is a share as people read it. A part that is not nothing is never
// rounded to nothing, nor one that is not the whole to the whole.
func percent(part, whole int) string {
	switch {
	case part > 0 && 200*part < whole:
		return "under 1%"
	case part < whole && 200*(whole-part) <= whole:
		return "over 99%"
	}
	return fmt.Sprintf("%.0f%%", math.Round(100*float64(part)/float64(whole)))
}

func (s *Server) timesRow(t store.TopicTimes) timesRow {
	row := timesRow{
		Topic:    s.cfg.topicLabel(t.Topic),
		Href:     inboxHref(store.Filter{View: store.ViewAll, Topic: t.Topic}),
		Count:    t.Count,
		Answered: t.Answered,
		ByHand:   "none",
		Unneeded: t.Unneeded,
		Target:   "no target",
		Share:    "nothing to count yet",
	}
	if t.ByHand > 0 {
		row.ByHand = share(t.ByHand, t.Answered)
	}
	switch {
	case t.MedianKnown:
		row.Median, row.Calendar = workingHours(t.Median), exactSpan(t.Calendar, calendarDay)
		if t.Median >= s.day {
			row.Days = exactSpan(t.Median, s.day)
		}
	case t.Count > 0:
		row.Median, row.Calendar = "not reached yet", "not reached yet"
	default:
		row.Median, row.Calendar = "no enquiries", "no enquiries"
	}
	if t.Target > 0 {
		row.Target = exactSpan(t.Target, s.day)
		if t.Decided > 0 {
			row.Share = fmt.Sprintf("%.0f%% (%d of %d)", 100*float64(t.InTarget)/float64(t.Decided), t.InTarget, t.Decided)
		}
	} else {
		row.Share = "no target"
	}
	return row
}

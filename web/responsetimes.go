package web

import (
	"fmt"
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
	Total    string // enquiries in the span; "" for none
	Day      string // how long a working day is
}

// timesRow is the figures of one topic.
type timesRow struct {
	Topic    string
	Href     string // the enquiries behind them
	Count    int
	Answered int
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
	received, answered := 0, 0
	for _, t := range times {
		p.Rows = append(p.Rows, s.timesRow(t))
		received += t.Count
		answered += t.Answered
	}
	lastDay := to.Add(-time.Second)
	p.Span = from.Format("Mon 2 Jan 2006") + " to " + lastDay.In(s.cfg.Location).Format("Mon 2 Jan 2006")
	if len(times) > 0 && received > 0 {
		p.Total = fmt.Sprintf("%s received, %d answered, %d not answered yet", count(received, "enquiry"), answered, received-answered)
	}
	return nil
}

func (s *Server) timesRow(t store.TopicTimes) timesRow {
	row := timesRow{
		Topic:    s.cfg.topicLabel(t.Topic),
		Href:     inboxHref(store.Filter{View: store.ViewAll, Topic: t.Topic}),
		Count:    t.Count,
		Answered: t.Answered,
		Target:   "no target",
		Share:    "nothing to count yet",
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

package main

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"hee.nhs.uk/enquiries/store/worktime"
)

//go:embed demo/letters
var demoFiles embed.FS

// demoLetter is one of the demo's letters: a line of letters.jsonl that says
// where and when, and the letter beside it.
type demoLetter struct {
	Name              string  `json:"name"`
	Folder            string  `json:"folder"`
	At                string  `json:"at"` // wall-clock time in London, with workdays_ago or days_ago
	WorkdaysAgo       *int    `json:"workdays_ago"`
	DaysAgo           *int    `json:"days_ago"`
	MinutesAgo        *int    `json:"minutes_ago"`
	Answers           string  `json:"answers"` // the letter it answers, working_hours_later
	WorkingHoursLater float64 `json:"working_hours_later"`
	After             string  `json:"after"` // the letter it comes after, hours_later
	HoursLater        float64 `json:"hours_later"`
	ArrivesAfter      string  `json:"arrives_after"` // since the start, while one watches
	SortedAs          string  `json:"sorted_as"`     // topic that one of the staff sets or confirms
	SortedBy          string  `json:"sorted_by"`     // their name

	at   time.Time
	live time.Duration // of ArrivesAfter; 0: it is there at the start
	raw  []byte
}

// loadLetters reads the demo's letters and dates them by begin. The result is
// ordered by time, those that arrive while one watches last.
func loadLetters(begin time.Time, calendar *worktime.Calendar) ([]demoLetter, error) {
	manifest, err := demoFiles.ReadFile("demo/letters/letters.jsonl")
	if err != nil {
		return nil, err
	}
	var letters []demoLetter
	err = eachLine(bytes.NewReader(manifest), func(number int, text []byte) error {
		var l demoLetter
		if err := json.Unmarshal(text, &l); err != nil {
			return fmt.Errorf("letters.jsonl:%d: %w", number, err)
		}
		if l.raw, err = demoFiles.ReadFile("demo/letters/" + l.Name + ".eml"); err != nil {
			return fmt.Errorf("letters.jsonl:%d: %w", number, err)
		}
		letters = append(letters, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := dateLetters(letters, begin, calendar); err != nil {
		return nil, err
	}
	slices.SortStableFunc(letters, func(a, b demoLetter) int { return a.at.Compare(b.at) })
	return letters, fillIn(letters)
}

// dateLetters works out when each letter came. Letters that refer to another
// wait until that one has its time.
func dateLetters(letters []demoLetter, begin time.Time, calendar *worktime.Calendar) error {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	d := dater{begin: begin.In(london), calendar: calendar, known: map[string]time.Time{}}
	for left := len(letters); left > 0; {
		before := left
		for i := range letters {
			l := &letters[i]
			if !l.at.IsZero() {
				continue
			}
			if l.at, l.live, err = d.date(l); err != nil {
				return fmt.Errorf("%s: %w", l.Name, err)
			}
			if !l.at.IsZero() {
				d.known[l.Name] = l.at
				left--
			}
		}
		if left == before {
			return fmt.Errorf("%d letters refer to letters that are not there", left)
		}
	}
	return nil
}

type dater struct {
	begin    time.Time // in London
	calendar *worktime.Calendar
	known    map[string]time.Time
}

// date gives a letter's time, or the zero time when it follows a letter that
// has none yet.
func (d *dater) date(l *demoLetter) (at time.Time, live time.Duration, err error) {
	switch {
	case l.ArrivesAfter != "":
		live, err = time.ParseDuration(l.ArrivesAfter)
		return d.begin.Add(live), live, err
	case l.Answers != "" || l.After != "":
		first, ok := d.known[cmp.Or(l.Answers, l.After)]
		if !ok {
			return time.Time{}, 0, nil
		}
		at = first.Add(time.Duration(l.HoursLater * float64(time.Hour)))
		if l.Answers != "" {
			at = d.calendar.Add(first, time.Duration(l.WorkingHoursLater*float64(time.Hour)))
		}
		// what would lie in the future happened between then and now
		if latest := d.begin.Add(-2 * time.Minute); at.After(latest) {
			at = first.Add(latest.Sub(first) / 2)
		}
		return at.Truncate(time.Second), 0, nil
	case l.MinutesAgo != nil:
		return d.begin.Add(-time.Duration(*l.MinutesAgo) * time.Minute), 0, nil
	}
	return d.onDay(l)
}

func (d *dater) onDay(l *demoLetter) (time.Time, time.Duration, error) {
	clock, err := time.Parse("15:04", l.At)
	if err != nil {
		return time.Time{}, 0, err
	}
	day := d.begin
	switch {
	case l.DaysAgo != nil:
		day = day.AddDate(0, 0, -*l.DaysAgo)
	case l.WorkdaysAgo != nil:
		for n := *l.WorkdaysAgo; n > 0; {
			day = day.AddDate(0, 0, -1)
			if d.calendar.IsWorking(time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, day.Location())) {
				n--
			}
		}
	default:
		return time.Time{}, 0, fmt.Errorf("it says nowhere when it comes")
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, day.Location())
	if at.After(d.begin) {
		at = at.AddDate(0, 0, -1)
	}
	return at, 0, nil
}

var placeholder = regexp.MustCompile(`\{\{(date|on:[a-z0-9-]+|outlook:[a-z0-9-]+)\}\}`)

// fillIn replaces the placeholders in the letters: {{date}} by the letter's
// own date, {{on:NAME}} and {{outlook:NAME}} by that of the letter NAME as mail
// programs write it above a quotation.
func fillIn(letters []demoLetter) error {
	times := map[string]time.Time{}
	for _, l := range letters {
		times[l.Name] = l.at
	}
	for i := range letters {
		var missing string
		letters[i].raw = placeholder.ReplaceAllFunc(letters[i].raw, func(found []byte) []byte {
			what, name, _ := bytes.Cut(bytes.Trim(found, "{}"), []byte(":"))
			at, ok := times[cmp.Or(string(name), letters[i].Name)]
			if !ok {
				missing = string(name)
			}
			layout := map[string]string{"date": time.RFC1123Z, "on": "Mon, 2 Jan 2006 at 15:04", "outlook": "02 January 2006 15:04"}[string(what)]
			return []byte(at.Format(layout))
		})
		if missing != "" {
			return fmt.Errorf("%s.eml: there is no letter %q to take the date of", letters[i].Name, missing)
		}
	}
	return nil
}

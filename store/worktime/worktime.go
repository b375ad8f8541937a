// Package worktime computes with working time: how much of it lies between two
// instants, and when a given amount of it will have passed.
//
// It owns working hours, holidays and what clock changes do to both. It is
// pure: it never asks what time it is, and reads nothing but the zone data
// that is linked into it.
package worktime

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"
	_ "time/tzdata" // machines without zoneinfo (scratch images, Windows) know Europe/London too
)

// Hours is one day's working time as the clock on the wall shows it, since
// midnight: [From, To). The same two values mean that nobody works.
type Hours struct{ From, To time.Duration }

// Config says when people work.
type Config struct {
	Location *time.Location         // whose wall clock and civil dates count
	Days     map[time.Weekday]Hours // a day that is missing is no working day
	Holidays []Date                 // days on which nobody works, in any order
}

// Calendar computes with working time. It never changes once made and may be
// used by many goroutines.
//
// Times before the year 1700 or from 2250 on count as those bounds: a
// time.Duration spans 292 years, and a letter dated in the year 1 must neither
// overflow it nor cost a walk over 700,000 days.
type Calendar struct {
	config   Config
	holidays map[Date]bool
	until    Date
	spans    []span // of the years in which mail is dated, so that a search answers

	first, last time.Time // between which spans has every span
}

// span is one day's working time: [start, end) in unix nanoseconds.
type span struct {
	start, end int64
	before     time.Duration // working time from the first span's start to this one's
}

// The years for which spans are computed beforehand; others are walked by days,
// in milliseconds each. From 1970 on, because that is what a broken clock says.
var (
	tableFrom = Date{1970, time.January, 1}
	tableTo   = Date{2060, time.January, 1}
	firstDate = Date{1700, time.January, 1}
	lastDate  = Date{2250, time.January, 1}
)

// New checks a Config and makes a Calendar of it.
func New(c Config) (*Calendar, error) {
	if c.Location == nil {
		return nil, errors.New("working time: no time zone given")
	}
	total := time.Duration(0)
	for day, h := range c.Days {
		if h.From < 0 || h.To > 24*time.Hour || h.From > h.To {
			return nil, fmt.Errorf("working time on %s: %v to %v is no part of a day", day, h.From, h.To)
		}
		total += h.To - h.From
	}
	if total == 0 {
		return nil, errors.New("working time: no working hours on any day")
	}
	cal := &Calendar{config: c, holidays: make(map[Date]bool, len(c.Holidays))}
	for _, d := range c.Holidays {
		cal.holidays[d] = true
		if cal.until.Before(d) {
			cal.until = d
		}
	}
	cal.fill()
	return cal, nil
}

// Default is Monday to Friday, 09:00 to 17:00 in London, less the shipped bank
// holidays of England and Wales.
func Default() *Calendar {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // the zone data is linked in
	}
	days := map[time.Weekday]Hours{}
	for day := time.Monday; day <= time.Friday; day++ {
		days[day] = Hours{From: 9 * time.Hour, To: 17 * time.Hour}
	}
	cal, err := New(Config{Location: london, Days: days, Holidays: EnglandAndWales()})
	if err != nil {
		panic(err) // fixed values, tested
	}
	return cal
}

// HolidaysUntil is the date of the last known holiday; the zero Date when none
// is known. After it every weekday counts as a working day.
func (c *Calendar) HolidaysUntil() Date { return c.until }

// Location is the zone whose wall clock and civil dates count.
func (c *Calendar) Location() *time.Location { return c.config.Location }

// IsWorking reports whether people work at t.
func (c *Calendar) IsWorking(t time.Time) bool {
	from, to, ok := c.day(DateOf(t.In(c.config.Location)))
	return ok && !t.Before(from) && t.Before(to)
}

// Between is the working time from a to b; negative when b is before a.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	return c.since(b) - c.since(a)
}

// Add gives the first instant by which d of working time has passed since t;
// t itself when d is not positive. So work that ends with the day is due at
// 17:00, not at 09:00 of the day after.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	return c.at(c.since(t) + d)
}

// day gives the working time of a date; ok is false when there is none. The
// wall clock decides, so a day on which the clock is changed within the
// working hours is an hour shorter or longer.
func (c *Calendar) day(d Date) (from, to time.Time, ok bool) {
	h, works := c.config.Days[d.Weekday()]
	if !works || c.holidays[d] {
		return from, to, false
	}
	from, to = c.instant(d, h.From), c.instant(d, h.To)
	return from, to, from.Before(to)
}

func (c *Calendar) instant(d Date, wall time.Duration) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, int(wall), c.config.Location)
}

// fill computes the spans of the table's years: 23,000 of them, in some
// milliseconds, after which every question is a binary search.
func (c *Calendar) fill() {
	var sum time.Duration
	for d := tableFrom; d.Before(tableTo); d = d.next(1) {
		from, to, ok := c.day(d)
		if !ok {
			continue
		}
		c.spans = append(c.spans, span{from.UnixNano(), to.UnixNano(), sum})
		sum += to.Sub(from)
	}
	c.spans = slices.Clip(c.spans)
	c.first, c.last = c.instant(tableFrom, 0), c.instant(tableTo, 0)
}

// total is the working time of the whole table.
func (c *Calendar) total() time.Duration {
	last := c.spans[len(c.spans)-1]
	return last.before + time.Duration(last.end-last.start)
}

// since is the working time from the table's first instant to t, negative
// before it. Between is the difference of two of these, hence additive.
func (c *Calendar) since(t time.Time) time.Duration {
	switch {
	case t.Before(c.first):
		return -c.walk(t, c.first)
	case t.After(c.last):
		return c.total() + c.walk(c.last, t)
	}
	n := t.UnixNano()
	i := sort.Search(len(c.spans), func(i int) bool { return c.spans[i].end > n })
	if i == len(c.spans) {
		return c.total()
	}
	return c.spans[i].before + max(0, time.Duration(n-c.spans[i].start))
}

// walk sums the working time from a to b day by day, within the bounds.
func (c *Calendar) walk(a, b time.Time) time.Duration {
	if low := c.instant(firstDate, 0); a.Before(low) {
		a = low
	}
	if high := c.instant(lastDate, 0); b.After(high) {
		b = high
	}
	var sum time.Duration
	end := DateOf(b.In(c.config.Location))
	for d := DateOf(a.In(c.config.Location)); !end.Before(d); d = d.next(1) {
		from, to, ok := c.day(d)
		if !ok {
			continue
		}
		from, to = later(from, a), earlier(to, b)
		sum += max(0, to.Sub(from))
	}
	return sum
}

// at is the first instant t with since(t) == w.
func (c *Calendar) at(w time.Duration) time.Time {
	switch {
	case w <= 0:
		return c.before(w)
	case w > c.total():
		return c.after(w - c.total())
	}
	i := sort.Search(len(c.spans), func(i int) bool {
		s := c.spans[i]
		return s.before+time.Duration(s.end-s.start) >= w
	})
	s := c.spans[i]
	return time.Unix(0, s.start).Add(w - s.before).In(c.config.Location)
}

// before finds at(w) for w <= 0, in the years before the table.
func (c *Calendar) before(w time.Duration) time.Time {
	var sum time.Duration // since of the day's end
	for d := tableFrom.next(-1); !d.Before(firstDate); d = d.next(-1) {
		from, to, ok := c.day(d)
		if !ok {
			continue
		}
		sum -= to.Sub(from)
		if sum < w {
			return from.Add(w - sum)
		}
	}
	return c.instant(firstDate, 0)
}

// after finds the instant by which w has passed since the table's end.
func (c *Calendar) after(w time.Duration) time.Time {
	for d := tableTo; d.Before(lastDate); d = d.next(1) {
		from, to, ok := c.day(d)
		if !ok {
			continue
		}
		if len := to.Sub(from); len < w {
			w -= len
			continue
		}
		return from.Add(w)
	}
	return c.instant(lastDate, 0)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

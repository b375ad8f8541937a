package mailbox

import (
	"strings"
	"time"
)

const maxDuration = 10 * 366 * 24 * time.Hour // of an event

// when reads the times of an event.
func (e *event) when(i *Invitation) {
	start, ok := readClock(e.start.value)
	if !ok || !start.meant() {
		return
	}
	i.AllDay = start.day || e.allDay && start.midnight()
	i.Start, i.Floating = e.instant(start, e.start, i.AllDay)
	if end, ok := readClock(e.end.value); ok && end.meant() {
		if end.zone == nil && e.end.param("TZID") == "" {
			e.end.params = e.start.params // or it would end where nobody is
		}
		i.End, _ = e.instant(end, e.end, i.AllDay)
	} else {
		i.End = addDuration(i.Start, e.duration.value)
	}
	if !i.End.After(i.Start) {
		i.End = time.Time{}
	}
}

// instant gives the time that a clock shows where its property says; floating
// when it says nothing that is known.
func (e *event) instant(c clock, p property, allDay bool) (t time.Time, floating bool) {
	if allDay {
		return time.Date(c.year, c.month, c.date, 0, 0, 0, 0, time.UTC), false
	}
	zone := c.zone
	if zone == nil {
		zone = findZone(p.param("TZID"), c, e.zones)
	}
	if zone == nil {
		return c.in(time.UTC), true
	}
	return c.in(zone), false
}

// clock is what a calendar and a clock on a wall show.
type clock struct {
	year           int
	month          time.Month
	date           int
	hour, min, sec int
	day            bool           // a date without a time
	zone           *time.Location // nil when the value itself names none
}

func (c clock) in(zone *time.Location) time.Time {
	return time.Date(c.year, c.month, c.date, c.hour, c.min, c.sec, 0, zone)
}

// meant reports a year that somebody may make an appointment for. Rules of zones
// begin in others.
func (c clock) meant() bool { return c.year >= 1900 && c.year < 3000 }

func (c clock) midnight() bool { return c.hour == 0 && c.min == 0 && c.sec == 0 }

// readClock reads '20260601', '20260601T100000' and '20260601T100000Z' (RFC
// 5545, sections 3.3.4 and 3.3.5), also with the dashes and colons of ISO 8601
// and an offset behind.
func readClock(s string) (c clock, ok bool) {
	s = strings.TrimSpace(s[:min(len(s), 60)])
	day, rest, _ := strings.Cut(strings.Replace(s, " ", "T", 1), "T")
	day = strings.ReplaceAll(day, "-", "")
	if len(day) != 8 || !digits(day) {
		return c, false
	}
	c = clock{year: number(day[:4]), month: time.Month(number(day[4:6])), date: number(day[6:])}
	if c.month < 1 || c.month > 12 || c.date < 1 || c.date > 31 || c.year < 1 {
		return c, false
	}
	if rest == "" {
		c.day = true
		return c, true
	}
	hands, zone := rest, ""
	if at := strings.IndexAny(rest, "Zz+-"); at >= 0 {
		hands, zone = rest[:at], rest[at:]
	}
	hands, _, _ = strings.Cut(strings.ReplaceAll(hands, ":", ""), ".")
	if len(hands) == 4 {
		hands += "00"
	}
	if len(hands) != 6 || !digits(hands) {
		return c, false
	}
	c.hour, c.min, c.sec = number(hands[:2]), number(hands[2:4]), number(hands[4:])
	if zone != "" {
		c.zone = parseZone(strings.ToUpper(zone))
	}
	return c, c.hour < 24 && c.min < 60 && c.sec < 61
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// addDuration adds 'P1DT2H30M' (RFC 5545, section 3.3.6): days as the calendar
// has them, the rest by the clock. It gives the zero time when there is none.
func addDuration(start time.Time, s string) time.Time {
	s = strings.ToUpper(strings.TrimSpace(s[:min(len(s), 60)]))
	s, ok := strings.CutPrefix(strings.TrimPrefix(s, "+"), "P")
	if !ok {
		return time.Time{}
	}
	days, long, n, read := 0, time.Duration(0), 0, false
	for _, r := range s {
		unit := time.Duration(0)
		switch r {
		case 'T':
			continue
		case 'W':
			days += 7 * n
		case 'D':
			days += n
		case 'H':
			unit = time.Hour
		case 'M':
			unit = time.Minute
		case 'S':
			unit = time.Second
		default:
			if r < '0' || r > '9' || n > 1e6 {
				return time.Time{}
			}
			n = 10*n + int(r-'0')
			continue
		}
		long, n, read = long+time.Duration(n)*unit, 0, true
	}
	if !read || days > int(maxDuration/(24*time.Hour)) || long > maxDuration {
		return time.Time{}
	}
	return start.AddDate(0, 0, days).Add(long)
}

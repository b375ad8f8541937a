package mailbox

import (
	"slices"
	"strings"
	"time"
)

const (
	maxZones  = 20 // of a calendar
	maxOnsets = 50 // rules of a zone for when a time begins
)

// findZone gives the zone that a TZID names for a clock in it: one that is
// known by name, else what the calendar itself says of it, else what the name
// says. It gives nil for a name of which nothing is known.
func findZone(id string, c clock, own map[string]*vtimezone) *time.Location {
	id = strings.TrimSpace(textEscapes.Replace(id))
	if id == "" {
		return nil
	}
	if zone := namedZone(id); zone != nil {
		return zone
	}
	if offset, ok := own[id].offset(c); ok {
		return zone(offset)
	}
	return offsetName(id)
}

// namedZone knows names of the IANA database, maybe behind the path of a program
// ('/mozilla.org/20050126_1/Europe/London'), Windows' names and the cities that
// Outlook shows.
func namedZone(id string) *time.Location {
	lower := strings.ToLower(strings.Trim(id, `"/ `))
	switch lower {
	case "utc", "z", "gmt", "etc/utc", "etc/gmt", "tzone://microsoft/utc", "coordinated universal time", "(utc) coordinated universal time":
		return time.UTC
	}
	if name := windowsZones[lower]; name != "" {
		return loadZone(name)
	}
	if _, cities, ok := strings.Cut(lower, ")"); ok && (beginsFold(lower, "(utc") || beginsFold(lower, "(gmt")) {
		for city := range strings.SplitSeq(cities, ",") {
			if name := cityZones[strings.TrimSpace(city)]; name != "" {
				return loadZone(name)
			}
		}
	}
	parts := strings.Split(strings.Trim(id, `"/ `), "/")
	for n := min(3, len(parts)); n >= 2; n-- {
		if zoneAreas[parts[len(parts)-n]] {
			return loadZone(strings.Join(parts[len(parts)-n:], "/"))
		}
	}
	return nil
}

var zoneAreas = func() map[string]bool {
	areas := map[string]bool{}
	for _, a := range []string{"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Etc", "Europe", "Indian", "Mexico", "Pacific", "US"} {
		areas[a] = true
	}
	return areas
}()

// loadZone gives a zone of the IANA database, nil where the machine has none.
func loadZone(name string) *time.Location {
	if len(name) > 60 {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil // the calendar's own rules are next
	}
	return zone
}

// offsetName reads the offset out of '(UTC+01:00) Somewhere' and 'UTC+1'.
func offsetName(id string) *time.Location {
	s := strings.ToUpper(strings.TrimLeft(id, `"( `))
	s, utc := strings.CutPrefix(s, "UTC")
	if !utc {
		if s, utc = strings.CutPrefix(s, "GMT"); !utc {
			return nil
		}
	}
	if s == "" || s[0] != '+' && s[0] != '-' && s[0] != ')' {
		return nil
	}
	s, _, _ = strings.Cut(s, ")")
	if s == "" {
		return time.UTC
	}
	hours, minutes, _ := strings.Cut(s[1:], ":")
	if len(hours) == 4 {
		hours, minutes = hours[:2], hours[2:]
	}
	if hours == "" || len(hours) > 2 || !digits(hours) || len(minutes) > 2 || !digits(minutes) {
		return nil
	}
	return numericZone(s[:1], hours, minutes)
}

// vtimezone is a zone as a calendar describes it (RFC 5545, section 3.6.5).
type vtimezone struct {
	id     string
	onsets []onset
}

// onset is when standard or summer time begins.
type onset struct {
	first  clock
	offset int // seconds east of Greenwich from then on
	known  bool
	rule   string // 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', "" for once
	also   []clock
}

func (z *vtimezone) begin() {
	if len(z.onsets) < maxOnsets {
		z.onsets = append(z.onsets, onset{})
	}
}

func (z *vtimezone) add(p property) {
	if p.name == "TZID" {
		z.id = strings.TrimSpace(p.text())
		return
	}
	if len(z.onsets) == 0 {
		return
	}
	o := &z.onsets[len(z.onsets)-1]
	switch p.name {
	case "DTSTART":
		o.first, _ = readClock(p.value)
	case "TZOFFSETTO":
		o.offset, o.known = readOffset(p.value)
	case "RRULE":
		o.rule = strings.ToUpper(p.value[:min(len(p.value), maxEventLine)])
	case "RDATE":
		for value := range strings.SplitSeq(p.value, ",") {
			if c, ok := readClock(value); ok && len(o.also) < maxOnsets {
				o.also = append(o.also, c)
			}
		}
	}
}

// readOffset reads '+0100', '-053000' and '+01:00' as seconds.
func readOffset(s string) (seconds int, ok bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ":", "")
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' || !digits(s[1:]) {
		return 0, false
	}
	seconds = number(s[1:3])*3600 + number(s[3:5])*60 + number(s[5:])
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, seconds > -16*3600 && seconds < 16*3600
}

// offset gives the seconds east of Greenwich when a clock in the zone shows c:
// those of the time that began last. Before all of them the first counts.
func (z *vtimezone) offset(c clock) (seconds int, ok bool) {
	if z == nil {
		return 0, false
	}
	at, last := c.in(time.UTC), time.Time{}
	for i := range z.onsets {
		o := &z.onsets[i]
		if !o.known {
			continue
		}
		if begun := o.before(at); !ok || begun.After(last) {
			seconds, last, ok = o.offset, begun, true
		}
	}
	return seconds, ok
}

// before gives the last time up to at that the onset came, zero when it had not
// come yet.
func (o *onset) before(at time.Time) (last time.Time) {
	consider := func(t time.Time) {
		if !t.IsZero() && !t.After(at) && t.After(last) {
			last = t
		}
	}
	first := o.first.in(time.UTC)
	if o.first.year > 0 {
		consider(first)
	}
	for _, c := range o.also {
		consider(c.in(time.UTC))
	}
	if o.rule == "" {
		return last
	}
	for _, year := range []int{at.Year() - 1, at.Year()} {
		if t := yearly(o.rule, year, o.first); t.After(first) {
			consider(t)
		}
	}
	return last
}

// yearly gives the day in a year that a rule names, at the time of day of first;
// the zero time past the rule's end.
func yearly(rule string, year int, first clock) time.Time {
	month, day, date := first.month, "", 0
	for item := range strings.SplitSeq(rule, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		switch name {
		case "BYMONTH":
			if m := time.Month(number(value)); m >= 1 && m <= 12 {
				month = m
			}
		case "BYDAY":
			day = value
		case "BYMONTHDAY":
			value, _, _ = strings.Cut(value, ",")
			date = min(max(number(value), 0), 31)
		case "UNTIL":
			if until, ok := readClock(value); ok && until.year < year {
				return time.Time{}
			}
		}
	}
	if month == 0 {
		return time.Time{}
	}
	if date == 0 {
		date = max(first.date, 1)
	}
	t := time.Date(year, month, date, first.hour, first.min, first.sec, 0, time.UTC)
	if len(day) < 2 {
		return t
	}
	weekday := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, day[len(day)-2:])
	if weekday < 0 {
		return t
	}
	return nthWeekday(t, time.Weekday(weekday), number(day[:len(day)-2]), strings.Contains(rule, "BYMONTHDAY"))
}

// nthWeekday gives the n-th such day of the month of t, from its end when n is
// negative; from t itself when the rule names the days ('the first Sunday from
// the 8th on').
func nthWeekday(t time.Time, day time.Weekday, n int, from bool) time.Time {
	if n < 0 {
		end := time.Date(t.Year(), t.Month()+1, 0, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
		back := (int(end.Weekday()) - int(day) + 7) % 7
		return end.AddDate(0, 0, -back-7*(min(-n, 5)-1))
	}
	if !from {
		t = t.AddDate(0, 0, 1-t.Day())
	}
	ahead := (int(day) - int(t.Weekday()) + 7) % 7
	return t.AddDate(0, 0, ahead+7*(min(max(n, 1), 5)-1))
}

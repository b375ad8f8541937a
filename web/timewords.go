package web

import (
	"strconv"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/store/worktime"
)

// moment is a time as people here write it: "Tue 3 Nov, 09:14", with the year
// when that is not this one.
func moment(t, now time.Time, loc *time.Location) string {
	t, now = t.In(loc), now.In(loc)
	if t.Year() != now.Year() {
		return t.Format("Mon 2 Jan 2006, 15:04")
	}
	return t.Format("Mon 2 Jan, 15:04")
}

// count is a number with its noun: "1 hour", "3 hours".
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "ry"):
		return grouped(n) + " " + strings.TrimSuffix(noun, "y") + "ies"
	}
	return grouped(n) + " " + noun + "s"
}

// grouped is a whole number as people read it: "12,345".
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// times is how often: "once", "twice", "3 times".
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return count(n, "time")
}

// ago is how long ago something was, in its largest whole unit.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	if d < time.Minute {
		return "just now"
	}
	return span(d, calendarDay, "") + " ago"
}

// span is a duration in its largest whole unit, up to weeks when a day is a
// calendar day. kind stands before the unit: "working ".
func span(d, day time.Duration, kind string) string {
	switch days := int(d / day); {
	case d < time.Hour:
		return count(int(d/time.Minute), kind+"minute")
	case days < 1:
		return count(int(d/time.Hour), kind+"hour")
	case days >= 14 && kind == "":
		return count(days/7, "week")
	default:
		return count(days, kind+"day")
	}
}

// calendarDay is a day of the clock on the wall.
const calendarDay = 24 * time.Hour

// exactSpan is a duration in two units, for figures: "3 hours 20 minutes",
// "2 working days 1 hour". A day other than a calendar day is a working day.
func exactSpan(d, day time.Duration) string {
	noun := "working day"
	if day == calendarDay {
		noun = "day"
	}
	d = d.Round(time.Minute)
	days, hours := int(d/day), int(d%day/time.Hour)
	minutes := int(d % day % time.Hour / time.Minute)
	switch {
	case days > 0 && hours > 0:
		return count(days, noun) + " " + count(hours, "hour")
	case days > 0:
		return count(days, noun)
	case hours > 0 && minutes > 0:
		return count(hours, "hour") + " " + count(minutes, "minute")
	case hours > 0:
		return count(hours, "hour")
	}
	return count(minutes, "minute")
}

// workingHours is working time as teams are asked for it: "13.4 working hours",
// and "25 minutes" below an hour.
func workingHours(d time.Duration) string {
	d = d.Round(time.Minute)
	if d < time.Hour {
		return count(int(d/time.Minute), "minute")
	}
	hours := strings.TrimSuffix(strconv.FormatFloat(d.Hours(), 'f', 1, 64), ".0")
	if hours == "1" {
		return "1 working hour"
	}
	return hours + " working hours"
}

// clock knows enough to put a due time into words.
type clock struct {
	now time.Time
	cal *worktime.Calendar
	day time.Duration // working time of a full working day
}

// due says how a due time stands for something unanswered. Rounding is down
// both ways: there is at least so much left, and it is at least so late.
func (c clock) due(t time.Time) (words string, late bool) {
	if c.now.Before(t) {
		left := c.cal.Between(c.now, t)
		if left < time.Minute && !c.cal.IsWorking(c.now) {
			return "due when work begins", false
		}
		if left < time.Minute {
			return "due now", false
		}
		return "due in " + span(left, c.day, "working "), false
	}
	over := c.cal.Between(t, c.now)
	if over < time.Minute {
		return "late", true
	}
	return "late by " + span(over, c.day, "working "), true
}

// workingDay is the working time of the longest day of the fortnight after t:
// what "a working day" means. It is 8 hours when the calendar has none.
func workingDay(cal *worktime.Calendar, loc *time.Location, t time.Time) time.Duration {
	y, m, d := t.In(loc).Date()
	longest := time.Duration(0)
	for i := range 14 {
		from := time.Date(y, m, d+i, 0, 0, 0, 0, loc)
		to := time.Date(y, m, d+i+1, 0, 0, 0, 0, loc)
		longest = max(longest, cal.Between(from, to))
	}
	if longest < time.Hour {
		return 8 * time.Hour
	}
	return longest
}

package web

import (
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store/worktime"
)

var london = must(time.LoadLocation("Europe/London"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// at reads a wall-clock time in London.
func at(text string) time.Time {
	return must(time.ParseInLocation("2006-01-02 15:04", text, london))
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		name, now, due string
		want           string
		late           bool
	}{
		{"same morning", "2026-11-03 09:00", "2026-11-03 12:00", "due in 3 working hours", false},
		{"rounded down", "2026-11-03 09:01", "2026-11-03 12:00", "due in 2 working hours", false},
		{"one hour", "2026-11-03 11:00", "2026-11-03 12:00", "due in 1 working hour", false},
		{"minutes", "2026-11-03 11:20", "2026-11-03 12:00", "due in 40 working minutes", false},
		{"at once", "2026-11-03 11:59", "2026-11-03 11:59", "late", true},
		{"Monday morning, from Friday", "2026-11-09 09:00", "2026-11-06 16:00", "late by 1 working hour", true},
		{"Saturday for Monday", "2026-11-07 13:00", "2026-11-09 12:00", "due in 3 working hours", false},
		{"Sunday, missed on Friday evening", "2026-11-08 13:00", "2026-11-06 17:00", "late", true},
		{"two days", "2026-11-03 10:00", "2026-11-05 10:00", "due in 2 working days", false},
		{"late by a day", "2026-11-05 10:00", "2026-11-04 10:00", "late by 1 working day", true},
		{"over Christmas", "2026-12-24 16:00", "2026-12-29 10:00", "due in 2 working hours", false},
		{"late over Christmas", "2026-12-29 11:00", "2026-12-24 15:00", "late by 4 working hours", true},
		{"Easter Monday", "2026-04-06 12:00", "2026-04-07 09:30", "due in 30 working minutes", false},
		{"across the clock change", "2026-10-23 16:00", "2026-10-26 10:00", "due in 2 working hours", false},
		{"at night, due when work begins", "2026-11-03 03:00", "2026-11-03 09:00", "due when work begins", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl := clock{now: at(c.now), cal: worktime.Default(), day: 8 * time.Hour}
			if got, late := cl.due(at(c.due)); got != c.want || late != c.late {
				t.Errorf("got %q, late %v; want %q, late %v", got, late, c.want, c.late)
			}
		})
	}
}

func TestGrouped(t *testing.T) {
	for in, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 12345: "12,345", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := grouped(in); got != want {
			t.Errorf("%d: got %s", in, got)
		}
	}
	for _, c := range []struct {
		part, whole int
		want        string
	}{{1, 3, "1 of 3 (33%)"}, {1, 1000, "1 of 1,000 (under 1%)"}, {7, 7, "7 of 7 (100%)"}} {
		if got := share(c.part, c.whole); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestAgo(t *testing.T) {
	now := at("2026-11-09 09:00")
	for then, want := range map[string]string{
		"2026-11-09 09:00": "just now",
		"2026-11-09 09:05": "just now", // a clock that is a little ahead
		"2026-11-09 08:59": "1 minute ago",
		"2026-11-09 08:01": "59 minutes ago",
		"2026-11-09 07:00": "2 hours ago",
		"2026-11-08 09:00": "1 day ago",
		"2026-11-06 16:00": "2 days ago",
		"2026-10-27 09:00": "13 days ago",
		"2026-10-26 09:00": "2 weeks ago",
		"2025-11-09 09:00": "52 weeks ago",
	} {
		if got := ago(at(then), now); got != want {
			t.Errorf("%s: got %q, want %q", then, got, want)
		}
	}
}

func TestMoment(t *testing.T) {
	now := at("2026-11-09 09:00")
	for _, c := range []struct{ utc, want string }{
		{"2026-11-03T09:14:00Z", "Tue 3 Nov, 09:14"},
		{"2026-07-01T09:14:00Z", "Wed 1 Jul, 10:14"}, // summer time
		{"2025-12-31T23:59:00Z", "Wed 31 Dec 2025, 23:59"},
	} {
		if got := moment(must(time.Parse(time.RFC3339, c.utc)), now, london); got != c.want {
			t.Errorf("%s: got %q, want %q", c.utc, got, c.want)
		}
	}
}

func TestExactSpan(t *testing.T) {
	const day = 8 * time.Hour
	for d, want := range map[time.Duration]string{
		0:                             "0 minutes",
		59 * time.Second:              "1 minute",
		3*time.Hour + 20*time.Minute:  "3 hours 20 minutes",
		2 * time.Hour:                 "2 hours",
		8 * time.Hour:                 "1 working day",
		21 * time.Hour:                "2 working days 5 hours",
		8*time.Hour - 10*time.Second:  "1 working day",
		16*time.Hour + 30*time.Minute: "2 working days",
		25*time.Hour + 30*time.Minute: "3 working days 1 hour",
		7*time.Hour + 59*time.Minute:  "7 hours 59 minutes",
	} {
		if got := exactSpan(d, day); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestWorkingHours(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                               "0 minutes",
		59*time.Minute + 29*time.Second: "59 minutes",
		59*time.Minute + 31*time.Second: "1 working hour",
		90 * time.Minute:                "1.5 working hours",
		13 * time.Hour:                  "13 working hours",
		13*time.Hour + 20*time.Minute:   "13.3 working hours",
	} {
		if got := workingHours(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestWorkingDay(t *testing.T) {
	if got := workingDay(worktime.Default(), london, at("2026-12-24 09:00")); got != 8*time.Hour {
		t.Errorf("got %v, want 8h even at Christmas", got)
	}
}

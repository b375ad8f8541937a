package worktime

import (
	"math/rand/v2"
	"testing"
	"testing/quick"
	"time"
)

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}()

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, london)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func always(t *testing.T) *Calendar {
	t.Helper()
	days := map[time.Weekday]Hours{}
	for d := time.Sunday; d <= time.Saturday; d++ {
		days[d] = Hours{0, 24 * time.Hour}
	}
	c, err := New(Config{Location: london, Days: days})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBetween(t *testing.T) {
	c := Default()
	for _, test := range []struct {
		name, a, b string
		want       time.Duration
	}{
		{"within a day", "2026-11-04 10:00", "2026-11-04 12:30", 150 * time.Minute},
		{"before the day begins", "2026-11-04 06:00", "2026-11-04 10:00", time.Hour},
		{"overnight", "2026-11-04 16:00", "2026-11-05 10:00", 2 * time.Hour},
		{"a weekend", "2026-11-06 16:30", "2026-11-09 09:30", time.Hour},
		{"all within a weekend", "2026-11-07 10:00", "2026-11-08 20:00", 0},
		{"Easter", "2026-04-02 16:00", "2026-04-07 10:00", 2 * time.Hour},
		{"Christmas 2026, the 28th for Boxing Day", "2026-12-24 16:00", "2026-12-29 10:00", 2 * time.Hour},
		{"clocks go forward on a Sunday", "2026-03-27 16:00", "2026-03-30 10:00", 2 * time.Hour},
		{"clocks go back on a Sunday", "2026-10-23 16:00", "2026-10-26 10:00", 2 * time.Hour},
		{"backwards", "2026-11-04 12:00", "2026-11-04 10:00", -2 * time.Hour},
		{"a week", "2026-11-02 09:00", "2026-11-09 09:00", 40 * time.Hour},
		{"before the table", "1965-06-07 09:00", "1965-06-14 09:00", 40 * time.Hour},
		{"after the table", "2090-06-05 09:00", "2090-06-12 09:00", 40 * time.Hour},
		{"into the table", "1969-12-31 16:00", "1970-01-02 10:00", 10 * time.Hour},
		{"out of the table", "2059-12-31 16:00", "2060-01-02 10:00", 10 * time.Hour},
	} {
		if got := c.Between(at(t, test.a), at(t, test.b)); got != test.want {
			t.Errorf("%s: Between(%s, %s) = %v, want %v", test.name, test.a, test.b, got, test.want)
		}
	}
}

func TestAdd(t *testing.T) {
	c := Default()
	for _, test := range []struct {
		name, from string
		d          time.Duration
		want       string
	}{
		{"nothing", "2026-11-07 10:00", 0, "2026-11-07 10:00"},
		{"less than nothing", "2026-11-07 10:00", -time.Hour, "2026-11-07 10:00"},
		{"within a day", "2026-11-04 10:00", time.Hour, "2026-11-04 11:00"},
		{"to the day's end", "2026-11-04 10:00", 7 * time.Hour, "2026-11-04 17:00"},
		{"past the day's end", "2026-11-04 16:00", 2 * time.Hour, "2026-11-05 10:00"},
		{"from a weekend", "2026-11-07 10:00", 16 * time.Hour, "2026-11-10 17:00"},
		{"over Easter", "2026-04-02 16:00", 2 * time.Hour, "2026-04-07 10:00"},
		{"over a clock change", "2026-10-23 16:00", 9 * time.Hour, "2026-10-26 17:00"},
		{"before the table", "1965-06-11 16:00", 2 * time.Hour, "1965-06-14 10:00"},
		{"into the table", "1969-12-31 16:00", 2 * time.Hour, "1970-01-01 10:00"},
		{"to the table's edge", "1969-12-31 16:00", time.Hour, "1969-12-31 17:00"},
		{"after the table", "2090-06-09 16:00", 2 * time.Hour, "2090-06-12 10:00"},
	} {
		if got, want := c.Add(at(t, test.from), test.d), at(t, test.want); !got.Equal(want) {
			t.Errorf("%s: Add(%s, %v) = %v, want %v", test.name, test.from, test.d, got, want)
		}
	}
}

// A day on which the clock is changed is an hour shorter or longer for those
// who work round the clock.
func TestClockChangeWithinHours(t *testing.T) {
	c := always(t)
	for day, want := range map[string]time.Duration{
		"2026-03-29 00:00": 23 * time.Hour, "2026-10-25 00:00": 25 * time.Hour, "2026-06-01 00:00": 24 * time.Hour,
	} {
		a := at(t, day)
		if got := c.Between(a, a.AddDate(0, 0, 1)); got != want {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
}

func TestIsWorking(t *testing.T) {
	c := Default()
	for s, want := range map[string]bool{
		"2026-11-04 08:59": false, "2026-11-04 09:00": true, "2026-11-04 16:59": true, "2026-11-04 17:00": false,
		"2026-11-07 12:00": false, "2026-12-25 12:00": false, "2026-07-01 09:30": true,
	} {
		if got := c.IsWorking(at(t, s)); got != want {
			t.Errorf("IsWorking(%s) = %v", s, got)
		}
	}
	if !c.IsWorking(time.Date(2026, 7, 1, 8, 30, 0, 0, time.UTC)) {
		t.Error("08:30 UTC is 09:30 in summer London")
	}
}

// random instants: most in the table, some before, after and around clock changes.
func instant(r *rand.Rand) time.Time {
	span := func(from, to int) time.Time {
		lo := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		hi := time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		return time.Unix(lo+r.Int64N(hi-lo), r.Int64N(1e9))
	}
	switch r.IntN(8) {
	case 0:
		return span(1960, 1975)
	case 1:
		return span(2055, 2065)
	case 2:
		return time.Date(2026, 3, 26, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(7 * 24 * time.Hour))))
	case 3:
		return time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(7 * 24 * time.Hour))))
	}
	return span(2018, 2030)
}

func TestLaws(t *testing.T) {
	odd, err := New(Config{Location: london, Days: map[time.Weekday]Hours{
		time.Sunday: {30 * time.Minute, 5 * time.Hour}, time.Wednesday: {13*time.Hour + 7*time.Minute, 24 * time.Hour},
		time.Thursday: {0, time.Nanosecond},
	}, Holidays: EnglandAndWales()})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*Calendar{"default": Default(), "always": always(t), "odd": odd} {
		t.Run(name, func(t *testing.T) {
			law := func(seed uint64) bool {
				r := rand.New(rand.NewPCG(seed, 1))
				x, y, z := instant(r), instant(r), instant(r)
				d := time.Duration(r.Int64N(int64(2000 * time.Hour)))
				due := c.Add(x, d)
				switch {
				case c.Between(x, due) != d:
					t.Logf("Between(%v, Add(%v)) = %v", x, d, c.Between(x, due))
				case d > 0 && c.Between(x, due.Add(-1)) >= d:
					t.Logf("Add(%v, %v) = %v is not the first such instant", x, d, due)
				case c.Between(x, y)+c.Between(y, z) != c.Between(x, z):
					t.Logf("not additive: %v %v %v", x, y, z)
				case x.Before(y) && c.Between(x, y) < 0:
					t.Logf("not monotone: %v %v", x, y)
				case x.Before(y) && c.Between(x, y) > y.Sub(x):
					t.Logf("more than the time there is: %v %v", x, y)
				case c.IsWorking(x) != (c.Between(x, x.Add(1)) == 1):
					t.Logf("IsWorking disagrees with Between at %v", x)
				default:
					return true
				}
				return false
			}
			if err := quick.Check(law, &quick.Config{MaxCount: 500}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A slow and plain count by minutes agrees.
func TestAgainstMinutes(t *testing.T) {
	c := Default()
	for _, from := range []string{"2026-03-26 13:17", "2026-10-22 22:41", "2026-12-23 08:59"} {
		a := at(t, from)
		for n, sum := 0, time.Duration(0); n < 8*24*60; n++ {
			b := a.Add(time.Duration(n) * time.Minute)
			if got := c.Between(a, b); got != sum {
				t.Fatalf("Between(%v, %v) = %v, counted %v", a, b, got, sum)
			}
			if local := b.In(london); local.Weekday() != time.Saturday && local.Weekday() != time.Sunday &&
				local.Hour() >= 9 && local.Hour() < 17 && !isHoliday(local) {
				sum += time.Minute
			}
		}
	}
}

func isHoliday(t time.Time) bool {
	for _, d := range EnglandAndWales() {
		if d == DateOf(t) {
			return true
		}
	}
	return false
}

func TestFarAway(t *testing.T) {
	c := Default()
	if got := c.Between(time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); got <= 0 {
		t.Errorf("from the year 1 to 9999: %v", got)
	}
	if got := c.Add(time.Time{}, time.Hour); got.Year() != 1700 {
		t.Errorf("an hour after the year 1: %v", got)
	}
	if got := c.Add(at(t, "2026-01-01 00:00"), 1<<62); got.Year() != 2250 {
		t.Errorf("an age from now: %v", got)
	}
}

func TestNewRefuses(t *testing.T) {
	nine, five := 9*time.Hour, 17*time.Hour
	for name, c := range map[string]Config{
		"no zone":     {Days: map[time.Weekday]Hours{time.Monday: {nine, five}}},
		"no days":     {Location: london},
		"empty days":  {Location: london, Days: map[time.Weekday]Hours{time.Monday: {nine, nine}}},
		"backwards":   {Location: london, Days: map[time.Weekday]Hours{time.Monday: {five, nine}}},
		"over a day":  {Location: london, Days: map[time.Weekday]Hours{time.Monday: {nine, 25 * time.Hour}}},
		"before zero": {Location: london, Days: map[time.Weekday]Hours{time.Monday: {-1, nine}}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func BenchmarkBetweenTenYears(b *testing.B) {
	c := Default()
	x := time.Date(2019, 1, 3, 10, 0, 0, 0, london)
	y := x.AddDate(10, 0, 0)
	for b.Loop() {
		c.Between(x, y)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		Default()
	}
}

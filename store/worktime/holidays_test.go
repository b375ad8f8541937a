package worktime

import (
	"slices"
	"testing"
	"time"
)

// easter is Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// monday is the nth Monday of a month, the last one for n = -1.
func monday(year int, month time.Month, n int) Date {
	d := Date{year, month, 1}
	if n < 0 {
		for d = (Date{year, month + 1, 1}).next(-1); d.Weekday() != time.Monday; d = d.next(-1) {
		}
		return d
	}
	for d.Weekday() != time.Monday {
		d = d.next(1)
	}
	return d.next(7 * (n - 1))
}

// rule gives the bank holidays of a year without proclamations: a holiday that
// falls on a weekend is kept on the next weekday that is none already.
func rule(year int) []Date {
	sunday := easter(year)
	days := []Date{sunday.next(-2), sunday.next(1), monday(year, 5, 1), monday(year, 5, -1), monday(year, 8, -1)}
	for _, d := range []Date{{year, 1, 1}, {year, 12, 25}, {year, 12, 26}} {
		if d.Day == 25 && d.Weekday() == time.Sunday {
			d = d.next(2) // Boxing Day keeps its Monday
		}
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || slices.Contains(days, d) {
			d = d.next(1)
		}
		days = append(days, d)
	}
	return days
}

// The list equals the rule, but for the four proclamations of these years.
func TestBankHolidaysFollowTheRule(t *testing.T) {
	moved := map[int]struct{ gone, added []Date }{
		2020: {[]Date{{2020, 5, 4}}, []Date{{2020, 5, 8}}},
		2022: {[]Date{{2022, 5, 30}}, []Date{{2022, 6, 2}, {2022, 6, 3}, {2022, 9, 19}}},
		2023: {nil, []Date{{2023, 5, 8}}},
	}
	var want []Date
	for year := 2019; year <= 2028; year++ {
		for _, d := range append(rule(year), moved[year].added...) {
			if !slices.Contains(moved[year].gone, d) {
				want = append(want, d)
			}
		}
	}
	slices.SortFunc(want, func(a, b Date) int {
		if a.Before(b) {
			return -1
		}
		return 1
	})
	if got := EnglandAndWales(); !slices.Equal(got, want) {
		t.Errorf("shipped:\n%v\nby the rule:\n%v", got, want)
	}
}

func TestHolidaysUntil(t *testing.T) {
	if got, want := Default().HolidaysUntil(), (Date{2028, 12, 26}); got != want {
		t.Errorf("HolidaysUntil() = %v, want %v", got, want)
	}
}

func TestParseDate(t *testing.T) {
	if d, err := ParseDate("2026-12-25"); err != nil || d.String() != "2026-12-25" {
		t.Errorf("ParseDate: %v, %v", d, err)
	}
	if _, err := ParseDate("25/12/2026"); err == nil {
		t.Error("25/12/2026 accepted")
	}
}

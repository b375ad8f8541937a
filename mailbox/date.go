package mailbox

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The forms a date field takes: RFC 5322 and RFC 822, asctime, and ISO 8601.
var (
	dateMail  = regexp.MustCompile(`(?i)(\d{1,2})[ -]*([a-z]{3,9})\.?,?[ -]*(\d{2,4}),?\s+(?:at\s+)?(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*([ap]m\b)?\s*(.*)`)
	dateCtime = regexp.MustCompile(`(?i)\b([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+(.*?)\b(\d{4})\b(.*)`)
	dateISO   = regexp.MustCompile(`(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(.*)`)
	dateZone  = regexp.MustCompile(`^\W?(?:[A-Z]{3})?\s*([+-])\s*(?:(\d{1,2}):?(\d{2})|(\d{1,2}))\b`)
)

var zones = map[string]int{
	"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 3600, "ist": 3600, "west": 3600, "cet": 3600, "met": 3600, "cest": 7200, "mest": 7200,
	"eet": 7200, "eest": 10800, "msk": 10800, "est": -18000, "edt": -14400, "cst": -21600, "cdt": -18000,
	"mst": -25200, "mdt": -21600, "pst": -28800, "pdt": -25200, "jst": 32400, "kst": 32400, "hkt": 28800, "sgt": 28800, "awst": 28800,
	"aest": 36000, "aedt": 39600, "nzst": 43200, "nzdt": 46800, "sast": 7200, "ast": -14400, "adt": -10800, "akst": -32400, "hst": -36000,
}

// parseDate reads a Date field in the zone it was written in; a zone that
// nobody knows counts as UTC. ok is false when there is no date to be read.
func parseDate(s string) (t time.Time, ok bool) {
	if len(s) > 200 {
		s = s[:200]
	}
	s = decodeWords(s)
	zoneInComment := s
	s = strings.TrimSpace(stripComments(s))
	if t, ok := parseUsualDate(s); ok {
		return t, true
	}
	if m := dateISO.FindStringSubmatch(s); m != nil {
		return makeDate(m[1], m[2], m[3], m[4:7], m[7])
	}
	if m := dateMail.FindStringSubmatch(s); m != nil {
		zone := m[8]
		if zone == "" {
			if _, c, ok := strings.Cut(zoneInComment, "("); ok {
				zone = strings.Trim(c, "() ")
			}
		}
		if t, ok := makeDate(m[3], m[2], m[1], []string{hour24(m[4], m[7]), m[5], m[6]}, zone); ok {
			return t, true
		}
	}
	if m := dateCtime.FindStringSubmatch(s); m != nil {
		if t, ok := makeDate(m[7], m[1], m[2], m[3:6], m[6]+m[8]); ok {
			return t, true
		}
	}
	return parseLooseDate(s)
}

// hour24 gives an hour of the clock of twelve hours in that of 24.
func hour24(hour, half string) string {
	h := number(hour)
	switch {
	case strings.HasPrefix(strings.ToLower(half), "p") && h < 12:
		h += 12
	case strings.HasPrefix(strings.ToLower(half), "a") && h == 12:
		h = 0
	}
	return strconv.Itoa(h)
}

// parseUsualDate reads the form that nearly every letter has, 'Mon, 1 Jun 2026
// 10:00:00 +0100'. What it does not know is left to the expressions.
func parseUsualDate(s string) (t time.Time, ok bool) {
	if i := strings.IndexByte(s, ','); i == 3 {
		s = strings.TrimPrefix(s[4:], " ")
	}
	if len(s) > 1 && s[1] == ' ' {
		s = "0" + s
	}
	const form = "00 aaa 0000 00:00:00 +0000"
	if len(s) != len(form) {
		return time.Time{}, false
	}
	for i := range len(form) {
		c := s[i]
		switch form[i] {
		case '0':
			ok = '0' <= c && c <= '9'
		case 'a':
			ok = 'a' <= lowerByte(c) && lowerByte(c) <= 'z'
		case '+':
			ok = c == '+' || c == '-'
		default:
			ok = c == form[i]
		}
		if !ok {
			return time.Time{}, false
		}
	}
	return makeDate(s[7:11], s[3:6], s[:2], []string{s[12:14], s[15:17], s[18:20]}, s[21:])
}

func makeDate(year, month, day string, clock []string, zone string) (time.Time, bool) {
	y, mo, d := number(year), monthNumber(month), number(day)
	if len(year) == 2 && y < 50 || len(year) == 4 && y < 100 { // RFC 5322, section 4.3
		y += 2000
	} else if len(year) < 4 {
		y += 1900
	}
	h, m, sec := number(clock[0]), number(clock[1]), number(clock[2])
	if mo == 0 || d < 1 || d > 31 || h > 24 || h == 24 && m+sec > 0 || m > 59 || sec > 60 || y < 1900 || y > 9000 {
		return time.Time{}, false
	}
	return time.Date(y, mo, d, h, m, sec, 0, parseZone(zone)), true
}

func parseZone(s string) *time.Location {
	s = strings.TrimSpace(s)
	if len(s) == 5 && (s[0] == '+' || s[0] == '-') && strings.Trim(s[1:], "0123456789") == "" {
		return numericZone(s[:1], s[1:3], s[3:])
	}
	if m := dateZone.FindStringSubmatch(s); m != nil {
		return numericZone(m[1], m[2]+m[4], m[3])
	}
	name, _, _ := strings.Cut(strings.ToLower(s), " ")
	return zone(zones[name])
}

func numericZone(sign, hours, minutes string) *time.Location {
	offset := number(hours)*3600 + number(minutes)*60
	if offset > 15*3600 {
		return time.UTC
	}
	if sign == "-" {
		offset = -offset
	}
	return zone(offset)
}

func zone(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func monthNumber(s string) time.Month {
	if n := number(s); n >= 1 && n <= 12 {
		return time.Month(n)
	}
	if len(s) >= 3 {
		if i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3])); i >= 0 && i%3 == 0 {
			return time.Month(i/3 + 1)
		}
	}
	word := []rune(strings.ToLower(s))
	for n := min(len(word), 4); n >= 3; n-- {
		if m, ok := otherMonths[string(word[:n])]; ok {
			return m
		}
	}
	return 0
}

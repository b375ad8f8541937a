package mailbox

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// otherMonths are the beginnings of the names of months in the languages that
// mail programs of Europe write dates in, where they differ from the English.
var otherMonths = func() map[string]time.Month {
	m := map[string]time.Month{}
	for i, names := range []string{
		"gen ene ion янв led sty tam", "fev fév chw фев únor lut hel", "mär maw mrt мар märc márc maa bře", "avr abr ebr апр kwi huh dub", "mai mag maj mei май мая touk kvě",
		"juin giu meh июн cze kes čer", "juil lug gor июл lip hei črvc", "aoû aou ago aws авг sie elo srp", "set med сен wrz syy zář", "okt out ott hyd окт paź lok říj",
		"tac ноя lis", "dez dic déc rha дек gru jou pro",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = time.Month(i + 1)
		}
	}
	return m
}()

// What is looked for in a date of no known form.
var (
	looseClock   = regexp.MustCompile(`(?i)\b(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?(?:[.,]\d+)?(?:\s*([ap])\.?m\b\.?)?`)
	looseNumbers = regexp.MustCompile(`(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})`)
	looseNames   = regexp.MustCompile(`(?:(\d{1,2})(?:st|nd|rd|th|er|º)?[.,\s/-]+(?:de\s+)?)?(\pL{3,})[.,\s/-]+(?:de\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[.,\s]+)?(\d{4})\b`)
	looseCompact = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)(.*)`)
	looseSeconds = regexp.MustCompile(`^\d{9,10}$`)
)

// parseLooseDate reads a date of no form that a standard knows: months by name in
// other languages or before the day, numbers alone with the day first, as in
// Britain, days without a time of day, and seconds since 1970.
func parseLooseDate(s string) (t time.Time, ok bool) {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s))
	if looseSeconds.MatchString(s) {
		seconds, _ := strconv.ParseInt(s, 10, 64)
		return time.Unix(seconds, 0).UTC(), true
	}
	if m := looseCompact.FindStringSubmatch(s); m != nil {
		return makeDate(m[1], m[2], m[3], m[4:7], m[7])
	}
	clock, zone := []string{"0", "0", "0"}, ""
	day := s
	if at := lastClock(s); at != nil {
		m := looseClock.FindStringSubmatch(s[at[0]:at[1]])
		clock, zone = []string{hour24(m[1], m[4]), m[2], m[3]}, s[at[1]:]
		day = s[:at[0]] + " " + s[at[1]:]
	}
	if m := looseNames.FindStringSubmatch(day); m != nil && m[1]+m[3] != "" {
		if m[3] == "" || m[1] != "" {
			m[3] = m[1]
		}
		return makeDate(m[4], m[2], m[3], clock, zone)
	}
	m := looseNumbers.FindStringSubmatch(day)
	switch {
	case m == nil:
		return time.Time{}, false
	case m[1] != "":
		return makeDate(m[1], m[2], m[3], clock, zone)
	case number(m[5]) > 12:
		return makeDate(m[6], m[4], m[5], clock, zone)
	}
	return makeDate(m[6], m[5], m[4], clock, zone)
}

// lastClock finds the time of day, which stands behind a day that may look like one.
func lastClock(s string) []int {
	all := looseClock.FindAllStringIndex(s, 5)
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(s[all[i][0]:all[i][1]], ":") {
			return all[i]
		}
	}
	return nil
}

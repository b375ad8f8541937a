package mailbox

import (
	"regexp"
	"strings"
	"time"
)

// The forms of dates that only heads in texts have: Outlook's of America, days
// in numbers, the day first, those of China, Japan and Korea, and months in the
// languages of mail programs.
var (
	dateMonthFirst = regexp.MustCompile(`(?i)\b([a-z]{3,9})\.? (\d{1,2}),? (\d{4}),?(?: at)?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m\b)?\s*(.*)`)
	dateNumbers    = regexp.MustCompile(`\b(\d{1,2})(?:[/.]|\. )(\d{1,2})(?:[/.]|\. )(\d{4}),?\D{0,20}?(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*(.*)`)
	dateEast       = regexp.MustCompile(`(\d{4})(?:年|년 ?|/)(\d{1,2})(?:月|월 ?|/)(\d{1,2})日?일?\D{0,12}?(上午|下午|午前|午後|오전|오후)?\s?(\d{1,2}):(\d{2})(?::(\d{2}))?`)
	dateNamed      = regexp.MustCompile(`(\d{1,2})\.?º? (?:de )?(\p{L}{3,12})\.?,? (?:de )?(\d{4})\P{N}{0,24}?(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?:\s*(?i:([ap])\.?m\b\.?))?(?:\s*\(?([A-Z]{2,5}[+-]?\d*|[+-]\d{2}:?\d{2})\b)?`)
	dateYearFirst  = regexp.MustCompile(`(\d{4})\. ?(\d{1,2}|\p{L}{3,12})\.? (\d{1,2})\.\P{N}{0,16}(\d{1,2}):(\d{2})(?::(\d{2}))?`)
)

// monthNames are the months in the languages of mail programs, each by the
// beginnings that no other month of any of them has.
var monthNames = [12]string{
	"jan|gen|ene|ian|sty|led|tam|ion|oca|янв|січ|ιαν",
	"feb|fév|fev|févr|helm|úno|lut|chwe|şub|фев|лют|φεβ",
	"mar|mär|mrt|maaliskuu|maalis|maal|břez|mawr|márc|мар|бер|μαρ|μάρ",
	"apr|avr|abr|huh|dub|kwi|ebr|nis|ápr|апр|кві|απρ",
	"may|mai|maj|mag|mei|touko|květ|kvě|máj|мая|май|тра|μαΐ|μαι|μάι",
	"juin|jun|giu|kesä|červn|čer|cze|meh|haz|iun|jún|июн|чер|ιουν",
	"jul|juil|lug|heinä|červenc|lip|gorff|tem|iul|júl|июл|лип|ιουλ",
	"aug|aoû|ago|elo|srp|sie|awst|ağu|авг|сер|αυγ",
	"sep|set|syys|zář|wrz|medi|eyl|szept|сен|вер|σεπ",
	"oct|okt|ott|out|loka|říj|paź|hyd|eki|окт|жов|οκτ",
	"nov|marras|lis|tach|kas|ноя|лис|νοε",
	"dec|déc|dez|dic|des|joulu|pro|gru|rhag|ara|дек|гру|δεκ",
}

// monthOf gives the number of the month that a word names, 0 when none: of all
// beginnings that fit, the longest counts ('červenec' is not 'červen').
func monthOf(word string) (month int) {
	word, longest := strings.ToLower(word), 0
	for i, names := range monthNames {
		for name := range strings.SplitSeq(names, "|") {
			if len(name) > longest && strings.HasPrefix(word, name) {
				month, longest = i+1, len(name)
			}
		}
	}
	return month
}

// quotedDate reads the date in a head; the zero time when it cannot be read. It
// is in UTC as written when it names no zone.
func quotedDate(value string) time.Time {
	value = strings.ToValidUTF8(value[:min(len(value), 400)], "")
	value = strings.Join(strings.Fields(value), " ")
	if m := dateNamed.FindStringSubmatch(value); m != nil {
		if month := monthOf(m[2]); month > 0 {
			clock := clockOf(m[4:7])
			if m[7] != "" {
				clock += " " + m[7] + "m"
			}
			t, _ := parseDate(m[1] + " " + time.Month(month).String()[:3] + " " + m[3] + " " + clock + " " + m[8])
			return t
		}
	}
	if known := knownForm(value); known != "" {
		value = known
	}
	t, _ := parseDate(value)
	return t
}

// knownForm puts a date into a form that parseDate knows; "" when it cannot.
func knownForm(value string) string {
	if m := dateMonthFirst.FindStringSubmatch(value); m != nil {
		return m[2] + " " + m[1] + " " + m[3] + " " + clockOf(m[4:7]) + " " + m[7] + " " + m[8]
	}
	if m := dateEast.FindStringSubmatch(value); m != nil {
		half := map[string]string{"上午": " am", "下午": " pm", "午前": " am", "午後": " pm", "오전": " am", "오후": " pm"}[m[4]]
		return m[3] + " " + monthShort(m[2]) + " " + m[1] + " " + clockOf(m[5:8]) + half
	}
	if m := dateNumbers.FindStringSubmatch(value); m != nil {
		return m[3] + "-" + m[2] + "-" + m[1] + " " + clockOf(m[4:7]) + " " + m[7]
	}
	if m := dateYearFirst.FindStringSubmatch(value); m != nil {
		return m[3] + " " + monthShort(m[2]) + " " + m[1] + " " + clockOf(m[4:7])
	}
	return ""
}

// monthShort gives the English beginning of a month's name or number.
func monthShort(s string) string {
	month := number(s)
	if month == 0 {
		month = monthOf(s)
	}
	if month < 1 || month > 12 {
		return s
	}
	return time.Month(month).String()[:3]
}

func clockOf(parts []string) string { return strings.TrimSuffix(strings.Join(parts, ":"), ":") }

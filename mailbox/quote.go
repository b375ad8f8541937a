package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// cut is a letter's text parted into what its writer wrote and what follows.
type cut struct {
	own     []string
	head    []string // what a mail program put above below
	below   []string // unmarked quoted or forwarded mail, without its head
	forward bool     // below was handed on to be read
}

// The search for the heads of quoted mail ends after these, as a letter could be
// made of lines that all look like one. What stands behind counts as own.
const (
	headSearch = 256 << 10 // bytes of the text
	headTries  = 256 << 10 // bytes matched with the expressions for reply heads
)

// cutQuotes takes quoted mail out of a text. Lines behind '>' go, what stands
// between them stays. From a head that no '>' follows, everything goes: below
// it nothing tells the quoted from the writer's.
func cutQuotes(lines []string) (c cut) {
	end := linesWithin(lines, headSearch)
	shared := splitSharedLines(lines[:end])
	if len(shared) != end {
		lines, end = append(shared, lines[end:]...), len(shared)
	}
	search := headSearchState{tries: headTries}
	own := func(i int) {
		if len(c.own) == i { // nothing was left out so far
			c.own = lines[: i+1 : i+1]
			return
		}
		c.own = append(c.own, lines[i])
	}
	for i := 0; i < len(lines); i++ {
		if isQuoted(lines[i]) && !falseQuote(lines, i) {
			continue
		}
		if i >= end {
			own(i)
			continue
		}
		if n, sure := replyHead(lines, i, &search); n > 0 && nextQuoted(lines[i+n:]) {
			i += n - 1
			continue
		} else if n > 0 && sure {
			c.below = lines[i+n:]
			return c
		}
		if n, forward := mailHead(lines, i); n > 0 {
			c.head, c.below = lines[i:i+n], lines[i+n:]
			c.forward = forward || pointsBelow(c.own)
			return c
		}
		own(i)
	}
	return c
}

// linesWithin gives the number of lines that the first most bytes hold.
func linesWithin(lines []string, most int) int {
	for i, line := range lines {
		if most -= len(line) + 1; most < 0 {
			return i
		}
	}
	return len(lines)
}

func isQuoted(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") }

// falseQuote reports a '>' that quotes nothing: it closes a link broken over two
// lines, or is half of '>>> look <<<'.
func falseQuote(lines []string, i int) bool {
	if strings.HasSuffix(strings.TrimSpace(lines[i]), "<<") {
		return true
	}
	if i == 0 {
		return false
	}
	above := lines[i-1]
	open := strings.LastIndexByte(above, '<')
	return open >= 0 && !strings.Contains(above[open:], ">") && strings.Contains(above[open:], "://") && !isQuoted(above)
}

func nextQuoted(lines []string) bool {
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			return isQuoted(line)
		}
		if i > 5 {
			break
		}
	}
	return false
}

// pointsBelow reports a short text that sends its reader to the mail below it.
func pointsBelow(own []string) bool {
	text := strings.Join(own, " ")
	return len(text) < 600 && below.MatchString(text)
}

var below = regexp.MustCompile(`(?i)\b(below|forward(ed|ing)?|fwd|fyi|for your (information|attention)|inline|in-line|in (red|blue|green|bold|capitals)|underneath|isod|ymlaen)\b`)

// A reply head is a sentence such as 'On Monday, Jo Bloggs wrote:'. It begins
// with one of the openings, ends with one of the verbs, and names a day or an
// address; mail programs break it over several lines. (\b knows ASCII only, so
// the verbs end before anything that is no letter.)
var (
	headOpens  = regexp.MustCompile(`(?i)^(on|ar|ddydd|le|am|el|il|in data|op|em|w dniu|dnia|den|d\.|på|pe|fra|vào|a las|od|użytkownik)\s`)
	headDated  = regexp.MustCompile(`^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}\.? \p{L}{3,9}\.? \d{4}|\p{L}{2,4}\.?,? \d{1,2}\.? \p{L}{3,9}\.? \d{4}|\p{L}{3}[,.]? \p{L}{3,9} \d{1,2})`)
	headEnds   = regexp.MustCompile(`(?i)[\s>)"](wrote|writes|said|sent|ysgrifennodd|a écrit|écrivait|schrieb|schreibt|geschrieben|escribió|ha scritto|scrisse|schreef|geschreven|escreveu|napisał(\(a\)|a)?|pisze|skrev|skrev følgende|kirjoitti|написал(\(а\)|а)?|пишет|đã viết|a scris)\s*[:：]$`)
	headMiddle = regexp.MustCompile(`(?i)\s(wrote|schrieb|schreibt|schreef|skrev|följande|escribió|escreveu|a écrit|ha scritto|ysgrifennodd|napisał)[^\p{L}:][^:]{0,120}[:：]$`)
	headName   = regexp.MustCompile(`(?i)^[^:]{0,100}<?[\w.+-]+@[\w.-]+>?[^:]{0,40}\s(wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|ysgrifennodd|kirjoitti|написала?|пишет)\s*[:：]$`)
	headBare   = regexp.MustCompile(`(?i)^on\s.{0,80}\d{1,2}:\d{2}.{0,120}@.{0,80}\swrote$`)
	headRuled  = regexp.MustCompile(`(?i)^-{3,} ?\S.{0,200}\swrote ?-{3,}$`)
	headYear   = regexp.MustCompile(`\b(19|20)\d\d\b.*@[\w.-]+>?\s*[:：]$`)
	headPlain  = regexp.MustCompile(`^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s.{0,100}<\S+@\S+>$`)
	hasDate    = regexp.MustCompile(`\d|@`)
	hasClock   = regexp.MustCompile(`\d{1,2}[:.]\d{2}`)
)

// replyHead gives the number of lines of the reply head that begins at line i,
// 0 when none does. It is sure when it has what mail programs write, an address
// or a time of day: 'On 3 May 2026 my son wrote:' has neither, and may go on in
// the writer's own words. It takes the bytes it matches off the search's.
func replyHead(lines []string, i int, search *headSearchState) (n int, sure bool) {
	if !search.headFollows(lines, i) {
		return 0, false
	}
	first := headText(lines[i])
	if first == "" || len(first) > 400 || search.tries < 0 {
		return 0, false
	}
	if strings.HasSuffix(first, "wrote") && headRuled.MatchString(strings.TrimSpace(lines[i])) {
		return 1, true
	}
	opens, dated := headOpens.MatchString(first+" "), headDated.MatchString(first)
	if !opens && !dated && !strings.ContainsAny(first, "@<") {
		return 0, false
	}
	if headPlain.MatchString(first) {
		return 1, nextQuoted(lines[i+1:])
	}
	joined, blanks := "", 0
	for n := 1; n <= 6 && i+n <= len(lines) && len(joined) < 500; n++ {
		line := headText(lines[i+n-1])
		if line == "" {
			if blanks++; blanks > 1 || !opens || !hasClock.MatchString(first) {
				break
			}
			continue
		}
		joined = strings.TrimSpace(joined + " " + line)
		if !mayEndHead(joined) {
			continue
		}
		search.tries -= len(joined)
		if isReplyHead(joined, opens, dated) {
			return n, strings.Contains(joined, "@") || hasClock.MatchString(joined) && !pronoun.MatchString(joined)
		}
	}
	return 0, false
}

// headSearchState is what a search for heads has used and knows.
type headSearchState struct {
	tries int // bytes that expressions may still be tried on
	next  int // no line before it, from the one looked at on, ends as a head does
}

// headFollows looks, before anything costly is tried, whether one of the next
// lines ends as a head does. Lines are asked for in their order.
func (s *headSearchState) headFollows(lines []string, i int) bool {
	s.next = max(s.next, i)
	for s.next < min(i+6, len(lines)) {
		if end := headText(lines[s.next]); mayEndHead(end) || strings.HasSuffix(end, ">") {
			return true
		}
		s.next++
	}
	return false
}

func mayEndHead(s string) bool {
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：") || strings.HasSuffix(s, "wrote")
}

var pronoun = regexp.MustCompile(`(?i)\b(I|we|he|she|they|you) (wrote|said|sent)\b`)

// headText is a line without what surrounds a head: quote marks, rules, bold.
func headText(line string) string {
	line = strings.TrimLeft(strings.TrimSpace(line), "> *_\"-")
	return strings.TrimRight(line, " *_-")
}

func isReplyHead(s string, opens, dated bool) bool {
	if !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "：") {
		return opens && strings.HasSuffix(s, "wrote") && headBare.MatchString(s)
	}
	switch {
	case (opens || dated) && hasDate.MatchString(s) && headEnds.MatchString(s):
		return true
	case (opens || dated) && headMiddle.MatchString(s) && (strings.Contains(s, "@") || hasClock.MatchString(s)):
		return true
	case dated && strings.Contains(s, "@") && len(s) < 200:
		return true
	}
	return headName.MatchString(s) || len(s) < 200 && headYear.MatchString(s)
}

// splitSharedLines breaks a line that holds the end of an answer and a whole
// reply head: 'Thanks On Mon, 1 Jun 2026, Jo wrote:'.
func splitSharedLines(lines []string) []string {
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasSuffix(line, "wrote:") }) {
		return lines
	}
	var out []string
	for _, line := range lines {
		if !strings.HasSuffix(line, "wrote:") {
			out = append(out, line)
			continue
		}
		from := max(0, len(line)-400) // the longest head
		if m := sharedHead.FindStringIndex(line[from:]); m != nil && from+m[0] > 0 && !isQuoted(line) {
			at := from + m[0]
			out = append(out, line[:at], strings.TrimSpace(line[at:]))
			continue
		}
		out = append(out, line)
	}
	return out
}

var sharedHead = regexp.MustCompile(`\bOn (Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? [^:]{4,40}\d{4}.{0,120}\bwrote:\s*$`)

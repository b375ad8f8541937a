package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// A reply head is a sentence such as 'On Monday, Jo Bloggs wrote:'. It ends with
// a colon, has one of the verbs, and names a day or an address; mail programs
// break it over several lines. (\b knows ASCII only, so the verbs end before
// anything that is no letter.)
const (
	wroteLatin = `wrote|writes|ysgrifennodd|a écrit|écrivait|schrieb|schreibt|geschrieben|escribió|ha scritto|scrisse|schreef|geschreven|escreveu|` +
		`napisał(?:\(a\)|a)?|pisze|skrev(?: følgende)?|følgende|följande|kirjoitti|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|írta|a scris|yazdı|` +
		`napisa(?:o|la)(?: je|/la)?|kirjutas|rašė|rakstīja|написала?|написал\(а\)|писал\(а\)|пишет|пише|написав|написа|έγραψε|đã viết|menulis`
	wroteOther = `写道|寫道|のメール|のメッセージ|書きました|작성`
	address    = `[<(\[]\s*(?:mailto:)?[^\s<>()\[\]@]+@[\w.-]+\s*[>)\]]`
)

var (
	headOpens = newChoice(`(?i)^(on|ar|ddydd|le|am|el|il|in data|op|em|no dia|w dniu|dnia|dne|dňa|den|d\.|på|pe|la|în|fra|vào|a las|od|użytkownik|dana|на|στις|την|στην|pada|kuupäev|在|於)[\s\p{Han}]`)
	headDated = regexp.MustCompile(`^(?:\p{L}{1,14}[.,，]{0,2}\s+){0,2}\d{1,4}[-/.年,]?\s?.{0,40}?(?:(?:19|20)\d\d|\d[-/.]\d\d|\d{1,2}[:.]\d\d|\d月)`)
	headVerb  = regexp.MustCompile(`(?i)(?:^|\P{L})(?:` + wroteLatin + `)(?:\P{L}|$)|` + wroteOther)
	headSaid  = regexp.MustCompile(`(?i)\s(?:said|sent)\s*:$`)
	headRest  = regexp.MustCompile(`^(?:\([^()]{0,80}\))?\s*$`)
	headNamed = regexp.MustCompile(`(?i)^(?:[^:<(\[]{0,80}` + address + `[\s>,]*|\S{1,80}@[\w.-]+\s+)(?:` + wroteLatin + `)\s*[:：]$`)
	headQuote = regexp.MustCompile(`(?i)^(?:quoting|zitat von|citando|citant) .{0,80}@.{0,80}[:：]$`)
	headBare  = regexp.MustCompile(`(?i)^on\s.{0,80}\d{1,2}:\d{2}.{0,120}@.{0,80}\swrote$`)
	headRuled = regexp.MustCompile(`(?i)^-{3,} ?\S.{0,200}\swrote\s*:? ?-{3,}$`)
	headGroup = regexp.MustCompile(`^>>> ?[^<>]\S?.{0,120}\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.{0,40}\d[:.]\d\d.{0,20}>>>$`)
	headPlain = regexp.MustCompile(`^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s.{0,100}<\S+@\S+>$`)
	endsAngle = regexp.MustCompile(address + `\s*[:：]$`)
	endsBare  = regexp.MustCompile(`\s\S+@[\w.-]+>?\s*[:：]$`)
	inAngle   = regexp.MustCompile(address)
	hasDate   = regexp.MustCompile(`\d|@`)
	hasClock  = regexp.MustCompile(`\d{1,2}[:.h]\d{2}|\d時|\d时|\d點`)
	hasYear   = regexp.MustCompile(`(?:19|20)\d\d|/\d\d\b`)
)

// spoken are words by which people tell of others, and mail programs do not:
// 'On 3 May at 10:30 my son wrote:'. The English ones are words of other
// languages as well, so they count before an English verb alone.
var (
	spoken        = regexp.MustCompile(`(?:^|[\s,])(?:I|I'm|I’m|[Mm]y|[Oo]ur|we|she|he|they|[Hh]is|[Hh]er|[Tt]heir|me|us|the|a|an|who|when)[\s,].*(?i:wrote|writes|said|sent)\s*:$`)
	spokenForeign = regexp.MustCompile(`(?:^|[\s,])(?:mein|meine|unsere?|mon|notre|mijn|onze|mio|mia|nostr[oa]|meu|minha|mój|moja|min|mitt|fy|mój|мой|моя|мій|моя|μου)[\s,]`)
	fullName      = regexp.MustCompile(`\p{Lu}[\p{L}'’.-]* (?:\p{L}+ )?\p{Lu}\p{L}`)
)

var youWrote = regexp.MustCompile(`(?i)\byou (?:wrote|said|sent)\b`)

// replyHead gives the number of lines of the reply head that begins at line i,
// 0 when none does. It is sure when it has what mail programs write, an address
// or a time of day, and does not sound like a person: 'On 3 May 2026 my son
// wrote:' may go on in the writer's own words. It takes the bytes it matches off
// the search's.
func replyHead(lines []string, i int, search *headSearchState) (n int, sure bool) {
	if !search.headFollows(lines, i) {
		return 0, false
	}
	first := headText(lines[i])
	if first == "" || len(first) > 400 || search.tries < 0 {
		return 0, false
	}
	if strings.HasPrefix(strings.TrimSpace(lines[i]), "---") && headRuled.MatchString(strings.TrimSpace(lines[i])) {
		return 1, true
	}
	search.tries -= 2 * len(first)
	opens, dated := headOpens.MatchString(first+" "), isDated(first)
	if !opens && !dated && !strings.ContainsAny(first, "@<") {
		return 0, false
	}
	if isDigit(first[0]) && headPlain.MatchString(first) {
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
			return n, sureHead(joined)
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

// headText is a line without what surrounds a head: quote marks, rules, bold.
func headText(line string) string {
	if line = strings.TrimSpace(line); line != "" && !isASCIILetter(line[0]) {
		line = strings.TrimLeft(line, "> *_\"-")
	}
	if line == "" || isASCIILetter(line[len(line)-1]) {
		return line
	}
	return strings.TrimRight(line, " *_-")
}

// isReplyHead reports a whole reply head. opens and dated say that it begins
// with one of the openings, or with a day.
func isReplyHead(s string, opens, dated bool) bool {
	if !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "：") {
		return opens && strings.HasSuffix(s, "wrote") && headBare.MatchString(s)
	}
	angle := strings.Contains(s, "@") && inAngle.MatchString(s)
	if !angle && strings.Contains(s, " I ") || len(s) > 500 {
		return false
	}
	clock := strings.ContainsAny(s, decimals) && hasClock.MatchString(strings.TrimRight(s, ":： "))
	if at := findVerb(s); at != nil {
		rest := strings.TrimSpace(strings.TrimRight(s[at[1]:], ":：) "))
		if rest == "" || headRest.MatchString(rest+")") {
			return (opens || dated) && hasDate.MatchString(s) || angle && clock && hasYear.MatchString(s) || headNamed.MatchString(s)
		}
		return len(rest) <= 140 && (angle || (opens || dated) && (clock || strings.Contains(s, "@")) || clock && hasYear.MatchString(rest) && len(s) < 160) &&
			(opens || dated || clock)
	}
	switch {
	case (containsFold(s, "aid") || containsFold(s, "ent")) && headSaid.MatchString(s):
		return (opens || dated) && strings.Contains(s, "@")
	case quoteOpens.may(s) && headQuote.MatchString(s):
		return true
	}
	return len(s) < 200 && clock && (endsAngle.MatchString(s) && (dated || hasYear.MatchString(s)) || dated && endsBare.MatchString(s))
}

const decimals = "0123456789"

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isDated(s string) bool { return strings.ContainsAny(s, decimals) && headDated.MatchString(s) }

var quoteOpens = opens("quoting", "zitat von", "citan")

// findVerb is headVerb.FindStringIndex, tried where one of the verbs may be.
func findVerb(s string) []int {
	if isASCII(s) {
		if !slices.ContainsFunc(verbsASCII, func(verb string) bool { return containsFold(s, verb) }) {
			return nil
		}
	}
	return headVerb.FindStringIndex(s)
}

// verbsASCII are the beginnings of all verbs that are ASCII.
var verbsASCII = strings.Fields("wrote writes ysgrifennodd schrieb schreibt geschrieben scritto scrisse schreef geschreven escreveu pisze napisa napsal kirjoitti kirjutas scris menulis skrev")

// containsFold looks for a word in lower case, in whatever case of ASCII.
func containsFold(s, word string) bool {
	upper := word[0] - ('a' - 'A')
	for i := 0; i+len(word) <= len(s); i++ {
		if (s[i] == word[0] || s[i] == upper) && beginsFold(s[i:], word) {
			return true
		}
	}
	return false
}

// sureHead reports whether a reply head has what a person would not write: an
// address, or a day, a time of day and a full name.
func sureHead(s string) bool {
	if youWrote.MatchString(s) || spoken.MatchString(s) || spokenForeign.MatchString(s) {
		return false
	}
	if strings.Contains(s, "@") {
		return true
	}
	at := hasClock.FindAllStringIndex(s, -1)
	return len(at) > 0 && hasYear.MatchString(s) && fullName.MatchString(s[at[len(at)-1][1]:]) && (headOpens.MatchString(s) || isDated(s))
}

// groupHead reports the head that GroupWise writes in one line, '>>> Jo Bloggs
// 01/06/2026 10:00 >>>', above mail that it does not mark, or a ticket system's.
func groupHead(line string) bool {
	return replyLine(line) || strings.HasPrefix(line, ">>>") && strings.HasSuffix(line, ">>>") && len(line) < 300 && headGroup.MatchString(line)
}

// replyLine reports the line that ticket systems ask people to answer above.
func replyLine(line string) bool {
	line = strings.Trim(line, " \t-#=*_~[]()<>")
	return len(line) < 100 && replyLineOpens.may(line) && replyLineMark.MatchString(line)
}

var (
	replyLineOpens = opens("please ", "type ", "reply ", "write ", "respond ", "enter ", "add ", "do not write below", "ysgrif", "teipi", "ateb")
	replyLineMark  = regexp.MustCompile(`(?i)^(?:(?:please )?(?:(?:type|write|enter|add|leave) )?(?:your |a |any )?(?:reply|replies|response|answer|comments?|respond)(?: only)? above this line|please reply above this line|` +
		`do not write below this line|(?:ysgrifennwch|teipiwch) eich ateb uwch(?:ben|law) y llinell hon|atebwch uwch(?:ben|law) y llinell hon)\.?$`)
)

// splitSharedLines breaks a line that holds the end of an answer and a whole
// reply head: 'Thanks On Mon, 1 Jun 2026, Jo wrote:'.
func splitSharedLines(lines []string) []string {
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasSuffix(line, "wrote:") || strings.Contains(line, headGoesOn) }) {
		return lines
	}
	var out []string
	for _, line := range lines {
		if head, rest, ok := strings.Cut(line, headGoesOn); ok && len(head) < 300 && headBefore.MatchString(head) {
			out = append(out, strings.TrimSpace(head)+"> wrote:", rest)
			continue
		}
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

// headGoesOn is what Yahoo on a telephone writes where the quote follows on the
// line of its head, headBefore what stands before it there.
const headGoesOn = "> wrote:  "

var headBefore = regexp.MustCompile(`^\s*On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*, .{4,60}\d{1,2}:\d\d.{0,100}<[^<>\s]+@[^<>\s]+$`)

var sharedHead = regexp.MustCompile(`\bOn (Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? [^:]{4,40}\d{4}.{0,120}\bwrote:\s*$`)

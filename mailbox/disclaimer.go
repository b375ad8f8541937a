package mailbox

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// disclaimerStart are the words that the notices of organisations begin with.
var disclaimerStart = newChoice(`(?i)^(?:(?:this|the contents of this|the information (?:contained )?in this|the contents? of this|any information in this|information (?:contained )?in this|privileged/confidential information) (?:e-?mail|message|communication|transmission|electronic|may be contained)\b.{0,160}\b(?:confidential|privileged|intended|proprietary|attachments?|virus|viruses|sender|recipient|addressee|message)|` +
	`(?:confidentiality|disclaimer)(?: notice| statement)?\s*[:.]|(?:confidentiality|privacy|legal|e-?mail) (?:notice|statement|disclaimer)|(?:e-?mail )?disclaimer$|if you (?:are not|have received|receive|believe you have received|think you have received) (?:the (?:intended|named)|this (?:e-?mail|message|communication|transmission) (?:in error|by mistake))|the information contained in this|this message may contain|` +
	`unless (?:otherwise )?(?:expressly )?stated,? (?:this|any|the views|the contents)|the views (?:and opinions )?(?:expressed )?in this (?:e-?mail|message)|any (?:views|opinions)(?: or opinions)?,? (?:expressed|presented|given) in this (?:e-?mail|message)|all (?:incoming and outgoing )?e-?mails? (?:sent to|to|and|may|are)\b.{0,120}\b(?:monitored|recorded|scanned|disclosed)|e-?mails? (?:sent|communications?|traffic|may|are|can)\b.{0,120}\b(?:be (?:monitored|recorded|intercepted|disclosed)|not secure|monitored)|we may monitor (?:e-?mail|the content|all|and record)|please note that (?:all )?(?:e-?mails?|messages|information|correspondence)\b.{0,120}\b(?:may|will|can|could) be (?:monitored|recorded|disclosed|made public|subject)|` +
	`(?:p )?please (?:consider|think of) the environment(?:[.!]*\s*$|\b.{0,60}(?:print|before))|(?:p )?(?:please )?(?:consider|think of) the environment before|(?:please )?think before (?:you print|printing)|please (?:do not|don['’]t) print this|save (?:paper|a tree)|ystyriwch yr amgylchedd|meddyliwch (?:cyn argraffu|am yr amgylchedd)|cyn argraffu.{0,40}(?:e-?bost|neges|amgylchedd)|` +
	`we welcome (?:correspondence|calls|communication|receiving|phone calls|letters)\b.{0,60}\bwelsh|(?:rydym yn croesawu|croesewir|croesawn|mae croeso i chi)\b.{0,60}gymraeg|` +
	`mae(?:'r|’r)? (?:e-?bost|neges|ebost|cynnwys y neges|cynnwys yr e-?bost|wybodaeth yn y neges|wybodaeth yn yr e-?bost|wybodaeth sydd yn yr e-?bost|gwybodaeth) ?(?:hwn|hon)?\b.{0,160}(?:(?:c|g|ch|ngh)yfrinachol|atodiad|\b[bfm]wriad)|gall y neges hon|[bf]wriedir y neges hon|os nad (?:chi|ydych chi|ydych)(?: yw'r| yw’r|'n|’n)? derbynnydd|os (?:ydych|ydych chi) wedi derbyn y (?:neges|e-?bost)|os derbynioch|hysbysiad cyfrinachedd|ymwadiad|` +
	`scanned by|this e-?mail has been (?:scanned|checked)|this message has been (?:scanned|checked)|this email was scanned|this email has been sent (?:using|via|through) a secure|this email was sent securely|virus-free\.|avast|nhsmail is the secure|nhsmail is approved|for more information and to find out how you can switch|click here to report this (?:e-?mail|message)|registered (?:office|in england(?: and wales)?|charity|company)\b.{0,80}\d|company (?:number|registration)\W{0,5}\d|(?:registered )?charity (?:numbers?|no\.?|registration)\b.{0,60}\d|(?:rhif elusen|elusen gofrestredig)\b.{0,60}\d|(?:internet )?e-?mails? (?:is|are) not (?:to be (?:treated|regarded|relied on) as )?(?:a )?secure|(?:you|some people who received this message) don['’]t often get e-?mail from\b.{0,300}learn why|authorised and regulated|` +
	`diese (?:e-?mail|nachricht)\b.{0,120}vertraulich|ce (?:message|courriel|mail|courrier)\b.{0,160}(?:confidentiel|destin)|le informazioni contenute in quest|questo messaggio\b.{0,120}(?:riservat|confidenzial)|(?:este (?:mensaje|correo|mensagem|e-?mail)|esta mensagem|la información contenida en este)\b.{0,160}(?:confiden|destinatari)|de informatie (?:verzonden|in dit|in deze)|dit (?:bericht|e-?mail)\b.{0,120}vertrouwelijk|denne (?:e-?mail|meddelelse|melding|e-?post)\b.{0,120}(?:fortrolig|konfidensiel)|detta (?:meddelande|e-post)\b.{0,120}konfidentiell)`)

var disclaimerOpens = opens("this e", "this m", "this c", "this t", "the co", "the in", "the view", "information", "privileged", "confidential", "disclaimer", "privacy", "legal", "email", "e-mail", "if you ", "unle",
	"please con", "please thin", "please do", "please note", "p please", "p con", "p thin", "consider the", "think ", "any v", "any o", "any in", "all e", "all in", "we welcome", "we may", "save ", "ystyr", "meddyl", "cyn ar",
	"rydym yn c", "croe", "mae", "gall y", "bwriedir", "fwriedir", "os n", "os y", "os d", "hysb", "ymw", "scanned", "virus-", "avas", "nhsm", "for more", "click here", "registered", "company", "authorised", "charity", "rhif e", "elu", "internet e", "you don", "some people",
	"ce ", "le info", "que", "este ", "esta ", "la info", "de info", "dit ", "denne ", "detta ", "diese ")

var disclaimerWords = regexp.MustCompile(`(?i)(confidential|intended recipient|addressee|in error|unauthori[sz]ed|disclos|privileged|virus|nhsmail|freedom of information act|notify the sender|delete|copy(ing)? or|registered (office|in england)|liability|\b(c|g|ch|ngh)yfrinachol|\b[bfm]wriad|derbynnydd|ar gam|secure e-?mail|securely|scanned|accredited|monitor|intended|environment|charity|number|welsh|gymraeg|saesneg|opinions|views|dileu|derbyn\w*|atodiad\w*|vertraulich|riservat|confidentiel|destinat|confidencial|vertrouwelijk|fortrolig)`)

// noticeOpens are what the matches of disclaimerWords begin with, noticeWords
// some of those whole.
var (
	noticeOpens = opens("confid", "intended", "addressee", "in error", "unauthori", "disclo", "privileged", "viru", "nhsmail", "freedom of", "notify the", "delete", "copy", "registered",
		"liability", "cyfrinachol", "gyfrinachol", "chyfrinachol", "nghyfrinachol", "bwriad", "fwriad", "mwriad", "derbyn", "ar gam", "secure", "scanned", "accredited", "monitor", "environment", "charity",
		"number", "wel", "gymraeg", "sae", "opinion", "view", "dileu", "atodiad", "vertraulich", "ri", "destinat", "vertrouwelij", "fortrolig")
	noticeWords = opens("confidential", "intended", "addressee", "privileged", "delete", "liability", "monitor")
)

// mentionsNotice is disclaimerWords.MatchString at a hundredth of its cost.
func mentionsNotice(text string) bool {
	if !noticeOpens.within(text) {
		return false
	}
	for i := range len(text) {
		if text[i] < utf8.RuneSelf && noticeWords.may(text[i:]) {
			return true
		}
	}
	return disclaimerWords.MatchString(text)
}

var banner = regexp.MustCompile(`(?i)^[\s*\[!>|⚠️]*(?:(?:caution|warning|external(?: e-?mail| sender| message)?|rhybudd|allanol|e-?bost allanol|be cautious|security (?:notice|warning|alert))\s*[:!\]*-].{0,400}|(?:this (?:message|e-?mail) (?:originated|came|was sent|has originated|is|was|has come)(?: from)? (?:outside|(?:from )?an external)|(?:you|some people who received this message) don['’]t often get (?:e-?mail|email) from|this (?:message|e-?mail) (?:was|is) (?:from )?an external|external sender|this sender is external|mae(?:'r|’r) (?:e-?bost|neges|ebost) (?:hwn|hon) (?:wedi dod|o(?:'r|’r) tu allan|yn dod)|daeth (?:y neges|yr e-?bost)|this e-?mail is from an (?:external|outside)|e-?mail from outside).{0,400}|(?:\[?external\]?|caution|allanol)\s*\]?)[*\]]*$`)

var bannerOpens = opens("caution", "warning", "external", "rhybudd", "allanol", "e-", "email", "eb", "be cautious", "security", "this ", "you don", "some people", "mae", "daeth")

func isDisclaimerStart(line string) bool {
	line = strings.TrimLeft(line, " \t*_>-[") // by hand: the expression is slow on deep indents
	if strings.HasPrefix(line, "<http") {
		if _, after, ok := strings.Cut(line, "> "); ok {
			line = after
		}
	}
	return len(line) < 4000 && (disclaimerOpens.may(line) && disclaimerStart.MatchString(line) || isNamedNotice(line) || isRegistration(line))
}

// isNamedNotice reports a notice behind the name of whose it is: 'Example Council
// disclaimer: This email ...'.
func isNamedNotice(line string) bool {
	const most = 80
	start := line[:min(len(line), most)]
	at := max(strings.Index(start, "isclaimer:"), strings.Index(start, "ISCLAIMER:"))
	if at < 0 {
		return false
	}
	rest := strings.TrimLeft(line[at+len("isclaimer:"):], " \t*_")
	return disclaimerOpens.may(rest) && disclaimerStart.MatchString(rest)
}

// isRegistration reports what charities have to write: their name, that they are
// one, and their number, with which the sentence ends.
func isRegistration(line string) bool {
	const most = 120
	return strings.Contains(line[:min(len(line), most)], " is a ") && registration.MatchString(line)
}

var registration = regexp.MustCompile(`^\p{Lu}[^.?!:]{1,80} is a (?:registered (?:charity|charitable|company)|company (?:limited|registered)|charity registered|charitable)\b[^.?!]{0,120}(?:\bno\. ?)?\d{5,}[).\s]*(?:$|(?i:registered|a company|company|charity|vat|regulated|incorporated|its registered)\b)`)

// dropBanners drops the warnings that gateways put on top of letters from
// outside, one or two paragraphs within the first few lines.
func dropBanners(lines []string) []string {
	for range 3 {
		rest := dropBanner(lines)
		if len(rest) == len(lines) {
			break
		}
		lines = rest
	}
	return lines
}

func dropBanner(lines []string) []string {
	for i := 0; i < len(lines) && i < 4; i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" || isRule(line) {
			continue
		}
		if !bannerOpens.may(strings.TrimLeft(line, " \t\n\f\r*[!>|")) || !banner.MatchString(line) {
			return lines
		}
		end := i + 1
		for end < len(lines) && end < i+5 && strings.TrimSpace(lines[end]) != "" && bannerMore.MatchString(lines[end]) {
			end++
		}
		whole := strings.Join(lines[i:end], " ")
		if !bannerMore.MatchString(whole) || !bannerSure.MatchString(whole) || personal.MatchString(whole) || alarms(whole) {
			return lines
		}
		return lines[end:]
	}
	return lines
}

// personal are words by which people speak of themselves and notices do not,
// 'dw i' as well.
var personal = wholeWords(set("I me Me my My fi fy rwy Rwy"))

// wholeWords are looked for whole and in this case.
type wholeWords map[string]bool

func (w wholeWords) MatchString(s string) bool {
	before := "" // the word before a single space
	for i := 0; i < len(s); i++ {
		from := i
		for i < len(s) && isWordByte(s[i]) {
			i++
		}
		word := s[from:i]
		if len(word) > 0 && len(word) <= len("Rwy") && w[word] || word == "i" && before == "dw" {
			return true
		}
		if before = ""; i < len(s) && s[i] == ' ' {
			before = word
		}
	}
	return false
}

func isWordByte(c byte) bool { return wordKind[c] == letterByte || c == '_' }

var bannerMore = regexp.MustCompile(`(?i)\b(click|links?|attachments?|recogni[sz]e|outside|external|learn why|dolenni|ddolenni|atodiadau|allanol|tu allan)\b`)

// bannerSure are words that tell a gateway's warning from a person's: 'Warning:
// the links on your page are dead'.
var bannerSure = regexp.MustCompile(`(?i)\b(?:outside|external|recogni[sz]e|organi[sz]ation|sender|learn why|tu allan|allanol|adnabod|sefydliad|anfonwr)\b`)

// cutDisclaimers drops paragraphs that are notices, and between rules of stars,
// as NHSmail writes them, whole blocks. A paragraph that only follows a notice
// has to sound like one to go as well, and none goes in which a person speaks.
func cutDisclaimers(lines []string) []string {
	var out []string // nil as long as nothing was dropped
	after := false
	for i, end := 0, 0; i < len(lines); i = end {
		end = i + 1
		drop := false
		if strings.TrimSpace(lines[i]) != "" {
			end = paragraphEnd(lines, i)
			drop, after = isNotice(lines[i:end], after)
		}
		switch {
		case drop && out == nil:
			out = withoutHeading(append(make([]string, 0, len(lines)), lines[:i]...))
		case drop:
			out = withoutHeading(out)
		case !drop && out != nil:
			out = append(out, lines[i:end]...)
		}
	}
	if out == nil {
		return lines
	}
	return out
}

// withoutHeading drops the heading of a notice from the end of what stands above
// it, where nothing but the two is left of the notice.
func withoutHeading(above []string) []string {
	last := len(above) - 1
	for last >= max(0, len(above)-4) && isRule(above[last]) {
		last--
	}
	if last < 0 || last > 0 && strings.TrimSpace(above[last-1]) != "" || !isNoticeHeading(above[last]) {
		return above
	}
	return above[:last]
}

func isNoticeHeading(line string) bool {
	const most = 60
	line = strings.Trim(line, " \t*_:")
	return len(line) <= most && disclaimerOpens.may(line) && noticeHeading.MatchString(line)
}

var noticeHeading = regexp.MustCompile(`(?i)^(?:(?:e-?mail |legal )?disclaimer|(?:confidentiality|privacy|legal|e-?mail) (?:notice|statement|disclaimer)|hysbysiad cyfrinachedd|ymwadiad)$`)

// isNotice reports whether a paragraph is one, and whether what follows it
// follows a notice. after says that this one does.
func isNotice(paragraph []string, after bool) (notice, follows bool) {
	begins := isDisclaimerStart(firstText(paragraph))
	if !begins && !after {
		return false, false
	}
	text := strings.Join(paragraph, " ")
	sure := len(text) > 60 && !beginsFold(strings.TrimLeft(text, " \t*_>-"), "this ") // as people's sentences begin too
	notice = begins && (sure || mentionsNotice(text)) ||
		after && noticeOpens.within(text) && len(disclaimerWords.FindAllString(text, 2)) > 1
	if notice && !personal.MatchString(text) && !asks(text) && !alarms(text) {
		return true, true
	}
	return false, after && isRule(text)
}

// asks reports a question mark that stands in no link.
func asks(text string) bool {
	for {
		at := strings.IndexByte(text, '?')
		if at < 0 {
			return false
		}
		from := strings.LastIndexByte(text[:at], ' ') + 1
		if !strings.Contains(text[from:at], "://") || at+1 == len(text) || !isWordByte(text[at+1]) {
			return true
		}
		text = text[at+1:]
	}
}

// firstText gives the first lines of a paragraph that are no rule, joined, as a
// notice's first sentence may be broken.
func firstText(lines []string) string {
	for i, line := range lines {
		if !isRule(line) {
			return strings.Join(lines[i:min(len(lines), i+3)], " ")
		}
	}
	return ""
}

// paragraphEnd gives the line after a paragraph. A notice that begins without
// an empty line before it is a paragraph of its own.
func paragraphEnd(lines []string, i int) int {
	for j := i + 1; j < len(lines); j++ {
		if strings.TrimSpace(lines[j]) == "" || isDisclaimerStart(lines[j]) && !isRule(lines[j-1]) {
			return j
		}
	}
	return len(lines)
}

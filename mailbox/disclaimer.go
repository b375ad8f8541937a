package mailbox

import (
	"regexp"
	"strings"
)

// disclaimerStart are the words that the notices of organisations begin with.
var disclaimerStart = regexp.MustCompile(`(?i)^((this|the contents of this|the information (contained )?in this|the content of this|information in this) (e-?mail|message|communication|transmission|electronic)\b.{0,120}\b(confidential|privileged|intended|proprietary|attachments?|virus|sender)|(confidentiality|disclaimer|privacy|legal) ?(notice|statement)?\s*[:.]|confidentiality notice|if you (are not|have received) (the intended|this (e-?mail|message|communication) in error)|the information contained in this|this message may contain|please consider the environment|think before you print|mae'r (e-?bost|neges|ebost) (hwn|hon)\b.{0,120}((c|g|ch|ngh)yfrinachol|atodiad|\b[bfm]wriad)|gall y neges hon|[bf]wriedir y neges hon|scanned by|this e-?mail has been (scanned|checked)|this email was scanned|virus-free\.|nhsmail is the secure|for more information and to find out how you can switch|any (views|opinions) expressed in this (e-?mail|message))`)

var disclaimerOpens = opens("thi", "the co", "the in", "information", "confidential", "di", "privacy", "legal", "if you", "plea", "mae'r", "gall y",
	"bwriedir", "fwriedir", "sc", "viru", "nh", "for more", "any ")

var disclaimerWords = regexp.MustCompile(`(?i)(confidential|intended recipient|addressee|in error|unauthori[sz]ed|disclos|privileged|virus|nhsmail|freedom of information act|notify the sender|delete|copy(ing)? or|registered (office|in england)|liability|\b(c|g|ch|ngh)yfrinachol|\b[bfm]wriad|derbynnydd|ar gam|secure email|accredited)`)

var banner = regexp.MustCompile(`(?i)^[\s*\[!>]*((caution|warning|external( e-?mail)?|rhybudd)\s*[:!\]-].{0,400}|(this (message|e-?mail) (originated|came|was sent) from outside|you don't often get (e-?mail|email) from|this (message|e-?mail) (was|is) (from )?an external|mae'r (e-?bost|neges) (hwn|hon) (wedi dod|o'r tu allan)).{0,300})$`)

var bannerOpens = opens("caution", "warning", "external", "rhybudd", "thi", "you don", "mae'r")

func isDisclaimerStart(line string) bool {
	line = strings.TrimLeft(line, " \t*_>-") // by hand: the expression is slow on deep indents
	return len(line) < 4000 && disclaimerOpens.may(line) && disclaimerStart.MatchString(line)
}

// dropBanners drops the warnings that gateways put on top of letters from
// outside, one paragraph within the first few lines.
func dropBanners(lines []string) []string {
	for i := 0; i < len(lines) && i < 4; i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" || isRule(line) {
			continue
		}
		if !bannerOpens.may(strings.TrimLeft(line, " \t\n\f\r*[!>")) || !banner.MatchString(line) {
			return lines
		}
		end := i + 1
		for end < len(lines) && end < i+3 && strings.TrimSpace(lines[end]) != "" && bannerMore.MatchString(lines[end]) {
			end++
		}
		whole := strings.Join(lines[i:end], " ")
		if !bannerMore.MatchString(whole) || personal.MatchString(whole) {
			return lines
		}
		return lines[end:]
	}
	return lines
}

// personal are words by which people speak of themselves and notices do not.
var personal = regexp.MustCompile(`\b(I|I'm|I've|I’m|I’ve|[Mm]e|[Mm]y|fi|fy|dw i|[Rr]wy)\b`)

var bannerMore = regexp.MustCompile(`(?i)\b(click|links?|attachments?|recogni[sz]e|outside|external|dolenni|atodiadau)\b`)

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
			out = append(make([]string, 0, len(lines)), lines[:i]...)
		case !drop && out != nil:
			out = append(out, lines[i:end]...)
		}
	}
	if out == nil {
		return lines
	}
	return out
}

// isNotice reports whether a paragraph is one, and whether what follows it
// follows a notice. after says that this one does.
func isNotice(paragraph []string, after bool) (notice, follows bool) {
	begins := isDisclaimerStart(firstText(paragraph))
	if !begins && !after {
		return false, false
	}
	text := strings.Join(paragraph, " ")
	notice = begins && (len(text) > 60 || disclaimerWords.MatchString(text)) ||
		after && len(disclaimerWords.FindAllString(text, 2)) > 1
	if notice && !personal.MatchString(text) && !strings.Contains(text, "?") {
		return true, true
	}
	return false, after && isRule(text)
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

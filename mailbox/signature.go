package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// cutSignature takes the signature off the end of a text: what follows '-- ',
// what a telephone adds, and below a sign-off the lines that are clearly a
// visiting card. The sign-off and the name below it are the writer's words.
func cutSignature(lines []string) []string {
	lines = dropDeviceLines(lines)
	for i, line := range lines {
		if !isSignatureMark(line) || !shortTail(lines[i+1:]) {
			continue
		}
		if line == "-- " || !personal.MatchString(strings.Join(lines[i+1:], " ")) {
			return lines[:i]
		}
	}
	return cutCard(lines)
}

// isSignatureMark knows '-- ' (RFC 3676, section 4.3) and its misspellings.
func isSignatureMark(line string) bool {
	switch strings.TrimSpace(line) {
	case "--", "- --", "\u2013\u2013", "__":
		return true
	}
	return false
}

// shortTail reports whether lines may be a signature by their length. A
// postscript below the signature is the writer's.
func shortTail(lines []string) bool {
	n, size := 0, 0
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if isPostscript(line) || isSignatureMark(line) {
			return false
		}
		n++
		size += len(line)
	}
	return n <= 15 && size < 1200
}

var postscript = regexp.MustCompile(`(?i)^\s*(p\.?\s?p?\.?s\b\.?|o\.?n\.?\s*:)`)

func isPostscript(line string) bool {
	return postscriptOpens.may(strings.TrimLeft(line, " \t\n\f\r")) && postscript.MatchString(line)
}

var postscriptOpens = opens("p", "o")

var deviceLine = regexp.MustCompile(`(?i)^((sent|sending|written|typed) (from|via|using|with|by|on) (my|typeapp|outlook|yahoo|gmail|mail|samsung|iphone|ipad|android|blackberry|proton|windows|mobile|aol|tutanota|fairphone|zoho|spark|mailbird|ios|huawei|nokia|htc|sony|surface|phone)\b.{0,80}|get outlook for (ios|android|mac)\b.{0,80}|anfonwyd o('r|o fy|u fy| fy|u'r)? .{0,60}|wedi'i anfon o .{0,60}|envoyé (de|depuis|à partir de) (mon|ma|l'|outlook|yahoo).{0,60}|télécharger outlook pour .{0,60}|obtenez outlook pour .{0,60}|von meinem .{0,40} gesendet.{0,20}|gesendet (von|mit) .{0,80}|enviado (desde|do|de) (mi|meu|o meu|outlook|yahoo).{0,60}|inviato da(l mio)? .{0,60}|verstuurd vanaf mijn .{0,60}|verzonden (met|vanaf) .{0,60}|wysłane? z .{0,60}|sendt fra min .{0,60}|skickat från min .{0,60}|lähetetty .{0,20}(iphone|ipad|puhelim).{0,40}|отправлено (с|из) .{0,60}|obtener outlook para .{0,60}|outlook für (ios|android) .{0,60})\s*$`)

var deviceOpens = opens("sen", "wri", "typ", "get ", "anfon", "wedi", "env", "t\xc3", "obten", "von ", "ge", "inv", "ver", "wy", "sk", "s\xe2", "l\xc3", "outloo")

// place tells 'Sent from my hospital bed' from 'Sent from my iPad'.
var place = regexp.MustCompile(`(?i)\b(bed|hospital|ward|room|cell|prison|heart|home|house|soul|car|work|desk|grave)\b`)

func isDeviceLine(line string) bool {
	line = strings.TrimLeft(line, " \t\r-*_") // by hand: the expression is slow on deep indents
	return len(line) < 300 && deviceOpens.may(line) && deviceLine.MatchString(line) && !place.MatchString(line)
}

// dropDeviceLines drops 'Sent from my iPhone' and the like where such a line
// ends a text or stands alone.
func dropDeviceLines(lines []string) []string {
	if !slices.ContainsFunc(lines, isDeviceLine) {
		return lines
	}
	var out []string
	for i, line := range lines {
		if isDeviceLine(line) && alone(lines, i) {
			continue
		}
		out = append(out, line)
	}
	return out
}

// alone reports whether an empty line, the text's end or another such line
// stands before or after line i, so that it is no part of a paragraph.
func alone(lines []string, i int) bool {
	edge := func(j int) bool {
		return j < 0 || j >= len(lines) || strings.TrimSpace(lines[j]) == "" || isRule(lines[j]) || isDeviceLine(lines[j])
	}
	return edge(i+1) || edge(i-1) && i+1 >= len(lines)-2
}

var signOff = regexp.MustCompile(`(?i)^\s*((with )?(many|kind(est)?|best|warm(est)?|very best|yours|all the best|every good|with (kind|best|warm)?)\s*(thanks|regards?|wishes|sincerely|faithfully|truly|ever)?|regards|thanks( again| so much| very much)?|many thanks|thank you( very much| in advance)?|cheers|sincerely|yours|(best|kind) regards and thanks|thanks and (best|kind)? ?regards|diolch( yn fawr)?|cofion( gorau| cynnes)?|yn gywir|yr eiddoch yn gywir|dymuniadau gorau|gyda diolch|cordialement|bien cordialement|mit freundlichen grüßen|mfg|saludos( cordiales)?|cordiali saluti|met vriendelijke groet(en)?|atenciosamente|pozdrawiam|med venlig hilsen|vennlig hilsen|med vänliga hälsningar|mvh)\s*[,.!]*\s*$`)

var signOffOpens = opens("with", "many", "kind", "be", "warm", "very", "your", "all the", "every", "reg", "than", "cheer", "sincerely", "dio", "cof",
	"yn ", "yr ", "dym", "gyd", "cor", "bien", "mit", "mfg", "sal", "met", "aten", "poz", "med", "venn", "mvh")

func isSignOff(line string) bool {
	line = strings.Trim(line, " \t\n\f\r")
	if !signOffOpens.may(line) {
		return false
	}
	words := strings.TrimRight(strings.TrimRight(line, ",.!"), " \t\n\f\r")
	return usualSignOffs[words] || signOff.MatchString(line)
}

// usualSignOffs are some that signOff knows, looked for before it.
var usualSignOffs = map[string]bool{
	"Kind regards": true, "Kind Regards": true, "Best regards": true, "Best wishes": true, "Regards": true, "Many thanks": true,
	"Thanks": true, "Thank you": true, "Yours sincerely": true, "Yours faithfully": true, "Diolch": true, "Cofion gorau": true,
}

// cutCard drops the contact lines below the last sign-off near the end.
func cutCard(lines []string) []string {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-30; i-- {
		if len(lines[i]) < 80 && isSignOff(lines[i]) {
			if n := cardLength(lines[i+1:]); n > 0 {
				return append(append([]string{}, lines[:i+1]...), afterName(lines[i+1:], n)...)
			}
			return lines
		}
	}
	return lines
}

// afterName keeps the name, the first line of a card, and what follows the card.
func afterName(lines []string, n int) []string {
	for i, line := range lines[:n] {
		if strings.TrimSpace(line) != "" {
			return append(append([]string{}, lines[:i+1]...), lines[n:]...)
		}
	}
	return lines[n:]
}

var (
	cardSign = regexp.MustCompile(`(?i)(\+?\d[\d ()./-]{7,}\d|[\w.+-]+@[\w-]+\.\w|\bwww\.|https?://|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|^\s*(tel|mob|phone|(rhif )?ff[oô]n( symudol)?|symudol|e-?bost|email|e|t|m|w)\s*[:.|])`)
	sentence = regexp.MustCompile(`(?i)\b(i|i'm|i've|me|you|we|she|he|please|can't|don't|want|need|help|die|am|is|was|have|fi|dw i|rwy|os gwelwch)\b`)
)

// isSentence reports a line with a word by which a person speaks.
func isSentence(s string) bool {
	for i := 0; i < len(s); {
		from := i
		for i < len(s) && i-from < len("please") && wordKind[s[i]] == letterByte {
			i++
		}
		if s[from:i] != "" && sentenceWords[strings.ToLower(s[from:i])] || foldsToASCII(s[from:]) {
			return sentence.MatchString(s)
		}
		for i < len(s) && wordKind[s[i]] == letterByte {
			i++
		}
		i += b2i(i == from)
	}
	return false
}

// foldsToASCII reports the two characters past ASCII that count as a k or an s
// when case does not matter.
func foldsToASCII(s string) bool {
	return strings.HasPrefix(s, "\u212a") || strings.HasPrefix(s, "\u017f")
}

// sentenceWords are the words that sentence finds, or their beginnings.
var sentenceWords = set("i me you we she he please can don want need help die am is was have fi dw rwy os")

// cardLength gives the number of lines, after a sign-off, that are clearly a
// visiting card: short, at least one a number or an address, none a sentence.
// It is 0 when one line speaks like a person.
func cardLength(lines []string) int {
	n, signs, filled := 0, 0, 0
	for i, line := range lines {
		s := strings.TrimSpace(line)
		if s == "" {
			continue
		}
		if isDisclaimerStart(s) {
			break
		}
		contact := strings.ContainsAny(s, "0123456789@:.|") // without any of these cardSign finds nothing
		if !contact && len(s) <= 160 && !isPostscript(s) && !isSentence(s) {
			filled++
			n = i + 1
			continue
		}
		if len(s) > 160 || isPostscript(s) || sentence.MatchString(cardSign.ReplaceAllString(s, "")) {
			return 0
		}
		if cardSign.MatchString(s) {
			signs++
		}
		filled++
		n = i + 1
	}
	if signs == 0 || filled < 2 || filled > 15 {
		return 0
	}
	return n
}

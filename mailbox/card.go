package mailbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The words that end a letter: thanks, which its writer means, and formulas of
// regards, below which nothing but the writer's name and card stands.
const (
	thanksWords = `(?:with )?(?:many|kind(?:est)?|best|warm(?:est)?|very best|all the best|every good)? ?thanks(?: again| so much| very much| in advance| ever so much| a lot)?|thank you(?: again| so much| very much| in advance| kindly)?|thx|ta|sincerely|yours|diolch(?: yn fawr(?: iawn)?| o galon| eto)?|gyda diolch|merci(?: d'avance| beaucoup)?|vielen dank|danke|gracias|grazie|bedankt|obrigad[oa]|tak|takk|tack|kiitos|dziękuję|děkuji`
	formula     = `(?:with )?(?:many|(?:very )?kind(?:est)?|(?:very |all )?best|warm(?:est)?|every good|all good)\s*(?:regards?|wishes)|(?:with )?regards|(?:many |kind |best )?(?:thanks|thank you) (?:and|&) (?:kind |best |warm )?(?:regards|wishes)|(?:best|kind) regards and thanks|yours (?:sincerely|faithfully|truly|ever|respectfully)|sincerely yours|all the best|cheers|rgds|k\.?r\.?|` +
		`cofion(?: gorau| cynnes| caredig)?|yn gywir|yn ddidwyll|yr eiddoch yn (?:gywir|ddidwyll)|dymuniadau gorau|pob (?:dymuniad da|hwyl)|hwyl fawr|` +
		`(?:bien )?cordialement|bien à (?:vous|toi)|(?:sincères |meilleures )salutations|` +
		`(?:mit )?(?:freundliche[nm]?|besten?|vielen?|lieben?|herzlichen?|schöne[nm]?) gr(?:ü|ue)(?:ß|ss)en?|mfg|lg|vg|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|` +
		`(?:cordiali|distinti|cari) saluti|(?:met )?vriendelijke groet(?:en)?|groeten|mvg|atenciosamente|(?:com os )?(?:melhores )?cumprimentos|(?:serdecznie )?pozdrawiam|z poważaniem|` +
		`(?:med )?(?:venlig|vennlig|bedste|beste) hilsen|mvh|(?:med )?vänliga? hälsning(?:ar)?|(?:ystävällisin )?terveisin|s pozdravem|s pozdravom|üdvözlettel|cu (?:stimă|respect)|saygılarımla|с уважением|з повагою|με εκτίμηση|敬具|此致|敬上`
)

var (
	signOff    = newChoice(`(?i)^(?:` + thanksWords + `|` + formula + `)\s*[-,.!~]*\s*$`)
	signOffOwn = newChoice(`(?i)^(?:` + formula + `)\s*[-,.!~]*\s*$`)
)

var signOffOpens = opens("with", "many", "kind", "kr", "k.r", "be", "warm", "very", "your", "all ", "every", "reg", "rgd", "than", "thx", "ta", "cheer", "sincerely", "dio", "cof",
	"yn ", "yr ", "dym", "gyd", "cor", "sa", "bien", "merci", "meilleure", "mit", "mfg", "mvg", "lg", "vg", "fre", "lieb", "herzli", "viel", "dank", "un", "gra", "aten", "di", "cari",
	"met", "vri", "groet", "bed", "vennlig", "venlig", "obrigad", "com o", "melhore", "cumprimento", "poz", "z po", "dz", "d\xc4", "med", "mvh", "v\xc3", "y", "ter", "ti", "ki", "s po", "cu ", "sin", "sch", "ser", "hwyl", "pob")

func isSignOff(line string) bool {
	line = strings.Trim(line, " \t\n\f\r")
	if !signOffOpens.may(line) {
		return false
	}
	words := strings.TrimRight(strings.TrimRight(line, ",.!"), " \t\n\f\r")
	return usualFormulas[words] || usualThanks[words] || signOff.MatchString(line)
}

// isFormula reports a sign-off that is no thanks.
func isFormula(line string) bool {
	line = strings.Trim(line, " \t\n\f\r")
	words := strings.TrimRight(line, ",.! \t")
	return usualFormulas[words] || !usualThanks[words] && signOffOwn.MatchString(line)
}

// usualFormulas and usualThanks are some that signOff knows, looked for before it.
var (
	usualFormulas = map[string]bool{
		"Kind regards": true, "Kind Regards": true, "Best regards": true, "Best wishes": true, "Regards": true,
		"Yours sincerely": true, "Yours faithfully": true, "Cofion gorau": true,
	}
	usualThanks = map[string]bool{"Many thanks": true, "Thanks": true, "Thank you": true, "Diolch": true}
)

// cutCard drops, below the last sign-off near the end, the name and the contact
// lines, and the sign-off with them. Thanks with more than a name below them may
// be the writer's: of these the name stays and the card goes.
func cutCard(lines []string) []string {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-30; i-- {
		if len(lines[i]) >= 80 {
			continue
		}
		named := isNamedFormula(lines[i])
		if !named && !isSignOff(lines[i]) {
			continue
		}
		if (named || isFormula(lines[i]) || thanksEnd(lines[i+1:])) && slices.ContainsFunc(lines[max(0, i-200):i], hasLetter) {
			if n, ok := closingLength(lines[i+1:]); ok && !alarms(strings.Join(lines[i:i+1+n], " ")) {
				if rest := lines[i+1+n:]; slices.ContainsFunc(rest, hasLetter) {
					return append(slices.Clip(lines[:i]), rest...)
				}
				return lines[:i]
			}
		}
		if named {
			continue
		}
		if n := cardLength(lines[i+1:]); n > 0 && !alarms(strings.Join(lines[i+1:i+1+n], " ")) {
			return append(append([]string{}, lines[:i+1]...), afterName(lines[i+1:], n)...)
		}
		return lines
	}
	return cutLoneCard(lines)
}

// thanksEnd reports one to three lines that are names and what people do, below
// thanks at the very end.
func thanksEnd(lines []string) bool {
	n := 0
	for _, line := range lines {
		s := strings.Trim(strings.TrimSpace(line), "*_ ")
		first, _ := utf8.DecodeRuneInString(s)
		switch {
		case s == "" || isRule(line):
			continue
		case n == 3 || !isName(s) || !unicode.IsUpper(first) || n == 0 && len(strings.Fields(s)) > 3 || alarms(s):
			return false
		}
		n++
	}
	return n > 0
}

// isNamedFormula reports a formula with the name behind it, 'Kind regards, Ann'.
func isNamedFormula(line string) bool {
	words, name, ok := strings.Cut(line, ",")
	return ok && strings.TrimSpace(name) != "" && signOffOpens.may(strings.TrimSpace(words)) && signOffOwn.MatchString(strings.TrimLeft(words, " \t\n\f\r")) && isName(strings.TrimSpace(name))
}

// closingLength gives the number of lines after a formula that are a name and
// what else a visiting card has. It ends before a notice, and before a paragraph
// of something else when it is clear by then that there is a card. ok is false
// when one of the lines might be something else.
func closingLength(lines []string) (n int, ok bool) {
	filled, signs := 0, 0
	for i, line := range lines {
		s := strings.Trim(strings.TrimSpace(line), "*_ ")
		switch {
		case s == "" || isRule(line):
			continue
		case isDisclaimerStart(s):
			return n, filled < 3 || signs > 0
		case isPostscript(s) || len(s) > 160:
			return n, signs > 0 && n < i
		case filled == 0 && isName(s):
		case isCardLine(s), filled > 1 && isHours(s):
			signs++
		case filled == 0 || !isCapitalised(s):
			return n, signs > 0 && n < i
		}
		filled++
		n = i + 1
	}
	return n, filled < 2 || signs > 0 && filled <= 15
}

// isName reports what may be the name below a letter: a few words in capitals,
// or one without, and none that says something.
func isName(s string) bool {
	s = strings.TrimRight(s, ",.")
	if len(s) > 60 || strings.ContainsAny(s, "?!:;@/") || isLast(s) || isSentence(s) {
		return false
	}
	return strings.IndexByte(s, ' ') < 0 || len(strings.Fields(s)) <= 6 && capitalWords(s)
}

// isLast reports a line with words that may be the last of somebody who does
// not sign.
func isLast(s string) bool {
	for word := range strings.FieldsSeq(s) {
		if isLastWord(strings.Trim(word, ".,-")) {
			return true
		}
	}
	return false
}

func isLastWord(word string) bool {
	var lower [len("desperately")]byte
	if !isASCII(word) {
		word = strings.ToLower(word)
	}
	if len(word) > len(lower) {
		return beginsFold(word, "suicid")
	}
	for i := range len(word) {
		lower[i] = lowerByte(word[i])
	}
	return lastWords[string(lower[:len(word)])] || beginsFold(word, "suicid")
}

var lastWords = set("help goodbye bye sorry farewell urgent urgently desperate desperately hwyl ffarwel alone end never no more dead dying pain last forever tonight now done finished enough sos")

// isCapitalised reports whether all longer words of a line begin with a capital
// letter, and none says something.
func isCapitalised(s string) bool {
	return !strings.ContainsAny(s, "?!") && !isLast(s) && !isSentence(s) && capitalWords(s)
}

func capitalWords(s string) bool {
	if len(s) > 100 {
		return false
	}
	for word := range strings.FieldsSeq(s) {
		if 'A' <= word[0] && word[0] <= 'Z' {
			continue
		}
		word = strings.Trim(word, "(),.&|-–/'’\"")
		first, _ := utf8.DecodeRuneInString(word)
		if len(word) > 3 && unicode.IsLower(first) {
			return false
		}
	}
	return true
}

// isCardLine reports what clearly belongs on a visiting card: a number, an
// address, somebody's work or where it is done.
func isCardLine(s string) bool {
	switch {
	case pronouns.MatchString(s):
		return true
	case sentence.MatchString(cardSign.ReplaceAllString(s, "")):
		return false
	case cardSign.MatchString(s):
		return true
	}
	s = strings.TrimRight(s, " !.,")
	first, _ := utf8.DecodeRuneInString(s)
	few := len(strings.Fields(s)) <= 5 && unicode.IsUpper(first) && !isLast(s) && !article.MatchString(s)
	return (few || capitalWords(s)) && cardWord.MatchString(s)
}

var article = regexp.MustCompile(`(?i)\b(?:the|a|an|my|no|not|nobody|y|yr)\b`)

var (
	pronouns = regexp.MustCompile(`(?i)^\(?(?:pronouns?:? ?)?(?:she|he|they)/(?:her|him|them|they)(?:/\w+)?\)?$`)
	cardWord = regexp.MustCompile(`(?i)(?:\b(?:nurse|manager|lead|officer|director|head|co-?ordinator|practitioner|consultant|administrator|assistant|tutor|lecturer|teacher|trainer|counsellor|psychologist|psychiatrist|therapist|doctor|gp|professor|student|secretary|advis[eo]r|specialist|worker|clinician|midwife|paramedic|pharmacist|governor|councillor|clerk|carer|researcher|fellow|matron|sister|registrar|chair|trustee|nhs|trust|university|college|school|council|hospital|centre|clinic|surgery|practice|services?|department|dept|directorate|team|unit|ltd|limited|plc|cic|charity|cymru|bwrdd|prifysgol|cyngor|ysgol|swyddog|rheolwr|nyrs|pennaeth|tîm|ceo|cfo|cto|founder|president|engineer|developer|bsc|msc|phd|rn|rmn|mbe)\b)| @ `)
)

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
	sentence = regexp.MustCompile(`(?i)\b(i|i'm|i've|me|you|we|she|he|please|can't|don't|want|need|help|die|am|is|was|have|ring|come|meet|send|before|after|until|tonight|today|tomorrow|nobody|nothing|fi|dw i|rwy|os gwelwch|ffoniwch|heno|heddiw|yfory)\b`)
)

// isSentence reports a line with a word by which a person speaks.
func isSentence(s string) bool { return mayHold(s, sentenceWords) && sentence.MatchString(s) }

// mayHold looks for the beginnings of words, at most six letters of each, before
// an expression is tried that looks for them in whatever case.
func mayHold(s string, words map[string]bool) bool {
	var lower [6]byte
	for i := 0; i < len(s); {
		from := i
		for i < len(s) && i-from < len(lower) && wordKind[s[i]] == letterByte {
			lower[i-from] = lowerByte(s[i])
			i++
		}
		if i > from && words[string(lower[:i-from])] || foldsToASCII(s[from:]) {
			return true
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
	return strings.HasPrefix(s, kelvin) || strings.HasPrefix(s, longS)
}

// sentenceWords are the words that sentence finds, or their beginnings.
var sentenceWords = set("i me you we she he please can don want need help die am is was have ring come meet send before after until tonigh today tomorr nobody nothin fi dw rwy os ffoniw heno heddiw yfory")

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

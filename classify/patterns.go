package classify

import (
	"slices"
	"strings"
)

// A pattern is something a letter shows beside its words. Its name stands in
// square brackets in a Reason, so that nobody takes it for words of the letter.
type pattern uint8

const (
	noPattern pattern = iota
	patternURL
	patternPrice
	patternDate
	patternTime
	patternPercent
	patternError
	patternFile
	patternAsks
	patternForward
	patternMarkup
	patternShort
	patternLong
	patternWelsh
	patternLatin
	patternCount
)

var patternNames = [patternCount]string{
	patternURL:     "[web address]",
	patternPrice:   "[price]",
	patternDate:    "[date]",
	patternTime:    "[time of day]",
	patternPercent: "[per cent]",
	patternError:   "[error message]",
	patternFile:    "[attachment]",
	patternAsks:    "[question]",
	patternForward: "[forwarded]",
	patternMarkup:  "[unsubscribe]",
	patternShort:   "[short letter]",
	patternLong:    "[long letter]",
	patternWelsh:   "[in Welsh]",
	patternLatin:   "[not in Latin letters]",
}

// Words that betray a pattern, folded. Generic by design: they name things,
// never topics.
var patternWords = map[string]pattern{
	"error": patternError, "404": patternError, "403": patternError, "500": patternError, "502": patternError,
	"503": patternError, "timeout": patternError, "expired": patternError, "invalid": patternError,
	"denied": patternError, "forbidden": patternError, "unrecognised": patternError, "gwall": patternError,

	"attached": patternFile, "attachment": patternFile, "attaching": patternFile, "enclosed": patternFile,
	"pdf": patternFile, "docx": patternFile, "xlsx": patternFile, "pptx": patternFile, "atodiad": patternFile,

	"january": patternDate, "february": patternDate, "march": patternDate, "april": patternDate, "june": patternDate,
	"july": patternDate, "august": patternDate, "september": patternDate, "october": patternDate,
	"november": patternDate, "december": patternDate, "monday": patternDate, "tuesday": patternDate,
	"wednesday": patternDate, "thursday": patternDate, "friday": patternDate, "saturday": patternDate,
	"sunday": patternDate, "mondays": patternDate, "ionawr": patternDate, "chwefror": patternDate,
	"mawrth": patternDate, "ebrill": patternDate, "mehefin": patternDate, "gorffennaf": patternDate,
	"medi": patternDate, "hydref": patternDate, "tachwedd": patternDate, "rhagfyr": patternDate,

	"http": patternURL, "https": patternURL, "www": patternURL,
	"forwarded": patternForward, "fwd": patternForward, "fw": patternForward,
	"unsubscribe": patternMarkup, "newsletter": patternMarkup,
	"mae": patternWelsh, "dwi": patternWelsh, "ydych": patternWelsh, "diolch": patternWelsh, "annwyl": patternWelsh,
	"gallwch": patternWelsh, "hunanladdiad": patternWelsh,
}

const (
	shortLetter = 12  // words
	longLetter  = 180 // words
)

// patternsOf appends the patterns a letter shows, each once, in a fixed order.
func patternsOf(found []pattern, r reading) []pattern {
	var seen [patternCount]bool
	seen[noPattern] = true
	note := func(p pattern) {
		if !seen[p] {
			seen[p] = true
			found = append(found, p)
		}
	}
	for _, t := range []text{r.subject, r.own} {
		for _, w := range t.words {
			if w.pattern != noPattern {
				note(w.pattern)
			}
			if w.marks&isNumber != 0 {
				patternsBeside(t.src, w, note)
				note(w.ending)
			}
		}
	}
	if strings.Contains(r.own.src, "?") || strings.Contains(r.subject.src, "?") {
		note(patternAsks)
	}
	switch n := len(r.own.words); {
	case n <= shortLetter:
		note(patternShort)
	case n >= longLetter:
		note(patternLong)
	}
	if len(r.own.words) > 0 && r.own.words[0].marks&isNotLatin != 0 {
		note(patternLatin)
	}
	return found
}

// patternsBeside reads what stands beside a number: £40, 10:30, 14/6, 80%.
func patternsBeside(s string, w word, note func(pattern)) {
	if strings.HasSuffix(s[:w.from], "£") || strings.HasSuffix(s[:w.from], "€") {
		note(patternPrice)
	}
	rest := s[w.to:]
	switch {
	case strings.HasPrefix(rest, "%"):
		note(patternPercent)
	case strings.HasPrefix(rest, ":") && digitAt(rest, 1):
		note(patternTime)
	case (strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "-")) && digitAt(rest, 1):
		note(patternDate)
	}
}

// endingOf reads what stands behind the digits of a number.
func endingOf(letters string) pattern {
	switch letters {
	case "st", "nd", "rd", "th":
		return patternDate
	case "am", "pm":
		return patternTime
	case "k", "p":
		return patternPrice
	}
	return noPattern
}

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// senderKinds lists the labels of a domain name that tell what kind of place a
// letter is from. They are shapes, not addresses: "x.nhs.uk" and
// "nhs.example.org" are alike.
var senderKinds = []struct {
	kind   string
	labels []string
}{
	{"[sender: NHS]", []string{"nhs", "trust", "icb", "ambulance", "gp", "surgery", "hospital", "nhslothian", "hscni"}},
	{"[sender: university]", []string{"ac", "edu", "uni", "university", "students", "student", "college"}},
	{"[sender: school]", []string{"sch", "school", "academy"}},
	{"[sender: government]", []string{"gov", "council", "llyw", "gsi", "parliament", "mp", "senedd", "jobcentre"}},
	{"[sender: police or prison]", []string{"police", "pnn", "prison", "probation", "hmps"}},
	{"[sender: charity]", []string{"charity", "org", "volunteer", "elusen"}},
	{"[sender: company]", []string{"co", "ltd", "plc", "com", "biz"}},
}

// personalHosts are the public mail services people use at home.
var personalHosts = []string{"gmail", "googlemail", "hotmail", "outlook", "live", "yahoo", "icloud", "me", "aol",
	"btinternet", "sky", "talktalk", "virginmedia", "protonmail", "proton", "gmx", "ntlworld"}

// senderLabels gives the place in senderKinds of each label.
var senderLabels = func() map[string]int {
	labels := make(map[string]int)
	for i, k := range senderKinds {
		for _, l := range k.labels {
			labels[l] = i
		}
	}
	return labels
}()

// senderKind tells what kind of place an address belongs to.
func senderKind(address string) string {
	_, domain, ok := strings.Cut(strings.ToLower(address), "@")
	if !ok || len(domain) > 253 { // RFC 1035, section 2.3.4
		return "[sender: no address]"
	}
	if first, _, _ := strings.Cut(domain, "."); slices.Contains(personalHosts, first) {
		return personalSender
	}
	several := strings.Count(domain, ".") > 1
	kind := len(senderKinds)
	for l := range strings.SplitSeq(domain, ".") {
		if i, known := senderLabels[l]; known && (several || l != "org" && l != "com") {
			kind = min(kind, i)
		}
	}
	if kind == len(senderKinds) {
		return personalSender
	}
	return senderKinds[kind].kind
}

const personalSender = "[sender: personal]"

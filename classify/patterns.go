package classify

import "strings"

// A pattern is something a letter shows beside its words. Its name stands in
// square brackets in a Reason, so that nobody takes it for words of the letter.
const (
	patternURL     = "[web address]"
	patternPrice   = "[price]"
	patternDate    = "[date]"
	patternTime    = "[time of day]"
	patternPercent = "[per cent]"
	patternError   = "[error message]"
	patternFile    = "[attachment]"
	patternAsks    = "[question]"
	patternForward = "[forwarded]"
	patternMarkup  = "[unsubscribe]"
	patternShort   = "[short letter]"
	patternLong    = "[long letter]"
	patternWelsh   = "[in Welsh]"
	patternLatin   = "[not in Latin letters]"
)

// Words that betray a pattern, folded. Generic by design: they name things,
// never topics.
var patternWords = map[string]string{
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

// patternsOf names the patterns a letter shows, each once, in a fixed order.
func patternsOf(subject, own text) []string {
	var found []string
	note := func(name string) {
		for _, f := range found {
			if f == name {
				return
			}
		}
		found = append(found, name)
	}
	for _, t := range []text{subject, own} {
		for i, w := range t.words {
			if name, ok := patternWords[w.fold]; ok {
				note(name)
			}
			if w.fold[0] >= '0' && w.fold[0] <= '9' {
				numberPatterns(t, i, note)
			}
		}
	}
	if strings.Contains(own.src, "?") || strings.Contains(subject.src, "?") {
		note(patternAsks)
	}
	switch n := len(own.words); {
	case n <= shortLetter:
		note(patternShort)
	case n >= longLetter:
		note(patternLong)
	}
	if len(own.words) > 0 && own.words[0].fold[0] >= 0xc0 {
		note(patternLatin)
	}
	return found
}

// numberPatterns reads what stands beside a number: £40, 3rd, 10:30, 14/6, 80%.
func numberPatterns(t text, i int, note func(string)) {
	w := t.words[i]
	if strings.HasSuffix(t.src[:w.from], "£") || strings.HasSuffix(t.src[:w.from], "€") {
		note(patternPrice)
	}
	rest := t.src[w.to:]
	switch {
	case strings.HasPrefix(rest, "%"):
		note(patternPercent)
	case strings.HasPrefix(rest, ":") && digitAt(rest, 1):
		note(patternTime)
	case (strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "-")) && digitAt(rest, 1):
		note(patternDate)
	}
	digits := strings.TrimLeft(w.fold, "0123456789")
	switch digits {
	case "st", "nd", "rd", "th":
		note(patternDate)
	case "am", "pm":
		note(patternTime)
	case "k", "p":
		note(patternPrice)
	}
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

// senderKind tells what kind of place an address belongs to.
func senderKind(address string) string {
	_, domain, ok := strings.Cut(strings.ToLower(address), "@")
	if !ok || len(domain) > 253 { // RFC 1035, section 2.3.4
		return "[sender: no address]"
	}
	labels := strings.Split(domain, ".")
	for _, h := range personalHosts {
		if labels[0] == h {
			return "[sender: personal]"
		}
	}
	for _, k := range senderKinds {
		for _, want := range k.labels {
			for _, l := range labels {
				if l == want && (len(labels) > 2 || l != "org" && l != "com") {
					return k.kind
				}
			}
		}
	}
	return "[sender: personal]"
}

package web

import (
	"strings"

	"hee.nhs.uk/enquiries/classify"
)

// What a page shows of the words that speak for a topic. The classifier gives
// more; the weak ones explain nothing.
const (
	mostReasons  = 6
	leastStrong  = 0.1 // of the strongest
	mostRowWords = 3
)

// words are what speaks for a verdict.
type words struct {
	Text    string
	Pattern bool // something about the letter, not words of it
}

func wordsOf(reason string) words {
	text := oneLine(reason)
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		name := strings.Trim(text, "[]")
		if plain, known := signWords[name]; known {
			return words{plain, true}
		}
		if kind, ok := strings.CutPrefix(name, "sender: "); ok {
			return words{"the sender: " + kind, true}
		}
		return words{name, true}
	}
	return words{shorten(text, 160), false}
}

// signWords are the classifier's names for what it notices, as people say it.
var signWords = map[string]string{
	"sender: NHS":               "an NHS address",
	"sender: university":        "a university or college address",
	"sender: school":            "a school address",
	"sender: government":        "a government or council address",
	"sender: police or prison":  "a police or prison address",
	"sender: charity":           "a charity address",
	"sender: company":           "a company address",
	"sender: personal":          "a personal e-mail address",
	"sender: no address":        "no sender address",
	"sender: parliament":        "an address of a parliament",
	"sender: press":             "an address of the press or a broadcaster",
	"sender: a member":          "a member of a parliament as the sender",
	"sender: a member's office": "a member’s office as the sender",

	"web address":          "a web address in the letter",
	"price":                "a price",
	"date":                 "a date",
	"time of day":          "a time of day",
	"per cent":             "a percentage",
	"error message":        "an error message",
	"attachment":           "an attachment",
	"question":             "a question",
	"forwarded":            "a forwarded letter",
	"unsubscribe":          "an unsubscribe link",
	"short letter":         "a short letter",
	"long letter":          "a long letter",
	"in Welsh":             "written in Welsh",
	"not in Latin letters": "not written in Latin letters",

	"a document":         "talk of a document",
	"to get or find it":  "talk of getting or finding something",
	"version":            "talk of versions",
	"to use or cite it":  "talk of using or citing something",
	"which strand":       "talk of a part of the framework",
	"a course":           "talk of a course",
	"who gives it":       "talk of who gives a course",
	"places and dates":   "talk of places and dates",
	"money":              "talk of money",
	"accreditation":      "talk of accreditation",
	"e-learning":         "talk of e-learning",
	"signing in":         "talk of signing in",
	"certificate":        "talk of a certificate",
	"a fault":            "talk of something that does not work",
	"business":           "talk of business",
	"a job":              "talk of a job",
	"a formal letter":    "the words of a formal letter",
	"press and research": "talk of press or research",
	"care for a person":  "talk of care for a person",
	"thanks or news":     "thanks or news",
}

// functionWords stand in every letter: that one of them speaks for a topic is
// so by chance, and explains nothing to a reader.
var functionWords = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(`a about after all also am an and any are as at be because been before being but by
		can could did do does doing don't dont didn't didnt can't cant won't isn't it'd that's down for from had has have having he hello her hi him his how i i'd i'll i'm i've
		if in into is it it's its just me more most my no nor not now of off on once only or other our out over own
		please re same she should since so some such than that the their them then there these they this those through
		to too under until up us very was we we're were what when where which while who whom why will with would
		you your dear regards kind thanks thank
		y yr a'r i'r o'r ac ar at am yn yw i'w mae gan gyda`) {
		all[w] = true
	}
	return all
}()

// topicReasons are those worth showing of what speaks for or against a topic,
// strongest first. What speaks for a concern or a duty stands in its own panel.
func topicReasons(reasons []classify.Reason) []classify.Reason {
	var about []classify.Reason
	strongest := 0.0
	for _, r := range reasons {
		text := strings.ToLower(strings.ReplaceAll(oneLine(r.Text), "’", "'"))
		if r.Weight == 0 || text == "" || functionWords[text] || classify.Concern(r.For).Rank() > 0 || isDuty(r.For) {
			continue
		}
		about = append(about, r)
		strongest = max(strongest, abs(r.Weight))
	}
	var shown []classify.Reason
	for _, r := range about {
		if abs(r.Weight) >= leastStrong*strongest && len(shown) < mostReasons {
			shown = append(shown, r)
		}
	}
	return shown
}

// wordsFor are the strongest words that speak for something, at most n.
func wordsFor(reasons []classify.Reason, what string, n int) []words {
	var all []words
	for _, r := range reasons {
		if r.For == what && r.Weight > 0 && len(all) < n {
			all = append(all, wordsOf(r.Text))
		}
	}
	return all
}

package mailbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gatherAlternative keeps one text of several that say the same (RFC 2046,
// section 5.1.4) and the files of all. Plain text is preferred to HTML, as
// nothing is lost in turning it into text, unless it is an empty stub or the
// HTML says more. Where they say different things both are kept.
func (p *parser) gatherAlternative(t *part) (g gathered) {
	g.outside(t)
	plain, rich := "", ""
	for i, c := range t.children {
		p.beside = ""
		if i == len(t.children)-1 && rich == "" && len(plain) < mostCompared && noStub(plain) {
			p.beside = plain
		}
		sub := p.gather(c)
		p.beside = ""
		text := joinTexts(sub.texts)
		sub.texts = nil
		g.add(sub)
		if c.ctype.value == "text/plain" {
			if !strings.Contains(plain, text) { // two plain texts are no alternatives
				plain = joinTexts([]string{plain, text})
			}
		} else if strings.TrimSpace(text) != "" && c.ctype.value != "text/x-amp-html" {
			rich = text
		}
	}
	if !p.spend(wordCost * (len(plain) + len(rich))) {
		g.texts = []string{joinTexts([]string{plain, rich})}
		return g
	}
	g.texts = []string{plain}
	if stub := isStub(plain, rich); stub || saysMore(rich, plain) {
		g.texts[0] = rich
		switch {
		case !saysMore(plain, rich):
		case !stub && differs(plain, rich) && differs(rich, plain):
			g.texts = []string{plain, rich}
		default: // neither is left out of what is searched for danger
			g.behind = append(g.behind, plain)
		}
	}
	return g
}

// mostCompared bounds the texts that are compared word by word, as all their
// words are remembered.
const mostCompared = 1 << 20

// wordCost is how many bytes are walked in the time that one is compared by words.
const wordCost = 8

// isStub reports a plain text that only stands in for the HTML beside it.
func isStub(plain, rich string) bool {
	if rich == "" {
		return !hasLetter(plain)
	}
	p, r := letters(plain, len(plain)), letters(rich, len(rich))
	if p == 0 && !hasLetter(plain) {
		return true
	}
	return p < shortPlain && r > 3*p+40 || p < longPlain && r > p+p/2+20 && stub.MatchString(plain)
}

// Plain texts of fewer letters than these may stand in for the HTML: of fewer
// than shortPlain anyway, of fewer than longPlain when they say so.
const (
	shortPlain = 40
	longPlain  = 300
)

var stub = regexp.MustCompile(`(?i)\bhtml\b|view (this|it) (message|e-?mail|online|in)|not support|cannot be displayed`)

// noStub reports a plain text that isStub finds none, whatever stands beside it.
func noStub(plain string) bool {
	n := letters(plain[:min(len(plain), 4*longPlain)], longPlain)
	return n >= longPlain || len(plain) <= 4*longPlain && n >= shortPlain && !stub.MatchString(plain)
}

// letters counts those of a text up to most.
func letters(s string, most int) (n int) {
	for _, r := range s {
		if n == most {
			break
		}
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// saysMore reports whether a text holds words that other lacks, of more than
// moreLetters letters in all. Addresses do not count: the HTML of a letter has
// those of its links, the plain text often not.
func saysMore(text, other string) bool {
	const moreLetters = 25
	for missing := range lacking(text, other) {
		if missing > moreLetters {
			return true
		}
	}
	return false
}

// differs reports whether other lacks more than half of a text's words, counted
// by their letters.
func differs(text, other string) bool {
	missing, all := 0, 0
	for missing, all = range lacking(text, other) {
	}
	return missing*2 > all
}

// lacking goes through the words of a text, each counted once, and gives how many
// letters other lacks, and how many there are.
func lacking(text, other string) func(yield func(missing, all int) bool) {
	const (
		runTogether = 5   // letters of a word that may be looked for within others
		maxSearches = 200 // of the whole text, as each costs its length
	)
	return func(yield func(missing, all int) bool) {
		if text == "" {
			return
		}
		have, known := map[string]bool{}, strings.Builder{} // have: false for those counted
		for w := range foldedWords(other[:min(len(other), 2*mostCompared)]) {
			have[w] = true
			known.WriteString(w)
		}
		missing, all, searches := 0, 0, 0
		for w := range foldedWords(webAddress.ReplaceAllString(text[:min(len(text), mostCompared)], " ")) {
			shared, seen := have[w]
			if seen && !shared {
				continue
			}
			have[w] = false
			n := utf8.RuneCountInString(w)
			all += n
			if !shared && len(w) >= runTogether && searches < maxSearches {
				searches++
				shared = strings.Contains(known.String(), w) // table cells and lines run together
			}
			if !shared {
				missing += n
			}
			if !yield(missing, all) {
				return
			}
		}
	}
}

// webAddress finds what htmlText writes behind links, and addresses in a text.
var webAddress = regexp.MustCompile(`(?i)<(https?:[^<>]*|[^<>\s]+@[^<>\s]+|\+?[\d ().-]+)>|\b(https?://|www\.)\S+`)

// foldedWords gives the runs of letters and digits of a text, in lower case and
// without accents.
func foldedWords(text string) func(yield func(string) bool) {
	folded := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return strings.FieldsFuncSeq(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

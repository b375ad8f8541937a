package mailbox

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// saysMore reports whether a text holds words that other lacks, of more than
// moreLetters letters in all. Addresses do not count: the HTML of a letter has
// those of its links, the plain text often not.
func saysMore(text, other string) bool {
	const (
		moreLetters = 25
		runTogether = 5   // letters of a word that may be looked for within others
		maxSearches = 200 // of the whole text, as each costs its length
	)
	have, known := map[string]bool{}, strings.Builder{}
	for w := range foldedWords(other) {
		have[w] = true
		known.WriteString(w)
	}
	missing, searches := 0, 0
	for w := range foldedWords(webAddress.ReplaceAllString(text, " ")) {
		if have[w] {
			continue
		}
		have[w] = true // counts once
		if len(w) >= runTogether && searches < maxSearches {
			if searches++; strings.Contains(known.String(), w) { // table cells and lines run together
				continue
			}
		}
		if missing += len([]rune(w)); missing > moreLetters {
			return true
		}
	}
	return false
}

// webAddress finds what htmlText writes behind links, and addresses in a text.
var webAddress = regexp.MustCompile(`(?i)<(https?:[^<>]*|[^<>\s]+@[^<>\s]+|\+?[\d ().-]+)>|\b(https?://|www\.)\S+`)

// foldedWords gives the runs of letters and digits of a text, in lower case and
// without accents.
func foldedWords(text string) func(yield func(string) bool) {
	folded := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return strings.FieldsFuncSeq(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

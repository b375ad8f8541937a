package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What is read of one text: its beginning and its end, so that the work is
// bounded and a sentence at the end of a very long letter is still seen.
const (
	headBytes     = 48 << 10
	tailBytes     = 16 << 10
	longestWord   = 40 // bytes after folding; longer ones are cut into pieces
	longestNumber = 4  // digits; longer numbers are all alike
)

// word is one word of a text.
type word struct {
	fold     string // lower case, accents and apostrophes dropped: "Don't" -> "dont", "Sgwrsió" -> "sgwrsio"
	from, to int    // bytes of the text it came from
}

// bounded cuts a text to what is read of it and makes it valid UTF-8.
func bounded(s string) string {
	if len(s) > headBytes+tailBytes {
		s = s[:headBytes] + "\n\n" + s[len(s)-tailBytes:]
	}
	return strings.ToValidUTF8(s, " ")
}

// splitWords gives the words of a text that has been bounded, in order.
func splitWords(s string) []word {
	folded := make([]byte, 0, len(s)+len(s)/8)
	var words []word
	type span struct{ from, to, fold, foldTo int }
	var spans []span
	start, foldStart := -1, 0
	end := func(at int) {
		if start >= 0 && len(folded) > foldStart {
			spans = append(spans, span{start, at, foldStart, len(folded)})
		}
		start, foldStart = -1, len(folded)
	}
	for i, r := range s {
		switch {
		case isWordRune(r):
			if start >= 0 && len(folded)-foldStart >= longestWord {
				end(i)
			}
			if start < 0 {
				start = i
			}
			folded = appendFolded(folded, r)
		case isApostrophe(r) && start >= 0 && letterFollows(s[i:]):
			// inside a word: "don't", "i'r"
		default:
			end(i)
		}
	}
	end(len(s))
	all := string(folded)
	words = make([]word, len(spans))
	for i, p := range spans {
		words[i] = word{plainNumber(all[p.fold:p.foldTo]), p.from, p.to}
	}
	return words
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == '`' || r == '´' }

// letterFollows reports whether a letter comes straight after the first rune.
func letterFollows(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	r, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsLetter(r)
}

// plainNumber makes all long numbers alike: telephone numbers, references.
func plainNumber(s string) string {
	if len(s) <= longestNumber || s[0] < '0' || s[0] > '9' {
		return s
	}
	return "#"
}

// accents lists the accented letters of Latin-1 and Latin Extended-A behind
// the plain letters they are read as. Welsh needs â ê î ô û ŵ ŷ.
var accents = foldTable(
	"a", "àáâãäåāăą", "ae", "æ", "c", "çćĉċč", "d", "ďđð", "e", "èéêëēĕėęě", "g", "ĝğġģ", "h", "ĥħ",
	"i", "ìíîïĩīĭįı", "j", "ĵ", "k", "ķ", "l", "ĺļľŀł", "n", "ñńņňŉ", "o", "òóôõöøōŏő", "oe", "œ", "r", "ŕŗř",
	"s", "śŝşš", "ss", "ß", "t", "ţťŧþ", "u", "ùúûüũūŭůűų", "w", "ŵẁẃẅ", "y", "ýÿŷỳ", "z", "źżž")

func foldTable(pairs ...string) map[rune]string {
	table := make(map[rune]string)
	for i := 0; i < len(pairs); i += 2 {
		for _, r := range pairs[i+1] {
			table[r] = pairs[i]
		}
	}
	return table
}

func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	r = unicode.ToLower(r)
	if plain, ok := accents[r]; ok {
		return append(b, plain...)
	}
	if unicode.Is(unicode.Mn, r) { // a combining accent
		return b
	}
	return utf8.AppendRune(b, r)
}

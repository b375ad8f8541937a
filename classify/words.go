package classify

import (
	"encoding/binary"
	"math/bits"
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
	*entry
	number   int32 // of its folded spelling, in the notes it was read with
	from, to int32 // bytes of the text it came from
}

// bounded cuts a text to what is read of it and makes it valid UTF-8.
func bounded(s string) string {
	if len(s) > headBytes+tailBytes {
		s = s[:headBytes] + "\n\n" + s[len(s)-tailBytes:]
	}
	if utf8.ValidString(s) { // as nearly always, and much faster
		return s
	}
	return strings.ToValidUTF8(s, " ")
}

// splitWords appends the words of a text that has been bounded, in order.
// Words are folded: lower case, accents and apostrophes dropped, "Don't" to
// "dont", "Sgwrsió" to "sgwrsio".
func (n *notes) splitWords(s string, words []word) []word {
	var fold spelling
	start := -1
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case r < utf8.RuneSelf && plainLetters[r] != 0 || r >= utf8.RuneSelf && isWordRune(r):
			if start >= 0 && fold.size >= longestWord {
				words = n.endWord(words, &fold, start, i)
				start = -1
			}
			if start < 0 {
				start = i
			}
			if r < utf8.RuneSelf {
				size = fold.addPlain(s[i:])
			} else {
				fold.add(r)
			}
		case start >= 0 && isApostrophe(r) && letterFollows(s[i:]):
			// inside a word: "don't", "i'r"
		case start >= 0:
			words = n.endWord(words, &fold, start, i)
			start = -1
		}
		i += size
	}
	if start >= 0 {
		words = n.endWord(words, &fold, start, len(s))
	}
	return words
}

// endWord appends the word that has been spelt, if any of it is left.
func (n *notes) endWord(words []word, fold *spelling, from, to int) []word {
	if fold.size == 0 {
		return words
	}
	fold.plainNumber()
	e, number := n.lookUp(fold)
	*fold = spelling{}
	return append(words, word{e, number, int32(from), int32(to)})
}

// plainLetters gives the folded form of ASCII letters and digits, and 0 for
// what is in no word.
var plainLetters = func() (table [256]byte) {
	for r := range rune(utf8.RuneSelf) {
		if isWordRune(r) {
			table[r] = byte(unicode.ToLower(r))
		}
	}
	return table
}()

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

// spelling is one folded word while it is read. The bytes behind its end are 0.
type spelling struct {
	bytes [longestWord + 8]byte
	size  int
}

// addPlain appends the ASCII letters and digits a text begins with, until the
// word is long, and gives their number.
func (s *spelling) addPlain(text string) int {
	i := 0
	for s.size < longestWord {
		if len(text)-i >= 8 {
			fold, size := foldEight(binary.LittleEndian.Uint64([]byte(text[i : i+8])))
			size = min(size, longestWord-s.size)
			binary.LittleEndian.PutUint64(s.bytes[s.size:], fold&(1<<(8*size)-1))
			s.size += size
			i += size
			if size < 8 {
				break
			}
			continue
		}
		if i == len(text) || plainLetters[text[i]] == 0 {
			break
		}
		s.bytes[s.size] = plainLetters[text[i]]
		s.size++
		i++
	}
	return i
}

// foldEight folds the ASCII letters and digits that eight bytes begin with, and
// gives how many they are. It looks at all eight at once: in every byte the
// highest bit of a sum tells whether the rest reached a bound.
func foldEight(text uint64) (fold uint64, size int) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	low := text &^ tops
	lower := low | 0x20*ones
	letters := (lower + (0x80-'a')*ones) &^ (lower + (0x7f-'z')*ones)
	digits := (low + (0x80-'0')*ones) &^ (low + (0x7f-'9')*ones)
	plain := (letters | digits) &^ text & tops
	return text | letters&tops>>2, bits.TrailingZeros64(^plain&tops) / 8
}

// add appends what another letter or digit is read as; nothing for a combining
// accent.
func (s *spelling) add(r rune) {
	r = unicode.ToLower(r)
	if plain, ok := accents[r]; ok {
		s.size += copy(s.bytes[s.size:], plain)
	} else if !unicode.Is(unicode.Mn, r) {
		s.size += utf8.EncodeRune(s.bytes[s.size:], r)
	}
}

// plainNumber makes all long numbers alike: telephone numbers, references.
func (s *spelling) plainNumber() {
	if s.size > longestNumber && s.bytes[0] >= '0' && s.bytes[0] <= '9' {
		*s = spelling{bytes: [longestWord + 8]byte{'#'}, size: 1}
	}
}

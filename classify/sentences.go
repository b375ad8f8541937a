package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences without a stop, as people type on telephones, are cut here, so
// that one endless sentence does not mix everything with everything.
const (
	longestSentence = 45 // words
	wrappedLine     = 50 // bytes; a line this long may have been wrapped by a mail program
	mostSentences   = 6000
)

// sentence is a run of words that belong together.
type sentence struct {
	first, last int  // words[first:last]
	from, to    int  // bytes of the text
	colon       bool // introduces what follows: "The caller says:"
	asks        bool // for something, or puts a question
}

// splitSentences cuts a text at stops, blank lines and short lines, and calls
// found for each sentence. A stop behind an abbreviation ends none.
func splitSentences(s string, words []word, found func(sentence)) {
	first, sentences := 0, 0
	for i, w := range words {
		end := i + 1
		gap := len(s)
		if end < len(words) {
			gap = int(words[end].from)
		}
		between := s[w.to:gap]
		if between == " " && end < len(words) && end-first < longestSentence { // as mostly
			continue
		}
		stop := end == len(words) || end-first >= longestSentence ||
			endsSentence(between) && w.marks&isAbbreviation == 0 || endsLine(s, between, int(w.to))
		if !stop {
			continue
		}
		from, to := int(words[first].from), int(w.to)+closing(between)
		found(sentence{first, end, from, to, strings.Contains(between, ":"), asksFor(s[from:to], words[first:end])})
		first = end
		if sentences++; sentences == mostSentences {
			break
		}
	}
}

// asksFor reports whether a sentence asks for something: what is asked tells
// what a letter is about, rather than what else is mentioned.
func asksFor(source string, words []word) bool {
	for _, w := range words {
		if w.marks&isAsking != 0 {
			return true
		}
	}
	return strings.IndexByte(source, '?') >= 0
}

// endsSentence reports whether what stands between two words ends a sentence.
// A stop must be followed by white space: "page3.pdf" and "1.5" go on.
func endsSentence(between string) bool {
	if between == ". " { // as mostly
		return true
	}
	at := stopIn(between)
	if at < 0 {
		return false
	}
	_, size := utf8.DecodeRuneInString(between[at:])
	rest := strings.TrimLeft(between[at+size:], ".!?…\"'”’)")
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (unicode.IsSpace(r) || unicode.IsPunct(r))
}

// stopIn gives the place of the first stop, or -1.
func stopIn(between string) int {
	for i := range len(between) {
		switch between[i] {
		case '.', '!', '?':
			return i
		case "…"[0]:
			if strings.HasPrefix(between[i:], "…") {
				return i
			}
		}
	}
	return -1
}

// endsLine reports whether a line break between two words ends a sentence: a
// blank line does, and the end of a line too short to have been wrapped.
func endsLine(s, between string, at int) bool {
	breaks := strings.Count(between, "\n")
	if breaks == 0 {
		return false
	}
	if breaks > 1 {
		return true
	}
	start := strings.LastIndexByte(s[:at], '\n') + 1
	return at-start < wrappedLine || strings.ContainsAny(between, "-*•:;>")
}

// closing gives how many bytes of what follows a sentence belong to it.
func closing(between string) int {
	if between == ". " { // as mostly
		return 1
	}
	n := 0
	for i, r := range between {
		if !strings.ContainsRune(".!?…\"”’)", r) {
			break
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}

// longestQuotation bounds how far the closing mark is looked for, in bytes.
const longestQuotation = 600

// quotedWords notes for each word whether it stands between quotation marks.
func (n *notes) quotedWords(s string, words []word) {
	n.quoted = append(n.quoted[:0], make([]bool, len(words))...)
	quotation := [2]int{} // the last one: behind its opening mark, behind its closing one
	at := 0               // behind the last word
	for i, w := range words {
		from := int(w.from)
		if from-at > 1 || from > at && s[at] != ' ' {
			quotation = lastQuotation(s, max(at, quotation[1]), from, quotation)
		}
		n.quoted[i] = quotation[0] <= from && from < quotation[1]
		at = int(w.to)
	}
}

// lastQuotation gives the last quotation opened between two words, where marks
// that open one can only stand, and the one before when there is none.
func lastQuotation(s string, from, to int, before [2]int) [2]int {
	for i := from; i < to; {
		if !mayQuote[s[i]] {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		end := closingMark(s, i, r, size)
		if end < 0 {
			i += size
			continue
		}
		before = [2]int{i + size, end}
		i = end
	}
	return before
}

// mayQuote holds the first bytes of the marks that open a quotation.
var mayQuote = func() (table [256]bool) {
	for _, mark := range []string{"\"", "“", "„", "«", "'", "‘"} {
		table[mark[0]] = true
	}
	return table
}()

// closers gives the marks that close what a mark opens.
func closers(r rune) string {
	switch r {
	case '"':
		return "\"”"
	case '“':
		return "”\""
	case '„':
		return "“”"
	}
	return "»"
}

// closingMark finds the byte behind the mark that closes the quotation opened
// at i, or -1 when none is opened there.
func closingMark(s string, i int, r rune, size int) int {
	rest := s[i+size:]
	if len(rest) > longestQuotation {
		rest = rest[:longestQuotation]
	}
	switch r {
	case '"', '“', '„', '«':
		if at := strings.IndexAny(rest, closers(r)); at > 0 {
			_, n := utf8.DecodeRuneInString(rest[at:])
			return i + size + at + n
		}
	case '\'', '‘':
		return closingSingle(s, i, size, rest)
	}
	return -1
}

// closingSingle tells single quotation marks from apostrophes by what stands
// beside them: an opening mark follows a space, a closing one precedes one.
func closingSingle(s string, i, size int, rest string) int {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(rest)
	if i > 0 && !unicode.IsSpace(before) && !strings.ContainsRune("([:", before) || !isWordRune(after) {
		return -1
	}
	for at, r := range rest {
		if r != '\'' && r != '’' {
			continue
		}
		n := utf8.RuneLen(r)
		if next, _ := utf8.DecodeRuneInString(rest[at+n:]); !isWordRune(next) {
			return i + size + at + n
		}
	}
	return -1
}

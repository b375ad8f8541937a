package web

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// mark is why words of a letter are marked. What raised a concern is no matter of
// topics; a word that speaks for the topic may stand in what speaks for a duty.
type mark uint8

const (
	unmarked    mark = 0
	markTopic   mark = 1
	markDuty    mark = 2
	markConcern mark = 4
)

// and joins two marks of one word.
func (m mark) and(other mark) mark { return min(m|other, markConcern) }

// classes are what styles know marks by.
var classes = [...]string{
	markTopic:            "app-mark app-mark--topic",
	markDuty:             "app-mark app-mark--duty",
	markDuty | markTopic: "app-mark app-mark--duty app-mark--topic",
	markConcern:          "app-mark app-mark--concern",
}

// segment is a run of a letter's text, and how it is marked.
type segment struct {
	Text string
	Mark mark
}

// Class is that of the mark; "" for what is not marked.
func (s segment) Class() string { return classes[s.Mark] }

// Bounds of the marks in one text.
const (
	mostPhrases = 40  // of a verdict
	mostMarks   = 50  // of one phrase: a word on every line marks nothing
	longReason  = 290 // bytes; the classifier cuts such a sentence, perhaps within a word
)

// phrase is words of a verdict, looked for in its letter.
type phrase struct {
	words   []int // their numbers
	borders []int // how many words the first n both begin and end with
	mark    mark
}

// marker finds the words of a verdict in the letter it was given on: whole words,
// in whatever case, with whatever stands between them.
type marker struct {
	numbers map[string]int // of the phrases' words, from 1; any other word is 0
	phrases []phrase
}

// newMarker takes of a verdict what a page marks: the words shown that speak for
// the topic, and what raised a concern or a duty that nobody has taken back.
func newMarker(e store.Enquiry, v classify.Verdict) *marker {
	m := &marker{numbers: map[string]int{}}
	for _, r := range topicReasons(v.Reasons) {
		m.add(r, markTopic)
	}
	for _, r := range v.Reasons {
		switch {
		case carries(e.Row, r.For):
			m.add(r, markDuty)
		case classify.Concern(r.For).Rank() > 0 && e.Concern.Rank() > 0:
			m.add(r, markConcern)
		}
	}
	return m
}

func (m *marker) add(r classify.Reason, as mark) {
	if r.Weight <= 0 || wordsOf(r.Text).Pattern || len(m.phrases) == mostPhrases {
		return
	}
	p := phrase{mark: as}
	for _, w := range splitWords(r.Text) {
		word := plainWord(r.Text[w.from:w.to])
		if m.numbers[word] == 0 {
			m.numbers[word] = len(m.numbers) + 1
		}
		p.words = append(p.words, m.numbers[word])
	}
	if n := len(p.words); n > 1 && len(r.Text) >= longReason {
		p.words = p.words[:n-1]
	}
	if len(p.words) == 0 {
		return
	}
	p.borders = borders(p.words)
	m.phrases = append(m.phrases, p)
}

// segments parts a text at the marks that are at least so high. Put together
// again, they are the text. The work is that of reading it once for each phrase.
func (m *marker) segments(text string, least mark) []segment {
	if len(m.phrases) == 0 || text == "" {
		return []segment{{Text: text}}
	}
	spans := splitWords(text)
	numbers := make([]int, len(spans))
	for i, w := range spans {
		numbers[i] = m.numbers[plainWord(text[w.from:w.to])]
	}
	cells := make([]mark, 2*len(spans)) // each word, and what stands behind it
	for _, p := range m.phrases {
		if p.mark < least {
			continue
		}
		p.find(numbers, func(first, last int) {
			for i := 2 * first; i <= 2*last; i++ {
				cells[i] = cells[i].and(p.mark)
			}
		})
	}
	return cutAt(text, spans, cells)
}

// cutAt parts a text where the mark changes.
func cutAt(text string, spans []wordSpan, cells []mark) (all []segment) {
	from, now := 0, unmarked
	end := func(at int, next mark) {
		if at > from {
			all = append(all, segment{text[from:at], now})
		}
		from, now = at, next
	}
	for i, c := range cells {
		if w := spans[i/2]; c != now && i%2 == 0 {
			end(w.from, c)
		} else if c != now {
			end(w.to, c)
		}
	}
	end(len(text), unmarked)
	return all
}

// find calls hit with the first and the last word of each place where the phrase
// stands. It never goes back (Knuth, Morris and Pratt), whatever is repeated.
func (p *phrase) find(words []int, hit func(first, last int)) {
	fits, hits := 0, 0
	for i, w := range words {
		for fits > 0 && p.words[fits] != w {
			fits = p.borders[fits-1]
		}
		if p.words[fits] == w {
			fits++
		}
		if fits == len(p.words) {
			hit(i+1-fits, i)
			if hits++; hits == mostMarks {
				return
			}
			fits = 0
		}
	}
}

// borders gives for each beginning of a phrase the length of the longest shorter
// one that it also ends with.
func borders(words []int) []int {
	all := make([]int, len(words))
	for i, n := 1, 0; i < len(words); i++ {
		for n > 0 && words[n] != words[i] {
			n = all[n-1]
		}
		if words[n] == words[i] {
			n++
		}
		all[i] = n
	}
	return all
}

// wordSpan is where a word stands in a text.
type wordSpan struct{ from, to int }

// splitWords finds the words of a text: letters and digits, with the apostrophes
// inside them, as the classifier reads them.
func splitWords(text string) (all []wordSpan) {
	start := -1
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			if start < 0 {
				start = i
			}
		case start >= 0 && (r == '\'' || r == '’') && letterAt(text[i+utf8.RuneLen(r):]):
		case start >= 0:
			all, start = append(all, wordSpan{start, i}), -1
		}
	}
	if start >= 0 {
		all = append(all, wordSpan{start, len(text)})
	}
	return all
}

// letterAt reports whether a text begins with a letter.
func letterAt(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r)
}

// plainWord is a word as it is compared.
func plainWord(word string) string {
	return strings.ToLower(strings.ReplaceAll(word, "’", "'"))
}

// legendOf explains the marks that a conversation shows, the gravest first.
func legendOf(parts []part) (all []segment) {
	seen := unmarked
	for _, p := range parts {
		if p.Letter == nil {
			continue
		}
		for _, piece := range p.Letter.Pieces {
			for _, s := range piece.Segments {
				seen |= s.Mark
			}
		}
	}
	for _, l := range []segment{
		{"what raised the concern", markConcern},
		{"what speaks for a formal duty", markDuty},
		{"what speaks for the topic", markTopic},
	} {
		if seen&l.Mark > 0 {
			all = append(all, l)
		}
	}
	return all
}

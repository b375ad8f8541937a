package mailbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gatherAlternative keeps one text of several that say the same (RFC 2046,
// section 5.1.4) and the files of all. Plain text is preferred to HTML, as
// nothing is lost in turning it into text, unless the HTML says more. What only
// the other says is kept as well.
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
		switch {
		case c.ctype.value == "text/plain":
			if !strings.Contains(plain, text) { // two plain texts are no alternatives
				plain = joinTexts([]string{plain, text})
			}
		case strings.TrimSpace(text) == "" || c.ctype.value == "text/x-amp-html":
		case c.ctype.value == "text/enriched" && hasLetter(plain): // of little use beside plain text
			g.keep(lacking(text, plain))
		default:
			if rich != "" && p.spend(wordCost*(len(rich)+len(text))) { // of several the last is shown
				g.keep(lacking(rich, text))
			}
			rich = text
		}
	}
	if p.spend(wordCost * (len(plain) + len(rich))) {
		g.settle(plain, rich)
	} else {
		g.texts = []string{joinTexts([]string{plain, rich})}
	}
	return g
}

// settle shows that of two texts which says more, or both where they say
// different things. No word of the other is left out of what is searched for
// danger.
func (g *gathered) settle(plain, rich string) {
	stands := isStub(plain, rich)
	more := lacking(rich, plain)
	if !stands && more.letters < fewLost {
		g.texts = []string{plain}
		if alarms(rich) && !alarms(plain) { // the same words in another order
			g.behind = append(g.behind, rich)
		}
		return
	}
	also := lacking(plain, rich)
	switch {
	case also.letters >= fewLost && more.mostly() && also.mostly() && also.besides(stub):
		g.texts = []string{plain, rich}
	case !stands && also.letters >= more.letters && more.letters <= moreLetters:
		g.texts = []string{plain}
		g.keep(more)
	default:
		g.texts = []string{rich}
		g.keep(also)
		if also.letters < fewLost && alarms(plain) && !alarms(rich) {
			g.behind = append(g.behind, plain)
		}
	}
}

// keep keeps the lines in which words stand that the text shown lacks.
func (g *gathered) keep(l lack) {
	if l.letters >= fewLost {
		g.behind = append(g.behind, strings.Join(l.lines, "\n")+"\n")
	}
}

// Of two texts that should say the same, fewer letters than fewLost are not
// missed, and the HTML is shown for more than moreLetters that the plain lacks.
const (
	fewLost     = 3
	moreLetters = 25
)

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

// lack is what a text says and another does not.
type lack struct {
	lines   []string // those with words that the other lacks
	letters int      // of these words
	all     int      // of all words
}

// mostly reports that more than half of the text is lacking.
func (l lack) mostly() bool { return l.letters*2 > l.all }

// besides reports that lines which the expression does not match are lacking.
func (l lack) besides(e *regexp.Regexp) bool {
	return slices.ContainsFunc(l.lines, func(line string) bool {
		return letters(line, shortPlain) >= fewLost && !e.MatchString(line)
	})
}

// lacking compares a text with another by its words, each counted once.
// Addresses do not count: the HTML of a letter has those of its links, the plain
// text often not. Nor do lines that a program wrote.
func lacking(text, other string) (l lack) {
	if text == "" {
		return l
	}
	c := newComparer(other)
	text = webAddress.ReplaceAllString(text[:min(len(text), mostCompared)], " ")
	for line := range strings.SplitSeq(text, "\n") {
		missing, all := c.compare(line)
		if missing > 0 && byProgram(line) {
			c.forget(line)
			continue
		}
		l.all += all
		if l.letters += missing; missing > 0 {
			l.lines = append(l.lines, line)
		}
	}
	return l
}

// byProgram reports a line that stands in one form of a letter alone.
func byProgram(line string) bool {
	const longest = 200
	return len(line) < longest && (isDeviceLine(line) || seeElsewhere.MatchString(line))
}

var seeElsewhere = regexp.MustCompile(`(?i)^\W*(?:(?:please|if|having|trouble|problems?|can.?t|cannot|click|to|this|your?|use|in order|images?|not displaying)\b.{0,80})?(?:` +
	`\b(?:view|read|see|open|display)\b.{0,40}\b(?:in|with|using) (?:your|a|the|another) (?:web ?)?browser\b|\bview (?:it |this )?(?:\S+ )?online\b|` +
	`\b(?:enable|use|supports?|view|needs?|requires?|in) (?:an? )?html\b.{0,60}\b(?:messages?|e-?mails?|mail|reader|viewer|client|program)\b|\bhtml (?:messages?|e-?mails?|mail|version|format)\b|\b(?:view|read|see|open|display)\b.{0,30}\bin html\b)`)

// comparer looks for the words of one text in another.
type comparer struct {
	words  map[string]wordState
	known  string // all words of the other text, run together
	looked int    // bytes of known gone through
}

type wordState int8

const (
	notMet  wordState = iota
	shared            // the other text has it
	counted           // likewise, and it was met
	missed            // it was met, and the other text lacks it
)

func newComparer(other string) *comparer {
	c := &comparer{words: map[string]wordState{}}
	var known strings.Builder
	for w := range foldedWords(other[:min(len(other), 2*mostCompared)]) {
		c.words[w] = shared
		known.WriteString(w)
	}
	c.known = known.String()
	return c
}

// compare counts the letters of words that were not met before: of those missing,
// and of all.
func (c *comparer) compare(line string) (missing, all int) {
	const number = 2 // digits of those before the items of a list
	for w := range foldedWords(line) {
		state := c.words[w]
		if state > shared {
			continue
		}
		if state == notMet && !c.within(w) {
			c.words[w] = missed
		} else {
			c.words[w] = counted
		}
		n := utf8.RuneCountInString(w)
		if n <= number && strings.Trim(w, "0123456789") == "" {
			continue
		}
		all += n
		if c.words[w] == missed {
			missing += n
		}
	}
	return missing, all
}

// within reports a word that the other text has within others, as table cells
// and lines run together.
func (c *comparer) within(w string) bool {
	const (
		shortest   = 5        // bytes
		mostLooked = 32 << 20 // as each search goes through the whole text
	)
	if len(w) < shortest || c.looked >= mostLooked {
		return false
	}
	c.looked += len(c.known)
	return strings.Contains(c.known, w)
}

// forget makes the words of a line count where they are met again.
func (c *comparer) forget(line string) {
	for w := range foldedWords(line) {
		if c.words[w] == missed {
			delete(c.words, w)
		}
	}
}

// webAddress finds what htmlText writes behind links, and addresses in a text,
// with the words of links that say nothing: the plain text has the address in
// their place.
var webAddress = regexp.MustCompile(`(?i)(?:\b(?:this|here|link|page|website) ?)?<(https?:[^<>]*|[^<>\s]+@[^<>\s]+|\+?[\d ().-]+)>|\b(https?://|www\.)\S+`)

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

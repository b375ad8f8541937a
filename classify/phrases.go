package classify

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// phrase is a sequence of elements, by their numbers in a phraseBook. An
// element is one step: the words that fit, or gap.
type phrase []int32

const (
	gap       = -2 // in the place of an element: up to widestGap words that do not matter
	widestGap = 3
)

// phraseBook holds all phrases that letters are searched for, by their first
// word, and numbers their elements.
type phraseBook struct {
	elements map[string]int32
	exact    map[string]*part
	stems    [256][]stem // by their first byte
}

// part is what the book says of the words that are, or begin as, one of its words.
type part struct {
	fits  bitset // the elements they fit
	opens opening
}

type stem struct {
	text string
	part *part
}

// ofNothing is the part of a word that is in no phrase.
var ofNothing = &part{}

// opening is the phrases that begin with a word.
type opening struct {
	alone cueSet // cues found with the word alone
	duty  cueSet // cues of duties found with it

	// What one of the words behind must fit for a phrase of each kind to be
	// there at all: most often none does.
	next, near [kinds]outline

	phrases [kinds][]candidate
}

// candidate is a phrase whose first word has been found.
type candidate struct {
	group   int32
	order   int32   // of all phrases of the book
	reach   int32   // where rest's first element that is no gap must be found: in view's first or second
	outline outline // of that element
	rest    phrase  // behind the first word
}

// The kinds of groups of phrases.
const (
	ofCues = iota
	ofRules
	ofConcepts
	ofDuties
	kinds
)

func newPhraseBook(table *cueTable) *phraseBook {
	b := &phraseBook{elements: make(map[string]int32), exact: make(map[string]*part)}
	order := int32(0)
	add := func(kind, group int, phrases string) {
		for _, line := range strings.Split(phrases, "\n") {
			if fields := strings.Fields(line); len(fields) > 0 {
				b.add(kind, candidate{group: int32(group), order: order}, fields)
				order++
			}
		}
	}
	for group, c := range slices.Concat(cues, dangerCues, frameCues) {
		add(ofCues, group, c.phrases)
	}
	for group, c := range slices.Concat(lifeCues, workCues) {
		add(ofCues, table.firstLoose()+group, c.phrases)
	}
	add(ofRules, personal, alwaysPersonal)
	add(ofRules, thirdParty, alwaysThirdParty)
	for group, c := range concepts {
		add(ofConcepts, group, c.phrases)
	}
	for group, c := range dutyCues {
		add(ofDuties, group, c.phrases)
	}
	return b
}

// add takes one phrase into the book.
func (b *phraseBook) add(kind int, c candidate, fields []string) {
	c.rest = make(phrase, 0, len(fields)-1)
	for _, f := range fields[1:] {
		c.rest = append(c.rest, b.element(f))
	}
	c.look()
	for _, w := range strings.Split(fields[0], "|") {
		o := &b.part(w).opens
		switch {
		case kind == ofCues && len(c.rest) == 0:
			o.alone.add(int(c.group))
		case kind == ofDuties && len(c.rest) == 0:
			o.duty.add(int(c.group))
		default:
			o.add(kind, c)
		}
	}
}

// look sets what is looked for first.
func (c *candidate) look() {
	switch {
	case len(c.rest) == 0:
		c.outline = always
	case c.rest[0] == gap:
		c.reach, c.outline = 1, outlineOf(c.rest[1])
	default:
		c.outline = outlineOf(c.rest[0])
	}
}

func (o *opening) add(kind int, c candidate) {
	o.phrases[kind] = append(o.phrases[kind], c)
	if c.reach == 0 {
		o.next[kind] |= c.outline
	} else {
		o.near[kind] |= c.outline
	}
}

// element numbers one step of a phrase.
func (b *phraseBook) element(words string) int32 {
	if words == "_" {
		return gap
	}
	number, known := b.elements[words]
	if !known {
		number = int32(len(b.elements))
		b.elements[words] = number
		for _, w := range strings.Split(words, "|") {
			b.part(w).fits.add(number)
		}
	}
	return number
}

// part gives what the book says of a word, a trailing * for every ending.
func (b *phraseBook) part(w string) *part {
	text, open := strings.CutSuffix(w, "*")
	if !open {
		if b.exact[w] == nil {
			b.exact[w] = &part{}
		}
		return b.exact[w]
	}
	list := &b.stems[text[0]]
	for _, s := range *list {
		if s.text == text {
			return s.part
		}
	}
	*list = append(*list, stem{text, &part{}})
	return (*list)[len(*list)-1].part
}

// lookUp gives all that the book says of a folded word. The
// candidates of the word itself come before those of its stems, which are in
// the order of the book.
func (b *phraseBook) lookUp(fold []byte) *part {
	exact := b.exact[string(fold)]
	var room [4]*part
	open := room[:0]
	for _, s := range b.stems[fold[0]] {
		if len(fold) >= len(s.text) && string(fold[:len(s.text)]) == s.text {
			open = append(open, s.part)
		}
	}
	switch {
	case len(open) > 1 || len(open) == 1 && exact != nil:
		return merged(exact, open)
	case len(open) == 1:
		return open[0]
	case exact != nil:
		return exact
	}
	return ofNothing
}

func merged(exact *part, open []*part) *part {
	all := &part{}
	for _, p := range open {
		all.add(p)
	}
	byOrder := func(a, b candidate) int { return cmp.Compare(a.order, b.order) }
	slices.SortStableFunc(all.opens.phrases[ofRules], byOrder)
	slices.SortStableFunc(all.opens.phrases[ofConcepts], byOrder)
	if exact == nil {
		return all
	}
	first := &part{}
	first.add(exact)
	first.add(all)
	return first
}

func (p *part) add(q *part) {
	p.fits.addAll(q.fits)
	p.opens.alone.addAll(q.opens.alone)
	p.opens.duty.addAll(q.opens.duty)
	for kind, phrases := range q.opens.phrases {
		for _, c := range phrases {
			p.opens.add(kind, c)
		}
	}
}

// visitConcepts calls found for every concept in the words.
func visitConcepts(words []word, found func(concept, first, last int)) {
	for i := range words {
		w := &words[i]
		if !w.tells || !w.opens.has(ofConcepts) {
			continue
		}
		view := w.opens.view(ofConcepts, words[i+1:])
		if view[0]|view[1] == 0 {
			continue
		}
		for j := range w.opens.phrases[ofConcepts] {
			c := &w.opens.phrases[ofConcepts][j]
			if c.outline&view[c.reach] == 0 {
				continue
			}
			if m, ok := c.rest.matches(words[i+1:]); ok {
				found(int(c.group), i, i+1+m)
			}
		}
	}
}

func (o *opening) has(kind int) bool { return o.next[kind]|o.near[kind] != 0 }

// view looks from a word to those behind it, as far as its phrases of a kind go.
func (o *opening) view(kind int, rest []word) view {
	next := always
	if len(rest) > 0 {
		next |= rest[0].outline
	}
	near := next
	if o.near[kind] != 0 {
		for i := 1; i <= widestGap && i < len(rest); i++ {
			near |= rest[i].outline
		}
	}
	return view{next & o.next[kind], near & o.near[kind]}
}

// matches reports whether the words begin as the phrase says, and over how
// many of them.
func (p phrase) matches(words []word) (int, bool) {
	for i, element := range p {
		if element == gap {
			for skip := i; skip <= i+widestGap && skip < len(words); skip++ {
				if m, ok := p[i+1:].matches(words[skip:]); ok {
					return skip + m, true
				}
			}
			return 0, false
		}
		if i >= len(words) || !words[i].fits.has(element) {
			return 0, false
		}
	}
	return len(p), true
}

// outline is a set of elements of which some are alike: where two outlines have
// nothing in common, neither have the sets.
type outline uint64

// always is in every view.
const always outline = 1 << 63

func outlineOf(element int32) outline { return 1 << (element % 63) }

// outline gives the outline of a set of elements.
func (s bitset) outline() (all outline) {
	for i, some := range s {
		for ; some != 0; some &= some - 1 {
			all |= outlineOf(int32(64*i + bits.TrailingZeros64(some)))
		}
	}
	return all
}

// view is the outlines of what fits behind a word: of the next word, and of all
// words that a gap lets through.
type view [2]outline

// bitset is a set of small numbers.
type bitset []uint64

func (s bitset) has(i int32) bool {
	at := uint32(i) >> 6
	return at < uint32(len(s)) && s[at]>>(i&63)&1 != 0
}

func (s *bitset) add(i int32) {
	for int(i>>6) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[i>>6] |= 1 << (i & 63)
}

func (s *bitset) addAll(t bitset) {
	for i, some := range t {
		if i == len(*s) {
			*s = append(*s, 0)
		}
		(*s)[i] |= some
	}
}

// cueSet is a set of cues. There are fewer than 128, which a test holds.
type cueSet [2]uint64

func (s *cueSet) add(cue int)      { s[cue>>6&1] |= 1 << (cue & 63) }
func (s *cueSet) has(cue int) bool { return s[cue>>6&1]>>(cue&63)&1 != 0 }

func (s *cueSet) addAll(t cueSet) { s[0], s[1] = s[0]|t[0], s[1]|t[1] }

func (s cueSet) both(t cueSet) cueSet { return cueSet{s[0] & t[0], s[1] & t[1]} }

func (s cueSet) len() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// appendTo appends the cues in ascending order.
func (s cueSet) appendTo(list []uint8) []uint8 {
	for i, some := range s {
		for ; some != 0; some &= some - 1 {
			list = append(list, uint8(64*i+bits.TrailingZeros64(some)))
		}
	}
	return list
}

package classify

import "encoding/binary"

// meetings tells of two words whether a phrase of a sentence may go on from the
// one to the other at all: mostly none does, and then no phrase need be looked
// at. Words are of one kind when they open the same phrases, or fit the same
// elements.
type meetings struct {
	next, near bitTable // the first element behind the opening; the first behind a gap
}

// bitTable is a table of bits: a row for each kind of opening, a column for
// each kind of what fits.
type bitTable struct {
	stride int
	rows   []uint64
}

func (t *bitTable) has(row, column uint16) bool {
	return t.rows[int(row)*t.stride+int(column>>6)]>>(column&63)&1 != 0
}

func (t *bitTable) add(row, column uint16) {
	t.rows[int(row)*t.stride+int(column>>6)] |= 1 << (column & 63)
}

// The kinds of words of which nothing is known, so that anything may be, and of
// those that are in no phrase. The others are numbered behind them.
const (
	anyKind = iota
	noKind
	firstKind
)

// ofSentences are the kinds of phrases that sentences are searched for.
var ofSentences = [...]int{ofCues, ofRules, ofDuties}

// goesOn reports whether a phrase may go on behind a word: with the next one,
// and behind a gap.
func (m *meetings) goesOn(e *entry, rest []word) (next, near bool) {
	if len(rest) == 0 {
		return false, false
	}
	return m.next.has(e.opensAs, rest[0].fitsAs), e.leaps && m.leapsOn(e, rest)
}

// leapsOn reports whether a phrase may go on behind a gap.
func (m *meetings) leapsOn(e *entry, rest []word) bool {
	for i := 0; i <= widestGap && i < len(rest); i++ {
		if m.near.has(e.opensAs, rest[i].fitsAs) {
			return true
		}
	}
	return false
}

// ahead is the words behind one, and whether a phrase may go on there.
type ahead struct {
	words      []word
	next, near bool
}

// view looks at them, as far as the phrases of a kind go.
func (a ahead) view(o *opening, kind int) view {
	if !o.has(kind) {
		return view{}
	}
	seen := o.view(kind, a.words)
	if !a.next {
		seen[0] &= always
	}
	if !a.near {
		seen[1] = 0
	}
	return seen
}

// kindsOf numbers things that are alike by what they are called.
type kindsOf map[string]uint16

// number gives a thing's number, and whether it is a new one.
func (k kindsOf) number(name string) (number uint16, isNew bool) {
	if name == "" {
		return noKind, false
	}
	number, known := k[name]
	if known {
		return number, false
	}
	if len(k) > 1<<16-1-firstKind {
		return anyKind, false
	}
	number = uint16(firstKind + len(k))
	k[name] = number
	return number, true
}

// newMeetings tells the words of their kinds.
func newMeetings(entries []*entry) *meetings {
	openings, fits := kindsOf{}, kindsOf{}
	var opening []*opening
	fitting := make(map[int32][]uint16) // the kinds that fit an element
	for _, e := range entries {
		var isNew bool
		e.speaks, e.leaps = e.opens.speaks(), e.opens.leaps()
		if e.opensAs, isNew = openings.number(e.opens.name()); isNew {
			opening = append(opening, e.opens)
		}
		if e.fitsAs, isNew = fits.number(e.fits.name()); isNew {
			for element := range int32(64 * len(e.fits)) {
				if e.fits.has(element) {
					fitting[element] = append(fitting[element], e.fitsAs)
				}
			}
		}
	}
	m := &meetings{newBitTable(firstKind+len(openings), firstKind+len(fits)), newBitTable(firstKind+len(openings), firstKind+len(fits))}
	for i, o := range opening {
		for _, kind := range ofSentences {
			for j := range o.phrases[kind] {
				m.add(uint16(firstKind+i), &o.phrases[kind][j], fitting)
			}
		}
	}
	return m
}

// newBitTable makes a table in which only anyKind is noted.
func newBitTable(rows, columns int) bitTable {
	stride := (columns + 63) / 64
	t := bitTable{stride, make([]uint64, rows*stride)}
	for row := range rows {
		t.add(uint16(row), anyKind)
	}
	for column := range columns {
		t.add(anyKind, uint16(column))
	}
	return t
}

// add notes which kinds of words a candidate may go on with.
func (m *meetings) add(row uint16, c *candidate, fitting map[int32][]uint16) {
	switch {
	case len(c.rest) == 0:
	case c.reach == 0:
		for _, column := range fitting[c.rest[0]] {
			m.next.add(row, column)
		}
	default:
		for _, column := range fitting[c.rest[1]] {
			m.near.add(row, column)
		}
	}
}

// name tells openings apart by the phrases of sentences they have.
func (o *opening) name() string {
	var name []byte
	for _, kind := range ofSentences {
		for _, c := range o.phrases[kind] {
			name = binary.LittleEndian.AppendUint32(name, uint32(c.order))
		}
	}
	return string(name)
}

// name tells sets apart.
func (s bitset) name() string {
	var name []byte
	for _, some := range s {
		name = binary.LittleEndian.AppendUint64(name, some)
	}
	return string(name)
}

// speaks reports whether a word alone may say something of its sentence.
func (o *opening) speaks() bool {
	for _, kind := range ofSentences {
		for _, c := range o.phrases[kind] {
			if len(c.rest) == 0 {
				return true
			}
		}
	}
	return o.alone != cueSet{} || o.duty != cueSet{}
}

// leaps reports whether a phrase has a gap behind its first word.
func (o *opening) leaps() bool {
	for _, kind := range ofSentences {
		if o.near[kind] != 0 {
			return true
		}
	}
	return false
}

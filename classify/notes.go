package classify

import (
	"math"
	"slices"
	"strings"
)

// notes is what is written down while one letter is read, and memory that is
// used again for the next. Notes are for one goroutine at a time.
type notes struct {
	dict      *dictionary
	learning  bool // unknown words go into the dictionary
	strangers wordTable
	strange   []entry // of the strangers

	subject, own []word
	pairs        [2][][2]int32 // of them
	met          []word        // each different word once
	sums         []wordSum     // of all words by their numbers, then of the strangers
	order        []reasonWord  // in the order of their first reason
	pieces       []int32       // features of the strangers' pieces

	tallies  []tally // of each feature
	vector   []value
	signs    []int32    // of those in vector
	concepts []standing // of those in vector
	patterns []pattern

	spoken []spoken
	cues   []uint8
	rules  []ruleHit
	quoted []bool
	whole  []value
	counts []int32
	seen   []bool
	values []value
	scores []float64
}

// tally is what is noted of one feature.
type tally struct {
	count int32   // how often it is in the letter; 0 when it is not in vector
	share float64 // what one occurrence adds to a topic
}

// standing is a feature that stands on some words of a letter.
type standing struct {
	id          int32
	inSubject   bool
	first, last int
}

func newNotes(d *dictionary) *notes { return &notes{dict: d} }

// read takes the writer's own words, or everything when there are none. The
// reading holds until the next one.
func (n *notes) read(l Letter) reading {
	own := l.Own
	if strings.TrimSpace(own) == "" {
		own = l.Whole
	}
	r := reading{subject: text{src: bounded(l.Subject)}, own: text{src: bounded(own)}, sender: senderKind(l.FromEmail)}
	n.subject = n.splitWords(r.subject.src, n.subject[:0])
	n.own = n.splitWords(r.own.src, n.own[:0])
	r.subject.words, r.own.words = n.subject, n.own
	for i, t := range []*text{&r.own, &r.subject} {
		n.pairs[i] = n.dict.pairsOf(n.pairs[i][:0], t.words)
		t.pairs = n.pairs[i]
	}
	return r
}

// mostStrangers is how many strangers are remembered for the letters to come,
// which mostly hold the same ones: names, places, words of the trade.
const mostStrangers = 1 << 12

// mostKept is how many sentences' memory is kept: enough for most letters.
const mostKept = 1 << 10

// forget makes room for the next letter.
func (n *notes) forget() {
	if len(n.strange) > mostStrangers || cap(n.spoken) > mostKept {
		*n = notes{dict: n.dict}
		return
	}
	clear(n.spoken) // they hold on to the text
	clear(n.order)
}

// lookUp finds a word or takes it in. Numbers are the dictionary's, those of
// strangers behind.
func (n *notes) lookUp(s *spelling) (*entry, int32) {
	hash := hashWord(s)
	number := n.dict.words.find(s, hash)
	if number == none && n.learning {
		number = n.dict.learn(s, hash)
	}
	switch {
	case number == none:
	case int(number) < len(n.dict.settled):
		return &n.dict.settled[number], number
	default:
		return n.dict.entries[number], number
	}
	if number = n.strangers.find(s, hash); number == none {
		number = n.strangers.add(s, hash)
		e, from := n.dict.describe(s.bytes[:s.size]), len(n.pieces)
		n.pieces = n.dict.appendPieces(n.pieces, s.bytes[:s.size])
		e.pieces = n.pieces[from:]
		n.strange = append(n.strange, e)
	}
	return &n.strange[number], number + int32(len(n.dict.entries))
}

// spelt gives a word's folded spelling; it must not be changed.
func (n *notes) spelt(w word) []byte {
	if known := int32(len(n.dict.entries)); w.number >= known {
		return n.strangers.spelt(w.number - known)
	}
	return n.dict.words.spelt(w.number)
}

// weigh finds the features of a letter and weighs them by how often they stand
// in it. They are in the order they are met: all subject words, then word by
// word the own words and pairs, and so on. The vector holds until the next one.
func (n *notes) weigh(v *vocabulary, r reading) []value {
	n.prepare(len(v.names))
	for _, w := range r.subject.words {
		n.hit(w.subject)
	}
	for i := range r.subject.words {
		n.hit(r.subject.pairs[i][ofLetter])
	}
	n.hitPieces(r.subject.words)
	n.hitWords(r.own.words, r.own.pairs)
	n.hitPieces(r.own.words)
	n.hitSigns(r)
	n.concepts = n.concepts[:0]
	for _, subject := range []bool{true, false} {
		n.hitConcepts(r.text(subject).words, subject)
	}
	v.weigh(n.vector, n.tallies)
	return n.vector
}

// weigh fills in what the features of a vector weigh.
func (v *vocabulary) weigh(vector []value, tallies []tally) {
	var squares, factors [blocks]float64
	kinds, rarity := v.block, v.rarity
	block, sum := uint8(0), 0.0 // most features are of the same block as those before
	for i := range vector {
		e := &vector[i]
		if b := kinds[e.id]; b != block {
			squares[block] = sum
			block, sum = b, squares[b]
		}
		e.x = (1 + logarithm(tallies[e.id].count)) * rarity[e.id]
		sum += e.x * e.x
	}
	squares[block] = sum
	for b, s := range squares {
		factors[b] = blockLength[b] / math.Sqrt(s)
	}
	for i := range vector {
		e := &vector[i]
		e.x *= factors[kinds[e.id]]
	}
}

// prepare makes room for that many features and takes back the last counts.
func (n *notes) prepare(features int) {
	for _, e := range n.vector {
		n.tallies[e.id].count = 0
	}
	n.vector = n.vector[:0]
	if len(n.tallies) < features {
		n.tallies = make([]tally, features)
	}
	if words := len(n.dict.entries) + len(n.strange); len(n.sums) < words {
		n.sums = append(n.sums, make([]wordSum, words-len(n.sums))...)
	}
}

func (n *notes) hit(id int32) {
	if id == none {
		return
	}
	t := &n.tallies[id]
	if t.count == 0 {
		n.vector = append(n.vector, value{id: id})
	}
	t.count++
}

// hitWords counts own words and their pairs, word by word.
func (n *notes) hitWords(words []word, pairs [][2]int32) {
	tallies, vector := n.tallies, n.vector
	for i, w := range words {
		if id := w.own; id != none {
			t := &tallies[id]
			if t.count == 0 {
				vector = append(vector, value{id: id})
			}
			t.count++
		}
		if id := pairs[i][ofLetter]; id != none {
			t := &tallies[id]
			if t.count == 0 {
				vector = append(vector, value{id: id})
			}
			t.count++
		}
	}
	n.vector = vector
}

// place is the place of the subject's things, or the own words'.
func place(subject bool) int {
	if subject {
		return 1
	}
	return 0
}

// hitPieces counts the pieces of words. Each different word is looked at once:
// that keeps the order, in which a feature has its place where it is first met.
func (n *notes) hitPieces(words []word) {
	n.met = n.met[:0]
	for _, w := range words {
		s := &n.sums[w.number]
		if s.times == 0 {
			n.met = append(n.met, w)
		}
		s.times++
	}
	tallies := n.tallies
	for _, w := range n.met {
		times := n.sums[w.number].times
		n.sums[w.number].times = 0
		n.vector = slices.Grow(n.vector, len(w.pieces))
		at, room := 0, n.vector[len(n.vector):][:len(w.pieces)]
		for _, id := range w.pieces {
			t := &tallies[id]
			room[at].id = id // overwritten by the next one when it was known: whether it is nobody foresees
			if t.count == 0 {
				at++
			}
			t.count += times
		}
		n.vector = n.vector[:len(n.vector)+at]
	}
}

func (n *notes) hitSigns(r reading) {
	n.signs = n.signs[:0]
	note := func(id int32) {
		if id != none {
			n.hit(id)
			n.signs = append(n.signs, id)
		}
	}
	n.patterns = patternsOf(n.patterns[:0], r)
	for _, p := range n.patterns {
		note(n.dict.patterns[p])
	}
	if id, known := n.dict.signs[r.sender]; known {
		note(id)
	}
}

func (n *notes) hitConcepts(words []word, subject bool) {
	visitConcepts(words, func(concept, first, last int) {
		if id := n.dict.concepts[place(subject)][concept]; id != none {
			n.hit(id)
			n.concepts = append(n.concepts, standing{id, subject, first, last})
		}
	})
}

// logarithm is math.Log of a count.
func logarithm(count int32) float64 {
	if int(count) < len(logarithms) {
		return logarithms[count]
	}
	return math.Log(float64(count))
}

var logarithms = func() (table [256]float64) {
	for i := range table {
		table[i] = math.Log(float64(i))
	}
	return table
}()

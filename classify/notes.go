package classify

import (
	"math"
	"strings"
)

// notes is what is written down while one letter is read, and memory that is
// used again for the next. Notes are for one goroutine at a time.
type notes struct {
	dict      *dictionary
	learning  bool  // unknown words go into the dictionary
	known     *fits // while learning: what need not be fitted
	strangers wordTable
	strange   []entry // of the strangers

	subject, own []word
	pairs        [2][][2]int32 // of them
	sentences    [2][]sentence
	met          []word       // each different word once
	fromSubject  int          // of them
	sums         []wordSum    // of all words by their numbers, then of the strangers
	rows         []float64    // what the strangers among them say
	order        []reasonWord // in the order of their first reason
	pieces       []int32      // features of the strangers' pieces

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
	duty   dutyNotes
}

// tally is what is noted of one feature.
type tally struct {
	count int32   // how often it is in the letter; 0 when it is not in vector
	share float64 // in training what it weighs, then what one occurrence adds to a topic
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
	r := reading{subject: text{src: bounded(l.Subject)}, own: text{src: bounded(own)}, sender: senderKind(l.FromEmail), senders: dutySendersOf(l)}
	n.subject = n.splitWords(r.subject.src, n.subject[:0])
	n.own = n.splitWords(r.own.src, n.own[:0])
	r.subject.words, r.own.words = n.subject, n.own
	for i, t := range []*text{&r.own, &r.subject} {
		n.pairs[i] = n.dict.pairsOf(n.pairs[i][:0], t.words)
		t.pairs = n.pairs[i]
		n.sentences[i] = n.sentences[i][:0]
		splitSentences(t.src, t.words, func(s sentence) { n.sentences[i] = append(n.sentences[i], s) })
		t.sentences = n.sentences[i]
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

// weigh gives all features of a letter, for training: those of its words first,
// then the others. The vector holds until the next one.
func (n *notes) weigh(v *vocabulary, r reading) []value {
	n.prepare(len(v.names))
	n.measure(r)
	n.weighWords(v)
	words := len(n.vector)
	n.findDuties(r, func(int, int) {})
	n.find(r)
	v.weigh(n.vector[words:], n.tallies)
	return n.vector
}

// weighRest gives the features of a letter whose sentences and duties the notes
// hold, but those that are its words'; what these come to goes by what measure
// notes of them.
func (n *notes) weighRest(v *vocabulary, r reading) []value {
	n.prepare(len(v.names))
	n.measure(r)
	n.find(r)
	v.weigh(n.vector, n.tallies)
	return n.vector
}

// find counts what is in a letter beside its words.
func (n *notes) find(r reading) {
	for _, w := range r.subject.words {
		n.hit(w.subject)
	}
	n.hitPairs(r.subject.pairs)
	n.hitPairs(r.own.pairs)
	n.hitSigns(r)
	n.visitDuties(func(kind, number int) {
		if id := n.dict.duties[kind][number]; id != none {
			n.hit(id)
			n.signs = append(n.signs, id)
		}
	})
	n.concepts = n.concepts[:0]
	for _, subject := range []bool{true, false} {
		n.hitConcepts(r.text(subject).words, subject)
	}
}

// measure lists the letter's words and how much each weighs in it: by how often
// and where it stands, and by its rarity, all together brought to length 1.
func (n *notes) measure(r reading) {
	n.met = n.met[:0]
	n.countWords(r.subject.words, inSubject)
	n.fromSubject = len(n.met)
	n.countWords(r.own.words, inText)
	for _, s := range r.own.sentences {
		if s.asks {
			n.countWords(r.own.words[s.first:s.last], inRequest)
		}
	}
	squares := 0.0
	for _, w := range n.met {
		s := &n.sums[w.number]
		s.share = (1 + logarithm(s.times)) * w.rarity
		squares += s.share * s.share
		s.times = 0
	}
	factor := 1 / math.Sqrt(squares)
	for _, w := range n.met {
		n.sums[w.number].share *= factor
	}
}

// Of a letter that is sorted without a person so many different words, and such a
// share of them, must be known.
const (
	fewestKnown = 3
	wordsKnown  = 0.4
)

// understood reports whether enough is known of the words that measure has
// listed. A probability that is made of a word or two, or of nothing but names
// in a foreign language, is none.
func (n *notes) understood() bool {
	known := 0
	for _, w := range n.met {
		if w.own != none || w.meaning != nil {
			known++
		}
	}
	return known >= fewestKnown && float64(known) >= wordsKnown*float64(len(n.met))
}

func (n *notes) countWords(words []word, times int32) {
	for _, w := range words {
		s := &n.sums[w.number]
		if s.times == 0 {
			n.met = append(n.met, w)
		}
		s.times += times
	}
}

// weighWords gives the features of the words that measure has listed.
func (n *notes) weighWords(v *vocabulary) {
	var sums [meaningSize]float64
	for _, w := range n.met {
		x := n.sums[w.number].share
		if w.own != none {
			n.give(w.own, x*blockLength[ownWords])
		}
		factor := x * blockLength[wordPieces] * v.pieceFactor(w.entry)
		for _, id := range w.pieces {
			n.give(id, factor*v.rarity[id])
		}
		addMeaning(&sums, x*blockLength[meaning], w.meaning)
	}
	for i := range n.vector {
		e := &n.vector[i]
		e.x = n.tallies[e.id].share
	}
	for i, x := range sums {
		n.vector = append(n.vector, value{v.meaning + int32(i), x})
	}
}

// pieceFactor brings the pieces of a word to length 1, weighed by their rarity.
func (v *vocabulary) pieceFactor(e *entry) float64 {
	squares := 0.0
	for _, id := range e.pieces {
		squares += v.rarity[id] * v.rarity[id]
	}
	if squares == 0 {
		return 0
	}
	return 1 / math.Sqrt(squares)
}

// give adds to what a feature weighs.
func (n *notes) give(id int32, x float64) {
	t := &n.tallies[id]
	if t.count == 0 {
		t.count, t.share = 1, 0
		n.vector = append(n.vector, value{id: id})
	}
	t.share += x
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

func (n *notes) hitPairs(pairs [][2]int32) {
	for _, p := range pairs {
		n.hit(p[ofLetter])
	}
}

// place is the place of the subject's things, or the own words'.
func place(subject bool) int {
	if subject {
		return 1
	}
	return 0
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

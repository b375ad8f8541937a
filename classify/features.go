package classify

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// The kinds of features of a letter. Each kind is one block of the letter's
// vector, brought to its own length, so that a long letter's words do not
// drown its subject. What a word adds as itself, by its pieces and by its
// meaning goes by how often it stands in the letter alone, so that what it comes
// to can be computed before any letter is read.
const (
	subjectWords = iota
	ownWords
	wordPairs
	wordPieces
	signs      // patterns and the sender's kind
	conceptual // concepts
	meaning    // what the words mean, whether they were met in training or not
	formal     // cues of formal duties: who complains or writes for a paper wants no course
	blocks
)

// blockLength is the length each block is brought to; chosen by
// cross-validation on the training part.
var blockLength = [blocks]float64{subjectWords: 0.3, ownWords: 1.4, wordPairs: 3, wordPieces: 2.4, signs: 0.5, conceptual: 0.5, meaning: 0.7, formal: 0.5}

// How often a word counts by where it stands; chosen by cross-validation on the
// training part.
const (
	inText    = 1
	inSubject = 2
	inRequest = 1 // more, in a sentence that asks for something
)

// Pieces of words, in letters, with a mark at both ends: "_log", "ogi".
const (
	shortestPiece = 3
	longestPiece  = 5
)

// text is a bounded text with its words.
type text struct {
	src   string
	words []word
	pairs [][2]int32 // the features of each word and the one behind it

	sentences []sentence
}

// reading is a letter as the models read it. Its words are numbered in the
// notes it was read with.
type reading struct {
	subject, own text
	sender       string // the kind of the sender's domain
	senders      [dutySenders]bool
}

// clone gives a reading that outlives the notes' next one.
func (r reading) clone() reading {
	for _, t := range []*text{&r.subject, &r.own} {
		t.words, t.sentences = slices.Clone(t.words), slices.Clone(t.sentences)
	}
	return r
}

// lookUpPairs finds the pairs again, after some have been learned.
func (r *reading) lookUpPairs(d *dictionary) {
	r.subject.pairs = d.pairsOf(nil, r.subject.words)
	r.own.pairs = d.pairsOf(nil, r.own.words)
}

// vocabulary numbers the features seen in training. Their names are kept, so
// that a model can be read.
type vocabulary struct {
	dict   *dictionary
	block  []uint8   // of a feature
	rarity []float64 // inverse document frequency
	names  []string

	meaning int32 // the first of the features of meanings
}

// visit calls found for every feature of a letter: its block and its name,
// which is only valid during the call. The features of a letter that is to be
// judged are found by number, by notes.weigh.
func (n *notes) visit(r reading, found func(block int, name []byte)) {
	buffer := make([]byte, 0, 2*longestWord+16)
	for _, w := range r.subject.words {
		found(subjectWords, n.spelt(w))
	}
	for _, subject := range []bool{true, false} {
		t := r.text(subject)
		for i, w := range t.words {
			found(ownWords, n.spelt(w))
			if i+1 < len(t.words) {
				buffer = append(append(append(buffer[:0], n.spelt(w)...), ' '), n.spelt(t.words[i+1])...)
				found(wordPairs, buffer)
			}
		}
		for _, w := range t.words {
			buffer = append(append(append(buffer[:0], '_'), n.spelt(w)...), '_')
			visitPieces(buffer, func(from, to int) bool {
				found(wordPieces, buffer[from:to])
				return true
			})
		}
	}
	for _, p := range patternsOf(nil, r) {
		found(signs, []byte(patternNames[p]))
	}
	found(signs, []byte(r.sender))
	for _, subject := range []bool{true, false} {
		visitConcepts(r.text(subject).words, func(concept, _, _ int) {
			found(conceptual, append(append(buffer[:0], subjectMark(subject)...), concepts[concept].name...))
		})
	}

	n.findDuties(r, func(kind, number int) { found(formal, []byte(dutyName(kind, number))) })
}

// The kinds of what tells of formal duties.
const (
	dutyInLetter = iota
	dutyOfSubject
	dutySender
	dutyKinds
)

// dutyName is what a cue of a duty is called.
func dutyName(kind, number int) string {
	switch kind {
	case dutySender:
		return dutySenderNames[number]
	case dutyOfSubject:
		return "[subject: " + dutyCues[number].name + "]"
	}
	return "[" + dutyCues[number].name + "]"
}

// findDuties calls found for what tells of formal duties in a letter.
func (n *notes) findDuties(r reading, found func(kind, number int)) {
	n.sentencesOf(r)
	n.duty = new(dutyFeatures).find(n, Letter{})
	n.duty.senders = r.senders
	n.visitDuties(found)
}

// visitDuties is findDuties of a letter for which the notes hold them.
func (n *notes) visitDuties(found func(kind, number int)) {
	for c := range dutyCues {
		if n.duty.letter.has(c) {
			found(dutyInLetter, c)
		}
		if n.duty.subject.has(c) {
			found(dutyOfSubject, c)
		}
	}
	for s, is := range n.duty.senders {
		if is {
			found(dutySender, s)
		}
	}
}

// text gives the subject or the own words.
func (r *reading) text(subject bool) *text {
	if subject {
		return &r.subject
	}
	return &r.own
}

// subjectMark stands before the names of concepts found in a subject.
func subjectMark(subject bool) string {
	if subject {
		return "subject "
	}
	return ""
}

// visitPieces calls found for the pieces of a marked word, by their bytes. It
// steps by whole letters, whatever the script. When found says no, no longer
// piece is cut from the same place.
func visitPieces(marked []byte, found func(from, to int) bool) {
	for from := 0; from < len(marked); from += letterSize(marked[from:]) {
		to := from
		for letters := 1; to < len(marked) && letters <= longestPiece; letters++ {
			to += letterSize(marked[to:])
			if letters >= shortestPiece && to-from < len(marked) && !found(from, to) {
				break
			}
		}
	}
}

func letterSize(b []byte) int {
	if b[0] < utf8.RuneSelf {
		return 1
	}
	_, size := utf8.DecodeRune(b)
	return size
}

// fewestLetters is in how many training letters a feature must be found; a
// topic's own examples are so few that one is enough there.
const fewestLetters = 2

// newVocabulary collects the features of training letters and teaches them to
// the dictionary. examples tells which letters are a team's own examples.
func newVocabulary(n *notes, letters []reading, examples []bool) *vocabulary {
	v := &vocabulary{dict: n.dict}
	v.prune(v.collect(n, letters, examples), len(letters))
	v.meaning = int32(len(v.names))
	for i := range meaningSize {
		v.names = append(v.names, fmt.Sprintf("[meaning %d]", i+1))
		v.block = append(v.block, meaning)
		v.rarity = append(v.rarity, 0)
	}
	v.teach()
	return v
}

// collect numbers every feature in the order it is met and counts the letters
// it is in.
func (v *vocabulary) collect(n *notes, letters []reading, examples []bool) []int {
	var ids [blocks]map[string]int32
	for b := range ids {
		ids[b] = make(map[string]int32)
	}
	var counts []int
	var lastIn []int
	for i, r := range letters {
		n.visit(r, func(block int, name []byte) {
			id, known := ids[block][string(name)]
			if !known {
				id = int32(len(v.names))
				v.names = append(v.names, string(name))
				ids[block][v.names[id]] = id
				v.block = append(v.block, uint8(block))
				counts, lastIn = append(counts, 0), append(lastIn, -1)
			}
			if lastIn[id] == i {
				return
			}
			lastIn[id] = i
			counts[id]++
			if examples[i] {
				counts[id] += fewestLetters
			}
		})
	}
	return counts
}

// prune drops rare features and weighs the others by their rarity.
func (v *vocabulary) prune(counts []int, letters int) {
	names, kinds, d := v.names, v.block, v.dict
	v.names, v.block = nil, nil
	d.rarest = rarity(0, letters)
	for _, e := range d.entries {
		e.rarity = d.rarest
	}
	for old, name := range names {
		rare := rarity(counts[old], letters)
		if kinds[old] == ownWords {
			d.entries[d.number(name)].rarity = rare
		}
		if counts[old] < fewestLetters {
			continue
		}
		v.names = append(v.names, name)
		v.block = append(v.block, kinds[old])
		v.rarity = append(v.rarity, rare)
	}
}

// rarity is the inverse document frequency of what is in some of the letters.
func rarity(in, letters int) float64 {
	return 1 + max(0, math.Log(float64(1+letters)/float64(1+in)))
}

// teach writes the features into the dictionary.
func (v *vocabulary) teach() {
	d := v.dict
	for i, name := range v.names {
		id := int32(i)
		switch v.block[i] {
		case subjectWords:
			d.entries[d.number(name)].subject = id
		case ownWords:
			d.entries[d.number(name)].own = id
		case wordPairs:
			first, second, _ := strings.Cut(name, " ")
			d.learnPair(d.number(first), d.number(second), ofLetter, id)
		case wordPieces:
			d.learnPiece(name, id)
		case signs:
			d.signs[name] = id
		}
	}
	for number := range d.entries {
		d.entries[number].pieces = d.appendPieces(nil, d.words.spelt(int32(number)))
	}
	v.teachSigns()
}

func (v *vocabulary) teachSigns() {
	d := v.dict
	for p, name := range patternNames {
		if id, known := d.signs[name]; known {
			d.patterns[p] = id
		}
	}
	known := make(map[string]int32)
	for i, block := range v.block {
		if block == formal {
			known[v.names[i]] = int32(i)
		}
	}
	for kind := range d.duties {
		for number := range d.duties[kind] {
			if id, is := known[dutyName(kind, number)]; is {
				d.duties[kind][number] = id
			}
		}
	}
	for i, block := range v.block {
		if block != conceptual {
			continue
		}
		for c, concept := range concepts {
			for which, subject := range []bool{false, true} {
				if v.names[i] == subjectMark(subject)+concept.name {
					d.concepts[which][c] = int32(i)
				}
			}
		}
	}
}

package classify

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// The kinds of features of a letter. Each kind is one block of the letter's
// vector, brought to its own length, so that a long letter's words do not
// drown its subject.
const (
	subjectWords = iota
	ownWords
	wordPairs
	wordPieces
	signs      // patterns and the sender's kind
	conceptual // concepts
	blocks
)

// blockLength is the length each block is brought to; chosen by
// cross-validation on the training part.
var blockLength = [blocks]float64{subjectWords: 0.3, ownWords: 0.8, wordPairs: 1.2, wordPieces: 2, signs: 0.5, conceptual: 0.8}

// Pieces of words, in letters, with a mark at both ends: "_log", "ogi".
const (
	shortestPiece = 3
	longestPiece  = 5
)

// text is a bounded text with its words.
type text struct {
	src   string
	words []word
}

func readText(s string) text {
	s = bounded(s)
	return text{s, splitWords(s)}
}

// reading is a letter as the models read it.
type reading struct {
	subject, own text
	sender       string // the kind of the sender's domain
}

// read takes the writer's own words, or everything when there are none.
func read(l Letter) reading {
	own := l.Own
	if strings.TrimSpace(own) == "" {
		own = l.Whole
	}
	return reading{readText(l.Subject), readText(own), senderKind(l.FromEmail)}
}

// vocabulary knows the features seen in training. Features are kept under
// their words, so that a model can be read.
type vocabulary struct {
	ids    [blocks]map[string]int32
	block  []uint8   // of a feature
	rarity []float64 // inverse document frequency
	names  []string
	pieces map[string][]int32 // the pieces of the words met in training, so that they need not be cut again
	pool   sync.Pool          // *tally
}

// tally counts the features of one letter.
type tally struct {
	count []int32
	seen  []int32
}

// visit calls found for every feature of a letter: its block, its name, and
// the words of the letter it stands on. The name is only valid during the call.
//
// The pieces of a word that is in known are given by their numbers, to pieces.
func (r reading) visit(known map[string][]int32, found func(block int, name []byte, at place), pieces func([]int32, place)) {
	buffer := make([]byte, 0, 128)
	for i, w := range r.subject.words {
		buffer = append(buffer[:0], w.fold...)
		found(subjectWords, buffer, place{inSubject: true, first: i, last: i + 1})
	}
	for _, subject := range []bool{true, false} {
		buffer = r.visitWords(subject, buffer, found)
		r.visitPieces(subject, known, buffer, found, pieces)
	}
	for _, p := range patternsOf(r.subject, r.own) {
		found(signs, append(buffer[:0], p...), place{})
	}
	found(signs, append(buffer[:0], r.sender...), place{})
	r.visitConcepts(buffer, found)
}

var conceptIndex = newConceptIndex()

func newConceptIndex() *phraseIndex {
	var groups [][]phrase
	for _, c := range concepts {
		groups = append(groups, parsePhrases(c.phrases))
	}
	return newPhraseIndex(groups)
}

// visitConcepts calls found for every concept of a letter, apart for the
// subject and the own words.
func (r reading) visitConcepts(buffer []byte, found func(int, []byte, place)) {
	for _, subject := range []bool{true, false} {
		words, mark := r.own.words, ""
		if subject {
			words, mark = r.subject.words, "subject "
		}
		conceptIndex.find(words, func(concept, first, last int) {
			found(conceptual, append(append(buffer[:0], mark...), concepts[concept].name...), place{subject, first, last})
		})
	}
}

func (r reading) visitWords(subject bool, buffer []byte, found func(int, []byte, place)) []byte {
	words := r.own.words
	if subject {
		words = r.subject.words
	}
	for i, w := range words {
		one := place{subject, i, i + 1}
		if !subject {
			buffer = append(buffer[:0], w.fold...)
			found(ownWords, buffer, one)
		}
		if i+1 < len(words) {
			buffer = append(append(append(buffer[:0], w.fold...), ' '), words[i+1].fold...)
			found(wordPairs, buffer, place{subject, i, i + 2})
		}
	}
	return buffer
}

func (r reading) visitPieces(subject bool, known map[string][]int32, buffer []byte, found func(int, []byte, place), pieces func([]int32, place)) {
	words := r.own.words
	if subject {
		words = r.subject.words
	}
	for i, w := range words {
		one := place{subject, i, i + 1}
		if ids, ok := known[w.fold]; ok {
			pieces(ids, one)
			continue
		}
		buffer = append(append(append(buffer[:0], '_'), w.fold...), '_')
		visitPieces(buffer, func(piece []byte) { found(wordPieces, piece, one) })
	}
}

// visitPieces calls found for the pieces of a marked word. It steps by whole
// letters, whatever the script.
func visitPieces(marked []byte, found func([]byte)) {
	for from := 0; from < len(marked); {
		to, letters := from, 0
		for to < len(marked) && letters < longestPiece {
			_, size := utf8.DecodeRune(marked[to:])
			to += size
			letters++
			if letters >= shortestPiece && to-from < len(marked) {
				found(marked[from:to])
			}
		}
		_, size := utf8.DecodeRune(marked[from:])
		from += size
	}
}

// place says which words of a letter a feature stands on; none for a sign.
type place struct {
	inSubject   bool
	first, last int
}

// fewestLetters is in how many training letters a feature must be found; a
// topic's own examples are so few that one is enough there.
const fewestLetters = 2

// newVocabulary collects the features of training letters. keep tells which
// letters are a team's own examples.
func newVocabulary(letters []reading, examples []bool) *vocabulary {
	v := &vocabulary{}
	for b := range v.ids {
		v.ids[b] = make(map[string]int32)
	}
	counts := v.collect(letters, examples)
	v.prune(counts, len(letters))
	v.cutWords(letters)
	v.pool.New = func() any { return &tally{count: make([]int32, len(v.names))} }
	return v
}

// collect numbers every feature in the order it is met and counts the letters
// it is in.
func (v *vocabulary) collect(letters []reading, examples []bool) []int {
	var counts []int
	var lastIn []int
	for n, r := range letters {
		r.visit(nil, func(block int, name []byte, _ place) {
			id, known := v.ids[block][string(name)]
			if !known {
				id = int32(len(v.names))
				v.names = append(v.names, string(name))
				v.ids[block][v.names[id]] = id
				v.block = append(v.block, uint8(block))
				counts, lastIn = append(counts, 0), append(lastIn, -1)
			}
			if lastIn[id] == n {
				return
			}
			lastIn[id] = n
			counts[id]++
			if examples[n] {
				counts[id] += fewestLetters
			}
		}, nil)
	}
	return counts
}

// cutWords remembers the pieces of the words of the training letters.
func (v *vocabulary) cutWords(letters []reading) {
	v.pieces = make(map[string][]int32)
	for _, r := range letters {
		for _, w := range slices.Concat(r.subject.words, r.own.words) {
			if _, done := v.pieces[w.fold]; done {
				continue
			}
			ids := []int32{}
			visitPieces([]byte("_"+w.fold+"_"), func(piece []byte) {
				if id, known := v.ids[wordPieces][string(piece)]; known {
					ids = append(ids, id)
				}
			})
			v.pieces[strings.Clone(w.fold)] = ids
		}
	}
}

// prune drops rare features and weighs the others by their rarity.
func (v *vocabulary) prune(counts []int, letters int) {
	names, kinds := v.names, v.block
	v.names, v.block = nil, nil
	for old, name := range names {
		if counts[old] < fewestLetters {
			delete(v.ids[kinds[old]], name)
			continue
		}
		v.ids[kinds[old]][name] = int32(len(v.names))
		v.names = append(v.names, name)
		v.block = append(v.block, kinds[old])
		share := float64(1+letters) / float64(1+counts[old])
		v.rarity = append(v.rarity, 1+max(0, math.Log(share)))
	}
}

// occurrence is one feature where it stands in a letter.
type occurrence struct {
	id int32
	at place
}

// occurrences finds the known features of a letter, as often as they stand in it.
func (v *vocabulary) occurrences(r reading) []occurrence {
	found := make([]occurrence, 0, 16*(len(r.subject.words)+len(r.own.words)))
	r.visit(v.pieces, func(block int, name []byte, at place) {
		if id, known := v.ids[block][string(name)]; known {
			found = append(found, occurrence{id, at})
		}
	}, func(pieces []int32, at place) {
		for _, id := range pieces {
			found = append(found, occurrence{id, at})
		}
	})
	return found
}

// vector gives a letter's features in the order they are met.
func (v *vocabulary) vector(r reading) []value { return v.weigh(v.occurrences(r)) }

// weigh counts the occurrences and weighs them.
func (v *vocabulary) weigh(found []occurrence) []value {
	t := v.pool.Get().(*tally)
	defer v.pool.Put(t)
	for _, o := range found {
		if t.count[o.id] == 0 {
			t.seen = append(t.seen, o.id)
		}
		t.count[o.id]++
	}
	vector := make([]value, len(t.seen))
	var squares [blocks]float64
	for i, id := range t.seen {
		x := (1 + math.Log(float64(t.count[id]))) * v.rarity[id]
		vector[i] = value{id, x}
		squares[v.block[id]] += x * x
		t.count[id] = 0
	}
	t.seen = t.seen[:0]
	for i, e := range vector {
		b := v.block[e.id]
		vector[i].x *= blockLength[b] / math.Sqrt(squares[b])
	}
	return vector
}

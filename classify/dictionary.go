package classify

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
)

// dictionary is what the models know of words. It grows while they are
// trained; afterwards it never changes, and words that are not in it are
// described in the notes of the letter they stand in.
type dictionary struct {
	cues    *cueTable
	book    *phraseBook
	words   wordTable
	entries []*entry // of the words

	pieces     keyTable         // of up to eight bytes, which are the key
	longPieces map[string]int32 // the others
	pairs      keyTable         // by pairKey: the letter's feature, the sentence's feature
	signs      map[string]int32 // patterns and kinds of senders
	patterns   [patternCount]int32
	concepts   [2][]int32 // in own words, in the subject
}

// The two numbers of a pair.
const (
	ofLetter = iota
	ofSentence
)

// entry is what is known of one word. Features are none when training knows
// no such one.
type entry struct {
	subject, own int32   // its features in a letter's subject and own words
	sentence     int32   // its feature in a sentence
	pieces       []int32 // the features of its pieces, in the order they are cut
	fits         bitset  // the elements of phrases that it fits
	opens        *opening
	pattern      pattern // that it betrays
	ending       pattern // that a number's ending betrays: 3rd, 5pm, 40k
	marks        marks
}

type marks uint8

const (
	isNumber       marks = 1 << iota // begins with a digit
	isAbbreviation                   // a stop behind it ends no sentence
	isBereavement
	isNegation
	isNotLatin
)

func newDictionary() *dictionary {
	d := &dictionary{cues: newCueTable(), pieces: newKeyTable(), pairs: newKeyTable(),
		longPieces: make(map[string]int32), signs: make(map[string]int32)}
	d.book = newPhraseBook(d.cues)
	for i := range d.patterns {
		d.patterns[i] = none
	}
	for i := range d.concepts {
		d.concepts[i] = make([]int32, len(concepts))
		for c := range concepts {
			d.concepts[i][c] = none
		}
	}
	for _, w := range slices.Sorted(maps.Keys(d.book.exact)) {
		s := spell(w)
		d.learn(&s, hashWord(&s))
	}
	return d
}

// learn numbers a word that is not there yet.
func (d *dictionary) learn(s *spelling, hash uint64) int32 {
	e := d.describe(s.bytes[:s.size])
	d.entries = append(d.entries, &e)
	return d.words.add(s, hash)
}

// describe tells what can be told of a word by its folded spelling.
func (d *dictionary) describe(fold []byte) entry {
	p := d.book.lookUp(fold)
	e := entry{subject: none, own: none, sentence: none, fits: p.fits, opens: &p.opens,
		pattern: patternWords[string(fold)], marks: marksOf(string(fold))}
	if e.marks&isNumber != 0 {
		e.ending = endingOf(string(bytes.TrimLeft(fold, "0123456789")))
	}
	return e
}

func marksOf(fold string) (m marks) {
	if fold[0] >= '0' && fold[0] <= '9' {
		m |= isNumber
	}
	if fold[0] >= 0xc0 {
		m |= isNotLatin
	}
	switch fold {
	case "dr", "mr", "mrs", "ms", "prof", "st", "eg", "ie", "e", "g", "etc", "approx", "no", "ref", "vs":
		m |= isAbbreviation
	// Words that put a sentence into the past without softening what it says
	// of today: 'I want to die since my husband died.'
	case "died", "passed", "lost", "late", "bereaved", "bereavement", "anniversary", "inquest", "coroner", "coroners", "funeral", "farw":
		m |= isBereavement
	}
	switch fold {
	case "if", "not", "never", "when", "someone", "people", "os":
		m |= isNegation
	}
	return m
}

// appendPieces appends the features of a word's pieces, in the order they are
// cut. Where one is not known no longer one is: it would stand in fewer letters.
func (d *dictionary) appendPieces(ids []int32, fold []byte) []int32 {
	var room [longestWord + 24]byte
	marked := append(append(append(room[:0], '_'), fold...), '_')
	visitPieces(marked, func(from, to int) bool {
		id := int32(none)
		if to-from <= 8 {
			id = d.pieces.find(binary.LittleEndian.Uint64(room[from:]) & (1<<(8*(to-from)) - 1))[0]
		} else if long, known := d.longPieces[string(marked[from:to])]; known {
			id = long
		}
		if id != none {
			ids = append(ids, id)
		}
		return id != none
	})
	return ids
}

// learnPiece gives a piece its feature.
func (d *dictionary) learnPiece(piece string, id int32) {
	if len(piece) > 8 {
		d.longPieces[piece] = id
		return
	}
	s := spell(piece)
	d.pieces.put(s.head(), 0, id)
}

// pairKey is the key of two words that follow one another.
func pairKey(a, b int32) uint64 { return uint64(a+1)<<32 | uint64(b+1) }

// pairsOf appends the features of each word and the one behind it.
func (d *dictionary) pairsOf(pairs [][2]int32, words []word) [][2]int32 {
	known := int32(len(d.entries))
	for i, w := range words {
		pair := [2]int32{none, none}
		if i+1 < len(words) && w.number < known && words[i+1].number < known {
			pair = d.pairs.find(pairKey(w.number, words[i+1].number))
		}
		pairs = append(pairs, pair)
	}
	return pairs
}

// number gives a word that has been learned.
func (d *dictionary) number(fold string) int32 {
	s := spell(fold)
	return d.words.find(&s, hashWord(&s))
}

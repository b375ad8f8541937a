package classify

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// dictionary is what the models know of words. It grows while they are
// trained; afterwards it never changes, and words that are not in it are
// described in the notes of the letter they stand in.
type dictionary struct {
	cues     *cueTable
	book     *phraseBook
	meetings *meetings
	words    wordTable
	entries  []*entry // of the words
	settled  []entry  // the same side by side, once they change no more

	pieces     keyTable         // of up to eight bytes, which are the key
	longPieces map[string]int32 // the others
	pairs      keyTable         // by pairKey: the letter's feature, the sentence's feature
	metPairs   keyFilter
	signs      map[string]int32 // patterns and kinds of senders
	rarest     float64          // rarity of a word that is in no training letter
	patterns   [patternCount]int32
	concepts   [2][]int32 // in own words, in the subject
	duties     [dutyKinds][]int32
}

// The two numbers of a pair.
const (
	ofLetter = iota
	ofSentence
)

// entry is what is known of one word. Features are none when training knows
// no such one.
type entry struct {
	subject, own    int32   // its features in a letter's subject and own words
	sentence        int32   // its feature in a sentence
	pattern         pattern // that it betrays
	ending          pattern // that a number's ending betrays: 3rd, 5pm, 40k
	marks           marks
	speaks          bool    // alone it may say something of its sentence
	leaps           bool    // it opens phrases of sentences with a gap behind it
	tells           bool    // it opens phrases of concepts
	opensAs, fitsAs uint16  // its kinds by the phrases of sentences that it opens, and by fits
	followers       uint64  // the lowest six bits of the words that make a known pair behind it
	outline         outline // of fits
	opens           *opening
	rarity          float64 // inverse document frequency
	fits            bitset  // the elements of phrases that it fits
	pieces          []int32 // the features of its pieces, in the order they are cut
	meaning         []int8  // its vector; nil when it is not known
}

type marks uint8

const (
	isNumber       marks = 1 << iota // begins with a digit
	isAbbreviation                   // a stop behind it ends no sentence
	isBereavement
	isNegation
	isNotLatin
	isAsking
)

func newDictionary() *dictionary {
	d := &dictionary{cues: newCueTable(), pieces: newKeyTable(), pairs: newKeyTable(),
		longPieces: make(map[string]int32), signs: make(map[string]int32)}
	d.book = newPhraseBook(d.cues)
	d.meetings = newMeetings(nil)
	d.metPairs = keyFilter{^uint64(0)}
	for i := range d.patterns {
		d.patterns[i] = none
	}
	for i := range d.concepts {
		d.concepts[i] = make([]int32, len(concepts))
		for c := range concepts {
			d.concepts[i][c] = none
		}
	}
	for kind, size := range [dutyKinds]int{len(dutyCues), len(dutyCues), dutySenders} {
		d.duties[kind] = slices.Repeat([]int32{none}, size)
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

// renumber gives the letters' features other numbers.
func (d *dictionary) renumber(numbers []int32) {
	anew := func(ids []int32) {
		for i, id := range ids {
			if id != none {
				ids[i] = numbers[id]
			}
		}
	}
	for _, e := range d.entries {
		ids := [2]int32{e.subject, e.own}
		anew(ids[:])
		e.subject, e.own = ids[0], ids[1]
		anew(e.pieces)
	}
	for i := range d.pieces.slots {
		if s := &d.pieces.slots[i]; s.key != 0 {
			anew(s.values[:1])
		}
	}
	for i := range d.pairs.slots {
		if s := &d.pairs.slots[i]; s.key != 0 {
			anew(s.values[ofLetter:][:1])
		}
	}
	for _, names := range []map[string]int32{d.longPieces, d.signs} {
		for name, id := range names {
			names[name] = numbers[id]
		}
	}
	anew(d.patterns[:])
	anew(d.concepts[0])
	anew(d.concepts[1])
	for _, ids := range d.duties {
		anew(ids)
	}
}

// settle brings the entries and their pieces close together. The words of
// earlier readings keep the old ones.
func (d *dictionary) settle() {
	d.meetings = newMeetings(d.entries)
	d.metPairs = newKeyFilter(&d.pairs)
	d.settled = make([]entry, len(d.entries))
	var pieces []int32
	for _, e := range d.entries {
		pieces = append(pieces, e.pieces...)
	}
	for i, e := range d.entries {
		count := len(e.pieces)
		d.settled[i] = *e
		d.settled[i].pieces, pieces = pieces[:count:count], pieces[count:]
		d.entries[i] = &d.settled[i]
	}
}

// describe tells what can be told of a word by its folded spelling.
func (d *dictionary) describe(fold []byte) entry {
	p := d.book.lookUp(fold)
	e := entry{subject: none, own: none, sentence: none, fits: p.fits, outline: p.fits.outline(), opens: &p.opens,
		pattern: patternWords[string(fold)], marks: marksOf(string(fold)), rarity: d.rarest, meaning: meaningOf(fold)}
	if p == ofNothing {
		e.opensAs, e.fitsAs = noKind, noKind
	} else {
		e.speaks, e.leaps, e.tells = true, p.opens.leaps(), p.opens.has(ofConcepts)
	}
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
	if askingWords[fold] {
		m |= isAsking
	}
	switch fold {
	case "if", "not", "never", "when", "someone", "people", "os":
		m |= isNegation
	}
	return m
}

// askingWords are words of sentences that ask for something.
var askingWords = wordSet(`could can would will may might please pls plz need needs needed want wants wanted looking after
	wonder wondering how where when which what who does did cant wont doesnt isnt havent hasnt didnt unable like
	grateful hoping hope request require asking ask advise send tell point let know
	oes allwch allech gallwch gaf hoffwn angen ble sut pryd eisiau`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// appendPieces appends the features of a word's pieces, in the order they are
// cut. Where one is not known no longer one is: it would stand in fewer letters.
func (d *dictionary) appendPieces(ids []int32, fold []byte) []int32 {
	var room [longestWord + 24]byte
	marked := append(append(append(room[:0], '_'), fold...), '_')
	visitPieces(marked, func(from, to int) bool {
		id := int32(none)
		if to-from <= 8 {
			key := binary.LittleEndian.Uint64(room[from:]) & (1<<(8*(to-from)) - 1)
			id = d.pieces.find(key, spread(key))[0]
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
	last := len(words) - 1
	for i := range words {
		pair := [2]int32{none, none}
		if i < last {
			second := words[i+1].number
			key := pairKey(words[i].number, second)
			if hash := spread(key); words[i].followers>>(second&63)&d.metPairs.may(hash) != 0 {
				pair = d.pairs.find(key, hash)
			}
		}
		pairs = append(pairs, pair)
	}
	return pairs
}

// learnPair gives one of the features of two known words that follow one another.
func (d *dictionary) learnPair(first, second int32, which int, id int32) {
	d.pairs.put(pairKey(first, second), which, id)
	d.entries[first].followers |= 1 << (second & 63)
}

// number gives a word that has been learned.
func (d *dictionary) number(fold string) int32 {
	s := spell(fold)
	return d.words.find(&s, hashWord(&s))
}

package classify

import (
	"math"
	"slices"
)

// feature is one entry of a text's vector.
type feature struct {
	id int32
	x  float32
}

// The kinds of features that labels are learned by. Each is one block of a
// text's vector, brought to its own length.
const (
	labelSubject  = iota // words of the subject
	labelOwn             // words of the text
	labelPairs           // of words that follow one another
	labelPieces          // of words
	labelSigns           // patterns, concepts and the sender's kind
	labelMeanings        // what the words mean, by the table of meanings
	labelBlocks
)

// labelLengths is the length each block is brought to; chosen by
// cross-validation, on mails and on short questions. That of meanings is
// chosen anew for each set of lines.
var labelLengths = [labelBlocks]float64{labelSubject: 0.4, labelOwn: 1, labelPairs: 0.7, labelPieces: 1.6, labelSigns: 0.6}

// labelFeatures numbers the features of training lines. The meanings' numbers
// come last.
type labelFeatures struct {
	ids     map[string]int32 // by the block, as a byte, and the name
	block   []uint8
	rarity  []float32
	rarest  float64
	meaning float64 // length of that block
	mean    [meaningSize]float64
}

// labelText is a text as labels are learned from it.
type labelText struct {
	vector    []feature
	strangers int32 // words that are no feature
	words     int32
}

// visitLabels calls found for every feature of a text: it gets the block and the name,
// which holds during the call only.
func (n *notes) visitLabels(r reading, found func(key []byte)) {
	key := make([]byte, 0, 2*longestWord+16)
	for _, subject := range []bool{true, false} {
		t, block := r.text(subject), byte(labelOwn)
		if subject {
			block = labelSubject
		}
		for i, w := range t.words {
			found(append(append(key[:0], block), n.spelt(w)...))
			if i+1 < len(t.words) {
				key = append(append(append(key[:0], labelPairs), n.spelt(w)...), ' ')
				found(append(key, n.spelt(t.words[i+1])...))
			}
			key = append(append(append(key[:0], labelPieces, '_'), n.spelt(w)...), '_')
			visitPieces(key[1:], func(from, to int) bool {
				first := key[from]
				key[from] = labelPieces
				found(key[from : to+1])
				key[from] = first
				return true
			})
		}
	}
	for _, p := range patternsOf(nil, r) {
		found(append(append(key[:0], labelSigns), patternNames[p]...))
	}
	if r.sender != "" {
		found(append(append(key[:0], labelSigns), r.sender...))
	}
	for _, subject := range []bool{true, false} {
		visitConcepts(r.text(subject).words, func(concept, _, _ int) {
			found(append(append(append(key[:0], labelSigns), subjectMark(subject)...), concepts[concept].name...))
		})
	}
}

// newLabelFeatures collects what is in two training lines at least.
func newLabelFeatures(n *notes, readings []reading) *labelFeatures {
	f := &labelFeatures{ids: make(map[string]int32)}
	all := make(map[string]int)
	var names []string
	var counts, lastIn []int32
	for i, r := range readings {
		n.visitLabels(r, func(key []byte) {
			id, known := all[string(key)]
			if !known {
				id = len(names)
				names = append(names, string(key))
				all[names[id]] = id
				counts, lastIn = append(counts, 0), append(lastIn, -1)
			}
			if lastIn[id] != int32(i) {
				lastIn[id] = int32(i)
				counts[id]++
			}
		})
	}
	for id, name := range names {
		if counts[id] < fewestLetters {
			continue
		}
		f.ids[name] = int32(len(f.block))
		f.block = append(f.block, name[0])
		f.rarity = append(f.rarity, float32(1+math.Log(float64(1+len(readings))/float64(1+counts[id]))))
	}
	f.rarest = 1 + math.Log(float64(1+len(readings)))
	return f
}

// size is how many features there are, meanings included.
func (f *labelFeatures) size() int { return len(f.block) + meaningSize }

// blockOf tells the kind of a feature.
func (f *labelFeatures) blockOf(id int32) uint8 {
	if int(id) < len(f.block) {
		return f.block[id]
	}
	return labelMeanings
}

// read makes a text's vector.
func (f *labelFeatures) read(n *notes, r reading) labelText {
	t := labelText{words: int32(len(r.own.words) + len(r.subject.words))}
	n.visitLabels(r, func(key []byte) {
		if id, known := f.ids[string(key)]; known {
			t.vector = append(t.vector, feature{id: id})
		} else if key[0] == labelOwn || key[0] == labelSubject {
			t.strangers++
		}
	})
	t.vector = f.weigh(t.vector)
	if m, ok := f.meaningOf(n, r); ok {
		for i, x := range m {
			t.vector = append(t.vector, feature{int32(len(f.block) + i), float32((x - f.mean[i]) * f.meaning)})
		}
	}
	return t
}

// weigh puts what is there several times together and brings the blocks to
// their lengths.
func (f *labelFeatures) weigh(vector []feature) []feature {
	slices.SortFunc(vector, func(a, b feature) int { return int(a.id - b.id) })
	var squares [labelBlocks]float64
	to := 0
	for from := 0; from < len(vector); {
		id, first := vector[from].id, from
		for from < len(vector) && vector[from].id == id {
			from++
		}
		x := (1 + math.Log(float64(from-first))) * float64(f.rarity[id])
		vector[to] = feature{id, float32(x)}
		squares[f.block[id]] += x * x
		to++
	}
	vector = slices.Clip(vector[:to])
	for i := range vector {
		b := f.block[vector[i].id]
		vector[i].x *= float32(labelLengths[b] / math.Sqrt(squares[b]))
	}
	return vector
}

// meaningOf is the mean of the words' meanings, the rarer words' the heavier,
// brought to length 1.
func (f *labelFeatures) meaningOf(n *notes, r reading) (sum [meaningSize]float64, ok bool) {
	key := make([]byte, 0, longestWord+16)
	for _, t := range []*text{&r.own, &r.subject} {
		for _, w := range t.words {
			if w.meaning == nil {
				continue
			}
			weight := f.rarest
			if id, known := f.ids[string(append(append(key[:0], labelOwn), n.spelt(w)...))]; known {
				weight = float64(f.rarity[id])
			}
			addMeaning(&sum, weight, w.meaning)
		}
	}
	length := math.Sqrt(dot(sum[:], sum[:]))
	if length == 0 {
		return sum, false
	}
	for i := range sum {
		sum[i] /= length
	}
	return sum, true
}

// settleMean takes note of what the texts' meanings have in common.
func (f *labelFeatures) settleMean(n *notes, readings []reading) {
	count := 0.0
	var sum [meaningSize]float64
	for _, r := range readings {
		if m, ok := f.meaningOf(n, r); ok {
			add(sum[:], 1, m[:])
			count++
		}
	}
	for i := range sum {
		f.mean[i] = sum[i] / max(count, 1)
	}
}

// meaningLength is the length of the meanings' block. In a question of ten
// words each word counts, and few are known; a mail's words say enough, and
// their mean says little.
func meaningLength(readings []reading) float64 {
	words := make([]int, len(readings))
	for i, r := range readings {
		words[i] = len(r.subject.words) + len(r.own.words)
	}
	slices.Sort(words)
	share := math.Log(float64(max(words[len(words)/2], 1))/shortText) / math.Log(longText/shortText)
	return shortMeaning + (longMeaning-shortMeaning)*min(max(share, 0), 1)
}

// Chosen by cross-validation, on short questions and on mails.
const (
	shortText, longText       = 12.0, 60.0 // words, of the text in the middle
	shortMeaning, longMeaning = 3.0, 1.0
)

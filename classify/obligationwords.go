package classify

import "math"

// Lengths of what a text's words and pairs of words say; chosen by cross-validation.
const (
	dutyWordsLength   = 1.5 // of a sentence's
	dutyLetterLength  = 2.0 // of the whole letter's
	dutyMeaningLength = 4.0 // of what the words mean, in the whole letter
)

// dutyRow is how many numbers tell what a word or a pair of words says: of the
// duties in its sentence, of those in the letter as a whole, and the square of
// its own weight, by which both are brought to their length. One is spare, so
// that most rows lie within a cache line.
const dutyRow = 2*duties + 2

// dutyWords holds the rows, so that what words say is added up without listing
// features first.
type dutyWords struct {
	ofWords []float32 // of the dictionary's words
	ofPairs []float32 // of the sentences' vocabulary
}

// visitWords calls found for the words and the pairs of a sentence that say
// something: a pair comes with its feature and without an entry.
func visitWords(s *spoken, found func(w *word, pair int32)) {
	last := len(s.words) - 1
	for i := range s.words {
		w := &s.words[i]
		if w.sentence != none || w.meaning != nil {
			found(w, none)
		}
		if id := s.pairs[i][ofSentence]; id != none && i < last {
			found(nil, id)
		}
	}
}

// appendWords appends what the words of sentences say, for training, numbered
// from first; meanings, where there are some, take their words' sum.
func (f *dutyFeatures) appendWords(vector []value, sentences []spoken, first int, length float64, meanings *[meaningSize]float64) []value {
	from, squares := len(vector), 0.0
	for i := range sentences {
		visitWords(&sentences[i], func(w *word, pair int32) {
			id, x := pair, 0.0
			if w == nil {
				x = f.words.rarity[pair]
			} else {
				id, x = w.sentence, w.rarity
				if meanings != nil {
					addMeaning(meanings, x*dutyMeaningLength, w.meaning)
				}
			}
			squares += x * x
			if id != none {
				vector = append(vector, value{int32(first) + id, x * length})
			}
		})
	}
	if meanings != nil {
		for i, x := range meanings {
			vector = append(vector, value{int32(f.meaningID() + i), x})
		}
	}
	shorten(vector[from:], squares)
	return vector
}

// shorten divides by the root of a sum of squares.
func shorten(vector []value, squares float64) {
	if squares == 0 {
		return
	}
	factor := 1 / math.Sqrt(squares)
	for i := range vector {
		vector[i].x *= factor
	}
}

// settleWords makes the rows of what the model has learned.
func (m *obligationModel) settleWords(d *dictionary) {
	for _, e := range d.entries {
		m.words.ofWords = m.appendWord(m.words.ofWords, e)
	}
	for id, x := range m.features.words.rarity {
		row := m.rowOf(int32(id), x)
		m.words.ofPairs = row.appendTo(m.words.ofPairs)
	}
}

// appendWord appends the row of a word.
func (m *obligationModel) appendWord(rows []float32, e *entry) []float32 {
	var row dutySums
	if e.sentence != none || e.meaning != nil {
		row = m.rowOf(e.sentence, e.rarity)
	}
	whole, first := row[duties:2*duties], m.features.meaningID()
	for i, x := range e.meaning {
		add(whole, e.rarity*dutyMeaningLength/meaningUnit*float64(x), m.weights[(first+i)*duties:][:duties])
	}
	return row.appendTo(rows)
}

// rowOf gives the row of a feature of the sentences' vocabulary, or of none, that
// weighs x.
func (m *obligationModel) rowOf(id int32, x float64) (row dutySums) {
	row[2*duties] = x * x
	if f := m.features; id != none {
		add(row[:duties], x*dutyWordsLength, m.weights[(f.wordID()+int(id))*duties:][:duties])
		add(row[duties:2*duties], x*dutyLetterLength, m.weights[(f.letterWordID()+int(id))*duties:][:duties])
	}
	return row
}

// dutySums is the sum of rows.
type dutySums [dutyRow]float64

func (s *dutySums) appendTo(rows []float32) []float32 {
	for _, x := range s {
		rows = append(rows, float32(x))
	}
	return rows
}

// addAll adds other sums.
func (s *dutySums) addAll(t *dutySums) {
	for i, x := range t {
		s[i] += x
	}
}

// addTo adds to scores what the words say of the duties, from the first of
// those numbers on.
func (s *dutySums) addTo(scores *[duties]float64, first int) {
	if s[2*duties] == 0 {
		return
	}
	factor := 1 / math.Sqrt(s[2*duties])
	for d := range scores {
		scores[d] += factor * s[first+d]
	}
}

// wordsSay adds up what the words of a sentence in the notes say.
//
//go:norace
func (m *obligationModel) wordsSay(n *notes, s *spoken) (all dutySums) {
	var a, b, c, d, e, p, q, r, t, u, squares float32 // kept out of memory meanwhile
	sum := func(row *[dutyRow]float32) {
		a += row[0]
		b += row[1]
		c += row[2]
		d += row[3]
		e += row[4]
		p += row[5]
		q += row[6]
		r += row[7]
		t += row[8]
		u += row[9]
		squares += row[10]
	}
	known, last, pairs := len(n.dict.entries), len(s.words)-1, m.words.ofPairs
	for i, w := range s.words {
		rows, at := m.words.ofWords, int(w.number)
		if at >= known {
			rows, at = m.strangers(n), at-known
		}
		sum((*[dutyRow]float32)(rows[at*dutyRow:]))
		if id := s.pairs[i][ofSentence]; id != none && i < last {
			sum((*[dutyRow]float32)(pairs[int(id)*dutyRow:]))
		}
	}
	return dutySums{float64(a), float64(b), float64(c), float64(d), float64(e),
		float64(p), float64(q), float64(r), float64(t), float64(u), float64(squares)}
}

// strangers gives the rows of the strangers in the notes.
func (m *obligationModel) strangers(n *notes) []float32 {
	d := &n.duty
	for known := len(d.strangers) / dutyRow; known < len(n.strange); known++ {
		d.strangers = m.appendWord(d.strangers, &n.strange[known])
	}
	return d.strangers
}

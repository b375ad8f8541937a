package classify

import (
	"cmp"
	"slices"
)

// scoreRows holds the weights that letters are judged by, once they are fitted:
// what the letter model and the model of the letter as a whole say of one
// feature, or of one word, stands side by side, so that memory is gone to once.
type scoreRows struct {
	words   *vocabulary // in this numbering
	topics  int
	stride  int       // numbers in a row
	rows    []float64 // one for each feature; the last row is the bias
	ofWords []float64 // one for each word of the dictionary: with its pieces and its meaning
}

// newScoreRows numbers the features anew, in the dictionary too: the most
// frequent first, so that what most letters need is close together. The models
// keep the numbers they were trained with.
//
// A row is the topics' outputs, the concerns' scores and the mean of the main
// ones of the outputs. Rows are of whole quarters of a cache line.
func newScoreRows(letters *letterModel, whole *wholeConcernModel) *scoreRows {
	k := len(letters.topics)
	order := letters.words.byFrequency()
	t := &scoreRows{words: letters.words.renumbered(order), topics: k}
	t.stride = (outputs(k) + concernScores + 1 + 3) / 4 * 4
	t.rows = make([]float64, (len(order)+1)*t.stride)
	for i, old := range order {
		t.fill(int32(i), letters.weights[int(old)*outputs(k):], whole.weights[int(old)*concernScores:])
	}
	t.fill(int32(len(order)), letters.weights[len(letters.weights)-outputs(k):], whole.weights[len(whole.weights)-concernScores:])
	for _, e := range t.words.dict.entries {
		t.ofWords = t.appendWord(t.ofWords, e)
	}
	return t
}

// fill copies what the models say of a feature into its row.
func (t *scoreRows) fill(id int32, letters, whole []float64) {
	row, n := t.row(id), outputs(t.topics)
	copy(row, letters[:n])
	copy(row[n:], whole[:concernScores])
	for _, w := range row[:t.topics] {
		row[n+concernScores] += w / float64(t.topics)
	}
}

// appendWord appends what a word says that has the weight 1 in a letter.
func (t *scoreRows) appendWord(rows []float64, e *entry) []float64 {
	rows = append(rows, make([]float64, t.stride)...)
	row := rows[len(rows)-t.stride:]
	if e.own != none {
		add(row, blockLength[ownWords], t.row(e.own))
	}
	factor := blockLength[wordPieces] * t.words.pieceFactor(e)
	for _, id := range e.pieces {
		add(row, factor*t.words.rarity[id], t.row(id))
	}
	for i, m := range e.meaning {
		add(row, blockLength[meaning]/meaningUnit*float64(m), t.row(t.words.meaning+int32(i)))
	}
	return rows
}

// byFrequency gives the features, those of most letters first.
func (v *vocabulary) byFrequency() []int32 {
	order := make([]int32, len(v.names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(v.rarity[a], v.rarity[b]) })
	return order
}

// renumbered gives the vocabulary in another order, which the dictionary takes
// on; it knows the features by no other numbers afterwards.
func (v *vocabulary) renumbered(order []int32) *vocabulary {
	w := &vocabulary{dict: v.dict}
	numbers := make([]int32, len(order))
	for i, old := range order {
		numbers[old] = int32(i)
		w.block = append(w.block, v.block[old])
		w.rarity = append(w.rarity, v.rarity[old])
		w.names = append(w.names, v.names[old])
	}
	w.meaning = numbers[v.meaning] // they stay together: nothing else has their rarity
	v.dict.renumber(numbers)
	return w
}

func (t *scoreRows) row(id int32) []float64 { return t.rows[int(id)*t.stride:][:t.stride] }

// strangers gives the rows of the strangers in the notes.
func (t *scoreRows) strangers(n *notes) []float64 {
	for known := len(n.rows) / t.stride; known < len(n.strange); known++ {
		n.rows = t.appendWord(n.rows, &n.strange[known])
	}
	return n.rows
}

// score gives the outputs and the scores of the concerns, which still lack the
// cues, by the features that weighRest found and the words that it measured.
func (t *scoreRows) score(n *notes, vector []value) (topics []float64, concern [concernScores]float64) {
	k := outputs(t.topics)
	n.scores = append(n.scores[:0], t.rows[len(t.rows)-t.stride:][:k+concernScores]...)
	strange, known := t.strangers(n), len(t.ofWords)
	if k == 8 { // the shipped topics
		t.scoreEleven(n, vector, strange, (*[8 + concernScores]float64)(n.scores))
	} else {
		for _, e := range vector {
			add(n.scores, e.x, t.row(e.id)[:len(n.scores)])
		}
		for _, w := range n.met {
			rows, at := t.ofWords, int(w.number)*t.stride
			if at >= known {
				rows, at = strange, at-known
			}
			add(n.scores, n.sums[w.number].share, rows[at:][:len(n.scores)])
		}
	}
	return n.scores[:k], [concernScores]float64(n.scores[k:])
}

// scoreEleven is score without a loop over the scores, which are kept out of
// memory meanwhile.
func (t *scoreRows) scoreEleven(n *notes, vector []value, strange []float64, scores *[11]float64) {
	a, b, c, d := scores[0], scores[1], scores[2], scores[3]
	i, j, k, l := scores[4], scores[5], scores[6], scores[7]
	p, q, r := scores[8], scores[9], scores[10]
	sum := func(x float64, row *[11]float64) {
		a += x * row[0]
		b += x * row[1]
		c += x * row[2]
		d += x * row[3]
		i += x * row[4]
		j += x * row[5]
		k += x * row[6]
		l += x * row[7]
		p += x * row[8]
		q += x * row[9]
		r += x * row[10]
	}
	for _, e := range vector {
		sum(e.x, (*[11]float64)(t.rows[int(e.id)*12:]))
	}
	for _, w := range n.met {
		rows, at := t.ofWords, int(w.number)*12
		if at >= len(rows) {
			rows, at = strange, at-len(rows)
		}
		sum(n.sums[w.number].share, (*[11]float64)(rows[at:]))
	}
	*scores = [11]float64{a, b, c, d, i, j, k, l, p, q, r}
}

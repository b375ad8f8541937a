package classify

import (
	"cmp"
	"slices"
)

// scoreRows holds the weights that letters are judged by, once they are fitted:
// what the letter model and the model of the letter as a whole say of one
// feature stands side by side, so that memory is gone to once.
type scoreRows struct {
	words  *vocabulary // in this numbering
	topics int
	stride int       // numbers in a row
	rows   []float64 // one for each feature; the last row is the bias
}

// newScoreRows numbers the features anew, in the dictionary too: the most
// frequent first, so that what most letters need is close together. The models
// keep the numbers they were trained with, and no order of sums changes.
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
	v.dict.renumber(numbers)
	return w
}

func (t *scoreRows) row(id int32) []float64 { return t.rows[int(id)*t.stride:][:t.stride] }

// score gives the outputs and the scores of the concerns, which still lack the
// cues. Each is summed in the order of the vector, from the bias on.
func (t *scoreRows) score(n *notes, vector []value) (topics []float64, concern [concernScores]float64) {
	k := outputs(t.topics)
	n.scores = append(n.scores[:0], t.rows[len(t.rows)-t.stride:][:k+concernScores]...)
	if k == 8 { // the shipped topics
		t.scoreEleven(vector, (*[8 + concernScores]float64)(n.scores))
	} else {
		for _, e := range vector {
			add(n.scores, e.x, t.row(e.id)[:len(n.scores)])
		}
	}
	return n.scores[:k], [concernScores]float64(n.scores[k:])
}

func (t *scoreRows) scoreEleven(vector []value, scores *[11]float64) {
	a, b, c, d := scores[0], scores[1], scores[2], scores[3]
	i, j, k, l := scores[4], scores[5], scores[6], scores[7]
	p, q, r := scores[8], scores[9], scores[10]
	rows := t.rows
	for _, e := range vector {
		row := (*[11]float64)(rows[int(e.id)*12:])
		a += e.x * row[0]
		b += e.x * row[1]
		c += e.x * row[2]
		d += e.x * row[3]
		i += e.x * row[4]
		j += e.x * row[5]
		k += e.x * row[6]
		l += e.x * row[7]
		p += e.x * row[8]
		q += e.x * row[9]
		r += e.x * row[10]
	}
	*scores = [11]float64{a, b, c, d, i, j, k, l, p, q, r}
}

// scoreConcern gives only what score says of the concerns.
func (t *scoreRows) scoreConcern(vector []value) [concernScores]float64 {
	k := outputs(t.topics)
	scores := [concernScores]float64(t.rows[len(t.rows)-t.stride+k:])
	a, b, c := scores[0], scores[1], scores[2]
	rows, stride := t.rows[k:], t.stride
	for _, e := range vector {
		row := (*[concernScores]float64)(rows[int(e.id)*stride:])
		a += e.x * row[0]
		b += e.x * row[1]
		c += e.x * row[2]
	}
	return [concernScores]float64{a, b, c}
}

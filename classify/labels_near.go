package classify

import "math"

// neighbours finds the training line that a text is most like.
type neighbours struct {
	set      *labelSet
	hasNone  bool        // lines of none of the labels are here
	postings [][]posting // of each feature
	lengths  []float64   // of each line of the set
	sums     []float64   // of one search
	met      []int32
}

type posting struct {
	line int32
	x    float32
}

// mostPostings bounds the search: what is in more lines says little.
const mostPostings = 1000

// newNeighbours takes in some lines of the set. They are compared by words and
// pairs of words.
func newNeighbours(set *labelSet, lines []int32) *neighbours {
	n := &neighbours{set: set, postings: make([][]posting, set.features.size()),
		lengths: make([]float64, len(set.texts)), sums: make([]float64, len(set.texts))}
	for _, i := range lines {
		n.hasNone = n.hasNone || set.topics[i] == set.labels
		for _, e := range set.texts[i].vector {
			if set.features.blockOf(e.id) <= labelPairs {
				n.postings[e.id] = append(n.postings[e.id], posting{i, e.x})
			}
		}
		n.lengths[i] = n.length(set.texts[i].vector)
	}
	return n
}

func (n *neighbours) length(vector []feature) float64 {
	sum := 0.0
	for _, e := range vector {
		if n.set.features.blockOf(e.id) <= labelPairs {
			sum += float64(e.x) * float64(e.x)
		}
	}
	return math.Sqrt(sum)
}

// nearest gives the line, -1 for none, and the cosine of the angle.
func (n *neighbours) nearest(vector []feature) (line int32, likeness float64) {
	n.met = n.met[:0]
	for _, e := range vector {
		if len(n.postings[e.id]) > mostPostings {
			continue
		}
		for _, p := range n.postings[e.id] {
			if n.sums[p.line] == 0 {
				n.met = append(n.met, p.line)
			}
			n.sums[p.line] += float64(e.x) * float64(p.x)
		}
	}
	line = -1
	length := n.length(vector)
	for _, i := range n.met {
		like := n.sums[i] / (n.lengths[i] * length)
		n.sums[i] = 0
		if like > likeness || like == likeness && i < line {
			line, likeness = i, like
		}
	}
	return line, min(likeness, 1)
}

// known is the share of a text's words that these lines have too, the rarer
// ones the heavier.
func (n *neighbours) known(t labelText) float64 {
	f := n.set.features
	there, all := 0.0, float64(t.strangers)*f.rarest
	for _, e := range t.vector {
		if b := f.blockOf(e.id); b != labelSubject && b != labelOwn {
			continue
		}
		if len(n.postings[e.id]) == 0 {
			all += f.rarest
			continue
		}
		there += float64(f.rarity[e.id])
		all += float64(f.rarity[e.id])
	}
	if all == 0 {
		return 0
	}
	return there / all
}

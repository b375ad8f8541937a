package classify

import (
	"math/rand/v2"
	"runtime"
	"sync"
)

// labelSet is the training lines as vectors.
type labelSet struct {
	features *labelFeatures
	texts    []labelText
	topics   []int // of the texts: a label's number, or labels for none of them
	labels   int
	squares  []float32
}

func newLabelSet(features *labelFeatures, texts []labelText, topics []int, labels int) *labelSet {
	set := &labelSet{features: features, texts: texts, topics: topics, labels: labels}
	for _, t := range texts {
		square := float32(1) // the bias
		for _, e := range t.vector {
			square += e.x * e.x
		}
		set.squares = append(set.squares, square)
	}
	return set
}

func everyLine(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// sides tells on which side of its own boundary a text is, for each label and
// for none of them.
type sides struct{ parts []sideBlock }

// sideBlock is the boundaries of some labels, side by side, so that a feature's
// weights for them are in half a cache line.
type sideBlock struct{ weights []lane } // one for each feature; the last one is the bias

type lane [lanes]float32

const lanes = 8

// score gives each label's score, and behind them that of none.
func (s *sides) score(vector []feature) []float32 {
	var all []float32
	for _, p := range s.parts {
		scores := p.score(vector)
		all = append(all, scores[:]...)
	}
	return all
}

//go:norace
func (p *sideBlock) score(vector []feature) lane {
	w := p.weights
	z := w[len(w)-1]
	a, b, c, d, e, f, g, h := z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7]
	for _, v := range vector {
		row, x := &w[v.id], v.x
		a += x * row[0]
		b += x * row[1]
		c += x * row[2]
		d += x * row[3]
		e += x * row[4]
		f += x * row[5]
		g += x * row[6]
		h += x * row[7]
	}
	return lane{a, b, c, d, e, f, g, h}
}

// Chosen by cross-validation.
const (
	sideCost   = 0.3 // of a line on the wrong side
	sidePasses = 10  // at most
	sideTired  = 0.1 // a pass over all lines that finds nothing worse is the last
)

// train finds, for each label, the boundary between its lines and all others:
// a support vector machine with squared hinge loss, by dual coordinate descent
// (Hsieh and others, A Dual Coordinate Descent Method for Large-scale Linear
// SVM, 2008, algorithm 1). Labels do not depend on one another, so that the
// result is the same however many cores there are.
func (set *labelSet) train(lines []int32) *sides {
	s := &sides{parts: make([]sideBlock, (set.labels+lanes)/lanes)}
	work := make(chan int)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for p := range work {
				s.parts[p] = set.trainBlock(lines, p*lanes)
			}
		})
	}
	for p := range s.parts {
		work <- p
	}
	close(work)
	all.Wait()
	return s
}

func (set *labelSet) trainBlock(lines []int32, first int) sideBlock {
	p := sideBlock{weights: make([]lane, set.features.size()+1)}
	m := moves{set: set, block: &p, first: first, lines: lines, alphas: make([]lane, len(lines))}
	random := rand.New(rand.NewPCG(1, uint64(first)))
	order := everyLine(len(lines))
	for pass := range sidePasses {
		if pass%wholePasses == 0 {
			order = everyLine(len(lines))
		}
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		worst := float32(0)
		keep := order[:0]
		for _, at := range order {
			w, far := m.move(at)
			worst = max(worst, w)
			if !far {
				keep = append(keep, at)
			}
		}
		if worst < sideTired && pass%wholePasses == 0 {
			break
		}
		order = keep
	}
	return p
}

// wholePasses is how often all lines are looked at: in the passes between, only
// those that were near a boundary.
const wholePasses = 4

// moves is the state of a block in training.
type moves struct {
	set    *labelSet
	block  *sideBlock
	first  int // of the block's labels
	lines  []int32
	alphas []lane
}

// move gives a line the weight it should have, all others being as they are. It
// tells how wrong it was, and whether the line is far on the right side of
// every boundary.
//
//go:norace
func (m *moves) move(at int32) (worst float32, far bool) {
	i := m.lines[at]
	vector, alpha, own := m.set.texts[i].vector, &m.alphas[at], m.set.topics[i]-m.first
	scores := m.block.score(vector)
	const slack = 1 / (2 * sideCost)
	curve := m.set.squares[i] + slack
	var change lane
	moved := false
	far = true
	for j := range lanes {
		side := float32(-1)
		if j == own {
			side = 1
		}
		slope := side*scores[j] - 1 + slack*alpha[j]
		if alpha[j] == 0 && slope >= 0 {
			far = far && slope > farAway
			continue
		}
		far = false
		worst = max(worst, slope, -slope)
		after := max(alpha[j]-slope/curve, 0)
		change[j] = (after - alpha[j]) * side
		alpha[j] = after
		moved = true
	}
	if moved {
		m.block.add(vector, &change)
	}
	return worst, far
}

// farAway is how far behind its margin a line is left alone for a while.
const farAway = 0.05

//go:norace
func (p *sideBlock) add(vector []feature, move *lane) {
	w := p.weights
	for _, v := range vector {
		row, x := &w[v.id], v.x
		for j, m := range move {
			row[j] += m * x
		}
	}
	last := &w[len(w)-1]
	for j, m := range move {
		last[j] += m
	}
}

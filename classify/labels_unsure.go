package classify

import (
	"math"
	"slices"
)

// signals is what tells whether the best label of a text is right, and whether
// any is.
type signals struct {
	best  int
	parts [signalCount]float64
}

// The signals.
const (
	bestScore  = iota // how far on the right side of its boundary
	bestLead          // before the second one
	bestOfNone        // before 'none of these'; 0 when there are no lines of that
	logOdds           // of the best label, by all scores
	likeness          // with the training line that is most like it, 0 to 1
	sameBest          // 1 if that line has the best label
	knownShare        // of its words, 0 to 1, the rarer the heavier
	textLength        // logarithm of its words
	signalCount
)

// scoreScale divides scores before they are turned into log-odds; how likely
// that makes a label is learned.
const scoreScale = 0.25

func signalsOf(scores []float32, t labelText, near *neighbours) signals {
	labels := near.set.labels
	var s signals
	for j, v := range scores[:labels] {
		if v > scores[s.best] {
			s.best = j
		}
	}
	top := float64(scores[s.best])
	second, sum := math.Inf(-1), 0.0
	for j, v := range scores[:labels] {
		if j != s.best {
			second = max(second, float64(v))
			sum += math.Exp((float64(v) - top) / scoreScale)
		}
	}
	s.parts[bestScore] = top
	s.parts[bestLead] = top - second
	s.parts[logOdds] = -math.Log(max(sum, 1e-9))
	if near.hasNone {
		s.parts[bestOfNone] = top - float64(scores[labels])
	}
	line, like := near.nearest(t.vector)
	s.parts[likeness] = like
	if line >= 0 && near.set.topics[line] == s.best {
		s.parts[sameBest] = 1
	}
	s.parts[knownShare] = near.known(t)
	s.parts[textLength] = math.Log(float64(1 + t.words))
	return s
}

// labelJudge turns signals into probabilities.
type labelJudge struct {
	right, familiar *logistic // familiar is nil where it could not be learned
}

func (j labelJudge) judge(s signals) (confidence, familiar float64) {
	confidence, familiar = j.right.probability(s.parts[:]), 1
	if j.familiar != nil {
		familiar = j.familiar.probability(s.parts[:])
	}
	return confidence, familiar
}

// labelFolds is into how many parts the training lines are cut to learn the
// judge.
const labelFolds = 3

// fewestForNovelty is how many labels there must be for whole ones to be left
// out.
const fewestForNovelty = 10

// learnJudge trains again and again without some lines and, if it is to learn
// what is unfamiliar, without all lines of some labels, and compares what it
// then says of them with what is right. (Labels left out stand for what nobody
// has thought of; Fei and Liu, Breaking the Closed World Assumption in Text
// Classification, 2016, measure in this way.)
func (set *labelSet) learnJudge(novelty bool) labelJudge {
	var known, all []judged
	novelty = novelty && set.labels >= fewestForNovelty
	hasNone := false
	for f := range labelFolds {
		rest, held := set.fold(f, novelty)
		side, near := set.train(rest), newNeighbours(set, rest)
		for _, i := range held {
			j := judged{topic: set.topics[i], signals: signalsOf(side.score(set.texts[i].vector), set.texts[i], near)}
			switch {
			case j.topic == set.labels:
				hasNone, j.real = true, true
			case !novelty || j.topic%labelFolds != f:
				j.known = true
				known = append(known, j)
			}
			all = append(all, j)
		}
	}
	return fitJudge(known, all, novelty, hasNone)
}

// judged is one line that was not trained on.
type judged struct {
	signals signals
	topic   int
	known   bool // one of the labels that were learned
	real    bool // a line of 'none of these'
}

func (set *labelSet) fold(f int, novelty bool) (rest, held []int32) {
	counts := make([]int, set.labels+1)
	for i, topic := range set.topics {
		counts[topic]++
		switch {
		case novelty && topic < set.labels && topic%labelFolds == f, counts[topic]%labelFolds == f:
			held = append(held, int32(i))
		default:
			rest = append(rest, int32(i))
		}
	}
	return rest, held
}

const (
	familiarShare = 0.8 // how much of what comes is taken to be of the labels
	realShare     = 0.7 // of the lines of none among the rest, where there are some; the others are of labels left out
)

func fitJudge(known, all []judged, novelty, hasNone bool) labelJudge {
	var j labelJudge
	j.right = fitLogistic(known, func(d judged) (bool, float64) { return d.signals.best == d.topic, 1 })
	if !novelty && !hasNone {
		return j
	}
	var count [3]float64
	kind := func(d judged) int {
		switch {
		case d.known:
			return 0
		case d.real:
			return 1
		}
		return 2
	}
	for _, d := range all {
		count[kind(d)]++
	}
	share := [3]float64{familiarShare, 1 - familiarShare, 1 - familiarShare}
	if novelty && hasNone {
		share[1], share[2] = share[1]*realShare, share[2]*(1-realShare)
	}
	j.familiar = fitLogistic(all, func(d judged) (bool, float64) {
		k := kind(d)
		return d.known, share[k] * float64(len(all)) / count[k]
	})
	return j
}

// logistic is a logistic regression of signals.
type logistic struct {
	means, scales, weights []float64 // the last weight is the bias
}

func (l *logistic) inputs(signals []float64) []float64 {
	x := slices.Clone(signals)
	for i := range x {
		x[i] = (x[i] - l.means[i]) / l.scales[i]
	}
	return x
}

func (l *logistic) probability(signals []float64) float64 {
	n := len(l.means)
	return sigmoid(dot(l.weights[:n], l.inputs(signals)) + l.weights[n])
}

// fitLogistic fits to what truth says and weighs of each line.
func fitLogistic(lines []judged, truth func(judged) (bool, float64)) *logistic {
	const n = int(signalCount)
	l := &logistic{make([]float64, n), make([]float64, n), make([]float64, n+1)}
	for i := range n {
		sum, squares := 0.0, 0.0
		for _, d := range lines {
			sum += d.signals.parts[i]
			squares += d.signals.parts[i] * d.signals.parts[i]
		}
		count := float64(max(len(lines), 1))
		l.means[i] = sum / count
		l.scales[i] = math.Sqrt(max(squares/count-l.means[i]*l.means[i], 1e-6))
	}
	rows := make([][]float64, len(lines))
	for i, d := range lines {
		rows[i] = l.inputs(d.signals.parts[:])
	}
	minimise(func(w, gradient []float64) float64 {
		const penalty = 1.0
		loss := 0.0
		gradient[n] = 0
		for i := range n {
			loss += penalty / 2 * w[i] * w[i]
			gradient[i] = penalty * w[i]
		}
		for i, x := range rows {
			right, weight := truth(lines[i])
			z, wanted := dot(w[:n], x)+w[n], 0.0
			if right {
				wanted = 1
			}
			loss += weight * (softplus(z) - wanted*z)
			residual := weight * (sigmoid(z) - wanted)
			add(gradient[:n], residual, x)
			gradient[n] += residual
		}
		return loss
	}, l.weights, 100)
	return l
}

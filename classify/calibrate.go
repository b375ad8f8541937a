package classify

import (
	"math"
	"runtime"
	"sync"
)

// folds is into how many parts cross-validation cuts the training letters.
const folds = 5

// sureAccuracy is how many of the letters that are sorted without a person
// should be right, by cross-validation.
const sureAccuracy = 0.97

const calibrationFolds = 5

// odds trains on all folds but one, scores that one, and from the scores
// of letters that were not trained on fits what turns scores into probabilities
// (Guo et al., On Calibration of Modern Neural Networks, 2017, section 4.2), and
// the least confidence at which letters are sorted without a person. It gives
// scale, anyScale and anyBias of the model, and that confidence.
func (f *boundaries) odds() []float64 {
	scores := f.scoresOfOthers()
	k := f.topics
	var main [][]float64
	var truth []int
	var any []float64
	var is []bool
	for i, z := range scores {
		if z == nil {
			continue
		}
		s := &f.samples[i]
		main, truth = append(main, z[:k]), append(truth, s.topic)
		for j, x := range z[k:] {
			any, is = append(any, x), append(is, s.side(k, k+j) > 0)
		}
	}
	temperature := fitTemperature(main, truth)
	anyScale, anyBias := fitOdds(any, is)
	return []float64{1 / temperature, anyScale, anyBias, fitUnsure(main, truth, temperature)}
}

// scoresOfOthers gives each sample's scores by the boundaries of those that are
// in other folds than it is; nil for examples.
func (f *boundaries) scoresOfOthers() [][]float64 {
	scores := make([][]float64, len(f.samples))
	fold := foldsOf(f.samples, f.topics)
	var all sync.WaitGroup
	room := make(chan struct{}, runtime.GOMAXPROCS(0)) // each needs as much memory as the model
	for n := range calibrationFolds {
		all.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			held := make([]bool, len(f.samples))
			for i := range held {
				held[i] = fold[i] == n
			}
			g := f.without(held)
			g.fit()
			for i, s := range f.samples {
				if held[i] {
					scores[i] = make([]float64, f.outputs)
					score(g.weights, s.vector, scores[i])
				}
			}
		})
	}
	all.Wait()
	return scores
}

// foldsOf puts every n-th letter of each topic into the same fold, and examples
// into none.
func foldsOf(samples []sample, topics int) []int {
	counts, folds := make([]int, topics), make([]int, len(samples))
	for i, s := range samples {
		if folds[i] = none; !s.example {
			folds[i] = counts[s.topic] % calibrationFolds
			counts[s.topic]++
		}
	}
	return folds
}

// fitOdds fits the probability of what is to a score.
func fitOdds(scores []float64, is []bool) (scale, bias float64) {
	x := []float64{1, 0}
	minimise(func(x, gradient []float64) float64 {
		loss := 0.0
		gradient[0], gradient[1] = 0, 0
		for i, score := range scores {
			z, wanted := score*x[0]+x[1], 0.0
			if is[i] {
				wanted = 1
			}
			loss += softplus(z) - wanted*z
			gradient[0] += (sigmoid(z) - wanted) * score
			gradient[1] += sigmoid(z) - wanted
		}
		return loss
	}, x, 50)
	return x[0], x[1]
}

// fitTemperature finds the temperature with the least log-loss on a grid.
func fitTemperature(scores [][]float64, truth []int) float64 {
	best, least := 1.0, math.Inf(1)
	for t := 0.05; t < 3; t *= 1.03 {
		loss := 0.0
		for i, z := range scores {
			p := tempered(z, t)
			loss -= math.Log(max(p[truth[i]], 1e-12))
		}
		if loss < least {
			best, least = t, loss
		}
	}
	return best
}

func tempered(z []float64, temperature float64) []float64 {
	p := make([]float64, len(z))
	for i, v := range z {
		p[i] = v / temperature
	}
	softmax(p)
	return p
}

// fitUnsure finds the least threshold above which sureAccuracy is met; when
// none meets it, nearly everything is left to people.
func fitUnsure(scores [][]float64, truth []int, temperature float64) float64 {
	for from := 0.30; from < 0.95; from += 0.01 {
		right, sure := 0, 0
		for i, z := range scores {
			p := tempered(z, temperature)
			best := largest(p)
			if p[best] < from {
				continue
			}
			sure++
			if best == truth[i] {
				right++
			}
		}
		if sure > 0 && float64(right) >= sureAccuracy*float64(sure) {
			return from
		}
	}
	return 0.95
}

func largest(p []float64) int {
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return best
}

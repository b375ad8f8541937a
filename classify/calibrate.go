package classify

import (
	"runtime"
	"sync"
)

// folds is into how many parts cross-validation cuts the training letters.
const folds = 5

// sureAccuracy is how many of the letters that are sorted without a person
// should be right, by cross-validation. Many training letters are hard on purpose,
// so of ordinary mail more are: 0.98 of the test part, when this was 0.97.
const sureAccuracy = 0.964

const calibrationFolds = 5

// odds turn scores into probabilities.
type odds struct {
	scale, share      float64 // the latter: of the scores for any, to be added to the main ones
	anyScale, anyBias float64
	ofDuties          []float64
	unsureBelow       float64 // the least confidence at which letters are sorted without a person
}

// odds trains on all folds but one, scores that one, and from the scores of
// letters that were not trained on fits what turns scores, and what duties tell,
// into probabilities.
func (f *boundaries) odds(tells []told) odds {
	k := f.topics
	var all []unsorted
	var any []float64
	var is []bool
	for i, z := range f.scoresOfOthers() {
		if z == nil {
			continue
		}
		s := &f.samples[i]
		u := unsorted{main: z[:k], any: z[k:], topic: s.topic}
		if tells != nil {
			u.told = tells[i]
		}
		all = append(all, u)
		for j, x := range z[k:] {
			any, is = append(any, x), append(is, s.side(k, k+j) > 0)
		}
	}
	o := fitTopicOdds(k, all)
	o.anyScale, o.anyBias = fitOdds(any, is)
	for _, u := range all {
		add(u.main, o.share, u.any)
	}
	o.unsureBelow = fitUnsure(&letterModel{topics: make([]string, k), scale: o.scale, ofDuties: o.ofDuties}, all)
	return o
}

// unsorted is a letter that was scored by models that have not seen it.
type unsorted struct {
	main, any []float64
	told      told
	topic     int // the right one
}

// On the squared weights of what duties tell; chosen by cross-validation.
const toldPenalty = 0.1

// fitTopicOdds finds the least log-loss of the topics (multinomial logistic
// regression). Neither scores nor duties may favour a topic by itself: one of
// which there are few letters yet would be lost.
func fitTopicOdds(k int, all []unsorted) odds {
	x := make([]float64, 2+duties*k)
	x[0] = 4 // about where it ends
	z := make([]float64, k)
	minimise(func(x, gradient []float64) float64 {
		clear(gradient)
		loss := 0.0
		for i, w := range x[2:] {
			loss += toldPenalty / 2 * w * w
			gradient[2+i] = toldPenalty * w
		}
		for _, u := range all {
			for j := range z {
				z[j] = x[0]*u.main[j] + x[1]*u.any[j]
			}
			for d, t := range u.told {
				add(z, t, x[2+d*k:][:k])
			}
			loss -= z[u.topic]
			loss += softmax(z) // changes z: not in one expression with its reading
			z[u.topic]--
			for j, slope := range z {
				gradient[0] += slope * u.main[j]
				gradient[1] += slope * u.any[j]
			}
			for d, t := range u.told {
				add(gradient[2+d*k:][:k], t, z)
			}
		}
		return loss
	}, x, 200)
	return odds{scale: x[0], share: x[1] / x[0], ofDuties: x[2:]}
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

// fitUnsure finds the least threshold above which sureAccuracy is met; when
// none meets it, nearly everything is left to people.
func fitUnsure(m *letterModel, all []unsorted) float64 {
	k := len(m.topics)
	confidence, isRight := make([]float64, len(all)), make([]bool, len(all))
	for i, u := range all {
		p := m.judge(append(append(make([]float64, 0, outputs(k)), u.main...), u.any...), u.told).main
		best := largest(p)
		confidence[i], isRight[i] = p[best], best == u.topic
	}
	for from := 0.30; from < 0.95; from += 0.01 {
		right, sure := 0, 0
		for i, p := range confidence {
			if p < from {
				continue
			}
			sure++
			if isRight[i] {
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

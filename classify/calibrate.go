package classify

import "math"

// folds is into how many parts cross-validation cuts the training letters.
const folds = 5

// scale is what cross-validation finds beside the weights.
type scale struct {
	temperature float64
	unsureBelow float64
}

// sureAccuracy is how many of the letters that are sorted without a person
// should be right, by cross-validation.
const sureAccuracy = 0.95

// calibrate trains on all folds but one, scores that one, and from the scores
// of letters that were not trained on fits the temperature (Guo et al., On
// Calibration of Modern Neural Networks, 2017, section 4.2).
func calibrate(k int, words *vocabulary, samples []sample) scale {
	var scores [][]float64
	var truth []int
	for f := range calibrationFolds {
		rest, held := split(samples, k, f, calibrationFolds)
		weights := fitLetters(k, k, words, rest)
		for _, s := range held {
			z := make([]float64, k)
			score(weights, s.vector, z)
			scores, truth = append(scores, z), append(truth, s.topic)
		}
	}
	t := fitTemperature(scores, truth)
	return scale{t, fitUnsure(scores, truth, t)}
}

const calibrationFolds = 3

// split holds back every n-th letter of each topic; examples are never held
// back.
func split(samples []sample, topics, fold, n int) (rest, held []sample) {
	counts := make([]int, topics)
	for _, s := range samples {
		if !s.example {
			counts[s.topic]++
		}
		if !s.example && counts[s.topic]%n == fold {
			held = append(held, s)
		} else {
			rest = append(rest, s)
		}
	}
	return rest, held
}

// fitTemperature finds the temperature with the least log-loss on a grid.
func fitTemperature(scores [][]float64, truth []int) float64 {
	best, least := 1.0, math.Inf(1)
	for t := 0.2; t < 3; t *= 1.03 {
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

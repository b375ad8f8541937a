package classify

import (
	"math"
	"slices"
	"testing"
)

// slopeMatches compares a gradient with differences of the loss.
func slopeMatches(t *testing.T, loss func(w, gradient []float64) float64, w []float64) {
	t.Helper()
	gradient, scrap := make([]float64, len(w)), make([]float64, len(w))
	for i := range w {
		w[i] = math.Sin(float64(i)) / 10
	}
	loss(w, gradient)
	const h = 1e-5
	for i := 0; i < len(w); i += 1 + len(w)/50 {
		kept := w[i]
		w[i] = kept + h
		after := loss(w, scrap)
		w[i] = kept - h
		before := loss(w, scrap)
		w[i] = kept
		if slope := (after - before) / (2 * h); math.Abs(slope-gradient[i]) > 1e-4*(1+math.Abs(slope)) {
			t.Errorf("weight %d: gradient %v, slope %v", i, gradient[i], slope)
		}
	}
}

// learning gives notes to train with.
func learning() *notes {
	n := newNotes(newDictionary())
	n.learning = true
	return n
}

func someLetters(t *testing.T) []Example {
	letters, err := trainingPart(nil)
	if err != nil {
		t.Fatal(err)
	}
	var some []Example
	for i := 0; i < len(letters); i += 20 {
		some = append(some, letters[i])
	}
	return some
}

// Where dual coordinate descent ends no weight can be moved for the better.
func TestBoundariesAreTheBest(t *testing.T) {
	keys := topicKeys(ShippedTopics())
	k := len(keys)
	n := learning()
	samples := letterSamples(n, ShippedTopics(), keys, someLetters(t))
	samples[0].weight = 3
	words := trainVocabulary(n, samples)
	f := fitBoundaries(k, outputs(k), words, samples)
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	for range 1000 {
		clear(f.still)
		f.pass(order)
	}
	for j := range f.outputs {
		slopes := make([]float64, len(f.weights)/f.outputs)
		for i := range slopes {
			slopes[i] = f.weights[i*f.outputs+j]
		}
		scores := make([]float64, f.outputs)
		for _, s := range samples {
			score(f.weights, s.vector, scores)
			side := s.side(k, j)
			push := 2 * letterCost * s.weight * max(0, 1-side*scores[j]) * side
			for _, e := range s.vector {
				slopes[e.id] -= push * e.x
			}
			slopes[len(slopes)-1] -= push
		}
		for i, slope := range slopes {
			if math.Abs(slope) > 1e-5 {
				t.Fatalf("output %d, feature %d: the slope is %v", j, i, slope)
			}
		}
	}
}

func TestConcernGradient(t *testing.T) {
	n, some := learning(), someLetters(t)
	samples := concernSamples(n, letterSamples(n, nil, []string{TopicOther}, some), some)
	letters := make([][]spoken, len(samples))
	for i, s := range samples {
		letters[i] = s.sentences
	}
	words := newSentenceVocabulary(n, letters)
	vectors := make([][][]value, len(samples))
	for i, s := range samples {
		for _, one := range s.sentences {
			vectors[i] = append(vectors[i], words.vector(nil, &one))
		}
	}
	slopeMatches(t, func(w, gradient []float64) float64 {
		return concernLoss(w, gradient, samples, vectors)
	}, make([]float64, concerns*(len(words.names)+1)))
}

func TestMinimise(t *testing.T) {
	// Rosenbrock's valley, whose minimum is at (1, 1).
	x := []float64{-1.2, 1}
	minimise(func(x, g []float64) float64 {
		a, b := 1-x[0], x[1]-x[0]*x[0]
		g[0], g[1] = -2*a-400*x[0]*b, 200*b
		return a*a + 100*b*b
	}, x, 500)
	if math.Abs(x[0]-1) > 0.01 || math.Abs(x[1]-1) > 0.02 {
		t.Errorf("minimum found at %v", x)
	}
}

func TestWholeConcernGradient(t *testing.T) {
	letters := someLetters(t)
	n := learning()
	samples := letterSamples(n, nil, []string{TopicOther}, letters)
	concern := concernSamples(n, samples, letters)
	m := &wholeConcernModel{words: len(trainVocabulary(n, samples).names), ids: newCueIDs(n.dict.cues, concern)}
	vectors := make([][]value, len(letters))
	for i, l := range concern {
		vectors[i] = slices.Clone(m.vector(n, samples[i].vector, l.sentences))
	}
	slopeMatches(t, func(w, gradient []float64) float64 {
		return wholeConcernLoss(w, gradient, vectors, concern)
	}, make([]float64, concernScores*(m.words+m.ids.n+1)))
}

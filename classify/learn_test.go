package classify

import (
	"math"
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

func TestLetterGradient(t *testing.T) {
	keys := topicKeys(ShippedTopics())
	samples := letterSamples(ShippedTopics(), keys, someLetters(t))
	samples[0].weight = 3
	words := trainVocabulary(samples)
	for _, n := range []int{len(keys), outputs(len(keys))} {
		slopeMatches(t, func(w, gradient []float64) float64 {
			return letterLoss(len(keys), n, w, gradient, samples)
		}, make([]float64, n*(len(words.names)+1)))
	}
}

func TestConcernGradient(t *testing.T) {
	samples := concernSamples(newCueTable(), someLetters(t))
	letters := make([][]spoken, len(samples))
	for i, s := range samples {
		letters[i] = s.sentences
	}
	words := newSentenceVocabulary(newCueTable(), letters)
	vectors := make([][][]value, len(samples))
	for i, s := range samples {
		for _, one := range s.sentences {
			vectors[i] = append(vectors[i], words.vector(one))
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
	table := newCueTable()
	samples, concern := letterSamples(nil, []string{TopicOther}, letters), concernSamples(table, letters)
	m := &wholeConcernModel{words: len(trainVocabulary(samples).names), ids: newCueIDs(table, concern)}
	vectors := make([][]value, len(letters))
	for i, l := range concern {
		vectors[i] = m.vector(samples[i].vector, l.sentences)
	}
	slopeMatches(t, func(w, gradient []float64) float64 {
		return wholeConcernLoss(w, gradient, vectors, concern)
	}, make([]float64, concernScores*(m.words+m.ids.n+1)))
}

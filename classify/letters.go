package classify

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// letterModel sorts a letter by topic. It gives two groups of scores, both
// linear in the same features: for each topic one for being the main one, and
// one for being in the letter at all.
type letterModel struct {
	topics []string // keys; TopicOther among them
	words  *vocabulary
	// weights holds a row of outputs(len(topics)) numbers for each feature:
	// the main scores, then those for any. The last row is the bias.
	weights []float64

	// Fitted by cross-validation: what turns scores into log-odds.
	scale             float64
	anyScale, anyBias float64
	ofDuties          []float64 // what each duty adds to each topic: a row of topics for each
}

// outputs is how many scores a letter gets, k being the number of topics.
func outputs(k int) int { return 2 * k }

// sample is one training letter.
type sample struct {
	reading reading
	vector  []value
	topic   int
	also    []int
	weight  float64
	example bool // a sentence of a topic's own, which has no subject and no sender
}

// Chosen by cross-validation on the training part.
const (
	letterCost   = 0.1 // of a training letter on the wrong side of a boundary
	letterPasses = 30
	letterTired  = 0.05 // a pass over all samples that finds no worse slope is the last
	letterAll    = 4    // every so many passes are over all, the others over those that moved in the last one
)

// trainVocabulary learns the features of the samples and fills in their vectors.
func trainVocabulary(n *notes, samples []sample) *vocabulary {
	readings, examples := make([]reading, len(samples)), make([]bool, len(samples))
	for i, s := range samples {
		readings[i], examples[i] = s.reading, s.example
	}
	words := newVocabulary(n, readings, examples)
	for i := range samples {
		samples[i].reading.lookUpPairs(n.dict)
		samples[i].vector = slices.Clone(n.weigh(words, samples[i].reading))
	}
	return words
}

// letterFit is a letterModel in the making: it gives no probabilities yet.
type letterFit struct {
	model      *letterModel
	key        fitKey // of what it is made of
	boundaries func() *boundaries
}

// trainLetters fits the model to samples whose vectors are of the vocabulary.
// What is known need not be fitted.
func trainLetters(topics []string, words *vocabulary, samples []sample, known *fits) letterFit {
	k := len(topics)
	fitted := sync.OnceValue(func() *boundaries { return fitBoundaries(k, outputs(k), words, samples) })
	made := ingredientsOf("letters", k)
	for _, s := range samples {
		made.numbers(s.topic, len(s.also), int(math.Float64bits(s.weight)))
		made.numbers(s.also...)
		made.vector(s.vector)
	}
	key := made.key()
	m := &letterModel{topics: topics, words: words}
	m.weights = known.of(key, func() []float64 { return fitted().weights })
	return letterFit{m, key, fitted}
}

// settle fits what turns scores into probabilities, beside what duties tell of
// the samples, or nothing if nil, and finds the least confidence at which a letter
// is sorted without a person. by is what tells of duties.
func (f letterFit) settle(known *fits, by []float64, tell func() []told) (*letterModel, float64) {
	found := sync.OnceValue(func() odds {
		var tells []told
		if tell != nil {
			tells = tell()
		}
		return f.boundaries().odds(tells)
	})
	made := ingredientsOf(string(f.key[:]) + "odds")
	for _, w := range by {
		made.numbers(int(math.Float64bits(w)))
	}
	key := made.key()
	m := f.model
	m.ofDuties = known.of(key, func() []float64 { return found().ofDuties })
	few := known.of(ingredientsOf(string(key[:])+"few").key(), func() []float64 {
		o := found()
		return []float64{o.scale, o.share, o.anyScale, o.anyBias, o.unsureBelow}
	})
	m.weights = blended(len(m.topics), m.weights, few[1])
	m.scale, m.anyScale, m.anyBias = few[0], few[2], few[3]
	return m, few[4]
}

// blended adds to the weights of each topic as the main one a share of those for
// being in the letter at all.
func blended(k int, weights []float64, share float64) []float64 {
	all := slices.Clone(weights)
	for at := 0; at < len(all); at += outputs(k) {
		add(all[at:][:k], share, weights[at+k:][:k])
	}
	return all
}

// boundaries parts the letters that have a topic from all others: for each topic
// those that have it as the main one, and those that have it at all. Each is a
// support vector machine with squared hinge loss, found by dual coordinate
// descent (Hsieh and others, A Dual Coordinate Descent Method for Large-scale
// Linear SVM, 2008, algorithm 1). All sums run in a fixed order, so the same
// letters give the same bits.
type boundaries struct {
	topics  int
	outputs int
	samples []sample
	weights []float64 // a row of outputs for each feature; the last row is the bias
	alphas  []float64 // a row of outputs for each sample
	curves  []float64 // of the samples
	still   []bool    // of them, those that did not move
}

// fitBoundaries finds n boundaries: k, those of the main topics only, or outputs(k).
func fitBoundaries(k, n int, words *vocabulary, samples []sample) *boundaries {
	f := &boundaries{topics: k, outputs: n, samples: samples,
		weights: make([]float64, n*(len(words.names)+1)), alphas: make([]float64, n*len(samples))}
	for _, s := range samples {
		square := 1.0 // the bias
		for _, e := range s.vector {
			square += e.x * e.x
		}
		f.curves = append(f.curves, square+s.slack())
	}
	f.fit()
	return f
}

// fitLetters gives the weights alone.
func fitLetters(k, n int, words *vocabulary, samples []sample) []float64 {
	return fitBoundaries(k, n, words, samples).weights
}

func (s *sample) slack() float64 { return 1 / (2 * letterCost * s.weight) }

// without gives the boundaries of fewer samples, begun where these ended.
func (f *boundaries) without(held []bool) *boundaries {
	g := &boundaries{topics: f.topics, outputs: f.outputs, weights: make([]float64, len(f.weights))}
	for i, s := range f.samples {
		if held[i] {
			continue
		}
		g.samples = append(g.samples, s)
		g.curves = append(g.curves, f.curves[i])
		alphas, move := f.alphas[i*f.outputs:][:f.outputs], make([]float64, f.outputs)
		g.alphas = append(g.alphas, alphas...)
		for j, a := range alphas {
			move[j] = a * s.side(f.topics, j)
		}
		g.move(s.vector, move)
	}
	return g
}

// side is 1 when a sample belongs within a boundary, else -1.
func (s *sample) side(k, output int) float64 {
	if s.topic == output%k || output >= k && slices.Contains(s.also, output-k) {
		return 1
	}
	return -1
}

func (f *boundaries) fit() {
	order := make([]int, len(f.samples))
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(1, 2))
	f.still = make([]bool, len(f.samples))
	for n := range letterPasses {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		if n%letterAll == 0 {
			clear(f.still)
		}
		if f.pass(order) < letterTired && n%letterAll == 0 {
			return
		}
	}
}

// pass moves every sample once and gives the worst slope it met.
//
//go:norace
func (f *boundaries) pass(order []int) (worst float64) {
	scores, move := make([]float64, f.outputs), make([]float64, f.outputs)
	for _, i := range order {
		if f.still[i] {
			continue
		}
		s := &f.samples[i]
		score(f.weights, s.vector, scores)
		alphas, moved, slack := f.alphas[i*f.outputs:][:f.outputs], false, s.slack()
		for j, alpha := range alphas {
			move[j] = 0
			side := s.side(f.topics, j)
			slope := side*scores[j] - 1 + slack*alpha
			if alpha == 0 && slope >= 0 {
				continue
			}
			worst = max(worst, math.Abs(slope))
			alphas[j] = max(alpha-slope/f.curves[i], 0)
			move[j] = (alphas[j] - alpha) * side
			moved = true
		}
		if f.still[i] = !moved; moved {
			f.move(s.vector, move)
		}
	}
	return worst
}

// move adds a multiple of a sample to each output's weights.
//
//go:norace
func (f *boundaries) move(vector []value, by []float64) {
	for _, e := range vector {
		add(f.weights[int(e.id)*f.outputs:], e.x, by)
	}
	add(f.weights[len(f.weights)-f.outputs:], 1, by)
}

// score fills scores with the bias plus the weighted features.
func score(w []float64, vector []value, scores []float64) {
	copy(scores, w[len(w)-len(scores):])
	addFeatures(w, vector, scores)
}

// addFeatures adds the weighted features to scores. Each score is summed in the
// order of the vector; those that are asked for most are kept out of memory
// meanwhile.
//
//go:norace
func addFeatures(w []float64, vector []value, scores []float64) {
	switch len(scores) {
	case concerns:
		a, b := scores[0], scores[1]
		for _, e := range vector {
			row := w[int(e.id)*2:][:2]
			a += e.x * row[0]
			b += e.x * row[1]
		}
		scores[0], scores[1] = a, b
	case concernScores:
		a, b, c := scores[0], scores[1], scores[2]
		for _, e := range vector {
			row := w[int(e.id)*3:][:3]
			a += e.x * row[0]
			b += e.x * row[1]
			c += e.x * row[2]
		}
		scores[0], scores[1], scores[2] = a, b, c
	case 8: // outputs of the shipped topics
		scoreEight(w, vector, (*[8]float64)(scores))
	default:
		k := len(scores)
		for _, e := range vector {
			add(scores, e.x, w[int(e.id)*k:int(e.id+1)*k])
		}
	}
}

//go:norace
func scoreEight(w []float64, vector []value, scores *[8]float64) {
	a, b, c, d := scores[0], scores[1], scores[2], scores[3]
	i, j, k, l := scores[4], scores[5], scores[6], scores[7]
	for _, e := range vector {
		row := (*[8]float64)(w[int(e.id)*8:])
		a += e.x * row[0]
		b += e.x * row[1]
		c += e.x * row[2]
		d += e.x * row[3]
		i += e.x * row[4]
		j += e.x * row[5]
		k += e.x * row[6]
		l += e.x * row[7]
	}
	*scores = [8]float64{a, b, c, d, i, j, k, l}
}

// opinion is what the letter model thinks of one letter.
type opinion struct {
	main []float64 // calibrated probability of being the main topic
	any  []float64 // probability of being in the letter
}

// judge makes an opinion of a letter's outputs, in their place, and of what its
// duties tell.
func (m *letterModel) judge(scores []float64, t told) opinion {
	k := len(m.topics)
	o := opinion{main: scores[:k], any: scores[k : 2*k]}
	for j := range o.main {
		o.main[j] *= m.scale
	}
	for d, x := range t {
		add(o.main, x, m.ofDuties[d*k:][:k])
	}
	softmax(o.main)
	for j, z := range o.any {
		o.any[j] = sigmoid(z*m.anyScale + m.anyBias)
	}
	return o
}

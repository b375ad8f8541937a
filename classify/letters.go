package classify

import "slices"

// letterModel sorts a letter by topic. It gives two groups of scores, both
// linear in the same features: for each topic one for being the main one
// (softmax over topics), and one for being in the letter at all (one against
// the rest).
type letterModel struct {
	topics []string // keys; TopicOther among them
	words  *vocabulary
	// weights holds a row of outputs(len(topics)) numbers for each feature:
	// the main scores, then those for any. The last row is the bias.
	weights     []float64
	temperature float64 // divides the topic scores; fitted by cross-validation
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
	letterPenalty    = 0.0010 // on the squared weights, per training letter
	letterIterations = 14
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

// trainLetters fits the weights to samples whose vectors are of the vocabulary.
func trainLetters(topics []string, words *vocabulary, samples []sample) *letterModel {
	weights := fitLetters(len(topics), outputs(len(topics)), words, samples)
	return &letterModel{topics: topics, words: words, weights: weights, temperature: 1}
}

// fitLetters fits rows of n scores: k, to have the main ones only, or outputs(k).
func fitLetters(k, n int, words *vocabulary, samples []sample) []float64 {
	weights := make([]float64, n*(len(words.names)+1))
	minimise(func(w, gradient []float64) float64 {
		return letterLoss(k, n, w, gradient, samples)
	}, weights, letterIterations)
	return weights
}

// letterLoss is the penalised log-loss of all scores.
//
//go:norace
func letterLoss(k, n int, w, gradient []float64, samples []sample) float64 {
	bias := len(w) - n
	loss, total := 0.0, 0.0
	for _, s := range samples {
		total += s.weight
	}
	penalty := letterPenalty * total
	for i, x := range w[:bias] {
		loss += penalty / 2 * x * x
		gradient[i] = penalty * x
	}
	clear(gradient[bias:])
	scores := make([]float64, n)
	for _, s := range samples {
		score(w, s.vector, scores)
		loss += s.weight * residuals(k, scores, s)
		for j := range scores {
			scores[j] *= s.weight
		}
		for _, e := range s.vector {
			add(gradient[int(e.id)*n:int(e.id+1)*n], e.x, scores)
		}
		add(gradient[bias:], 1, scores)
	}
	return loss
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

// residuals turns a sample's scores into the gradient of its log-loss, which
// it returns.
func residuals(k int, scores []float64, s sample) float64 {
	loss := -scores[s.topic]
	loss += softmax(scores[:k]) // changes the scores: not in one expression with their reading
	scores[s.topic]--
	if len(scores) == k {
		return loss
	}
	for j, z := range scores[k : 2*k] {
		wanted := 0.0
		if j == s.topic || slices.Contains(s.also, j) {
			wanted = 1
		}
		loss += softplus(z) - wanted*z
		scores[k+j] = sigmoid(z) - wanted
	}
	return loss
}

// opinion is what the letter model thinks of one letter.
type opinion struct {
	main []float64 // calibrated probability of being the main topic
	any  []float64 // probability of being in the letter
}

// judge makes an opinion of a letter's outputs, in their place.
func (m *letterModel) judge(scores []float64) opinion {
	k := len(m.topics)
	o := opinion{main: scores[:k], any: scores[k : 2*k]}
	for j := range o.main {
		o.main[j] /= m.temperature
	}
	softmax(o.main)
	for j, z := range o.any {
		o.any[j] = sigmoid(z / m.temperature)
	}
	return o
}

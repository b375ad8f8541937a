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
func trainVocabulary(samples []sample) *vocabulary {
	readings, examples := make([]reading, len(samples)), make([]bool, len(samples))
	for i, s := range samples {
		readings[i], examples[i] = s.reading, s.example
	}
	words := newVocabulary(readings, examples)
	for i := range samples {
		samples[i].vector = words.vector(samples[i].reading)
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
//
//go:norace
func score(w []float64, vector []value, scores []float64) {
	k := len(scores)
	copy(scores, w[len(w)-k:])
	for _, e := range vector {
		add(scores, e.x, w[int(e.id)*k:int(e.id+1)*k])
	}
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

func (m *letterModel) judge(vector []value) opinion {
	k := len(m.topics)
	scores := make([]float64, outputs(k))
	score(m.weights, vector, scores)
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

package classify

import "math"

// concernModel notices somebody in danger sentence by sentence. Every sentence has a probability
// of speaking of the writer's own danger, of another's, or of neither; a
// letter is free of concern when all its sentences are. So nothing that
// stands beside a sentence can hide it, and the sentences are the reasons.
type concernModel struct {
	words   *sentenceVocabulary
	weights []float64 // for each feature personal and third_party; the last row is the bias
}

// Places of a sentence's scores.
const (
	personal = iota
	thirdParty
	concerns
)

// The penalty was chosen by cross-validation on the training part; more
// iterations change nothing there.
const (
	concernPenalty    = 0.0002 // on the squared weights, per training letter
	concernIterations = 60
	concernBias       = -4.0 // where training begins: nearly all sentences are harmless
)

// concernSample is one training letter.
type concernSample struct {
	sentences []spoken
	concern   Concern
}

func trainConcern(n *notes, samples []concernSample) *concernModel {
	letters := make([][]spoken, len(samples))
	for i, s := range samples {
		letters[i] = s.sentences
	}
	m := &concernModel{words: newSentenceVocabulary(n, letters)}
	vectors := make([][][]value, len(samples))
	for i, s := range samples {
		for j := range s.sentences {
			one := &s.sentences[j]
			one.pairs = n.dict.pairsOf(nil, one.words)
			vectors[i] = append(vectors[i], m.words.vector(nil, one))
		}
	}
	made := ingredientsOf("concern", len(m.words.names))
	for i, s := range samples {
		made.numbers(s.concern.Rank(), len(vectors[i]))
		for _, v := range vectors[i] {
			made.vector(v)
		}
	}
	m.weights = n.known.of(made.key(), func() []float64 {
		weights := make([]float64, concerns*(len(m.words.names)+1))
		weights[len(weights)-2], weights[len(weights)-1] = concernBias, concernBias
		minimise(func(w, gradient []float64) float64 {
			return concernLoss(w, gradient, samples, vectors)
		}, weights, concernIterations)
		return weights
	})
	return m
}

// concernLoss is the penalised log-loss over letters.
//
//go:norace
func concernLoss(w, gradient []float64, samples []concernSample, vectors [][][]value) float64 {
	bias := len(w) - concerns
	loss, penalty := 0.0, concernPenalty*float64(len(samples))
	for i, x := range w[:bias] {
		loss += penalty / 2 * x * x
		gradient[i] = penalty * x
	}
	clear(gradient[bias:])
	for i, s := range samples {
		scores := make([][concerns]float64, len(vectors[i]))
		for j, v := range vectors[i] {
			score(w, v, scores[j][:])
		}
		loss += mailLoss(scores, s.concern)
		for j, v := range vectors[i] {
			for _, e := range v {
				gradient[int(e.id)*concerns] += e.x * scores[j][personal]
				gradient[int(e.id)*concerns+1] += e.x * scores[j][thirdParty]
			}
			gradient[bias] += scores[j][personal]
			gradient[bias+1] += scores[j][thirdParty]
		}
	}
	return loss
}

// mailLoss turns the scores of a letter's sentences into the gradient of its
// log-loss, which it returns. With n and p the probabilities that no sentence
// raises anything and that none is personal, the letter is none with n,
// third_party with p-n, personal with 1-p.
func mailLoss(scores [][concerns]float64, is Concern) float64 {
	probabilities := make([][concerns]float64, len(scores))
	logNone, logNotPersonal := 0.0, 0.0
	for j, z := range scores {
		p := sentenceProbabilities(z)
		probabilities[j] = p
		logNone += math.Log(1 - p[personal] - p[thirdParty])
		logNotPersonal += math.Log(1 - p[personal])
	}
	none, notPersonal := math.Exp(logNone), math.Exp(logNotPersonal)
	var loss, byNone, byNotPersonal float64 // the latter: d loss / d logNone, d logNotPersonal
	switch is {
	case ConcernPersonal:
		rest := max(1-notPersonal, 1e-9)
		loss, byNotPersonal = -math.Log(rest), notPersonal/rest
	case ConcernThirdParty:
		rest := max(notPersonal-none, 1e-9)
		loss, byNone, byNotPersonal = -math.Log(rest), none/rest, -notPersonal/rest
	default:
		loss, byNone = -logNone, -1
	}
	for j, p := range probabilities {
		scores[j][personal] = -byNone*p[personal] - byNotPersonal*p[personal]
		scores[j][thirdParty] = -byNone*p[thirdParty] + byNotPersonal*p[personal]*p[thirdParty]/(1-p[personal])
	}
	return loss
}

// sentenceProbabilities is the softmax of the two scores and 0 for harmless,
// kept off 1 so that logarithms stay finite.
func sentenceProbabilities(z [concerns]float64) [concerns]float64 {
	top := max(z[0], z[1], 0)
	a, b, rest := math.Exp(z[0]-top), math.Exp(z[1]-top), math.Exp(-top)
	sum := (a + b + rest) * (1 + 1e-9)
	return [concerns]float64{a / sum, b / sum}
}

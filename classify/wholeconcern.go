package classify

import (
	"slices"
)

// wholeConcernModel reads a letter as a whole for concern: a softmax over
// personal, third_party and none, linear in the words the topics are sorted by
// and in the cues of the letter's sentences. The cues are counted, not brought
// to one length, so that text beside a cry does not make its cues weigh less.
type wholeConcernModel struct {
	words   int // features of words come first; those of cues behind them
	ids     cueIDs
	weights []float64 // a row of concernScores numbers for each feature; the last row is the bias
}

// Places of the scores; personal and thirdParty as in a sentence.
const (
	noConcern     = concerns
	concernScores = concerns + 1
)

// Chosen by cross-validation on the training part.
const (
	wholePenalty    = 0.0005 // on the squared weights, per training letter
	wholeIterations = 30

	cueCount     = 0.4  // times the logarithm of 1 and how often a cue is found
	cueRate      = 0.5  // times how often in a dozen words, at most twice
	cuesTogether = 0.15 // for two cues in one sentence, however often
)

// cueIDs numbers the cues, the sentences' and the loose ones, their rates, and
// the pairs of them that were met in training.
type cueIDs struct {
	cues  int
	pairs []int32 // of cues a and b, a the lesser: at a*cues+b; -1 when too rare
	n     int     // all features
}

func newCueIDs(table *cueTable, letters []concernSample) cueIDs {
	all := table.all()
	counts, lastIn := make([]int, all*all), make([]int, all*all)
	for n, l := range letters {
		for _, s := range l.sentences {
			s.visitPairs(func(a, b int) {
				if at := a*all + b; lastIn[at] != n+1 {
					lastIn[at] = n + 1
					counts[at]++
				}
			})
		}
	}
	ids := cueIDs{cues: all, pairs: make([]int32, all*all), n: 2 * all}
	for at, letters := range counts {
		ids.pairs[at] = -1
		if letters > fewestLetters {
			ids.pairs[at] = int32(ids.n)
			ids.n++
		}
	}
	return ids
}

// visitPairs calls found for every two cues of a sentence, the lesser first.
func (s *spoken) visitPairs(found func(a, b int)) {
	for i, a := range s.cues {
		for _, b := range s.cues[i+1:] {
			found(int(a), int(b))
		}
	}
}

// vector appends the features of a letter's cues, numbered from first.
func (ids cueIDs) vector(vector []value, n *notes, first int, sentences []spoken) []value {
	n.counts = append(n.counts[:0], make([]int32, ids.cues)...)
	n.seen = append(n.seen[:0], make([]bool, ids.n)...)
	words := 5 // so that a letter of three words has no wild rates
	for i := range sentences {
		s := &sentences[i]
		if !s.inSubject {
			words += len(s.words)
		}
		for _, c := range s.cues {
			n.counts[c]++
		}
		s.visitPairs(func(a, b int) {
			if id := ids.pairs[a*ids.cues+b]; id >= 0 && !n.seen[id] {
				n.seen[id] = true
				vector = append(vector, value{int32(first) + id, cuesTogether})
			}
		})
	}
	for c, count := range n.counts {
		if count > 0 {
			vector = append(vector,
				value{int32(first + c), cueCount * logarithm(1+count)},
				value{int32(first + ids.cues + c), cueRate * min(2, 12*float64(count)/float64(words))})
		}
	}
	return vector
}

// trainWholeConcern fits the model to letters given twice: with the vectors of
// their words, of which there are words kinds, and with their sentences.
func trainWholeConcern(n *notes, words int, samples []sample, letters []concernSample) *wholeConcernModel {
	m := &wholeConcernModel{words: words, ids: newCueIDs(n.dict.cues, letters)}
	vectors := make([][]value, len(letters))
	for i, l := range letters {
		vectors[i] = slices.Clone(m.vector(n, samples[i].vector, l.sentences))
	}
	made := ingredientsOf("whole concern", words, m.ids.n)
	for i, l := range letters {
		made.numbers(l.concern.Rank())
		made.vector(vectors[i])
	}
	m.weights = n.known.of(made.key(), func() []float64 {
		weights := make([]float64, concernScores*(words+m.ids.n+1))
		minimise(func(w, gradient []float64) float64 {
			return wholeConcernLoss(w, gradient, vectors, letters)
		}, weights, wholeIterations)
		return weights
	})
	return m
}

// vector gives a letter's features; it holds until the next one.
func (m *wholeConcernModel) vector(n *notes, ofWords []value, sentences []spoken) []value {
	n.whole = m.ids.vector(append(n.whole[:0], ofWords...), n, m.words, sentences)
	return n.whole
}

// wholeConcernLoss is the penalised log-loss.
//
//go:norace
func wholeConcernLoss(w, gradient []float64, vectors [][]value, letters []concernSample) float64 {
	bias := len(w) - concernScores
	loss, penalty := 0.0, wholePenalty*float64(len(letters))
	for i, x := range w[:bias] {
		loss += penalty / 2 * x * x
		gradient[i] = penalty * x
	}
	clear(gradient[bias:])
	var scores [concernScores]float64
	for i, l := range letters {
		score(w, vectors[i], scores[:])
		is := concernIndex(l.concern)
		loss -= scores[is]
		loss += softmax(scores[:]) // changes the scores: not in one expression with their reading
		scores[is]--
		for _, e := range vectors[i] {
			add(gradient[int(e.id)*concernScores:int(e.id+1)*concernScores], e.x, scores[:])
		}
		add(gradient[bias:], 1, scores[:])
	}
	return loss
}

func concernIndex(c Concern) int {
	switch c {
	case ConcernPersonal:
		return personal
	case ConcernThirdParty:
		return thirdParty
	}
	return noConcern
}

// judge gives the probabilities of the concerns and of none, by the scores of
// the words and by the cues.
func (m *wholeConcernModel) judge(n *notes, scores [concernScores]float64, sentences []spoken) [concernScores]float64 {
	n.whole = m.ids.vector(n.whole[:0], n, m.words, sentences)
	addFeatures(m.weights, n.whole, scores[:])
	softmax(scores[:])
	return scores
}

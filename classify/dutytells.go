package classify

import (
	"runtime"
	"slices"
	"sync"
)

// told is how probable each duty of a letter is: it says something of the topic,
// for a request under an act or a complaint is TopicOther, whatever words stand in
// it.
type told [duties]float64

// Models of fewer letters need not be as good as the one that is used, which takes
// seconds; chosen by cross-validation on the training part.
const (
	tellingFolds      = 3
	tellingIterations = 20
)

// probabilities gives those of a training letter's duties, by weights that the
// model was fitted to.
func (s *dutySample) probabilities(w []float64) (p told) {
	nothing, around, whole := [duties]float64{1, 1, 1, 1, 1}, [duties]float64{}, [duties]float64{}
	addDuties(w, s.around, &around)
	for _, sentence := range s.sentences {
		scores := around
		addDuties(w, sentence, &scores)
		for d, z := range scores {
			nothing[d] *= 1 - sigmoid(z)
		}
	}
	addDuties(w, s.whole, &whole)
	for d, z := range whole {
		p[d] = sigmoid(dutyShare*logit(1-nothing[d]) + (1-dutyShare)*z)
	}
	return p
}

// tellOfOthers gives what the duties of each training letter tell, by models of
// the letters in other folds than it is; of the letters behind them, which no
// model has learned from, by the one that is used. samples are of all of them.
func (m *obligationModel) tellOfOthers(n *notes, samples []sample, letters, more []Example) []told {
	all := dutySamples(n, m.features, samples, slices.Concat(letters, more))
	tells := make([]told, len(all))
	for i := range more {
		at := len(letters) + i
		tells[at] = all[at].probabilities(m.weights)
	}
	before := m.features.before()
	var work sync.WaitGroup
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	for fold := range tellingFolds {
		work.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			var rest []dutySample
			for i := range letters {
				if i%tellingFolds != fold {
					rest = append(rest, all[i])
				}
			}
			w := fitDuties(before, rest, tellingIterations)
			for i := fold; i < len(letters); i += tellingFolds {
				tells[i] = all[i].probabilities(w)
			}
		})
	}
	work.Wait()
	return tells
}

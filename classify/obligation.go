package classify

import (
	"math"
	"slices"
)

// obligationModel notices the formal duties that a letter carries, twice: by its
// sentences, of which one is enough, so that nothing beside one line in a long
// letter can hide it; and by the letter as a whole. Both weigh alike in the end.
type obligationModel struct {
	features *dutyFeatures
	weights  []float64 // a row of duties numbers for each feature
	words    dutyWords // the same for whole words
}

// duties is how many obligations there are.
const duties = 5

// obligationFrom are the least probabilities that name an obligation, chosen by
// cross-validation on the training part: so low that each is named falsely for
// some 0.02 of the letters (mp, which is easy to tell, for 0.01; complaint, where
// less would miss one in twenty, for 0.028). A person who takes one back loses a
// moment; one that nobody noticed is a duty broken.
var obligationFrom = [duties]float64{0.016, 0.04, 0.035, 0.0085, 0.021}

// Chosen by cross-validation on the training part.
const (
	dutyPenalty    = 0.0002 // on the squared weights, per training letter
	dutyIterations = 40
	dutyShare      = 0.5  // the sentences' share in the log-odds of a letter; the rest is that of the whole
	dutyBias       = -4.0 // where training begins: nearly all parts carry nothing
)

// dutySample is one training letter: the features of its sentences, those that
// are the same for all of them, and those of the letter as a whole.
type dutySample struct {
	sentences     [][]value
	around, whole []value
	carries       [duties]bool
}

// trainObligations fits the model to letters and their readings.
func trainObligations(n *notes, words *sentenceVocabulary, samples []sample, letters []Example) *obligationModel {
	m := &obligationModel{features: newDutyFeatures(n, words, samples, letters)}
	all := dutySamples(n, m.features, samples, letters)
	before := m.features.before()
	made := ingredientsOf("duties", len(before), dutyIterations, int(math.Float64bits(dutyPenalty)))
	for _, s := range all {
		made.vector(s.around)
		made.vector(s.whole)
		made.numbers(len(s.sentences))
		for _, v := range s.sentences {
			made.vector(v)
		}
		for d := range duties {
			made.numbers(map[bool]int{true: 1}[s.carries[d]])
		}
	}
	for _, w := range before {
		made.numbers(int(math.Float64bits(w)))
	}
	m.weights = n.known.of(made.key(), func() []float64 { return fitDuties(before, all, dutyIterations) })
	m.settleWords(n.dict)
	return m
}

// fitDuties finds the weights with the least loss from those before.
func fitDuties(before []float64, samples []dutySample, iterations int) []float64 {
	weights := slices.Clone(before)
	minimise(func(w, gradient []float64) float64 {
		return dutyLoss(w, before, gradient, samples)
	}, weights, iterations)
	return weights
}

func dutySamples(n *notes, f *dutyFeatures, samples []sample, letters []Example) []dutySample {
	all := make([]dutySample, len(letters))
	for i, e := range letters {
		all[i] = f.sample(n, e.Letter, samples[i].reading)
		for d, o := range Obligations {
			all[i].carries[d] = slices.Contains(e.Obligations, o)
		}
	}
	return all
}

// dutyLoss is the penalised log-loss over letters and duties, of the sentences and
// of the letter as a whole apart: were one to lean on the other, the sentences
// would have nothing left to say. The two biases, the last two rows, are free.
//
//go:norace
func dutyLoss(w, before, gradient []float64, samples []dutySample) float64 {
	free := len(w) - 2*duties
	loss, penalty := 0.0, dutyPenalty*float64(len(samples))
	for i, x := range w[:free] {
		x -= before[i]
		loss += penalty / 2 * x * x
		gradient[i] = penalty * x
	}
	clear(gradient[free:])
	var scores [][duties]float64
	for _, s := range samples {
		scores = append(scores[:0], make([][duties]float64, len(s.sentences)+1)...)
		around, whole := &scores[0], [1][duties]float64{}
		addDuties(w, s.around, around)
		for j, sentence := range s.sentences {
			scores[j+1] = *around
			addDuties(w, sentence, &scores[j+1])
		}
		addDuties(w, s.whole, &whole[0])
		loss += lettersDutyLoss(scores[1:], s.carries) + lettersDutyLoss(whole[:], s.carries)
		*around = [duties]float64{}
		for j, sentence := range s.sentences {
			add(around[:], 1, scores[j+1][:])
			addSlopes(gradient, sentence, &scores[j+1])
		}
		addSlopes(gradient, s.around, around)
		addSlopes(gradient, s.whole, &whole[0])
	}
	return loss
}

// addSlopes adds to the gradient what the slopes of a part's scores make of it.
//
//go:norace
func addSlopes(gradient []float64, part []value, slopes *[duties]float64) {
	for _, e := range part {
		add(gradient[int(e.id)*duties:][:duties], e.x, slopes[:])
	}
}

// lettersDutyLoss turns the scores of a letter's parts into the gradient of its
// log-loss, which it returns. No part carries a duty with probability exp(-sum).
func lettersDutyLoss(scores [][duties]float64, carries [duties]bool) float64 {
	loss := 0.0
	for d := range duties {
		sum := 0.0
		for j := range scores {
			sum += softplus(scores[j][d])
		}
		slope := 1.0
		if carries[d] {
			loss -= math.Log(max(-math.Expm1(-sum), 1e-12))
			slope = -1 / max(math.Expm1(sum), 1e-12)
		} else {
			loss += sum
		}
		for j := range scores {
			scores[j][d] = slope * sigmoid(scores[j][d])
		}
	}
	return loss
}

// addDuties adds the weighted features to the scores.
//
//go:norace
func addDuties(w []float64, part []value, scores *[duties]float64) {
	a, b, c, d, e := scores[0], scores[1], scores[2], scores[3], scores[4]
	for _, v := range part {
		row := (*[duties]float64)(w[int(v.id)*duties:])
		a += v.x * row[0]
		b += v.x * row[1]
		c += v.x * row[2]
		d += v.x * row[3]
		e += v.x * row[4]
	}
	*scores = [duties]float64{a, b, c, d, e}
}

// carried is what the model thinks of one letter.
type carried struct {
	probabilities [duties]float64
	senders       [dutySenders]bool
	strongest     [duties]string  // the sentence that speaks most for each
	weight        [duties]float64 // its probability
}

// judge reads a letter whose sentences and cues of duties the notes hold.
func (m *obligationModel) judge(n *notes) carried {
	var c carried
	nothing, whole := [duties]float64{1, 1, 1, 1, 1}, [duties]float64{} // the former: that no sentence carries it
	c.senders = n.duty.senders
	var around [duties]float64
	var all dutySums
	n.values = m.features.around(n.values[:0], n)
	addDuties(m.weights, n.values, &around)
	for i := range n.spoken {
		scores := around
		n.values = m.features.sentence(n.values[:0], n, i)
		addDuties(m.weights, n.values, &scores)
		words := m.wordsSay(n, &n.spoken[i])
		words.addTo(&scores, 0)
		all.addAll(&words)
		for d, z := range scores {
			p := sigmoid(z)
			nothing[d] *= 1 - p
			if p > c.weight[d] {
				c.strongest[d], c.weight[d] = n.spoken[i].source, p
			}
		}
	}
	n.values = m.features.whole(n.values[:0], n)
	addDuties(m.weights, n.values, &whole)
	all.addTo(&whole, duties)
	for d, z := range whole {
		c.probabilities[d] = sigmoid(dutyShare*logit(1-nothing[d]) + (1-dutyShare)*z)
	}
	return c
}

// with gives what a letter carries together with what is passed on in it.
func (c carried) with(passed carried) carried {
	for d, p := range passed.probabilities {
		if p > c.probabilities[d] {
			c.probabilities[d], c.strongest[d], c.weight[d] = p, passed.strongest[d], passed.weight[d]
		}
	}
	return c
}

// obligations names what is likely enough, and what speaks for it: the sentence
// that says it most plainly, and who the letter is from where that tells.
func (c carried) obligations() (named []Obligation, reasons []Reason) {
	named = []Obligation{}
	for d, o := range Obligations {
		if c.probabilities[d] < obligationFrom[d] {
			continue
		}
		named = append(named, o)
		if c.strongest[d] != "" {
			reasons = append(reasons, Reason{Text: shortened(c.strongest[d]), For: string(o), Weight: c.probabilities[d]})
		}
		for kind, is := range c.senders {
			if is && dutySenderTells[kind] == o {
				reasons = append(reasons, Reason{Text: dutySenderNames[kind], For: string(o), Weight: c.probabilities[d]})
				break
			}
		}
	}
	return named, reasons
}

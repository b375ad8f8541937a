package classify

import (
	"math"
	"slices"
)

// judgement is what both models of concern together think of one letter's concern.
type judgement struct {
	sentences       [][concerns]float64
	score           float64        // probability that anything is raised
	personal, third float64        // of each concern
	plain           [concerns]bool // a rule of this concern held: nothing else in the letter may hide it
}

// judge reads all sentences of a letter.
func (m *concernModel) judge(n *notes, sentences []spoken) judgement {
	j := judgement{sentences: make([][concerns]float64, len(sentences))}
	none, notPersonal, notThird := 1.0, 1.0, 1.0
	for i := range sentences {
		s := &sentences[i]
		var z [concerns]float64
		n.values = m.words.vector(n.values[:0], s)
		score(m.weights, n.values, z[:])
		p := sentenceProbabilities(z)
		for c, holds := range n.applyRules(s, &p) {
			j.plain[c] = j.plain[c] || holds
		}
		j.sentences[i] = p
		none *= 1 - p[personal] - p[thirdParty]
		notPersonal *= 1 - p[personal]
		notThird *= 1 - p[thirdParty]
	}
	j.score, j.personal, j.third = 1-none, 1-notPersonal, 1-notThird
	return j
}

// sentenceShare is the sentences' share in the log-odds of a letter; the rest
// is that of the letter as a whole. Chosen by cross-validation.
const sentenceShare = 0.2

// with weighs the sentences' judgement with that of the letter as a whole, by
// their log-odds. Where a rule holds the letter as a whole can only raise.
func (j judgement) with(whole [concernScores]float64) judgement {
	j.score = mix(j.score, 1-whole[noConcern])
	j.personal = mix(j.personal, whole[personal])
	j.third = mix(j.third, whole[thirdParty])
	if j.plain[personal] {
		j.score, j.personal = max(j.score, ruleScore), max(j.personal, ruleScore)
	}
	if j.plain[thirdParty] {
		j.score, j.third = max(j.score, ruleScore), max(j.third, ruleScore)
	}
	return j
}

// mix weighs the log-odds of two probabilities.
func mix(sentences, whole float64) float64 {
	return sigmoid(sentenceShare*logit(sentences) + (1-sentenceShare)*logit(whole))
}

func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}

// concern decides: personal is the graver one, so it wins when either is
// likely enough.
func (j judgement) concern(from float64) Concern {
	switch {
	case j.score < from:
		return ConcernNone
	case j.personal >= j.third*personalFirst:
		return ConcernPersonal
	}
	return ConcernThirdParty
}

// personalFirst is how likely personal must be beside third_party to win.
const personalFirst = 0.6

// reasons gives the sentences that raised the concern, strongest first.
func (j judgement) reasons(sentences []spoken, concern Concern) []Reason {
	var room [mostConcern]int
	order := room[:0]
	weight := func(i int) float64 { return j.sentences[i][personal] + j.sentences[i][thirdParty] }
	for i := range sentences {
		at := len(order)
		for at > 0 && weight(i) > weight(order[at-1]) {
			at--
		}
		if at < mostConcern {
			order = slices.Insert(order[:min(len(order), mostConcern-1)], at, i)
		}
	}
	var all []Reason
	for _, i := range order {
		if weight(i) < weight(order[0])/4 {
			break
		}
		all = append(all, Reason{Text: shortened(sentences[i].source), For: string(concern), Weight: weight(i)})
	}
	return all
}

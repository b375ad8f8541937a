package classify

import (
	"math"
	"slices"
	"strings"
)

// Bounds of the reasons of one verdict.
const (
	mostReasons   = 12
	mostConcern   = 5 // sentences
	mostAgainst   = 2
	leastWeight   = 0.02
	longestReason = 300 // bytes
)

// reasons gives the words and signs that speak for a topic, strongest first,
// and the strongest that speak against it. A word's weight is what it adds to
// the topic's score above the mean of all topics' scores, its pieces included
// and half of each pair it stands in.
func (m *letterModel) reasons(r reading, seen []occurrence, vector []value, topic int) []Reason {
	weights := m.contributions(seen, vector, topic)
	noted := map[string]*Reason{} // by folded word; only looked up, never ranged over
	var order []*Reason
	note := func(key, as string, w float64) {
		reason, known := noted[key]
		if !known {
			reason = &Reason{Text: as, For: m.topics[topic]}
			noted[key] = reason
			order = append(order, reason)
		}
		reason.Weight += w
	}
	for i, o := range seen {
		if m.words.block[o.id] == signs {
			note(m.words.names[o.id], m.words.names[o.id], weights[i])
			continue
		}
		t := r.own
		if o.at.inSubject {
			t = r.subject
		}
		for _, one := range t.words[o.at.first:o.at.last] {
			note(one.fold, t.src[one.from:one.to], weights[i]/float64(o.at.last-o.at.first))
		}
	}
	return strongest(order)
}

// contributions gives what each occurrence adds to a topic's score. A feature
// that stands in the letter several times shares its contribution out evenly.
func (m *letterModel) contributions(seen []occurrence, vector []value, topic int) []float64 {
	k := len(m.topics)
	t := m.words.pool.Get().(*tally)
	defer m.words.pool.Put(t)
	for _, o := range seen {
		t.count[o.id]++
	}
	each := make(map[int32]float64, len(vector))
	for _, e := range vector {
		row := m.weights[int(e.id)*outputs(k):][:k]
		mean := 0.0
		for _, w := range row {
			mean += w / float64(k)
		}
		each[e.id] = e.x * (row[topic] - mean) / m.temperature / float64(t.count[e.id])
		t.count[e.id] = 0
	}
	weights := make([]float64, len(seen))
	for i, o := range seen {
		weights[i] = each[o.id]
	}
	return weights
}

func strongest(order []*Reason) []Reason {
	slices.SortStableFunc(order, func(a, b *Reason) int { return compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	var all []Reason
	against := 0
	for _, r := range order {
		if math.Abs(r.Weight) < leastWeight || len(all) == mostReasons {
			break
		}
		if r.Weight < 0 {
			if against++; against > mostAgainst {
				continue
			}
		}
		all = append(all, *r)
	}
	return all
}

// noteConcern sets the concern and its score, and gives the sentences that
// raised it.
func (c *Classifier) noteConcern(r reading, vector []value, v *Verdict) []Reason {
	sentences := c.cues.sentencesOf(r)
	found := c.concern.judge(c.cues, sentences).with(c.whole.judge(vector, sentences))
	v.ConcernScore = found.score
	v.Concern = found.concern(c.concernFrom)
	if v.Concern == ConcernNone {
		return nil
	}
	return found.reasons(sentences, v.Concern)
}

// notePassed raises the verdict's concern to that of the words the writer passes
// on, when it is higher, and gives the reasons that then hold: who forwards a
// cry for help writes a note that says little.
func (c *Classifier) notePassed(passed string, v *Verdict, reasons []Reason) []Reason {
	if passed == "" {
		return reasons
	}
	r := read(Letter{Own: passed})
	var w Verdict
	found := c.noteConcern(r, c.letters.words.weigh(c.letters.words.occurrences(r)), &w)
	if w.Concern.Rank() <= v.Concern.Rank() {
		return reasons
	}
	v.Concern, v.ConcernScore = w.Concern, w.ConcernScore
	return found
}

// shortened cuts a long sentence at a letter's end.
func shortened(s string) string {
	if len(s) <= longestReason {
		return s
	}
	return strings.ToValidUTF8(s[:longestReason], "")
}

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

// wordSum is what the reasons know of one word of a letter.
type wordSum struct {
	times int32   // counted so far
	noted int32   // one more than its place in notes.order; 0 when it has none
	share float64 // what it weighs in the letter
	sum   float64
}

// reasonWord is a word or a sign that speaks for or against a topic.
type reasonWord struct {
	number int32 // of the word; none for a sign
	text   string
	weight float64
}

// reasons gives the words and signs that speak for a topic, strongest first,
// and the strongest that speak against it. A word's weight is what it adds to
// the topic's score above the mean of all topics' scores, its pieces and its
// meaning included and half of each pair it stands in. It goes by the features
// that were found last.
func (m *letterModel) reasons(n *notes, r reading, rows *scoreRows, topic int) []Reason {
	m.shareOut(n, rows, topic)
	clear(n.order)
	n.order = n.order[:0]
	m.noteWords(n, r, rows, topic)
	for i, w := range r.subject.words {
		if id := w.subject; id != none {
			n.note(&r.subject, i, n.tallies[id].share)
		}
	}
	for _, subject := range []bool{true, false} {
		n.notePairs(r.text(subject))
	}
	for _, id := range n.signs {
		n.order = append(n.order, reasonWord{number: none, text: rows.words.names[id], weight: n.tallies[id].share})
	}
	for _, c := range n.concepts {
		for i := c.first; i < c.last; i++ {
			n.note(r.text(c.inSubject), i, n.tallies[c.id].share/float64(c.last-c.first))
		}
	}
	for i := range n.order {
		if o := &n.order[i]; o.number != none {
			o.weight = n.sums[o.number].sum
			n.sums[o.number].noted, n.sums[o.number].sum = 0, 0
		}
	}
	return strongest(n.order, m.topics[topic])
}

// shareOut gives what one occurrence of each feature adds to a topic's score.
// A feature that stands in the letter several times shares its contribution
// out evenly.
func (m *letterModel) shareOut(n *notes, rows *scoreRows, topic int) {
	tallies, weights, stride := n.tallies, rows.rows, rows.stride
	mean := outputs(rows.topics) + concernScores
	for _, e := range n.vector {
		at, t := int(e.id)*stride, &tallies[e.id]
		above := weights[at+topic] - weights[at+mean]
		t.share = e.x * above * m.scale / float64(t.count)
	}
}

// note adds to the sum of a text's word.
func (n *notes) note(t *text, i int, weight float64) {
	n.noted(t, i).sum += weight
}

// noted gives the sum of a text's word. Where a word is first met is its text.
func (n *notes) noted(t *text, i int) *wordSum {
	w := t.words[i]
	s := &n.sums[w.number]
	if s.noted == 0 {
		n.order = append(n.order, reasonWord{number: w.number, text: t.src[w.from:w.to]})
		s.noted = int32(len(n.order))
	}
	return s
}

// noteWords notes what each word adds by itself.
func (m *letterModel) noteWords(n *notes, r reading, rows *scoreRows, topic int) {
	mean := outputs(rows.topics) + concernScores
	for i, w := range n.met {
		weights, at := rows.ofWords, int(w.number)*rows.stride
		if at >= len(weights) {
			weights, at = n.rows, at-len(weights)
		}
		t := &r.own
		if i < n.fromSubject {
			t = &r.subject
		}
		s := &n.sums[w.number]
		n.order = append(n.order, reasonWord{number: w.number, text: t.src[w.from:w.to]})
		s.noted, s.sum = int32(len(n.order)), s.share*(weights[at+topic]-weights[at+mean])*m.scale
	}
}

func (n *notes) notePairs(t *text) {
	tallies := n.tallies
	for i := range t.words {
		if id := t.pairs[i][ofLetter]; id != none {
			half := tallies[id].share / 2
			n.note(t, i, half)
			n.note(t, i+1, half)
		}
	}
}

// strongest gives the reasons of most weight. Of equal ones the first counts.
func strongest(order []reasonWord, topic string) []Reason {
	var room [2][mostReasons]int
	speaking, against := room[0][:0], room[1][:0]
	for i := range order {
		if w := order[i].weight; w >= leastWeight {
			speaking = insert(order, speaking, i, mostReasons)
		} else if w <= -leastWeight {
			against = insert(order, against, i, mostAgainst)
		}
	}
	for _, i := range against {
		speaking = insert(order, speaking, i, mostReasons)
	}
	all := make([]Reason, len(speaking))
	for at, i := range speaking {
		all[at] = Reason{Text: order[i].text, For: topic, Weight: order[i].weight}
	}
	return all
}

// insert puts i into a list of places in order, the strongest first, and keeps
// at most that many.
func insert(order []reasonWord, list []int, i, most int) []int {
	at := len(list)
	for at > 0 && stronger(order, i, list[at-1]) {
		at--
	}
	if at == most {
		return list
	}
	return slices.Insert(list[:min(len(list), most-1)], at, i)
}

func stronger(order []reasonWord, i, j int) bool {
	a, b := math.Abs(order[i].weight), math.Abs(order[j].weight)
	return a > b || a == b && i < j
}

// noteConcern sets the concern and its score by the sentences in the notes, and
// gives those that raised it.
func (c *Classifier) noteConcern(n *notes, words [concernScores]float64, v *Verdict) []Reason {
	sentences := n.spoken
	found := c.concern.judge(n, sentences).with(c.whole.judge(n, words, sentences))
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
func (c *Classifier) notePassed(n *notes, passed string, v *Verdict, reasons []Reason) []Reason {
	if passed == "" {
		return reasons
	}
	r := n.read(Letter{Own: passed})
	var w Verdict
	n.sentencesOf(r)
	n.duty = c.obligations.features.find(n, Letter{})
	_, concern := c.rows.score(n, n.weighRest(c.rows.words, r))
	found := c.noteConcern(n, concern, &w)
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

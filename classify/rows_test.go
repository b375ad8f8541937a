package classify

import (
	"math"
	"slices"
	"testing"
)

// The rows are numbered otherwise than the models they are made of, and words
// have one row each: a letter's scores must be what the models say, strangers
// among its words or not.
func TestRowsScoreAsTheModelsDo(t *testing.T) {
	c := shipped(t)
	old := make(map[[2]any]int32)
	for id, name := range c.letters.words.names {
		old[[2]any{c.letters.words.block[id], name}] = int32(id)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	n := newNotes(c.rows.words.dict)
	for _, e := range someLetters(t) {
		e.Letter.Own += "\n\nZyxwvian tutorials, Chromebooks and a zookeeper's xylophone?"
		r := n.read(e.Letter)
		n.findDuties(r, func(int, int) {})
		topics, concern := c.rows.score(n, n.weighRest(c.rows.words, r))
		topics = slices.Clone(topics)
		vector := n.weigh(c.rows.words, n.read(e.Letter))
		for i, v := range vector {
			vector[i].id = old[[2]any{c.rows.words.block[v.id], c.rows.words.names[v.id]}]
		}
		wantTopics, wantConcern := make([]float64, len(topics)), make([]float64, concernScores)
		score(c.letters.weights, vector, wantTopics)
		score(c.whole.weights, vector, wantConcern)
		if !slices.EqualFunc(topics, wantTopics, near) || !slices.EqualFunc(concern[:], wantConcern, near) {
			t.Errorf("letter %s: the rows score %v %v, the models %v %v", e.ID, topics, concern, wantTopics, wantConcern)
		}
		n = newNotes(c.rows.words.dict) // the vector's numbers are spoilt
	}
}

// Eight letters folded at once are those folded one by one, whatever stands
// behind them.
func TestFoldEight(t *testing.T) {
	for first := range 256 {
		for second := range 256 {
			text := []byte{'Q', byte(first), '7', byte(second), 'z', 'A', byte(first), byte(second)}
			var want []byte
			for _, b := range text {
				if plainLetters[b] == 0 {
					break
				}
				want = append(want, plainLetters[b])
			}
			var got spelling
			if size := got.addPlain(string(text)); size != len(want) || string(got.bytes[:got.size]) != string(want) {
				t.Fatalf("%q is folded to %q, want %q", text, got.bytes[:got.size], want)
			}
			for _, behind := range got.bytes[got.size:] {
				if behind != 0 {
					t.Fatalf("%q leaves bytes behind its end", text)
				}
			}
		}
	}
}

// Looking ahead only spares work: every phrase that goes on with the words is
// in view.
func TestViewHidesNoPhrase(t *testing.T) {
	c := shipped(t)
	n, found := newNotes(c.rows.words.dict), 0
	for _, e := range someLetters(t) {
		words := n.read(e.Letter).own.words
		for i, w := range words {
			for kind := range kinds {
				view := w.opens.view(kind, words[i+1:])
				next, near := n.dict.meetings.goesOn(w.entry, words[i+1:])
				for _, p := range w.opens.phrases[kind] {
					if _, ok := p.rest.matches(words[i+1:]); !ok {
						continue
					}
					found++
					if !w.opens.has(kind) || p.outline&view[p.reach] == 0 {
						t.Errorf("letter %s: a phrase behind %q is not seen", e.ID, n.spelt(w))
					}
					if kind == ofConcepts && !w.tells || kind != ofConcepts && !seenAhead(p, w, next, near) {
						t.Errorf("letter %s: a phrase behind %q is not looked for", e.ID, n.spelt(w))
					}
				}
			}
		}
	}
	if found == 0 {
		t.Error("no letter holds any phrase")
	}
}

func seenAhead(p candidate, w word, next, near bool) bool {
	switch {
	case len(p.rest) == 0:
		return w.speaks
	case p.reach == 0:
		return next
	}
	return near
}

// Of the pairs that are known the filter hides none; of the others, most.
func TestFilterHidesNoPair(t *testing.T) {
	d, hidden := shipped(t).rows.words.dict, 0
	for _, slot := range d.pairs.slots {
		if slot.key == 0 {
			continue
		}
		if d.metPairs.may(spread(slot.key)) != 1 {
			t.Fatalf("the pair %#x is hidden", slot.key)
		}
		if turned := slot.key<<32 | slot.key>>32; d.metPairs.may(spread(turned)) == 0 {
			hidden++
		}
	}
	if hidden < d.pairs.taken/2 {
		t.Errorf("of %d pairs turned about only %d are hidden", d.pairs.taken, hidden)
	}
}

package classify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Labelled is a text whose right label is known.
type Labelled struct {
	Letter Letter // of which the subject, the sender and Own are read
	Label  string // any text; it is compared as it is
}

// Labels sorts texts by labels that nothing is known of but lines they stand
// on: what Classifier is for a team's topics, for hundreds of labels, and
// without any letters of the corpus. It never changes after LearnLabels; its
// methods are for one goroutine at a time.
type Labels struct {
	names    []string // in byte order
	none     string   // the label for 'none of these', perhaps none of names
	features *labelFeatures
	notes    *notes
	side     *sides
	near     *neighbours
	judge    labelJudge
}

// LabelVerdict is what Labels thinks of one text.
type LabelVerdict struct {
	Label      string  // always one of those learned, never that for 'none of these'
	Confidence float64 // that Label is right if any of those learned is, 0 to 1
	Familiar   float64 // that one of those learned is right at all, 0 to 1; 1 when there was no way to learn that
	Unsure     bool    // Sureness is below SureFrom: a person sorts it
}

// Sureness is the probability, 0 to 1, that the label is right.
func (v LabelVerdict) Sureness() float64 { return v.Confidence * v.Familiar }

// SureFrom is the least sureness at which a text is sorted without a person:
// where it is likelier right than not.
const SureFrom = 0.5

// ErrOneLabel says that there is nothing to tell apart.
var ErrOneLabel = errors.New("the training lines need two labels at least")

// mostLabels bounds the memory of what is learned.
const mostLabels = 2000

// LearnLabels learns from the lines given, and from nothing else but what words
// mean in general. none is the label for 'none of these', "" when there is
// none; lines of it in the training show what texts of no label look like. The
// same lines in the same order give the same result, bit for bit, on the same
// architecture.
func LearnLabels(lines []Labelled, none string) (*Labels, error) {
	m := &Labels{none: none}
	for _, l := range lines {
		if none == "" || l.Label != none {
			m.names = append(m.names, l.Label)
		}
	}
	slices.Sort(m.names)
	m.names = slices.Compact(m.names)
	switch {
	case len(m.names) < 2:
		return nil, ErrOneLabel
	case len(m.names) > mostLabels:
		return nil, fmt.Errorf("the training lines have %d labels; %d can be learned", len(m.names), mostLabels)
	}
	set := m.readLines(lines)
	m.side = set.train(everyLine(len(lines)))
	m.near = newNeighbours(set, everyLine(len(lines)))
	m.judge = set.learnJudge(none != "")
	return m, nil
}

// readLines makes vectors of the training lines.
func (m *Labels) readLines(lines []Labelled) *labelSet {
	n := newNotes(newDictionary())
	n.learning = true
	readings := make([]reading, len(lines))
	for i, l := range lines {
		readings[i] = n.read(l.Letter).clone()
	}
	n.dict.settle()
	m.notes = newNotes(n.dict)
	m.features = newLabelFeatures(m.notes, readings)
	m.features.settleMean(m.notes, readings)
	m.features.meaning = meaningLength(readings)
	texts := make([]labelText, len(lines))
	topics := make([]int, len(lines))
	for i, r := range readings {
		texts[i], topics[i] = m.features.read(m.notes, r), m.number(lines[i].Label)
	}
	return newLabelSet(m.features, texts, topics, len(m.names))
}

// number is the label's place in names, and behind them that for none.
func (m *Labels) number(label string) int {
	if i, found := slices.BinarySearch(m.names, label); found {
		return i
	}
	return len(m.names)
}

// Knows reports whether the label was learned.
func (m *Labels) Knows(label string) bool { return m.number(label) < len(m.names) }

// Sort says which label a text should have.
func (m *Labels) Sort(l Letter) LabelVerdict {
	t := m.features.read(m.notes, m.notes.read(l))
	m.notes.forget()
	s := signalsOf(m.side.score(t.vector), t, m.near)
	v := LabelVerdict{Label: m.names[s.best]}
	v.Confidence, v.Familiar = m.judge.judge(s)
	v.Unsure = v.Sureness() < SureFrom
	return v
}

// key is what two texts share that are the same but for case and spaces.
func (l Labelled) key() string {
	return strings.Join(strings.Fields(strings.ToLower(l.Letter.Subject+"\n"+l.Letter.Own)), " ")
}

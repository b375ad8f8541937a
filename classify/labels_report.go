package classify

import (
	"slices"
	"strings"
)

// LabelReport is how well labels were found on lines that were not learned
// from. A line is known when its label is any but that for 'none of these'; the
// figures are of the known lines unless they say otherwise.
type LabelReport struct {
	Lines            int           `json:"lines"` // all of the test
	Trained          int           `json:"trained"`
	Labels           int           `json:"labels"` // learned
	None             string        `json:"unsure_label,omitempty"`
	Accuracy         Share         `json:"accuracy"`
	MacroF1          Share         `json:"macro_f1"`
	CalibrationError Share         `json:"calibration_error"` // expected, of Confidence, over ten equal bins
	Classes          []LabelFigure `json:"classes"`
	SureFrom         float64       `json:"sure_from"`
	Default          LabelSure     `json:"default"`          // at SureFrom
	Coverage         []LabelSure   `json:"coverage"`         // from the least threshold to the greatest
	NeverLearned     []LabelCount  `json:"never_learned"`    // labels of the test that the training lacks: each of their lines is an error
	AlsoInTraining   int           `json:"also_in_training"` // test lines whose text is in the training too
}

// Share is a number from 0 to 1 with its 95% interval. Of is how many cases it
// is of, where it counts cases.
type Share struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Hits  int     `json:"hits,omitempty"`
	Of    int     `json:"of,omitempty"`
}

// LabelFigure are the figures of one label, in scikit-learn's words.
type LabelFigure struct {
	Label     string  `json:"label"`
	Precision float64 `json:"precision"` // 0 when undefined
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1_score"`
	Support   int     `json:"support"` // lines
}

// LabelCount is a label and its lines.
type LabelCount struct {
	Label string `json:"label"`
	Lines int    `json:"lines"`
}

// LabelSure is what a threshold of sureness gives.
type LabelSure struct {
	From       float64 `json:"from"`
	Sorted     Share   `json:"sorted"`                  // of the known lines, those not left unsure
	Right      Share   `json:"right"`                   // of those
	NoneUnsure Share   `json:"none_unsure"`             // of the lines of none, those left unsure
	Settled    Share   `json:"right_or_rightly_unsure"` // of all lines, those known and sorted right, and those of none and left unsure
}

// labelOutcome is what was said of one line.
type labelOutcome struct {
	label   string
	none    bool // the label is that for 'none of these'
	verdict LabelVerdict
}

func (o labelOutcome) right() bool { return !o.none && o.verdict.Label == o.label }

// EvaluateLabels measures on lines that m was not trained on. trained are those
// that it was trained on, to count lines that are in both.
func EvaluateLabels(m *Labels, trained, test []Labelled) LabelReport {
	var outcomes []labelOutcome
	for _, l := range test {
		outcomes = append(outcomes, labelOutcome{l.Label, m.none != "" && l.Label == m.none, m.Sort(l.Letter)})
	}
	r := labelReport(outcomes)
	r.None, r.Labels, r.Trained = m.none, len(m.names), len(trained)
	r.NeverLearned = neverLearned(m, outcomes)
	r.AlsoInTraining = inBoth(trained, test)
	return r
}

func neverLearned(m *Labels, outcomes []labelOutcome) []LabelCount {
	counts := make(map[string]int)
	for _, o := range outcomes {
		if !o.none && !m.Knows(o.label) {
			counts[o.label]++
		}
	}
	all := []LabelCount{}
	for label, lines := range counts {
		all = append(all, LabelCount{label, lines})
	}
	slices.SortFunc(all, func(a, b LabelCount) int { return strings.Compare(a.Label, b.Label) })
	return all
}

func inBoth(trained, test []Labelled) (n int) {
	there := make(map[string]bool)
	for _, l := range trained {
		there[l.key()] = true
	}
	for _, l := range test {
		if there[l.key()] {
			n++
		}
	}
	return n
}

func labelReport(outcomes []labelOutcome) LabelReport {
	r := LabelReport{Lines: len(outcomes), SureFrom: SureFrom}
	known := slices.DeleteFunc(slices.Clone(outcomes), func(o labelOutcome) bool { return o.none })
	r.Accuracy = shareOf(known, anyOutcome, labelOutcome.right)
	plain := plainOutcomes(known)
	r.MacroF1 = figureShare(bootstrap(plain, labelMacroF1))
	r.CalibrationError = figureShare(bootstrap(plain, calibrationError))
	r.Classes = labelFigures(plain)
	for _, from := range coverageSteps {
		r.Coverage = append(r.Coverage, sureAt(outcomes, from))
	}
	r.Default = sureAt(outcomes, SureFrom)
	return r
}

var coverageSteps = []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98}

func sureAt(outcomes []labelOutcome, from float64) LabelSure {
	sure := func(o labelOutcome) bool { return o.verdict.Sureness() >= from }
	known := func(o labelOutcome) bool { return !o.none }
	return LabelSure{
		From:       from,
		Sorted:     shareOf(outcomes, known, sure),
		Right:      shareOf(outcomes, func(o labelOutcome) bool { return known(o) && sure(o) }, labelOutcome.right),
		NoneUnsure: shareOf(outcomes, func(o labelOutcome) bool { return o.none }, func(o labelOutcome) bool { return !sure(o) }),
		Settled:    shareOf(outcomes, anyOutcome, func(o labelOutcome) bool { return o.right() && sure(o) || o.none && !sure(o) }),
	}
}

func anyOutcome(labelOutcome) bool { return true }

// shareOf counts the outcomes that hit among those it is about.
func shareOf(outcomes []labelOutcome, about, hit func(labelOutcome) bool) Share {
	hits, of := 0, 0
	for _, o := range outcomes {
		if about(o) {
			of++
			if hit(o) {
				hits++
			}
		}
	}
	r := NewRate(hits, of)
	return Share{r.Value(), r.Low, r.High, hits, of}
}

func figureShare(f Figure) Share { return Share{Value: f.Value, Low: f.Low, High: f.High} }

// plainOutcomes brings outcomes into the form that the topics' figures are made
// from.
func plainOutcomes(outcomes []labelOutcome) []Outcome {
	all := make([]Outcome, len(outcomes))
	for i, o := range outcomes {
		all[i] = Outcome{Topic: o.label, Verdict: Verdict{Topic: o.verdict.Label, Confidence: o.verdict.Confidence}}
	}
	return all
}

// labelMacroF1 is the mean F1 of the labels that occur, as right or as said.
func labelMacroF1(outcomes []Outcome) float64 {
	figures := labelFigures(outcomes)
	sum := 0.0
	for _, f := range figures {
		sum += f.F1
	}
	return sum / float64(max(len(figures), 1))
}

func labelFigures(outcomes []Outcome) []LabelFigure {
	type count struct{ support, said, hits int }
	counts := make(map[string]count)
	for _, o := range outcomes {
		right := counts[o.Topic]
		right.support++
		if o.Topic == o.Verdict.Topic {
			right.hits++
		}
		counts[o.Topic] = right
		said := counts[o.Verdict.Topic]
		said.said++
		counts[o.Verdict.Topic] = said
	}
	all := make([]LabelFigure, 0, len(counts))
	for label, c := range counts {
		all = append(all, LabelFigure{
			Label: label, Support: c.support, F1: 2 * float64(c.hits) / float64(c.support+c.said),
			Precision: float64(c.hits) / float64(max(c.said, 1)), Recall: float64(c.hits) / float64(max(c.support, 1)),
		})
	}
	slices.SortFunc(all, func(a, b LabelFigure) int { return strings.Compare(a.Label, b.Label) })
	return all
}

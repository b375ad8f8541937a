package classify

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Outcome is what the classifier said of one letter and what is right.
type Outcome struct {
	Example Example
	Topic   string // the right topic, with those the team does not have folded into TopicOther
	Verdict Verdict
}

// ClassFigures are the figures of one topic, in scikit-learn's words.
type ClassFigures struct {
	Topic             string
	Precision, Recall float64 // 0 to 1; 0 when undefined
	F1                float64
	Support           int // letters
}

// Report is how well a classifier did on letters it was not trained on.
type Report struct {
	Topics    []string
	Outcomes  []Outcome
	Classes   []ClassFigures
	Confusion [][]int // [right][said], letters

	Accuracy         Rate
	MacroF1          Figure
	Coverage         Rate   // letters that are not unsure
	SureAccuracy     Rate   // of those
	CalibrationError Figure // expected calibration error over ten equal bins of confidence
	Also             Rate   // further topics found, of those that are there
	AlsoRight        Rate   // of the further topics named, those that are there

	ConcernRecall    Rate // letters of either concern raised to any concern
	PersonalRecall   Rate // personal raised to any concern
	ThirdPartyRecall Rate
	PersonalNamed    Rate // personal called personal
	FalseAlarms      Rate // letters without concern raised

	Obligations []ObligationFigures // of each, in their order
}

// Evaluate classifies letters whose right verdict is known. It is for letters
// that the classifier was not trained on.
func Evaluate(c *Classifier, letters []Example) Report {
	return report(c.letters.topics, outcomesOf(c, letters))
}

func outcomesOf(c *Classifier, letters []Example) []Outcome {
	var outcomes []Outcome
	for _, e := range letters {
		topic := c.letters.topics[topicIndex(c.letters.topics, e.Topic)]
		outcomes = append(outcomes, Outcome{e, topic, c.Classify(e.Letter)})
	}
	return outcomes
}

// CrossValidate measures by five-fold cross-validation on the training part.
// It trains five times, the folds side by side.
func CrossValidate(o Options) (Report, error) { return crossValidate(o, folds) }

func crossValidate(o Options, folds int) (Report, error) {
	topics, err := checkTopics(o.Topics)
	if err != nil {
		return Report{}, err
	}
	o.Topics = topics
	letters, err := trainingPart(o.Own)
	if err != nil {
		return Report{}, err
	}
	parts := make([][]Outcome, folds)
	var all sync.WaitGroup
	for f := range folds {
		all.Go(func() {
			rest, held := splitExamples(letters, f, folds)
			parts[f] = outcomesOf(train(o, rest), held)
		})
	}
	all.Wait()
	return report(topicKeys(topics), slices.Concat(parts...)), nil
}

// splitExamples holds back every so many letters of each topic and concern.
func splitExamples(letters []Example, fold, folds int) (rest, held []Example) {
	counts := make(map[string]int)
	for _, e := range letters {
		kind := e.Topic + " " + string(e.Concern)
		counts[kind]++
		if counts[kind]%folds == fold {
			held = append(held, e)
		} else {
			rest = append(rest, e)
		}
	}
	return rest, held
}

// EvaluateTest measures on the test part. Each look at it is noted in
// corpus/README.md: it is for measuring, never for tuning.
func EvaluateTest(o Options) (Report, error) {
	c, err := New(o)
	if err != nil {
		return Report{}, err
	}
	letters, err := testPart(o.Own)
	if err != nil {
		return Report{}, err
	}
	return Evaluate(c, letters), nil
}

func report(topics []string, outcomes []Outcome) Report {
	r := Report{Topics: topics, Outcomes: outcomes, Confusion: confusion(topics, outcomes)}
	r.Classes = classFigures(topics, r.Confusion)
	isSure := func(o Outcome) bool { return !o.Verdict.Unsure }
	isRight := func(o Outcome) bool { return o.Verdict.Topic == o.Topic }
	anything := func(Outcome) bool { return true }
	raised := func(o Outcome) bool { return o.Verdict.Concern.Rank() > 0 }
	is := func(concerns ...Concern) func(Outcome) bool {
		return func(o Outcome) bool { return slices.Contains(concerns, o.Example.Concern) }
	}
	r.Accuracy = rate(outcomes, anything, isRight)
	r.Coverage = rate(outcomes, anything, isSure)
	r.SureAccuracy = rate(outcomes, isSure, isRight)
	r.MacroF1 = bootstrap(outcomes, func(o []Outcome) float64 { return macroF1(topics, o) })
	r.CalibrationError = bootstrap(outcomes, calibrationError)
	r.Also, r.AlsoRight = alsoRates(topics, outcomes)
	r.ConcernRecall = rate(outcomes, is(ConcernPersonal, ConcernThirdParty), raised)
	r.PersonalRecall = rate(outcomes, is(ConcernPersonal), raised)
	r.ThirdPartyRecall = rate(outcomes, is(ConcernThirdParty), raised)
	r.PersonalNamed = rate(outcomes, is(ConcernPersonal), func(o Outcome) bool { return o.Verdict.Concern == ConcernPersonal })
	r.FalseAlarms = rate(outcomes, is(ConcernNone), raised)
	r.Obligations = obligationFigures(outcomes)
	return r
}

// rate counts the outcomes that hit among those it is about.
func rate(outcomes []Outcome, about, hit func(Outcome) bool) Rate {
	hits, of := 0, 0
	for _, o := range outcomes {
		if !about(o) {
			continue
		}
		of++
		if hit(o) {
			hits++
		}
	}
	return NewRate(hits, of)
}

func confusion(topics []string, outcomes []Outcome) [][]int {
	table := make([][]int, len(topics))
	for i := range table {
		table[i] = make([]int, len(topics))
	}
	for _, o := range outcomes {
		table[slices.Index(topics, o.Topic)][slices.Index(topics, o.Verdict.Topic)]++
	}
	return table
}

func classFigures(topics []string, table [][]int) []ClassFigures {
	var all []ClassFigures
	for t, topic := range topics {
		said, support := 0, 0
		for u := range topics {
			said += table[u][t]
			support += table[t][u]
		}
		f := ClassFigures{Topic: topic, Support: support}
		hits := float64(table[t][t])
		if said > 0 {
			f.Precision = hits / float64(said)
		}
		if support > 0 {
			f.Recall = hits / float64(support)
		}
		if hits > 0 {
			f.F1 = 2 * hits / float64(said+support)
		}
		all = append(all, f)
	}
	return all
}

// macroF1 is the mean F1 of the topics that occur.
func macroF1(topics []string, outcomes []Outcome) float64 {
	sum, n := 0.0, 0
	for t, f := range classFigures(topics, confusion(topics, outcomes)) {
		if f.Support > 0 || f.Precision > 0 || said(topics[t], outcomes) {
			sum += f.F1
			n++
		}
	}
	return sum / float64(max(n, 1))
}

func said(topic string, outcomes []Outcome) bool {
	return slices.ContainsFunc(outcomes, func(o Outcome) bool { return o.Verdict.Topic == topic })
}

// calibrationError is the expected calibration error (Naeini et al., 2015)
// with ten bins of equal width.
func calibrationError(outcomes []Outcome) float64 {
	const bins = 10
	var right, confidence, n [bins]float64
	for _, o := range outcomes {
		b := min(bins-1, int(o.Verdict.Confidence*bins))
		n[b]++
		confidence[b] += o.Verdict.Confidence
		if o.Verdict.Topic == o.Topic {
			right[b]++
		}
	}
	sum := 0.0
	for b := range n {
		sum += max(right[b]-confidence[b], confidence[b]-right[b])
	}
	return sum / float64(max(len(outcomes), 1))
}

// alsoRates compares the further topics named with those that are there. One
// named as the main topic counts as found.
func alsoRates(topics []string, outcomes []Outcome) (found, right Rate) {
	there, hits, named, namedRight := 0, 0, 0, 0
	for _, o := range outcomes {
		for _, a := range o.Example.Also {
			if a == TopicOther || !slices.Contains(topics, a) {
				continue
			}
			there++
			if a == o.Verdict.Topic || slices.Contains(o.Verdict.Also, a) {
				hits++
			}
		}
		for _, a := range o.Verdict.Also {
			named++
			if a == o.Topic || slices.Contains(o.Example.Also, a) {
				namedRight++
			}
		}
	}
	return NewRate(hits, there), NewRate(namedRight, named)
}

// String is the report for a person to read, with 95% intervals.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "letters %d; 95%% intervals in brackets\n", len(r.Outcomes))
	fmt.Fprintf(&b, "%-22s %9s %9s %9s %9s\n", "topic", "precision", "recall", "f1-score", "support")
	for _, f := range r.Classes {
		fmt.Fprintf(&b, "%-22s %9.3f %9.3f %9.3f %9d\n", f.Topic, f.Precision, f.Recall, f.F1, f.Support)
	}
	fmt.Fprintf(&b, "confusion matrix (row: right, column: said)\n")
	for t, row := range r.Confusion {
		fmt.Fprintf(&b, "%-22s %v\n", r.Topics[t], row)
	}
	for _, l := range []struct {
		name   string
		figure fmt.Stringer
	}{
		{"accuracy", r.Accuracy}, {"macro-F1", r.MacroF1}, {"coverage (sure)", r.Coverage},
		{"accuracy of the sure", r.SureAccuracy}, {"calibration error", r.CalibrationError},
		{"further topics: recall", r.Also}, {"further topics: precision", r.AlsoRight},
		{"concern: recall", r.ConcernRecall}, {"  personal raised", r.PersonalRecall},
		{"  personal as such", r.PersonalNamed}, {"  third_party raised", r.ThirdPartyRecall},
		{"concern: false alarms", r.FalseAlarms},
	} {
		fmt.Fprintf(&b, "%-26s %v\n", l.name, l.figure)
	}
	b.WriteString(obligationLines(r.Obligations))
	return b.String()
}

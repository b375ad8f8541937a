package classify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Figures are what was measured of a new model beside the one in use. They are
// kept as JSON.
type Figures struct {
	Corrections int `json:"corrections"` // that it learned from
	New         int `json:"new"`         // of them, those that the model in use had not learned from

	Test   Comparison `json:"test"`            // on the corpus' test part
	Origin Comparison `json:"origin"`          // the same beside the model without corrections
	Fresh  Comparison `json:"new_held_back"`   // new corrections, sorted by a model that has not learned from them
	Older  Comparison `json:"older_held_back"` // the others, by models that have not learned from them: without the new ones, and with

	Moved      int     `json:"moved"`       // new corrections held back that are sorted otherwise than by the model in use
	MovedRight int     `json:"moved_right"` // of them, as people said
	P          float64 `json:"p"`           // how probable as many would be if each were right by the toss of a coin
}

// Comparison is how two models did on the same letters.
type Comparison struct {
	Before Measured `json:"before"`
	After  Measured `json:"after"`
	Lost   int      `json:"lost"` // letters right before and wrong after
	Won    int      `json:"won"`  // wrong before and right after
	// Slack is one standard error of the difference between their macro-F1; 0 where
	// that was not measured.
	Slack float64 `json:"slack,omitempty"`
}

// Measured is how one model did.
type Measured struct {
	Letters          int      `json:"letters"`
	Right            int      `json:"right"`
	Accuracy         Estimate `json:"accuracy"`
	MacroF1          Estimate `json:"macro_f1,omitzero"`          // of the test part only
	CalibrationError Estimate `json:"calibration_error,omitzero"` // of the test part only
}

// Estimate is a share, 0 to 1, with its 95% interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// count takes one letter in.
func (c *Comparison) count(before, after bool) {
	c.Before.Letters++
	c.After.Letters++
	if before {
		c.Before.Right++
	}
	if after {
		c.After.Right++
	}
	switch {
	case before && !after:
		c.Lost++
	case after && !before:
		c.Won++
	}
}

// rates works out the shares when all letters have been counted.
func (c *Comparison) rates() {
	for _, m := range []*Measured{&c.Before, &c.After} {
		r := NewRate(m.Right, m.Letters)
		m.Accuracy = Estimate{r.Value(), r.Low, r.High}
	}
}

// loss is what a comparison must show to count against a model: both that chance
// does not explain it and that it matters. Two models that differ in three letters
// of 640 may differ in nothing else: then losing all three is beyond chance, or
// nearly, and yet no reason to unlearn what people have said.
type loss struct {
	chance float64 // how rare it must be
	share  float64 // of the letters, and of the macro-F1, that must be lost on balance
}

// worse reports whether there is such a loss: as many of the letters on which the
// two differ would be lost by the toss of a coin less often than that, or the
// macro-F1, where it was measured, fell by more than chance does one time in twenty;
// and by more than the share.
func (c *Comparison) worse(than loss) bool {
	fewer := float64(c.Lost - c.Won)
	if fewer > than.share*float64(c.After.Letters) && atLeast(c.Lost, c.Lost+c.Won) < than.chance {
		return true
	}
	return c.Before.MacroF1.Value-c.After.MacroF1.Value > max(oneInTwenty*c.Slack, than.share)
}

var (
	// Of the test part a hundredth, half of what all trainings together may lose
	// there. Measured: honest batches of 15 to 90 letters lost up to 0.005 of the
	// macro-F1 there, or 0.007 with a third of the corpus; labels at random up to 0.02,
	// but they are told by what they do not teach, not by this.
	testLoss = loss{rarely, 0.01}
	// Of corrections, which are few, one in fifty.
	correctionLoss = loss{seldom, 0.02}
)

const (
	// rarely: every training moves a few of many letters from one side of a close
	// decision to the other. Of the test part no more is allowed than that.
	rarely = 0.05
	// seldom is how often a value falls more than one standard error below its mean.
	// Corrections are few, and are what is to be learned: of them less is allowed.
	seldom      = 0.1587
	oneInTwenty = 1.6449 // standard errors
	// driftAllowed is by how much corrections may lower the accuracy on the test part
	// in all, however small the steps: a team's letters are not the corpus', and its
	// own count more.
	driftAllowed = 0.02
	// mostlyRight is which share of the new corrections the model in use has right
	// when they are confirmations: to learn nothing from them is no fault.
	mostlyRight = 0.7
)

// compareOutcomes compares two models on the same letters in the same order.
func compareOutcomes(topics []string, before, after []Outcome) (c Comparison) {
	for i := range before {
		c.count(before[i].Verdict.Topic == before[i].Topic, after[i].Verdict.Topic == after[i].Topic)
	}
	c.rates()
	for m, outcomes := range map[*Measured][]Outcome{&c.Before: before, &c.After: after} {
		m.MacroF1 = Estimate(bootstrap(outcomes, func(o []Outcome) float64 { return macroF1(topics, o) }))
		m.CalibrationError = Estimate(bootstrap(outcomes, calibrationError))
	}
	c.Slack = slackOf(topics, before, after)
	return c
}

// slackOf is the standard error, by bootstrap over letters, of the difference of
// two models' macro-F1.
func slackOf(topics []string, before, after []Outcome) float64 {
	random := rand.New(rand.NewPCG(3, 4))
	drawn := [2][]Outcome{make([]Outcome, len(before)), make([]Outcome, len(before))}
	sum, squares := 0.0, 0.0
	for range resamples {
		for j := range before {
			at := random.IntN(len(before))
			drawn[0][j], drawn[1][j] = before[at], after[at]
		}
		x := macroF1(topics, drawn[0]) - macroF1(topics, drawn[1])
		sum += x
		squares += x * x
	}
	mean := sum / resamples
	return math.Sqrt(max(0, squares/resamples-mean*mean))
}

// decide says whether the new model is to be taken, and why.
func (f *Figures) decide() (why string, taken bool) {
	news := f.Fresh.Before
	corrects := float64(news.Right) < mostlyRight*float64(news.Letters)
	switch {
	case corrects && f.P >= rarely && 2*f.MovedRight > f.Moved:
		return fmt.Sprintf("the %d new corrections are too few, or too different from each other, to be sure that it learns the right thing from them: held back from the training, %d of them were sorted otherwise than now, %d of these as people said; they are considered again with the next ones",
			f.New, f.Moved, f.MovedRight), false
	case corrects && f.P >= rarely:
		return fmt.Sprintf("the %d new corrections do not agree with each other: held back from the training, %d of them were sorted otherwise than now, and only %d of these as people said; look at who sorted what on the page about sorting, put right what is wrong, and they are considered again with the next ones",
			f.New, f.Moved, f.MovedRight), false
	case f.Test.worse(testLoss):
		return "with these corrections it would sort the letters kept apart to test with worse: " + f.Test.words() +
			"; look at who sorted what on the page about sorting: either some are wrong, or the team means something else by a topic than its examples say", false
	case f.Origin.Before.Accuracy.Value-f.Origin.After.Accuracy.Value > driftAllowed:
		return "step by step it has come to sort the letters kept apart to test with worse than the model without corrections: " + f.Origin.words() +
			"; look at who sorted what on the page about sorting, or give the topics examples in the configuration", false
	case f.Older.worse(correctionLoss):
		return "with the new corrections it would sort worse what people had sorted before: " + f.Older.words() +
			"; look at who sorted what on the page about sorting: old and new ones seem to contradict each other", false
	case f.Fresh.worse(correctionLoss):
		return "it would sort the new corrections worse than the model in use: " + f.Fresh.words() +
			"; look at who sorted what on the page about sorting", false
	}
	return fmt.Sprintf("of the %d new corrections, held back from the training, it sorts %d as people did, the model before %d; of the letters kept apart to test with %s",
		f.New, f.Fresh.After.Right, f.Fresh.Before.Right, f.Test.words()), true
}

func (c *Comparison) words() string {
	return fmt.Sprintf("%d of %d right, %d before", c.After.Right, c.After.Letters, c.Before.Right)
}

// Words gives the figures as lines for people to read.
func (f *Figures) Words() []string {
	lines := []string{
		fmt.Sprintf("Learned from %d corrections, %d of them new.", f.Corrections, f.New),
		"Letters kept apart to test with: " + f.Test.After.words() + "; before " + f.Test.Before.words() + ".",
		fmt.Sprintf("Macro-F1 there: %v; before %v.", f.Test.After.MacroF1, f.Test.Before.MacroF1),
		fmt.Sprintf("Calibration error there: %v; before %v.", f.Test.After.CalibrationError, f.Test.Before.CalibrationError),
		fmt.Sprintf("New corrections held back: %s; before %s.", f.Fresh.After.words(), f.Fresh.Before.words()),
		fmt.Sprintf("Of these it sorts %d otherwise than before, %d as people did (p %.3f).", f.Moved, f.MovedRight, f.P),
	}
	if f.Older.After.Letters > 0 {
		lines = slices.Insert(lines, 5, fmt.Sprintf("Earlier corrections held back: %s; before %s.", f.Older.After.words(), f.Older.Before.words()))
	}
	return lines
}

func (m Measured) words() string {
	return fmt.Sprintf("%d of %d right (%v)", m.Right, m.Letters, m.Accuracy)
}

// String is the share in per cent with its interval: "92% (89-95%)".
func (e Estimate) String() string {
	return fmt.Sprintf("%.1f%% (%.1f-%.1f%%)", 100*e.Value, 100*e.Low, 100*e.High)
}

// atLeast is the probability of so many heads or more when so many coins are
// thrown: the one-sided sign test.
func atLeast(heads, coins int) float64 {
	p := 0.0
	all, _ := math.Lgamma(float64(coins + 1))
	for k := heads; k <= coins; k++ {
		some, _ := math.Lgamma(float64(k + 1))
		rest, _ := math.Lgamma(float64(coins - k + 1))
		p += math.Exp(all - some - rest - float64(coins)*math.Ln2)
	}
	return min(p, 1)
}

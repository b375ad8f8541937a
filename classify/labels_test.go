package classify

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// askedOf are the words that people use for some wants, and those around them.
var askedOf = map[string][]string{
	"lights":  {"lamp", "bulb", "lights", "brightness", "dark"},
	"heating": {"radiator", "heating", "boiler", "thermostat", "warmer"},
	"music":   {"song", "album", "music", "playlist", "radio"},
	"weather": {"rain", "forecast", "snow", "umbrella", "sunny"},
	"booking": {"table", "restaurant", "reservation", "dinner", "lunch"},
	"post":    {"parcel", "letter", "stamp", "delivery", "courier"},
	"money":   {"balance", "account", "transfer", "payment", "bank"},
	"travel":  {"train", "ticket", "flight", "airport", "luggage"},
	"cooking": {"recipe", "oven", "cake", "flour", "soup"},
	"health":  {"doctor", "pills", "headache", "nurse", "clinic"},
}

var wordsAround = strings.Fields("please can you tell me about the a my need i want is there some now today what")

func askLines(n int, seed uint64) (lines []Labelled) {
	random := rand.New(rand.NewPCG(seed, 0))
	labels := []string{"booking", "cooking", "health", "heating", "lights", "money", "music", "post", "travel", "weather"}
	for i := range n {
		label := labels[i%len(labels)]
		lines = append(lines, Labelled{Letter{Own: askText(random, askedOf[label])}, label})
	}
	return lines
}

func askText(random *rand.Rand, of []string) string {
	words := make([]string, 4+random.IntN(5))
	for i := range words {
		words[i] = wordsAround[random.IntN(len(wordsAround))]
	}
	for range 2 {
		words[random.IntN(len(words))] = of[random.IntN(len(of))]
	}
	return strings.Join(words, " ")
}

func TestLabelsAreLearned(t *testing.T) {
	train, test := askLines(200, 1), askLines(100, 2)
	random := rand.New(rand.NewPCG(3, 0))
	for range 40 {
		test = append(test, Labelled{Letter{Own: askText(random, []string{"dinosaur", "gravity", "poem", "volcano", "chess"})}, "nothing"})
	}
	m, err := LearnLabels(train, "nothing")
	if err != nil {
		t.Fatal(err)
	}
	r := EvaluateLabels(m, train, test)
	if r.Accuracy.Of != 100 || r.Accuracy.Value < 0.95 || r.MacroF1.Value < 0.95 {
		t.Errorf("accuracy %v, macro-F1 %v", r.Accuracy, r.MacroF1)
	}
	if r.Default.NoneUnsure.Of != 40 || r.Default.NoneUnsure.Value < 0.7 || r.Default.Sorted.Value < 0.8 {
		t.Errorf("left unsure: %v of none; sorted %v", r.Default.NoneUnsure, r.Default.Sorted)
	}
	if len(r.Classes) != 10 || len(r.NeverLearned) != 0 || r.AlsoInTraining != 0 {
		t.Errorf("%d classes, never learned %v, in both %d", len(r.Classes), r.NeverLearned, r.AlsoInTraining)
	}
}

func TestLinesOfNoneAreLearnedFrom(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 0))
	some := func(n int) (lines []Labelled) {
		for range n {
			lines = append(lines, Labelled{Letter{Own: askText(random, []string{"dinosaur", "gravity", "poem", "volcano", "chess"})}, "nothing"})
		}
		return lines
	}
	m, err := LearnLabels(append(askLines(200, 1), some(40)...), "nothing")
	if err != nil {
		t.Fatal(err)
	}
	if m.Knows("nothing") {
		t.Error("'none of these' is among the labels")
	}
	for _, l := range some(20) {
		if v := m.Sort(l.Letter); !v.Unsure {
			t.Errorf("%q is sorted as %q, sureness %.2f", l.Letter.Own, v.Label, v.Sureness())
		}
	}
}

func TestLabelsAreLearnedAlikeTwice(t *testing.T) {
	train := askLines(120, 5)
	one, err := LearnLabels(train, "nothing")
	if err != nil {
		t.Fatal(err)
	}
	two, err := LearnLabels(train, "nothing")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one.side, two.side) || !reflect.DeepEqual(one.judge, two.judge) {
		t.Error("two trainings gave two models")
	}
}

func TestLabelsThatCannotBeLearned(t *testing.T) {
	for name, lines := range map[string][]Labelled{
		"none":                     nil,
		"one":                      {{Letter{Own: "a"}, "x"}, {Letter{Own: "b"}, "x"}},
		"one beside none of these": {{Letter{Own: "a"}, "x"}, {Letter{Own: "b"}, "nothing"}},
	} {
		if _, err := LearnLabels(lines, "nothing"); !errors.Is(err, ErrOneLabel) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var many []Labelled
	for i := range mostLabels + 1 {
		many = append(many, Labelled{Letter{Own: "a"}, fmt.Sprint(i)})
	}
	if _, err := LearnLabels(many, ""); err == nil || !strings.Contains(err.Error(), "2001") {
		t.Error(err)
	}
}

// TestOddTextsGetALabel: whatever the text, there is a verdict in bounds.
func TestOddTextsGetALabel(t *testing.T) {
	lines := append(askLines(60, 6), Labelled{Letter{}, "lights"}, Labelled{Letter{Own: "一二三"}, "music"})
	m, err := LearnLabels(lines, "nothing")
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{"", "?", "你好,请问", strings.Repeat("lamp ", 10_000), strings.Repeat("x", 1<<20), "\xff\xfe"} {
		v := m.Sort(Letter{Own: own})
		if !m.Knows(v.Label) || !(v.Sureness() >= 0 && v.Sureness() <= 1) || v.Unsure != (v.Sureness() < SureFrom) {
			t.Errorf("%.20q: %+v", own, v)
		}
	}
}

func TestLabelReportAsPrinted(t *testing.T) {
	said := func(label, verdict string, sureness float64) labelOutcome {
		return labelOutcome{label, label == "oos", LabelVerdict{Label: verdict, Confidence: sureness, Familiar: 1}}
	}
	r := labelReport([]labelOutcome{
		said("a", "a", 0.9), said("a", "a", 0.7), said("a", "b", 0.4), said("b", "b", 0.8), said("new", "b", 0.3),
		said("oos", "a", 0.2), said("oos", "b", 0.6),
	})
	r.None, r.Labels, r.Trained, r.NeverLearned = "oos", 2, 10, []LabelCount{{"new", 1}}
	r.Coverage = r.Coverage[5:6]
	const want = `2 labels learned from 10 lines, 7 test lines; 95% intervals in brackets

     precision     recall   f1-score    support
a        1.000      0.667      0.800          3
b        0.333      1.000      0.500          1
new      0.000      0.000      0.000          1

accuracy           0.600 (0.231-0.882, 3/5)
macro avg f1-score 0.433 (0.111-1.000)
calibration error  0.260 (0.160-0.340)
never learned, so wrong: "new", 1 lines

sure from  sorted                         right of these                 none of these: left unsure     all: right or rightly unsure
0.50       0.600 (0.231-0.882, 3/5)       1.000 (0.439-1.000, 3/3)       0.500 (0.095-0.905, 1/2)       0.571 (0.250-0.842, 4/7)

at the default, sure from 0.50: 1 of 2 lines of "oos" are left unsure (50.0%);
so are 2 of the 5 others (40.0%), 0 of which would have been right
`
	if got := r.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

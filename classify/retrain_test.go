package classify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// invoiceLetters are invented letters about a topic that the corpus does not have.
func invoiceLetters(t *testing.T) []Example {
	t.Helper()
	data, err := os.ReadFile("testdata/invoices.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []Example
	for text := range bytes.Lines(data) {
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		all = append(all, Example{ID: l.ID, Topic: "invoices", Letter: Letter{FromEmail: l.FromEmail, Subject: l.Subject, Own: l.Body}})
	}
	return all
}

// fiveTopics are the shipped topics and one that is made up.
func fiveTopics() Options { return Options{Topics: append(ShippedTopics(), Topic{Key: "invoices"})} }

const taught = 50 // of the letters about invoices; the others are for judging

// withoutRace skips a test that trains on the whole corpus again and again while
// the race detector watches, which makes that five times slower and finds nothing
// that the tests on a part of the corpus do not show it. 'make test' runs it without.
func withoutRace(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("takes too long under the race detector: run it without, as 'make test' does")
	}
}

// retrainOnLess is Retrain with every third letter of the corpus, which takes less
// long. TestWholeCorpusLearnsAndIsGuarded does it with all of them. The log shows by
// how much it was taken or refused.
func retrainOnLess(t *testing.T, before, more []Example) Retraining {
	t.Helper()
	o := fiveTopics()
	g := guard{options: o, keys: topicKeys(o.Topics), before: before, more: more, corpus: someOfCorpus(t)}
	g.markNew()
	var err error
	if g.test, err = testPart(nil); err != nil {
		t.Fatal(err)
	}
	r := g.retrain()
	logMargins(t, r)
	return r
}

func logMargins(t *testing.T, r Retraining) {
	t.Helper()
	f := r.Figures
	t.Logf("taken %v: %s\n%s\nTest: lost %d, won %d; macro-F1 fell by %.4f, allowed %.4f. In all: accuracy fell by %.4f, allowed %.4f. New: lost %d, won %d. Older: lost %d, won %d.",
		r.Taken, r.Why, strings.Join(f.Words(), "\n"), f.Test.Lost, f.Test.Won,
		f.Test.Before.MacroF1.Value-f.Test.After.MacroF1.Value, max(oneInTwenty*f.Test.Slack, testLoss.share),
		f.Origin.Before.Accuracy.Value-f.Origin.After.Accuracy.Value, driftAllowed, f.Fresh.Lost, f.Fresh.Won, f.Older.Lost, f.Older.Won)
}

func someOfCorpus(t *testing.T) (some []Example) {
	t.Helper()
	all, err := trainingPart(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(all); i += 3 {
		some = append(some, all[i])
	}
	return some
}

// before is a model of topics made of every third letter of the corpus and more.
func before(t *testing.T, more ...Example) *topicModel {
	t.Helper()
	o := fiveTopics()
	g := guard{options: o, keys: topicKeys(o.Topics), corpus: someOfCorpus(t)}
	return g.gather(more).learn()
}

// TestWholeCorpusLearnsAndIsGuarded teaches a topic by fifty corrections, and then
// offers the same letters with topics at random.
func TestWholeCorpusLearnsAndIsGuarded(t *testing.T) {
	withoutRace(t)
	invoices := invoiceLetters(t)
	other := 0
	for _, v := range before(t).say(invoices) {
		if v.Topic == TopicOther {
			other++
		}
	}
	if other < len(invoices)/2 {
		t.Errorf("%d of %d letters are other before: the test shows little", other, len(invoices))
	}
	o := fiveTopics()
	o.Own = asTheProgram.Own
	r, err := Retrain(o, nil, invoices[:taught])
	if logMargins(t, r); err != nil || !r.Taken || r.Figures.New != taught {
		t.Fatalf("%v, taken %v: %s", err, r.Taken, r.Why)
	}
	learned := 0
	for _, e := range invoices[taught:] {
		if r.Classifier.Classify(e.Letter).Topic == "invoices" {
			learned++
		}
	}
	t.Logf("%d of %d were other; of %d letters that nobody has sorted %d are invoices now", other, len(invoices), len(invoices)-taught, learned)
	if learned < 8 {
		t.Errorf("of %d letters that nobody has sorted %d are invoices", len(invoices)-taught, learned)
	}
	random, topics, bad := rand.New(rand.NewPCG(5, 6)), topicKeys(o.Topics), slices.Clone(invoices[:taught])
	for i := range bad {
		bad[i].Topic = topics[random.IntN(len(topics))]
	}
	r, err = Retrain(o, nil, bad)
	if logMargins(t, r); err != nil || r.Taken {
		t.Errorf("topics at random: %v, taken %v: %s", err, r.Taken, r.Why)
	}
}

func verdictJSON(t *testing.T, c *Classifier, e Example) string {
	t.Helper()
	text, err := json.Marshal(c.Classify(e.Letter))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLabelsAtRandomAreRefused(t *testing.T) {
	withoutRace(t)
	invoices := invoiceLetters(t)[:taught]
	said := before(t).say(invoices)
	random := rand.New(rand.NewPCG(5, 6))
	topics := topicKeys(fiveTopics().Topics)
	for name, label := range map[string]func(said string) string{
		"any topic": func(string) string { return topics[random.IntN(len(topics))] },
		// The model in use is wrong about all of these: nothing can be worse than it.
		"any but what the machine said": func(said string) string {
			for {
				if topic := topics[random.IntN(len(topics))]; topic != said {
					return topic
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bad := slices.Clone(invoices)
			for i := range bad {
				bad[i].Topic = label(said[i].Topic)
			}
			r := retrainOnLess(t, nil, bad)
			if r.Taken || r.Classifier != nil || !strings.Contains(r.Why, "who sorted what") && !strings.Contains(r.Why, "considered again") {
				t.Errorf("taken %v: %s", r.Taken, r.Why)
			}
		})
	}
}

func TestConfirmationsAreTaken(t *testing.T) {
	withoutRace(t)
	invoices := invoiceLetters(t)
	more := slices.Clone(invoices)
	for i, v := range before(t, invoices[:taught]...).say(more[taught:]) {
		more[taught+i].Topic = v.Topic
	}
	more[3].Topic = "a_topic_that_was_given_up"
	r := retrainOnLess(t, invoices[:taught], more)
	if f := r.Figures; !r.Taken || f.New != len(more)-taught || f.Older.Before.Letters != taught || f.Corrections != len(more) {
		t.Fatalf("taken %v: %s", r.Taken, r.Why)
	}
	o := fiveTopics()
	o.More = more
	again := train(o, someOfCorpus(t))
	for _, e := range invoices {
		if a, b := verdictJSON(t, r.Classifier, e), verdictJSON(t, again, e); a != b {
			t.Fatalf("%s: the model made again says\n%s\nnot\n%s", e.ID, b, a)
		}
	}
	text, err := json.Marshal(r.Figures)
	if err != nil {
		t.Fatal(err)
	}
	var kept Figures
	if err := json.Unmarshal(text, &kept); err != nil || kept != r.Figures {
		t.Errorf("%+v became %+v, %v", r.Figures, kept, err)
	}
}

// TestWhatIsMeasuredIsWhatSorts holds the models that are compared against the
// classifiers made of the same. What duties tell is learned from the corpus alone
// and is not measured: letters that carry none are sorted alike, with nearly the
// same confidence.
func TestWhatIsMeasuredIsWhatSorts(t *testing.T) {
	withoutRace(t)
	o := fiveTopics()
	invoices := invoiceLetters(t)
	o.More = invoices[:taught]
	g := guard{options: o, keys: topicKeys(o.Topics), corpus: someOfCorpus(t)}
	letters := append([]Example{{}}, invoices...)
	measured, sorts := g.gather(o.More).learn().say(letters), train(o, g.corpus)
	for i, e := range letters {
		if v := sorts.Classify(e.Letter); v.Topic != measured[i].Topic || math.Abs(v.Confidence-measured[i].Confidence) > 0.05 {
			t.Errorf("%s: %s %v, measured %s %v", e.ID, v.Topic, v.Confidence, measured[i].Topic, measured[i].Confidence)
		}
	}
}

func TestTooFewCorrectionsAreNotLearnedFrom(t *testing.T) {
	invoices := invoiceLetters(t)
	for _, before := range [][]Example{nil, invoices[:FewestNew]} {
		if _, err := Retrain(fiveTopics(), before, invoices[:len(before)+FewestNew-1]); !errors.Is(err, ErrNothingNew) {
			t.Errorf("%d before: %v", len(before), err)
		}
	}
	if _, err := Retrain(Options{Topics: []Topic{{Key: "A b"}}}, nil, invoices); err == nil || errors.Is(err, ErrNothingNew) {
		t.Errorf("a topic that is none: %v", err)
	}
}

// TestGuard holds the rules against figures at their limits.
func TestGuard(t *testing.T) {
	fresh := func(letters, before, after int) (c Comparison) {
		for i := range letters {
			c.count(i < before, i < after)
		}
		return c
	}
	for name, c := range map[string]struct {
		figures Figures
		taken   bool
		say     string
	}{
		"confirmations":                  {Figures{Fresh: fresh(10, 7, 7)}, true, "7 as people did"},
		"one confirmation lost":          {Figures{Fresh: fresh(10, 8, 7)}, true, ""},
		"three confirmations lost":       {Figures{Fresh: fresh(10, 9, 6)}, false, "worse than the model in use"},
		"corrections that teach nothing": {Figures{Fresh: fresh(10, 6, 6), P: 1}, false, "do not agree"},
		"some of them as people said":    {Figures{Fresh: fresh(10, 0, 9), Moved: 20, MovedRight: 9, P: atLeast(9, 20)}, false, "do not agree"},
		"too few to tell":                {Figures{Fresh: fresh(10, 0, 4), Moved: 4, MovedRight: 4, P: atLeast(4, 4)}, false, "too few"},
		"enough to tell":                 {Figures{Fresh: fresh(10, 0, 5), Moved: 5, MovedRight: 5, P: atLeast(5, 5)}, true, ""},
		"test letters lost":              {Figures{Fresh: fresh(10, 8, 8), Test: Comparison{Lost: 12, Won: 4, After: Measured{Letters: 640}}}, false, "kept apart"},
		"a handful of them":              {Figures{Fresh: fresh(10, 8, 8), Test: Comparison{Lost: 6, After: Measured{Letters: 640}}}, true, ""},
		"a handful of a small topic":     {Figures{Fresh: fresh(10, 8, 8), Test: Comparison{Slack: .001, Before: Measured{MacroF1: Estimate{Value: .9}}, After: Measured{MacroF1: Estimate{Value: .891}}}}, true, ""},
		"a few of many old corrections":  {Figures{Fresh: fresh(10, 8, 8), Older: Comparison{Lost: 5, After: Measured{Letters: 250}}}, true, ""},
		"as many as chance explains":     {Figures{Fresh: fresh(10, 8, 8), Test: Comparison{Lost: 16, Won: 9}}, true, ""},
		"a topic of the test lost":       {Figures{Fresh: fresh(10, 8, 8), Test: Comparison{Slack: .01, Before: Measured{MacroF1: Estimate{Value: .9}}, After: Measured{MacroF1: Estimate{Value: .88}}}}, false, "kept apart"},
		"many small steps":               {Figures{Fresh: fresh(10, 8, 8), Origin: Comparison{Before: Measured{Accuracy: Estimate{Value: .9}}, After: Measured{Accuracy: Estimate{Value: .87}}}}, false, "step by step"},
		"old corrections lost":           {Figures{Fresh: fresh(10, 8, 8), Older: Comparison{Lost: 5, Won: 1}}, false, "before"},
	} {
		if why, taken := c.figures.decide(); taken != c.taken || !strings.Contains(why, c.say) {
			t.Errorf("%s: taken %v: %s", name, taken, why)
		}
	}
	for coins, heads := range map[int]int{5: 5, 10: 9} { // of tables of the binomial distribution: 1/32, 11/1024
		if p, want := atLeast(heads, coins), map[int]float64{5: 1. / 32, 10: 11. / 1024}[coins]; math.Abs(p-want) > 1e-12 {
			t.Errorf("%d of %d: %v, want %v", heads, coins, p, want)
		}
	}
}

func TestBaseIsWhatAModelIsMadeOf(t *testing.T) {
	withoutRace(t)
	seen := map[string]string{}
	for name, o := range map[string]Options{
		"shipped": {}, "another topic": fiveTopics(), "a threshold": {UnsureBelow: 0.5},
		"an example":  {Topics: []Topic{{Key: "invoices", Examples: []string{"Our invoice is unpaid."}}}},
		"other words": {Own: strings.ToUpper},
	} {
		base := Base(o)
		if before, twice := seen[base]; twice {
			t.Errorf("%s and %s have one base", before, name)
		}
		seen[base] = name
		o.More = invoiceLetters(t)[:1]
		if again := Base(o); again != base || len(base) != 64 {
			t.Errorf("%s: %s, then %s", name, base, again)
		}
	}
}

func TestOnlyTheNewestCorrectionsAreLearnedFrom(t *testing.T) {
	var all []Example
	for i := range MostCorrections + 3 {
		all = append(all, Example{ID: fmt.Sprint(i)})
	}
	if got := newest(all); len(got) != MostCorrections || got[0].ID != "3" {
		t.Errorf("%d from %s", len(got), got[0].ID)
	}
}

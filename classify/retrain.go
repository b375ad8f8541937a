package classify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"
)

// MostCorrections is how many corrections are learned from at most: the newest.
const MostCorrections = 5000

// FewestNew is how many corrections must be new for a training to be worth its
// while.
const FewestNew = 5

// ErrNothingNew says that there are fewer than FewestNew new corrections.
var ErrNothingNew = errors.New("there is nothing new to learn from")

// Retraining is what came of learning from what people have sorted.
type Retraining struct {
	Taken      bool
	Why        string // why it was taken or refused, for who leads the team
	Figures    Figures
	Classifier *Classifier // what New makes with these corrections as More; nil when refused
}

// Base gives a hex digest of everything but More that the options make a
// classifier of: the corpus and the topics with their examples, as they are read,
// the thresholds, and how it is learned, of which a small model made of some of
// the corpus is the measure. The same digest and the same corrections give the
// same classifier, bit for bit, on the same architecture.
func Base(o Options) string {
	sum := sha256.New()
	to := json.NewEncoder(sum) // a hash takes every write
	o.More = nil
	_ = to.Encode([]any{o.Topics, o.UnsureBelow, o.ConcernFrom})
	letters, err := trainingPart(o.Own)
	_ = to.Encode(letters)
	if o.Topics, _ = checkTopics(o.Topics); err == nil && o.Topics != nil {
		var few, others []Example
		for i, e := range letters {
			if i%31 == 0 {
				few = append(few, e)
			} else if i%31 == 1 {
				others = append(others, e)
			}
		}
		for _, outcome := range outcomesOf(train(o, few), others) {
			_ = to.Encode(outcome.Verdict)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Retrain learns from all corrections there are and decides whether what came of
// it should take the place of the model in use. before are those that model was
// made of, more all of them now, the oldest first; of either the last
// MostCorrections count. A correction is new when its ID is not among those
// before; its topic counts as TopicOther when the team does not have it. More of
// the options is not read.
//
// It is taken when it is no worse, by more than chance explains and by enough to
// matter, on the corpus' test part and on the corrections, each sorted by a model
// that has not learned from it; and on the test part, however small the steps, not
// by much than the model without corrections. Where the model in use is wrong about
// many of the new ones that is not enough, for nothing can be worse than that: of
// those held back that it sorts otherwise, clearly more than half must be as people
// said. Labels given at random are not.
//
// The error is ErrNothingNew, or what New says of the options.
func Retrain(o Options, before, more []Example) (Retraining, error) {
	topics, err := checkTopics(o.Topics)
	if err != nil {
		return Retraining{}, err
	}
	if err := errors.Join(checkShare("unsure below", o.UnsureBelow), checkShare("concern from", o.ConcernFrom)); err != nil {
		return Retraining{}, err
	}
	o.Topics = topics
	g := guard{options: o, keys: topicKeys(topics), before: newest(before), more: newest(more)}
	if g.markNew(); g.fresh < FewestNew {
		return Retraining{}, ErrNothingNew
	}
	if g.corpus, err = trainingPart(o.Own); err != nil {
		return Retraining{}, err
	}
	if g.test, err = testPart(o.Own); err != nil {
		return Retraining{}, err
	}
	return g.retrain(), nil
}

// newest gives the last of the corrections.
func newest(all []Example) []Example { return all[max(0, len(all)-MostCorrections):] }

// guard is one training with what judges it.
type guard struct {
	options      Options
	keys         []string
	before, more []Example
	isNew        []bool // of more
	fresh        int    // of more, those that are new
	corpus, test []Example
	known        map[string]bool // topics that the corpus has letters of

	base, present, candidate *topicModel // made of the corpus; with those before; with all
	with, without            []int       // for each of more, the topic by a model that has not learned from it; by one that has not learned from any new one either
}

func (g *guard) markNew() {
	learned := map[string]bool{}
	for _, e := range g.before { // they hold corrections that were replaced since, too
		learned[e.ID] = true
	}
	g.isNew = make([]bool, len(g.more))
	for i, e := range g.more {
		if !learned[e.ID] {
			g.isNew[i] = true
			g.fresh++
		}
	}
}

func (g *guard) retrain() Retraining {
	g.known = map[string]bool{TopicOther: true}
	for _, e := range g.corpus {
		g.known[e.Topic] = true
	}
	g.train()
	r := Retraining{Figures: g.measure()}
	if r.Why, r.Taken = r.Figures.decide(); r.Taken {
		o := g.options
		o.More = g.more
		r.Classifier = train(o, g.corpus)
	}
	return r
}

// atOnce is how many models are trained side by side: each needs a core and some
// hundred bytes for each of its weights.
const atOnce = 2

// train makes the models that are compared, and sorts the corrections by models
// that have not learned from them.
func (g *guard) train() {
	var work errgroup.Group
	work.SetLimit(atOnce)
	all := g.gather(g.more)
	work.Go(func() error { g.candidate = all.learn(); return nil })
	work.Go(func() error { g.present = g.gather(g.before).learn(); return nil })
	if len(g.before) > 0 {
		work.Go(func() error { g.base = g.gather(nil).learn(); return nil })
	}
	g.crossFit(&work, all)
	_ = work.Wait() // none of them has an error
	if g.base == nil {
		g.base = g.present
	}
}

// material is what a model of topics is made of: the corpus' letters, then the
// corrections, then the topics' examples.
type material struct {
	keys    []string
	notes   *notes
	samples []sample
	words   *vocabulary
}

func (g *guard) gather(more []Example) material {
	m := material{keys: g.keys, notes: newNotes(newDictionary())}
	m.notes.learning = true
	m.samples = letterSamples(m.notes, g.options.Topics, g.keys, slices.Concat(g.corpus, sortedByPeople(more)))
	m.words = trainVocabulary(m.notes, m.samples)
	return m
}

// topicModel is what a classifier made of the same knows of topics.
type topicModel struct {
	*letterModel
	dict *dictionary
}

func (m material) learn() *topicModel {
	letters, _ := trainLetters(m.keys, m.words, m.samples, nil).settle(nil, nil, nil)
	return &topicModel{letters, m.notes.dict}
}

// say gives the topics of letters, as Classify does but for what duties tell.
func (t *topicModel) say(letters []Example) (all []Verdict) {
	n := newNotes(t.dict)
	scores := make([]float64, outputs(len(t.topics)))
	for _, e := range letters {
		v := Verdict{Topic: TopicOther}
		if r := n.read(e.Letter); len(r.subject.words)+len(r.own.words) > 0 {
			score(t.weights, n.weigh(t.words, r), scores)
			o := t.judge(scores, told{})
			best := largest(o.main)
			v.Topic, v.Confidence = t.topics[best], o.main[best]
		}
		n.forget()
		all = append(all, v)
	}
	return all
}

// crossFit holds back every fifth of the new and every fifth of the older
// corrections in turn. The vocabulary is that of all: it does not know topics.
func (g *guard) crossFit(work *errgroup.Group, all material) {
	fold := g.foldsOf()
	g.with, g.without = make([]int, len(g.more)), make([]int, len(g.more))
	k := len(g.keys)
	sortOut := func(to []int, f int, learn, judge func(i int) bool) {
		var rest []sample
		for s := range all.samples {
			if i := s - len(g.corpus); i < 0 || i >= len(g.more) || learn(i) {
				rest = append(rest, all.samples[s])
			}
		}
		weights := fitLetters(k, k, all.words, rest)
		scores := make([]float64, k)
		for i := range g.more {
			if judge(i) {
				score(weights, all.samples[len(g.corpus)+i].vector, scores)
				to[i] = largest(scores)
			}
		}
	}
	for f := range folds {
		held := func(i int) bool { return fold[i] == f }
		work.Go(func() error {
			sortOut(g.with, f, func(i int) bool { return !held(i) }, held)
			return nil
		})
		if g.fresh == len(g.more) {
			continue
		}
		work.Go(func() error {
			old := func(i int) bool { return !g.isNew[i] }
			sortOut(g.without, f, func(i int) bool { return old(i) && !held(i) }, func(i int) bool { return old(i) && held(i) })
			return nil
		})
	}
}

// foldsOf deals out the corrections by their place, the new and the others apart.
func (g *guard) foldsOf() []int {
	fold := make([]int, len(g.more))
	var dealt [2]int
	for i, fresh := range g.isNew {
		kind := 0
		if fresh {
			kind = 1
		}
		fold[i] = dealt[kind] % folds
		dealt[kind]++
	}
	return fold
}

func (g *guard) measure() Figures {
	f := Figures{Corrections: len(g.more), New: g.fresh}
	present, candidate := g.outcomes(g.present), g.outcomes(g.candidate)
	f.Test = compareOutcomes(g.keys, present, candidate)
	f.Origin = f.Test
	if g.base != g.present {
		f.Origin = compareOutcomes(g.keys, g.outcomes(g.base), candidate)
	}
	said := g.present.say(g.more)
	for i, e := range g.more {
		right := topicIndex(g.keys, e.Topic)
		if !g.isNew[i] {
			f.Older.count(g.without[i] == right, g.with[i] == right)
			continue
		}
		now := topicIndex(g.keys, said[i].Topic)
		f.Fresh.count(now == right, g.with[i] == right)
		if now != g.with[i] {
			f.Moved++
			if g.with[i] == right {
				f.MovedRight++
			}
		}
	}
	f.Fresh.rates()
	f.Older.rates()
	f.P = atLeast(f.MovedRight, f.Moved)
	return f
}

// outcomes sorts the corpus' test part. Topics that the corpus does not know are
// TopicOther there, whether right or said.
func (g *guard) outcomes(m *topicModel) []Outcome {
	outcomes := make([]Outcome, len(g.test))
	for i, v := range m.say(g.test) {
		v.Topic = g.fold(v.Topic)
		outcomes[i] = Outcome{g.test[i], g.fold(g.keys[topicIndex(g.keys, g.test[i].Topic)]), v}
	}
	return outcomes
}

func (g *guard) fold(topic string) string {
	if g.known[topic] {
		return topic
	}
	return TopicOther
}

package classify

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Options are what a team may choose. The zero value is the shipped
// configuration.
type Options struct {
	Topics []Topic // TopicOther is added when it is missing; empty means ShippedTopics

	// UnsureBelow is the least Confidence, 0 to 1, at which a letter is sorted
	// without a person. 0 means the least one at which cross-validation on the
	// training part finds sureAccuracy.
	UnsureBelow float64

	// ConcernFrom is the least ConcernScore, 0 to 1, that raises a concern.
	// 0 means DefaultConcernFrom.
	ConcernFrom float64

	// More are letters that people have sorted, the oldest first: they count as
	// training letters beside the corpus. Of each only Letter and Topic are read,
	// and of the Letter the subject, the sender and Own.
	More []Example

	// Own reduces the whole text of a mail to what its writer wrote now. It is
	// used on the corpus, whose letters are whole mails, so that the models
	// learn from what they will be asked about. nil means the text as it is.
	Own func(whole string) string
}

// ShippedTopics are the topics of the shipped configuration.
func ShippedTopics() []Topic {
	return []Topic{{Key: "framework_downloads"}, {Key: "training"}, {Key: "elearning_access"}, {Key: TopicOther}}
}

// DefaultConcernFrom is the ConcernScore from which a concern is raised, chosen
// by cross-validation on the training part, in steps of 0.01: the highest at
// which recall is above 0.95, and above 0.93 for each concern. TestQuality
// prints the table.
const DefaultConcernFrom = 0.09

// Classifier says what letters are about. It never changes after New, so it
// may be used by many goroutines at once.
type Classifier struct {
	letters     *letterModel
	concern     *concernModel      // sentence by sentence
	whole       *wholeConcernModel // the letter as a whole
	rows        *scoreRows         // of the letters and the whole
	obligations *obligationModel
	pool        sync.Pool // *notes
	unsureBelow float64
	concernFrom float64
	alsoFrom    float64
}

// New trains a classifier from the corpus and the topics' examples. The same
// options give the same classifier, bit for bit, on the same architecture.
// With the shipped topics and mailbox.OwnText as Own it takes about a second, for
// the weights are in the package; else some seconds of two 2.8 GHz cores.
func New(o Options) (*Classifier, error) {
	topics, err := checkTopics(o.Topics)
	if err != nil {
		return nil, err
	}
	if err := checkShare("unsure below", o.UnsureBelow); err != nil {
		return nil, err
	}
	if err := checkShare("concern from", o.ConcernFrom); err != nil {
		return nil, err
	}
	o.Topics = topics
	return lastMade.of(o, func() (*Classifier, error) {
		letters, err := trainingPart(o.Own)
		if err != nil {
			return nil, err
		}
		return train(o, letters), nil
	})
}

// lastMade remembers the classifier that was made last without More: who steps back
// from what was learned, and every test of the program, asks for the same again.
var lastMade memo

type memo struct {
	lock sync.Mutex
	key  string
	made *Classifier
}

func (m *memo) of(o Options, train func() (*Classifier, error)) (*Classifier, error) {
	if len(o.More) > 0 {
		return train()
	}
	key := fmt.Sprintf("%q %v %v %x", o.Topics, o.UnsureBelow, o.ConcernFrom, reflect.ValueOf(o.Own).Pointer())
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.key == key {
		return m.made, nil
	}
	made, err := train()
	if err == nil {
		m.key, m.made = key, made
	}
	return made, err
}

func checkShare(name string, share float64) error {
	if !(share >= 0 && share <= 1) { // NaN too
		return fmt.Errorf("classify: %s is %v: give a number from 0 to 1", name, share)
	}
	return nil
}

// checkTopics checks the keys and adds TopicOther when it is missing.
func checkTopics(topics []Topic) ([]Topic, error) {
	if len(topics) == 0 {
		return ShippedTopics(), nil
	}
	var keys []string
	for i, t := range topics {
		if t.Key == "" || strings.Trim(t.Key, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return nil, fmt.Errorf("classify: topics[%d]: key %q: use lower-case letters, digits and underscores", i, t.Key)
		}
		if slices.Contains(Obligations, Obligation(t.Key)) || Concern(t.Key).Rank() > 0 {
			return nil, fmt.Errorf("classify: topics[%d]: key %q is the name of a duty or a concern in reasons: choose another, such as %s_matters", i, t.Key, t.Key)
		}
		if slices.Contains(keys, t.Key) {
			return nil, fmt.Errorf("classify: topics[%d]: key %q is there twice", i, t.Key)
		}
		keys = append(keys, t.Key)
	}
	if !slices.Contains(keys, TopicOther) {
		topics = append(slices.Clone(topics), Topic{Key: TopicOther})
	}
	return topics, nil
}

// train trains on the letters given; the options have been checked.
func train(o Options, letters []Example) *Classifier {
	return trainBeside(o, letters, &fits{kept: keptFits()})
}

// trainBeside trains where some fits are known.
func trainBeside(o Options, letters []Example, known *fits) *Classifier {
	keys := topicKeys(o.Topics)
	n := newNotes(newDictionary())
	n.learning, n.known = true, known
	samples := letterSamples(n, o.Topics, keys, slices.Concat(letters, sortedByPeople(o.More)))
	words := trainVocabulary(n, samples)
	c := &Classifier{unsureBelow: o.UnsureBelow, concernFrom: o.ConcernFrom, alsoFrom: defaultAlsoFrom}
	if c.concernFrom == 0 {
		c.concernFrom = DefaultConcernFrom
	}
	var topics sync.WaitGroup // reads the samples only; the rest changes the dictionary
	var fit letterFit
	topics.Go(func() { fit = trainLetters(keys, words, samples, n.known) })
	concern := concernSamples(n, samples[:len(letters)], letters)
	c.concern = trainConcern(n, concern)
	c.whole = trainWholeConcern(n, len(words.names), samples[:len(letters)], concern)
	c.obligations = trainObligations(n, c.concern.words, samples[:len(letters)], letters)
	topics.Wait()
	more := sortedByPeople(o.More)
	var unsureBelow float64
	c.letters, unsureBelow = fit.settle(n.known, c.obligations.weights, func() []told {
		return c.obligations.tellOfOthers(n, samples[:len(letters)+len(more)], letters, more)
	})
	if c.unsureBelow == 0 {
		c.unsureBelow = unsureBelow
	}
	c.rows = newScoreRows(c.letters, c.whole)
	n.dict.settle()
	c.pool.New = func() any { return newNotes(n.dict) }
	return c
}

func topicKeys(topics []Topic) []string {
	var keys []string
	for _, t := range topics {
		keys = append(keys, t.Key)
	}
	return keys
}

// fewestExamples is how many training letters a topic should weigh at least:
// a team's handful of sentences counts as that many.
const fewestExamples = 25

// sortedByPeople takes of letters that people have sorted what may be learned.
func sortedByPeople(more []Example) []Example {
	letters := make([]Example, len(more))
	for i, e := range more {
		letters[i] = Example{Topic: e.Topic, Letter: Letter{FromEmail: e.Letter.FromEmail, Subject: e.Letter.Subject, Own: e.Letter.Own}}
	}
	return letters
}

// letterSamples makes training letters of those given, in their order, and then
// of the topics' examples.
func letterSamples(n *notes, topics []Topic, keys []string, letters []Example) []sample {
	var samples []sample
	counts := make([]int, len(keys))
	for _, e := range letters {
		s := sample{reading: n.read(e.Letter).clone(), topic: topicIndex(keys, e.Topic), weight: 1}
		for _, a := range e.Also {
			s.also = append(s.also, topicIndex(keys, a))
		}
		counts[s.topic]++
		samples = append(samples, s)
	}
	for t, topic := range topics {
		for _, sentence := range topic.Examples {
			weight := max(1, float64(fewestExamples-counts[t])/float64(len(topic.Examples)))
			samples = append(samples, sample{
				reading: n.read(Letter{Own: sentence}).clone(), topic: t, weight: weight, example: true})
		}
	}
	return samples
}

// topicIndex finds a topic; one the team does not have is TopicOther.
func topicIndex(keys []string, key string) int {
	if i := slices.Index(keys, key); i >= 0 {
		return i
	}
	return slices.Index(keys, TopicOther)
}

func concernSamples(n *notes, samples []sample, letters []Example) []concernSample {
	all := make([]concernSample, len(letters))
	for i, s := range samples {
		all[i] = concernSample{cloneSentences(n.sentencesOf(s.reading)), letters[i].Concern}
	}
	return all
}

// Classify says what a letter is about and whether somebody may be in danger.
// It reads at most 64 KiB of each text, its beginning and its end.
func (c *Classifier) Classify(l Letter) Verdict {
	n := c.pool.Get().(*notes)
	v := c.judge(n, l)
	n.forget()
	c.pool.Put(n) // not deferred: notes that a panic left half written are not used again
	return v
}

func (c *Classifier) judge(n *notes, l Letter) Verdict {
	r := n.read(l)
	v := Verdict{Topic: TopicOther, Also: []string{}, Unsure: true, Concern: ConcernNone, Obligations: []Obligation{}, Reasons: []Reason{}}
	if len(r.subject.words)+len(r.own.words) == 0 && l.Passed == "" {
		return v
	}
	n.sentencesOf(r)
	n.duty = c.obligations.features.find(n, Letter{})
	n.duty.senders = r.senders
	outputs, concern := c.rows.score(n, n.weighRest(c.rows.words, r))
	carries := c.obligations.judge(n)
	o := c.letters.judge(outputs, carries.probabilities)
	best := largest(o.main)
	v.Topic, v.Confidence = c.letters.topics[best], o.main[best]
	v.Unsure = v.Confidence < c.unsureBelow || !n.understood()
	v.Also = c.further(best, o.any)
	words := c.letters.reasons(n, r, c.rows, best)
	raised := c.noteConcern(n, concern, &v)
	if l.Passed != "" { // reads into the same notes: last
		raised = c.notePassed(n, l.Passed, &v, raised)
		carries = carries.with(c.obligations.judge(n))
	}
	obligations, duties := carries.obligations()
	v.Obligations = obligations
	v.Reasons = append(append(append(v.Reasons, raised...), duties...), words...)
	if len(v.Reasons) > mostReasons {
		v.Reasons = v.Reasons[:mostReasons]
	}
	return v
}

// defaultAlsoFrom is the least probability at which a further topic is named.
// By cross-validation on the training part 0.4 finds 34 of 52, and 29 of the 40
// named are right.
const defaultAlsoFrom = 0.4

// further names the topics beside the main one, most likely first. That a
// letter is about something else besides is no news, so TopicOther is not one.
func (c *Classifier) further(main int, any []float64) []string {
	var also []int
	for t, p := range any {
		if t != main && p >= c.alsoFrom && c.letters.topics[t] != TopicOther {
			also = append(also, t)
		}
	}
	slices.SortStableFunc(also, func(a, b int) int { return compare(any[b], any[a]) })
	keys := []string{}
	for _, t := range also {
		keys = append(keys, c.letters.topics[t])
	}
	return keys
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

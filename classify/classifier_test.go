package classify

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/mailbox"
)

// asTheProgram are the options that the program has without a configuration.
var asTheProgram = Options{Own: mailbox.OwnText}

// trained is the classifier of them, made once.
var trained = sync.OnceValues(func() (*Classifier, error) { return New(asTheProgram) })

func shipped(t testing.TB) *Classifier {
	t.Helper()
	c, err := trained()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// checkVerdict holds what is true of every verdict.
func checkVerdict(t *testing.T, c *Classifier, l Letter, v Verdict) {
	t.Helper()
	if topicIndex(c.letters.topics, v.Topic) == topicIndex(c.letters.topics, TopicOther) && v.Topic != TopicOther {
		t.Errorf("topic %q is not configured", v.Topic)
	}
	if v.Also == nil || v.Reasons == nil {
		t.Error("also and reasons must never be nil")
	}
	if len(v.Reasons) > mostReasons {
		t.Errorf("%d reasons", len(v.Reasons))
	}
	for _, p := range []float64{v.Confidence, v.ConcernScore} {
		if !(p >= 0 && p <= 1) {
			t.Errorf("%v is no probability", p)
		}
	}
	if v.Concern.Rank() > 0 && (len(v.Reasons) == 0 || v.Reasons[0].For != string(v.Concern)) {
		t.Errorf("concern %s without its sentence: %v", v.Concern, v.Reasons)
	}
	text := strings.ToValidUTF8(l.Subject, " ") + "\n" + strings.ToValidUTF8(l.Own, " ") + "\n" + strings.ToValidUTF8(l.Whole, " ")
	for _, r := range v.Reasons {
		if !utf8.ValidString(r.Text) || math.IsNaN(r.Weight) || math.IsInf(r.Weight, 0) {
			t.Errorf("reason %+v", r)
		}
		if !strings.HasPrefix(r.Text, "[") && len(text) < headBytes && !strings.Contains(text, r.Text) {
			t.Errorf("reason %q is not in the letter", r.Text)
		}
	}
}

func TestClassifyPlainLetters(t *testing.T) {
	c := shipped(t)
	for _, test := range []struct {
		topic  string
		letter Letter
	}{
		{"framework_downloads", Letter{Subject: "Framework PDF", Own: "Where can I download the competence framework for adults? The UCL link says page not found."}},
		{"training", Letter{Subject: "Course for our team", Own: "Do you run a training course on suicide prevention for 12 staff, and what does it cost per head?"}},
		{"elearning_access", Letter{Subject: "Cannot log in", Own: "I can't log in to the MindEd module, my password is not accepted and the certificate has not come."}},
		{TopicOther, Letter{Subject: "Invoice 20331", Own: "Please find attached our invoice for the catering. Payment is due in 30 days."}},
		{"elearning_access", Letter{Own: "", Whole: "the e-learning module freezes and my certificate is missing"}},
	} {
		v := c.Classify(test.letter)
		checkVerdict(t, c, test.letter, v)
		if v.Topic != test.topic || v.Concern != ConcernNone {
			t.Errorf("%q: %+v, want %s without concern", test.letter.Own, v, test.topic)
		}
		if len(v.Reasons) < 3 {
			t.Errorf("%q: reasons %v", test.letter.Own, v.Reasons)
		}
	}
}

func TestReasonsAreWordsOfTheLetter(t *testing.T) {
	withoutRace(t)
	c := shipped(t)
	letters, err := trainingPart(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range letters {
		checkVerdict(t, c, e.Letter, c.Classify(e.Letter))
	}
}

// sameWeights fails where two classifiers differ by a bit.
func sameWeights(t *testing.T, first, second *Classifier) {
	t.Helper()
	for what, pair := range map[string][2][]float64{
		"letters":       {first.letters.weights, second.letters.weights},
		"concern":       {first.concern.weights, second.concern.weights},
		"whole concern": {first.whole.weights, second.whole.weights},
		"obligations":   {first.obligations.weights, second.obligations.weights},
		"calibration": {{first.letters.scale, first.letters.anyScale, first.letters.anyBias, first.unsureBelow},
			{second.letters.scale, second.letters.anyScale, second.letters.anyBias, second.unsureBelow}},
	} {
		if !slices.EqualFunc(pair[0], pair[1], func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
			t.Errorf("%s: two trainings differ", what)
		}
	}
}

// What is found by its ingredients and what is fitted twice is the same;
// TestKeptWeightsAreOfTheCorpus holds it against the whole corpus.
func TestTrainingIsDeterministic(t *testing.T) {
	withoutRace(t)
	letters, err := trainingPart(asTheProgram.Own)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Topics: ShippedTopics(), More: letters[:20]}
	known := &fits{}
	first := trainBeside(o, letters[20:500], known)
	sameWeights(t, first, trainBeside(o, letters[20:500], &fits{}))
	found := &fits{kept: known.made}
	sameWeights(t, first, trainBeside(o, letters[20:500], found))
	if len(found.made) > 0 {
		t.Errorf("%d fits were made again", len(found.made))
	}
}

func TestTopicOfATeamsOwn(t *testing.T) {
	withoutRace(t)
	topics := append(ShippedTopics(), Topic{Key: "room_hire", Examples: []string{
		"Can we hire the seminar room on your ground floor?",
		"Is the conference hall free to rent on a Saturday?",
		"What does it cost to hire a room, and is there a projector?",
		"We would like to rent your hall for our choir.",
	}})
	c, err := New(Options{Topics: topics})
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{
		"Could our group hire a room in your building next month? Is there a projector?",
		"hello, is the hall available to rent for a choir evening",
	} {
		if v := c.Classify(Letter{Own: own}); v.Topic != "room_hire" {
			t.Errorf("%q: %+v", own, v)
		}
	}
	if v := c.Classify(Letter{Own: "Where can I download the competence framework PDF?"}); v.Topic != "framework_downloads" {
		t.Errorf("the shipped topics suffer: %+v", v)
	}
}

// Letters that people have sorted teach a topic of which nothing else is known.
// Only what may be learned of them is: neither the whole text nor a concern.
func TestSortedLettersAreLearned(t *testing.T) {
	withoutRace(t)
	topics := append(ShippedTopics(), Topic{Key: "room_hire"})
	var more []Example
	for _, own := range []string{
		"Can we hire the seminar room on your ground floor for our summer fair?",
		"Is the conference hall free to rent on a Saturday?",
		"What does it cost to hire a room, and is there a projector?",
		"We would like to rent your hall for our choir every Thursday.",
		"Which room would hold forty chairs, and may we bring our own food?",
		"Our book club is looking for a room to rent once a month.",
	} {
		more = append(more, Example{Topic: "room_hire", Concern: ConcernPersonal,
			Letter: Letter{Subject: "Room", Own: own, Whole: own + " Zwyxtle the competence framework."}})
	}
	more = append(more, Example{Topic: "a topic given up since", Letter: Letter{Own: "Zebras grumble quietly."}})
	own := "Could our group hire a room in your building next month? Is there a projector?"
	before := shipped(t).Classify(Letter{Own: own})
	c, err := New(Options{Topics: topics, More: more})
	if err != nil {
		t.Fatal(err)
	}
	v := c.Classify(Letter{Own: own})
	if v.Topic != "room_hire" || v.Concern != before.Concern {
		t.Errorf("%+v", v)
	}
	if word := spell("zwyxtle"); c.letters.words.dict.words.find(&word, hashWord(&word)) != none {
		t.Error("words outside the writer's own were learned")
	}
}

func TestTopicsLeftOutAreOther(t *testing.T) {
	withoutRace(t)
	c, err := New(Options{Topics: []Topic{{Key: "training"}}})
	if err != nil {
		t.Fatal(err)
	}
	if v := c.Classify(Letter{Own: "I cannot log in to the module, it says wrong password"}); v.Topic != TopicOther {
		t.Errorf("%+v", v)
	}
}

func TestOddLetters(t *testing.T) {
	c := shipped(t)
	for name, test := range map[string]struct {
		letter Letter
		unsure bool
	}{
		"empty":         {Letter{}, true},
		"only spaces":   {Letter{Subject: " ", Own: "\n\n"}, true},
		"only stops":    {Letter{Own: "...!!!"}, true},
		"huge":          {Letter{Own: strings.Repeat("the module will not load and I am tired. ", 1<<20/41)}, false},
		"one huge word": {Letter{Own: strings.Repeat("a", 1<<20)}, true},
		"chinese":       {Letter{Subject: "你好", Own: strings.Repeat("我想了解自杀预防培训课程。", 50)}, true},
		"repeated":      {Letter{Own: strings.Repeat("suicide ", 10000)}, true},
		"invalid":       {Letter{Subject: "\xff\xfe", Own: "login \xc3 problem \x80\x81"}, false},
		"marks":         {Letter{Own: strings.Repeat("\"", 50000) + strings.Repeat("' ", 50000)}, true},
		"gaps":          {Letter{Own: strings.Repeat("i taken ", 10000)}, false},
	} {
		v := c.Classify(test.letter)
		checkVerdict(t, c, test.letter, v)
		if test.unsure && !v.Unsure {
			t.Errorf("%s: %+v, want unsure", name, v)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for want, o := range map[string]Options{
		"topics[0]":     {Topics: []Topic{{Key: "Bad Key"}}},
		"is the name":   {Topics: []Topic{{Key: "press"}}},
		"twice":         {Topics: []Topic{{Key: "a"}, {Key: "a"}}},
		"unsure below":  {UnsureBelow: 1.5},
		"concern from":  {ConcernFrom: -0.1},
		"concern from ": {ConcernFrom: math.NaN()},
	} {
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
			t.Errorf("%+v: error %v, want one naming %q", o, err, want)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	c := shipped(t)
	letter := Letter{Subject: "Course", Own: "Do you run a course in Leeds? I want to die."}
	want := fmt.Sprint(c.Classify(letter))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got := fmt.Sprint(c.Classify(letter)); got != want {
					t.Errorf("%s, want %s", got, want)
					return
				}
			}
		})
	}
	all.Wait()
}

func FuzzClassify(f *testing.F) {
	f.Add("Course", "Do you run this in Leeds? I can't go on.", "a@trust.nhs.uk")
	f.Add("", "\"'“‘\xff\xfe £5 3rd 10:30 80% http://x", "@")
	f.Add("dim pwynt", "dwi ddim eisiau byw\n\nDANNY: no", "a@b@c")
	f.Fuzz(func(t *testing.T, subject, own, from string) {
		l := Letter{FromEmail: from, Subject: subject, Own: own, Whole: own}
		c := shipped(t)
		v := c.Classify(l)
		checkVerdict(t, c, l, v)
		if again := c.Classify(l); fmt.Sprint(v) != fmt.Sprint(again) {
			t.Errorf("%+v, then %+v", v, again)
		}
	})
}

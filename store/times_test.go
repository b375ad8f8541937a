package store

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/mailbox"
)

// hours makes observed times; negative ones are censored.
func hours(hs ...int) (spans []span) {
	for _, h := range hs {
		spans = append(spans, span{time.Duration(max(h, -h)) * time.Hour, h < 0})
	}
	return spans
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		name  string
		spans []span
		want  time.Duration
		known bool
	}{
		{"none", nil, 0, false},
		{"one", hours(3), 3 * time.Hour, true},
		{"one unanswered", hours(-3), 0, false},
		{"odd", hours(5, 1, 3), 3 * time.Hour, true},
		{"even: the middle of the middle two", hours(1, 3, 6, 8), 4*time.Hour + 30*time.Minute, true},
		{"equal ones", hours(2, 2, 2, 9), 2 * time.Hour, true},
		{"zero is a time", []span{{0, false}, {0, false}, {time.Hour, false}}, 0, true},
		{"an unanswered one that waits longer counts as late", hours(1, 3, -9), 3 * time.Hour, true},
		{"exactly a half, then nobody", hours(1, 3, -9, -9), 3 * time.Hour, true},
		{"exactly a half, then an answer", hours(1, 3, -4, 8), 5*time.Hour + 30*time.Minute, true},
		{"fewer than half", hours(1, -9, -9), 0, false},
		{"new ones neither help nor harm", hours(-1, -1, -1, 2, 4, 6), 4 * time.Hour, true},
		// Five at risk: 4/5, then of three 2/3 (8/15), then of two 1/2 (4/15).
		{"by hand", hours(1, -2, 3, 5, -7), 5 * time.Hour, true},
		{"an answer before a censoring at the same time", hours(2, -2), 2 * time.Hour, true},
	} {
		if got, known := median(test.spans); got != test.want || known != test.known {
			t.Errorf("%s: %v, %v; want %v, %v", test.name, got, known, test.want, test.known)
		}
	}
}

// Remission times under 6-MP, the usual example: Freireich et al., Blood 21
// (1963) 699; the published Kaplan-Meier median is 23 weeks.
func TestMedianOfAPublishedExample(t *testing.T) {
	weeks := hours(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
	if got, known := median(weeks); got != 23*time.Hour || !known {
		t.Errorf("%v, %v", got, known)
	}
}

// With all answered it is the ordinary median, in whatever order they come.
func TestMedianWithoutCensoring(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 60; n++ {
		var spans []span
		for range n {
			spans = append(spans, span{time.Duration(r.IntN(20)) * time.Hour, false})
		}
		sorted := slices.SortedFunc(slices.Values(spans), func(a, b span) int { return int(a.length - b.length) })
		want := (sorted[(n-1)/2].length + sorted[n/2].length) / 2
		if got, known := median(spans); got != want || !known {
			t.Fatalf("%v: %v, %v; want %v", spans, got, known, want)
		}
	}
}

func TestResponseTimes(t *testing.T) {
	h := open(t)
	var in, out []Arrival
	ask := func(who, topic string, at time.Duration, answered ...time.Duration) {
		in = append(in, write(who, who).topic(topic).at(at))
		for _, d := range answered {
			out = append(out, answerTo(who, "r-"+who, who).at(at+d))
		}
	}
	ask("ada", "training", 0, 2*time.Hour)
	ask("bob", "training", 0, 24*time.Hour) // 8 hours of work
	ask("cyd", "training", 24*time.Hour)    // waits since Thursday 10:00
	ask("dan", "training", 6*24*time.Hour)  // Tuesday, not yet due
	ask("eve", "legacy", 0, time.Hour)
	ask("fay", "other", 0, time.Hour)
	in = append(in, write("gus", "g1").topic("training").junk(), write("hal", "h1").topic("training").kind(mailbox.List))
	in = append(in, write("ida", "i1").topic("training").at(-time.Minute), write("joe", "j1").topic("training").at(30*24*time.Hour))
	h.receive("INBOX", in...)
	h.receive("Sent", out...)
	h.now = wednesday.Add(6*24*time.Hour + time.Hour) // Tuesday 11:00

	got, err := h.ResponseTimes(t.Context(), wednesday, wednesday.Add(30*24*time.Hour))
	h.must(err)
	want := []TopicTimes{
		{Topic: "framework_downloads", Target: 16 * time.Hour},
		// At risk 4: censored at 1 h, answers at 2 h (2/3) and 8 h (1/3), censored at 25 h.
		{Topic: "training", Count: 4, Answered: 2, Median: 8 * time.Hour, MedianKnown: true, Calendar: 24 * time.Hour,
			Target: 8 * time.Hour, InTarget: 2, Decided: 3},
		{Topic: "other", Count: 1, Answered: 1, Median: time.Hour, MedianKnown: true, Calendar: time.Hour},
		{Topic: "legacy", Count: 1, Answered: 1, Median: time.Hour, MedianKnown: true, Calendar: time.Hour},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// bracketed shows marks as brackets: [topic], {duty}, <concern>, and (both).
func bracketed(segments []segment) string {
	var b strings.Builder
	for _, s := range segments {
		around := map[mark]string{markTopic: "[]", markDuty: "{}", markConcern: "<>", markDuty | markTopic: "()"}[s.Mark]
		if around == "" {
			b.WriteString(s.Text)
			continue
		}
		b.WriteString(around[:1] + s.Text + around[1:])
	}
	return b.String()
}

func markerOf(reasons ...classify.Reason) *marker {
	e := store.Enquiry{Row: store.Row{Concern: classify.ConcernPersonal, Obligations: []classify.Obligation{classify.FOI, classify.Complaint}}}
	return newMarker(e, classify.Verdict{Topic: "training", Reasons: reasons})
}

func TestMarks(t *testing.T) {
	topic := func(text string) classify.Reason { return classify.Reason{Text: text, For: "training", Weight: 1} }
	duty := func(text string) classify.Reason { return classify.Reason{Text: text, For: "foi", Weight: 1} }
	concern := func(text string) classify.Reason { return classify.Reason{Text: text, For: "personal", Weight: 1} }
	for name, c := range map[string]struct {
		reasons []classify.Reason
		in      string
		want    string
	}{
		"whole words in any case":      {[]classify.Reason{topic("course")}, "Course, COURSES, recourse, e-course", "[Course], COURSES, recourse, e-[course]"},
		"over a line's end":            {[]classify.Reason{concern("I cannot go on.")}, "Yes. I cannot\r\n go on. No", "Yes. <I cannot\r\n go on>. No"},
		"apostrophes alike":            {[]classify.Reason{topic("team’s")}, "a team's, teams, 'team's'", "a [team's], teams, '[team's]'"},
		"no part before an apostrophe": {[]classify.Reason{topic("team")}, "team's team", "team's [team]"},
		"accents and other scripts":    {[]classify.Reason{topic("ŵyn"), topic("日本")}, "Ŵyn 日本 日本語", "[Ŵyn] [日本] 日本語"},
		"a concern before all":         {[]classify.Reason{topic("end"), duty("the end of it"), concern("of it now")}, "the end of it now", "{the }(end){ }<of it now>"},
		"a topic's word in a duty":     {[]classify.Reason{topic("course"), duty("every course since 2019")}, "Every course since 2019!", "{Every }(course){ since 2019}!"},
		"a phrase that begins again":   {[]classify.Reason{duty("a a b")}, "a a a b", "a {a a b}"},
		"twice":                        {[]classify.Reason{topic("x1")}, "x1 x1", "[x1] [x1]"},
		"patterns and what is against": {[]classify.Reason{topic("[question]"), {Text: "question", For: "training", Weight: -1}, {Text: "press", For: "press", Weight: 2}, duty("...")}, "question press ...", "question press ..."},
		"words that explain nothing":   {[]classify.Reason{topic("the"), topic("course")}, "the course", "the [course]"},
		"nothing at all":               {[]classify.Reason{topic("course")}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, bracketed(markerOf(c.reasons...).segments(c.in, markTopic))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestALongSentenceIsMarkedAlthoughItWasCut(t *testing.T) {
	sentence := strings.TrimSpace(strings.Repeat("word after word ", 30))
	m := markerOf(classify.Reason{Text: sentence[:299], For: "personal", Weight: 1}) // ends within a word
	got := m.segments("So: "+sentence, markTopic)
	if len(got) < 2 || got[1].Mark != markConcern || len(got[1].Text) < 280 {
		t.Errorf("marked %s", bracketed(got))
	}
}

// A letter of a million characters, in which every word speaks for its topic.
func TestMarksAreFew(t *testing.T) {
	long := strings.Repeat("course and course ", 60_000)
	m := markerOf(classify.Reason{Text: "course", For: "training", Weight: 2},
		classify.Reason{Text: strings.Repeat("course and ", 20) + "now", For: "personal", Weight: 2})
	marks := 0
	var all strings.Builder
	for _, s := range m.segments(long, markTopic) {
		if all.WriteString(s.Text); s.Mark != unmarked {
			marks++
		}
	}
	if marks != mostMarks || all.String() != long {
		t.Errorf("%d marks, %d bytes of %d", marks, all.Len(), len(long))
	}
}

func TestThePageMarksTheLettersWords(t *testing.T) {
	s := newSite(t)
	first := owed(ask("Figures", "Sam", "I want <b>figures</b> of the speaking words.", "training", at("2026-11-05 10:00")), map[classify.Obligation]string{classify.FOI: "figures"})
	s.receive(first)
	second := danger(at("2026-11-06 10:00"))
	second.Message.InReplyTo = []string{"letter-1@example"}
	second.Message.OwnText, second.Message.Text = "No speaking, only figures.", "No speaking, only figures.\n\n> I have the tablets here. Speaking words."
	s.receive(second)
	w := s.get(store.RoleTriage, "/enquiries/1")
	s.has(w, 200, "Marked in the letters: ", `<mark class="app-mark app-mark--concern">what raised the concern</mark>, <mark class="app-mark app-mark--duty">what speaks for a formal duty</mark>, <mark class="app-mark app-mark--topic">what speaks for the topic</mark>.`,
		`I want &lt;b&gt;<mark class="app-mark app-mark--duty">figures</mark>&lt;/b&gt; of the <mark class="app-mark app-mark--topic">speaking words</mark>.</div>`,
		`>No speaking, only figures.</div>`, // the first letter's reasons are not the second's
		`&gt; <mark class="app-mark app-mark--concern">I have the tablets here</mark>. Speaking words.</div>`)
	s.has(s.post(store.RoleTriage, "/enquiries/1/obligation", "version", itoa(s.enquiry(1).Version), "duty", "foi", "reason", "None."), 303)
	s.has(s.post(store.RoleTriage, "/enquiries/1/concern", "version", itoa(s.enquiry(1).Version), "reason", "None."), 303)
	page := s.get(store.RoleTriage, "/enquiries/1").Body.String()
	if strings.Contains(page, "app-mark--duty") || strings.Contains(page, "app-mark--concern") || !strings.Contains(page, "app-mark--topic") {
		t.Error("what a person took back is still marked")
	}
}

func FuzzMarks(f *testing.F) {
	f.Add("I can't go on. The course, the COURSE.", "course", "I can't go on.")
	f.Add("a a a a b", "a a b", "a")
	f.Add("日本語 İ ŵ \u0301x’\xff", "İ", "’")
	f.Fuzz(func(t *testing.T, text, words, sentence string) {
		m := markerOf(classify.Reason{Text: words, For: "training", Weight: 1}, classify.Reason{Text: sentence, For: "personal", Weight: 1}, classify.Reason{Text: words + sentence, For: "foi", Weight: 1})
		for _, least := range []mark{markTopic, markConcern} {
			var all strings.Builder
			for _, s := range m.segments(text, least) {
				if all.WriteString(s.Text); s.Mark != unmarked && (s.Mark < least || s.Text == "" || s.Class() == "") {
					t.Errorf("marked %q as %d", s.Text, s.Mark)
				}
			}
			if all.String() != text {
				t.Errorf("%q became %q", text, all.String())
			}
		}
	})
}

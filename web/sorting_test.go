package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// said is an invented letter of which the program said this topic, so surely.
func said(topic string, confidence float64, unsure bool) store.Arrival {
	l := ask("A secret subject", "Sam Secret", "secret words", topic, at("2026-10-01 10:00"))
	l.Verdict.Confidence, l.Verdict.Unsure = confidence, unsure
	return l
}

// decide sets or confirms a topic, as a person does on the page of the enquiry.
func (s *site) decide(enquiry int64, topic string) {
	s.Helper()
	version := fmt.Sprint(s.enquiry(enquiry).Version)
	s.has(s.post(store.RoleTriage, fmt.Sprintf("/enquiries/%d/topic", enquiry), "version", version, "topic", topic), 303)
}

// cells reads the rows of the table under a caption, without white space more than one.
func (s *site) cells(page, caption string) (rows [][]string) {
	s.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		s.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data == "caption" && textOf(n) == caption {
			for row := range n.Parent.Descendants() {
				if row.Data == "tr" {
					var cells []string
					for c := range row.ChildNodes() {
						if c.Data == "th" || c.Data == "td" {
							cells = append(cells, textOf(c))
						}
					}
					rows = append(rows, cells)
				}
			}
			return rows
		}
	}
	s.Errorf("no table %q", caption)
	return nil
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (s *site) sameRows(got, want [][]string) {
	s.Helper()
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		s.Errorf("got:\n%q\nwant:\n%q", got, want)
	}
}

// TestSortingFigures has eight enquiries, sorted in two of five weeks: five right
// of eight, of the sure ones four of five.
func TestSortingFigures(t *testing.T) {
	s := newSite(t)
	s.receive(
		said("training", 0.92, false), said("training", 0.96, false), said("training", 0.94, false), said("other", 0.71, false),
		said("training", 0.45, true), said("other", 0.38, true), said("other", 0.31, true), said("elearning_access", 0.99, false),
	)
	s.now = at("2026-10-13 09:00")
	s.decide(1, "training")
	s.decide(2, "training")
	s.decide(3, "other")
	s.decide(3, "framework_downloads") // the newest decision counts
	s.now = at("2026-11-09 09:02")
	for id, topic := range []string{4: "other", 5: "training", 6: "training", 7: "framework_downloads", 8: "elearning_access"} {
		if topic != "" {
			s.decide(int64(id), topic)
		}
	}
	w := s.get(store.RoleReader, "/sorting")
	s.has(w, 200,
		"Of the 8 enquiries that people have sorted, the program had 5 right (63%; with so few it may be anything from 31% to 86%).",
		"When it was sure, 80% right (4 of 5). When it was unsure and asked, its best guess was right for 1 of 3 (33%).",
		"In this week and the three before it, it had 3 of 5 (60%) right.",
	)
	page := w.Body.String()
	s.sameRows(s.cells(page, "Enquiries that people sorted, by week, the newest first"), [][]string{
		{"Week from Monday", "Sorted by people", "The program was right", "Right when it was sure"},
		{"9 Nov 2026", "5", "3 of 5 (60%)", "2 of 2 (100%)"},
		{"2 Nov 2026", "0", "none sorted", "sure of none"},
		{"26 Oct 2026", "0", "none sorted", "sure of none"},
		{"19 Oct 2026", "0", "none sorted", "sure of none"},
		{"12 Oct 2026", "3", "2 of 3 (67%)", "2 of 3 (67%)"},
	})
	s.sameRows(s.cells(page, "Enquiries by what the program said and what people decided"), [][]string{
		{"The program said", "People decided", "Right when it said so"},
		{"Framework downloads", "Training", "E-learning access", "Other"},
		{"Framework downloads", "0 right", "0", "0", "0", "never said"},
		{"Training", "1", "3 right", "0", "0", "3 of 4 (75%)"},
		{"E-learning access", "0", "0", "1 right", "0", "1 of 1 (100%)"},
		{"Other", "1", "1", "0", "1 right", "1 of 3 (33%)"},
		{"Found of the topic", "0 of 2 (0%)", "3 of 4 (75%)", "1 of 1 (100%)", "1 of 1 (100%)", ""},
	})
	s.sameRows(s.cells(page, "Enquiries by how sure the program said it was"), [][]string{
		{"When it said", "Enquiries", "It was right", "It had said, on average", "Chance leaves open", "In short"},
		{"90 to 100% sure", "4", "3 of 4 (75%)", "95%", "30% to 95%", "too few to tell"},
		{"70 to 80% sure", "1", "1 of 1 (100%)", "71%", "21% to 100%", "too few to tell"},
		{"40 to 50% sure", "1", "1 of 1 (100%)", "45%", "21% to 100%", "too few to tell"},
		{"30 to 40% sure", "2", "0 of 2 (0%)", "34%", "0% to 66%", "too few to tell"},
	})
	s.sameRows(s.cells(page, "3 corrections"), [][]string{
		{"Enquiry", "Corrected", "By", "The program said", "What was right"},
		{"Enquiry 7", "Mon 9 Nov, 09:02", "Asha Patel", "Other31% sure, so it asked (model 0)", "Framework downloads"},
		{"Enquiry 6", "Mon 9 Nov, 09:02", "Asha Patel", "Other38% sure, so it asked (model 0)", "Training"},
		{"Enquiry 3", "Tue 13 Oct, 09:00", "Asha Patel", "Training94% sure (model 0)", "Framework downloads"},
	})
	s.has(w, 200, `<a href="/enquiries/7">Enquiry 7</a>`, `<li>It said Training, and Framework downloads was right: <strong>1 enquiry</strong></li>`,
		"app-tally--12", `<strong>Model 0 sorts now: it comes with the program`)
	for _, bad := range []string{"secret", "Secret", "writer@example.org", "hee.example"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page tells %q", bad)
		}
	}
}

func TestSortingBeforeAnybodyDecided(t *testing.T) {
	s := newSite(t)
	s.receive(said("training", 0.9, false))
	w := s.get(store.RoleReader, "/sorting")
	s.has(w, 200, "Nobody has confirmed or corrected a topic yet", `<a href="/enquiries?unsure=1">`, "Model 0 sorts now")
	if page := w.Body.String(); strings.Contains(page, "NaN") || strings.Contains(page, "of 0") || strings.Contains(page, "app-matrix") {
		t.Error("figures of nothing")
	}
	s.decide(1, "training")
	w = s.get(store.RoleReader, "/sorting")
	s.has(w, 200, "People have sorted 1 enquiry so far, and the program had it right.", "people have corrected no topic", "Nobody has corrected a topic yet")
}

func TestSortingKnowsTopicsThatAreGone(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Topics = []Topic{{"other", "Other"}, {"training", "Training"}} })
	s.receive(said("elearning_access", 0.9, false), said("framework_downloads", 0.9, false))
	s.decide(1, "training")
	s.decide(2, "other")
	w := s.get(store.RoleReader, "/sorting")
	s.has(w, 200, "It was sure of all of them.", "had 0 right (0%; with so few it may be anything from 0% to 66%)")
	s.sameRows(s.cells(w.Body.String(), "Enquiries by what the program said and what people decided")[1:4], [][]string{
		{"Other", "Training", "elearning access (no longer a topic)", "framework downloads (no longer a topic)"},
		{"Other", "0 right", "0", "0", "0", "never said"},
		{"Training", "0", "0 right", "0", "0", "never said"},
	})
}

func TestSortingFoldsWhatIsOld(t *testing.T) {
	s := newSite(t)
	var letters []store.Arrival
	for range 52 {
		letters = append(letters, said("training", 0.99, false))
	}
	s.receive(letters...)
	s.now = at("2026-11-09 09:02").AddDate(0, 0, -7*12)
	for id := range int64(52) {
		if id > 39 {
			s.now = s.now.AddDate(0, 0, 7)
		}
		s.decide(id+1, "other")
	}
	w := s.get(store.RoleReader, "/sorting")
	s.has(w, 200, "The newest 50 of 52 corrections", "Weeks before these: 1", "Enquiry 52<", "Enquiry 3<", "it was surer than it should be")
	if strings.Contains(w.Body.String(), "Enquiry 2<") {
		t.Error("lists more than 50")
	}
}

func TestChance(t *testing.T) {
	for _, c := range []struct {
		right, of int
		want      string
	}{
		{117, 128, "with so few it may be anything from 85% to 95%"},
		{1170, 1280, "it may be anything from 90% to 93%"},
	} {
		if got := chance(c.right, c.of); got != c.want {
			t.Errorf("%d of %d: %s", c.right, c.of, got)
		}
	}
	for _, c := range []struct {
		right, of int
		sure      float64
		want      string
	}{{9, 9, 0.99, "too few to tell"}, {71, 100, 0.75, "that fits"}, {60, 100, 0.75, "it was surer than it should be"}, {90, 100, 0.75, "it was right more often than it said"}} {
		if got := bandWords(classify.NewRate(c.right, c.of), c.sure); got != c.want {
			t.Errorf("%d of %d: %s", c.right, c.of, got)
		}
	}
}

func TestSortingShowsModels(t *testing.T) {
	s := newSite(t)
	s.receive(said("training", 0.9, false))
	s.decide(1, "other")
	compared := func(before, after, letters int) (c classify.Comparison) {
		c.Before, c.After = classify.Measured{Letters: letters, Right: before}, classify.Measured{Letters: letters, Right: after}
		return c
	}
	add := func(taken bool, why string, by store.Role, f classify.Figures) {
		figures, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.store.AddModel(t.Context(), store.Model{Base: "b", Corrections: []int64{1}, Taken: taken, Why: why, Figures: figures}, s.users[by].ID); err != nil {
			t.Fatal(err)
		}
	}
	add(true, "it is better", nobody, classify.Figures{Corrections: 50, New: 50, Test: compared(500, 502, 540), Fresh: compared(10, 41, 50)})
	add(false, "they do not agree", store.RoleLead, classify.Figures{Corrections: 60, New: 10, Test: compared(502, 480, 540), Fresh: compared(4, 3, 10), Older: compared(41, 40, 50)})
	w := s.get(store.RoleReader, "/sorting")
	s.has(w, 200, "Model 1 sorts now.")
	s.sameRows(s.cells(w.Body.String(), "Models, the newest first"), [][]string{
		{"Model", "Trained", "State", "Why", "Measured"},
		{"Model 2", "Mon 9 Nov, 09:02by Gwen Lead", "Refused", "They do not agree", "Learned from 60 decisions, 10 of them new" +
			"Letters kept apart to test with: 480 of 540 (89%) right, 502 before" + "New decisions, held back: 3 of 10 (30%) right, 4 before" + "Earlier decisions, held back: 40 of 50 (80%) right, 41 before"},
		{"Model 1", "Mon 9 Nov, 09:02by the program", "In use", "It is better", "Learned from 50 decisions, 50 of them new" +
			"Letters kept apart to test with: 502 of 540 (93%) right, 500 before" + "New decisions, held back: 41 of 50 (82%) right, 10 before"},
		{"Model 0", "beforehand", "Was in use", "It comes with the program and has learned from its example letters alone", "Nothing here: others are compared with it"},
	})
	if err := s.store.UseModel(t.Context(), 0, 0); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		add(false, "again", nobody, classify.Figures{})
	}
	s.has(s.get(store.RoleReader, "/sorting"), 200, "Model 0 sorts now", "Models before these: 3", "Nothing is known of it")
}

func TestMixedPairsNamesTheMostFrequent(t *testing.T) {
	s := newSite(t)
	counts := map[[2]string]int{{"other", "other"}: 90, {"training", "other"}: 7}
	for i := range 12 {
		counts[[2]string{"other", fmt.Sprintf("t%02d", i)}] = 2
	}
	pairs, rest := s.server.mixedPairs(counts)
	if len(pairs) != mostPairs || pairs[0] != (mixedPair{"Training", "Other", "7 enquiries"}) || pairs[1] != (mixedPair{"Other", "t00 (no longer a topic)", "2 enquiries"}) {
		t.Errorf("%+v", pairs)
	}
	if rest != "Beside these, 6 enquiries in 3 further mix-ups: the table has them." {
		t.Error(rest)
	}
}

package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

func (a Arrival) unsure() Arrival { a.Verdict.Unsure, a.Verdict.Confidence = true, 0.4; return a }

// decide sets a topic as ann does.
func (h *house) decide(by User, enquiry int64, topic string) {
	h.t.Helper()
	h.must(h.SetTopic(h.t.Context(), Change{enquiry, h.enquiryOf(enquiry).Version, by.ID}, topic))
}

func TestWhatPeopleSortIsLearnedFrom(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	first := write("ada", "a1").kind(mailbox.AutoReply)
	second := write("ada", "a2", "a1").at(time.Hour)
	second.Message.OwnText, second.Model = "Is there a place?", 3
	h.receive("INBOX", first, second, write("eve", "e1").unsure())
	h.decide(ann, 1, "other")
	h.decide(ann, 2, "training")
	h.decide(ann, 1, "framework_downloads")
	got, err := h.Corrections(t.Context())
	h.must(err)
	want := []Correction{
		{ID: 2, Enquiry: 2, At: wednesday, By: "ann", Said: "training", Confidence: 0.4, Unsure: true, Topic: "training",
			Letter: classify.Letter{FromName: "Eve", FromEmail: "eve@example.org", Subject: "About e1", Own: "Good morning, this is letter e1"}},
		{ID: 3, Enquiry: 1, At: wednesday, By: "ann", Said: "training", Confidence: 0.9, Model: 3, Topic: "framework_downloads",
			Letter: classify.Letter{FromName: "Ada", FromEmail: "ada@example.org", Subject: "About a2", Own: "Is there a place?"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSortingCountsEachEnquiryOnce(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"), write("eve", "e1").unsure(), write("bob", "b1"))
	h.decide(ann, 1, "training")
	h.decide(ann, 2, "other")
	h.now = wednesday.Add(14 * 24 * time.Hour)
	h.decide(ann, 3, "training")
	h.decide(ann, 2, "framework_downloads")
	got, err := h.Sorting(t.Context())
	h.must(err)
	monday := time.Date(2026, 11, 2, 0, 0, 0, 0, calendar.Location())
	weeks := []SortingWeek{
		{Monday: monday, Total: 1, Right: 1, Sure: 1, SureRight: 1},
		{Monday: monday.AddDate(0, 0, 7)},
		{Monday: monday.AddDate(0, 0, 14), Total: 2, Right: 1, Sure: 1, SureRight: 1},
	}
	if diff := cmp.Diff(weeks, got.Weeks); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[[2]string]int{{"training", "training"}: 2, {"training", "framework_downloads"}: 1}, got.Confusion); diff != "" {
		t.Error(diff)
	}
	if b := got.Bins[9]; b.Total != 2 || b.Right != 2 || b.Confidence != 0.9 {
		t.Errorf("%+v", b)
	}
	if b := got.Bins[4]; b.Total != 1 || b.Right != 0 || b.Confidence != 0.4 {
		t.Errorf("%+v", b)
	}
	if got.Total != 3 || got.Right != 2 || len(got.Corrected) != 1 || got.Corrected[0].Enquiry != 2 {
		t.Errorf("%+v", got)
	}
}

func TestModelsStepForthAndBack(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	h.decide(ann, 1, "other")
	if m, err := h.ModelInUse(t.Context()); err != nil || m.ID != 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	if _, err := h.ModelBefore(t.Context()); !errors.Is(err, ErrNotFound) {
		t.Errorf("before number 0: %v", err)
	}
	add := func(taken bool) int64 {
		id, err := h.AddModel(t.Context(), Model{Base: "b", Corrections: []int64{1}, Taken: taken, Why: "because", Figures: []byte(`{}`)}, ann.ID)
		h.must(err)
		return id
	}
	one, refused, three := add(true), add(false), add(true)
	m, err := h.ModelInUse(t.Context())
	h.must(err)
	if m.ID != three || !slices.Equal(m.Corrections, []int64{1}) || m.MadeBy != "ann" || !m.InUse || !m.Made.Equal(wednesday) {
		t.Errorf("%+v", m)
	}
	for _, want := range []int64{one, 0} {
		before, err := h.ModelBefore(t.Context())
		h.must(err)
		if before != want {
			t.Fatalf("before: %d, want %d", before, want)
		}
		h.must(h.UseModel(t.Context(), before, 0))
	}
	for _, id := range []int64{refused, 99} {
		if err := h.UseModel(t.Context(), id, 0); !errors.Is(err, ErrNotFound) {
			t.Errorf("model %d: %v", id, err)
		}
	}
	h.must(h.UseModel(t.Context(), three, ann.ID))
	if before, err := h.ModelBefore(t.Context()); err != nil || before != 0 {
		t.Errorf("before: %d, %v", before, err)
	}
	all, err := h.Models(t.Context())
	h.must(err)
	if len(all) != 3 || !all[0].InUse || all[1].Taken || all[2].InUse {
		t.Errorf("%+v", all)
	}
}

// A model is made again of what it was made of, also when people think otherwise now.
func TestModelKeepsTheCorrectionsItWasMadeOf(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	h.decide(ann, 1, "other")
	first, err := h.Corrections(t.Context())
	h.must(err)
	model, err := h.AddModel(t.Context(), Model{Corrections: []int64{first[0].ID}, Taken: true, Figures: []byte(`{}`)}, 0)
	h.must(err)
	h.decide(ann, 1, "training")
	now, err := h.Corrections(t.Context())
	h.must(err)
	of, err := h.ModelCorrections(t.Context(), model)
	h.must(err)
	if diff := cmp.Diff(first, of); diff != "" || len(now) != 1 || now[0].Topic != "training" {
		t.Errorf("now %+v; of the model (-first +got):\n%s", now, diff)
	}
	if none, err := h.ModelCorrections(t.Context(), 0); err != nil || len(none) != 0 {
		t.Errorf("of model 0: %+v, %v", none, err)
	}
}

// A person's choice stays, and so does what somebody changed meanwhile; danger and
// duties are only raised.
func TestNewVerdictsSortWhatNobodyHas(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").unsure().worry(classify.ConcernThirdParty).owed(classify.FOI), write("eve", "e1").unsure(), write("bob", "b1"),
		write("cyd", "c1").unsure(), write("dan", "d1").unsure().junk(), write("fay", "f1").unsure().kind(mailbox.AutoReply), write("gus", "g1").unsure())
	h.decide(ann, 4, "other")
	all, err := h.Unsorted(t.Context(), 0, 10)
	h.must(err)
	var ids []int64
	for _, u := range all {
		ids = append(ids, u.Enquiry)
	}
	if !slices.Equal(ids, []int64{1, 2, 7}) || all[1].Letter.Own != "Good morning, this is letter e1" {
		t.Fatalf("unsorted %v: %+v", ids, all)
	}
	if rest, err := h.Unsorted(t.Context(), 1, 1); err != nil || len(rest) != 1 || rest[0].Enquiry != 2 {
		t.Errorf("from 1 on: %+v, %v", rest, err)
	}
	verdict := func(unsure bool) classify.Verdict {
		return classify.Verdict{Topic: "framework_downloads", Confidence: 0.8, Unsure: unsure, Concern: classify.ConcernNone,
			Reasons: []classify.Reason{{Text: "PDF", For: "framework_downloads", Weight: 1}}}
	}
	judged := []Rejudged{{all[0], verdict(false)}, {all[1], verdict(false)}, {all[2], verdict(true)}}
	h.decide(ann, 2, "other") // meanwhile
	sorted, err := h.Rejudge(t.Context(), 5, judged)
	h.must(err)
	if sorted != 1 {
		t.Errorf("%d sorted", sorted)
	}
	one, two, seven := h.enquiryOf(1), h.enquiryOf(2), h.enquiryOf(7)
	if one.Topic != "framework_downloads" || one.Unsure || one.Concern != classify.ConcernThirdParty || !slices.Equal(one.Obligations, []classify.Obligation{classify.FOI}) ||
		one.Owner == nil || one.Owner.ID != ann.ID || !one.Due.Equal(wednesday.Add(48*time.Hour)) {
		t.Errorf("%+v", one.Row)
	}
	if v := one.Messages[0].Verdict; v.Topic != "framework_downloads" || v.Concern != classify.ConcernThirdParty || len(v.Obligations) != 1 || len(v.Reasons) != 3 || v.Reasons[0].For != "foi" {
		t.Errorf("%+v", v)
	}
	h.count(`SELECT model FROM message WHERE enquiry = 1`, 5)
	if two.Topic != "other" || two.TopicBy != "ann" || seven.Topic != "framework_downloads" || !seven.Unsure || seven.Owner != nil {
		t.Errorf("%+v\n%+v", two.Row, seven.Row)
	}
	if got := h.actions(one, actTopic); !slices.Equal(got, []string{"machine: training -> framework_downloads"}) {
		t.Errorf("history %v", got)
	}
}

// What a new verdict finds is kept even where the old one had not seen it.
func TestNewVerdictsRaiseConcern(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").unsure())
	all, err := h.Unsorted(t.Context(), 0, 10)
	h.must(err)
	v := write("ada", "x").unsure().worry(classify.ConcernPersonal).owed(classify.MP).Verdict
	_, err = h.Rejudge(t.Context(), 1, []Rejudged{{all[0], v}})
	h.must(err)
	e := h.enquiryOf(1)
	if e.Concern != classify.ConcernPersonal || len(e.Obligations) != 1 || e.Messages[0].Verdict.Concern != classify.ConcernPersonal || !e.Unsure {
		t.Errorf("%+v", e.Row)
	}
}

// What a person has taken back stays so, whatever a new model makes of the same letter.
func TestNewVerdictsRaiseNothingTwice(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	letter := write("ada", "a1").unsure().worry(classify.ConcernThirdParty).owed(classify.FOI)
	h.receive("INBOX", letter)
	change := func() Change { return Change{1, h.enquiryOf(1).Version, ann.ID} }
	h.must(h.LowerConcern(t.Context(), change(), "it is a case study"))
	h.must(h.LowerObligation(t.Context(), change(), classify.FOI, "she asks for a leaflet"))
	judge := func(model int64, v classify.Verdict) Enquiry {
		t.Helper()
		all, err := h.Unsorted(t.Context(), 0, 10)
		h.must(err)
		_, err = h.Rejudge(t.Context(), model, []Rejudged{{all[0], v}})
		h.must(err)
		return h.enquiryOf(1)
	}
	before := h.enquiryOf(1)
	letter.Verdict.Confidence = 0.3
	if e := judge(1, letter.Verdict); e.Concern != classify.ConcernNone || len(e.Obligations) != 0 || e.Version != before.Version || e.Confidence != 0.3 || len(e.History) != len(before.History) {
		t.Errorf("%s, %v, version %d after %d, %v sure", e.Concern, e.Obligations, e.Version, before.Version, e.Confidence)
	}
	worse := write("ada", "x").unsure().worry(classify.ConcernPersonal).owed(classify.FOI, classify.MP).Verdict
	worse.Topic = "other"
	e := judge(2, worse)
	if e.Concern != classify.ConcernPersonal || !slices.Equal(e.Obligations, []classify.Obligation{classify.MP}) || e.Version != before.Version+1 {
		t.Errorf("%s, %v, version %d after %d", e.Concern, e.Obligations, e.Version, before.Version)
	}
	if got := h.actions(e, actTopic); !e.Unsure || !slices.Equal(got, []string{"machine: training -> other"}) {
		t.Errorf("unsure %t, history %v", e.Unsure, got)
	}
}

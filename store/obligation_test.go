package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
)

func (a Arrival) owed(duties ...classify.Obligation) Arrival {
	a.Verdict.Obligations = duties
	for _, d := range duties {
		a.Verdict.Reasons = append([]classify.Reason{{Text: "[" + string(d) + "]", For: string(d), Weight: 1}}, a.Verdict.Reasons...)
	}
	return a
}

func TestLettersRaiseObligationsAndPeopleTakeThemBack(t *testing.T) {
	h := open(t)
	ann, rita := h.addUser("ann", RoleTriage), h.addUser("rita", RoleReader)
	h.receive("INBOX", write("ada", "a1").owed(classify.Complaint), write("eve", "e1"), write("ada", "a2", "a1").owed(classify.FOI, classify.Complaint))
	e := h.enquiryOf(1)
	if want := []classify.Obligation{classify.FOI, classify.Complaint}; !slices.Equal(e.Obligations, want) {
		t.Errorf("%v, want %v", e.Obligations, want)
	}
	if diff := cmp.Diff([]string{"machine: complaint", "machine: foi"}, h.actions(e, actObligation)); diff != "" {
		t.Error(diff)
	}
	if e.Reasons[0].For != "foi" || e.Reasons[1].For != "complaint" || len(e.Reasons) != 3 {
		t.Errorf("reasons %+v", e.Reasons)
	}
	if got := h.list(Filter{}); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("to do %v: what carries a duty comes first", got)
	}
	if got := h.list(Filter{View: ViewAll, Duties: true}); !slices.Equal(got, []int64{1}) {
		t.Errorf("with duties: %v", got)
	}

	change := Change{1, e.Version, ann.ID}
	for name, refused := range map[string]struct {
		change Change
		duty   classify.Obligation
		reason string
		want   error
	}{
		"no reason":     {change, classify.FOI, " ", ErrOutcomeNeeded},
		"none such":     {change, classify.Press, "wrong", ErrInvalid},
		"a reader":      {Change{1, e.Version, rita.ID}, classify.FOI, "wrong", ErrInvalid},
		"an older page": {Change{1, e.Version - 1, ann.ID}, classify.FOI, "wrong", ErrChanged},
	} {
		if err := h.LowerObligation(t.Context(), refused.change, refused.duty, refused.reason); !errors.Is(err, refused.want) {
			t.Errorf("%s: %v, want %v", name, err, refused.want)
		}
	}
	h.must(h.LowerObligation(t.Context(), change, classify.FOI, "she asks for a leaflet"))
	e = h.enquiryOf(1)
	if !slices.Equal(e.Obligations, []classify.Obligation{classify.Complaint}) || len(e.Notes) != 1 || e.Notes[0].Text != "she asks for a leaflet" {
		t.Errorf("%v, notes %+v", e.Obligations, e.Notes)
	}
	h.must(h.LowerObligation(t.Context(), Change{1, e.Version, ann.ID}, classify.Complaint, "no"))
	h.count(`SELECT count(*) FROM enquiry WHERE pin > 0`, 0)
	h.receive("INBOX", write("ada", "a3", "a1").owed(classify.FOI))
	if e = h.enquiryOf(1); !slices.Equal(e.Obligations, []classify.Obligation{classify.FOI}) {
		t.Errorf("a further letter brings it back: %v", e.Obligations)
	}
}

// A concern stands above a duty, whatever waits longer.
func TestDutiesArePinnedBelowConcerns(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").at(-48*time.Hour), write("eve", "e1").owed(classify.MP),
		write("bob", "b1").worry(classify.ConcernThirdParty), write("cyd", "c1").owed(classify.Press).junk())
	if got := h.list(Filter{}); !slices.Equal(got, []int64{3, 2, 1}) {
		t.Errorf("to do %v", got)
	}
	c, err := h.Counts(t.Context())
	h.must(err)
	if c.Concern != 1 || c.Duties != 1 {
		t.Errorf("%+v", c)
	}
}

package web

import (
	"net/http"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// dutyWords are what pages call a formal duty.
type dutyWords struct {
	Short   string // on a tag: "FOI"
	Name    string // "Freedom of information request"
	Not     string // as what a person says it is not: "This is no ..."
	explain string
}

var dutyNames = map[classify.Obligation]dutyWords{
	classify.FOI: {"FOI", "Freedom of information request", "freedom of information request",
		"Somebody asks for information that the organisation holds. There is a duty to answer such a request; whether this is one, a person decides."},
	classify.SubjectAccess: {"Own data", "Request for somebody’s own data", "request for somebody’s own data",
		"Somebody asks for the data held about them, or to have it put right or erased. There is a duty to answer; whether this is such a request, a person decides."},
	classify.Complaint: {"Complaint", "Complaint", "complaint",
		"Somebody is dissatisfied with the organisation and wants it dealt with. There is a duty to do so; whether this is a complaint, a person decides."},
	classify.MP: {"MP", "From or for a Member of Parliament", "letter from or for a Member of Parliament",
		"There is a duty to answer members of a parliament and those who write for them; whether this is such a letter, a person decides."},
	classify.Press: {"Press", "Press or broadcast", "letter from the press or a broadcaster",
		"A journalist or a broadcaster wants something. There is a duty to see that the right people answer; whether this is such a letter, a person decides."},
}

// dutyName is what pages call a duty, also one that this version does not know.
func dutyName(o classify.Obligation) dutyWords {
	if known, ok := dutyNames[o]; ok {
		return known
	}
	return dutyWords{Short: string(o), Name: string(o), Not: string(o)}
}

// carries reports whether an enquiry has a formal duty that nobody took back.
func carries(r store.Row, duty string) bool {
	return slices.Contains(r.Obligations, classify.Obligation(duty))
}

// isDuty reports whether what a reason speaks for is a formal duty.
func isDuty(what string) bool {
	return slices.Contains(classify.Obligations, classify.Obligation(what))
}

// dutyView is a formal duty of an enquiry, and why the program noticed it.
type dutyView struct {
	Key     string
	Name    string
	Not     string
	Explain string
	Words   []sentence
	Field   fieldError // of the reason why it is none
	Reason  string     // as it was typed
}

// mostDutyWords is how much a page shows of what speaks for one duty.
const mostDutyWords = 6

func dutyViews(e store.Enquiry, o outcomeOf) (all []dutyView) {
	for _, duty := range e.Obligations {
		name := dutyName(duty)
		view := dutyView{Key: string(duty), Name: name.Name, Not: name.Not, Explain: name.explain, Field: fieldOf(o.errors, reasonField(string(duty)))}
		view.Words = spoken(e, func(r classify.Reason) bool { return r.For == string(duty) })
		view.Words = view.Words[:min(len(view.Words), mostDutyWords)]
		if o.kept != nil && o.kept.duty == view.Key {
			view.Reason = o.kept.reason
		}
		all = append(all, view)
	}
	return all
}

// reasonField is the id of the field for why a duty is none.
func reasonField(duty string) string { return "reason-" + duty }

// dutyEvent puts a row of the history about a formal duty into words.
func dutyEvent(detail string) string {
	if duty, back := strings.CutSuffix(detail, " taken back"); back {
		return "Formal duty taken back: " + dutyName(classify.Obligation(duty)).Name
	}
	return "Formal duty noticed: " + dutyName(classify.Obligation(detail)).Name
}

// lowerObligation takes a formal duty back, with the reason why.
func (s *Server) lowerObligation(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "obligation", func(c store.Change, f submitted) error {
		return s.store.LowerObligation(v.Context(), c, classify.Obligation(f.duty), f.reason)
	})
}

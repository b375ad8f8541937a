package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
)

// LowerObligation takes a formal duty back: only a person can, by name and with a
// reason, which is kept as a note. ErrOutcomeNeeded without one. A further letter
// that carries the duty brings it back.
func (s *Store) LowerObligation(ctx context.Context, c Change, duty classify.Obligation, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.change(ctx, c, func(t *tx, e *current) error {
		carried, err := e.duties()
		if err != nil {
			return err
		}
		if !slices.Contains(carried, duty) {
			return invalid("it carries no duty %q", duty)
		}
		if reason == "" {
			return ErrOutcomeNeeded
		}
		if err := t.note(ctx, c, reason); err != nil {
			return err
		}
		e.obligations = jsonOf(slices.DeleteFunc(carried, func(o classify.Obligation) bool { return o == duty }))
		return t.record(ctx, event{c.By, e.id, actObligation, string(duty) + " taken back"})
	})
}

// oblige adds the duties that a verdict names, never takes one away, and puts the
// words that speak for the new ones before the reasons that are there.
func (t *tx) oblige(ctx context.Context, e *current, v classify.Verdict) error {
	carried, err := e.duties()
	if err != nil {
		return err
	}
	var raised []classify.Obligation
	for _, duty := range v.Obligations {
		if !slices.Contains(carried, duty) {
			raised = append(raised, duty)
		}
	}
	if len(raised) == 0 {
		return nil
	}
	e.obligations = jsonOf(append(carried, raised...))
	if err := e.prepend(v.Reasons, func(r classify.Reason) bool { return slices.Contains(raised, classify.Obligation(r.For)) }); err != nil {
		return err
	}
	for _, duty := range raised {
		if err := t.record(ctx, event{0, e.id, actObligation, string(duty)}); err != nil {
			return err
		}
	}
	return nil
}

// prepend puts those reasons of a verdict that are wanted, and not there yet,
// before the enquiry's.
func (e *current) prepend(reasons []classify.Reason, wanted func(classify.Reason) bool) error {
	var there []classify.Reason
	if err := json.Unmarshal([]byte(e.reasons), &there); err != nil {
		return err
	}
	var fresh []classify.Reason
	for _, r := range reasons {
		if wanted(r) && !slices.Contains(there, r) {
			fresh = append(fresh, r)
		}
	}
	all, err := json.Marshal(append(fresh, there...))
	e.reasons = string(all)
	return err
}

// duties are the formal duties that the enquiry carries.
func (e *current) duties() (carried []classify.Obligation, err error) {
	err = json.Unmarshal([]byte(e.obligations), &carried)
	return carried, err
}

// jsonOf is a list of duties as it is stored: each once, in the order that
// classify names them, without what it does not know.
func jsonOf(duties []classify.Obligation) string {
	text := "[]" // as the schema's generated column compares it
	for _, o := range classify.Obligations {
		if slices.Contains(duties, o) {
			text = strings.TrimSuffix(text, "]") + `,"` + string(o) + `"]`
		}
	}
	return strings.Replace(text, "[,", "[", 1)
}

package web

import (
	"errors"
	"net/http"
	"slices"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// refused says how to show a form again; known is false for errors that are
// not the person's to put right.
func refused(err error, f submitted) (o outcomeOf, known bool) {
	o = outcomeOf{status: http.StatusUnprocessableEntity, kept: &f}
	say := func(field, text string) { o.errors = []fieldError{{field, text}} }
	var mistakes mistakes
	switch {
	case errors.As(err, &mistakes):
		o.errors = mistakes
	case errors.Is(err, store.ErrChanged):
		o.status = http.StatusConflict
	case errors.Is(err, store.ErrOutcomeNeeded) && f.field == "concern":
		say("reason", "Say why this is no concern before you take it back")
	case errors.Is(err, store.ErrOutcomeNeeded) && f.field == "obligation":
		say(reasonField(f.duty), "Say why this is no "+dutyName(classify.Obligation(f.duty)).Not+" before you take it back")
	case errors.Is(err, store.ErrTasksOpen):
		say("status", "Finish the sub-tasks before you close this enquiry: a question of it is not answered yet")
	case errors.Is(err, store.ErrOutcomeNeeded):
		say("outcome", "Say what was done before you close this enquiry or call it spam")
	case errors.Is(err, errNoteEmpty):
		say("note", "Write the note before you save it")
	case errors.Is(err, store.ErrInvalid):
		o.errors = []fieldError{f.invalid()}
	default:
		return outcomeOf{}, false
	}
	return o, true
}

// invalid says what to put right where the store takes a value for none of its own.
func (f *submitted) invalid() fieldError {
	switch f.field {
	case "concern":
		return fieldError{"note", "There is no concern to take back any more. Your words are in the note below"}
	case "obligation":
		return fieldError{"note", "There is no such duty to take back any more. Your words are in the note below"}
	case "task":
		return fieldError{"task-topic", "Choose the topic and the owner of the sub-task from the lists"}
	case "task-owner":
		return fieldError{ownerField(f.task), "Choose the owner of the sub-task from the list"}
	case "elsewhere":
		return fieldError{"told-way", "The answer could not be recorded: check how it was given, and when"}
	case "note":
		return fieldError{"note", "Shorten the note, or take out what is not plain text"}
	}
	return fieldError{f.field, "Choose the " + f.field + " from the list"}
}

// orphan is what was typed into a form that the page no longer has.
func (f *submitted) orphan(e store.Enquiry) string {
	switch {
	case f.field == "concern" && e.Concern.Rank() == 0, f.field == "obligation" && !carries(e.Row, f.duty):
		return f.reason
	case f.field == "task-done" && !slices.ContainsFunc(e.Tasks, func(t store.Task) bool { return t.ID == f.task && t.Done.IsZero() }):
		return f.result
	}
	return ""
}

package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestChanges(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	ann, ben, rita := h.addUser("ann", RoleTriage), h.addUser("ben", RoleLead), h.addUser("rita", RoleReader)
	a := write("ada", "a1")
	a.Verdict.Unsure = true
	h.receive("INBOX", a)
	by := func(version int64) Change { return Change{1, version, ann.ID} }

	h.must(h.SetTopic(ctx, by(1), "framework_downloads"))
	if e := h.enquiryOf(1); e.Topic != "framework_downloads" || e.TopicBy != "ann" || e.Unsure || !e.Due.Equal(wednesday.Add(48*time.Hour)) {
		t.Errorf("topic: %+v", e.Row)
	}
	h.must(h.SetTopic(ctx, by(2), "framework_downloads"))
	h.must(h.Assign(ctx, by(3), ben.ID))
	if o := h.enquiryOf(1).Owner; o == nil || *o != ben {
		t.Errorf("owner %v", o)
	}
	h.must(h.Assign(ctx, by(4), 0))
	h.must(h.SetStatus(ctx, by(5), StatusSpam, ""))
	if e := h.enquiryOf(1); !e.Due.IsZero() {
		t.Errorf("spam is due %v", e.Due)
	}
	h.must(h.SetStatus(ctx, by(6), StatusOpen, " not spam after all "))
	e := h.enquiryOf(1)
	if e.Due.IsZero() || e.Owner != nil || e.Version != 7 {
		t.Errorf("back from spam: %+v", e.Row)
	}
	h.must(h.AddNote(ctx, Change{Enquiry: 1, By: ben.ID}, "Asked the publisher."))
	h.must(h.RecordLook(ctx, 1, rita.ID))
	e = h.enquiryOf(1)
	if e.Version != 7 || len(e.Notes) != 2 || e.Notes[0].Text != "not spam after all" || e.Notes[1] != (Note{wednesday, "ben", "Asked the publisher."}) {
		t.Errorf("notes %+v", e.Notes)
	}
	var history []string
	for _, v := range e.History {
		history = append(history, v.By+" "+strings.TrimSpace(v.Action+" "+v.Detail))
	}
	want := []string{
		"machine received training", "ann topic training -> framework_downloads", "ann topic framework_downloads confirmed",
		"ann owner nobody -> ben", "ann owner ben -> nobody", "ann status new -> spam", "ann status spam -> open",
		"ben note", "rita look",
	}
	if !slices.Equal(history, want) {
		t.Errorf("history %q", history)
	}
}

func TestChangesRefused(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	ann, rita := h.addUser("ann", RoleTriage), h.addUser("rita", RoleReader)
	h.receive("INBOX", write("ada", "a1").worry("third_party"))
	good := Change{1, 1, ann.ID}
	for name, test := range map[string]struct {
		err, want error
	}{
		"an unknown enquiry":     {h.SetTopic(ctx, Change{9, 1, ann.ID}, "other"), ErrNotFound},
		"an unknown topic":       {h.SetTopic(ctx, good, "weather"), ErrInvalid},
		"an old version":         {h.SetTopic(ctx, Change{1, 0, ann.ID}, "other"), ErrChanged},
		"a reader":               {h.SetTopic(ctx, Change{1, 1, rita.ID}, "other"), ErrInvalid},
		"an unknown user":        {h.SetTopic(ctx, Change{1, 1, 99}, "other"), ErrInvalid},
		"an unknown owner":       {h.Assign(ctx, good, 99), ErrInvalid},
		"a reader as owner":      {h.Assign(ctx, good, rita.ID), ErrInvalid},
		"an unknown status":      {h.SetStatus(ctx, good, "lost", ""), ErrInvalid},
		"closing without words":  {h.SetStatus(ctx, good, StatusClosed, " \n"), ErrOutcomeNeeded},
		"spam without words":     {h.SetStatus(ctx, good, StatusSpam, ""), ErrOutcomeNeeded},
		"an empty note":          {h.AddNote(ctx, good, "  "), ErrInvalid},
		"a reader's note":        {h.AddNote(ctx, Change{1, 1, rita.ID}, "hello"), ErrInvalid},
		"a note on nothing":      {h.AddNote(ctx, Change{9, 1, ann.ID}, "hello"), ErrNotFound},
		"a look at nothing":      {h.RecordLook(ctx, 9, ann.ID), ErrNotFound},
		"a look by nobody":       {h.RecordLook(ctx, 1, 99), ErrInvalid},
		"reading what is not":    {func() error { _, err := h.Enquiry(ctx, 9); return err }(), ErrNotFound},
		"letters that are not":   {func() error { _, err := h.Raw(ctx, 9); return err }(), ErrNotFound},
		"an owner that is no id": {func() error { _, err := h.Inbox(ctx, Filter{Owner: "ann"}); return err }(), ErrInvalid},
		"a view that is none":    {func() error { _, err := h.Inbox(ctx, Filter{View: "mine"}); return err }(), ErrInvalid},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v, want %v", name, test.err, test.want)
		}
	}
	e := h.enquiryOf(1)
	if e.Version != 1 || len(e.Notes) != 0 || len(e.History) != 2 {
		t.Errorf("something was changed: %+v", e)
	}
}

func TestClosingAConcern(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").worry("personal"))
	h.must(h.SetStatus(t.Context(), Change{1, 1, ann.ID}, StatusWaiting, ""))
	if got := h.list(Filter{}); len(got) != 1 {
		t.Error("a concern that waits is no longer pinned")
	}
	h.must(h.SetStatus(t.Context(), Change{1, 2, ann.ID}, StatusClosed, "Spoke with her; she is with her GP."))
	e := h.enquiryOf(1)
	if e.Status != StatusClosed || len(e.Notes) != 1 || e.Concern != "personal" {
		t.Errorf("%+v", e)
	}
	if got := h.list(Filter{}); len(got) != 0 {
		t.Errorf("to do: %v", got)
	}
}

// Of two people who change what they saw, one is told.
func TestTwoChangeAtOnce(t *testing.T) {
	h := open(t)
	ann, ben := h.addUser("ann", RoleTriage), h.addUser("ben", RoleTriage)
	h.receive("INBOX", write("ada", "a1"))
	results := make(chan error)
	for _, u := range []User{ann, ben} {
		go func() { results <- h.Assign(t.Context(), Change{1, 1, u.ID}, u.ID) }()
	}
	first, second := <-results, <-results
	if (first == nil) == (second == nil) || !errors.Is(errors.Join(first, second), ErrChanged) {
		t.Errorf("%v, %v", first, second)
	}
	// A letter that came meanwhile must be seen before it is closed.
	h.receive("INBOX", write("ada", "a2", "a1"))
	if err := h.SetStatus(t.Context(), Change{1, 2, ann.ID}, StatusClosed, ""); !errors.Is(err, ErrChanged) {
		t.Errorf("closing over a new letter: %v", err)
	}
}

func TestAuditTrailIsAppendOnly(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	for _, text := range []string{`UPDATE event SET detail = ''`, `DELETE FROM event`} {
		if _, err := h.writer.Exec(text); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The trail outlives what it tells of, so it must hold nothing of it.
func TestAuditTrailHoldsNoContent(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", write("ada", "a1").worry("personal"), write("ada", "a2", "a1"))
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, StatusClosed, "telephoned"))
	_, err := h.NewSignInLink(t.Context(), ann.ID, time.Hour)
	h.must(err)
	h.count(`SELECT count(*) FROM event WHERE detail LIKE '%@%' OR detail LIKE '%About%' OR detail LIKE '%telephoned%' OR detail LIKE '%morning%'`, 0)
}

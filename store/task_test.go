package store

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// Half an answer does not end both questions.
func TestTaskKeepsAnEnquiryToDo(t *testing.T) {
	h := open(t)
	ann, ben := h.addUser("ann", RoleTriage), h.addUser("ben", RoleTriage)
	h.receive("INBOX", write("ada", "a1"), write("eve", "e1"))
	change := func() Change { return Change{1, h.enquiryOf(1).Version, ann.ID} }
	h.must(h.Assign(t.Context(), change(), ann.ID))
	task, err := h.AddTask(t.Context(), change(), "framework_downloads", ben.ID)
	h.must(err)
	for _, f := range []Filter{{Owner: "1"}, {Owner: "2"}} {
		if got := h.list(f); !slices.Equal(got, []int64{1}) {
			t.Errorf("%+v: %v", f, got)
		}
	}
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	e := h.enquiryOf(1)
	if due := wednesday.Add(48 * time.Hour); e.Status != StatusWaiting || !e.Due.Equal(due) || e.OpenTasks != 1 {
		t.Errorf("%s, due %v (want %v), %d open", e.Status, e.Due, due, e.OpenTasks)
	}
	if got := h.list(Filter{}); !slices.Contains(got, 1) {
		t.Errorf("to do %v: a question is open", got)
	}
	if err := h.SetStatus(t.Context(), change(), StatusClosed, ""); !errors.Is(err, ErrTasksOpen) {
		t.Errorf("closed with an open task: %v", err)
	}
	if err := h.TellAnswer(t.Context(), change(), Told{Way: NoneNeeded, At: wednesday, Who: "thanks only"}); !errors.Is(err, ErrTasksOpen) {
		t.Errorf("no answer needed with an open task: %v", err)
	}
	h.must(h.AssignTask(t.Context(), change(), task, 0))
	if e = h.enquiryOf(1); e.Tasks[0].Owner != nil {
		t.Errorf("%+v", e.Tasks)
	}
	h.must(h.FinishTask(t.Context(), change(), task, " sent her the link "))
	e = h.enquiryOf(1)
	k := e.Tasks[0]
	if e.OpenTasks != 0 || k.Outcome != "sent her the link" || k.DoneBy != "ann" || !k.Done.Equal(wednesday) || !e.Due.IsZero() {
		t.Errorf("%+v, due %v", k, e.Due)
	}
	if got := h.list(Filter{}); slices.Contains(got, 1) {
		t.Errorf("to do %v", got)
	}
	h.must(h.SetStatus(t.Context(), change(), StatusClosed, ""))
	if got := h.actions(h.enquiryOf(1), actTask); len(got) != 3 {
		t.Errorf("history %v", got)
	}
}

func TestTasksAreRefused(t *testing.T) {
	h := open(t)
	ann, rita := h.addUser("ann", RoleTriage), h.addUser("rita", RoleReader)
	h.receive("INBOX", write("ada", "a1"), write("eve", "e1"))
	change := func(enquiry int64) Change { return Change{enquiry, h.enquiryOf(enquiry).Version, ann.ID} }
	task, err := h.AddTask(t.Context(), change(1), "other", 0)
	h.must(err)
	for name, test := range map[string]struct {
		change Change
		topic  string
		owner  int64
		want   error
	}{
		"no topic":    {change(1), "cakes", 0, ErrInvalid},
		"its own":     {change(1), "training", 0, ErrInvalid},
		"twice":       {change(1), "other", 0, ErrInvalid},
		"a reader":    {change(1), "framework_downloads", rita.ID, ErrInvalid},
		"nobody":      {change(1), "framework_downloads", 99, ErrInvalid},
		"no enquiry":  {Change{9, 1, ann.ID}, "other", 0, ErrNotFound},
		"an old page": {Change{1, 1, ann.ID}, "framework_downloads", 0, ErrChanged},
	} {
		if _, err := h.AddTask(t.Context(), test.change, test.topic, test.owner); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if err := h.FinishTask(t.Context(), change(2), task, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("of another enquiry: %v", err)
	}
	h.must(h.SetStatus(t.Context(), change(1), StatusSpam, ""))
	if err := h.AssignTask(t.Context(), change(1), task, ann.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("its tasks ended with the spam: %v", err)
	}
	if got := h.actions(h.enquiryOf(1), actTask); !slices.Equal(got, []string{"ann: other for nobody", "ann: other dropped"}) {
		t.Errorf("history %v", got)
	}
	if _, err := h.AddTask(t.Context(), change(1), "other", 0); !errors.Is(err, ErrInvalid) {
		t.Errorf("in spam: %v", err)
	}
}

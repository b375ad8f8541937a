package web

import (
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/store"
)

// twoQuestions stores an enquiry about training in which the program found
// e-learning access as well.
func twoQuestions(s *site) {
	a := ask("A course, and my password", "Sam", "Which course? And I cannot log in.", "training", at("2026-11-06 16:00"))
	a.Verdict.Also = []string{"elearning_access"}
	s.receive(a)
}

func TestAQuestionIsSplitOffAndFinished(t *testing.T) {
	s := newSite(t)
	twoQuestions(s)
	asha, gwen := s.users[store.RoleTriage], s.users[store.RoleLead]
	version := func() string { return itoa(s.enquiry(1).Version) }
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200, "Perhaps also: <strong>E-learning access</strong>", `name="task_topic" value="elearning_access"`, "Make it a sub-task",
		`<option value="0" selected>Nobody yet</option><option value="`+itoa(asha.ID)+`">Asha Patel (me)</option>`)
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "also: E-learning access")

	w := s.post(store.RoleTriage, "/enquiries/1/tasks", "version", version(), "task_topic", "elearning_access", "task_owner", itoa(gwen.ID))
	s.has(w, 303)
	w = s.get(store.RoleTriage, w.Header().Get("Location"))
	s.has(w, 200, "The question is split off as a sub-task", "1 sub-task is open: the enquiry stays to do until it is done.", "Owner: Gwen Lead", "due in 1 working day",
		"Asha Patel: Sub-task: E-learning access, for Gwen Lead", "Assign to me<span class=\"nhsuk-u-visually-hidden\">: the sub-task E-learning access")
	if strings.Contains(w.Body.String(), `name="task_topic" value="elearning_access"`) {
		t.Error("the same question is offered once more")
	}
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "1 open sub-task")
	s.has(s.get(store.RoleLead, "/enquiries?owner="+itoa(gwen.ID)), 200, "A course, and my password")

	task := "/enquiries/1/tasks/" + itoa(s.enquiry(1).Tasks[0].ID)
	w = s.post(store.RoleTriage, task+"/owner", "version", version(), "task_owner", itoa(asha.ID))
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The owner of the sub-task is saved", "Owner: Asha Patel (me)")
	before := version()
	w = s.post(store.RoleTriage, task+"/owner", "version", before, "task_owner", itoa(asha.ID))
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "Nothing to save", "The owner of the sub-task was this already")
	if version() != before {
		t.Error("something was written")
	}

	s.has(s.post(store.RoleTriage, "/enquiries/1/status", "version", version(), "status", "closed", "outcome", "Sent the dates."), 422,
		`<a href="#status">Finish the sub-tasks before you close this enquiry`, ">Sent the dates.</textarea>")
	s.has(s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", version(), "way", "none_needed", "who", "thanks")...), 422,
		`<a href="#told-way">Finish the sub-tasks before you say that no answer is needed`)
	w = s.post(store.RoleTriage, task+"/done", "version", version(), "result", " Sent <her> a link. ")
	s.has(w, 303)
	s.has(s.get(store.RoleTriage, w.Header().Get("Location")), 200, "The sub-task is done. No other is open.", "E-learning access: done by Asha Patel, <time", "Sent &lt;her&gt; a link.",
		"Asha Patel: Sub-task finished: E-learning access")
	s.has(s.post(store.RoleTriage, "/enquiries/1/status", "version", version(), "status", "closed"), 303)
	if strings.Contains(s.get(store.RoleTriage, "/enquiries/1").Body.String(), "Split off") {
		t.Error("a closed enquiry offers sub-tasks")
	}
}

func TestAnAnsweredEnquiryWithASubTaskIsStillDue(t *testing.T) {
	s := newSite(t)
	twoQuestions(s)
	s.has(s.post(store.RoleTriage, "/enquiries/1/tasks", "version", itoa(s.enquiry(1).Version), "task_topic", "other", "task_owner", "0"), 303)
	s.receive(reply("Next week.", "letter-1@example", at("2026-11-06 16:30")))
	s.has(s.get(store.RoleTriage, "/enquiries"), 200, "A course, and my password", "1 open sub-task", "due in 1 working day")
	s.now = at("2026-11-11 09:00")
	s.cookie[store.RoleTriage] = s.signIn(s.link(store.RoleTriage))
	s.has(s.get(store.RoleTriage, "/enquiries?view=late"), 200, "A course, and my password", `<span class="app-late">late by`)
}

func TestSubTasksAreRefusedInWords(t *testing.T) {
	s := newSite(t)
	twoQuestions(s)
	version := func() string { return itoa(s.enquiry(1).Version) }
	add := func(topic, owner string) { // and see what is said
		s.Helper()
		s.has(s.post(store.RoleTriage, "/enquiries/1/tasks", "version", version(), "task_topic", topic, "task_owner", owner), 303)
	}
	add("elearning_access", "0")
	for _, c := range []struct{ topic, owner, want string }{
		{"training", "0", `<a href="#task-topic">Choose another topic: this is the enquiry’s own</a>`},
		{"elearning_access", "0", `<a href="#task-topic">Choose another topic: a sub-task for this one is open already</a>`},
		{"gardening", "0", `<a href="#task-topic">Choose the topic and the owner`},
		{"other", "x", `<a href="#task-topic">Choose the topic and the owner`},
		{"other", itoa(s.users[store.RoleReader].ID), `<option value="other" selected>Other</option>`},
	} {
		w := s.post(store.RoleTriage, "/enquiries/1/tasks", "version", version(), "task_topic", c.topic, "task_owner", c.owner)
		s.has(w, 422, c.want, `id="task-topic-error"`)
	}
	task := "/enquiries/1/tasks/" + itoa(s.enquiry(1).Tasks[0].ID)
	s.has(s.post(store.RoleTriage, task+"/owner", "version", version(), "task_owner", itoa(s.users[store.RoleReader].ID)), 422, "Choose the owner of the sub-task from the list", `id="task-owner-1-error"`)
	for _, path := range []string{"/enquiries/1/tasks/99/done", "/enquiries/1/tasks/x/done", "/enquiries/1/tasks/99/owner"} {
		s.has(s.post(store.RoleTriage, path, "version", version(), "task_owner", "0"), 404, "Page not found")
	}
	s.has(s.post(store.RoleTriage, task+"/done", "version", "0", "result", "Half <done>."), 409, ">Half &lt;done&gt;.</textarea>", "This enquiry was changed meanwhile")
	old := version()
	s.has(s.post(store.RoleLead, task+"/done", "version", old), 303)
	s.has(s.post(store.RoleTriage, task+"/done", "version", old, "result", "I did it too."), 409, `name="note" rows="4" aria-describedby="note-hint">I did it too.</textarea>`)
	s.has(s.post(store.RoleTriage, "/enquiries/1/status", "version", version(), "status", "closed"), 303)
	s.has(s.post(store.RoleTriage, "/enquiries/1/tasks", "version", version(), "task_topic", "other", "task_owner", "0"), 422, `<a href="#status">Open the enquiry again`)
	if n := len(s.enquiry(1).Tasks); n != 1 {
		t.Errorf("%d sub-tasks", n)
	}
}

func TestReadersSeeSubTasks(t *testing.T) {
	s := newSite(t)
	twoQuestions(s)
	if strings.Contains(s.get(store.RoleReader, "/enquiries/1").Body.String(), "Sub-tasks") {
		t.Error("an empty list is shown to a reader")
	}
	s.has(s.post(store.RoleTriage, "/enquiries/1/tasks", "version", "1", "task_topic", "other", "task_owner", "0"), 303)
	w := s.get(store.RoleReader, "/enquiries/1")
	s.has(w, 200, "Sub-tasks</h2>", "Owner: nobody yet")
	if strings.Contains(w.Body.String(), "/tasks") {
		t.Error("a reader is shown a form")
	}
	s.has(s.post(store.RoleTriage, "/enquiries/1/status", "version", "2", "status", "spam"), 303)
	s.has(s.get(store.RoleReader, "/enquiries/1"), 200, "Asha Patel: Sub-task ended, for the enquiry is spam: Other")
}

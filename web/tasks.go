package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// taskPanel shows the sub-tasks of an enquiry, and offers more.
type taskPanel struct {
	Say    string // "2 sub-tasks are open: the enquiry stays to do until they are done."; "" for none
	Open   []taskView
	Done   []taskView
	Offers []taskOffer // of further topics that the program found
	Other  taskOffer   // of any other topic
	May    bool        // something is offered
}

// taskView is one sub-task.
type taskView struct {
	ID     int64
	Topic  string
	Owner  string // "" for nobody
	Due    dueWords
	Mine   bool
	Owners []option
	Field  fieldError // of the owner
	Result string     // what was done, as it was typed

	At      when // when it was done
	By      string
	Outcome string // "" when nothing was said
}

// taskOffer is a form for a new sub-task.
type taskOffer struct {
	Key, Label string   // of the topic; "" when it is to be chosen
	Topics     []option // to choose from
	Owners     []option
	Field      fieldError
	Sent       bool // it was sent and refused
}

// ownerField is the id of the field for a sub-task's owner.
func ownerField(id int64) string { return fmt.Sprintf("task-owner-%d", id) }

func (s *Server) taskPanel(e store.Enquiry, users []store.User, me store.User, o outcomeOf) taskPanel {
	var p taskPanel
	for _, t := range e.Tasks {
		if t.Done.IsZero() {
			p.Open = append(p.Open, s.taskView(t, users, me, o))
		} else {
			p.Done = append(p.Done, taskView{Topic: s.cfg.topicLabel(t.Topic), At: s.when(t.Done), By: t.DoneBy, Outcome: oneLine(t.Outcome)})
		}
	}
	switch n := len(p.Open); {
	case n == 1:
		p.Say = "1 sub-task is open: the enquiry stays to do until it is done."
	case n > 1:
		p.Say = fmt.Sprintf("%d sub-tasks are open: the enquiry stays to do until they are done.", n)
	}
	if !over(e.Status) {
		s.offerTasks(&p, e, users, me, o)
	}
	return p
}

// over reports whether nothing is to be done about an enquiry any more.
func over(st store.Status) bool { return st == store.StatusClosed || st == store.StatusSpam }

func (s *Server) taskView(t store.Task, users []store.User, me store.User, o outcomeOf) taskView {
	view := taskView{ID: t.ID, Topic: s.cfg.topicLabel(t.Topic), Due: s.dueAt(t.Due)}
	current := "0"
	if t.Owner != nil {
		view.Owner, view.Mine, current = nameOf(*t.Owner, me), t.Owner.ID == me.ID, strconv.FormatInt(t.Owner.ID, 10)
	}
	if o.kept != nil && o.kept.task == t.ID {
		view.Result, current = o.kept.result, chosen(o.kept.field == "task-owner", o.kept.taskOwner, current)
	}
	view.Owners = taskOwners(users, me, t.Owner, current)
	view.Field = fieldOf(o.errors, ownerField(t.ID))
	return view
}

// offerTasks offers each further topic that the program found and that has no
// sub-task yet, and any other that has none open.
func (s *Server) offerTasks(p *taskPanel, e store.Enquiry, users []store.User, me store.User, o outcomeOf) {
	owner, topic := "0", ""
	if o.kept != nil && o.kept.field == "task" {
		owner, topic = o.kept.taskOwner, o.kept.taskTopic
	}
	for _, key := range e.Also {
		if key != e.Topic && !slices.ContainsFunc(e.Tasks, func(t store.Task) bool { return t.Topic == key }) {
			p.Offers = append(p.Offers, taskOffer{Key: key, Label: s.cfg.topicLabel(key), Owners: taskOwners(users, me, nil, "0")})
		}
	}
	for _, t := range s.topicOptions(topic) {
		if t.Value == e.Topic || openTask(e, t.Value) {
			continue
		}
		p.Other.Topics = append(p.Other.Topics, t)
	}
	p.Other.Owners = taskOwners(users, me, nil, owner)
	p.Other.Field = fieldOf(o.errors, "task-topic")
	p.Other.Sent = topic != ""
	p.May = len(p.Other.Topics) > 0
}

// openTask reports whether a sub-task for a topic is open.
func openTask(e store.Enquiry, topic string) bool {
	return slices.ContainsFunc(e.Tasks, func(t store.Task) bool { return t.Topic == topic && t.Done.IsZero() })
}

// taskOwners are those who may have a sub-task, oneself first.
func taskOwners(users []store.User, me store.User, owner *store.User, current string) []option {
	all := ownerOptions(users, me, owner, current)
	mine := strconv.FormatInt(me.ID, 10)
	if i := slices.IndexFunc(all, func(o option) bool { return o.Value == mine }); i > 1 {
		own := all[i]
		all = slices.Insert(slices.Delete(all, i, i+1), 1, own)
	}
	return all
}

// addTask splits a further question off an enquiry.
func (s *Server) addTask(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "task", func(c store.Change, f submitted) error {
		e, err := s.store.Enquiry(v.Context(), c.Enquiry)
		if err != nil {
			return err
		}
		if e.Version == c.Version { // else what follows may be so only since
			switch {
			case over(e.Status):
				return mistakes{{"status", "Open the enquiry again before you split a question off"}}
			case e.Topic == f.taskTopic:
				return mistakes{{"task-topic", "Choose another topic: this is the enquiry’s own"}}
			case openTask(e, f.taskTopic):
				return mistakes{{"task-topic", "Choose another topic: a sub-task for this one is open already"}}
			}
		}
		owner, err := strconv.ParseInt(f.taskOwner, 10, 64)
		if err != nil {
			return store.ErrInvalid
		}
		_, err = s.store.AddTask(v.Context(), c, f.taskTopic, owner)
		return err
	})
}

// assignTask gives an open sub-task to somebody.
func (s *Server) assignTask(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "task-owner", func(c store.Change, f submitted) error {
		owner, err := strconv.ParseInt(f.taskOwner, 10, 64)
		if err != nil {
			return store.ErrInvalid
		}
		e, err := s.store.Enquiry(v.Context(), c.Enquiry)
		if err != nil {
			return err
		}
		for _, t := range e.Tasks {
			if t.ID == f.task && (t.Owner == nil && owner == 0 || t.Owner != nil && t.Owner.ID == owner) {
				return errSame
			}
		}
		return s.store.AssignTask(v.Context(), c, f.task, owner)
	})
}

// finishTask ends an open sub-task.
func (s *Server) finishTask(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "task-done", func(c store.Change, f submitted) error {
		return s.store.FinishTask(v.Context(), c, f.task, f.result)
	})
}

// taskDoneWords says what was just done about a sub-task.
func taskDoneWords(key string, e store.Enquiry) string {
	switch open := e.OpenTasks; {
	case key == "task" && open > 0:
		return "The question is split off as a sub-task. The enquiry stays to do until it is done."
	case key == "task-owner":
		return "The owner of the sub-task is saved."
	case key == "task-done" && open > 0:
		return "The sub-task is done. " + sentenceCase(count(open, "sub-task")) + " of this enquiry " + map[bool]string{true: "is", false: "are"}[open == 1] + " still open."
	case key == "task-done":
		return "The sub-task is done. No other is open."
	}
	return ""
}

// taskEvent puts a row of the history about a sub-task into words.
func (s *Server) taskEvent(detail string) string {
	if topic, done := strings.CutSuffix(detail, " finished"); done {
		return "Sub-task finished: " + s.cfg.topicLabel(topic)
	}
	if topic, dropped := strings.CutSuffix(detail, " dropped"); dropped {
		return "Sub-task ended, for the enquiry is spam: " + s.cfg.topicLabel(topic)
	}
	topic, owner, _ := strings.Cut(detail, " for ")
	return fmt.Sprintf("Sub-task: %s, for %s", s.cfg.topicLabel(topic), owner)
}

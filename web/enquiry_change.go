package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"hee.nhs.uk/enquiries/store"
)

// changeForms is what the forms of an enquiry show: the present state, or what
// was typed into a form that could not be saved.
type changeForms struct {
	Version int64
	Seen    int64 // id of the newest event the page shows
	Me      int64
	Mine    bool // the visitor owns it
	Confirm string

	Topics   []option
	Owners   []option
	Statuses []option

	Outcome       string
	OutcomeNeeded bool // closing it needs words about what was done
	Note          string
	Reason        string // why the concern is none
	Elsewhere     elsewhereForm
}

// submitted is a form as it came.
type submitted struct {
	field                        string // id of the field it is about
	version, seen                int64
	topic, owner, status         string
	outcome, note, reason        string
	topicSent, ownerSent, stSent bool
	duty                         string // that is none
	task                         int64
	taskTopic, taskOwner, result string // of a sub-task
	elsewhere                    elsewhereForm
}

// parse reads a form as it came.
func parse(v *visit) error {
	err := v.ParseForm()
	if tooLong := new(http.MaxBytesError); err == nil || errors.As(err, &tooLong) {
		return err
	}
	return fmt.Errorf("%w: the form cannot be read", store.ErrInvalid)
}

func readSubmitted(v *visit, field string) (submitted, error) {
	if err := parse(v); err != nil {
		return submitted{}, err
	}
	f := submitted{
		field:   field,
		topic:   v.PostForm.Get("topic"),
		owner:   v.PostForm.Get("owner"),
		status:  v.PostForm.Get("status"),
		outcome: plainText(v.PostForm.Get("outcome")),
		note:    plainText(v.PostForm.Get("note")),
		reason:  plainText(v.PostForm.Get("reason")),
	}
	f.duty = v.PostForm.Get("duty")
	f.taskTopic, f.taskOwner, f.result = v.PostForm.Get("task_topic"), v.PostForm.Get("task_owner"), plainText(v.PostForm.Get("result"))
	f.elsewhere = readElsewhere(v)
	f.topicSent, f.ownerSent, f.stSent = v.PostForm.Has("topic"), v.PostForm.Has("owner"), v.PostForm.Has("status")
	var err error
	if f.version, err = strconv.ParseInt(v.PostForm.Get("version"), 10, 64); err != nil {
		return f, fmt.Errorf("%w: the form has no version", store.ErrInvalid)
	}
	f.seen, _ = strconv.ParseInt(v.PostForm.Get("seen"), 10, 64) // only for words about a conflict
	if v.PathValue("task") != "" {
		f.task, err = number(v, "task")
	}
	return f, err
}

func (s *Server) setTopic(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "topic", func(c store.Change, f submitted) error {
		return s.store.SetTopic(v.Context(), c, f.topic)
	})
}

func (s *Server) assign(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "owner", func(c store.Change, f submitted) error {
		owner, err := strconv.ParseInt(f.owner, 10, 64)
		if err != nil {
			return store.ErrInvalid
		}
		e, err := s.store.Enquiry(v.Context(), c.Enquiry)
		if err != nil {
			return err
		}
		if (e.Owner == nil && owner == 0) || (e.Owner != nil && e.Owner.ID == owner) {
			return errSame
		}
		return s.store.Assign(v.Context(), c, owner)
	})
}

func (s *Server) setStatus(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "status", func(c store.Change, f submitted) error {
		e, err := s.store.Enquiry(v.Context(), c.Enquiry)
		if err != nil {
			return err
		}
		if e.Status == store.Status(f.status) && f.outcome == "" {
			return errSame
		}
		return s.store.SetStatus(v.Context(), c, store.Status(f.status), f.outcome)
	})
}

// lowerConcern takes a concern back, with the reason why.
func (s *Server) lowerConcern(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "concern", func(c store.Change, f submitted) error {
		return s.store.LowerConcern(v.Context(), c, f.reason)
	})
}

// errSame says that what a form asks for is so already. The store would write
// a row of the history that tells nothing.
var errSame = errors.New("nothing to change")

// errNoteEmpty is the one mistake that the store need not be asked about.
var errNoteEmpty = errors.New("the note is empty")

func (s *Server) addNote(w http.ResponseWriter, v *visit) error {
	return s.change(w, v, "note", func(c store.Change, f submitted) error {
		if f.note == "" {
			return errNoteEmpty
		}
		return s.store.AddNote(v.Context(), c, f.note)
	})
}

// change does what a form asks for, and sends the browser back to the
// enquiry; or shows the form again with all that was typed.
func (s *Server) change(w http.ResponseWriter, v *visit, field string, do func(store.Change, submitted) error) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	f, err := readSubmitted(v, field)
	if err != nil {
		return err
	}
	err = do(store.Change{Enquiry: id, Version: f.version, By: v.User.ID}, f)
	list := cleanList(v.PostForm.Get("list"))
	if err == nil || errors.Is(err, errSame) {
		http.Redirect(w, v.Request, after(v, id, field, list, err != nil), http.StatusSeeOther)
		return nil
	}
	o, known := refused(err, f)
	if !known {
		return fmt.Errorf("change the %s of enquiry %d: %w", field, id, err)
	}
	o.list = list
	return s.showEnquiry(w, v, id, o)
}

// after is where a form leads when it is done: to the enquiry, or back to the
// list that it was sent from.
func after(v *visit, id int64, field, list string, same bool) string {
	q := url.Values{"done": {field}}
	switch {
	case v.PostForm.Has("back") && field == "topic":
		return sortedHref(list, id)
	case v.PostForm.Has("back"):
		to, _ := url.ParseQuery(list) // one of our own making
		to.Set("done", "not-spam")
		return "/enquiries?" + to.Encode()
	case same:
		q.Set("done", "same-"+field)
	}
	if list != "" {
		q.Set("list", list)
	}
	return fmt.Sprintf("/enquiries/%d?%s", id, q.Encode())
}

func (s *Server) changeForms(e store.Enquiry, users []store.User, me store.User, kept *submitted) changeForms {
	owner := "0"
	if e.Owner != nil {
		owner = strconv.FormatInt(e.Owner.ID, 10)
	}
	forms := changeForms{
		Version:       e.Version,
		Me:            me.ID,
		Mine:          e.Owner != nil && e.Owner.ID == me.ID,
		OutcomeNeeded: e.Concern.Rank() > 0,
	}
	if e.TopicBy == "" {
		forms.Confirm = e.Topic
	}
	if n := len(e.History); n > 0 {
		forms.Seen = e.History[n-1].ID
	}
	forms.Elsewhere = s.elsewhereNow()
	topic, status := e.Topic, string(e.Status)
	if kept != nil {
		forms.Outcome, forms.Note = kept.outcome, kept.note
		if kept.field == "concern" {
			forms.Reason = kept.reason
		}
		if kept.field == "elsewhere" {
			forms.Elsewhere = kept.elsewhere
		}
		if forms.Note == "" {
			forms.Note = kept.orphan(e)
		}
		topic = chosen(kept.topicSent, kept.topic, topic)
		owner = chosen(kept.ownerSent, kept.owner, owner)
		status = chosen(kept.stSent, kept.status, status)
	}
	forms.Topics = s.topicOptions(topic)
	forms.Owners = ownerOptions(users, me, e.Owner, owner)
	for _, st := range store.Statuses {
		forms.Statuses = append(forms.Statuses, option{string(st), statusLabel(st), string(st) == status})
	}
	return forms
}

func chosen(sent bool, value, present string) string {
	if sent {
		return value
	}
	return present
}

// topicOptions has the enquiry's topic even when the configuration no longer does.
func (s *Server) topicOptions(current string) []option {
	var all []option
	known := false
	for _, t := range s.cfg.Topics {
		all = append(all, option{t.Key, t.Label, t.Key == current})
		known = known || t.Key == current
	}
	if !known && current != "" {
		all = slices.Insert(all, 0, option{current, s.cfg.topicLabel(current), true})
	}
	return all
}

// ownerOptions are those who may answer, and whoever owns it now.
func ownerOptions(users []store.User, me store.User, owner *store.User, current string) []option {
	all := []option{{"0", "Nobody yet", current == "0"}}
	for _, u := range users {
		if rank(u.Role) < rank(store.RoleTriage) && (owner == nil || owner.ID != u.ID) {
			continue
		}
		id := strconv.FormatInt(u.ID, 10)
		all = append(all, option{id, nameOf(u, me), id == current})
	}
	return all
}

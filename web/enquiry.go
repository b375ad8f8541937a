package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// enquiryPage is one enquiry, whole, with what may be done about it.
type enquiryPage struct {
	shell
	ID   int64
	Back string // address of the list it was opened from
	List string // the same, as forms carry it

	Done       string       // what was just done, in words
	NoChange   string       // why nothing was saved: it was so already
	Errors     []fieldError // what to put right in a form
	Conflict   []string     // what was changed since the page was opened
	ConflictBy string       // who changed it: "Gwen Lead and you, in another window"

	Subject  string
	Writer   string
	Row      inboxRow
	Concern  concernPanel
	Duties   []dutyView
	Over     string // "closed", "spam": what became of the enquiry; "" while it is open
	Verdict  verdictPanel
	Tasks    taskPanel
	Parts    []part    // the conversation
	Legend   []segment // of what is marked in it
	Lost     saying    // where it stands that a letter of ours has not arrived
	Backfill bool      // it is from before the service went live
	Spam     bool
	Notes    []noteView
	History  []eventView
	Looks    []string

	May     bool // the visitor may change it
	Changes changeForms
}

// verdictPanel is what the machine thinks, and why.
type verdictPanel struct {
	Topic   string
	SetBy   string // who set or confirmed the topic; "" while it is the machine's
	Unsure  bool
	Sure    string // "84% sure"
	Also    []string
	Reasons []reasonView
}

// reasonView is one reason in words.
type reasonView struct {
	Words    words
	Speaks   string // "for Training"
	Strength string // "strongly", "fairly", "slightly"
	Bar      int    // 1 to 5, the same as a picture
}

func (s *Server) enquiry(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	if v.Method == http.MethodGet { // a HEAD shows nobody anything
		if err := s.look(v, id); err != nil {
			return err
		}
	}
	return s.showEnquiry(w, v, id, outcomeOf{status: http.StatusOK, list: v.URL.Query().Get("list"), done: v.URL.Query().Get("done")})
}

// look records that somebody looked at an enquiry.
func (s *Server) look(v *visit, id int64) error {
	return s.looked(id, s.store.RecordLook(v.Context(), id, v.User.ID))
}

// looked lets reading go on when a look could not be recorded because the disk
// is full; that it was not is in the log.
func (s *Server) looked(id int64, err error) error {
	if errors.Is(err, store.ErrReadOnly) {
		s.log.Error("look not recorded", "id", id, "err", redact(err.Error()))
		return nil
	}
	if err != nil {
		return fmt.Errorf("record the look at %d: %w", id, err)
	}
	return nil
}

// outcomeOf is how a page of an enquiry came about: a plain look, or a form
// that was refused.
type outcomeOf struct {
	status int
	list   string
	done   string
	errors []fieldError
	kept   *submitted // nil: no form was sent
}

func (s *Server) showEnquiry(w http.ResponseWriter, v *visit, id int64, o outcomeOf) error {
	e, err := s.store.Enquiry(v.Context(), id)
	if err != nil {
		return fmt.Errorf("open enquiry %d: %w", id, err)
	}
	users, err := s.store.Users(v.Context())
	if err != nil {
		return fmt.Errorf("list the users: %w", err)
	}
	page := s.enquiryPage(v, e, o)
	page.Changes = s.changeForms(e, users, v.User, o.kept)
	page.Tasks = s.taskPanel(e, users, v.User, o)
	return s.render(w, o.status, "enquiry", page)
}

func (s *Server) enquiryPage(v *visit, e store.Enquiry, o outcomeOf) enquiryPage {
	list := cleanList(o.list)
	page := enquiryPage{
		shell:   s.shell(v, subjectOr(e.Subject), ""),
		ID:      e.ID,
		List:    list,
		Back:    "/enquiries",
		Errors:  o.errors,
		Subject: subjectOr(e.Subject),
		Writer:  writer(e.Enquirer),
		Row:     s.inboxRow(e.Row, list),
		Concern: s.concernPanel(e),
		Duties:  dutyViews(e, o),
		Verdict: s.verdictPanel(e.Row),
		Notes:   s.noteViews(e.Notes),
		May:     v.may(store.RoleTriage),
	}
	page.Done, page.NoChange = s.doneWords(o.done, e), noChangeWords(o.done, e)
	page.HasError = len(o.errors) > 0
	if list != "" {
		page.Back += "?" + list
	}
	page.Lost = talkOf(e).undelivered()
	page.Parts, page.Backfill, page.Spam = s.conversation(e), e.Backfill, e.Status == store.StatusSpam
	page.Legend = legendOf(page.Parts)
	if over(e.Status) {
		page.Over = strings.ToLower(statusLabel(e.Status))
	}
	page.History, page.Looks = s.history(e.History)
	if o.status == http.StatusConflict && o.kept != nil {
		page.Conflict, page.ConflictBy = s.since(e.History, o.kept.seen, v.User)
		page.HasError = true
	}
	return page
}

// doneWords says what was just done; the key comes from the address, the words
// from what the store now holds.
func (s *Server) doneWords(key string, e store.Enquiry) string {
	switch key {
	case "topic":
		return "The topic is now: " + s.cfg.topicLabel(e.Topic) + "."
	case "owner":
		if e.Owner == nil {
			return "Nobody owns this enquiry now."
		}
		return "The owner is now: " + e.Owner.Name + "."
	case "status":
		return "The status is now: " + statusLabel(e.Status) + "."
	case "note":
		return "Your note is saved."
	case "made":
		return "This enquiry was made of a letter from the quarantine. The time to answer it runs from when the letter came."
	case "elsewhere":
		return toldWords(e)
	case "concern":
		if e.Concern.Rank() == 0 {
			return "The concern was taken back; your reason is in the notes and the history."
		}
	case "obligation":
		return "The formal duty was taken back; your reason is in the notes."
	}
	return taskDoneWords(key, e)
}

// toldWords says what recording an answer has done.
func toldWords(e store.Enquiry) string {
	switch {
	case len(e.Told) == 0:
		return ""
	case e.Unneeded:
		return "It is recorded that no answer is needed. The response times count it apart."
	}
	return "The answer is recorded. It counts in the response times, as recorded by hand."
}

// noChangeWords says why there was nothing to save.
func noChangeWords(key string, e store.Enquiry) string {
	switch {
	case key == "same-status":
		return "The status was this already: " + statusLabel(e.Status) + "."
	case key == "same-owner" && e.Owner == nil:
		return "Nobody owned this enquiry before either."
	case key == "same-task-owner":
		return "The owner of the sub-task was this already."
	case key == "same-owner":
		return "The owner was this already: " + e.Owner.Name + "."
	}
	return ""
}

func (s *Server) verdictPanel(r store.Row) verdictPanel {
	p := verdictPanel{
		Topic:  s.cfg.topicLabel(r.Topic),
		SetBy:  r.TopicBy,
		Unsure: r.Unsure,
		Sure:   fmt.Sprintf("%.0f%% sure", r.Confidence*100),
	}
	p.Also = s.further(r)
	shown := topicReasons(r.Reasons)
	strongest := 0.0
	for _, reason := range shown {
		strongest = max(strongest, abs(reason.Weight))
	}
	for _, reason := range shown {
		p.Reasons = append(p.Reasons, s.reasonView(reason, strongest))
	}
	return p
}

func (s *Server) reasonView(r classify.Reason, strongest float64) reasonView {
	view := reasonView{Words: wordsOf(r.Text), Speaks: "for " + s.cfg.topicLabel(r.For)}
	if r.Weight < 0 {
		view.Speaks = "against " + s.cfg.topicLabel(r.For)
	}
	share := abs(r.Weight) / strongest
	view.Bar = max(1, min(5, int(share*5+0.5)))
	switch {
	case share > 0.6:
		view.Strength = "strongly"
	case share > 0.25:
		view.Strength = "fairly"
	default:
		view.Strength = "slightly"
	}
	return view
}

func abs(f float64) float64 { return max(f, -f) }

// Field is what there is to put right in one field of the page's forms.
func (p enquiryPage) Field(id string) fieldError { return fieldOf(p.Errors, id) }

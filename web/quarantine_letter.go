package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// quarantinedPage is one quarantined letter, with what may be done about it.
// What it shows was read when the letter came, or is its bytes made harmless:
// nothing here reads the letter anew, because it may be one that breaks who
// reads it.
type quarantinedPage struct {
	shell
	Done        string
	Errors      []fieldError
	Row         quarantineRow
	Read        []readPart // what could be read of it
	Text        string     // of the letter, as far as it could be read
	Raw         string     // the letter as it came
	RawCut      string     // "the first 200 KB of 3.1 MB"; "" when it is whole
	Signposting []string

	May    bool // the visitor may do something about it
	Form   madeForm
	Reason string // why it is dismissed, as it was typed
}

// readPart is one thing that could be read of a letter.
type readPart struct{ Name, Text string }

// madeForm is what a person reads in a letter, to make an enquiry of it.
type madeForm struct {
	Name, Email, Subject, Text string
	Topics                     []option
}

// maxRaw is how much of a letter's bytes a page shows.
const maxRaw = 200_000

// outcomeOfLetter is how the page of a quarantined letter came about: a plain
// look, or a form that was refused.
type outcomeOfLetter struct {
	status int
	done   string
	errors []fieldError
	form   *madeForm // nil: that form was not sent
	reason string
}

func (s *Server) quarantined(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	if v.Method == http.MethodGet { // a HEAD shows nobody anything
		if err := s.looked(id, s.store.RecordQuarantineLook(v.Context(), id, v.User.ID)); err != nil {
			return err
		}
	}
	return s.showQuarantined(w, v, id, outcomeOfLetter{status: http.StatusOK, done: v.URL.Query().Get("done")})
}

func (s *Server) showQuarantined(w http.ResponseWriter, v *visit, id int64, o outcomeOfLetter) error {
	q, err := s.store.QuarantinedLetter(v.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		return s.showSettled(w, v, id)
	}
	if err != nil {
		return fmt.Errorf("open quarantined letter %d: %w", id, err)
	}
	raw, err := s.store.RawOfLedger(v.Context(), id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read quarantined letter %d: %w", id, err)
	}
	page := s.quarantinedPage(v, q, o)
	page.Raw, page.RawCut = rawView(raw)
	return s.render(w, o.status, "quarantined", page)
}

func (s *Server) quarantinedPage(v *visit, q store.Quarantine, o outcomeOfLetter) quarantinedPage {
	row := s.quarantineRow(q)
	page := quarantinedPage{
		shell: s.shell(v, row.Name+", in quarantine", "/quarantine"), Errors: o.errors, Row: row,
		Text: plainText(q.Sketch.Text), May: v.may(store.RoleTriage), Reason: o.reason,
		Signposting: lines(s.cfg.Signposting),
	}
	page.HasError = len(o.errors) > 0
	for _, p := range []readPart{
		{"Name", oneLine(q.Sketch.Name)}, {"E-mail address", oneLine(q.Sketch.Email)}, {"Subject", oneLine(q.Sketch.Subject)},
	} {
		if p.Text != "" {
			page.Read = append(page.Read, p)
		}
	}
	if o.done == "retry" && q.Gone.IsZero() && !q.NextTry.IsZero() {
		page.Done = "The letter is being fetched again. If it can be read now, it leaves the quarantine by itself: load this page again in a minute."
	}
	page.Form = madeForm{Name: oneLine(q.Sketch.Name), Email: oneLine(q.Sketch.Email), Subject: oneLine(q.Sketch.Subject), Text: page.Text}
	if o.form != nil {
		page.Form = *o.form
	}
	if page.Form.Topics == nil {
		page.Form.Topics = s.topicsToChoose("")
	}
	return page
}

// topicsToChoose has no topic until somebody chooses one.
func (s *Server) topicsToChoose(chosen string) []option {
	all := []option{{"", "Choose a topic", chosen == ""}}
	for _, t := range s.cfg.Topics {
		all = append(all, option{t.Key, t.Label, t.Key == chosen})
	}
	return all
}

// rawView is the beginning of a letter's bytes as text that can do no harm.
func rawView(raw []byte) (text, cut string) {
	shown := raw[:min(len(raw), maxRaw)]
	if len(shown) < len(raw) {
		cut = fmt.Sprintf("the first %s of %s", size(maxRaw), size(int64(len(raw))))
	}
	return harmless(shown), cut
}

// lines are those of a text that are not empty.
func lines(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// Field is what there is to put right in one field of the page's forms.
func (p quarantinedPage) Field(id string) fieldError { return fieldOf(p.Errors, id) }

// quarantinedLetter hands out the bytes of a letter in quarantine, and of no
// other: the ledger knows every letter, whose reading is recorded elsewhere.
func (s *Server) quarantinedLetter(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	_, err = s.store.QuarantinedLetter(v.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		return s.showSettled(w, v, id)
	}
	if err != nil {
		return fmt.Errorf("open quarantined letter %d: %w", id, err)
	}
	raw, err := s.store.RawOfLedger(v.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		return errNoBytes
	}
	if err != nil {
		return fmt.Errorf("read quarantined letter %d: %w", id, err)
	}
	sendLetter(w, raw, fmt.Sprintf("quarantine-%d.eml", id))
	return nil
}

// settledPage says what became of a letter that is not in quarantine any more.
type settledPage struct {
	shell
	What    string
	Reason  string // as the ledger has it; "" when there is none
	Enquiry string // address of the enquiry that it belongs to; "" for none
	Kept    string // what the person had typed, to copy
}

// showSettled tells who comes too late what became of the letter meanwhile.
// A letter that never was in quarantine has no such page.
func (s *Server) showSettled(w http.ResponseWriter, v *visit, id int64) error {
	done, err := s.store.Settled(v.Context(), id)
	if err != nil {
		return fmt.Errorf("look up letter %d: %w", id, err)
	}
	page := settledPage{shell: s.shell(v, "This letter is no longer in the quarantine", "/quarantine"), Reason: sentenceCase(oneLine(done.Reason))}
	page.What = "Somebody has dealt with it meanwhile, or it has been read elsewhere in the mailbox."
	if done.State == store.Stored {
		page.What = "It has become part of an enquiry: it could be read after all, or somebody made the enquiry by hand."
	}
	if done.Enquiry != 0 {
		page.Enquiry = enquiryHref(done.Enquiry, "")
	}
	status := http.StatusGone
	if v.Method == http.MethodPost {
		status, page.Kept = http.StatusConflict, typedLetter(v)
		page.What += " Nothing that you asked for was done."
	}
	return s.render(w, status, "settled", page)
}

// typedLetter is what was typed into the forms of a quarantined letter.
func typedLetter(v *visit) string {
	var all []string
	for _, field := range []string{"name", "email", "subject", "text", "reason"} {
		if text := strings.TrimSpace(v.PostFormValue(field)); text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/store"
)

// What the forms of a quarantined letter take, in characters.
const (
	maxMadeText = 100_000
	maxMadeLine = 500
	maxReason   = 1000
)

// retry has a letter fetched again now.
func (s *Server) retry(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	err = s.store.Retry(v.Context(), id, v.User.ID)
	if errors.Is(err, store.ErrInvalid) {
		return s.showQuarantined(w, v, id, outcomeOfLetter{status: http.StatusConflict,
			errors: []fieldError{{"place", "The letter has left the mailbox meanwhile, so it cannot be fetched again"}}})
	}
	return s.dealt(w, v, id, fmt.Sprintf("/quarantine/%d?done=retry", id), err)
}

// dismiss sets a letter aside, with the reason why.
func (s *Server) dismiss(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	if err := parse(v); err != nil {
		return err
	}
	reason, problem := plainText(v.PostForm.Get("reason")), ""
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		problem = "Say why nobody needs to do anything about this letter"
	case n > maxReason:
		problem = fmt.Sprintf("Shorten the reason to %s characters", grouped(maxReason))
	}
	if problem != "" {
		return s.showQuarantined(w, v, id, outcomeOfLetter{status: http.StatusUnprocessableEntity,
			errors: []fieldError{{"reason", problem}}, reason: reason})
	}
	return s.dealt(w, v, id, "/quarantine?done=dismissed", s.store.Dismiss(v.Context(), id, v.User.ID, reason))
}

// makeEnquiry makes an enquiry of what a person has read in a letter.
func (s *Server) makeEnquiry(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	if err := parse(v); err != nil {
		return err
	}
	form, topic := readMade(v), v.PostForm.Get("topic")
	problems := s.problemsOfMade(form, topic)
	if len(problems) > 0 {
		form.Topics = s.topicsToChoose(topic)
		return s.showQuarantined(w, v, id, outcomeOfLetter{status: http.StatusUnprocessableEntity, errors: problems, form: &form})
	}
	read := store.Sketch{Name: form.Name, Email: form.Email, Subject: form.Subject, Text: form.Text}
	enquiry, err := s.store.MakeEnquiry(v.Context(), id, v.User.ID, read, topic)
	return s.dealt(w, v, id, fmt.Sprintf("/enquiries/%d?done=made", enquiry), err)
}

func readMade(v *visit) madeForm {
	return madeForm{
		Name: oneLine(plainText(v.PostForm.Get("name"))), Email: oneLine(plainText(v.PostForm.Get("email"))),
		Subject: oneLine(plainText(v.PostForm.Get("subject"))), Text: plainText(v.PostForm.Get("text")),
	}
}

// problemsOfMade are what a person has to put right before an enquiry is made,
// in the order of the fields.
func (s *Server) problemsOfMade(f madeForm, topic string) (all []fieldError) {
	say := func(wrong bool, field, text string) {
		if wrong {
			all = append(all, fieldError{field, text})
		}
	}
	long := func(text string, most int) bool { return utf8.RuneCountInString(text) > most }
	say(long(f.Name, maxMadeLine), "name", fmt.Sprintf("Shorten the name to %d characters", maxMadeLine))
	say(f.Email != "" && !mailAddress(f.Email), "email", "Enter the e-mail address like name@example.org, or leave it empty")
	say(f.Subject == "", "subject", "Enter a subject: if the letter has none, say in a few words what it is about")
	say(long(f.Subject, maxMadeLine), "subject", fmt.Sprintf("Shorten the subject to %d characters", maxMadeLine))
	say(f.Text == "", "text", "Enter what the letter says, as far as you can read it")
	say(long(f.Text, maxMadeText), "text", fmt.Sprintf("Shorten the text to %s characters", grouped(maxMadeText)))
	known := false
	for _, t := range s.cfg.Topics {
		known = known || t.Key == topic
	}
	say(!known, "made-topic", "Choose the topic from the list")
	return all
}

// mailAddress reports whether a text is an e-mail address and nothing else.
func mailAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Name == "" && a.Address == text && len(text) <= 254 // RFC 5321, section 4.5.3.1.3, less the angle brackets
}

// dealt leads on after a change, or tells who came too late.
func (s *Server) dealt(w http.ResponseWriter, v *visit, id int64, to string, err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return s.showSettled(w, v, id)
	case err != nil:
		return fmt.Errorf("deal with quarantined letter %d: %w", id, err)
	}
	http.Redirect(w, v.Request, to, http.StatusSeeOther)
	return nil
}

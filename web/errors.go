package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// What can go wrong before the store is asked.
var (
	errMethod      = errors.New("method not allowed")
	errForbidden   = errors.New("the role does not allow it")
	errSignedOut   = errors.New("not signed in")
	errCrossOrigin = errors.New("the form was sent from another site")
	errPanic       = errors.New("panic")
	errNotNow      = errors.New("a browser looked ahead")
	errNoBytes     = errors.New("the letter was never handed over")
	errNotKept     = errors.New("the bytes of the letter are not kept")
	errNoPart      = errors.New("the letter has no such attachment")
)

// errorPage says what went wrong and what to do.
type errorPage struct {
	shell
	Lines     []string
	Reference string // to look the cause up in the log; "" when there is none to look up
	Kept      string // what the person had typed, to copy
	SignIn    bool   // show the way to the sign-in page
}

// failure is how an error looks to the person in front of the page.
type failure struct {
	status int
	title  string
	lines  []string
}

var failures = []struct {
	cause error
	failure
}{
	{store.ErrNotFound, failure{http.StatusNotFound, "Page not found", []string{
		"If you typed the address, check it is correct.",
		"The enquiry or letter may have been removed since you opened the list."}}},
	{errMethod, failure{http.StatusMethodNotAllowed, "This address cannot be used like that", []string{
		"Go back and use the links and buttons on the page."}}},
	{errForbidden, failure{http.StatusForbidden, "You cannot do this", []string{
		"Your role does not allow it. Ask an administrator of this service if you need it for your work."}}},
	{errSignedOut, failure{http.StatusUnauthorized, "You are signed out", []string{
		"Nothing was saved. Sign in again, then do it once more."}}},
	{errCrossOrigin, failure{http.StatusForbidden, "This form came from somewhere else", []string{
		"Nothing was saved. Open the page in this service and send the form from there.",
		"If it happens again, ask whoever runs this service to check its public address in the configuration."}}},
	{errNotNow, failure{http.StatusForbidden, "Open the link to sign in", []string{
		"Your browser looked at the link before you did. The link has not been used: open it now."}}},
	{errNoBytes, failure{http.StatusNotFound, "There is nothing of this letter to show", []string{
		"The mail server listed the letter but did not hand it over. Look for it in the mailbox itself."}}},
	{errNotKept, failure{http.StatusNotFound, "This letter is not kept whole", []string{
		"What could be read of it is on the page of its enquiry. Look for the letter in the mailbox itself."}}},
	{errNoPart, failure{http.StatusNotFound, "There is no such attachment", []string{
		"The letter does not have it, or it cannot be found in the letter any more.",
		"Go back, download the letter itself (.eml), and open that in a mail program."}}},
	{store.ErrReadOnly, failure{http.StatusServiceUnavailable, "Nothing can be saved at present", []string{
		"Your change was not saved. Tell whoever runs this service that the database cannot be written."}}},
	{store.ErrInvalid, failure{http.StatusBadRequest, "That cannot be saved", []string{
		"Nothing was saved. Go back, load the page again and choose from the lists on it."}}},
}

func failureOf(err error) failure {
	for _, f := range failures {
		if errors.Is(err, f.cause) {
			return f.failure
		}
	}
	if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
		return failure{http.StatusRequestEntityTooLarge, "That is too long", []string{
			"Nothing was saved. A note can have about 10,000 words, and what you copy from a letter about 15,000. Go back, shorten it and save it again."}}
	}
	return failure{http.StatusInternalServerError, "Something went wrong", []string{
		"It is not your fault. Try again in a moment.",
		"If it happens again, tell whoever runs this service, with the reference below."}}
}

// fail turns an error into a page: the one place where that is done. The cause
// goes to the log, under the reference that the page shows.
func (s *Server) fail(w http.ResponseWriter, v *visit, err error) {
	if errors.Is(err, context.Canceled) && v.Context().Err() != nil {
		return // the browser went away
	}
	f := failureOf(err)
	page := errorPage{
		shell:  s.shell(v, f.title, ""),
		Lines:  f.lines,
		SignIn: errors.Is(err, errSignedOut),
		Kept:   typed(v, err),
	}
	if f.status >= http.StatusInternalServerError {
		page.Reference = rand.Text()[:8]
		s.log.Error("page failed", "ref", page.Reference, "route", v.Pattern, "err", redact(err.Error()))
	}
	if err := s.render(w, f.status, "error", page); err != nil {
		s.log.Error("error page failed", "err", redact(err.Error()))
		http.Error(w, f.title, f.status)
	}
}

// typed is the text of a form that could not be saved, so that it is not lost.
// A form from another site is never shown back.
func typed(v *visit, err error) string {
	if v.Method != http.MethodPost || errors.Is(err, errCrossOrigin) || errors.Is(err, errPanic) {
		return ""
	}
	return strings.TrimSpace(v.PostFormValue("note") + v.PostFormValue("outcome") + v.PostFormValue("reason") + v.PostFormValue("result") + v.PostFormValue("who") + v.PostFormValue("text"))
}

var (
	addressLike = regexp.MustCompile(`[^\s<>"'(]*@[^\s<>"')]*`)
	tokenLike   = regexp.MustCompile(`[A-Za-z0-9_-]{24,}`)
)

// redact takes what looks like an address or a token out of a line for the log.
func redact(text string) string {
	return tokenLike.ReplaceAllString(addressLike.ReplaceAllString(text, "[address]"), "[token]")
}

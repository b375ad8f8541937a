package web

import (
	"errors"
	"net/http"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// signInPage tells how to come in.
type signInPage struct {
	shell
	Used      bool // the link had been used already or had run out
	SignedOut bool
}

func (s *Server) home(w http.ResponseWriter, v *visit) error {
	http.Redirect(w, v.Request, "/enquiries", http.StatusSeeOther)
	return nil
}

func (s *Server) signInPage(w http.ResponseWriter, v *visit) error {
	if v.SignedIn {
		return s.home(w, v)
	}
	page := signInPage{shell: s.shell(v, "Sign in", ""), SignedOut: v.URL.Query().Get("done") == "signed-out"}
	return s.render(w, http.StatusOK, "sign-in", page)
}

// signIn spends a one-time link. Browsers and mail scanners that only look
// ahead do not spend it.
func (s *Server) signIn(w http.ResponseWriter, v *visit) error {
	switch {
	case looksAhead(v.Request):
		return errNotNow
	case v.Method == http.MethodHead: // whoever asks so wants to know that the address is one
		w.WriteHeader(http.StatusOK)
		return nil
	}
	token, _, err := s.store.Redeem(v.Context(), v.PathValue("token"))
	switch {
	case errors.Is(err, store.ErrLinkUsed), errors.Is(err, store.ErrNotFound):
		if v.SignedIn { // the link was opened a second time by the same browser
			return s.goOn(w, v)
		}
		page := signInPage{shell: s.shell(v, "This link no longer works", ""), Used: true}
		return s.render(w, http.StatusGone, "sign-in", page)
	case err != nil:
		return err
	}
	s.setSession(w, token)
	return s.goOn(w, v)
}

// looksAhead reports whether a browser fetches a page before anybody asked for
// it (Fetch Standard, Sec-Purpose; older browsers send Purpose or X-Moz).
func looksAhead(r *http.Request) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		value := strings.ToLower(r.Header.Get(name))
		if strings.Contains(value, "prefetch") || strings.Contains(value, "prerender") || strings.Contains(value, "preview") {
			return true
		}
	}
	return false
}

func (s *Server) signOut(w http.ResponseWriter, v *visit) error {
	if cookie, err := v.Cookie(s.cfg.cookieName()); err == nil {
		if err := s.store.EndSession(v.Context(), cookie.Value); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	s.setSession(w, "")
	http.Redirect(w, v.Request, "/sign-in?done=signed-out", http.StatusSeeOther)
	return nil
}

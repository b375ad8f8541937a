package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// cookieName has the __Host- prefix over TLS: browsers then refuse a cookie of
// that name set by another host, another path or plain HTTP (RFC 6265bis,
// section 4.1.3.2).
func (c *Config) cookieName() string {
	if c.secure() {
		return "__Host-enquiries"
	}
	return "enquiries"
}

// visitor finds out who makes a request. Files and the health page never ask.
func (s *Server) visitor(r *http.Request) (*visit, error) {
	v := &visit{Request: r}
	if r.URL.Path == "/healthz" || strings.HasPrefix(r.URL.Path, "/static/") {
		return v, nil
	}
	cookie, err := r.Cookie(s.cfg.cookieName())
	if err != nil || cookie.Value == "" {
		return v, nil
	}
	session, err := s.store.Session(r.Context(), cookie.Value)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return v, nil
	case err != nil:
		return v, fmt.Errorf("look up the session: %w", err)
	}
	v.User, v.SignedIn = session.User, true
	return v, nil
}

// cookieLife outlives every session: when a session ends is for the store to say.
const cookieLife = 30 * 24 * time.Hour

// setSession gives the browser a session, or takes it away when token is "".
func (s *Server) setSession(w http.ResponseWriter, token string) {
	c := &http.Cookie{
		Name:     s.cfg.cookieName(),
		Value:    token,
		Path:     "/",
		MaxAge:   int(cookieLife / time.Second),
		Secure:   s.cfg.secure(),
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

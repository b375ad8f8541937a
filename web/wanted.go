package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Somebody who follows a link to an enquiry and is not signed in has to get a
// sign-in link first. The page that was asked for waits in a cookie until then:
// the sign-in link cannot carry it, since it was made before.

const (
	wantedLife = time.Hour
	wantedMost = 1000 // bytes of an address; ours are far shorter
)

func (c *Config) wantedName() string { return c.cookieName() + "-wanted" }

// keepWanted remembers the page that was asked for. Of a download, that is the
// page it is on: after signing in people want to see something.
func (s *Server) keepWanted(w http.ResponseWriter, v *visit) {
	path, _, _ := strings.Cut(v.URL.EscapedPath(), "/letter")
	if path == v.URL.EscapedPath() && v.URL.RawQuery != "" {
		path += "?" + v.URL.RawQuery
	}
	if v.Method != http.MethodGet || looksAhead(v.Request) || len(path) > wantedMost {
		return
	}
	s.setWanted(w, base64.RawURLEncoding.EncodeToString([]byte(path)), int(wantedLife/time.Second))
}

func (s *Server) setWanted(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cfg.wantedName(), Value: value, Path: "/", MaxAge: age,
		Secure: s.cfg.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// goOn leads to the page that was asked for before signing in, once, else to
// the inbox.
func (s *Server) goOn(w http.ResponseWriter, v *visit) error {
	cookie, err := v.Cookie(s.cfg.wantedName())
	if err != nil {
		return s.home(w, v)
	}
	s.setWanted(w, "", -1)
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return s.home(w, v)
	}
	to := s.ownPage(string(raw))
	if to == "" {
		return s.home(w, v)
	}
	http.Redirect(w, v.Request, to, http.StatusSeeOther)
	return nil
}

// ownPage gives the address of a page of ours that needs a sign-in, made anew
// from its parts; "" for any other. A cookie is no proof that we wrote it.
func (s *Server) ownPage(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.Contains(address, `\`) {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return ""
	}
	_, pattern := s.site.Handler(&http.Request{Method: http.MethodGet, URL: u, Host: "-"})
	for _, r := range s.routes() {
		if r.method == http.MethodGet && r.least != anyone && pattern == "GET "+r.path {
			return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).RequestURI()
		}
	}
	return ""
}

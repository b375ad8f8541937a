package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store"
)

func TestSignInLinkIsSpentOnlyByAPerson(t *testing.T) {
	s := newSite(t)
	path := "/sign-in/" + s.link(store.RoleTriage)
	head := s.do(httptest.NewRequest("HEAD", path, nil), nobody)
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Moz"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set(name, "prefetch;prerender")
		s.has(s.do(r, nobody), 403, "The link has not been used")
	}
	if head.Code != 200 || head.Body.Len() > 0 || len(head.Result().Cookies()) > 0 {
		t.Errorf("HEAD: %d", head.Code)
	}
	w := s.get(nobody, path)
	s.has(w, 303)
	c := w.Result().Cookies()[0]
	if c.Name != "enquiries" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
	s.has(s.get(nobody, path), 410, "This link no longer works", "enquiries user add")
	s.has(s.get(store.RoleTriage, path), 303) // the same browser opens it again
}

func TestCookieOverTLS(t *testing.T) {
	s := newSite(t, func(c *Config) { c.PublicURL = must(url.Parse("https://enquiries.example")) })
	c := s.cookie[store.RoleTriage]
	if c.Name != "__Host-enquiries" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
	s.has(s.get(store.RoleTriage, "/enquiries"), 200)
	if c := s.get(nobody, "/enquiries/1").Result().Cookies()[0]; c.Name != "__Host-enquiries-wanted" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
}

func TestSignOut(t *testing.T) {
	s := newSite(t)
	w := s.post(store.RoleTriage, "/sign-out")
	s.has(w, 303)
	if c := w.Result().Cookies()[0]; c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("cookie %+v", c)
	}
	s.has(s.get(store.RoleTriage, "/enquiries"), 303) // the old cookie is worth nothing
	s.has(s.get(nobody, w.Header().Get("Location")), 200, "You are signed out.")
}

func TestHealth(t *testing.T) {
	s := newSite(t)
	ask := func() (int, map[string]any) {
		w := s.get(nobody, "/healthz")
		var h map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		return w.Code, h
	}
	expect := func(code int, status string, last any) {
		t.Helper()
		if got, h := ask(); got != code || h["status"] != status || h["last_poll_ok"] != last {
			t.Errorf("%d %v, want %d %s %v", got, h, code, status, last)
		}
	}
	expect(200, "starting", nil)
	s.now = s.now.Add(4 * time.Minute)
	expect(503, "stale", nil)
	for _, folder := range []string{"INBOX", "Junk"} {
		if err := s.store.RecordPoll(t.Context(), folder, s.now, ""); err != nil {
			t.Fatal(err)
		}
	}
	polled := s.now.UTC().Format(time.RFC3339)
	s.now = s.now.Add(3 * time.Minute)
	expect(200, "ok", polled)
	s.now = s.now.Add(time.Second)
	expect(503, "stale", polled)
	s.store.Close()
	expect(503, "database", nil)
}

// ask visits an address without being signed in, then signs in with the
// cookies that gave, and tells where that leads.
func (s *site) ask(path string) (to string, cookies []*http.Cookie) {
	s.Helper()
	r := httptest.NewRequest("GET", "/sign-in/"+s.link(store.RoleTriage), nil)
	for _, c := range s.get(nobody, path).Result().Cookies() {
		r.AddCookie(c)
	}
	w := s.do(r, nobody)
	s.has(w, 303)
	return w.Header().Get("Location"), w.Result().Cookies()
}

func TestSigningInLeadsToThePageThatWasAskedFor(t *testing.T) {
	s := newSite(t)
	for path, want := range map[string]string{
		"/enquiries/5":                    "/enquiries/5",
		"/enquiries?view=all&topic=a%26b": "/enquiries?view=all&topic=a%26b",
		"/enquiries/5/letters/7":          "/enquiries/5", // the page that a download is on
		"/quarantine/3/letter":            "/quarantine/3",
		"/response-times":                 "/response-times",
		"/sign-in":                        "/enquiries",
		"/enquiries?x=" + strings.Repeat("y", wantedMost): "/enquiries",
	} {
		to, cookies := s.ask(path)
		if to != want {
			t.Errorf("%s: led to %s, want %s", path, to, want)
		}
		for _, c := range cookies {
			if c.Name == "enquiries-wanted" && (c.MaxAge >= 0 || c.Value != "") {
				t.Errorf("%s: the cookie is not taken away: %+v", path, c)
			}
		}
	}
	w := s.get(nobody, "/enquiries/5")
	if c := w.Result().Cookies(); len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].MaxAge <= 0 || c[0].MaxAge > 3600 {
		t.Errorf("cookies %v", c)
	}
	if c := s.get(store.RoleTriage, "/enquiries/99").Result().Cookies(); len(c) != 0 {
		t.Errorf("who is signed in gets cookies: %v", c)
	}
}

func TestOwnPage(t *testing.T) {
	s := newSite(t)
	for _, bad := range []string{
		"", "enquiries", "//evil.example/enquiries", "///evil.example", `/\evil.example`, "https://evil.example/enquiries", "/nothing",
		"/sign-in", "/sign-in/token", "/healthz", "/static/app.css", "/enquiries/1/topic", "/enquiries/../sign-in/x", "/%zz",
		"/enquiries\r\nX: y", "javascript:alert(1)",
	} {
		if got := s.server.ownPage(bad); got != "" {
			t.Errorf("%q is taken for a page of ours: %q", bad, got)
		}
	}
}

func FuzzOwnPage(f *testing.F) {
	for _, seed := range []string{"/enquiries/5?list=a", "//x", `/\x`, "/%2f/x", "/enquiries/%2e%2e//x", "/enquiries?x#y"} {
		f.Add(seed)
	}
	server, err := New(Config{Service: "x"}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, address string) {
		got := server.ownPage(address)
		if got == "" {
			return
		}
		u, err := url.Parse(got)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.HasPrefix(got, `/\`) || strings.ContainsAny(got, "\r\n") {
			t.Errorf("%q leads to %q", address, got)
		}
	})
}

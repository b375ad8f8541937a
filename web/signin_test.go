package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
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
		s.has(s.do(r, nobody), 503, "The link has not been used")
	}
	if head.Code != 503 {
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

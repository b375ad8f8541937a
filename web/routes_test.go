package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/store"
)

// TestEveryRouteForEveryRole says what each role gets of each route. A route
// that is missing here fails.
func TestEveryRouteForEveryRole(t *testing.T) {
	const in = "/sign-in" // where those who are not signed in are sent
	type want struct {
		signedOut, reader, triage int
		path                      string
	}
	table := map[string]want{
		"GET /healthz":                                  {200, 200, 200, "/healthz"},
		"GET /static/{path...}":                         {404, 404, 404, "/static/none.css"},
		"GET /sign-in":                                  {200, 303, 303, "/sign-in"},
		"GET /sign-in/{token}":                          {410, 303, 303, "/sign-in/used"},
		"POST /sign-out":                                {303, 303, 303, "/sign-out"},
		"GET /{$}":                                      {303, 303, 303, "/"},
		"GET /enquiries":                                {303, 200, 200, "/enquiries"},
		"GET /enquiries/{id}":                           {303, 200, 200, "/enquiries/1"},
		"GET /enquiries/{id}/letters/{letter}":          {303, 200, 200, "/enquiries/1/letters/1"},
		"GET /enquiries/{id}/letters/{letter}/html":     {303, 200, 200, "/enquiries/1/letters/1/html"},
		"GET /enquiries/{id}/letters/{letter}/attached": {303, 200, 200, "/enquiries/1/letters/1/attached"},
		"GET /enquiries/{id}/letters/{letter}/attachments/{n}": {303, 200, 200, "/enquiries/3/letters/3/attachments/1"},
		"GET /response-times":                     {303, 200, 200, "/response-times"},
		"GET /sorting":                            {303, 200, 200, "/sorting"},
		"GET /quarantine":                         {303, 200, 200, "/quarantine"},
		"GET /quarantine/{id}":                    {303, 200, 200, "/quarantine/3"},
		"GET /quarantine/{id}/letter":             {303, 200, 200, "/quarantine/3/letter"},
		"GET /mailbox":                            {303, 200, 200, "/mailbox"},
		"POST /enquiries/{id}/topic":              {401, 403, 400, "/enquiries/1/topic"},
		"POST /enquiries/{id}/owner":              {401, 403, 400, "/enquiries/1/owner"},
		"POST /enquiries/{id}/status":             {401, 403, 400, "/enquiries/1/status"},
		"POST /enquiries/{id}/concern":            {401, 403, 400, "/enquiries/1/concern"},
		"POST /enquiries/{id}/obligation":         {401, 403, 400, "/enquiries/1/obligation"},
		"POST /enquiries/{id}/tasks":              {401, 403, 400, "/enquiries/1/tasks"},
		"POST /enquiries/{id}/tasks/{task}/owner": {401, 403, 400, "/enquiries/1/tasks/1/owner"},
		"POST /enquiries/{id}/tasks/{task}/done":  {401, 403, 400, "/enquiries/1/tasks/1/done"},
		"POST /enquiries/{id}/notes":              {401, 403, 400, "/enquiries/1/notes"},
		"POST /enquiries/{id}/elsewhere":          {401, 403, 400, "/enquiries/1/elsewhere"},
		"POST /quarantine/{id}/retry":             {401, 403, 303, "/quarantine/3/retry"},
		"POST /quarantine/{id}/enquiry":           {401, 403, 422, "/quarantine/3/enquiry"},
		"POST /quarantine/{id}/dismiss":           {401, 403, 422, "/quarantine/3/dismiss"},
	}
	s := newSite(t)
	s.fill()
	s.receive(withFiles("Content-Disposition: attachment; filename=a.bin\n\nx"))
	for _, r := range s.server.routes() {
		name := r.method + " " + r.path
		row, ok := table[name]
		if !ok {
			t.Errorf("%s is not in this table", name)
			continue
		}
		for role, status := range map[store.Role]int{
			nobody: row.signedOut, store.RoleReader: row.reader, store.RoleTriage: row.triage,
			store.RoleLead: row.triage, store.RoleAdministrator: row.triage,
		} {
			if r.path == "/sign-out" {
				continue // it would end the sessions; see TestSignOut
			}
			w := s.get(role, row.path)
			if r.method == "POST" {
				w = s.post(role, row.path) // an empty form: what is let in is then refused, but where nothing need be typed
			}
			if w.Code != status {
				t.Errorf("%s as %q: %d, want %d", name, role, w.Code, status)
			}
			if status == 303 && role == nobody && w.Header().Get("Location") != in {
				t.Errorf("%s signed out leads to %s", name, w.Header().Get("Location"))
			}
		}
	}
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, role := range []store.Role{nobody, store.RoleTriage} {
		s.has(s.get(role, "/nothing/here"), 404, "<h1", "Page not found", "</html>")
		s.has(s.get(role, "/enquiries/1/topic"), 405, "This address cannot be used like that", "</html>")
		if allow := s.get(role, "/enquiries/1/topic").Header().Get("Allow"); allow != "POST" {
			t.Errorf("Allow: %q", allow)
		}
		s.has(s.post(role, "/quarantine"), 405, "This address cannot be used like that")
	}
	for _, path := range []string{"/enquiries/99", "/enquiries/x", "/enquiries/-1", "/enquiries/1/letters/99", "/enquiries/2/letters/1", "/quarantine/1", "/quarantine/99"} {
		s.has(s.get(store.RoleTriage, path), 404, "Page not found", "Asha Patel")
	}
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	s := newSite(t)
	s.fill()
	for name, header := range map[string][2]string{
		"fetch metadata": {"Sec-Fetch-Site", "cross-site"},
		"another origin": {"Origin", "https://evil.example"},
	} {
		r := newForm("/enquiries/1/topic", "version=1&topic=other&note=stolen")
		r.Header.Set(header[0], header[1])
		w := s.do(r, store.RoleTriage)
		s.has(w, http.StatusForbidden, "This form came from somewhere else")
		if strings.Contains(w.Body.String(), "stolen") {
			t.Errorf("%s: what another site sent is shown back", name)
		}
	}
	if got := s.enquiry(1).Topic; got != "framework_downloads" {
		t.Errorf("topic is %s", got)
	}
}

func newForm(path, body string) *http.Request {
	r, err := http.NewRequest("POST", path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Host = "example.com"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestTooLongForms(t *testing.T) {
	s := newSite(t)
	s.fill()
	w := s.post(store.RoleTriage, "/enquiries/1/notes", "version", "1", "note", strings.Repeat("long ", maxBody/5))
	s.has(w, http.StatusRequestEntityTooLarge, "That is too long")
}

func TestTheLogNamesNobody(t *testing.T) {
	s := newSite(t)
	s.fill()
	token := s.link(store.RoleTriage)
	s.get(nobody, "/sign-in/"+token)
	s.get(store.RoleTriage, "/enquiries?topic=secret-topic")
	s.get(store.RoleTriage, "/enquiries/2")
	s.post(store.RoleTriage, "/enquiries/2/notes", "version", "1", "note", "secret-note")
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	w := s.get(store.RoleTriage, "/enquiries/2")
	s.has(w, 500, "Something went wrong", "Reference: <strong>")
	log := s.log.String()
	ref := w.Body.String()[strings.Index(w.Body.String(), "Reference: <strong>")+len("Reference: <strong>"):][:8]
	if !strings.Contains(log, "ref="+ref) {
		t.Errorf("the log lacks the reference %s", ref)
	}
	for _, bad := range []string{token, "secret", "writer@", "Sam", "please", "tablets", "hee.example", s.cookie[store.RoleTriage].Value} {
		if strings.Contains(log, bad) {
			t.Errorf("the log has %q", bad)
		}
	}
	if !strings.Contains(log, `route="GET /enquiries/{id}"`) {
		t.Error("the log does not name the route")
	}
	if t.Failed() {
		t.Log(log)
	}
}

func TestPanicsBecomePages(t *testing.T) {
	s := newSite(t)
	broken := s.server.observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("jo@example.org") }))
	w := httptest.NewRecorder()
	broken.ServeHTTP(w, httptest.NewRequest("GET", "/enquiries", nil))
	s.has(w, 500, "Something went wrong", "Reference: <strong>")
	if strings.Contains(s.log.String(), "jo@") || !strings.Contains(s.log.String(), "page panicked") {
		t.Error(s.log)
	}
}

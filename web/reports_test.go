package web

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"hee.nhs.uk/enquiries/store"
)

func TestResponseTimes(t *testing.T) {
	s := newSite(t)
	s.receive(
		ask("One", "A", "x", "training", at("2026-11-03 10:00")),
		ask("Two", "B", "x", "training", at("2026-11-03 11:00")),
		ask("Three", "C", "x", "other", at("2026-11-06 16:00")),
	)
	for _, r := range []struct{ to, when string }{{"letter-1@example", "2026-11-03 13:20"}, {"letter-2@example", "2026-11-04 10:00"}} {
		s.receive(reply("answer", r.to, at(r.when)))
	}
	w := s.get(store.RoleReader, "/response-times")
	s.has(w, 200,
		"3 enquiries received, 2 answered, 1 not answered yet.", "Mon 12 Oct 2026 to Mon 9 Nov 2026",
		"not reached yet", "no enquiries", "100% (2 of 2)", "2 working days", "nothing to count yet",
		`<a href="/enquiries?topic=training&amp;view=all">2<span`, "The clock starts when the mail server received")
	s.has(s.get(store.RoleReader, "/response-times?from=2026-11-04&to=2026-11-05"), 200, "No enquiry was received from Wed 4 Nov 2026 to Thu 5 Nov 2026.")
	s.has(s.get(store.RoleReader, "/response-times?from=2026-11-05&to=2026-11-04"), 422, `<a href="#to">The last day must be the same as or after the first day</a>`)
	s.has(s.get(store.RoleReader, "/response-times?from=yesterday"), 422, `<a href="#from">Enter the first day`, `<a href="#to">Enter the last day`)
}

func TestAssets(t *testing.T) {
	files, err := readAssets(fstest.MapFS{
		"static/README.md":       {Data: []byte("x")},
		"static/app.css":         {Data: []byte(strings.Repeat("body{color:red}", 100))},
		"static/images/icon.svg": {Data: []byte("<svg/>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	s.server.assets = files
	url := files.url("app.css")
	w := s.get(nobody, url)
	s.has(w, 200, "body{color:red}")
	if h := w.Header(); h.Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(h.Get("Content-Type"), "text/css") {
		t.Errorf("headers: %v", h)
	}
	r := httptest.NewRequest("GET", "/static/app.css?v=old", nil)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	if w := s.do(r, nobody); w.Code != 304 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	r = httptest.NewRequest("GET", url, nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	if w := s.do(r, nobody); w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 200 {
		t.Errorf("not packed: %v", w.Header())
	}
	s.has(s.get(nobody, "/static/README.md"), 404)
	s.has(s.get(nobody, "/static/images/icon.svg"), 200, "<svg/>")
	if files.url("app.js") != "" {
		t.Error("an address for a file that is not there")
	}
}

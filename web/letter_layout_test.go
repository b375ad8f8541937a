package web

import (
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/store"
)

// laidOut is a letter in HTML with a picture of its own and one from elsewhere.
func laidOutLetter(more string) store.Arrival {
	return sent("From: Jo <script>alert(1)</script> <writer@example.org>\nSubject: Laid out\nContent-Type: multipart/related; boundary=b\n\n" +
		"--b\nContent-Type: text/html\n\n<p style=\"color:red;position:fixed\">Red words <img src=cid:a alt=Dot><img src=https://evil.example/a.gif>" + more +
		"\n--b\nContent-Type: image/gif\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\n" + dot + "\n--b--\n")
}

func TestALetterAsItsSenderLaidItOut(t *testing.T) {
	s := newSite(t)
	s.receive(laidOutLetter(`</main></body><script>alert(1)</script><a href="https://evil.example/">bank.example.org</a>`))
	s.has(s.get(store.RoleReader, "/enquiries/1"), 200, `<a href="/enquiries/1/letters/1/html">See it as the sender laid it out`)
	w := s.get(store.RoleReader, "/enquiries/1/letters/1/html")
	s.has(w, 200, `<p style="color: red">Red words`, `src="data:image/gif;base64,`+dot, "As the sender laid it out.", "1 picture from other servers was not loaded",
		`<a class="back" href="/enquiries/1#letter-1">Back to the enquiry</a>`, "[leads to evil.example]", "<h1>Letter from <bdi>")
	page := w.Body.String()
	for _, bad := range []string{"<script", "position: fixed", "position:fixed", "evil.example/a.gif", "<link", "/static/"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if n := strings.Count(page, "</main>"); n != 1 {
		t.Errorf("%d ends of the letter's place", n)
	}
	h := w.Header()
	for name, want := range map[string]string{
		"Content-Security-Policy":    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
		"X-Frame-Options":            "SAMEORIGIN",
		"Referrer-Policy":            "no-referrer",
		"X-Content-Type-Options":     "nosniff",
		"Cache-Control":              "no-store",
		"Content-Type":               "text/html; charset=utf-8",
		"Cross-Origin-Opener-Policy": "",
	} {
		if h.Get(name) != want {
			t.Errorf("%s is %q", name, h.Get(name))
		}
	}
	if e := s.enquiry(1).History; e[len(e)-1].Action != "look" || e[len(e)-1].By != "Rhys Reader" {
		t.Error("the look was not recorded")
	}
}

func TestALetterWithoutLayout(t *testing.T) {
	s := newSite(t)
	s.receive(sent("From: Jo <writer@example.org>\nSubject: Plain\n\nPlain words."))
	w := s.get(store.RoleReader, "/enquiries/1/letters/1/html")
	s.has(w, 200, "This letter has no layout", "the letter is plain text", `href="/enquiries/1#letter-1"`)
	if csp := w.Header().Get("Content-Security-Policy"); csp != pagePolicy {
		t.Errorf("a page of ours has the policy of a letter: %s", csp)
	}
}

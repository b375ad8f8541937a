package mailbox

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func seeds(f *testing.F, add func(raw []byte)) {
	letters, err := filepath.Glob("testdata/*/letter.eml")
	if err != nil || len(letters) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range letters {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		add(raw)
	}
}

// FuzzParse: whatever the bytes, Parse ends, everything it gives is clean UTF-8,
// and Part gives the very bytes that the attachment list promises.
func FuzzParse(f *testing.F) {
	seeds(f, func(raw []byte) { f.Add(raw) })
	f.Fuzz(func(t *testing.T, raw []byte) {
		limits := Limits{Depth: 5, Parts: 30, HeaderBytes: 4096, TextBytes: 4096}
		m := Parse(bytes.NewReader(raw), int64(len(raw)), limits)
		checkClean(t, "text", m.Text)
		checkClean(t, "own text", m.OwnText)
		checkLine(t, m.Subject, m.MessageID)
		for _, a := range append(append(append(append([]Address{}, m.From...), m.ReplyTo...), m.To...), m.Cc...) {
			checkLine(t, a.Name, a.Address)
			if a == (Address{}) {
				t.Error("an address with nothing in it")
			}
		}
		if int64(len(m.Text)) > limits.TextBytes+1 {
			t.Errorf("text has %d bytes", len(m.Text))
		}
		for i, want := range m.Attachments {
			a, data, err := Part(bytes.NewReader(raw), int64(len(raw)), limits, i)
			if err != nil || a != want || int64(len(data)) != a.Size {
				t.Errorf("part %d: %+v, %d bytes, %v; want %+v", i, a, len(data), err, want)
			}
			checkLine(t, a.Name, a.Type)
			if strings.ContainsAny(a.Name, `/\`) || a.Name == ".." {
				t.Errorf("unsafe name %q", a.Name)
			}
		}
		if _, err := m.MarshalJSON(); err != nil {
			t.Error(err)
		}
	})
}

// FuzzOwnText: the writer's words are clean and are not more than the text.
func FuzzOwnText(f *testing.F) {
	f.Add("Yes.\n\nOn Mon, 1 Jun 2026 at 09:00, Jo <jo@example.org> wrote:\n> a\n")
	f.Add("-- \nA\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nx")
	f.Add("Thanks\nAnn\nT: 01632 960001\n\nThis email is confidential")
	f.Fuzz(func(t *testing.T, text string) {
		own := OwnText(text)
		checkClean(t, "own text", own)
		if n, most := countVisible(own), countVisible(cleanText(text)); n > most {
			t.Errorf("%d characters of %d: %q", n, most, own)
		}
	})
}

// FuzzHTML: no markup ends badly, and the limit holds.
func FuzzHTML(f *testing.F) {
	f.Add("<p>a<blockquote type=cite>b</blockquote><ul><li>c<a href='https://example.org'>d</a>")
	f.Add("<table><tr><td>a<td>b</table><pre> x\n y</pre><div hidden>z</div>")
	f.Add(strings.Repeat("<div><blockquote type=cite>", 300) + "x")
	f.Fuzz(func(t *testing.T, src string) {
		const limit = 2000
		text := string(htmlText([]byte(src), limit))
		if len(text) > limit+len(src)+4000 {
			t.Errorf("%d bytes of text from %d", len(text), len(src))
		}
		checkClean(t, "text", cleanText(text))
	})
}

func countVisible(s string) (n int) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

func checkClean(t *testing.T, what, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%s is not UTF-8: %q", what, s)
	}
	if s != "" && !strings.HasSuffix(s, "\n") {
		t.Errorf("%s does not end its last line: %q", what, s)
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || invisible(r) {
			t.Errorf("%s holds %U", what, r)
		}
	}
}

func checkLine(t *testing.T, lines ...string) {
	t.Helper()
	for _, s := range lines {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsFunc(s, invisible) {
			t.Errorf("%q is not one clean line", s)
		}
	}
}

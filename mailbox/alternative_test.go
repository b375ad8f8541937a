package mailbox

import (
	"strings"
	"testing"
)

// TestHTMLSaysMore: words that only the HTML holds are not lost, and HTML that
// says the same does not replace the plain text.
func TestHTMLSaysMore(t *testing.T) {
	const plain = "Is there a course in May? Please tell me the café's address, see https://example.org/a."
	for _, c := range []struct {
		name, plain, html string
		rich              bool
	}{
		{"same", plain, "<p>Is there a course in May?<p>Please tell me the cafe&#769;'s ADDRESS, see <a href='https://example.org/a'>this</a>.", false},
		{"link addresses", plain, "<p>Is there a <a href='https://example.net/abcdefghijkl/mnopqrstuvwxyz/abcdefghijkl'>course</a> in May? <a href='mailto:somebody.with.a.long.name@example.net'>Please</a> tell me the café's address https://example.net/abcdefghijklmnopqrstuvwxyz", false},
		{"image texts", plain, "<p>Is there a course in May?<img alt='a long description of a picture of nothing at all'>", false},
		{"a few words", plain, "<p>Is there a course in May? Yours, Ann Bloggs", false},
		{"run together", "IsthereacourseinMayIwouldverymuchlike totakepartinitifthereisaplaceleft", "<p>would <p>course <p>there <p>taken <p>place", false},
		{"a paragraph more", plain, "<p>Is there a course in May?<p>I cannot sleep and nobody here listens to what I say.", true},
		{"one word repeated", plain, "<p>Is there a course in May?" + strings.Repeat(" really", 30), false},
	} {
		m := parseString(mixed("alternative", "\n"+c.plain, "Content-Type: text/html\n\n"+c.html), Limits{})
		if got := m.Text != c.plain+"\n"; got != c.rich {
			t.Errorf("%s: text %q", c.name, m.Text)
		}
		if c.rich && !strings.Contains(m.Text, "nobody here listens") {
			t.Errorf("%s: text %q", c.name, m.Text)
		}
	}
}

// TestBothAlternativesSayMore: what the text shown lacks is still there to be
// searched.
func TestBothAlternativesSayMore(t *testing.T) {
	m := parseString(mixed("alternative", "\nNobody answers the telephone and I am worried.", "Content-Type: text/html\n\n<p>This is a circular about courses in spring."), Limits{})
	if m.Text != "This is a circular about courses in spring.\n" || m.Attached != "Nobody answers the telephone and I am worried.\n" {
		t.Errorf("text %q, attached %q", m.Text, m.Attached)
	}
}

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
// searched, and texts that say different things are both shown.
func TestBothAlternativesSayMore(t *testing.T) {
	const words = "Is there a course in May? Please tell me the address of the cafe beside the training centre. "
	for _, c := range []struct{ name, plain, html, text, attached string }{
		{"different", "Nobody answers the telephone and I am worried.", "This is a circular about courses in spring.",
			"Nobody answers the telephone and I am worried.\n\nThis is a circular about courses in spring.\n", ""},
		{"mostly the same", words + "Nobody answers the telephone and I worry.", words + "This circular tells of everything in spring.",
			words + "This circular tells of everything in spring.\n", words + "Nobody answers the telephone and I worry.\n"},
		{"a stub", "See the HTML of this, as your program knows nothing else.", words + words + "Sincerely, somebody from somewhere.",
			words + words + "Sincerely, somebody from somewhere.\n", "See the HTML of this, as your program knows nothing else.\n"},
	} {
		m := parseString(mixed("alternative", "\n"+c.plain, "Content-Type: text/html\n\n<p>"+c.html), Limits{})
		if m.Text != c.text || m.Attached != c.attached {
			t.Errorf("%s: text %q, attached %q", c.name, m.Text, m.Attached)
		}
	}
}

// TestNoWordIsLost: what one of two texts says and the other does not is shown or
// kept to be looked through, however little it is.
func TestNoWordIsLost(t *testing.T) {
	const quote = "On 1 June 2026 at 09:00, Desk <desk@example.net> wrote:"
	for _, c := range []struct{ name, plain, html, text, attached string }{
		{"plain text that a telephone added", "Sent from my iPhone", "<p>I am not safe at home</p><p>Sent from my iPhone</p>", "I am not safe at home\n\nSent from my iPhone\n", ""},
		{"HTML that a council added", "I am not safe", "<p>Example Council, 1 Example Road, Exampletown. Read our notice.</p>", "I am not safe\n\nExample Council, 1 Example Road, Exampletown. Read our notice.\n", ""},
		{"the quote alone", quote + "\n\n> How are you?", "<div>Not well.</div><p>" + strings.ReplaceAll(quote, "<desk", "&lt;desk") + "<p>&gt; How are you?", "Not well.\n\n" + quote + "\n\n> How are you?\n", ""},
		{"cut short", "Hello, I wanted to ask ab", "<p>Hello, I wanted to ask about a place", "Hello, I wanted to ask about a place\n", ""},
		{"a word about HTML", "Please enable HTML to view this message", "<p>Can I have a place?", "Can I have a place?\n", ""},
		{"a word less", "Can I have a place in May? I do not feel safe here.", "<p>Can I have a place in May?</p><p>I feel safe here.</p>", "Can I have a place in May? I do not feel safe here.\n", ""},
		{"a word more", "Can I have a place in May? I feel safe.", "<p>Can I have a place in May?</p><p>I never feel safe.</p>", "Can I have a place in May?\n\nI never feel safe.\n", ""},
		{"a little of each", "Can I have a place in May?\nMy name is Angharad.", "<p>Can I have a place in May?</p><p>Ring Tom.</p>", "Can I have a place in May?\nMy name is Angharad.\n", "Ring Tom.\n"},
		{"a device line", "Can I have a place in May?", "<p>Can I have a place in May?</p><p>Sent from my iPhone</p>", "Can I have a place in May?\n", ""},
		{"a line of the sender's program", "Can I have a place in May?", "<p>View this email in your browser</p><p>Can I have a place in May?</p>", "Can I have a place in May?\n", ""},
		{"numbers of a list", "Two things:\nfirst\nsecond", "<p>Two things:<ol><li>first<li>second</ol>", "Two things:\nfirst\nsecond\n", ""},
		{"a text for a picture", "Can I have a place? [image: Logo]", "<p>Can I have a place? <img alt=Logo>", "Can I have a place? [image: Logo]\n", ""},
	} {
		m := parseString(mixed("alternative", "\n"+c.plain, "Content-Type: text/html\n\n"+c.html), Limits{})
		if m.Text != c.text || m.Attached != c.attached {
			t.Errorf("%s: text %q, attached %q", c.name, m.Text, m.Attached)
		}
	}
}

package mailbox

import (
	"fmt"
	"strings"
	"testing"
)

func utf16LE(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestControlBytesKeepTheText(t *testing.T) {
	const want = "Where can I download the framework?\n"
	le := utf16LE(want)
	be := strings.TrimSuffix("\x00"+le, "\x00")
	for _, c := range []struct{ name, header, body, want string }{
		{"stray NUL", "", "Where can I\x00 download\x00 the framework?", want},
		{"utf-16 little-endian called utf-8", "Content-Type: text/plain; charset=utf-8\n", le, want},
		{"utf-16 big-endian called latin1", "Content-Type: text/plain; charset=iso-8859-1\n", be, want},
		{"utf-16 without a label", "", le, want},
		{"byte order mark", "Content-Type: text/plain; charset=utf-8\n", "\xff\xfe" + utf16LE("你好吗"), "你好吗\n"},
		{"html", "Content-Type: text/html; charset=utf-8\n", utf16LE("<p>" + want), want},
		{"bytes of a program", "", strings.Repeat("\x7fELF\x01\x02\x03\x00", 40), ""},
		{"zeros", "", strings.Repeat("\x00", 500), ""},
	} {
		m := parseString("From: a@example.org\nSubject: x\n"+c.header+"\n"+c.body, Limits{})
		if m.Text != c.want {
			t.Errorf("%s: text %q (%s)", c.name, m.Text, codes(m))
		}
	}
}

func TestFromWithSpaceBeforeColon(t *testing.T) {
	m := parseString("From : Jo <jo@example.org>\nSubject: x\n\ntext\n", Limits{})
	if m.Writer() != (Address{"Jo", "jo@example.org"}) || m.Subject != "x" {
		t.Errorf("got %+v", m)
	}
	m = parseString("From jo@example.org Mon Jun  1 10:00:00 2026\nFrom: b@example.org\n\ntext\n", Limits{})
	if m.Writer().Address != "b@example.org" {
		t.Errorf("envelope: got %+v", m)
	}
}

func TestClosedLetters(t *testing.T) {
	const dat = "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig=="
	const pgp = "-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n"
	for _, c := range []struct{ name, letter, want string }{
		{"inline pgp", "From: a@example.org\n\n" + pgp, "encrypted"},
		{"inline pgp below words", "From: a@example.org\n\nfor you\n\n" + pgp, "encrypted"},
		{"quoted pgp", "From: a@example.org\n\n> -----BEGIN PGP MESSAGE-----\nwhat is this?\n", ""},
		{"signed only", "From: a@example.org\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nhello\n", ""},
		{"winmail.dat alone", mixed("mixed", dat), "tnef"},
		{"winmail.dat below an empty text", mixed("mixed", "\n \n", dat), "tnef"},
		{"winmail.dat beside a text", mixed("mixed", "\nhello", dat), "tnef"},
	} {
		if got := codes(parseString(c.letter, Limits{})); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLongHeaderField(t *testing.T) {
	long := strings.Repeat("x", 1<<20+1)
	for name, field := range map[string]string{
		"in one line": "X-Long: " + long + "\n", "folded": "X-Long: a\n" + strings.Repeat(" "+strings.Repeat("y", 900)+"\n", 1300),
		"with a folded rest": "X-Long: " + long + "\n rest\n\tof it\n",
	} {
		m := parseString("X-Before: a\n"+field+"From: jo@example.org\nSubject: x\n\ntext\n", Limits{})
		if m.Writer().Address != "jo@example.org" || m.Subject != "x" || m.Text != "text\n" || codes(m) != "header_size" {
			t.Errorf("%s: from %v, subject %q, text %q, problems %s", name, m.From, m.Subject, m.Text[:min(len(m.Text), 100)], codes(m))
		}
	}
}

func TestBelowTheDeepestIsShown(t *testing.T) {
	var multiparts strings.Builder
	for i := range 30 {
		fmt.Fprintf(&multiparts, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	for name, heads := range map[string]string{
		"multiparts": multiparts.String(),
		"letters":    strings.Repeat("Content-Type: message/rfc822\n\n", 30),
	} {
		letter := "From: a@example.org\n" + heads + "\nI am down here\n"
		m := parseString(letter, Limits{})
		if !strings.Contains(m.Text, "I am down here") || !strings.Contains(codes(m), "limit") {
			t.Errorf("%s: text %q, problems %s", name, m.Text, codes(m))
		}
	}
}

func TestHiddenHTMLIsNotShown(t *testing.T) {
	for src, want := range map[string]string{
		"<p>a<div style='font-size:0'>b</div>c":                                                            "a\nc\n",
		"<p>a<div style='FONT-SIZE : 0px ; color:red'>b<b>b</b></div>c":                                    "a\nc\n",
		"<p>a<div style='max-height:0;overflow:hidden'>b</div>c":                                           "a\nc\n",
		"<p>a<div style='opacity:0.0'>b</div>c":                                                            "a\nc\n",
		"<p>a<div style='mso-hide:all'>b</div>c":                                                           "a\nc\n",
		"<p>a<div style='opacity:0.5'>b</div>c":                                                            "a\nb\nc\n",
		"<p>a<div style='font-size:0.9em'>b</div>c":                                                        "a\nb\nc\n",
		"<p>a<div style='line-max-height:0'>b</div>c":                                                      "a\nb\nc\n",
		"<table style='font-size:0px'><tr><td>gap<td style='font-size:14px'>a</td></tr></table>c":          "a\n\nc\n",
		"<table><tr><th>a<th>b<tr><td>c<td>d</table>":                                                      "a\tb\nc\td\n",
		"<table style='font-size:0px'><tr><td><p class=text>a</p></td></tr></table>c":                      "a\n\nc\n",
		"<p>a<p style='font-size:0'>b<p style='font-size:12px'>c</p>":                                      "a\n\nc\n",
		"<p>a<span style='font-size:0'>never closed":                                                       "anever closed\n",
		"<div style='opacity:0'>all of it</div>":                                                           "all of it\n",
		"<p>a" + strings.Repeat("<i>", 300) + "<b style='font-size:0'>" + strings.Repeat("<i>", 300) + "b": "ab\n",
	} {
		if got := cleanBytes(htmlText([]byte(src), 10_000)); got != want {
			t.Errorf("%.90s: got %q, want %q", src, got, want)
		}
	}
}

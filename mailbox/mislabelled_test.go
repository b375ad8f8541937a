package mailbox

import (
	"strings"
	"testing"
)

// TestBodiesByAnotherName: what a letter says is read whatever its type calls it,
// and what is rightly called stays as it is.
func TestBodiesByAnotherName(t *testing.T) {
	const ask = "Where is the form, please?"
	const page = "<p>Where is the <b>form</b>,<br>please?</p>"
	const read = "Where is the form,\nplease?\n"
	for _, c := range []struct{ name, head, body, text string }{
		{"markdown", "Content-Type: text/markdown", ask, ask + "\n"},
		{"an unknown kind of text", "Content-Type: text/x-note; charset=utf-8", ask, ask + "\n"},
		{"a table", "Content-Type: text/csv", "name,place\nAnn,Bangor", "name,place\nAnn,Bangor\n"},
		{"XML", "Content-Type: text/xml", "<note>" + ask + "</note>", "<note>" + ask + "</note>\n"},
		{"RTF", "Content-Type: text/rtf", `{\rtf1\ansi ` + ask + `\par}`, ask + "\n"},
		{"RTF by its other name", "Content-Type: application/rtf", `{\rtf1\ansi ` + ask + `\par}`, ask + "\n"},
		{"XHTML", "Content-Type: application/xhtml+xml", "<html><body>" + page + "</body></html>", read},
		{"bytes", "Content-Type: application/octet-stream", ask, ask + "\n"},
		{"bytes in base64", "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64", "V2hlcmUgaXMgdGhlIGZvcm0/Cg==", "Where is the form?\n"},
		{"bytes with a name", "Content-Type: application/octet-stream; name=a.bin", ask, ""},
		{"bytes of a picture", "Content-Type: application/octet-stream", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""},
		{"style", "Content-Type: text/css", "p { color: red }", ""},
		{"UTF-16 by name", "Content-Type: text/plain; charset=utf-16le", ask, ask + "\n"},
		{"UTF-32 by name", "Content-Type: text/plain; charset=utf-32", ask + " \u00a320", ask + " \u00a320\n"},
		{"UTF-16 by the page itself", "Content-Type: text/html", `<meta charset="utf-16">` + page, read},
		{"Chinese in UTF-16", "Content-Type: text/plain; charset=utf-16be", "O`Y}", "你好\n"},
		{"a page", "Content-Type: text/plain", "<!DOCTYPE html><html><body>" + page + "</body></html>", read},
		{"a page in base64", "Content-Type: text/plain\nContent-Transfer-Encoding: base64", "PGh0bWw+PHA+V2hlcmU/PC9wPjwvaHRtbD4=", "Where?\n"},
		{"elements", "Content-Type: text/plain", "<div>" + page + "</div>", read},
		{"two types", "Content-Type: text/plain\nContent-Type: text/html", "<p>Where?</p>", "Where?\n"},
		{"a lone element", "Content-Type: text/plain", "<b>Where?</b>", "<b>Where?</b>\n"},
		{"about elements", "Content-Type: text/plain", "<div> and <p> are shown on your page, and <br> too", "<div> and <p> are shown on your page, and <br> too\n"},
		{"an address", "Content-Type: text/plain", "<ann@example.org> is mine", "<ann@example.org> is mine\n"},
		{"parts", "Content-Type: text/plain; boundary=b", "--b\nContent-Type: text/plain\n\n" + ask + "\n--b--", ask + "\n"},
		{"parts that say the same", "Content-Type: text/plain; boundary=b",
			"--b\nContent-Type: text/plain\n\n" + ask + "\n--b\nContent-Type: text/html\n\n" + page + "\n--b--", ask + "\n"},
		{"a boundary and no parts", "Content-Type: text/plain; boundary=b", "--b\n" + ask, "--b\n" + ask + "\n"},
		{"pictures alone", "Content-Type: text/html", `<img src="https://example.org/a.png" alt="Ring me on Monday"><img alt="a.png"><img alt="">`, "[Picture: Ring me on Monday]\n"},
		{"pictures and words", "Content-Type: text/html", `Yes<img src="https://example.org/a.png" alt="Ring me on Monday">`, "Yes\n"},
	} {
		m := parseString("From: a@example.org\nSubject: x\n"+c.head+"\n\n"+c.body, Limits{})
		if m.Text != c.text {
			t.Errorf("%s: text %q, want %q; %+v", c.name, m.Text, c.text, m.Problems)
		}
		if files := len(m.Attachments); (files > 0) != (c.text == "") {
			t.Errorf("%s: %d files", c.name, files)
		}
	}
}

// TestTextsBesideText: beside other text those with a name, and those that nobody
// writes letters in, stay files whose words are looked through.
func TestTextsBesideText(t *testing.T) {
	for _, c := range []struct{ name, part, attached string }{
		{"table", "Content-Type: text/csv; name=a.csv\n\nAnn,Bangor", "[Attached file: a.csv]\nAnn,Bangor\n"},
		{"table without a name", "Content-Type: text/csv\n\nAnn,Bangor", "[Attached file: ]\nAnn,Bangor\n"},
		{"markdown", "Content-Type: text/markdown; name=a.md\n\n*Ann*", "[Attached file: a.md]\n*Ann*\n"},
		{"RTF", "Content-Type: text/rtf; name=a.rtf\n\n{\\rtf1 Ann\\par}", "[Attached file: a.rtf]\nAnn\n"},
		{"bytes", "Content-Type: application/octet-stream\n\nAnn", ""},
		{"XHTML", "Content-Type: application/xhtml+xml; name=a.html\n\n<html><p>Ann", ""},
		{"style", "Content-Type: text/css; name=a.css\n\np { color: red }", ""},
	} {
		m := parseString(mixed("mixed", "\nMy own words.", c.part), Limits{})
		if m.Text != "My own words.\n" || m.Attached != c.attached || len(m.Attachments) != 1 {
			t.Errorf("%s: text %q, attached %q, files %v", c.name, m.Text, m.Attached, m.Attachments)
		}
	}
}

// TestQuotedPrintableThatNothingNames: it is known by codes and broken lines
// together, and sums are none.
func TestQuotedPrintableThatNothingNames(t *testing.T) {
	long := strings.Repeat("a word ", 10)
	for _, c := range []struct{ name, body, want string }{
		{"a broken line", long + "cann=\not=2E It is =C2=A320=2E\n", long + "cannot. It is £20.\n"},
		{"three short ones", "a=\nb=\nc=\nd=20e=20f=20g\n", "abcd e f g\n"},
		{"sums", "a=20 and b=30 so c=50\n", "a=20 and b=30 so c=50\n"},
		{"sums in a long line", long + "as a=20 b=30 c=50 d=\n10\n", long + "as a=20 b=30 c=50 d=\n10\n"},
		{"codes somebody asks about", "I see =C3=A9 and =2E in it\n", "I see =C3=A9 and =2E in it\n"},
		{"an = of its own", long + "cann=\not=2E It is =C2=A320, so x = 3\n", long + "cann=\not=2E It is =C2=A320, so x = 3\n"},
	} {
		if m := parseString("From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n"+c.body, Limits{}); m.Text != c.want {
			t.Errorf("%s: %q, want %q", c.name, m.Text, c.want)
		}
	}
}

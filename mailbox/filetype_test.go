package mailbox

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestDisguised: only what no mail program does by mistake is called a disguise.
func TestDisguised(t *testing.T) {
	const exe, zip, docx = "application/vnd.microsoft.portable-executable", "application/zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	for _, c := range []struct{ name, declared, found, want string }{
		{"beach.jpg", "image/jpeg", exe, "a picture, a program"},
		{"beach.jpg", "application/octet-stream", exe, "a picture, a program"},
		{"", "image/jpeg", exe, "a picture, a program"},
		{"notes.txt", "text/plain", "application/x-executable", "a text, a program"},
		{"sheet.xls", "application/octet-stream", "application/x-ms-shortcut", "a document, a shortcut"},
		{"report.pdf.exe", "application/octet-stream", "", "a PDF, a program"},
		{"report.pdf .scr", "application/octet-stream", "", "a PDF, a program"},
		{"notes.txt.vbs", "text/plain", "text/plain", "a text, a script"},
		{"minutes.doc.js", "text/plain", "text/plain", "a document, a script"},
		{"photo.png.iso", "application/octet-stream", "", "a picture, a disk image"},
		{"table.xlsm", "image/png", zip, "a picture, a document with macros"},
		{"scan.pdf", "application/pdf", "text/html", "a PDF, a web page"},
		{"scan.pdf", "application/pdf", zip, "a PDF, an archive"},
		{"scan.doc", "application/msword", "application/vnd.rar", "a document, an archive"},
		{"song.mp3", "audio/mpeg", "image/svg+xml", "a sound recording, a drawing that can hold a script"},

		{"setup.exe", "application/octet-stream", exe, ""},
		{"setup", "application/octet-stream", exe, ""},
		{"table.xlsm", "application/vnd.ms-excel", zip, ""},
		{"letter.doc", "application/msword", docx, ""},
		{"letter.pages", "application/octet-stream", zip, ""},
		{"sheet.xls", "application/vnd.ms-excel", "text/html", ""},
		{"page.html", "text/plain", "text/html", ""},
		{"notes.txt.html", "text/html", "text/html", ""},
		{"logo.png.svg", "image/svg+xml", "image/svg+xml", ""},
		{"logo.svg", "image/png", "image/svg+xml", ""},
		{"example.com", "image/png", "image/png", ""},
		{"letter.pdf.zip", "application/zip", zip, ""},
		{"letter.pdf", "application/octet-stream", "application/pdf", ""},
		{"photo.jpg", "image/jpeg", "image/png", ""},
		{"install.txt", "text/plain", "text/x-shellscript", ""},
		{"", "text/plain", "text/html", ""},
	} {
		got := ""
		if called, is, ok := disguised(Attachment{Name: c.name, Type: c.declared, Found: c.found}); ok {
			got = called + ", " + is
		}
		if got != c.want {
			t.Errorf("%q, %s, %s: got %q, want %q", c.name, c.declared, c.found, got, c.want)
		}
	}
}

// TestFoundLooksAtTheHeadAlone: what a file is called so by is in its first
// bytes, however they are encoded.
func TestFoundLooksAtTheHeadAlone(t *testing.T) {
	outlook := make([]byte, 1024) // an OLE file whose root says that Outlook made it
	copy(outlook, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	outlook[0x1a], outlook[0x1c], outlook[0x1d], outlook[0x1e] = 3, 0xfe, 0xff, 9
	copy(outlook[512:], "R\x00o\x00o\x00t\x00 \x00E\x00n\x00t\x00r\x00y\x00")
	outlook[512+64], outlook[512+66] = 22, 5
	copy(outlook[512+80:], "\x0b\x0d\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46")
	long := strings.Repeat("JVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQK\n", 50_000)
	for name, c := range map[string]struct{ encoding, body, want string }{
		"base64":             {"base64", "JVBERi0xLjQK\n" + long, "application/pdf"},
		"base64, damaged":    {"BASE64", "!JVBERi0xLjQK\n" + long, "application/pdf"},
		"quoted-printable":   {"quoted-printable", "=25PDF-1.4=\n x", "application/pdf"},
		"uuencode":           {"x-uuencode", "begin 644 a.pdf\n)" + `)5!$1BTQ+C0*` + "\nend\n", "application/pdf"},
		"8bit":               {"8bit", "%PDF-1.4\n" + long, "application/pdf"},
		"cut in a character": {"8bit", strings.Repeat("x", headBytes-1) + "é and so on", "text/plain"},
		"outlook":            {"base64", base64.StdEncoding.EncodeToString(outlook), "application/vnd.ms-outlook"},
		"nothing sure":       {"8bit", "\x01\x02\x03\xff\xfe", ""},
		"nothing":            {"", "", ""},
	} {
		letter := "From: a@example.org\nContent-Type: application/octet-stream; name=a\nContent-Transfer-Encoding: " + c.encoding + "\n\n" + c.body
		if m := parseString(letter, Limits{}); len(m.Attachments) != 1 || m.Attachments[0].Found != c.want {
			t.Errorf("%s: %+v, want %q", name, m.Attachments, c.want)
		}
	}
}

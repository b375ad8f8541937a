package web

import (
	"mime"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// dot is a picture of one point.
const dot = "R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="

// sent is a whole letter, read as the desk reads it.
func sent(raw string) store.Arrival {
	raw = strings.ReplaceAll(raw, "\n", "\r\n")
	a := ask("", "", "", "other", at("2026-11-06 10:00"))
	a.Raw, a.Message = []byte(raw), mailbox.ParseBytes([]byte(raw), mailbox.Limits{})
	return a
}

// withFiles is a letter with one file for each of the parts: a header, an empty
// line and a body.
func withFiles(parts ...string) store.Arrival {
	return sent("From: Jo Marsh <writer@example.org>\nSubject: Files\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHere they are.\n--b\n" +
		strings.Join(parts, "\n--b\n") + "\n--b--\n")
}

func TestAttachmentsComeAsBytesToSave(t *testing.T) {
	s := newSite(t)
	const page = "<html><script>alert(document.cookie)</script></html>"
	s.receive(withFiles(
		"Content-Type: text/html\nContent-Disposition: attachment; filename=\"form.html\"\n\n"+page,
		"Content-Type: image/svg+xml\nContent-Disposition: inline; filename=\"logo.svg\"\n\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
		"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"form.pdf\"\n\nJVBERi0xLjQKJQ==",
	))
	for n, want := range []string{page, `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "%PDF-1.4\n%"} {
		w := s.get(store.RoleReader, "/enquiries/1/letters/1/attachments/"+itoa(int64(n+1)))
		h := w.Header()
		if w.Code != 200 || w.Body.String() != want || h.Get("Content-Length") != itoa(int64(len(want))) {
			t.Errorf("file %d: %d, %q, %v", n+1, w.Code, w.Body, h)
		}
		for name, value := range map[string]string{
			"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Content-Security-Policy": letterPolicy, "X-Frame-Options": "DENY",
		} {
			if h.Get(name) != value {
				t.Errorf("file %d: %s is %q", n+1, name, h.Get(name))
			}
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; ") {
			t.Errorf("file %d is shown: %s", n+1, h.Get("Content-Disposition"))
		}
	}
	looks := 0
	for _, e := range s.enquiry(1).History {
		if e.Action == "look" && e.By == "Rhys Reader" {
			looks++
		}
	}
	if looks != 3 {
		t.Errorf("%d looks are recorded", looks)
	}
}

func TestAttachmentsThatAreNotThere(t *testing.T) {
	s := newSite(t)
	lost := withFiles("Content-Disposition: attachment; filename=a.bin\n\nx")
	lost.Message.Attachments = append(lost.Message.Attachments, mailbox.Attachment{Name: "b.bin", Size: 7})
	s.receive(lost)
	for _, n := range []string{"2", "3", "999999999999"} {
		s.has(s.get(store.RoleReader, "/enquiries/1/letters/1/attachments/"+n), 404, "There is no such attachment", "download the letter itself", "</html>")
	}
	for _, path := range []string{"/enquiries/1/letters/1/attachments/0", "/enquiries/1/letters/1/attachments/x", "/enquiries/1/letters/2/attachments/1", "/enquiries/2/letters/1/attachments/1",
		"/enquiries/1/letters/2/html", "/enquiries/1/letters/2/attached"} {
		s.has(s.get(store.RoleReader, path), 404, "Page not found")
	}
}

func TestAttachmentsAreFoundAgainByWhatTheyAre(t *testing.T) {
	raw := withFiles("Content-Disposition: attachment; filename=a.bin\n\nfirst", "Content-Disposition: attachment; filename=b.bin\n\nthe second").Raw
	known := []mailbox.Attachment{{Name: "wrapped.dat", Size: 99}, {Name: "x", Size: 1}, {Name: "a.bin", Size: 5}} // as counted when there were more
	if a, data, err := findPart(raw, known, 2); err != nil || a.Name != "a.bin" || string(data) != "first" {
		t.Error(a, data, err)
	}
	if a, data, err := findPart(raw, known, 1); err == nil {
		t.Error(a, data)
	}
	// Another of the same length is not handed out for the one that is meant.
	raw = withFiles("Content-Disposition: attachment; filename=a.exe\n\nfirst", "Content-Disposition: attachment; filename=a.pdf\n\nother").Raw
	if a, data, err := findPart(raw, []mailbox.Attachment{{Name: "a.pdf", Size: 5}}, 0); err != nil || a.Name != "a.pdf" || string(data) != "other" {
		t.Error(a, data, err)
	}
}

func TestLettersWhoseBytesAreGone(t *testing.T) {
	s := newSite(t)
	l := withFiles("Content-Disposition: attachment; filename=a.bin\n\nx")
	l.State, l.Direction, l.UID, l.Raw = store.Stored, store.In, 1, nil
	if _, err := s.store.Receive(t.Context(), store.Batch{Folder: "INBOX", UIDValidity: 1, Arrivals: []store.Arrival{l}, Next: store.Cursor{UIDValidity: 1, LastUID: 1}}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "/html", "/attached", "/attachments/1"} {
		s.has(s.get(store.RoleReader, "/enquiries/1/letters/1"+path), 404, "This letter is not kept whole", "in the mailbox itself")
	}
}

func TestNamesOfFilesCannotLeaveTheirField(t *testing.T) {
	for _, name := range []string{
		`plain.pdf`, `quo"te.pdf`, "line\r\nSet-Cookie: x=y", `back\slash.pdf`, "café – дело.pdf", "100%.txt", strings.Repeat("ŷ", 100) + ".docx", "a;b=c.txt", `";filename=evil.exe;x="`, "..", "",
		"turn\u202efdp.exe", "\xff\xfe.bin",
	} {
		saved := saveAs(mailbox.Attachment{Name: name}, "file-1")
		value := disposition(saved)
		for _, c := range []byte(value) {
			if c < ' ' || c > '~' {
				t.Errorf("%q: the field has byte %#x", name, c)
			}
		}
		kind, params, err := mime.ParseMediaType(value)
		if want := strings.ToValidUTF8(saved, "\ufffd"); err != nil || kind != "attachment" || strings.ToValidUTF8(params["filename"], "\ufffd") != want || len(params) != 1 {
			t.Errorf("%q: %s: %q, %v, %v", name, value, kind, params, err)
		}
		if saved == "" || strings.ContainsAny(saved, "/\\\r\n\u202e") || strings.HasPrefix(saved, ".") || !utf8.ValidString(saved) && utf8.ValidString(name) {
			t.Errorf("%q is saved as %q", name, saved)
		}
		header := http.Header{}
		header.Set("Content-Disposition", value)
		var b strings.Builder
		if err := header.Write(&b); err != nil || strings.Count(b.String(), "\n") != 1 {
			t.Errorf("%q becomes %q", name, b.String())
		}
	}
	if got := saveAs(mailbox.Attachment{Name: "Minutes", Type: "message/rfc822"}, "x"); got != "Minutes.eml" {
		t.Errorf("an attached letter is saved as %s", got)
	}
}

func TestFilesAreNamedByWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		file          mailbox.Attachment
		kind, warning string
	}{
		{mailbox.Attachment{Name: "a.pdf", Type: "application/octet-stream", Found: "application/pdf"}, "PDF", ""},
		{mailbox.Attachment{Name: "a.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, "Word document", ""},
		{mailbox.Attachment{Name: "a.pdf", Type: "application/pdf", Found: "application/vnd.microsoft.portable-executable"}, "Program", "whatever its name says"},
		{mailbox.Attachment{Name: "a.pdf.exe", Type: "application/octet-stream"}, "Unknown type", "whatever its name says"},
		{mailbox.Attachment{Name: "a.txt", Type: "text/html"}, "Web page", "no password"},
		{mailbox.Attachment{Name: "a.html", Type: "text/html", Found: "text/html"}, "Web page", "no password"},
		{mailbox.Attachment{Name: "a.docm", Found: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, "Word document", "when it is opened"},
		{mailbox.Attachment{Name: "a.js", Type: "text/plain", Found: "text/plain"}, "Text", "whatever its name says"},
		{mailbox.Attachment{Name: "a", Type: "x/y"}, "X/y", ""},
		{mailbox.Attachment{Name: "a.svg", Type: "image/svg+xml", Inline: true}, "Drawing that can hold a script", "whatever its name says"},
	} {
		offered, inText := files(store.Message{Message: mailbox.Message{Attachments: []mailbox.Attachment{c.file}}}, "/x")
		if len(offered) != 1 || len(inText) != 0 {
			t.Fatalf("%+v is offered %d times", c.file, len(offered))
		}
		if got := offered[0]; got.Type != c.kind || !strings.Contains(got.Warning, c.warning) || (got.Warning == "") != (c.warning == "") {
			t.Errorf("%+v: %q, %q", c.file, got.Type, got.Warning)
		}
	}
}

func TestEnquiryOffersTheFilesOfLetters(t *testing.T) {
	s := newSite(t)
	s.receive(withFiles(
		"Content-Type: application/pdf\nContent-Disposition: attachment; filename=form.pdf\n\n%PDF-1.4 ",
		"Content-Type: image/gif\nContent-Disposition: inline; filename=logo.gif\nContent-Transfer-Encoding: base64\n\n"+dot,
		"Content-Type: message/rfc822\n\nFrom: Ann <ann@example.org>\nSubject: The first letter\n\nWords of the attached letter.",
	))
	s.has(s.get(store.RoleReader, "/enquiries/1"), 200, "Attachments (2)", "form.pdf</bdi>", "(PDF, 9 bytes)", `<a href="/enquiries/1/letters/1/attachments/1" download>Download<span class="nhsuk-u-visually-hidden"> form.pdf</span></a>`,
		"Pictures in the text (1)", "logo.gif</bdi>", `<a href="/enquiries/1/letters/1/attached">Read the attached letter`, "(Attached letter, ", "The first letter.eml</bdi>")
	s.has(s.get(store.RoleReader, "/enquiries/1/letters/1/attached"), 200, "Letter: what is attached</h1>", "<bdi>The first letter, from Ann &lt;ann@example.org&gt;</bdi>", "Words of the attached letter.", `href="/enquiries/1#letter-1">Back to the enquiry`)
	s.receive(ask("Plain", "Jo", "Nothing with it.", "other", at("2026-11-07 10:00")))
	s.has(s.get(store.RoleReader, "/enquiries/2/letters/2/attached"), 200, "Nothing is attached that can be shown as words")
}

package mailbox

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
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
	seeds(f, func(raw []byte) { f.Add(raw, uint16(0)); f.Add(raw, uint16(len(raw)/2)) })
	f.Fuzz(func(t *testing.T, raw []byte, hold uint16) {
		limits := Limits{Depth: 5, Parts: 30, HeaderBytes: 4096, TextBytes: 4096, HoldBytes: int64(hold)}
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
		for _, v := range m.Invitations {
			checkLine(t, v.Method, v.Summary, v.Location, v.Organizer.Name, v.Organizer.Address, v.Repeats)
			for _, g := range v.Attendees {
				checkLine(t, g.Name, g.Address.Address, g.Answer)
			}
		}
		for _, d := range m.Deliveries {
			checkLine(t, d.Recipient, d.Action, d.Status, d.Detail)
		}
		checkLine(t, m.About.MessageID, m.About.Subject, m.Conversation)
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

// welshFlag is the one place where tags stay: in the flag of Wales.
var welshFlag = regexp.MustCompile(`\x{1f3f4}[\x{e0030}-\x{e007a}]{1,6}\x{e007f}`)

func checkClean(t *testing.T, what, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%s is not UTF-8: %q", what, s)
	}
	if s != "" && !strings.HasSuffix(s, "\n") {
		t.Errorf("%s does not end its last line: %q", what, s)
	}
	for _, r := range welshFlag.ReplaceAllString(s, "") {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || invisible(r) {
			t.Errorf("%s holds %U", what, r)
		}
	}
}

func checkLine(t *testing.T, lines ...string) {
	t.Helper()
	for _, s := range lines {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsFunc(welshFlag.ReplaceAllString(s, ""), invisible) {
			t.Errorf("%q is not one clean line", s)
		}
	}
}

// FuzzTNEF: whatever is packed, and however, the letter around it is shown, with
// what could be read of its files.
func FuzzTNEF(f *testing.F) {
	f.Add(newPacker().Bytes())
	w := newPacker()
	w.attribute(1, 0x00060000|tnefProps, props(ownProp(), prop(mapiRTF, mapiBinary, packRTF(wrappedHTML)), prop(mapiSubject, mapiUnicode, "Room")))
	w.file("a.pdf", packedPDF, props(prop(mapiFileData, mapiObject, append(bytes.Clone(embeddedLetter), w.Bytes()...))))
	f.Add(w.Bytes())
	f.Fuzz(func(t *testing.T, packed []byte) {
		raw := []byte("From: a@example.org\nContent-Type: application/ms-tnef\n\n" + string(packed))
		limits := Limits{Depth: 5, Parts: 30, TextBytes: 4096}
		m := ParseBytes(raw, limits)
		checkClean(t, "text", m.Text)
		for i, want := range m.Attachments {
			checkLine(t, want.Name, want.Type, want.Found)
			a, data, err := Part(bytes.NewReader(raw), int64(len(raw)), limits, i)
			if err != nil || a != want || int64(len(data)) != a.Size {
				t.Errorf("part %d: %+v, %d bytes, %v; want %+v", i, a, len(data), err, want)
			}
		}
		if got := string(packed); len(m.Attachments) == 0 && m.Text == "" && !strings.HasPrefix(got, tnefMark) {
			t.Error("nothing is shown of a file that is no winmail.dat")
		}
	})
}

// FuzzRTF: no RTF ends badly, packed or not, and the limit holds.
func FuzzRTF(f *testing.F) {
	f.Add([]byte(wrappedHTML))
	f.Add([]byte(`{\rtf1\ansi\ansicpg932{\fonttbl{\f1\fcharset204 A;}}\f1\'ce\u373?\bin2 {{\v x}{\*\x y}\par}`))
	f.Add(packRTF(wrappedHTML))
	f.Fuzz(func(t *testing.T, src []byte) {
		const limit = 2000
		for _, rtf := range [][]byte{src, unpackRTF(src, limit)} {
			text, _ := rtfText(rtf, limit)
			if len(text) > limit+4*len(rtf)+100 {
				t.Errorf("%d bytes of text from %d", len(text), len(rtf))
			}
			checkClean(t, "text", cleanBytes(text))
		}
	})
}

// FuzzCalendar: whatever a calendar and a report hold, what is told of them is
// clean and bounded, and the words in them are.
func FuzzCalendar(f *testing.F) {
	f.Add("METHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:a\r\nBEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"+
		"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=a:20260601T100000\r\nDURATION:P1DT2H\r\nSUMMARY:a\\,b\r\n c\r\nATTENDEE;CN=\"a:b\";PARTSTAT=ACCEPTED:mailto:a@example.org\r\n", "REQUEST")
	f.Add("BEGIN:VEVENT\nDTSTART;TZID=(UTC+01:00) Berlin, Bern:20260601T100000\nDTEND:20260602\nDESCRIPTION:a<br>b\nCOMMENT:c\nSTATUS:CANCELLED", "")
	f.Add("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\nOriginal-Recipient: <b@example.org>\nDiagnostic-Code: smtp; 450 later\n", "x")
	f.Fuzz(func(t *testing.T, text, method string) {
		kinds := []string{"text/calendar; method=" + strings.ToValidUTF8(method, ""), "multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status"}
		for _, kind := range append(kinds, "text/plain") {
			m := parseString("From: mailer-daemon@example.org\nSubject: failure notice\nContent-Type: "+kind+"\n\n"+text, Limits{TextBytes: 4096})
			checkClean(t, "text", m.Text)
			if len(m.Invitations) > maxInvitations || len(m.Deliveries) > maxDeliveries {
				t.Errorf("%d invitations, %d deliveries", len(m.Invitations), len(m.Deliveries))
			}
			for _, i := range m.Invitations {
				checkLine(t, i.Method, i.Summary, i.Location, i.Repeats, i.Organizer.Name, i.Organizer.Address)
				for _, g := range i.Attendees {
					checkLine(t, g.Name, g.Address.Address, g.Answer)
				}
				if len(i.Attendees) > maxGuests || !i.End.IsZero() && !i.End.After(i.Start) || i.Floating && i.AllDay {
					t.Errorf("%+v", i)
				}
			}
			for _, d := range m.Deliveries {
				checkLine(t, d.Recipient, d.Action, d.Status, d.Detail)
			}
			checkLine(t, m.About.Subject, m.About.MessageID)
			if _, err := m.MarshalJSON(); err != nil {
				t.Error(err)
			}
		}
	})
}

package mailbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message/mail"
)

// Outgoing is a letter to be written.
type Outgoing struct {
	MessageID  string    // without angle brackets
	Date       time.Time // written in its own zone
	From       Address
	ReplyTo    []Address
	To         []Address
	Cc         []Address
	Subject    string
	InReplyTo  string   // without angle brackets; "" when the letter opens a thread
	References []string // likewise, oldest first
	Text       string   // lines ended by \n
	Auto       bool     // written by a machine: Auto-Submitted is set (RFC 3834, section 5)
}

// Compose gives the bytes of an RFC 5322 letter: text/plain in UTF-8,
// quoted-printable, CRLF line ends. Line breaks and control characters in a
// header value become spaces, so nothing in it can begin another field.
func Compose(l Outgoing) ([]byte, error) {
	h, err := composeHeader(l)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := mail.CreateSingleInlineWriter(&b, h)
	if err != nil {
		return nil, fmt.Errorf("compose header: %w", err)
	}
	text := strings.ReplaceAll(strings.ReplaceAll(l.Text, "\r\n", "\n"), "\r", "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if _, err := io.WriteString(w, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
		return nil, fmt.Errorf("compose text: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compose text: %w", err)
	}
	return b.Bytes(), nil
}

func composeHeader(l Outgoing) (mail.Header, error) {
	var h mail.Header
	if err := checkAddresses(l); err != nil {
		return h, err
	}
	h.Set("Mime-Version", "1.0")
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	if l.Auto {
		h.Set("Auto-Submitted", "auto-replied")
	}
	if err := composeThread(&h, l); err != nil {
		return h, err
	}
	h.AddRaw([]byte("Subject: " + encodeText(oneLine(l.Subject)) + "\r\n"))
	for _, f := range []struct {
		name string
		list []Address
	}{{"Cc", l.Cc}, {"To", l.To}, {"Reply-To", l.ReplyTo}, {"From", []Address{l.From}}} {
		if len(f.list) > 0 {
			h.AddRaw([]byte(f.name + ": " + encodeAddresses(f.list) + "\r\n"))
		}
	}
	h.SetDate(l.Date)
	return h, nil
}

func composeThread(h *mail.Header, l Outgoing) error {
	ids := append(append([]string{}, l.References...), l.MessageID)
	if l.InReplyTo != "" {
		ids = append(ids, l.InReplyTo)
	}
	for _, id := range ids {
		if id == "" || strings.ContainsAny(id, "<> \t\r\n") {
			return fmt.Errorf("compose: %q is not a message id", id)
		}
	}
	if len(l.References) > 0 {
		h.SetMsgIDList("References", l.References)
	}
	if l.InReplyTo != "" {
		h.SetMsgIDList("In-Reply-To", []string{l.InReplyTo})
	}
	h.SetMessageID(l.MessageID)
	return nil
}

func checkAddresses(l Outgoing) error {
	all := append(append(append([]Address{l.From}, l.ReplyTo...), l.To...), l.Cc...)
	for _, a := range all {
		at := strings.LastIndexByte(a.Address, '@')
		if at < 1 || at == len(a.Address)-1 || strings.ContainsFunc(a.Address, notInAddress) {
			return fmt.Errorf("compose: %q is not a mail address", a.Address)
		}
	}
	if len(l.To)+len(l.Cc) == 0 {
		return fmt.Errorf("compose: the letter has no recipient")
	}
	return nil
}

func notInAddress(r rune) bool {
	return r <= ' ' || r == 0x7f || strings.ContainsRune("<>,;:\"()[]\\", r)
}

// encodeAddresses writes one address a line.
func encodeAddresses(list []Address) string {
	out := make([]string, 0, len(list))
	for _, a := range list {
		name := oneLine(a.Name)
		switch {
		case name == "":
			out = append(out, a.Address)
		case plainName.MatchString(name):
			out = append(out, name+" <"+a.Address+">")
		default:
			out = append(out, encodeWords(name)+"\r\n <"+a.Address+">")
		}
	}
	return strings.Join(out, ",\r\n ")
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9 '-]{1,60}$`)

// encodeText leaves short ASCII as it is and writes all else as encoded words.
func encodeText(s string) string {
	if isASCII(s) && len(s) < 900 && !strings.Contains(s, "=?") && !longWord(s) {
		return foldWords(s)
	}
	return encodeWords(s)
}

func longWord(s string) bool {
	return slices.ContainsFunc(strings.Fields(s), func(w string) bool { return len(w) > 60 })
}

// foldWords breaks a value at spaces so that lines stay below 78 characters
// (RFC 5322, section 2.1.1).
func foldWords(s string) string {
	var b strings.Builder
	length := len("Subject: ")
	for i, w := range strings.Fields(s) {
		if i > 0 && length+len(w) > 75 {
			b.WriteString("\r\n")
			length = 0
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		length += len(w) + 1
	}
	return b.String()
}

// encodeWords writes encoded words (RFC 2047), one a line, none of them split
// inside a character.
func encodeWords(s string) string {
	const most = 36 // bytes, so that a line has 75 characters at the most
	var words []string
	for s != "" {
		n := min(most, len(s))
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, "\r\n ")
}

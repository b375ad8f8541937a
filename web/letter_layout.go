package web

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// layoutPolicy is for a letter as its sender laid it out: no origin, nothing
// loaded, nothing run, nothing sent; its own styles and the pictures in it alone.
const layoutPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

// laidOutPage is a letter as its sender laid it out. It is a page of its own and
// not a frame in the enquiry's: there its links would lead nowhere, a reader would
// scroll within what scrolls, and the policy of our own pages would have to allow
// frames.
type laidOutPage struct {
	shell
	Heading string // "Letter 2 of 3"
	From    string
	Back    string
	Left    []string // what is not shown, in words
	Letter  template.HTML
}

// letterTextPage is text of a letter on a page of its own.
type letterTextPage struct {
	shell
	Back  string
	Lines []string
	Heads []string // of the letters attached, "What we agreed, from Ann, Mon 2 Nov, 10:00"
	Text  string
	Cut   bool
}

// laidOut shows a letter as its sender laid it out.
func (s *Server) laidOut(w http.ResponseWriter, v *visit, l openedLetter, done func()) error {
	safe, ok := mailbox.SafeHTML(bytes.NewReader(l.raw), int64(len(l.raw)), mailbox.Limits{})
	done()
	if !ok {
		return s.render(w, http.StatusOK, "letter-text", letterTextPage{
			shell: s.shell(v, "This letter has no layout", ""), Back: l.back(),
			Lines: []string{"The sender laid nothing out: the letter is plain text. All of it is on the page of the enquiry."},
		})
	}
	h := w.Header()
	h.Set("Content-Security-Policy", layoutPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "no-referrer")
	h.Del("Cross-Origin-Opener-Policy") // browsers refuse to show a page that has no origin and wants an opener of its own
	return s.render(w, http.StatusOK, "laid-out", laidOutPage{
		shell: s.shell(v, l.heading+", as the sender laid it out", ""), Heading: l.heading, From: writer(l.Writer()),
		Back: l.back(), Left: leftOut(safe), Letter: template.HTML(safe.HTML),
	})
}

// leftOut says what of a letter is not shown.
func leftOut(safe mailbox.Safe) (lines []string) {
	were := func(n int) string {
		if n == 1 {
			return " was"
		}
		return " were"
	}
	if n := safe.Remote; n > 0 {
		lines = append(lines, count(n, "picture")+" from other servers"+were(n)+" not loaded, so that the sender does not learn who reads the letter.")
	}
	if n := safe.Withheld; n > 0 {
		lines = append(lines, count(n, "picture")+" in the letter could not be shown safely, or"+were(n)+" not in it.")
	}
	if safe.Cut {
		lines = append(lines, "The letter is too long to be shown whole: the rest is in the downloaded letter.")
	}
	return lines
}

// attached shows the words of what is attached to a letter: letters and texts.
func (s *Server) attached(w http.ResponseWriter, v *visit, l openedLetter, done func()) error {
	page := letterTextPage{
		shell: s.shell(v, l.heading+": what is attached", ""), Back: l.back(),
		Lines: []string{"The words of the letters and texts that are attached, one after the other. Other files are not read: download them from the page of the enquiry."},
	}
	letter := mailbox.ParseBytes(l.raw, mailbox.Limits{})
	done()
	for _, h := range letter.Handed {
		page.Heads = append(page.Heads, s.headLine(h))
	}
	page.Text, page.Cut = cut(plainText(letter.Attached), maxText)
	if page.Text == "" {
		page.Lines = []string{"Nothing is attached that can be shown as words, or it is on the page of the enquiry already."}
	}
	return s.render(w, http.StatusOK, "letter-text", page)
}

// headLine names an attached letter.
func (s *Server) headLine(h mailbox.Head) string {
	line := subjectOr(shorten(h.Subject, 200))
	if len(h.From) > 0 {
		line += ", from " + addresses(h.From)
	}
	if !h.Date.IsZero() {
		line += ", " + s.when(h.Date).Text
	}
	return line
}

// attachedLabel offers the words of what is attached; "" when there are none, or
// when they are shown as the letter's own.
func attachedLabel(m store.Message) string {
	letters, texts := 0, 0
	for _, a := range m.Attachments {
		switch {
		case a.Type == "message/rfc822", a.Type == "message/global":
			letters++
		case a.Type == "text/plain" && !a.Inline:
			texts++
		}
	}
	switch {
	case letters+texts == 0, strings.HasPrefix(m.Text, "[Attached "):
		return ""
	case texts == 0 && letters == 1:
		return "Read the attached letter"
	case texts == 0:
		return "Read the attached letters"
	}
	return "Read what is attached"
}

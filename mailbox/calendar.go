package mailbox

import (
	"regexp"
	"strings"
	"unicode"
)

// What is kept of the calendars of one letter.
const (
	maxInvitations = 20
	maxGuests      = 50      // of one event
	maxEventLine   = 500     // bytes of a summary, a place or a rule
	maxEvents      = 200     // whose words are read as well
	maxSaid        = 100_000 // bytes of a text that those words are looked for in
)

// calendars are what the calendar parts of a letter hold.
type calendars struct {
	invitations []Invitation
	seen        map[string]bool // events by what makes them one
	words       []eventWords
}

// eventWords is what people wrote into an event.
type eventWords struct{ summary, body string }

// isCalendarFile knows calendars by their type, or by their name where the type
// says nothing.
func (t *part) isCalendarFile() bool {
	switch t.ctype.value {
	case "text/calendar", "text/x-vcalendar", "application/ics", "application/x-ics":
		return true
	case "text/plain", "application/octet-stream":
		for _, name := range []string{t.disp.params.get("filename"), t.ctype.params.get("name")} {
			if len(name) > 4 && strings.EqualFold(name[len(name)-4:], ".ics") {
				return true
			}
		}
	}
	return false
}

// readCalendar takes the events out of a calendar part. What is longer than a
// text may be is read up to there. any is false for what holds no event.
func (p *parser) readCalendar(t *part) (any bool) {
	data := t.data
	if data == nil {
		body := p.readable(t)
		if !p.spend(len(body)) {
			return false
		}
		data, _ = decodeTransfer(t.header.str("content-transfer-encoding"), body, true)
	}
	if utf16, ok := mendUTF16(data, t.ctype.params.get("charset")); ok {
		data, t.wide = utf16, true
	}
	if most := 4 * p.limits.TextBytes; int64(len(data)) > most {
		p.problem("text_size", "The text is too long: its end was left out.")
		data = data[:most]
	}
	if looksBinary(data, t.charset()) {
		return false
	}
	c := calendar{method: t.ctype.params.get("method"), zones: map[string]*vtimezone{}}
	readProperties(data, t.charset(), c.add)
	c.close()
	t.asks = c.asks()
	for _, e := range c.events {
		p.keepEvent(e, t.asks)
	}
	return len(c.events) > 0
}

// keepEvent adds an event unless the letter has told of it already: Google and
// Exchange send each twice, to be shown and to be saved.
func (p *parser) keepEvent(e *event, method string) {
	key := e.uid + "\n" + e.again + "\n" + method
	if e.uid == "" {
		key = e.summary + "\n" + e.start.value + "\n" + method
	}
	if p.cal.seen[key] {
		return
	}
	if p.cal.seen == nil {
		p.cal.seen = map[string]bool{}
	}
	p.cal.seen[key] = true
	if len(p.cal.words) < maxEvents {
		p.cal.words = append(p.cal.words, eventWords{e.summary, p.eventBody(e)})
	}
	if len(p.cal.invitations) < maxInvitations {
		p.cal.invitations = append(p.cal.invitations, e.invitation(method))
	}
}

// eventBody joins what an event says beside its summary. Google writes HTML
// where text belongs; Outlook writes both.
func (p *parser) eventBody(e *event) string {
	body := e.description
	if strings.TrimSpace(body) == "" {
		body = e.rich
	}
	if textTag.MatchString(body) {
		body = string(htmlText([]byte(body), p.limits.TextBytes))
	}
	return joinTexts([]string{cleanText(body), cleanText(e.comment)})
}

var textTag = regexp.MustCompile(`(?i)<(br|p|a|b|i|u|ul|ol|li|div|span|html|table)[ />]`)

// described puts the words of events behind those of the letter, where they are
// not among them: an invitation without any other text says what it is about
// there, and somebody who declines one says why.
func (p *parser) described(g *gathered, subject string) {
	if len(p.cal.words) == 0 {
		return
	}
	said := letterRun(subject + "\n" + shortened(joinTexts(g.texts), maxSaid) + "\n" + shortened(joinTexts(g.behind), maxSaid))
	for _, w := range p.cal.words {
		body := letterRun(w.body)
		if strings.Contains(said, body) {
			if strings.Contains(said, letterRun(w.summary)) {
				continue
			}
			w.body = ""
		}
		g.behind = append(g.behind, "[Calendar entry: "+oneLine(w.summary)+"]\n"+w.body)
	}
}

// letterRun gives the letters and digits of a text.
func letterRun(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

package mailbox

import (
	"bytes"
	"io"
	"slices"
)

// Parse reads one letter of size bytes (RFC 5322, RFC 2045 to 2049). It has no
// error result: of every sequence of bytes something can be shown, and what had
// to be mended or left out is said in Problems. It ends on any input, within
// the limits; a reader that fails yields the letter up to there.
func Parse(r io.ReaderAt, size int64, limits Limits) Message {
	p := newParser(limits)
	return p.message(p.open(p.read(r, size)))
}

// ParseBytes is Parse for a letter in memory. It does not change data, and the
// Message refers to nothing of it.
func ParseBytes(data []byte, limits Limits) Message {
	p := newParser(limits)
	return p.message(p.open(data))
}

// Part gives the n-th attachment of a letter, counted from 0 in the order of
// Message.Attachments, and its decoded bytes. The error is io.EOF when the
// letter has no such attachment.
func Part(r io.ReaderAt, size int64, limits Limits, n int) (Attachment, []byte, error) {
	p := newParser(limits)
	found := p.gatherWhole(p.open(p.read(r, size)))
	if n < 0 || n >= len(found.files) {
		return Attachment{}, nil, io.EOF
	}
	return p.attachment(found.files[n], found.cids), p.wholeContent(found.files[n]), nil
}

// parser holds what one Parse needs: its budget, what it has used of it, and
// the problems met on the way.
type parser struct {
	limits   Limits
	parts    int
	depth    int      // of attached letters and multiparts around the current byte
	hint     string   // charset of raw bytes in header fields
	cited    bool     // HTML marked mail as quoted
	beside   string   // the plain text that the HTML being gathered may only repeat
	envelope string   // the 'From ' line of an mbox file
	held     *excerpt // of a letter too long to be held
	work     int64    // bytes gone over
	decoded  int64    // bytes decoded that parts may be in
	texted   int64    // bytes of text made of parts
	whole    int      // bytes of the letter, as held
	unclosed []string // boundaries of multiparts that ended without a closing one
	overrun  bool
	handed   []Head // of attached letters
	cal      calendars
	problems []Problem
}

func newParser(l Limits) *parser {
	const maxDepth = 100 // beyond it the call stack would grow with the letter
	if l.Depth <= 0 {
		l.Depth = 20
	}
	l.Depth = min(l.Depth, maxDepth)
	if l.Parts <= 0 {
		l.Parts = 1000
	}
	if l.HeaderBytes <= 0 {
		l.HeaderBytes = 1 << 20
	}
	if l.TextBytes <= 0 {
		l.TextBytes = 4 << 20
	}
	if l.HoldBytes <= 0 {
		l.HoldBytes = 32 << 20
	}
	if l.WorkBytes <= 0 {
		l.WorkBytes = 1 << 30
	}
	return &parser{limits: l}
}

// spend counts n bytes that are about to be gone over. It reports false when
// the letter has used up its work, and they must not be.
func (p *parser) spend(n int) bool {
	if p.work += int64(n); p.work <= p.limits.WorkBytes {
		return true
	}
	p.stop("limit", "The letter takes more work than is allowed: what was not reached is offered as it was sent.")
	return false
}

// decode undoes the transfer encoding of a body that parts are in; what is beyond
// a gap of it was not held. ok is false when so much was decoded already that the
// letter would be held many times.
func (p *parser) decode(t *part) (data []byte, ok bool) {
	body, encoding := t.body, t.header.str("content-transfer-encoding")
	if !isEncoded(encoding) {
		return body, true
	}
	if s, ok := p.held.span(body); ok {
		body = body[:s.held]
		p.stop("limit", tooLong)
	}
	if p.decoded += int64(len(body)); p.decoded > max(int64(p.whole), p.limits.HoldBytes) {
		p.stop("limit", "The letter holds parts encoded within parts again and again: the inner ones are shown as they were sent.")
		return nil, false
	}
	data, _ = decodeTransfer(encoding, body, false)
	return data, true
}

// readable gives what of a body is decoded to be shown as text. Files that were
// set into a text by uuencode may be long, so such a text is not cut.
func (p *parser) readable(t *part) []byte {
	body, most := t.body, 8*p.limits.TextBytes // as quoted-printable may be three times as long as what it stands for
	if s, ok := p.held.span(body); ok {
		most = min(most, int64(s.held))
	} else if int64(len(body)) <= most || bytes.HasPrefix(body, []byte("begin ")) || bytes.Contains(body, []byte("\nbegin ")) {
		return body
	}
	p.problem("text_size", longText)
	return body[:most]
}

const longText = "The text is too long: its end was left out."

// stop notes that a limit was met.
func (p *parser) stop(code, text string) {
	p.overrun = true
	p.problem(code, text)
}

const maxProblems = 50

func (p *parser) problem(code, text string) {
	for _, have := range p.problems {
		if have.Code == code && have.Text == text {
			return
		}
	}
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, Problem{code, text})
	}
}

// read gives the letter's bytes, as far as they can be read.
func (p *parser) read(r io.ReaderAt, size int64) []byte {
	if size > p.limits.HoldBytes {
		return p.excerpt(r, size)
	}
	data := make([]byte, max(size, 0))
	n, _ := r.ReadAt(data, 0) // whatever the error, what there is of the letter is shown
	if n < len(data) {
		p.problem("short", shortLetter)
	}
	return data[:n]
}

const shortLetter = "The letter ends early: not all of its bytes could be read."

// open builds the tree of parts.
func (p *parser) open(data []byte) *part {
	before := len(p.problems)
	data = p.mendBytes(data)
	p.whole = len(data)
	h, body := p.readHeader(data)
	if h.sensible() {
		return p.build(h, body, "text/plain")
	}
	p.problems = p.problems[:before] // what was mended in a header that is none is of no interest
	p.problem("header", "The letter has no header: who sent it, and when, is unknown.")
	return &part{ctype: mediaType{value: "text/plain"}, body: bytes.TrimLeft(data, "\r\n"), bare: true}
}

func (p *parser) message(root *part) Message {
	h := root.header
	m := Message{
		MessageID:  messageID(h.get("message-id")),
		InReplyTo:  parseIDs(h.get("in-reply-to")),
		References: parseIDs(bytes.Join(h.all("references"), []byte(" "))),
		Subject:    p.subject(h),
		ReplyTo:    p.addresses(h, "reply-to"),
		To:         p.addresses(h, "to"),
		Cc:         p.addresses(h, "cc"),
	}
	m.From = p.from(h, m.ReplyTo)
	m.Conversation = conversation(h)
	p.date(&m, h)
	found := p.gatherWhole(root)
	p.described(&found, m.Subject)
	for _, f := range found.files {
		m.Attachments = append(m.Attachments, p.attachment(f, found.cids))
	}
	whole := found.text()
	m.Text = p.limitText(whole)
	m.Attached = p.limitText(found.attached())
	m.OwnText = ownWords(&m, len(m.Text) == len(whole), p.cited) // where it was cut a space may end it
	p.judge(&m, root)
	p.closed(&m)
	m.HTML = anyHTML(root) && holdsHTML(p.shown(root))
	m.Handed, m.Problems, m.Overrun = p.handed, p.problems, p.overrun
	return m
}

func (p *parser) subject(h header) string {
	for _, raw := range h.all("subject") {
		if s := decodeHeader(raw, p.hint); s != "" {
			return s
		}
	}
	return ""
}

func (p *parser) addresses(h header, name string) []Address {
	var out []Address
	for _, f := range h.fields {
		if f.name == name {
			out = append(out, parseAddresses(f.value, p.hint)...)
		}
	}
	return out
}

// from falls back on other fields that name the writer, so that a letter
// without From can still be answered.
func (p *parser) from(h header, replyTo []Address) []Address {
	from := p.addresses(h, "from")
	named := slices.ContainsFunc(from, func(a Address) bool { return a.Address != "" })
	if named || len(h.fields) == 0 || len(from) > 0 && (len(replyTo) > 0 || fromExchange(from)) {
		return from
	}
	if len(replyTo) > 0 {
		p.problem("from", "The letter has no From: its Reply-To names the writer.")
		return nil
	}
	for _, name := range []string{"sender", "x-original-from", "resent-from", "return-path"} {
		other := p.addresses(h, name)
		if len(other) == 0 || other[0].Address == "" {
			continue
		}
		p.problem("from", "The letter has no From with an address: another field names the sender.")
		if len(from) > 0 {
			return []Address{{Name: from[0].Name, Address: other[0].Address}}
		}
		return other
	}
	if len(from) > 0 {
		return from
	}
	p.problem("from", "The letter does not say who wrote it.")
	return nil
}

func (p *parser) date(m *Message, h header) {
	for _, name := range []string{"date", "resent-date", "x-original-date"} {
		if t, ok := parseDate(decodeRaw(h.get(name), p.hint)); ok {
			m.Date = t
			return
		}
	}
	if h.has("date") {
		p.problem("date", "The date in the letter could not be read.")
	}
}

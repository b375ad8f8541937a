package mailbox

import (
	"bytes"
	"strings"
)

// part is one node of a letter's tree (RFC 2046).
type part struct {
	header   header
	ctype    mediaType
	disp     mediaType
	body     []byte // as in the letter, transfer encoding not undone
	children []*part
	outside  []byte // of a multipart: before and behind its boundaries
	letter   *part  // of message/rfc822
	data     []byte // decoded already: files set into text by uuencode
	bare     bool   // a letter without header
	opened   *part  // what was shut in it: in a winmail.dat, in a signature
	related  bool   // it belongs to the HTML beside it, and is shown where that says
	packed   bool   // it comes out of a winmail.dat, or is one
	wide     bool   // its text was UTF-16 and has been made UTF-8
	asks     string // of a calendar: its method
}

// charset gives the label of a text, which says nothing of one converted.
func (t *part) charset() string {
	if t.wide {
		return "utf-8"
	}
	if label := t.ctype.params.get("charset"); label != "" {
		return label
	}
	return strayLabel(t.header.get("content-type"))
}

func (t *part) is(prefix string) bool { return strings.HasPrefix(t.ctype.value, prefix) }

// build makes the tree of a part whose header has been read. fallback is its
// type when it names none: text/plain, in a digest message/rfc822.
func (p *parser) build(h header, body []byte, fallback string) *part {
	p.parts++
	t := &part{header: h, body: body}
	t.ctype = p.contentType(h, fallback)
	t.disp = parseParams(h.get("content-disposition"), p.hint)
	if p.depth == 0 {
		p.hint = rawCharset(h, t.ctype.params.get("charset"), body)
	}
	if !h.has("content-type") && p.depth == 0 {
		t.sniff()
	}
	p.mislabelled(t)
	p.buildInner(t)
	return t
}

// buildInner makes the parts within a part.
func (p *parser) buildInner(t *part) {
	switch {
	case t.is("multipart/"):
		p.buildMultipart(t)
	case t.is("text/"):
		p.buildStray(t)
	case t.ctype.value == "message/rfc822" || t.ctype.value == "message/global":
		p.buildLetter(t)
	case t.ctype.value == "message/partial":
		p.buildPiece(t)
	case t.isTNEF():
		p.buildTNEF(t)
	case t.isSealed():
		p.buildSigned(t)
	case t.isLetterFile():
		p.buildLetterFile(t)
	}
}

// sniff looks at the body of a letter that does not say what it holds.
func (t *part) sniff() {
	head := bytes.TrimLeft(t.body[:min(len(t.body), 2000)], " \t\r\n")
	lower := bytes.ToLower(head)
	switch {
	case bytes.HasPrefix(lower, []byte("<html")) || bytes.HasPrefix(lower, []byte("<!doctype html")):
		t.ctype.value = "text/html"
	case bytes.HasPrefix(head, []byte("--")) && bytes.Contains(lower, []byte("\ncontent-type:")):
		t.ctype.value = "multipart/mixed"
	}
}

// contentType mends the types that real letters carry: 'text', 'html',
// 'plain/text', nothing.
func (p *parser) contentType(h header, fallback string) mediaType {
	var first mediaType
	for i, raw := range h.all("content-type") {
		m := parseParams(raw, "")
		if major, minor, ok := strings.Cut(m.value, "/"); ok && major != "" && minor != "" && !strings.ContainsAny(m.value, " =") {
			return m
		}
		if i == 0 {
			first = m
		}
	}
	if first.value != "" {
		p.problem("content_type", "The kind of a part is given in a form that no standard knows.")
	}
	first.value = mendType(first.value, fallback)
	return first
}

func mendType(value, fallback string) string {
	value, _, _ = strings.Cut(value, " ")
	value = strings.TrimRight(value, ",;:")
	switch strings.Trim(value, "/") {
	case "html":
		return "text/html"
	case "text", "plain", "ascii":
		return "text/plain"
	case "multipart":
		return "multipart/mixed"
	}
	if strings.Contains(strings.Trim(value, "/"), "/") && !strings.Contains(value, "=") {
		return value
	}
	return fallback
}

func (p *parser) buildLetter(t *part) {
	if p.depth >= p.limits.Depth || p.parts >= p.limits.Parts || !p.spend(len(t.body)) {
		p.tooDeep(t)
		return
	}
	data, ok := p.decode(t)
	if !ok {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	h, body := p.readHeader(bytes.TrimLeft(data, "\r\n"))
	t.letter = p.build(h, body, "text/plain")
}

// isLetterFile reports a file that is called a letter and is no part of that type.
func (t *part) isLetterFile() bool {
	switch t.ctype.value {
	case "application/octet-stream", "application/eml", "application/x-eml", "message/eml":
		return t.anyParam(func(text string) bool {
			const ending = ".eml"
			if strings.Contains(text, "=?") {
				text = decodeWords(text)
			}
			return len(text) > len(ending) && strings.EqualFold(text[len(text)-len(ending):], ending)
		})
	}
	return false
}

// buildLetterFile opens a file that is a letter though it is not declared one.
// It stays a file where no letter is found in it.
func (p *parser) buildLetterFile(t *part) {
	data, ok := p.unpackable(t)
	if !ok {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	before := len(p.problems)
	h, body := p.readHeader(bytes.TrimLeft(data, "\r\n"))
	if !h.sensible() {
		p.problems = p.problems[:before] // of a header that is none
		return
	}
	t.letter = p.build(h, body, "text/plain")
}

// unpackable gives the decoded bytes of a file in which parts may be. ok is
// false where the limits forbid to look, or the file was too long to be held.
func (p *parser) unpackable(t *part) (data []byte, ok bool) {
	if _, gap := p.held.span(t.body); gap || p.depth >= p.limits.Depth || p.parts >= p.limits.Parts || !p.spend(2*len(t.body)) {
		return nil, false
	}
	return p.decode(t)
}

// buildPiece shows a piece of a letter that was sent in several (RFC 2046,
// section 5.2.2): the first begins with that letter's header.
func (p *parser) buildPiece(t *part) {
	p.problem("partial", "This is one piece of a letter that was sent in several: the others come in letters of their own.")
	if t.ctype.params.get("number") == "1" {
		p.buildLetter(t)
		return
	}
	t.ctype = mediaType{value: "text/plain"}
}

// tooDeep makes plain text of what is not looked into any more.
func (p *parser) tooDeep(t *part) {
	if p.work <= p.limits.WorkBytes { // spend has said so otherwise
		p.stop("limit", "The letter holds too many parts or parts within parts: the rest is shown as it was sent.")
	}
	t.ctype = mediaType{value: "text/plain"}
}

func (p *parser) buildMultipart(t *part) {
	if p.depth >= p.limits.Depth || !p.spend(len(t.body)) {
		p.tooDeep(t)
		return
	}
	s, ok := p.split(t)
	if !ok {
		p.problem("boundary", "The line that parts the letter's pieces is missing: it is shown as one text.")
		t.ctype.value = "text/plain"
		t.sniff()
		if t.is("multipart/") {
			t.ctype.value = "text/plain"
		}
		return
	}
	if !s.closed {
		p.problem("boundary", "The letter ends in the middle: its closing boundary is missing.")
	}
	p.depth++
	defer func() { p.depth-- }()
	fallback := "text/plain"
	if t.ctype.value == "multipart/digest" {
		fallback = "message/rfc822"
	}
	p.buildChildren(t, s, fallback)
	if !s.closed {
		p.leaveOpen(s.boundary)
	}
}

func (p *parser) buildChildren(t *part, s pieces, fallback string) {
	for _, raw := range s.parts {
		if p.parts >= p.limits.Parts {
			p.stop("limit", "The letter has too many parts: the last ones were left out.")
			return
		}
		h, body := p.readPartHeader(raw)
		t.children = append(t.children, p.build(h, body, fallback))
	}
	t.outside = s.outside
}

// readPartHeader reads the header of a part, which may be empty (RFC 2046,
// section 5.1): then the part begins with an empty line.
func (p *parser) readPartHeader(raw []byte) (header, []byte) {
	if line, rest := cutLine(raw); len(line) == 0 {
		return header{}, rest
	}
	return p.readHeader(raw)
}

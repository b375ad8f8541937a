package mailbox

import (
	"bytes"
	"slices"
	"strings"
)

// pieces are what boundaries part a multipart body into (RFC 2046, section 5.1.1).
type pieces struct {
	parts   [][]byte
	outside []byte // before the first boundary and after the closing one
	closed  bool

	boundary string
}

// split parts the body of a multipart. Where the boundary is missing, empty or
// not the one used, the body itself shows which it is; where somebody encoded
// the multipart as a whole, which RFC 2045 forbids, that is undone first.
func (p *parser) split(t *part) (pieces, bool) {
	most := p.limits.Parts
	boundary := strings.TrimRight(t.ctype.params.get("boundary"), " \t") // RFC 2046 allows none at its end
	empty := false
	if boundary != "" {
		s, ok := splitAt(t.body, boundary, most, false)
		if ok {
			return s, true
		}
		empty = s.closed
		if s, ok := p.splitDecoded(t, boundary); ok {
			return s, true
		}
		if s, ok := splitAt(t.body, boundary, most, true); ok {
			p.problem("boundary", "Words stand behind the marks between the letter's pieces: they were left out.")
			return s, true
		}
	}
	guess, ok := p.guessBoundary(t.body)
	if !ok && empty {
		return pieces{outside: t.body, closed: true}, true
	}
	if !ok {
		return pieces{closed: p.depth > 0}, len(bytes.TrimSpace(t.body)) == 0 // where the letter was cut, the outermost says so
	}
	p.problem("boundary", "The letter does not say rightly how its pieces are parted: it was guessed.")
	return splitAt(t.body, guess, most, false)
}

func (p *parser) splitDecoded(t *part, boundary string) (s pieces, ok bool) {
	if !isEncoded(t.header.str("content-transfer-encoding")) {
		return s, false
	}
	body, ok := p.decode(t)
	if !ok || !p.spend(2*len(body)) {
		return s, false
	}
	if s, ok = splitAt(body, boundary, p.limits.Parts, false); ok {
		p.problem("encoding", "The letter's pieces were encoded together, which is not allowed.")
	}
	return s, ok
}

// splitAt parts a body at one boundary. ok is false where it opens no part. What
// is opened once more behind the closing one counts as well: some letters use one
// boundary for multiparts within each other. loose lets words stand behind it.
// Without a part, closed tells that the closing one was found.
func splitAt(body []byte, boundary string, limit int, loose bool) (s pieces, ok bool) {
	delim := []byte("--" + boundary)
	s.boundary = boundary
	start, opened := -1, false
	for pos := 0; pos < len(body) && len(s.parts) <= limit; {
		i := bytes.Index(body[pos:], delim)
		if i < 0 {
			break
		}
		i += pos
		pos = i + len(delim)
		last, next, yes := delimiter(body, i, pos, loose)
		if !yes || last && start < 0 {
			s.closed = s.closed || yes
			continue
		}
		switch {
		case start >= 0:
			s.parts = append(s.parts, trimLineEnd(body[start:i]))
		case !opened:
			s.beside(body[:i])
		}
		start, opened, s.closed = next, true, last
		if last {
			again := strayAt(body[next:], boundary)
			if again < 0 {
				s.beside(body[next:])
				return s, true
			}
			s.beside(body[next : next+again])
			start, next = -1, next+again
		}
		pos = max(pos, next-1)
	}
	if start < 0 {
		return s, opened
	}
	if rest := cutDelimiter(body[start:], boundary); len(bytes.TrimSpace(rest)) > 0 {
		s.parts = append(s.parts, rest)
	}
	return s, true
}

func (s *pieces) beside(b []byte) {
	switch {
	case len(bytes.TrimSpace(b)) == 0:
	case s.outside == nil:
		s.outside = b[:len(b):len(b)] // copied where more is added
	default:
		s.outside = append(s.outside, b...)
	}
}

// cutDelimiter takes a boundary in which the letter ends off a part.
func cutDelimiter(b []byte, boundary string) []byte {
	i := bytes.LastIndexByte(b, '\n') + 1
	if line := b[i:]; len(line) > 2 && len(line) <= len(boundary)+4 && strings.HasPrefix("--"+boundary+"--", string(line)) {
		return b[:i]
	}
	return b
}

// delimiter reports whether the boundary found at i, ending at end, stands on a
// line of its own, whether it is the closing one, and where the next line begins.
func delimiter(body []byte, i, end int, loose bool) (last bool, next int, ok bool) {
	if i > 0 && body[i-1] != '\n' && body[i-1] != '\r' {
		return false, 0, false
	}
	line, rest := cutLine(body[end:])
	next = len(body) - len(rest)
	tail := bytes.TrimRight(line, " \t\r")
	last = bytes.HasPrefix(tail, []byte("--"))
	if last {
		tail = tail[2:]
	}
	return last, next, len(tail) == 0 || loose && (tail[0] == ' ' || tail[0] == '\t')
}

func trimLineEnd(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte("\n"))
	return bytes.TrimRight(b, "\r")
}

// guessBoundary finds the first line that looks like a boundary: two dashes,
// and either a Content- field below it or the same line again.
func (p *parser) guessBoundary(body []byte) (string, bool) {
	rest := body
	for i := 0; i < 200 && len(rest) > 0; i++ {
		var line []byte
		line, rest = cutLine(rest)
		line = bytes.TrimRight(line, " \t")
		if !bytes.HasPrefix(line, []byte("--")) || len(line) > 300 {
			continue
		}
		below, _ := cutLine(rest)
		name, _, ok := splitField(below)
		field := ok && len(name) > 8 && name[:8] == "content-"
		if field || len(line) > 6 && p.spend(len(rest)) && bytes.Contains(rest, append([]byte("\n"), line...)) {
			return string(line[2:]), true
		}
	}
	return "", false
}

// leaveOpen remembers the boundary of a multipart that was never closed, as what
// belongs to it may stand in a later part.
func (p *parser) leaveOpen(boundary string) {
	const most = 20 // as each is looked for in every text that follows
	if len(p.unclosed) < most && !slices.Contains(p.unclosed, boundary) {
		p.unclosed = append(p.unclosed, boundary)
	}
}

// buildStray parts a text in which the boundary of a multipart before it turns
// up, that was never closed.
func (p *parser) buildStray(t *part) {
	if p.depth >= p.limits.Depth {
		return
	}
	at, boundary := -1, ""
	for _, b := range p.unclosed {
		if !p.spend(len(t.body)) {
			return
		}
		if i := strayAt(t.body, b); i >= 0 && (at < 0 || i < at) {
			at, boundary = i, b
		}
	}
	if at < 0 {
		return
	}
	p.problem("boundary", "Parts of the letter stand within others: they were told apart by what comes before them.")
	p.depth++
	defer func() { p.depth-- }()
	before := *t
	before.body = trimLineEnd(t.body[:at])
	t.ctype, t.disp, t.children = mediaType{value: "multipart/mixed"}, mediaType{}, []*part{&before}
	s, _ := splitAt(t.body[at:], boundary, p.limits.Parts, false)
	p.buildChildren(t, s, "text/plain")
}

// strayAt finds the line of a boundary that a part begins behind, -1 without one.
func strayAt(body []byte, boundary string) int {
	delim := []byte("--" + boundary)
	for pos := 0; ; {
		i := bytes.Index(body[pos:], delim)
		if i < 0 {
			return -1
		}
		i += pos
		pos = i + len(delim)
		if last, next, ok := delimiter(body, i, pos, false); ok && !last {
			line, _ := cutLine(body[next:])
			if name, _, field := splitField(line); len(line) == 0 || field && strings.HasPrefix(name, "content-") {
				return i
			}
		}
	}
}

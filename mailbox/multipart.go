package mailbox

import "bytes"

// pieces are what boundaries part a multipart body into (RFC 2046, section 5.1.1).
type pieces struct {
	parts   [][]byte
	outside []byte // before the first boundary and after the closing one
	closed  bool
}

// split parts the body of a multipart. Where the boundary is missing, empty or
// not the one used, the body itself shows which it is; where somebody encoded
// the multipart as a whole, which RFC 2045 forbids, that is undone first.
func (p *parser) split(t *part) (pieces, bool) {
	boundary := t.ctype.params.get("boundary")
	if boundary != "" {
		if s, ok := splitAt(t.body, boundary, p.limits.Parts); ok {
			return s, true
		}
		if body, bad := decodeTransfer(t.header.str("content-transfer-encoding"), t.body, false); bad == "" && p.spend(2*len(body)) {
			if s, ok := splitAt(body, boundary, p.limits.Parts); ok {
				p.problem("encoding", "The letter's pieces were encoded together, which is not allowed.")
				return s, true
			}
		}
	}
	guess, ok := p.guessBoundary(t.body)
	if !ok {
		return pieces{}, len(bytes.TrimSpace(t.body)) == 0
	}
	p.problem("boundary", "The letter does not say rightly how its pieces are parted: it was guessed.")
	return splitAt(t.body, guess, p.limits.Parts)
}

func splitAt(body []byte, boundary string, limit int) (s pieces, ok bool) {
	delim := []byte("--" + boundary)
	start := -1
	for pos := 0; pos < len(body) && len(s.parts) <= limit; {
		i := bytes.Index(body[pos:], delim)
		if i < 0 {
			break
		}
		i += pos
		pos = i + len(delim)
		last, next, yes := delimiter(body, i, pos)
		if !yes {
			continue
		}
		if start < 0 {
			s.outside = body[:i]
		} else {
			s.parts = append(s.parts, trimLineEnd(body[start:i]))
		}
		start = next
		if last {
			s.closed = true
			s.outside = append(s.outside[:len(s.outside):len(s.outside)], body[next:]...)
			return s, true
		}
		pos = max(pos, next-1)
	}
	if start < 0 {
		return s, false
	}
	if rest := body[start:]; len(bytes.TrimSpace(rest)) > 0 {
		s.parts = append(s.parts, rest)
	}
	return s, true
}

// delimiter reports whether the boundary found at i, ending at end, stands on a
// line of its own, whether it is the closing one, and where the next line begins.
func delimiter(body []byte, i, end int) (last bool, next int, ok bool) {
	if i > 0 && body[i-1] != '\n' && body[i-1] != '\r' {
		return false, 0, false
	}
	line, rest := cutLine(body[end:])
	next = len(body) - len(rest)
	tail := bytes.TrimRight(line, " \t\r")
	if bytes.HasPrefix(tail, []byte("--")) {
		return true, next, len(tail) == 2
	}
	return false, next, len(tail) == 0
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

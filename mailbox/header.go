package mailbox

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// field is one header field: its name in lower case and its raw value,
// unfolded (RFC 5322, section 2.2.3) but not decoded.
type field struct {
	name  string
	value []byte
}

type header struct {
	fields []field
}

// get gives the raw value of the first field called name, nil without one.
func (h header) get(name string) []byte {
	for _, f := range h.fields {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// str is get for fields that machines write: trimmed, whatever its charset.
func (h header) str(name string) string {
	return strings.TrimSpace(string(h.get(name)))
}

func (h header) has(name string) bool { return h.get(name) != nil }

func (h header) all(name string) [][]byte {
	var out [][]byte
	for _, f := range h.fields {
		if f.name == name {
			out = append(out, f.value)
		}
	}
	return out
}

// rawCharset gives the charset of raw bytes in the fields that people read: the
// one that the letter's text is labelled with, or, where no label says it, what
// the bytes of fields and text look like.
func rawCharset(h header, label string, body []byte) string {
	var raw []byte
	for _, f := range h.fields {
		if (f.name == "subject" || addressFields[f.name]) && !utf8.Valid(f.value) {
			raw = append(append(raw, f.value...), '\n')
		}
	}
	if raw == nil {
		return label
	}
	const most = 16 << 10
	body = body[:min(len(body), most)]
	if label == "" {
		label = strayLabel(body)
	}
	switch normalLabel(label) {
	case "", "us-ascii", "utf-8":
		if name := detect(raw); name != "" {
			return name
		}
		if name := detect(append(raw, body...)); name != "" && !utf8.Valid(body) {
			return name
		}
	}
	return label
}

// sensible reports whether the header is that of a letter and not an accident
// of colons in rubbish.
func (h header) sensible() bool {
	for _, f := range h.fields {
		if knownField[f.name] {
			return true
		}
	}
	return false
}

// readHeader splits data into its header and what follows it. Lines that are
// no field are skipped where fields follow them, and begin the body otherwise.
func (p *parser) readHeader(data []byte) (h header, body []byte) {
	data = p.skipEnvelope(data)
	h.fields = make([]field, 0, 4+b2i(p.depth == 0)*20) // as most have
	var used, last int64                                // bytes of the header, and of its last field
	for len(data) > 0 {
		line, rest := cutLine(data)
		if len(line) == 0 {
			return h, rest
		}
		if used > p.limits.HeaderBytes && line[0] != ' ' && line[0] != '\t' { // a field that goes on may yet be left out
			p.stop("header_size", "The header is too long: its end was left out.")
			return h, afterBlankLine(data)
		}
		if last+int64(len(line)) > p.limits.HeaderBytes {
			if n := p.oversized(&h, data, last); n > 0 {
				used, last, data = used-last, 0, data[n:]
				continue
			}
		}
		used, last = used+int64(len(line))+1, last+int64(len(line))+1
		if len(h.fields) == 0 && p.depth == 0 { // there is nothing to go on from
			if name, _, ok := splitField(bytes.TrimLeft(line, " \t")); ok && plausibleField(name) {
				line = bytes.TrimLeft(line, " \t")
			}
		}
		if line[0] == ' ' || line[0] == '\t' {
			if !h.fold(line) && len(bytes.TrimSpace(line)) == 0 && !fieldAhead(rest) {
				return h, rest
			}
		} else if name, value, ok := splitField(line); ok {
			h.fields = append(h.fields, field{name, value})
			last = int64(len(line)) + 1
		} else if isDelimiterLine(line) && p.depth == 0 && len(h.fields) > 0 {
			p.problem("header_end", "The empty line between header and text is missing.")
			return h, data
		} else if !fieldAhead(rest) {
			p.problem("header_end", "The empty line between header and text is missing.")
			return h, data
		} else if h.join(line) {
			p.problem("header_line", "A field of the header was broken into lines and was joined.")
		} else {
			p.problem("header_line", "A line in the header is not a header field and was skipped.")
		}
		data = rest
	}
	return h, nil
}

// oversized gives the bytes at the start of data that belong to a field longer
// than a header may be, 0 without one: such a field is left out, so that the
// others can be read. last are the bytes of its lines that were read before.
func (p *parser) oversized(h *header, data []byte, last int64) (n int) {
	line, rest := cutLine(data)
	folded := line[0] == ' ' || line[0] == '\t'
	switch {
	case folded && len(h.fields) > 0 && last > 0 && last+int64(len(line)) > p.limits.HeaderBytes:
		h.fields = h.fields[:len(h.fields)-1]
	case !folded && int64(len(line)) > p.limits.HeaderBytes && bytes.IndexByte(line[:min(len(line), 200)], ':') > 0:
	default:
		return 0
	}
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') {
		_, rest = cutLine(rest)
	}
	p.stop("header_size", "A field of the header is too long: it was left out.")
	return len(data) - len(rest)
}

// fold adds a continuation line to the last field. It reports false for a line
// of white space alone, which may be the badly written end of the header.
func (h *header) fold(line []byte) bool {
	if len(h.fields) == 0 || len(bytes.TrimSpace(line)) == 0 {
		return false
	}
	last := &h.fields[len(h.fields)-1]
	if traceFields[last.name] {
		return true
	}
	line = bytes.TrimLeft(line, " \t")
	last.value = append(slices.Grow(last.value, 1+len(line)), ' ')
	last.value = append(last.value, line...)
	return true
}

// join adds a line that is no field to the last one, where people's words or
// addresses were broken by a line end that nobody folded.
func (h *header) join(line []byte) bool {
	const longest = 998 // RFC 5322, section 2.1.1
	if len(h.fields) == 0 || line[0] == '>' || len(line) > longest {
		return false
	}
	switch last := h.fields[len(h.fields)-1]; {
	case last.name == "subject", addressFields[last.name] && bytes.IndexByte(line, '@') > 0:
		return h.fold(line)
	}
	return false
}

var addressFields = set("from to cc reply-to sender")

// traceFields are those of servers on the way that nobody here asks for the value
// of. They are the longest of most headers, so only their first lines are kept.
var traceFields = set("received x-received received-spf authentication-results dkim-signature x-google-dkim-signature " +
	"arc-seal arc-message-signature arc-authentication-results")

// skipEnvelope passes over what is not yet the header: empty lines, and the
// 'From ' line of an mbox file (RFC 4155).
func (p *parser) skipEnvelope(data []byte) []byte {
	for len(data) > 0 {
		line, rest := cutLine(data)
		switch {
		case isEnvelope(line):
			if p.depth == 0 {
				p.envelope = string(line)
			}
		case len(bytes.TrimSpace(line)) == 0 && p.depth == 0:
			if rest = bytes.TrimLeft(rest, " \t\r\n"); !fieldAhead(rest) {
				return data
			}
		default:
			return data
		}
		data = rest
	}
	return data
}

// isEnvelope knows the 'From ' line of an mbox file; 'From : Jo' is a field
// with obsolete white space (RFC 5322, section 4.5).
func isEnvelope(line []byte) bool {
	if name, _, field := splitField(line); field && name == "from" {
		return false
	}
	return bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
}

// splitField splits 'Name: value'. The value stays part of the letter, with no
// room behind it, so that folding copies it before it grows.
func splitField(line []byte) (name string, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i < 1 {
		return "", nil, false
	}
	raw := bytes.TrimRight(line[:i], " \t")
	for _, c := range raw {
		if c <= ' ' || c >= 0x7f {
			return "", nil, false
		}
	}
	if len(raw) == 0 || len(raw) > 200 {
		return "", nil, false
	}
	value = bytes.Trim(line[i+1:], " \t")
	if value == nil { // an empty field is there all the same
		value = []byte{}
	}
	return fieldName(raw), value[:len(value):len(value)], true
}

// fieldName gives a name in lower case, without a new string for those seen in
// nearly every letter.
func fieldName(raw []byte) string {
	var lower [200]byte
	for i, c := range raw {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	if name, ok := commonNames[string(lower[:len(raw)])]; ok {
		return name
	}
	return string(lower[:len(raw)])
}

var commonNames = func() map[string]string {
	m := map[string]string{}
	for name := range knownField {
		m[name] = name
	}
	for _, name := range strings.Fields("arc-seal arc-message-signature arc-authentication-results received-spf x-originating-ip x-mailer accept-language content-language " +
		"list-unsubscribe x-ms-has-attach x-ms-tnef-correlator x-ms-exchange-organization-scl x-ms-exchange-crosstenant-id x-ms-exchange-crosstenant-network-message-id " +
		"x-ms-exchange-organization-authas x-ms-exchange-organization-authsource x-ms-publictraffictype x-ms-office365-filtering-correlation-id x-google-dkim-signature x-gm-message-state x-received") {
		m[name] = name
	}
	return m
}()

// fieldAhead reports whether a field that we know comes before the next empty
// line; it looks a few lines far, so that junk cannot make it slow.
func fieldAhead(data []byte) bool {
	for i := 0; i < 12 && len(data) > 0; i++ {
		line, rest := cutLine(data)
		if len(line) == 0 && i > 0 {
			return false
		}
		if name, _, ok := splitField(line); ok && plausibleField(name) {
			return true
		}
		data = rest
	}
	return false
}

func isDelimiterLine(line []byte) bool { return bytes.HasPrefix(line, []byte("--")) }

func afterBlankLine(data []byte) []byte {
	for len(data) > 0 {
		var line []byte
		if line, data = cutLine(data); len(line) == 0 {
			return data
		}
	}
	return nil
}

func plausibleField(name string) bool {
	return knownField[name] || strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "content-") ||
		strings.HasPrefix(name, "resent-") || strings.HasPrefix(name, "list-") || strings.HasPrefix(name, "arc-")
}

var knownField = set("from to cc bcc subject date sender reply-to message-id in-reply-to references received " +
	"return-path delivered-to mime-version content-type content-transfer-encoding content-disposition content-id " +
	"content-description content-location thread-topic thread-index auto-submitted precedence list-id importance " +
	"priority organization organisation user-agent dkim-signature authentication-results keywords comments status")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

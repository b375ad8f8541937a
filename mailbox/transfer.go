package mailbox

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// decodeTransfer undoes a Content-Transfer-Encoding (RFC 2045, section 6). It
// takes what decodes; bad says in plain words what did not, "" when all did.
// Names that mean nothing ("8bits", "UTF-8") leave the bytes as they are. For
// text, lines that cannot be base64 are kept: lists add footers to it.
func decodeTransfer(encoding string, body []byte, text bool) (data []byte, bad string) {
	return decodeTransferTo(nil, encoding, body, text)
}

// decodeTransferTo is decodeTransfer that may use the room of scratch.
func decodeTransferTo(scratch []byte, encoding string, body []byte, text bool) (data []byte, bad string) {
	switch name := squash(stripComments(encoding)); {
	case isQPName(name):
		return decodeQP(scratch, body), ""
	case isBase64Name(name):
		return decodeBase64Body(scratch, body, text)
	case isUUName(name):
		if _, data, _, ok := cutUU(body); ok {
			return data, ""
		}
		return body, "A part is called uuencoded and is not."
	case isPlainName(name):
		switch {
		case text && plainlyQP(body):
			return decodeQP(scratch, body), ""
		case text && name == "" && plainlyBase64(body):
			if data, ok := decodeClean(scratch, body, true); ok && utf8.Valid(data) && !looksBinary(data, "") {
				return data, ""
			}
		}
		return body, ""
	}
	return body, "A part names a transfer encoding that does not exist: it is shown as it came."
}

// isQPName, isBase64Name and isUUName know the squashed names of encodings.
func isQPName(name string) bool { return strings.HasPrefix(name, "quotedprintable") || name == "qp" }

func isBase64Name(name string) bool { return strings.HasPrefix(name, "base64") || name == "b64" }

func isUUName(name string) bool { return strings.Contains(name, "uue") }

// isPlainName knows names, rightly written and not, of no encoding at all.
func isPlainName(name string) bool {
	for _, prefix := range []string{"7", "8", "bit", "binary", "none", "plain", "text", "utf", "ascii", "usascii", "iso8859", "windows", "identity", "raw"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return name == ""
}

// plainlyQP reports quoted-printable that nothing calls so: a text in which every
// = begins a code or ends a line, and there are several of both, or a line is as
// long as quoted-printable lets it be and some codes are no numbers.
func plainlyQP(body []byte) bool {
	const fewest = 3
	codes, soft, long, letters := 0, 0, 0, 0
	for at := 0; ; at++ {
		i := bytes.IndexByte(body[at:], '=')
		if i < 0 {
			return codes >= fewest && (soft >= fewest || long > 0 && letters > 0)
		}
		at += i
		code := body[at+1:]
		switch {
		case len(code) > 0 && code[0] == '\n', len(code) > 1 && code[0] == '\r' && code[1] == '\n':
			soft++
			long += b2i(longQP(body[:at]))
		case len(code) > 1 && hexDigit[code[0]] >= 0 && hexDigit[code[1]] >= 0:
			codes++
			letters += b2i(code[0] > '9' || code[1] > '9')
		default:
			return false
		}
	}
}

// longQP reports that before the = at its end a line is about as long as RFC 2045
// allows, so that it had to be broken.
func longQP(before []byte) bool {
	const shortest, longest = 55, 75
	last := before[max(0, len(before)-longest-1):]
	n := len(last) - 1 - bytes.LastIndexByte(last, '\n')
	return n >= shortest && n <= longest
}

// plainlyBase64 likewise reports a text of nothing but long lines of base64, all
// as long as the first but for the last.
func plainlyBase64(body []byte) bool {
	const shortest = 60
	body = bytes.TrimSpace(body)
	first, rest := cutLine(body)
	if len(first) < shortest || len(first)%4 != 0 || codeRun(first) != len(first)&^7 || len(rest) == 0 {
		return false
	}
	for len(rest) > 0 {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) > len(first) || len(line) != len(first) && len(rest) > 0 || bytes.IndexByte(line, ' ') >= 0 {
			return false
		}
	}
	return true
}

// isEncoded reports an encoding that decodeTransfer undoes.
func isEncoded(encoding string) bool {
	name := squash(stripComments(encoding))
	return isQPName(name) || isBase64Name(name) || isUUName(name)
}

func decodeBase64Body(scratch, body []byte, text bool) ([]byte, string) {
	if data, ok := decodeClean(scratch, body, text); ok {
		return data, ""
	}
	code, tail := body, []byte(nil)
	if text {
		code, tail = cutBase64(body)
	}
	data, bad := decodeBase64(code)
	if len(bytes.TrimSpace(tail)) > 0 {
		if len(data) > 0 && data[len(data)-1] != '\n' {
			data = append(data, '\n')
		}
		return append(data, tail...), "A part is called base64 and is not, or not wholly."
	}
	if bad > 0 {
		return data, damagedBase64
	}
	return data, ""
}

// decodeClean decodes base64 without any fault. Where text is looked for a lone
// CR is one, as it ends no line.
func decodeClean(scratch, body []byte, text bool) (data []byte, ok bool) {
	data = room(scratch, base64.StdEncoding.DecodedLen(len(body)))
	if n, ok := decodeLines(data, body); ok {
		return data[:n], true
	}
	if text {
		for rest := body; ; {
			i := bytes.IndexByte(rest, '\r')
			if i < 0 {
				break
			}
			if rest = rest[i+1:]; len(rest) == 0 || rest[0] != '\n' {
				return nil, false
			}
		}
	}
	n, err := base64.StdEncoding.Decode(data, body)
	return data[:n], err == nil
}

// decodeLines decodes base64 in lines of whole groups, as nearly all of it comes.
// To decode it line by line is faster, as no line end is then met among the code.
// ok is false for all else, whatever it is.
func decodeLines(data, body []byte) (n int, ok bool) {
	for len(body) > 0 {
		line, rest := body, []byte(nil)
		if i := bytes.IndexByte(body, '\n'); i >= 0 {
			line, rest = body[:i], body[i+1:]
			if i > 0 && line[i-1] == '\r' {
				line = line[:i-1]
			}
		}
		size := len(line) / 4 * 3
		got, err := base64.StdEncoding.Decode(data[n:], line)
		if err != nil || len(line)%4 != 0 || got < size && len(bytes.Trim(rest, "\r\n")) > 0 || got < size-2 {
			return 0, false
		}
		n, body = n+got, rest
	}
	return n, true
}

// room gives n bytes, those of scratch where it has as many.
func room(scratch []byte, n int) []byte {
	if cap(scratch) >= n {
		return scratch[:n]
	}
	return make([]byte, n)
}

// transferSize gives the bytes that decodeTransfer would for a file, and what is
// bad about them. It decodes only what it must: files are the most of most mail.
func transferSize(encoding string, body []byte) (size int, bad string) {
	if isBase64Name(squash(stripComments(encoding))) {
		size, faults := base64Size(body)
		if faults {
			bad = damagedBase64
		}
		return size, bad
	}
	if isQPName(squash(stripComments(encoding))) {
		return qpSize(body), ""
	}
	data, bad := decodeTransfer(encoding, body, false)
	return len(data), bad
}

const damagedBase64 = "The base64 code of a part is damaged: what could be decoded is shown."

// base64Kind says what decodeBase64 makes of a byte.
var base64Kind = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case isBase64(rune(c)), c == '-', c == '_': // of the alphabet for web addresses
			kinds[c] = codeByte
		case c == '=':
			kinds[c] = padByte
		case c > ' ':
			kinds[c] = oddByte
		}
	}
	return kinds
}()

const (
	spaceByte = iota
	codeByte
	padByte
	oddByte
)

// base64Size counts what decodeBase64 would decode.
func base64Size(s []byte) (size int, faults bool) {
	var c base64Count
	c.add(s)
	return c.end(), c.faults
}

// base64Count is base64Size for code that comes in pieces.
type base64Count struct {
	size, group int // group: since the last padding
	faults      bool
}

func (c *base64Count) end() int { return c.size + decodedLen(c.group) }

func (c *base64Count) add(s []byte) {
	for len(s) > 0 {
		n := codeRun(s)
		for n < len(s) && base64Kind[s[n]] == codeByte {
			n++
		}
		c.group += n
		if s = s[n:]; len(s) == 0 {
			return
		}
		switch base64Kind[s[0]] {
		case padByte:
			c.size += decodedLen(c.group)
			c.group = 0
		case oddByte:
			c.faults = true
		}
		s = s[1:]
	}
}

// codeRun gives how many bytes at the start of s, but for the last few, are of
// the alphabet. It looks at eight at a time.
func codeRun(s []byte) (n int) {
	for ; n+8 <= len(s); n += 8 {
		x := binary.LittleEndian.Uint64(s[n:])
		if notBase64[x&0xffff]|notBase64[x>>16&0xffff]|notBase64[x>>32&0xffff]|notBase64[x>>48] != 0 {
			break
		}
	}
	return n
}

// notBase64 is 1 for each two bytes of which one is not of the alphabet.
var notBase64 = func() (other [1 << 16]uint8) {
	for x := range other {
		other[x] = uint8(b2i(base64Kind[x&0xff] != codeByte || base64Kind[x>>8] != codeByte))
	}
	return other
}()

// decodedLen is the number of bytes in n characters of base64; one left over
// holds none.
func decodedLen(n int) int { return n/4*3 + max(n%4-1, 0) }

// cutBase64 splits a body where the lines of base64 end and plain text begins.
func cutBase64(body []byte) (code, tail []byte) {
	rest := body
	for len(rest) > 0 {
		line, next := cutLine(rest)
		if !base64Line(bytes.TrimSpace(line)) {
			return body[:len(body)-len(rest)], rest
		}
		rest = next
	}
	return body, nil
}

func base64Line(line []byte) bool {
	const long, seldom = 24, 12 // as in words a capital hardly ever stands behind a small letter
	bad, spaces, inner, digits, last := 0, 0, 0, 0, byte(0)
	for _, c := range line {
		switch {
		case c == ' ':
			spaces++
		case !isBase64(rune(c)) && c != '=':
			bad++
		}
		digits += b2i(c >= '0' && c <= '9')
		inner += b2i(last >= 'a' && last <= 'z' && c >= 'A' && c <= 'Z')
		last = c
	}
	return spaces <= 1 && bad*10 <= len(line) || len(line) > 0 && spaces > len(line)/3 && bad == 0 && len(line) > 20 ||
		bad == 0 && len(line) > long && digits > 0 && inner*seldom > len(line)
}

// decodeQP decodes quoted-printable (RFC 2045, section 6.7); an = that begins
// no code stays.
func decodeQP(scratch, body []byte) []byte {
	out := room(scratch, len(body))[:0]
	for len(body) > 0 {
		code, rest, ends := cutQP(body)
		out = appendUnescaped(out, code, '=')
		if ends {
			out = append(out, '\n')
		}
		body = rest
	}
	return out
}

// qpSize counts what decodeQP would decode.
func qpSize(body []byte) (size int) {
	for len(body) > 0 {
		code, rest, ends := cutQP(body)
		size += len(code) + b2i(ends)
		for i := 0; i+2 < len(code); i++ {
			if code[i] != '=' {
				continue
			}
			if _, ok := hexByte(code[i+1], code[i+2]); ok {
				size -= 2
				i += 2
			}
		}
		body = rest
	}
	return size
}

// cutQP gives the first line of body without the white space at its end, which
// counts for nothing, and whether the line of the text ends with it.
func cutQP(body []byte) (code, rest []byte, ends bool) {
	line := body
	if n := bytes.IndexByte(body, '\n'); n >= 0 {
		line, rest, ends = body[:n], body[n+1:], true
	}
	end := len(line)
	for ends && end > 0 && line[end-1] == '\r' {
		end--
	}
	for end > 0 && (line[end-1] == ' ' || line[end-1] == '\t') {
		end--
	}
	if end > 0 && line[end-1] == '=' {
		return line[:end-1], rest, false
	}
	return line[:end], rest, ends
}

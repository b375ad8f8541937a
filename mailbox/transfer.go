package mailbox

import (
	"bytes"
	"encoding/base64"
	"strings"
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
	case strings.HasPrefix(name, "quotedprintable") || name == "qp":
		return decodeQP(scratch, body), ""
	case strings.HasPrefix(name, "base64") || name == "b64":
		return decodeBase64Body(scratch, body, text)
	case strings.Contains(name, "uue"):
		if _, data, _, ok := cutUU(body); ok {
			return data, ""
		}
		return body, "A part is called uuencoded and is not."
	case name == "", name == "7bit", name == "8bit", name == "binary":
		return body, ""
	}
	return body, "A part names a transfer encoding that does not exist: it is shown as it came."
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
	data = room(scratch, base64.StdEncoding.DecodedLen(len(body)))
	n, err := base64.StdEncoding.Decode(data, body)
	return data[:n], err == nil
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
	if name := squash(stripComments(encoding)); strings.HasPrefix(name, "base64") || name == "b64" {
		size, faults := base64Size(body)
		if faults {
			bad = damagedBase64
		}
		return size, bad
	}
	data, bad := decodeTransfer(encoding, body, false)
	return len(data), bad
}

const damagedBase64 = "The base64 code of a part is damaged: what could be decoded is shown."

// base64Kind says what decodeBase64 makes of a byte.
var base64Kind = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case isBase64(rune(c)):
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
	group := 0 // since the last padding
	for len(s) > 0 {
		n := codeRun(s)
		for n < len(s) && base64Kind[s[n]] == codeByte {
			n++
		}
		group += n
		if s = s[n:]; len(s) == 0 {
			break
		}
		switch base64Kind[s[0]] {
		case padByte:
			size += decodedLen(group)
			group = 0
		case oddByte:
			faults = true
		}
		s = s[1:]
	}
	return size + decodedLen(group), faults
}

// codeRun gives how many bytes at the start of s, but for the last few, are of
// the alphabet. It looks at eight at a time.
func codeRun(s []byte) (n int) {
	for ; n+8 <= len(s); n += 8 {
		b := s[n : n+8]
		if notBase64[b[0]]|notBase64[b[1]]|notBase64[b[2]]|notBase64[b[3]]|notBase64[b[4]]|notBase64[b[5]]|notBase64[b[6]]|notBase64[b[7]] != 0 {
			break
		}
	}
	return n
}

var notBase64 = func() (other [256]uint8) {
	for c, kind := range base64Kind {
		other[c] = uint8(b2i(kind != codeByte))
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
	bad, spaces := 0, 0
	for _, c := range line {
		switch {
		case c == ' ':
			spaces++
		case !isBase64(rune(c)) && c != '=':
			bad++
		}
	}
	return spaces <= 1 && bad*10 <= len(line) || len(line) > 0 && spaces > len(line)/3 && bad == 0 && len(line) > 20
}

// decodeQP decodes quoted-printable (RFC 2045, section 6.7); an = that begins
// no code stays.
func decodeQP(scratch, body []byte) []byte {
	out := room(scratch, len(body))[:0]
	for len(body) > 0 {
		line, rest, ended := body, []byte(nil), false
		if n := bytes.IndexByte(body, '\n'); n >= 0 {
			line, rest, ended = body[:n], body[n+1:], true
		}
		end := len(line)
		for ended && end > 0 && line[end-1] == '\r' {
			end--
		}
		for end > 0 && (line[end-1] == ' ' || line[end-1] == '\t') {
			end--
		}
		soft := end > 0 && line[end-1] == '='
		out = appendUnescaped(out, line[:end-b2i(soft)], '=')
		if ended && !soft {
			out = append(out, '\n')
		}
		body = rest
	}
	return out
}

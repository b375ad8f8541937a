package mailbox

import (
	"bytes"
	"strings"
)

// decodeTransfer undoes a Content-Transfer-Encoding (RFC 2045, section 6). It
// takes what decodes; bad says in plain words what did not, "" when all did.
// Names that mean nothing ("8bits", "UTF-8") leave the bytes as they are. For
// text, lines that cannot be base64 are kept: lists add footers to it.
func decodeTransfer(encoding string, body []byte, text bool) (data []byte, bad string) {
	switch name := squash(stripComments(encoding)); {
	case strings.HasPrefix(name, "quotedprintable") || name == "qp":
		return decodeQP(body), ""
	case strings.HasPrefix(name, "base64") || name == "b64":
		return decodeBase64Body(body, text)
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

func decodeBase64Body(body []byte, text bool) ([]byte, string) {
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
		return data, "The base64 code of a part is damaged: what could be decoded is shown."
	}
	return data, ""
}

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
func decodeQP(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for len(body) > 0 {
		line, rest := cutLine(body)
		ended := len(rest) > 0 || body[len(body)-1] == '\n'
		trimmed := bytes.TrimRight(line, " \t")
		soft := len(trimmed) > 0 && trimmed[len(trimmed)-1] == '='
		if soft {
			trimmed = trimmed[:len(trimmed)-1]
		}
		out = appendUnescaped(out, trimmed, '=')
		if ended && !soft {
			out = append(out, '\n')
		}
		body = rest
	}
	return out
}

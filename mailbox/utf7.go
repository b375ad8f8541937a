package mailbox

import (
	"encoding/base64"
	"strings"
)

// fromUTF7 decodes UTF-7 (RFC 2152), which no package we use knows.
func fromUTF7(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '+')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		n := strings.IndexFunc(s, func(r rune) bool { return !isBase64(r) })
		if n < 0 {
			n = len(s)
		}
		if n == 0 {
			b.WriteByte('+')
		} else {
			b.WriteString(utf7Run(s[:n]))
		}
		s = strings.TrimPrefix(s[n:], "-")
	}
	b.WriteString(s)
	return strings.ToValidUTF8(b.String(), "\ufffd")
}

func isBase64(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/'
}

func utf7Run(s string) string {
	raw, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil || len(raw) < 2 {
		return "+" + s
	}
	return string(fromUTF16(raw, false))
}

// decodeShifted decodes ISO-2022-KR (RFC 1557) and the GB 2312 of ISO-2022-CN
// (RFC 1922), where SO and SI shift between ASCII and characters of two bytes.
func decodeShifted(data []byte, label string) []byte {
	enc := charsetNamed("gb18030")
	if label == "iso-2022-kr" {
		enc = charsetNamed("euc-kr")
	}
	const so, si, esc = 0x0e, 0x0f, 0x1b
	raw := make([]byte, 0, len(data))
	shifted := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == so || c == si:
			shifted = c == so
		case c == esc && i+3 < len(data) && data[i+1] == '$':
			i += 3
		case shifted && c > ' ' && c < 0x7f:
			raw = append(raw, c|0x80)
		default:
			shifted = shifted && c != '\n'
			raw = append(raw, c)
		}
	}
	return decodeWith(enc, raw)
}

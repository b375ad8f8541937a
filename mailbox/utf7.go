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

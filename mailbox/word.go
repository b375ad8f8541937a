package mailbox

import (
	"encoding/base64"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// decodeHeader decodes a raw field value for reading: raw 8-bit bytes, encoded
// words, control characters and folding are all resolved. hint is the charset
// of raw bytes that are not UTF-8.
func decodeHeader(raw []byte, hint string) string {
	return oneLine(decodeWords(decodeRaw(raw, hint)))
}

// word is one encoded-word, its transfer encoding undone.
type word struct {
	charset string
	data    []byte
}

// decodeWords decodes the encoded-words (RFC 2047) in s. Neighbours of the same
// charset are joined before their bytes become text, because many mailers
// split a word inside a character.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	var b strings.Builder
	var open word
	flush := func() {
		text, _ := toUTF8(open.data, open.charset)
		b.WriteString(text)
		open = word{}
	}
	from := 0 // what stands before it is written
	for at := 0; ; {
		i := strings.Index(s[at:], "=?")
		if i < 0 {
			break
		}
		i += at
		w, n := readWord(s[i:])
		if n == 0 {
			at = i + 2
			continue
		}
		if gap := s[from:i]; open.charset == "" || strings.TrimSpace(gap) != "" {
			flush()
			b.WriteString(gap)
		} else if !strings.EqualFold(open.charset, w.charset) {
			flush()
		}
		open.charset, open.data = w.charset, append(open.data, w.data...)
		at, from = i+n, i+n
	}
	flush()
	b.WriteString(s[from:])
	return b.String()
}

// readWord reads '=?charset?Q?text?=' at the start of s and gives its length,
// 0 when there is none. A word whose end is missing goes on to the end of s.
func readWord(s string) (word, int) {
	rest := s[2:]
	q := strings.IndexByte(rest, '?')
	if q < 1 || q > 60 || len(rest) < q+3 || rest[q+2] != '?' || strings.ContainsAny(rest[:q], " \t=\"") || strings.IndexByte("qQbB", rest[q+1]) < 0 {
		return word{}, 0
	}
	label, _, _ := strings.Cut(rest[:q], "*") // RFC 2231, section 5: a language may follow
	text := rest[q+3:]
	n := q + 5
	if end := strings.Index(text, "?="); end >= 0 {
		text = text[:end]
		n += end + 2
	} else {
		n += len(text)
	}
	if lowerByte(rest[q+1]) == 'q' {
		return word{label, decodeQ(text)}, n
	}
	return word{label, decodeB(text)}, n
}

func decodeQ(s string) []byte {
	return appendUnescaped(nil, []byte(strings.ReplaceAll(s, "_", " ")), '=')
}

func decodeB(s string) []byte {
	out, _ := decodeBase64([]byte(s))
	return out
}

// decodeBase64 skips what is not of the alphabet and starts afresh after
// padding, so that several encodings set end to end all decode. bad counts the
// characters that were skipped other than white space.
func decodeBase64(s []byte) (out []byte, bad int) {
	out = make([]byte, 0, len(s)*3/4+3)
	group := make([]byte, 0, 4)
	flush := func() {
		var dst [3]byte
		n, _ := base64.RawStdEncoding.Decode(dst[:], group)
		out = append(out, dst[:n]...)
		group = group[:0]
	}
	for _, c := range s {
		switch {
		case isBase64(rune(c)):
			if group = append(group, c); len(group) == 4 {
				flush()
			}
		case c == '-' || c == '_': // the URL alphabet, by mistake
			bad++
		case c == '=':
			flush()
		case c > ' ':
			bad++
		}
	}
	flush()
	return out, bad
}

// oneLine makes a header value one line of visible text in NFC.
func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' || r == '\u00a0':
			return ' '
		case invisible(r) || unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// isOneLine reports ASCII that oneLine would not change.
func isOneLine(s string) bool {
	space := true // none at the start, none after another
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f || s[i] == ' ' && space {
			return false
		}
		space = s[i] == ' '
	}
	return s == "" || !space
}

// invisible reports zero-width and direction-changing characters: they hide
// words from the classifier and turn names and links round.
func invisible(r rune) bool {
	if r < '\u00ad' {
		return false
	}
	switch {
	case r == '\u200b', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u180e', r == '\ufeff', r == '\u00ad',
		r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f', r >= '\ufff9' && r <= '\ufffb', r == '\u034f',
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

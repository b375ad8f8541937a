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
	gap := ""
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		w, n := readWord(s[i:])
		if n == 0 {
			gap += s[:i+2]
			s = s[i+2:]
			continue
		}
		gap += s[:i]
		if strings.TrimSpace(gap) != "" || open.charset == "" {
			flush()
			b.WriteString(gap)
		} else if !strings.EqualFold(open.charset, w.charset) {
			flush()
		}
		open.charset, open.data = w.charset, append(open.data, w.data...)
		gap, s = "", s[i+n:]
	}
	flush()
	b.WriteString(gap)
	b.WriteString(s)
	return b.String()
}

// readWord reads '=?charset?Q?text?=' at the start of s and gives its length,
// 0 when there is none. A word whose end is missing goes on to the end of s.
func readWord(s string) (word, int) {
	rest := s[2:]
	q := strings.IndexByte(rest, '?')
	if q < 1 || q > 60 || len(rest) < q+3 || rest[q+2] != '?' || strings.ContainsAny(rest[:q], " \t=\"") {
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
	switch rest[q+1] {
	case 'q', 'Q':
		return word{label, decodeQ(text)}, n
	case 'b', 'B':
		return word{label, decodeB(text)}, n
	}
	return word{}, 0
}

func decodeQ(s string) []byte { return appendUnescaped(nil, strings.ReplaceAll(s, "_", " "), '=') }

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

// invisible reports zero-width and direction-changing characters: they hide
// words from the classifier and turn names and links round.
func invisible(r rune) bool {
	switch {
	case r == '\u200b', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u180e', r == '\ufeff', r == '\u00ad',
		r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f', r >= '\ufff9' && r <= '\ufffb', r == '\u034f',
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

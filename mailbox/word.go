package mailbox

import (
	"encoding/base64"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// decodeHeader decodes a raw field value for reading: raw 8-bit bytes, encoded
// words, control characters and folding are all resolved. hint is the charset
// of raw bytes that are not UTF-8.
func decodeHeader(raw []byte, hint string) string {
	return oneLine(undoubleField(decodeWords(decodeRaw(raw, hint))))
}

// word is one encoded-word, its transfer encoding undone.
type word struct {
	charset string
	data    []byte
}

// decodeWords decodes the encoded-words (RFC 2047) in s. What then is nothing but
// encoded words, with codes in them, was encoded twice and is decoded once more.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	once := decodeWordsOnce(s)
	if once != s && strings.HasPrefix(once, "=?") && strings.HasSuffix(once, "?=") && strings.Contains(wordsOnly(once), "=") {
		return decodeWordsOnce(once)
	}
	return once
}

// wordsOnly gives the texts of encoded words that are all of s, "" where it holds
// anything else.
func wordsOnly(s string) string {
	var texts strings.Builder
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		_, n := readWord(s)
		if n == 0 {
			return ""
		}
		_, _, head := cutWordHead(s)
		texts.WriteString(strings.TrimSuffix(s[head:n], "?="))
		s = s[n:]
	}
	return texts.String()
}

// decodeWordsOnce joins neighbours of the same charset before their bytes become
// text, because many mailers split a word inside a character.
func decodeWordsOnce(s string) string {
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
// 0 when there is none. A word whose end is missing goes on to the next one, or
// to the end of s.
func readWord(s string) (word, int) {
	label, code, from := cutWordHead(s)
	if from == 0 {
		return word{}, 0
	}
	text, n := s[from:], len(s)
	if next := nextWord(text); next >= 0 {
		text, n = text[:next], from+next
	}
	if end := wordEnd(text, code == 'q'); end >= 0 {
		text, n = text[:end], from+end+len("?=")
	}
	if code == 'q' {
		return word{label, decodeQ(text)}, n
	}
	return word{label, decodeB(text)}, n
}

// cutWordHead reads '=?charset?Q?', around whose pieces some set spaces and
// quotes. n is its length, 0 when there is none.
func cutWordHead(s string) (label string, code byte, n int) {
	const most = 60
	if !strings.HasPrefix(s, "=?") {
		return "", 0, 0
	}
	q := strings.IndexByte(s[2:min(len(s), most)], '?') + 2
	if q < 2 {
		return "", 0, 0
	}
	label, _, _ = strings.Cut(strings.Trim(s[2:q], " \t\"'"), "*") // RFC 2231, section 5: a language may follow
	coded := strings.TrimLeft(s[q+1:min(len(s), q+8)], " ")
	if coded == "" || strings.IndexByte("qQbB", coded[0]) < 0 || strings.ContainsAny(label, " \t=\"") {
		return "", 0, 0
	}
	left := strings.TrimLeft(coded[1:], " ")
	if !strings.HasPrefix(left, "?") {
		return "", 0, 0
	}
	if label == "" {
		label = "unknown"
	}
	return label, lowerByte(coded[0]), min(len(s), q+8) - len(left) + 1
}

// nextWord gives the place where another encoded word begins, -1 without one.
func nextWord(s string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], "=?")
		if i < 0 {
			return -1
		}
		i += from
		if _, _, n := cutWordHead(s[i:]); n > 0 {
			return i
		}
		from = i + 1
	}
}

// wordEnd gives the place of the '?=' that ends a word, -1 without one. Where
// codes follow it and the word ends later, the question mark is the writer's:
// 'Who?=20is=20it?='.
func wordEnd(text string, quoted bool) int {
	for from := 0; ; {
		end := strings.Index(text[from:], "?=")
		if end < 0 {
			return -1
		}
		end += from
		from = end + len("?=")
		code := quoted && len(text) > from+1 && hexDigit[text[from]] >= 0 && hexDigit[text[from+1]] >= 0
		if !code || !strings.Contains(text[from:], "?=") {
			return end
		}
	}
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
		case base64Kind[c] == codeByte:
			if group = append(group, standardBase64(c)); len(group) == 4 {
				flush()
			}
		case c == '=':
			flush()
		case c > ' ':
			bad++
		}
	}
	flush()
	return out, bad
}

// standardBase64 turns the alphabet for web addresses (RFC 4648, section 5), which
// some use by mistake, into that of mail.
func standardBase64(c byte) byte {
	switch c {
	case '-':
		return '+'
	case '_':
		return '/'
	}
	return c
}

// oneLine makes a header value one line of visible text in NFC.
func oneLine(s string) string {
	if isOneLine(s) || !isASCII(s) && !strings.ContainsAny(s, "\t\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' && !strings.Contains(s, "  ") && isPlain([]byte(s)) == plainNFC {
		return s
	}
	text := visible([]byte(strings.ToValidUTF8(s, "\ufffd")))
	return norm.NFC.String(strings.Join(strings.Fields(string(text)), " "))
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

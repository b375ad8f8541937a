package mailbox

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// readText turns the decoded bytes of a text part into text for people.
func (p *parser) readText(t *part, raw []byte) string {
	if most := 4 * p.limits.TextBytes; int64(len(raw)) > most {
		p.problem("text_size", longText)
		raw = raw[:most]
	}
	label := t.charset()
	if (label == "" || normalLabel(label) == "") && t.ctype.value == "text/html" {
		label = metaCharset(raw)
	}
	chars, ok := asUTF8(raw, label)
	if !ok {
		p.problem("charset", "The text names no character set that fits it: some letters may be wrong.")
	}
	if mended, ok := undouble(chars, fewDoubled); ok {
		p.problem("charset", "The text was garbled on its way and was mended: some letters may be wrong.")
		chars = mended
	}
	switch t.ctype.value {
	case "text/html", "text/x-amp-html", "text/watch-html":
		if t.ctype.value == "text/html" && p.beside != "" && restates(chars, p.beside) {
			return ""
		}
		scratch, _ := scratches.Get().(*[]byte)
		defer scratches.Put(scratch)
		text, cited := htmlTextTo(*scratch, chars, p.limits.TextBytes)
		p.cited = p.cited || cited
		return cleanBytes(text)
	case "text/rtf":
		text, wrapped := rtfText(raw, 4*p.limits.TextBytes)
		if wrapped {
			text, _ = htmlTextTo(nil, text, p.limits.TextBytes)
		}
		return cleanBytes(text)
	case "text/enriched", "text/richtext":
		return cleanText(enrichedText(string(chars)))
	default:
		if strings.EqualFold(t.ctype.params.get("format"), "flowed") {
			return cleanText(unflow(string(chars), strings.EqualFold(t.ctype.params.get("delsp"), "yes")))
		}
	}
	return cleanBytes(chars)
}

// fewDoubled is how many characters of a text must be garbled alike to be mended.
const fewDoubled = 3

var metaLabel = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]+)`)

func metaCharset(raw []byte) string {
	if m := metaLabel.FindSubmatch(raw[:min(len(raw), 4096)]); m != nil {
		if wideLabel(normalLabel(string(m[1]))) { // it could not be read if it were so (HTML Living Standard, 13.2.3.2)
			return "utf-8"
		}
		return string(m[1])
	}
	return ""
}

// limitText cuts a text at a limit of bytes, at the start of a character.
func (p *parser) limitText(text string) string {
	if int64(len(text)) <= p.limits.TextBytes {
		return text
	}
	p.problem("text_size", longText)
	n := int(p.limits.TextBytes)
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	if i := strings.LastIndexByte(text[:n], '\n'); i >= 0 && n-i < 1000 {
		return text[:i+1]
	}
	return text[:n] + "\n"
}

// cleanText makes every text alike: NFC, lines ended by \n, no control,
// zero-width or direction characters, no space at line ends (but for the '-- '
// before a signature), at most two empty lines together.
func cleanText(s string) string { return cleanBytes([]byte(s)) }

// cleanBytes is cleanText for text not yet copied out of a letter.
func cleanBytes(text []byte) string {
	plain := isPlain(text)
	if plain == notPlain {
		scratch, _ := scratches.Get().(*[]byte)
		defer scratches.Put(scratch)
		if !utf8.Valid(text) {
			text = bytes.ToValidUTF8(text, []byte("\ufffd"))
		}
		text = visibleTo(*scratch, text)
		plain = isPlain(text)
	}
	if plain != plainNFC {
		text = norm.NFC.Bytes(text)
	}
	var b strings.Builder
	b.Grow(len(text) + 1)
	empty := 3 // none at the start
	for line, rest, more := []byte(nil), text, true; more; {
		line, rest, more = bytes.Cut(rest, lineEnd)
		line = bytes.TrimSuffix(line, carriageReturn) // by isPlain there is none but before \n
		if n := len(line); n > 0 && (line[n-1] <= ' ' || line[n-1] >= utf8.RuneSelf) && string(line) != "-- " {
			line = bytes.TrimRightFunc(line, unicode.IsSpace)
		}
		if len(line) == 0 {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n\n"[:min(empty, 2)])
		}
		empty = 0
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

var lineEnd, carriageReturn = []byte("\n"), []byte("\r")

// How far a text is from what cleanText makes of it.
type plainness int

const (
	plainNFC     plainness = iota // nothing in it is to be changed but line ends and space before them
	plainUnicode                  // nor here, but it may not be NFC
	notPlain
)

// isPlain looks for what visible would change.
func isPlain(s []byte) plainness {
	found := plainNFC
	for i := printable(s); i < len(s); i += printable(s[i:]) {
		c := s[i]
		switch {
		case c == '\n' || c == '\t':
			i++
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
			i += 2
		case c < utf8.RuneSelf:
			return notPlain
		default:
			r, n := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && n == 1 || changes(r) {
				return notPlain
			}
			if r >= 0x300 && (r < 0x2010 || r > 0x2027) && r != '€' { // all others are NFC, whatever stands beside them
				found = plainUnicode
			}
			i += n
		}
	}
	return found
}

// printable gives how many bytes at the start of s are ASCII that can be seen,
// and spaces.
func printable(s []byte) (n int) {
	for n+8 <= len(s) && !notPrintable(binary.LittleEndian.Uint64(s[n:])) {
		n += 8
	}
	for n < len(s) && ' ' <= s[n] && s[n] < 0x7f {
		n++
	}
	return n
}

const ones, highBits = 0x0101010101010101, 0x8080808080808080

// notPrintable reports whether one of eight bytes is a control character or past
// ASCII: those below a space borrow the high bit when a space is taken off each
// byte, and DEL reaches it when one is added.
func notPrintable(x uint64) bool { return (x|(x-' '*ones)|(x+ones))&highBits != 0 }

// holds reports whether one of eight bytes of ASCII is c.
func holds(x uint64, c byte) bool {
	x ^= uint64(c) * ones
	return (x-ones)&highBits != 0
}

// unflow joins the lines of format=flowed (RFC 3676, section 4.1).
func unflow(s string, delSp bool) string {
	var b strings.Builder
	open, openDepth := false, 0
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		depth := 0
		for depth < len(line) && line[depth] == '>' {
			depth++
		}
		line = line[depth:]
		line = strings.TrimPrefix(line, " ") // space-stuffing
		signature := line == "-- "
		if open && (depth != openDepth || signature) {
			b.WriteByte('\n')
			open = false
		}
		if !open && depth > 0 {
			b.WriteString(strings.Repeat(">", min(depth, 100)) + " ")
		}
		open = !signature && strings.HasSuffix(line, " ")
		openDepth = depth
		if open && delSp {
			line = line[:len(line)-1]
		}
		b.WriteString(line)
		if !open {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

var (
	enrichedDrop = regexp.MustCompile(`(?is)<param>.*?</param>`)
	enrichedTag  = regexp.MustCompile(`</?[A-Za-z0-9-]{1,60}>`)
	enrichedLine = regexp.MustCompile(`\n+`)
)

// enrichedText reads text/enriched (RFC 1896): one line end is a space, n+1 are n.
func enrichedText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = enrichedDrop.ReplaceAllString(s, "")
	s = enrichedLine.ReplaceAllStringFunc(s, func(m string) string {
		if len(m) == 1 {
			return " "
		}
		return m[1:]
	})
	s = strings.NewReplacer("<nl>", "\n", "<lt>", "<").Replace(s)
	return strings.ReplaceAll(enrichedTag.ReplaceAllString(s, ""), "<<", "<")
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.In(r, unicode.So) })
}

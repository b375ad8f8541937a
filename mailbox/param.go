package mailbox

import (
	"bytes"
	"path"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// mediaType is the value of a Content-Type or Content-Disposition field.
type mediaType struct {
	value  string // in lower case: "text/plain", "attachment"
	params params
}

// params are the parameters of a field; of two with one name the first counts.
type params []param

type param struct{ name, text string }

// get gives the text of the parameter called name, "" without one.
func (ps params) get(name string) string {
	for _, p := range ps {
		if p.name == name {
			return p.text
		}
	}
	return ""
}

// parseParams reads 'value; name=text; name="text"' (RFC 2045, section 5.1),
// with RFC 2231 continuations and charsets. It takes what it can: parameters
// without a name, without quotes and with stray semicolons all occur.
func parseParams(raw []byte, hint string) mediaType {
	if len(raw) == 0 {
		return mediaType{}
	}
	s := decodeRaw(raw, hint)
	value, rest, _ := cutUnquoted(s, ';')
	m := mediaType{value: strings.ToLower(stripComments(strings.Trim(value, " \t\"'<>,:")))}
	if strings.Contains(rest, "*") {
		m.params = parsePieces(rest, hint)
		return m
	}
	for rest != "" {
		var name, text string
		var ok bool
		if name, text, rest, ok = cutParam(rest); ok {
			m.params = append(m.params, param{name, text})
		} else {
			m.params.goOn(text)
		}
	}
	return m
}

// goOn adds text to the name of a file before it, when both are one name with a
// semicolon in it and without quotes: only the whole has an ending.
func (ps params) goOn(text string) {
	if len(ps) == 0 || text == "" || len(text) > 250 {
		return
	}
	last := &ps[len(ps)-1]
	if (last.name == "filename" || last.name == "name") && len(last.text) <= 250 && !hasEnding(last.text) && hasEnding(text) {
		last.text += "; " + text
	}
}

// hasEnding reports a file name with an ending of up to five letters or digits.
func hasEnding(name string) bool {
	ext := path.Ext(name)
	return len(ext) > 1 && len(ext) <= 6 && strings.IndexFunc(ext[1:], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0
}

// cutParam takes the first 'name=text' off s; ok is false for what is none, and
// text all of it.
func cutParam(s string) (name, text, rest string, ok bool) {
	item, rest, _ := cutUnquoted(s, ';')
	if name, text, ok = strings.Cut(item, "="); !ok {
		return "", strings.TrimSpace(item), rest, false
	}
	return strings.ToLower(strings.TrimSpace(name)), unquote(strings.TrimSpace(text)), rest, ok
}

// parsePieces reads parameters some of which come in pieces.
func parsePieces(rest, hint string) (out params) {
	pieces := map[string][]piece{}
	for rest != "" {
		var name, text string
		var ok bool
		if name, text, rest, ok = cutParam(rest); !ok {
			continue
		}
		base, _, _ := strings.Cut(name, "*")
		if len(pieces[base]) < 1000 {
			pieces[base] = append(pieces[base], newPiece(name, text))
		}
	}
	for base, list := range pieces {
		out = append(out, param{base, joinPieces(list, hint)})
	}
	return out
}

// piece is one parameter as written: name*order*=text (RFC 2231, sections 3, 4).
type piece struct {
	order   int // -1 without a continuation number
	encoded bool
	text    string
}

func newPiece(name, text string) piece {
	pc := piece{order: -1, text: text}
	if strings.HasSuffix(name, "*") {
		pc.encoded = true
		name = strings.TrimSuffix(name, "*")
	}
	if _, n, ok := strings.Cut(name, "*"); ok {
		if v, err := strconv.Atoi(n); err == nil && v >= 0 {
			pc.order = v
		}
	}
	return pc
}

// joinPieces prefers the RFC 2231 forms to the plain one, as mailers that send
// both put a poor ASCII name into the plain one.
func joinPieces(list []piece, hint string) string {
	var best []piece
	plain := ""
	for _, pc := range list {
		if pc.encoded || pc.order >= 0 {
			best = append(best, pc)
		} else if plain == "" {
			plain = pc.text
		}
	}
	if len(best) == 0 {
		return plain
	}
	sort.SliceStable(best, func(i, j int) bool { return best[i].order < best[j].order })
	label, raw := "", []byte{}
	for i, pc := range best {
		text := pc.text
		if !pc.encoded {
			raw = append(raw, text...)
			continue
		}
		if i == 0 {
			label, text = cutCharset(text)
		}
		raw = append(raw, percentDecode(text)...)
	}
	if label == "" {
		label = hint
	}
	text, _ := toUTF8(raw, label)
	if text == "" {
		return plain
	}
	return text
}

// cutCharset splits "charset'language'text". An apostrophe in a text without
// them is none of their marks.
func cutCharset(s string) (label, text string) {
	label, rest, ok := strings.Cut(s, "'")
	if !ok || strings.Contains(label, " ") {
		return "", s
	}
	if language, text, ok := strings.Cut(rest, "'"); ok && len(language) <= 20 && !strings.ContainsAny(language, " .%") {
		return label, text
	}
	if charsetNamed(normalLabel(label)) != nil {
		return label, rest
	}
	return "", s
}

func percentDecode(s string) []byte { return appendUnescaped(nil, []byte(s), '%') }

// appendUnescaped adds text to out with each escape mark that two hexadecimal
// digits follow turned into the byte they stand for. A mark without digits
// stays as it is.
func appendUnescaped(out, text []byte, mark byte) []byte {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], mark)
		if i < 0 || from+i+2 >= len(text) {
			return append(out, text...)
		}
		i += from
		v, ok := hexByte(text[i+1], text[i+2])
		if !ok {
			from = i + 1
			continue
		}
		out = append(append(out, text[:i]...), v)
		text, from = text[i+3:], 0
	}
}

func hexByte(a, b byte) (byte, bool) {
	x, y := hexDigit[a], hexDigit[b]
	return byte(x<<4 | y&15), x|y >= 0
}

// hexDigit gives the value of a hexadecimal digit, -1 for all else.
var hexDigit = func() (values [256]int8) {
	for c := range values {
		values[c] = int8(strings.IndexByte("0123456789abcdef", lowerByte(byte(c))))
	}
	return values
}()

// maxQuote bounds how far the end of a quoted string is looked for.
const maxQuote = 4000

// cutUnquoted is strings.Cut that passes over quoted strings and encoded-words;
// a quote that is never closed counts as a letter.
func cutUnquoted(s string, sep byte) (before, after string, found bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case sep:
			return s[:i], s[i+1:], true
		case '\\': // a quote behind it begins nothing
			i++
		case '=':
			i += lastOfWord(s[i:min(len(s), i+maxQuote)])
		case '"':
			if n := closingQuote(s[i+1 : min(len(s), i+maxQuote)]); n >= 0 {
				i += n + 1
			} else if j := strings.IndexByte(s[i:], sep); j >= 0 {
				return s[:i+j], s[i+j+1:], true
			} else {
				return s, "", false
			}
		}
	}
	return s, "", false
}

// lastOfWord gives the place of the last character of an encoded-word at the start
// of s, 0 without one.
func lastOfWord(s string) int {
	if !strings.HasPrefix(s, "=?") {
		return 0
	}
	q := strings.IndexByte(s[2:], '?') + 2
	if q < 3 || q > 60 || len(s) < q+3 || s[q+2] != '?' {
		return 0
	}
	if n := strings.Index(s[q+3:], "?="); n >= 0 {
		return q + 3 + n + 1
	}
	return 0
}

// closingQuote gives the place of the next '"' that no backslash protects.
func closingQuote(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// unquote undoes a quoted-string (RFC 5322, section 3.2.4). A backslash before
// a letter stays: it is a Windows path, not a quoted pair. A quote within the
// string that is not marked so stays as well.
func unquote(s string) string {
	if strings.HasPrefix(s, `\"`) { // marked once too often
		s = strings.ReplaceAll(s, `\"`, `"`)
	}
	if len(s) < 1 || s[0] != '"' {
		return strings.Trim(s, "\"")
	}
	s = s[1:]
	if n := closingQuote(s); n >= 0 {
		if tail := s[n+1:]; len(tail) > 1 && strings.HasSuffix(tail, `"`) {
			n += len(tail)
		}
		s = s[:n]
	}
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// stripComments takes out RFC 5322 comments in brackets, nested or not.
func stripComments(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && depth > 0:
			i++
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(s[i])
		}
	}
	if depth > 0 {
		return s
	}
	return strings.TrimSpace(b.String())
}

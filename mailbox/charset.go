package mailbox

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// toUTF8 decodes data that is labelled with a charset. The label is often a
// lie, so: valid UTF-8 wins over any label; Latin-1 means Windows-1252, as the
// WHATWG says; what the label does not explain is in the charset that detect is
// sure of, and else Windows-1252. ok is false when the label was missing, unknown
// or wrong and the text was mended.
func toUTF8(data []byte, label string) (text string, ok bool) {
	utf8Text, ok := asUTF8(data, label)
	return string(utf8Text), ok
}

// asUTF8 is toUTF8 that gives data itself where nothing is to be changed.
func asUTF8(data []byte, label string) (text []byte, ok bool) {
	label = normalLabel(label)
	if wideLabel(label) && plainlyNarrow(data) {
		return data, false
	}
	switch {
	case bytes.IndexByte(data, 0x1b) >= 0 && bytes.Contains(data, []byte("\x1b$")) && !strings.HasPrefix(label, "iso-2022"):
		return decodeWith(japanese.ISO2022JP, data), false
	case label == "utf-7":
		return []byte(fromUTF7(string(data))), true
	case label == "iso-2022-kr", label == "iso-2022-cn":
		return decodeShifted(data, label), true
	case stateful(label):
	case utf8.Valid(data):
		return data, true
	case label == "us-ascii": // most mean Windows-1252
		text, guessed := unlabelled(data)
		return text, !guessed
	}
	enc := charsetNamed(label)
	if enc == nil || label == "utf-8" {
		text, _ = unlabelled(data)
		return text, false
	}
	if better := charsetNamed(mislabelled(data, label)); better != nil {
		return decodeWith(better, data), false
	}
	return decodeLabelled(enc, data)
}

// decodeLabelled decodes data as labelled, unless that leaves much of it unread
// and detect knows what it is.
func decodeLabelled(enc encoding.Encoding, data []byte) (text []byte, ok bool) {
	const least = 3
	text = decodeWith(enc, data)
	if _, single := enc.(*charmap.Charmap); single {
		return text, true
	}
	lost := bytes.Count(text, []byte("\ufffd"))
	if lost < least || lost*20 < utf8.RuneCount(text) {
		return text, true
	}
	if other := charsetNamed(detect(data)); other != nil {
		if better := decodeWith(other, data); bytes.Count(better, []byte("\ufffd")) < lost/2 {
			return better, false
		}
	}
	return text, false
}

// mislabelled names the charset of data where the label, of one byte a
// character, plainly is another's; "" where the label may be right.
func mislabelled(data []byte, label string) string {
	const wrong = 0.4
	if label == "windows-1252" {
		return contradicts(data)
	}
	if label == "koi8-r" {
		label = "koi8-u" // which has all its letters
	}
	if alphabetOf[label] == "" {
		return ""
	}
	s := sampleOf(data)
	for _, a := range alphabets() {
		if a.name == label && s.high >= manyBytes && a.score(s.data) < wrong {
			return detect(data)
		}
	}
	return ""
}

// unlabelled decodes what is not UTF-8 and says nothing of what else it is;
// guessed reports that it was not taken for Windows-1252.
func unlabelled(data []byte) (text []byte, guessed bool) {
	if enc := charsetNamed(detect(data)); enc != nil && !mostlyUTF8(data) {
		return decodeWith(enc, data), true
	}
	return mendUTF8(data), false
}

// mostlyUTF8 reports whether of the characters past ASCII more are UTF-8 than not.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > bad
}

// decodeRaw decodes a header value that holds raw bytes, which RFC 6532 allows
// as UTF-8 and which older mailers send in the charset of the text.
func decodeRaw(raw []byte, hint string) string {
	if isASCII(raw) && !bytes.Contains(raw, []byte("\x1b$")) {
		return string(raw)
	}
	text, _ := toUTF8(raw, hint)
	return text
}

// mendUTF16 makes UTF-8 of text that is UTF-16 though it is labelled otherwise:
// it begins with a byte order mark, or most of its characters are Latin, so that
// every other byte is NUL. ok is false for all else.
func mendUTF16(raw []byte, label string) (text []byte, ok bool) {
	if label = normalLabel(label); len(raw) < 4 || strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") {
		return nil, false
	}
	head := raw[:min(len(raw), 64<<10)]
	if raw[0] < 0xfe && bytes.IndexByte(head, 0) < 0 {
		return nil, false
	}
	var nul [2]int // at even and at odd places
	for i, c := range head {
		nul[i%2] += b2i(c == 0)
	}
	little, most, few := nul[1] > nul[0], len(head)/4, len(head)/20
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		raw, little = raw[2:], true
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		raw, little = raw[2:], false
	case max(nul[0], nul[1]) <= most || min(nul[0], nul[1]) > few:
		return nil, false
	}
	text = fromUTF16(raw, little)
	return text, !looksBinary(text, "utf-8")
}

func isASCII[T string | []byte](data T) bool {
	for i := 0; i < len(data); i++ {
		if data[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wideLabel reports the charsets of two and four bytes a character.
func wideLabel(label string) bool {
	return strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32")
}

// plainlyNarrow reports a text that is labelled as UTF-16 or UTF-32 and is UTF-8:
// words in Latin letters, without a NUL, with something between them.
func plainlyNarrow(data []byte) bool {
	head := data[:min(len(data), 4<<10)]
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 || !bytes.ContainsAny(head, " \n<") {
		return false
	}
	letters := 0
	for _, c := range head {
		letters += b2i(isASCIILetter(c) || c == ' ')
	}
	return letters*2 > len(head)
}

// stateful reports charsets in which ASCII bytes can mean something else.
func stateful(label string) bool {
	return strings.HasPrefix(label, "iso-2022") || strings.HasPrefix(label, "utf-16") ||
		strings.HasPrefix(label, "utf-32") || label == "hz-gb-2312"
}

// normalLabel gives the name that a label stands for: one that charsetNamed or
// asUTF8 knows, or "".
func normalLabel(label string) string {
	if label == "" || label == "utf-8" {
		return label
	}
	label = strings.ToLower(strings.Trim(label, " \t\"'<>;,="))
	if i := strings.IndexAny(label, " \t,;"); i > 0 {
		label = label[:i]
	}
	short := squash(strings.TrimPrefix(label, "charset="))
	if full, ok := labelAliases[short]; ok {
		return full
	}
	if charsetNamed(label) != nil || stateful(label) {
		return label
	}
	return guessLabel(short)
}

// strayLabel finds a charset in a Content-Type field that does not give it as a
// parameter: 'text/plain charset=utf-8', 'text/plain; charset:utf-8'.
func strayLabel(field []byte) string {
	if !bytes.Contains(bytes.ToLower(field), []byte("charset")) {
		return ""
	}
	if m := anyLabel.FindSubmatch(field); m != nil {
		return string(m[1])
	}
	return ""
}

var anyLabel = regexp.MustCompile(`(?i)charset["\s]*[=:]+["'\s]*([\w.:-]+)`)

// guessLabel reads a label that no register knows by what it holds
// ('windows-1252http-equiv', 'x-gbk', 'cp-850'). What holds nothing of the kind
// ('default', 'unknown-8bit', '%CHARSET%') is no label at all.
func guessLabel(short string) string {
	for _, g := range labelParts {
		i := strings.Index(short, g.part)
		if i < 0 {
			continue
		}
		rest := short[i+len(g.part):]
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		for n := min(len(digits), 4); n >= 0; n-- {
			name := strings.Replace(g.name, "#", digits[:n], 1)
			if name == "utf-8" || name == "utf-7" || name == "us-ascii" || stateful(name) || charsetNamed(name) != nil {
				return name
			}
		}
	}
	return ""
}

// labelParts are what misspelt labels hold; # stands for the digits behind the
// part.
var labelParts = []struct{ part, name string }{
	{"utf8", "utf-8"}, {"utf7", "utf-7"}, {"utf16le", "utf-16le"}, {"utf16", "utf-16"}, {"utf32", "utf-32"}, {"2022jp", "iso-2022-jp"}, {"2022kr", "iso-2022-kr"},
	{"8859", "iso-8859-#"}, {"125", "windows-125#"}, {"koi8u", "koi8-u"}, {"koi8", "koi8-r"},
	{"gb2312", "gb18030"}, {"gbk", "gb18030"}, {"gb18030", "gb18030"}, {"euccn", "gb18030"}, {"936", "gb18030"}, {"big5", "big5"}, {"950", "big5"},
	{"jis", "shift_jis"}, {"932", "shift_jis"}, {"31j", "shift_jis"}, {"eucjp", "euc-jp"}, {"euckr", "euc-kr"}, {"ksc", "euc-kr"}, {"949", "euc-kr"}, {"uhc", "euc-kr"},
	{"maccyr", "x-mac-cyrillic"}, {"mac", "macintosh"}, {"tis620", "windows-874"}, {"874", "windows-874"},
	{"cp", "ibm#"}, {"ibm", "ibm#"}, {"dos", "ibm#"}, {"ascii", "us-ascii"}, {"utf", "utf-8"}, {"latin", "windows-1252"}, {"ansi", "windows-1252"},
}

// labelAliases are labels seen in letters that no register knows, or knows
// otherwise than they are meant, squashed to letters and digits.
var labelAliases = map[string]string{
	"utf8": "utf-8", "utf": "utf-8", "uft8": "utf-8", "unicode": "utf-8", "utf8mb4": "utf-8", "unicode11utf8": "utf-8",
	"iso88591": "windows-1252", "88591": "windows-1252", "iso885915": "iso-8859-15", "885915": "iso-8859-15", "iso88592": "iso-8859-2",
	"latin1": "windows-1252", "latin": "windows-1252", "ascii": "us-ascii", "usascii": "us-ascii", "iso646us": "us-ascii", "646": "us-ascii",
	"ansi": "windows-1252", "ansix341968": "us-ascii", "cp1252": "windows-1252", "win1252": "windows-1252", "windows1252": "windows-1252",
	"1252": "windows-1252", "iso8859": "windows-1252", "iso88598i": "iso-8859-8", "iso88598e": "iso-8859-8", "iso885911": "windows-874", "cp850": "ibm850",
	"cp437": "ibm437", "gb2312": "gb18030", "gbk": "gb18030", "ksc56011987": "euc-kr", "ksc5601": "euc-kr", "cp932": "shift_jis", "sjis": "shift_jis",
	"xsjis": "shift_jis", "koi8": "koi8-r", "cp1251": "windows-1251", "win1251": "windows-1251", "macintosh": "macintosh", "xmacroman": "macintosh",
	"utf7": "utf-7", "unicode11utf7": "utf-7", "iso2022jp": "iso-2022-jp", "iso2022kr": "iso-2022-kr", "iso2022cn": "iso-2022-cn", "hzgb2312": "hz-gb-2312",
	"utf16": "utf-16", "utf16le": "utf-16le", "utf16be": "utf-16be", "ucs2": "utf-16", "iso10646ucs2": "utf-16", "utf32": "utf-32", "ucs4": "utf-32", "xuserdefined": "",
	"unknown": "", "xunknown": "", "unknown8bit": "", "default": "", "none": "", "binary": "",
}

func squash(s string) string {
	if isSquashed(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func isSquashed(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// charsetNamed gives the encoding of a name as normalLabel gives it, nil for
// those that asUTF8 reads itself and for unknown ones.
func charsetNamed(name string) encoding.Encoding {
	switch name {
	case "":
		return nil
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	case "iso-2022-jp":
		return japanese.ISO2022JP
	case "utf-16":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case "utf-32":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	}
	if e, err := htmlindex.Get(name); err == nil {
		if e == encoding.Replacement || e == charmap.XUserDefined {
			return nil
		}
		return e
	}
	if e, err := ianaindex.MIME.Encoding(name); err == nil { // those of DOS
		return e
	}
	return nil
}

// decodeWith decodes byte runs that the encoding does not know as Windows-1252
// rather than lose them.
func decodeWith(enc encoding.Encoding, data []byte) []byte {
	if table, ok := enc.(*charmap.Charmap); ok {
		return decodeTable(table, data)
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return mendUTF8(data)
	}
	return bytes.ToValidUTF8(out, []byte("\ufffd"))
}

// decodeTable decodes a charset of one byte a character.
func decodeTable(table *charmap.Charmap, data []byte) []byte {
	out := make([]byte, 0, len(data)+len(data)/8)
	plain := holdsASCII(table)
	for i := 0; i < len(data); i++ {
		if plain {
			n := printable(data[i:])
			out = append(out, data[i:i+n]...)
			if i += n; i == len(data) {
				break
			}
		}
		c := data[i]
		if r := table.DecodeByte(c); r < utf8.RuneSelf {
			out = append(out, byte(r))
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// holdsASCII reports a charset in which all that can be seen of ASCII stands for
// itself, as in nearly all.
func holdsASCII(table *charmap.Charmap) bool {
	for c := byte(' '); c < 0x7f; c++ {
		if table.DecodeByte(c) != rune(c) {
			return false
		}
	}
	return true
}

// mendUTF8 keeps what is UTF-8 and reads every other byte as Windows-1252:
// letters put together from two sources hold both.
func mendUTF8(data []byte) []byte {
	out := make([]byte, 0, len(data)+len(data)/8)
	multi := false // it holds UTF-8 past ASCII
	for len(data) > 0 {
		n := validLen(data)
		multi = multi || !isASCII(data[:n])
		out = append(out, data[:n]...)
		data = data[n:]
		if len(data) == 0 || multi && !utf8.FullRune(data) { // the last character was cut in two
			break
		}
		out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(data[0]))
		data = data[1:]
	}
	return out
}

// validLen gives the number of bytes up to the first that is no UTF-8.
func validLen(data []byte) int {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

package mailbox

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 decodes data that is labelled with a charset. The label is often a
// lie, so: valid multi-byte UTF-8 wins over any label; Latin-1 means
// Windows-1252, as the WHATWG says; what no label explains is Windows-1252.
// ok is false when the label was unknown or wrong and the text was mended.
func toUTF8(data []byte, label string) (text string, ok bool) {
	utf8Text, ok := asUTF8(data, label)
	return string(utf8Text), ok
}

// asUTF8 is toUTF8 that gives data itself where nothing is to be changed.
func asUTF8(data []byte, label string) (text []byte, ok bool) {
	label = normalLabel(label)
	switch {
	case bytes.IndexByte(data, 0x1b) >= 0 && bytes.Contains(data, []byte("\x1b$")) && !strings.HasPrefix(label, "iso-2022"):
		return decodeWith(japanese.ISO2022JP, data), false
	case label == "utf-7" || label == "unicode-1-1-utf-7":
		return []byte(fromUTF7(string(data))), true
	case stateful(label):
	case utf8.Valid(data):
		return data, true
	case label == "utf-8":
		return mendUTF8(data), false
	}
	enc, known := lookup(label)
	if enc == nil {
		if r, err := charset.Reader(label, bytes.NewReader(data)); err == nil && label != "x-user-defined" {
			if out, err := io.ReadAll(r); err == nil {
				return bytes.ToValidUTF8(out, []byte("\ufffd")), true
			}
		}
		return mendUTF8(data), false
	}
	return decodeWith(enc, data), known
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

// stateful reports charsets in which ASCII bytes can mean something else.
func stateful(label string) bool {
	return strings.HasPrefix(label, "iso-2022") || strings.HasPrefix(label, "utf-16") ||
		strings.HasPrefix(label, "utf-32") || label == "hz-gb-2312"
}

func normalLabel(label string) string {
	if label == "" || label == "utf-8" {
		return label
	}
	label = strings.ToLower(strings.Trim(label, " \t\"'<>;,="))
	if i := strings.IndexAny(label, " \t,;"); i > 0 {
		label = label[:i]
	}
	if full, ok := labelAliases[squash(label)]; ok {
		return full
	}
	return label
}

// labelAliases are labels seen in letters that no register knows, squashed to
// letters and digits.
var labelAliases = map[string]string{
	"utf8": "utf-8", "utf": "utf-8", "uft8": "utf-8", "unicode": "utf-8", "utf8mb4": "utf-8", "unicode11utf8": "utf-8",
	"iso88591": "windows-1252", "88591": "windows-1252", "iso885915": "iso-8859-15", "885915": "iso-8859-15", "iso88592": "iso-8859-2",
	"latin1": "windows-1252", "latin": "windows-1252", "ascii": "windows-1252", "usascii": "windows-1252",
	"ansi": "windows-1252", "ansix341968": "windows-1252", "cp1252": "windows-1252", "win1252": "windows-1252", "windows1252": "windows-1252",
	"1252": "windows-1252", "iso8859": "windows-1252", "iso88598i": "iso-8859-8", "iso885911": "windows-874", "cp850": "ibm850",
	"cp437": "ibm437", "gb2312": "gb18030", "gbk": "gb18030", "ksc56011987": "euc-kr", "ksc5601": "euc-kr", "cp932": "shift_jis", "sjis": "shift_jis",
	"xsjis": "shift_jis", "koi8": "koi8-r", "cp1251": "windows-1251", "win1251": "windows-1251", "macintosh": "macintosh", "xmacroman": "macintosh", "utf7": "utf-7",
	"iso2022jp": "iso-2022-jp", "hzgb2312": "hz-gb-2312",
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

// lookup finds the encoding for a label; nil leaves it to go-message's table.
func lookup(label string) (enc encoding.Encoding, known bool) {
	switch label {
	case "", "x-user-defined":
		return nil, false
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312, true
	case "iso-2022-jp":
		return japanese.ISO2022JP, true
	case "utf-16":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), true
	case "utf-8":
		return unicode.UTF8, true
	}
	if e, err := htmlindex.Get(label); err == nil && e != encoding.Replacement && e != charmap.XUserDefined {
		return e, true
	}
	return nil, false
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
	for _, c := range data {
		if r := table.DecodeByte(c); r < utf8.RuneSelf {
			out = append(out, byte(r))
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// mendUTF8 keeps what is UTF-8 and reads every other byte as Windows-1252:
// letters put together from two sources hold both.
func mendUTF8(data []byte) []byte {
	out := make([]byte, 0, len(data)+len(data)/8)
	for len(data) > 0 {
		n := validLen(data)
		out = append(out, data[:n]...)
		if data = data[n:]; len(data) > 0 {
			out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(data[0]))
			data = data[1:]
		}
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

package mailbox

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// rtfText turns RTF into text as a reader sees it, or into the HTML that
// Outlook wrapped into it ([MS-OXRTFEX]); html tells which. It reads on whatever
// is wrong, goes through src once, and stops after about limit bytes of text.
func rtfText(src []byte, limit int64) (text []byte, html bool) {
	r := rtfReader{src: src, label: "windows-1252", fonts: map[int]string{}, rtfState: rtfState{uc: 1}}
	for len(r.src) > 0 && int64(r.out.Len()) < limit {
		r.next()
	}
	r.flush()
	return r.out.Bytes(), r.html
}

// maxRTFNesting bounds the groups whose state is kept; those further in share
// the state of the one around them.
const maxRTFNesting = 1000

// rtfState is what a group changes for itself alone.
type rtfState struct {
	skip    bool // nothing of the group is shown
	hidden  bool // nor is text of this format
	tag     bool // it holds a tag of the HTML that was wrapped
	plain   bool // it stands in for the HTML, for readers of RTF
	inFonts bool // it is the table of fonts
	uc      int  // characters that stand in for one of Unicode
	font    int
}

type rtfReader struct {
	src   []byte
	out   bytes.Buffer
	raw   []byte // characters of the code page not yet decoded
	label string // code page of fonts that name none
	fonts map[int]string
	html  bool
	rtfState
	outer []rtfState
	depth int  // groups open beyond maxRTFNesting
	drop  int  // characters still to be passed over, as they stand in for one of Unicode
	high  rune // the first half of a character of two units
}

func (r *rtfReader) next() {
	c := r.src[0]
	r.src = r.src[1:]
	switch c {
	case '{':
		r.flush()
		r.drop = 0
		if len(r.outer) < maxRTFNesting {
			r.outer = append(r.outer, r.rtfState)
		} else {
			r.depth++
		}
	case '}':
		r.flush()
		r.drop = 0
		if n := len(r.outer); r.depth > 0 {
			r.depth--
		} else if n > 0 {
			r.rtfState, r.outer = r.outer[n-1], r.outer[:n-1]
		}
	case '\\':
		r.control()
	case '\r', '\n', 0:
	default:
		r.char(c)
	}
}

// shown reports whether text is kept where the reader is.
func (r *rtfReader) shown() bool {
	return !r.skip && !r.hidden && !r.inFonts && (r.tag || !r.html || !r.plain)
}

func (r *rtfReader) char(c byte) {
	if r.drop > 0 {
		r.drop--
	} else if r.shown() {
		r.raw = append(r.raw, c)
	}
}

// flush decodes what was written in a code page.
func (r *rtfReader) flush() {
	if len(r.raw) > 0 {
		label := r.label
		if name := r.fonts[r.font]; name != "" {
			label = name
		}
		r.out.Write(decodeCertain(label, r.raw))
		r.raw = r.raw[:0]
	}
}

// decodeCertain decodes bytes whose charset is known for sure.
func decodeCertain(label string, raw []byte) []byte {
	if isASCII(raw) {
		return raw
	}
	if enc := charsetNamed(normalLabel(label)); enc != nil {
		return decodeWith(enc, raw)
	}
	text, _ := asUTF8(raw, label)
	return text
}

// write puts out a character that is no byte of the text.
func (r *rtfReader) write(s string) {
	if r.drop > 0 {
		r.drop--
	} else if r.shown() {
		r.flush()
		r.out.WriteString(s)
	}
}

// control reads what follows a backslash.
func (r *rtfReader) control() {
	if len(r.src) == 0 {
		return
	}
	c := r.src[0]
	if c|0x20 < 'a' || c|0x20 > 'z' {
		r.src = r.src[1:]
		r.symbol(c)
		return
	}
	n := 1
	for n < min(len(r.src), 40) && r.src[n]|0x20 >= 'a' && r.src[n]|0x20 <= 'z' {
		n++
	}
	word, digits := string(r.src[:n]), n
	for n < min(len(r.src), digits+12) && (r.src[n] >= '0' && r.src[n] <= '9' || n == digits && r.src[n] == '-') {
		n++
	}
	value, err := strconv.Atoi(string(r.src[digits:n]))
	if n < len(r.src) && r.src[n] == ' ' {
		n++
	}
	r.src = r.src[n:]
	r.word(word, value, err == nil)
}

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if len(r.src) < 2 {
			return
		}
		if v, ok := hexByte(r.src[0], r.src[1]); ok {
			r.src = r.src[2:]
			r.char(v)
		}
	case '\\', '{', '}':
		r.char(c)
	case '~':
		r.write("\u00a0")
	case '_':
		r.write("-")
	case '\r', '\n':
		r.write("\n")
	case '*':
		if !bytes.HasPrefix(r.src, []byte(`\htmltag`)) {
			r.skip = true
		}
	}
}

// rtfWords are the control words that stand for characters.
var rtfWords = map[string]string{
	"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t", "nestrow": "\n",
	"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"emspace": " ", "enspace": " ", "qmspace": " ",
}

// rtfSkipped are the destinations that hold no text of the document.
var rtfSkipped = set("colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf filetbl " +
	"listtable listoverridetable revtbl rsidtbl generator themedata nonshppict fldinst bkmkstart bkmkend mhtmltag xe tc")

func (r *rtfReader) word(word string, value int, given bool) {
	if s, ok := rtfWords[word]; ok {
		r.write(s)
		return
	}
	if rtfSkipped[word] {
		r.flush()
		r.skip = true
		return
	}
	switch word {
	case "u":
		r.unicode(uint16(value)) //nolint:gosec // negative numbers stand for those from 32768
		return
	case "uc":
		r.uc = max(0, min(value, 10))
		return
	case "bin":
		r.src = r.src[max(0, min(value, len(r.src))):]
		return
	}
	r.flush()
	r.setting(word, value, !given || value != 0)
}

// setting reads a control word that changes how what follows is read.
func (r *rtfReader) setting(word string, value int, on bool) {
	switch word {
	case "ansicpg":
		r.label = codePage(value)
	case "mac":
		r.label = "macintosh"
	case "pc", "pca":
		r.label = "ibm850"
	case "fonttbl":
		r.inFonts = true
	case "deff", "f":
		r.font = value
	case "fcharset":
		if page := fontPages[value]; page != 0 && len(r.fonts) < 10_000 {
			r.fonts[r.font] = codePage(page)
		}
	case "fromhtml":
		r.html = on
	case "htmltag":
		r.tag = true
	case "htmlrtf":
		r.plain = on
	case "v", "deleted":
		r.hidden = on
	case "plain":
		r.hidden = false
	}
}

// unicode writes one unit of UTF-16, and passes over what stands in for it.
func (r *rtfReader) unicode(unit uint16) {
	r.drop = 0
	c := rune(unit)
	if utf16.IsSurrogate(c) {
		if pair := utf16.DecodeRune(r.high, c); pair != utf8.RuneError {
			r.write(string(pair))
		}
		r.high = c
	} else {
		r.write(string(c))
	}
	r.drop = r.uc
}

// fontPages gives the code pages of the character sets of fonts; those of most
// fonts have the code page of the document.
var fontPages = map[int]int{
	77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
}

// codePage gives the label of a Windows code page.
func codePage(n int) string {
	switch {
	case n >= 28591 && n <= 28605:
		return "iso-8859-" + strconv.Itoa(n-28590)
	case n >= 1250 && n <= 1258 || n == 874:
		return "windows-" + strconv.Itoa(n)
	}
	if label, ok := codePages[n]; ok {
		return label
	}
	return "windows-1252"
}

var codePages = map[int]string{
	437: "ibm437", 850: "ibm850", 852: "ibm852", 866: "ibm866", 932: "shift_jis", 936: "gb18030", 949: "euc-kr", 950: "big5", 1200: "utf-16le",
	10000: "macintosh", 20866: "koi8-r", 20932: "euc-jp", 21866: "koi8-u", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp",
	51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030", 65000: "utf-7", 65001: "utf-8",
}

// The dictionary that compressed RTF begins with ([MS-OXRTFCP], section 2.1.2.1).
const rtfWindow = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier" +
	"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// unpackRTF undoes the compression of PR_RTF_COMPRESSED ([MS-OXRTFCP]). It gives
// what there is of damaged data, at most limit bytes, nil for what is none.
func unpackRTF(data []byte, limit int64) []byte {
	if len(data) < 16 {
		return nil
	}
	size := min(int64(binary.LittleEndian.Uint32(data[4:])), limit)
	kind, data := string(data[8:12]), data[16:]
	switch kind {
	case "MELA":
		return data[:min(int64(len(data)), size)]
	case "LZFu":
		return unpackLZ(data, size)
	}
	return nil
}

func unpackLZ(data []byte, size int64) (out []byte) {
	var window [4096]byte
	at := copy(window[:], rtfWindow)
	put := func(c byte) {
		out = append(out, c)
		window[at] = c
		at = (at + 1) % len(window)
	}
	for len(data) > 0 && int64(len(out)) < size {
		control := data[0]
		data = data[1:]
		for bit := 0; bit < 8 && len(data) > 0; bit++ {
			if control>>bit&1 == 0 {
				put(data[0])
				data = data[1:]
				continue
			}
			if len(data) < 2 {
				return out
			}
			from, n := int(data[0])<<4|int(data[1])>>4, int(data[1]&15)+2
			data = data[2:]
			if from == at { // the mark of the end
				return out
			}
			for ; n > 0; n-- {
				put(window[from])
				from = (from + 1) % len(window)
			}
		}
	}
	return out
}

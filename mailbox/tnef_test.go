package mailbox

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// packer writes TNEF as Outlook does.
type packer struct{ bytes.Buffer }

func newPacker() *packer {
	w := &packer{}
	w.WriteString(tnefMark + "\x01\x00")
	w.attribute(1, 0x00089006, []byte{0, 0, 1, 0})
	w.attribute(1, 0x00069000|tnefCodePage, []byte{0xe3, 4, 0, 0, 0, 0, 0, 0}) // 1251
	return w
}

func (w *packer) attribute(level byte, id uint32, value []byte) {
	w.WriteByte(level)
	w.Write(binary.LittleEndian.AppendUint32(nil, id))
	w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(value))))
	w.Write(value)
	sum := uint16(0)
	for _, c := range value {
		sum += uint16(c)
	}
	w.Write(binary.LittleEndian.AppendUint16(nil, sum))
}

func (w *packer) file(title string, data []byte, props []byte) {
	w.attribute(2, 0x00060000|tnefFileBegin, make([]byte, 14))
	if title != "" {
		w.attribute(2, 0x00010000|tnefFileTitle, []byte(title+"\x00"))
	}
	if data != nil {
		w.attribute(2, 0x00060000|tnefFileData, data)
	}
	if props != nil {
		w.attribute(2, 0x00060000|tnefFileProps, props)
	}
}

// props writes a list of properties, each made by prop.
func props(list ...[]byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(list))), bytes.Join(list, nil)...)
}

// prop writes a property: a string is Unicode, bytes are of the type given.
func prop(id, kind uint16, value any) []byte {
	out := binary.LittleEndian.AppendUint16(nil, kind)
	out = binary.LittleEndian.AppendUint16(out, id)
	var data []byte
	switch v := value.(type) {
	case string:
		for _, unit := range append(utf16.Encode([]rune(v)), 0) {
			data = binary.LittleEndian.AppendUint16(data, unit)
		}
	case uint32:
		return binary.LittleEndian.AppendUint32(out, v)
	case time.Time:
		return binary.LittleEndian.AppendUint64(out, uint64(v.Unix()+11_644_473_600)*1e7)
	case []byte:
		data = v
	}
	out = binary.LittleEndian.AppendUint32(out, 1)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	return append(append(out, data...), make([]byte, -len(data)&3)...)
}

// ownProp is a property named by its maker, of several values.
func ownProp() []byte {
	out := []byte{mapiUnicode, 0x10, 1, 0x80}
	out = append(out, make([]byte, 16)...)
	out = append(out, 1, 0, 0, 0, 6, 0, 0, 0, 'a', 0, 'b', 0, 0, 0, 0, 0)
	return append(out, 2, 0, 0, 0, 2, 0, 0, 0, 'x', 0, 0, 0, 4, 0, 0, 0, 'y', 0, 'z', 0)
}

// packRTF writes compressed RTF with every character by itself but those that
// the dictionary begins with.
func packRTF(rtf string) []byte {
	var body []byte
	text := strings.TrimPrefix(rtf, `{\rtf1\ansi`)
	items := [][]byte{}
	if text != rtf {
		items = append(items, []byte{0, 11 - 2})
	}
	for _, c := range []byte(text) {
		items = append(items, []byte{c})
	}
	end := (len(rtfWindow) + len(rtf)) % 4096
	items = append(items, []byte{byte(end >> 4), byte(end << 4)})
	for i := 0; i < len(items); i += 8 {
		control := byte(0)
		var chunk []byte
		for j, item := range items[i:min(i+8, len(items))] {
			control |= byte(b2i(len(item) == 2)) << j
			chunk = append(chunk, item...)
		}
		body = append(append(body, control), chunk...)
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(body)+12))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(rtf)))
	out = append(out, "LZFu\x00\x00\x00\x00"...)
	return append(out, body...)
}

func winmail(text string, packed []byte) string {
	code := base64.StdEncoding.EncodeToString(packed)
	var lines strings.Builder
	for ; len(code) > 76; code = code[76:] {
		lines.WriteString(code[:76] + "\n")
	}
	lines.WriteString(code + "\n")
	head := "From: Nia Pugh <nia.pugh@example.org>\nTo: Mental Health <desk@example.net>\nSubject: Training day\n" +
		"Date: Mon, 1 Jun 2026 10:00:00 +0100\nMessage-ID: <t1@example.org>\nMIME-Version: 1.0\n"
	file := "Content-Type: application/ms-tnef; name=\"winmail.dat\"\nContent-Transfer-Encoding: base64\n"
	if text == "" {
		return head + file + "\n" + lines.String()
	}
	return head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n" + text +
		"\n--b\n" + file + "Content-Disposition: attachment; filename=\"winmail.dat\"\n\n" + lines.String() + "--b--\n"
}

var (
	packedPDF = []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	packedPNG = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
)

const wrappedHTML = `{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fswiss\fcharset238 Arial;}}{\colortbl;\red0\green0\blue0;}` + "\r\n" +
	`{\*\htmltag19 <html>}{\*\htmltag50 <body>}\htmlrtf \lang2057 \htmlrtf0 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Is there a place for my colleague Ji\f1 \'f8\f0 \'ed?` +
	`{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 He asks \u8220?too\u8221?.{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 {\*\htmltag84 <img src="cid:logo@example.org">}{\*\htmltag58 </body>}{\*\htmltag27 </html>}}`

// packedLetters are the letters of the golden tests with a winmail.dat.
func packedLetters() map[string]string {
	rtf := newPacker()
	rtf.attribute(1, 0x00060000|tnefProps, props(ownProp(), prop(0x001A, mapiString8, []byte("IPM.Note\x00")), prop(mapiRTF, mapiBinary, packRTF(wrappedHTML))))
	rtf.file("ENROLM~1.PDF", packedPDF, props(prop(mapiLongFileName, mapiUnicode, "enrolment ŵyl.pdf"), prop(mapiFileType, mapiUnicode, "application/pdf")))
	rtf.file("image001.png", packedPNG, props(prop(mapiContentID, mapiUnicode, "logo@example.org"), prop(mapiFileType, mapiUnicode, "image/png")))
	rtf.file("program.txt", []byte("Coffee at ten.\r\n"), props(prop(mapiFileType, mapiUnicode, "text/plain")))

	inner := newPacker()
	inner.attribute(1, 0x00060000|tnefProps, props(
		prop(mapiSubject, mapiUnicode, "Room for June"), prop(mapiSentForName, mapiUnicode, "Ceri \"CB\" Bevan"), prop(mapiSentForSMTP, mapiUnicode, "ceri.bevan@example.org"),
		prop(mapiSubmitTime, mapiTime, time.Date(2026, 5, 28, 9, 30, 0, 0, time.UTC)), prop(mapiDisplayTo, mapiUnicode, "Nia Pugh"),
		prop(mapiBody, mapiUnicode, "The room is booked for twelve people.\r\n")))
	inner.file("plan.png", packedPNG, nil)
	outer := newPacker()
	outer.attribute(1, 0x00020000|tnefBody, []byte("\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc, please see the letter from Ceri.\x00"))
	outer.file("", nil, props(prop(mapiFileData, mapiObject, append(bytes.Clone(embeddedLetter), inner.Bytes()...))))

	same := newPacker()
	same.attribute(1, 0x00060000|tnefProps, props(prop(mapiInternetPage, 0x0003, uint32(28591)),
		prop(mapiHTML, mapiBinary, []byte("<html><body><p>Could we have the form in Welsh? Mae'r t\xeem yn gofyn.</p></body></html>"))))
	same.file("ffurflen.pdf", packedPDF, nil)
	return map[string]string{
		"winmail-with-text-and-files":      winmail("", rtf.Bytes()),
		"winmail-with-a-letter":            winmail("", outer.Bytes()),
		"winmail-that-says-the-same-again": winmail("Could we have the form in Welsh? Mae'r tîm yn gofyn.\n", same.Bytes()),
		"winmail-damaged":                  winmail("", rtf.Bytes()[:rtf.Len()-30]),
		"winmail-unreadable":               winmail("The form is attached.\n", []byte("no such file")),
	}
}

var repack = flag.Bool("repack", false, "write the golden letters with a winmail.dat anew")

// TestPackedLetters: the golden letters with a winmail.dat are those made here.
func TestPackedLetters(t *testing.T) {
	for name, letter := range packedLetters() {
		file := filepath.Join("testdata", name, "letter.eml")
		if *repack {
			if err := os.WriteFile(file, []byte(letter), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(file)
		if err != nil || string(have) != letter {
			t.Errorf("%s/letter.eml is not the letter made here (%v)", name, err)
		}
	}
}

// TestPackedFiles: Part gives the bytes of a file in a winmail.dat, and a letter
// in it as a letter.
func TestPackedFiles(t *testing.T) {
	letters := packedLetters()
	get := func(name string, n int) []byte {
		letter := letters[name]
		a, data, err := Part(strings.NewReader(letter), int64(len(letter)), Limits{}, n)
		if err != nil || a.Size != int64(len(data)) {
			t.Errorf("%s, file %d: %+v, %d bytes, %v", name, n, a, len(data), err)
		}
		return data
	}
	for n, want := range [][]byte{packedPDF, packedPNG, []byte("Coffee at ten.\r\n")} {
		if got := get("winmail-with-text-and-files", n); !bytes.Equal(got, want) {
			t.Errorf("file %d: %q", n, got)
		}
	}
	inner := ParseBytes(get("winmail-with-a-letter", 0), Limits{})
	if inner.Subject != "Room for June" || inner.Text != "The room is booked for twelve people.\n" || inner.Writer() != (Address{"Ceri 'CB' Bevan", "ceri.bevan@example.org"}) {
		t.Errorf("the letter: %+v", inner)
	}
	if got := get("winmail-with-a-letter", 1); !bytes.Equal(got, packedPNG) {
		t.Errorf("its picture: %q", got)
	}
}

// TestPackedEnds: letters packed in letters end at the limit of depth, files at
// that of parts.
func TestPackedEnds(t *testing.T) {
	data := newPacker().Bytes()
	for range 200 {
		w := newPacker()
		w.file("", nil, props(prop(mapiFileData, mapiObject, append(bytes.Clone(embeddedLetter), data...))))
		data = w.Bytes()
	}
	many := newPacker()
	for range 5000 {
		many.file("a.pdf", packedPDF, nil)
	}
	for _, c := range []struct {
		name   string
		packed []byte
		files  int
	}{{"deep", data, 1}, {"many", many.Bytes(), 990}} {
		m := parseString(winmail("Hello.\n", c.packed), Limits{})
		if len(m.Attachments) < c.files || len(m.Attachments) > 1001 || m.Text != "Hello.\n" {
			t.Errorf("%s: %d files, text %q", c.name, len(m.Attachments), m.Text)
		}
	}
}

// TestDamagedProps: lists of properties that lie about their lengths end.
func TestDamagedProps(t *testing.T) {
	good := props(ownProp(), prop(mapiBody, mapiUnicode, "text"))
	for n := range len(good) - 3 { // fillers at the end may be missing
		if _, whole := readProps(good[:n]); whole {
			t.Errorf("%d of %d bytes are called whole", n, len(good))
		}
	}
	for _, bad := range []string{"\xff\xff\xff\xff", "\x01\x00\x00\x00\x1f\x10\x00\x10\xff\xff\xff\xff\x00\x00\x00\x00", "\x01\x00\x00\x00\x99\x00\x00\x10"} {
		if ps, whole := readProps([]byte(bad)); whole {
			t.Errorf("%q: %+v", bad, ps)
		}
	}
	if got, whole := readProps(good); !whole || got.get(mapiBody).text("") != "text" {
		t.Errorf("got %+v", got)
	}
}

func TestUnpackRTF(t *testing.T) {
	// The example of [MS-OXRTFCP], section 3.1.1.1.
	packed := []byte("\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0")
	if got, want := string(unpackRTF(packed, 1000)), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := string(unpackRTF(packed, 6)); len(got) < 6 || len(got) > 6+17 {
		t.Errorf("a limit of 6 gives %q", got)
	}
	for n := range packed {
		unpackRTF(packed[:n], 1000) // ends
	}
	if got := string(unpackRTF([]byte("\x00\x00\x00\x00\x05\x00\x00\x00MELA\x00\x00\x00\x00hello there"), 1000)); got != "hello" {
		t.Errorf("not compressed: %q", got)
	}
	if got := unpackRTF([]byte("\x00\x00\x00\x00\x05\x00\x00\x00XXXX\x00\x00\x00\x00hello"), 1000); got != nil {
		t.Errorf("of no known kind: %q", got)
	}
	if got := string(unpackRTF(packRTF(wrappedHTML), 1<<20)); got != wrappedHTML {
		t.Errorf("there and back: %q", got)
	}
}

func TestRTFText(t *testing.T) {
	for in, want := range map[string]string{
		`{\rtf1\ansi one\par two\line three\tab four}`:                                      "one\ntwo\nthree\tfour",
		`{\rtf1\ansi caf\'e9 \u8364?5 \u-3913? \{braces\} back\\slash}`:                     "café €5 \uf0b7 {braces} back\\slash",
		`{\rtf1\ansi\uc2 \u373??yl \uc0\u375 x}`:                                            "ŵyl ŷx",
		`{\rtf1\ansi\u-10179?\u-8704? end}`:                                                 "😀 end",
		`{\rtf1\ansi\ansicpg1251 \'ce\'f2\'f7\'b8\'f2}`:                                     "Отчёт",
		`{\rtf1\ansi\ansicpg932 \'8e\'91\'97\'bf}`:                                          "資料",
		`{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f5\fcharset161 Arial Greek;}}a\f5\'e1\f0\'e1}`:   "aαá",
		`{\rtf1{\*\generator x;}{\info{\author Jo}}{\pict 0102}seen{\*\bkmkstart y}}`:       "seen",
		`{\rtf1 {\field{\*\fldinst HYPERLINK "https://example.org"}{\fldrslt the page}}}`:   "the page",
		`{\rtf1 a{\v hidden}b\v c\v0 d}`:                                                    "abd",
		`{\rtf1 a\bin3 {}}b}`:                                                               "ab",
		`{\rtf1 \lquote a\rquote  \endash  \bullet\~b\_c\-d}`:                               "‘a’ – •\u00a0b-cd",
		`{\rtf1 two` + "\r\n" + ` lines are one}`:                                           "two lines are one",
		`{\rtf1 unclosed {\b bold`:                                                          "unclosed bold",
		`}}}{\rtf1 closed too often}} x`:                                                    "closed too often x",
		`{\rtf1 \'zz\'` + `4}`:                                                              "zz4",
		`{\rtf1\fromhtml1 {\*\htmltag1 <p>}\htmlrtf x\htmlrtf0 a\u233?{\*\htmltag2 &amp;}}`: "<p>aé&amp;",
		strings.Repeat("{", 5000) + "deep" + strings.Repeat("}", 5000) + "out":              "deepout",
		``: "",
	} {
		if got, _ := rtfText([]byte(in), 1<<20); string(got) != want {
			t.Errorf("%.80s: got %q, want %q", in, got, want)
		}
	}
	if got, _ := rtfText([]byte(`{\rtf1 `+strings.Repeat(`word\par `, 1000)+`}`), 100); len(got) > 110 {
		t.Errorf("a limit of 100 gives %d bytes", len(got))
	}
}

func TestSignedContent(t *testing.T) {
	letter := []byte("Content-Type: text/plain\r\n\r\nHello.\r\n")
	der := func(tag byte, parts ...[]byte) []byte {
		data := bytes.Join(parts, nil)
		if len(data) < 128 {
			return append([]byte{tag, byte(len(data))}, data...)
		}
		return append([]byte{tag, 0x82, byte(len(data) >> 8), byte(len(data))}, data...)
	}
	open := func(tag byte, parts ...[]byte) []byte {
		return append(append([]byte{tag, 0x80}, bytes.Join(parts, nil)...), 0, 0)
	}
	oid := func(last byte) []byte { return append([]byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"), last) }
	digests := der(0x31, der(0x30, []byte("\x06\x05\x2b\x0e\x03\x02\x1a")))
	version, signers := []byte{2, 1, 1}, der(0x31, make([]byte, 200))
	for name, data := range map[string][]byte{
		"definite": der(0x30, oid(2), der(0xa0, der(0x30, version, digests, der(0x30, oid(1), der(0xa0, der(4, letter))), signers))),
		"indefinite, in pieces": open(0x30, oid(2), open(0xa0, open(0x30, version, open(0x31, open(0x30, []byte("\x06\x01\x2a"))),
			open(0x30, oid(1), open(0xa0, open(0x24, der(4, letter[:9]), der(4, letter[9:])))), signers))),
	} {
		if got, ok := signedContent(data); !ok || !bytes.Equal(got, letter) {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
		for n := range data {
			if got, _ := signedContent(data[:n]); !bytes.HasPrefix(letter, got) {
				t.Errorf("%s, %d bytes: %q", name, n, got)
			}
		}
	}
	if got, ok := signedContent(der(0x30, oid(3), der(0xa0, der(4, letter)))); ok {
		t.Errorf("encrypted: %q", got)
	}
	if got, ok := signedContent(der(0x30, oid(2), der(0xa0, der(0x30, version, digests, der(0x30, oid(1)), signers)))); ok {
		t.Errorf("apart from what it signs: %q", got)
	}
}

package mailbox

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// undouble mends text that was UTF-8, was taken for Windows-1252 and made UTF-8
// once more ('cafÃ©' for 'café'). It does so where all that is past ASCII comes
// from such a mistake, and there are at least fewest of them: then ok is true.
func undouble(text []byte, fewest int) (mended []byte, ok bool) {
	at := 0
	for at < len(text) && text[at] < utf8.RuneSelf {
		at++
	}
	if at == len(text) || text[at] != 0xc3 { // by which every such mistake begins
		return nil, false
	}
	if _, length := undoubled(text[at:]); length == 0 { // as of nearly all texts, before room is made
		return nil, false
	}
	mended = append(make([]byte, 0, len(text)), text[:at]...)
	n := 0
	for at < len(text) {
		if c := text[at]; c < utf8.RuneSelf {
			mended = append(mended, c)
			at++
			continue
		}
		r, length := undoubled(text[at:])
		if length == 0 {
			return nil, false
		}
		mended = utf8.AppendRune(mended, r)
		at += length
		n++
	}
	return mended, n >= fewest
}

// undoubled gives the character that the first ones of text stand for, and their
// length, 0 when they stand for none.
func undoubled(text []byte) (r rune, length int) {
	var code [utf8.UTFMax]byte
	for n := range code {
		char, size := utf8.DecodeRune(text[length:])
		c, ok := in1252(char)
		if n == 1 && char == ' ' && (code[0] == 0xc2 || code[0] == 0xc3) {
			c, ok = 0xa0, true // it was a no-break space, which many programs turn into a plain one
		}
		if !ok || n == 0 && c < 0xc2 {
			return 0, 0
		}
		code[n], length = c, length+size
		if r, size := utf8.DecodeRune(code[:n+1]); n > 0 && r != utf8.RuneError && size == n+1 {
			return r, length
		}
	}
	return 0, 0
}

// in1252 gives the byte past ASCII that stands for a character in Windows-1252.
func in1252(r rune) (c byte, ok bool) {
	if 0x80 <= r && r < 0x100 {
		return byte(r), true
	}
	c, ok = charmap.Windows1252.EncodeRune(r)
	return c, ok && c >= utf8.RuneSelf
}

// undoubleField is undouble for a short text, where one character of Western
// Europe that becomes right is enough: nobody writes 'Ã©' by itself. There it
// also mends other charsets of the East that were taken for Windows-1252.
func undoubleField(s string) string {
	const fewest = 3
	if isASCII(s) {
		return s
	}
	mended, ok := undouble([]byte(s), 1)
	odd := bytes.IndexFunc(mended, func(r rune) bool { return r > 0xff && (r < 0x2010 || r > 0x2122) }) >= 0
	if odd {
		mended, ok = undouble([]byte(s), fewest)
	}
	if ok {
		return string(mended)
	}
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		if r < utf8.RuneSelf {
			raw = append(raw, byte(r))
		} else if c, ok := in1252(r); ok {
			raw = append(raw, c)
		} else {
			return s
		}
	}
	if sample := sampleOf(raw); sample.high >= 2*fewestHigh && sample.beside*2 > sample.high {
		if enc := charsetNamed(detectScript(sample)); enc != nil {
			return string(decodeWith(enc, raw))
		}
	}
	return s
}

package mailbox

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// cutLine gives the first line of data without its line end, and what follows.
// CRLF, LF and CR CR LF (a mail gateway's mistake) all end a line.
func cutLine(data []byte) (line, rest []byte) {
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		return data, nil
	}
	return bytes.TrimRight(data[:i], "\r"), data[i+1:]
}

// mendBytes undoes what happens to a whole letter on its way through files:
// UTF-16, a byte order mark, and line ends of a lone CR.
func (p *parser) mendBytes(data []byte) []byte {
	if isUTF16(data) {
		p.problem("charset", "The whole letter was stored as UTF-16 and was converted.")
		data = fromUTF16(data[2:], data[0] == 0xff)
	} else if wide, ok := bareUTF16(data); ok {
		p.problem("charset", "The whole letter was stored as UTF-16 and was converted.")
		data = wide
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] != '\r' && i+2 < len(data) && data[i+1] == '\r' && data[i+2] != '\n' {
		p.problem("line_end", "The letter's lines end in a line feed and a carriage return, the wrong way round.")
		data = bytes.ReplaceAll(data, []byte("\n\r"), lineEnd)
	}
	if i := bytes.IndexAny(data, "\r\n"); i >= 0 && data[i] == '\r' && bareCR(data, i) {
		p.problem("line_end", "The letter's lines end in a lone carriage return.")
		data = mendCR(data)
	}
	return data
}

// bareUTF16 decodes a letter in UTF-16 without a byte order mark, which no other
// letter looks like: of its first bytes, every other is NUL.
func bareUTF16(data []byte) (text []byte, ok bool) {
	const shown = 16
	if len(data) < shown || data[0] != 0 && data[1] != 0 {
		return nil, false
	}
	little := data[1] == 0
	for i := range shown {
		if (data[i] == 0) != (i%2 == b2i(little)) {
			return nil, false
		}
	}
	return fromUTF16(data, little), true
}

// isUTF16 reports a byte order mark.
func isUTF16(data []byte) bool {
	return len(data) > 3 && (bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}))
}

func bareCR(data []byte, i int) bool {
	return i+1 == len(data) || (data[i+1] != '\n' && data[i+1] != '\r') ||
		(data[i+1] == '\r' && bytes.IndexByte(data, '\n') < 0)
}

// mendCR makes \n of every \r\n and every other \r.
func mendCR(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for {
		i := bytes.IndexByte(data, '\r')
		if i < 0 {
			return append(out, data...)
		}
		out = append(append(out, data[:i]...), '\n')
		data = bytes.TrimPrefix(data[i+1:], lineEnd)
	}
}

// fromUTF16 decodes without a copy in between, as letters may be long.
func fromUTF16(data []byte, little bool) []byte {
	unit := func(b []byte) rune {
		if little {
			return rune(b[1])<<8 | rune(b[0])
		}
		return rune(b[0])<<8 | rune(b[1])
	}
	out := make([]byte, 0, len(data)*3/4)
	for ; len(data) > 1; data = data[2:] {
		r := unit(data)
		if utf16.IsSurrogate(r) && len(data) > 3 {
			if r = utf16.DecodeRune(r, unit(data[2:])); r != utf8.RuneError {
				data = data[2:]
			}
		}
		out = utf8.AppendRune(out, r) // a surrogate alone becomes U+FFFD
	}
	return out
}

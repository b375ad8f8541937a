package mailbox

import (
	"bytes"
	"unicode/utf16"
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
	if len(data) > 3 && (bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})) {
		p.problem("charset", "The whole letter was stored as UTF-16 and was converted.")
		data = fromUTF16(data[2:], data[0] == 0xff)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if i := bytes.IndexAny(data, "\r\n"); i >= 0 && data[i] == '\r' && bareCR(data, i) {
		p.problem("line_end", "The letter's lines end in a lone carriage return.")
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data
}

func bareCR(data []byte, i int) bool {
	return i+1 == len(data) || (data[i+1] != '\n' && data[i+1] != '\r') ||
		(data[i+1] == '\r' && bytes.IndexByte(data, '\n') < 0)
}

func fromUTF16(data []byte, little bool) []byte {
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) > 1; data = data[2:] {
		lo, hi := data[1], data[0]
		if little {
			lo, hi = hi, lo
		}
		units = append(units, uint16(hi)<<8|uint16(lo))
	}
	return []byte(string(utf16.Decode(units)))
}

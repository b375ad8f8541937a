package mailbox

import (
	"bytes"
	"strings"
)

// cutUU finds the first uuencoded file in data, between 'begin 644 name' and
// 'end': its name, its bytes, and where in data it stands.
func cutUU(data []byte) (name string, file []byte, at [2]int, ok bool) {
	for from := 0; ; {
		i := bytes.Index(data[from:], []byte("begin "))
		if i < 0 {
			return "", nil, at, false
		}
		i += from
		line, rest := cutLine(data[i:])
		from = i + len("begin ")
		mode, name, ok := strings.Cut(string(line[len("begin "):min(len(line), 250)]), " ")
		if i > 0 && data[i-1] != '\n' || !ok || len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" {
			continue
		}
		if file, n := decodeUU(rest); n > 0 {
			return strings.TrimSpace(name), file, [2]int{i, len(data) - len(rest) + n}, true
		}
	}
}

// decodeUU decodes lines of uuencode up to 'end' or the first line that is
// none, and gives the number of bytes read, 0 when not even one line was.
func decodeUU(data []byte) (out []byte, n int) {
	rest := data
	for len(rest) > 0 {
		line, next := cutLine(rest)
		line = bytes.TrimRight(line, " \t")
		if bytes.Equal(line, []byte("end")) {
			return out, len(data) - len(next)
		}
		if len(line) > 0 {
			size := int(line[0]-' ') & 63
			if line[0] < ' ' || line[0] > '`' || len(line)-1 > (size+2)/3*4+2 || size > 0 && len(line) < 2 {
				break
			}
			out = appendUU(out, line[1:], size)
		}
		rest = next
	}
	if len(out) == 0 {
		return nil, 0
	}
	return out, len(data) - len(rest)
}

// appendUU decodes one line; spaces cut from its end count as zero.
func appendUU(out, code []byte, size int) []byte {
	at := func(i int) byte {
		if i >= len(code) {
			return 0
		}
		return (code[i] - ' ') & 63
	}
	for i := 0; size > 0; i += 4 {
		group := [3]byte{at(i)<<2 | at(i+1)>>4, at(i+1)<<4 | at(i+2)>>2, at(i+2)<<6 | at(i+3)}
		out = append(out, group[:min(size, 3)]...)
		size -= 3
	}
	return out
}

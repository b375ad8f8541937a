package mailbox

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// attachment describes a file of the letter.
func (p *parser) attachment(t *part, cids []string) Attachment {
	size, bad := len(t.data), ""
	if t.data == nil && !p.spend(len(t.body)) {
		size = len(t.body)
	} else if t.data == nil {
		size, bad = transferSize(t.header.str("content-transfer-encoding"), t.body)
	}
	if bad != "" {
		p.problem("encoding", bad)
	}
	a := Attachment{Name: t.fileName(p.hint), Type: oneLine(t.ctype.value), Size: int64(size)}
	id := strings.Trim(t.header.str("content-id"), "<> ")
	a.Inline = t.disp.value == "inline" || t.disp.value != "attachment" && id != "" && p.shows(cids, id)
	return a
}

// shows reports whether some HTML refers to the part with a Content-ID (RFC 2392).
func (p *parser) shows(html []string, id string) bool {
	return slices.ContainsFunc(html, func(src string) bool { return p.spend(len(src)) && strings.Contains(src, "cid:"+id) })
}

// content gives the decoded bytes of a file.
func (t *part) content() []byte {
	if t.data != nil {
		return t.data
	}
	data, _ := decodeTransfer(t.header.str("content-transfer-encoding"), t.body, false)
	return data
}

// fileName gives the name a part was given: an attached letter is named by its
// subject, everything else by filename (RFC 2183) or name (RFC 2045).
func (t *part) fileName(hint string) string {
	if t.letter != nil {
		subject := decodeHeader(t.letter.header.get("subject"), hint)
		if name := safeName(strings.NewReplacer("/", "-", "\\", "-").Replace(subject)); name != "" {
			return name
		}
	}
	for _, m := range []mediaType{t.disp, t.ctype} {
		for _, key := range []string{"filename", "name"} {
			if name := safeName(decodeWords(m.params.get(key))); name != "" {
				return name
			}
		}
	}
	return ""
}

const maxName = 200 // bytes; file systems end at 255

// safeName makes a name that can be shown and saved: the last element of a
// path, without control, direction or reserved characters, of bounded length.
func safeName(s string) string {
	s = oneLine(s)
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		if r == utf8.RuneError || r == '\u200c' || r == '\u200d' || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Trim(s, " .")
	if len(s) <= maxName {
		return s
	}
	ext := path.Ext(s)
	if len(ext) > 20 {
		ext = ""
	}
	n := maxName - len(ext)
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + ext
}

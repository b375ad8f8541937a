package mailbox

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// attachment describes a file of the letter.
func (p *parser) attachment(t *part, cids []string) Attachment {
	size, bad := int64(len(t.data)), ""
	if s, ok := p.held.span(t.body); ok && t.data == nil {
		size, bad = p.spanSize(t.header.str("content-transfer-encoding"), s)
	} else if t.data == nil && !p.spend(len(t.body)) {
		size = int64(len(t.body))
	} else if t.data == nil {
		n, fault := transferSize(t.header.str("content-transfer-encoding"), t.body)
		size, bad = int64(n), fault
	}
	if bad != "" {
		p.problem("encoding", bad)
	}
	a := Attachment{Name: t.fileName(p.hint), Type: oneLine(t.ctype.value), Size: size}
	if a.Name == "" {
		a.Name = t.otherName(p.hint)
	}
	a.Found = p.found(t)
	p.unmask(t, a)
	a.Inline = p.inline(t, a, cids)
	return a
}

// inline reports a picture that stands in the text: the HTML refers to it, or it
// is to be shown where it stands among the parts of the letter, whatever mail
// programs say of files that are none.
func (p *parser) inline(t *part, a Attachment, cids []string) bool {
	if !strings.HasPrefix(cmp.Or(a.Found, a.Type), "image/") {
		return false
	}
	if t.disp.value == "inline" && !t.related {
		return true
	}
	id := strings.Trim(t.header.str("content-id"), "<> ")
	return id != "" && p.shows(cids, id)
}

// unmask says so when a file is made to look like another kind.
func (p *parser) unmask(t *part, a Attachment) {
	if called, is, ok := disguised(a); ok {
		p.problem("disguise", "A file is called "+called+" and is "+is+": do not open it.")
	} else if ending, _ := endings(a.Name); harmful[ending] != "" && t.turnsName() {
		p.problem("disguise", "A file's name is turned round to look like that of another kind, and it is "+harmful[ending]+": do not open it.")
	}
}

// turnsName reports a name with the character that turns the writing of what
// follows it (U+202E).
func (t *part) turnsName() bool {
	return t.anyParam(func(text string) bool { return strings.ContainsRune(decodeWords(text), '\u202e') })
}

// anyParam reports a parameter of the part that is as wanted.
func (t *part) anyParam(wanted func(text string) bool) bool {
	has := func(p param) bool { return wanted(p.text) }
	return slices.ContainsFunc(t.disp.params, has) || slices.ContainsFunc(t.ctype.params, has)
}

// found gives the media type that the content of a file shows.
func (p *parser) found(t *part) string {
	switch {
	case t.letter != nil && t.letter.header.sensible():
		return "message/rfc822"
	case !p.spend(detectCost * headBytes):
		return ""
	}
	scratch, _ := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	found := foundType(t.head(*scratch))
	if found == "text/plain" && found != t.ctype.value && (t.is("text/") || t.is("message/")) {
		return "" // which may well be right: all of those are texts
	}
	return found
}

// shows reports whether some HTML refers to the part with a Content-ID (RFC 2392).
func (p *parser) shows(html []string, id string) bool {
	escaped := strings.ReplaceAll(id, "@", "%40")
	return slices.ContainsFunc(html, func(src string) bool {
		return p.spend(2*len(src)) && (strings.Contains(src, "cid:"+id) || escaped != id && strings.Contains(src, "cid:"+escaped))
	})
}

// content gives the decoded bytes of a file, of one not held whole those that were.
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
	if t.letter != nil && t.is("message/") {
		subject := decodeHeader(t.letter.header.get("subject"), hint)
		if name := safeName(strings.NewReplacer("/", "-", "\\", "-").Replace(subject)); name != "" {
			return name + ".eml"
		}
	}
	for _, m := range []mediaType{t.disp, t.ctype} {
		for _, key := range []string{"filename", "name"} {
			if name := safeName(unescapeName(trimApostrophes(decodeWords(m.params.get(key))))); name != "" {
				return name
			}
		}
	}
	return ""
}

// unescapeName decodes a name that is written as in a web address: every % in it
// begins the code of a character that could not stand there.
func unescapeName(name string) string {
	if strings.IndexByte(name, '%') < 0 || strings.ContainsAny(name, " \t") || !isASCII(name) {
		return name
	}
	for rest := name; ; {
		_, code, ok := strings.Cut(rest, "%")
		if !ok {
			break
		}
		if len(code) < 2 {
			return name
		}
		c, ok := hexByte(code[0], code[1])
		if !ok || c < ' ' || c == 0x7f || isASCIILetter(c) || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			return name
		}
		rest = code[2:]
	}
	if decoded := string(percentDecode(name)); utf8.ValidString(decoded) {
		return decoded
	}
	return name
}

// trimApostrophes takes off those that stand for the quotes around a name.
func trimApostrophes(s string) string {
	if len(s) > 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return s[1 : len(s)-1]
	}
	return s
}

// otherName gives the name of a file that was given none: what another field
// calls it, if that is a name.
func (t *part) otherName(hint string) string {
	if name := decodeHeader(t.header.get("content-description"), hint); len(name) <= maxName && hasEnding(name) {
		return safeName(name)
	}
	if at, err := url.Parse(t.header.str("content-location")); err == nil && hasEnding(at.Path) {
		return safeName(at.Path)
	}
	return ""
}

const maxName = 200 // bytes; file systems end at 255

// devices are the names that Windows keeps for itself, whatever their ending.
var devices = set("con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9")

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
	if device, _, _ := strings.Cut(s, "."); devices[strings.ToLower(strings.TrimSpace(device))] {
		s = "_" + s
	}
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

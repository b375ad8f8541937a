package mailbox

import (
	"bytes"
	"encoding/binary"
	"strings"

	"golang.org/x/net/html/atom"
)

// restates reports whether HTML surely holds no word that the plain text beside
// it lacks; false means that this is not known. It spares most letters the
// turning of HTML into text, so it must never say true where lacking finds any: it
// gives up on all that could hide, join or add letters, and compares words as
// they are written, in their order as long as that goes well.
func restates(src []byte, plain string) bool {
	r := restater{src: src, plain: wordReader[string]{text: plain}, styles: styles{}}
	return r.run()
}

type restater struct {
	src     []byte
	plain   wordReader[string]
	known   map[string]bool // all words of the plain text, once they were needed
	styles  styles
	seen    [8]seenTag // the last, in no order
	at      int        // of seen, where the next is put
	pending bool       // a word ended at a tag: it may go on behind it
	broken  bool       // a tag behind it began a new line
}

// seenTag is a tag that was gone through: letters repeat a few of them hundreds
// of times.
type seenTag struct {
	text   []byte
	breaks bool // it begins a new line
}

// again passes over a tag that was seen before; it gives 0 for all else.
func (r *restater) again(s []byte) int {
	for i := range r.seen {
		if t := &r.seen[i]; len(t.text) > 0 && bytes.HasPrefix(s, t.text) {
			r.broken = r.broken || t.breaks
			return len(t.text)
		}
	}
	return 0
}

func (r *restater) remember(text []byte, breaks bool) {
	r.seen[r.at] = seenTag{text, breaks}
	r.at = (r.at + 1) % len(r.seen)
}

func (r *restater) run() bool {
	for i := 0; i < len(r.src); {
		n := bytes.IndexByte(r.src[i:], '<')
		if n < 0 {
			return r.text(r.src[i:])
		}
		if !r.text(r.src[i : i+n]) {
			return false
		}
		i += n
		if n := r.again(r.src[i:]); n > 0 {
			i += n
			continue
		}
		end, ok := r.markup(i)
		if !ok {
			return false
		}
		i = end
	}
	return true
}

// text compares the words of a run of characters between two tags.
func (r *restater) text(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	words := wordReader[[]byte]{text: s}
	if r.pending && !r.broken && !parts(s) {
		return false
	}
	r.pending, r.broken = false, false
	for {
		if n := r.agreed(s[words.at:]); n > 0 {
			words.at += n
			r.pending = words.at == len(s)
		}
		word, ok := words.next()
		if words.odd {
			return false
		}
		if !ok {
			return true
		}
		r.pending = words.at == len(s)
		if !r.has(word) {
			return false
		}
	}
}

// agreed gives where the last of the words of ASCII ends with which both s and
// the plain text go on, as HTML and plain text mostly do.
func (r *restater) agreed(s []byte) (end int) {
	plain := r.plain.text
	for i, j := 0, r.plain.at; ; {
		for i < len(s) && wordKind[s[i]] == gapByte {
			i++
		}
		for j < len(plain) && wordKind[plain[j]] == gapByte {
			j++
		}
		r.plain.at = j // so that no long gap is gone through for every word
		n := sameWords(s[i:], plain[j:])
		last := n // where the last whole word ends
		whole := (i+n == len(s) || wordKind[s[i+n]] == gapByte) && (j+n == len(plain) || wordKind[plain[j+n]] == gapByte)
		for !whole && last > 0 && wordKind[s[i+last-1]] == letterByte {
			last--
		}
		for last > 0 && wordKind[s[i+last-1]] == gapByte {
			last--
		}
		if last > 0 {
			end, r.plain.at = i+last, j+last
		}
		if last == 0 || !whole {
			return end
		}
		i, j = i+n, j+n
	}
}

// sameWords gives how many bytes at the start of both are the same, and letters
// or what parts words. It ends within a word only where they differ or it does.
func sameWords(s []byte, plain string) (n int) {
	for ; n+8 <= len(s) && n+8 <= len(plain); n += 8 {
		a, b := s[n:n+8], plain[n:n+8]
		x := binary.LittleEndian.Uint64(a)
		y := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		if x != y || notPrintable(x) || holds(x, '&') || holds(x, '>') {
			break
		}
	}
	for n < len(s) && n < len(plain) && s[n] == plain[n] && wordKind[s[n]] == letterByte {
		n++
	}
	return n
}

// has looks for a word where it is expected, a little further on, and at last
// everywhere.
func (r *restater) has(word []byte) bool {
	const window = 400 // bytes
	ahead := wordReader[string]{text: r.plain.text[:min(len(r.plain.text), r.plain.at+window)], at: r.plain.at}
	for range 6 {
		w, ok := ahead.next()
		if !ok || ahead.at == len(ahead.text) && ahead.at < len(r.plain.text) { // perhaps cut
			break
		}
		if w == string(word) {
			r.plain.at = ahead.at
			return safeWord(word)
		}
	}
	if r.known == nil {
		r.known = map[string]bool{}
		all := wordReader[string]{text: r.plain.text}
		for w, ok := all.next(); ok; w, ok = all.next() {
			r.known[w] = true
		}
	}
	return r.known[string(word)] && safeWord(word)
}

// safeWord reports a word of which lacking could not take a web address off
// the end: one begins behind a letter past ASCII.
func safeWord(word []byte) bool {
	if isASCII(word) {
		return true
	}
	lower := strings.ToLower(string(word))
	return !strings.Contains(lower, "http") && !strings.Contains(lower, "www")
}

// markup passes over a tag or comment at i; ok is false where it says something
// that only a full reading understands.
func (r *restater) markup(i int) (end int, ok bool) {
	s := r.src[i:]
	switch {
	case bytes.HasPrefix(s, []byte("<!--")):
		n := bytes.Index(s[4:], []byte("-->"))
		if n < 0 || s[4] == '>' || bytes.HasPrefix(s[4:], []byte("->")) || bytes.Contains(s[4:4+n], []byte("--!>")) {
			return 0, false
		}
		return i + 4 + n + 3, true
	case len(s) > 2 && s[1] == '!' && s[2] != '-':
		n := bytes.IndexByte(s, '>')
		return i + n + 1, n > 0
	}
	name := 1 + b2i(len(s) > 1 && s[1] == '/')
	if name >= len(s) || lowerByte(s[name]) < 'a' || lowerByte(s[name]) > 'z' {
		return 0, false
	}
	n := name
	for n < len(s) && s[n] != '>' && s[n] != '/' && s[n] != ' ' && s[n] != '\n' && s[n] != '\r' && s[n] != '\t' && s[n] != '\f' {
		n++
	}
	if n-name > 20 {
		return 0, false
	}
	tag := tagAtom(s[name:n])
	end, ok = r.attributes(i+n, tag)
	if !ok {
		return 0, false
	}
	before := r.broken
	r.broken = false
	behind, ok := r.tag(tag, name == 1, end)
	if ok && behind == end {
		r.remember(r.src[i:end], r.broken)
	}
	r.broken = r.broken || before
	return behind, ok
}

func tagAtom(name []byte) atom.Atom {
	var lower [20]byte
	for i := range len(name) {
		lower[i] = lowerByte(name[i])
	}
	return atom.Lookup(lower[:len(name)])
}

// tag passes over what an element keeps from being read as text, and notes what
// breaks the line.
func (r *restater) tag(tag atom.Atom, opens bool, end int) (int, bool) {
	switch tag {
	case atom.Script, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Plaintext, atom.Textarea, atom.Xmp,
		atom.Template, atom.Ol, atom.Svg, atom.Math:
		return 0, false
	case atom.Style, atom.Title:
		if opens {
			return r.closing(tag.String(), end)
		}
	case atom.P, atom.Div, atom.Tr, atom.Li, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.Table, atom.Ul:
		r.broken = true
	case atom.Br, atom.Hr:
		r.broken = r.broken || opens
	}
	return end, true
}

// closing finds the end tag of an element whose content is no markup.
func (r *restater) closing(name string, from int) (int, bool) {
	for rest := from; ; {
		n := bytes.Index(r.src[rest:], []byte("</"))
		if n < 0 {
			return 0, false
		}
		rest += n + 2
		if end := rest + len(name); beginsFold(r.src[rest:], name) && end < len(r.src) && r.src[end] == '>' {
			return end + 1, true
		} else if beginsFold(r.src[rest:], name) {
			return 0, false
		}
	}
}

// attributes passes over the attributes of a tag (HTML, section 13.2.5.32 and
// on), to behind its '>'.
func (r *restater) attributes(i int, tag atom.Atom) (end int, ok bool) {
	s := r.src
	for {
		for i < len(s) && isSpaceByte(s[i]) {
			i++
		}
		switch {
		case i < len(s) && s[i] == '>':
			return i + 1, true
		case bytes.HasPrefix(s[i:], []byte("/>")):
			return i + 2, true
		}
		from := i
		for i < len(s) && s[i] != '=' && s[i] != '>' && s[i] != '/' && !isSpaceByte(s[i]) {
			i++
		}
		name := s[from:i]
		for i < len(s) && isSpaceByte(s[i]) {
			i++
		}
		var value []byte
		if i < len(s) && s[i] == '=' {
			if value, i, ok = attributeValue(s, i+1); !ok {
				return 0, false
			}
		}
		if len(name) == 0 || !r.harmless(name, value, tag) {
			return 0, false
		}
	}
}

func isSpaceByte(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' }

// attributeValue reads the value behind a '='. What is neither quoted nor plain
// is not ok.
func attributeValue(s []byte, i int) (value []byte, end int, ok bool) {
	for i < len(s) && isSpaceByte(s[i]) {
		i++
	}
	if i >= len(s) {
		return nil, i, false
	}
	if quote := s[i]; quote == '"' || quote == '\'' {
		n := bytes.IndexByte(s[i+1:], quote)
		if n < 0 {
			return nil, i, false
		}
		return s[i+1 : i+1+n], i + n + 2, true
	}
	from := i
	for i < len(s) && s[i] != '>' && !isSpaceByte(s[i]) {
		if strings.IndexByte("\"'`=</", s[i]) >= 0 {
			return nil, i, false
		}
		i++
	}
	return s[from:i], i, true
}

// harmless reports that an attribute neither hides nor adds text.
func (r *restater) harmless(name, value []byte, tag atom.Atom) bool {
	switch len(name) {
	case 3:
		return !beginsFold(name, "alt") || isASCII(value) && bytes.IndexByte(value, '&') < 0
	case 4:
		return !beginsFold(name, "href") || tag != atom.A || harmlessLink(string(value))
	case 5:
		if !beginsFold(name, "style") {
			return true
		}
		if bytes.IndexByte(value, '&') >= 0 {
			value = []byte(styleEntities.Replace(string(value)))
			if bytes.IndexByte(value, '&') >= 0 {
				return false
			}
		}
		css := r.styles.of(value)
		return !css.hidden && !css.zero
	case 6:
		return !beginsFold(name, "hidden")
	}
	return true
}

var styleEntities = strings.NewReplacer("&quot;", `"`, "&#39;", "'", "&amp;", " ")

// harmlessLink reports an address that lacking takes off the text again, or
// that htmlText does not write behind its link.
func harmlessLink(href string) bool {
	href = strings.TrimSpace(href)
	if strings.ContainsAny(href, "<>") || strings.Contains(strings.ReplaceAll(href, "&amp;", ""), "&") {
		return false
	}
	scheme, rest, _ := strings.Cut(href, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
		return isASCII(href)
	case "mailto":
		rest, _, _ = strings.Cut(rest, "?")
		at := strings.IndexByte(rest, '@')
		return isASCII(rest) && at > 0 && at < len(rest)-1 && !strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '&' })
	case "tel":
		rest, _, _ = strings.Cut(rest, "?")
		return strings.Trim(rest, "+0123456789 ().-") == "" && strings.LastIndexByte(rest, '+') <= 0
	}
	return true
}

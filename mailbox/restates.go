package mailbox

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// restates reports whether HTML surely holds no word that the plain text beside
// it lacks; false means that this is not known. It spares most letters the
// turning of HTML into text, so it must never say true where saysMore would: it
// gives up on all that could hide, join or add letters, and compares words as
// they are written, in their order as long as that goes well.
func restates(src, plain string) bool {
	r := restater{src: src, plain: wordReader{text: plain}, styles: styles{}}
	return r.run()
}

type restater struct {
	src     string
	plain   wordReader
	known   map[string]bool // all words of the plain text, once they were needed
	styles  styles
	pending bool // a word ended at a tag: it may go on behind it
	broken  bool // a tag behind it began a new line
}

func (r *restater) run() bool {
	for i := 0; i < len(r.src); {
		n := strings.IndexByte(r.src[i:], '<')
		if n < 0 {
			return r.text(r.src[i:])
		}
		if !r.text(r.src[i : i+n]) {
			return false
		}
		i += n
		end, ok := r.markup(i)
		if !ok {
			return false
		}
		i = end
	}
	return true
}

// text compares the words of a run of characters between two tags.
func (r *restater) text(s string) bool {
	if s == "" {
		return true
	}
	words := wordReader{text: s}
	joined := r.pending && !r.broken
	r.pending, r.broken = false, false
	for {
		word, ok := words.next()
		if words.odd || joined && ok && words.at == len(word) {
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

// has looks for a word where it is expected, a little further on, and at last
// everywhere.
func (r *restater) has(word string) bool {
	const window = 400 // bytes
	ahead := wordReader{text: r.plain.text[:min(len(r.plain.text), r.plain.at+window)], at: r.plain.at}
	for range 6 {
		w, ok := ahead.next()
		if !ok || ahead.at == len(ahead.text) && ahead.at < len(r.plain.text) { // perhaps cut
			break
		}
		if w == word {
			r.plain.at = ahead.at
			return safeWord(word)
		}
	}
	if r.known == nil {
		r.known = map[string]bool{}
		all := wordReader{text: r.plain.text}
		for w, ok := all.next(); ok; w, ok = all.next() {
			r.known[w] = true
		}
	}
	return r.known[word] && safeWord(word)
}

// safeWord reports a word of which saysMore could not take a web address off
// the end: one begins behind a letter past ASCII.
func safeWord(word string) bool {
	if isASCII(word) {
		return true
	}
	lower := strings.ToLower(word)
	return !strings.Contains(lower, "http") && !strings.Contains(lower, "www")
}

// markup passes over a tag or comment at i; ok is false where it says something
// that only a full reading understands.
func (r *restater) markup(i int) (end int, ok bool) {
	s := r.src[i:]
	switch {
	case strings.HasPrefix(s, "<!--"):
		n := strings.Index(s[4:], "-->")
		if n < 0 || s[4] == '>' || strings.HasPrefix(s[4:], "->") || strings.Contains(s[4:4+n], "--!>") {
			return 0, false
		}
		return i + 4 + n + 3, true
	case len(s) > 2 && s[1] == '!' && s[2] != '-':
		n := strings.IndexByte(s, '>')
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
	return r.tag(tag, name == 1, end)
}

func tagAtom(name string) atom.Atom {
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
		n := strings.Index(r.src[rest:], "</")
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
		case strings.HasPrefix(s[i:], ">"):
			return i + 1, true
		case strings.HasPrefix(s[i:], "/>"):
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
		value := ""
		if i < len(s) && s[i] == '=' {
			if value, i, ok = attributeValue(s, i+1); !ok {
				return 0, false
			}
		}
		if name == "" || !r.harmless(name, value, tag) {
			return 0, false
		}
	}
}

func isSpaceByte(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' }

// attributeValue reads the value behind a '='. What is neither quoted nor plain
// is not ok.
func attributeValue(s string, i int) (value string, end int, ok bool) {
	for i < len(s) && isSpaceByte(s[i]) {
		i++
	}
	if i >= len(s) {
		return "", i, false
	}
	if quote := s[i]; quote == '"' || quote == '\'' {
		n := strings.IndexByte(s[i+1:], quote)
		if n < 0 {
			return "", i, false
		}
		return s[i+1 : i+1+n], i + n + 2, true
	}
	from := i
	for i < len(s) && s[i] != '>' && !isSpaceByte(s[i]) {
		if strings.IndexByte("\"'`=</", s[i]) >= 0 {
			return "", i, false
		}
		i++
	}
	return s[from:i], i, true
}

// harmless reports that an attribute neither hides nor adds text.
func (r *restater) harmless(name, value string, tag atom.Atom) bool {
	switch len(name) {
	case 3:
		return !beginsFold(name, "alt") || isASCII(value) && strings.IndexByte(value, '&') < 0
	case 4:
		return !beginsFold(name, "href") || tag != atom.A || harmlessLink(value)
	case 5:
		if !beginsFold(name, "style") {
			return true
		}
		if strings.IndexByte(value, '&') >= 0 {
			value = strings.NewReplacer("&quot;", `"`, "&#39;", "'", "&amp;", " ").Replace(value)
			if strings.IndexByte(value, '&') >= 0 {
				return false
			}
		}
		css := r.styles.of([]byte(value))
		return !css.hidden && !css.zero
	case 6:
		return !beginsFold(name, "hidden")
	}
	return true
}

// harmlessLink reports an address that saysMore takes off the text again, or
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

package mailbox

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of a page, within what browsers bear: how deep it nests, and how many
// tags it is made of.
const (
	maxOpen = 200
	maxTags = 200_000
)

// layout writes HTML anew from the stream of its tags, so that no nesting is too
// deep for it: only what displayed and attributes allow, and every tag closed.
type layout struct {
	*display
	out      bytes.Buffer
	pictures int // bytes of them in out
	tag      tag
	attrs    []html.Attribute // of tag
	styles   styles
	hide     bool
	hidden   []string // as in htmlWriter
	raw      atom.Atom
	open     []string       // the elements that are open, outermost first
	count    map[string]int // how often each is
	deep     map[string]int // how many starts of each were left out as too deep
	link     *safeLink
}

// render writes one HTML text. hide leaves out what mail programs do not show.
func (d *display) render(src []byte, hide bool) *layout {
	w := &layout{display: d, hide: hide, styles: styles{}, count: map[string]int{}, deep: map[string]int{}}
	z := html.NewTokenizer(bytes.NewReader(src))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if w.full() || d.tags > maxTags {
			d.safe.Cut = true
			break
		}
		switch kind {
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.read(z, kind)
			if w.tag.atom == atom.Noscript { // mail programs run no scripts, so this is shown
				z.NextIsNotRawText()
			}
			w.start()
		case html.EndTagToken:
			w.read(z, kind)
			w.end()
		}
	}
	d.safe.Cut = d.safe.Cut || w.full()
	w.closeTo(0)
	return w
}

// full reports a page that has as many bytes as it may.
func (w *layout) full() bool { return int64(w.out.Len()-w.pictures) > w.most }

// maxAttrs bounds how many attributes of one tag are looked at.
const maxAttrs = 60

func (w *layout) read(z *html.Tokenizer, kind html.TokenType) {
	w.tags++
	name, more := z.TagName()
	w.tag = tag{name: bytes.Clone(name), kind: kind, atom: atom.Lookup(name)}
	w.attrs = w.attrs[:0]
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if len(w.attrs) == maxAttrs || w.attr(string(key)) != "" {
			continue
		}
		switch string(key) {
		case "hidden":
			w.tag.hasHidden = true
		case "style":
			w.tag.css = w.styles.of(value)
		}
		w.attrs = append(w.attrs, html.Attribute{Key: string(key), Val: string(value)})
	}
}

// attr gives the value of an attribute, "" without it.
func (w *layout) attr(name string) string {
	for _, a := range w.attrs {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// renamed are elements that have another meaning on a page than in a letter:
// the page has a heading and parts of its own.
var renamed = map[string]string{
	"h1": "h2", "body": "div", "main": "div", "article": "div", "section": "div", "header": "div", "footer": "div", "nav": "div",
	"aside": "div", "address": "div", "figure": "div", "figcaption": "div", "details": "div", "summary": "div", "fieldset": "div",
	"legend": "div", "form": "div", "strike": "s", "tt": "code", "xmp": "pre", "plaintext": "pre", "listing": "pre",
}

// closes are the elements that the start of another ends (HTML Living Standard, 13.1.2.4).
var closes = func() map[string][]string {
	row := []string{"tr", "td", "th", "p"}
	all := map[string][]string{
		"li": {"li", "p"}, "dt": {"dt", "dd", "p"}, "dd": {"dt", "dd", "p"}, "td": {"td", "th", "p"}, "th": {"td", "th", "p"}, "tr": row,
		"a": {"a"}, "p": {"p"}, "div": {"p"},
	}
	for name := range set("blockquote center dl h2 h3 h4 h5 h6 hr ol pre table ul") {
		all[name] = all["p"]
	}
	for name := range set("tbody thead tfoot") {
		all[name] = append([]string{"caption", "colgroup", "tbody", "thead", "tfoot"}, row...)
	}
	return all
}()

// isWall reports the elements that end tags of what is around them do not reach across.
func isWall(name string) bool {
	return name == "td" || name == "th" || name == "table" || name == "caption"
}

// isItem reports the parts of lists, which end one another in the same list alone.
func isItem(name string) bool { return name == "li" || name == "dt" || name == "dd" }

func holdsItems(name string) bool { return name == "ul" || name == "ol" || name == "dl" }

func (w *layout) start() {
	w.countPictures()
	if len(w.hidden) > 0 {
		if string(w.tag.name) == w.hidden[0] && !voidTag[w.tag.atom] {
			w.hidden = append(w.hidden, w.hidden[0])
		}
		return
	}
	if w.hide && !voidTag[w.tag.atom] && w.tag.kind == html.StartTagToken && isHidden(&w.tag) {
		w.hidden = append(w.hidden, string(w.tag.name))
		return
	}
	switch w.tag.atom {
	case atom.Script, atom.Style, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes:
		w.raw = w.tag.atom
		return
	}
	name := string(w.tag.name)
	if other := renamed[name]; other != "" {
		name = other
	}
	if displayed[name] {
		w.element(name)
	}
}

// element writes a start tag, and notes that it is open.
func (w *layout) element(name string) {
	w.imply(name)
	switch name {
	case "img":
		w.image()
		return
	case "br", "hr", "col":
		w.write(name, w.allowed(name))
		return
	}
	if len(w.open) == maxOpen {
		w.deep[name]++
		return
	}
	attrs := w.allowed(name)
	if name == "a" {
		href, target := safeHref(w.attr("href"))
		if href == "" {
			return
		}
		w.link = &safeLink{target: target}
		attrs = append(attrs, html.Attribute{Key: "href", Val: href}, html.Attribute{Key: "title", Val: "Leads to " + target},
			html.Attribute{Key: "rel", Val: "noopener noreferrer nofollow"})
	}
	w.write(name, attrs)
	w.open = append(w.open, name)
	w.count[name]++
}

// imply ends the elements that the start of another ends.
func (w *layout) imply(name string) {
	ends := closes[name]
	if !slices.ContainsFunc(ends, func(one string) bool { return w.count[one] > 0 }) {
		return
	}
	at := -1
	for i := len(w.open) - 1; i >= 0; i-- {
		if slices.Contains(ends, w.open[i]) {
			at = i
		} else if isWall(w.open[i]) || isItem(name) && holdsItems(w.open[i]) {
			break
		}
	}
	if at >= 0 {
		w.closeTo(at)
	}
}

func (w *layout) end() {
	if n := len(w.hidden); n > 0 {
		if string(w.tag.name) == w.hidden[0] {
			w.hidden = w.hidden[:n-1]
		}
		return
	}
	if w.raw != 0 && w.tag.atom == w.raw {
		w.raw = 0
		return
	}
	name := string(w.tag.name)
	if other := renamed[name]; other != "" {
		name = other
	}
	switch {
	case w.deep[name] > 0:
		w.deep[name]--
	case w.count[name] > 0:
		for i := len(w.open) - 1; i >= 0; i-- {
			if w.open[i] == name {
				w.closeTo(i)
				return
			}
			if isWall(w.open[i]) && !tableParts[name] {
				return
			}
		}
	}
}

var tableParts = set("table thead tbody tfoot tr td th caption colgroup")

// closeTo ends all open elements but the first n.
func (w *layout) closeTo(n int) {
	for len(w.open) > n {
		name := w.open[len(w.open)-1]
		w.open = w.open[:len(w.open)-1]
		w.count[name]--
		if name == "a" {
			w.warn()
		}
		w.out.WriteString("</" + name + ">")
	}
}

func (w *layout) text(text string) {
	if len(w.hidden) > 0 || w.raw != 0 {
		return
	}
	if w.link != nil {
		w.link.add(text)
	}
	const piece = 16 << 10
	for len(text) > piece && !w.full() {
		n := piece
		for n > piece-utf8.UTFMax && !utf8.RuneStart(text[n]) {
			n--
		}
		escapeTo(&w.out, text[:n])
		text = text[n:]
	}
	if !w.full() {
		escapeTo(&w.out, text)
	}
}

func (w *layout) write(name string, attrs []html.Attribute) {
	w.out.WriteString("<" + name)
	for _, a := range attrs {
		w.out.WriteString(" " + a.Key + `="`)
		escapeTo(&w.out, a.Val)
		w.out.WriteByte('"')
	}
	w.out.WriteByte('>')
}

// allowed gives the attributes of the tag that an element may have.
func (w *layout) allowed(name string) (kept []html.Attribute) {
	for _, a := range w.attrs {
		value := strings.TrimSpace(a.Val)
		allowed := attributes[name][a.Key]
		if allowed == nil {
			allowed = everywhere[a.Key]
		}
		switch {
		case a.Key == "style":
			if style := safeStyle(value); style != "" {
				kept = append(kept, html.Attribute{Key: "style", Val: style})
			}
		case allowed != nil && len(value) <= 1000 && allowed.MatchString(value):
			kept = append(kept, html.Attribute{Key: a.Key, Val: value})
		}
	}
	return kept
}

// image writes a picture of the letter, or what the writer calls one that is not
// to be shown.
func (w *layout) image() {
	src := w.attr("src")
	uri, remote := "", false
	if strings.TrimSpace(src) != "" {
		uri, remote = w.picture(src)
	}
	if uri == "" {
		if src != "" && !remote {
			w.safe.Withheld++
		}
		if alt := strings.TrimSpace(w.attr("alt")); alt != "" {
			w.text(alt[:min(len(alt), 1000)])
		}
		return
	}
	w.write("img", append(w.allowed("img"), html.Attribute{Key: "src", Val: uri}))
	w.pictures += len(uri)
}

// countPictures counts those that the tag would have loaded from elsewhere.
func (w *layout) countPictures() {
	remote := false
	for _, a := range w.attrs {
		switch a.Key {
		case "src", "background", "poster", "srcset":
			if w.tag.atom == atom.Iframe || w.tag.atom == atom.Script || strings.TrimSpace(a.Val) == "" {
				continue
			}
			scheme, _, _ := strings.Cut(strings.TrimSpace(a.Val), ":")
			local := strings.EqualFold(scheme, "cid") || strings.EqualFold(scheme, "data") || w.images[strings.TrimSpace(a.Val)] != nil
			remote = remote || !local
		case "style":
			remote = remote || loads(a.Val)
		}
	}
	if remote {
		w.safe.Remote++
	}
}

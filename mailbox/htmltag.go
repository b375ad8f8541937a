package mailbox

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tag is a start or end tag with the attributes that matter here, of two with
// one name the first. Its bytes hold until the next is read.
type tag struct {
	name      []byte
	atom      atom.Atom
	kind      html.TokenType
	hasHidden bool // hidden by an attribute
	css       css
	style     []byte
	class     []byte
	id        []byte
	href      []byte // of a link
	alt       []byte
	cite      []byte
	quote     []byte // the type of a blockquote
	first     []byte // the number that an ol starts at
	size      []byte
}

// read reads the tag that z is at. Letters repeat a few tags hundreds of times,
// so those without a link are remembered as they were written.
func (w *htmlWriter) read(z *html.Tokenizer, kind html.TokenType) *tag {
	const most, longest = 200, 300 // what is remembered must stay small
	raw := z.Raw()
	if len(raw) > longest || len(w.tags) == most {
		w.tag.read(z, kind, w.styles)
		return &w.tag
	}
	if t := w.tags[string(raw)]; t != nil {
		return t
	}
	written := string(raw) // before what is read changes it
	w.tag.read(z, kind, w.styles)
	if w.tag.href == nil {
		w.tags[written] = w.tag.clone()
	}
	return &w.tag
}

// clone gives a tag whose bytes hold on.
func (t *tag) clone() *tag {
	c := *t
	for _, b := range []*[]byte{&c.name, &c.style, &c.class, &c.id, &c.alt, &c.cite, &c.quote, &c.first, &c.size} {
		*b = bytes.Clone(*b)
	}
	return &c
}

func (t *tag) read(z *html.Tokenizer, kind html.TokenType, known styles) {
	name, more := z.TagName()
	*t = tag{name: name, kind: kind, atom: atom.Lookup(name)}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		var at *[]byte
		switch string(key) {
		case "hidden":
			t.hasHidden = true
		case "style":
			at = &t.style
		case "class":
			at = &t.class
		case "id":
			at = &t.id
		case "href":
			at = &t.href
		case "alt":
			at = &t.alt
		case "cite":
			at = &t.cite
		case "type":
			at = &t.quote
		case "start":
			at = &t.first
		case "size":
			at = &t.size
		}
		if at == &t.style && known.of(value).hidden { // each counts for this
			t.hasHidden = true
		}
		if at != nil && *at == nil {
			*at = value
		}
	}
	t.css = known.of(t.style)
}

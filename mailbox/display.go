package mailbox

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe is a letter as its sender laid it out, made safe to show.
type Safe struct {
	// HTML is the matter of a page, to stand in a block element: every tag in it
	// is closed, and it holds text, tables, lists, links and pictures as data: URIs
	// alone. It loads nothing, runs nothing and asks for nothing. Browsers should be
	// told so once more, by a policy.
	HTML     string
	Remote   int  // pictures on other servers that were left out, those that nobody would see too
	Withheld int  // pictures of the letter itself that were left out: of a kind that may run, too large, or not there
	Cut      bool // the letter is longer than what is shown
}

// SafeHTML gives the HTML that a letter shows (RFC 2046, section 5.1.4; RFC 2387),
// made safe to show, within twice limits.TextBytes without its pictures. ok is
// false for a letter without HTML, which is plain text, all of it in Message.Text.
// Text that mail programs hide is left out; Message.Text is what to rely on.
func SafeHTML(r io.ReaderAt, size int64, limits Limits) (page Safe, ok bool) {
	p := newParser(limits)
	root := p.open(p.read(r, size))
	d := display{parser: p, most: 2 * p.limits.TextBytes, left: maxPictures, images: map[string]*part{}, named: map[string]string{}}
	if d.texts = p.shown(root); !holdsHTML(d.texts) {
		return Safe{}, false
	}
	d.find(root)
	return d.page(), true
}

// display makes one page of the texts that a letter shows.
type display struct {
	*parser
	texts  []*part
	most   int64             // bytes to be read and to be written yet, without pictures
	left   int               // bytes of pictures that may still be shown
	tags   int               // read
	images map[string]*part  // by 'cid:' and Content-ID (RFC 2392), or by Content-Location (RFC 2557)
	named  map[string]string // their data: URIs, once made
	safe   Safe
}

func (d *display) page() Safe {
	var out bytes.Buffer
	for _, t := range d.texts {
		text := d.displayText(t)
		if int64(len(text)) > d.most {
			text, d.safe.Cut = text[:d.most], true
		}
		if t.ctype.value != "text/html" {
			d.plain(&out, cleanBytes(text))
			continue
		}
		before, left := d.safe, d.left
		w := d.render(text, true)
		if len(w.hidden) > 0 { // an element hidden and never closed must not hide the letter
			d.safe, d.left = before, left
			w = d.render(text, false)
		}
		d.most -= int64(w.out.Len() - w.pictures)
		out.Write(w.out.Bytes())
	}
	d.safe.HTML = string(displayPolicy.SanitizeBytes(out.Bytes()))
	return d.safe
}

// plain puts a plain text into the page, as mailing lists add to HTML.
func (d *display) plain(out *bytes.Buffer, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	out.WriteString(`<div style="white-space: pre-wrap">`)
	escapeTo(out, text)
	out.WriteString("</div>")
	d.most -= int64(len(text))
}

// find looks for the pictures that texts may refer to; those of attached letters
// are none.
func (d *display) find(t *part) {
	for _, c := range t.children {
		d.find(c)
	}
	if t.opened != nil {
		d.find(t.opened)
	}
	if len(t.children) > 0 || t.letter != nil || t.opened != nil {
		return
	}
	if id := strings.Trim(t.header.str("content-id"), "<> \t"); id != "" && d.images["cid:"+id] == nil {
		d.images["cid:"+id] = t
	}
	if at := strings.TrimSpace(t.header.str("content-location")); at != "" && d.images[at] == nil {
		d.images[at] = t
	}
}

// shown gives the texts of a part that a reader sees, HTML preferred. It follows
// gather, which prefers plain text.
func (p *parser) shown(t *part) (texts []*part) {
	switch {
	case t.opened != nil:
		return p.shown(t.opened)
	case t.ctype.value == "multipart/alternative":
		return p.shownAlternative(t)
	case t.is("multipart/"):
		root := relatedRoot(t)
		for i, c := range t.children {
			if !c.is("multipart/") && c.opened == nil && !showsAsText(c, i, root, len(texts) > 0) {
				continue
			}
			more := p.shown(c)
			if c.packed && holdsHTML(more) { // the plain text beside a winmail.dat says the same
				return more
			}
			texts = append(texts, more...)
		}
		return texts
	case readableType(t) && t.disp.value != "attachment":
		return []*part{t}
	}
	return nil
}

// shownAlternative takes the last that has HTML, which is the one its writer
// likes best.
func (p *parser) shownAlternative(t *part) (best []*part) {
	for _, c := range t.children {
		if texts := p.shown(c); len(texts) > 0 && (holdsHTML(texts) || !holdsHTML(best)) {
			best = texts
		}
	}
	return best
}

func holdsHTML(texts []*part) bool {
	return slices.ContainsFunc(texts, func(t *part) bool { return t.ctype.value == "text/html" })
}

// anyHTML reports whether a part or one within it is HTML, whatever that is for.
func anyHTML(t *part) bool {
	return t.ctype.value == "text/html" || t.opened != nil && anyHTML(t.opened) || slices.ContainsFunc(t.children, anyHTML)
}

// displayText gives the characters of a text part; those of HTML as they are.
func (p *parser) displayText(t *part) []byte {
	if !p.spend(len(t.body)) {
		return nil
	}
	raw, _ := decodeTransfer(t.header.str("content-transfer-encoding"), p.readable(t), true)
	if utf16, ok := mendUTF16(raw, t.ctype.params.get("charset")); ok {
		raw, t.wide = utf16, true
	}
	if looksBinary(raw, t.charset()) {
		return nil
	}
	if t.ctype.value != "text/html" {
		return []byte(p.readText(t, raw))
	}
	label := t.charset()
	if label == "" {
		label = metaCharset(raw)
	}
	text, _ := asUTF8(raw, label)
	return bytes.ToValidUTF8(text, []byte("\ufffd"))
}

// escapeTo writes a text for a page, without characters that cannot be seen or
// that turn the direction of others, as in Message.Text. Spaces that do not
// break stay: they hold layouts together.
func escapeTo(out *bytes.Buffer, text string) {
	var last rune
	for _, r := range text {
		switch {
		case (r == '\u200c' || r == '\u200d') && last < 0x0590, invisible(r):
			continue
		case r == '\r' || r == '\f' || r == '\v' || r == '\u0085':
			r = '\n'
		case r != '\n' && r != '\t' && unicode.IsControl(r), r == utf8.RuneError:
			r = '\ufffd'
		}
		last = r
		switch r {
		case '<':
			out.WriteString("&lt;")
		case '>':
			out.WriteString("&gt;")
		case '&':
			out.WriteString("&amp;")
		case '"':
			out.WriteString("&#34;")
		default:
			out.WriteRune(r)
		}
	}
}

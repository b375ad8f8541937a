package mailbox

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText turns HTML into text as a reader sees it: paragraphs, lists, tables,
// links as 'text <address>' where they differ, quoted mail behind '> '. It works
// on the stream of tags, so that no nesting is too deep for it, and stops after
// about limit bytes of text.
func htmlText(src []byte, limit int64) []byte {
	text, _ := htmlTextTo(nil, src, limit)
	return text
}

// htmlTextTo is htmlText that may use the room of scratch. cited says that the
// mail program marked a quote as mail.
func htmlTextTo(scratch, src []byte, limit int64) (text []byte, cited bool) {
	w := renderHTML(scratch, src, limit, true)
	unclosed := len(w.hidden) > 0 || len(w.tiny.open) > 0
	if unclosed || w.hid && !hasLetter(w.out.String()) { // an element hidden and never closed must not hide the letter
		w = renderHTML(scratch, src, limit, false)
	}
	return w.out.Bytes(), w.cited
}

func renderHTML(scratch, src []byte, limit int64, hide bool) *htmlWriter {
	w := &htmlWriter{hide: hide, styles: styles{}, tags: map[string]*tag{}}
	z := html.NewTokenizer(bytes.NewReader(src))
	w.out = *bytes.NewBuffer(scratch[:0])
	w.out.Grow(min(len(src)/2, int(limit)))
	for int64(w.out.Len()) <= limit {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			w.closeLink()
			return w
		case html.TextToken:
			w.text(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			t := w.read(z, kind)
			if t.atom == atom.Noscript { // mail programs run no scripts, so this is shown
				z.NextIsNotRawText()
			}
			w.start(t)
		case html.EndTagToken:
			w.end(w.read(z, kind))
		}
	}
	return w
}

// htmlWriter holds the state between two tags.
type htmlWriter struct {
	out     bytes.Buffer
	tag     tag             // the one being read, where it is not remembered
	tags    map[string]*tag // those read, as written
	styles  styles
	hide    bool
	hidden  []string // the open elements from the first hidden one on, of its name
	tiny    tiny
	hid     bool // something was left out as hidden
	region  region
	looked  int // bytes looked through for heads of quotes
	raw     atom.Atom
	pre     int
	quotes  []bool // for each open blockquote, whether it is quoted mail
	depth   int    // how many of them are
	above   int    // that when something was written last
	cited   bool   // one was marked as a letter cited
	lists   []int  // next number of each open ol, -1 for ul
	link    *htmlLink
	breaks  int  // line ends that are due before the next text
	space   bool // a space is
	started bool // something stands on the current line
	cell    bool // a table cell was written in this row
}

type htmlLink struct {
	href string
	text strings.Builder
}

// maxNesting bounds how far lists and quotes are indented.
const maxNesting = 10

func (w *htmlWriter) start(t *tag) {
	if len(w.hidden) > 0 {
		if string(t.name) == w.hidden[0] && !voidTag[t.atom] {
			w.hidden = append(w.hidden, w.hidden[0])
		}
		return
	}
	if w.hide && !voidTag[t.atom] && t.kind == html.StartTagToken && isHidden(t) {
		w.hidden = append(w.hidden, string(t.name))
		w.hid = true
		w.newLine(min(1, blockGap(t)))
		return
	}
	if w.hide {
		w.tiny.start(t)
	}
	w.startRegion(t)
	switch t.atom {
	case atom.Script, atom.Style, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes:
		w.raw = t.atom
	case atom.Br:
		w.lineBreak()
	case atom.Hr:
		w.newLine(1)
		w.write(bytes.Repeat([]byte("_"), 32))
		w.newLine(1)
	case atom.A:
		w.openLink(string(t.href))
	case atom.Img:
		w.image(string(t.alt))
	case atom.Td, atom.Th:
		w.startCell()
	case atom.Tr:
		w.newLine(1)
		w.cell = false
	case atom.Li:
		w.startItem()
	case atom.Ul, atom.Ol:
		w.startList(t)
	case atom.Blockquote:
		w.startQuote(t)
	case atom.Pre:
		w.newLine(2)
		w.pre++
	default:
		w.newLine(blockGap(t))
	}
}

func (w *htmlWriter) end(t *tag) {
	if n := len(w.hidden); n > 0 {
		if string(t.name) == w.hidden[0] {
			w.hidden = w.hidden[:n-1]
		}
		return
	}
	w.tiny.end(t)
	w.endRegion(t)
	switch t.atom {
	case w.raw:
		w.raw = 0
	case atom.A:
		w.closeLink()
	case atom.Ul, atom.Ol:
		if n := len(w.lists); n > 0 {
			w.lists = w.lists[:n-1]
		}
		w.newLine(1 + b2i(len(w.lists) == 0))
	case atom.Blockquote:
		w.endQuote()
	case atom.Pre:
		w.pre = max(0, w.pre-1)
		w.newLine(2)
	case atom.Td, atom.Th:
		w.cell = true
	case atom.Tr, atom.Li:
		w.newLine(1)
	default:
		w.newLine(blockGap(t))
	}
}

// blockGap says how many line ends part an element from its neighbours: 2 is an
// empty line. Outlook's paragraphs are lines, its empty ones are paragraphs.
func blockGap(t *tag) int {
	switch t.atom {
	case atom.P:
		if bytes.HasPrefix(t.class, []byte("Mso")) || t.css.noGap {
			return 1
		}
		if t.kind == html.EndTagToken {
			return 1
		}
		return 2
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Dl:
		return 2
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Aside, atom.Main, atom.Nav, atom.Address,
		atom.Center, atom.Form, atom.Fieldset, atom.Dt, atom.Dd, atom.Caption, atom.Figure, atom.Figcaption, atom.Option,
		atom.Body, atom.Head, atom.Html, atom.Tbody, atom.Thead, atom.Tfoot:
		return 1
	}
	return 0
}

// text writes the characters of one token, white space folded as browsers do.
func (w *htmlWriter) text(s []byte) {
	if len(w.hidden) > 0 || w.raw != 0 {
		return
	}
	if w.tiny.hides() {
		w.hid = true
		return
	}
	if w.pre > 0 {
		w.preText(string(s))
		return
	}
	for i := 0; i < len(s); {
		from := i
		for i < len(s) && isSpaceByte(s[i]) {
			i++
		}
		w.space = w.space || i > from && w.started
		if i < len(s) {
			n := singlySpaced(s[i:])
			w.write(s[i : i+n])
			i += n
		}
	}
}

// singlySpaced gives how many bytes at the start of s, where a word begins, are
// words with a single space between each two, which are written as they are.
func singlySpaced(s []byte) (n int) {
	for n < len(s) {
		for n+8 <= len(s) && (n == 0 || s[n-1] != ' ' || s[n] != ' ') && allSinglySpaced(binary.LittleEndian.Uint64(s[n:])) {
			n += 8
		}
		for n < len(s) && s[n] >= utf8.RuneSelf {
			n++
		}
		if n == len(s) || isSpaceByte(s[n]) && (s[n] != ' ' || s[n-1] == ' ') {
			break
		}
		n++
	}
	for s[n-1] == ' ' {
		n--
	}
	return n
}

// allSinglySpaced reports eight bytes of ASCII that can be seen and of spaces, of
// which no two stand side by side.
func allSinglySpaced(x uint64) bool {
	const most = 0x7f - ' ' // what a space is raised by without reaching the high bit
	spaces := ^(x + most*ones) & highBits
	return !notPrintable(x) && spaces&(spaces<<8) == 0
}

func (w *htmlWriter) preText(s string) {
	for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if i > 0 {
			w.lineBreak()
		}
		if line != "" {
			w.write([]byte(line))
		}
	}
}

// write puts out what is due, line ends or a space, and then s.
func (w *htmlWriter) write(s []byte) {
	prefix := quoteMarks[:2*min(w.depth, maxNesting)]
	if w.out.Len() > 0 {
		for ; w.breaks > 0; w.breaks-- {
			w.out.WriteByte('\n')
			if w.breaks > 1 { // what is empty between the writer's line and a quote is in none
				w.out.WriteString(strings.TrimSpace(quoteMarks[:2*min(w.above, w.depth, maxNesting)]))
			}
			w.started, w.space = false, false
		}
	}
	w.breaks = 0
	if !w.started {
		w.out.WriteString(prefix)
	}
	if w.space && w.started {
		w.out.WriteByte(' ')
	}
	w.space, w.started, w.above = false, true, w.depth
	w.out.Write(s)
	if w.link != nil {
		w.link.text.Write(s)
	}
}

var quoteMarks = strings.Repeat("> ", maxNesting)

// newLine asks for at least n line ends before the next text.
func (w *htmlWriter) newLine(n int) {
	if n > w.breaks {
		w.breaks = n
	}
	if n > 0 {
		w.space = false
	}
}

// lineBreak adds one, up to two empty lines.
func (w *htmlWriter) lineBreak() {
	w.breaks = min(w.breaks+1, 3)
	w.space = false
}

func (w *htmlWriter) startCell() {
	if w.cell && w.breaks == 0 && w.started {
		w.out.WriteByte('\t')
		w.space = false
	}
	w.cell = true // its end tag may be missing (HTML Living Standard, 13.1.2.4)
}

func (w *htmlWriter) startList(t *tag) {
	w.newLine(1 + b2i(len(w.lists) == 0))
	if len(w.lists) >= 1000 {
		return
	}
	next := -1
	if t.atom == atom.Ol {
		next = 1
		if n, err := strconv.Atoi(string(t.first)); err == nil && n >= 0 && n < 1e6 {
			next = n
		}
	}
	w.lists = append(w.lists, next)
}

func (w *htmlWriter) startItem() {
	w.newLine(1)
	mark := "- "
	if n := len(w.lists); n > 0 {
		if w.lists[n-1] >= 0 {
			mark = strconv.Itoa(w.lists[n-1]) + ". "
			w.lists[n-1]++
		}
		mark = strings.Repeat("  ", min(n-1, maxNesting)) + mark
	}
	w.write([]byte(mark))
}

// startQuote marks quoted mail with '> '. Mail programs also indent a writer's
// own words with blockquote; those are not marked, unless a sentence above says
// that another wrote them.
func (w *htmlWriter) startQuote(t *tag) {
	w.newLine(2)
	class, style := strings.ToLower(string(t.class)), squash(string(t.style))
	typed := strings.EqualFold(string(t.quote), "cite")
	w.cited = w.cited || typed
	mail := typed || len(t.cite) > 0 || strings.Contains(class, "quote") || strings.Contains(class, "cite") ||
		strings.Contains(style, "borderleft") && !strings.Contains(style, "borderleftnone") || w.belowHead()
	if len(w.quotes) < 10000 {
		w.quotes = append(w.quotes, mail)
		w.depth += b2i(mail)
	}
}

func (w *htmlWriter) endQuote() {
	w.newLine(2)
	if n := len(w.quotes); n > 0 {
		w.depth -= b2i(w.quotes[n-1])
		w.quotes = w.quotes[:n-1]
	}
}

func (w *htmlWriter) openLink(href string) {
	w.closeLink()
	w.link = &htmlLink{href: strings.TrimSpace(href)}
}

// closeLink writes the address behind a link's text unless the text says it.
func (w *htmlWriter) closeLink() {
	l := w.link
	w.link = nil
	if l == nil || l.text.Len() == 0 {
		return
	}
	scheme, rest, _ := strings.Cut(l.href, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
		if !sameLink(l.text.String(), rest) && len(l.href) <= 2000 {
			w.out.WriteString(" <" + l.href + ">")
		}
	case "mailto", "tel":
		rest, _, _ = strings.Cut(rest, "?")
		if !sameLink(l.text.String(), rest) && len(rest) <= 320 {
			w.out.WriteString(" <" + rest + ">")
		}
	}
}

func sameLink(text, target string) bool {
	a, b := squash(strings.TrimPrefix(text, "mailto:")), squash(target)
	for _, p := range []string{"https", "http", "www"} {
		a, b = strings.TrimPrefix(a, p), strings.TrimPrefix(b, p)
	}
	return a == b
}

// image keeps pictures that stand for a character: mail programs send emoji so.
func (w *htmlWriter) image(alt string) {
	if alt != "" && len(alt) <= 16 && !isASCII(alt) {
		w.write([]byte(alt))
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

var voidTag = map[atom.Atom]bool{
	atom.Br: true, atom.Hr: true, atom.Img: true, atom.Input: true, atom.Meta: true, atom.Link: true, atom.Area: true,
	atom.Base: true, atom.Col: true, atom.Embed: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}

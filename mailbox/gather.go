package mailbox

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// gathered is what a reader sees of a part and all parts within it.
type gathered struct {
	texts  []string // in the order of the letter
	files  []*part
	packed []string // text out of a winmail.dat, which may be the letter's own or the same again
	behind []string // text of attached letters and files, shown when there is no other
	cids   []string // the HTML in which cid: links were seen
	spare  []spare
}

func (g *gathered) add(other gathered) {
	g.texts = append(g.texts, other.texts...)
	g.files = append(g.files, other.files...)
	g.packed = append(g.packed, other.packed...)
	g.behind = append(g.behind, other.behind...)
	g.cids = append(g.cids, other.cids...)
	g.spare = append(g.spare, other.spare...)
}

func (g gathered) text() string {
	text := joinTexts(g.texts)
	if strings.TrimSpace(text) == "" {
		text = joinTexts(g.behind)
	}
	return text
}

// attached gives the text that stands behind the letter's own, "" where it is
// shown in its place.
func (g gathered) attached() string {
	if strings.TrimSpace(joinTexts(g.texts)) == "" {
		return ""
	}
	return joinTexts(g.behind)
}

// joinTexts joins the texts of several parts with an empty line between.
func joinTexts(texts []string) string {
	only, n, size := "", 0, 0
	for _, t := range texts {
		if hasInk(t) {
			only, n, size = t, n+1, size+len(t)+1
		}
	}
	if n < 2 {
		return only
	}
	var b strings.Builder
	b.Grow(size)
	for _, t := range texts {
		if !hasInk(t) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(t)
	}
	return b.String()
}

// hasInk reports a text that is not white space alone.
func hasInk(s string) bool {
	return s != "" && (s[0] > ' ' && s[0] < utf8.RuneSelf || strings.TrimSpace(s) != "")
}

// gather walks the tree and tells texts from files. Its depth is bounded by
// the tree's.
func (p *parser) gather(t *part) gathered {
	switch {
	case t.opened != nil:
		return p.gatherOpened(t)
	case t.ctype.value == "multipart/alternative":
		return p.gatherAlternative(t)
	case t.is("multipart/"):
		return p.gatherAll(t)
	case t.letter != nil:
		return p.gatherLetter(t)
	}
	return p.gatherLeaf(t, true)
}

func (p *parser) gatherAll(t *part) (g gathered) {
	if t.ctype.value == "multipart/encrypted" {
		p.problem("encrypted", encryptedText)
	}
	g.outside(t)
	root := relatedRoot(t)
	for i, c := range t.children {
		c.related = root >= 0 && i != root
		switch {
		case c.is("multipart/") || c.letter != nil || c.opened != nil:
			g.add(p.gather(c))
		default:
			g.add(p.gatherLeaf(c, showsAsText(c, i, root, len(g.texts) > 0)))
		}
	}
	return g
}

// showsAsText reports whether the i-th part of a multipart stands where text is
// shown rather than offered as a file. root is as relatedRoot gives it; after says
// that text stands before it.
func showsAsText(t *part, i, root int, after bool) bool {
	return i == root || root < 0 && !oddText(t) && (i == 0 || t.fileName("") == "" || t.disp.value == "inline" && isPlainOrHTML(t) && !after)
}

// outside keeps what stands outside of the boundaries, in case there is nothing
// within. It is no part of the letter (RFC 2046, section 5.1.1) but where the
// boundaries are wrong.
func (g *gathered) outside(t *part) {
	if len(bytes.TrimSpace(t.outside)) == 0 {
		return
	}
	paragraphs := strings.Split(cleanText(string(mendUTF8(t.outside))), "\n\n")
	paragraphs = slices.DeleteFunc(paragraphs, func(s string) bool {
		return len(s) < 300 && strings.Contains(s, "MIME") // 'This is a multi-part message in MIME format.'
	})
	text := joinTexts(withLineEnds(paragraphs))
	if hasLetter(text) && !looksBinary(t.outside, "") {
		g.behind = append(g.behind, text)
	}
}

func withLineEnds(paragraphs []string) []string {
	for i, s := range paragraphs {
		paragraphs[i] = strings.TrimRight(s, "\n") + "\n"
	}
	return paragraphs
}

// relatedRoot gives the part that a multipart/related shows (RFC 2387: start,
// else the first, but the first text where that is none), -1 for other
// multiparts, which show all.
func relatedRoot(t *part) int {
	if t.ctype.value != "multipart/related" {
		return -1
	}
	start, text := strings.Trim(t.ctype.params.get("start"), "<> "), -1
	for i, c := range t.children {
		if start != "" && strings.Trim(c.header.str("content-id"), "<> ") == start {
			return i
		}
		if text < 0 && (isPlainOrHTML(c) || c.is("multipart/")) && c.disp.value != "attachment" {
			text = i
		}
	}
	return max(text, 0)
}

const encryptedText = "The letter is encrypted or sealed: no machine here can read it. A person must open it in the mailbox."

// closed says so when a letter's text is shut in a form that only a mail
// program with a key, or Outlook, opens.
func (p *parser) closed(m *Message) {
	if holdsPGP(m.Text) || holdsPGP(m.Attached) {
		p.problem("encrypted", encryptedText)
	}
	for _, a := range m.Attachments {
		switch {
		case a.Type != "application/ms-tnef" && a.Type != "application/vnd.ms-tnef" && !strings.EqualFold(a.Name, "winmail.dat"):
		case hasInk(m.Text):
			p.problem("tnef", "A file that only Outlook reads (winmail.dat) could not be opened: there may be files in it. A person must open the letter in the mailbox.")
		default:
			p.problem("tnef", "The text of the letter is in a file that only Outlook reads (winmail.dat). A person must open it in the mailbox.")
		}
	}
}

// holdsPGP reports a line that begins an encrypted text.
func holdsPGP(text string) bool {
	const mark = "-----BEGIN PGP MESSAGE-----"
	for {
		i := strings.Index(text, mark)
		if i < 0 {
			return false
		}
		if i == 0 || text[i-1] == '\n' {
			return true
		}
		text = text[i+1:] // whose beginning is no mark's
	}
}

func (p *parser) gatherLetter(t *part) gathered {
	p.beside = ""
	if len(p.handed) < maxHeads {
		p.handed = append(p.handed, p.newHead(t.letter.header))
	}
	inner := p.gatherWhole(t.letter)
	text := inner.text()
	out := gathered{files: []*part{t}}
	if t.packed { // its files are not in the letter that can be saved
		t.data = asLetter(t.letter.header, text)
		out.files = append(out.files, inner.files...)
		out.cids = inner.cids
	}
	if strings.TrimSpace(text) == "" {
		return out
	}
	head := "[Attached letter: " + decodeHeader(t.letter.header.get("subject"), p.hint) + "]\n"
	out.behind = []string{head + text}
	if inner.attached() != "" {
		out.behind = append(out.behind, inner.behind...)
	}
	return out
}

// scratches holds room for decoded texts, which are gone through and thrown away.
var scratches = sync.Pool{New: func() any {
	room := make([]byte, 64<<10)
	return &room
}}

// gatherLeaf reads one part without parts in it. shown says whether its place
// in the tree is one where text is shown rather than offered as a file.
func (p *parser) gatherLeaf(t *part, shown bool) (g gathered) {
	if t.isCalendarFile() && (p.readCalendar(t) || !readableType(t)) {
		return gathered{files: []*part{t}}
	}
	if !readableType(t) {
		if strings.HasSuffix(t.ctype.value, "pkcs7-mime") || t.ctype.value == "application/pgp-encrypted" {
			p.problem("encrypted", encryptedText)
		}
		if kind, word := p.otherText(t); kind != "" {
			return p.gatherOther(t, kind, word)
		}
		return gathered{files: []*part{t}}
	}
	if p.texted > 8*p.limits.TextBytes { // of which one is shown
		p.problem("text_size", longText)
		return gathered{files: []*part{t}}
	}
	scratch, _ := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	raw, ok := p.leafBytes(t, *scratch)
	switch {
	case !ok && t.bare:
		return g
	case !ok:
		return gathered{files: []*part{t}}
	}
	if t.ctype.value == "text/plain" {
		raw, g.files = p.takeUU(raw)
	}
	shown = shown && t.disp.value != "attachment"
	if !shown {
		p.beside = ""
	}
	text := p.readText(t, raw)
	p.texted += int64(len(text))
	if t.ctype.value == "text/html" && bytes.Contains(raw, []byte("cid:")) {
		g.cids = []string{string(raw[:min(int64(len(raw)), 4*p.limits.TextBytes)])}
	}
	if shown {
		g.texts = []string{text}
		if text == "" && t.ctype.value == "text/html" && p.beside == "" {
			g.spare = pictureTexts(t, raw)
		}
		return g
	}
	g.files = append([]*part{t}, g.files...)
	g.behind = []string{fileWords(t.fileName(p.hint)) + text}
	return g
}

// leafBytes decodes a text part, in the room of scratch where that is enough. ok
// is false where there is no text in it, or no more may be read.
func (p *parser) leafBytes(t *part, scratch []byte) (raw []byte, ok bool) {
	body := p.readable(t)
	if !p.spend(len(body)) {
		return nil, false
	}
	raw, bad := decodeTransferTo(scratch, t.header.str("content-transfer-encoding"), body, true)
	if bad != "" {
		p.problem("encoding", bad)
	}
	if utf16, ok := mendUTF16(raw[:min(int64(len(raw)), 8*p.limits.TextBytes)], t.ctype.params.get("charset")); ok {
		p.problem("charset", "The text was stored as UTF-16 and was converted.")
		raw = utf16
		t.wide = true
	}
	if looksBinary(raw, t.charset()) {
		p.problem("binary", "What is called text holds no text that can be read.")
		return nil, false
	}
	return raw, true
}

// takeUU takes uuencoded files out of a text, as they were sent before MIME.
func (p *parser) takeUU(raw []byte) ([]byte, []*part) {
	if !bytes.Contains(raw, []byte("begin ")) {
		return raw, nil
	}
	var text []byte
	var files []*part
	for {
		name, file, at, ok := cutUU(raw)
		if ok && p.parts >= p.limits.Parts {
			p.stop("limit", "The letter has too many parts: the last ones were left out.")
			ok = false
		}
		if !ok {
			return append(text, raw...), files
		}
		p.parts++
		text = append(text, raw[:at[0]]...)
		raw = raw[at[1]:]
		files = append(files, &part{
			ctype: mediaType{value: "application/octet-stream", params: params{{"name", decodeRaw([]byte(name), p.hint)}}},
			data:  file,
		})
	}
}

func isPlainOrHTML(t *part) bool {
	return t.ctype.value == "text/plain" || t.ctype.value == "text/html"
}

func readableType(t *part) bool {
	switch t.ctype.value {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html":
		return t.data == nil
	case "application/octet-stream":
		return t.data == nil && strings.HasSuffix(strings.ToLower(t.fileName("")), ".txt") && foundType(t.head(nil)) == "text/plain"
	}
	return t.data == nil && oddText(t) && t.fileName("") == ""
}

// oddText reports a kind of text that is not known, which is read as plain text
// (RFC 2046, section 4.1.4). Among other parts it is offered as a file as well.
func oddText(t *part) bool {
	switch t.ctype.value {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html":
		return false
	}
	return t.is("text/") && !fileTexts[t.ctype.value]
}

// fileTexts are the kinds of text that nobody writes a letter in.
var fileTexts = set("text/calendar text/x-vcalendar text/vcard text/x-vcard text/directory text/rtf text/css text/javascript text/ecmascript text/x-shellscript " +
	"text/xml text/csv text/tab-separated-values text/rfc822-headers text/rfc822-header text/x-moz-deleted")

// oddControl is 1 for the bytes that no text holds.
var oddControl = func() (odd [256]uint8) {
	for c := range ' ' {
		odd[c] = uint8(b2i(!strings.ContainsRune("\t\n\r\f\x1b", c)))
	}
	odd[0x7f] = 1
	return odd
}()

// looksBinary reports bytes that are no text in any charset we know: too many
// control characters for that.
func looksBinary(raw []byte, label string) bool {
	if strings.HasPrefix(normalLabel(label), "utf-16") || strings.HasPrefix(normalLabel(label), "utf-32") {
		return false
	}
	head := raw[:min(len(raw), 64<<10)]
	odd := 0
	for i := printable(head); i < len(head); i += printable(head[i:]) {
		for ; i < len(head) && (head[i] < ' ' || head[i] >= 0x7f); i++ {
			odd += int(oddControl[head[i]])
		}
	}
	if odd == 0 {
		return false
	}
	high := 0
	for _, c := range head {
		high += b2i(c >= utf8.RuneSelf)
	}
	if odd > 32 && odd*20 > len(head) { // a few stray bytes make no text unreadable
		return true
	}
	return label == "" && odd > 0 && high*3 > len(head) && !utf8.Valid(head)
}

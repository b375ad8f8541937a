package mailbox

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// tnefMark begins every file of the form in which Outlook packs a letter,
// winmail.dat by name ([MS-OXTNEF]).
const tnefMark = "\x78\x9f\x3e\x22"

// The attributes of TNEF that are read ([MS-OXTNEF], section 2.1.3.1).
const (
	tnefCodePage  = 0x9007
	tnefSubject   = 0x8004
	tnefBody      = 0x800C
	tnefProps     = 0x9003
	tnefFileBegin = 0x9002
	tnefFileTitle = 0x8010
	tnefFileData  = 0x800F
	tnefFileProps = 0x9005
)

// tnef is a letter as it is packed.
type tnef struct {
	page    string // charset of what is not Unicode
	subject []byte
	body    []byte
	props   mapiProps
	files   []tnefFile
	damaged bool
}

type tnefFile struct {
	title []byte
	data  []byte
	props mapiProps
}

// isTNEF reports a part that holds TNEF, whatever it is called.
func (t *part) isTNEF() bool {
	if t.ctype.value == "application/ms-tnef" || t.ctype.value == "application/vnd.ms-tnef" {
		return true
	}
	const inBase64 = "eJ8+I"
	begin := bytes.TrimLeft(t.body[:min(len(t.body), 20)], "\r\n")
	return bytes.HasPrefix(begin, []byte(inBase64)) || bytes.HasPrefix(begin, []byte(tnefMark))
}

// buildTNEF opens a winmail.dat. One that cannot be read stays the file it is.
func (p *parser) buildTNEF(t *part) {
	data, ok := p.unpackable(t)
	if !ok {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	if opened := p.openTNEF(data); opened != nil {
		t.opened, t.packed = opened, true
	}
}

// openTNEF makes a tree of parts of a packed letter, nil of what is none.
func (p *parser) openTNEF(data []byte) *part {
	letter, ok := p.readTNEF(data)
	if !ok {
		return nil
	}
	if letter.damaged {
		p.problem("tnef", "A file that Outlook packed (winmail.dat) is damaged: what could be read of it is shown. A person must open the letter in the mailbox to see the rest.")
	}
	root := &part{header: letter.header(), ctype: mediaType{value: "multipart/mixed"}}
	if texts := p.tnefTexts(letter); len(texts) > 0 {
		root.children = append(root.children, &part{ctype: mediaType{value: "multipart/alternative"}, children: texts})
	}
	for _, f := range letter.files {
		if p.parts >= p.limits.Parts {
			p.stop("limit", "The letter has too many parts: the last ones were left out.")
			break
		}
		p.parts++
		root.children = append(root.children, p.tnefPart(f, letter.page))
	}
	return root
}

// readTNEF reads the attributes of a packed letter. ok is false when there are
// none.
func (p *parser) readTNEF(data []byte) (letter tnef, ok bool) {
	c := cursor{data: data}
	if string(c.take(4)) != tnefMark {
		return letter, false
	}
	c.take(2) // a key of no use
	for len(c.data) > 0 {
		level := c.take(1)[0]
		id, size := c.uint32(), c.uint32()
		if int64(size) > int64(len(c.data)) && !c.failed {
			letter.damaged = true
			size = uint32(len(c.data)) //nolint:gosec // it is less than size
		}
		value := c.take(size)
		if c.failed || level != 1 && level != 2 { // of the letter, of a file
			letter.damaged = true
			break
		}
		ok = true
		letter.attribute(uint16(id), value, p.limits.Parts) //nolint:gosec // the type of the value is in the upper half
		c.take(min(2, uint32(len(c.data))))                 //nolint:gosec // a checksum that many writers get wrong
	}
	return letter, ok
}

func (l *tnef) attribute(id uint16, value []byte, most int) {
	switch id {
	case tnefCodePage:
		l.page = codePage(mapiProp{value: value[:min(len(value), 4)]}.number())
	case tnefSubject:
		l.subject = value
	case tnefBody:
		l.body = value
	case tnefProps:
		whole := false
		l.props, whole = readProps(value)
		l.damaged = l.damaged || !whole
	case tnefFileBegin, tnefFileTitle, tnefFileData, tnefFileProps:
		if (id == tnefFileBegin || len(l.files) == 0) && len(l.files) <= most {
			l.files = append(l.files, tnefFile{})
		}
		l.files[len(l.files)-1].attribute(id, value)
	}
}

func (f *tnefFile) attribute(id uint16, value []byte) {
	switch id {
	case tnefFileTitle:
		f.title = value
	case tnefFileData:
		f.data = value
	case tnefFileProps:
		f.props, _ = readProps(value)
	}
}

// tnefTexts gives the text of a packed letter as parts: plain and HTML. RTF is
// read where there is neither, as it is made of them.
func (p *parser) tnefTexts(l tnef) (texts []*part) {
	add := func(kind, charset string, text []byte) {
		if len(bytes.Trim(text, "\x00 \r\n\t")) > 0 {
			texts = append(texts, &part{
				ctype: mediaType{value: kind, params: params{{"charset", charset}}},
				body:  bytes.TrimRight(text, "\x00"),
			})
		}
	}
	if body := l.props.get(mapiBody).text(l.page); body != "" {
		add("text/plain", "utf-8", []byte(body))
	} else {
		add("text/plain", l.page, l.body)
	}
	html := l.props.get(mapiHTML)
	if page := l.props.get(mapiInternetPage).number(); html.kind == mapiBinary && page != 0 {
		add("text/html", codePage(page), html.value)
	} else if html.kind == mapiBinary {
		add("text/html", "", html.value)
	} else {
		add("text/html", "utf-8", []byte(html.text(l.page)))
	}
	if packed := l.props.get(mapiRTF).value; len(texts) == 0 && len(packed) > 0 {
		rtf := unpackRTF(packed, 4*p.limits.TextBytes)
		if !p.spend(2 * len(rtf)) {
			return nil
		}
		kind := "text/plain"
		text, wrapped := rtfText(rtf, 4*p.limits.TextBytes)
		if wrapped {
			kind = "text/html"
		}
		add(kind, "utf-8", text)
	}
	return texts
}

// embeddedLetter is the interface that an embedded letter has ([MS-OXTNEF], section
// 2.1.3.4.1: IID_IMessage), before its TNEF.
var embeddedLetter = []byte{0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46}

// tnefPart makes a part of a file in a packed letter.
func (p *parser) tnefPart(f tnefFile, page string) *part {
	name := ""
	for _, id := range []uint16{mapiLongFileName, mapiFileName, mapiDisplayName} {
		if name == "" && (id != mapiDisplayName || len(f.title) == 0) {
			name = f.props.get(id).text(page)
		}
		if id == mapiLongFileName && name == "" {
			name = strings.TrimRight(string(decodeCertain(page, f.title)), "\x00")
		}
	}
	t := &part{
		ctype: mediaType{value: strings.ToLower(oneLine(f.props.get(mapiFileType).text(page)))},
		disp:  mediaType{value: "attachment", params: params{{"filename", name}}},
		body:  f.data,
	}
	if data := f.props.get(mapiFileData); len(data.value) > 0 {
		t.body = data.value
		if data.kind == mapiObject {
			t.body = data.value[min(16, len(data.value)):]
			if bytes.HasPrefix(data.value, embeddedLetter) && p.embedded(t) {
				return t
			}
		}
	}
	if !strings.Contains(t.ctype.value, "/") || t.is("multipart/") {
		t.ctype.value = "application/octet-stream"
	}
	if id := strings.TrimSpace(f.props.get(mapiContentID).text(page)); id != "" && t.is("image/") {
		t.disp.value = ""
		t.header.fields = []field{{"content-id", []byte("<" + id + ">")}}
	}
	p.buildInner(t)
	return t
}

// embedded opens a letter attached to a packed one.
func (p *parser) embedded(t *part) bool {
	if p.depth >= p.limits.Depth || !p.spend(len(t.body)) {
		return false
	}
	p.depth++
	defer func() { p.depth-- }()
	t.letter = p.openTNEF(t.body)
	if t.letter == nil {
		return false
	}
	t.ctype.value, t.packed = "message/rfc822", true
	return true
}

// header gives what a packed letter says of itself as header fields.
func (l tnef) header() (h header) {
	add := func(name, value string) {
		if value = oneLine(value); value != "" {
			h.fields = append(h.fields, field{name, []byte(value)})
		}
	}
	text := func(ids ...uint16) string {
		for _, id := range ids {
			if s := oneLine(l.props.get(id).text(l.page)); s != "" {
				return s
			}
		}
		return ""
	}
	from, address := text(mapiSentForName, mapiSenderName), text(mapiSentForSMTP, mapiSenderSMTP, mapiSentForEmail, mapiSenderEmail)
	if from = `"` + strings.ReplaceAll(from, `"`, "'") + `"`; strings.Contains(address, "@") {
		from += " <" + strings.Trim(address, "<>") + ">"
	}
	add("from", strings.TrimPrefix(from, `"" `))
	if subject := text(mapiSubject); subject != "" {
		add("subject", subject)
	} else {
		add("subject", string(decodeCertain(l.page, bytes.TrimRight(l.subject, "\x00"))))
	}
	add("to", strings.ReplaceAll(text(mapiDisplayTo), ";", ","))
	for _, id := range []uint16{mapiSubmitTime, mapiDeliveryTime} {
		if at := l.props.get(id).time(); !at.IsZero() && !h.has("date") {
			add("date", at.Format(time.RFC1123Z))
		}
	}
	add("message-id", text(mapiMessageID))
	return h
}

// asLetter writes a letter that stood in a packed one as a letter of its own, so
// that it can be saved. Its files are offered beside it.
func asLetter(h header, text string) []byte {
	var b bytes.Buffer
	for _, f := range h.fields {
		b.WriteString(strings.ToUpper(f.name[:1]) + f.name[1:] + ": ")
		b.Write(f.value)
		b.WriteString("\r\n")
	}
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
	b.WriteString(strings.ReplaceAll(text, "\n", "\r\n"))
	return b.Bytes()
}

// gatherOpened gathers what was shut in a part.
func (p *parser) gatherOpened(t *part) gathered {
	g := p.gather(t.opened)
	if t.packed {
		g.packed = append(g.texts, g.packed...)
		g.texts = nil
	}
	return g
}

// gatherWhole gathers a whole letter. Text out of a winmail.dat is the letter's
// where it has none of its own, or only a word that it is packed; the same
// again is left out.
func (p *parser) gatherWhole(t *part) gathered {
	g := p.gather(t)
	if packed := joinTexts(g.packed); hasInk(packed) {
		p.place(packed, &g)
	}
	g.useSpare()
	return g
}

func (p *parser) place(packed string, g *gathered) {
	own := joinTexts(g.texts)
	switch {
	case !hasInk(own):
		g.texts = []string{packed}
	case p.spend(wordCost*(len(own)+len(packed))) && saysSame(packed, own):
	case letters(own, shortPlain) < shortPlain || isStub(own, packed):
		g.texts = append(g.texts, packed)
	default:
		g.behind = append([]string{fileWords("winmail.dat") + packed}, g.behind...)
	}
}

// saysSame reports whether a text says no more than other. Of a short one every
// word must be there, in order, as a few letters are not missed.
func saysSame(text, other string) bool {
	if letters(text, shortPlain) == shortPlain {
		return lacking(text, other).letters < fewLost
	}
	words := func(s string) string { return strings.Join(slices.Collect(foldedWords(s)), " ") }
	return strings.Contains(" "+words(other)+" ", " "+words(text)+" ")
}

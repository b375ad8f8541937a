package mailbox

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// spare is a text of a kind that nobody writes letters in, without a file name:
// the letter's own where it has no other, else a file (RFC 2046, section 4.1.4).
type spare struct {
	part *part // nil: it is what stands for pictures, where there is nothing else
	text string
	file bool // its words count among those of files as well
}

// wordless are the kinds of text whose words say nothing, or that are read elsewhere.
var wordless = set("text/calendar text/x-vcalendar text/vcard text/x-vcard text/directory text/css text/javascript text/ecmascript text/x-shellscript " +
	"text/rfc822-headers text/rfc822-header text/x-moz-deleted text/x-python text/x-perl text/x-php text/x-ruby text/x-c text/x-c++ text/x-csrc text/x-chdr " +
	"text/x-java text/x-java-source text/x-script text/x-ruby-script text/x-python-script text/x-sh text/x-sql text/x-diff text/x-patch")

// unnamedKinds are the types of parts that may well be the text of a letter whose
// program did not know better.
var unnamedKinds = set("application/octet-stream application/rtf application/x-rtf application/text application/txt application/plain application/xml")

// otherText gives the type that a part which is no usual text is read as; "" for
// what is none. word says that its words are looked through wherever it stands.
func (p *parser) otherText(t *part) (kind string, word bool) {
	switch {
	case t.data != nil || t.letter != nil || t.opened != nil || len(t.body) == 0:
	case t.is("text/"):
		if !wordless[t.ctype.value] {
			return t.ctype.value, true
		}
	case unnamedKinds[t.ctype.value] && t.fileName("") == "" && t.disp.value != "attachment" && p.spend(detectCost*headBytes):
		switch found := foundType(t.head(nil)); found {
		case "text/plain", "text/html", "text/rtf", "text/xml":
			return found, false
		}
	}
	return "", false
}

// gatherOther gathers a file that has words, or may be the text of the letter.
// One without is a file as any other.
func (p *parser) gatherOther(t *part, kind string, word bool) gathered {
	g := gathered{files: []*part{t}}
	if p.texted > 8*p.limits.TextBytes {
		return g
	}
	body := p.readable(t)
	if !p.spend(len(body)) {
		return g
	}
	before := p.problems
	raw, _ := decodeTransfer(t.header.str("content-transfer-encoding"), body, true)
	as := *t
	as.ctype.value = kind
	if utf16, ok := mendUTF16(raw, t.ctype.params.get("charset")); ok {
		raw, as.wide = utf16, true
	}
	if looksBinary(raw, as.charset()) {
		return g
	}
	text := p.readText(&as, raw)
	p.texted += int64(len(text))
	switch {
	case t.fileName("") == "" && t.disp.value != "attachment":
		g.spare = []spare{{t, text, word}}
	case word:
		p.problems = before // a file may hold what it will
		g.behind = []string{fileWords(t.fileName(p.hint)) + text}
	}
	return g
}

func fileWords(name string) string { return "[Attached file: " + name + "]\n" }

// useSpare makes the first text of another kind the letter's, where it has none.
func (g *gathered) useSpare() {
	for _, s := range g.spare {
		switch {
		case s.part == nil && len(g.behind) > 0:
		case !hasInk(joinTexts(g.texts)) && hasLetter(s.text):
			g.texts = append(g.texts, s.text)
			g.files = slices.DeleteFunc(g.files, func(f *part) bool { return f == s.part })
		case s.file && strings.TrimSpace(s.text) != "":
			g.behind = append(g.behind, fileWords("")+s.text)
		}
	}
	g.spare = nil
}

// pictureTexts gives what stands for the pictures of HTML in which there is no
// other text.
func pictureTexts(t *part, raw []byte) []spare {
	const most = 4 << 10 // bytes
	var b strings.Builder
	src, _ := asUTF8(raw, t.charset())
	for z := html.NewTokenizer(bytes.NewReader(src)); b.Len() < most; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		for name, more := z.TagName(); more && string(name) == "img"; {
			var key, value []byte
			key, value, more = z.TagAttr()
			if alt := oneLine(string(value)); string(key) == "alt" && hasLetter(alt) && !hasEnding(alt) {
				b.WriteString("[Picture: " + alt + "]\n")
			}
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return []spare{{text: cleanText(b.String())}}
}

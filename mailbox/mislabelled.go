package mailbox

import (
	"bytes"
	"strings"
)

// mislabelled mends the type of a part that is called plain text and plainly is
// something else, and of HTML that is not called so.
func (p *parser) mislabelled(t *part) {
	switch t.ctype.value {
	case "application/xhtml+xml":
		if t.fileName("") == "" && t.disp.value != "attachment" {
			t.ctype.value = "text/html"
		}
	case "text/plain":
		if boundary := t.ctype.params.get("boundary"); boundary != "" && p.spend(len(t.body)) && delimited(t.body, boundary) {
			p.problem("content_type", "The letter has several parts and is called one text: they were told apart.")
			t.ctype.value = "multipart/mixed"
			if alternates(t.body, boundary) {
				t.ctype.value = "multipart/alternative"
			}
		} else if t.mayBeHTML() && t.fileName("") == "" && isHTML(t, len(t.header.all("content-type")) > 1) {
			p.problem("content_type", "What is called plain text is HTML: it is read as such.")
			t.ctype.value = "text/html"
		}
	}
}

// delimited reports a boundary with the header of a part below it.
func delimited(body []byte, boundary string) bool {
	i := strayAt(body, strings.TrimRight(boundary, " \t"))
	if i < 0 {
		return false
	}
	_, below := cutLine(body[i:])
	line, _ := cutLine(below)
	name, _, ok := splitField(line)
	return ok && strings.HasPrefix(name, "content-")
}

// alternates reports a body of two parts, plain text and then HTML.
func alternates(body []byte, boundary string) bool {
	const most = 3
	s, _ := splitAt(body, strings.TrimRight(boundary, " \t"), most, false)
	if len(s.parts) != 2 {
		return false
	}
	begins := func(part []byte, kind string) bool {
		head := bytes.ToLower(part[:min(len(part), 200)])
		i := bytes.Index(head, []byte("content-type:"))
		return i >= 0 && bytes.HasPrefix(bytes.TrimLeft(head[i+len("content-type:"):], " \t"), []byte(kind))
	}
	return begins(s.parts[0], "text/plain") && begins(s.parts[1], "text/html")
}

// mayBeHTML looks at the first character of a body: < as it is, or in base64.
func (t *part) mayBeHTML() bool {
	for _, c := range t.body[:min(len(t.body), 200)] {
		if !isSpaceByte(c) {
			return c == '<' || c == 'P' && isBase64Name(squash(t.header.str("content-transfer-encoding")))
		}
	}
	return false
}

// isHTML reports a text that begins as a page of HTML does, or with an element
// that ends in it, among several others. Where another field calls it something
// else, one element is enough.
func isHTML(t *part, doubted bool) bool {
	const several = 4
	head := bytes.ToLower(bytes.TrimLeft(t.head(nil), " \t\r\n"))
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	for _, page := range []string{"<!doctype html", "<html>", "<html "} {
		if bytes.HasPrefix(head, []byte(page)) {
			return true
		}
	}
	n := 1
	for n < len(head) && (isASCIILetter(head[n]) || head[n] >= '0' && head[n] <= '9') {
		n++
	}
	name := string(head[1:n])
	tail := bytes.ToLower(t.body[max(0, len(t.body)-200):])
	end := []byte("</" + name + ">")
	if !htmlNames[name] || !bytes.Contains(head, end) && !bytes.Contains(tail, end) {
		return false
	}
	tags := 0
	for rest := head; ; {
		i := bytes.IndexByte(rest, '<')
		if i < 0 {
			return doubted || tags >= several
		}
		rest = rest[i+1:]
		end := bytes.IndexAny(rest, "> /\n\r")
		tags += b2i(end > 0 && htmlNames[string(rest[:end])] || len(rest) > 0 && rest[0] == '/')
	}
}

// htmlNames are the elements that a letter is made of.
var htmlNames = set("html head body div p span table tbody tr td font b i a br ul ol li h1 h2 h3 center strong em img style meta blockquote pre hr")

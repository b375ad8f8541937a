package mailbox

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// region is an element that a mail program marks as what it put there: the
// sentence above quoted mail, or a signature.
type region struct {
	name      string // of the element; "" when none is open
	open      int    // elements of that name within it
	from      int    // where its text begins in the output
	signature bool
}

// startRegion looks at the marks that mail programs leave in classes, names and
// borders. Of marks alone none takes a word away: they become lines that the
// search for quotes and signatures knows, a rule or '--'.
func (w *htmlWriter) startRegion(t *tag) {
	if w.region.name != "" {
		if string(t.name) == w.region.name && t.kind == html.StartTagToken {
			w.region.open++
		}
		return
	}
	switch {
	case t.kind != html.StartTagToken || voidTag[t.atom]:
	case isSignature(t):
		w.openRegion(t, true)
		w.newLine(2)
		if last := w.lastLine(); w.depth == 0 && last != "" && last != "-- " && last != "--" {
			w.write([]byte("--"))
			w.newLine(1)
		}
	case isAttribution(t):
		w.newLine(blockGap(t))
		w.openRegion(t, false)
	case t.css.ruled || isOriginal(t):
		w.newLine(1)
		if !isRule(w.lastLine()) {
			w.write(bytes.Repeat([]byte("_"), 32))
			w.newLine(1)
		}
	}
}

func (w *htmlWriter) openRegion(t *tag, signature bool) {
	w.region = region{name: string(t.name), open: 1, from: w.out.Len(), signature: signature}
}

// endRegion ends the region at its last end tag.
func (w *htmlWriter) endRegion(t *tag) {
	r := &w.region
	if r.name == "" || r.name != string(t.name) {
		return
	}
	if r.open--; r.open > 0 {
		return
	}
	if r.signature {
		w.newLine(2)
	} else {
		w.markAttribution(r.from)
	}
	w.region = region{}
}

// markAttribution marks the sentence above a quote as part of it when its
// language is not known, so that it cannot be told by its words.
func (w *htmlWriter) markAttribution(from int) {
	said := w.out.Bytes()[from:]
	text := strings.TrimSpace(string(said))
	if len(text) > 400 || strings.HasPrefix(text, "-") || !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "：") ||
		strings.HasPrefix(text, ">") || endsInHead(text) {
		return
	}
	lines := strings.Split(string(bytes.TrimLeft(said, "\n")), "\n")
	lead := len(said) - len(bytes.TrimLeft(said, "\n"))
	w.out.Truncate(from + lead)
	w.out.WriteString("> " + strings.Join(lines, "\n> "))
}

// lastLine gives what was written last, as one line without its end.
func (w *htmlWriter) lastLine() string {
	out := w.out.Bytes()
	out = out[max(0, len(out)-200):]
	return string(out[bytes.LastIndexByte(out, '\n')+1:])
}

// belowHead reports whether a reply head was written last, so that what follows
// is quoted mail, however it is marked.
func (w *htmlWriter) belowHead() bool {
	out := w.out.Bytes()
	if end := bytes.TrimRight(out[max(0, len(out)-4):], " "); !bytes.HasSuffix(end, []byte(":")) && !bytes.HasSuffix(end, []byte("：")) {
		return false
	}
	const most = 600 // the longest head, and a line before it
	if w.looked += most; w.looked > headTries {
		return false
	}
	return endsInHead(strings.ToValidUTF8(string(out[max(0, len(out)-most):]), ""))
}

// endsInHead reports whether the last lines of a text are a reply head.
func endsInHead(text string) bool {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := max(0, len(lines)-4); i < len(lines); i++ {
		search := headSearchState{tries: 4000}
		if n, _ := replyHead(lines, i, &search); n > 0 && i+n == len(lines) {
			return true
		}
	}
	return false
}

// isSignature reports the elements that mail programs put signatures into.
func isSignature(t *tag) bool {
	if t.atom == atom.Span || !bytes.Contains(t.class, []byte("signature")) && !bytes.Contains(t.id, []byte("ignature")) {
		return false
	}
	class, id := string(t.class), strings.TrimPrefix(string(t.id), "x_")
	switch id {
	case "Signature", "signature", "AppleMailSignature", "ms-outlook-mobile-signature", "ymail_android_signature", "composer_signature":
		return true
	}
	for name := range strings.FieldsSeq(class) {
		switch strings.TrimPrefix(name, "x_") {
		case "gmail_signature", "moz-signature", "protonmail_signature_block":
			return true
		}
	}
	return false
}

// isAttribution reports the elements around the sentence above a quote.
func isAttribution(t *tag) bool {
	return bytes.Contains(t.class, []byte("gmail_attr")) || bytes.Contains(t.class, []byte("moz-cite-prefix")) || string(t.id) == "reply-intro"
}

// isOriginal reports the elements that stand before or around the header of
// quoted mail in Outlook and its kin.
func isOriginal(t *tag) bool {
	switch string(t.id) {
	case "divRplyFwdMsg", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container":
		return true
	}
	return false
}

package letters

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// head is what the header says, but for the body.
type head struct {
	from, address, subject, id string
	when                       time.Time
	answers                    string // the Message-ID of the letter that it answers
	automatic                  bool
}

// head writes the header, with the fields that servers on the way add, up to
// MIME-Version.
func (w *writer) head(b *bytes.Buffer, h head) {
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\r\n", args...) }
	date := h.when.Format(time.RFC1123Z)
	line("Return-Path: <%s>", h.address)
	line("Received: from mx%d.example.org (mx.example.org [192.0.2.%d])", w.random.IntN(9), w.random.IntN(250))
	line("\tby inbound.example.org with ESMTPS id %x", w.random.Uint64())
	line("\tfor <enquiries@example.org>; %s", date)
	line("Authentication-Results: spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org; dmarc=pass")
	line("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;")
	line("\th=from:to:subject:date; bh=%s; b=%s", base64.StdEncoding.EncodeToString(w.bytes(32)), base64.StdEncoding.EncodeToString(w.bytes(128)))
	line("X-MS-Exchange-Organization-SCL: 1")
	line("X-MS-Has-Attach:")
	line("X-MS-Exchange-CrossTenant-id: %x", w.bytes(16))
	if h.answers != "" {
		line("In-Reply-To: %s", h.answers)
		line("References: %s", h.answers)
	}
	if h.automatic {
		line("Auto-Submitted: auto-replied")
		line("X-Auto-Response-Suppress: All")
	}
	line("From: %s <%s>", mime.QEncoding.Encode("utf-8", h.from), h.address)
	line("To: Enquiries <enquiries@example.org>")
	line("Subject: %s", mime.QEncoding.Encode("utf-8", h.subject))
	line("Date: %s", date)
	line("Message-ID: %s", h.id)
	line("MIME-Version: 1.0")
}

// entity is a body or a part of one (RFC 2045, 2.4).
type entity struct {
	kind        string // media type, with its charset
	encoding    string // "8bit", "quoted-printable" or "base64"
	disposition string // or none
	content     []byte

	parts []entity // of a multipart, which has neither encoding nor content
}

const qp, b64 = "quoted-printable", "base64"

// body builds the body of a letter around its text.
func (w *writer) body(kind Kind, text string) entity {
	plain := entity{kind: "text/plain; charset=utf-8", encoding: qp, content: []byte(text)}
	switch kind {
	case Plain8Bit:
		plain.encoding = "8bit"
		return plain
	case Windows1252:
		plain.kind, plain.content = `text/plain; charset="windows-1252"`, windows1252(text)
		return plain
	case PlainBase64:
		plain.encoding = b64
		return plain
	case Big:
		size := (5<<20 + w.random.IntN(15<<20)) * 3 / 4 // base64 makes four bytes of three
		return entity{kind: "multipart/mixed", parts: []entity{plain, {
			kind: `image/jpeg; name="scan.jpg"`, disposition: `attachment; filename="scan.jpg"`, encoding: b64, content: w.bytes(size),
		}}}
	}
	html := entity{kind: "text/html; charset=utf-8", encoding: qp, content: []byte(asHTML(text))}
	if kind == HTML {
		return html
	}
	both := entity{kind: "multipart/alternative", parts: []entity{plain, html}}
	if kind == Alternative {
		return both
	}
	return entity{kind: "multipart/mixed", parts: []entity{both, {
		kind:        "application/octet-stream",
		disposition: "attachment; filename*=utf-8''" + url.PathEscape(pick(w, fileNames)),
		encoding:    b64, content: w.bytes(4000 + w.random.IntN(28_000)),
	}}}
}

// entity writes the fields that say how the body is built, and the body.
func (w *writer) entity(b *bytes.Buffer, e entity) {
	if e.parts != nil {
		boundary := fmt.Sprintf("_%x_", w.bytes(12))
		fmt.Fprintf(b, "Content-Type: %s; boundary=\"%s\"\r\n\r\n", e.kind, boundary)
		for _, part := range e.parts {
			fmt.Fprintf(b, "--%s\r\n", boundary)
			w.entity(b, part)
			b.WriteString("\r\n")
		}
		fmt.Fprintf(b, "--%s--\r\n", boundary)
		return
	}
	fmt.Fprintf(b, "Content-Type: %s\r\n", e.kind)
	if e.disposition != "" {
		fmt.Fprintf(b, "Content-Disposition: %s\r\n", e.disposition)
	}
	fmt.Fprintf(b, "Content-Transfer-Encoding: %s\r\n\r\n", e.encoding)
	switch e.encoding {
	case qp:
		encoder := quotedprintable.NewWriter(b)
		encoder.Write(e.content) // a bytes.Buffer takes everything
		encoder.Close()
	case b64:
		writeBase64(b, e.content)
	default:
		b.Write(e.content)
	}
}

// writeBase64 writes lines of 76 characters (RFC 2045, 6.8).
func writeBase64(b *bytes.Buffer, content []byte) {
	const line = 76 / 4 * 3 // bytes
	b.Grow(base64.StdEncoding.EncodedLen(len(content)) * 78 / 76)
	for len(content) > 0 {
		n := min(line, len(content))
		b.Write(base64.StdEncoding.AppendEncode(b.AvailableBuffer(), content[:n]))
		b.WriteString("\r\n")
		content = content[n:]
	}
}

func windows1252(text string) []byte {
	var b []byte
	for _, c := range text {
		char, ok := charmap.Windows1252.EncodeRune(c)
		if !ok {
			char = '?' // as mail programs do
		}
		b = append(b, char)
	}
	return b
}

// bytes gives n random bytes.
func (w *writer) bytes(n int) []byte {
	b := make([]byte, n)
	w.noise.Read(b)
	return b
}

package mailbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// BenchmarkParse reads letters of the kinds and sizes that reach a public
// body's mailbox, 15 KB in the mean, and reports letters/s beside MB/s.
func BenchmarkParse(b *testing.B) {
	letters := benchLetters(500)
	size := 0
	for _, raw := range letters {
		size += len(raw)
	}
	b.SetBytes(int64(size / len(letters)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		raw := letters[n%len(letters)]
		ParseBytes(raw, Limits{})
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "letters/s")
}

// BenchmarkParseKinds is BenchmarkParse for each kind of letter by itself.
func BenchmarkParseKinds(b *testing.B) {
	for kind, name := range []string{"8bit", "cp1252", "base64", "html", "alternative", "attachment"} {
		b.Run(name, func(b *testing.B) {
			rnd := rand.New(rand.NewPCG(1, uint64(kind)))
			raw := benchLetter(rnd, kind)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				ParseBytes(raw, Limits{})
			}
		})
	}
}

// benchLetters gives n letters, the same each time.
func benchLetters(n int) [][]byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	out := make([][]byte, n)
	for i := range out {
		kind, at := 0, rnd.IntN(100)
		for _, share := range []int{20, 30, 37, 45, 80} {
			if at >= share {
				kind++
			}
		}
		out[i] = benchLetter(rnd, kind)
	}
	return out
}

func benchLetter(rnd *rand.Rand, kind int) []byte {
	var b strings.Builder
	when := fmt.Sprintf("Mon, %d Jun 2026 10:%02d:00 +0100", 1+rnd.IntN(28), rnd.IntN(60))
	fmt.Fprintf(&b, "Return-Path: <jo@example.org>\nReceived: from mx%d.example.org (mx.example.org [192.0.2.1])\n\tby in.example.net with ESMTPS id %x\n\tfor <desk@example.net>; %s\n", rnd.IntN(9), rnd.Uint64(), when)
	fmt.Fprintf(&b, "Authentication-Results: spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;\n\th=from:to:subject:date; b=%s\n", base64.StdEncoding.EncodeToString(benchBytes(rnd, 128)))
	fmt.Fprintf(&b, "X-MS-Exchange-Organization-SCL: 1\nX-MS-Has-Attach:\nX-MS-Exchange-CrossTenant-id: %x\n", benchBytes(rnd, 16))
	if rnd.IntN(4) == 0 {
		fmt.Fprintf(&b, "In-Reply-To: <%d@example.net>\nReferences: <%d@example.net>\n", rnd.IntN(1000), rnd.IntN(1000))
	}
	fmt.Fprintf(&b, "From: =?utf-8?q?Si=C3=A2n_Jones?= <jo%d@example.org>\nTo: Desk <desk@example.net>\nSubject: Places in March (ref %06d)\nDate: %s\nMessage-ID: <%x@example.org>\nMIME-Version: 1.0\n",
		rnd.IntN(4000), rnd.IntN(1_000_000), when, rnd.Uint64())
	text := benchText(rnd, min(600+int(rnd.ExpFloat64()*2500), 20_000)) + "Kind regards\nSiân Jones\n"
	b.WriteString(benchBody(rnd, kind, text))
	return []byte(strings.ReplaceAll(b.String(), "\n", "\r\n")) // as IMAP gives them
}

func benchBody(rnd *rand.Rand, kind int, text string) string {
	const printable = "Content-Transfer-Encoding: quoted-printable\n\n"
	both := "Content-Type: multipart/alternative; boundary=\"_in_\"\n\n--_in_\nContent-Type: text/plain; charset=utf-8\n" + printable + benchQP(text) +
		"\n--_in_\nContent-Type: text/html; charset=\"utf-8\"\n" + printable + benchQP(benchHTML(text)) + "\n--_in_--\n"
	switch kind {
	case 0:
		return "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text
	case 1:
		cp1252 := strings.NewReplacer("é", "\xe9", "ï", "\xef", "£", "\xa3", "–", "\x96", "“", "\x93", "”", "\x94", "â", "\xe2").Replace(text)
		return "Content-Type: text/plain; charset=\"windows-1252\"\n" + printable + benchQP(cp1252)
	case 2:
		return "Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: base64\n\n" + benchBase64([]byte(text))
	case 3:
		return "Content-Type: text/html; charset=utf-8\n" + printable + benchQP(benchHTML(text))
	case 4:
		return both
	}
	return "Content-Type: multipart/mixed; boundary=\"_out_\"\n\n--_out_\n" + both +
		"--_out_\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''R%C3%A9sum%C3%A9%20final.pdf\nContent-Transfer-Encoding: base64\n\n" +
		benchBase64(benchBytes(rnd, 4000+rnd.IntN(28_000))) + "--_out_--\n"
}

func benchBytes(rnd *rand.Rand, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(rnd.Uint32())
	}
	return out
}

func benchText(rnd *rand.Rand, size int) string {
	words := strings.Fields("I am writing about the course in March because the page that you sent said a different date and time from the booking Could you please confirm which one is right " +
		"and whether we need to bring anything with us also my manager has moved so the old address is no longer correct thank you for your help with this matter we were told to wait for a call " +
		"café naïve £12.50 – “urgent” certificate facilitator framework module")
	var b strings.Builder
	for b.Len() < size {
		for range 3 + rnd.IntN(4) {
			for range 6 + rnd.IntN(14) {
				b.WriteString(words[rnd.IntN(len(words))] + " ")
			}
			b.WriteString("again. ")
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

func benchHTML(text string) string {
	var b strings.Builder
	b.WriteString("<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=\"utf-8\"><style>p.MsoNormal{margin:0cm;font-size:11.0pt}</style></head><body lang=\"EN-GB\">\n")
	for p := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		b.WriteString("<p class=\"MsoNormal\"><span style=\"font-size:11.0pt;color:#1F497D\">" + p + "</span></p>\n<p class=\"MsoNormal\">&nbsp;</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func benchQP(s string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(s)) // a buffer takes all
	_ = w.Close()
	return strings.ReplaceAll(b.String(), "\r\n", "\n")
}

func benchBase64(data []byte) string {
	var b strings.Builder
	for s := base64.StdEncoding.EncodeToString(data); s != ""; {
		n := min(len(s), 76)
		b.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return b.String()
}

package mailbox

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestTransferEncodings: how a text is encoded is often said wrongly.
func TestTransferEncodings(t *testing.T) {
	const want = "Where is the café? It costs £40 – and we’re four.\nThank you for your help, and kind regards from all of us here. Siân\n"
	lines := benchBase64([]byte(want + want))
	qp := strings.ReplaceAll(benchQP(want), "costs", "co=\nst=\ns=\n")
	for _, c := range []struct{ name, encoding, body, want, problems string }{
		{"8bits", "8bits", want, want, ""}, {"UTF-8", "UTF-8", want, want, ""}, {"none", "none", want, want, ""}, {"7-bit", "7-bit", want, want, ""},
		{"no such thing", "x-secret", want, want, "encoding"},
		{"Base 64", "Base 64", lines, want + want, ""},
		{"with a comment", "(coded) base64", lines, want + want, ""},
		{"with a parameter", "quoted-printable; charset=utf-8", qp, want, ""},
		{"base64 without padding", "base64", strings.TrimRight(lines, "=\n"), want + want, ""},
		{"base64 with spaces", "base64", strings.ReplaceAll(lines, "G", "G "), want + want, ""},
		{"several base64 texts", "base64", base64.StdEncoding.EncodeToString([]byte(want)) + "\n" + base64.StdEncoding.EncodeToString([]byte(want)) + "\n", want + want, ""},
		{"base64 for web addresses", "base64", base64.URLEncoding.EncodeToString([]byte(strings.Repeat("Siân’s €40 ??>>~~ ÿ\n", 9))), strings.Repeat("Siân’s €40 ??>>~~ ÿ\n", 9), ""},
		{"quoted-printable that nothing names", "", qp, want, ""},
		{"quoted-printable called 7bit", "7bit", qp, want, ""},
		{"base64 that nothing names", "", lines, want + want, ""},
		{"base64 that is called binary", "binary", lines, lines, ""},
		{"equations", "", "a=1 b=22 c=3\nd=\ne=\nf=\n", "a=1 b=22 c=3\nd=\ne=\nf=\n", ""},
		{"lower-case codes", "quoted-printable", "caf=c3=a9 =\t\r\nnow=", "café now\n", ""},
		{"text never encoded", "quoted-printable", "2+2=4, x=y, 100%=ok\n", "2+2=4, x=y, 100%=ok\n", ""},
	} {
		m := parseString("From: a@example.org\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "+c.encoding+"\n\n"+c.body, Limits{})
		if m.Text != c.want || codes(m) != c.problems {
			t.Errorf("%s: got %q, %s; want %q", c.name, m.Text, codes(m), c.want)
		}
	}
}

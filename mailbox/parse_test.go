package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func parseString(s string, l Limits) Message {
	return Parse(strings.NewReader(s), int64(len(s)), l)
}

func codes(m Message) string {
	var out []string
	for _, p := range m.Problems {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

// TestParseEnds gives letters made to cost much; each must be read within the
// budget and say that something was left out.
func TestParseEnds(t *testing.T) {
	deep := func(n int) string {
		var b strings.Builder
		b.WriteString("From: a@example.org\n")
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		}
		return b.String() + "\nat the bottom\n"
	}
	for _, c := range []struct{ name, letter, code string }{
		{"parts within parts", deep(50_000), "limit"},
		{"letters within letters", "From: a@example.org\n" + strings.Repeat("Content-Type: message/rfc822\n\n", 100_000), "limit"},
		{"many parts", "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 200_000) + "--b--\n", "limit"},
		{"long header", "From: a@example.org\n" + strings.Repeat("X-A: b\n", 1<<19) + "\ntext\n", "header_size"},
		{"one folded field", "From: a@example.org\nSubject: x\n" + strings.Repeat(" y\n", 1<<20) + "\ntext\n", "header_size"},
		{"junk in the header", "From: a@example.org\n" + strings.Repeat("junk\n", 60_000) + "\ntext\n", "header_end"},
		{"long text", "From: a@example.org\n\n" + strings.Repeat("word ", 2_000_000), "text_size"},
		{"html of tags", "From: a@example.org\nContent-Type: text/html\n\n" + strings.Repeat("<blockquote type=cite><ul><li>x", 300_000), "text_size"},
		{"html of links", "From: a@example.org\nContent-Type: text/html\n\n" + strings.Repeat("<a href='https://example.org/"+strings.Repeat("x", 1500)+"'>x", 10_000), "text_size"},
		{"encoded words", "From: a@example.org\nSubject: " + strings.Repeat("=?utf-8?q?x", 90_000) + "\n\ntext\n", ""},
		{"addresses", "From: a@example.org\nTo: " + strings.Repeat("\"<(", 300_000) + "\n\ntext\n", ""},
		{"brackets", "From: a@example.org\nTo: " + strings.Repeat("(", 900_000) + "\n\ntext\n", ""},
		{"parameters", "From: a@example.org\nContent-Type: text/plain" + strings.Repeat("; a*1*=\"x", 100_000) + "\n\ntext\n", ""},
		{"reply heads", "From: a@example.org\n\n" + strings.Repeat("On Mon, 1 Jun 2026 at 09:00 x\n", 20_000), ""},
		{"head blocks", "From: a@example.org\n\n" + strings.Repeat("From: x\n\n", 60_000), ""},
		{"uuencode", "From: a@example.org\n\n" + strings.Repeat("begin 644 x\n\n", 60_000), ""},
		{"boundaries", "From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--"+strings.Repeat("y", 250)+"\n", 20_000), "limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := parseString(c.letter, Limits{})
			if !strings.Contains(codes(m), c.code) {
				t.Errorf("problems %q, want %q among them", codes(m), c.code)
			}
			if stopped := c.code == "limit" || c.code == "header_size"; m.Overrun != stopped {
				t.Errorf("overrun %v, problems %q", m.Overrun, codes(m))
			}
		})
	}
}

// TestWorkIsCounted: what is gone over again and again is counted each time, and
// what is not reached any more is still offered.
func TestWorkIsCounted(t *testing.T) {
	letter := "From: a@example.org\n"
	for i := range 10 {
		letter += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	letter += "\n" + strings.Repeat("word ", 10_000)
	for limit, want := range map[int64]bool{int64(len(letter)) * 5: true, int64(len(letter)) * 12: false} {
		m := parseString(letter, Limits{WorkBytes: limit})
		if m.Overrun != want || strings.Contains(codes(m), "limit") != want || m.Unreadable() {
			t.Errorf("limit %d: overrun %v, problems %s", limit, m.Overrun, codes(m))
		}
		if len(m.Text) == 0 && len(m.Attachments) == 0 {
			t.Errorf("limit %d: nothing is shown", limit)
		}
	}
}

type brokenReader struct{}

func (brokenReader) ReadAt([]byte, int64) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestParseReaderFails(t *testing.T) {
	m := Parse(brokenReader{}, 100, Limits{})
	if !m.Unreadable() || m.Kind != Human {
		t.Errorf("got %+v", m)
	}
}

func TestLimitsHold(t *testing.T) {
	m := parseString("From: a@example.org\n\n"+strings.Repeat("é", 100), Limits{TextBytes: 11})
	if m.Text != "ééééé\n" {
		t.Errorf("text %q", m.Text)
	}
}

func TestPartGivesDecodedBytes(t *testing.T) {
	const letter = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
	a, data, err := Part(strings.NewReader(letter), int64(len(letter)), Limits{}, 0)
	if err != nil || a.Name != "a.png" || !bytes.Equal(data, []byte("\x89PNG\r\n\x1a\n")) {
		t.Errorf("got %+v %q %v", a, data, err)
	}
	if _, _, err := Part(strings.NewReader(letter), int64(len(letter)), Limits{}, 1); err != io.EOF {
		t.Errorf("beyond the last: %v", err)
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"Mon, 1 Jun 2026 10:00:00 +0100":          "2026-06-01T10:00:00+01:00",
		"1 Jun 26 10:00 GMT":                      "2026-06-01T10:00:00Z",
		"Mon, 01 Jun 2026 10:00:00 +0100 (BST)":   "2026-06-01T10:00:00+01:00",
		"Mon, 1 June 2026 10.00.00 BST":           "2026-06-01T10:00:00+01:00",
		"Mon Jun  1 10:00:00 2026":                "2026-06-01T10:00:00Z",
		"Mon Jun  1 10:00:00 EDT 2026":            "2026-06-01T10:00:00-04:00",
		"2026-06-01T10:00:00+01:00":               "2026-06-01T10:00:00+01:00",
		"2026-06-01 10:00":                        "2026-06-01T10:00:00Z",
		"Mon, 1 Jun 2026 10:00:00":                "2026-06-01T10:00:00Z",
		"1-Jun-2026 10:00:00 -0500":               "2026-06-01T10:00:00-05:00",
		"Mon, 1 Jun 100 10:00:00 +0000":           "2000-06-01T10:00:00Z",
		"Mon, 1 Jun 2026 2:30:00 PM":              "2026-06-01T14:30:00Z",
		"(a comment) Mon, 1 Jun 2026 10:00 +0000": "2026-06-01T10:00:00Z",
		"tomorrow":                        "",
		"Mon, 45 Jun 2026 10:00:00 +0100": "",
		"":                                "",
	} {
		got := ""
		if d, ok := parseDate(in); ok {
			got = d.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestParseAddresses(t *testing.T) {
	for in, want := range map[string][]Address{
		`a@example.org`:                                      {{"", "a@example.org"}},
		`"Bloggs, Jo" <jo@example.org>`:                      {{"Bloggs, Jo", "jo@example.org"}},
		`Bloggs, Jo <jo@example.org>, b@example.org`:         {{"Bloggs, Jo", "jo@example.org"}, {"", "b@example.org"}},
		`jo@example.org (Jo Bloggs)`:                         {{"Jo Bloggs", "jo@example.org"}},
		`Jo @ work <jo@example.org>`:                         {{"Jo @ work", "jo@example.org"}},
		`<@relay.example.com:jo@example.org>`:                {{"", "jo@example.org"}},
		`Jo <jo@example.org`:                                 {{"Jo", "jo@example.org"}},
		`Jo jo@example.org`:                                  {{"Jo", "jo@example.org"}},
		`"jo@example.org" <jo@example.org>`:                  {{"", "jo@example.org"}},
		`=?utf-8?q?Si=C3=B4n=2C_Jo?= <jo@example.org>`:       {{"Siôn, Jo", "jo@example.org"}},
		`=?utf-8?q?Jo_=3Cjo=40example=2Eorg=3E?=`:            {{"Jo", "jo@example.org"}},
		`Team: a@example.org, b@example.org;, c@example.org`: {{"", "a@example.org"}, {"", "b@example.org"}, {"", "c@example.org"}},
		`undisclosed-recipients:;`:                           nil,
		`"unclosed <jo@example.org>`:                         {{"unclosed", "jo@example.org"}},
		`root`:                                               {{"", "root"}},
		`Jo Bloggs`:                                          {{"Jo Bloggs", ""}},
		`jo..x.@example.org`:                                 {{"", "jo..x.@example.org"}},
		`"jo x"@example.org`:                                 {{"", `"jo x"@example.org`}},
		`siôn@example.org`:                                   {{"", "siôn@example.org"}},
		`<>`:                                                 nil,
		`a@example.org; b@example.org`:                       {{"", "a@example.org"}, {"", "b@example.org"}},
	} {
		if diff := cmp.Diff(want, parseAddresses([]byte(in), "")); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", in, diff)
		}
	}
}

func TestDecodeHeader(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                            "plain",
		"=?utf-8?q?caf=C3=A9?=":            "café",
		"=?utf-8?q?a?= =?utf-8?q?b?=":      "ab",
		"=?utf-8?q?a?= b =?utf-8?q?c?=":    "a b c",
		"x=?utf-8?q?a?=y":                  "xay",
		"=?utf-8?B?w?= =?utf-8?B?6Q==?=":   "é",
		"=?unknown-8bit?q?caf=E9?=":        "café",
		"=?iso-8859-1?q?=93q=94?=":         "“q”",
		"=?utf-8?q??=":                     "",
		"=?utf-8?x?a?=":                    "=?utf-8?x?a?=",
		"a =? b":                           "a =? b",
		"caf\xe9":                          "café",
		"caf\xc3\xa9":                      "café",
		"=?utf-7?q?+AOk-t+AOk-?=":          "été",
		"=?gb2312?B?xOO6ww==?=":            "你好",
		"two\n words":                      "two words",
		"=?utf-8?q?Bcc:=0D=0Ax?=":          "Bcc: x",
		"=?us-ascii*en?q?hello_there?=":    "hello there",
		"=?utf-8?Q?spaces in a word?= end": "spaces in a word end",
	} {
		if got := decodeHeader([]byte(in), ""); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestKind(t *testing.T) {
	for _, c := range []struct {
		name, header string
		want         Kind
	}{
		{"plain", "Subject: Hello", Human},
		{"auto-replied", "Subject: x\nAuto-Submitted: auto-replied (vacation)", AutoReply},
		{"no", "Subject: Automatic reply: x\nAuto-Submitted: no\nPrecedence: bulk", Human},
		{"suppress alone", "Subject: x\nX-Auto-Response-Suppress: All", Human},
		{"x-autoreply", "Subject: x\nX-Autoreply: yes", AutoReply},
		{"precedence auto_reply", "Subject: x\nPrecedence: auto_reply", AutoReply},
		{"gmail vacation", "Subject: Out of office Re: x\nPrecedence: bulk\nX-Autoreply: yes", AutoReply},
		{"subject alone", "Subject: Automatic reply: is that you?", Human},
		{"failed recipients", "Subject: x\nX-Failed-Recipients: a@example.org", Bounce},
		{"daemon without failure", "From: postmaster@example.org\nSubject: Question about training", Human},
		{"daemon with failure", "From: MAILER-DAEMON@example.org\nSubject: Undeliverable: x", Bounce},
		{"list post", "Subject: x\nList-Id: <l.example.org>\nPrecedence: list", List},
		{"list id alone", "Subject: x\nList-Id: <l.example.org>", Human},
		{"unsubscribe alone", "Subject: x\nList-Unsubscribe: <https://example.org>", Human},
		{"answer through a group", "Subject: x\nList-Id: <l.example.org>\nPrecedence: list\nIn-Reply-To: <a@b>", Human},
		{"bulk alone", "Subject: x\nPrecedence: bulk", Human},
	} {
		if got := parseString("From: a@example.org\n"[:b2i(!strings.HasPrefix(c.header, "From"))*20]+c.header+"\n\ntext\n", Limits{}).Kind; got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

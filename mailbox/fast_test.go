package mailbox

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParseBytesKeepsNothing: the letter is not changed, and overwriting it
// afterwards changes nothing of what was read.
func TestParseBytesKeepsNothing(t *testing.T) {
	for _, raw := range benchLetters(30) {
		before := bytes.Clone(raw)
		got := ParseBytes(raw, Limits{})
		if !bytes.Equal(raw, before) {
			t.Fatal("the letter was changed")
		}
		clear(raw)
		if diff := cmp.Diff(parseString(string(before), Limits{}), got); diff != "" {
			t.Fatalf("read -, from memory +:\n%s", diff)
		}
	}
}

// TestBase64Size: the size is that of what is decoded, however broken the code.
func TestBase64Size(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 3))
	for range 20_000 {
		code := base64.StdEncoding.AppendEncode(nil, benchBytes(rnd, rnd.IntN(12)))
		for range rnd.IntN(4) {
			code = slices.Insert(code, rnd.IntN(len(code)+1), "=\r\n -_!\xffA"[rnd.IntN(9)])
		}
		out, bad := decodeBase64(code)
		if n, faults := base64Size(code); n != len(out) || faults != (bad > 0) {
			t.Fatalf("%q: %d, %v; want %d, %v", code, n, faults, len(out), bad > 0)
		}
		if clean, ok := decodeClean(nil, code, false); ok && (!bytes.Equal(clean, out) || bad > 0) {
			t.Fatalf("%q: %q, want %q", code, clean, out)
		}
	}
}

// restatedWords checks the law of restates: where it says true no word of the
// HTML is missing.
func restatedWords(t *testing.T, src, plain string) {
	t.Helper()
	if !restates(src, plain) {
		return
	}
	have := map[string]bool{}
	for w := range foldedWords(plain) {
		have[w] = true
	}
	rich := cleanText(htmlText(src, 1<<20))
	for w := range foldedWords(webAddress.ReplaceAllString(rich, " ")) {
		if !have[w] {
			t.Fatalf("%q is in the HTML alone: %q beside %q", w, src, plain)
		}
	}
}

const restatedPlain = "Hello again, see the café's course page in May. foo bar http www example org\n"

var restatedPieces = []string{"Hello", "again", "see", "the", "café", "caf&eacute;", "cafe\u0301", "’", "&rsquo;", "s", "foo", "bar", "foobar", "\u200b", "\u00ad", "&nbsp;", "\u00a0", "&#110;",
	" ", "\n", ".", ",", "<", ">", "&", "&lt;", "\x01", "www.example.org", "éhttp://foo", "http://bar",
	"<p>", "</p>", "<br>", "<b>", "</b>", "<td>", "</td>", "<tr>", "<div hidden>", "</div>", "<div style='display:none'>", "<b style=\"font-size:0\">", "<ol>", "<ul>", "<li>",
	"<!-- foo -->", "<!-->", "<!--x--!>", "<![if !mso]>", "<!doctype html>", "<style>p{}</style>", "<style>", "</style>", "<title>unseen</title>", "<script>", "</script>", "<textarea>",
	"<a href='https://example.org/unseen'>", "<a href=\"mailto:ann@example.org\">", "<a href='mailto:unseen'>", "<a href='tel:12'>", "<a href='https://x/&lt;unseen'>", "</a>",
	"<img alt='é'>", "<img alt='a'>", "<p title='>'>", "<p title=\"", "'", "\"", "<p/x>", "<p =x>", "</>", "<blockquote type=cite>", "<pre>", "</pre>", "<noscript>", "<svg>"}

func TestRestatesHidesNoWord(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	said := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + rnd.IntN(7) {
			b.WriteString(restatedPieces[rnd.IntN(len(restatedPieces))])
		}
		restatedWords(t, b.String(), restatedPlain)
		said += b2i(restates(b.String(), restatedPlain))
	}
	if said < 1000 {
		t.Errorf("true for %d only", said)
	}
}

// FuzzRestates looks for HTML whose words restates overlooks.
func FuzzRestates(f *testing.F) {
	for _, p := range restatedPieces {
		f.Add(p+"Hello", restatedPlain)
	}
	f.Fuzz(func(t *testing.T, src, plain string) { restatedWords(t, src, cleanText(plain)) })
}

// TestLettersAreNotRendered: of letters whose two texts say the same the HTML is
// not turned into text.
func TestLettersAreNotRendered(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		text := benchText(rnd, 500)
		if !restates(benchHTML(text), cleanText(text)) {
			t.Fatalf("not seen to be the same: %s", text)
		}
	}
}

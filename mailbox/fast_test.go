package mailbox

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math/rand/v2"
	"regexp"
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
		code := base64.StdEncoding.AppendEncode(nil, benchBytes(rnd, rnd.IntN(40)))
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
	if !restates([]byte(src), plain) {
		return
	}
	have := map[string]bool{}
	for w := range foldedWords(plain) {
		have[w] = true
	}
	rich := cleanBytes(htmlText([]byte(src), 1<<20))
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
		said += b2i(restates([]byte(b.String()), restatedPlain))
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

// TestRestatesKnowsEveryWord: of characters without tags it says whether all of
// their words stand in the plain text, wherever both go on alike.
func TestRestatesKnowsEveryWord(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 5))
	pieces := strings.Split("a|b|ab|word|another|long-winded| |  |\n|, |. |é|caf\u00e9|\u2019|\u00a0|&amp;|(|", "|")
	write := func() string {
		var b strings.Builder
		for range 1 + rnd.IntN(40) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		return b.String()
	}
	said := 0
	for range 20_000 {
		plain := write()
		src := plain
		if from := rnd.IntN(len(src) + 1); rnd.IntN(2) == 0 {
			src = src[:from] + write()
		}
		have := map[string]bool{}
		for r := (wordReader[string]{text: plain}); ; {
			w, ok := r.next()
			if !ok {
				break
			}
			have[w] = true
		}
		want, r := true, wordReader[string]{text: src}
		for w, ok := r.next(); ok; w, ok = r.next() {
			want = want && have[w]
		}
		want = want && !r.odd
		if got := restates([]byte(src), plain); got != want {
			t.Fatalf("%q beside %q: %v", src, plain, got)
		}
		said += b2i(want)
	}
	if said < 5000 || said > 19_000 {
		t.Errorf("true for %d", said)
	}
}

// TestEightBytesAtATime: the quick ways through a text find what a slow one does.
func TestEightBytesAtATime(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 6))
	odd := []byte("\x00\x1f\n\x7f\x80\xff&> ~")
	for range 50_000 {
		s := bytes.Repeat([]byte{'A' + byte(rnd.IntN(26))}, rnd.IntN(30))
		for i := range min(len(s), rnd.IntN(3)) {
			s[(i+rnd.IntN(len(s)))%len(s)] = odd[rnd.IntN(len(odd))]
		}
		want := slices.IndexFunc(s, func(c byte) bool { return c < ' ' || c >= 0x7f })
		if want < 0 {
			want = len(s)
		}
		if n := printable(s); n != want {
			t.Fatalf("%q: %d printable, want %d", s, n, want)
		}
		if len(s) < 8 || want < 8 {
			continue
		}
		for _, c := range []byte("&>") {
			if got := holds(binary.LittleEndian.Uint64(s), c); got != (bytes.IndexByte(s[:8], c) >= 0) {
				t.Fatalf("%q holds %q: %v", s[:8], c, got)
			}
		}
	}
}

// TestWhatSparesExpressions: what is looked for before an expression is tried
// agrees with it.
func TestWhatSparesExpressions(t *testing.T) {
	for words := range usualFormulas {
		if !signOffOpens.may(words) || !signOff.MatchString(words) || !signOffOwn.MatchString(words) {
			t.Errorf("%q is no formula", words)
		}
	}
	for words := range usualThanks {
		if !signOffOpens.may(words) || !signOff.MatchString(words) || signOffOwn.MatchString(words) {
			t.Errorf("%q is no thanks", words)
		}
	}
	for _, path := range []string{
		"<mailer-daemon@example.org>", "<Postmaster>", "postmaster@example.org", `<"mailer-daemon"@example.org>`,
		"<=?utf-8?q?mailer-daemon?=@example.org>", "<@relay.example.org:postmaster@example.org>", "< postmaster@example.org >",
	} {
		if hasDaemon(parseAddresses([]byte(path), "")) && !mayBeDaemon([]byte(path)) {
			t.Errorf("%s is a daemon's", path)
		}
	}
	if mayBeDaemon([]byte("<jo@example.org>")) {
		t.Error("<jo@example.org> may be a daemon's")
	}
	sizes := regexp.MustCompile(`(^|;)font(-size)?:`)
	rnd := rand.New(rand.NewPCG(1, 7))
	for range 20_000 {
		var b strings.Builder
		for range rnd.IntN(8) {
			b.WriteString([]string{"font", "-size", ":", ";", "0", "-family"}[rnd.IntN(6)])
		}
		if style := b.String(); setsFont(style) != sizes.MatchString(style) {
			t.Fatalf("%q sets the font: %v", style, setsFont(style))
		}
	}
}

// TestLettersAreNotRendered: of letters whose two texts say the same the HTML is
// not turned into text.
func TestLettersAreNotRendered(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		text := benchText(rnd, 500)
		if !restates([]byte(benchHTML(text)), cleanText(text)) {
			t.Fatalf("not seen to be the same: %s", text)
		}
	}
}

package mailbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// underRace is set where the race detector makes all of this up to fifty times slower.
var underRace bool

// TestWorkGrowsWithTheLetterAlone gives letters of a few megabytes that once
// took seconds, because the work grew with the square of their length: then a
// letter four times as long takes sixteen times as long. What is too quick to
// be compared passes, and so does a letter that passes once in three times.
func TestWorkGrowsWithTheLetterAlone(t *testing.T) {
	const html = "From: a@example.org\nContent-Type: text/html\n\n"
	const plain = "From: a@example.org\n\n"
	for _, c := range []struct{ name, letter, quarter string }{
		{"50000 lists", html + strings.Repeat("<ul><li>", 50_000), ""},
		{"400000 lists", html + strings.Repeat("<ul><li>", 400_000), ""},
		{"300000 lists with a word", html + strings.Repeat("<ul><li>word ", 300_000), ""},
		{"long lines like reply heads", plain + strings.Repeat("On"+strings.Repeat(" a", 190)+" :\n", 10_000), ""},
		{"longer lines like reply heads", plain + strings.Repeat("On"+strings.Repeat(" a", 5000)+" :\n", 380), ""},
		{"short lines like reply heads", plain + strings.Repeat("On a a a 1 @ :\n", 250_000), ""},
		{"lines like header blocks", plain + strings.Repeat("From: a: sent: b: to: c\n", 160_000), ""},
		{"one line of header fields", plain + strings.Repeat("From: a sent: b ", 200_000), ""},
		{"one line of shared heads", plain + strings.Repeat("On Mon, x 2026 a ", 200_000) + " wrote:", ""},
		{"lines of shared heads", plain + strings.Repeat("a On Mon, xxxxxxx 2026: a wrote:\n", 100_000), ""},
		{"lines that begin as notices", plain + strings.Repeat("This email a a a a a a a a a a a a\n", 100_000), ""},
		{"notices", plain + strings.Repeat("This email is confidential and intended for the addressee only.\n\n", 50_000), ""},
		{"signature marks", plain + strings.Repeat("--\nx\n\n", 600_000), ""},
		{"one signature mark", plain + "--\n" + strings.Repeat("x\n", 1_800_000), ""},
		{"lines with verbs", plain + strings.Repeat("On 1 schrieb a @ b :\n", 180_000), ""},
		{"deep indents", plain + strings.Repeat(strings.Repeat(" ", 290)+"x\n", 13_000), ""},
		{"quotes in quotes", html + strings.Repeat("<blockquote type=cite>a ", 150_000), ""},
		{"words in alternatives", alternatives(200_000), alternatives(50_000)},
		{"words beside a gap", besideGap(400_000), besideGap(100_000)},
		{"lines of >", plain + strings.Repeat(strings.Repeat(">", 1000)+"\n", 4000), ""},
		{"one line of >", plain + strings.Repeat("> ", 2_000_000), ""},
		{"many From fields", strings.Repeat("From: a <a@example.org>\n", 40_000) + "\nx", ""},
		{"dashes", "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--", 4_000_000), ""},
		{"lines of dashes", "From: a@example.org\nContent-Type: multipart/mixed; boundary=-\n\n" + strings.Repeat("--\n", 2_000_000), ""},
		{"colons of an address", "To: " + strings.Repeat("a", 400_000) + "@" + strings.Repeat(":", 600_000) + "\n\nx", ""},
		{"web addresses as an address", "To: " + strings.Repeat("http://", 140_000) + "\n\nx", ""},
		{"angles of an address", "To: " + strings.Repeat("<a,", 340_000) + "\n\nx", ""},
		{"halves of encoded words", "From: a@example.org\nSubject: " + strings.Repeat("=?", 500_000) + "\n\nx", ""},
		{"encoded words of no kind", "From: a@example.org\nSubject: " + strings.Repeat("=?a?x? ", 140_000) + "\n\nx", ""},
		{"encoded words without end", "From: a@example.org\nSubject: " + strings.Repeat("=?a?q? ", 140_000) + "\n\nx", ""},
		{"short encoded words", "From: a@example.org\nSubject: " + strings.Repeat("=?utf-8?q?a?= ", 70_000) + "\n\nx", ""},
		{"escaped quotes", "From: a@example.org\nContent-Type: text/plain" + strings.Repeat(";x\\\"", 250_000) + "\n\nx", ""},
		{"parameters of many names", "From: a@example.org\nContent-Type: text/plain" + manyParams(60_000) + "\n\nx", ""},
		{"references", "From: a@example.org\nReferences: " + strings.Repeat("<a@b> (", 140_000) + "\n\nx", ""},
		{"nested tags", html + strings.Repeat("<div>", 700_000) + "x", ""},
		{"nested hidden tags", html + strings.Repeat("<div style='display:none'>", 140_000) + "x", ""},
		{"tags of size 0", html + strings.Repeat("<b style='font-size:0'>x", 160_000), ""},
		{"styles that differ", html + manyStyles(100_000), ""},
		{"links without end", html + strings.Repeat("<a href=https://example.org>", 140_000) + "x", ""},
		{"uuencoded files", plain + strings.Repeat("begin 644 x\n#0V%T\nend\n", 150_000), ""},
		{"empty uuencoded files", plain + strings.Repeat("begin 644 x\n`\n\n", 200_000), ""},
		{"html parts with pictures", pictures(400), pictures(100)},
		{"boundaries to be guessed", "From: a@example.org\nContent-Type: multipart/mixed\n\n" + strings.Repeat("--aaaaaaa\n", 150) + strings.Repeat("word ", 800_000), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if underRace {
				c.letter, c.quarter = c.letter[:len(c.letter)/20], ""
			}
			if c.quarter == "" {
				c.quarter = c.letter[:len(c.letter)/4]
			}
			var growth float64
			for range 3 {
				quarter, whole := took(c.quarter), took(c.letter)
				growth = whole.Seconds() / quarter.Seconds()
				t.Logf("%d bytes: %v, %.1f times a quarter of them", len(c.letter), whole, growth)
				if growth < 10 || whole < 200*time.Millisecond {
					return
				}
			}
			t.Errorf("four times the letter takes %.1f times the work", growth)
		})
	}
}

func manyParams(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ";a%d*0=x", i)
	}
	return b.String()
}

func manyStyles(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<b style='top:%d'>x</b>", i)
	}
	return b.String()
}

// alternatives gives a letter whose texts have no word in common.
func alternatives(n int) string {
	return "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n" +
		strings.Repeat("wordwordword", n) + "\n--b\nContent-Type: text/html\n\n" + strings.Repeat("ordwordwor dwordwo ", n/2) + "\n--b--\n"
}

// besideGap gives a letter whose plain text goes on only behind a long gap, and
// whose HTML never does.
func besideGap(n int) string {
	return "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n" +
		strings.Repeat("other ", 100) + "word " + strings.Repeat(" ", n) + "end\n--b\nContent-Type: text/html\n\n" +
		strings.Repeat("other ", 100) + strings.Repeat("word ", n) + "\n--b--\n"
}

// pictures gives a letter of HTML parts and pictures that none of them shows.
func pictures(n int) string {
	return "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" +
		strings.Repeat("--b\nContent-Type: text/html\n\n<img src='cid:a'>"+strings.Repeat("a word ", 1000)+"\n", n) +
		strings.Repeat("--b\nContent-Type: image/png\nContent-ID: <b>\n\nx\n", n) + "--b--\n"
}

func took(letter string) time.Duration {
	start := time.Now()
	parseString(letter, Limits{})
	return time.Since(start)
}

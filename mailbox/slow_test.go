package mailbox

import (
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
	for _, c := range []struct{ name, letter string }{
		{"50000 lists", html + strings.Repeat("<ul><li>", 50_000)},
		{"400000 lists", html + strings.Repeat("<ul><li>", 400_000)},
		{"300000 lists with a word", html + strings.Repeat("<ul><li>word ", 300_000)},
		{"long lines like reply heads", plain + strings.Repeat("On"+strings.Repeat(" a", 190)+" :\n", 10_000)},
		{"longer lines like reply heads", plain + strings.Repeat("On"+strings.Repeat(" a", 5000)+" :\n", 380)},
		{"short lines like reply heads", plain + strings.Repeat("On a a a 1 @ :\n", 250_000)},
		{"lines like header blocks", plain + strings.Repeat("From: a: sent: b: to: c\n", 160_000)},
		{"one line of header fields", plain + strings.Repeat("From: a sent: b ", 200_000)},
		{"one line of shared heads", plain + strings.Repeat("On Mon, x 2026 a ", 200_000) + " wrote:"},
		{"lines of shared heads", plain + strings.Repeat("a On Mon, xxxxxxx 2026: a wrote:\n", 100_000)},
		{"lines that begin as notices", plain + strings.Repeat("This email a a a a a a a a a a a a\n", 100_000)},
		{"notices", plain + strings.Repeat("This email is confidential and intended for the addressee only.\n\n", 50_000)},
		{"signature marks", plain + strings.Repeat("--\nx\n\n", 600_000)},
		{"one signature mark", plain + "--\n" + strings.Repeat("x\n", 1_800_000)},
		{"lines with verbs", plain + strings.Repeat("On 1 schrieb a @ b :\n", 180_000)},
		{"deep indents", plain + strings.Repeat(strings.Repeat(" ", 290)+"x\n", 13_000)},
		{"quotes in quotes", html + strings.Repeat("<blockquote type=cite>a ", 150_000)},
		{"words in alternatives", "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n" +
			strings.Repeat("wordwordword", 200_000) + "\n--b\nContent-Type: text/html\n\n" + strings.Repeat("ordwordwor dwordwo ", 100_000) + "\n--b--\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if underRace {
				c.letter = c.letter[:len(c.letter)/20]
			}
			var growth float64
			for range 3 {
				quarter, whole := took(c.letter[:len(c.letter)/4]), took(c.letter)
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

func took(letter string) time.Duration {
	start := time.Now()
	parseString(letter, Limits{})
	return time.Since(start)
}

package mailbox

import (
	"strings"
	"testing"
	"time"
)

// TestLayoutsTakeNoMoreThanTheirLength gives texts of a few megabytes that would
// take long if something in them were gone over again and again, as the tests of
// Parse do: then one four times as long takes sixteen times as long.
func TestLayoutsTakeNoMoreThanTheirLength(t *testing.T) {
	for _, c := range []struct{ name, src string }{
		{"nested 200000 deep", strings.Repeat("<div>", 200_000)},
		{"nested marks", strings.Repeat("<b style='color:red'>", 100_000)},
		{"marks in paragraphs", strings.Repeat("<font size=1 color=red><p>", 50_000)},
		{"nested tables", strings.Repeat("<table><tr><td>", 30_000)},
		{"links", strings.Repeat("<a href=http://a.b>c.d</a>", 30_000)},
		{"links without end", strings.Repeat("<a href=http://a.b>c.d", 30_000)},
		{"wrong ends", strings.Repeat("<b>", maxOpen-1) + strings.Repeat("</i></b><b>", 180_000)},
		{"items deep down", strings.Repeat("<div>", maxOpen-10) + strings.Repeat("<li>", 100_000)},
		{"long styles", strings.Repeat("<i style='border:"+strings.Repeat("1 ", 900)+"'>x</i>", 2000)},
		{"one tag of attributes", "<i " + strings.Repeat("a=b ", 500_000) + ">x"},
		{"the same picture", strings.Repeat("<img src=cid:a>", 100_000)},
		{"hidden", strings.Repeat("<p hidden>", 100_000)},
		{"almost hosts", strings.Repeat("<a href=http://a.b>"+strings.Repeat("a.", 250)+"</a>", 5000)},
		{"less-than signs", strings.Repeat("<", 2_000_000)},
		{"comments without end", strings.Repeat("<!--", 500_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if underRace {
				c.src = c.src[:len(c.src)/20]
			}
			laid := func(src string) time.Duration {
				letter, start := "From: a@example.org\nContent-Type: text/html\n\n"+src, time.Now()
				page, ok := SafeHTML(strings.NewReader(letter), int64(len(letter)), Limits{})
				if !ok || len(page.HTML) > 2*int(newParser(Limits{}).limits.TextBytes)+100_000 {
					t.Errorf("%v, %d bytes", ok, len(page.HTML))
				}
				return time.Since(start)
			}
			var growth float64
			for range 3 {
				quarter, whole := laid(c.src[:len(c.src)/4]), laid(c.src)
				growth = whole.Seconds() / quarter.Seconds()
				if growth < 10 || whole < 200*time.Millisecond {
					return
				}
			}
			t.Errorf("four times the text takes %.1f times the work", growth)
		})
	}
}

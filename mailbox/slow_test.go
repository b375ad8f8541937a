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
	const event = "From: a@example.org\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n"
	const report = "From: a@example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
	const bounced = "From: mailer-daemon@example.org\nSubject: failure notice\n\n"
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
		{"headings of notices", plain + strings.Repeat("disclaimer: delete\n\nDisclaimer\n\n", 100_000), ""},
		{"answers behind initials", "Subject: Re: x\n" + plain + strings.Repeat("On 1 Jun 2026 Jo wrote:\n\nAB> a\n", 100_000), ""},
		{"quotes on the lines of heads", plain + strings.Repeat("On Mon, 1 Jun 2026 09:00 <a@b> wrote:  ", 80_000), ""},
		{"letters signed in clear", plain + strings.Repeat("-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n", 40_000), ""},
		{"signature marks", plain + strings.Repeat("--\nx\n\n", 600_000), ""},
		{"one signature mark", plain + "--\n" + strings.Repeat("x\n", 1_800_000), ""},
		{"lines with verbs", plain + strings.Repeat("On 1 schrieb a @ b :\n", 180_000), ""},
		{"deep indents", plain + strings.Repeat(strings.Repeat(" ", 290)+"x\n", 13_000), ""},
		{"quotes in quotes", html + strings.Repeat("<blockquote type=cite>a ", 150_000), ""},
		{"words in alternatives", alternatives(200_000), alternatives(50_000)},
		{"words of one alternative", lostWords(200_000), lostWords(50_000)},
		{"lines of telephones in one alternative", lostLines(60_000), lostLines(15_000)},
		{"pictures without a word", html + strings.Repeat("<img alt=' '>", 250_000), ""},
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
		{"boundaries closed again and again", "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n--b--\n", 300_000), ""},
		{"closed boundaries alone", "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b--\n", 600_000), ""},
		{"boundaries that were never closed", unclosed(400_000), unclosed(100_000)},
		{"parts at a boundary that was never closed", stray(400_000), stray(100_000)},
		{"parts encoded in parts", encodedAgain(1_200_000), encodedAgain(300_000)},
		{"addresses without commas", "To: " + strings.Repeat("<a@b.c> ", 120_000) + "\n\nx", ""},
		{"bare addresses without commas", "To: " + strings.Repeat("a@b.c ", 160_000) + "\n\nx", ""},
		{"an address of dots", "To: a@b" + strings.Repeat(" .", 500_000) + "\n\nx", ""},
		{"addresses at nowhere", "To: " + strings.Repeat("a at b ", 140_000) + "\n\nx", ""},
		{"comments of addresses", "To: " + strings.Repeat("(a), ", 200_000) + "\n\nx", ""},
		{"empty lines before the header", strings.Repeat("\n", 2_000_000) + plain + "x", ""},
		{"ends of encoded words", "Subject: =?utf-8?q?" + strings.Repeat("?=AA", 250_000) + "\n\nx", ""},
		{"encoded words within", "Subject: =?utf-8?q?" + strings.Repeat("=3D=3Futf-8=3Fq=3F=3DAA=3F=3D", 30_000) + "?=\n\nx", ""},
		{"broken subject", "From: a@example.org\nSubject: x\n" + strings.Repeat("word\nX-A: b\n", 80_000) + "\nx", ""},
		{"Chinese that is none", plain + strings.Repeat("\xc4\xfa\xba ", 900_000), ""},
		{"UTF-8 made twice", plain + strings.Repeat("Ã© ", 700_000) + "é", ""},
		{"uuencoded files", plain + strings.Repeat("begin 644 x\n#0V%T\nend\n", 150_000), ""},
		{"empty uuencoded files", plain + strings.Repeat("begin 644 x\n`\n\n", 200_000), ""},
		{"halves of words in a name", "From: a@example.org\nContent-Type: application/pdf; name=" + strings.Repeat("=?a?q?", 160_000) + "\n\nx", ""},
		{"semicolons in a name", "From: a@example.org\nContent-Type: application/pdf; name=a" + strings.Repeat(";b.c", 240_000) + "\n\nx", ""},
		{"groups of RTF", winmailRTF(strings.Repeat("{", 700_000)), winmailRTF(strings.Repeat("{", 175_000))},
		{"fonts of RTF", winmailRTF(strings.Repeat("\\f1\\fcharset204\\'e9", 100_000)), winmailRTF(strings.Repeat("\\f1\\fcharset204\\'e9", 25_000))},
		{"files in a winmail.dat", winmailFiles(100_000), winmailFiles(25_000)},
		{"quotes below heads", html + strings.Repeat("On 1 Jun 2026 09:00 a@b wrote:<blockquote>", 90_000), ""},
		{"sentences marked as heads", html + strings.Repeat("<div class=gmail_attr>a 1:</div>b", 110_000), ""},
		{"a sentence marked as a head", html + "<div class=gmail_attr>" + strings.Repeat("a 1: ", 800_000), ""},
		{"signatures in html", html + strings.Repeat("<div class=gmail_signature>a</div>b", 110_000), ""},
		{"rules above paragraphs", html + strings.Repeat("<p style='border-top:solid'>a", 130_000), ""},
		{"quoted heads of forwards", plain + strings.Repeat("> Begin forwarded message\na\n", 140_000), ""},
		{"rules above fields", plain + strings.Repeat("----\nabc: d\n", 300_000), ""},
		{"heads of no language", plain + strings.Repeat("----\n"+strings.Repeat("abc: 2026 10:00 a\n", 8), 25_000), ""},
		{"heads of GroupWise", plain + strings.Repeat(">>> a 01/06/2026 10:00 >>>\n> a\n", 120_000), ""},
		{"markers above quotes", plain + strings.Repeat("--original message--\n> a\n", 150_000), ""},
		{"broken quotes", plain + strings.Repeat("> "+strings.Repeat("a", 70)+",\na\n", 50_000), ""},
		{"formulas", plain + strings.Repeat(".\n", 1_900_000) + strings.Repeat("Kind regards, Jo\n", 30), ""},
		{"diaries like heads", plain + strings.Repeat("Mon 1 June 2026 09:00 <a@b> c:\n", 120_000), ""},
		{"html parts with pictures", pictures(400), pictures(100)},
		{"folds of a calendar", event + "DESCRIPTION:a" + strings.Repeat("\n b", 1_000_000), ""},
		{"broken lines of a calendar", event + "DESCRIPTION:a\n" + strings.Repeat("b c\n", 800_000), ""},
		{"guests", event + strings.Repeat("ATTENDEE;CN=Jo;PARTSTAT=ACCEPTED:mailto:jo@example.org\n", 60_000), ""},
		{"addresses of a guest", event + "ATTENDEE;CN=a" + strings.Repeat(":mailto:", 400_000), ""},
		{"colons of a time", event + "DTSTART;TZID=" + strings.Repeat(":", 3_000_000), ""},
		{"parameters of a guest", event + "ATTENDEE" + strings.Repeat(";A=\"b:\"", 300_000) + ":a@example.org", ""},
		{"quotes of a guest", event + "ATTENDEE;CN=" + strings.Repeat("\";", 1_000_000), ""},
		{"comments of guests", event + strings.Repeat("ATTENDEE;X-RESPONSE-COMMENT="+strings.Repeat("a", 300)+":a@example.org\n", 10_000), ""},
		{"events", event + strings.Repeat("BEGIN:VEVENT\nSUMMARY:a\nDESCRIPTION:b\n", 80_000), ""},
		{"zones of a calendar", event + strings.Repeat("BEGIN:VTIMEZONE\nTZID:a\nBEGIN:STANDARD\nRDATE:"+strings.Repeat("20260601,", 50)+"\n", 6000), ""},
		{"recipients of a report", report + strings.Repeat("Final-Recipient: rfc822; jo@example.org\nAction: failed\n\n", 50_000), ""},
		{"folds of a report", report + "Diagnostic-Code: smtp; a" + strings.Repeat("\n b", 800_000), ""},
		{"addresses that bounced", bounced + strings.Repeat("The following address failed:\n  jo@example.org\n", 60_000), ""},
		{"one line that bounced", bounced + strings.Repeat("<jo@example.org>: your message to ", 90_000), ""},
		{"a form", "From: a@example.org\nAuto-Submitted: auto-generated\n\n" + strings.Repeat("email: ", 400_000), ""},
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

// TestNoLetterIsFarSlower compares letters that once took a hundred times as long
// as others of their length, because expressions were tried on every line or name
// of them, with a letter of words. One that passes once in three times passes.
func TestNoLetterIsFarSlower(t *testing.T) {
	const plain, most = "From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n", 100
	size := 1 << 20
	if underRace {
		size /= 8
	}
	usual := plain + strings.Repeat("Could you please tell me whether the course in March has places.\n", size/65)
	for _, c := range []struct{ name, head, piece string }{
		{"names that are entities", "To: ", "&nbsp;"},
		{"quoted entities", "To: ", "'&amp;"},
		{"names cut by commas", "To: ", "affè, naïve, Llŷn"},
		{"lines of telephones", plain, "Sent from my iPhone]--b--\n"},
		{"short notices", plain, "This email is confidential })\n"},
		{"lines past ASCII", plain, "éa ë ïo ü ý\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			letter := c.head + strings.Repeat(c.piece, size/len(c.piece))
			var times float64
			for range 3 {
				times = took(letter).Seconds() / took(usual).Seconds()
				t.Logf("%.1f times the work", times)
				if times < most {
					return
				}
			}
			t.Errorf("a letter as long as another takes %.1f times the work", times)
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

// lostWords gives a letter each of whose texts has many words that the other lacks.
func lostWords(n int) string {
	var plain, html strings.Builder
	for i := range n {
		fmt.Fprintf(&plain, "plain%d\n", i)
		fmt.Fprintf(&html, "rich%d<br>", i)
	}
	return "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n" + plain.String() + "\n--b\nContent-Type: text/html\n\n" + html.String() + "\n--b--\n"
}

// lostLines gives a letter whose HTML has lines that do not count.
func lostLines(n int) string {
	return "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n" + strings.Repeat("a word ", n) +
		"\n--b\nContent-Type: text/html\n\n" + strings.Repeat("Sent from my iPhone<br>View this email in your browser<br>", n) + "\n--b--\n"
}

// besideGap gives a letter whose plain text goes on only behind a long gap, and
// whose HTML never does.
func besideGap(n int) string {
	return "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n" +
		strings.Repeat("other ", 100) + "word " + strings.Repeat(" ", n) + "end\n--b\nContent-Type: text/html\n\n" +
		strings.Repeat("other ", 100) + strings.Repeat("word ", n) + "\n--b--\n"
}

// unclosed gives a letter of multiparts that are not closed, and a long text in
// which each may go on.
func unclosed(n int) string {
	var b strings.Builder
	b.WriteString("From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n")
	for i := range 200 {
		fmt.Fprintf(&b, "--b\nContent-Type: multipart/mixed; boundary=c%d\n\n--c%d\n\nx\n", i, i)
	}
	return b.String() + "--b\n\n" + strings.Repeat("--c1 x\n", n) + "--b--\n"
}

// stray gives a letter whose parts all stand in the last one.
func stray(n int) string {
	return "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--b\n\n" +
		strings.Repeat("--c\n\nx\n", n) + "--b--\n"
}

// encodedAgain gives a letter in a letter in a letter, each encoded as a whole.
func encodedAgain(n int) string {
	return "From: a@example.org\n" + strings.Repeat("Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n", 18) + "\n" + strings.Repeat("a ", n)
}

// pictures gives a letter of HTML parts and pictures that none of them shows.
func pictures(n int) string {
	return "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" +
		strings.Repeat("--b\nContent-Type: text/html\n\n<img src='cid:a'>"+strings.Repeat("a word ", 1000)+"\n", n) +
		strings.Repeat("--b\nContent-Type: image/png\nContent-ID: <b>\n\nx\n", n) + "--b--\n"
}

// winmailRTF gives a letter packed with its text in RTF.
func winmailRTF(rtf string) string {
	w := newPacker()
	w.attribute(1, 0x00060000|tnefProps, props(prop(mapiRTF, mapiBinary, packRTF(`{\rtf1\ansi{\fonttbl`+rtf))))
	return winmail("", w.Bytes())
}

// winmailFiles gives a letter packed with n files and as many properties.
func winmailFiles(n int) string {
	w := newPacker()
	list := make([][]byte, n)
	for i := range list {
		list[i] = prop(uint16(i), mapiUnicode, "x")
		w.file("a", []byte("x"), nil)
	}
	w.attribute(1, 0x00060000|tnefProps, props(list...))
	return winmail("", w.Bytes())
}

func took(letter string) time.Duration {
	start := time.Now()
	parseString(letter, Limits{})
	return time.Since(start)
}

package mailbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// longLetter is a letter of texts that are repeated. It takes no memory.
type longLetter []repeated

type repeated struct {
	text  string
	times int64
}

func (l longLetter) size() (n int64) {
	for _, r := range l {
		n += int64(len(r.text)) * r.times
	}
	return n
}

func (l longLetter) ReadAt(b []byte, at int64) (n int, err error) {
	for _, r := range l {
		all := int64(len(r.text)) * r.times
		if at < all && r.times > 1000 { // longer pieces are copied sooner
			r.text = widened(r.text)
		}
		for at < all && n < len(b) {
			m := copy(b[n:min(int64(len(b)), int64(n)+all-at)], r.text[at%int64(len(r.text)):])
			n, at = n+m, at+int64(m)
		}
		if n == len(b) {
			return n, nil
		}
		at -= all
	}
	return n, io.EOF
}

var lastBlock struct{ of, is string }

func widened(text string) string {
	if lastBlock.of != text {
		lastBlock.of, lastBlock.is = text, strings.Repeat(text, 1+1<<18/len(text))
	}
	return lastBlock.is
}

// allocated gives the bytes that were allocated while do ran: a process can never
// have held more of them.
func allocated(do func()) uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	read := func() uint64 {
		runtime.GC() // which tells of the caches of all processors
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	before := read()
	do()
	return read() - before
}

const (
	mib      = 1 << 20
	fileHead = "--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: "
	fileTail = "\n--b\nContent-Type: image/png; name=b.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
	lead     = "From: a@example.org\nSubject: huge\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.\n"
)

func around(encoding, code string, times int64) longLetter {
	return longLetter{{lead + fileHead + encoding + "\n\n", 1}, {code, times}, {fileTail, 1}}
}

// TestHugeLetters gives letters that no mailbox should hold. Each is read within
// its budget and without being held, everything that fits the limits is shown, and
// what was left out is said.
func TestHugeLetters(t *testing.T) {
	gib := int64(1 << 30)
	if underRace {
		gib /= 8
	}
	line := strings.Repeat("A", 76)
	nested, parts := strings.Builder{}, strings.Builder{}
	for i := range 100_000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	for i := range 100_000 {
		fmt.Fprintf(&parts, "--b\nContent-Type: text/plain; name=%d.txt\n\nfile %d\n", i, i)
	}
	for _, c := range []struct {
		name    string
		letter  longLetter
		files   string // their sizes
		text    string // how it begins
		codes   string
		overrun bool
	}{
		{"depth 100000", longLetter{{"From: a@example.org\nSubject: huge\n", 1}, {nested.String(), 1}, {"\nWords.\n", 1}}, "", "--b20\n", "boundary limit text_size", true},
		{"depth 100000 of letters", longLetter{{"From: a@example.org\nSubject: huge\n", 1}, {"Content-Type: message/rfc822\n\n", 100_000}, {"\nWords.\n", 1}}, "", "", "limit", true},
		{"100000 parts", longLetter{{lead, 1}, {parts.String(), 1}, {"--b--\n", 1}}, "", "Words.\n", "boundary limit", true},
		{"100000 long parts", longLetter{{lead, 1}, {fileHead + "base64\n\n" + strings.Repeat(line+"\n", 20), 100_000}, {"\n--b--\n", 1}}, "", "Words.\n", "limit boundary limit", true},
		{"zeros in base64", around("base64", line+"\r\n", gib/78), fmt.Sprint(gib/78*57, " 8"), "Words.\n", "", false},
		{"zeros in base64 without a line end", around("base64", "AAAA", gib/4), fmt.Sprint(gib/4*3, " 8"), "Words.\n", "", false},
		{"zeros in quoted-printable", around("quoted-printable", strings.Repeat("=00", 25)+"=\n", gib/16/77), fmt.Sprint(gib/16/77*25, " 8"), "Words.\n", "", false},
		{"zeros in quoted-printable without a line end", around("quoted-printable", "=00", gib/16/3), fmt.Sprint(gib/16/3, " 8"), "Words.\n", "", false},
		{"zeros as they are", around("binary", "\x00\x00\x00\x00\x00\x00\x00\x00", gib/8), fmt.Sprint(gib/8*8, " 8"), "Words.\n", "", false},
		{"lines as they are", around("7bit", strings.Repeat("0", 70)+"\n", gib/8/71), fmt.Sprint(gib/8/71*71, " 8"), "Words.\n", "", false},
		{"lines of dashes", around("7bit", "--\n", gib/4/3), "", "Words.\n", "limit boundary", true},
		{"text in base64", longLetter{{"From: a@example.org\nSubject: huge\nContent-Transfer-Encoding: base64\n\n", 1}, {"V29yZHMu", gib / 4 / 8}}, "", "Words.Words.", "text_size", false},
		{"text", longLetter{{"From: a@example.org\nSubject: huge\n\n", 1}, {"Words. ", gib / 7}}, "", "Words. Words.", "text_size", false},
		{"lines of text", longLetter{{"From: a@example.org\nSubject: huge\n\n", 1}, {"Words of many a one.\n", gib / 16 / 21}}, "", "Words of", "text_size", false},
		{"foreign text", longLetter{{"From: a@example.org\nSubject: huge\n\n", 1}, {"\xc9t\xe9 et hiver.\n", max(gib/24, 40*mib) / 12}}, "", "Été et", "text_size charset", false},
		{"html", longLetter{{"From: a@example.org\nSubject: huge\nContent-Type: text/html\n\n<p>", 1}, {"Words.<br>", gib / 4 / 10}}, "", "Words.\n", "text_size", false},
		{"one tag", longLetter{{"From: a@example.org\nSubject: huge\nContent-Type: text/html\n\n<p>Words.</p><p ", 1}, {"a=b ", gib / 4 / 4}}, "", "Words.\n", "text_size", false},
		{"two bytes a character", longLetter{{"\xff\xfe" + utf16LE("From: a@example.org\nSubject: huge\n\n"), 1}, {utf16LE("Words.\n"), gib / 14}}, "", "Words.\n", "limit charset", true},
		{"lone carriage returns", longLetter{{"From: a@example.org\rSubject: huge\r\rWords.\r", 1}, {"Words\r", gib / 6}}, "", "Words.\n", "limit line_end text_size", true},
		{"one field", longLetter{{"From: a@example.org\nX-A: ", 1}, {"word ", 50 * mib / 5}, {"\nSubject: huge\n\nWords.\n", 1}}, "", "Words.\n", "header_size", true},
		{"one folded field", longLetter{{"From: a@example.org\nX-A: a\n", 1}, {" word\n", 50 * mib / 6}, {"Subject: huge\n\nWords.\n", 1}}, "", "Words.\n", "header_size", true},
		{"many fields", longLetter{{"From: a@example.org\nSubject: huge\n", 1}, {"X-A: word\n", 50 * mib / 10}, {"\nWords.\n", 1}}, "", "Words.\n", "header_size", true},
		{"a line without colon", longLetter{{"From: a@example.org\nSubject: huge\n", 1}, {"words ", 50 * mib / 6}, {"\nTo: b@example.org\n\nWords.\n", 1}}, "", "", "header_line header_size", true},
		{"a header without end", longLetter{{"From: a@example.org\nSubject: huge\n", 1}, {"X-A: word\n", gib / 24 / 10}}, "", "", "header_size", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m Message
			start := time.Now()
			got := allocated(func() { m = Parse(c.letter, c.letter.size(), Limits{}) })
			t.Logf("%d MiB: %v, %d MiB allocated; %s", c.letter.size()/mib, time.Since(start).Round(time.Millisecond), got/mib, codes(m))
			if most := uint64(150 * mib); got > most && !underRace {
				t.Errorf("%d bytes were allocated, which is more than %d", got, most)
			}
			if files := fileSizes(m); c.files != "" && files != c.files {
				t.Errorf("files of %s bytes, want %s", files, c.files)
			}
			if !strings.HasPrefix(m.Text, c.text) || m.Subject != "huge" {
				t.Errorf("subject %q, text %.100q, want %q", m.Subject, m.Text, c.text)
			}
			if codes(m) != c.codes || m.Overrun != c.overrun {
				t.Errorf("problems %q, overrun %v, want %q, %v: %v", codes(m), m.Overrun, c.codes, c.overrun, m.Problems)
			}
		})
	}
}

// longSize is that of the letters in memory. Exchange lets 150 MiB through.
const longSize = 36 * mib

// TestLongLettersInMemory gives letters longer than most that are sent. What is made of one takes no more than a fixed room for its text, and its own
// size a few times over only where it has to be converted as a whole.
func TestLongLettersInMemory(t *testing.T) {
	const textRoom = 170 * mib
	size := longSize
	if underRace {
		size /= 10
	}
	const from = "From: a@example.org\n"
	const b64, qp = "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n"
	for _, c := range []struct {
		name, head, text string
		times            float64 // its own size
	}{
		{"attachment", lead + fileHead + "base64\n\n", strings.Repeat("A", 76) + "\r\n", 0},
		{"attachment in quoted-printable", lead + fileHead + "quoted-printable\n\n", strings.Repeat("=00", 25) + "=\r\n", 0},
		{"text", from + "\n", "Words of many a one.\n", 0},
		{"html of links", from + "Content-Type: text/html\n\n", "<a href='https://example.org'>x</a><ul><li>", 0},
		{"one tag", from + "Content-Type: text/html\n\nx<p ", "a=b ", 0},
		{"text in base64", from + b64 + "\n", "V29yZHMu", 0},
		{"text in quoted-printable", from + qp + "\n", "=C3=A9", 0},
		{"text in a charset", from + "Content-Type: text/plain; charset=shift_jis\n\n", "\x83\x41", 0},
		{"text that is not composed", from + "\n", "e\u0301\u200b", 0},
		{"flowed text", from + "Content-Type: text/plain; format=flowed\n\n", "Words \n", 0},
		{"utf-16 text", from + "Content-Type: text/plain; charset=utf-8\n\n", utf16LE("Words.\n"), 0},
		{"utf-16 letter", "\xff\xfe" + utf16LE(from+"\n"), utf16LE("Words.\n"), 1.5},
		{"lone carriage returns", "From: a@example.org\r\r", "Words\r", 1},
		{"alternatives", alternatives(size / 24), "\n", 0},
		{"many texts of lists", from + "Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: text/html\n\n" + strings.Repeat("<ul><li>", 20_000), 0},
		{"letters in letters", from + strings.Repeat("Content-Type: message/rfc822\n"+qp+"\n", 19) + "\n", "a=C3", 2},
		{"uuencoded", from + "\nbegin 644 a.bin\n", "M" + strings.Repeat("A", 60) + "\n", 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m Message
			letter := []byte(c.head + strings.Repeat(c.text, max(size-len(c.head), 0)/len(c.text)))
			start := time.Now()
			got := allocated(func() { m = ParseBytes(letter, Limits{}) })
			t.Logf("%d MiB: %v, %d MiB allocated; %s", len(letter)/mib, time.Since(start).Round(time.Millisecond), got/mib, codes(m))
			if most := c.times*float64(len(letter)) + textRoom; float64(got) > most && !underRace {
				t.Errorf("%d bytes were allocated, which is more than %.0f", got, most)
			}
			if m.Unreadable() {
				t.Error("nothing is shown")
			}
			if c.name == "uuencoded" && fileSizes(m) != fmt.Sprint(strings.Count(string(letter), "M")*45) {
				t.Errorf("a file of %s bytes", fileSizes(m))
			}
		})
	}
}

// TestCutLetters: a letter that was cut shows every line that stood before the one
// it was cut in.
func TestCutLetters(t *testing.T) {
	letters, err := filepath.Glob("testdata/*/letter.eml")
	if err != nil || len(letters) == 0 {
		t.Fatalf("no letters in testdata: %v", err)
	}
	for _, file := range letters {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		whole := ParseBytes(raw, Limits{})
		for n := 37; n < len(raw); n += 37 {
			m := ParseBytes(raw[:n], Limits{})
			before := raw[:bytes.LastIndexByte(raw[:n], '\n')+1]
			for line := range strings.Lines(whole.Text) {
				if at := bytes.Index(before, []byte(line)); len(line) > 10 && at > 0 && before[at-1] == '\n' &&
					!strings.Contains(m.Text+m.Attached, strings.TrimSpace(line)) {
					t.Errorf("%s cut at %d lacks %q: it has %q", filepath.Dir(file), n, line, m.Text)
				}
			}
		}
	}
}

func fileSizes(m Message) string {
	var out []string
	for _, a := range m.Attachments {
		out = append(out, fmt.Sprint(a.Size))
	}
	return strings.Join(out, " ")
}

// TestExcerptIsLikeTheLetter: a letter that is not held is read as it is when it
// is, and so are its files.
func TestExcerptIsLikeTheLetter(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	for n := range 24 {
		letter := randomLetter(rnd, n%4)
		whole := Parse(strings.NewReader(letter), int64(len(letter)), Limits{})
		limits := Limits{HoldBytes: 96 << 10}
		part := Parse(strings.NewReader(letter), int64(len(letter)), limits)
		if diff := cmp.Diff(whole, part); diff != "" {
			t.Fatalf("letter %d of %d bytes: held -, not held +:\n%s", n, len(letter), diff)
		}
		for i := range whole.Attachments {
			_, want, _ := Part(strings.NewReader(letter), int64(len(letter)), Limits{}, i)
			a, got, err := Part(strings.NewReader(letter), int64(len(letter)), limits, i)
			if err != nil || a != whole.Attachments[i] || !bytes.Equal(got, want) {
				t.Fatalf("letter %d: file %d: %+v %v, %d bytes, want %d", n, i, a, err, len(got), len(want))
			}
		}
	}
}

// randomLetter gives a letter with a few words and files of up to 200 KB in
// every encoding, some of them in an attached letter.
func randomLetter(rnd *rand.Rand, depth int) string {
	end := []string{"\n", "\r\n"}[rnd.IntN(2)]
	b := fmt.Sprintf("b%d", depth)
	out := []string{"From: a@example.org", "Subject: level " + b, "Content-Type: multipart/mixed; boundary=" + b, "", "--" + b, "", "Words.", ""}
	for i := range 2 + rnd.IntN(3) {
		raw := make([]byte, rnd.IntN(200_000))
		for j := range raw {
			raw[j] = byte(rnd.IntN(256))
		}
		encoding, code := "base64", lines(base64.StdEncoding.EncodeToString(raw), 76)
		if rnd.IntN(2) == 0 {
			var qp strings.Builder
			w := quotedprintable.NewWriter(&qp)
			w.Binary = true
			if _, err := w.Write(raw); err != nil {
				panic(err)
			}
			w.Close()
			encoding, code = "quoted-printable", strings.ReplaceAll(qp.String(), "\r\n", end)
		}
		out = append(out, "--"+b, fmt.Sprintf("Content-Type: application/octet-stream; name=%d.bin", i), "Content-Transfer-Encoding: "+encoding, "", code)
	}
	if depth > 0 {
		out = append(out, "--"+b, "Content-Type: message/rfc822", "", randomLetter(rnd, depth-1))
	}
	return strings.Join(append(out, "--"+b, "", "The end.", "--"+b+"--", ""), end)
}

func lines(code string, width int) string {
	var out strings.Builder
	for len(code) > width {
		out.WriteString(code[:width] + "\n")
		code = code[width:]
	}
	return out.String() + code
}

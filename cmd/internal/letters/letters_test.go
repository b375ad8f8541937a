package letters_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/emersion/go-message/charset" // windows-1252
	"github.com/emersion/go-message/mail"

	"hee.nhs.uk/enquiries/cmd/internal/letters"
)

func sum(seed uint64, o letters.Options) string {
	h := sha256.New()
	for l := range letters.New(seed, o) {
		fmt.Fprintln(h, l.Internal, l.MessageID, l.Kind, len(l.Raw))
		h.Write(l.Raw)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedSameLetters(t *testing.T) {
	o := letters.Options{Count: 100}
	first := sum(1, o)
	if again := sum(1, o); again != first {
		t.Error("one seed gave different letters")
	}
	if other := sum(2, o); other == first {
		t.Error("two seeds gave the same letters")
	}
	letter := letters.New(1, o)
	var before, again letters.Letter
	for before = range letter {
		break
	}
	for again = range letter {
		break
	}
	if !bytes.Equal(before.Raw, again.Raw) {
		t.Error("a second range does not begin with the first letter")
	}
}

// TestMix counts 1,500 letters: enough for shares within three points of what
// is promised, with whatever seed.
func TestMix(t *testing.T) {
	const count, big = 1500, 1
	kinds := map[letters.Kind]int{}
	var total, answers, automatic int
	for l := range letters.New(3, letters.Options{Count: count, Big: big}) {
		kinds[l.Kind]++
		size := len(l.Raw)
		if l.Kind == letters.Big {
			if size < 5<<20 || size > 21<<20 {
				t.Errorf("a big letter of %d bytes", size)
			}
			continue
		}
		if size < 1500 || size > 100_000 {
			t.Errorf("a letter of %d bytes: %s", size, l.Kind)
		}
		total += size
		if bytes.Contains(l.Raw, []byte("\r\nIn-Reply-To: <")) {
			answers++
		}
		if bytes.Contains(l.Raw, []byte("\r\nAuto-Submitted: ")) {
			automatic++
		}
	}
	if kinds[letters.Big] != big {
		t.Errorf("%d big letters, want %d", kinds[letters.Big], big)
	}
	delete(kinds, letters.Big)
	within := func(what string, n int, percent float64) {
		t.Helper()
		if got := 100 * float64(n) / count; got < percent-3 || got > percent+3 {
			t.Errorf("%s: %.1f%%, want %.0f%%", what, got, percent)
		}
	}
	for kind, percent := range map[letters.Kind]float64{
		letters.Plain8Bit: 20, letters.Windows1252: 10, letters.PlainBase64: 7,
		letters.HTML: 8, letters.Alternative: 35, letters.Attachment: 20,
	} {
		within(string(kind), kinds[kind], percent)
		delete(kinds, kind)
	}
	if len(kinds) > 0 {
		t.Errorf("unpromised kinds %v", slices.Collect(maps.Keys(kinds)))
	}
	within("answers", answers, 25)
	within("automatic", automatic, 3)
	if mean := total / count; mean < 11_000 || mean > 17_000 {
		t.Errorf("%d bytes on average", mean)
	}
}

func TestLettersCanBeRead(t *testing.T) {
	parts := map[letters.Kind]struct{ inline, attached int }{
		letters.Plain8Bit: {1, 0}, letters.Windows1252: {1, 0}, letters.PlainBase64: {1, 0}, letters.HTML: {1, 0},
		letters.Alternative: {2, 0}, letters.Attachment: {2, 1}, letters.Big: {1, 1},
	}
	end := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	ids := map[string]bool{}
	var last time.Time
	for l := range letters.New(4, letters.Options{Count: 100, Big: 1, End: end, Span: 100 * time.Hour, Prefix: "four-"}) {
		wellFormed(t, l)
		inline, attached, err := read(l)
		if want := parts[l.Kind]; err != nil || inline != want.inline || attached != want.attached {
			t.Fatalf("%s, %s: %d texts and %d files, %v", l.MessageID, l.Kind, inline, attached, err)
		}
		if ids[l.MessageID] || !strings.HasPrefix(l.MessageID, "<four-") {
			t.Errorf("Message-ID %s", l.MessageID)
		}
		if l.Internal.Before(last) || l.Internal.Before(end.Add(-100*time.Hour)) {
			t.Errorf("%s after %s", l.Internal, last)
		}
		ids[l.MessageID], last = true, l.Internal
	}
	if len(ids) != 100 || !last.Equal(end) {
		t.Errorf("%d letters, the last at %s", len(ids), last)
	}
}

// wellFormed holds a letter against RFC 5322, 2.1.1 and 2.3: lines end in CRLF
// and nothing else, and have at most 998 bytes.
func wellFormed(t *testing.T, l letters.Letter) {
	t.Helper()
	lines := bytes.Count(l.Raw, []byte("\r\n"))
	if !bytes.HasSuffix(l.Raw, []byte("\r\n")) || bytes.Count(l.Raw, []byte("\r")) != lines || bytes.Count(l.Raw, []byte("\n")) != lines {
		t.Fatalf("%s, %s: a line that does not end in CRLF", l.MessageID, l.Kind)
	}
	for line := range bytes.SplitSeq(l.Raw, []byte("\n")) {
		if len(line) > 998+len("\r") {
			t.Fatalf("%s, %s: a line of %d bytes: %.60q", l.MessageID, l.Kind, len(line), line)
		}
	}
}

// read reads every part of a letter to its end.
func read(l letters.Letter) (inline, attached int, err error) {
	reader, err := mail.CreateReader(bytes.NewReader(l.Raw))
	if err != nil {
		return 0, 0, err
	}
	from, err := reader.Header.AddressList("From")
	id, idErr := reader.Header.MessageID()
	subject, subjectErr := reader.Header.Subject()
	if err := errors.Join(err, idErr, subjectErr); err != nil {
		return 0, 0, err
	}
	if len(from) != 1 || !strings.HasSuffix(from[0].Address, ".example.org") || "<"+id+">" != l.MessageID || subject == "" {
		return 0, 0, fmt.Errorf("from %v, Message-ID %s, subject %q", from, id, subject)
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return inline, attached, nil
		}
		if err != nil {
			return inline, attached, err
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return inline, attached, err
		}
		switch h := part.Header.(type) {
		case *mail.InlineHeader:
			inline++
			if !bytes.Contains(body, []byte("Kind regards")) {
				return inline, attached, errors.New("a text without its end")
			}
		case *mail.AttachmentHeader:
			attached++
			if name, err := h.Filename(); err != nil || name == "" || len(body) < 4000 {
				return inline, attached, fmt.Errorf("file %q of %d bytes: %w", name, len(body), err)
			}
		}
	}
}

func TestFill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Maildir")
	all := letters.New(5, letters.Options{Count: 40})
	total, err := letters.Fill(dir, all)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "cur")) // sorted by name
	if err != nil || len(entries) != 40 || total.Letters != 40 {
		t.Fatalf("%d files, %d letters: %v", len(entries), total.Letters, err)
	}
	var bytesOnWire int64
	i := 0
	for l := range all {
		name := entries[i].Name()
		i++
		stored, err := os.ReadFile(filepath.Join(dir, "cur", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(bytes.ReplaceAll(stored, []byte("\n"), []byte("\r\n")), l.Raw) || bytes.Contains(stored, []byte("\r")) {
			t.Errorf("%s is not letter %s with LF", name, l.MessageID)
		}
		if want := fmt.Sprintf(",S=%d,W=%d:2,", len(stored), len(l.Raw)); !strings.HasSuffix(name, want) {
			t.Errorf("name %s, want %s at its end", name, want)
		}
		if info, err := os.Stat(filepath.Join(dir, "cur", name)); err != nil || !info.ModTime().Equal(l.Internal) {
			t.Errorf("%s: %v, want the time %s", name, err, l.Internal)
		}
		bytesOnWire += int64(len(l.Raw))
	}
	if total.Bytes != bytesOnWire {
		t.Errorf("%d bytes, want %d", total.Bytes, bytesOnWire)
	}
}

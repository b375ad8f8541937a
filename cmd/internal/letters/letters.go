// Package letters invents letters as a mailbox for enquiries gets them, for
// tests and measurements.
//
// It owns what they look like: their headers, kinds, sizes and how often each
// comes. The same seed and options give the same letters, byte for byte. Every
// name, address and sentence is invented, and the domains are example.org's.
package letters

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"
)

// Kind says how a letter is built.
type Kind string

// The kinds, and how many of a hundred letters are of each.
const (
	Plain8Bit   Kind = "plain text, 8bit"                      // 20
	Windows1252 Kind = "plain text, windows-1252"              // 10
	PlainBase64 Kind = "plain text, base64"                    // 7
	HTML        Kind = "HTML alone"                            // 8
	Alternative Kind = "plain text and HTML"                   // 35
	Attachment  Kind = "plain text, HTML and an attached file" // 20
	Big         Kind = "plain text and a scan of 5 to 20 MB"   // as Options says
)

// Options says how many letters there are and when they came.
type Options struct {
	Count int // letters
	Big   int // of which this many, well below Count, are of 5 to 20 MB, spread evenly

	// End is when the last letter came and Span how long before that the first
	// did; zero: noon (UTC) of 20 November 2026, and a year.
	End  time.Time
	Span time.Duration

	// Prefix begins each Message-ID, so that letters of several seeds differ
	// visibly.
	Prefix string
}

// Letter is one letter.
type Letter struct {
	Raw       []byte    // as on the wire: lines end in CRLF
	Internal  time.Time // when it came, to the second (INTERNALDATE)
	MessageID string    // with its angle brackets
	Kind      Kind
}

// New gives o.Count letters, from the oldest to the newest. A quarter of them
// answer one of the 200 before, three in a hundred are automatic replies; most
// take 2 to 60 KB. Each range over the result begins with the first letter.
func New(seed uint64, o Options) iter.Seq[Letter] {
	if o.End.IsZero() {
		o.End = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	}
	if o.Span == 0 {
		o.Span = 365 * 24 * time.Hour
	}
	return func(yield func(Letter) bool) {
		w := newWriter(seed, o)
		for i := range o.Count {
			if !yield(w.letter(i)) {
				return
			}
		}
	}
}

// recent is how many of the letters before may be answered.
const recent = 200

// earlier is what a letter that answers needs to know.
type earlier struct{ id, subject string }

// writer writes one run of letters.
type writer struct {
	options Options
	big     map[int]bool
	random  *rand.Rand
	noise   *rand.ChaCha8 // not random's: how its Read and Uint64 share a stream is not promised
	earlier []earlier
}

func newWriter(seed uint64, o Options) *writer {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	random := rand.New(rand.NewChaCha8(key))
	key[len(key)-1] = 1
	w := &writer{options: o, big: map[int]bool{}, random: random, noise: rand.NewChaCha8(key)}
	for i := range o.Big {
		w.big[(i+1)*o.Count/(o.Big+1)] = true
	}
	return w
}

func (w *writer) letter(i int) Letter {
	o := &w.options
	internal := o.End.Add(-o.Span / time.Duration(o.Count) * time.Duration(o.Count-1-i)).Truncate(time.Second)
	from := pick(w, firstNames) + " " + pick(w, lastNames)
	h := head{
		from: from, when: internal,
		address: fmt.Sprintf("%s%d@site%d.example.org", mailboxName(from), w.random.IntN(4000), w.random.IntN(20)),
		subject: fmt.Sprintf("%s (ref %06d)", pick(w, subjects), w.random.IntN(1_000_000)),
		id:      fmt.Sprintf("<%s%08d.%016x@mail.example.org>", o.Prefix, i, w.random.Uint64()),
	}
	if len(w.earlier) > 0 && w.random.Float64() < 0.25 {
		to := pick(w, w.earlier)
		h.answers, h.subject = to.id, "Re: "+strings.TrimPrefix(to.subject, "Re: ")
	}
	if w.random.Float64() < 0.03 {
		h.automatic, h.subject = true, "Automatic reply: "+h.subject
	}
	w.earlier = append(w.earlier, earlier{h.id, h.subject})
	if len(w.earlier) > recent {
		w.earlier = w.earlier[1:]
	}
	kind := w.kind(i)
	size := min(600+int(w.random.ExpFloat64()*2500), 20_000)
	text := w.text(size) + "Kind regards\r\n" + from + "\r\n"
	var raw bytes.Buffer
	w.head(&raw, h)
	w.entity(&raw, w.body(kind, text))
	return Letter{Raw: raw.Bytes(), Internal: internal, MessageID: h.id, Kind: kind}
}

// kind draws the kind of letter i.
func (w *writer) kind(i int) Kind {
	k := w.random.Float64()
	switch {
	case w.big[i]:
		return Big
	case k < 0.20:
		return Plain8Bit
	case k < 0.30:
		return Windows1252
	case k < 0.37:
		return PlainBase64
	case k < 0.45:
		return HTML
	case k < 0.80:
		return Alternative
	}
	return Attachment
}

// pick draws one of some.
func pick[T any](w *writer, some []T) T { return some[w.random.IntN(len(some))] }

// mailboxName makes of a person's name what may stand before the @.
func mailboxName(name string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '.'
		case c == '\'' || c > 127:
			return 'x'
		}
		return c
	}, name))
}

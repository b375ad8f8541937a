package mailbox_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/mailbox"
)

// TestComposeThenParse: what is written reads back the same, whatever the
// characters; only what cannot stand in a header becomes a space.
func TestComposeThenParse(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		l := mailbox.Outgoing{
			MessageID: "id1@example.net", InReplyTo: "a1@example.org", References: []string{"a0@example.org", "a1@example.org"},
			Date:    time.Date(2026, 6, 1, 10, 0, 0, 0, time.FixedZone("", 3600)),
			From:    mailbox.Address{Name: phrase(rnd, 3), Address: "desk@example.net"},
			To:      []mailbox.Address{{Name: phrase(rnd, 2), Address: "ann@example.org"}, {Address: "bob@example.org"}},
			Cc:      []mailbox.Address{{Name: phrase(rnd, 9), Address: "carol@example.org"}},
			Subject: phrase(rnd, 30),
			Text:    phrase(rnd, 40) + "\n\n" + phrase(rnd, 200) + "\n",
		}
		raw, err := mailbox.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(raw), "\r\n") {
			if strings.ContainsAny(line, "\r\n") || len(line) > 998 {
				t.Fatalf("bad line %q", line)
			}
		}
		m := parse(raw)
		want := mailbox.Outgoing{MessageID: m.MessageID, InReplyTo: m.InReplyTo[0], References: m.References, Date: l.Date,
			From: m.From[0], To: m.To, Cc: m.Cc, Subject: m.Subject, Text: m.Text}
		if diff := cmp.Diff(want, l); diff != "" || !m.Date.Equal(l.Date) || len(m.Problems) > 0 {
			t.Fatalf("parsed -, composed +:\n%s\n%v\n%s", diff, m.Problems, raw)
		}
	}
}

// phrase gives words of ASCII, accents, punctuation and emoji.
func phrase(rnd *rand.Rand, n int) string {
	words := []string{"Hello", "Siôn", "ŵyl", "a,b", `half"quote`, "(x)", "<y>", "研修", "=?utf-8?q?no?=", "😀", "2=2", "colon:", strings.Repeat("long", 30)}
	out := make([]string, 0, n)
	for range n {
		out = append(out, words[rnd.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

func TestComposeAllowsNoHeaderInjection(t *testing.T) {
	l := mailbox.Outgoing{
		MessageID: "id1@example.net", From: mailbox.Address{Name: "A\r\nBcc: x@example.org", Address: "desk@example.net"},
		To: []mailbox.Address{{Address: "ann@example.org"}}, Subject: "Hi\r\nBcc: x@example.org\n\nbody", Text: "x",
	}
	raw, err := mailbox.Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("\nBcc")) || parse(raw).Text != "x\n" {
		t.Errorf("injected:\n%s", raw)
	}
	for _, bad := range []string{"a@example.org\r\nBcc: x@example.org", "a@example.org, b@example.org", "a", "a@", "@b", "a b@example.org"} {
		l := l
		l.To = []mailbox.Address{{Address: bad}}
		if _, err := mailbox.Compose(l); err == nil {
			t.Errorf("%q was taken for an address", bad)
		}
	}
	l.InReplyTo = "a>\r\nX: y"
	if _, err := mailbox.Compose(l); err == nil {
		t.Error("a bad identifier was taken")
	}
}

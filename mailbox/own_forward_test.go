package mailbox

import (
	"strings"
	"testing"
)

// handedOnHeads are what mail programs put above a letter that is handed on.
var handedOnHeads = map[string]string{
	"Gmail":   "---------- Forwarded message ---------\nFrom: Dee <dee@example.org>\nDate: Sat, 14 Nov 2026 at 08:00\nSubject: query\nTo: <reception@example.org>\n\n",
	"Welsh":   "---------- Neges wedi'i blaenyrru ---------\nO: Dee <dee@example.org>\nDyddiad: Sad, 14 Tach 2026 am 08:00\nPwnc: cwrs\nAt: <jo@example.org>\n\n",
	"Apple":   "Begin forwarded message:\n\nFrom: Dee <dee@example.org>\nSubject: query\nDate: 14 November 2026 at 08:00:00 GMT\nTo: reception@example.org\n\n",
	"Outlook": "From: Dee <dee@example.org>\nSent: 14 November 2026 08:00\nTo: Reception <reception@example.org>\nSubject: query\n\n",
	"a rule":  "________________________________\nFrom: Dee <dee@example.org>\nSent: 14 November 2026 08:00\nTo: Reception <reception@example.org>\nSubject: query\n\n",
}

// TestForwardsOfAllShapes: of a letter handed on the covering note is what its
// writer wrote; where that says little, what it hands on is the content.
func TestForwardsOfAllShapes(t *testing.T) {
	const handed, farther = "My daughter needs the course.", "Thank you for ringing my mother."
	const long = "Hello, I have met this mother twice and she is worried. Could one of you ring her, and tell me afterwards?"
	for program, head := range handedOnHeads {
		chain := handed + "\n\n" + head + farther + "\n"
		for _, c := range []struct {
			fields, note string
			note1, both  bool // what of it stays: the note, the letters handed on
		}{
			{"Subject: Fwd: query\n", long, true, false},
			{"Subject: FW: query\nReferences: <1@example.org>\n", long, true, false},
			{"Subject: FW: query\n", "Please help this lady.", true, true},
			{"Subject: FW: query\n", long + " It is all in the letter below.", true, true},
			{"Subject: FW: query\n", "Please help this lady.\n\nKind regards\nBeth Carr", true, true},
			{"Subject: FW: query\n", "", false, true},
		} {
			m := parseString("From: a@example.org\n"+c.fields+"\n"+c.note+"\n\n"+head+chain, Limits{})
			said, _, _ := strings.Cut(c.note, "\n")
			if c.note1 && !strings.HasPrefix(m.OwnText, said) || strings.Contains(m.OwnText, handed) != c.both || strings.Contains(m.OwnText, farther) != c.both {
				t.Errorf("%s, %q: got\n%s", program, c.note, m.OwnText)
			}
			if strings.Contains(m.OwnText, "\n"+handed) && !strings.Contains(m.OwnText, "\n\n"+handed) {
				t.Errorf("%s: the words run into the head:\n%s", program, m.OwnText)
			}
			if passed := Quoted(m.Text); !strings.Contains(passed, handed) || !strings.Contains(passed, farther) {
				t.Errorf("%s: what is handed on is not all looked at: %q", program, passed)
			}
		}
	}
}

// TestAnswerToAForward: its subject has the mark of a forward as well.
func TestAnswerToAForward(t *testing.T) {
	m := parseString("From: a@example.org\nSubject: Re: FW: query\nIn-Reply-To: <1@example.org>\n\nYes please.\n\n"+handedOnHeads["Outlook"]+"Is there a place?\n", Limits{})
	if m.OwnText != "Yes please.\n" {
		t.Errorf("got\n%s", m.OwnText)
	}
}

// TestForwardInAnAnswerStays: what an answer quotes is looked at nowhere else.
func TestForwardInAnAnswerStays(t *testing.T) {
	const note = "Hello, I have met this mother twice and she is worried. Could one of you ring her, and tell me afterwards?"
	m := parseString("From: a@example.org\nSubject: Re: query\nIn-Reply-To: <1@example.org>\n\n"+note+"\n\n"+handedOnHeads["Gmail"]+"I am low.\n", Limits{})
	if !strings.Contains(m.OwnText, note) || !strings.Contains(m.OwnText, "I am low.") {
		t.Errorf("got\n%s", m.OwnText)
	}
}

// TestInitialsQuote: some mail programs mark what they quote with its writer's
// initials.
func TestInitialsQuote(t *testing.T) {
	const head = "From: a@example.org\nSubject: Re: x\nIn-Reply-To: <1@example.org>\n\n"
	for _, c := range []struct{ text, want string }{
		{"On 16/11/2026 14:03, Mental Health wrote:\nMH> Which trust?\nExample Trust.\n", "Example Trust.\n"},
		{"MH> Which trust?\nExample Trust.\nMH> And when?\nIn May.\n", "Example Trust.\nIn May.\n"},
		{"MH> is what I call it.\n", "MH> is what I call it.\n"},
		{"MH> is one.\nJB> is another.\n", "MH> is one.\nJB> is another.\n"},
	} {
		if got := parseString(head+c.text, Limits{}).OwnText; got != c.want {
			t.Errorf("%q: got %q", c.text, got)
		}
	}
	const first = "MH> is one.\nMH> is two.\n"
	if got := parseString("From: a@example.org\nSubject: x\n\n"+first, Limits{}).OwnText; got != first {
		t.Errorf("in a first letter: got %q", got)
	}
}

// TestCitedMailInAFirstLetter: what HTML marks as a letter cited is quoted, also
// where nothing else says that the letter answers one.
func TestCitedMailInAFirstLetter(t *testing.T) {
	const head = "From: a@example.org\nSubject: x\nContent-Type: text/html\n\n"
	m := parseString(head+`<div>Mine below.</div><blockquote type="cite">Which day?</blockquote><div>Tuesday.</div>`, Limits{})
	if m.OwnText != "Mine below.\n\nTuesday.\n" || m.Text != "Mine below.\n\n> Which day?\n\nTuesday.\n" {
		t.Errorf("got %q of %q", m.OwnText, m.Text)
	}
	m = parseString(head+`<div>A poem:</div><blockquote style="border-left:1px solid">The night is long</blockquote>`, Limits{})
	if m.OwnText != "A poem:\n\n> The night is long\n" {
		t.Errorf("of a poem: got %q", m.OwnText)
	}
}

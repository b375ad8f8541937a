package mailbox

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestForwarded(t *testing.T) {
	ann, desk := Address{"Ann Bloggs", "ann@example.org"}, Address{"Desk", "desk@example.net"}
	at := time.Date(2026, 6, 1, 10, 5, 0, 0, time.UTC)
	one := Head{From: []Address{desk}, To: []Address{ann}, Date: at, Subject: "Re: A place"}
	for name, c := range map[string]struct {
		text string
		want []Head
	}{
		"none":              {"Where is the framework?\n", nil},
		"a form":            {"From: 9am\nTo: 5pm\nRoom: 2\n", nil},
		"Outlook":           {"As sent.\n\n________________________________\nFrom: Desk <desk@example.net>\nSent: 01 June 2026 10:05\nTo: Ann Bloggs <ann@example.org>\nSubject: Re: A place\n\nYes.\n", []Head{one}},
		"Outlook, American": {"From: Desk <desk@example.net>\nSent: Monday, June 1, 2026 10:05 AM\nTo: Ann Bloggs <ann@example.org>\nSubject: Re: A place\n\nYes.\n", []Head{one}},
		"older Outlook":     {"-----Original Message-----\nFrom: Desk [mailto:desk@example.net]\nSent: 01 June 2026 10:05\nTo: Ann Bloggs [mailto:ann@example.org]\nSubject: Re: A place\n\nYes.\n", []Head{one}},
		"days in numbers":   {"From: Desk <desk@example.net>\nSent: 01/06/2026 10:05\nTo: Ann Bloggs <ann@example.org>\nSubject: Re: A place\n\nYes.\n", []Head{one}},
		"Gmail":             {"---------- Forwarded message ---------\nFrom: Desk <desk@example.net>\nDate: Mon, 1 Jun 2026 at 10:05\nSubject: Re: A place\nTo: Ann Bloggs <ann@example.org>\n\nYes.\n", []Head{one}},
		"Apple":             {"FYI\n\nBegin forwarded message:\n\n> From: Desk <desk@example.net>\n> Subject: Re: A place\n> Date: 1 June 2026 at 10:05:00 GMT\n> To: Ann Bloggs <ann@example.org>\n> \n> Yes.\n", []Head{one}},
		"Thunderbird":       {"-------- Forwarded Message --------\nSubject: \tRe: A place\nDate: \tMon, 1 Jun 2026 10:05:00 +0000\nFrom: \tDesk <desk@example.net>\nTo: \tAnn Bloggs <ann@example.org>\n\nYes.\n", []Head{one}},
		"Welsh":             {"Oddi wrth: Desk <desk@example.net>\nAnfonwyd: 01 Mehefin 2026 10:05\nAt: Ann Bloggs <ann@example.org>\nPwnc: Re: A place\n\nIe.\n", []Head{one}},
		"bold":              {"*From:* Desk <desk@example.net>\n*Sent:* 01 June 2026 10:05\n*To:* Ann Bloggs <ann@example.org>\n*Subject:* Re: A place\n\nYes.\n", []Head{one}},
		"in one line":       {"From: Desk <desk@example.net> Sent: 01 June 2026 10:05 To: Ann Bloggs <ann@example.org> Subject: Re: A place\n\nYes.\n", []Head{one}},
		"two, with copies and broken lines": {
			"From: Desk <desk@example.net>\nSent: 02 June 2026 09:00\nTo: Ann Bloggs\n<ann@example.org>\nCc: Jo <jo@example.org>; Bob <bob@example.org>\nSubject: Re: A place\nMessage-ID: <x@example.net>\n\nYes.\n\nFrom: Ann Bloggs <ann@example.org>\nSent: 01 June 2026 10:05\nTo: Desk <desk@example.net>\nSubject: A place\n\nMay I?\n",
			[]Head{
				{[]Address{desk}, []Address{ann}, []Address{{"Jo", "jo@example.org"}, {"Bob", "bob@example.org"}}, time.Date(2026, 6, 2, 9, 0, 0, 0, time.UTC), "Re: A place", "x@example.net"},
				{[]Address{ann}, []Address{desk}, nil, at, "A place", ""},
			},
		},
	} {
		if diff := cmp.Diff(c.want, Forwarded(&Message{Text: c.text})); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestForwardedAsAttachment(t *testing.T) {
	m := parseString(mixed("mixed", "\nAs sent.", "Content-Type: message/rfc822\n\nFrom: Desk <desk@example.net>\nTo: ann@example.org\nDate: Mon, 1 Jun 2026 10:05:00 +0100\nSubject: Re: A place\nMessage-ID: <x@example.net>\n\nYes."), Limits{})
	got := Forwarded(&m)
	if len(got) != 1 || got[0].From[0].Address != "desk@example.net" || got[0].To[0].Address != "ann@example.org" || got[0].Subject != "Re: A place" || got[0].MessageID != "x@example.net" || got[0].Date.IsZero() {
		t.Errorf("got %+v", got)
	}
}

func TestForwardedIsBounded(t *testing.T) {
	m := Message{Text: strings.Repeat("From: a@example.org\nSent: b\nTo: c\nSubject: d\n\n", 10_000)}
	if n := len(Forwarded(&m)); n != maxHeads {
		t.Errorf("%d heads", n)
	}
}

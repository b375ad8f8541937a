package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// Thread-Index fields: of one conversation the first letter, an answer and an
// answer to that, and of another.
const (
	indexFirst   = "AQHcOlsQTx2MC3ouS2STHF3iCneG8w=="
	indexAnswer  = "AQHcOlsQTx2MC3ouS2STHF3iCneG87eAAAG0"
	indexAgain   = "Adw6WxA0Tx2MC3ouS2STHF3iCneG8wAAtIAA\n\tAbSAAAI="
	indexAnother = "AQHcOlsQc5rUKY0TSUiiE3vPjqbQWQ=="
)

// letterOf reads a letter as it lies in a mailbox: its header, a line for each
// field, and its body. It came n minutes after the first.
func letterOf(direction Direction, n int, head, body string) Arrival {
	raw := strings.ReplaceAll(strings.TrimSpace(head), "\n", "\r\n") + "\r\nMIME-Version: 1.0\r\n"
	if !strings.Contains(head, "Content-Type") {
		raw += "Content-Type: text/plain; charset=utf-8\r\n"
	}
	raw += "\r\n" + strings.ReplaceAll(body, "\n", "\r\n")
	a := Arrival{
		State: Stored, Direction: direction, Received: wednesday.Add(time.Duration(n) * time.Minute), Size: int64(len(raw)), Raw: []byte(raw),
		Message: mailbox.ParseBytes([]byte(raw), mailbox.Limits{}),
	}
	if direction == In {
		a.Verdict = classify.Verdict{Topic: "training", Confidence: 0.9}
	}
	return a
}

// headLines is the header of a letter, and further fields.
func headLines(from, to, subject, id string, more ...string) string {
	return fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s>\nDate: Wed, 04 Nov 2026 10:00:00 +0000\n", from, to, subject, id) + strings.Join(more, "\n")
}

const (
	ceri = `"Bevan, Ceri" <Ceri.Bevan@trust.example.org>`
	dai  = `Dai Rees <dai@college.example.org>`
	desk = `Mental Health <team@example.org>`
)

var (
	asks = letterOf(In, 0, headLines(ceri, desk, "Places on the course", "q1@trust", "Thread-Topic: Places on the course", "Thread-Index: "+indexFirst), "Is there a place in June?\n\nCeri\n")

	answered = letterOf(Out, 10, headLines(desk, ceri, "RE: Places on the course", "r1@ours", "In-Reply-To: <q1@trust>", "References: <q1@trust>",
		"Thread-Topic: Places on the course", "Thread-Index: "+indexAnswer), "Yes, two.\n\nThe team\n")

	stripped = letterOf(In, 20, headLines(ceri, desk, "RE: Places on the course", "q2@trust", "Thread-Topic: Places on the course", "Thread-Index: "+indexAgain),
		"I take one.\n\nFrom: Mental Health\nSent: 04 November 2026 10:10\nTo: Bevan, Ceri\nSubject: RE: Places on the course\n\nYes, two.\n")

	another = letterOf(In, 20, headLines(ceri, desk, "Places on the course", "q3@trust", "Thread-Index: "+indexAnother), "And in July?\n")

	telephone = letterOf(In, 20, headLines(ceri, desk, "Re: [EXTERNAL] Places on the course", "p1@phone", "X-Mailer: Phone Mail", "Thread-Index: "+indexAnswer), "Yes please\n\nSent from my phone\n")

	numbered = letterOf(In, 20, headLines(ceri, desk, "=?utf-8?q?Ateb:_Lle_ar_y_cwrs_=5BYmholiad_1=5D?=", "n1@trust"), "Diolch\n")

	elsewhere = letterOf(In, 20, headLines("Ceri Bevan <ceri@home.example>", desk, "Re: Places on the course", "h1@home", "In-Reply-To: <r1@ours>"), "I write from home.\n")

	secretary = letterOf(In, 20, headLines("Office <office@trust.example.org>", desk, "RE: Places on the course", "s1@trust", "Sender: "+ceri, "Thread-Index: "+indexAgain), "On behalf of Ceri: yes.\n")

	chained = letterOf(In, 20, headLines(dai, desk, "FW: Places on the course", "d1@college", "Thread-Index: "+indexAnswer), "Is there a place for me too?\n\n-----Original Message-----\nFrom: Bevan, Ceri\nSent: 04 November 2026 10:00\nTo: Mental Health\nSubject: Places on the course\n\nIs there a place in June?\n")

	chainedAgain = letterOf(In, 30, headLines(dai, desk, "RE: Places on the course", "d2@college", "Thread-Index: "+indexAgain), "Any news?\n")

	refusedLetter = letterOf(In, 12, headLines("Mail Delivery System <MAILER-DAEMON@mx.example.org>", desk, "Undeliverable: RE: Places on the course", "b1@mx", "Auto-Submitted: auto-replied",
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b"), `--b
Content-Type: text/plain

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ceri.bevan@trust.example.org
Action: failed
Status: 5.1.1
--b
Content-Type: message/rfc822

From: `+desk+`
To: `+ceri+`
Subject: RE: Places on the course
Message-ID: <r1@ours>

Yes, two.
--b--
`)

	readReceipt = letterOf(In, 12, headLines(ceri, desk, "Read: RE: Places on the course", "m1@trust",
		"Content-Type: multipart/report; report-type=disposition-notification; boundary=b"), `--b
Content-Type: text/plain

Your message was read.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ceri.bevan@trust.example.org
Original-Message-ID: <r1@ours>
Disposition: manual-action/MDN-sent-manually; displayed
--b--
`)
)

// Letters as mail programs write them, from the bytes to the enquiry.
func TestLettersOfMailProgramsJoin(t *testing.T) {
	for _, test := range []struct {
		name    string
		letters []Arrival
		want    []string
		status  Status // of the first enquiry
	}{
		{"Outlook without References", []Arrival{asks, answered, stripped}, []string{"q1@trust, r1@ours reply, q2@trust conversation"}, StatusOpen},
		{"Outlook, our answer read last", []Arrival{asks, stripped, answered}, []string{"q1@trust, r1@ours reply, q2@trust conversation"}, StatusNew},
		{"Outlook, our answer read first", []Arrival{answered, asks, stripped}, []string{"q1@trust, r1@ours reply, q2@trust conversation"}, StatusOpen},
		{"Outlook, the answer before the question", []Arrival{stripped, asks}, []string{"q1@trust conversation, q2@trust"}, StatusNew},
		{"Outlook, the same subject again", []Arrival{asks, another}, []string{"q1@trust", "q3@trust"}, StatusNew},
		{"a telephone that drops In-Reply-To", []Arrival{asks, answered, telephone}, []string{"q1@trust, r1@ours reply, p1@phone conversation"}, StatusOpen},
		{"a number in the subject alone", []Arrival{asks, answered, numbered}, []string{"q1@trust, r1@ours reply, n1@trust token"}, StatusOpen},
		{"the same person from home", []Arrival{asks, answered, elsewhere}, []string{"q1@trust, r1@ours reply", "h1@home maybe 1"}, StatusWaiting},
		{"somebody on behalf of the enquirer", []Arrival{asks, answered, secretary}, []string{"q1@trust, r1@ours reply", "s1@trust maybe 1"}, StatusWaiting},
		{"a chain that somebody else hands on", []Arrival{asks, answered, chained, chainedAgain}, []string{"q1@trust, r1@ours reply", "d1@college maybe 1, d2@college conversation"}, StatusWaiting},
		{"a bounce", []Arrival{asks, answered, refusedLetter}, []string{"q1@trust, r1@ours reply, b1@mx report"}, StatusOpen},
		{"a bounce that is read before Sent", []Arrival{asks, refusedLetter, answered}, []string{"q1@trust, r1@ours reply, b1@mx report"}, StatusOpen},
		{"a read receipt", []Arrival{asks, answered, readReceipt}, []string{"q1@trust, r1@ours reply, m1@trust report"}, StatusWaiting},
		{"a read receipt that is read before Sent", []Arrival{asks, readReceipt, answered}, []string{"q1@trust, r1@ours reply, m1@trust report"}, StatusWaiting},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			for _, l := range test.letters {
				h.receive("INBOX", l)
			}
			h.joins(test.want...)
			if e := h.enquiryOf(1); e.Status != test.status {
				t.Errorf("%s, want %s", e.Status, test.status)
			}
		})
	}
}

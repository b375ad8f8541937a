package mailbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func shown(list []Delivery) (out []string) {
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s %s %s %v %q", d.Recipient, d.Action, d.Status, d.Permanent, d.Detail))
	}
	return out
}

func TestReadStatus(t *testing.T) {
	const message = "Reporting-MTA: dns; mx.example.org\nArrival-Date: Mon, 1 Jun 2026 10:00:00 +0100\n\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"as the standard says", message + "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n  here\n\nFinal-Recipient: rfc822;al@example.org\nAction: delayed\nStatus: 4.4.1 (no answer)\n",
			[]string{`jo@example.org failed 5.1.1 true "550 5.1.1 unknown here"`, `al@example.org delayed 4.4.1 false ""`}},
		{"no empty lines", "Reporting-MTA: dns; mx\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; al@example.org\nAction: failed\nStatus: 5.2.2\n",
			[]string{`jo@example.org failed 5.1.1 true ""`, `al@example.org failed 5.2.2 true ""`}},
		{"an empty line below each", "Final-Recipient: rfc822; jo@example.org\n\nAction: failed\n\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; al@example.org\n\nAction: delayed\n\nStatus: 4.1.1\n",
			[]string{`jo@example.org failed 5.1.1 true ""`, `al@example.org delayed 4.1.1 false ""`}},
		{"action first", "Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; jo@example.org\n\nAction: failed\nStatus: 5.2.2\nFinal-Recipient: rfc822; al@example.org\n",
			[]string{`jo@example.org failed 5.1.1 true ""`, `al@example.org failed 5.2.2 true ""`}},
		{"the address we wrote to", "Original-Recipient: rfc822;jo+2Bx@example.org\nFinal-Recipient: rfc822; x123@example.com\nAction: failed\nStatus: 5.0.0\n", []string{`jo+x@example.org failed 5.0.0 true ""`}},
		{"no type before the address", "Final-Recipient: <jo@example.org>\nAction: Failure\n", []string{`jo@example.org failed  true ""`}},
		{"status in what was said alone", "Final-Recipient: rfc822; jo@example.org\nAction: failed\nDiagnostic-Code: smtp; 452 4.2.2 Full\n", []string{`jo@example.org failed 4.2.2 false "452 4.2.2 Full"`}},
		{"three digits alone", "Final-Recipient: rfc822; jo@example.org\nAction: failed\nDiagnostic-Code: smtp; 450 try later\n", []string{`jo@example.org failed  false "450 try later"`}},
		{"given up after a time", "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 4.4.7\n", []string{`jo@example.org failed 4.4.7 false ""`}},
		{"no action", "Final-Recipient: rfc822; jo@example.org\nStatus: 5.1.1\n", []string{`jo@example.org failed 5.1.1 true ""`}},
		{"neither action nor status", "Final-Recipient: rfc822; jo@example.org\n", []string{`jo@example.org   false ""`}},
		{"local", "Final-Recipient: X-LOCAL; jo\nAction: failed\n", []string{`jo failed  true ""`}},
		{"international", "Final-Recipient: utf-8; siôn@example.org\nAction: failed\nStatus: 5.1.1\n", []string{`siôn@example.org failed 5.1.1 true ""`}},
		{"prose", "This message could not be delivered:\n\nno reason\n", nil},
		{"no recipient", message + "Action: failed\nStatus: 5.0.0\n", nil},
	} {
		if diff := cmp.Diff(c.want, shown(readStatus([]byte(c.text)))); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.want, shown(readStatus([]byte(strings.ReplaceAll(c.text, "\n", "\r\n"))))); diff != "" {
			t.Errorf("%s, CRLF: want -, got +:\n%s", c.name, diff)
		}
	}
	if n := len(readStatus([]byte(strings.Repeat("Final-Recipient: rfc822; jo@example.org\nAction: failed\n\n", 1000)))); n != maxDeliveries {
		t.Errorf("%d recipients kept", n)
	}
}

func TestBouncesInFreeForm(t *testing.T) {
	const copied = "\n\n------ This is a copy of the message, including all the headers. ------\n\nFrom: desk@example.net\nTo: jo@example.org\nSubject: Hello\nMessage-ID: <e1@example.net>\n\nDear Jo, write to al@example.com.\n"
	for _, c := range []struct {
		name, header, text string
		want               []string
		about              string
	}{
		{"Postfix", "Subject: Undelivered Mail Returned to Sender", "<jo@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1 <jo@example.org>:\n    User unknown (in reply to RCPT TO command)" + copied,
			[]string{`jo@example.org failed 5.1.1 true "<jo@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1 <jo@example.org>: User unknown (in reply to RCPT TO command)"`}, "e1@example.net"},
		{"Exim waits", "Subject: Warning: message 1a delayed 24 hours", "This message was created automatically.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours.\n\nThe address to which the message has not yet been delivered is:\n\n  jo@example.org\n    Delay reason: connection timed out\n",
			[]string{`jo@example.org delayed  false ""`}, ""},
		{"Sendmail", "Subject: Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\n<jo@example.org>\n    (reason: 550 5.7.1 refused)\n\n   ----- Transcript of session follows -----\n",
			[]string{`jo@example.org failed 5.7.1 true "(reason: 550 5.7.1 refused)"`}, ""},
		{"old Exchange", "Subject: Undeliverable: Hello", "Your message did not reach some or all of the intended recipients.\n\n      Subject:  Hello\n      Sent:     01/06/2026 10:00\n\nThe following recipient(s) could not be reached:\n\n      'jo@example.org' on 01/06/2026 10:01\n            550 5.1.1 User unknown\n",
			[]string{`jo@example.org failed 5.1.1 true "550 5.1.1 User unknown"`}, ""},
		{"Gmail", "Subject: Delivery Status Notification (Failure)", "** Address not found **\n\nYour message wasn't delivered to jo@example.org because the address couldn't be found, or is unable to receive mail.\n\nThe response from the remote server was:\n550 5.1.1 no such user\n",
			[]string{`jo@example.org failed 5.1.1 true "550 5.1.1 no such user"`}, ""},
		{"Exchange Online as text", "Subject: Undeliverable: Hello", "Delivery has failed to these recipients or groups:\n\nJo Bloggs (jo@example.org)<mailto:jo@example.org>\nYour message couldn't be delivered.\n\nDiagnostic information for administrators:\n\njo@example.org\n#550 5.4.1 Recipient address rejected ##\n\nOriginal message headers:\n\nReceived: from x\nFrom: desk@example.net\nMessage-ID: <e1@example.net>\n",
			[]string{`jo@example.org failed 5.4.1 true "#550 5.4.1 Recipient address rejected ##"`}, "e1@example.net"},
		{"a gateway blocks", "Subject: Message blocked", "Your message to: jo@example.org was blocked. It could not be delivered.\n", []string{`jo@example.org failed  true ""`}, ""},
		{"full for now", "Subject: Delivery failure", "<jo@example.org>:\n452 4.2.2 Mailbox full\n", []string{`jo@example.org failed 4.2.2 false "452 4.2.2 Mailbox full"`}, ""},
		{"header alone", "Subject: Delivery failure\nX-Failed-Recipients: jo@example.org, al@example.org", "Sorry.\n", []string{`jo@example.org failed  true ""`, `al@example.org failed  true ""`}, ""},
		{"our own address is none", "Subject: Undeliverable: Hello", "The following recipient could not be reached:\n\ndesk@example.net\n", nil, ""},
		{"what nobody can read", "Subject: Delivery failure", "Your letter came back. Ask help@example.org.\n", nil, ""},
		{"id alone", "Subject: Delivery failure", "It failed.\nMessage-ID: <e1@example.net>\n", nil, "e1@example.net"},
		{"named in the header", "Subject: Delivery failure\nIn-Reply-To: <e1@example.net>", "It failed.\n", nil, "e1@example.net"},
	} {
		m := parseString("From: MAILER-DAEMON@example.org\nTo: desk@example.net\n"+c.header+"\n\n"+c.text, Limits{})
		if m.Kind != Bounce || m.About.MessageID != c.about {
			t.Errorf("%s: %s about %q", c.name, m.Kind, m.About.MessageID)
		}
		if diff := cmp.Diff(c.want, shown(m.Deliveries)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
	}
}

// TestReportsAreTakenApart: which letter, and of what kind the report is.
func TestReportsAreTakenApart(t *testing.T) {
	const status = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; jo@example.org\nAction: %s\n"
	const head = "--b\nContent-Type: text/rfc822-headers\n\nFrom: desk@example.net\nTo: Jo <jo@example.org>\nSubject: Hello\nDate: Mon, 1 Jun 2026 10:00:00 +0100\nMessage-ID: <e1@example.net>\n--b--\n"
	const daemon = "From: MAILER-DAEMON@example.org\n"
	for _, c := range []struct {
		name, from, kind, action string
		want                     Kind
	}{
		{"failed", daemon, "multipart/report; report-type=delivery-status", "failed", Bounce},
		{"delayed", daemon, "multipart/report; report-type=delivery-status", "delayed", Bounce},
		{"expanded", daemon, "multipart/report; report-type=delivery-status", "expanded", Report},
		{"no type of report", daemon, "multipart/report", "failed", Bounce},
		{"in a mixed letter", daemon, "multipart/mixed", "failed", Bounce},
		{"shown to us by a person", "From: jo@example.org\n", "multipart/mixed", "failed", Human},
	} {
		m := parseString(c.from+"Subject: x\nContent-Type: "+c.kind+"; boundary=b\n\n--b\n\ntext\n"+fmt.Sprintf(status, c.action)+head, Limits{})
		if m.Kind != c.want || (len(m.Deliveries) == 1) != (c.want != Human) {
			t.Errorf("%s: %s, %+v", c.name, m.Kind, m.Deliveries)
		}
		a := m.About
		if c.want != Human && (a.MessageID != "e1@example.net" || a.Subject != "Hello" || len(a.To) != 1 || a.Date.IsZero()) || c.want == Human && a.MessageID != "" {
			t.Errorf("%s: about %+v", c.name, a)
		}
		if len(m.Problems) > 0 {
			t.Errorf("%s: problems %v", c.name, m.Problems)
		}
	}
	inner := parseString(daemon+"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\ntext\n"+
		fmt.Sprintf(status, "failed")+head+"--a\n\nThis letter came from outside.\n--a--\n", Limits{})
	if inner.Kind != Bounce || len(inner.Deliveries) != 1 {
		t.Errorf("in a gateway's letter: %s, %+v", inner.Kind, inner.Deliveries)
	}
}

func TestReceiptNamesTheLetter(t *testing.T) {
	m := parseString("From: jo@example.org\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\n"+
		"Final-Recipient: rfc822; jo@example.org\nOriginal-Message-ID: <e1@example.net>\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n", Limits{})
	if m.Kind != Report || m.About.MessageID != "e1@example.net" || len(m.About.To) != 1 || m.About.To[0].Address != "jo@example.org" || len(m.Deliveries) != 0 {
		t.Errorf("%+v", m)
	}
}

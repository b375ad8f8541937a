package mailbox

import "testing"

func TestPlaceholder(t *testing.T) {
	const (
		subject = "Subject: Retrieval using the IMAP4 protocol failed for the following message: 812\n"
		notice  = "The server couldn't retrieve the following message:\n\nSubject: \"A place on the course\"\nFrom: \"Ann\"\nSent date: 01/06/2026 10:00:00\n\n" +
			"The message hasn't been deleted. You might be able to view it using either Outlook or Outlook Web App. You can also contact the sender to find out what the message says.\n"
		html = "Content-Type: text/html\n\n<p>The server couldn&#8217;t retrieve the following message:<p>The message hasn&#8217;t\nbeen deleted."
	)
	for name, c := range map[string]struct {
		letter string
		want   bool
	}{
		"without an address":    {"From: Microsoft Exchange Server\nTo: desk@example.net\n" + subject + "\n" + notice, true},
		"with year and address": {"From: Microsoft Exchange Server 2010 <exchange@example.net>\n" + subject + "\n" + notice, true},
		"without text":          {"From: \"Microsoft Exchange Server\" <.MISSING-HOST-NAME.>\n" + subject + "\n\n", true},
		"in html":               {"From: Microsoft Exchange Server\n" + subject + html, true},
		"spelled out":           {"From: Microsoft Exchange Server 2007\n" + subject + "\nThe server could not retrieve the following message:\n", true},
		"subject in Welsh":      {"From: Microsoft Exchange Server\nSubject: Methwyd nôl y neges: 812\n\n" + notice, true},
		"with the letter":       {"From: Microsoft Exchange Server\n" + subject + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + notice + "\n--b\nContent-Type: message/rfc822\n\nFrom: ann@example.org\nSubject: x\n\nhello\n--b--\n", true},

		"forwarded by a person":      {"From: Ann <ann@example.org>\nSubject: FW: Retrieval using the IMAP4 protocol failed for the following message: 812\n\nWhat is this?\n\nFrom: Microsoft Exchange Server\nSent: 1 June 2026 10:00\nTo: Ann\n" + subject + "\n" + notice, false},
		"forwarded as an attachment": {"From: Ann <ann@example.org>\n" + subject + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: Microsoft Exchange Server\n" + subject + "\n" + notice + "\n--b--\n", false},
		"same subject by a person":   {"From: Ann <ann@example.org>\n" + subject + "\n" + notice, false},
		"answered":                   {"From: Microsoft Exchange Server\nIn-Reply-To: <a@example.org>\n" + subject + "\n" + notice, false},
		"a bounce":                   {"From: Microsoft Exchange <postmaster@example.net>\nSubject: Undeliverable: hello\n\nYour message was not delivered.\n", false},
		"words about it by Exchange": {"From: Microsoft Exchange <postmaster@example.net>\nSubject: Undeliverable: FW\n\n" + notice, false},
		"an enquiry":                 {"From: Ann <ann@example.org>\nSubject: x\n\nThe server could not retrieve the following message: what shall I do?\n", false},
	} {
		m := parseString(c.letter, Limits{})
		if got := Placeholder(&m); got != c.want {
			t.Errorf("%s: got %v for %+v, text %q", name, got, m.From, m.Text)
		}
	}
}

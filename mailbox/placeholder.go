package mailbox

import (
	"regexp"
	"strings"
)

var (
	lostSubject = regexp.MustCompile(`(?i)^retrieval using the \w+ protocol failed for the following message\s*:?\s*\d*$`)
	lostNotice  = regexp.MustCompile(`(?i)\b(the server (could ?n['’]?t|could not) retrieve the following message|the message has(n['’]?t| not) been deleted)\b`)
)

// Placeholder reports whether m is not a letter but what Exchange's IMAP server
// gives in place of one that it cannot turn into MIME: from 'Microsoft Exchange
// Server', of any year, with or without an address, with a text that says so,
// or none, and perhaps with the letter attached. The letter itself is still in
// the mailbox. What a person writes about such a notice, quotes or forwards is
// none.
func Placeholder(m *Message) bool {
	if len(m.InReplyTo)+len(m.References) > 0 || !fromExchange(m.From) {
		return false
	}
	notice := lostNotice.MatchString(strings.Join(strings.Fields(m.Text), " "))
	if lostSubject.MatchString(m.Subject) {
		return notice || strings.TrimSpace(m.Text) == ""
	}
	return notice && !strings.Contains(m.Writer().Address, "@") // the subject may be in another language
}

// fromExchange reports the one sender that the notice is from. It has no
// address of its own, so some versions write none and some what is no address.
func fromExchange(from []Address) bool {
	return len(from) == 1 && strings.HasPrefix(strings.ToLower(from[0].Name+from[0].Address), "microsoft exchange")
}

package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// judge says of what kind the letter is and, of calendars and reports, what they
// say.
func (p *parser) judge(m *Message, root *part) {
	m.Invitations = p.cal.invitations
	m.Deliveries, m.About = p.readReport(root)
	m.Kind = kindOf(root, m)
	switch m.Kind {
	case Bounce:
		if len(m.Deliveries) == 0 || m.About.MessageID == "" {
			p.readBounce(m, root.header)
		}
	case Report:
	default: // somebody shows us a report on a letter of theirs
		m.Deliveries, m.About = nil, Head{}
		return
	}
	if m.About.MessageID == "" && len(m.InReplyTo) > 0 {
		m.About.MessageID = m.InReplyTo[0]
	}
}

// kindOf says whether a person wrote the letter. It looks for evidence of a
// machine and, finding none that is plain, answers Human: a person taken for a
// machine might never be answered.
func kindOf(root *part, m *Message) Kind {
	s := readSigns(root.header)
	switch {
	case isBounce(root, &s, m):
		if succeeded(m) {
			return Report
		}
		return Bounce
	case isReport(root, m):
		return Report
	case isCalendar(root) && !IsForward(m.Subject): // what somebody hands on they want read
		return Calendar
	case isAutoReply(&s, m):
		return AutoReply
	case isList(&s, m):
		return List
	}
	return Human
}

var (
	bounceSubject = regexp.MustCompile(`(?i)undeliver|delivery (status|has failed|failure|problem|error|report|delayed|incomplete)|failure notice|returned (mail|to sender)|mail delivery|delivery.*(delayed|failed)|could( not|n['’]t) be delivered|(was|is|been|not) (not )?delivered|non[- ]?deliver|^(delivered|relayed|expanded): |^warning: (could not|message)|address not found|message (blocked|rejected|delayed)|recipient.*(rejected|unknown)|nicht zugestellt|unzustellbar|methu.*(dosbarthu|danfon)`)
	bounceSender  = regexp.MustCompile(`(?i)^(mailer-daemon|postmaster|mail-daemon|mailerdaemon|mailer|microsoftexchange[0-9a-f]*)(@|$)`)
	bounceWords   = regexp.MustCompile(`(?i)(could|can)( ?not|n['’]t) be (delivered|reached|found)|(was|were|not been|wasn['’]t|couldn['’]t be|not be) (not )?delivered|delivery (has |to .{0,200})?(failed|delayed)|undeliverable|permanent (fatal )?error|did not reach|following (address|recipient)|unable to deliver|failed permanently|[45]\d\d[ -][45]\.\d\.\d`)
)

// The subject is trimmed.
var bounceOpens = opens("mail", "po", "micro")

// isBounce knows delivery status notifications (RFC 3464) and the letters that
// mail systems write without that form. Postmasters are people as well, and
// mailbox rules hand letters on in an envelope without a sender, so there the text
// must tell of a failure too.
func isBounce(root *part, s *signs, m *Message) bool {
	if reportType(root) == "delivery-status" || s.failed {
		return true
	}
	daemon := hasDaemon(m.From)
	if !daemon && !s.daemonPath && !s.emptyPath {
		return false
	}
	if hasType(root, "message/delivery-status") || inner(root) == "delivery-status" {
		return true
	}
	shared := daemon && (beginsFold(m.From[0].Address, "postmaster") || beginsFold(m.From[0].Address, "mailer@"))
	return bounceSubject.MatchString(m.Subject) && (daemon && !shared || (daemon || !s.handedOn) && bounceWords.MatchString(shortened(m.Text, 8000)))
}

// inner gives the type of the report that a gateway has put its notice beside.
func inner(root *part) string {
	for depth := 0; depth < 4 && root.ctype.value == "multipart/mixed" && len(root.children) > 0; depth++ {
		root = root.children[0]
	}
	return reportType(root)
}

func hasDaemon(senders []Address) bool {
	return slices.ContainsFunc(senders, func(a Address) bool {
		return bounceOpens.may(a.Address) && bounceSender.MatchString(a.Address)
	})
}

// mayBeDaemon looks at a Return-Path before it is read. Of one that is written
// as the standard says the beginning tells.
func mayBeDaemon(path []byte) bool {
	if len(path) < 2 || path[0] != '<' || path[len(path)-1] != '>' {
		return len(path) > 0
	}
	address := path[1 : len(path)-1]
	for _, c := range address {
		if wordKind[c] != letterByte && strings.IndexByte("@.-_+", c) < 0 {
			return true
		}
	}
	return bounceOpens.may(string(address))
}

// reportType gives the report-type of a multipart/report (RFC 6522) in lower case.
func reportType(root *part) string {
	if root.ctype.value != "multipart/report" {
		return ""
	}
	if t := strings.ToLower(root.ctype.params.get("report-type")); t != "" {
		return strings.TrimPrefix(t, "global-")
	}
	for _, c := range root.children {
		if kind, ok := strings.CutPrefix(c.ctype.value, "message/"); ok && kind != "rfc822" {
			return strings.TrimPrefix(kind, "global-")
		}
	}
	return ""
}

func isReport(root *part, m *Message) bool {
	switch reportType(root) {
	case "disposition-notification", "feedback-report", "tlsrpt":
		return true
	}
	switch root.ctype.value {
	case "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report":
		return true
	}
	return beginsFold(m.Subject, "report domain:") && strings.Contains(m.Subject, "Submitter:") // RFC 7489, section 7.2.1.1
}

// hasType looks at a part and the parts directly within it.
func hasType(root *part, name string) bool {
	for _, c := range root.children {
		if c.ctype.value == name {
			return true
		}
	}
	return root.ctype.value == name
}

// asksAnswer are the methods of RFC 5546 with which calendars speak to each other.
var asksAnswer = set("request reply cancel counter declinecounter refresh add")

// isCalendar finds a text/calendar part with a method (RFC 6047), wherever a
// few levels of multiparts may have put it. The method may stand in the calendar
// alone.
func isCalendar(t *part) bool {
	for depth := 0; t != nil && depth < 5; depth++ {
		if t.ctype.value == "text/calendar" && t.disp.value != "attachment" && (asksAnswer[strings.ToLower(t.ctype.params.get("method"))] || asksAnswer[t.asks]) {
			return true
		}
		var next *part
		for _, c := range t.children {
			if c.ctype.value == "text/calendar" || next == nil && c.is("multipart/") {
				next = c
			}
		}
		t = next
	}
	return false
}

// isList knows newsletters and what else is sent to many. What a person writes to
// a group is no enquiry's opposite: our own mailbox may be one, and every letter
// to it bear the marks of a list (RFC 2369), so such letters stay Human.
func isList(s *signs, m *Message) bool {
	if !s.unsubscribe && !s.id && !s.post {
		return false
	}
	bulk := s.precedence == "bulk" || s.precedence == "list" || s.precedence == "junk"
	if len(m.InReplyTo) > 0 && !(bulk && s.unsubscribe) {
		return false
	}
	if strings.Contains(m.Subject, " Digest, Vol ") {
		return true
	}
	if (s.post || s.group) && !s.campaign && !s.system && !isMachine(m.Writer().Address) || isForm(m) {
		return false
	}
	return bulk || s.unsubscribe && (s.id || s.oneClick || s.campaign)
}

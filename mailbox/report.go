package mailbox

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

const (
	maxDeliveries = 100
	maxReport     = 256 << 10 // bytes of what machines write that are read
	maxDetail     = 300       // bytes of what a server said
)

// reportParts are the parts of a report (RFC 6522) that machines read.
type reportParts struct {
	status    []*part // RFC 3464
	receipt   *part   // RFC 8098
	complaint *part   // RFC 5965
	returned  *part   // the letter that it is about, or its header
}

// find looks through multiparts, not into attached letters: what somebody
// hands on is no report to us.
func (r *reportParts) find(t *part, depth int) {
	switch t.ctype.value {
	case "message/delivery-status", "message/global-delivery-status":
		r.status = append(r.status, t)
	case "message/disposition-notification", "message/global-disposition-notification":
		r.receipt = t
	case "message/feedback-report":
		r.complaint = t
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822-header":
		if r.returned == nil {
			r.returned = t
		}
	}
	for _, c := range t.children {
		if depth < 5 {
			r.find(c, depth+1)
		}
	}
}

// readReport says what a report says of recipients, and which letter it is about.
func (p *parser) readReport(root *part) (deliveries []Delivery, about Head) {
	var r reportParts
	if root.is("multipart/") || root.is("message/") {
		r.find(root, 0)
	}
	if len(r.status) == 0 && reportType(root) == "delivery-status" {
		r.status = root.children // some call it text
	}
	if len(r.status) == 0 && r.receipt == nil && r.complaint == nil {
		return nil, Head{}
	}
	for _, t := range r.status {
		deliveries = append(deliveries, readStatus(p.reportText(t))...)
	}
	if r.returned != nil {
		about = p.returnedHead(r.returned)
	}
	for _, t := range []*part{r.receipt, r.complaint} {
		if t != nil {
			p.reportFields(t, &about)
		}
	}
	return deliveries[:min(len(deliveries), maxDeliveries)], about
}

// reportText gives the decoded bytes of a part, as UTF-8.
func (p *parser) reportText(t *part) []byte {
	if t.is("multipart/") || t.letter != nil {
		return nil
	}
	body := p.readable(t)
	if !p.spend(len(body)) {
		return nil
	}
	data, _ := decodeTransfer(t.header.str("content-transfer-encoding"), body, true)
	text, _ := asUTF8(data[:min(len(data), maxReport)], t.charset())
	return text
}

// returnedHead reads the header of the letter that came back.
func (p *parser) returnedHead(t *part) Head {
	if t.letter != nil {
		return p.newHead(t.letter.header)
	}
	return p.headWithin(p.reportText(t))
}

// headWithin reads a header out of a text. What is wrong with it is of no
// interest to who reads the report.
func (p *parser) headWithin(text []byte) Head {
	problems, overrun := p.problems, p.overrun
	h, _ := p.readHeader(bytes.TrimLeft(text[:min(len(text), maxReport)], "\r\n"))
	head := p.newHead(h)
	p.problems, p.overrun = problems, overrun
	return head
}

// reportFields reads which letter a read receipt or a complaint is about.
func (p *parser) reportFields(t *part, about *Head) {
	for _, f := range fieldsOf(p.reportText(t)) {
		switch f.name {
		case "original-message-id":
			if about.MessageID == "" {
				about.MessageID = messageID([]byte(f.value))
			}
		case "original-recipient", "final-recipient", "original-rcpt-to":
			if a := recipient(f.value); a != "" && len(about.To) == 0 && t.ctype.value != "message/feedback-report" {
				about.To = []Address{{Address: a}}
			}
		}
	}
}

// reportField is a field of a report; gap says that an empty line stands before it.
type reportField struct {
	name, value string
	gap         bool
}

// fieldsOf reads the fields of a report, unfolded, and passes over all else.
func fieldsOf(text []byte) (out []reportField) {
	gap := false
	for len(text) > 0 {
		var line []byte
		line, text = cutLine(text)
		switch name, value, ok := splitField(line); {
		case len(bytes.TrimSpace(line)) == 0:
			gap = true
		case line[0] == ' ' || line[0] == '\t':
			if last := len(out) - 1; last >= 0 && !gap && len(out[last].value) < 4*maxDetail {
				out[last].value += " " + string(bytes.TrimSpace(line))
			}
		case ok:
			out = append(out, reportField{name, string(value), gap})
			gap = false
		}
	}
	return out
}

// recipientFields are those of one recipient that are kept (RFC 3464, section 2.3).
var recipientFields = set("original-recipient final-recipient action status diagnostic-code")

// readStatus reads the recipients of a delivery report. An empty line should part
// them; where it is missing, or too many are there, the fields themselves show
// where the next one begins.
func readStatus(text []byte) (out []Delivery) {
	block := map[string]string{}
	flush := func() {
		if d := newDelivery(block); d.Recipient != "" && len(out) < maxDeliveries {
			out = append(out, d)
		}
		block = map[string]string{}
	}
	gap := false
	for _, f := range fieldsOf(text) {
		gap = gap || f.gap
		if !recipientFields[f.name] {
			continue
		}
		names := strings.HasSuffix(f.name, "-recipient")
		named := block["original-recipient"] != "" || block["final-recipient"] != ""
		have := block[f.name] != ""
		switch {
		case have && (names || gap), names && named && gap:
			flush()
		case have:
			continue
		}
		block[f.name], gap = f.value, false
	}
	flush()
	return out
}

var (
	statusCode = regexp.MustCompile(`\b([245])\.(\d{1,3})\.(\d{1,3})\b`)
	smtpCode   = regexp.MustCompile(`(?:^|[^\d.])([245])\d\d(?:[ -]|$)`)
)

// newDelivery makes sense of the fields of one recipient.
func newDelivery(block map[string]string) Delivery {
	d := Delivery{Recipient: recipient(block["original-recipient"])}
	if final := recipient(block["final-recipient"]); !strings.Contains(d.Recipient, "@") && final != "" {
		d.Recipient = final
	}
	said := block["diagnostic-code"]
	if kind, rest, ok := strings.Cut(said, ";"); ok && !strings.Contains(strings.TrimSpace(kind), " ") {
		said = rest
	}
	said = oneLine(said)
	d.Status = statusCode.FindString(stripComments(block["status"]))
	class := ""
	if d.Status == "" {
		d.Status = statusCode.FindString(said)
	}
	if m := smtpCode.FindStringSubmatch(said); m != nil && d.Status == "" {
		class = m[1]
	}
	if d.Status != "" {
		class = d.Status[:1]
	}
	d.Detail = shortened(said, maxDetail)
	d.Action = action(block["action"], class)
	d.Permanent = d.Action == "failed" && (class == "5" || class == "") || d.Action == "" && class == "5"
	return d
}

// action gives one of the five that RFC 3464 knows; without any the class of the
// status tells.
func action(written, class string) string {
	written = strings.ToLower(strings.TrimSpace(written))
	for _, known := range []string{"failed", "delayed", "delivered", "relayed", "expanded"} {
		if strings.HasPrefix(written, known[:len(known)-2]) { // 'failure', 'delay'
			return known
		}
	}
	return map[string]string{"5": "failed", "4": "delayed", "2": "delivered"}[class]
}

// recipient reads 'rfc822; jo@example.org'.
func recipient(value string) string {
	if kind, rest, ok := strings.Cut(value, ";"); ok && !strings.Contains(kind, "@") {
		value = rest
	}
	value = xtext.Replace(strings.TrimSpace(value[:min(len(value), 1000)]))
	if value == "" {
		return ""
	}
	if a, ok := parseAddress(strings.ToValidUTF8(value, "")); ok {
		return shortened(a.Address, maxDetail)
	}
	return shortened(oneLine(strings.Trim(value, "<> ")), maxDetail)
}

// xtext undoes the two escapes that are seen of RFC 3461, section 4.
var xtext = strings.NewReplacer("+2B", "+", "+3D", "=")

// succeeded reports a delivery report that tells of no failure and no delay.
func succeeded(m *Message) bool {
	if len(m.Deliveries) == 0 {
		return doneSubject.MatchString(m.Subject)
	}
	return !slices.ContainsFunc(m.Deliveries, func(d Delivery) bool {
		return d.Action == "failed" || d.Action == "delayed" || d.Action == ""
	})
}

var doneSubject = regexp.MustCompile(`(?i)^(delivered|relayed|expanded): |^delivery status notification \((success|relay)\)|^successful mail delivery report`)

package mailbox

import (
	"regexp"
	"strings"
)

// How much of a bounce in free form is looked at.
const (
	maxBounceLines = 400
	maxBounceLine  = 1000 // bytes
	nearIntro      = 12   // lines below 'the following addresses failed' that may be addresses
)

const addr = `[^\s<>()\[\]'",;:]+@[^\s<>()\[\]'",;:]+\.[^\s<>()\[\]'",;:.]+`

// The shapes of qmail, Postfix, Sendmail, Exim, Exchange, Gmail and the gateways
// that mail systems stand behind.
var (
	bounceIntro = regexp.MustCompile(`(?i)(following|these) (e-?mail )?(address(es|\(es\))?|recipients?|recipient\(s\)|people|groups?)\b|not (yet )?been delivered (are|is)|diagnostic information for administrators|recipient address(es)?:`)
	bounceOpen  = regexp.MustCompile(`^\s*<(` + addr + `)>:`)
	bounceAlone = regexp.MustCompile(`^\s*(?:[-*•]\s*)?['"<]?(?:mailto:|smtp:)?(` + addr + `)[>'"]?(?:\s*<mailto:[^<>\s]*>)?(?:\s*(?:\.\.\.|on \d|\(|:).*)?\s*$`)
	bounceNamed = regexp.MustCompile(`^.{1,100}[(<\[](?:mailto:|smtp:)?(` + addr + `)(?:<mailto:[^<>\s]*>)?[)>\]]\s*:?\s*$`)
	bounceTold  = regexp.MustCompile(`(?i)(?:your (?:e-?mail|message) (?:sent )?(?:to|wasn['’]t delivered to|was not delivered to|could not be delivered to|couldn['’]t be delivered to)|delivering (?:your|the) (?:e-?mail|message) to|delivery to|deliver (?:your |the |this )?(?:message|mail|e-?mail) to|unable to deliver to)\s*:?\s*['"<(]?(?:mailto:)?(` + addr + `)`)
	bounceCode  = regexp.MustCompile(`(?:^|[^\d.#])#?([45])\d\d[ -]+#?(?:([45]\.\d{1,3}\.\d{1,3})\b)?|(?:^|[\s#(\[])([45]\.\d{1,3}\.\d{1,3})\b`)
	bounceDelay = regexp.MustCompile(`(?i)delay|not yet been delivered|still (trying|being)|temporary (problem|failure)|could not be delivered yet|will (be retried|keep trying|continue to try)|warning: (message|could not)`)
	returnedAt  = regexp.MustCompile(`(?i)copy of (the|your) (original )?message|original message (headers?|details|follows)|^[-\s]*original message[-\s]*$|^[-\s]*(message|unsent message|returned message|undelivered message)( headers?)?( below| follows)?[-\s:]*$|header of the (original )?message`)
	messageIDAt = regexp.MustCompile(`(?im)^[ \t>]*message-id:\s*(<[^<>\s]+>)`)
)

// readBounce reads a bounce that is written for people alone: which addresses
// failed, and which letter. Of what no sure shape shows nothing is said.
func (p *parser) readBounce(m *Message, h header) {
	lines := strings.Split(m.Text, "\n")
	lines = lines[:min(len(lines), maxBounceLines)]
	told, copied := lines, returnedLine(lines)
	if copied >= 0 {
		told = lines[:copied]
	}
	if len(m.Deliveries) == 0 {
		m.Deliveries = toldDeliveries(told, h, m)
	}
	if m.About.MessageID != "" {
		return
	}
	if copied >= 0 && m.About.Subject == "" {
		if head := p.headWithin([]byte(strings.Join(lines[copied+1:], "\n"))); head.MessageID != "" || head.Subject != "" && len(head.From) > 0 {
			m.About = head
		}
	}
	if found := messageIDAt.FindStringSubmatch(m.Text[:min(len(m.Text), maxReport)]); found != nil && m.About.MessageID == "" {
		m.About.MessageID = messageID([]byte(found[1]))
	}
}

// returnedLine gives the line above the letter that came back, -1 without one.
func returnedLine(lines []string) int {
	for i, line := range lines {
		if len(line) > maxBounceLine || !mentions(line, "message") || !returnedAt.MatchString(line) {
			continue
		}
		for j := i + 1; j < min(len(lines), i+5); j++ {
			if name, _, ok := splitField([]byte(lines[j])); ok && plausibleField(name) {
				return j - 1
			}
		}
	}
	return -1
}

// mentions looks for words in lower case before an expression, which costs much
// more, is tried on a line.
func mentions(line string, words ...string) bool {
	line = strings.ToLower(line)
	for _, w := range words {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// toldDeliveries finds the addresses in the shapes above and what is said of each.
func toldDeliveries(lines []string, h header, m *Message) (out []Delivery) {
	at := map[string]int{}
	add := func(address string, line int) {
		address = cleanSpec(address)
		key := strings.ToLower(address)
		if _, have := at[key]; have || len(out) == maxDeliveries || sentTo(m, address) {
			return
		}
		at[key] = line
		out = append(out, Delivery{Recipient: shortened(address, maxDetail)})
	}
	for _, raw := range h.all("x-failed-recipients") {
		for _, a := range parseAddresses(raw, "") {
			add(a.Address, -1)
		}
	}
	failed := len(out) > 0 // all that failed are named
	intro := -nearIntro - 1
	for i, line := range lines {
		if len(line) > maxBounceLine {
			continue
		}
		if address := toldAddress(line, i-intro <= nearIntro); address != "" {
			if n, have := at[strings.ToLower(address)]; have && n < 0 {
				at[strings.ToLower(address)] = i
			} else if !failed {
				add(address, i)
			}
		}
		if mentions(line, "address", "recipient", "delivered", "diagnostic", "people", "group") && bounceIntro.MatchString(line) {
			intro = i
		}
	}
	delayed := bounceDelay.MatchString(m.Subject) || !failed && len(out) > 0 && bounceDelay.MatchString(shortened(strings.Join(lines, "\n"), 4*maxBounceLine))
	for i := range out {
		out[i].told(lines, at[strings.ToLower(out[i].Recipient)], delayed)
	}
	return out
}

func toldAddress(line string, near bool) string {
	if !strings.Contains(line, "@") {
		return ""
	}
	shapes := []*regexp.Regexp{bounceOpen}
	if mentions(line, "deliver", "your ") {
		shapes = append(shapes, bounceTold)
	}
	if near {
		shapes = append(shapes, bounceAlone, bounceNamed)
	}
	for _, shape := range shapes {
		if found := shape.FindStringSubmatch(line); found != nil {
			return cleanSpec(found[1])
		}
	}
	return ""
}

// sentTo reports an address that the bounce itself went to or comes from.
func sentTo(m *Message, address string) bool {
	for _, list := range [][]Address{m.To, m.From} {
		for _, a := range list {
			if strings.EqualFold(a.Address, address) {
				return true
			}
		}
	}
	return false
}

// told reads what stands below a recipient's address, from line on.
func (d *Delivery) told(lines []string, line int, delayed bool) {
	d.Action = "failed"
	if delayed {
		d.Action = "delayed"
	}
	from := max(line, 0)
	end := min(len(lines), from+2*nearIntro)
	if line < 0 { // named in the header alone
		end = min(len(lines), maxBounceLines/4)
	}
	class := ""
	for i := from; i < end; i++ {
		if len(lines[i]) > maxBounceLine || i > from && line >= 0 && bounceOpen.MatchString(lines[i]) {
			break
		}
		if !strings.ContainsAny(lines[i], "45") {
			continue
		}
		found := bounceCode.FindStringSubmatch(lines[i])
		if found == nil {
			continue
		}
		d.Status = found[2] + found[3]
		if class = found[1]; class == "" {
			class = d.Status[:1]
		}
		said := strings.TrimSpace(lines[i])
		for j := i + 1; j < min(end, i+4) && strings.TrimSpace(lines[j]) != "" && !strings.Contains(lines[j], "@"); j++ {
			said += " " + strings.TrimSpace(lines[j])
		}
		if d.Status == "" {
			d.Status = statusCode.FindString(said)
		}
		d.Detail = shortened(oneLine(said), maxDetail)
		break
	}
	d.Permanent = d.Action == "failed" && class != "4"
}

package mailbox

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Head is what is known of a letter that another hands on or quotes.
type Head struct {
	From, To, Cc []Address // of some only the name is known
	Date         time.Time // zero when unreadable; in UTC as written when it names no zone, as most mail programs write it
	Subject      string
	MessageID    string // without angle brackets; "" for most
}

// maxHeads bounds how many heads are read out of one letter.
const maxHeads = 50

// Forwarded gives the heads of the letters that m hands on or quotes, the
// newest first: those attached to it, and those whose head a mail program wrote
// into the text, in the languages that quotes are found in. Of a quote under a
// sentence such as 'On 1 June 2026 at 09:00, Jo <jo@example.org> wrote:' only
// the writer and the date are known, and only where it names both an address and
// a time of day.
func Forwarded(m *Message) (heads []Head) {
	heads = slices.Clone(m.Handed)
	lines := strings.Split(m.Text, "\n")
	lines = lines[:linesWithin(lines, headSearch)]
	search := headSearchState{tries: headTries}
	for i := 0; i < len(lines) && len(heads) < maxHeads; i++ {
		n, _ := mailHead(lines, i)
		if n == 0 {
			if n, sure := replyHead(lines, i, &search); n > 0 && sure {
				heads = appendSentence(heads, lines[i:i+n])
				i += n - 1
			}
			continue
		}
		for i+n < len(lines) && beginsFold(strings.TrimLeft(lines[i+n], " \t>*_"), "message-id") {
			n++
		}
		if h := readHead(lines[i : i+n]); len(h.From) > 0 {
			heads = append(heads, h)
		}
		i += n - 1
	}
	if !slices.ContainsFunc(heads, func(h Head) bool { return h.Date.IsZero() }) {
		slices.SortStableFunc(heads, func(a, b Head) int { return b.Date.Compare(a.Date) })
	}
	return heads
}

// appendSentence reads the head that a sentence is, where it names an address
// and a time.
func appendSentence(heads []Head, lines []string) []Head {
	said := ""
	for _, line := range lines {
		said = strings.TrimSpace(said + " " + headText(line))
	}
	at := inAngle.FindStringIndex(said)
	if at == nil {
		return heads
	}
	h := Head{Date: quotedDate(said), From: quotedAddresses(strings.Trim(said[at[0]:at[1]], "<>()[] "))}
	if h.Date.IsZero() || len(h.From) != 1 {
		return heads
	}
	return append(heads, h)
}

// newHead reads the header of an attached letter.
func (p *parser) newHead(h header) Head {
	date, _ := parseDate(decodeRaw(h.get("date"), p.hint))
	return Head{
		From: p.addresses(h, "from"), To: p.addresses(h, "to"), Cc: p.addresses(h, "cc"),
		Date: date, Subject: p.subject(h), MessageID: messageID(h.get("message-id")),
	}
}

// readHead reads the lines that mailHead found. A line without a label goes on
// from the one above.
func readHead(lines []string) (h Head) {
	if last := lines[len(lines)-1]; len(last) < 4000 && oneLineBlock.MatchString(last) {
		lines = splitLabels(last)
	}
	name, value := "", ""
	for _, line := range lines {
		line = strings.TrimLeft(line, " \t>")
		if next, text, ok := cutLabel(line); ok {
			h.set(name, value)
			name, value = next, text
		} else if strings.TrimSpace(line) != "" {
			value += " " + strings.TrimSpace(line)
		}
	}
	h.set(name, value)
	return h
}

// labelWithin finds labels in the middle of a line, where 'Re:' is no label but
// the beginning of a subject.
var labelWithin = regexp.MustCompile(`(?i)(^|\s)[*_]*(?:` + labelFrom + `|` + labelSent + `|` + labelTo + `|` + strings.Replace(labelSubject, "|re|", "|", 1) + `|cc)[*_]*\s*:`)

// splitLabels breaks a head that stands on one line before each label.
func splitLabels(line string) (lines []string) {
	from := 0
	for _, at := range labelWithin.FindAllStringIndex(line, 20) {
		lines = append(lines, line[from:at[0]])
		from = at[0]
	}
	return append(lines, line[from:])
}

// cutLabel splits 'Label: value', the label in lower case.
func cutLabel(line string) (name, value string, ok bool) {
	i := colon(line)
	if i < 0 {
		return "", "", false
	}
	name = strings.ToLower(strings.Trim(line[:i], " \t>*_|\u00a0"))
	if labels[name] == noLabel && name != "message-id" {
		return "", "", false
	}
	return name, strings.Trim(strings.TrimLeft(line[i:], ":："), " \t*_|\u00a0"), true
}

// set puts in what a label says; the first of two counts.
func (h *Head) set(name, value string) {
	switch role := labels[name]; {
	case role == fromLabel && h.From == nil:
		h.From = quotedAddresses(value)
	case role == sentLabel && h.Date.IsZero():
		h.Date = quotedDate(value)
	case role == toLabel && h.To == nil:
		h.To = quotedAddresses(value)
	case role == subjectLabel && h.Subject == "":
		h.Subject = oneLine(value)
	case (name == "cc" || strings.HasPrefix(name, "copie") || strings.HasPrefix(name, "kopi")) && h.Cc == nil:
		h.Cc = quotedAddresses(value)
	case name == "message-id" && h.MessageID == "":
		h.MessageID = messageID([]byte(value))
	}
}

// squareMail is how older Outlooks write an address behind a name.
var squareMail = regexp.MustCompile(`(?i)\[(?:mailto|smtp):([^\]\s]+)\]`)

func quotedAddresses(value string) []Address {
	return parseAddresses([]byte(squareMail.ReplaceAllString(value, "<$1>")), "utf-8")
}

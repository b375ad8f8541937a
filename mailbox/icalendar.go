package mailbox

import (
	"bytes"
	"strings"
)

// property is one content line of a calendar object (RFC 5545, section 3.1).
// The libraries for calendars give nothing at all of an object with one line
// that is wrong, or without its end; here as in letters the rest is read.
type property struct {
	name   string // in upper case
	params string // as written: 'CN="Jo Bloggs";PARTSTAT=ACCEPTED'
	value  string // as written
}

// readProperties gives each content line of a calendar, which label says the
// charset of. Lines may be folded inside a character, so they are joined before
// the bytes become text. A line that was broken without a space before its
// second half goes on from the one above.
func readProperties(data []byte, label string, each func(property)) {
	if stateful(normalLabel(label)) {
		data, _ = asUTF8(data, label)
	}
	if bytes.IndexByte(data, '\n') < 0 {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	text, _ := asUTF8(unfold(bytes.TrimPrefix(data, []byte("\ufeff"))), label)
	var held []byte // a line whose end is not known yet
	for len(text) > 0 {
		var line []byte
		line, text = cutLine(text)
		switch {
		case startsProperty(line):
			if held != nil {
				each(newProperty(string(held)))
			}
			held = line[:len(line):len(line)]
		case held != nil && len(bytes.TrimSpace(line)) > 0:
			held = append(append(held, '\n'), line...)
		}
	}
	if held != nil {
		each(newProperty(string(held)))
	}
}

// unfold joins lines that were folded: a line end and one space or tab are taken
// out, whatever stands on either side.
func unfold(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for {
		i := bytes.IndexByte(data, '\n')
		if i < 0 || i+1 == len(data) {
			return append(out, data...)
		}
		if next := data[i+1]; next == ' ' || next == '\t' {
			out = append(out, bytes.TrimRight(data[:i], "\r")...)
			data = data[i+2:]
			continue
		}
		out = append(out, data[:i+1]...)
		data = data[i+1:]
	}
}

// startsProperty tells 'NAME:value' from the second half of a broken line. The
// names that nobody here reads must be in capitals, as everybody writes them:
// 'Please note: bring a pen' is text.
func startsProperty(line []byte) bool {
	i := bytes.IndexAny(line[:min(len(line), 64)], ";:")
	if i < 1 {
		return false
	}
	lower := false
	for _, c := range line[:i] {
		switch {
		case 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-':
		case 'a' <= c && c <= 'z':
			lower = true
		default:
			return false
		}
	}
	return !lower || knownProperty[strings.ToLower(string(line[:i]))]
}

var knownProperty = set("begin end method uid recurrence-id summary location description comment organizer attendee " +
	"dtstart dtend due duration rrule status tzid tzoffsetto rdate x-alt-desc x-microsoft-cdo-alldayevent")

// newProperty splits a line that startsProperty. A colon within quotes ends no
// parameters; an address may stand behind one that should have been quoted.
func newProperty(line string) property {
	i := strings.IndexAny(line, ";:")
	p := property{name: strings.ToUpper(line[:i])}
	if line[i] == ':' {
		p.value = line[i+1:]
		return p
	}
	p.params, p.value, _ = cutUnquoted(line[i+1:], ':')
	switch p.name {
	case "ATTENDEE", "ORGANIZER":
		p.cutAgain(strings.LastIndex(strings.ToLower(p.value), ":mailto:"))
	case "DTSTART", "DTEND", "DUE":
		for range 5 { // 'TZID=(UTC+00:00) Dublin, London:20260601T100000'
			if _, ok := readClock(p.value); ok {
				break
			}
			p.cutAgain(strings.IndexByte(p.value, ':'))
		}
	}
	return p
}

// cutAgain lets the parameters end at a later colon, where there is one.
func (p *property) cutAgain(at int) {
	if at >= 0 {
		p.params, p.value = p.params+":"+p.value[:at], p.value[at+1:]
	}
}

// param gives a parameter without its quotes, "" without one. The name is in
// capitals.
func (p property) param(name string) string {
	for rest := p.params; rest != ""; {
		var item string
		item, rest, _ = cutUnquoted(rest, ';')
		key, value, ok := strings.Cut(item, "=")
		if ok && strings.EqualFold(strings.TrimSpace(key), name) {
			return caretEscapes.Replace(strings.Trim(value, "\" \t"))
		}
	}
	return ""
}

// caretEscapes undoes what parameters may not hold (RFC 6868).
var caretEscapes = strings.NewReplacer("^n", " ", "^N", " ", "^'", `"`, "^^", "^")

// text gives a value of text (RFC 5545, section 3.3.11).
func (p property) text() string { return textEscapes.Replace(p.value) }

var textEscapes = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)

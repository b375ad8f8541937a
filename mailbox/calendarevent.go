package mailbox

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// calendar is what has been read of a calendar object (RFC 5545, section 3.4).
type calendar struct {
	method string
	zones  map[string]*vtimezone
	events []*event

	within string // the component that the current line stands in, in capitals
	event  *event
	zone   *vtimezone
}

// event is an event, a task or a journal entry as written.
type event struct {
	uid, again, status         string
	summary, location          string
	description, rich, comment string
	organizer                  Address
	guests                     []Guest
	start, end, duration       property
	repeats                    string
	allDay                     bool // says Outlook of times that are midnights
	zones                      map[string]*vtimezone
}

// add takes one line. Ends that are missing or in the wrong order do no harm:
// the next beginning ends what was open.
func (c *calendar) add(p property) {
	switch p.name {
	case "BEGIN":
		c.begin(strings.ToUpper(strings.TrimSpace(p.value)))
		return
	case "END":
		c.end(strings.ToUpper(strings.TrimSpace(p.value)))
		return
	case "METHOD":
		if c.event == nil && strings.TrimSpace(p.value) != "" {
			c.method = p.value
		}
		return
	}
	switch {
	case c.event != nil && c.within == "VEVENT":
		c.event.add(p)
	case c.zone != nil:
		c.zone.add(p)
	}
}

func (c *calendar) begin(name string) {
	switch name {
	case "VEVENT", "VTODO", "VJOURNAL":
		c.close()
		c.event, name = &event{zones: c.zones}, "VEVENT"
	case "VTIMEZONE":
		c.close()
		c.zone = &vtimezone{}
	case "STANDARD", "DAYLIGHT":
		if c.zone != nil {
			c.zone.begin()
		}
	}
	c.within = name
}

func (c *calendar) end(name string) {
	switch name {
	case "VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE", "VCALENDAR":
		c.close()
		return
	}
	if c.event != nil { // of an alarm within it
		c.within = "VEVENT"
	}
}

// close keeps what is open.
func (c *calendar) close() {
	if c.event != nil && len(c.events) < maxEvents {
		c.events = append(c.events, c.event)
	}
	if c.zone != nil && c.zone.id != "" && len(c.zones) < maxZones && c.zones[c.zone.id] == nil {
		c.zones[c.zone.id] = c.zone
	}
	c.event, c.zone, c.within = nil, nil, ""
}

// asks gives the method (RFC 5546, section 1.4) in lower case.
func (c *calendar) asks() string {
	method := strings.ToLower(oneLine(strings.Trim(c.method, "\"; \t")))
	if len(method) > 20 || strings.ContainsFunc(method, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return ""
	}
	return method
}

func (e *event) add(p property) {
	first := func(to *string, value string) {
		if strings.TrimSpace(*to) == "" {
			*to = value
		}
	}
	switch p.name {
	case "UID":
		first(&e.uid, p.value)
	case "RECURRENCE-ID":
		first(&e.again, p.value)
	case "STATUS":
		first(&e.status, p.value)
	case "SUMMARY":
		first(&e.summary, p.text())
	case "LOCATION":
		first(&e.location, p.text())
	case "DESCRIPTION":
		first(&e.description, p.text())
	case "X-ALT-DESC":
		first(&e.rich, p.text())
	case "COMMENT":
		if text := p.text(); strings.TrimSpace(text) != "" && len(e.comment) < maxComments {
			e.comment += text + "\n"
		}
	case "RRULE":
		first(&e.repeats, p.value)
	case "DTSTART":
		e.start = p
	case "DTEND", "DUE":
		e.end = p
	case "DURATION":
		e.duration = p
	case "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT":
		e.allDay = strings.EqualFold(strings.TrimSpace(p.value), "true")
	case "ORGANIZER":
		if e.organizer == (Address{}) {
			e.organizer = p.person()
		}
	case "ATTENDEE":
		if a := p.person(); a != (Address{}) && len(e.guests) < maxGuests {
			if said := p.param("X-RESPONSE-COMMENT"); said != "" && !strings.Contains(e.comment, said) { // Google's
				e.comment += said + "\n"
			}
			e.guests = append(e.guests, Guest{a, shortened(strings.ToLower(oneLine(p.param("PARTSTAT"))), maxAnswer)})
		}
	}
}

const (
	maxComments = 1 << 20 // bytes from which on no further ones are read
	maxAnswer   = 40
)

// person reads an organizer or attendee: 'CN=Jo Bloggs:mailto:jo@example.org'.
func (p property) person() Address {
	spec := strings.TrimSpace(p.value)
	if !strings.Contains(spec, "@") && strings.Contains(p.param("EMAIL"), "@") {
		spec = p.param("EMAIL") // RFC 7986, section 6.2: the value is an address in another net
	}
	if len(spec) >= len("mailto:") && beginsFold(spec, "mailto:") {
		spec = spec[len("mailto:"):]
	}
	a := Address{Name: shortened(oneLine(p.param("CN")), maxEventLine), Address: shortened(cleanSpec(spec), maxEventLine)}
	if strings.EqualFold(a.Address, "invalid:nomail") || strings.EqualFold(a.Address, "noaddress") {
		a.Address = ""
	}
	if strings.EqualFold(a.Name, a.Address) {
		a.Name = ""
	}
	return a
}

// invitation gives what a reader is shown of an event.
func (e *event) invitation(method string) Invitation {
	if strings.EqualFold(strings.TrimSpace(e.status), "cancelled") && method != "reply" {
		method = "cancel"
	}
	i := Invitation{
		Method: method, Organizer: e.organizer, Attendees: slices.Clone(e.guests),
		Summary: shortened(oneLine(e.summary), maxEventLine), Location: shortened(oneLine(e.location), maxEventLine),
		Repeats: shortened(oneLine(e.repeats), maxEventLine),
	}
	e.when(&i)
	return i
}

// shortened cuts a text to so many bytes, at the start of a character.
func shortened(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.TrimSpace(s[:most])
}

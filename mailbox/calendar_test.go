package mailbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the names are tried on machines without zones as well
)

// calendarLetter puts lines into the event of a calendar that is all there is.
func calendarLetter(lines ...string) string {
	return "From: jo@example.org\nSubject: Course\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n" +
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func onlyEvent(t *testing.T, letter string) Invitation {
	t.Helper()
	m := parseString(letter, Limits{})
	if len(m.Invitations) != 1 {
		t.Fatalf("%d invitations of\n%s", len(m.Invitations), letter)
	}
	return m.Invitations[0]
}

func TestTimesOfEvents(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"DTSTART;TZID=Europe/London:20260601T100000\nDTEND;TZID=Europe/London:20260601T110000", "2026-06-01T10:00:00+01:00 2026-06-01T11:00:00+01:00"},
		{"DTSTART;TZID=GMT Standard Time:20260601T100000\nDURATION:PT1H30M", "2026-06-01T10:00:00+01:00 2026-06-01T11:30:00+01:00"},
		{"DTSTART;TZID=GMT Standard Time:20261201T100000", "2026-12-01T10:00:00Z"},
		{"DTSTART;TZID=\"W. Europe Standard Time\":20260601T100000", "2026-06-01T10:00:00+02:00"},
		{"DTSTART;TZID=(UTC+00:00) Dublin, Edinburgh, Lisbon, London:20260601T100000", "2026-06-01T10:00:00+01:00"},
		{`DTSTART;TZID="(UTC+01:00) Amsterdam\, Berlin\, Bern":20261201T100000`, "2026-12-01T10:00:00+01:00"},
		{"DTSTART;TZID=(UTC+05:45) Nowhere:20260601T100000", "2026-06-01T10:00:00+05:45"},
		{"DTSTART;TZID=/mozilla.org/20050126_1/Europe/London:20260601T100000", "2026-06-01T10:00:00+01:00"},
		{"DTSTART;TZID=America/Argentina/Buenos_Aires:20260601T100000", "2026-06-01T10:00:00-03:00"},
		{"DTSTART:20260601T100000Z\nDTEND:20260601T110000Z", "2026-06-01T10:00:00Z 2026-06-01T11:00:00Z"},
		{"DTSTART;TZID=tzone://Microsoft/Utc:20260601T100000", "2026-06-01T10:00:00Z"},
		{"DTSTART:20260601T100000+0200", "2026-06-01T10:00:00+02:00"},
		{"DTSTART:2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z"},
		{"DTSTART:20260601T1000", "2026-06-01T10:00:00Z floating"},
		{"DTSTART;TZID=Nowhere/Such:20260601T100000\nDTEND:20260601T110000", "2026-06-01T10:00:00Z 2026-06-01T11:00:00Z floating"},
		{"DTSTART;TZID=Local:20260601T100000", "2026-06-01T10:00:00Z floating"},
		{"DTSTART;TZID=Europe/London:20260601T100000\nDTEND:20260601T110000", "2026-06-01T10:00:00+01:00 2026-06-01T11:00:00+01:00"},
		{"DTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260603", "2026-06-01T00:00:00Z 2026-06-03T00:00:00Z all day"},
		{"DTSTART:20260601", "2026-06-01T00:00:00Z all day"},
		{"DTSTART;VALUE=DATE:20260601\nDURATION:P2D", "2026-06-01T00:00:00Z 2026-06-03T00:00:00Z all day"},
		{"DTSTART;TZID=GMT Standard Time:20260601T000000\nDTEND;TZID=GMT Standard Time:20260602T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "2026-06-01T00:00:00Z 2026-06-02T00:00:00Z all day"},
		{"DTSTART;TZID=Europe/London:20261024T120000\nDURATION:P1D", "2026-10-24T12:00:00+01:00 2026-10-25T12:00:00Z"},
		{"DTSTART:20260601T100000Z\nDTEND:20260601T090000Z", "2026-06-01T10:00:00Z"},
		{"DTSTART:20260601T100000Z\nDURATION:P9999999999999D", "2026-06-01T10:00:00Z"},
		{"DTSTART:99991231T235959Z\nDURATION:P300D", "none"},
		{"DTSTART:20260601T100000Z\nDTEND:99991231T235959-1000", "2026-06-01T10:00:00Z"},
		{"DTSTART:00010101T000000Z", "none"},
		{"DTSTART:tomorrow\nDTEND:20260601T090000Z", "none"},
		{"DTSTART:20261399T100000Z", "none"},
		{"DTSTART:", "none"},
	} {
		i := onlyEvent(t, calendarLetter(strings.Split(c.lines, "\n")...))
		got := "none"
		if !i.Start.IsZero() {
			got = i.Start.Format(time.RFC3339)
		}
		if !i.End.IsZero() {
			got += " " + i.End.Format(time.RFC3339)
		}
		if i.AllDay {
			got += " all day"
		}
		if i.Floating {
			got += " floating"
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.lines, got, c.want)
		}
	}
}

// TestZoneOfTheCalendarItself: what no name tells the calendar's own rules do.
func TestZoneOfTheCalendarItself(t *testing.T) {
	const rules = "BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n" +
		"BEGIN:DAYLIGHT\nDTSTART:16010101T010000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
	const american = "BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nDTSTART:20071104T020000\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\n" +
		"BEGIN:DAYLIGHT\nDTSTART:20070311T020000\nTZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
	const dated = "BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nDTSTART:20251026T020000\nTZOFFSETTO:+0000\nEND:STANDARD\n" +
		"BEGIN:DAYLIGHT\nDTSTART:20250330T010000\nRDATE:20260329T010000\nTZOFFSETTO:+0100\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
	for _, c := range []struct{ zone, clock, want string }{
		{rules, "20260328T120000", "Z"}, {rules, "20260330T120000", "+01:00"}, {rules, "20261024T120000", "+01:00"}, {rules, "20261025T120000", "Z"}, {rules, "20260101T000000", "Z"},
		{american, "20260307T120000", "-05:00"}, {american, "20260308T120000", "-04:00"}, {american, "20261031T120000", "-04:00"}, {american, "20261101T120000", "-05:00"},
		{dated, "20260101T120000", "Z"}, {dated, "20260401T120000", "+01:00"}, {dated, "20240101T120000", "Z"},
		{"BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nTZOFFSETTO:rubbish\nEND:STANDARD\nEND:VTIMEZONE\n", "20260401T120000", "Z"},
	} {
		letter := "From: jo@example.org\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + c.zone + "BEGIN:VEVENT\nDTSTART;TZID=Our Office:" + c.clock + "\nEND:VEVENT\nEND:VCALENDAR\n"
		if got := onlyEvent(t, letter).Start.Format("Z07:00"); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.zone, c.clock, got, c.want)
		}
	}
}

// TestCalendarsAsTheyCome: faults that calendars are sent with cost nothing else.
func TestCalendarsAsTheyCome(t *testing.T) {
	const open = "From: jo@example.org\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n"
	for _, c := range []struct{ name, lines, want string }{
		{"folded within a character", "SUMMARY:Cyfarfod caf\xc3\n \xa9 heddiw\n", "Cyfarfod café heddiw"},
		{"folded with a tab", "SUMMARY:Course on\n\t Monday\n", "Course on Monday"},
		{"broken without a space", "SUMMARY:Course\non Monday\nDTSTART:20260601\n", "Course on Monday"},
		{"no ends", "SUMMARY:Course", "Course"},
		{"end in the wrong order", "SUMMARY:Course\nEND:VCALENDAR\nEND:VEVENT\n", "Course"},
		{"line without a name", ":x\n;y\nSUMMARY:Course\n", "Course"},
		{"small letters", "summary:Course\nend:vevent\n", "Course"},
		{"quoted colon", "SUMMARY;ALTREP=\"http://example.org:80\":Course\n", "Course"},
		{"quote without end", "SUMMARY;ALTREP=\"x:Course\n", "Course"},
		{"parameter without a value", "SUMMARY;X;=;LANGUAGE:Course\n", "Course"},
		{"escapes", `SUMMARY:Course\, part 1\; \\x\nnew` + "\n", `Course, part 1; \x new`},
		{"two summaries", "SUMMARY:\nSUMMARY:Course\nSUMMARY:Other\n", "Course"},
		{"alarm within", "BEGIN:VALARM\nSUMMARY:Alarm\nEND:VALARM\nSUMMARY:Course\n", "Course"},
		{"alarm without end", "SUMMARY:Course\nBEGIN:VALARM\nSUMMARY:Alarm\nEND:VEVENT\n", "Course"},
		{"Latin-1", "SUMMARY:caf\xe9\n", "café"},
		{"controls", "SUMMARY:a\x01b\u202ec\n", "abc"},
	} {
		if got := onlyEvent(t, open+c.lines).Summary; got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGuests(t *testing.T) {
	for in, want := range map[string]string{
		`ATTENDEE;CN="Bloggs, Jo";PARTSTAT=ACCEPTED;RSVP=TRUE:MAILTO:jo@example.org`: "Bloggs, Jo <jo@example.org> accepted",
		`ATTENDEE;CN="Jo: Team A":mailto:jo@example.org`:                             "Jo: Team A <jo@example.org> ",
		`ATTENDEE;CN=Jo: Team A;PARTSTAT=DECLINED:mailto:jo@example.org`:             "Jo: Team A <jo@example.org> declined",
		`ATTENDEE;CN=jo@example.org;PARTSTAT=NEEDS-ACTION:mailto:jo@example.org`:     " <jo@example.org> needs-action",
		`ATTENDEE;EMAIL=jo@example.org;CN=Jo:urn:uuid:1`:                             "Jo <jo@example.org> ",
		`ATTENDEE:jo@example.org`:                                                    " <jo@example.org> ",
		`ATTENDEE;CN=Jo ^'JB^' Bloggs:mailto:jo@example.org`:                         `Jo "JB" Bloggs <jo@example.org> `,
		`ATTENDEE;CN=Jo:invalid:nomail`:                                              "Jo <> ",
		`ATTENDEE:`:                                                                  "",
	} {
		got := ""
		for _, g := range onlyEvent(t, calendarLetter(in)).Attendees {
			got = fmt.Sprintf("%s <%s> %s", g.Name, g.Address.Address, g.Answer)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestBoundsOfCalendars(t *testing.T) {
	many := calendarLetter(strings.Repeat("ATTENDEE;CN=Jo Bloggs;PARTSTAT=ACCEPTED:mailto:jo@example.org\n", 20_000))
	if n := len(onlyEvent(t, many).Attendees); n != maxGuests {
		t.Errorf("%d guests", n)
	}
	var events strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&events, "BEGIN:VEVENT\nUID:%d\nSUMMARY:Course %d\nEND:VEVENT\n", i, i)
	}
	m := parseString("From: a@example.org\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n"+events.String()+"END:VCALENDAR\n", Limits{})
	if len(m.Invitations) != maxInvitations || m.Invitations[19].Summary != "Course 19" {
		t.Errorf("%d invitations", len(m.Invitations))
	}
	if s := onlyEvent(t, calendarLetter("SUMMARY:"+strings.Repeat("é", 10_000))).Summary; len(s) != maxEventLine {
		t.Errorf("summary of %d bytes", len(s))
	}
}

// TestWordsOfEventsAreRead: nothing that a person wrote into a calendar is left
// out, and nothing is told twice.
func TestWordsOfEventsAreRead(t *testing.T) {
	const both = "From: jo@example.org\nSubject: Course\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n%s\n--b\nContent-Type: text/calendar; method=REPLY\n\n" +
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Course\n%s\nEND:VEVENT\nEND:VCALENDAR\n--b--\n"
	for _, c := range []struct{ name, text, lines, wantText, wantAttached string }{
		{"said in the text", "Bring a pen.\nAnd paper.", `DESCRIPTION:Bring a pen.\nAnd paper.\n`, "Bring a pen.\nAnd paper.\n", ""},
		{"said in the calendar alone", "", `DESCRIPTION:Bring a pen.\nAnd paper.`, "[Calendar entry: Course]\nBring a pen.\nAnd paper.\n", ""},
		{"more said in the calendar", "Declined", `COMMENT:I am not well`, "Declined\n", "[Calendar entry: Course]\nI am not well\n"},
		{"HTML where text belongs", "", `DESCRIPTION:Bring <b>a pen</b>.<br>And paper.`, "[Calendar entry: Course]\nBring a pen.\nAnd paper.\n", ""},
		{"HTML alone", "", `X-ALT-DESC;FMTTYPE=text/html:<p>Bring a pen.</p>`, "[Calendar entry: Course]\nBring a pen.\n", ""},
		{"nothing", "", `DESCRIPTION:`, "", ""},
	} {
		m := parseString(fmt.Sprintf(both, c.text, c.lines), Limits{})
		if m.Text != c.wantText || m.Attached != c.wantAttached {
			t.Errorf("%s: text %q, attached %q", c.name, m.Text, m.Attached)
		}
	}
}

// TestCalendarsAreFound by type or by name, encoded, once each.
func TestCalendarsAreFound(t *testing.T) {
	const event = "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:1\nSUMMARY:Course\nEND:VEVENT\nEND:VCALENDAR\n"
	const mixed = "From: jo@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: %s\nContent-Disposition: attachment; filename=%s\n\n" + event + "--b--\n"
	for _, c := range []struct {
		kind, name string
		want       int
	}{{"application/ics", "x", 1}, {"text/plain", "course.ICS", 1}, {"application/octet-stream", "course.ics", 1}, {"text/plain", "course.txt", 0}, {"application/pdf", "course.ics", 0}} {
		m := parseString(fmt.Sprintf(mixed, c.kind, c.name), Limits{})
		if len(m.Invitations) != c.want || len(m.Attachments) != 1 || m.Kind != Human {
			t.Errorf("%s %s: %d invitations, %d files, %s", c.kind, c.name, len(m.Invitations), len(m.Attachments), m.Kind)
		}
	}
	const part = "--b\nContent-Type: text/calendar; method=REQUEST\n\n" + event
	m := parseString("From: jo@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"+part+part+"--b--\n", Limits{})
	if len(m.Invitations) != 1 || m.Invitations[0].Method != "publish" {
		t.Errorf("%+v", m.Invitations)
	}
}

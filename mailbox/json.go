package mailbox

import (
	"encoding/json"
	"time"
)

// Line is one letter as `enquiries parse` prints it: a fixed set of keys in a
// fixed order. Lists are never null; an unknown time is "".
type Line struct {
	File string `json:"file"` // the name the letter was read from
	letter
}

type letter struct {
	Subject      string         `json:"subject"`
	From         []Address      `json:"from"`
	ReplyTo      []Address      `json:"reply_to"`
	To           []Address      `json:"to"`
	Cc           []Address      `json:"cc"`
	Date         string         `json:"date"` // RFC 3339
	MessageID    string         `json:"message_id"`
	InReplyTo    []string       `json:"in_reply_to"`
	References   []string       `json:"references"`
	Conversation string         `json:"conversation"`
	Text         string         `json:"text"`
	OwnText      string         `json:"own_text"`
	Attached     string         `json:"attached"`
	Attachments  []Attachment   `json:"attachments"`
	Invitations  []printedEvent `json:"invitations"`
	Deliveries   []Delivery     `json:"deliveries"`
	About        string         `json:"about"` // message id of the letter that a report is about
	Kind         Kind           `json:"kind"`
	Problems     []string       `json:"problems"` // their texts, for people
}

// NewLine gives what is printed about the letter m that was read from file.
func NewLine(file string, m Message) Line {
	return Line{File: file, letter: newLetter(m)}
}

// MarshalJSON gives the object of a Line without its "file".
func (m Message) MarshalJSON() ([]byte, error) { return json.Marshal(newLetter(m)) }

func newLetter(m Message) letter {
	l := letter{
		Subject: m.Subject, Date: written(m.Date), MessageID: m.MessageID, Text: m.Text, OwnText: m.OwnText, Kind: m.Kind,
		From: list(m.From), ReplyTo: list(m.ReplyTo), To: list(m.To), Cc: list(m.Cc),
		InReplyTo: list(m.InReplyTo), References: list(m.References),
		Attached: m.Attached, Attachments: list(m.Attachments), Problems: []string{},
		Conversation: m.Conversation, Invitations: printedEvents(m.Invitations), Deliveries: list(m.Deliveries), About: m.About.MessageID,
	}
	for _, p := range m.Problems {
		l.Problems = append(l.Problems, p.Text)
	}
	return l
}

// list makes an empty list print as [] rather than null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// printedEvent is an Invitation as it is printed.
type printedEvent struct {
	Method    string  `json:"method"`
	Summary   string  `json:"summary"`
	Location  string  `json:"location"`
	Organizer Address `json:"organizer"`
	Attendees []Guest `json:"attendees"`
	Start     string  `json:"start"` // RFC 3339
	End       string  `json:"end"`   // likewise
	AllDay    bool    `json:"all_day"`
	Floating  bool    `json:"floating"`
	Repeats   string  `json:"repeats"`
}

func printedEvents(invitations []Invitation) []printedEvent {
	out := []printedEvent{}
	for _, i := range invitations {
		out = append(out, printedEvent{
			Method: i.Method, Summary: i.Summary, Location: i.Location, Organizer: i.Organizer, Attendees: list(i.Attendees),
			Start: written(i.Start), End: written(i.End), AllDay: i.AllDay, Floating: i.Floating, Repeats: i.Repeats,
		})
	}
	return out
}

// written gives a time as RFC 3339 has it, "" for one that is unknown.
func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

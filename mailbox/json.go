package mailbox

import (
	"encoding/json"
	"time"
)

// Line is one letter as `enquiries parse` prints it: a fixed set of keys in a
// fixed order. Lists are never null; an unknown date is "".
type Line struct {
	File string `json:"file"` // the name the letter was read from
	letter
}

type letter struct {
	Subject      string       `json:"subject"`
	From         []Address    `json:"from"`
	ReplyTo      []Address    `json:"reply_to"`
	To           []Address    `json:"to"`
	Cc           []Address    `json:"cc"`
	Date         string       `json:"date"` // RFC 3339
	MessageID    string       `json:"message_id"`
	InReplyTo    []string     `json:"in_reply_to"`
	References   []string     `json:"references"`
	Conversation string       `json:"conversation"`
	Text         string       `json:"text"`
	OwnText      string       `json:"own_text"`
	Attachments  []Attachment `json:"attachments"`
	Invitations  []Invitation `json:"invitations"`
	Deliveries   []Delivery   `json:"deliveries"`
	About        string       `json:"about"` // message id of the letter that a report is about
	Kind         Kind         `json:"kind"`
	Problems     []string     `json:"problems"` // their texts, for people
}

// NewLine gives what is printed about the letter m that was read from file.
func NewLine(file string, m Message) Line {
	return Line{File: file, letter: newLetter(m)}
}

// MarshalJSON gives the object of a Line without its "file".
func (m Message) MarshalJSON() ([]byte, error) { return json.Marshal(newLetter(m)) }

func newLetter(m Message) letter {
	l := letter{
		Subject: m.Subject, MessageID: m.MessageID, Text: m.Text, OwnText: m.OwnText, Kind: m.Kind,
		From: list(m.From), ReplyTo: list(m.ReplyTo), To: list(m.To), Cc: list(m.Cc),
		InReplyTo: list(m.InReplyTo), References: list(m.References),
		Attachments: list(m.Attachments), Problems: []string{},
		Conversation: m.Conversation, Invitations: list(m.Invitations), Deliveries: list(m.Deliveries), About: m.About.MessageID,
	}
	if !m.Date.IsZero() {
		l.Date = m.Date.Format(time.RFC3339)
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

package store

import (
	"encoding/json"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// head is the part of a mailbox.Message that has no column of its own. The keys
// are the database's: renaming a field of Message must not lose what is stored.
type head struct {
	InReplyTo   []string             `json:"in_reply_to,omitempty"`
	References  []string             `json:"references,omitempty"`
	Date        *time.Time           `json:"date,omitempty"` // in the zone it was written in
	From        []mailbox.Address    `json:"from,omitempty"`
	ReplyTo     []mailbox.Address    `json:"reply_to,omitempty"`
	To          []mailbox.Address    `json:"to,omitempty"`
	Cc          []mailbox.Address    `json:"cc,omitempty"`
	Attachments []mailbox.Attachment `json:"attachments,omitempty"`
	Invitations []invitation         `json:"invitations,omitempty"`
	Deliveries  []delivery           `json:"deliveries,omitempty"`
	About       about                `json:"about,omitzero"`
	Problems    []problem            `json:"problems,omitempty"`
	Plain       bool                 `json:"plain,omitempty"` // it has no HTML; nothing is said of letters from before this was kept
}

// The types below have the fields of mailbox's, in their order.

type problem struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

type invitation struct {
	Method    string          `json:"method,omitempty"`
	Summary   string          `json:"summary,omitempty"`
	Location  string          `json:"location,omitempty"`
	Organizer mailbox.Address `json:"organizer,omitzero"`
	Attendees []mailbox.Guest `json:"attendees,omitempty"`
	Start     time.Time       `json:"start,omitzero"`
	End       time.Time       `json:"end,omitzero"`
	AllDay    bool            `json:"all_day,omitempty"`
	Floating  bool            `json:"floating,omitempty"`
	Repeats   string          `json:"repeats,omitempty"`
}

type delivery struct {
	Recipient string `json:"recipient,omitempty"`
	Action    string `json:"action,omitempty"`
	Status    string `json:"status,omitempty"`
	Permanent bool   `json:"permanent,omitempty"`
	Detail    string `json:"detail,omitempty"`
}

type about struct {
	From      []mailbox.Address `json:"from,omitempty"`
	To        []mailbox.Address `json:"to,omitempty"`
	Cc        []mailbox.Address `json:"cc,omitempty"`
	Date      time.Time         `json:"date,omitzero"`
	Subject   string            `json:"subject,omitempty"`
	MessageID string            `json:"message_id,omitempty"`
}

func headOf(m *mailbox.Message) head {
	h := head{
		InReplyTo: m.InReplyTo, References: m.References, Attachments: m.Attachments,
		From: m.From, ReplyTo: m.ReplyTo, To: m.To, Cc: m.Cc, About: about(m.About), Plain: !m.HTML,
	}
	if date := storable(m.Date); !date.IsZero() {
		h.Date = &date
	}
	h.About.Date = storable(h.About.Date)
	for _, i := range m.Invitations {
		i.Start, i.End = storable(i.Start), storable(i.End)
		h.Invitations = append(h.Invitations, invitation(i))
	}
	for _, d := range m.Deliveries {
		h.Deliveries = append(h.Deliveries, delivery(d))
	}
	for _, p := range m.Problems {
		h.Problems = append(h.Problems, problem(p))
	}
	return h
}

// storable gives a time that JSON can hold, the zero time for one that it cannot
// (RFC 3339 has four digits for the year): strangers write any.
func storable(t time.Time) time.Time {
	if _, err := t.MarshalText(); err != nil {
		return time.Time{}
	}
	return t
}

// unpack gives what a stored head and kind say of a letter.
func unpack(kind mailbox.Kind, text []byte) (m mailbox.Message, err error) {
	var h head
	if err := json.Unmarshal(text, &h); err != nil {
		return m, err
	}
	m.Kind = kind
	h.fill(&m)
	return m, nil
}

// fill gives m back what headOf took from it.
func (h head) fill(m *mailbox.Message) {
	m.InReplyTo, m.References, m.Attachments = h.InReplyTo, h.References, h.Attachments
	m.From, m.ReplyTo, m.To, m.Cc = h.From, h.ReplyTo, h.To, h.Cc
	if h.Date != nil {
		m.Date = *h.Date
	}
	for _, i := range h.Invitations {
		m.Invitations = append(m.Invitations, mailbox.Invitation(i))
	}
	for _, d := range h.Deliveries {
		m.Deliveries = append(m.Deliveries, mailbox.Delivery(d))
	}
	m.About, m.HTML = mailbox.Head(h.About), !h.Plain
	for _, p := range h.Problems {
		m.Problems = append(m.Problems, mailbox.Problem(p))
	}
}

// Package mailbox turns the bytes of a letter into a Message and back.
//
// It owns everything that RFC 5322 and MIME say about one letter: header
// fields, text, quotes, attachments, thread identifiers and what kind of mail
// it is. It is pure: it never opens a connection, a file or a database, and
// never reads the clock. Reading mail from a server is mailbox/inbound's work,
// sending it is mailbox/outbound's.
package mailbox

import "time"

// Address is one mailbox of an address field (RFC 5322, section 3.4), decoded.
type Address struct {
	Name    string `json:"name"`    // display name, "" when there is none
	Address string `json:"address"` // addr-spec as written, "" when unreadable
}

// Attachment is one part of a letter that is not its text.
type Attachment struct {
	Name   string `json:"name"`   // file name made safe: no path, no control characters; "" when none was given
	Type   string `json:"type"`   // media type as declared, in lower case, without parameters
	Found  string `json:"found"`  // media type that the content shows; "" when it shows none
	Size   int64  `json:"size"`   // bytes after decoding the transfer encoding
	Inline bool   `json:"inline"` // shown inside the text (Content-Disposition: inline or referred to by cid:)
}

// Invitation is one event of a calendar object that a letter carries (RFC 5545,
// RFC 5546): who, when, what.
type Invitation struct {
	Method    string    `json:"method"`    // "request", "reply", "cancel", ... in lower case; "" when none is given
	Summary   string    `json:"summary"`   // what it is about, on one line
	Location  string    `json:"location"`  // on one line
	Organizer Address   `json:"organizer"` // the zero Address when none is named
	Attendees []Guest   `json:"attendees"` // the first of them, in order
	Start     time.Time `json:"start"`     // in the zone it was written in; zero when unreadable
	End       time.Time `json:"end"`       // the instant after the last; zero when none is given
	AllDay    bool      `json:"all_day"`   // Start and End are days, at 00:00 UTC
	Floating  bool      `json:"floating"`  // Start and End name no zone that is known: they are clock times where the reader is, written as UTC
	Repeats   string    `json:"repeats"`   // the rule as written (RFC 5545, section 3.3.10), "" for once
}

// Guest is somebody invited, and what they have answered.
type Guest struct {
	Address
	Answer string `json:"answer"` // "accepted", "declined", "tentative", "needs-action", ... in lower case; "" when none is given
}

// Delivery is what a delivery report says about one recipient (RFC 3464).
type Delivery struct {
	Recipient string `json:"recipient"` // address
	Action    string `json:"action"`    // "failed", "delayed", "delivered", "relayed" or "expanded"
	Status    string `json:"status"`    // RFC 3463, such as "5.1.1"; "" when none is given
	Permanent bool   `json:"permanent"` // trying again is of no use
	Detail    string `json:"detail"`    // what the other server said, on one line, shortened; "" when nothing
}

// Kind says whether a person wrote a letter or a machine did.
type Kind string

// The kinds of letters. When in doubt a letter is Human.
const (
	Human     Kind = "human"
	AutoReply Kind = "auto_reply" // RFC 3834: out of office, acknowledgements
	Bounce    Kind = "bounce"     // RFC 3464: a delivery status notification of failure or delay
	Report    Kind = "report"     // RFC 5965 and RFC 8098: complaint reports, read receipts
	List      Kind = "list"       // RFC 2369: mailing lists and newsletters
	Calendar  Kind = "calendar"   // RFC 5546: invitations, answers, cancellations
)

// Problem is one thing about a letter that had to be mended or could not be read.
type Problem struct {
	Code string // fixed and short, for branching: "header_line", "charset", "boundary", ...
	Text string // for a triage officer, in plain words
}

// Message is a letter as a person reads it. Every text in it is valid UTF-8.
type Message struct {
	MessageID    string    // without angle brackets; "" when there is none
	InReplyTo    []string  // message ids without angle brackets, as written, in order
	References   []string  // likewise, oldest first
	Conversation string    // the one that Outlook counts it to, from Thread-Index, in hexadecimal; "" when there is none
	Date         time.Time // of the Date field, in the zone it was written in; zero when absent or unreadable
	Subject      string    // decoded, unfolded, on one line
	From         []Address
	ReplyTo      []Address
	To           []Address
	Cc           []Address

	Text        string // everything a reader sees, lines ended by \n; HTML turned into text
	OwnText     string // what the writer wrote now: without quoted mail, signature and disclaimer
	Attached    string // readable text of attached letters and text files, when the letter has text of its own beside them; "" otherwise
	Attachments []Attachment
	Handed      []Head // of the letters attached, the outermost first
	Invitations []Invitation
	Deliveries  []Delivery // of a delivery report, a line for each recipient
	About       Head       // of the letter that a report or read receipt is about; the zero Head when unknown
	Kind        Kind
	Problems    []Problem
	HTML        bool // SafeHTML has a page for it
	Overrun     bool // the letter asked for more work than Limits allow, and Parse stopped short; a text cut at TextBytes is none
}

// Writer is the person the letter is from: the first From address, else the
// first Reply-To; the zero Address when there is neither.
func (m *Message) Writer() Address {
	for _, list := range [][]Address{m.From, m.ReplyTo} {
		for _, a := range list {
			if a.Address != "" {
				return a
			}
		}
	}
	return Address{}
}

// Unreadable reports whether nothing of the letter can be shown as an enquiry:
// no sender, no subject, no text and no attachment. Such letters are
// quarantined whole, for a person to look at.
func (m *Message) Unreadable() bool {
	return m.Writer().Address == "" && m.Subject == "" && m.Text == "" && len(m.Attachments) == 0
}

// Limits bounds the work that Parse does. The zero value of a field means its
// default.
type Limits struct {
	Depth       int   // nested multiparts and attached letters; default 20
	Parts       int   // default 1000
	HeaderBytes int64 // of one header; default 1 MiB
	TextBytes   int64 // of readable text kept; default 4 MiB
	HoldBytes   int64 // of a letter that Parse holds; of longer ones it keeps an excerpt no longer than this; default 32 MiB
	WorkBytes   int64 // gone over in all, each time a part around them is read; default 1 GiB, thirty times the longest letters that are sent
}

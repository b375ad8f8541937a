package desk

import (
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/mailbox/inbound"
)

// author is who wrote a letter, as far as it matters to us.
type author struct {
	sent    bool              // it lies in Sent: ours, whatever it says
	ours    bool              // by its addresses it is an answer of ours
	reached []mailbox.Address // whom it reached besides its own recipients
}

// author finds out whether we wrote the letter. Whatever lies in Sent is ours,
// also a delegate's reply.
//
// Elsewhere a letter from one of our addresses is ours when it goes to somebody
// else alone; a copy may go to us. What our own address writes to itself, or
// wants answered to another, is a contact form, and the words in it are the
// public's.
//
// A letter from a member of staff's own mailbox is our answer when it goes to
// somebody outside and we are merely copied, or when it answers a letter; and
// when it hands on to us an answer that went to somebody outside. A colleague
// who asks us something, or passes on a letter that came to the wrong place,
// is an enquirer as anybody.
func (d *Desk) author(f inbound.Folder, m *mailbox.Message) author {
	if f.Role == inbound.Sent {
		return author{sent: true, reached: d.handedTo(m)}
	}
	writer := m.Writer()
	toUs := slices.ContainsFunc(m.To, d.isOwn)
	switch {
	case d.isOwn(writer):
		formal := toUs || slices.ContainsFunc(m.ReplyTo, d.isOther)
		return author{ours: !formal && (slices.ContainsFunc(m.To, d.isOther) || slices.ContainsFunc(m.Cc, d.isOther))}
	case !d.isStaff(writer):
		return author{}
	case slices.ContainsFunc(slices.Concat(m.To, m.Cc), d.isOutside):
		return author{ours: !toUs || len(m.InReplyTo)+len(m.References) > 0}
	}
	reached := d.handedTo(m)
	return author{ours: len(reached) > 0, reached: reached}
}

// handedTo gives those outside to whom the newest letter that m hands on went,
// when one of us wrote that.
func (d *Desk) handedTo(m *mailbox.Message) []mailbox.Address {
	if !mailbox.IsForward(m.Subject) && len(m.Handed) == 0 {
		return nil
	}
	heads := mailbox.Forwarded(m)
	if len(heads) == 0 || !slices.ContainsFunc(heads[0].From, func(a mailbox.Address) bool { return d.isOwn(a) || d.isStaff(a) }) {
		return nil
	}
	return slices.DeleteFunc(slices.Concat(heads[0].To, heads[0].Cc), func(a mailbox.Address) bool { return !d.isOutside(a) })
}

func (d *Desk) isOwn(a mailbox.Address) bool { return d.own[strings.ToLower(a.Address)] }

func (d *Desk) isOther(a mailbox.Address) bool { return a.Address != "" && !d.isOwn(a) }

func (d *Desk) isStaff(a mailbox.Address) bool {
	address := strings.ToLower(a.Address)
	_, domain, ok := strings.Cut(address, "@")
	return ok && (d.staff[address] || d.staff["@"+domain]) && !d.own[address]
}

func (d *Desk) isOutside(a mailbox.Address) bool { return d.isOther(a) && !d.isStaff(a) }

// passedOn is what the writer hands on of others: letters attached, and mail
// quoted in a forward or in a letter that answers nothing. What an answer
// quotes is mostly our own letter or one that was read when it came.
func passedOn(m *mailbox.Message) string {
	if mailbox.IsForward(m.Subject) || len(m.InReplyTo)+len(m.References) == 0 {
		return strings.TrimSpace(mailbox.Quoted(m.Text) + "\n" + m.Attached)
	}
	return m.Attached
}

package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/mailbox"
)

// part is one letter of a conversation, as far as it matters who answered whom.
type part struct {
	id          int64
	in          bool
	human       bool
	backfill    bool
	received    int64 // unix milliseconds
	attachments int
	writers     []string // from and reply_to, in lower case
	got         []string // to and cc, without those that it is known not to have reached
	lost        bool     // all of them
	failed      bool     // it says that a letter of ours has not reached somebody
	reports     bool     // it stands here for what it reports on, whoever it is from
	messageID   string
}

// conversation is all letters of one enquiry, oldest first, and what people
// told of it besides.
type conversation struct {
	parts []part
	told  []told
}

// told is an answer that no letter shows, or the word that none is needed.
type told struct {
	at       int64 // unix milliseconds
	unneeded bool
}

// conversation reads an enquiry's letters.
func (t *tx) conversation(ctx context.Context, enquiry int64) (c conversation, err error) {
	var bounces []mailbox.Message
	err = t.rows(ctx, `SELECT m.id, m.direction, m.kind, m.backfill, m.received, m.attachments, m.message_id, m.joined = 'report',
			coalesce((SELECT group_concat(c.field || ' ' || c.email, char(10)) FROM correspondent c WHERE c.message = m.id), ''),
			iif(m.kind = 'bounce' AND m.direction = 'in', m.head, '')
		FROM message m WHERE m.enquiry = ? ORDER BY m.received, m.id`, []any{enquiry}, func(scan scanner) error {
		var p part
		var direction Direction
		var kind mailbox.Kind
		var people string
		var text []byte
		if err := scan(&p.id, &direction, &kind, &p.backfill, &p.received, &p.attachments, &p.messageID, &p.reports, &people, &text); err != nil {
			return err
		}
		p.in, p.human = direction == In, kind == mailbox.Human
		if len(text) > 0 {
			bounce, err := unpack(kind, text)
			if err != nil {
				return err
			}
			p.failed = undelivered(&bounce) && !p.backfill
			bounces = append(bounces, bounce)
		}
		for line := range strings.SplitSeq(people, "\n") {
			field, email, _ := strings.Cut(line, " ")
			switch field {
			case "from", "reply_to":
				p.writers = append(p.writers, email)
			case "to", "cc":
				p.got = append(p.got, email)
			}
		}
		c.parts = append(c.parts, p)
		return nil
	})
	if err != nil {
		return c, err
	}
	c.lose(bounces)
	err = t.rows(ctx, `SELECT at, way = 'none_needed' FROM elsewhere WHERE enquiry = ? ORDER BY at`, []any{enquiry}, func(scan scanner) error {
		var one told
		err := scan(&one.at, &one.unneeded)
		c.told = append(c.told, one)
		return err
	})
	return c, err
}

// lose takes those from who got a letter of ours of whom a delivery report says
// by their address that it was given up: who never got an answer has none. What
// went to their address and came back from another has perhaps been read.
func (c conversation) lose(bounces []mailbox.Message) {
	for i := range bounces {
		b := &bounces[i]
		var lost []string
		for _, d := range b.Deliveries {
			if d.Action == "failed" {
				lost = append(lost, strings.ToLower(d.Recipient))
			}
		}
		if len(lost) == 0 {
			continue
		}
		for _, id := range namedIDs(b) {
			at := slices.IndexFunc(c.parts, func(p part) bool { return !p.in && p.messageID == id })
			if at < 0 {
				continue
			}
			p := &c.parts[at]
			left := slices.DeleteFunc(slices.Clone(p.got), func(email string) bool { return slices.Contains(lost, email) })
			p.lost = p.lost || len(left) == 0 && len(p.got) > 0
			p.got = left
			break // the nearest is the one that it is about
		}
	}
}

// alone is the conversation of a letter that begins an enquiry.
func alone(l *letter) conversation {
	m := &l.Message
	return conversation{parts: []part{{
		in: true, human: m.Kind == mailbox.Human, backfill: l.Backfill, received: l.Received.UnixMilli(),
		attachments: len(m.Attachments), writers: addresses(m.From, m.ReplyTo), got: addresses(m.To, m.Cc),
	}}}
}

// enquirers are those who wrote to us in this conversation, without those whom
// a letter of ours brought into it: the answer of an expert whom we asked makes
// nobody an enquirer.
func (c conversation) enquirers() map[string]bool {
	first := map[string]int64{}   // when somebody was first named in a letter In
	brought := map[string]int64{} // when a letter of ours first named somebody whom none had named
	wrote := map[string]bool{}
	begun := false
	// Servers tell time by the second: what came with a letter In came after it.
	inFirst := slices.SortedStableFunc(slices.Values(c.parts), func(a, b part) int {
		return cmp.Or(cmp.Compare(a.received, b.received), cmp.Compare(openingRank(a), openingRank(b)))
	})
	for _, p := range inFirst {
		if p.in && p.reports { // from a machine, or from whoever has the id of our letter
			continue
		}
		for _, email := range slices.Concat(p.writers, p.got) {
			_, met := first[email]
			_, asked := brought[email]
			switch {
			case p.in && !met:
				first[email] = p.received
			case !p.in && begun && !met && !asked:
				brought[email] = p.received
			}
		}
		begun = begun || p.in
		for _, email := range p.writers {
			if at, asked := brought[email]; p.in && !(asked && at < p.received) {
				wrote[email] = true
			}
		}
	}
	return wrote
}

// answers gives the letters that answer: written by a person of ours, to
// somebody who wrote to us in this conversation, so that a letter forwarded to
// a colleague is none. A letter without readable recipients (all in Bcc) gets the
// benefit of the doubt.
func (c conversation) answers() []part {
	if !slices.ContainsFunc(c.parts, func(p part) bool { return !p.in && p.human }) {
		return nil
	}
	enquirers := c.enquirers()
	var all []part
	for _, p := range c.parts {
		reaches := len(p.got) == 0 && !p.lost || slices.ContainsFunc(p.got, func(email string) bool { return enquirers[email] })
		if !p.in && p.human && reaches {
			all = append(all, p)
		}
	}
	return all
}

// came is when the enquiry came in: with its first letter by a person.
func (c conversation) came() int64 {
	var first int64
	for _, human := range []bool{true, false} {
		for _, p := range c.parts {
			if p.in && (p.human || !human) && (first == 0 || p.received < first) {
				first = p.received
			}
		}
		if first != 0 {
			break
		}
	}
	return first
}

// opening is the letter that gives the enquiry its subject and its enquirer.
func (c conversation) opening() part {
	return slices.MinFunc(c.parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(openingRank(a), openingRank(b)), cmp.Compare(a.received, b.received), cmp.Compare(a.id, b.id))
	})
}

func openingRank(p part) int {
	switch {
	case p.in && p.human:
		return 0
	case p.in:
		return 1
	}
	return 2
}

// newest is the letter that came last, either way.
func (c conversation) newest() part { return c.parts[len(c.parts)-1] }

// response is the first response: the earliest answer after the enquiry came in,
// by letter or as a person told it. 0 when there is none.
func (c conversation) response() (at int64, byHand bool) {
	came := c.came()
	for _, p := range c.answers() {
		if p.received >= came && (at == 0 || p.received < at) {
			at = p.received
		}
	}
	for _, one := range c.told {
		if !one.unneeded && one.at >= came && (at == 0 || one.at < at) {
			at, byHand = one.at, true
		}
	}
	return at, byHand
}

// waiting is since when somebody waits: the oldest letter by a person that no
// answer of ours followed; 0 when nobody does. Who wrote before the service
// went live does not wait for it.
func (c conversation) waiting() (since int64) {
	came := c.came()
	var last int64
	for _, p := range c.answers() {
		if p.received >= came {
			last = max(last, p.received)
		}
	}
	for _, one := range c.told {
		last = max(last, one.at)
	}
	for _, p := range c.parts {
		if p.in && p.human && !p.backfill && p.received > last && (since == 0 || p.received < since) {
			since = p.received
		}
	}
	return since
}

// unneeded reports whether a person said that no answer is needed, and nobody
// has written since.
func (c conversation) unneeded() bool {
	var said int64
	for _, one := range c.told {
		if one.unneeded {
			said = max(said, one.at)
		}
	}
	return said != 0 && !slices.ContainsFunc(c.parts, func(p part) bool { return p.in && p.human && p.received > said })
}

// answeredAfter reports whether an answer of ours followed that instant.
func (c conversation) answeredAfter(received int64) bool {
	return slices.ContainsFunc(c.answers(), func(p part) bool { return p.received > received })
}

// undelivered reports whether a letter of ours is known not to have reached
// somebody, and nobody has answered since, by letter or otherwise.
func (c conversation) undelivered() bool {
	var failed int64
	for _, p := range c.parts {
		if p.failed {
			failed = max(failed, p.received)
		}
	}
	return failed != 0 && !c.answeredAfter(failed) && !slices.ContainsFunc(c.told, func(one told) bool { return one.at > failed })
}

// settledBy reports whether one of the letters with these ids is an answer that
// nobody has written after.
func (c conversation) settledBy(ids []int64) bool {
	var last int64
	for _, p := range c.answers() {
		if slices.Contains(ids, p.id) {
			last = max(last, p.received)
		}
	}
	return last != 0 && !slices.ContainsFunc(c.parts, func(p part) bool { return p.in && p.human && p.received > last })
}

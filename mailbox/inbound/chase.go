package inbound

import (
	"context"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	reasonGone = "gone from the server before it could be fetched"
	reasonHeld = "the server lists this letter but hands over no body"
)

// chase looks again for the letters of list that asked has no body for.
//
// An untagged FETCH that the server sends for its own reasons, to tell of new
// flags, makes go-imap drop the real answer for that letter; servers leave out
// what others have just deleted, or answer for another letter than the one they
// were asked about; some answer NO to a whole set for the sake of one letter. So
// whatever did not come is looked for on its own.
func (c *Conn) chase(ctx context.Context, asked *asking, list []listed) error {
	var absent []listed
	var uids []uint32
	for i, l := range list {
		got := asked.found[l.uid]
		if got.postponed && i > 0 || !got.absent(l) {
			continue
		}
		absent, uids = append(absent, l), append(uids, l.uid)
	}
	if len(absent) == 0 {
		return nil
	}
	there, refused, err := c.there(ctx, uidSet(uids))
	if err != nil {
		return err
	}
	for _, l := range absent {
		got := body{reason: reasonGone}
		if there[l.uid] != 0 || refused != nil {
			if got, err = c.chaseOne(ctx, l); err != nil {
				return err
			}
		}
		asked.found[l.uid] = got
	}
	return nil
}

// chaseOne asks for one letter by its UID, and if that fails by its number in
// the folder: go-imap tells by the number what it is an answer to even when
// the server puts the UID after the body.
func (c *Conn) chaseOne(ctx context.Context, l listed) (body, error) {
	asked := &asking{found: map[uint32]body{}, keep: c.cfg.MaxLetter + PartialBytes, max: c.cfg.MaxLetter}
	q := c.single(l)
	if err := c.ask(ctx, asked, q); err != nil {
		return body{}, err
	}
	if got := asked.found[l.uid]; !got.absent(l) {
		return got, nil
	}
	there, refused, err := c.there(ctx, q.set.(imap.UIDSet))
	switch number := there[l.uid]; {
	case err != nil:
		return body{}, err
	case number == 0 && refused == nil:
		return body{reason: reasonGone}, nil
	case number != 0:
		// Numbers cannot shift between these two commands (RFC 9051, section 7.5.1).
		q.set = imap.SeqSetNum(number)
		if err := c.ask(ctx, asked, q); err != nil {
			return body{}, err
		}
	default:
		asked.refusal = refused
	}
	if got := asked.found[l.uid]; !got.absent(l) {
		return got, nil
	}
	reason := reasonHeld
	if asked.refusal != nil {
		reason += ": it answered " + answer(asked.refusal)
	}
	return body{reason: reason}, nil
}

// there says which letters of set the server still has, and their numbers. A
// refusal means that those not named may be there nevertheless.
func (c *Conn) there(ctx context.Context, set imap.UIDSet) (numbers map[uint32]uint32, refusal *imap.Error, err error) {
	// Only now may the server tell us of all that others deleted.
	if err := c.client.Noop().Wait(); err != nil {
		return nil, nil, c.broken(ctx, err)
	}
	numbers = map[uint32]uint32{}
	cmd := c.client.Fetch(set, &imap.FetchOptions{UID: true, Flags: true})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			if item, ok := item.(imapclient.FetchItemDataUID); ok {
				numbers[uint32(item.UID)] = msg.SeqNum
			}
		}
	}
	err = cmd.Close()
	if refusal = asNo(err); refusal != nil && !throttled(refusal) {
		err = nil
	}
	if err != nil {
		return nil, nil, c.broken(ctx, err)
	}
	return numbers, refusal, nil
}

const (
	doubtBytes = 1 << 10 // a body is doubted when it differs by more than this
	doubtShare = 10      // and by more than one in so many bytes from RFC822.SIZE
	trustAfter = 3       // confirmed sizes after which this server's RFC822.SIZE is no reason to doubt
)

func (c *Conn) doubtful(l listed, got body) bool {
	if !l.told || got.raw == nil || got.partial || l.size > c.cfg.MaxLetter || got.absent(l) {
		return false
	}
	off := apart(l.size, got.size)
	return off > doubtBytes && off > l.size/doubtShare
}

func apart(a, b int64) int64 { return max(a-b, b-a) }

// doubt asks once more for letters that came in another size than announced: a
// server that confuses its letters, or a store that lost the end of one, gives
// itself away by nothing else. The answer nearer to the announced size counts.
// Exchange only estimates RFC822.SIZE: a server that repeats the same sizes is
// soon believed for the rest of the session.
func (c *Conn) doubt(ctx context.Context, asked *asking, list []listed) error {
	var doubted []listed
	var uids []uint32
	for _, l := range list {
		if c.confirmed < trustAfter && c.doubtful(l, asked.found[l.uid]) {
			doubted, uids = append(doubted, l), append(uids, l.uid)
		}
	}
	if len(doubted) == 0 {
		return nil
	}
	again := &asking{found: map[uint32]body{}, keep: c.cfg.BatchBytes, max: c.cfg.MaxLetter}
	if err := c.ask(ctx, again, question{set: uidSet(uids), uids: uids}); err != nil {
		return err
	}
	for _, l := range doubted {
		first, second := asked.found[l.uid], again.found[l.uid]
		switch {
		case second.raw == nil || second.partial: // asked in vain: the first stands
		case second.size == first.size:
			c.confirmed++
		case apart(second.size, l.size) < apart(first.size, l.size):
			asked.found[l.uid] = second
		}
	}
	return nil
}

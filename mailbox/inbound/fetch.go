package inbound

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// listed is one letter as the server announces it before we ask for its body.
type listed struct {
	uid      uint32
	size     int64 // RFC822.SIZE
	internal time.Time
	told     bool  // size and internal are the server's
	weight   int64 // bytes to plan with: size, until the server proves it wrong
}

// Fetch hands over every letter of folder after from, in batches of ascending
// UID. from is what was stored with the last batch, or the zero Cursor for all
// letters. If the folder's UIDVALIDITY is not from's, the folder is read from
// its beginning, as RFC 9051, section 2.3.1.1 demands.
//
// deliver gets each batch while no command is under way; when it returns an
// error, Fetch ends with that error unchanged. Its memory is its own. It is
// called when there are letters, or Missing ones, after from; and, with an
// empty batch, when there are none but the UIDVALIDITY has changed (also from
// the zero Cursor's), so that Next can be stored. It is not called otherwise.
//
// Next never covers a UID that the server did not list: not even UIDNEXT is
// trusted to say that there is nothing before it.
func (c *Conn) Fetch(ctx context.Context, folder string, from Cursor, deliver func(context.Context, Batch) error) error {
	defer c.wire.CloseWhenDone(ctx)()
	c.wire.Limit(c.cfg.Timeout)
	defer c.wire.Limit(0)

	box, err := c.examine(ctx, folder)
	if err != nil {
		return err
	}
	at := Cursor{UIDValidity: box.UIDValidity}
	if from.UIDValidity == box.UIDValidity {
		at.LastUID = from.LastUID
	}
	var list []listed
	if box.NumMessages > 0 {
		if list, err = c.list(ctx, at.LastUID); err != nil {
			return err
		}
	}
	if len(list) == 0 && at != from {
		return c.hand(ctx, deliver, Batch{Folder: folder, UIDValidity: at.UIDValidity, Next: at})
	}
	for len(list) > 0 {
		batch := Batch{Folder: folder, UIDValidity: at.UIDValidity}
		if list, err = c.fill(ctx, &batch, list); err != nil {
			return err
		}
		if err := c.hand(ctx, deliver, batch); err != nil {
			return err
		}
	}
	return nil
}

// hand lifts the limit on silence, for the server has nothing to say while we
// are busy with a batch.
func (c *Conn) hand(ctx context.Context, deliver func(context.Context, Batch) error, batch Batch) error {
	c.wire.Limit(0)
	defer c.wire.Limit(c.cfg.Timeout)
	return deliver(ctx, batch)
}

// examine opens folder without touching it: no \Seen, no \Recent taken away.
func (c *Conn) examine(ctx context.Context, folder string) (*imap.SelectData, error) {
	box, err := c.client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return nil, c.examineError(ctx, folder, err)
	}
	if box.UIDValidity == 0 {
		return nil, c.fail(nil, nil, "the server gives folder %q no UIDVALIDITY; letters in it cannot be told apart", folder)
	}
	return box, nil
}

// list asks for what is known of all letters after UID last.
func (c *Conn) list(ctx context.Context, last uint32) ([]listed, error) {
	if last == math.MaxUint32 {
		return nil, nil
	}
	var set imap.UIDSet
	set.AddRange(imap.UID(last+1), 0)
	found := map[uint32]listed{}
	if err := c.describe(ctx, set, found); err != nil {
		return nil, err
	}
	var again imap.UIDSet
	for uid, l := range found {
		switch {
		case uid <= last: // "n:*" holds the newest letter even when it is older than n (RFC 9051, section 9); go-imap drops it for now
			delete(found, uid)
		case !l.told:
			again.AddNum(imap.UID(uid))
		}
	}
	if len(again) > 0 {
		if err := c.describe(ctx, again, found); err != nil {
			return nil, err
		}
	}
	list := make([]listed, 0, len(found))
	for _, l := range found {
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b listed) int { return int(int64(a.uid) - int64(b.uid)) })
	return list, nil
}

// describe adds to found. A letter whose flags another program changes just now
// comes without size and date (see letters): such have told false.
func (c *Conn) describe(ctx context.Context, set imap.UIDSet, found map[uint32]listed) error {
	cmd := c.client.Fetch(set, &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: true})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		var l listed
		var dated, sized bool
		for item := msg.Next(); item != nil; item = msg.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataUID:
				l.uid = uint32(item.UID)
			case imapclient.FetchItemDataInternalDate:
				l.internal, dated = item.Time, true
			case imapclient.FetchItemDataRFC822Size:
				l.size, l.weight, sized = item.Size, item.Size, true
			}
		}
		l.told = dated && sized
		if l.uid != 0 && !found[l.uid].told {
			found[l.uid] = l
		}
	}
	if err := cmd.Close(); err != nil {
		return c.broken(ctx, err)
	}
	return nil
}

// fill puts the first letters of list into batch and returns the rest.
func (c *Conn) fill(ctx context.Context, batch *Batch, list []listed) (rest []listed, err error) {
	n := c.plan(list)
	found, err := c.letters(ctx, list[:n])
	if err != nil {
		return nil, err
	}
	for i := range list[:n] {
		l := &list[i]
		got := found[l.uid]
		if got.postponed {
			l.weight = got.size
			n = min(n, i) // never 0: see letters
			continue
		}
		if i < n {
			batch.add(*l, got)
		}
	}
	batch.Next = Cursor{UIDValidity: batch.UIDValidity, LastUID: list[n-1].uid}
	return list[n:], nil
}

func (b *Batch) add(l listed, got body) {
	if got.raw == nil {
		b.Missing = append(b.Missing, Missing{UID: l.uid, Size: l.size, Gone: got.reason == reasonGone, Reason: got.reason})
		return
	}
	b.Letters = append(b.Letters, Fetched{
		Folder: b.Folder, UIDValidity: b.UIDValidity, UID: l.uid,
		Internal: l.internal, Size: l.size, Raw: got.raw, Partial: got.partial,
	})
}

// plan says how many of list fit into one batch, at least one.
func (c *Conn) plan(list []listed) int {
	var bytes int64
	for i, l := range list {
		bytes += c.expected(l)
		if i > 0 && (i == c.cfg.BatchLetters || bytes > c.cfg.BatchBytes) {
			return i
		}
	}
	return len(list)
}

// expected is how many bytes of l we shall keep.
func (c *Conn) expected(l listed) int64 {
	if l.weight > c.cfg.MaxLetter {
		return PartialBytes
	}
	return l.weight
}

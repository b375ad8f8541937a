package inbound

import (
	"context"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Fetching says what Fetch is to get and how.
type Fetching struct {
	Folder string
	From   Cursor // what was stored with the last batch, or the zero Cursor for all letters

	// Skip is asked about each listed letter before its body is: a reason other
	// than "" leaves the body out and hands the letter over as Missing with Skipped
	// set. size is RFC822.SIZE, internal INTERNALDATE: 0 and zero when not told.
	// nil: no letter is skipped.
	Skip func(uid uint32, size int64, internal time.Time) (reason string)
	// Alone names letters to be asked for one at a time, with nothing else in the
	// batch. nil: none.
	Alone func(uid uint32) bool
	// Begin is called before the bodies of a batch are asked for, with the UIDs
	// (ascending) that will be. An error ends Fetch unchanged. nil: not called.
	Begin func(ctx context.Context, validity uint32, uids []uint32) error
	// Deliver gets each batch. It may keep the batch and work on it after it has
	// returned: Fetch goes on with the next meanwhile. An error ends Fetch unchanged.
	Deliver func(ctx context.Context, b Batch) error
}

// Fetch hands over every letter of a folder after From, in batches of ascending
// UID. If the folder's UIDVALIDITY is not From's, the folder is read from its
// beginning, as RFC 9051, section 2.3.1.1 demands.
//
// Begin and Deliver are called while no command is under way. Deliver is called
// when there are letters, or Missing ones, after From; and, with an empty batch,
// when there are none but the UIDVALIDITY has changed (also from the zero
// Cursor's), so that Next can be stored. It is not called otherwise.
//
// Next never covers a UID that the server did not list: not even UIDNEXT is
// trusted to say that there is nothing before it.
func (c *Conn) Fetch(ctx context.Context, f Fetching) error {
	defer c.watch(ctx)()
	box, err := c.examine(ctx, f.Folder)
	if err != nil {
		return err
	}
	at := Cursor{UIDValidity: box.UIDValidity}
	if f.From.UIDValidity == box.UIDValidity {
		at.LastUID = f.From.LastUID
	}
	spans, err := c.spans(ctx, box, at.LastUID)
	if err != nil {
		return err
	}
	next := at
	for _, s := range spans {
		if next, err = c.fetchSpan(ctx, f, s, next); err != nil {
			return err
		}
	}
	if next == at && at != f.From {
		err = c.hand(func() error {
			return f.Deliver(ctx, Batch{Folder: f.Folder, UIDValidity: at.UIDValidity, Next: at})
		})
		if err != nil {
			return err
		}
	}
	c.fetched(f.Folder, box)
	return nil
}

// fetchSpan delivers the letters of one span and returns the last batch's Next.
func (c *Conn) fetchSpan(ctx context.Context, f Fetching, s span, next Cursor) (Cursor, error) {
	list, err := c.list(ctx, s)
	if err != nil {
		return next, err
	}
	for len(list) > 0 {
		batch := Batch{Folder: f.Folder, UIDValidity: next.UIDValidity}
		if list, err = c.fill(ctx, &batch, list, f); err != nil {
			return next, err
		}
		batch.Left = len(list) + s.beyond
		if err := c.hand(func() error { return f.Deliver(ctx, batch) }); err != nil {
			return next, err
		}
		next = batch.Next
	}
	return next, nil
}

// Again fetches chosen letters once more, also such as lie before the cursor.
// Those that are no longer there come as Missing with Gone; Batch.Next is the
// zero Cursor. When validity is not the folder's UIDVALIDITY any more the error
// is ErrRenumbered. deliver is as Fetching.Deliver.
func (c *Conn) Again(ctx context.Context, folder string, validity uint32, uids []uint32, deliver func(context.Context, Batch) error) error {
	defer c.watch(ctx)()
	box, err := c.examine(ctx, folder)
	if err != nil {
		return err
	}
	if box.UIDValidity != validity {
		return c.fail(ErrRenumbered, nil, "folder %q has been renumbered (UIDVALIDITY changed); it is read anew", folder)
	}
	uids = slices.Compact(slices.Sorted(slices.Values(uids)))
	for some := range slices.Chunk(uids, setUIDs) {
		list, err := c.describe(ctx, uidSet(some))
		if err != nil {
			return err
		}
		list = withUnlisted(list, some)
		for len(list) > 0 {
			batch := Batch{Folder: folder, UIDValidity: validity}
			if list, err = c.fill(ctx, &batch, list, Fetching{}); err != nil {
				return err
			}
			batch.Next, batch.Left = Cursor{}, len(list)
			if err := c.hand(func() error { return deliver(ctx, batch) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// watch makes the session obey ctx and the limit on silence for one call. The
// function returned ends that.
func (c *Conn) watch(ctx context.Context) (release func()) {
	end := c.wire.CloseWhenDone(ctx)
	c.wire.Limit(c.cfg.Timeout)
	return func() {
		c.wire.Limit(0)
		end()
	}
}

// hand lifts the limit on silence, for the server has nothing to say while the
// caller is busy.
func (c *Conn) hand(f func() error) error {
	c.wire.Limit(0)
	defer c.wire.Limit(c.cfg.Timeout)
	return f()
}

// examine opens folder without touching it: no \Seen, no \Recent taken away.
func (c *Conn) examine(ctx context.Context, folder string) (*imap.SelectData, error) {
	box, err := c.client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return nil, c.examineError(ctx, folder, err)
	}
	if box.UIDValidity == 0 {
		return nil, c.later(nil, nil, "the server gives folder %q no UIDVALIDITY; letters in it cannot be told apart", folder)
	}
	c.folder, c.validity = folder, box.UIDValidity
	return box, nil
}

// fill puts the first letters of list into batch and returns the rest.
func (c *Conn) fill(ctx context.Context, batch *Batch, list []listed, f Fetching) (rest []listed, err error) {
	n := c.plan(list, f)
	var wanted []listed
	var uids []uint32
	for _, l := range list[:n] {
		if l.skip == "" {
			wanted, uids = append(wanted, l), append(uids, l.uid)
		}
	}
	if f.Begin != nil && len(uids) > 0 {
		if err := c.hand(func() error { return f.Begin(ctx, batch.UIDValidity, uids) }); err != nil {
			return nil, err
		}
	}
	found, err := c.letters(ctx, wanted)
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
	missing := Missing{UID: l.uid, Size: l.size, Internal: l.internal}
	switch {
	case l.skip != "":
		missing.Skipped, missing.Reason = true, l.skip
	case got.raw == nil:
		missing.Gone, missing.Reason = got.reason == reasonGone, got.reason
	default:
		b.Letters = append(b.Letters, Fetched{
			Folder: b.Folder, UIDValidity: b.UIDValidity, UID: l.uid,
			Internal: l.internal, Size: l.size, Raw: got.raw, Partial: got.partial,
		})
		return
	}
	b.Missing = append(b.Missing, missing)
}

// skippedPerLetter is how many times as many skipped letters as others a batch
// may hold: they weigh nothing.
const skippedPerLetter = 16

// plan says how many of list fit into one batch, at least one, and asks
// f.Skip about them.
func (c *Conn) plan(list []listed, f Fetching) int {
	var bytes int64
	letters := 0
	for i := range list {
		l := &list[i]
		if f.Skip != nil && !l.judged {
			l.skip, l.judged = f.Skip(l.uid, l.size, l.internal), true
		}
		if l.skip != "" {
			if i == skippedPerLetter*c.cfg.BatchLetters {
				return i
			}
			continue
		}
		alone := f.Alone != nil && f.Alone(l.uid)
		bytes += c.expected(*l)
		letters++
		if i > 0 && (alone || letters > c.cfg.BatchLetters || bytes > c.cfg.BatchBytes) {
			return i
		}
		if alone {
			return 1
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

package inbound

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// body is what came of asking for one letter.
type body struct {
	raw       []byte // nil: not had
	size      int64  // bytes of the literal, which may be more than raw
	partial   bool
	postponed bool   // larger than announced: the batch would have grown too large
	reason    string // why raw is nil
}

const (
	reasonGone = "gone from the server before it could be fetched"
	reasonHeld = "the server lists this letter but hands over no body"
)

// errCut says that a connection ended inside a letter. go-imap itself reports
// a short body with a nil error then.
var errCut = errors.New("letter cut short")

// asking collects the answers to one or more FETCH commands for bodies.
type asking struct {
	found   map[uint32]body
	keep    int64       // bytes that may still be kept
	max     int64       // of larger letters only the beginning is kept
	refusal *imap.Error // the last NO
}

// letters asks for the bodies of list. Every letter of it has an answer in the
// result, the first one never a postponed one.
//
// An untagged FETCH that the server sends for its own reasons, to tell of new
// flags, makes go-imap drop the real answer for that letter; servers leave out
// what others have just deleted; some answer NO to a whole set for the sake of one
// letter. So whatever did not come is looked for on its own.
func (c *Conn) letters(ctx context.Context, list []listed) (map[uint32]body, error) {
	asked := &asking{found: map[uint32]body{}, keep: c.cfg.BatchBytes + c.cfg.MaxLetter, max: c.cfg.MaxLetter}
	var whole imap.UIDSet
	for _, l := range list {
		if l.weight <= c.cfg.MaxLetter {
			whole.AddNum(imap.UID(l.uid))
		}
	}
	if len(whole) > 0 {
		if err := c.ask(ctx, asked, whole, nil); err != nil {
			return nil, err
		}
	}
	for _, l := range list {
		if l.weight > c.cfg.MaxLetter {
			if err := c.ask(ctx, asked, imap.UIDSetNum(imap.UID(l.uid)), beginning); err != nil {
				return nil, err
			}
		}
	}
	return asked.found, c.chase(ctx, asked, list)
}

var beginning = &imap.SectionPartial{Offset: 0, Size: PartialBytes}

// chase looks again for the letters of list that asked has no body for.
func (c *Conn) chase(ctx context.Context, asked *asking, list []listed) error {
	var absent []listed
	var set imap.UIDSet
	for i, l := range list {
		got := asked.found[l.uid]
		if got.postponed && i > 0 || !got.absent(l) {
			continue
		}
		absent = append(absent, l)
		set.AddNum(imap.UID(l.uid))
	}
	if len(absent) == 0 {
		return nil
	}
	there, refused, err := c.there(ctx, set)
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

func (b body) absent(l listed) bool {
	return b.raw == nil || len(b.raw) == 0 && l.size > 0
}

// chaseOne asks for one letter by its UID, and if that fails by its number in
// the folder: go-imap tells by the number what it is an answer to even when
// the server puts the UID after the body.
func (c *Conn) chaseOne(ctx context.Context, l listed) (body, error) {
	asked := &asking{found: map[uint32]body{}, keep: c.cfg.MaxLetter + PartialBytes, max: c.cfg.MaxLetter}
	var part *imap.SectionPartial
	if l.weight > c.cfg.MaxLetter {
		part = beginning
	}
	uid := imap.UIDSetNum(imap.UID(l.uid))
	if err := c.ask(ctx, asked, uid, part); err != nil {
		return body{}, err
	}
	if got := asked.found[l.uid]; !got.absent(l) {
		return got, nil
	}
	there, refused, err := c.there(ctx, uid)
	switch number := there[l.uid]; {
	case err != nil:
		return body{}, err
	case number == 0 && refused == nil:
		return body{reason: reasonGone}, nil
	case number != 0:
		// Numbers cannot shift between these two commands (RFC 9051, section 7.5.1).
		if err := c.ask(ctx, asked, imap.SeqSetNum(number), part); err != nil {
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
	if refusal = asNo(err); refusal != nil {
		err = nil
	}
	if err != nil {
		return nil, nil, c.broken(ctx, err)
	}
	return numbers, refusal, nil
}

// ask sends one FETCH for bodies, whole (part nil) or in part, and reads all of
// its answer.
func (c *Conn) ask(ctx context.Context, asked *asking, set imap.NumSet, part *imap.SectionPartial) error {
	cmd := c.client.Fetch(set, &imap.FetchOptions{
		UID:         true,
		BodySection: []*imap.FetchItemBodySection{{Peek: true, Partial: part}},
	})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		if err := asked.take(msg, part != nil); err != nil {
			err = c.broken(ctx, err)
			// Not cmd.Close: it would read on in the literal, which the decoder has
			// taken back.
			c.wire.Close()
			<-c.client.Closed()
			return err
		}
	}
	err := cmd.Close()
	if refusal := asNo(err); refusal != nil {
		asked.refusal = refusal
		return nil
	}
	if err != nil {
		return c.broken(ctx, err)
	}
	return nil
}

// take reads one letter's answer. Its items must be read in order and to their
// ends: the decoder stands still until then.
func (a *asking) take(msg *imapclient.FetchMessageData, part bool) error {
	var uid uint32
	var got body
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = uint32(item.UID)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil { // NIL
				continue
			}
			var err error
			if got, err = a.read(item.Literal, part); err != nil {
				return err
			}
		}
	}
	if uid != 0 && (got.raw != nil || got.postponed) {
		a.found[uid] = got
	}
	return nil
}

// read reads one literal to its end and keeps what is wanted of it.
func (a *asking) read(literal imap.LiteralReader, part bool) (body, error) {
	got := body{size: literal.Size()}
	keep := got.size
	if part || keep > a.max {
		keep = min(keep, PartialBytes)
		got.partial = keep == PartialBytes // fewer bytes: that was all of it
	}
	if keep > a.keep {
		got.postponed, keep = true, 0
	} else {
		a.keep -= keep
		got.raw = make([]byte, keep)
		if n, err := io.ReadFull(literal, got.raw); err != nil {
			return body{}, fmt.Errorf("%w: %d of %d bytes", errCut, n, got.size)
		}
	}
	rest, err := io.Copy(io.Discard, literal) // also tells the decoder that we are done
	if err != nil || rest != got.size-keep {
		return body{}, fmt.Errorf("%w: %d of %d bytes", errCut, keep+rest, got.size)
	}
	return got, nil
}

// asNo returns the server's NO, nil when err is anything else.
func asNo(err error) *imap.Error {
	var refused *imap.Error
	if errors.As(err, &refused) && refused.Type == imap.StatusResponseTypeNo {
		return refused
	}
	return nil
}

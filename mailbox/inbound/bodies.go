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

// absent reports whether the letter did not come, or came empty.
func (b body) absent(l listed) bool {
	return b.raw == nil || len(b.raw) == 0 && l.size > 0
}

// errCut says that a connection ended inside a letter. go-imap itself reports
// a short body with a nil error then.
var errCut = errors.New("letter cut short")

// asking collects the answers to one or more FETCH commands for bodies.
type asking struct {
	found   map[uint32]body
	keep    int64       // bytes that may still be kept
	max     int64       // of larger letters only the beginning is kept
	refusal *imap.Error // the last NO or BAD
}

// question is one FETCH command for bodies.
type question struct {
	set  imap.NumSet
	uids []uint32 // those in set, ascending
	part *imap.SectionPartial
}

var beginning = &imap.SectionPartial{Offset: 0, Size: PartialBytes}

// letters asks for the bodies of list. Every letter of it has an answer in the
// result, the first one never a postponed one.
func (c *Conn) letters(ctx context.Context, list []listed) (map[uint32]body, error) {
	asked := &asking{found: make(map[uint32]body, len(list)), keep: c.cfg.BatchBytes + c.cfg.MaxLetter, max: c.cfg.MaxLetter}
	var whole []uint32
	for _, l := range list {
		if l.weight <= c.cfg.MaxLetter && !l.unlisted {
			whole = append(whole, l.uid)
		}
	}
	if len(whole) > 0 {
		if err := c.ask(ctx, asked, question{set: uidSet(whole), uids: whole}); err != nil {
			return nil, err
		}
	}
	for _, l := range list {
		if l.weight > c.cfg.MaxLetter {
			if err := c.ask(ctx, asked, c.single(l)); err != nil {
				return nil, err
			}
		}
	}
	if r := asked.refusal; r != nil && len(asked.found) == 0 && (busy(r) || r.Type == imap.StatusResponseTypeBad) {
		return nil, c.inFlight(ctx, c.broken(ctx, r), whole)
	}
	if err := c.doubt(ctx, asked, list); err != nil {
		return nil, err
	}
	return asked.found, c.chase(ctx, asked, list)
}

// single asks for one letter by its UID.
func (c *Conn) single(l listed) question {
	q := question{set: imap.UIDSetNum(imap.UID(l.uid)), uids: []uint32{l.uid}}
	if l.weight > c.cfg.MaxLetter {
		q.part = beginning
	}
	return q
}

// ask sends one FETCH for bodies and reads all of its answer.
func (c *Conn) ask(ctx context.Context, asked *asking, q question) error {
	cmd := c.client.Fetch(q.set, &imap.FetchOptions{
		UID:         true,
		BodySection: []*imap.FetchItemBodySection{{Peek: true, Partial: q.part}},
	})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		if err := asked.take(msg, q.part != nil); err != nil {
			err = c.broken(ctx, err)
			// Not cmd.Close: it would read on in the literal, which the decoder has
			// taken back.
			c.wire.Close()
			<-c.client.Closed()
			return c.inFlight(ctx, err, asked.lacking(q.uids))
		}
	}
	err := cmd.Close()
	var refused *imap.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused):
		return c.inFlight(ctx, c.broken(ctx, err), asked.lacking(q.uids))
	case throttled(refused):
		return c.later(nil, err, "the server asks us to slow down: it answered %s", answer(refused))
	default:
		asked.refusal = refused
		return nil
	}
}

func (a *asking) lacking(uids []uint32) []uint32 {
	var rest []uint32
	for _, uid := range uids {
		if _, had := a.found[uid]; !had {
			rest = append(rest, uid)
		}
	}
	return rest
}

// take reads one letter's answer. Its items must be read in order and to their
// ends: the decoder stands still until then.
func (a *asking) take(msg *imapclient.FetchMessageData, part bool) error {
	var uid uint32
	var got body
	var torn bool // the answer names two letters
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			torn = torn || uid != 0 && uid != uint32(item.UID)
			uid = uint32(item.UID)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || !wholeLetter(item.Section, part) { // NIL, or what nobody asked for
				continue
			}
			var err error
			if got, err = a.read(item.Literal, part); err != nil {
				return err
			}
		}
	}
	if uid != 0 && !torn && (got.raw != nil || got.postponed) {
		a.found[uid] = got
	}
	return nil
}

// wholeLetter reports whether a section is BODY[] from its first byte.
func wholeLetter(s *imap.FetchItemBodySection, part bool) bool {
	if s.Specifier != imap.PartSpecifierNone || len(s.Part) > 0 {
		return false
	}
	return s.Partial == nil || part && s.Partial.Offset == 0
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

package inbound

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Census is what a folder holds now.
type Census struct {
	UIDValidity uint32
	UIDNext     uint32    // the UID that the next letter will have, or a smaller one; 0 when the server does not tell
	Count       int       // letters, as the server counts them
	Letters     []Present // ascending UID; nil from Count
}

// Present is a letter that is in a folder.
type Present struct {
	UID   uint32
	Flags Flags
}

// Flags is a set of the flags that say what people did with a letter (RFC 9051,
// section 2.3.2).
type Flags uint8

// The flags.
const (
	Seen Flags = 1 << iota
	Flagged
	Answered
	Deleted // marked for removal, and still there
)

var flagBits = map[imap.Flag]Flags{
	imap.FlagSeen: Seen, imap.FlagFlagged: Flagged, imap.FlagAnswered: Answered, imap.FlagDeleted: Deleted,
}

// Census lists all letters of folder with their flags.
//
// Where Count is not len(Letters), in spite of a second look, the folder changes
// just now or the server does not list all it holds: then a letter's absence
// proves nothing.
func (c *Conn) Census(ctx context.Context, folder string) (Census, error) {
	defer c.watch(ctx)()
	for attempt := 0; ; attempt++ {
		box, err := c.examine(ctx, folder)
		if err != nil {
			return Census{}, err
		}
		if box.NumMessages == 0 {
			// An answer that lacks EXISTS looks like this too, and on a census letters are
			// called gone.
			if err := c.confirmEmpty(ctx, folder); err != nil {
				return Census{}, err
			}
		}
		census := Census{UIDValidity: box.UIDValidity, UIDNext: uint32(box.UIDNext), Count: int(box.NumMessages)}
		if census.Letters, err = c.present(ctx, census.Count); err != nil {
			return Census{}, err
		}
		if len(census.Letters) == census.Count || attempt == 1 {
			c.counted(folder, box)
			return census, nil
		}
	}
}

func (c *Conn) confirmEmpty(ctx context.Context, folder string) error {
	status, err := c.status(folder)
	if err != nil {
		return c.broken(ctx, err)
	}
	if n := status.NumMessages; n != nil && *n > 0 {
		return c.later(nil, nil, "the server says both that folder %q is empty and that it holds %d letters", folder, *n)
	}
	return nil
}

func (c *Conn) present(ctx context.Context, count int) ([]Present, error) {
	if count == 0 {
		return []Present{}, nil
	}
	var all imap.UIDSet
	all.AddRange(1, 0)
	// A server's count is no reason to take any amount of memory.
	letters := make([]Present, 0, min(count, 1<<20))
	cmd := c.client.Fetch(all, &imap.FetchOptions{UID: true, Flags: true})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		var p Present
		for item := msg.Next(); item != nil; item = msg.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataUID:
				p.UID = uint32(item.UID)
			case imapclient.FetchItemDataFlags:
				p.Flags = marks(item.Flags)
			}
		}
		if p.UID != 0 {
			letters = append(letters, p)
		}
	}
	if err := cmd.Close(); err != nil {
		return nil, c.broken(ctx, err)
	}
	slices.SortFunc(letters, func(a, b Present) int { return cmp.Compare(a.UID, b.UID) })
	return slices.CompactFunc(letters, func(a, b Present) bool { return a.UID == b.UID }), nil
}

func marks(flags []imap.Flag) (set Flags) {
	for _, f := range flags {
		set |= flagBits[f]
	}
	return set
}

// Count is Census without the letters. It opens no folder and costs the server
// little.
func (c *Conn) Count(ctx context.Context, folder string) (Census, error) {
	defer c.watch(ctx)()
	status, err := c.status(folder)
	var refused *imap.Error
	if err != nil && !errors.As(err, &refused) {
		return Census{}, c.examineError(ctx, folder, err)
	}
	if err != nil || status.NumMessages == nil || status.UIDValidity == 0 {
		// Not told, or told under another spelling of the name, which go-imap drops;
		// or refused, as some servers do for the folder that is open.
		box, err := c.examine(ctx, folder)
		if err != nil {
			return Census{}, err
		}
		return Census{UIDValidity: box.UIDValidity, UIDNext: uint32(box.UIDNext), Count: int(box.NumMessages)}, nil
	}
	return Census{UIDValidity: status.UIDValidity, UIDNext: uint32(status.UIDNext), Count: int(*status.NumMessages)}, nil
}

func (c *Conn) status(folder string) (*imap.StatusData, error) {
	if strings.EqualFold(folder, "INBOX") {
		folder = "INBOX" // go-imap knows the answer only under this name
	}
	return c.client.Status(folder, &imap.StatusOptions{NumMessages: true, UIDNext: true, UIDValidity: true}).Wait()
}

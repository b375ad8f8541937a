package inbound

import (
	"cmp"
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
	told     bool   // size and internal are the server's
	weight   int64  // bytes to plan with: size, until the server proves it wrong
	judged   bool   // Fetching.Skip was asked
	skip     string // what it said
	unlisted bool   // chosen for Again, and not told of by the server
}

// rangeLetters is how many letters are listed at a time, which bounds the
// memory a folder takes however large it is.
const rangeLetters = 50_000

// setUIDs is how many UIDs are named in one command. Servers limit the length
// of a line; RFC 7162, section 4 advises against more than 8,192 bytes.
const setUIDs = 500

// span is a range of UIDs that are listed together.
type span struct {
	first, last uint32 // last 0: to the end of the folder
	beyond      int    // letters in the folder after this range
}

// spans divides all UIDs after last into ranges of about c.atOnce letters.
// They leave no gap, whatever the server says.
func (c *Conn) spans(ctx context.Context, box *imap.SelectData, last uint32) ([]span, error) {
	if box.NumMessages == 0 || last == math.MaxUint32 {
		return nil, nil
	}
	next := uint32(box.UIDNext)
	if box.NumMessages <= c.atOnce || next > last && next-last <= c.atOnce {
		return []span{{first: last + 1}}, nil
	}
	marks, err := c.marks(ctx, box.NumMessages)
	if err != nil {
		return nil, err
	}
	var spans []span
	for _, mark := range marks {
		if mark.last > last {
			mark.first, last = last+1, mark.last
			spans = append(spans, mark)
		}
	}
	if last < math.MaxUint32 {
		spans = append(spans, span{first: last + 1})
	}
	return spans, nil
}

// marks asks which UID every c.atOnce-th of a folder's letters has. Their
// first is not set. Numbers are the folder's own as long as nothing but FETCH
// followed on EXAMINE (RFC 9051, section 7.5.1).
func (c *Conn) marks(ctx context.Context, count uint32) ([]span, error) {
	var numbers imap.SeqSet
	for n := c.atOnce; n < count; n += c.atOnce {
		numbers.AddNum(n)
	}
	var marks []span
	cmd := c.client.Fetch(numbers, &imap.FetchOptions{UID: true})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			if item, ok := item.(imapclient.FetchItemDataUID); ok {
				marks = append(marks, span{last: uint32(item.UID), beyond: int(count - msg.SeqNum)})
			}
		}
	}
	err := cmd.Close()
	if refused := asNo(err); refused != nil && !notNow(refused) {
		err = nil // then fewer and longer ranges must do
	}
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	slices.SortFunc(marks, func(a, b span) int { return cmp.Compare(a.last, b.last) })
	return marks, nil
}

// list asks for what is known of all letters of a span.
func (c *Conn) list(ctx context.Context, s span) ([]listed, error) {
	var set imap.UIDSet
	set.AddRange(imap.UID(s.first), imap.UID(s.last))
	list, err := c.describe(ctx, set)
	if err != nil {
		return nil, err
	}
	// "n:*" holds the newest letter even when it is older than n (RFC 9051, section
	// 9); go-imap drops it for now.
	list = slices.DeleteFunc(list, func(l listed) bool { return l.uid < s.first })
	var again []uint32
	for _, l := range list {
		if !l.told {
			again = append(again, l.uid)
		}
	}
	for some := range slices.Chunk(again, setUIDs) {
		better, err := c.describe(ctx, uidSet(some))
		if err != nil {
			return nil, err
		}
		list = append(list, better...)
	}
	if len(again) > 0 {
		list = inOrder(list)
	}
	return list, nil
}

// describe lists the letters of set in order. A letter whose flags another
// program changes just now may come without size and date (see letters): such
// have told false.
func (c *Conn) describe(ctx context.Context, set imap.UIDSet) ([]listed, error) {
	var list []listed
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
		if l.uid != 0 {
			list = append(list, l)
		}
	}
	if err := cmd.Close(); err != nil {
		return nil, c.broken(ctx, err)
	}
	return inOrder(list), nil
}

// inOrder sorts by UID and leaves one of each, the better informed.
func inOrder(list []listed) []listed {
	slices.SortStableFunc(list, func(a, b listed) int {
		if a.uid == b.uid && a.told != b.told {
			if a.told {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.uid, b.uid)
	})
	return slices.CompactFunc(list, func(a, b listed) bool { return a.uid == b.uid })
}

// withUnlisted adds those of uids that list lacks.
func withUnlisted(list []listed, uids []uint32) []listed {
	known := len(list)
	for _, uid := range uids {
		if _, found := slices.BinarySearchFunc(list[:known], uid, func(l listed, uid uint32) int { return cmp.Compare(l.uid, uid) }); !found {
			list = append(list, listed{uid: uid, unlisted: true})
		}
	}
	return inOrder(list)
}

func uidSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, uid := range uids {
		set.AddNum(imap.UID(uid))
	}
	return set
}

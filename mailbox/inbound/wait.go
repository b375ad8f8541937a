package inbound

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// restTime is how long the server is left alone in Wait: it and every router
// on the way must not think that we have gone (RFC 2177 says 29 minutes, NAT
// forgets much sooner), and a dead connection shows only when something is said.
const restTime = 5 * time.Minute

// sight is what was last seen of a folder.
type sight struct {
	validity, next, count uint32
	fetched               bool // next is that of a Fetch
}

// fetched notes what the folder was before its letters were listed.
func (c *Conn) fetched(folder string, box *imap.SelectData) {
	c.sights[folder] = sight{box.UIDValidity, uint32(box.UIDNext), box.NumMessages, true}
}

// counted is fetched for a census, which brings no letters: those that have
// come since the last Fetch are still to be told of.
func (c *Conn) counted(folder string, box *imap.SelectData) {
	now := sight{box.UIDValidity, uint32(box.UIDNext), box.NumMessages, false}
	if last := c.sights[folder]; last.fetched && last.validity == now.validity {
		if now.next == 0 {
			return // letters cannot be told from deletions then
		}
		now.next, now.fetched = last.next, true
	}
	c.sights[folder] = now
}

func (c *Conn) changedSince(folder string, box *imap.SelectData) bool {
	last, seen := c.sights[folder]
	return !seen || last.validity != box.UIDValidity || last.next != uint32(box.UIDNext) || last.count != box.NumMessages
}

// listener is told what the server says of its own accord. It must neither
// block nor use the client.
func listener(news chan<- struct{}) *imapclient.UnilateralDataHandler {
	tell := func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}
	return &imapclient.UnilateralDataHandler{
		Expunge: func(uint32) { tell() },
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				tell()
			}
		},
		Fetch: func(msg *imapclient.FetchMessageData) {
			for msg.Next() != nil { // the decoder stands still until all is read
			}
			tell()
		},
	}
}

// CanIdle reports whether Wait is told of changes at once.
func (c *Conn) CanIdle() bool { return c.canIdle }

// Wait stays on folder until something changes in it, until wake has a value
// (which it takes), or until limit is over, and says whether the folder changed:
// letters that came or went, or other flags.
//
// Letters that came or went since the last Fetch or Census of this folder on this
// Conn count as a change, so nothing falls between the two; so does it that
// there was none. With IDLE (RFC 2177) a change is known at once, without it
// when the server is next asked, every 5 minutes.
func (c *Conn) Wait(ctx context.Context, folder string, wake <-chan struct{}, limit time.Duration) (changed bool, err error) {
	defer c.watch(ctx)()
	select {
	case <-c.news: // of an earlier command, and seen by EXAMINE
	default:
	}
	box, err := c.examine(ctx, folder)
	if err != nil {
		return false, err
	}
	if c.changedSince(folder, box) {
		return true, nil
	}
	over := time.NewTimer(limit)
	defer over.Stop()
	for {
		rest := c.rest
		if c.canIdle {
			rest = c.idle
		}
		why, err := rest(ctx, wake, over.C)
		if err != nil {
			return false, err
		}
		if why != rested {
			return why == told, nil
		}
	}
}

// ending is why a rest ended.
type ending int

const (
	rested ending = iota // restTime is over
	told                 // the folder has changed
	called               // by wake
	timeUp               // the limit is over
)

// await is the silent part of a rest.
func (c *Conn) await(wake <-chan struct{}, over <-chan time.Time) ending {
	c.wire.Limit(0)
	defer c.wire.Limit(c.cfg.Timeout)
	pause := time.NewTimer(restTime)
	defer pause.Stop()
	select {
	case <-c.news:
		return told
	case <-wake:
		return called
	case <-over:
		return timeUp
	case <-pause.C:
		return rested
	case <-c.client.Closed(): // what is said next will fail
		return rested
	}
}

// rest is for servers without IDLE.
func (c *Conn) rest(ctx context.Context, wake <-chan struct{}, over <-chan time.Time) (ending, error) {
	why := c.await(wake, over)
	if why != rested {
		return why, nil
	}
	if err := c.client.Noop().Wait(); err != nil {
		return 0, c.broken(ctx, err)
	}
	return rested, nil // news that came with the answer end the next rest at once
}

// idle is one IDLE command.
func (c *Conn) idle(ctx context.Context, wake <-chan struct{}, over <-chan time.Time) (ending, error) {
	cmd, err := c.client.Idle()
	var refused *imap.Error
	if errors.As(err, &refused) && !throttled(refused) {
		c.canIdle = false // then without it
		return rested, nil
	}
	if err != nil {
		return 0, c.broken(ctx, err)
	}
	why := c.await(wake, over)
	// A server that talks without end and never answers is no better than a silent
	// one, which the wire's limit deals with.
	cut := time.AfterFunc(c.cfg.Timeout, func() { c.wire.Close() })
	err = cmd.Close()
	if err == nil {
		err = cmd.Wait()
	}
	if !cut.Stop() && ctx.Err() == nil {
		return 0, c.later(nil, err, "the server did not answer within %v when IDLE was ended", c.cfg.Timeout)
	}
	if err != nil {
		return 0, c.broken(ctx, err)
	}
	if why == called { // whoever called must not be forgotten; what is new is seen all the same
		return called, nil
	}
	select {
	case <-c.news: // that came with the answer
		return told, nil
	default:
		return why, nil
	}
}

// Alive asks the server whether the session still stands.
func (c *Conn) Alive(ctx context.Context) error {
	defer c.watch(ctx)()
	if err := c.client.Noop().Wait(); err != nil {
		return c.broken(ctx, err)
	}
	return nil
}

package signin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Conn is a connection on which no read or write waits longer than a limit.
// The limit is ours alone: the Set*Deadline methods, which mail libraries use
// to lift deadlines when they think it right, do nothing.
//
// All methods may be called from several goroutines.
type Conn struct {
	net.Conn

	mu      sync.Mutex
	silence time.Duration // 0: wait as long as it takes
	failure error         // the first that Read or Write met
}

// Limit sets the longest silence, counted anew with each read and write. It
// takes effect on a read that is waiting already. 0 lifts the limit: only while
// nothing is expected from the server.
func (c *Conn) Limit(silence time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.silence = silence
	// An error means that the connection is closed; the next read says so.
	_ = c.Conn.SetReadDeadline(c.deadlineLocked())
}

// CloseWhenDone cuts the connection when ctx ends: the mail libraries take no
// context, and their own Close may wait for a reader that is stuck. The function
// returned ends the watch and waits for it.
func (c *Conn) CloseWhenDone(ctx context.Context) (release func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		c.Close()
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}

func (c *Conn) deadlineLocked() time.Time {
	if c.silence == 0 {
		return time.Time{}
	}
	return time.Now().Add(c.silence)
}

// Read reads within the limit. Once it has failed, also by silence, it fails
// for ever: nobody can tell what the bytes after a gap belong to.
func (c *Conn) Read(b []byte) (int, error) {
	if err := c.Failure(); err != nil {
		return 0, err
	}
	if err := c.arm(c.Conn.SetReadDeadline); err != nil {
		return 0, c.note(err)
	}
	n, err := c.Conn.Read(b)
	return n, c.note(err)
}

// Write writes within the limit.
func (c *Conn) Write(b []byte) (int, error) {
	if err := c.arm(c.Conn.SetWriteDeadline); err != nil {
		return 0, c.note(err)
	}
	n, err := c.Conn.Write(b)
	return n, c.note(err)
}

func (c *Conn) arm(set func(time.Time) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return set(c.deadlineLocked())
}

func (c *Conn) note(err error) error {
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.failure == nil {
			c.failure = err
		}
	}
	return err
}

// Failure returns the first error that Read or Write met, nil while there is
// none. Mail libraries wrap such errors in text only, so this is how to learn
// what really happened.
func (c *Conn) Failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failure
}

// Explain puts Failure into words for an operator, "" when there is none.
func (c *Conn) Explain() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.failure == nil:
		return ""
	case errors.Is(c.failure, os.ErrDeadlineExceeded):
		return fmt.Sprintf("the server said nothing for %v", c.silence)
	case errors.Is(c.failure, io.EOF):
		return "the server ended the connection"
	default:
		return "the connection broke: " + c.failure.Error()
	}
}

// SetDeadline does nothing.
func (c *Conn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (c *Conn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (c *Conn) SetWriteDeadline(time.Time) error { return nil }

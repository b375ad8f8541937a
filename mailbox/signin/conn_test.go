package signin

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// read reads one byte and says how long that took.
func read(c *Conn) (time.Duration, error) {
	start := time.Now()
	_, err := c.Read(make([]byte, 1))
	return time.Since(start), err
}

func pipe() (*Conn, net.Conn) {
	ours, theirs := net.Pipe()
	return &Conn{Conn: ours}, theirs
}

func TestSilenceEndsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, theirs := pipe()
		defer theirs.Close()
		c.Limit(time.Minute)
		// What a library lifts stays in force.
		c.SetDeadline(time.Time{})
		c.SetReadDeadline(time.Time{})
		took, err := read(c)
		if took != time.Minute || !errors.Is(err, os.ErrDeadlineExceeded) || !strings.Contains(c.Explain(), "nothing for 1m0s") {
			t.Errorf("%v after %v: %s", err, took, c.Explain())
		}
		c.Limit(time.Hour)
		if took, err := read(c); took != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("read once more: %v after %v", err, took)
		}
	})
}

func TestSilenceIsCountedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, theirs := pipe()
		c.Limit(time.Minute)
		go func() {
			for range 5 {
				time.Sleep(50 * time.Second)
				theirs.Write([]byte("x"))
			}
			theirs.Close()
		}()
		for range 5 {
			if _, err := read(c); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := read(c); err != io.EOF || c.Explain() != "the server ended the connection" {
			t.Errorf("%v: %s", err, c.Explain())
		}
	})
}

func TestLimitReachesWaitingRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, theirs := pipe()
		defer theirs.Close()
		done := make(chan time.Duration)
		go func() {
			took, _ := read(c)
			done <- took
		}()
		time.Sleep(time.Hour)
		c.Limit(time.Minute)
		c.Limit(0)
		time.Sleep(time.Hour)
		c.Limit(time.Second)
		if took := <-done; took != 2*time.Hour+time.Second {
			t.Errorf("ended after %v", took)
		}
	})
}

func TestSilenceEndsWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, theirs := pipe()
		defer theirs.Close()
		c.Limit(time.Minute)
		start := time.Now()
		if _, err := c.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

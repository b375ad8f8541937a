package inbound

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Each way out of Wait, on a clock that passes at once.
func TestWait(t *testing.T) {
	const noIdle = "* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n"
	for _, test := range []struct {
		name, greeting string
		answer         answerer
		after          time.Duration // when the server says
		says           string
		wakeAfter      time.Duration
		limit          time.Duration
		changed        bool
		took           time.Duration
		sent           string
	}{
		{name: "a letter comes", says: "* 3 EXISTS\r\n", after: 3 * time.Minute, limit: time.Hour,
			changed: true, took: 3 * time.Minute, sent: "EXAMINE IDLE DONE"},
		{name: "a letter comes in the second IDLE", says: "* 3 EXISTS\r\n* 1 RECENT\r\n", after: 7 * time.Minute, limit: time.Hour,
			changed: true, took: 7 * time.Minute, sent: "EXAMINE IDLE DONE IDLE DONE"},
		{name: "a letter goes", says: "* 1 EXPUNGE\r\n", after: time.Second, limit: time.Hour,
			changed: true, took: time.Second, sent: "EXAMINE IDLE DONE"},
		{name: "other flags", says: "* 1 FETCH (FLAGS (\\Answered))\r\n", after: time.Second, limit: time.Hour,
			changed: true, took: time.Second, sent: "EXAMINE IDLE DONE"},
		{name: "a sign of life", says: "* OK Still here\r\n", after: time.Second, limit: time.Minute,
			took: time.Minute, sent: "EXAMINE IDLE DONE"},
		{name: "limit", limit: 12 * time.Minute, took: 12 * time.Minute, sent: "EXAMINE IDLE DONE IDLE DONE IDLE DONE"},
		{name: "wake", wakeAfter: 90 * time.Second, limit: time.Hour, took: 90 * time.Second, sent: "EXAMINE IDLE DONE"},
		{name: "a letter comes with the end of IDLE", answer: always("DONE", "* 3 EXISTS\r\nOK done\r\n"), limit: time.Minute,
			changed: true, took: time.Minute, sent: "EXAMINE IDLE DONE"},
		{name: "a letter came before", answer: always("EXAMINE", examined(3)), limit: time.Hour, changed: true, sent: "EXAMINE"},
		{name: "one came and one went", answer: always("EXAMINE", strings.Replace(examined(2), "UIDNEXT 3", "UIDNEXT 4", 1)), limit: time.Hour,
			changed: true, sent: "EXAMINE"},
		{name: "renumbered", answer: always("EXAMINE", strings.Replace(examined(2), "UIDVALIDITY 7", "UIDVALIDITY 8", 1)), limit: time.Hour,
			changed: true, sent: "EXAMINE"},
		{name: "no IDLE", greeting: noIdle, limit: 12 * time.Minute, took: 12 * time.Minute, sent: "EXAMINE NOOP NOOP"},
		{name: "no IDLE, a letter comes", greeting: noIdle, answer: always("NOOP", "* 3 EXISTS\r\nOK done\r\n"), limit: time.Hour,
			changed: true, took: 5 * time.Minute, sent: "EXAMINE NOOP"},
		{name: "no IDLE, wake", greeting: noIdle, wakeAfter: time.Second, limit: time.Hour, took: time.Second, sent: "EXAMINE"},
		{name: "IDLE refused", answer: always("IDLE", "NO not for you\r\n"), limit: 6 * time.Minute, took: 6 * time.Minute, sent: "EXAMINE IDLE NOOP"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if test.greeting == "" {
					test.greeting = idleGreeting
				}
				if test.answer == nil {
					test.answer = always()
				}
				c, f := inBubble(t, test.greeting, test.answer)
				defer c.Close()
				c.sights["INBOX"] = sight{7, 3, 2, true}
				if test.says != "" {
					time.AfterFunc(test.after, func() { fmt.Fprint(f.conn, test.says) })
				}
				wake := make(chan struct{}, 1)
				if test.wakeAfter > 0 {
					time.AfterFunc(test.wakeAfter, func() { wake <- struct{}{} })
				}
				start := time.Now()
				changed, err := c.Wait(t.Context(), "INBOX", wake, test.limit)
				took := time.Since(start)
				var sent []string
				for _, command := range f.heard() {
					sent = append(sent, strings.Fields(command)[0])
				}
				if err != nil || changed != test.changed || took != test.took || strings.Join(sent, " ") != test.sent || len(wake) > 0 {
					t.Errorf("changed %v after %v, sent %q, %d left in wake, %v", changed, took, sent, len(wake), err)
				}
			})
		})
	}
}

// A server that goes on talking and never ends IDLE.
func TestWaitNeverEnding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := inBubble(t, idleGreeting, always("DONE", mute))
		silent := make(chan struct{})
		defer func() { <-silent }()
		defer c.Close()
		c.sights["INBOX"] = sight{7, 3, 2, true}
		go func() {
			defer close(silent)
			for {
				time.Sleep(10 * time.Second)
				if _, err := fmt.Fprint(f.conn, "* OK Still here\r\n"); err != nil {
					return
				}
			}
		}()
		start := time.Now()
		_, err := c.Wait(t.Context(), "INBOX", nil, time.Minute)
		if !Temporary(err) || !strings.Contains(err.Error(), "IDLE") || time.Since(start) != 2*time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// Without IDLE a dead connection shows at the next NOOP.
func TestWaitDeadWithoutIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := inBubble(t, "* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n", always("NOOP", mute))
		defer c.Close()
		c.sights["INBOX"] = sight{7, 3, 2, true}
		start := time.Now()
		_, err := c.Wait(t.Context(), "INBOX", nil, time.Hour)
		if !Temporary(err) || time.Since(start) != restTime+time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestWaitCancelled(t *testing.T) {
	for _, greeting := range []string{idleGreeting, "* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := inBubble(t, greeting, always())
			defer c.Close()
			c.sights["INBOX"] = sight{7, 3, 2, true}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Minute, cancel)
			start := time.Now()
			_, err := c.Wait(ctx, "INBOX", nil, time.Hour)
			if !errors.Is(err, context.Canceled) || Temporary(err) || time.Since(start) != time.Minute {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		})
	}
}

// What Fetch and Census saw is no change; what came between them is.
func TestWaitKnowsWhatWasSeen(t *testing.T) {
	exists := 2
	ctx := context.Background() // not t's: it belongs to no bubble
	fetch := func(c *Conn) error {
		return c.Fetch(ctx, Fetching{Folder: "INBOX", Deliver: keep})
	}
	census := func(c *Conn) error { _, err := c.Census(ctx, "INBOX"); return err }
	comes := func(*Conn) error { exists = 3; return nil }
	goes := func(*Conn) error { exists = 1; return nil }
	for _, test := range []struct {
		name    string
		steps   []func(*Conn) error
		changed bool
	}{
		{"nothing was", nil, true},
		{"fetched", []func(*Conn) error{fetch}, false},
		{"counted", []func(*Conn) error{census}, false},
		{"came after Fetch", []func(*Conn) error{fetch, comes}, true},
		{"came between Fetch and Census", []func(*Conn) error{fetch, comes, census}, true},
		{"came between Census and Fetch", []func(*Conn) error{census, comes, fetch}, false},
		{"went between Fetch and Census", []func(*Conn) error{fetch, goes, census}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				exists = 2
				c, _ := inBubble(t, idleGreeting, func(command string) string {
					if !strings.HasPrefix(command, "EXAMINE") {
						return ""
					}
					return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\nOK done\r\n", exists, max(exists, 2)+1)
				})
				defer c.Close()
				for _, step := range test.steps {
					if err := step(c); err != nil {
						t.Fatal(err)
					}
				}
				changed, err := c.Wait(t.Context(), "INBOX", nil, time.Minute)
				if changed != test.changed || err != nil {
					t.Errorf("changed %v, %v", changed, err)
				}
			})
		})
	}
}

func TestCensus(t *testing.T) {
	const lines = "* 2 FETCH (UID 9 FLAGS (\\Seen \\answered $Label1))\r\n* 1 FETCH (UID 4 FLAGS (\\Flagged \\Deleted))\r\n* 3 FETCH (FLAGS (\\Seen) UID 10)\r\n"
	want := []Present{{4, Flagged | Deleted}, {9, Seen | Answered}, {10, Seen}}
	for _, test := range []struct {
		name    string
		answer  answerer
		letters []Present
		count   int
		looks   int
	}{
		{"all", always("EXAMINE", examined(3), "UID FETCH 1:*", lines+"OK done\r\n"), want, 3, 1},
		{"tells one twice", always("EXAMINE", examined(3), "UID FETCH 1:*", lines+lines+"OK done\r\n"), want, 3, 1},
		{"lists nothing at first", once("EXAMINE", examined(3), "EXAMINE", examined(3), "UID FETCH 1:*", "OK done\r\n", "UID FETCH 1:*", lines+"OK done\r\n"), want, 3, 2},
		{"lists too few", always("EXAMINE", examined(5), "UID FETCH 1:*", lines+"OK done\r\n"), want, 5, 2},
		{"none", always("EXAMINE", examined(0), "STATUS", "* STATUS INBOX (MESSAGES 0)\r\nOK done\r\n"), []Present{}, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, f := inBubble(t, idleGreeting, test.answer)
				defer c.Close()
				got, err := c.Census(t.Context(), "INBOX")
				if err != nil || !slices.Equal(got.Letters, test.letters) || got.Count != test.count || got.UIDValidity != 7 {
					t.Errorf("%+v, %v", got, err)
				}
				looks := 0
				for _, command := range f.heard() {
					if strings.HasPrefix(command, "UID FETCH") {
						looks++
					}
				}
				if looks != test.looks {
					t.Errorf("looked %d times", looks)
				}
			})
		})
	}
}

// An EXAMINE answered without EXISTS must not empty a folder.
func TestCensusDoubtsEmptiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := inBubble(t, idleGreeting, always("EXAMINE", "* OK [UIDVALIDITY 7] x\r\nOK done\r\n"))
		defer c.Close()
		if got, err := c.Census(t.Context(), "INBOX"); !Temporary(err) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestCount(t *testing.T) {
	for name, answer := range map[string]answerer{
		"told":             always(),
		"another spelling": always("STATUS", "* STATUS Inbox. (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\nOK done\r\n"),
		"not told":         always("STATUS", "OK done\r\n"),
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := inBubble(t, idleGreeting, answer)
			defer c.Close()
			got, err := c.Count(t.Context(), "Inbox")
			if err != nil || got.Count != 2 || got.UIDNext != 3 || got.UIDValidity != 7 || got.Letters != nil {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		})
	}
}

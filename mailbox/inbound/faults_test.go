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

	"github.com/emersion/go-imap/v2"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// calls are all ways of using a session, each with the commands it may send.
var calls = []struct {
	name     string
	commands []string // a word of each
	do       func(context.Context, *Conn) error
}{
	{"Fetch", []string{"EXAMINE", "RFC822.SIZE", "BODY.PEEK[]"}, func(ctx context.Context, c *Conn) error {
		return c.Fetch(ctx, Fetching{Folder: "INBOX", Deliver: keep})
	}},
	{"Again", []string{"EXAMINE", "RFC822.SIZE", "BODY.PEEK[]"}, func(ctx context.Context, c *Conn) error {
		return c.Again(ctx, "INBOX", 7, []uint32{1, 2}, keep)
	}},
	{"Census", []string{"EXAMINE", "FLAGS"}, func(ctx context.Context, c *Conn) error {
		_, err := c.Census(ctx, "INBOX")
		return err
	}},
	{"Count", []string{"STATUS"}, func(ctx context.Context, c *Conn) error {
		_, err := c.Count(ctx, "INBOX")
		return err
	}},
	{"Folders", []string{"LIST"}, func(ctx context.Context, c *Conn) error {
		_, err := c.Folders(ctx)
		return err
	}},
	{"Wait", []string{"EXAMINE", "IDLE", "DONE"}, func(ctx context.Context, c *Conn) error {
		c.sights["INBOX"] = sight{7, 3, 2, true}
		_, err := c.Wait(ctx, "INBOX", nil, time.Second)
		return err
	}},
}

func keep(context.Context, Batch) error { return nil }

// faults are what may come instead of an answer, or before it.
var faults = []struct {
	name, said string
	mayPass    bool // it is no fault for every command
	say        string
}{
	{"mute", mute, false, "1m0s"},
	{"cut", fin, false, ""},
	{"mute in a word", "* 1 FET" + mute, false, "1m0s"},
	{"cut in a word", "* 1 FET" + fin, false, ""},
	{"mute in a literal", "* 1 FETCH (UID 1 BODY[] {50}\r\nhello" + mute, false, "1m0s"},
	{"cut in a literal", "* 1 FETCH (UID 1 BODY[] {50}\r\nhello" + fin, false, ""},
	{"BYE", "* BYE good night\r\n" + fin, false, ""},
	{"BYE, and stays", "* BYE good night\r\n" + mute, false, "1m0s"},
	{"unknown answer", "* VANISHED (EARLIER) 1:2\r\nOK done\r\n", false, "something unexpected"},
	{"unknown numbered answer", "* 3 NEWS private\r\nOK done\r\n", false, "something unexpected"},
	{"wrong tag", "* OK x\r\nT999 OK done\r\n" + mute, false, "something unexpected"},
	{"counts wrongly", "* 1 FETCH (UID 1 BODY[] {5}\r\nhello private 1)\r\nOK done\r\n", false, ""},
	{"NO, throttled", "NO [THROTTLED] private\r\n", true, ""},
	{"NO, unavailable", "NO [UNAVAILABLE] private\r\n", true, ""},
	{"NO, too often", "NO Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n", true, ""},
	{"BAD", "BAD Command Error. private\r\n", true, ""},
	{"others' doings", "* 2 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 9 FETCH (UID 9 FLAGS ())\r\n* 4 EXISTS\r\n* 1 RECENT\r\nOK done\r\n", true, ""},
	{"OK without data", "OK done\r\n", true, ""},
	{"another letter", "* 9 FETCH (UID 9 BODY[] {5}\r\nother)\r\nOK done\r\n", true, ""},
}

// Whatever a server does at whichever command: within two silences of a minute
// there is a result or an error that says to try again, and nothing is left.
func TestFaults(t *testing.T) {
	for _, call := range calls {
		for _, command := range call.commands {
			for _, fault := range faults {
				t.Run(call.name+"/"+command+"/"+fault.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						c, f := inBubble(t, idleGreeting, func(said string) string {
							if strings.Contains(said, command) {
								return fault.said
							}
							return ""
						})
						defer c.Close()
						start := time.Now()
						err := call.do(t.Context(), c)
						if took := time.Since(start); took > 2*time.Minute+time.Second {
							t.Errorf("took %v", took)
						}
						if !slices.ContainsFunc(f.heard(), func(said string) bool { return strings.Contains(said, command) }) {
							t.Fatalf("never sent %s: %q", command, f.heard())
						}
						if err == nil && !fault.mayPass {
							t.Error("no error")
						}
						checkFault(t, err, fault.say)
					})
				})
			}
		}
	}
}

func checkFault(t *testing.T, err error, say string) {
	t.Helper()
	if err == nil {
		return
	}
	var failed *signin.Error
	text := err.Error()
	if !errors.As(err, &failed) || !Temporary(err) && !errors.Is(err, ErrFolder) {
		t.Errorf("not temporary: %v", err)
	}
	if !strings.Contains(text, say) || strings.Contains(strings.ToLower(text), "private") || strings.Contains(text, "\n") {
		t.Errorf("error %q, want %q in it", text, say)
	}
}

// The same for what net.Pipe has not.
func TestBrokenTCP(t *testing.T) {
	for _, command := range []string{"EXAMINE", "UID FETCH 1:*", "UID FETCH 1:2 (UID BODY"} {
		for _, how := range []string{half, rst, "* 1 FETCH (UID 1 BODY[] {5}\r\nhel" + half, "* 1 FETCH (UID 1 BODY[] {5}\r\nhel" + rst} {
			batches, err := gather(t.Context(), startFake(t, usualGreeting, always(command, how)).config(), Cursor{})
			if err == nil || !Temporary(err) || len(batches) != 0 {
				t.Errorf("%s, %q: error %v, batches %s", command, how, err, summary(batches))
			}
		}
	}
}

func TestInFlight(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer answerer
		want   string // UIDs
	}{
		{"cut before the first", always("UID FETCH 1:2 (UID BODY", fin), "[1 2]"},
		{"cut in the second", always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"* 2 FETCH (UID 2 BODY[] {5}\r\nwor"+fin), "[2]"},
		{"mute", always("UID FETCH 1:2 (UID BODY", bodyOf(2, "world")+mute), "[1]"},
		{"cut when asked alone", always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"OK done\r\n", "UID FETCH 2 (UID BODY", fin), "[2]"},
		{"nothing to be had now", always("UID FETCH 1:2 (UID BODY", "NO [UNAVAILABLE] x\r\n"), "[1 2]"},
		{"BAD for all", always("UID FETCH 1:2 (UID BODY", "BAD Command Error. 12\r\n"), "[1 2]"},
		{"throttled", always("UID FETCH 1:2 (UID BODY", "NO [THROTTLED] x\r\n"), "none"},
		{"cut in the list", always("UID FETCH 1:*", fin), "none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := inBubble(t, idleGreeting, test.answer)
				defer c.Close()
				err := c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: keep})
				var in *InFlight
				got := "none"
				if errors.As(err, &in) {
					got = fmt.Sprint(in.UIDs)
					if in.Folder != "INBOX" || in.UIDValidity != 7 {
						t.Errorf("of %+v", in)
					}
				}
				if got != test.want || !Temporary(err) {
					t.Errorf("in flight %s, want %s; %v", got, test.want, err)
				}
			})
		})
	}
}

// That we stop is no letter's fault.
func TestInFlightCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := inBubble(t, idleGreeting, always("UID FETCH 1:2 (UID BODY", mute))
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := c.Fetch(ctx, Fetching{Folder: "INBOX", Deliver: keep})
		var in *InFlight
		if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &in) {
			t.Errorf("%v, %+v", err, in)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"Server Unavailable. 15. Suggested Backoff Time: 92415 milliseconds": 92415 * time.Millisecond,
		"suggested backoff time:30 seconds":                                  30 * time.Second,
		"Suggested Backoff Time: 99999999999999999 milliseconds":             time.Hour,
		"come back later": 0,
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := inBubble(t, idleGreeting, always("EXAMINE", "NO "+text+"\r\n"))
			defer c.Close()
			err := c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: keep})
			if RetryAfter(err) != want || Temporary(err) != (want > 0) {
				t.Errorf("%s: %v, %v", text, RetryAfter(err), err)
			}
		})
	}
	for _, err := range []error{nil, errors.New("Backoff Time: 5 seconds"), &imap.Error{}} {
		if got := RetryAfter(err); got != 0 {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// Trouble of the moment: an error that says so, and nothing of the batch.
func TestFetchBrokenSessions(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer answerer
		say    string
	}{
		{"cut in a letter", always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"* 2 FETCH (UID 2 BODY[] {5}\r\nwor"+fin), "ended the connection"},
		{"cut in what is not kept of a letter", always("UID FETCH 1:2 (UID BODY", "* 1 FETCH (UID 1 BODY[] {40000000}\r\n"+strings.Repeat("x", PartialBytes+100)+fin), "ended the connection"},
		{"cut after the letters", always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+bodyOf(2, "world")+fin), "ended the connection"},
		{"cut in the list", always("UID FETCH 1:*", "* 1 FETCH (UID 1 RFC822.SIZE 5 INTER"+fin), "ended the connection"},
		{"BYE", always("UID FETCH 1:*", "* BYE shutting down\r\n"+fin), "ended the connection"},
		{"EXAMINE not now", always("EXAMINE", "NO [UNAVAILABLE] maintenance\r\n"), "NO [UNAVAILABLE]"},
		{"list refused", always("UID FETCH 1:*", "NO [INUSE] x\r\n"), "NO [INUSE]"},
		{"no IMAP", always("UID FETCH 1:*", "* 1 FETCH nonsense\r\n"+fin), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			batches, err := gather(t.Context(), startFake(t, usualGreeting, test.answer).config(), Cursor{})
			t.Log(err)
			if err == nil || !Temporary(err) || len(batches) != 0 || !strings.Contains(err.Error(), test.say) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, batches %s", err, summary(batches))
			}
		})
	}
}

// Wherever the server falls silent, neither a cancelled context nor Timeout
// leaves us waiting.
func TestSilentServer(t *testing.T) {
	for _, test := range []struct {
		name, greeting string
		answer         answerer
		tls            string
	}{
		{"at the greeting", mute, nil, "plain"},
		{"at the greeting, tls", mute, nil, "tls"},
		{"at the greeting, starttls", mute, nil, "starttls"},
		{"at STARTTLS", usualGreeting, always("STARTTLS", mute), "starttls"},
		{"in the handshake", usualGreeting, always("STARTTLS", "T1 OK go\r\n"+mute), "starttls"},
		{"at CAPABILITY", "* OK hello\r\n", always("CAPABILITY", mute), "plain"},
		{"at signing in", usualGreeting, always("AUTHENTICATE", mute), "plain"},
		{"at CAPABILITY, signed in", usualGreeting, always("CAPABILITY", mute), "plain"},
		{"at EXAMINE", usualGreeting, always("EXAMINE", mute), "plain"},
		{"in the list", usualGreeting, always("UID FETCH 1:*", "* 1 FETCH (UID 1"+mute), "plain"},
		{"at the bodies", usualGreeting, always("UID FETCH 1:2 (UID BODY", mute), "plain"},
		{"in a letter", usualGreeting, always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"* 2 FETCH (UID 2 BODY[] {5}\r\nwor"+mute), "plain"},
		{"after a letter", usualGreeting, always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+mute), "plain"},
		{"when asked again", usualGreeting, always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"OK done\r\n", "NOOP", mute), "plain"},
	} {
		t.Run(test.name+", timeout", func(t *testing.T) {
			cfg := startFake(t, test.greeting, test.answer).config()
			cfg.TLS, cfg.Timeout = test.tls, 100*time.Millisecond
			batches, err := gather(t.Context(), cfg, Cursor{})
			t.Log(err)
			if err == nil || !Temporary(err) || len(batches) != 0 {
				t.Errorf("error %v, batches %s", err, summary(batches))
			}
		})
		t.Run(test.name+", cancel", func(t *testing.T) {
			f := startFake(t, test.greeting, test.answer)
			cfg := f.config()
			cfg.TLS = test.tls
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-f.reached
				cancel()
			}()
			batches, err := gather(ctx, cfg, Cursor{})
			if !errors.Is(err, context.Canceled) || Temporary(err) || len(batches) != 0 {
				t.Errorf("error %v, batches %s", err, summary(batches))
			}
		})
	}
}

package inbound

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// answerer says what a scripted server answers to one command, given without
// its tag: untagged lines and, as the last one, the tagged answer without its
// tag. "" means the usual answer.
type answerer func(command string) string

const (
	mute = "MUTE" // the last line of an answer: say no more and keep the connection
	fin  = "FIN"  // the last line of an answer: end the connection
	half = "HALF" // the last line of an answer: end our side of it only
	rst  = "RST"  // the last line of an answer: break the connection
)

// fake is a scripted IMAP server on loopback.
type fake struct {
	greeting string
	answer   answerer
	reached  chan struct{} // gets one value for each mute or fin that was reached

	conn     net.Conn // inBubble's
	listener net.Listener
	running  sync.WaitGroup
	mu       sync.Mutex
	commands []string
}

const usualGreeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hello\r\n"

func startFake(t *testing.T, greeting string, answer answerer) *fake {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{greeting: greeting, answer: answer, listener: listener, reached: make(chan struct{}, 100)}
	f.running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			f.running.Go(func() { f.serve(conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		f.running.Wait() // ends only when every client has closed its connection
		noGoroutines(t, "imapclient")
	})
	return f
}

func (f *fake) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if f.say(conn, r, "", f.greeting) {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		f.mu.Lock()
		f.commands = append(f.commands, command)
		f.mu.Unlock()
		said := f.answer(command)
		if said == "" {
			said = usual(command)
		}
		if command == "IDLE" && strings.HasPrefix(said, "+") {
			done, over := f.idle(conn, r, said)
			if over {
				return
			}
			said = done
		}
		if f.say(conn, r, tag+" ", said) {
			return
		}
	}
}

// idle takes the client into IDLE, hears it end that, and returns what to
// answer. It reports whether the session is over.
func (f *fake) idle(conn net.Conn, r *bufio.Reader, said string) (done string, over bool) {
	if f.say(conn, r, "", said) {
		return "", true
	}
	line, err := r.ReadString('\n')
	if err != nil {
		return "", true
	}
	f.mu.Lock()
	f.commands = append(f.commands, strings.TrimSpace(line))
	f.mu.Unlock()
	if done = f.answer("DONE"); done == "" {
		done = "OK done\r\n"
	}
	return done, false
}

// say writes the tag before the last line. It reports whether the session is over.
func (f *fake) say(conn net.Conn, r *bufio.Reader, tag, text string) bool {
	if before, isMute := strings.CutSuffix(text, mute); isMute {
		fmt.Fprint(conn, before)
		f.reached <- struct{}{}
		_, _ = r.WriteTo(discard{}) // until the client goes
		return true
	}
	if before, isHalf := strings.CutSuffix(text, half); isHalf {
		fmt.Fprint(conn, before)
		_ = conn.(*net.TCPConn).CloseWrite()
		_, _ = r.WriteTo(discard{})
		return true
	}
	if before, isReset := strings.CutSuffix(text, rst); isReset {
		fmt.Fprint(conn, before)
		_ = conn.(*net.TCPConn).SetLinger(0)
		return true
	}
	if before, isFin := strings.CutSuffix(text, fin); isFin {
		fmt.Fprint(conn, before)
		f.reached <- struct{}{}
		return true
	}
	lines := strings.SplitAfter(text, "\r\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	last := len(lines) - 1
	fmt.Fprint(conn, strings.Join(lines[:last], "")+tag+lines[last])
	return false
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// usual is the mailbox that a script changes: letters 1 and 2, "hello" and "world".
func usual(command string) string {
	switch {
	case strings.HasPrefix(command, "EXAMINE"):
		return examined(2)
	case strings.HasPrefix(command, "UID FETCH") && strings.Contains(command, "RFC822.SIZE"):
		return described(1, 2)
	case strings.HasPrefix(command, "UID FETCH 1:2 ") && strings.Contains(command, "BODY.PEEK[]"):
		return bodyOf(1, "hello") + bodyOf(2, "world") + "OK done\r\n"
	case strings.HasPrefix(command, "UID FETCH 1:2 (UID FLAGS"), strings.HasPrefix(command, "UID FETCH 1:* (UID FLAGS"):
		return flagsOf(1) + flagsOf(2) + "OK done\r\n"
	case strings.HasPrefix(command, "UID FETCH 1 (UID FLAGS"):
		return flagsOf(1) + "OK done\r\n"
	case strings.HasPrefix(command, "UID FETCH 2 (UID FLAGS"):
		return flagsOf(2) + "OK done\r\n"
	case strings.HasPrefix(command, "STATUS"):
		return "* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\nOK done\r\n"
	case command == "IDLE":
		return "+ idling\r\n"
	default:
		return "OK done\r\n"
	}
}

func examined(exists int) string {
	return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\nOK [READ-ONLY] done\r\n", exists, exists+1)
}

func described(uids ...int) string {
	var s strings.Builder
	for _, uid := range uids {
		fmt.Fprintf(&s, "* %d FETCH (UID %d RFC822.SIZE 5 INTERNALDATE \"02-Mar-2026 12:00:00 +0000\")\r\n", uid, uid)
	}
	return s.String() + "OK done\r\n"
}

func bodyOf(uid int, text string) string {
	return fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n", uid, uid, len(text), text)
}

func flagsOf(uid int) string { return fmt.Sprintf("* %d FETCH (UID %d FLAGS (\\Seen))\r\n", uid, uid) }

// heard returns the commands so far, without their tags.
func (f *fake) heard() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.commands)
}

func (f *fake) config() Config {
	addr := f.listener.Addr().(*net.TCPAddr)
	return Config{Host: "127.0.0.1", Port: addr.Port, TLS: "plain", Credentials: signin.Password{User: "enquiries", Password: "secret"}, Timeout: 20 * time.Second}
}

const idleGreeting = "* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hello\r\n"

// inBubble gives a session with a scripted server for tests that run in a
// synctest bubble, where a Timeout of a minute passes at once. When the test ends
// without Close, or anything of the session is left, the bubble says so.
func inBubble(t *testing.T, greeting string, answer answerer) (*Conn, *fake) {
	t.Helper()
	f := &fake{greeting: greeting, answer: answer, reached: make(chan struct{}, 100)}
	ours, theirs := net.Pipe()
	f.conn = theirs
	go f.serve(theirs)
	c := newConn(Config{Host: "127.0.0.1", TLS: "plain", Timeout: time.Minute}.withDefaults())
	c.wire = &signin.Conn{Conn: ours}
	c.wire.Limit(c.cfg.Timeout)
	if _, err := c.begin(t.Context(), c.wire); err != nil {
		t.Fatal(err)
	}
	return c, f
}

// gather fetches INBOX and returns the batches, the error, and how Fetch came to it.
func gather(ctx context.Context, cfg Config, from Cursor) (batches []Batch, err error) {
	c, err := Dial(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	err = c.Fetch(ctx, Fetching{Folder: "INBOX", From: from, Deliver: func(_ context.Context, b Batch) error {
		batches = append(batches, b)
		return nil
	}})
	return batches, err
}

// summary shows batches on one line: 1=hello 2!reason | 3=...
func summary(batches []Batch) string {
	var parts []string
	for _, b := range batches {
		var words []string
		for _, l := range b.Letters {
			word := fmt.Sprintf("%d=%s", l.UID, l.Raw)
			if l.Partial {
				word = fmt.Sprintf("%d~%d bytes", l.UID, len(l.Raw))
			}
			words = append(words, word)
		}
		for _, m := range b.Missing {
			words = append(words, fmt.Sprintf("%d!%s", m.UID, m.Reason))
		}
		words = append(words, fmt.Sprintf("next %d/%d", b.Next.UIDValidity, b.Next.LastUID))
		parts = append(parts, strings.Join(words, ", "))
	}
	return strings.Join(parts, " | ")
}

// noGoroutines waits until no goroutine has name in its stack: those of go-imap
// end a moment after the connection.
func noGoroutines(t *testing.T, name string) {
	t.Helper()
	buf := make([]byte, 1<<20)
	for deadline := time.Now().Add(5 * time.Second); ; runtime.Gosched() {
		stacks := string(buf[:runtime.Stack(buf, true)])
		if !strings.Contains(stacks, name) {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("goroutines are left:\n%s", stacks)
			return
		}
	}
}

package realparts

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// FaultKind is what goes wrong with a connection.
type FaultKind string

// The kinds of faults. Each but Delay strikes in the middle of the bytes.
const (
	Cut       FaultKind = "cut"        // reset (RST) both ways
	End       FaultKind = "end"        // a clean close (FIN) both ways
	HalfClose FaultKind = "half-close" // a clean close one way; the other goes on
	Stall     FaultKind = "stall"      // a black hole: nothing more comes, and the connection stays open
	Slow      FaultKind = "slow"       // a few bytes at a time for the next thousands
	Delay     FaultKind = "delay"      // a clean close, and the next connection's greeting comes late
)

var faultKinds = []FaultKind{Cut, End, HalfClose, Stall, Slow, Delay}

// Fault is one fault to come: after so many bytes that the server ("down") or
// the program ("up") says, over however many connections.
type Fault struct {
	Kind  FaultKind
	Down  bool
	After int
	Wait  time.Duration // of Delay: how late the greeting is
}

func (f Fault) String() string {
	way := "up"
	if f.Down {
		way = "down"
	}
	return fmt.Sprintf("%s after %d bytes %s", f.Kind, f.After, way)
}

// Faults stands between the program and a server on loopback and passes on
// what they say, byte by byte and knowing nothing of TLS or IMAP, until a fault
// that was armed strikes. Its plan of faults is the seed's.
type Faults struct {
	Port int // on 127.0.0.1

	target   string
	listener net.Listener
	done     chan struct{} // closed by Close
	tasks    sync.WaitGroup

	mu     sync.Mutex
	plan   *rand.Rand
	armed  *Fault
	late   time.Duration // for the next connection
	counts map[FaultKind]int
	marks  []*mark
	links  map[*link]bool
}

// mark is a number of bytes from the server that somebody waits for.
type mark struct {
	left int
	met  chan struct{}
}

// NewFaults starts a proxy before target ("127.0.0.1:993") and ends it with the
// test.
func NewFaults(t testing.TB, target string, seed uint64) *Faults {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &Faults{
		Port: listener.Addr().(*net.TCPAddr).Port, target: target, listener: listener, done: make(chan struct{}),
		plan: rand.New(rand.NewPCG(seed, 0)), counts: map[FaultKind]int{}, links: map[*link]bool{},
	}
	f.tasks.Go(f.accept)
	t.Cleanup(f.Close)
	return f
}

// Next draws the next fault of the plan.
func (f *Faults) Next() Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	next := Fault{Kind: faultKinds[f.plan.IntN(len(faultKinds))], Down: f.plan.IntN(4) > 0}
	// As often within the first bytes of an answer as far into a letter.
	limit := 1 << f.plan.IntN(16)
	if !next.Down {
		limit = 1 << f.plan.IntN(9)
	}
	next.After = 1 + f.plan.IntN(limit)
	next.Wait = time.Duration(100+f.plan.IntN(1400)) * time.Millisecond
	return next
}

// Arm makes a fault ready. It takes the place of one that has not yet struck.
func (f *Faults) Arm(next Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = &next
}

// Disarm takes back a fault that has not yet struck. Connections that were
// struck stay as they are.
func (f *Faults) Disarm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed, f.late = nil, 0
}

// Struck tells how often each kind of fault has struck.
func (f *Faults) Struck() map[FaultKind]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts)
}

// After gives a channel that is closed when the server has said so many bytes
// from now on.
func (f *Faults) After(bytes int) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := &mark{bytes, make(chan struct{})}
	f.marks = append(f.marks, m)
	return m.met
}

// Close cuts every connection and ends the proxy. It may be called more than
// once.
func (f *Faults) Close() {
	f.mu.Lock()
	select {
	case <-f.done:
	default:
		close(f.done)
	}
	f.listener.Close()
	for l := range f.links {
		l.cut()
	}
	f.mu.Unlock()
	f.tasks.Wait()
}

func (f *Faults) accept() {
	for {
		client, err := f.listener.Accept()
		if err != nil {
			return // closed
		}
		f.tasks.Go(func() { f.serve(client.(*net.TCPConn)) })
	}
}

// serve passes on one connection until both its directions have ended.
func (f *Faults) serve(client *net.TCPConn) {
	l := &link{client: client, dark: make(chan struct{})}
	defer client.Close()
	if !f.pause(f.takeLate()) {
		return
	}
	server, err := net.Dial("tcp", f.target)
	if err != nil {
		return
	}
	defer server.Close()
	l.server = server.(*net.TCPConn)
	if !f.add(l) {
		return
	}
	var up sync.WaitGroup
	up.Go(func() { f.pump(l, false) })
	f.pump(l, true)
	up.Wait()
	f.mu.Lock()
	delete(f.links, l)
	f.mu.Unlock()
}

// pause waits, and reports whether the proxy still runs.
func (f *Faults) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-f.done:
		return false
	}
}

func (f *Faults) takeLate() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	late := f.late
	if late > 0 {
		f.counts[Delay]++
	}
	f.late = 0
	return late
}

func (f *Faults) add(l *link) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.done:
		return false
	default:
		f.links[l] = true
		return true
	}
}

// pump passes on one direction of a connection, and strikes it.
func (f *Faults) pump(l *link, down bool) {
	from, to := l.client, l.server
	if down {
		from, to = l.server, l.client
	}
	buf := make([]byte, 16<<10)
	slow := 0
	for {
		n, err := from.Read(buf)
		for rest := buf[:n]; len(rest) > 0; {
			piece := rest
			if slow > 0 {
				piece = rest[:min(len(rest), 1+slow%16)]
				slow -= len(piece)
				if !f.pause(time.Millisecond) {
					return
				}
			}
			before, fault := f.pass(len(piece), down)
			if l.isDark() {
				_, _ = io.Copy(io.Discard, from) // until it is given up
				_ = to.Close()
				return
			}
			if _, err := to.Write(piece[:before]); err != nil {
				l.end()
				return
			}
			rest = rest[before:]
			if fault == nil {
				continue
			}
			if fault.Kind == Slow {
				slow = 500 + fault.After%1500
				continue
			}
			l.strike(fault.Kind, down)
			_, _ = io.Copy(io.Discard, from) // until it is given up
			return
		}
		if err != nil {
			_ = to.CloseWrite()
			return
		}
	}
}

// pass counts bytes that are about to be passed on: how many of them come
// before the fault, if one strikes among them.
func (f *Faults) pass(n int, down bool) (before int, fault *Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if down {
		f.marks = met(f.marks, n)
	}
	if f.armed == nil || f.armed.Down != down {
		return n, nil
	}
	if f.armed.After > n {
		f.armed.After -= n
		return n, nil
	}
	fault, f.armed = f.armed, nil
	if fault.Kind == Delay {
		f.late = fault.Wait // it is counted when it has a connection to delay
	} else {
		f.counts[fault.Kind]++
	}
	return fault.After, fault
}

func met(marks []*mark, n int) (left []*mark) {
	for _, m := range marks {
		if m.left -= n; m.left <= 0 {
			close(m.met)
		} else {
			left = append(left, m)
		}
	}
	return left
}

// link is one connection through the proxy.
type link struct {
	client, server *net.TCPConn
	once           sync.Once
	dark           chan struct{} // closed when nothing is passed on any more
}

// strike does what the fault is. This direction is over then.
func (l *link) strike(kind FaultKind, down bool) {
	switch kind {
	case Cut:
		l.cut()
	case End, Delay:
		l.darken()
		_ = l.client.CloseWrite() // all that was passed on still arrives
		_ = l.server.CloseWrite()
	case HalfClose:
		if down {
			_ = l.client.CloseWrite()
		} else {
			_ = l.server.CloseWrite()
		}
	case Stall:
		l.darken()
	}
}

func (l *link) darken() { l.once.Do(func() { close(l.dark) }) }

func (l *link) isDark() bool {
	select {
	case <-l.dark:
		return true
	default:
		return false
	}
}

// cut ends both sides at once, with a reset.
func (l *link) cut() {
	for _, side := range []*net.TCPConn{l.client, l.server} {
		_ = side.SetLinger(0)
		_ = side.Close()
	}
}

func (l *link) end() {
	_ = l.client.Close()
	_ = l.server.Close()
}

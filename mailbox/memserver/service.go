package memserver

import (
	"net"
	"net/netip"
	"sync"
)

// service is one listener together with the connections it accepted. Neither
// library's Close waits for its connections, and go-imap's overlooks one that is just being
// accepted: so they are counted here.
type service struct {
	net.Listener
	closeServer func() error
	running     sync.WaitGroup // serving loop and open connections

	mu     sync.Mutex
	closed bool
	conns  map[*conn]struct{}
}

// serve starts loop on a free port of loopback.
func serve(loop func(net.Listener) error) (*service, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &service{Listener: listener, conns: map[*conn]struct{}{}, closeServer: listener.Close}
	s.running.Go(func() { _ = loop(s) }) // it ends when stop closes the listener, and has no other tidings
	return s, nil
}

func (s *service) addr() netip.AddrPort {
	return s.Listener.Addr().(*net.TCPAddr).AddrPort()
}

// Accept implements net.Listener.
func (s *service) Accept() (net.Conn, error) {
	accepted, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		accepted.Close()
		return nil, net.ErrClosed
	}
	c := &conn{Conn: accepted, service: s}
	s.conns[c] = struct{}{}
	s.running.Add(1)
	return c, nil
}

func (s *service) stop() error {
	s.mu.Lock()
	s.closed = true
	for c := range s.conns {
		c.Conn.Close() // its goroutine notices and calls Close
	}
	s.mu.Unlock()
	err := s.closeServer()
	s.Listener.Close() // once more: closeServer knows it only when the loop has begun
	s.running.Wait()
	return err
}

// conn is closed by the goroutine that serves it, as its last act.
type conn struct {
	net.Conn
	service *service
	once    sync.Once
}

func (c *conn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.service.mu.Lock()
		delete(c.service.conns, c)
		c.service.mu.Unlock()
		c.service.running.Done()
	})
	return err
}

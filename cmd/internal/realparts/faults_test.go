package realparts_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

// talker is a server that says the same to everybody who has said a first byte,
// so that nobody is struck while still connecting. Then it listens until the
// other side has ended, and hands over what it was told.
func talker(t *testing.T, says []byte) (address string, told <-chan []byte) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	heard := make(chan []byte, 10)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = conn.Read(make([]byte, 1))
				_, _ = conn.Write(says)
				all, _ := io.ReadAll(conn)
				heard <- all
			}()
		}
	}()
	return l.Addr().String(), heard
}

func dialFaults(t *testing.T, f *realparts.Faults) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", f.Port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := conn.Write([]byte("?")); err != nil {
		t.Fatal(err)
	}
	return conn.(*net.TCPConn)
}

func TestFaultsStrikeWhereTheyShould(t *testing.T) {
	says := bytes.Repeat([]byte("0123456789"), 10_000)
	for _, test := range []struct {
		kind realparts.FaultKind
		want int   // bytes that arrive
		err  error // that ends them; nil for a clean end
	}{
		{realparts.Cut, 0, syscall.ECONNRESET},
		{realparts.End, 54_321, nil},
		{realparts.HalfClose, 54_321, nil},
		{realparts.Stall, 54_321, os.ErrDeadlineExceeded},
		{realparts.Slow, len(says), os.ErrDeadlineExceeded},
		{realparts.Delay, 54_321, nil},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			address, _ := talker(t, says)
			f := realparts.NewFaults(t, address, 1)
			f.Arm(realparts.Fault{Kind: test.kind, Down: true, After: 54_321})
			conn := dialFaults(t, f)
			got := bytes.NewBuffer(nil)
			_, err := io.CopyN(got, conn, int64(test.want))
			if err == nil {
				if test.err == os.ErrDeadlineExceeded { // nothing more is to come, and no end either
					_ = conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
				}
				_, err = io.Copy(got, conn)
			}
			if !errors.Is(err, test.err) {
				t.Errorf("it ends with %v, want %v", err, test.err)
			}
			if test.kind == realparts.Cut { // a reset may overtake what was passed on
				if got.Len() > 54_321 {
					t.Errorf("%d bytes came", got.Len())
				}
			} else if got.Len() != test.want || !bytes.Equal(got.Bytes(), says[:got.Len()]) {
				t.Errorf("%d bytes came, want the first %d", got.Len(), test.want)
			}
			next := dialFaults(t, f)
			if _, err := io.ReadFull(next, make([]byte, len(says))); err != nil {
				t.Errorf("the next connection: %v", err)
			}
			if test.kind != realparts.Delay && f.Struck()[test.kind] != 1 {
				t.Errorf("struck: %v", f.Struck())
			}
		})
	}
}

func TestHalfClosedConnectionStillSpeaks(t *testing.T) {
	address, told := talker(t, []byte("hello"))
	f := realparts.NewFaults(t, address, 1)
	f.Arm(realparts.Fault{Kind: realparts.HalfClose, Down: true, After: 3})
	conn := dialFaults(t, f)
	if got, err := io.ReadAll(conn); string(got) != "hel" || err != nil {
		t.Errorf("heard %q, %v", got, err)
	}
	if _, err := conn.Write([]byte("are you there?")); err != nil {
		t.Fatal(err)
	}
	conn.CloseWrite()
	if got := <-told; string(got) != "are you there?" {
		t.Errorf("the server heard %q", got)
	}
}

func TestDelayHoldsTheNextGreeting(t *testing.T) {
	address, _ := talker(t, []byte("hello"))
	f := realparts.NewFaults(t, address, 1)
	f.Arm(realparts.Fault{Kind: realparts.Delay, Down: true, After: 1, Wait: time.Hour})
	_, _ = io.ReadAll(dialFaults(t, f))
	conn := dialFaults(t, f)
	_ = conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := conn.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if f.Struck()[realparts.Delay] != 1 {
		t.Errorf("struck: %v", f.Struck())
	}
	f.Close() // must not wait an hour
}

func TestFaultsOfASeedAreTheSame(t *testing.T) {
	plan := func(seed uint64) (all string) {
		f := realparts.NewFaults(t, "127.0.0.1:1", seed)
		for range 50 {
			all += fmt.Sprintln(f.Next())
		}
		return all
	}
	first, again, other := plan(7), plan(7), plan(8)
	if first != again {
		t.Error("the same seed gives two plans")
	}
	if first == other {
		t.Error("two seeds give the same plan")
	}
}

func TestFaultsCountBytesOverConnections(t *testing.T) {
	address, _ := talker(t, []byte("0123456789"))
	f := realparts.NewFaults(t, address, 1)
	met := f.After(15)
	for range 2 {
		select {
		case <-met:
			t.Fatal("too early")
		default:
		}
		if _, err := io.ReadFull(dialFaults(t, f), make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
	}
	<-met
}

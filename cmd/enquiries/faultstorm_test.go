package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/store"
)

// storm is a mailbox in which post arrives and a person works, read by a serve
// that is killed again and again, over a network that fails.
type storm struct {
	t       *testing.T
	rand    *rand.Rand
	server  *realparts.DovecotServer
	network *realparts.Faults
	person  *realparts.MailUser
	config  string
	books   *books
	serve   *program

	letters, faults int             // how many there are to be
	posted          map[string]bool // SHA-256 of every letter delivered
	kills           int
	listed          map[realparts.Place]string // what a complete ledger once held
}

// TestNothingIsLostOrDoubledInAStorm is short unless ENQUIRIES_STORM=full, as
// `make storm` sets it; ENQUIRIES_STORM_SEED chooses another storm.
func TestNothingIsLostOrDoubledInAStorm(t *testing.T) {
	letters, faults := 400, 16
	if os.Getenv("ENQUIRIES_STORM") == "full" {
		letters, faults = 5000, 200
	}
	seed := uint64(1)
	if text := os.Getenv("ENQUIRIES_STORM_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal("ENQUIRIES_STORM_SEED: ", err)
		}
	}
	t.Logf("%d faults over %d letters; ENQUIRIES_STORM_SEED=%d", faults, letters, seed)
	s := newStorm(t, seed, letters, faults)
	for tenth := 1; s.struck() < s.faults; {
		if s.rand.IntN(4) == 0 {
			s.kill()
		} else {
			s.strike()
		}
		// Mostly it recovers before the next fault, which also ends the waiting
		// between its attempts; now and then the next comes in the midst of it.
		if s.rand.IntN(4) > 0 {
			s.calm()
		}
		for ; s.struck()*10 >= tenth*s.faults; tenth++ {
			t.Logf("%d of %d faults", s.struck(), s.faults)
		}
	}
	s.network.Disarm()
	s.post(s.letters)
	s.calm()
	s.end()
	t.Logf("struck: %v, killed %d times", s.network.Struck(), s.kills)
	s.verify()
}

func newStorm(t *testing.T, seed uint64, letters, faults int) *storm {
	t.Helper()
	s := &storm{
		t: t, letters: letters, faults: faults, rand: rand.New(rand.NewPCG(seed, 2)), server: realparts.Dovecot(t),
		posted: map[string]bool{}, listed: map[realparts.Place]string{},
	}
	s.person = realparts.NewMailUser(t, s.server.Account, seed, "Done", "Archive", "Filed")
	s.network = realparts.NewFaults(t, fmt.Sprintf("%s:%d", s.server.Host, s.server.TLSPort), seed)
	through := s.server.Account
	through.TLSPort = s.network.Port
	s.config = accountConfig(t, through, mailSettings{imap: "batch_letters: 50, timeout: 1500ms", poll: "1s"})
	s.post(letters / 4)
	s.begin()
	s.books = openBooks(t, s.config)
	s.await("a first letter", 1, func() bool { return len(s.books.ledger()) > 0 })
	return s
}

// begin starts serve. Once it has read its mailbox, no fault of the mailbox
// ends it.
func (s *storm) begin() {
	s.t.Helper()
	s.serve = begin(s.t, exec.Command(os.Args[0], "serve", "--config", s.config)) // under the race detector, if that is on
	s.serve.find(s.serve.err, servingLine)
}

// await waits until something holds, and looks every so many ticks only.
func (s *storm) await(what string, every int, holds func() bool) {
	s.t.Helper()
	ticks := 0
	s.serve.until(what, func() bool {
		ticks++
		return ticks%every == 0 && holds()
	})
}

func (s *storm) struck() int {
	n := s.kills
	for _, count := range s.network.Struck() {
		n += count
	}
	return n
}

// post delivers letters until so many have been.
func (s *storm) post(upTo int) {
	s.t.Helper()
	for n := len(s.posted); n < min(upTo, s.letters); n = len(s.posted) {
		raw := letter(n, fmt.Sprintf("Question %d", n), s.text(n))
		folder := "INBOX"
		switch s.rand.IntN(12) {
		case 0:
			folder = "Junk"
		case 1:
			folder = "Filed" // by a rule of the server
		}
		s.server.Deliver(folder, raw)
		s.posted[sum(raw)] = true
	}
}

// text is mostly short, and now and then 55 KB long.
func (s *storm) text(n int) string {
	lines := 1 << s.rand.IntN(8)
	if s.rand.IntN(40) == 0 {
		lines = 1000
	}
	return strings.Repeat(fmt.Sprintf("Where can I find version %d of the framework, please?\r\n", n), lines)
}

// work is what goes on in the mailbox until the next fault.
func (s *storm) work() {
	s.t.Helper()
	s.post(s.letters/4 + (s.struck()+1)*s.letters*3/4/s.faults)
	s.person.Act()
}

// strike lets the next fault of the network happen while others work.
func (s *storm) strike() {
	s.t.Helper()
	before, next := s.struck(), s.network.Next()
	s.network.Arm(next)
	s.work()
	s.await(next.String(), 5, func() bool {
		if s.struck() > before {
			return true
		}
		s.work()
		return false
	})
}

// kill ends serve at some moment while others work, and starts it again.
func (s *storm) kill() {
	s.t.Helper()
	moment := s.network.After(1 + s.rand.IntN(1<<s.rand.IntN(15)))
	s.work()
	s.await("a moment to kill it", 1, func() bool {
		select {
		case <-moment:
			return true
		default:
		}
		s.person.Act()
		return false
	})
	s.end()
	s.kills++
	s.begin()
}

// end kills serve; what the race detector said of it, if it was on, counts.
func (s *storm) end() {
	s.t.Helper()
	s.serve.kill()
	if said := s.serve.err.String(); strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic:") {
		s.t.Errorf("serve wrote:\n%s", said)
	}
}

// calm waits until the ledger accounts for every letter in the mailbox.
func (s *storm) calm() {
	s.t.Helper()
	s.await("account of every letter", 10, func() bool {
		s.person.Look()
		return s.books.accountFor(s.person.Here())
	})
	maps.Copy(s.listed, s.person.Here())
}

// verify compares the ledger with the history of the mailbox, and what is
// stored with the ledger.
func (s *storm) verify() {
	s.t.Helper()
	s.person.CheckUntouched()
	here, ever := s.person.Here(), s.person.Ever()
	checkFiles(s.t, s.server, here)
	rows := map[realparts.Place]store.LedgerRow{}
	for _, row := range ledgerOf(s.t, s.config) {
		p := realparts.Place{Folder: row.Folder, UIDValidity: row.UIDValidity, UID: row.UID}
		if _, ok := rows[p]; ok {
			s.t.Errorf("%v is in the ledger twice", p)
		}
		rows[p] = row
		want, ok := ever[p]
		if gone := row.State == store.SetAside && row.SHA256 == "" && here[p] == ""; !ok || row.SHA256 != want && !gone {
			s.t.Errorf("the ledger's row %+v is of a letter that never was there, or has other bytes (it was there: %t)", row, ok)
		}
	}
	maps.Copy(here, s.listed)
	for p, want := range here {
		if !s.posted[want] {
			s.t.Errorf("%v holds other bytes than were delivered", p)
		}
		if row, ok := rows[p]; !ok || row.SHA256 != want {
			s.t.Errorf("%v was there to be read, and the ledger has %+v", p, row)
		}
	}
	s.books.checkOnce(slices.Collect(maps.Values(rows)), len(s.posted))
	s.t.Logf("%d rows for %d places; %d letters lie there now", len(rows), len(ever), len(s.person.Here()))
}

// checkFiles compares what lies in the Maildir with what is said to be there.
func checkFiles(t *testing.T, d *realparts.DovecotServer, here map[realparts.Place]string) {
	t.Helper()
	want, got := map[string]int{}, map[string]int{}
	for _, letter := range here {
		want[letter]++
	}
	err := filepath.WalkDir(d.Maildir, func(path string, e fs.DirEntry, err error) error {
		if kind := filepath.Base(filepath.Dir(path)); err != nil || e.IsDir() || kind != "new" && kind != "cur" {
			return err
		}
		raw, err := os.ReadFile(path)
		got[sum(raw)]++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("%d different letters lie in the Maildir, want %d", len(got), len(want))
	}
}

func sum(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

package benchingest

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/letters"
	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

var (
	count   = flag.Int("letters", 50_000, "how many letters are in the mailbox, five of them of 5 to 20 MB")
	rounds  = flag.Int("rounds", 3, "how often each program reads it, after one round that does not count")
	program = flag.String("program", "", "the `FILE` of the enquiries to measure; without it nothing is measured")
	profile = flag.String("profile", "", "one more run of enquiries, which does not count, writes its CPU profile into `FILE` and what it allocated into FILE.allocs")
)

// seed makes the letters of all runs the same, so that figures of different
// days compare.
const seed = 1

// bench is a mailbox with letters, and what reads it.
type bench struct {
	*testing.B
	ctx     context.Context // ends with the benchmark, and when it is interrupted
	dovecot *realparts.DovecotServer
	total   letters.Total
	folder  string // for what the programs write; a new folder in it for each run
	program string
	mbsync  string
}

// BenchmarkIngest compares the programs in rounds, who begins taking turns, and
// ignores b.N: a round takes as long as it takes.
func BenchmarkIngest(b *testing.B) {
	if *program == "" {
		b.Skip("this takes minutes, and a program to measure: run it by `make bench-ingest`")
	}
	ctx, stop := signal.NotifyContext(b.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	h := &bench{B: b, ctx: ctx, folder: b.TempDir()}
	h.findPrograms()
	h.fillMailbox()
	h.describe()
	h.round(0) // fills Dovecot's and the system's caches, as each program wants them
	var all []round
	for i := range *rounds {
		r := h.round(i)
		say("\nround %d: enquiries / mbsync %.2f\n", i+1, r.ratio())
		h.printTable(r)
		all = append(all, r)
	}
	h.report(all)
	if *profile != "" {
		h.profiled()
	}
}

// round is one run of each.
type round struct{ ours, mbsync result }

// round runs both, the program first when i is even.
func (h *bench) round(i int) (r round) {
	if i%2 == 0 {
		r.ours = h.enquiries()
		r.mbsync = h.isync()
		return r
	}
	r.mbsync = h.isync()
	r.ours = h.enquiries()
	return r
}

func (h *bench) findPrograms() {
	var err error
	if h.mbsync, err = exec.LookPath("mbsync"); err != nil {
		h.Fatal("mbsync is not installed; run `make bench-ingest` as root, or `apt-get install --no-install-recommends isync`")
	}
	h.program, err = filepath.Abs(*program)
	h.must(err)
}

func (h *bench) fillMailbox() {
	h.dovecot = realparts.Dovecot(h)
	untilInterrupted := func(yield func(letters.Letter) bool) {
		for l := range letters.New(seed, letters.Options{Count: *count, Big: bigLetters}) {
			if h.ctx.Err() != nil || !yield(l) {
				return
			}
		}
	}
	var err error
	if h.total, err = letters.Fill(h.dovecot.Maildir, untilInterrupted); err != nil {
		h.Fatal("fill the mailbox: ", err)
	}
	h.goOn()
	h.giveToMailUser()
	syscall.Sync()
}

// bigLetters are of 5 to 20 MB.
const bigLetters = 5

// giveToMailUser gives the letters to the user as whom Dovecot reads them, who
// is not us when we are root.
func (h *bench) giveToMailUser() {
	user := filepath.Dir(h.dovecot.Maildir)
	owner, err := os.Stat(filepath.Dir(user))
	h.must(err)
	stat := owner.Sys().(*syscall.Stat_t)
	h.must(filepath.WalkDir(user, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, int(stat.Uid), int(stat.Gid))
	}))
}

// runFolder makes a folder for one run; the function removes it. What is still to
// be written to the disk after one run must not burden the next.
func (h *bench) runFolder() (folder string, remove func()) {
	folder, err := os.MkdirTemp(h.folder, "run")
	h.must(err)
	syscall.Sync()
	return folder, func() {
		if err := os.RemoveAll(folder); err != nil {
			h.Error(err)
		}
		syscall.Sync()
	}
}

// goOn ends the benchmark when somebody has interrupted it.
func (h *bench) goOn() {
	if h.ctx.Err() != nil {
		h.Fatal("interrupted")
	}
}

func (h *bench) describe() {
	version := func(program, flag string) string {
		said, _ := exec.Command(program, flag).Output() // only for the reader
		first, _, _ := strings.Cut(strings.TrimSpace(string(said)), "\n")
		return first
	}
	say("%d letters, %.0f MB on the wire; %s; %s; Dovecot %s; %s\n",
		h.total.Letters, megabytes(h.total.Bytes), version(h.program, "version"), version(h.mbsync, "--version"),
		version(realparts.Need(h, "dovecot"), "--version"), machine(h.folder))
}

package benchingest

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// patience is how long enquiries may make no progress.
const patience = time.Minute

// enquiries runs `enquiries serve` on a new database until its ledger accounts
// for every letter.
func (h *bench) enquiries(env ...string) result {
	h.Helper()
	folder, remove := h.runFolder()
	defer remove()
	h.write(folder, "enquiries.yaml", fmt.Sprintf(`mailbox: {addresses: [enquiries@example.org]}
imap: {host: %s, port: %d, tls: tls, ca_file: %s, user: %s}
database: enquiries.db
listen: 127.0.0.1:0
`, h.dovecot.Host, h.dovecot.TLSPort, h.dovecot.CAFile, h.dovecot.User))
	path := filepath.Join(folder, "enquiries.db")
	// Not immutable: the log beside the database is read too. The database is not
	// there yet; it is opened when it is first asked.
	database, err := sql.Open("sqlite3", "file:"+url.PathEscape(path)+"?mode=ro&_busy_timeout=5000")
	h.must(err)
	defer database.Close()

	env = append(env, "ENQUIRIES_IMAP_PASSWORD="+h.dovecot.Password)
	p := h.start(folder, env, h.program, "serve", "--config", "enquiries.yaml")
	defer p.end()
	startup, wall := p.watchLedger(database)
	h.must(database.Close()) // so that the program, when it ends, puts its log into the database
	h.must(p.cmd.Process.Signal(syscall.SIGTERM))
	p.wait()
	r := p.result()
	r.wall, r.startup = wall, startup
	r.disk, _ = h.onDisk(path)
	return r
}

// watchLedger waits until the ledger accounts for every letter, and tells when
// after its start the program was ready to read, and when it had read all.
func (p *process) watchLedger(database *sql.DB) (startup, wall time.Duration) {
	p.h.Helper()
	var a account
	var rows int
	progress := p.started
	ended := p.watch(func() bool {
		now := time.Now()
		if startup == 0 && p.hasSaid("msg=serving") {
			startup = now.Sub(p.started)
		}
		// Before the program has made its tables there are none: no rows.
		if n := newestRow(database); n > rows {
			rows, progress = n, now
		}
		if rows >= p.h.total.Letters { // only now is a count worth its time
			a = p.account(database)
		}
		wall = now.Sub(p.started)
		return a.letters() >= p.h.total.Letters || now.Sub(progress) > patience
	})
	if ended {
		p.fail(fmt.Sprint("it ended without being told to: ", p.cmd.ProcessState))
	}
	if a = p.account(database); a.quarantined > 0 || a.stored+a.setAside != p.h.total.Letters {
		p.fail(fmt.Sprintf("of %d letters %d are stored, %d set aside, %d quarantined and %d not accounted for",
			p.h.total.Letters, a.stored, a.setAside, a.quarantined, p.h.total.Letters-a.letters()))
	}
	return startup, wall
}

func newestRow(database *sql.DB) (id int) {
	// An error is that of a database which is not there yet; one that stays ends
	// the patience.
	_ = database.QueryRow(`SELECT coalesce(max(rowid), 0) FROM ledger`).Scan(&id)
	return id
}

// account is where letters ended up.
type account struct{ stored, setAside, quarantined int }

func (a account) letters() int { return a.stored + a.setAside + a.quarantined }

func (p *process) account(database *sql.DB) (a account) {
	p.h.Helper()
	err := database.QueryRow(`SELECT count(*) FILTER (WHERE state = 'stored'), count(*) FILTER (WHERE state = 'set_aside'),
		count(*) FILTER (WHERE state = 'quarantined') FROM ledger`).Scan(&a.stored, &a.setAside, &a.quarantined)
	if err != nil {
		p.fail(fmt.Sprint("its ledger cannot be read: ", err))
	}
	return a
}

func (p *process) hasSaid(text string) bool {
	said, err := os.ReadFile(p.said.Name())
	return err == nil && bytes.Contains(said, []byte(text))
}

// isync runs mbsync with its defaults, FSync among them, into a new Maildir.
func (h *bench) isync() result {
	h.Helper()
	folder, remove := h.runFolder()
	defer remove()
	// localhost: mbsync looks for no IP address in a certificate.
	h.write(folder, "mbsyncrc", fmt.Sprintf(`IMAPStore far
Host localhost
Port %d
User %s
Pass %s
SSLType IMAPS
CertificateFile %s

MaildirStore near
Path %[5]s/
Inbox %[5]s/INBOX

Channel copy
Far :far:
Near :near:
Create Near
`, h.dovecot.TLSPort, h.dovecot.User, h.dovecot.Password, h.dovecot.CAFile, folder))
	p := h.start(folder, []string{"HOME=" + folder}, h.mbsync, "--config", "mbsyncrc", "--all")
	defer p.end()
	p.wait()
	r := p.result()
	r.wall = time.Since(p.started)
	inbox := filepath.Join(folder, "INBOX")
	var files int
	r.disk, files = h.onDisk(filepath.Join(inbox, "new"), filepath.Join(inbox, "cur"))
	if files != h.total.Letters {
		p.fail(fmt.Sprintf("of %d letters %d were copied", h.total.Letters, files))
	}
	return r
}

func (h *bench) write(folder, name, text string) {
	h.Helper()
	h.must(os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
}

func (h *bench) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

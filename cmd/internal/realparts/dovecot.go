package realparts

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

//go:embed dovecot.sh
var dovecotScript []byte

// DovecotServer is a running Dovecot with one mailbox, which has the folders
// INBOX, Junk and Sent, the last two with SPECIAL-USE.
type DovecotServer struct {
	Account
	Maildir string // INBOX itself; other folders are .Junk, .Sent within it

	t       testing.TB
	dir     string
	end     func() error // nil when it does not run
	letters int
	oauth   []string // the environment that turns OAuth 2.0 on
}

// Option changes the Dovecot that is to be started.
type Option func(*DovecotServer)

// WithUser sets the one user and password; default "enquiries" and "secret".
// Neither may hold a colon.
func WithUser(user, password string) Option {
	return func(d *DovecotServer) { d.User, d.Password = user, password }
}

// WithOAuth lets nobody in by password: only XOAUTH2 and OAUTHBEARER are
// offered, as by Microsoft 365. Dovecot asks the address, with the token appended,
// whether it is good and holds the scope (see EntraServer); scope "" needs none.
func WithOAuth(introspectionURL, scope string) Option {
	return func(d *DovecotServer) {
		d.oauth = []string{"DC_OAUTH_URL=" + introspectionURL, "DC_OAUTH_SCOPE=" + scope}
	}
}

// Dovecot starts a throw-away Dovecot and stops it when the test ends. Without
// a Dovecot on this machine it does as Need says.
func Dovecot(t testing.TB, options ...Option) *DovecotServer {
	t.Helper()
	Need(t, "dovecot")
	dir := serverDir(t, "dc")
	d := &DovecotServer{t: t, dir: dir, Account: Account{Host: "127.0.0.1", User: "enquiries", Password: "secret"}}
	for _, option := range options {
		option(d)
	}
	d.CAFile = filepath.Join(dir, "tls", "cert.pem")
	d.Maildir = filepath.Join(dir, "mail", d.User, "Maildir")
	t.Cleanup(d.Stop)
	d.Port, d.TLSPort = freePorts(t)
	d.start()
	return d
}

func (d *DovecotServer) start() {
	d.t.Helper()
	d.end = script{
		title: "Dovecot", dir: d.dir, text: dovecotScript,
		args: []string{d.dir, strconv.Itoa(d.Port), strconv.Itoa(d.TLSPort)},
		env:  append([]string{"DC_USER=" + d.User, "DC_PASSWORD=" + d.Password}, d.oauth...),
	}.start(d.t)
}

// Restart stops the server, calls meanwhile and starts it again on the same
// ports, with the same certificate.
func (d *DovecotServer) Restart(meanwhile func()) {
	d.t.Helper()
	d.Stop()
	meanwhile()
	d.start()
}

// Stop stops the server and cuts its connections, as a crash of the mail server
// would. It may be called more than once.
func (d *DovecotServer) Stop() {
	d.t.Helper()
	if d.end == nil {
		return
	}
	end := d.end
	d.end = nil
	if err := end(); err != nil {
		d.t.Error("stop Dovecot: ", err)
	}
}

// freePorts may be wrong when somebody is quicker; the start fails then.
func freePorts(t testing.TB) (int, int) {
	t.Helper()
	var ports [2]int
	for i := range ports {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close() // held until both are known, so that they differ
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports[0], ports[1]
}

// Deliver puts a letter into a folder ("INBOX", "Junk", "Sent") as a mail
// transfer agent does, INTERNALDATE now. Dovecot hands it out byte for byte
// when its lines end in CRLF.
func (d *DovecotServer) Deliver(folder string, raw []byte) {
	d.t.Helper()
	d.DeliverAt(folder, raw, time.Now())
}

// DeliverAt is Deliver with an INTERNALDATE, kept to the second.
func (d *DovecotServer) DeliverAt(folder string, raw []byte, internal time.Time) {
	d.t.Helper()
	dir := d.FolderDir(folder)
	for _, folder := range []string{filepath.Dir(d.Maildir), d.Maildir, dir, dir + "/tmp", dir + "/new", dir + "/cur"} {
		if err := os.Mkdir(folder, 0o700); err == nil {
			d.own(folder)
		} else if !errors.Is(err, fs.ErrExist) {
			d.must(err)
		}
	}
	d.letters++
	// Dovecot numbers new letters by the time in their names: these sort as they
	// were delivered.
	name := fmt.Sprintf("%d.M%06dP%d.test", 1700000000+d.letters, d.letters%1000000, os.Getpid())
	tmp := filepath.Join(dir, "tmp", name)
	d.must(os.WriteFile(tmp, raw, 0o600))
	d.must(os.Chtimes(tmp, internal, internal))
	d.own(tmp)
	d.must(os.Rename(tmp, filepath.Join(dir, "new", name)))
}

// FolderDir is where a folder's letters are: its "new" holds those that no
// client has yet seen by SELECT, its "cur" the others.
func (d *DovecotServer) FolderDir(folder string) string {
	if folder == "INBOX" {
		return d.Maildir
	}
	return filepath.Join(d.Maildir, "."+folder)
}

// own gives what was made to the owner of the mail folder, who is not us when
// we are root.
func (d *DovecotServer) own(path string) {
	d.t.Helper()
	if os.Getuid() != 0 {
		return
	}
	uid, gid := owner(d.t, filepath.Join(d.dir, "mail"))
	d.must(os.Chown(path, uid, gid))
}

// uidListHead is the first line of Dovecot's list of UIDs: UIDVALIDITY, the next
// UID (N) and more.
var uidListHead = regexp.MustCompile(`^3 V(\d+) .*\n`)

// NewUIDValidity gives a folder another UIDVALIDITY, as a restored mailbox has.
// A client must have opened the folder before, and none may have it open now.
func (d *DovecotServer) NewUIDValidity(folder string) {
	d.t.Helper()
	d.renumber(folder, func(head, letters []byte) []byte { return append(head, letters...) })
}

// Rebuild empties a folder, as a mailbox that was lost is: letters delivered to
// it again get a new UIDVALIDITY and UIDs from 1 on. A client must have opened
// the folder before, and none may have it open now.
func (d *DovecotServer) Rebuild(folder string) {
	d.t.Helper()
	d.renumber(folder, func(head, _ []byte) []byte { return regexp.MustCompile(` N\d+`).ReplaceAll(head, []byte(" N1")) })
	d.remove(folder, "new/*", "cur/*")
}

// renumber writes the list of UIDs anew: its first line, with the next
// UIDVALIDITY, and what follows.
func (d *DovecotServer) renumber(folder string, list func(head, letters []byte) []byte) {
	d.t.Helper()
	path := filepath.Join(d.FolderDir(folder), "dovecot-uidlist")
	old, err := os.ReadFile(path)
	d.must(err)
	match := uidListHead.FindSubmatch(old)
	if match == nil {
		d.t.Fatalf("no UIDVALIDITY in %s", path)
	}
	value, err := strconv.Atoi(string(match[1]))
	d.must(err)
	head := bytes.Replace(match[0], match[1], fmt.Append(nil, value+1), 1)
	d.must(os.WriteFile(path, list(head, old[len(match[0]):]), 0o600))
	d.remove(folder, "dovecot.index*")
}

func (d *DovecotServer) remove(folder string, patterns ...string) {
	d.t.Helper()
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(d.FolderDir(folder), pattern))
		d.must(err)
		for _, file := range files {
			d.must(os.Remove(file))
		}
	}
}

func (d *DovecotServer) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal("Dovecot's mailbox: ", err)
	}
}

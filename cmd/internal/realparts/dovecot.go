package realparts

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
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
	Host           string // "127.0.0.1"
	Port           int    // plain and STARTTLS
	TLSPort        int    // TLS
	CAFile         string // PEM; vouches for 127.0.0.1 and localhost
	User, Password string
	Maildir        string // INBOX itself; other folders are .Junk, .Sent within it

	t       testing.TB
	dir     string
	end     func() error // nil when it does not run
	letters int
}

// Option changes the Dovecot that is to be started.
type Option func(*DovecotServer)

// WithUser sets the one user and password; default "enquiries" and "secret".
// Neither may hold a colon.
func WithUser(user, password string) Option {
	return func(d *DovecotServer) { d.User, d.Password = user, password }
}

// Dovecot starts a throw-away Dovecot and stops it when the test ends. Without
// a Dovecot on this machine it does as Need says.
func Dovecot(t testing.TB, options ...Option) *DovecotServer {
	t.Helper()
	Need(t, "dovecot")
	for _, tool := range []string{"bash", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, "dovecot needs "+tool)
		}
	}
	// Not t.TempDir: unix sockets want short paths, and Dovecot's other users a
	// way in.
	dir, err := os.MkdirTemp("/tmp", "dc")
	if err != nil {
		t.Fatal(err)
	}
	d := &DovecotServer{t: t, dir: dir, Host: "127.0.0.1", User: "enquiries", Password: "secret"}
	for _, option := range options {
		option(d)
	}
	d.CAFile = filepath.Join(dir, "tls", "cert.pem")
	d.Maildir = filepath.Join(dir, "mail", d.User, "Maildir")
	t.Cleanup(func() {
		d.Stop()
		os.RemoveAll(dir)
	})
	d.start()
	return d
}

func (d *DovecotServer) start() {
	d.t.Helper()
	if err := os.Chmod(d.dir, 0o755); err != nil {
		d.t.Fatal(err)
	}
	script := filepath.Join(d.dir, "dovecot.sh")
	if err := os.WriteFile(script, dovecotScript, 0o755); err != nil {
		d.t.Fatal(err)
	}
	d.Port, d.TLSPort = freePorts(d.t)
	cmd := exec.Command("bash", script, d.dir, strconv.Itoa(d.Port), strconv.Itoa(d.TLSPort))
	cmd.Env = append(os.Environ(), "DC_USER="+d.User, "DC_PASSWORD="+d.Password)
	var said bytes.Buffer
	cmd.Stderr = &said
	stdin, err := cmd.StdinPipe()
	d.must(err)
	stdout, err := cmd.StdoutPipe()
	d.must(err)
	d.must(cmd.Start())
	d.end = func() error {
		stdin.Close()
		return cmd.Wait()
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		d.Stop()
		d.t.Fatalf("Dovecot does not start: %v\n%s", err, said.Bytes())
	}
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

var uidValidity = regexp.MustCompile(`(?m)^(3 V)(\d+)`)

// NewUIDValidity gives a folder another UIDVALIDITY, as a restored mailbox has.
// A client must have opened the folder before, and none may have it open now.
func (d *DovecotServer) NewUIDValidity(folder string) {
	d.t.Helper()
	list := filepath.Join(d.FolderDir(folder), "dovecot-uidlist")
	old, err := os.ReadFile(list)
	d.must(err)
	match := uidValidity.FindSubmatch(old)
	if match == nil {
		d.t.Fatalf("no UIDVALIDITY in %s", list)
	}
	value, err := strconv.Atoi(string(match[2]))
	d.must(err)
	d.must(os.WriteFile(list, bytes.Replace(old, match[0], fmt.Appendf(nil, "3 V%d", value+1), 1), 0o600))
	indexes, err := filepath.Glob(filepath.Join(d.FolderDir(folder), "dovecot.index*"))
	d.must(err)
	for _, index := range indexes {
		d.must(os.Remove(index))
	}
}

func (d *DovecotServer) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal("Dovecot's mailbox: ", err)
	}
}

package realparts

import (
	"bufio"
	_ "embed"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

//go:embed cyrus.sh
var cyrusScript []byte

// cyrusRoots are where Cyrus may be: unpacked by .ci/real-parts, since its
// package and Dovecot's exclude each other, or installed.
var cyrusRoots = []string{"/usr/local/lib/enquiries-parts/cyrus", ""}

// CyrusServer is a running Cyrus with one mailbox, which has the folders INBOX,
// Junk and Sent, the last two with SPECIAL-USE.
type CyrusServer struct {
	Account

	t   testing.TB
	end func() error // nil when it does not run
}

// Cyrus starts a throw-away Cyrus and stops it when the test ends. Without a
// Cyrus on this machine the test is skipped or, with ENQUIRIES_REAL=require,
// fails.
func Cyrus(t testing.TB) *CyrusServer {
	t.Helper()
	root := cyrusRoot(t)
	dir := serverDir(t, "cy")
	c := &CyrusServer{t: t, Account: Account{Host: "127.0.0.1", User: "enquiries", Password: "secret"}}
	c.CAFile = filepath.Join(dir, "tls", "cert.pem")
	c.Port, c.TLSPort = freePorts(t)
	c.end = script{
		title: "Cyrus", dir: dir, text: cyrusScript,
		args: []string{root, dir, strconv.Itoa(c.Port), strconv.Itoa(c.TLSPort)},
		env:  []string{"CY_USER=" + c.User, "CY_PASSWORD=" + c.Password},
	}.start(t)
	t.Cleanup(c.Stop)
	used(t, "Cyrus", c.version())
	return c
}

func cyrusRoot(t testing.TB) string {
	t.Helper()
	for _, root := range cyrusRoots {
		if _, err := os.Stat(root + "/usr/lib/cyrus/bin/imapd"); err == nil {
			return root
		}
	}
	missing(t, "cyrus is not installed; run `make test` as root once")
	return ""
}

var cyrusVersion = regexp.MustCompile(`Cyrus IMAP (\S+)`)

// version is what the server says of itself when it is connected to.
func (c *CyrusServer) version() string {
	c.t.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort(c.Host, strconv.Itoa(c.Port)))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	greeting, err := bufio.NewReader(conn).ReadString('\n')
	match := cyrusVersion.FindStringSubmatch(greeting)
	if match == nil {
		c.t.Fatalf("this is no Cyrus: %q, %v", greeting, err)
	}
	return match[1]
}

// Stop stops the server and cuts its connections. It may be called more than
// once.
func (c *CyrusServer) Stop() {
	c.t.Helper()
	if c.end == nil {
		return
	}
	end := c.end
	c.end = nil
	if err := end(); err != nil {
		c.t.Error("stop Cyrus: ", err)
	}
}

package realparts

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/emersion/go-imap/v2/imapclient"
)

// Account is a mailbox on a mail server, as a client is told of it.
type Account struct {
	Host           string // "127.0.0.1"
	Port           int    // plain and STARTTLS
	TLSPort        int    // TLS
	CAFile         string // PEM; vouches for 127.0.0.1 and localhost
	User, Password string
}

// signIn opens a session, which ends with the test.
func (a Account) signIn(t testing.TB) *imapclient.Client {
	t.Helper()
	pem, err := os.ReadFile(a.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	cas := x509.NewCertPool()
	cas.AppendCertsFromPEM(pem)
	address := net.JoinHostPort(a.Host, strconv.Itoa(a.TLSPort))
	client, err := imapclient.DialTLS(address, &imapclient.Options{TLSConfig: &tls.Config{RootCAs: cas}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	if err := client.Login(a.User, a.Password).Wait(); err != nil {
		t.Fatal("sign in: ", err)
	}
	return client
}

// script is a shell script that runs a server: it writes "ready", then runs
// until its standard input ends.
type script struct {
	title string // of the server
	dir   string // the server's own
	text  []byte
	args  []string
	env   []string
}

// start runs the script until it is ready; end ends it.
func (s script) start(t testing.TB) (end func() error) {
	t.Helper()
	path := filepath.Join(s.dir, "server.sh")
	if err := os.WriteFile(path, s.text, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", append([]string{path}, s.args...)...)
	cmd.Env = append(os.Environ(), s.env...)
	var said bytes.Buffer
	cmd.Stderr = &said
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end = func() error {
		stdin.Close()
		return cmd.Wait()
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		t.Fatalf("%s does not start: %v, %v\n%s", s.title, err, end(), said.Bytes())
	}
	return end
}

// serverDir makes a folder for a server, which is removed when the test ends.
// Not t.TempDir: unix sockets want short paths, and the server's other users a
// way in.
func serverDir(t testing.TB, prefix string) string {
	t.Helper()
	for _, tool := range []string{"bash", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, fmt.Sprintf("%s is not installed, and mail servers are started with it", tool))
		}
	}
	dir, err := os.MkdirTemp("/tmp", prefix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// beProgram in the environment turns the test binary into the program itself,
// so that tests run it as a process of its own: to kill it, and to see its
// exit code and what it prints.
const beProgram = "ENQUIRIES_TEST_BE_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) != "" {
		if os.Getenv(poisoned) != "" {
			poison()
		}
		main()
		return
	}
	code := m.Run()
	if plainFolder != "" {
		os.RemoveAll(plainFolder)
	}
	os.Exit(code)
}

// patience is how long a test waits for something that should happen soon. It
// bounds a hang; it measures nothing.
const patience = 90 * time.Second

// program is a running process of the program.
type program struct {
	t     testing.TB
	cmd   *exec.Cmd
	out   *output // standard output
	err   *output // standard error: errors and the log
	ended chan struct{}
}

// start runs the program; what still runs when the test ends is killed.
func start(t testing.TB, args ...string) *program {
	t.Helper()
	return begin(t, exec.Command(plainBinary(t), args...))
}

// plainBinary is the test binary without the race detector, under which each start
// of the program takes ten seconds longer: it makes the sorting's words anew. The
// same code runs within the tests, and in the storm, with it.
func plainBinary(t testing.TB) string {
	t.Helper()
	path, err := buildPlain()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var buildPlain = sync.OnceValues(func() (string, error) {
	if !raceDetector {
		return os.Args[0], nil
	}
	folder, err := os.MkdirTemp("", "enquiries-test-")
	if err != nil {
		return "", err
	}
	plainFolder = folder
	path := filepath.Join(folder, "program")
	if out, err := exec.Command("go", "test", "-c", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program without the race detector: %w: %s", err, out)
	}
	return path, os.Chmod(folder, 0o755)
})

// plainFolder is removed when all tests are done.
var plainFolder string

func begin(t testing.TB, cmd *exec.Cmd, environment ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: cmd, out: newOutput(), err: newOutput(), ended: make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), beProgram+"=1"), environment...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the exit code is read from ProcessState
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// startOrdinary runs the program as a user who is not root, on a folder whose
// database and self have the given modes.
func startOrdinary(t testing.TB, folder string, database, self os.FileMode, args ...string) *program {
	t.Helper()
	public, err := os.MkdirTemp("", "enquiries-test-") // go test's own folders are closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(public) })
	for _, step := range []error{
		exec.Command("cp", plainBinary(t), filepath.Join(public, "program")).Run(),
		exec.Command("cp", "-r", folder+"/.", filepath.Join(public, "data")).Run(),
		exec.Command("chmod", "-R", "a+rX", public).Run(),
		os.Chmod(filepath.Join(public, "data", "enquiries.db"), database),
		os.Chmod(filepath.Join(public, "data"), self),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	for i, arg := range args {
		args[i] = strings.Replace(arg, folder, filepath.Join(public, "data"), 1)
	}
	cmd := exec.Command(filepath.Join(public, "program"), args...)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return begin(t, cmd)
}

// kill ends the process as kill -9 does.
func (p *program) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
}

// interrupt asks the process to stop, and waits until it has.
func (p *program) interrupt() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	return p.wait()
}

// wait gives the exit code.
func (p *program) wait() int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		p.t.Fatalf("the program did not end; it wrote:\n%s%s", p.out, p.err)
		return -1
	}
}

// find waits for the pattern on one of the outputs and gives its first group.
func (p *program) find(o *output, pattern string) string {
	p.t.Helper()
	expr := regexp.MustCompile(pattern)
	var found string
	p.until("output that matches "+pattern, func() bool {
		m := expr.FindStringSubmatch(o.String())
		if m == nil {
			return false
		}
		found = m[1]
		return true
	})
	return found
}

// until waits until something holds.
func (p *program) until(what string, holds func() bool) {
	p.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-p.ended:
			if !holds() {
				p.t.Fatalf("the program ended before there was %s; it wrote:\n%s%s", what, p.out, p.err)
			}
			return
		case <-deadline:
			p.t.Fatalf("there was no %s; the program wrote:\n%s%s", what, p.out, p.err)
		}
	}
}

// output keeps what a process writes.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func newOutput() *output { return &output{} }

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// command runs the program in this process until it ends and gives its exit
// code and outputs.
func command(t testing.TB, in string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, args, streams{strings.NewReader(in), &out, &errs}, os.Getenv)
	return code, out.String(), errs.String()
}

// browser is a signed-in visitor without scripts: what it asks for is what
// the server alone makes of it.
type browser struct {
	t    testing.TB
	base string
	http *http.Client
}

// signIn follows a sign-in link on the dashboard at base.
func signIn(t testing.TB, base, link string) *browser {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, base)
	b.get(u.Path)
	return b
}

func newBrowser(t testing.TB, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, http: &http.Client{Jar: jar, Timeout: patience}}
}

func (b *browser) get(path string) string {
	b.t.Helper()
	status, page := b.ask(path)
	if status != http.StatusOK {
		b.t.Fatalf("GET %s: status %d\n%s", path, status, page)
	}
	return page
}

func (b *browser) ask(path string) (int, string) {
	b.t.Helper()
	response, err := b.http.Get(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, readAll(b.t, response.Body)
}

func (b *browser) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	response, err := b.http.PostForm(b.base+path, form)
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, readAll(b.t, response.Body)
}

func readAll(t testing.TB, body io.ReadCloser) string {
	t.Helper()
	defer body.Close()
	text, err := io.ReadAll(bufio.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

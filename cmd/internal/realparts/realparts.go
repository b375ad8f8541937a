// Package realparts gives tests the real programs that the product meets: IMAP
// servers, a browser; and what goes on around them: a network that fails, other
// people at work in the mailbox.
//
// It owns these programs while a test runs and ends each when its test ends. It
// must never start one that listens beyond loopback or stop one that it did not
// start. A part that is not installed skips the test, aloud; with
// ENQUIRIES_REAL=require in the environment, as in CI, it fails it.
package realparts

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// parts lists the names under which each part may be installed, and the flag
// that makes it tell its version.
var parts = map[string]struct {
	title    string
	programs []string
	version  string
	packages string // of Debian
}{
	"dovecot":  {"Dovecot", []string{"dovecot", "/usr/sbin/dovecot", "/usr/local/sbin/dovecot"}, "--version", "dovecot-imapd"},
	"chromium": {"Chromium", []string{"chromium", "chromium-browser", "google-chrome"}, "--version", "chromium fonts-liberation"},
}

// Need returns the path of a part ("dovecot" or "chromium") and logs its
// version. Without the part the test is skipped or, with
// ENQUIRIES_REAL=require, fails.
func Need(t testing.TB, part string) (path string) {
	t.Helper()
	wanted, ok := parts[part]
	if !ok {
		t.Fatalf("realparts: no part is called %q", part)
	}
	for _, program := range wanted.programs {
		path, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		version, err := exec.Command(path, wanted.version).Output()
		if err != nil {
			t.Fatalf("realparts: %s %s: %v", path, wanted.version, err)
		}
		told := strings.TrimSpace(strings.TrimPrefix(string(version), wanted.title))
		used(t, wanted.title, told)
		return path
	}
	missing(t, fmt.Sprintf("%s is not installed; run `make test` as root, or `apt-get install --no-install-recommends %s`", part, wanted.packages))
	return ""
}

func used(t testing.TB, title, version string) {
	t.Helper()
	t.Logf("real part in use: %s %s", title, version)
	report(t, fmt.Sprintf("used %s %s", title, version))
}

func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("ENQUIRIES_REAL") == "require" {
		t.Fatalf("real part missing, and ENQUIRIES_REAL=require: %s", why)
	}
	line := "SKIPPED real part: " + why
	fmt.Fprintf(os.Stderr, "%s: %s\n", t.Name(), line)
	report(t, "SKIPPED "+why)
	t.Skip(line)
}

// report adds a line to the file that ENQUIRIES_REAL_REPORT names: `go test`
// shows nothing of what passing or skipped tests print, and `make test` is to
// say which real parts were used, and which tests were skipped for want of one.
func report(t testing.TB, what string) {
	path := os.Getenv("ENQUIRIES_REAL_REPORT")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		t.Logf("realparts: report: %v", err)
		return
	}
	defer f.Close()
	fmt.Fprintf(f, "%s: %s\n", what, t.Name())
}

// Chromium returns the path of a Chromium or Chrome, under the same conditions as Need.
func Chromium(t testing.TB) string {
	t.Helper()
	return Need(t, "chromium")
}

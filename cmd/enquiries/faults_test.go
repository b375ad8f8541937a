package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/mailbox/memserver"
)

// memConfig starts a mail server in the process and writes a configuration for
// it; each of the replacements ("old", "new", ...) changes its text.
func memConfig(t *testing.T, replacements ...string) (path string, server *memserver.Server) {
	t.Helper()
	server, err := memserver.Start(memserver.Options{User: "enquiries", Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "password"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`mailbox: {addresses: [mentalhealth@example.org]}
imap: {host: 127.0.0.1, port: %d, tls: plain, user: enquiries, password_file: password, timeout: 5s}
poll_interval: 1s
database: enquiries.db
listen: 127.0.0.1:0
`, server.IMAPAddr().Port())
	path = filepath.Join(folder, "enquiries.yaml")
	text = strings.NewReplacer(replacements...).Replace(text)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, server
}

// TestFaultsGiveOneClearLine starts serve in every way that goes wrong at the
// first try: one line on standard error that says what to do, exit code 1.
func TestFaultsGiveOneClearLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	nobody := fmt.Sprint(closed.Addr().(*net.TCPAddr).Port)
	for name, c := range map[string]struct {
		replace []string
		prepare func(t *testing.T, folder string)
		says    []string
	}{
		"a wrong password": {prepare: func(t *testing.T, folder string) { overwrite(t, folder, "password", "wrong") },
			says: []string{"imap", "refused", "imap.password_file"}},
		"a missing password file": {replace: []string{"password_file: password", "password_file: nowhere"}, says: []string{"imap.password_file", "nowhere"}},
		"no such host":            {replace: []string{"host: 127.0.0.1", "host: mail.invalid", "tls: plain", "tls: tls"}, says: []string{"mail.invalid", "imap.host"}},
		"nobody at the port": {prepare: func(t *testing.T, folder string) { usePort(t, filepath.Join(folder, "enquiries.yaml"), nobody) },
			says: []string{"127.0.0.1:" + nobody}},
		"a typo":       {replace: []string{"poll_interval", "pol_interval"}, says: []string{"enquiries.yaml:3", `did you mean "poll_interval"?`}},
		"a taken port": {replace: []string{"listen: 127.0.0.1:0", "listen: " + taken.Addr().String()}, says: []string{taken.Addr().String(), "taken"}},
		"no folder for the database": {replace: []string{"database: enquiries.db", "database: missing/enquiries.db"},
			says: []string{"missing", "folder"}},
		"a file that is no database": {prepare: func(t *testing.T, folder string) {
			overwrite(t, folder, "enquiries.db", strings.Repeat("this is a letter, not a database\n", 100))
		}, says: []string{"enquiries.db", "not a database"}},
		"a folder instead of the CA file": {replace: []string{"tls: plain", "tls: plain, ca_file: /"}, says: []string{"imap.ca_file"}},
		"a missing folder of the mailbox": {replace: []string{"tls: plain", "tls: plain, folders: [INBOX, Jnuk]"}, says: []string{"Jnuk", "imap.folders"}},
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := memConfig(t, c.replace...)
			if c.prepare != nil {
				c.prepare(t, filepath.Dir(path))
			}
			p := start(t, "serve", "--config", path)
			if code := p.wait(); code != exitFailure {
				t.Errorf("exit %d, want %d", code, exitFailure)
			}
			text := withoutWarnings(p.err.String())
			if !oneClearLine(text, c.says...) {
				t.Errorf("not one clear line that says %q:\n%s", c.says, text)
			}
		})
	}
}

// TestReadOnlyDatabaseGivesOneClearLine runs serve as an ordinary user, for
// whom a file may be read-only; root may write to any.
func TestReadOnlyDatabaseGivesOneClearLine(t *testing.T) {
	path, _ := memConfig(t)
	if code, _, errs := command(t, "", "ledger", "--config", path); code != exitDone { // makes the database
		t.Fatal(errs)
	}
	for name, mode := range map[string][2]os.FileMode{"the file": {0o444, 0o777}, "the folder": {0o444, 0o555}} {
		t.Run(name, func(t *testing.T) {
			p := startOrdinary(t, filepath.Dir(path), mode[0], mode[1], "serve", "--config", path)
			if code := p.wait(); code != exitFailure || !oneClearLine(withoutWarnings(p.err.String()), "enquiries.db", "cannot be written") {
				t.Errorf("exit %d: %s", code, p.err)
			}
		})
	}
}

// withoutWarnings drops the log lines that come before: pages without style,
// for one.
func withoutWarnings(text string) string {
	var rest []string
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "level=WARN") && !strings.Contains(line, "level=INFO") {
			rest = append(rest, line)
		}
	}
	return strings.Join(rest, "")
}

func overwrite(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// usePort points the configuration at another port.
func usePort(t *testing.T, path, port string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(text), "port: ")
	_, after, _ = strings.Cut(after, ",")
	overwrite(t, filepath.Dir(path), filepath.Base(path), before+"port: "+port+","+after)
}

// TestMailboxThatWorkedBeforeDoesNotStopTheDashboard starts serve on a
// database that has seen its mailbox, with a password that is refused now.
func TestMailboxThatWorkedBeforeDoesNotStopTheDashboard(t *testing.T) {
	path, _ := memConfig(t)
	first := start(t, "serve", "--config", path)
	first.find(first.err, servingLine)
	code, _, errs := command(t, "", "ledger", "--config", path)
	if code != exitDone {
		t.Fatalf("ledger beside serve: %s", errs)
	}
	link := addTestUser(t, path, "lead")
	visitor := signIn(t, first.find(first.err, servingLine), link)
	first.until("a poll that went well", func() bool {
		status, _ := visitor.ask("/healthz")
		return status == 200
	})
	first.interrupt()
	overwrite(t, filepath.Dir(path), "password", "changed meanwhile")
	second := start(t, "serve", "--config", path)
	base := second.find(second.err, servingLine)
	second.find(second.err, `(the mailbox could not be read.*imap\.password_file)`)
	visitor = signIn(t, base, addTestUser(t, path, "lead"))
	if page := visitor.get("/enquiries"); !strings.Contains(page, "Inbox</h1>") {
		t.Errorf("the inbox is not there:\n%s", page)
	}
}

func TestUsageMistakesExitWithTwo(t *testing.T) {
	for _, args := range [][]string{
		{"sreve"}, {"serve"}, {"serve", "--confg", "x"}, {"parse"}, {"ledger", "extra", "--config", "x"},
		{"user", "add", "--config", "x", "--email", "nobody", "--role", "triage"},
		{"user", "add", "--config", "x", "--email", "a@example.org", "--role", "boss"},
		{"user", "remove"},
	} {
		if code, _, errs := command(t, "", args...); code != exitUsage || !strings.Contains(errs, "--help") {
			t.Errorf("%v: exit %d, want %d: %s", args, code, exitUsage, errs)
		}
	}
}

func TestHelpTeaches(t *testing.T) {
	for _, name := range []string{"", "demo", "serve", "mail", "mail check", "mail sign-in", "user add", "ledger", "classify", "parse"} {
		code, out, _ := command(t, "", append(strings.Fields(name), "--help")...)
		if code != exitDone || !strings.Contains(out, "enquiries "+strings.TrimSpace(name)) || len(out) < 300 {
			t.Errorf("%q --help: exit %d\n%s", name, code, out)
		}
	}
}

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/store"
)

// dovecotConfig writes a configuration for the mailbox of a Dovecot and gives
// its path.
func dovecotConfig(t *testing.T, d *realparts.DovecotServer, more string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "password"), []byte(d.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`
mailbox: {addresses: [mentalhealth@example.org]}
imap:
  host: localhost
  port: %d
  tls: tls
  user: %s
  password_file: password
  ca_file: %s
  batch_letters: 50
poll_interval: 1s
listen: 127.0.0.1:0
%s`, d.TLSPort, d.User, d.CAFile, more)
	path := filepath.Join(folder, "enquiries.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const servingLine = `msg=serving address=(\S+)`

// ledgerOf asks the command for the ledger, as an outsider would.
func ledgerOf(t *testing.T, config string) []store.LedgerRow {
	t.Helper()
	code, out, errs := command(t, "", "ledger", "--config", config, "--json")
	if code != exitDone {
		t.Fatalf("ledger: exit %d: %s", code, errs)
	}
	var rows []store.LedgerRow
	for line := range strings.Lines(out) {
		var row store.LedgerRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

func addTestUser(t *testing.T, config, role string) (link string) {
	t.Helper()
	code, out, errs := command(t, "", "user", "add", "--config", config, "--email", role+"@example.org", "--role", role)
	if code != exitDone {
		t.Fatalf("user add: exit %d: %s", code, errs)
	}
	return regexp.MustCompile(`http\S+/sign-in/\S+`).FindString(out)
}

func letter(n int, subject, body string) []byte {
	return fmt.Appendf(nil, "From: Writer %d <writer%d@example.org>\r\nTo: mentalhealth@example.org\r\nSubject: %s\r\n"+
		"Message-ID: <letter-%d@example.org>\r\nDate: Mon, 2 Nov 2026 09:%02d:00 +0000\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", n, n, subject, n, n%60, body)
}

// TestLetterFromDovecotIsSortedStoredAndShown follows letters the whole way:
// delivered to a real IMAP server, read by a running serve, asked for over HTTP.
func TestLetterFromDovecotIsSortedStoredAndShown(t *testing.T) {
	d := realparts.Dovecot(t)
	config := dovecotConfig(t, d, "")
	d.Deliver("INBOX", letter(1, "Certificate", "I finished the We need to talk about suicide e-learning but my certificate has not come and I cannot log in any more."))
	p := start(t, "serve", "--config", config)
	base := p.find(p.err, servingLine)
	visitor := signIn(t, base, addTestUser(t, config, "triage"))
	var inbox string
	p.until("the letter in the inbox", func() bool {
		inbox = visitor.get("/enquiries")
		return strings.Contains(inbox, "Certificate")
	})
	if !strings.Contains(inbox, "E-learning access") {
		t.Errorf("the inbox does not show the topic:\n%s", inbox)
	}
	page := regexp.MustCompile(`</?mark[^>]*>`).ReplaceAllString(visitor.get("/enquiries/1"), "")
	for _, want := range []string{"writer1@example.org", "my certificate has not come", "certificate"} {
		if !strings.Contains(page, want) {
			t.Errorf("the enquiry does not show %q", want)
		}
	}

	t.Run("a reply in Sent is the first response", func(t *testing.T) {
		d.Deliver("Sent", []byte("From: Team <mentalhealth@example.org>\r\nTo: writer1@example.org\r\nSubject: Re: Certificate\r\n"+
			"Message-ID: <answer-1@example.org>\r\nIn-Reply-To: <letter-1@example.org>\r\nContent-Type: text/plain\r\n\r\nWe have sent it to you again.\r\n"))
		p.until("the answer on the page", func() bool { return strings.Contains(visitor.get("/enquiries/1"), "We have sent it to you again") })
		answered := regexp.MustCompile(`(?s)E-learning access</th>[^\n]*\n[^\n]*>1<[^\n]*\n[^\n]*data-label="Answered"><div>1</div>`)
		if got := visitor.get("/response-times"); !answered.MatchString(got) {
			t.Errorf("response times do not show one e-learning enquiry, answered:\n%s", got)
		}
	})
	t.Run("a person corrects the topic", func(t *testing.T) {
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(visitor.get("/enquiries/1"))
		status, page := visitor.post("/enquiries/1/topic", url.Values{"version": {version[1]}, "topic": {"training"}})
		if status != 200 || !strings.Contains(visitor.get("/enquiries?view=all&topic=training"), "Certificate") {
			t.Errorf("status %d; the enquiry is not among those of its new topic\n%s", status, page)
		}
	})
	t.Run("a second serve on the database is refused", func(t *testing.T) {
		second := start(t, "serve", "--config", config)
		if code := second.wait(); code != exitFailure || !oneClearLine(second.err.String(), "another serve") {
			t.Errorf("exit %d: %s", code, second.err)
		}
	})
	t.Run("the mailbox is untouched", func(t *testing.T) { checkUntouched(t, d, 2) })
	t.Run("it stops when told to", func(t *testing.T) {
		if code := p.interrupt(); code != exitDone {
			t.Errorf("exit %d: %s", code, p.err)
		}
	})
	t.Run("the log holds no address, subject or body", func(t *testing.T) {
		for _, private := range []string{"writer1", "ertificate", "sent it to you", "answer-1"} {
			if strings.Contains(p.err.String(), private) {
				t.Errorf("the log holds %q:\n%s", private, p.err)
			}
		}
	})
}

// checkUntouched looks into the Maildir: no letter moved, none marked as seen.
func checkUntouched(t *testing.T, d *realparts.DovecotServer, want int) {
	t.Helper()
	count := 0
	for _, folder := range []string{"", ".Sent", ".Junk"} {
		for _, sub := range []string{"new", "cur"} {
			files, err := filepath.Glob(filepath.Join(d.Maildir, folder, sub, "*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				count++
				if _, flags, ok := strings.Cut(filepath.Base(f), ":2,"); ok && flags != "" {
					t.Errorf("%s/%s: flags %q", folder, sub, flags)
				}
			}
		}
	}
	if count != want {
		t.Errorf("%d letters in the mailbox, want %d", count, want)
	}
}

// TestKilledAgainAndAgainNothingIsLostOrDoubled kills serve with SIGKILL each
// time the ledger has grown by about a hundred letters.
func TestKilledAgainAndAgainNothingIsLostOrDoubled(t *testing.T) {
	const letters, step = 1000, 100
	d := realparts.Dovecot(t)
	want := map[string]int{}
	for i := range letters {
		raw := letter(i, fmt.Sprintf("Question %d", i), strings.Repeat(fmt.Sprintf("Where can I find version %d of the framework? ", i), 1+i%40))
		d.Deliver("INBOX", raw)
		sum := sha256.Sum256(raw)
		want[hex.EncodeToString(sum[:])]++
	}
	config := dovecotConfig(t, d, "")
	kills := 0
	for rows, next := 0, step; ; next = rows + step {
		p := start(t, "serve", "--config", config)
		p.find(p.err, servingLine)
		p.until(fmt.Sprintf("%d rows", min(next, letters)), func() bool {
			rows = len(ledgerOf(t, config))
			return rows >= min(next, letters)
		})
		p.kill()
		kills++
		if log := p.err.String(); strings.Contains(log, "kept unread") {
			t.Logf("the program gave letters up: %s", log)
		}
		if rows >= letters {
			break
		}
	}
	rows := ledgerOf(t, config)
	if len(rows) != letters {
		t.Errorf("%d rows after %d kills, want %d", len(rows), kills, letters)
	}
	uids := map[uint32]bool{}
	for _, row := range rows {
		if uids[row.UID] || row.State != store.Stored || row.Folder != "INBOX" {
			t.Errorf("row %+v: twice, or not stored", row)
		}
		uids[row.UID] = true
		want[row.SHA256]--
	}
	for sum, n := range want {
		if n != 0 {
			t.Errorf("letter %s: %d too few or, if negative, too many", sum[:8], n)
		}
	}
	checkUntouched(t, d, letters)
	t.Logf("%d rows after %d kills", len(rows), kills)
}

// oneClearLine reports whether the text is one line, says what it should and
// shows no stack.
func oneClearLine(text string, says ...string) bool {
	lines := bytes.Count(bytes.TrimSpace([]byte(text)), []byte("\n")) + 1
	ok := lines == 1 && !strings.Contains(text, "goroutine")
	for _, s := range says {
		ok = ok && strings.Contains(text, s)
	}
	return ok
}

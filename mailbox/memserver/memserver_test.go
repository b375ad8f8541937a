package memserver_test

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"hee.nhs.uk/enquiries/mailbox/memserver"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func start(t *testing.T, o memserver.Options) *memserver.Server {
	t.Helper()
	o.User, o.Password, o.Now = "enquiries", "secret", func() time.Time { return noon }
	s, err := memserver.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error("close: ", err)
		}
	})
	return s
}

func signIn(t *testing.T, s *memserver.Server) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(s.IMAPAddr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Login("enquiries", "secret").Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func appendLetter(t *testing.T, s *memserver.Server, folder, raw string, flags ...imap.Flag) {
	t.Helper()
	if _, err := s.Append(folder, []byte(raw), noon, flags...); err != nil {
		t.Fatal(err)
	}
}

var peek = &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}

// fetch reads a whole folder with EXAMINE and PEEK.
func fetch(t *testing.T, c *imapclient.Client, folder string) []*imapclient.FetchMessageBuffer {
	t.Helper()
	if _, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		t.Fatal(err)
	}
	var all imap.SeqSet
	all.AddRange(1, 0)
	letters, err := c.Fetch(all, peek).Collect()
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

func TestPeekLeavesLettersUnseen(t *testing.T) {
	s := start(t, memserver.Options{})
	appendLetter(t, s, "INBOX", "Subject: a\r\n\r\nhello\r\n")
	appendLetter(t, s, "INBOX", "Subject: b\r\n\r\nhello\r\n", imap.FlagSeen)
	fetch(t, signIn(t, s), "INBOX")
	letters := fetch(t, signIn(t, s), "INBOX")
	if slices.Contains(letters[0].Flags, imap.FlagSeen) {
		t.Error("a letter read with PEEK is marked seen")
	}
	// imapmemserver does not know upper from lower case in flags.
	if !slices.ContainsFunc(letters[1].Flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), `\Seen`) }) {
		t.Errorf("flags %v: the flag given to Append is lost", letters[1].Flags)
	}
}

func TestAppendKeepsBytesAndDate(t *testing.T) {
	s := start(t, memserver.Options{})
	for _, test := range []struct{ raw, want string }{
		{"A: b\n\nx\n", "A: b\r\n\r\nx\r\n"},
		{"A: b\r\n\r\nx\r\n", "A: b\r\n\r\nx\r\n"},
		{"\nx\r\ry\xff\x00", "\r\nx\r\ry\xff\x00"},
	} {
		appendLetter(t, s, "Junk", test.raw)
		letters := fetch(t, signIn(t, s), "Junk")
		last := letters[len(letters)-1]
		if got := last.FindBodySection(&imap.FetchItemBodySection{}); string(got) != test.want {
			t.Errorf("%q became %q, want %q", test.raw, got, test.want)
		}
		if !last.InternalDate.Equal(noon) {
			t.Errorf("INTERNALDATE %v", last.InternalDate)
		}
	}
	if _, err := s.Append("Nowhere", nil, noon); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

// TestBrokenHeadersAreGivenAsTheyAre fetches letters that imapmemserver itself
// answers with an empty body, by UID and by sequence number.
func TestBrokenHeadersAreGivenAsTheyAre(t *testing.T) {
	broken := []string{"no colon in this line\r\nSubject: a\r\n\r\nhello\r\n", "\x00\xff\x01", "Subject: b\r\n\r\nhello\r\n"}
	s := start(t, memserver.Options{})
	for _, raw := range broken {
		appendLetter(t, s, "INBOX", raw)
	}
	c := signIn(t, s)
	if _, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		t.Fatal(err)
	}
	whole := &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}
	for _, set := range []imap.NumSet{imap.UIDSetNum(1, 2, 3), imap.SeqSetNum(1, 2, 3)} {
		letters, err := c.Fetch(set, whole).Collect()
		if err != nil {
			t.Fatal(err)
		}
		for i, raw := range broken {
			if got := string(letters[i].FindBodySection(whole.BodySection[0])); got != raw || letters[i].UID != imap.UID(i+1) {
				t.Errorf("%v: letter %d has UID %d and body %q, want %q", set, i+1, letters[i].UID, got, raw)
			}
		}
	}
}

func TestSpecialUse(t *testing.T) {
	s := start(t, memserver.Options{Folders: []string{"INBOX", "Sent", "Junk", "Old/2025"}})
	c := signIn(t, s)
	if err := c.Create("Later", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := c.Rename("Later", "Soon", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	listed, err := c.List("", "*", &imap.ListOptions{ReturnSpecialUse: true}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range listed {
		line := l.Mailbox
		for _, attr := range l.Attrs {
			line += " " + string(attr)
		}
		got = append(got, line)
	}
	want := []string{"INBOX", `Junk \Junk`, "Old/2025", `Sent \Sent`, "Soon"}
	if !slices.Equal(got, want) {
		t.Errorf("folders %q, want %q", got, want)
	}
}

func send(t *testing.T, s *memserver.Server, raw string, to ...string) error {
	t.Helper()
	c, err := smtp.Dial(s.SMTPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.SendMail("writer@example.org", to, strings.NewReader(raw))
}

func TestSMTPArrivesInInbox(t *testing.T) {
	s := start(t, memserver.Options{})
	raw := "Subject: x\r\n\r\n.dot\r\nna\xefve\r\n"
	if err := send(t, s, raw, "a@example.org", "b@example.org"); err != nil {
		t.Fatal(err)
	}
	letters := fetch(t, signIn(t, s), "INBOX")
	if len(letters) != 1 {
		t.Fatalf("%d letters, want one", len(letters))
	}
	received, rest, _ := bytes.Cut(letters[0].FindBodySection(&imap.FetchItemBodySection{}), []byte("\r\n"))
	if !bytes.HasPrefix(received, []byte("Received: ")) || string(rest) != raw {
		t.Errorf("arrived as %q, %q", received, rest)
	}
	if !letters[0].InternalDate.Equal(noon) {
		t.Errorf("INTERNALDATE %v", letters[0].InternalDate)
	}
}

func TestSMTPElsewhere(t *testing.T) {
	s := start(t, memserver.Options{Address: "team@example.org"})
	for _, to := range []string{"Team@example.org", "somebody@example.com"} {
		if err := send(t, s, "Subject: x\r\n\r\nfor "+to+"\r\n", to); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(fetch(t, signIn(t, s), "INBOX")); n != 1 {
		t.Errorf("%d letters in INBOX, want one", n)
	}
	elsewhere := s.Elsewhere()
	if len(elsewhere) != 1 || elsewhere[0].To[0] != "somebody@example.com" || elsewhere[0].From != "writer@example.org" {
		t.Errorf("elsewhere: %+v", elsewhere)
	}
}

func TestPasswords(t *testing.T) {
	s := start(t, memserver.Options{})
	c, err := imapclient.DialInsecure(s.IMAPAddr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("enquiries", "wrong").Wait(); err == nil {
		t.Error("IMAP takes a wrong password")
	}
	for password, ok := range map[string]bool{"secret": true, "wrong": false} {
		c, err := smtp.Dial(s.SMTPAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Auth(sasl.NewPlainClient("", "enquiries", password)); (err == nil) != ok {
			t.Errorf("SMTP, password %s: %v", password, err)
		}
	}
}

func TestCloseEndsOpenConnections(t *testing.T) {
	s, err := memserver.Start(memserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{s.IMAPAddr().String(), s.SMTPAddr().String()} {
		if !strings.HasPrefix(addr, "127.0.0.1:") {
			t.Errorf("listens on %s", addr)
		}
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	for _, addr := range []string{s.IMAPAddr().String(), s.SMTPAddr().String()} {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			t.Errorf("%s still listens", addr)
		}
	}
}

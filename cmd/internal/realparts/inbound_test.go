package realparts_test

// Here rather than in mailbox/inbound, which may not import cmd/internal.

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/mailbox/signin"
)

func pool(t *testing.T, file string) *x509.CertPool {
	t.Helper()
	pem, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	certs := x509.NewCertPool()
	if !certs.AppendCertsFromPEM(pem) {
		t.Fatalf("no certificate in %s", file)
	}
	return certs
}

func plain(d *realparts.DovecotServer) inbound.Config {
	return inbound.Config{Host: d.Host, Port: d.Port, TLS: "plain", Credentials: signin.Password{User: d.User, Password: d.Password}, Timeout: 20 * time.Second}
}

func dial(t *testing.T, cfg inbound.Config) *inbound.Conn {
	t.Helper()
	c, err := inbound.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func fetchAll(t *testing.T, c *inbound.Conn, folder string, from inbound.Cursor) []inbound.Batch {
	t.Helper()
	var batches []inbound.Batch
	err := c.Fetch(t.Context(), inbound.Fetching{Folder: folder, From: from, Deliver: func(_ context.Context, b inbound.Batch) error {
		batches = append(batches, b)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return batches
}

func letter(i int) []byte {
	return fmt.Appendf(nil, "From: writer%d@example.org\r\nSubject: letter %d\r\n\r\n%s\r\n.\r\nna\xefve %d\r\n", i, i, strings.Repeat("x", i%200), i)
}

func TestInboundConnects(t *testing.T) {
	d := realparts.Dovecot(t)
	cas := pool(t, d.CAFile)
	for _, test := range []struct {
		name   string
		change func(*inbound.Config)
		want   error
		say    string
	}{
		{"plain on loopback", func(*inbound.Config) {}, nil, ""},
		{"tls", func(c *inbound.Config) { c.TLS, c.Port, c.RootCAs = "tls", d.TLSPort, cas }, nil, ""},
		{"tls by name", func(c *inbound.Config) { c.TLS, c.Port, c.RootCAs, c.Host = "tls", d.TLSPort, cas, "localhost" }, nil, ""},
		{"starttls", func(c *inbound.Config) { c.TLS, c.RootCAs = "starttls", cas }, nil, ""},
		{"wrong password", func(c *inbound.Config) { c.Credentials = signin.Password{User: "enquiries", Password: "wrong"} }, inbound.ErrSignIn,
			"the server refused the user name or password; check imap.user and imap.password_file"},
		{"unknown authority", func(c *inbound.Config) { c.TLS, c.Port, c.RootCAs = "tls", d.TLSPort, x509.NewCertPool() }, inbound.ErrTLS, "imap.ca_file"},
		{"unknown authority, starttls", func(c *inbound.Config) { c.TLS, c.RootCAs = "starttls", x509.NewCertPool() }, inbound.ErrTLS, "imap.ca_file"},
		{"tls on the plain port", func(c *inbound.Config) { c.TLS, c.RootCAs = "tls", cas }, inbound.ErrTLS, "does not speak TLS on this port"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := plain(d)
			test.change(&cfg)
			c, err := inbound.Dial(t.Context(), cfg)
			if err == nil {
				c.Close()
			}
			if !errors.Is(err, test.want) {
				t.Fatalf("error %v, want %v", err, test.want)
			}
			if err == nil {
				return
			}
			t.Log(err)
			if text := err.Error(); !strings.Contains(text, test.say) || strings.Contains(text, "\n") ||
				!strings.HasPrefix(text, fmt.Sprintf("imap %s:%d: ", cfg.Host, cfg.Port)) {
				t.Errorf("error %q, want one line with %q", text, test.say)
			}
			if inbound.Temporary(err) {
				t.Errorf("%v is called temporary", err)
			}
		})
	}
}

func TestInboundFolders(t *testing.T) {
	d := realparts.Dovecot(t)
	folders, err := dial(t, plain(d)).Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]inbound.Role{}
	for _, f := range folders {
		roles[f.Name] = f.Role
		if !f.Selectable {
			t.Errorf("%s is not selectable", f.Name)
		}
	}
	if roles["INBOX"] != inbound.Inbox || roles["Junk"] != inbound.Junk || roles["Sent"] != inbound.Sent || len(roles) != 3 {
		t.Errorf("roles %v", roles)
	}
}

func TestInboundThousandLetters(t *testing.T) {
	d := realparts.Dovecot(t)
	const n = 1000
	for i := range n {
		d.Deliver("INBOX", letter(i))
	}
	before := listing(t, d)

	cfg := plain(d)
	cfg.TLS, cfg.Port, cfg.RootCAs, cfg.BatchBytes = "tls", d.TLSPort, pool(t, d.CAFile), 40_000
	batches := fetchAll(t, dial(t, cfg), "INBOX", inbound.Cursor{})

	seen, last := 0, uint32(0)
	for i, b := range batches {
		if len(b.Letters) == 0 || len(b.Letters) > 300 || len(b.Missing) != 0 {
			t.Fatalf("batch %d: %d letters, missing %v", i, len(b.Letters), b.Missing)
		}
		size := 0
		for _, l := range b.Letters {
			if l.UID <= last || !bytes.Equal(l.Raw, letter(seen)) || l.Size != int64(len(l.Raw)) || l.Partial || l.Internal.IsZero() {
				t.Fatalf("letter %d, UID %d: %d bytes, size %d, %v", seen, l.UID, len(l.Raw), l.Size, l.Internal)
			}
			seen, last, size = seen+1, l.UID, size+len(l.Raw)
		}
		if size > 40_000 || b.Next != (inbound.Cursor{UIDValidity: b.UIDValidity, LastUID: last}) {
			t.Errorf("batch %d: %d bytes, next %v after UID %d", i, size, b.Next, last)
		}
	}
	if seen != n {
		t.Errorf("%d letters, want %d", seen, n)
	}
	// SELECT would move letters from new to cur, reading would put an S at the end
	// of their names.
	if after := listing(t, d); after != before {
		t.Errorf("the mailbox was touched: before\n%.300s\nafter\n%.300s", before, after)
	}
}

func listing(t *testing.T, d *realparts.DovecotServer) string {
	t.Helper()
	var names []string
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(d.Maildir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, sub+"/"+e.Name())
		}
	}
	return strings.Join(names, "\n")
}

func TestInboundGoesOn(t *testing.T) {
	d := realparts.Dovecot(t)
	internal := time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)
	d.DeliverAt("Junk", letter(0), internal)
	c := dial(t, plain(d))
	first := fetchAll(t, c, "Junk", inbound.Cursor{})
	if len(first) != 1 || len(first[0].Letters) != 1 || !first[0].Letters[0].Internal.Equal(internal) {
		t.Fatalf("first %+v", first)
	}
	if again := fetchAll(t, c, "Junk", first[0].Next); len(again) != 0 {
		t.Errorf("nothing new, and yet %+v", again)
	}
	d.Deliver("Junk", letter(1))
	second := fetchAll(t, c, "Junk", first[0].Next)
	if len(second) != 1 || len(second[0].Letters) != 1 || !bytes.Equal(second[0].Letters[0].Raw, letter(1)) {
		t.Fatalf("second %+v", second)
	}

	c.Close()
	d.NewUIDValidity("Junk")
	third := fetchAll(t, dial(t, plain(d)), "Junk", second[0].Next)
	if len(third) != 1 || len(third[0].Letters) != 2 || third[0].UIDValidity == first[0].UIDValidity || third[0].Next.UIDValidity != third[0].UIDValidity {
		t.Errorf("after a change of UIDVALIDITY: %+v", third)
	}
}

func TestInboundLargeLetter(t *testing.T) {
	d := realparts.Dovecot(t)
	large := append(letter(7), bytes.Repeat([]byte("0123456789abcd\r\n"), 50_000)...)
	d.Deliver("INBOX", letter(1))
	d.Deliver("INBOX", large)
	d.Deliver("INBOX", letter(2))
	cfg := plain(d)
	cfg.MaxLetter = 300_000
	batches := fetchAll(t, dial(t, cfg), "INBOX", inbound.Cursor{})
	if len(batches) != 1 || len(batches[0].Letters) != 3 {
		t.Fatalf("%d batches", len(batches))
	}
	got := batches[0].Letters[1]
	if !got.Partial || got.Size != int64(len(large)) || !bytes.Equal(got.Raw, large[:inbound.PartialBytes]) {
		t.Errorf("partial %v, size %d, %d bytes", got.Partial, got.Size, len(got.Raw))
	}
	if !bytes.Equal(batches[0].Letters[2].Raw, letter(2)) {
		t.Error("the letter after it is wrong")
	}
}

func TestInboundErrors(t *testing.T) {
	d := realparts.Dovecot(t)
	c := dial(t, plain(d))
	never := func(context.Context, inbound.Batch) error { t.Error("deliver called"); return nil }
	err := c.Fetch(t.Context(), inbound.Fetching{Folder: "Nowhere", Deliver: never})
	if !errors.Is(err, inbound.ErrFolder) || inbound.Temporary(err) {
		t.Errorf("no such folder: %v", err)
	}
	t.Log(err)
	d.Stop()
	err = c.Fetch(t.Context(), inbound.Fetching{Folder: "INBOX", Deliver: never})
	if err == nil || !inbound.Temporary(err) {
		t.Errorf("server stopped: %v", err)
	}
	t.Log(err)
	_, err = inbound.Dial(t.Context(), plain(d))
	if !errors.Is(err, inbound.ErrHost) || !inbound.Temporary(err) {
		t.Errorf("server stopped, dial: %v", err)
	}
	t.Log(err)
}

// The letter vanishes between listing and fetching, by another session.
func TestInboundVanishes(t *testing.T) {
	d := realparts.Dovecot(t)
	for i := range 4 {
		d.Deliver("INBOX", letter(i))
	}
	cfg := plain(d)
	cfg.BatchLetters = 2
	var batches []inbound.Batch
	err := dial(t, cfg).Fetch(t.Context(), inbound.Fetching{Folder: "INBOX", Deliver: func(_ context.Context, b inbound.Batch) error {
		batches = append(batches, b)
		if len(batches) == 1 {
			files, err := filepath.Glob(filepath.Join(d.Maildir, "*", "*M000004*"))
			if err != nil || len(files) != 1 {
				t.Fatal(files, err)
			}
			return os.Remove(files[0])
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	last := batches[len(batches)-1]
	if len(last.Missing) != 1 || last.Missing[0].UID != 4 || last.Next.LastUID != 4 {
		t.Errorf("last batch %+v", last)
	}
	t.Logf("%+v", last.Missing)
}

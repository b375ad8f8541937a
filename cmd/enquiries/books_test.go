package main

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/store"
)

// mailSettings are what a test's configuration says beside the account.
type mailSettings struct {
	imap    string // more keys of imap, as "key: value, key: value"
	poll    string // poll_interval
	address string // of the mailbox; "" for mentalhealth@example.org
	folder  string // that the files are in; "" for a new one
}

// accountConfig writes a configuration for a mailbox and gives its path.
func accountConfig(t *testing.T, a realparts.Account, s mailSettings) string {
	t.Helper()
	if s.folder == "" {
		s.folder = t.TempDir()
	}
	if s.address == "" {
		s.address = "mentalhealth@example.org"
	}
	overwrite(t, s.folder, "password", a.Password+"\n")
	overwrite(t, s.folder, "enquiries.yaml", fmt.Sprintf(`
mailbox: {addresses: [%s]}
imap: {host: localhost, port: %d, tls: tls, user: %q, password_file: password, ca_file: %s, %s}
poll_interval: %s
listen: 127.0.0.1:0
`, s.address, a.TLSPort, a.User, a.CAFile, s.imap, s.poll))
	return filepath.Join(s.folder, "enquiries.yaml")
}

// books is the program's database, read beside it.
type books struct {
	t    *testing.T
	path string
	db   *sql.DB
}

// openBooks opens the database of a configuration, which must be there.
func openBooks(t *testing.T, config string) *books {
	t.Helper()
	path := filepath.Join(filepath.Dir(config), "enquiries.db")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &books{t, path, db}
}

// ledger gives the SHA-256 of every letter accounted for; "" where the bytes
// were never had.
func (b *books) ledger() map[realparts.Place]string {
	b.t.Helper()
	all := map[realparts.Place]string{}
	b.each(`SELECT folder, uidvalidity & 0xffffffff, uid, coalesce(sha256, x'') FROM ledger
		WHERE uidvalidity >> 32 = (SELECT coalesce(max(generation), 0) FROM account)`, func(scan func(...any) error) error {
		var p realparts.Place
		var sum []byte
		err := scan(&p.Folder, &p.UIDValidity, &p.UID, &sum)
		all[p] = hex.EncodeToString(sum)
		return err
	})
	return all
}

// accountFor reports whether the ledger has all these letters, with their bytes.
func (b *books) accountFor(letters map[realparts.Place]string) bool {
	b.t.Helper()
	rows := b.ledger()
	for p, sum := range letters {
		if rows[p] != sum {
			return false
		}
	}
	return true
}

// count gives the one number that a query asks for.
func (b *books) count(query string) (n int) {
	b.t.Helper()
	if err := b.db.QueryRow(query).Scan(&n); err != nil {
		b.t.Fatal(query, ": ", err)
	}
	return n
}

func (b *books) each(query string, row func(scan func(...any) error) error) {
	b.t.Helper()
	rows, err := b.db.Query(query)
	if err != nil {
		b.t.Fatal(query, ": ", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			b.t.Fatal(query, ": ", err)
		}
	}
	if err := rows.Err(); err != nil {
		b.t.Fatal(query, ": ", err)
	}
}

// tally is what must not grow when a letter is seen again.
type tally struct{ Enquiries, Messages, Concerns, Stored, Quarantined int }

func (b *books) tally() tally {
	b.t.Helper()
	return tally{
		Enquiries:   b.count(`SELECT count(*) FROM enquiry`),
		Messages:    b.count(`SELECT count(*) FROM message`),
		Concerns:    b.count(`SELECT count(*) FROM event WHERE action = 'concern'`),
		Stored:      b.count(`SELECT count(*) FROM ledger WHERE state = 'stored'`),
		Quarantined: b.count(`SELECT count(*) FROM ledger WHERE state = 'quarantined'`),
	}
}

// enquiries tells of each message which enquiry it is in; 0 for none.
func (b *books) enquiries() map[int]int {
	b.t.Helper()
	all := map[int]int{}
	b.each(`SELECT id, coalesce(enquiry, 0) FROM message`, func(scan func(...any) error) error {
		var message, enquiry int
		err := scan(&message, &enquiry)
		all[message] = enquiry
		return err
	})
	return all
}

// checkOnce holds the rows of a whole ledger against what is stored, when each
// of the letters delivered began an enquiry of its own: each letter is one
// message and one enquiry, whatever number of places it was seen in, and its
// bytes are kept.
func (b *books) checkOnce(rows []store.LedgerRow, letters int) {
	b.t.Helper()
	stored, seen, quarantined := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		switch {
		case row.SHA256 == "":
		case row.State == store.Stored:
			stored[row.SHA256]++
		case row.State == store.Quarantined:
			quarantined[row.SHA256] = true
		}
		if row.SHA256 != "" {
			seen[row.SHA256] = true
		}
	}
	for sum := range seen {
		if n := stored[sum]; n > 1 || n == 0 && !quarantined[sum] {
			b.t.Errorf("letter %s is stored %d times", sum[:8], n)
		}
	}
	// A letter that was in hand at two crashes is not read a third time.
	if len(quarantined) > letters/100 {
		b.t.Errorf("%d of %d sound letters are in quarantine", len(quarantined), letters)
	}
	b.t.Logf("%d letters of %d were seen, %d are in quarantine", len(seen), letters, len(quarantined))
	for what, query := range map[string]string{
		"messages":                 `SELECT count(*) FROM message`,
		"different Message-IDs":    `SELECT count(DISTINCT message_id) FROM message`,
		"enquiries":                `SELECT count(*) FROM enquiry`,
		"enquiries with a message": `SELECT count(DISTINCT enquiry) FROM message`,
		"messages with their own letter": `SELECT count(DISTINCT m.raw) FROM message m
			JOIN ledger l ON l.id = m.ledger WHERE l.raw = m.raw AND l.state = 'stored'`,
	} {
		if got := b.count(query); got != len(stored) {
			b.t.Errorf("%d %s for %d letters stored", got, what, len(stored))
		}
	}
	if kept := b.raw(); len(kept) != len(seen) {
		b.t.Errorf("%d letters are kept, want %d", len(kept), len(seen))
	}
}

// raw gives every letter that is kept, by its SHA-256.
func (b *books) raw() map[string][]byte {
	b.t.Helper()
	st, err := store.Open(b.t.Context(), store.Options{Path: b.path})
	if err != nil {
		b.t.Fatal(err)
	}
	defer st.Close()
	all := map[string][]byte{}
	b.each(`SELECT min(id), sha256 FROM ledger WHERE raw IS NOT NULL GROUP BY sha256`, func(scan func(...any) error) error {
		var id int64
		var digest []byte
		if err := scan(&id, &digest); err != nil {
			return err
		}
		raw, err := st.RawOfLedger(b.t.Context(), id)
		if sum(raw) != hex.EncodeToString(digest) {
			b.t.Errorf("letter %x is kept with other bytes", digest[:4])
		}
		all[hex.EncodeToString(digest)] = raw
		return err
	})
	return all
}

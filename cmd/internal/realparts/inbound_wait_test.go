package realparts_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/mailbox/inbound"
)

// patience bounds a hang; nothing that works takes this long.
const patience = time.Minute

func TestInboundIdleTells(t *testing.T) {
	d := realparts.Dovecot(t)
	d.Deliver("INBOX", letter(0))
	cfg := plain(d)
	cfg.TLS, cfg.Port, cfg.RootCAs = "tls", d.TLSPort, pool(t, d.CAFile)
	c := dial(t, cfg)
	if !c.CanIdle() {
		t.Fatal("Dovecot has no IDLE")
	}
	first := fetchAll(t, c, "INBOX", inbound.Cursor{})
	next := first[0].Next

	// A letter that came before Wait.
	d.Deliver("INBOX", letter(1))
	if changed, err := c.Wait(t.Context(), "INBOX", nil, patience); !changed || err != nil {
		t.Fatalf("a letter before Wait: changed %v, %v", changed, err)
	}
	second := fetchAll(t, c, "INBOX", next)
	if len(second) != 1 || !bytes.Equal(second[0].Letters[0].Raw, letter(1)) {
		t.Fatalf("second %+v", second)
	}

	// One that comes while it waits.
	type result struct {
		changed bool
		err     error
	}
	wake, done := make(chan struct{}, 1), make(chan result)
	waiting := func() {
		changed, err := c.Wait(t.Context(), "INBOX", wake, patience)
		done <- result{changed, err}
	}
	go waiting()
	d.Deliver("INBOX", letter(2))
	if got := <-done; !got.changed || got.err != nil {
		t.Fatalf("a letter during Wait: %+v", got)
	}
	if third := fetchAll(t, c, "INBOX", second[0].Next); len(third) != 1 || !bytes.Equal(third[0].Letters[0].Raw, letter(2)) {
		t.Fatalf("third %+v", third)
	}

	// None, and a wake.
	go waiting()
	wake <- struct{}{}
	if got := <-done; got.changed || got.err != nil {
		t.Fatalf("wake: %+v", got)
	}

	// The server goes away.
	go waiting()
	d.Stop()
	got := <-done
	if got.err == nil || !inbound.Temporary(got.err) {
		t.Errorf("server stopped: %+v", got)
	}
	t.Log(got.err)
}

func TestInboundCensus(t *testing.T) {
	d := realparts.Dovecot(t)
	for i := range 5 {
		d.Deliver("INBOX", letter(i))
	}
	c := dial(t, plain(d))
	count, err := c.Count(t.Context(), "INBOX")
	if err != nil || count.Count != 5 || count.UIDNext != 6 || count.UIDValidity == 0 || count.Letters != nil {
		t.Errorf("count %+v, %v", count, err)
	}
	// Flags are in the names of Maildir's files.
	for pattern, flags := range map[string]string{"*M000002*": "S", "*M000003*": "FRS", "*M000004*": "T"} {
		files, err := filepath.Glob(filepath.Join(d.Maildir, "new", pattern))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		if err := os.Rename(files[0], filepath.Join(d.Maildir, "cur", filepath.Base(files[0])+":2,"+flags)); err != nil {
			t.Fatal(err)
		}
	}
	census, err := c.Census(t.Context(), "INBOX")
	want := []inbound.Present{{UID: 1}, {UID: 2, Flags: inbound.Seen}, {UID: 3, Flags: inbound.Flagged | inbound.Answered | inbound.Seen},
		{UID: 4, Flags: inbound.Deleted}, {UID: 5}}
	if err != nil || !slices.Equal(census.Letters, want) || census.Count != 5 || census.UIDValidity != count.UIDValidity || census.UIDNext != 6 {
		t.Errorf("census %+v, %v", census, err)
	}
	if empty, err := c.Census(t.Context(), "Sent"); err != nil || empty.Count != 0 || len(empty.Letters) != 0 || empty.UIDValidity == 0 {
		t.Errorf("empty folder: %+v, %v", empty, err)
	}
	if _, err := c.Count(t.Context(), "Nowhere"); !errors.Is(err, inbound.ErrFolder) {
		t.Errorf("no such folder: %v", err)
	}
}

func TestInboundAgain(t *testing.T) {
	d := realparts.Dovecot(t)
	for i := range 4 {
		d.Deliver("INBOX", letter(i))
	}
	c := dial(t, plain(d))
	validity := fetchAll(t, c, "INBOX", inbound.Cursor{})[0].UIDValidity
	files, err := filepath.Glob(filepath.Join(d.Maildir, "*", "*M000003*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	var batches []inbound.Batch
	deliver := func(_ context.Context, b inbound.Batch) error {
		batches = append(batches, b)
		return nil
	}
	if err := c.Again(t.Context(), "INBOX", validity, []uint32{4, 2, 3, 77}, deliver); err != nil {
		t.Fatal(err)
	}
	if len(batches) != 1 || len(batches[0].Letters) != 2 || len(batches[0].Missing) != 2 || batches[0].Next != (inbound.Cursor{}) {
		t.Fatalf("%+v", batches)
	}
	b := batches[0]
	if !bytes.Equal(b.Letters[0].Raw, letter(1)) || !bytes.Equal(b.Letters[1].Raw, letter(3)) || !b.Missing[0].Gone || b.Missing[0].UID != 3 || b.Missing[1].UID != 77 {
		t.Errorf("%+v", b)
	}
	if err := c.Again(t.Context(), "INBOX", validity+1, []uint32{1}, deliver); !errors.Is(err, inbound.ErrRenumbered) || inbound.Temporary(err) {
		t.Errorf("another UIDVALIDITY: %v", err)
	}
}

func TestInboundConfiguredRoles(t *testing.T) {
	d := realparts.Dovecot(t)
	d.Deliver("Deleted Items", letter(0))
	d.Deliver("Posted", letter(0))
	cfg := plain(d)
	cfg.SentFolders = []string{"Posted"}
	folders, err := dial(t, cfg).Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]inbound.Role{}
	for _, f := range folders {
		roles[f.Name] = f.Role
	}
	if roles["Deleted Items"] != inbound.Trash || roles["Posted"] != inbound.Sent || roles["Sent"] != inbound.Sent || roles["Junk"] != inbound.Junk {
		t.Errorf("roles %v", roles)
	}
}

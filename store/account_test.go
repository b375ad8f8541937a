package store

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// account opens the same file as serve does for a mail account.
func (h *house) account(name string) {
	h.t.Helper()
	h.must(h.Close())
	s, err := Open(h.t.Context(), Options{Path: h.path, Now: func() time.Time { return h.now }, Topics: policies, Calendar: calendar, Serve: true, Account: name})
	h.must(err)
	h.Store = s
}

// Two servers may have chosen the same UIDVALIDITY: what lies on the second is
// then not what the first had under these numbers.
func TestAnotherServerWithTheSameUIDVALIDITYIsReadAnew(t *testing.T) {
	h := open(t)
	h.account("us at old.example.org")
	h.receive("INBOX", write("ada", "a1"), write("bob", "b1"))
	h.account("us at old.example.org")
	if at, err := h.Cursor(t.Context(), "INBOX"); err != nil || at != (Cursor{7, 2}) {
		t.Errorf("the same account: cursor %v, %v", at, err)
	}
	h.account("us at new.example.org")
	if at, err := h.Cursor(t.Context(), "INBOX"); err != nil || at != (Cursor{}) {
		t.Errorf("another account: cursor %v, %v; want it read from the beginning", at, err)
	}
	h.uid["INBOX"] = 0
	moved := write("bob", "b1")
	moved.Raw = append([]byte("X-Migrated: yes\r\n"), moved.Raw...)
	if got := h.receive("INBOX", moved, write("eve", "e1")); got.SetAside != 1 || got.Stored != 1 {
		t.Errorf("received %+v", got)
	}
	h.reconcile("INBOX", 7, 1, 2)
	h.present("INBOX", 7, 2)
	h.count(`SELECT count(*) FROM ledger WHERE gone IS NOT NULL`, 2)
	var rows []string
	h.must(h.Ledger(t.Context(), func(r LedgerRow) error {
		rows = append(rows, fmt.Sprintf("%d %s %d %d", r.Account, r.Folder, r.UIDValidity, r.UID))
		return nil
	}))
	if want := []string{"0 INBOX 7 1", "0 INBOX 7 2", "1 INBOX 7 1", "1 INBOX 7 2"}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	h.shapes("a1 new", "b1 new", "e1 new")
}

func TestFoldersThatAreNoMore(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	h.receive("INBOX", write("ada", "a1"))
	h.receive("Ruth", write("bob", "b1"))
	h.must(h.KeepFolders(ctx, []string{"INBOX", "Ruth"}))
	h.count(`SELECT count(*) FROM ledger WHERE gone IS NOT NULL`, 0)
	h.must(h.KeepFolders(ctx, []string{"INBOX", "Ruth's"}))
	h.count(`SELECT count(*) FROM ledger WHERE gone IS NOT NULL AND folder = 'Ruth'`, 1)
	h.count(`SELECT count(*) FROM poll`, 1)
	if places := h.enquiryOf(2).Messages[0].Places; places[0].Gone.IsZero() {
		t.Errorf("places %+v", places)
	}
}

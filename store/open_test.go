package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenMakesAPrivateFile(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(h.path + suffix)
		h.must(err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", info.Name(), info.Mode())
		}
	}
}

func TestOpenAgain(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"))
	h.must(h.Close())
	if _, err := os.Stat(h.path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is left behind: %v", err)
	}
	h.Store = h.again()
	h.shapes("a1 new")
}

// A path that means something to SQLite's URIs or the driver is only a path.
func TestOpenOddNames(t *testing.T) {
	for _, name := range []string{"a b.db", "50%25.db", "what?mode=memory.db", "hash#.db", "ünï.db"} {
		path := filepath.Join(t.TempDir(), name)
		s, err := Open(t.Context(), Options{Path: path, Calendar: calendar})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s.Close()
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: not this file: %v", name, err)
		}
	}
}

// Each error is one line that names the file and says what to do.
func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	at := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, test := range map[string]struct {
		path string
		is   error
		says string
	}{
		"no folder":         {filepath.Join(dir, "none", "e.db"), nil, "create it"},
		"file as a folder":  {filepath.Join(at("plain", ""), "e.db"), nil, "plain is no folder"},
		"a folder":          {dir, nil, "name a file in it"},
		"not a database":    {at("text.db", strings.Repeat("Dear team, ", 1000)), nil, "no database"},
		"short and not one": {at("short.db", "Dear team"), nil, "no database"},
		"cut off":           {at("cut.db", "SQLite format 3\x00\x10\x00\x02\x02\x00\x40\x20\x20"), nil, "restore a backup"},
		"another program's": {other(t, dir, `CREATE TABLE recipe (id)`), nil, "another program"},
		"a newer version":   {other(t, dir, `PRAGMA application_id = 1212499313; PRAGMA user_version = 9999`), ErrNewerSchema, "run the newer program"},
		"read-only":         {"/proc/version", ErrReadOnly, "let this user write"},
		"read-only folder":  {"/proc/none.db", nil, "/proc/none.db"},
	} {
		s, err := Open(t.Context(), Options{Path: test.path, Calendar: calendar})
		if err == nil {
			s.Close()
			t.Errorf("%s: opened", name)
			continue
		}
		if strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "open database "+test.path+": ") ||
			!strings.Contains(err.Error(), test.says) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// other makes a database that is not ours.
func other(t *testing.T, dir, text string) string {
	t.Helper()
	file, err := os.CreateTemp(dir, "*.db")
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	db, err := sql.Open("sqlite3", file.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

func TestReadOnlyFile(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"))
	h.must(h.Close())
	h.must(os.Chmod(h.path, 0o400))
	s, err := Open(t.Context(), Options{Path: h.path, Calendar: calendar, Serve: true})
	if os.Geteuid() == 0 {
		if err == nil {
			s.Close()
		}
		t.Skip("root may write to any file")
	}
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("error %v", err)
	}
}

// A database another connection keeps for itself: one line, after the busy timeout.
func TestLockedByAnother(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the busy timeout of five seconds")
	}
	h := open(t)
	h.must(h.Close())
	db, err := sql.Open("sqlite3", "file:"+h.path+"?_locking_mode=EXCLUSIVE&_txlock=exclusive")
	h.must(err)
	defer db.Close()
	tx, err := db.Begin()
	h.must(err)
	defer tx.Rollback()
	_, err = Open(t.Context(), Options{Path: h.path, Calendar: calendar, Serve: true})
	if err == nil || !strings.Contains(err.Error(), "another program keeps the database locked") {
		t.Errorf("error %v", err)
	}
}

func TestOneServe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "e.db")
	serve := Options{Path: path, Serve: true, Calendar: calendar}
	first, err := Open(t.Context(), serve)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), serve); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "stop it first") {
		t.Errorf("a second serve: %v", err)
	}
	command, err := Open(t.Context(), Options{Path: path, Calendar: calendar})
	if err != nil {
		t.Fatalf("a command beside it: %v", err)
	}
	if _, _, err := command.AddUser(t.Context(), "ann@example.org", "", RoleTriage); err != nil {
		t.Error(err)
	}
	command.Close()
	if users, err := first.Users(t.Context()); err != nil || len(users) != 1 {
		t.Errorf("serve sees %v, %v", users, err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	again, err := Open(t.Context(), serve)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	again.Close()
}

// The reader cannot write, whatever it is asked.
func TestReaderIsReadOnly(t *testing.T) {
	h := open(t)
	if _, err := h.reader.Exec(`DELETE FROM user`); err == nil {
		t.Error("the reader wrote")
	}
}

// Every step from an empty file, one at a time, with the pragmas in force.
func TestMigrate(t *testing.T) {
	h := open(t)
	for query, want := range map[string]int{"PRAGMA user_version": 5, "PRAGMA foreign_keys": 1, "PRAGMA synchronous": 2} {
		var got int
		h.must(h.writer.QueryRow(query).Scan(&got))
		if got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	h.count(`SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search_%'`, 0)
	h.count(`SELECT count(*) FROM pragma_foreign_key_check`, 0)
}

package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"
)

// explain turns SQLite's words into what the operator can do about it. Other
// errors pass unchanged. (The driver's errors are values, not pointers.)
func explain(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrAuth:
		return readOnly(err)
	case sqlite3.ErrNotADB:
		return fmt.Errorf("this is no database, or it is damaged: name another file, or restore a backup: %w", err)
	case sqlite3.ErrCorrupt:
		return fmt.Errorf("the database is damaged: stop serve, keep the file, restore a backup: %w", err)
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("another program keeps the database locked: try again, and if that does not help, find it and end it: %w", err)
	case sqlite3.ErrFull:
		return fmt.Errorf("the disk is full: make room on it, nothing was half done: %w", err)
	case sqlite3.ErrIoErr:
		return fmt.Errorf("the disk failed: look at the system's log: %w", err)
	}
	return err
}

func readOnly(err error) error {
	if errors.Is(err, ErrReadOnly) || errors.Is(err, os.ErrNotExist) {
		return err
	}
	return fmt.Errorf("%w: let this user write to the file and its folder: %w", ErrReadOnly, err)
}

// invalid is ErrInvalid with what was wrong.
func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// ignoreNotFound is nil where there is no such row.
func ignoreNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Package store keeps everything that must last in one SQLite file: letters,
// enquiries, users, the ledger and the audit trail.
//
// It owns what we promised about an enquiry: its status, owner, due time and
// first response. Each public method is one transaction, done or not begun.
// It never talks to a server, never reads MIME, and never decides what a
// letter is about: that comes in with the letter.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/zstd"
	"github.com/mattn/go-sqlite3"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store/worktime"
)

// Options says where the database is and what we promise.
type Options struct {
	Path     string             // the database file; made when it does not exist
	Now      func() time.Time   // nil: time.Now
	Topics   []TopicPolicy      // in the order of the response times
	Calendar *worktime.Calendar // nil: worktime.Default()
	Serve    bool               // take the lock PATH.lock: one serve per database

	Account string // which mailbox of which server is read, with Serve; "" for not said
	// Judge looks through what a person typed in from a letter that could not be
	// read, for concern; may be nil.
	Judge   func(Sketch) classify.Verdict
	Filings map[string]Filing // what folders of the mailbox mean, by name
	Wake    chan<- struct{}   // gets a value, if it has room, when somebody wants the mailbox read now; may be nil
}

// Store is an open database. It may be used by many goroutines.
type Store struct {
	writer *sql.DB // one connection, immediate transactions: writers queue here, not in SQLite
	reader *sql.DB // query_only: a forgotten write fails instead of waiting for a lock
	lock   *flock.Flock
	unzip  *zstd.Decoder

	now      func() time.Time
	calendar *worktime.Calendar
	topics   []TopicPolicy
	filings  map[string]Filing
	wake     chan<- struct{}
	judge    func(Sketch) classify.Verdict

	generation int64 // which mail account is read, see numbering
}

// Open opens the database, makes it when there is none, and brings its schema
// up to date. Its errors are one line that says what to do; ErrInUse,
// ErrReadOnly and ErrNewerSchema can be told apart.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	s := &Store{now: o.Now, calendar: o.Calendar, topics: o.Topics, filings: o.Filings, wake: o.Wake, judge: o.Judge}
	if s.now == nil {
		s.now = time.Now
	}
	if s.calendar == nil {
		s.calendar = worktime.Default()
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("open database %s: %w", o.Path, errors.Join(err, s.Close()))
		}
	}()
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // the lock is the file's, whatever it is called
	}
	if err := s.prepare(path, o.Serve); err != nil {
		return nil, err
	}
	if err := s.connect(path, o.Serve); err != nil {
		return nil, err
	}
	if !o.Serve && s.newest(ctx) {
		return s, s.findAccount(ctx)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	if err := s.writable(ctx); err != nil {
		return nil, err
	}
	if o.Serve {
		if err := errors.Join(s.crashed(ctx), s.useAccount(ctx, o.Account)); err != nil {
			return nil, err
		}
	}
	return s, s.findAccount(ctx)
}

// wakeUp asks for the mailbox to be read. Whoever does it may be busy: then one
// value in the channel is enough.
func (s *Store) wakeUp() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// writable finds out whether the file can be written. BEGIN IMMEDIATE does not:
// on a file that SQLite could only open for reading it begins a read.
func (s *Store) writable(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE cursor SET last_uid = last_uid WHERE false`)
		return err
	})
}

// Close ends all connections and gives the lock back.
func (s *Store) Close() error {
	var errs []error
	// The reader first: the last connection to close writes the log back into
	// the file, and only the writer can.
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.unzip != nil {
		s.unzip.Close()
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// prepare takes the lock and makes the file. It must not open a database file
// that is there: closing it again would drop the locks that SQLite holds on it
// elsewhere in this process (POSIX advisory locks, sqlite.org/howtocorrupt.html 2.2).
func (s *Store) prepare(path string, serve bool) error {
	dir := filepath.Dir(path)
	switch info, err := os.Stat(dir); {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist: create it, or name another in the configuration", dir)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no folder: name another path in the configuration", dir)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.New("this is a folder: name a file in it")
	}
	if serve {
		if err := s.takeLock(path + ".lock"); err != nil {
			return err
		}
	}
	// 0600 from the first byte on; SQLite gives its log files the same mode.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return readOnly(err)
	}
	return file.Close()
}

func (s *Store) takeLock(path string) error {
	lock := flock.New(path, flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return readOnly(err)
	}
	if !held {
		return fmt.Errorf("%w: stop it first, or give this one another database (lock %s)", ErrInUse, path)
	}
	s.lock = lock
	return nil
}

func (s *Store) connect(path string, serve bool) (err error) {
	// A command beside serve waits for a pause between its batches: SQLite's lock
	// knows no queue.
	patience := "60000" // milliseconds
	if serve {
		patience = "5000"
	}
	// Every pooled connection must have the pragmas, so they are in the name.
	// synchronous=FULL: a commit that was acknowledged survives a power cut.
	if s.writer, err = sql.Open(writerDriver, name(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_foreign_keys": {"on"},
		"_busy_timeout": {patience}, "_txlock": {"immediate"}, "_cache_size": {"-16384"},
	})); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if s.reader, err = sql.Open("sqlite3", name(path, url.Values{
		"mode": {"ro"}, "_query_only": {"on"}, "_busy_timeout": {"5000"},
		"_txlock": {"deferred"}, "_cache_size": {"-8192"},
	})); err != nil {
		return err
	}
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	s.unzip, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	return err
}

const readers = 4

// writerDriver is go-sqlite3 with what its DSN cannot say: the log is written
// back into the file when it has grown to 32 MiB and not to 4, which is what one
// batch makes, so that a page that each batch changes is written back less often.
const writerDriver = "sqlite3-writer"

func init() {
	sql.Register(writerDriver, &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		_, err := c.Exec("PRAGMA wal_autocheckpoint = 8192", nil)
		return err
	}})
}

func name(path string, pragmas url.Values) string {
	return (&url.URL{Scheme: "file", Path: path, RawQuery: pragmas.Encode()}).String()
}

// Package desk is the front desk: the only place where mail, verdict and store
// meet.
//
// It watches the mailbox's folders, has their letters read and sorted, and
// hands them to the store together with the cursor, so that a letter is either
// done or not begun. It owns the order of these steps, what happens when one
// fails, and the promise that every letter the server shows is accounted for. It
// holds no SQL, no MIME and no page, and it never logs an address, a subject or
// a body.
package desk

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

// Source is one session with the mail server.
type Source interface {
	Lister
	Fetcher
	Wait(ctx context.Context, folder string, wake <-chan struct{}, limit time.Duration) (changed bool, err error)
	Close() error
}

// Lister tells what the mailbox holds.
type Lister interface {
	Folders(ctx context.Context) ([]inbound.Folder, error)
	Count(ctx context.Context, folder string) (inbound.Census, error)
	Census(ctx context.Context, folder string) (inbound.Census, error)
}

// Fetcher hands letters over.
type Fetcher interface {
	Fetch(ctx context.Context, f inbound.Fetching) error
	Again(ctx context.Context, folder string, validity uint32, uids []uint32, deliver func(context.Context, inbound.Batch) error) error
	Alive(ctx context.Context) error
}

// Keeper is what the desk asks of the store.
type Keeper interface {
	Accounts
	Shelf
	Hands
	Comparer
	Surveyor
}

// Shelf keeps letters: what takes time is done before their turn has come.
type Shelf interface {
	Prepare(ctx context.Context, b store.Batch) (store.Prepared, error)
	Put(ctx context.Context, batches ...store.Prepared) (store.Received, error)
}

// Accounts says how far folders have been read, and how that went.
type Accounts interface {
	Cursor(ctx context.Context, folder string) (store.Cursor, error)
	RecordPoll(ctx context.Context, folder string, at time.Time, problem string) error
}

// Hands knows which letters are being read, and which of them went wrong.
type Hands interface {
	TakeInHand(ctx context.Context, folder string, validity uint32, uids []uint32) error
	PutDown(ctx context.Context, broke bool) error
	Suspects(ctx context.Context, folder string) ([]store.Suspect, error)
}

// Comparer holds the ledger against what the server shows.
type Comparer interface {
	Present(ctx context.Context, folder string, validity uint32) (int, error)
	Reconcile(ctx context.Context, c store.Census) (missing []uint32, err error)
	ClaimDue(ctx context.Context, folder string) (validity, uid uint32, ok bool, err error)
}

// Surveyor knows what the mailbox and its letters are like as a whole.
type Surveyor interface {
	KeepFolders(ctx context.Context, names []string) error
	Reconsider(ctx context.Context, reason string, since time.Time) error
}

// Sorter gives the verdict on one letter, and the number of the model that gave it.
// It is called from several goroutines at once.
type Sorter interface {
	Sort(classify.Letter) (v classify.Verdict, model int64)
}

// Config is what a Desk needs. Connect, Store, Sorter, Now and Log may not be nil.
type Config struct {
	Connect func(context.Context) (Source, error) // opens a session
	Store   Keeper
	Sorter  Sorter
	Parse   func(raw []byte, limits mailbox.Limits) mailbox.Message // nil: mailbox.ParseBytes
	Limits  mailbox.Limits
	// Trial reads a letter where it can do no harm, in a process of its own, and
	// says what came of it. It is asked about letters that were in hand at two ends
	// of the program, for it may have been killed for quite another reason. nil: such
	// letters are not read.
	Trial func(ctx context.Context, raw []byte) error

	Own     []string // every address that letters of ours come from
	Staff   []string // addresses, or domains ("@example.org"), of those who answer for us from mailboxes of their own
	Folders []string // to watch, as the server spells them; empty: every folder but Exclude
	Exclude []string // folders that are not watched, with those within them; case does not count

	Since  time.Time // letters that came before are accounted for and not read; zero: none
	GoLive time.Time // letters that came before are kept for search and learning, never late; zero: none
	Begun  time.Time // when this database saw its first letter; zero: not yet

	Wake     <-chan struct{}                     // has a value when the mailbox is to be read now
	Progress func(folder string, read, left int) // is told of each batch that was stored; may be nil
	Now      func() time.Time
	Log      *slog.Logger
}

// Desk receives letters. Its methods may be called from one goroutine at a time.
type Desk struct {
	Config
	own      map[string]bool      // addresses, lower-case
	staff    map[string]bool      // addresses and "@domain", lower-case
	compared map[string]time.Time // when a folder was last compared letter by letter
	failing  map[string]string    // what was last logged of folders that cannot be read
	breaker  string               // the folder in which the last session ended; "" for none
	received int                  // letters so far
}

// New makes a Desk.
func New(c Config) *Desk {
	if c.Parse == nil {
		c.Parse = mailbox.ParseBytes
	}
	if c.Begun.IsZero() {
		c.Begun = c.Now()
	}
	return &Desk{Config: c, own: lowerSet(c.Own), staff: lowerSet(c.Staff), compared: map[string]time.Time{}, failing: map[string]string{}}
}

func lowerSet(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[strings.ToLower(s)] = true
	}
	return set
}

// Check signs in, makes sure that every folder is there and signs out again.
// Its error says what is wrong with the settings and what to do.
func (d *Desk) Check(ctx context.Context) error {
	source, err := d.Connect(ctx)
	if err != nil {
		return err
	}
	err = d.checkFolders(ctx, source)
	return errors.Join(err, source.Close())
}

// firstFolder is where a fault is noted that keeps every folder from being read.
func (d *Desk) firstFolder() string {
	if len(d.Folders) > 0 {
		return FolderName(d.Folders[0])
	}
	return inboxName
}

// record notes how the attempt on a folder went, for the pages and the health
// check, and passes the error on. Stopping is no fault of the folder.
func (d *Desk) record(ctx context.Context, folder string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	problem := ""
	if err != nil {
		problem = err.Error()
	}
	return errors.Join(err, d.Store.RecordPoll(ctx, folder, d.Now(), problem))
}

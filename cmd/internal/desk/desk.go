// Package desk is the front desk: the only place where mail, verdict and store
// meet.
//
// It takes letters from the mailbox's folders, has them read and sorted, and
// hands them to the store together with the cursor, so that a letter is either
// done or not begun. It owns the order of these steps and what happens when
// one fails. It holds no SQL, no MIME and no page, and it never logs an
// address, a subject or a body.
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
	Folders(ctx context.Context) ([]inbound.Folder, error)
	Fetch(ctx context.Context, folder string, from inbound.Cursor, deliver func(context.Context, inbound.Batch) error) error
	Close() error
}

// Keeper is what the desk asks of the store.
type Keeper interface {
	Cursor(ctx context.Context, folder string) (store.Cursor, error)
	Receive(ctx context.Context, b store.Batch) (store.Received, error)
	RecordPoll(ctx context.Context, folder string, at time.Time, problem string) error
}

// Sorter gives the verdict on one letter. It is called from several goroutines at once.
type Sorter interface {
	Classify(classify.Letter) classify.Verdict
}

// Config is what a Desk needs. Nothing in it may be nil.
type Config struct {
	Connect func(context.Context) (Source, error) // opens a session; each Poll takes one
	Store   Keeper
	Sorter  Sorter
	Own     []string // every address that letters of ours come from
	Folders []string // to read, as the server spells them; empty: Inbox, and Junk and Sent where the server has them
	Limits  mailbox.Limits
	Now     func() time.Time
	Log     *slog.Logger
}

// Desk receives letters. Its methods may be called from one goroutine at a time.
type Desk struct {
	Config
	own map[string]bool // lower-case
}

// New makes a Desk.
func New(c Config) *Desk {
	d := &Desk{Config: c, own: map[string]bool{}}
	for _, a := range c.Own {
		d.own[strings.ToLower(a)] = true
	}
	return d
}

// refusedPause is how long PollUntilRead waits after a fault that will not go
// away by itself, such as a refused password: many servers lock an account
// that tries more often.
const refusedPause = 5 * time.Minute

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

// PollUntilRead reads every folder once. When the mailbox cannot be read it
// tries again, ever more patiently, until it succeeds or the context ends.
func (d *Desk) PollUntilRead(ctx context.Context) error {
	pauses := inbound.Backoff()
	for {
		err := d.Poll(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, inbound.ErrFolder) { // the others were read; the next look is at the usual time
			d.Log.Warn("a folder could not be read", "err", err)
			return nil
		}
		pause := pauses.NextBackOff()
		if errors.Is(err, inbound.ErrSignIn) && !inbound.Temporary(err) {
			pause = max(pause, refusedPause)
		}
		d.Log.Warn("the mailbox could not be read", "err", err, "next_try_in", pause.Round(time.Second))
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// Poll reads every folder once over one session and stores what is new. A
// folder that is missing is reported and does not keep the others from being
// read; the first other error ends the session.
func (d *Desk) Poll(ctx context.Context) error {
	source, err := d.Connect(ctx)
	if err != nil {
		return d.record(ctx, d.firstFolder(), err)
	}
	defer source.Close() // the session is disposable: what counts was stored with its cursor
	folders, err := d.folders(ctx, source)
	if err != nil {
		return d.record(ctx, d.firstFolder(), err)
	}
	var missing error
	for _, f := range folders {
		err := d.record(ctx, f.Name, d.readFolder(ctx, source, f))
		if errors.Is(err, inbound.ErrFolder) {
			missing = err
			continue
		}
		if err != nil {
			return err
		}
	}
	return missing
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

func (d *Desk) readFolder(ctx context.Context, source Source, f inbound.Folder) error {
	from, err := d.Store.Cursor(ctx, f.Name)
	if err != nil {
		return err
	}
	return source.Fetch(ctx, f.Name, inbound.Cursor(from), func(ctx context.Context, b inbound.Batch) error {
		return d.receive(ctx, f, b)
	})
}

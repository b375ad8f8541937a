package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"hee.nhs.uk/enquiries/mailbox/inbound"
)

const (
	// refusedPause is how long Run waits at least after a fault that will not go
	// away by itself, such as a refused password: many servers lock an account that
	// tries more often.
	refusedPause = 5 * time.Minute
	// restLimit is how long the session rests at most before every folder is read
	// again, also when nobody asks for it.
	restLimit = 9 * time.Minute
	// sessionLimit is how long one session is used: servers keep in a session what
	// they knew when it began, such as the folders there were.
	sessionLimit = time.Hour
	// inboxPatience is how long the Inbox waits for its turn at most while other
	// folders are read, unless one alone takes longer.
	inboxPatience = 10 * time.Second
	// roundShare: a round of all folders that took so long is not begun again
	// before this many times its length has passed.
	roundShare = 4
	// quietPause is the least time between two looks at an Inbox in which nothing
	// is new.
	quietPause = time.Second
)

// Run watches the mailbox until the context ends: every folder in turn, then the
// Inbox until something comes into it or Wake has a value, and again. A session
// is disposable: when it breaks, another begins, ever more patiently while
// none gets through the mailbox.
func (d *Desk) Run(ctx context.Context) {
	if err := d.Store.Reconsider(ctx, reasonOld, d.Since); err != nil {
		d.Log.Error("letters that mailbox.since no longer leaves out are not read yet", "err", err)
	}
	pauses := inbound.Backoff()
	for {
		err := d.session(ctx, pauses.Reset)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			continue // it was long enough
		}
		length := max(pauses.NextBackOff(), inbound.RetryAfter(err))
		if errors.Is(err, inbound.ErrSignIn) && !inbound.Temporary(err) {
			length = max(length, refusedPause)
		}
		d.Log.Warn("the mailbox could not be read", "err", err, "next_try_in", length.Round(time.Second))
		if pause(ctx, length) != nil {
			return
		}
	}
}

// session reads the mailbox over one connection until that breaks, or has been
// used for long enough. It calls whole each time it has been through every folder.
func (d *Desk) session(ctx context.Context, whole func()) error {
	source, err := d.Connect(ctx)
	if err != nil {
		return d.record(ctx, d.firstFolder(), err)
	}
	defer source.Close() // what counts was stored with its cursor
	// Marks are left when they could not be taken away: on a full disk, say.
	if err := d.Store.PutDown(ctx, false); err != nil {
		return err
	}
	for began := d.Now(); d.Now().Sub(began) < sessionLimit; {
		start := d.Now()
		folders, err := d.round(ctx, source)
		if err != nil {
			return err
		}
		whole()
		if err := d.rest(ctx, source, folders, d.Now().Sub(start)); err != nil {
			return err
		}
	}
	return nil
}

// Poll reads every folder once over a session of its own. It is what one round
// of Run does.
func (d *Desk) Poll(ctx context.Context) error {
	source, err := d.Connect(ctx)
	if err != nil {
		return d.record(ctx, d.firstFolder(), err)
	}
	defer source.Close()
	_, err = d.round(ctx, source)
	return err
}

// round reads every watched folder and gives those that could be read. One with
// a trouble of its own is reported and keeps no other from being read. When the
// session itself is at its end, the folder that it ended in is the last to be
// read by the next: it may end that too.
func (d *Desk) round(ctx context.Context, source Source) (readable []inbound.Folder, err error) {
	folders, err := d.folders(ctx, source)
	if err != nil {
		return nil, d.record(ctx, d.firstFolder(), err)
	}
	slices.SortStableFunc(folders, func(a, b inbound.Folder) int {
		return cmp.Compare(index(a.Name == d.breaker), index(b.Name == d.breaker))
	})
	looked := d.Now()
	var failed error
	for _, f := range folders {
		if inbox, ok := inboxOf(readable); ok && d.Now().Sub(looked) > inboxPatience {
			if err := d.visit(ctx, source, inbox, false); err != nil {
				return nil, err
			}
			looked = d.Now()
		}
		err := d.visit(ctx, source, f, true)
		if err == nil {
			delete(d.failing, f.Name)
			readable = append(readable, f)
			continue
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !errors.Is(err, inbound.ErrFolder) && source.Alive(ctx) != nil {
			d.breaker = f.Name
			return nil, err
		}
		failed = err
		if d.failing[f.Name] != err.Error() {
			d.failing[f.Name] = err.Error()
			d.Log.Warn("a folder could not be read", "err", err)
		}
	}
	d.breaker = ""
	if len(readable) == 0 {
		return nil, failed
	}
	return readable, nil
}

func index(last bool) int {
	if last {
		return 1
	}
	return 0
}

// inboxOf finds the Inbox.
func inboxOf(folders []inbound.Folder) (inbound.Folder, bool) {
	i := slices.IndexFunc(folders, func(f inbound.Folder) bool { return f.Role == inbound.Inbox })
	if i < 0 {
		return inbound.Folder{}, false
	}
	return folders[i], true
}

// rest waits on the Inbox, and reads what comes into it at once. It ends when
// the other folders are to be read again: when somebody wants it, but not before
// some time has passed for the length of the last round. The Inbox must not
// wait for ever behind hundreds of slow folders.
func (d *Desk) rest(ctx context.Context, source Source, folders []inbound.Folder, round time.Duration) error {
	inbox, ok := inboxOf(folders)
	if !ok {
		inbox = folders[0]
	}
	began := d.Now()
	for {
		left := began.Add(restLimit).Sub(d.Now())
		if left <= 0 {
			return nil
		}
		changed, err := source.Wait(ctx, inbox.Name, d.Wake, left)
		if err != nil {
			return d.record(ctx, inbox.Name, err)
		}
		if !changed && d.Now().Sub(began) >= roundShare*round {
			return nil
		}
		read := d.received
		if err := d.visit(ctx, source, inbox, !changed); err != nil {
			return err
		}
		if changed && d.received == read { // flags, or a server that says much
			if err := pause(ctx, quietPause); err != nil {
				return err
			}
		}
	}
}

// pause waits, or ends with the context.
func pause(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

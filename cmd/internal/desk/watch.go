package desk

import (
	"context"
	"errors"
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
)

// Run watches the mailbox until the context ends: every folder in turn, then the
// Inbox until something comes into it or Wake has a value, and again. A session
// is disposable: when it breaks, another begins, ever more patiently while
// none gets through the mailbox.
func (d *Desk) Run(ctx context.Context) {
	pauses := inbound.Backoff()
	for {
		err := d.session(ctx, pauses.Reset)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			continue // it was long enough
		}
		pause := max(pauses.NextBackOff(), inbound.RetryAfter(err))
		if errors.Is(err, inbound.ErrSignIn) && !inbound.Temporary(err) {
			pause = max(pause, refusedPause)
		}
		d.Log.Warn("the mailbox could not be read", "err", err, "next_try_in", pause.Round(time.Second))
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
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
	for began := d.Now(); d.Now().Sub(began) < sessionLimit; {
		folders, err := d.round(ctx, source)
		if err != nil {
			return err
		}
		whole()
		if err := d.rest(ctx, source, folders); err != nil {
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

// round reads every watched folder. One that is missing is reported and does not
// keep the others from being read; any other error ends the session.
func (d *Desk) round(ctx context.Context, source Source) ([]inbound.Folder, error) {
	folders, err := d.folders(ctx, source)
	if err != nil {
		return nil, d.record(ctx, d.firstFolder(), err)
	}
	missing := ""
	for _, f := range folders {
		err := d.visit(ctx, source, f, true)
		if errors.Is(err, inbound.ErrFolder) {
			missing = err.Error()
			if missing != d.failing {
				d.Log.Warn("a folder could not be read", "err", err)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	d.failing = missing
	return folders, nil
}

// rest waits on the Inbox, and reads what comes into it at once. It ends when
// the other folders are to be read again.
func (d *Desk) rest(ctx context.Context, source Source, folders []inbound.Folder) error {
	inbox := folders[0]
	for _, f := range folders {
		if f.Role == inbound.Inbox {
			inbox = f
		}
	}
	until := d.Now().Add(restLimit)
	for {
		left := until.Sub(d.Now())
		if left <= 0 {
			return nil
		}
		changed, err := source.Wait(ctx, inbox.Name, d.Wake, left)
		if err != nil {
			return d.record(ctx, inbox.Name, err)
		}
		if !changed {
			return nil
		}
		if err := d.visit(ctx, source, inbox, false); err != nil {
			return err
		}
	}
}

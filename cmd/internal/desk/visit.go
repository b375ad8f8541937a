package desk

import (
	"context"
	"errors"
	"time"

	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

const (
	compareEvery = 5 * time.Minute
	// A letter under suspicion is taken alone, so that what it does is its own
	// doing: after one end of the program, or two broken sessions (networks break too).
	aloneCrashes, aloneBreaks = 1, 2
	// After two ends of the program it is kept unread, unless it passes a trial; then
	// after two more. After some more broken sessions it is not asked for.
	unreadCrashes, trialCrashes, leaveBreaks = 2, 4, 5
)

const (
	reasonOld    = "it came before mailbox.since"
	reasonBreaks = "the session with the mail server broke each time this letter was asked for"
	reasonCrash  = "the program ended twice while it was reading this letter; the letter is kept whole and was not read"
)

// visit brings what we know of one folder up to date: new letters; and, when
// there is time for it, those that are to be tried again, and the comparison
// of the ledger with the server.
func (d *Desk) visit(ctx context.Context, source Source, f inbound.Folder, whole bool) error {
	err := d.fetchNew(ctx, source, f)
	if err == nil && whole {
		err = d.fetchAgain(ctx, source, f)
	}
	if err == nil && whole {
		err = d.compare(ctx, source, f)
	}
	return d.record(ctx, f.Name, err)
}

// fetchNew reads the letters after the cursor.
func (d *Desk) fetchNew(ctx context.Context, source Source, f inbound.Folder) error {
	from, err := d.Store.Cursor(ctx, f.Name)
	if err != nil {
		return err
	}
	wary, err := d.Store.Suspects(ctx, f.Name)
	if err != nil {
		return err
	}
	v := visitor{Desk: d, folder: f, wary: wary}
	line := v.begin(ctx)
	err = source.Fetch(ctx, inbound.Fetching{
		Folder: f.Name, From: inbound.Cursor(from), Skip: v.skip, Alone: v.alone, Deliver: line.take,
		Begin: func(ctx context.Context, validity uint32, uids []uint32) error {
			return d.Store.TakeInHand(ctx, f.Name, validity, uids)
		},
	})
	if stored := line.end(); stored != nil {
		err = stored // what Fetch says of it is an echo
	}
	return d.putDown(ctx, err)
}

// putDown takes the mark from letters that are no longer in hand. When the
// session broke while they were asked for, that is remembered.
func (d *Desk) putDown(ctx context.Context, err error) error {
	if err == nil {
		return nil // Receive has done it
	}
	var asked *inbound.InFlight
	// Also when we are told to stop: else the next start would take it for a crash.
	return errors.Join(err, d.Store.PutDown(context.WithoutCancel(ctx), errors.As(err, &asked)))
}

// fetchAgain fetches quarantined letters that are to be tried again, each alone.
func (d *Desk) fetchAgain(ctx context.Context, source Source, f inbound.Folder) error {
	for {
		validity, uid, ok, err := d.Store.ClaimDue(ctx, f.Name)
		if err != nil || !ok {
			return err
		}
		if err := d.again(ctx, source, f, validity, []uint32{uid}); err != nil {
			return err
		}
	}
}

// again fetches letters once more. One that was quarantined leaves the quarantine
// when it can be read now. While any letter of the folder is under suspicion each
// is taken alone.
func (d *Desk) again(ctx context.Context, source Source, f inbound.Folder, validity uint32, uids []uint32) error {
	wary, err := d.Store.Suspects(ctx, f.Name)
	if err != nil {
		return err
	}
	if len(wary) > 0 && len(uids) > 1 {
		for _, uid := range uids {
			if err := d.again(ctx, source, f, validity, []uint32{uid}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := d.Store.TakeInHand(ctx, f.Name, validity, uids); err != nil {
		return err
	}
	v := visitor{Desk: d, folder: f, wary: wary}
	err = source.Again(ctx, f.Name, validity, uids, func(ctx context.Context, b inbound.Batch) error {
		batch := v.arrivals(ctx, b)
		batch.Again = true
		p, err := v.prepare(ctx, batch)
		if err != nil {
			return err
		}
		return v.store(ctx, []prepared{p})
	})
	if errors.Is(err, inbound.ErrRenumbered) {
		err = nil // the next visit reads the folder anew
		return errors.Join(err, d.Store.PutDown(ctx, false))
	}
	return d.putDown(ctx, err)
}

// compare holds the ledger against the folder: by count each time, letter by
// letter when the counts differ and every few minutes; in a large folder less
// often, for that takes both sides some time. What was passed over is
// fetched; what then still differs is on the health page.
func (d *Desk) compare(ctx context.Context, source Source, f inbound.Folder) error {
	count, err := source.Count(ctx, f.Name)
	if err != nil {
		return err
	}
	present, err := d.Store.Present(ctx, f.Name, count.UIDValidity)
	if err != nil {
		return err
	}
	patience := time.Duration(count.Count) * time.Millisecond / 2
	if present == count.Count {
		patience = max(compareEvery, 2*patience)
	}
	if last, ok := d.compared[f.Name]; ok && d.Now().Sub(last) < patience {
		return nil
	}
	missing, validity, err := d.reconcile(ctx, source, f)
	if err != nil || len(missing) == 0 {
		return err
	}
	d.Log.Warn("the server has letters that were passed over; they are fetched again", "folder", f.Name, "letters", len(missing))
	if err := d.again(ctx, source, f, validity, missing); err != nil {
		return err
	}
	missing, _, err = d.reconcile(ctx, source, f)
	if err == nil && len(missing) > 0 {
		d.Log.Error("the ledger lacks letters that the server has", "folder", f.Name, "letters", len(missing))
	}
	return err
}

func (d *Desk) reconcile(ctx context.Context, source Source, f inbound.Folder) (missing []uint32, validity uint32, err error) {
	census, err := source.Census(ctx, f.Name)
	if err != nil {
		return nil, 0, err
	}
	c := store.Census{
		Folder: f.Name, UIDValidity: census.UIDValidity, Letters: make([]store.Present, len(census.Letters)),
		Unlisted: max(0, census.Count-len(census.Letters)),
	}
	for i, p := range census.Letters {
		c.Letters[i] = store.Present{UID: p.UID, Flags: store.Flags(p.Flags)}
	}
	missing, err = d.Store.Reconcile(ctx, c)
	if err == nil {
		d.compared[f.Name] = d.Now()
	}
	return missing, census.UIDValidity, err
}

package desk

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

// visitor reads the letters of one folder.
type visitor struct {
	*Desk
	folder inbound.Folder
	wary   []store.Suspect
	read   int // letters so far
}

// suspect is what is known against a letter.
func (v *visitor) suspect(uid uint32) (s store.Suspect) {
	for _, s := range v.wary {
		if s.FirstUID <= uid && uid <= s.LastUID {
			return s
		}
	}
	return s
}

func (v *visitor) alone(uid uint32) bool {
	s := v.suspect(uid)
	return s.Crashes >= aloneCrashes || s.Breaks >= aloneBreaks
}

func (v *visitor) skip(uid uint32, _ int64, internal time.Time) string {
	s := v.suspect(uid)
	switch {
	case s.FirstUID == s.LastUID && s.Breaks >= leaveBreaks:
		return reasonBreaks
	case !internal.IsZero() && internal.Before(v.Since):
		return reasonOld
	}
	return ""
}

// line is the way of the batches of one visit: while one is fetched, the one
// before it is read on all cores and those before that are stored. A few wait
// between these, and are then stored together, since the disk takes as long for
// one as for several. So what is in memory is bounded, and order is kept.
//
// While letters of the folder are under suspicion a batch is stored before the
// next is asked for: else the end of the program would be held against all that are on their way.
type line struct {
	fetched chan inbound.Batch
	stored  chan struct{} // has a value for each batch that was stored; nil: nobody waits for that
	work    *errgroup.Group
	room    *semaphore.Weighted // bytes of letters on their way
	ctx     context.Context     // ends when one of the stages fails
}

func (v *visitor) begin(ctx context.Context) *line {
	l := &line{fetched: make(chan inbound.Batch)}
	if len(v.wary) > 0 {
		l.stored = make(chan struct{}, 1)
	}
	read := make(chan prepared, together-1)
	l.room = semaphore.NewWeighted(lineBytes)
	l.work, ctx = errgroup.WithContext(ctx)
	l.ctx = ctx
	l.work.Go(func() error {
		defer close(read)
		for b := range l.fetched {
			p, err := v.prepare(ctx, v.arrivals(ctx, b))
			if err != nil {
				return err
			}
			p.bytes = weight(b)
			select {
			case read <- p:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	l.work.Go(func() error {
		for p := range read {
			batches := waiting(p, read)
			if err := v.store(ctx, batches); err != nil {
				return err
			}
			for _, p := range batches {
				l.room.Release(p.bytes)
			}
			if l.stored != nil {
				l.stored <- struct{}{}
			}
		}
		return nil
	})
	return l
}

const (
	// Batches are stored together up to so many of them, and so many bytes.
	together, togetherBytes = 4, 16 << 20
	// lineBytes bounds the letters that have been fetched and are not stored yet; a
	// larger one has the line for itself.
	lineBytes = 32 << 20
)

// weight is what a batch takes of the room on the line.
func weight(b inbound.Batch) (bytes int64) {
	for _, l := range b.Letters {
		bytes += int64(len(l.Raw))
	}
	return min(bytes, lineBytes)
}

// waiting gives a batch and those behind it that are ready too.
func waiting(first prepared, read <-chan prepared) []prepared {
	all := []prepared{first}
	for bytes := first.bytes; len(all) < together && bytes < togetherBytes; {
		select {
		case p, ok := <-read:
			if !ok {
				return all
			}
			all = append(all, p)
			bytes += p.bytes
		default:
			return all
		}
	}
	return all
}

// take accepts a fetched batch.
func (l *line) take(_ context.Context, b inbound.Batch) error {
	if err := l.room.Acquire(l.ctx, weight(b)); err != nil {
		return err
	}
	select {
	case l.fetched <- b:
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
	if l.stored == nil {
		return nil
	}
	select {
	case <-l.stored:
		return nil
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
}

// end waits until all that was taken is stored, and says what went wrong.
func (l *line) end() error {
	close(l.fetched)
	return l.work.Wait()
}

// arrivals reads and judges the letters of a batch on all cores, in the
// server's order.
func (v *visitor) arrivals(ctx context.Context, b inbound.Batch) store.Batch {
	arrivals := make([]store.Arrival, len(b.Letters), len(b.Letters)+len(b.Missing))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range b.Letters {
		work.Go(func() error {
			arrivals[i] = v.readLetter(ctx, b.Letters[i])
			return nil
		})
	}
	_ = work.Wait() // readLetter has no error: a letter that cannot be read is quarantined
	for _, m := range b.Missing {
		arrivals = append(arrivals, v.without(m))
	}
	slices.SortStableFunc(arrivals, func(a, b store.Arrival) int { return cmp.Compare(a.UID, b.UID) })
	return store.Batch{Folder: b.Folder, UIDValidity: b.UIDValidity, Arrivals: arrivals, Next: store.Cursor(b.Next), Left: b.Left}
}

// prepared is a batch that is ready to be stored.
type prepared struct {
	store.Prepared
	letters, left int
	bytes         int64 // as weight has it
	again         bool
}

func (v *visitor) prepare(ctx context.Context, b store.Batch) (prepared, error) {
	p, err := v.Store.Prepare(ctx, b)
	return prepared{Prepared: p, letters: len(b.Arrivals), left: b.Left, again: b.Again}, err
}

func (v *visitor) store(ctx context.Context, batches []prepared) error {
	var all []store.Prepared
	letters := 0
	for _, p := range batches {
		all, letters = append(all, p.Prepared), letters+p.letters
	}
	got, err := v.Store.Put(ctx, all...)
	if err != nil {
		return fmt.Errorf("store %d letters of %s: %w", letters, v.folder.Name, err)
	}
	v.read += letters
	v.received += letters
	p := batches[len(batches)-1]
	if got.Stored+got.Quarantined+got.SetAside+got.Released > 0 {
		v.Log.Info("letters received", "folder", v.folder.Name, "stored", got.Stored, "quarantined", got.Quarantined,
			"set_aside", got.SetAside, "released", got.Released, "new_enquiries", got.NewEnquiries, "follow_ups", got.FollowUps, "left", p.left)
	}
	if v.Progress != nil && !p.again {
		v.Progress(v.folder.Name, v.read, p.left)
	}
	return nil
}

// without accounts for a letter that was listed and not handed over. One that
// others deleted meanwhile is set aside, and so is one that we did not want; one
// that is still there is fetched again later.
func (v *visitor) without(m inbound.Missing) store.Arrival {
	a := store.Arrival{UID: m.UID, Size: m.Size, Received: cmp.Or(m.Internal, v.Now()), State: store.Quarantined, Reason: m.Reason, Retry: true, Bare: true}
	if m.Gone || m.Reason == reasonOld {
		a.State, a.Retry, a.Bare = store.SetAside, false, false
	}
	return a
}

// readLetter turns one letter into what the store keeps of it. Whatever the letter
// is like, there is an arrival for it: the raw bytes are never given up.
func (v *visitor) readLetter(ctx context.Context, l inbound.Fetched) (a store.Arrival) {
	a = store.Arrival{UID: l.UID, Received: l.Internal, Size: l.Size, Raw: l.Raw, Partial: l.Partial, State: store.Stored, Direction: store.In}
	if v.dangerous(ctx, l) {
		a.State, a.Reason = store.Quarantined, reasonCrash
		return a
	}
	defer func() {
		if fault := recover(); fault != nil { // the panic's text may quote the letter, so it is not kept
			v.Log.Error("reading a letter failed", "folder", l.Folder, "uid", l.UID, "kind", fmt.Sprintf("%T", fault))
			a.State, a.Reason = store.Quarantined, "reading it failed because of a fault in this program; the letter is kept whole"
			a.Message, a.Verdict, a.Reached = mailbox.Message{}, classify.Verdict{}, nil
		}
	}()
	a.Message = v.Parse(l.Raw, v.Limits)
	v.judge(&a)
	return a
}

// dangerous reports whether a letter is not to be read: it was in hand, at last
// alone, at two ends of the program, and a process of its own did not survive it
// either.
func (v *visitor) dangerous(ctx context.Context, l inbound.Fetched) bool {
	s := v.suspect(l.UID)
	if s.FirstUID != s.LastUID || s.Crashes < unreadCrashes || s.UIDValidity != l.UIDValidity {
		return false
	}
	if v.Trial == nil || s.Crashes >= trialCrashes {
		return true
	}
	err := v.Trial(ctx, l.Raw)
	if err != nil && ctx.Err() == nil {
		v.Log.Error("a letter is kept unread: reading it ends the program", "folder", l.Folder, "uid", l.UID, "err", err)
	}
	return err != nil
}

// judge decides what becomes of a letter that was read.
func (v *visitor) judge(a *store.Arrival) {
	m := &a.Message
	a.Junk, a.Bin = v.folder.Role == inbound.Junk, v.folder.Role == inbound.Trash
	// What lay among the deleted letters before we first looked was dealt with then.
	a.Backfill = a.Received.Before(v.GoLive) || a.Bin && a.Received.Before(v.Begun)
	if mailbox.Placeholder(m) {
		a.State, a.Retry, a.Bare = store.Quarantined, true, true
		a.Reason = "the mail server gave a note in place of the letter, because it cannot show it; the letter is in the mailbox, Outlook may show it"
		return
	}
	if m.Unreadable() {
		a.State, a.Reason = store.Quarantined, "nothing in it could be read: no sender, no subject and no text"
		return
	}
	by := v.author(v.folder, m)
	if by.sent {
		a.Direction, a.Reached = store.Out, by.reached
		return
	}
	writer := m.Writer()
	letter := classify.Letter{FromName: writer.Name, FromEmail: writer.Address, Subject: m.Subject, Own: m.OwnText, Whole: m.Text}
	if !by.ours { // what an answer of ours hands on was looked at when it came
		letter.Passed = passedOn(m)
	}
	a.Verdict, a.Model = v.Sorter.Sort(letter)
	concern := a.Verdict.Concern.Rank() > 0
	switch {
	case m.Overrun:
		a.State, a.Reason = store.Quarantined, "reading it to its end would take more work than any honest letter; the letter is kept whole"
		if concern {
			a.Reason = "PLEASE READ IT NOW: somebody may be in danger, by what could be read. " + a.Reason
		}
	case by.ours && !concern: // whoever seems to be us and in danger is looked at
		a.Direction, a.Reached, a.Verdict = store.Out, by.reached, classify.Verdict{}
	case concern: // it cannot wait for what is missing of it
	case a.Partial:
		a.State, a.Reason = store.Quarantined, fmt.Sprintf("it is larger than imap.max_letter (%d MiB), so only its beginning was read; open it in the mailbox and make an enquiry of it by hand", a.Size>>20)
	}
	if a.Partial {
		m.Problems = append(m.Problems, mailbox.Problem{Code: "partial",
			Text: fmt.Sprintf("The letter is larger than imap.max_letter (%d MiB): only its beginning was read. Open it in the mailbox.", a.Size>>20)})
	}
}

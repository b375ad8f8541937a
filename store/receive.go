package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"hee.nhs.uk/enquiries/mailbox"
)

// Receive stores a batch of letters and the cursor that says they were read, in
// one transaction: a crash anywhere means done or not begun. Letters that were
// shown before are counted as Known and skipped, so a batch may be repeated.
func (s *Store) Receive(ctx context.Context, b Batch) (Received, error) {
	p, err := s.Prepare(ctx, b)
	if err != nil {
		return Received{}, err
	}
	return s.Put(ctx, p)
}

// Prepared is a batch that only has to be written.
type Prepared struct {
	batch   Batch // without its letters
	letters []letter
}

// Prepare does what takes time and needs no database, on all cores: hashing and
// compressing. It does not hold on to the bytes of the letters.
func (s *Store) Prepare(ctx context.Context, b Batch) (Prepared, error) {
	p := Prepared{batch: b, letters: make([]letter, len(b.Arrivals))}
	p.batch.Arrivals = nil
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, a := range b.Arrivals {
		work.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if p.letters[i], err = s.readySafely(a); err != nil && a.State == Stored {
				// One letter must not keep the others, and those behind them, out for ever.
				p.letters[i], err = s.ready(Arrival{UID: a.UID, Received: a.Received, Size: a.Size, Raw: a.Raw, State: Quarantined,
					Reason: "it could not be stored as a letter because of a fault in this program; it is kept whole"})
			}
			if err != nil {
				return fmt.Errorf("save %s uid %d: %w", b.Folder, a.UID, err)
			}
			return nil
		})
	}
	return p, work.Wait()
}

// readySafely is ready for a letter that makes it fail as no letter should: in a
// goroutine of its own that would end the program.
func (s *Store) readySafely(a Arrival) (l letter, err error) {
	defer func() {
		if fault := recover(); fault != nil { // its text may quote the letter
			err = fmt.Errorf("it cannot be made ready: %T", fault)
		}
	}()
	return s.ready(a)
}

// Put writes prepared batches as Receive does, all of them in one transaction: to
// wait for the disk costs as much for one as for several.
func (s *Store) Put(ctx context.Context, batches ...Prepared) (count Received, err error) {
	err = s.write(ctx, func(t *tx) error {
		count = Received{}
		for _, p := range batches {
			r := receiving{tx: t, batch: p.batch}
			if err := r.put(ctx, slices.Clone(p.letters)); err != nil { // should it be tried again, nothing of this time sticks to them
				return err
			}
			count.add(r.count)
		}
		return nil
	})
	if err != nil {
		return Received{}, err
	}
	return count, nil
}

func (r *receiving) put(ctx context.Context, letters []letter) error {
	if err := r.lookAhead(ctx, letters); err != nil {
		return err
	}
	for i := range letters {
		if err := r.take(ctx, &letters[i]); err != nil {
			return fmt.Errorf("save %s uid %d: %w", r.batch.Folder, letters[i].UID, err)
		}
	}
	return r.finish(ctx, letters)
}

func (c *Received) add(more Received) {
	c.Stored += more.Stored
	c.Quarantined += more.Quarantined
	c.SetAside += more.SetAside
	c.Known += more.Known
	c.Released += more.Released
	c.NewEnquiries += more.NewEnquiries
	c.FollowUps += more.FollowUps
}

// receiving is one batch on its way in, with what was looked up for all its
// letters at once: nearly all of them are new and relate to nothing, and then
// nothing more need be asked about them.
type receiving struct {
	*tx
	batch Batch
	count Received
	shown map[uint32]bool     // UIDs that have a row in the ledger
	ids   map[string][]int64  // of the Message-IDs that this batch has or names, those of stored messages, and their enquiries: 0 for none
	named map[string]bool     // of the Message-IDs that this batch has, those that stored messages name ...
	loose map[string]struct{} // ... and of these, those that letters of ours without an enquiry name
	talks map[string][]talk   // of the conversations that this batch has, the newest stored letters, the newest first

	quarantines bool // some letter is or was in the quarantine
}

func (r *receiving) lookAhead(ctx context.Context, letters []letter) error {
	r.shown = map[uint32]bool{}
	r.relateNothing()
	if len(letters) == 0 {
		return nil
	}
	if err := r.row(ctx, `SELECT EXISTS (SELECT 1 FROM ledger WHERE identity IS NOT NULL)`, nil, &r.quarantines); err != nil {
		return err
	}
	own, all, uids, talks := []string{}, []string{}, []uint32{}, []string{}
	for i := range letters {
		uids = append(uids, letters[i].UID)
		all = append(all, letters[i].names...)
		if id := letters[i].Message.MessageID; id != "" {
			own, all = append(own, id), append(all, id)
		}
		if id := letters[i].Message.Conversation; id != "" {
			talks = append(talks, id)
		}
	}
	for _, look := range []struct {
		text string
		args []any
		mark func(scanner) error
	}{
		{`SELECT uid FROM ledger WHERE folder = ?2 AND uidvalidity = ?3 AND uid IN (SELECT value FROM json_each(?1))`,
			[]any{list(uids), r.batch.Folder, r.s.numbering(r.batch.UIDValidity)}, r.markShown},
		{`SELECT DISTINCT m.message_id, coalesce(m.enquiry, 0) FROM json_each(?1) k
			CROSS JOIN message m ON m.message_id = k.value AND m.message_id <> '' ORDER BY m.id`, []any{list(all)}, r.markID},
		{`SELECT DISTINCT n.id, m.enquiry IS NULL FROM json_each(?1) k CROSS JOIN named_id n ON n.id = k.value
			CROSS JOIN message m ON m.id = n.message`, []any{list(own)}, r.markNamed},
		{talksSQL, []any{list(talks), fewTalks}, r.markTalk},
	} {
		if err := r.rows(ctx, look.text, look.args, look.mark); err != nil {
			return err
		}
	}
	return nil
}

// relateNothing is what lookAhead knows of letters that relate to nothing.
func (r *receiving) relateNothing() {
	r.ids, r.named, r.loose, r.talks = map[string][]int64{}, map[string]bool{}, map[string]struct{}{}, map[string][]talk{}
}

const talksSQL = `SELECT m.conversation, coalesce(m.enquiry, 0), m.subject FROM (SELECT DISTINCT value FROM json_each(?1)) k
	CROSS JOIN message m ON m.id IN (SELECT id FROM message WHERE conversation = k.value AND conversation <> '' ORDER BY id DESC LIMIT ?2)
	ORDER BY m.id DESC`

// list is a JSON list of strings or numbers, which have no error.
func list(of any) string {
	text, _ := json.Marshal(of)
	return string(text)
}

func (r *receiving) markShown(scan scanner) error {
	var uid uint32
	err := scan(&uid)
	r.shown[uid] = true
	return err
}

func (r *receiving) markID(scan scanner) error {
	var id string
	var enquiry int64
	err := scan(&id, &enquiry)
	r.ids[id] = append(r.ids[id], enquiry)
	return err
}

func (r *receiving) markNamed(scan scanner) error {
	var id string
	var loose bool
	err := scan(&id, &loose)
	r.named[id] = true
	if loose {
		r.loose[id] = struct{}{}
	}
	return err
}

func (r *receiving) markTalk(scan scanner) error {
	var id, subject string
	var enquiry int64
	err := scan(&id, &enquiry, &subject)
	r.talks[id] = append(r.talks[id], talk{enquiry, mailbox.BaseSubject(subject)})
	return err
}

// remember keeps what lookAhead knows right while the batch is stored. enquiry is
// the letter's, 0 for none.
func (r *receiving) remember(l *letter, enquiry int64) {
	if id := l.Message.MessageID; id != "" && !slices.Contains(r.ids[id], enquiry) {
		r.ids[id] = append(r.ids[id], enquiry)
	}
	if id := l.Message.Conversation; id != "" {
		r.talks[id] = append([]talk{{enquiry, mailbox.BaseSubject(l.Message.Subject)}}, r.talks[id][:min(len(r.talks[id]), fewTalks-1)]...)
	}
	for _, name := range l.names {
		r.named[name] = true
		if enquiry == 0 {
			r.loose[name] = struct{}{}
		}
	}
}

func (r *receiving) take(ctx context.Context, l *letter) error {
	if r.shown[l.UID] {
		return r.known(ctx, l)
	}
	r.shown[l.UID] = true
	raw, fresh, err := r.keepRaw(ctx, l)
	if err != nil {
		return err
	}
	switch l.State {
	case Quarantined:
		err = r.quarantine(ctx, l, raw)
	case SetAside:
		r.count.SetAside++
		_, err = r.account(ctx, l, raw, 0)
	case Stored:
		err = r.store(ctx, l, raw, fresh)
	default:
		err = invalid("a letter cannot arrive as %q", l.State)
	}
	return err
}

// store keeps a letter as a message, unless it is a copy of one.
func (r *receiving) store(ctx context.Context, l *letter, raw int64, fresh bool) error {
	original, err := r.original(ctx, l, raw, fresh)
	if err != nil {
		return err
	}
	if original.message != 0 {
		return r.setAside(ctx, l, raw, original)
	}
	if dealt, err := r.dealtWith(ctx, l, raw); dealt || err != nil {
		return err
	}
	ledger, err := r.account(ctx, l, raw, 0)
	if err != nil {
		return err
	}
	r.count.Stored++
	return r.place(ctx, l, place{ledger: ledger, raw: raw})
}

// account writes the ledger row. message is what the letter is a copy of, 0 for none.
func (r *receiving) account(ctx context.Context, l *letter, raw, message int64) (id int64, err error) {
	identity := l.identity
	if !l.keepIdentity {
		identity = nil
	}
	return r.exec(ctx, `INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, sha256, raw, received, seen,
			message, identity, next_try, bare, sketch)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.batch.Folder, r.s.numbering(r.batch.UIDValidity), l.UID, l.State, l.Reason, l.Size,
		l.sha256, orNull(raw), l.Received.UnixMilli(), r.now.UnixMilli(), orNull(message), identity, r.nextTry(l), l.Bare, l.sketch)
}

// keepRaw stores the bytes of a letter, equal bytes once; 0 when there are none.
// fresh says that they were not there before.
func (r *receiving) keepRaw(ctx context.Context, l *letter) (id int64, fresh bool, err error) {
	if l.sha256 == nil {
		return 0, true, nil
	}
	first, rest := pieceOf(l.packed)
	result, err := r.result(ctx, `INSERT INTO raw (sha256, packed) VALUES (?, ?) ON CONFLICT DO NOTHING`, l.sha256, first)
	if err != nil {
		return 0, false, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		id, _ := result.LastInsertId() // the driver's has no error
		for n := 1; err == nil && len(rest) > 0; n++ {
			first, rest = pieceOf(rest)
			_, err = r.exec(ctx, `INSERT INTO raw_more (raw, n, packed) VALUES (?, ?, ?)`, id, n, first)
		}
		return id, true, err
	}
	err = r.row(ctx, `SELECT id FROM raw WHERE sha256 = ?`, []any{l.sha256}, &id)
	return id, false, err
}

// pieceSize is how much of a letter is in one row, in compressed bytes.
const pieceSize = 256 << 10

func pieceOf(packed []byte) (piece, rest []byte) {
	n := min(len(packed), pieceSize)
	return packed[:n], packed[n:]
}

// finish moves the cursor, says how much is left to read, and puts the letters
// out of hand.
func (r *receiving) finish(ctx context.Context, letters []letter) error {
	b := r.batch
	if err := r.advance(ctx, b.Folder, b.Next); err != nil {
		return err
	}
	if b.Next != (Cursor{}) {
		if _, err := r.exec(ctx, `INSERT INTO poll (folder, last_try, problem, pending) VALUES (?, ?, '', ?)
			ON CONFLICT (folder) DO UPDATE SET pending = excluded.pending, last_try = excluded.last_try`,
			b.Folder, r.now.UnixMilli(), b.Left); err != nil {
			return err
		}
		// Suspicions end with the numbering that they were in.
		if _, err := r.exec(ctx, `DELETE FROM in_hand WHERE folder = ? AND uidvalidity <> ?`, b.Folder, r.s.numbering(b.Next.UIDValidity)); err != nil {
			return err
		}
	}
	if len(letters) == 0 {
		return nil
	}
	return r.putDown(ctx, b, letters[0].UID, letters[len(letters)-1].UID)
}

// advance moves a folder's cursor: forwards only, unless UIDVALIDITY changed,
// which starts a new numbering (RFC 3501, section 2.3.1.1).
func (t *tx) advance(ctx context.Context, folder string, next Cursor) error {
	if next == (Cursor{}) {
		return nil // nothing said
	}
	_, err := t.exec(ctx, `INSERT INTO cursor (folder, uidvalidity, last_uid) VALUES (?, ?, ?)
		ON CONFLICT (folder) DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid =
			CASE WHEN uidvalidity = excluded.uidvalidity THEN max(last_uid, excluded.last_uid) ELSE excluded.last_uid END`,
		folder, t.s.numbering(next.UIDValidity), next.LastUID)
	return err
}

// original is the stored message that a letter is a copy of.
type original struct {
	message, enquiry int64
	folder           string
	uid              uint32
	junk             bool
}

const originalColumns = `SELECT m.id, coalesce(m.enquiry, 0), m.junk, l.folder, l.uid
	FROM message m JOIN ledger l ON l.id = m.ledger `

// shownSomewhere: a letter of ours that belongs to no enquiry is on no page, so
// a letter In that equals it is no mere copy.
const shownSomewhere = `AND (m.enquiry IS NOT NULL OR m.direction = ?)`

// original finds the message with the same bytes, or with the same Message-ID
// and content: a letter moved or copied to another folder, delivered twice, or
// moved to another server, which adds lines of its own. The id alone is not
// enough, since strangers choose ids. Without an id the content must be the same
// and so must the time: that the writer gave it, or else that it came.
func (r *receiving) original(ctx context.Context, l *letter, raw int64, fresh bool) (o original, err error) {
	scan := []any{&o.message, &o.enquiry, &o.junk, &o.folder, &o.uid}
	err = sql.ErrNoRows
	if !fresh {
		err = r.row(ctx, originalColumns+`WHERE m.raw = ? `+shownSomewhere+` LIMIT 1`, []any{orNull(raw), l.Direction}, scan...)
	}
	switch id := l.Message.MessageID; {
	case !errors.Is(err, sql.ErrNoRows):
	case id != "" && r.ids[id] != nil:
		err = r.row(ctx, originalColumns+`WHERE m.message_id = ? AND m.message_id <> '' AND m.content = ? `+shownSomewhere+` LIMIT 1`,
			[]any{id, l.content, l.Direction}, scan...)
	case id == "":
		at := sql.NullInt64{Int64: l.Received.UnixMilli(), Valid: l.Message.Date.IsZero()}
		err = r.row(ctx, originalColumns+`WHERE m.content = ? AND m.message_id = '' AND m.received = coalesce(?, m.received) `+shownSomewhere+` LIMIT 1`,
			[]any{l.content, at, l.Direction}, scan...)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return original{}, nil
	}
	return o, err
}

package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// Quarantine is one letter kept for a person to deal with.
type Quarantine struct {
	ID       int64 // of the ledger row
	Folder   string
	UID      uint32
	Received time.Time
	Size     int64 // bytes, by the server
	Reason   string
	Bytes    bool      // there are bytes of it to look at
	Tries    int       // how often it was fetched again in vain
	NextTry  time.Time // when it is fetched again; zero: when somebody asks for it
	Gone     time.Time // since when it is no longer in its folder; zero: it is there
	Sketch   Sketch    // what could be read of it
}

// Sketch is what a person may start from when making an enquiry by hand.
type Sketch struct {
	Name    string `json:"name,omitempty"`
	Email   string `json:"email,omitempty"`
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text,omitempty"`
}

const sketchLength = 20_000 // bytes of text

// retries are the pauses between attempts to fetch a letter that could not be
// had; after these they double, up to a month.
var retries = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 24 * time.Hour}

const longestRetry = 30 * 24 * time.Hour

func retryAfter(tries int) time.Duration {
	if tries < len(retries) {
		return retries[tries]
	}
	return min(retries[len(retries)-1]<<min(tries-len(retries)+1, 10), longestRetry)
}

func (t *tx) nextTry(l *letter) sql.NullInt64 {
	if l.State != Quarantined || !l.Retry {
		return sql.NullInt64{}
	}
	return milli(t.now.Add(retryAfter(l.tries)))
}

// identify gives a digest that is equal for two deliveries of one letter that
// may not be readable: by its Message-ID and what goes with it, else by its body
// and when it came, for other servers add lines of their own to the header.
// Of a letter without contents it says when it came and how large it was.
func identify(a *Arrival) []byte {
	h := sha256.New()
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(a.Received.Unix()))
	binary.BigEndian.PutUint64(n[8:], uint64(a.Size))
	switch m := &a.Message; {
	case a.Raw == nil || a.Bare:
		h.Write([]byte("bare"))
		h.Write(n[:])
	case m.MessageID != "":
		fmt.Fprintf(h, "id %q %q %q %d", m.MessageID, m.Subject, addresses(m.From), m.Date.Unix())
	default:
		h.Write([]byte("body"))
		h.Write(n[:8])
		h.Write(bodyOf(a.Raw))
	}
	return h.Sum(nil)
}

// bodyOf is what follows the header, or everything where there is none.
func bodyOf(raw []byte) []byte {
	for i := range raw {
		rest := raw[i:]
		if len(rest) > 3 && string(rest[:4]) == "\r\n\r\n" {
			return rest[4:]
		}
		if len(rest) > 1 && string(rest[:2]) == "\n\n" {
			return rest[2:]
		}
	}
	return raw
}

func sketchOf(m *mailbox.Message) string {
	w := m.Writer()
	s := Sketch{Name: w.Name, Email: w.Address, Subject: m.Subject, Text: m.Text}
	if s == (Sketch{}) {
		return ""
	}
	if len(s.Text) > sketchLength {
		s.Text = strings.ToValidUTF8(s.Text[:sketchLength], "")
	}
	text, err := json.Marshal(s)
	if err != nil {
		return "" // strings have none
	}
	return string(text)
}

// kept is a ledger row that once was quarantined.
type kept struct {
	id      int64
	state   State
	folder  string
	uid     uint32
	message int64
}

// keptBefore finds the row of the same letter, if that was ever quarantined, the
// one that still waits before others. Two numbers of one folder are two letters,
// unless their bytes are equal: copiers send every scan under one id. And what is
// known of a letter without contents may be true of another too, so that of such
// two that wait are two.
func (r *receiving) keptBefore(ctx context.Context, l *letter, raw int64) (k kept, found bool, err error) {
	if !r.quarantines {
		return k, false, nil
	}
	err = r.row(ctx, `SELECT l.id, l.state, l.folder, l.uid, coalesce(m.id, l.message, 0) FROM ledger l LEFT JOIN message m ON m.ledger = l.id
		WHERE (l.identity = ?1 OR (l.raw = ?2 AND l.identity IS NOT NULL))
		AND NOT (?3 AND l.state = 'quarantined') AND NOT (l.folder = ?4 AND l.uidvalidity = ?5 AND (?3 OR l.raw IS NOT ?2))
		ORDER BY l.state <> 'quarantined', l.id LIMIT 1`, []any{l.identity, orNull(raw), l.Bare, r.batch.Folder, r.s.numbering(r.batch.UIDValidity)},
		&k.id, &k.state, &k.folder, &k.uid, &k.message)
	return k, err == nil, ignoreNotFound(err)
}

// quarantine keeps a letter for a person to deal with, once: a copy of one that
// is or was there already is set aside.
func (r *receiving) quarantine(ctx context.Context, l *letter, raw int64) error {
	before, found, err := r.keptBefore(ctx, l, raw)
	if err != nil {
		return err
	}
	l.keepIdentity = true
	if !found {
		r.quarantines = true
		r.count.Quarantined++
		_, err = r.account(ctx, l, raw, 0)
		return err
	}
	l.State, l.Reason = SetAside, fmt.Sprintf("a copy of a letter quarantined before (%s, uid %d)", before.folder, before.uid)
	r.count.SetAside++
	_, err = r.account(ctx, l, raw, before.message)
	return err
}

// dealtWith looks whether a letter that can be read now was quarantined under
// another number. If it waits there, this is its success. If a person has made
// an enquiry of it, or dismissed it, it does not come again.
func (r *receiving) dealtWith(ctx context.Context, l *letter, raw int64) (done bool, err error) {
	before, found, err := r.keptBefore(ctx, l, raw)
	if err != nil || !found {
		return false, err
	}
	if before.state == Quarantined {
		return false, r.release(ctx, before.id, fmt.Sprintf("read later (%s, uid %d)", r.batch.Folder, l.UID))
	}
	l.State, l.Reason = SetAside, fmt.Sprintf("a copy of a letter that was dealt with in the quarantine (%s, uid %d)", before.folder, before.uid)
	r.count.SetAside++
	_, err = r.account(ctx, l, raw, before.message)
	return true, err
}

// release takes a letter out of the quarantine because it was read elsewhere.
func (t *tx) release(ctx context.Context, ledger int64, reason string) error {
	_, err := t.exec(ctx, `UPDATE ledger SET state = 'set_aside', reason = ?, next_try = NULL WHERE id = ?`, reason, ledger)
	return err
}

// known deals with a letter that the ledger has already: nothing, unless it is
// quarantined and was fetched again.
func (r *receiving) known(ctx context.Context, l *letter) error {
	r.count.Known++
	if !r.batch.Again {
		return nil
	}
	var id int64
	var state State
	var bare bool
	if err := r.row(ctx, `SELECT id, state, tries, bare FROM ledger WHERE folder = ? AND uidvalidity = ? AND uid = ?`,
		[]any{r.batch.Folder, r.s.numbering(r.batch.UIDValidity), l.UID}, &id, &state, &l.tries, &bare); err != nil || state != Quarantined {
		return err
	}
	if l.State == SetAside { // gone: nothing leaves the quarantine by itself except by success
		_, err := r.exec(ctx, `UPDATE ledger SET gone = coalesce(gone, ?), next_try = NULL, tries = ? WHERE id = ?`, r.now.UnixMilli(), l.tries, id)
		return err
	}
	if l.Bare && !bare { // its contents were had before: they are not given up for the server's words
		_, err := r.exec(ctx, `UPDATE ledger SET reason = ?, next_try = ? WHERE id = ?`, l.Reason, r.nextTry(l), id)
		return err
	}
	raw, fresh, err := r.keepRaw(ctx, l)
	if err != nil {
		return err
	}
	if l.State == Quarantined {
		_, err = r.exec(ctx, `UPDATE ledger SET reason = ?, tries = ?, next_try = ?, bare = ?, sketch = ?, identity = ?,
				raw = coalesce(?, raw), sha256 = coalesce(?, sha256) WHERE id = ?`,
			l.Reason, l.tries, r.nextTry(l), l.Bare, l.sketch, l.identity, orNull(raw), l.sha256, id)
		return err
	}
	return r.succeed(ctx, l, place{ledger: id, raw: raw}, fresh)
}

// succeed takes a letter out of the quarantine as what it was all the time.
func (r *receiving) succeed(ctx context.Context, l *letter, at place, fresh bool) error {
	r.count.Released++
	original, err := r.original(ctx, l, at.raw, fresh)
	if err != nil {
		return err
	}
	if original.message != 0 {
		l.State, l.Reason = SetAside, fmt.Sprintf("a copy of a letter stored before (%s, uid %d)", original.folder, original.uid)
	}
	if _, err := r.exec(ctx, `UPDATE ledger SET state = ?, reason = ?, size = ?, sha256 = ?, raw = ?, message = ?, next_try = NULL, tries = ?, bare = 0, identity = ?
		WHERE id = ?`, l.State, l.Reason, l.Size, l.sha256, orNull(at.raw), orNull(original.message), l.tries, l.identity, at.ledger); err != nil {
		return err
	}
	if original.message != 0 {
		return nil
	}
	return r.place(ctx, l, at)
}

// Quarantine lists the letters that wait for a person, newest first.
func (s *Store) Quarantine(ctx context.Context) (all []Quarantine, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, quarantineSQL, nil, func(rows *sql.Rows) error {
			one, err := scanQuarantine(rows.Scan)
			all = append(all, one)
			return err
		})
	})
	return all, err
}

// QuarantinedLetter gives one letter that waits for a person; ErrNotFound when there is none.
func (s *Store) QuarantinedLetter(ctx context.Context, id int64) (one Quarantine, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		one, err = scanQuarantine(q.QueryRowContext(ctx, quarantineColumns+`WHERE state = 'quarantined' AND id = ?`, id).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("quarantined letter %d: %w", id, ErrNotFound)
		}
		return err
	})
	return one, err
}

const quarantineColumns = `SELECT id, folder, uid, received, size, reason, raw IS NOT NULL, tries, next_try, gone, sketch FROM ledger `

const quarantineSQL = quarantineColumns + `WHERE state = 'quarantined' ORDER BY received DESC, id DESC`

func scanQuarantine(scan scanner) (one Quarantine, err error) {
	var received, next, gone sql.NullInt64
	var sketch string
	if err := scan(&one.ID, &one.Folder, &one.UID, &received, &one.Size, &one.Reason, &one.Bytes, &one.Tries, &next, &gone, &sketch); err != nil {
		return one, err
	}
	one.Received, one.NextTry, one.Gone = instant(received), instant(next), instant(gone)
	if sketch == "" {
		return one, nil
	}
	return one, json.Unmarshal([]byte(sketch), &one.Sketch)
}

// quarantined runs fn on a letter that waits, for a person who may deal with it.
func (s *Store) quarantined(ctx context.Context, ledger, by int64, fn func(*tx, Quarantine, User) error) error {
	return s.write(ctx, func(t *tx) error {
		u, err := t.mayChange(ctx, by)
		if err != nil {
			return err
		}
		var one Quarantine
		err = t.rows(ctx, quarantineColumns+`WHERE state = 'quarantined' AND id = ?`, []any{ledger}, func(scan scanner) (err error) {
			one, err = scanQuarantine(scan)
			return err
		})
		if err == nil && one.ID == 0 {
			err = fmt.Errorf("quarantined letter %d: %w", ledger, ErrNotFound)
		}
		if err != nil {
			return err
		}
		return fn(t, one, u)
	})
}

// RecordQuarantineLook writes into the audit trail that a user looked at a
// quarantined letter.
func (s *Store) RecordQuarantineLook(ctx context.Context, ledger, by int64) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.user(ctx, by); err != nil {
			return invalid("user %d is not known", by)
		}
		return t.record(ctx, event{by, 0, actLook, fmt.Sprintf("quarantined letter %d", ledger)})
	})
}

// Retry has a quarantined letter fetched again now, and wakes who does it.
// ErrInvalid when the letter is no longer in the mailbox.
func (s *Store) Retry(ctx context.Context, ledger, by int64) error {
	err := s.quarantined(ctx, ledger, by, func(t *tx, one Quarantine, _ User) error {
		if !one.Gone.IsZero() {
			return invalid("the letter is no longer in the mailbox")
		}
		if _, err := t.exec(ctx, `UPDATE ledger SET next_try = ? WHERE id = ?`, t.now.UnixMilli(), ledger); err != nil {
			return err
		}
		if err := t.forgive(ctx, ledger); err != nil {
			return err
		}
		return t.record(ctx, event{by, 0, actQuarantine, fmt.Sprintf("retry of letter %d", ledger)})
	})
	if err == nil {
		s.wakeUp()
	}
	return err
}

// Dismiss sets a quarantined letter aside; the reason is kept in the ledger.
func (s *Store) Dismiss(ctx context.Context, ledger, by int64, reason string) error {
	reason = strings.Join(strings.Fields(reason), " ")
	if reason == "" {
		return invalid("dismissing a letter needs a reason")
	}
	return s.quarantined(ctx, ledger, by, func(t *tx, _ Quarantine, u User) error {
		if err := t.release(ctx, ledger, fmt.Sprintf("dismissed by %s: %s", u.Name, reason)); err != nil {
			return err
		}
		return t.record(ctx, event{by, 0, actQuarantine, fmt.Sprintf("letter %d dismissed", ledger)})
	})
}

// MakeEnquiry makes an enquiry of a quarantined letter by what a person read in
// it; s holds that. The clock runs from when the letter came. ErrInvalid without
// a subject and a text, or with a topic that is none.
func (s *Store) MakeEnquiry(ctx context.Context, ledger, by int64, read Sketch, topic string) (enquiry int64, err error) {
	read = Sketch{strings.TrimSpace(read.Name), strings.TrimSpace(read.Email), strings.TrimSpace(read.Subject), strings.TrimSpace(read.Text)}
	if read.Subject == "" || read.Text == "" {
		return 0, invalid("an enquiry needs a subject and a text")
	}
	if topic != classify.TopicOther && !s.configured(topic) {
		return 0, invalid("%q is no topic", topic)
	}
	err = s.quarantined(ctx, ledger, by, func(t *tx, one Quarantine, u User) error {
		enquiry, err = t.makeEnquiry(ctx, one, u, read, topic)
		return err
	})
	return enquiry, err
}

func (t *tx) makeEnquiry(ctx context.Context, one Quarantine, u User, read Sketch, topic string) (enquiry int64, err error) {
	a := Arrival{
		UID: one.UID, Received: one.Received, Size: one.Size, State: Stored, Direction: In,
		Message: mailbox.Message{Subject: read.Subject, Text: read.Text, OwnText: read.Text, Kind: mailbox.Human, HTML: true,
			Problems: []mailbox.Problem{{Code: "by_hand", Text: u.Name + " typed this in from a letter that could not be read."}}},
		Verdict: classify.Verdict{Topic: topic, Confidence: 1},
	}
	if read.Email != "" || read.Name != "" {
		a.Message.From = []mailbox.Address{{Name: read.Name, Address: read.Email}}
	}
	if t.s.judge != nil {
		// Of what a person typed in this counts: whether somebody may be in danger, and
		// what duties it carries. The topic they have chosen.
		found := t.s.judge(read)
		a.Verdict.Concern, a.Verdict.ConcernScore, a.Verdict.Obligations = found.Concern, found.ConcernScore, found.Obligations
		for _, reason := range found.Reasons {
			if !aboutTopic(reason) {
				a.Verdict.Reasons = append(a.Verdict.Reasons, reason)
			}
		}
	}
	l, err := t.s.ready(a)
	if err != nil {
		return 0, err
	}
	r := receiving{tx: t, batch: Batch{Folder: one.Folder}}
	r.relateNothing()
	var raw sql.NullInt64
	if err := t.row(ctx, `SELECT raw FROM ledger WHERE id = ?`, []any{one.ID}, &raw); err != nil {
		return 0, err
	}
	if err := r.start(ctx, &l, place{ledger: one.ID, raw: raw.Int64}); err != nil {
		return 0, err
	}
	if _, err := t.exec(ctx, `UPDATE ledger SET state = 'stored', reason = ?, next_try = NULL WHERE id = ?`,
		"made an enquiry by "+u.Name, one.ID); err != nil {
		return 0, err
	}
	if err := t.row(ctx, `SELECT enquiry FROM message WHERE ledger = ?`, []any{one.ID}, &enquiry); err != nil {
		return 0, err
	}
	if _, err := t.exec(ctx, `UPDATE enquiry SET topic_by = ? WHERE id = ?`, u.ID, enquiry); err != nil {
		return 0, err
	}
	return enquiry, t.record(ctx, event{u.ID, enquiry, actQuarantine, fmt.Sprintf("made of letter %d", one.ID)})
}

const (
	dueSQL   = `SELECT EXISTS (SELECT 1 FROM ledger WHERE folder = ? AND next_try <= ? AND gone IS NULL)`
	claimSQL = `SELECT l.id, l.uidvalidity & 0xffffffff, l.uid, l.tries FROM ledger l
		JOIN cursor c ON c.folder = l.folder AND c.uidvalidity = l.uidvalidity
		WHERE l.folder = ? AND l.next_try <= ? AND l.state = 'quarantined' AND l.gone IS NULL ORDER BY l.next_try, l.uid LIMIT 1`
)

// ClaimDue gives that quarantined letter of a folder which is to be fetched again
// now and has waited longest, and the UIDVALIDITY it belongs to; ok is false when
// there is none. Its next turn is set before this one is tried: a letter that
// breaks everything must not be tried without end, nor keep others from theirs.
func (s *Store) ClaimDue(ctx context.Context, folder string) (validity, uid uint32, ok bool, err error) {
	if err := s.reader.QueryRowContext(ctx, dueSQL, folder, s.now().UnixMilli()).Scan(&ok); err != nil || !ok {
		return 0, 0, false, explain(err)
	}
	err = s.write(ctx, func(t *tx) error {
		var id int64
		var tries int
		err := t.row(ctx, claimSQL, []any{folder, t.now.UnixMilli()}, &id, &validity, &uid, &tries)
		if ok = err == nil; !ok {
			return ignoreNotFound(err) // it belongs to another numbering
		}
		_, err = t.exec(ctx, `UPDATE ledger SET tries = ?, next_try = ? WHERE id = ?`,
			tries+1, t.now.Add(retryAfter(tries+1)).UnixMilli(), id)
		return err
	})
	return validity, uid, ok, err
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Flags is what Outlook's users did with a letter, as the server tells it (RFC
// 9051, section 2.3.2). They are hints, never proof of an answer.
type Flags uint8

// The flags.
const (
	Seen Flags = 1 << iota
	Flagged
	Answered
	Deleted
)

// Census is what a folder of the mailbox holds at one moment.
type Census struct {
	Folder      string
	UIDValidity uint32
	Letters     []Present // ascending UID
	Unlisted    int       // letters that the server counts and does not list: then absence proves nothing
}

// Present is one letter that the server shows.
type Present struct {
	UID   uint32
	Flags Flags
}

// Present gives how many letters of a folder the ledger takes to be there.
func (s *Store) Present(ctx context.Context, folder string, validity uint32) (n int, err error) {
	err = s.reader.QueryRowContext(ctx, presentSQL, folder, s.numbering(validity)).Scan(&n)
	return n, explain(err)
}

const presentSQL = `SELECT count(*) FROM ledger WHERE folder = ? AND uidvalidity = ? AND gone IS NULL`

// Reconsider has letters fetched after all that were set aside for a reason that
// no longer holds for those received since then.
func (s *Store) Reconsider(ctx context.Context, reason string, since time.Time) error {
	var any bool
	if err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (`+reconsiderSQL+`)`, since.UnixMilli(), reason).Scan(&any); err != nil || !any {
		return explain(err)
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE ledger SET state = 'quarantined', bare = 1, next_try = ?3 WHERE id IN (`+reconsiderSQL+`)`,
			since.UnixMilli(), reason, t.now.UnixMilli())
		return err
	})
}

const reconsiderSQL = `SELECT id FROM ledger WHERE received >= ?1 AND state = 'set_aside' AND reason = ?2 AND gone IS NULL`

// KeepFolders says which folders the mailbox has now, watched or not. Letters in
// others are gone from there: people rename and delete folders.
func (s *Store) KeepFolders(ctx context.Context, names []string) error {
	var left bool
	if err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM poll WHERE folder NOT IN (SELECT value FROM json_each(?)))`, list(names)).Scan(&left); err != nil || !left {
		return explain(err)
	}
	return s.write(ctx, func(t *tx) error {
		gone, err := column[string](ctx, t, `SELECT folder FROM poll WHERE folder NOT IN (SELECT value FROM json_each(?))`, list(names))
		for _, folder := range gone {
			if err == nil {
				_, err = t.exec(ctx, `UPDATE ledger SET gone = ? WHERE folder = ? AND gone IS NULL`, t.now.UnixMilli(), folder)
			}
			if err == nil { // should it come back, it is compared again, and what it holds is there again
				_, err = t.exec(ctx, `DELETE FROM poll WHERE folder = ?`, folder)
			}
		}
		return err
	})
}

// Reconcile compares a folder with the ledger and notes in it what became of
// letters: flags, and which are gone. It gives the UIDs up to the cursor that
// have no row: letters that were passed over and must be fetched. Those after
// the cursor have only not been read yet.
func (s *Store) Reconcile(ctx context.Context, c Census) (missing []uint32, err error) {
	err = s.write(ctx, func(t *tx) error {
		missing, err = t.reconcile(ctx, c)
		return err
	})
	return missing, err
}

func (t *tx) reconcile(ctx context.Context, c Census) (missing []uint32, err error) {
	var at struct {
		numbering int64
		LastUID   uint32
	}
	if err := ignoreNotFound(t.row(ctx, `SELECT uidvalidity, last_uid FROM cursor WHERE folder = ?`, []any{c.Folder}, &at.numbering, &at.LastUID)); err != nil {
		return nil, err
	}
	if at.numbering != t.s.numbering(c.UIDValidity) {
		return nil, nil // it was renumbered since it was read: first read it
	}
	if _, err := t.exec(ctx, `UPDATE ledger SET gone = ?1 WHERE folder = ?2 AND uidvalidity <> ?3 AND gone IS NULL`,
		t.now.UnixMilli(), c.Folder, t.s.numbering(c.UIDValidity)); err != nil {
		return nil, err
	}
	accounts, err := t.accounts(ctx, c)
	if err != nil {
		return nil, err
	}
	there := c.Letters
	for _, a := range accounts {
		for len(there) > 0 && there[0].UID < a.uid {
			if there[0].UID <= at.LastUID {
				missing = append(missing, there[0].UID)
			}
			there = there[1:]
		}
		present := len(there) > 0 && there[0].UID == a.uid
		flags := a.flags
		switch {
		case present:
			flags, there = there[0].Flags, there[1:]
		case c.Unlisted > 0:
			continue
		}
		if err := t.mark(ctx, a, flags, present); err != nil {
			return nil, err
		}
	}
	for _, p := range there {
		if p.UID <= at.LastUID {
			missing = append(missing, p.UID)
		}
	}
	if err := t.settleBare(ctx, c.Folder); err != nil {
		return nil, err
	}
	if err := t.followKept(ctx, c.Folder); err != nil {
		return nil, err
	}
	return missing, t.recordCount(ctx, c, len(missing)+c.Unlisted)
}

// standing is one ledger row, as the comparison needs it.
type standing struct {
	id    int64
	uid   uint32
	flags Flags
	gone  bool
}

func (t *tx) accounts(ctx context.Context, c Census) (all []standing, err error) {
	err = t.rows(ctx, `SELECT id, uid, flags, gone IS NOT NULL FROM ledger WHERE folder = ? AND uidvalidity = ? ORDER BY uid`,
		[]any{c.Folder, t.s.numbering(c.UIDValidity)}, func(scan scanner) error {
			var a standing
			err := scan(&a.id, &a.uid, &a.flags, &a.gone)
			all = append(all, a)
			return err
		})
	return all, err
}

func (t *tx) mark(ctx context.Context, a standing, flags Flags, present bool) error {
	if a.gone != present && a.flags == flags {
		return nil
	}
	gone := sql.NullInt64{}
	if !present {
		gone = milli(t.now)
	}
	_, err := t.exec(ctx, `UPDATE ledger SET flags = ?, gone = ? WHERE id = ?`, flags, gone, a.id)
	return err
}

// settleBare looks for letters that are gone from a folder without ever having
// been had, and were read elsewhere since: moved by a person, or numbered anew.
// The server keeps when a letter came when it moves it. A letter beside it in the
// same folder is another one, and so is a copy of one that was read before.
func (t *tx) settleBare(ctx context.Context, folder string) error {
	type found struct {
		id     int64
		folder string
		uid    uint32
	}
	var all []found
	err := t.rows(ctx, `SELECT q.id, l.folder, l.uid FROM ledger q JOIN ledger l ON l.received = q.received
			AND l.id > q.id AND l.state = 'stored' AND l.gone IS NULL AND (q.raw IS NOT NULL OR l.size = q.size)
			AND (l.folder <> q.folder OR l.uidvalidity <> q.uidvalidity)
		WHERE q.bare = 1 AND q.state = 'quarantined' AND q.gone IS NOT NULL AND q.folder = ? GROUP BY q.id`, []any{folder}, func(scan scanner) error {
		var one found
		err := scan(&one.id, &one.folder, &one.uid)
		all = append(all, one)
		return err
	})
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := t.supersede(ctx, one.id, fmt.Sprintf("read later (%s, uid %d)", one.folder, one.uid)); err != nil {
			return err
		}
	}
	return nil
}

// followKept lets letters that wait in the quarantine and are gone from a folder
// wait on where they lie now, so that they are still fetched again: moved by a
// person, or numbered anew.
func (t *tx) followKept(ctx context.Context, folder string) error {
	waiting, err := column[int64](ctx, t, `SELECT id FROM ledger WHERE state = 'quarantined' AND gone IS NOT NULL AND folder = ? AND identity IS NOT NULL ORDER BY id`, folder)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		var now, uid int64
		var in string
		err := t.row(ctx, `SELECT c.id, c.folder, c.uid FROM ledger q JOIN ledger c ON c.identity = q.identity AND c.identity IS NOT NULL
				AND c.id > q.id AND c.gone IS NULL AND c.state = iif(q.bare, 'quarantined', 'set_aside')
				AND (c.folder <> q.folder OR c.uidvalidity <> q.uidvalidity)
			WHERE q.id = ? ORDER BY c.id LIMIT 1`, []any{id}, &now, &in, &uid)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE ledger SET state = 'quarantined', reason = q.reason, tries = q.tries,
				next_try = coalesce(q.next_try, ledger.next_try), sketch = q.sketch FROM ledger q WHERE ledger.id = ? AND q.id = ?`, now, id); err != nil {
			return err
		}
		if err := t.supersede(ctx, id, fmt.Sprintf("it waits in the quarantine under another number (%s, uid %d)", in, uid)); err != nil {
			return err
		}
	}
	return nil
}

// supersede takes a letter out of the quarantine for another row that stands for
// it now. Its identity ends here: a letter that comes is never a copy of this one.
func (t *tx) supersede(ctx context.Context, ledger int64, reason string) error {
	if _, err := t.exec(ctx, `UPDATE ledger SET identity = NULL WHERE id = ?`, ledger); err != nil {
		return err
	}
	return t.release(ctx, ledger, reason)
}

func (t *tx) recordCount(ctx context.Context, c Census, missing int) error {
	_, err := t.exec(ctx, `INSERT INTO poll (folder, last_try, problem, counted, holds, unaccounted, since) VALUES (?1, ?2, '', ?2, ?3, ?4, iif(?4 > 0, ?2, NULL))
		ON CONFLICT (folder) DO UPDATE SET counted = excluded.counted, holds = excluded.holds, unaccounted = excluded.unaccounted,
			since = iif(excluded.unaccounted > 0, coalesce(since, excluded.since), NULL)`,
		c.Folder, t.now.UnixMilli(), len(c.Letters), missing)
	return err
}

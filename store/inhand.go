package store

import (
	"context"
	"database/sql"
	"slices"
)

// Suspect is a run of letters that were in hand when the program ended or the
// session with the server broke, without having been stored.
type Suspect struct {
	UIDValidity       uint32
	FirstUID, LastUID uint32
	Crashes           int // of the program
	Breaks            int // of the session
}

// TakeInHand marks letters, by ascending UID, before they are fetched and read:
// neither a stack that overflows nor memory that runs out can be caught, so the
// mark is what tells of it afterwards. A letter that is suspected is to be taken
// alone; it brings what is known of its run with it. Receive takes the mark away.
func (s *Store) TakeInHand(ctx context.Context, folder string, validity uint32, uids []uint32) error {
	if len(uids) == 0 {
		return nil
	}
	first, last := slices.Min(uids), slices.Max(uids)
	return s.write(ctx, func(t *tx) error {
		var crashes, breaks int
		if err := t.row(ctx, `SELECT coalesce(max(crashes), 0), coalesce(max(breaks), 0) FROM in_hand
			WHERE folder = ? AND uidvalidity = ? AND held = 0 AND first_uid <= ? AND last_uid >= ?`,
			[]any{folder, s.numbering(validity), last, first}, &crashes, &breaks); err != nil {
			return err
		}
		// Those before them were dealt with, those after them stay suspected.
		if err := t.cutOff(ctx, false, folder, validity, first, last); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO in_hand (folder, uidvalidity, first_uid, last_uid, held, crashes, breaks) VALUES (?, ?, ?, ?, 1, ?, ?)`,
			folder, s.numbering(validity), first, last, crashes, breaks)
		return err
	})
}

// cutOff shortens the runs that some letter from first to last is in, to what
// follows these.
func (t *tx) cutOff(ctx context.Context, held bool, folder string, validity, first, last uint32) error {
	if _, err := t.exec(ctx, `UPDATE in_hand SET first_uid = ? WHERE held = ? AND folder = ? AND uidvalidity = ? AND first_uid <= ? AND last_uid >= ?`,
		int64(last)+1, held, folder, t.s.numbering(validity), last, first); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM in_hand WHERE first_uid > last_uid`)
	return err
}

// Suspects gives the runs of a folder that are under suspicion, by UID. They
// belong to the UIDVALIDITY under which letters were last in hand: the cursor
// may know another one yet, or none.
func (s *Store) Suspects(ctx context.Context, folder string) (all []Suspect, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT uidvalidity & 0xffffffff, first_uid, last_uid, crashes, breaks FROM in_hand
			WHERE folder = ?1 AND held = 0 AND uidvalidity >> 32 = ?2
				AND uidvalidity = (SELECT uidvalidity FROM in_hand WHERE folder = ?1 ORDER BY id DESC LIMIT 1)
			ORDER BY first_uid`, []any{folder, s.generation}, func(rows *sql.Rows) error {
			var one Suspect
			err := rows.Scan(&one.UIDValidity, &one.FirstUID, &one.LastUID, &one.Crashes, &one.Breaks)
			all = append(all, one)
			return err
		})
	})
	return all, err
}

// PutDown takes the mark from the letters now in hand, without their having been
// stored. broke says that the session broke while they were asked for, which is
// remembered; else nothing of theirs was at fault.
func (s *Store) PutDown(ctx context.Context, broke bool) error {
	return s.write(ctx, func(t *tx) error {
		if !broke {
			if _, err := t.exec(ctx, `DELETE FROM in_hand WHERE held = 1 AND crashes = 0 AND breaks = 0`); err != nil {
				return err
			}
		}
		_, err := t.exec(ctx, `UPDATE in_hand SET breaks = breaks + ?, held = 0 WHERE held = 1`, broke)
		return err
	})
}

// crashed notes that the program ended with letters in hand.
func (s *Store) crashed(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE in_hand SET crashes = crashes + 1, held = 0 WHERE held = 1`)
		return err
	})
}

// putDown takes the mark from the letters of a batch that are now stored, and
// from those before them. Those that are fetched once more may lie anywhere, and
// say nothing of others.
func (r *receiving) putDown(ctx context.Context, b Batch, first, last uint32) error {
	if b.Again {
		return r.cutOff(ctx, true, b.Folder, b.UIDValidity, first, last)
	}
	_, err := r.exec(ctx, `DELETE FROM in_hand WHERE folder = ? AND uidvalidity = ? AND (held = 1 AND first_uid <= ?3 OR held = 0 AND last_uid <= ?3)`,
		b.Folder, r.s.numbering(b.UIDValidity), last)
	return err
}

// forgive gives a quarantined letter a fresh start when a person wants it tried again.
func (t *tx) forgive(ctx context.Context, ledger int64) error {
	_, err := t.exec(ctx, `DELETE FROM in_hand WHERE held = 0 AND first_uid = last_uid
		AND (folder, uidvalidity, first_uid) = (SELECT folder, uidvalidity, uid FROM ledger WHERE id = ?)`, ledger)
	return err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"hee.nhs.uk/enquiries/classify"
)

// unsortedSQL finds what a new model may sort, by the order of ids. The ids are
// sorted alone: letters are read only of those that are given.
const unsortedSQL = `SELECT e.id, e.version, m.id, m.subject, m.head, substr(m.own_text, 1, ?1), CASE trim(m.own_text) WHEN '' THEN substr(m.text, 1, ?1) ELSE '' END
	FROM (SELECT e.id AS k FROM enquiry e WHERE e.todo = 1 AND e.id > ?2 AND ` + unsorted + ` ORDER BY e.id LIMIT ?3)
	CROSS JOIN enquiry e ON e.id = k
	CROSS JOIN message m ON m.id = (SELECT id FROM message WHERE enquiry = k AND direction = 'in' ORDER BY kind <> 'human', received, id LIMIT 1)
	ORDER BY k`

// unsorted is what a new verdict may change the topic of.
const unsorted = `e.unsure = 1 AND e.topic_by IS NULL AND e.status IN ('new', 'open') AND e.automatic = 0`

// Unsorted gives enquiries that are to do, of whose topic the machine is unsure
// and which nobody has sorted: at most limit of them, those with an id above
// after, in the order of ids.
func (s *Store) Unsorted(ctx context.Context, after int64, limit int) (all []Unsorted, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, unsortedSQL, []any{mostLearned, after, limit}, func(rows *sql.Rows) error {
			var u Unsorted
			var subject, own, whole string
			var text []byte
			err := rows.Scan(&u.Enquiry, &u.Version, &u.Message, &subject, &text, &own, &whole)
			if err != nil {
				return err
			}
			u.Letter, err = readLetter(subject, text, own, whole)
			all = append(all, u)
			return err
		})
	})
	return all, err
}

// Rejudge takes over new verdicts of a model, all in one transaction, and says
// how many enquiries it has sorted: of which it is sure now. What was changed
// meanwhile, or sorted by a person, stays as it is. Concern and obligations are
// only ever raised, and by nothing that the letter's verdict said before: a person
// may have taken that back.
func (s *Store) Rejudge(ctx context.Context, model int64, verdicts []Rejudged) (sorted int, err error) {
	err = s.write(ctx, func(t *tx) error {
		sorted = 0
		for _, v := range verdicts {
			sure, err := t.rejudge(ctx, model, v)
			if err != nil {
				return err
			}
			if sure {
				sorted++
			}
		}
		return nil
	})
	return sorted, err
}

func (t *tx) rejudge(ctx context.Context, model int64, v Rejudged) (sorted bool, err error) {
	var open bool
	err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM enquiry e WHERE e.id = ? AND e.version = ? AND `+unsorted+`)`, []any{v.Enquiry, v.Version}, &open)
	if err != nil || !open {
		return false, err
	}
	e, err := t.enquiry(ctx, v.Enquiry)
	if err != nil {
		return false, err
	}
	before := e
	old, err := t.keepVerdict(ctx, model, v)
	if err != nil {
		return false, err
	}
	if err := e.sortAgain(v.Verdict); err != nil {
		return false, err
	}
	if err := t.raiseNew(ctx, &e, old, v.Verdict); err != nil {
		return false, err
	}
	if e.unsure && e.topic == before.topic && e.concern == before.concern && e.obligations == before.obligations {
		return false, t.saveDoubt(ctx, e)
	}
	if !e.unsure || e.topic != before.topic {
		if err := t.record(ctx, event{0, e.id, actTopic, arrow(before.topic, e.topic)}); err != nil {
			return false, err
		}
	}
	if !e.unsure && !e.owner.Valid && e.topic != before.topic {
		if err := t.takeTurn(ctx, &e); err != nil {
			return false, err
		}
	}
	return !e.unsure, t.save(ctx, e)
}

// raiseNew raises what a verdict finds that the one before on the same letter did not.
func (t *tx) raiseNew(ctx context.Context, e *current, old, v classify.Verdict) error {
	if v.Concern.Rank() > max(e.concern.Rank(), old.Concern.Rank()) {
		if err := t.raise(ctx, e, v); err != nil {
			return err
		}
	}
	v.Obligations = slices.DeleteFunc(slices.Clone(v.Obligations), func(o classify.Obligation) bool { return slices.Contains(old.Obligations, o) })
	return t.oblige(ctx, e, v)
}

// saveDoubt keeps how a verdict doubts the same topic. That is no change which a
// page shown before must know of, so the version stays.
func (t *tx) saveDoubt(ctx context.Context, e current) error {
	_, err := t.exec(ctx, `UPDATE enquiry SET confidence = ?, also = ?, reasons = ? WHERE id = ?`, e.confidence, e.also, e.reasons, e.id)
	return err
}

// sortAgain takes over what a verdict says of the topic. The reasons for a concern
// and for duties stay.
func (e *current) sortAgain(v classify.Verdict) error {
	var there []classify.Reason
	if err := json.Unmarshal([]byte(e.reasons), &there); err != nil {
		return err
	}
	var kept []classify.Reason
	for _, r := range there {
		if !aboutTopic(r) {
			kept = append(kept, r)
		}
	}
	for _, r := range v.Reasons {
		if aboutTopic(r) {
			kept = append(kept, r)
		}
	}
	v.Reasons = kept
	return e.judge(sound(v))
}

// aboutTopic reports whether a reason speaks for or against a topic.
func aboutTopic(r classify.Reason) bool {
	for _, o := range classify.Obligations {
		if r.For == string(o) {
			return false
		}
	}
	return classify.Concern(r.For).Rank() == 0
}

// keepVerdict replaces what is kept of a letter's verdict, and gives what was; a
// concern or a duty that was there stays in it.
func (t *tx) keepVerdict(ctx context.Context, model int64, v Rejudged) (old classify.Verdict, err error) {
	var text []byte
	err = t.row(ctx, `SELECT verdict FROM message WHERE id = ? AND enquiry = ?`, []any{v.Message, v.Enquiry}, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return old, nil // it was moved
	}
	if err != nil {
		return old, err
	}
	if err := json.Unmarshal(text, &old); err != nil {
		return old, err
	}
	next := sound(v.Verdict)
	var kept []classify.Reason
	if old.Concern.Rank() >= next.Concern.Rank() {
		next.Concern, next.ConcernScore = old.Concern, max(old.ConcernScore, next.ConcernScore)
	}
	for _, r := range old.Reasons {
		if !aboutTopic(r) {
			kept = append(kept, r)
		}
	}
	for _, r := range next.Reasons {
		if aboutTopic(r) || !contains(kept, r) {
			kept = append(kept, r)
		}
	}
	next.Reasons = kept
	next.Obligations = union(old.Obligations, next.Obligations)
	if text, err = json.Marshal(sound(next)); err != nil {
		return old, err
	}
	_, err = t.exec(ctx, `UPDATE message SET verdict = ?, model = ? WHERE id = ?`, string(text), model, v.Message)
	return old, err
}

func contains(reasons []classify.Reason, one classify.Reason) bool {
	for _, r := range reasons {
		if r.Text == one.Text && r.For == one.For {
			return true
		}
	}
	return false
}

func union(a, b []classify.Obligation) (all []classify.Obligation) {
	for _, o := range classify.Obligations {
		for _, one := range append(a[:len(a):len(a)], b...) {
			if one == o {
				all = append(all, o)
				break
			}
		}
	}
	return all
}

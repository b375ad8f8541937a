package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"hee.nhs.uk/enquiries/classify"
)

// unsortedSQL finds what a new model may sort, by the order of ids.
const unsortedSQL = `SELECT e.id, e.version, m.id, m.subject, m.head, substr(m.own_text, 1, ?1), CASE trim(m.own_text) WHEN '' THEN substr(m.text, 1, ?1) ELSE '' END
	FROM enquiry e JOIN message m ON m.id = (SELECT id FROM message WHERE enquiry = e.id AND direction = 'in' ORDER BY kind <> 'human', received, id LIMIT 1)
	WHERE e.todo = 1 AND e.unsure = 1 AND e.id > ?2 AND ` + unsorted + ` ORDER BY e.id LIMIT ?3`

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
// only ever raised.
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
	from := e.topic
	if err := t.keepVerdict(ctx, model, v); err != nil {
		return false, err
	}
	if err := e.sortAgain(v.Verdict); err != nil {
		return false, err
	}
	if v.Verdict.Concern.Rank() > e.concern.Rank() {
		if err := t.raise(ctx, &e, v.Verdict); err != nil {
			return false, err
		}
	}
	if err := t.oblige(ctx, &e, v.Verdict); err != nil {
		return false, err
	}
	if !e.unsure {
		if err := t.record(ctx, event{0, e.id, actTopic, arrow(from, e.topic)}); err != nil {
			return false, err
		}
		if !e.owner.Valid && e.topic != from {
			if err := t.takeTurn(ctx, &e); err != nil {
				return false, err
			}
		}
	}
	return !e.unsure, t.save(ctx, e)
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

// keepVerdict replaces what is kept of a letter's verdict; a concern or a duty that
// was there stays in it.
func (t *tx) keepVerdict(ctx context.Context, model int64, v Rejudged) error {
	var text []byte
	err := t.row(ctx, `SELECT verdict FROM message WHERE id = ? AND enquiry = ?`, []any{v.Message, v.Enquiry}, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it was moved
	}
	if err != nil {
		return err
	}
	var old classify.Verdict
	if err := json.Unmarshal(text, &old); err != nil {
		return err
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
		return err
	}
	_, err = t.exec(ctx, `UPDATE message SET verdict = ?, model = ? WHERE id = ?`, string(text), model, v.Message)
	return err
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

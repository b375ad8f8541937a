package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// Refresh makes the model in use when it is not the one that sorts: at the start,
// and after a command, which is a process of its own, has taken another into use.
// That judges anew what is unsorted. A model that cannot be made is logged and
// leaves the one before at work, at the start that without corrections.
func (l *Learner) Refresh(ctx context.Context) error {
	l.busy.Lock()
	defer l.busy.Unlock()
	used, err := l.store.ModelInUse(ctx)
	if err != nil {
		return err
	}
	now := l.sorter.Load()
	if now != nil && (now.model == used.ID || used.ID != 0 && l.spoilt == used.ID) {
		return nil
	}
	next, err := l.remake(ctx, used)
	if err != nil {
		if ctx.Err() != nil || used.ID == 0 {
			return err
		}
		l.spoilt = used.ID
		l.log.Error("the model in use could not be made again; step back with 'enquiries model back'", "model", used.ID, "err", err)
		if now != nil {
			return nil
		}
		if next, err = l.remake(ctx, store.Model{}); err != nil {
			return err
		}
	}
	l.sorter.Store(next)
	if now == nil {
		return nil
	}
	sorted, err := l.judgeAnew(ctx)
	l.log.Info("another model sorts", "model", next.model, "corrections", len(used.Corrections), "sorted", sorted)
	return err
}

// remake makes a model again of what it was made of.
func (l *Learner) remake(ctx context.Context, m store.Model) (*sorter, error) {
	learned, err := l.store.ModelCorrections(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	s := &sorter{model: m.ID}
	err = l.apart(ctx, func() error {
		if m.ID != 0 && m.Base != l.base() {
			l.log.Warn("the model in use was trained by another version of this program, or with other topics; it is made anew of the same corrections", "model", m.ID, "corrections", len(learned))
		}
		o := l.options
		o.More = examples(learned)
		made, err := l.build(o)
		s.Classifier = made
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("train the classifier: %w", err)
	}
	return s, nil
}

// examples are corrections as the classifier learns from them.
func examples(all []store.Correction) []classify.Example {
	var out []classify.Example
	for _, c := range all {
		letter := c.Letter
		if strings.TrimSpace(letter.Own) == "" {
			letter.Own = letter.Whole
		}
		out = append(out, classify.Example{ID: strconv.FormatInt(c.ID, 10), Letter: letter, Topic: c.Topic})
	}
	return out
}

// anewAtOnce is how many enquiries are judged anew in one transaction.
const anewAtOnce = 200

// judgeAnew gives new verdicts on what nobody has sorted, until the context ends,
// and says of how many enquiries it is sure now.
func (l *Learner) judgeAnew(ctx context.Context) (sorted int, err error) {
	for after := int64(0); ; {
		batch, err := l.store.Unsorted(ctx, after, anewAtOnce)
		if err != nil {
			return sorted, err
		}
		verdicts, model := l.verdicts(batch)
		if len(verdicts) > 0 {
			n, err := l.store.Rejudge(ctx, model, verdicts)
			if err != nil {
				return sorted, err
			}
			sorted += n
		}
		if len(batch) < anewAtOnce {
			return sorted, nil
		}
		after = batch[len(batch)-1].Enquiry
		if err := ctx.Err(); err != nil {
			return sorted, err
		}
	}
}

// verdicts judges letters by the model that sorts. One that cannot be judged keeps
// the verdict it has.
func (l *Learner) verdicts(batch []store.Unsorted) (all []store.Rejudged, model int64) {
	s := l.sorter.Load()
	for _, u := range batch {
		func() {
			defer func() {
				if fault := recover(); fault != nil { // its text may quote the letter
					l.log.Error("judging a letter anew failed", "enquiry", u.Enquiry, "kind", fmt.Sprintf("%T", fault))
				}
			}()
			all = append(all, store.Rejudged{Unsorted: u, Verdict: s.Classify(u.Letter)})
		}()
	}
	return all, s.model
}

package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// Library keeps what is learned from, and what came of it.
type Library interface {
	Trainings
	Decisions
	Doubts
}

// Trainings keeps the models that were trained, and knows which of them sorts.
type Trainings interface {
	Models(ctx context.Context) ([]store.Model, error)
	ModelInUse(ctx context.Context) (store.Model, error)
	AddModel(ctx context.Context, m store.Model, by int64) (int64, error)
}

// Decisions keeps the topics that people have set or confirmed.
type Decisions interface {
	Corrections(ctx context.Context) ([]store.Correction, error)
	ModelCorrections(ctx context.Context, model int64) ([]store.Correction, error)
}

// Doubts are the enquiries that wait for a better verdict.
type Doubts interface {
	Unsorted(ctx context.Context, after int64, limit int) ([]store.Unsorted, error)
	Rejudge(ctx context.Context, model int64, verdicts []store.Rejudged) (sorted int, err error)
}

// Learner sorts letters by the model in use, and learns from what people have
// sorted. Its methods may be called by many goroutines at once; of trainings and
// refreshments one waits for the other.
type Learner struct {
	store   Library
	options classify.Options
	log     *slog.Logger
	base    func() string
	sorter  atomic.Pointer[sorter]
	busy    sync.Mutex // while a model is made or taken into use
	spoilt  int64      // a model in use that could not be made; 0 for none

	// What makes models. Tests put something quicker, or worse, in their place.
	build   func(classify.Options) (*classify.Classifier, error)
	retrain func(o classify.Options, before, more []classify.Example) (classify.Retraining, error)
}

// sorter is a classifier with the number of its model, so that a verdict is never
// held against another.
type sorter struct {
	*classify.Classifier
	model int64
}

// NewLearner makes a Learner. Refresh it before it sorts.
func NewLearner(library Library, o classify.Options, log *slog.Logger) *Learner {
	return &Learner{
		store: library, options: o, log: log, build: classify.New, retrain: classify.Retrain,
		base: sync.OnceValue(func() string { return classify.Base(o) }),
	}
}

// Sort gives the verdict on a letter and the number of the model that gave it.
func (l *Learner) Sort(letter classify.Letter) (v classify.Verdict, model int64) {
	s := l.sorter.Load()
	return s.Classify(letter), s.model
}

// Training is what came of learning once.
type Training struct {
	classify.Retraining
	Model  int64 // its number
	Sorted int   // enquiries that it is sure of, and that nobody was before
}

// ErrMeanwhile says that another model was taken into use while one was trained.
var ErrMeanwhile = errors.New("another model was taken into use meanwhile; train again")

// Now learns from all corrections there are. What came of it is stored, whether it
// was taken or refused; a model that was taken sorts from now on, and judges anew
// what is unsorted. by is the user who wants it, 0 for the machine and commands.
// The error is classify.ErrNothingNew when nobody has sorted anything since; it
// comes with a Training that was stored when only the judging anew went wrong.
func (l *Learner) Now(ctx context.Context, by int64) (Training, error) {
	l.busy.Lock()
	defer l.busy.Unlock()
	return l.learn(ctx, by)
}

func (l *Learner) learn(ctx context.Context, by int64) (t Training, err error) {
	used, err := l.store.ModelInUse(ctx)
	if err != nil {
		return t, err
	}
	before, err := l.store.ModelCorrections(ctx, used.ID)
	if err != nil {
		return t, err
	}
	all, err := l.store.Corrections(ctx)
	if err != nil {
		return t, err
	}
	if t.Retraining, err = l.train(ctx, before, all); err != nil {
		return t, err
	}
	if err := l.add(ctx, &t, used.ID, all, by); err != nil || !t.Taken {
		return t, err
	}
	l.sorter.Store(&sorter{t.Classifier, t.Model})
	t.Sorted, err = l.judgeAnew(ctx)
	return t, err
}

// train makes a model of the corrections in a goroutine of its own: it cannot be
// interrupted, and who stops the program does not wait for it.
func (l *Learner) train(ctx context.Context, before, all []store.Correction) (r classify.Retraining, err error) {
	var made classify.Retraining
	err = l.apart(ctx, func() (err error) {
		l.base() // it trains too
		made, err = l.retrain(l.options, examples(before), examples(all))
		return err
	})
	if err != nil {
		return r, err // made may be written to still
	}
	return made, nil
}

// apart calls f in a goroutine of its own and gives its error, or the context's
// when that ends before. A panic is an error; its text may quote a letter, so it
// is not kept.
func (l *Learner) apart(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				l.log.Error("learning failed because of a fault in this program", "kind", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
				done <- errors.New("a fault in this program: its log says where")
			}
		}()
		done <- f()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// add stores a training.
func (l *Learner) add(ctx context.Context, t *Training, used int64, learned []store.Correction, by int64) error {
	now, err := l.store.ModelInUse(ctx)
	if err != nil {
		return err
	}
	if now.ID != used {
		return ErrMeanwhile
	}
	m := store.Model{Base: l.base(), Taken: t.Taken, Why: t.Why}
	if m.Figures, err = json.Marshal(t.Figures); err != nil {
		return err
	}
	for _, c := range learned {
		m.Corrections = append(m.Corrections, c.ID)
	}
	t.Model, err = l.store.AddModel(ctx, m, by)
	return err
}

// Nightly learns when there is something new. It rests while a person has
// stepped back to an earlier model: what they took out of use would be learned
// again the same night.
func (l *Learner) Nightly(ctx context.Context) {
	l.busy.Lock()
	defer l.busy.Unlock()
	var worth bool
	err := l.apart(ctx, func() error {
		l.base() // it trains
		return nil
	})
	if err == nil {
		worth, err = l.worthwhile(ctx)
	}
	if err != nil {
		l.logFault(ctx, err)
		return
	}
	if !worth {
		return
	}
	t, err := l.learn(ctx, 0)
	switch {
	case errors.Is(err, classify.ErrNothingNew):
	case err != nil:
		l.logFault(ctx, err)
	case t.Taken:
		l.log.Info("a new model sorts", "model", t.Model, "corrections", t.Figures.Corrections, "new", t.Figures.New, "sorted", t.Sorted)
	default:
		l.log.Warn("a new model was refused", "model", t.Model, "why", t.Why)
	}
}

func (l *Learner) logFault(ctx context.Context, err error) {
	if ctx.Err() == nil { // stopping is no fault
		l.log.Error("learning from corrections failed; it is tried again the next night", "err", err)
	}
}

// worthwhile reports whether the machine should learn by itself.
func (l *Learner) worthwhile(ctx context.Context) (bool, error) {
	all, err := l.store.Models(ctx)
	if err != nil || len(all) == 0 {
		return true, err
	}
	taken := slices.IndexFunc(all, func(m store.Model) bool { return m.Taken })
	if taken >= 0 && !all[taken].InUse {
		l.log.Info("nothing is learned by night: a person stepped back from the newest model; 'enquiries model train' begins it again", "newest", all[taken].ID)
		return false, nil
	}
	if all[0].Taken || all[0].Base != l.base() {
		return true, nil
	}
	refused, err := l.store.ModelCorrections(ctx, all[0].ID)
	if err != nil {
		return false, err
	}
	now, err := l.store.Corrections(ctx)
	same := slices.EqualFunc(refused, now, func(a, b store.Correction) bool { return a.ID == b.ID })
	return !same, err
}

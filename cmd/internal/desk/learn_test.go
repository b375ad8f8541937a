package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// shelf is a library that does as a test says.
type shelf struct {
	models      []store.Model // newest first
	used        store.Model
	corrections []store.Correction
	of          map[int64][]store.Correction // by model
	unsorted    []store.Unsorted
	asked       func() // is called when Unsorted is

	added   []store.Model
	judged  [][]store.Rejudged
	by      []int64 // the models that judged
	log     strings.Builder
	learned [][]classify.Example // what models were made of
}

func (s *shelf) Models(context.Context) ([]store.Model, error)           { return s.models, nil }
func (s *shelf) ModelInUse(context.Context) (store.Model, error)         { return s.used, nil }
func (s *shelf) Corrections(context.Context) ([]store.Correction, error) { return s.corrections, nil }

func (s *shelf) ModelCorrections(_ context.Context, model int64) ([]store.Correction, error) {
	return s.of[model], nil
}

func (s *shelf) AddModel(_ context.Context, m store.Model, _ int64) (int64, error) {
	m.ID = int64(len(s.added) + 1)
	s.added = append(s.added, m)
	return m.ID, nil
}

func (s *shelf) Unsorted(_ context.Context, after int64, limit int) (some []store.Unsorted, _ error) {
	if s.asked != nil {
		s.asked()
	}
	for _, u := range s.unsorted {
		if u.Enquiry > after && len(some) < limit {
			some = append(some, u)
		}
	}
	return some, nil
}

func (s *shelf) Rejudge(_ context.Context, model int64, verdicts []store.Rejudged) (int, error) {
	s.judged, s.by = append(s.judged, verdicts), append(s.by, model)
	return 1, nil
}

// learner is one whose trainings take no time and end as the test says.
func (s *shelf) learner(t *testing.T, ends func() (classify.Retraining, error)) *Learner {
	t.Helper()
	trained, err := classify.New(classify.Options{Own: mailbox.OwnText})
	if err != nil {
		t.Fatal(err)
	}
	l := NewLearner(s, classify.Options{}, slog.New(slog.NewTextHandler(&s.log, nil)))
	l.base = func() string { return "here" }
	l.build = func(o classify.Options) (*classify.Classifier, error) {
		s.learned = append(s.learned, o.More)
		return trained, nil
	}
	l.retrain = func(_ classify.Options, before, more []classify.Example) (classify.Retraining, error) {
		s.learned = append(s.learned, before, more)
		r, err := ends()
		if r.Taken {
			r.Classifier = trained
		}
		return r, err
	}
	if err := l.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l
}

func taken() (classify.Retraining, error) {
	return classify.Retraining{Taken: true, Why: "it is better"}, nil
}

func refused() (classify.Retraining, error) { return classify.Retraining{Why: "it is worse"}, nil }

// decisions are corrections with these ids.
func decisions(ids ...int64) (all []store.Correction) {
	for _, id := range ids {
		all = append(all, store.Correction{ID: id, Topic: "training", Letter: classify.Letter{Subject: "A secret subject", Whole: fmt.Sprint("secret words ", id)}})
	}
	return all
}

func doubts(n int) (all []store.Unsorted) {
	for i := range n {
		all = append(all, store.Unsorted{Enquiry: int64(i + 1), Letter: classify.Letter{Own: "Is there a course?"}})
	}
	return all
}

func (l *Learner) model() int64 {
	_, model := l.Sort(classify.Letter{Own: "Is there a course?"})
	return model
}

func TestWhatWasLearnedSortsAndJudgesAnew(t *testing.T) {
	s := &shelf{corrections: decisions(3, 5, 9), unsorted: doubts(2*anewAtOnce + 1)}
	l := s.learner(t, taken)
	if l.model() != 0 {
		t.Errorf("model %d sorts at first", l.model())
	}
	got, err := l.Now(t.Context(), 0)
	if err != nil || got.Model != 1 || got.Sorted != 3 || l.model() != 1 {
		t.Fatalf("%+v, %v; model %d sorts", got, err, l.model())
	}
	if m := s.added[0]; !slices.Equal(m.Corrections, []int64{3, 5, 9}) || m.Base != "here" || !m.Taken || m.Why != "it is better" || !strings.HasPrefix(string(m.Figures), "{") {
		t.Errorf("stored %+v", m)
	}
	if len(s.judged) != 3 || len(s.judged[2]) != 1 || !slices.Equal(s.by, []int64{1, 1, 1}) || s.judged[0][0].Verdict.Topic == "" {
		t.Errorf("%d batches judged by %v", len(s.judged), s.by)
	}
	if e := s.learned[2][1]; e.ID != "5" || e.Letter.Own != "secret words 5" {
		t.Errorf("a letter without words of its own is learned from as %+v", e)
	}
}

func TestWhatIsRefusedChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		ends   func() (classify.Retraining, error)
		stored int
		fails  bool
	}{
		"refused":     {refused, 1, false},
		"nothing new": {func() (classify.Retraining, error) { return classify.Retraining{}, classify.ErrNothingNew }, 0, true},
		"a fault":     {func() (classify.Retraining, error) { panic("secret words") }, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := &shelf{corrections: decisions(1), unsorted: doubts(1)}
			l := s.learner(t, c.ends)
			_, err := l.Now(t.Context(), 0)
			if len(s.added) != c.stored || (err != nil) != c.fails || l.model() != 0 || len(s.judged) > 0 {
				t.Errorf("%d stored, error %v, model %d, %d judged", len(s.added), err, l.model(), len(s.judged))
			}
			l.Nightly(t.Context())
			if strings.Contains(s.log.String(), "secret") {
				t.Errorf("the log holds what was learned from: %s", s.log.String())
			}
		})
	}
}

func TestTrainingThatWasOvertakenIsNotTaken(t *testing.T) {
	s := &shelf{corrections: decisions(1)}
	l := s.learner(t, func() (classify.Retraining, error) {
		s.used = store.Model{ID: 4} // by a command, meanwhile
		return taken()
	})
	if _, err := l.Now(t.Context(), 0); !errors.Is(err, ErrMeanwhile) || len(s.added) > 0 {
		t.Errorf("error %v, %d stored", err, len(s.added))
	}
}

func TestAnotherModelInUseIsTakenUp(t *testing.T) {
	s := &shelf{of: map[int64][]store.Correction{2: decisions(1, 2)}, unsorted: doubts(1)}
	l := s.learner(t, taken)
	if err := l.Refresh(t.Context()); err != nil || len(s.learned) != 1 {
		t.Errorf("the same model was made %d times, %v", len(s.learned), err)
	}
	s.used = store.Model{ID: 2, Base: "elsewhere"}
	if err := l.Refresh(t.Context()); err != nil || l.model() != 2 || len(s.learned[1]) != 2 || !slices.Equal(s.by, []int64{2}) {
		t.Errorf("model %d sorts, judged by %v, %v", l.model(), s.by, err)
	}
	if !strings.Contains(s.log.String(), "another version") {
		t.Errorf("the log does not say that the base is another: %s", s.log.String())
	}
	made := l.build
	l.build = func(classify.Options) (*classify.Classifier, error) { panic("secret words") }
	s.used = store.Model{ID: 3, Base: "here"}
	for range 3 {
		if err := l.Refresh(t.Context()); err != nil || l.model() != 2 {
			t.Errorf("a model that cannot be made: model %d sorts, %v", l.model(), err)
		}
	}
	if log := s.log.String(); strings.Count(log, "could not be made") != 1 || strings.Contains(log, "secret") {
		t.Errorf("the log: %s", log)
	}
	l.build = made
	s.used = store.Model{}
	if err := l.Refresh(t.Context()); err != nil || l.model() != 0 {
		t.Errorf("after a step back model %d sorts, %v", l.model(), err)
	}
}

func TestStartWithAModelThatCannotBeMade(t *testing.T) {
	s := &shelf{}
	l := s.learner(t, taken)
	made := l.build
	l.sorter.Store(nil)
	l.build = func(o classify.Options) (*classify.Classifier, error) {
		if len(o.More) > 0 {
			return nil, errors.New("too much")
		}
		return made(o)
	}
	s.used, s.of = store.Model{ID: 1, Base: "here"}, map[int64][]store.Correction{1: decisions(1)}
	if err := l.Refresh(t.Context()); err != nil || l.model() != 0 {
		t.Errorf("model %d sorts, %v", l.model(), err)
	}
}

func TestNightIsForWhatIsNew(t *testing.T) {
	for name, c := range map[string]struct {
		shelf shelf
		want  int // trainings
	}{
		"never trained":                  {shelf{}, 1},
		"the newest sorts":               {shelf{models: []store.Model{{ID: 2, Taken: true, InUse: true}, {ID: 1, Taken: true}}}, 1},
		"a person stepped back":          {shelf{models: []store.Model{{ID: 2, Taken: true}, {ID: 1, Taken: true, InUse: true}}}, 0},
		"refused, and nothing since":     {shelf{models: []store.Model{{ID: 1, Base: "here"}}, of: map[int64][]store.Correction{1: decisions(1, 2)}}, 0},
		"refused, and something since":   {shelf{models: []store.Model{{ID: 1, Base: "here"}}, of: map[int64][]store.Correction{1: decisions(1)}}, 1},
		"refused by an earlier version":  {shelf{models: []store.Model{{ID: 1, Base: "there"}}, of: map[int64][]store.Correction{1: decisions(1, 2)}}, 1},
		"refused while an older sorts":   {shelf{models: []store.Model{{ID: 2, Base: "here"}, {ID: 1, Taken: true, InUse: true}}, of: map[int64][]store.Correction{2: decisions(1)}}, 1},
		"refused after a step back to 0": {shelf{models: []store.Model{{ID: 2, Base: "here"}, {ID: 1, Taken: true}}, of: map[int64][]store.Correction{2: decisions(1)}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := &c.shelf
			s.corrections = decisions(1, 2)
			s.learner(t, refused).Nightly(t.Context())
			if len(s.added) != c.want {
				t.Errorf("%d trainings, want %d: %s", len(s.added), c.want, s.log.String())
			}
		})
	}
}

func TestStoppingEndsBetweenBatches(t *testing.T) {
	s := &shelf{corrections: decisions(1), unsorted: doubts(3 * anewAtOnce)}
	l := s.learner(t, taken)
	ctx, stop := context.WithCancel(t.Context())
	s.asked = func() {
		if len(s.judged) == 1 {
			stop()
		}
	}
	if got, err := l.Now(ctx, 0); !errors.Is(err, context.Canceled) || got.Model != 1 || len(s.judged) != 2 {
		t.Errorf("%+v, %v, %d batches judged", got, err, len(s.judged))
	}
	begun := make(chan struct{})
	t.Cleanup(func() { close(begun) })
	endless := s.learner(t, func() (classify.Retraining, error) {
		<-begun
		return refused()
	})
	ctx, stop = context.WithCancel(t.Context())
	stop()
	if _, err := endless.Now(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a training that is told to stop: %v", err)
	}
}

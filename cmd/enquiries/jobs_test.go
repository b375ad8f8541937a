package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/cmd/internal/desk"
	"hee.nhs.uk/enquiries/store"
)

// nights is a library that notes when the machine begins to learn by itself.
// Nothing is in it.
type nights struct {
	desk.Library
	begun []time.Time
}

var errNoLibrary = errors.New("nothing is in it")

func (n *nights) ModelInUse(context.Context) (store.Model, error) { return store.Model{}, errNoLibrary }

func (n *nights) Models(context.Context) ([]store.Model, error) {
	n.begun = append(n.begun, time.Now())
	return nil, errNoLibrary
}

// onDuty runs the jobs, of a program that has nothing else, for that long.
func onDuty(t *testing.T, learning learnConfig, o classify.Options, long time.Duration) (n *nights) {
	t.Helper()
	n = new(nights)
	a := &app{cfg: defaultConfig(), log: slog.New(slog.DiscardHandler), wake: make(chan struct{}, 1)}
	a.cfg.WorkingTime.Zone = "America/New_York" // in January five hours behind the clock of synctest
	a.cfg.Learning = learning
	a.learner = desk.NewLearner(n, o, a.log)
	scheduler, err := a.schedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Looking for another model each minute is due half a minute after the night's
	// work begins: it would wait for that by a mutex, which synctest takes for work.
	time.Sleep(30 * time.Second)
	scheduler.Start()
	time.Sleep(long)
	stopped := time.Now()
	if err := scheduler.Shutdown(); err != nil {
		t.Errorf("the jobs were not stopped: %v", err)
	}
	if waited := time.Since(stopped); waited > 0 {
		t.Errorf("stopping waited %v for a job", waited)
	}
	return n
}

func TestLearningIsAtNight(t *testing.T) {
	for name, c := range map[string]struct {
		learning learnConfig
		want     []string
	}{
		"at a time": {learnConfig{At: "02:30"}, []string{"2000-01-01T02:30:00-05:00", "2000-01-02T02:30:00-05:00"}},
		"off":       {learnConfig{At: "02:30", Off: true}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := onDuty(t, c.learning, classify.Options{}, 48*time.Hour)
				var begun []string
				zone, err := time.LoadLocation("America/New_York")
				if err != nil {
					t.Fatal(err)
				}
				for _, at := range n.begun {
					begun = append(begun, at.In(zone).Format(time.RFC3339))
				}
				if !slices.Equal(begun, c.want) {
					t.Errorf("learning began at %v, want %v", begun, c.want)
				}
			})
		})
	}
}

// TestStoppingDoesNotWaitForATraining stops the jobs while a model is made that is
// not done before the test is.
func TestStoppingDoesNotWaitForATraining(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made, begun := make(chan struct{}), false
		n := onDuty(t, learnConfig{At: "02:30"}, classify.Options{Own: func(string) string {
			begun = true
			<-made
			return ""
		}}, 7*time.Hour+30*time.Minute-15*time.Second)
		synctest.Wait()
		if !begun || len(n.begun) > 0 {
			t.Errorf("a training was begun: %v; ended: %v", begun, len(n.begun) > 0)
		}
		close(made)
	})
}

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"
)

// lookEvery is how often it is looked whether a command took another model into use.
const lookEvery = time.Minute

// schedule lays out the jobs; they run with ctx until the scheduler is shut
// down, which ends their context. The scheduler outlives a job that panics.
func (a *app) schedule(ctx context.Context) (gocron.Scheduler, error) {
	zone, err := time.LoadLocation(a.cfg.WorkingTime.Zone)
	if err != nil {
		return nil, fmt.Errorf("working_time.zone: %w", err)
	}
	scheduler, err := gocron.NewScheduler(gocron.WithStopTimeout(grace), gocron.WithLocation(zone))
	if err != nil {
		return nil, fmt.Errorf("start the scheduler: %w", err)
	}
	jobs := []job{
		{"poll", gocron.DurationJob(time.Duration(a.cfg.PollInterval)), a.poll},
		{"model in use", gocron.DurationJob(lookEvery), a.refresh},
	}
	if !a.cfg.Learning.Off {
		at, _ := time.Parse(timeOfDay, a.cfg.Learning.At) // validated with the configuration
		once := gocron.NewAtTimes(gocron.NewAtTime(uint(at.Hour()), uint(at.Minute()), 0))
		jobs = append(jobs, job{"learning", gocron.DailyJob(1, once), a.learner.Nightly})
	}
	for _, j := range jobs {
		if _, err := scheduler.NewJob(j.when, gocron.NewTask(j.work), gocron.WithName(j.name), gocron.WithContext(ctx),
			gocron.WithSingletonMode(gocron.LimitModeReschedule)); err != nil {
			return nil, fmt.Errorf("schedule the %s: %w", j.name, err)
		}
	}
	return scheduler, nil
}

// job is what is done again and again, never twice at once.
type job struct {
	name string
	when gocron.JobDefinition
	work func(context.Context)
}

// poll is the safety net under IDLE: it wakes who watches the mailbox. It does not
// read by itself, for gocron drops what falls due meanwhile, and so that there is
// one reader only.
func (a *app) poll(context.Context) {
	select {
	case a.wake <- struct{}{}:
	default: // it has been woken already
	}
}

func (a *app) refresh(ctx context.Context) {
	if err := a.learner.Refresh(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("looking which model sorts failed; it is tried again", "err", err)
	}
}

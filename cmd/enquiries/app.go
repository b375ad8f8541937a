package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/cmd/internal/desk"
	"hee.nhs.uk/enquiries/cmd/internal/outside"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/mailbox/signin"
	"hee.nhs.uk/enquiries/store"
	"hee.nhs.uk/enquiries/store/worktime"
	"hee.nhs.uk/enquiries/web"
)

// grace is how long requests in hand may take when the program stops.
const grace = 10 * time.Second

// app is the running service: the dashboard, the poller and the store under them.
type app struct {
	cfg      config
	log      *slog.Logger
	calendar *worktime.Calendar
	store    *store.Store
	desk     *desk.Desk
	learner  *desk.Learner
	site     http.Handler
	listener net.Listener
	signIn   func() signin.State // how signing in to the mailbox stands; nil with a password
	wake     chan struct{}       // one slot: the mailbox is to be read now
	progress *progress
}

// newApp builds every part and takes the port and the database's lock. It does
// not begin to work: run does. Close it in the end.
func newApp(ctx context.Context, cfg config, out io.Writer) (_ *app, err error) {
	shown := newProgress(out)
	a := &app{cfg: cfg, log: newLogger(cfg.Log, shown), wake: make(chan struct{}, 1), progress: shown}
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	if a.calendar, err = a.buildCalendar(ctx); err != nil {
		return nil, err
	}
	judge := func(read store.Sketch) classify.Verdict { // called by the dashboard, which is served when all is built
		v, _ := a.learner.Sort(classify.Letter{FromName: read.Name, FromEmail: read.Email, Subject: read.Subject, Own: mailbox.OwnText(read.Text), Whole: read.Text})
		return v
	}
	if a.store, err = openStore(ctx, &cfg, a.calendar, a.wake, judge); err != nil {
		return nil, err
	}
	if a.listener, err = listen(cfg.Listen); err != nil {
		return nil, err
	}
	a.cfg.Listen = a.listener.Addr().String() // with the port that was chosen when the configured one is 0
	a.learner = desk.NewLearner(a.store, cfg.sorting(), a.log)
	if err := a.learner.Refresh(ctx); err != nil {
		return nil, err
	}
	if a.desk, err = a.buildDesk(ctx); err != nil {
		return nil, err
	}
	a.site, err = a.buildSite()
	return a, err
}

// close frees what newApp took; the database goes last.
func (a *app) close() {
	if a.listener != nil {
		a.listener.Close()
	}
	if a.store != nil {
		if err := a.store.Close(); err != nil {
			a.log.Error("closing the database failed", "err", err)
		}
	}
}

func (a *app) buildCalendar(ctx context.Context) (*worktime.Calendar, error) {
	var fetched []worktime.Date
	if address := a.cfg.WorkingTime.BankHolidaysURL; address != "" {
		dates, err := outside.BankHolidays(ctx, http.DefaultClient, address, a.cfg.WorkingTime.BankHolidaysArea)
		if err != nil {
			a.log.Warn("the shipped bank holidays are used", "err", err)
		}
		for _, d := range dates {
			fetched = append(fetched, worktime.DateOf(d))
		}
	}
	calendar, err := a.cfg.calendar(fetched)
	if err != nil {
		return nil, err
	}
	last := calendar.HolidaysUntil()
	if time.Until(time.Date(last.Year, last.Month, last.Day, 0, 0, 0, 0, time.UTC)) < 60*24*time.Hour {
		a.log.Warn("the list of bank holidays runs out soon; set working_time.bank_holidays_url, or add dates to working_time.extra_holidays",
			"last_known", last.String())
	}
	return calendar, nil
}

// parseLetter reads a letter. Tests put something worse in its place.
var parseLetter = mailbox.ParseBytes

func (a *app) buildDesk(ctx context.Context) (*desk.Desk, error) {
	mail, err := a.cfg.mailServer()
	if err != nil {
		return nil, err
	}
	if tokens, ok := mail.Credentials.(*signin.OAuth); ok {
		a.signIn = tokens.State
	}
	begun, err := a.store.Begun(ctx)
	if err != nil {
		return nil, err
	}
	since, _ := a.cfg.instant(a.cfg.Mailbox.Since) // both were validated with the configuration
	goLive, _ := a.cfg.instant(a.cfg.Mailbox.GoLive)
	return desk.New(desk.Config{
		Connect: func(ctx context.Context) (desk.Source, error) { return inbound.Dial(ctx, mail) },
		Store:   a.store, Sorter: a.learner, Parse: parseLetter, Trial: tryLetter,
		Own: a.cfg.Mailbox.own(), Staff: a.cfg.Mailbox.Staff, Folders: a.cfg.IMAP.Folders, Exclude: a.cfg.IMAP.Exclude,
		Since: since, GoLive: goLive, Begun: begun,
		Wake: a.wake, Progress: a.progress.show, Now: time.Now, Log: a.log,
	}), nil
}

func (a *app) buildSite() (http.Handler, error) {
	zone, err := time.LoadLocation(a.cfg.WorkingTime.Zone)
	if err != nil {
		return nil, fmt.Errorf("working_time.zone: %w", err)
	}
	public, err := url.Parse(baseURL(&a.cfg))
	if err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	c := web.Config{
		Organisation: a.cfg.Organisation, Service: a.cfg.Service, Mailbox: a.cfg.mailboxName(),
		Signposting: a.cfg.Signposting, Version: programVersion(), Location: zone, Calendar: a.calendar,
		PublicURL: public, PollEvery: time.Duration(a.cfg.PollInterval),
	}
	if a.signIn != nil {
		c.SignIn = func() web.SignInState { return web.SignInState(a.signIn()) }
	}
	for _, f := range a.cfg.IMAP.Folders {
		c.Folders = append(c.Folders, desk.FolderName(f))
	}
	for _, t := range a.cfg.Topics {
		c.Topics = append(c.Topics, web.Topic{Key: t.Key, Label: t.Label})
	}
	site, err := web.New(c, a.store, a.log)
	if err != nil {
		return nil, err
	}
	if !web.AssetsBuilt() {
		a.log.Warn("PAGES ARE SHOWN WITHOUT STYLE: their style was not built into this program; run 'make assets' (it needs npm), then build again")
	}
	return site.Handler(), nil
}

// checkOwners warns of topics whose owners have not been added as users: their
// enquiries stay with nobody.
func (a *app) checkOwners(ctx context.Context) error {
	users, err := a.store.Users(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, u := range users {
		known[strings.ToLower(u.Email)] = true
	}
	for _, t := range a.cfg.Topics {
		for i, owner := range t.Owners {
			if !known[strings.ToLower(owner)] {
				a.log.Warn("an owner of a topic is no user yet and gets no enquiries; add them with 'enquiries user add'", "topic", t.Key, "owner", i+1)
			}
		}
	}
	return nil
}

// checkMailbox signs in once when this database has never seen a mailbox, so
// that a mistake in the settings stops the program with one line. Later a
// fault of the mailbox does not: people go on working on what is there.
func (a *app) checkMailbox(ctx context.Context) error {
	polls, err := a.store.Polls(ctx)
	if err != nil {
		return err
	}
	for _, p := range polls {
		if !p.LastOK.IsZero() {
			return nil
		}
	}
	return a.desk.Check(ctx)
}

// run serves and watches the mailbox until the context ends, then stops in two
// steps: take no new requests and let those in hand end; then break off the
// session with the mail server, whose batch in hand is stored or not begun. The
// database is closed by close, after all.
func (a *app) run(ctx context.Context) error {
	watching, stopWatching := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWatching()
	scheduler, err := a.schedule(watching)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: a.site, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug), // clients' broken connections
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the dashboard: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		a.watch(watching)
		return nil
	})
	group.Go(func() error {
		defer stopWatching()
		scheduler.Start()
		a.log.Info("serving", "address", baseURL(&a.cfg), "version", programVersion())
		<-ctx.Done()
		a.log.Info("stopping")
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		err := server.Shutdown(stopping)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		return errors.Join(err, scheduler.Shutdown())
	})
	return group.Wait()
}

// watch keeps the desk at work until the context ends. What a fault in it
// breaks off is begun anew: who triages must not lose the dashboard over it.
func (a *app) watch(ctx context.Context) {
	for ctx.Err() == nil {
		func() {
			defer func() {
				if fault := recover(); fault != nil {
					a.log.Error("watching the mailbox failed because of a fault in this program; it begins again at the next poll_interval", "kind", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
					select {
					case <-ctx.Done():
					case <-time.After(time.Duration(a.cfg.PollInterval)):
					}
				}
			}()
			a.desk.Run(ctx)
		}()
	}
}

// listen takes the port of the dashboard.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listen on %s: the port is taken by another program; stop that, or choose another port", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("listen on %s: not permitted; choose a port above 1023", address)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w; choose an address of this machine", address, err)
	}
	return l, nil
}

// withStore opens the database for a command that may run beside serve.
func withStore(ctx context.Context, cfg *config, f func(*store.Store) error) error {
	calendar, err := cfg.calendar(nil)
	if err != nil {
		return err
	}
	st, err := openStore(ctx, cfg, calendar, nil, nil)
	if err != nil {
		return err
	}
	return errors.Join(f(st), st.Close())
}

// openStore opens the database; wake and judge are given by who serves it, nil by others.
func openStore(ctx context.Context, cfg *config, calendar *worktime.Calendar, wake chan<- struct{}, judge func(store.Sketch) classify.Verdict) (*store.Store, error) {
	return store.Open(ctx, store.Options{
		Path: cfg.Database, Topics: cfg.policies(), Calendar: calendar, Filings: cfg.filings(), Serve: wake != nil, Wake: wake,
		Account: strings.ToLower(cfg.IMAP.User + " at " + cfg.IMAP.Host), Judge: judge,
	})
}

// sorting gives what the team has configured of the sorting by topic and concern.
func (c *config) sorting() classify.Options {
	return classify.Options{
		Topics: c.classifierTopics(), UnsureBelow: c.Verdict.UnsureBelow, ConcernFrom: c.Verdict.ConcernFrom,
		Own: mailbox.OwnText,
	}
}

func newClassifier(cfg *config) (*classify.Classifier, error) {
	sorter, err := classify.New(cfg.sorting())
	if err != nil {
		return nil, fmt.Errorf("train the classifier: %w", err)
	}
	return sorter, nil
}

// newLogger writes to w as log.level and log.format say.
func newLogger(c logConfig, w io.Writer) *slog.Logger {
	level := slog.LevelInfo
	_ = level.UnmarshalText([]byte(c.Level)) // validated with the configuration
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

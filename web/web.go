// Package web is the dashboard: routes, pages and sign-in.
//
// It owns what staff see and may do in a browser, and nothing that lasts: it
// reads and changes enquiries through the store only, and never talks to the
// mailbox, the classifier or the desk. No page it makes carries inline script
// or style (but for the one that shows a letter as its sender laid it out, which
// has no origin), loads anything from elsewhere, or needs a script to work.
package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"hee.nhs.uk/enquiries/store"
	"hee.nhs.uk/enquiries/store/worktime"
)

// Topic is a topic as pages name it.
type Topic struct {
	Key   string // as the store keeps it, e.g. "framework_downloads"
	Label string // as people read it, e.g. "Framework downloads"
}

// Config is all that the pages need to know beside what the store holds.
type Config struct {
	Organisation string // in the header, e.g. "Health Education England"
	Service      string // in the header and in titles, e.g. "Mental health enquiries"
	Mailbox      string // the shared mailbox's address, shown on pages
	Signposting  string // what to tell somebody in danger, approved by the team; a line each
	Version      string // of the program, in the footer

	Topics   []Topic            // in the order that pages show them
	Location *time.Location     // the zone that times are shown in; nil: Europe/London
	Calendar *worktime.Calendar // nil: worktime.Default()
	Now      func() time.Time   // nil: time.Now

	// PublicURL is where browsers find the dashboard; nil: plain HTTP on
	// loopback. When its scheme is https, cookies are sent over TLS only.
	PublicURL *url.URL
	// Folders are those that are watched now; pages leave out what the store
	// knows of others. nil: all that the store knows of, but those that were left
	// out lately while others were read.
	Folders []string
	// PollEvery is how often the mailbox is read. Three of these without a
	// success (at least three minutes) count as trouble. 0: one minute.
	PollEvery time.Duration
	// SignIn tells how the program signs in at the mail server. It is asked each
	// time a page shows it, from many goroutines at once. nil: no page says so.
	SignIn func() SignInState
}

// Server serves the dashboard.
type Server struct {
	cfg     Config
	store   *store.Store
	log     *slog.Logger
	pages   templates
	assets  assets
	started time.Time
	day     time.Duration  // working time of a full working day
	site    *http.ServeMux // by which an address is told from a stranger's
	handler http.Handler
	opened  chan struct{} // has a value for each letter that is being opened
}

// New makes the dashboard. An error names the template that cannot be used, or
// the field of the configuration.
func New(cfg Config, st *store.Store, log *slog.Logger) (*Server, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	files, err := readAssets(staticFiles)
	if err != nil {
		return nil, err
	}
	pages, err := parseTemplates(files)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, store: st, log: log, pages: pages, assets: files, started: cfg.Now(), opened: make(chan struct{}, mostOpened)}
	s.day = workingDay(cfg.Calendar, cfg.Location, s.started)
	s.site = s.mux()
	s.handler, err = s.harden(s.site)
	return s, err
}

// Handler is the whole site.
func (s *Server) Handler() http.Handler { return s.handler }

func (c *Config) complete() error {
	if c.Service == "" {
		return errors.New("web: Service is empty: give the service a name")
	}
	if c.Mailbox == "" {
		c.Mailbox = "the shared mailbox"
	}
	if c.Location == nil {
		london, err := time.LoadLocation("Europe/London")
		if err != nil {
			return err
		}
		c.Location = london
	}
	if c.Calendar == nil {
		c.Calendar = worktime.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.PollEvery <= 0 {
		c.PollEvery = time.Minute
	}
	return nil
}

// secure reports whether browsers reach us over TLS.
func (c *Config) secure() bool { return c.PublicURL != nil && c.PublicURL.Scheme == "https" }

// patience is how long the mailbox may go unread before that counts as trouble.
func (c *Config) patience() time.Duration { return max(3*c.PollEvery, 3*time.Minute) }

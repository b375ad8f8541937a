package web

import (
	"encoding/json"
	"net/http"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// health is what /healthz says; it names nobody and nothing private.
type health struct {
	Status     string     `json:"status"`       // ok, starting, stale (the mailbox is not read) or database
	LastPollOK *time.Time `json:"last_poll_ok"` // UTC; null: not yet
	Version    string     `json:"version"`
}

// lastRead is when the folder that matters most was read.
func lastRead(polls []store.Poll) (last time.Time) {
	for _, p := range polls {
		if p.Folder == "INBOX" {
			return p.LastOK
		}
		if p.LastOK.After(last) {
			last = p.LastOK
		}
	}
	return last
}

// healthz answers 200 while the database answers and the Inbox was read lately
// (without an Inbox, any folder), else 503. A program that has just started has
// the same patience before its first poll.
func (s *Server) healthz(w http.ResponseWriter, v *visit) error {
	h := health{Status: "ok", Version: s.cfg.Version}
	polls, err := s.store.Polls(v.Context())
	last := lastRead(s.watched(polls))
	if !last.IsZero() {
		utc := last.UTC()
		h.LastPollOK = &utc
	}
	now, patience := s.cfg.Now(), s.cfg.patience()
	switch {
	case err != nil:
		h.Status = "database"
		s.log.Error("health check failed", "err", redact(err.Error()))
	case now.Sub(last) <= patience:
	case now.Sub(s.started) <= patience:
		h.Status = "starting"
	default:
		h.Status = "stale"
	}
	w.Header().Set("Content-Type", "application/json")
	if h.Status == "database" || h.Status == "stale" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	return json.NewEncoder(w).Encode(h)
}

package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// health is what /healthz says; it names nobody and nothing private.
type health struct {
	Status      string     `json:"status"`       // ok, starting, reading (a first reading takes long), stale (the mailbox is not read), difference (letters are missing here) or database
	LastPollOK  *time.Time `json:"last_poll_ok"` // UTC; null: not yet
	Unaccounted int        `json:"unaccounted"`  // letters that the mail server has and the ledger lacks
	Quarantined int        `json:"quarantined"`  // letters that wait for a person because they could not be read
	Version     string     `json:"version"`
}

// differencePatience is how long letters may be missing here before that is a
// fault: they are fetched again all the while.
const differencePatience = time.Hour

// lastRead is when the folder that matters most was read.
func lastRead(polls []store.Poll) (last time.Time) {
	for _, p := range polls {
		if p.Folder == inboxFolder {
			return p.LastOK
		}
		if p.LastOK.After(last) {
			last = p.LastOK
		}
	}
	return last
}

// differs sums up what is missing here, and gives since when.
func differs(polls []store.Poll) (letters int, since time.Time) {
	for _, p := range polls {
		letters += p.Unaccounted
		if p.Unaccounted > 0 && (since.IsZero() || p.Since.Before(since)) {
			since = p.Since
		}
	}
	return letters, since
}

// beingRead reports whether letters are coming in, from whichever folder: a
// first reading may take longer than any patience.
func beingRead(polls []store.Poll, since time.Time) bool {
	return slices.ContainsFunc(polls, func(p store.Poll) bool { return p.Pending > 0 && p.LastTry.After(since) })
}

// healthz answers 200 while the database answers, the Inbox was read lately
// (without an Inbox, any folder) and no letter has been missing for an hour,
// else 503. A program that has just started has the same patience before its
// first poll.
func (s *Server) healthz(w http.ResponseWriter, v *visit) error {
	h := health{Status: "ok", Version: s.cfg.Version}
	polls, err := s.store.Polls(v.Context())
	if err == nil {
		var counts store.Counts
		counts, err = s.store.Counts(v.Context())
		h.Quarantined = counts.Quarantined
	}
	polls, _ = s.watched(polls)
	last := lastRead(polls)
	if !last.IsZero() {
		utc := last.UTC()
		h.LastPollOK = &utc
	}
	var since time.Time
	h.Unaccounted, since = differs(polls)
	now, patience := s.cfg.Now(), s.cfg.patience()
	switch {
	case err != nil:
		h.Status = "database"
		s.log.Error("health check failed", "err", redact(err.Error()))
	case now.Sub(last) > patience && now.Sub(s.started) <= patience:
		h.Status = "starting"
	case now.Sub(last) > patience && beingRead(polls, now.Add(-patience)):
		h.Status = "reading"
	case now.Sub(last) > patience:
		h.Status = "stale"
	case h.Unaccounted > 0 && now.Sub(since) > differencePatience:
		h.Status = "difference"
	}
	w.Header().Set("Content-Type", "application/json")
	if h.Status != "ok" && h.Status != "starting" && h.Status != "reading" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	return json.NewEncoder(w).Encode(h)
}

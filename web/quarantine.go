package web

import (
	"fmt"
	"net/http"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// quarantinePage lists letters that could not be read as enquiries.
type quarantinePage struct {
	shell
	Done    string
	Mailbox string
	Rows    []quarantineRow
}

// quarantineRow is a letter as the list and its own page show it.
type quarantineRow struct {
	Href     string // of its page; the download lies beneath
	Name     string // "Letter 12 of INBOX"
	Folder   string
	From     string // "" when it could not be read
	Subject  string // "" when it could not be read
	Reason   string
	Received when
	Age      string
	Size     string
	Tries    string // "fetched again twice in vain"; "" when it was not
	Next     string // when it is fetched again
	NextAt   when
	Gone     when // since when it is no longer in its folder
	Bytes    bool // there is something to save
}

func (s *Server) quarantine(w http.ResponseWriter, v *visit) error {
	letters, err := s.store.Quarantine(v.Context())
	if err != nil {
		return fmt.Errorf("list the quarantine: %w", err)
	}
	page := quarantinePage{shell: s.shell(v, "Quarantine", "/quarantine"), Mailbox: s.cfg.Mailbox}
	if v.URL.Query().Get("done") == "dismissed" {
		page.Done = "The letter is set aside. Your reason is kept with its account in the ledger."
	}
	for _, q := range letters {
		page.Rows = append(page.Rows, s.quarantineRow(q))
	}
	return s.render(w, http.StatusOK, "quarantine", page)
}

func (s *Server) quarantineRow(q store.Quarantine) quarantineRow {
	row := quarantineRow{
		Href:     fmt.Sprintf("/quarantine/%d", q.ID),
		Name:     fmt.Sprintf("Letter %d of %s", q.UID, oneLine(q.Folder)),
		Folder:   oneLine(q.Folder),
		Subject:  shorten(oneLine(q.Sketch.Subject), 120),
		Reason:   sentenceCase(oneLine(q.Reason)),
		Received: s.when(q.Received),
		Age:      ago(q.Received, s.cfg.Now()),
		Size:     size(q.Size),
		Next:     nextTry(q, s.cfg.Now()),
		Gone:     s.when(q.Gone),
		Bytes:    q.Bytes,
	}
	if from := sketchWriter(q.Sketch); from != "" {
		row.From = shorten(from, 80)
	}
	if q.Tries > 0 {
		row.Tries = "Fetched again " + times(q.Tries) + " in vain."
	}
	if q.Gone.IsZero() && q.NextTry.After(s.cfg.Now()) {
		row.NextAt = s.when(q.NextTry)
	}
	return row
}

// sketchWriter names who wrote, as far as that could be read.
func sketchWriter(read store.Sketch) string {
	if name := oneLine(read.Name); name != "" {
		return name
	}
	return oneLine(read.Email)
}

// nextTry says when a letter is fetched again, or why it is not.
func nextTry(q store.Quarantine, now time.Time) string {
	switch left := q.NextTry.Sub(now); {
	case !q.Gone.IsZero():
		return "It cannot be fetched again."
	case q.NextTry.IsZero():
		return "It is fetched again only when somebody asks for it."
	case left <= 0:
		return "It is fetched again when the mailbox is next read."
	case left < time.Minute:
		return "Next try in less than a minute."
	default:
		return "Next try in " + span(left, calendarDay, "") + "."
	}
}

package web

import (
	"errors"
	"fmt"
	"net/http"

	"hee.nhs.uk/enquiries/store"
)

// quarantinePage lists letters that could not be read as enquiries.
type quarantinePage struct {
	shell
	Mailbox string
	Rows    []quarantineRow
}

type quarantineRow struct {
	Href     string // of the text; the download lies beneath
	Name     string // "Letter 12 of INBOX"
	Reason   string
	Received when
	Age      string
	Size     string
}

func (s *Server) quarantine(w http.ResponseWriter, v *visit) error {
	letters, err := s.store.Quarantine(v.Context())
	if err != nil {
		return fmt.Errorf("list the quarantine: %w", err)
	}
	page := quarantinePage{shell: s.shell(v, "Quarantine", "/quarantine"), Mailbox: s.cfg.Mailbox}
	for _, q := range letters {
		page.Rows = append(page.Rows, s.quarantineRow(q))
	}
	return s.render(w, http.StatusOK, "quarantine", page)
}

func (s *Server) quarantineRow(q store.Quarantine) quarantineRow {
	return quarantineRow{
		Href:     fmt.Sprintf("/quarantine/%d", q.ID),
		Name:     fmt.Sprintf("Letter %d of %s", q.UID, oneLine(q.Folder)),
		Reason:   oneLine(q.Reason),
		Received: s.when(q.Received),
		Age:      ago(q.Received, s.cfg.Now()),
		Size:     size(q.Size),
	}
}

// quarantinedRaw gives a letter's bytes, of letters in quarantine only: the
// ledger also knows every other letter, whose reading is recorded elsewhere.
func (s *Server) quarantinedRaw(v *visit) (id int64, raw []byte, err error) {
	id, err = number(v, "id")
	if err != nil {
		return 0, nil, err
	}
	letters, err := s.store.Quarantine(v.Context())
	if err != nil {
		return 0, nil, fmt.Errorf("list the quarantine: %w", err)
	}
	for _, q := range letters {
		if q.ID == id {
			raw, err = s.store.RawOfLedger(v.Context(), id)
			if errors.Is(err, store.ErrNotFound) {
				return id, nil, errNoBytes
			}
			return id, raw, err
		}
	}
	return 0, nil, store.ErrNotFound
}

func (s *Server) quarantined(w http.ResponseWriter, v *visit) error {
	_, raw, err := s.quarantinedRaw(v)
	if err != nil {
		return err
	}
	showLetter(w, raw)
	return nil
}

func (s *Server) quarantinedLetter(w http.ResponseWriter, v *visit) error {
	id, raw, err := s.quarantinedRaw(v)
	if err != nil {
		return err
	}
	sendLetter(w, raw, fmt.Sprintf("quarantine-%d.eml", id))
	return nil
}

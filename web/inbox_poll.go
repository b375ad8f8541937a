package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// pollLine says when the mailbox was last read, and whether that is a worry.
type pollLine struct {
	Trouble bool
	Text    string   // with trouble, what is wrong with which folder
	Details []string // for administrators: what the mail server said
}

// watched leaves out folders that were watched once.
func (s *Server) watched(polls []store.Poll) []store.Poll {
	if s.cfg.Folders == nil {
		return polls
	}
	return slices.DeleteFunc(slices.Clone(polls), func(p store.Poll) bool { return !slices.Contains(s.cfg.Folders, p.Folder) })
}

func (s *Server) pollLine(polls []store.Poll, v *visit) pollLine {
	now := s.cfg.Now()
	polls = s.watched(polls)
	oldest, troubles, details := time.Time{}, []string(nil), []string(nil)
	for i, p := range polls {
		if i == 0 || p.LastOK.Before(oldest) {
			oldest = p.LastOK
		}
		if trouble := s.folderTrouble(p, now); trouble != "" {
			troubles = append(troubles, trouble)
		}
		if p.Problem != "" && v.may(store.RoleAdministrator) {
			details = append(details, p.Folder+": "+p.Problem)
		}
	}
	switch {
	case len(troubles) > 0:
		return pollLine{Trouble: true, Text: strings.Join(troubles, " "), Details: details}
	case oldest.IsZero():
		return pollLine{Trouble: now.Sub(s.started) > s.cfg.patience(), Text: "The mailbox has not been read yet."}
	}
	return pollLine{Text: "The mailbox was last read " + ago(oldest, now) + "."}
}

// folderTrouble says what is wrong with one folder, with the times by which
// one can tell; "" when nothing is. A program that has just started has the
// same patience with a folder that was last read before it was stopped.
func (s *Server) folderTrouble(p store.Poll, now time.Time) string {
	read := "it has never been read"
	if !p.LastOK.IsZero() {
		read = "it was last read " + ago(p.LastOK, now) + ", on " + s.when(p.LastOK).Text
	}
	switch {
	case p.Problem != "":
		return fmt.Sprintf("The folder %s could not be read on %s; before that, %s.", oneLine(p.Folder), s.when(p.LastTry).Text, read)
	case now.Sub(p.LastOK) > s.cfg.patience() && now.Sub(s.started) > s.cfg.patience():
		return fmt.Sprintf("The folder %s has not been read lately: %s.", oneLine(p.Folder), read)
	}
	return ""
}

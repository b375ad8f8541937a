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
	First   string   // how much is still to be read of a mailbox that is new to us; "" for nothing
	Details []string // for administrators: what the mail server said
}

// inboxFolder is the one folder that every mailbox has, and nobody can delete
// (RFC 9051, section 5.1).
const inboxFolder = "INBOX"

// watched parts the folders that are watched from those that were watched once.
// Where every folder is watched, one that was left out while others were read
// has been renamed or deleted by somebody, and that is no trouble.
func (s *Server) watched(polls []store.Poll) (now, before []store.Poll) {
	var newest time.Time
	for _, p := range polls {
		if p.LastTry.After(newest) {
			newest = p.LastTry
		}
	}
	for _, p := range polls {
		left := s.cfg.Folders != nil && !slices.Contains(s.cfg.Folders, p.Folder) ||
			s.cfg.Folders == nil && p.Folder != inboxFolder && newest.Sub(p.LastTry) > s.cfg.patience()
		if left {
			before = append(before, p)
		} else {
			now = append(now, p)
		}
	}
	return now, before
}

func (s *Server) pollLine(polls []store.Poll, v *visit) pollLine {
	now := s.cfg.Now()
	polls, _ = s.watched(polls)
	var oldest time.Time
	var line pollLine
	var troubles []string
	pending := 0
	for i, p := range polls {
		if i == 0 || p.LastOK.Before(oldest) {
			oldest = p.LastOK
		}
		for _, trouble := range []string{s.folderTrouble(p, now), s.difference(p)} {
			if trouble != "" {
				troubles = append(troubles, trouble)
			}
		}
		if p.Problem != "" && v.may(store.RoleAdministrator) {
			line.Details = append(line.Details, p.Folder+": "+p.Problem)
		}
		pending += p.Pending
	}
	if pending > 0 {
		line.First = "The mailbox is being read for the first time: " + count(pending, "letter") + " to go."
	}
	line.Trouble = len(troubles) > 0
	switch {
	case line.Trouble:
		line.Text = strings.Join(troubles, " ")
	case oldest.IsZero() && pending == 0:
		line.Trouble = now.Sub(s.started) > s.cfg.patience()
		line.Text = "The mailbox has not been read yet."
	case !oldest.IsZero():
		line.Text = "The mailbox was last read " + ago(oldest, now) + "."
	}
	return line
}

// folderTrouble says what is wrong with one folder, with the times by which
// one can tell; "" when nothing is. A program that has just started has the
// same patience with a folder that was last read before it was stopped; and one
// that is being read for the first time is not done before the end.
func (s *Server) folderTrouble(p store.Poll, now time.Time) string {
	read := "it has never been read"
	if !p.LastOK.IsZero() {
		read = "it was last read " + ago(p.LastOK, now) + ", on " + s.when(p.LastOK).Text
	}
	switch {
	case p.Problem != "":
		return fmt.Sprintf("The folder %s could not be read on %s; before that, %s.", oneLine(p.Folder), s.when(p.LastTry).Text, read)
	case p.Pending > 0 && p.LastOK.IsZero():
	case now.Sub(p.LastOK) > s.cfg.patience() && now.Sub(s.started) > s.cfg.patience():
		return fmt.Sprintf("The folder %s has not been read lately: %s.", oneLine(p.Folder), read)
	}
	return ""
}

// difference says which letters the mail server has and we do not; "" for none.
func (s *Server) difference(p store.Poll) string {
	if p.Unaccounted == 0 {
		return ""
	}
	are, fetched := "are", "they are"
	if p.Unaccounted == 1 {
		are, fetched = "is", "it is"
	}
	return fmt.Sprintf("%s that the mail server has in the folder %s %s missing here since %s; %s fetched again.",
		count(p.Unaccounted, "letter"), oneLine(p.Folder), are, s.when(p.Since).Text, fetched)
}

package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// SignInState is how the program signs in at the mail server, and whether it can.
type SignInState struct {
	Method     string    // in words, e.g. "application secret"
	ValidUntil time.Time // of the access token; zero: there is none
	Renewed    time.Time // when it was last renewed; zero: not yet
	Problem    string    // one line for the administrator; "" when the last try went well
}

// mailboxPage says how the mailbox is read, folder by folder.
type mailboxPage struct {
	shell
	Mailbox string
	Poll    pollLine
	Again   string // address of this page
	Folders []folderRow
	Before  []formerFolder
	SignIn  *signInView // nil: not known
	Account []figure
}

// folderRow is one folder that is watched.
type folderRow struct {
	Name    string
	Age     string // since it was last read
	Read    when   // when that was
	Problem string // what went wrong at the last try; "" for nothing
	Server  string // for administrators: what the mail server said
	Left    *leftToRead
	Holds   string // "1,204 letters"; "" when it was never compared
	Counted string // "compared 3 minutes ago"
	At      when
	Differ  string // what the server has and we do not; "" for nothing
}

// State is the folder in one or two words, and the colour of its tag.
func (f folderRow) State() tag {
	switch {
	case f.Problem != "":
		return tag{"Trouble", "red"}
	case f.Differ != "":
		return tag{"Letters missing", "red"}
	case f.Left != nil:
		return tag{"Being read", "blue"}
	case f.Holds == "":
		return tag{"Not compared yet", "grey"}
	}
	return tag{"All accounted for", "green"}
}

type tag struct{ Text, Colour string }

// leftToRead is how far the first reading of a folder has come.
type leftToRead struct {
	Words     string // "12,345 letters still to be read"
	Done, All int
}

// formerFolder is one that is not watched any more.
type formerFolder struct {
	Name string
	Last when // when it was last read
}

// signInView is SignInState in words.
type signInView struct {
	Method  string
	Until   when
	Expired bool // Until has passed
	Renewed when
	Trouble bool
	Problem string // for administrators
}

// figure is a number with what it counts.
type figure struct{ Name, Text, Explain, Href string }

func (s *Server) mailbox(w http.ResponseWriter, v *visit) error {
	polls, err := s.store.Polls(v.Context())
	if err != nil {
		return fmt.Errorf("look up the polls: %w", err)
	}
	account, err := s.store.Account(v.Context())
	if err != nil {
		return fmt.Errorf("count the ledger: %w", err)
	}
	watched, before := s.watched(polls)
	page := mailboxPage{
		shell:   s.shell(v, "Mailbox", "/mailbox"),
		Mailbox: s.cfg.Mailbox,
		Poll:    s.pollLine(polls, v),
		Again:   "/mailbox",
		SignIn:  s.signInView(v),
		Account: []figure{
			{"Stored", grouped(account.Stored), "Letters to us and from us, each kept whole.", ""},
			{"In quarantine", grouped(account.Quarantined), "Could not be read, and wait for a person.", "/quarantine"},
			{"Set aside", grouped(account.SetAside), "Copies, letters that were gone before they could be fetched, those older than the configuration asks for, and those that a person dismissed from the quarantine.", ""},
		},
	}
	if len(watched) > 0 && page.Poll.Trouble {
		page.Poll.Text, page.Poll.Details = "The table shows which folder it is.", nil
	}
	slices.SortStableFunc(watched, func(a, b store.Poll) int {
		return cmp.Compare(folderRank(a), folderRank(b))
	})
	for _, p := range watched {
		row, err := s.folderRow(v, p)
		if err != nil {
			return err
		}
		page.Folders = append(page.Folders, row)
	}
	for _, p := range before {
		page.Before = append(page.Before, formerFolder{oneLine(p.Folder), s.when(p.LastOK)})
	}
	return s.render(w, http.StatusOK, "mailbox", page)
}

// folderRank puts the Inbox first.
func folderRank(p store.Poll) int {
	if p.Folder == inboxFolder {
		return 0
	}
	return 1
}

func (s *Server) folderRow(v *visit, p store.Poll) (folderRow, error) {
	now := s.cfg.Now()
	row := folderRow{
		Name: oneLine(p.Folder), Read: s.when(p.LastOK), Age: "never yet",
		Problem: s.folderTrouble(p, now), Differ: s.difference(p),
	}
	if !p.LastOK.IsZero() {
		row.Age = ago(p.LastOK, now)
	}
	if p.Problem != "" && v.may(store.RoleAdministrator) {
		row.Server = oneLine(p.Problem)
	}
	if !p.Counted.IsZero() {
		row.Holds, row.Counted, row.At = count(p.Holds, "letter"), ago(p.Counted, now), s.when(p.Counted)
	}
	if p.Pending == 0 {
		return row, nil
	}
	cursor, err := s.store.Cursor(v.Context(), p.Folder)
	if err != nil {
		return row, fmt.Errorf("look up how far a folder was read: %w", err)
	}
	done, err := s.store.Present(v.Context(), p.Folder, cursor.UIDValidity)
	if err != nil {
		return row, fmt.Errorf("count the letters of a folder: %w", err)
	}
	row.Left = &leftToRead{count(p.Pending, "letter") + " still to be read", done, done + p.Pending}
	return row, nil
}

func (s *Server) signInView(v *visit) *signInView {
	if s.cfg.SignIn == nil {
		return nil
	}
	state := s.cfg.SignIn()
	view := &signInView{Method: oneLine(state.Method), Until: s.when(state.ValidUntil), Renewed: s.when(state.Renewed), Trouble: state.Problem != ""}
	view.Expired = !state.ValidUntil.IsZero() && !state.ValidUntil.After(s.cfg.Now())
	if v.may(store.RoleAdministrator) {
		view.Problem = oneLine(state.Problem)
	}
	return view
}

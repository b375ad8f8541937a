package memserver

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// capabilities are those that imapmemserver keeps, and SPECIAL-USE, which is ours.
var capabilities = imap.CapSet{
	imap.CapIMAP4rev1:    {},
	imap.CapNamespace:    {},
	imap.CapUIDPlus:      {},
	imap.CapESearch:      {},
	imap.CapListExtended: {},
	imap.CapListStatus:   {},
	imap.CapMove:         {},
	imap.CapStatusSize:   {},
	imap.CapSpecialUse:   {},
	imap.CapIdle:         {},
}

const separator = '/'

// session is imapmemserver's, with a LIST of its own: imapmemserver has no way
// of marking a folder as \Sent or \Junk, nor of telling its folders' names.
type session struct {
	*imapmemserver.UserSession // nil until signed in

	server   *Server
	selected string // the folder that is open
}

var _ imapserver.SessionIMAP4rev2 = (*session)(nil)

// Login implements imapserver.Session.
func (s *session) Login(user, password string) error {
	if err := s.server.user.Login(user, password); err != nil {
		return err
	}
	s.UserSession = imapmemserver.NewUserSession(s.server.user)
	return nil
}

// Create implements imapserver.Session.
func (s *session) Create(name string, options *imap.CreateOptions) error {
	err := s.UserSession.Create(name, options)
	if err == nil {
		s.server.names.add(strings.TrimRight(name, string(separator)))
	}
	return err
}

// Delete implements imapserver.Session.
func (s *session) Delete(name string) error {
	err := s.UserSession.Delete(name)
	if err == nil {
		s.server.names.remove(name)
	}
	return err
}

// Rename implements imapserver.Session.
func (s *session) Rename(from, to string, options *imap.RenameOptions) error {
	err := s.UserSession.Rename(from, to, options)
	if err == nil {
		s.server.names.remove(from)
		s.server.names.add(strings.TrimRight(to, string(separator)))
	}
	return err
}

// List implements imapserver.Session.
func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	if len(patterns) == 0 || options.SelectSubscribed {
		return s.UserSession.List(w, ref, patterns, options)
	}
	for _, name := range s.server.names.sorted() {
		matches := func(pattern string) bool { return imapserver.MatchList(name, separator, ref, pattern) }
		attrs := specialUse(name)
		if !slices.ContainsFunc(patterns, matches) || options.SelectSpecialUse && attrs == nil {
			continue
		}
		data := imap.ListData{Mailbox: name, Delim: separator, Attrs: attrs}
		if options.ReturnStatus != nil {
			status, err := s.Status(name, options.ReturnStatus)
			if err != nil {
				continue // deleted meanwhile
			}
			data.Status = status
		}
		if err := w.WriteList(&data); err != nil {
			return err
		}
	}
	return nil
}

func specialUse(name string) []imap.MailboxAttr {
	switch name {
	case "Sent":
		return []imap.MailboxAttr{imap.MailboxAttrSent}
	case "Junk":
		return []imap.MailboxAttr{imap.MailboxAttrJunk}
	default:
		return nil
	}
}

// folders is the set of the folders' names.
type folders struct {
	mu    sync.Mutex
	names map[string]bool
}

func newFolders() *folders { return &folders{names: map[string]bool{}} }

func (f *folders) add(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names[name] = true
}

func (f *folders) remove(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.names, name)
}

func (f *folders) has(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.names[name]
}

func (f *folders) sorted() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.names))
}

package memserver

import (
	"sync"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// letters holds the bytes of the letters put in through Server.Append.
// imapmemserver gives the body of a letter only after reading and rewriting
// its header, and none at all where the header is broken; a real server gives
// what it got.
type letters struct {
	mu  sync.Mutex
	raw map[letterID][]byte
}

type letterID struct {
	folder string
	uid    imap.UID
}

func newLetters() *letters { return &letters{raw: map[letterID][]byte{}} }

// add keeps the letter that put appends to a folder. Nobody can ask for it in
// between, when the folder has it already and we have not.
func (l *letters) add(folder string, raw []byte, put func() (imap.UID, error)) (imap.UID, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	uid, err := put()
	if err == nil {
		l.raw[letterID{folder, uid}] = raw
	}
	return uid, err
}

func (l *letters) get(id letterID) ([]byte, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	raw, ok := l.raw[id]
	return raw, ok
}

// Select implements imapserver.Session.
func (s *session) Select(name string, options *imap.SelectOptions) (*imap.SelectData, error) {
	data, err := s.UserSession.Select(name, options)
	if err == nil {
		s.selected = name
	}
	return data, err
}

// Fetch implements imapserver.Session. Whole letters, asked for with PEEK and
// nothing else, are given byte for byte; everything else is imapmemserver's.
func (s *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, options *imap.FetchOptions) error {
	if !wholeLettersOnly(options) {
		return s.UserSession.Fetch(w, set, options)
	}
	uids, seqs, err := s.resolve(set)
	if err != nil {
		return err
	}
	for i, uid := range uids {
		raw, ok := s.server.letters.get(letterID{s.selected, uid})
		if !ok { // copied, moved or appended by a client
			if err := s.UserSession.Fetch(w, imap.UIDSetNum(uid), options); err != nil {
				return err
			}
			continue
		}
		if err := writeWhole(w.CreateMessage(seqs[i]), uid, options.BodySection[0], raw); err != nil {
			return err
		}
	}
	return nil
}

func wholeLettersOnly(o *imap.FetchOptions) bool {
	if len(o.BodySection) != 1 || o.Flags || o.Envelope || o.InternalDate || o.RFC822Size || o.BodyStructure != nil ||
		len(o.BinarySection) > 0 || len(o.BinarySectionSize) > 0 {
		return false
	}
	b := o.BodySection[0]
	return b.Peek && b.Specifier == imap.PartSpecifierNone && len(b.Part) == 0 && len(b.HeaderFields) == 0 &&
		len(b.HeaderFieldsNot) == 0 && b.Partial == nil
}

// resolve gives the UIDs and, in the same order, the sequence numbers of the
// letters in a set.
func (s *session) resolve(set imap.NumSet) ([]imap.UID, []uint32, error) {
	criteria := &imap.SearchCriteria{}
	switch set := set.(type) {
	case imap.UIDSet:
		criteria.UID = []imap.UIDSet{set}
	case imap.SeqSet:
		criteria.SeqNum = []imap.SeqSet{set}
	}
	byUID, err := s.Search(imapserver.NumKindUID, criteria, &imap.SearchOptions{ReturnAll: true})
	if err != nil {
		return nil, nil, err
	}
	bySeq, err := s.Search(imapserver.NumKindSeq, criteria, &imap.SearchOptions{ReturnAll: true})
	if err != nil {
		return nil, nil, err
	}
	return byUID.AllUIDs(), bySeq.AllSeqNums(), nil
}

func writeWhole(m *imapserver.FetchResponseWriter, uid imap.UID, section *imap.FetchItemBodySection, raw []byte) error {
	m.WriteUID(uid)
	body := m.WriteBodySection(section, int64(len(raw)))
	if _, err := body.Write(raw); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	return m.Close()
}

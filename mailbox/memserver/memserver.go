// Package memserver is a mail server in the process, on loopback: an IMAP
// server and an SMTP server over the same mailbox, for the demo and for tests.
//
// It owns letters in memory, which end with it. It must never listen beyond
// loopback, never be used for real mail, never log, and never change a letter but
// for the Received line that SMTP demands and for line ends.
package memserver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net/netip"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

// Options says what the server is like at the start.
type Options struct {
	User, Password string // for IMAP; for SMTP they are checked when given, and not demanded
	// Folders exist from the start; default INBOX, Sent, Junk. INBOX is always
	// among them. Those named Sent and Junk say so by SPECIAL-USE (RFC 6154).
	Folders []string
	// Address is the mailbox's own. Letters that SMTP takes for it arrive in INBOX; others
	// are only kept for Elsewhere. "" makes all letters arrive.
	Address string
	Now     func() time.Time // when a letter from SMTP arrives; default time.Now
}

// Server runs until Close. Its methods may be called from several goroutines.
type Server struct {
	options Options
	user    *imapmemserver.User
	letters *letters
	names   *folders
	imap    *service
	smtp    *service

	mu        sync.Mutex
	elsewhere []Letter
}

// Letter is one that SMTP took for addresses other than Options.Address.
type Letter struct {
	From string
	To   []string
	Raw  []byte // with the Received line on top
}

// Start listens on two free ports of 127.0.0.1.
func Start(o Options) (*Server, error) {
	if o.Folders == nil {
		o.Folders = []string{"INBOX", "Sent", "Junk"}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{options: o, user: imapmemserver.NewUser(o.User, o.Password), names: newFolders(), letters: newLetters()}
	for _, name := range append([]string{"INBOX"}, o.Folders...) {
		if s.names.has(name) {
			continue
		}
		if err := s.user.Create(name, nil); err != nil {
			return nil, fmt.Errorf("create folder %q: %w", name, err)
		}
		s.names.add(name)
	}
	if err := s.listen(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) listen() error {
	imapServer := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{server: s}, nil, nil
		},
		Caps:         capabilities,
		Logger:       log.New(io.Discard, "", 0),
		InsecureAuth: true,
	})
	smtpServer := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &submission{server: s}, nil
	}))
	smtpServer.Domain = "localhost"
	smtpServer.AllowInsecureAuth = true
	smtpServer.EnableSMTPUTF8 = true
	smtpServer.MaxMessageBytes = maxLetter
	smtpServer.ErrorLog = log.New(io.Discard, "", 0)

	var err error
	if s.imap, err = serve(imapServer.Serve); err != nil {
		return fmt.Errorf("start IMAP: %w", err)
	}
	if s.smtp, err = serve(smtpServer.Serve); err != nil {
		s.imap.stop()
		return fmt.Errorf("start SMTP: %w", err)
	}
	s.smtp.closeServer = smtpServer.Close // its Serve takes a closed listener for a failure otherwise
	return nil
}

// IMAPAddr is where IMAP is spoken, without TLS.
func (s *Server) IMAPAddr() netip.AddrPort { return s.imap.addr() }

// SMTPAddr is where SMTP is spoken, without TLS.
func (s *Server) SMTPAddr() netip.AddrPort { return s.smtp.addr() }

// Append puts a letter into a folder as if it had arrived at internal. Bare
// LFs become CRLFs (RFC 5322, section 2.3); all other bytes stay as they are.
func (s *Server) Append(folder string, raw []byte, internal time.Time, flags ...imap.Flag) (uid uint32, err error) {
	raw = withCRLF(raw)
	added, err := s.letters.add(folder, raw, func() (imap.UID, error) {
		data, err := s.user.Append(folder, newLiteral(raw), &imap.AppendOptions{Time: internal, Flags: flags})
		if err != nil {
			return 0, fmt.Errorf("append to folder %q: %w", folder, err)
		}
		return data.UID, nil
	})
	return uint32(added), err
}

// Elsewhere returns the letters that SMTP took for addresses other than
// Options.Address, oldest first.
func (s *Server) Elsewhere() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.elsewhere...)
}

// Close ends all connections and waits until nothing of the server runs any more.
func (s *Server) Close() error {
	return errors.Join(s.smtp.stop(), s.imap.stop())
}

// withCRLF leaves a CR without LF alone: that is the letter's own fault.
func withCRLF(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+bytes.Count(raw, []byte("\n")))
	for i, b := range raw {
		if b == '\n' && (i == 0 || raw[i-1] != '\r') {
			out = append(out, '\r')
		}
		out = append(out, b)
	}
	return out
}

// literal is what imapmemserver appends from.
type literal struct{ *bytes.Reader }

func newLiteral(raw []byte) literal { return literal{bytes.NewReader(raw)} }

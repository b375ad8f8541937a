package memserver

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

const maxLetter = 64 << 20 // bytes that SMTP takes

// submission is one SMTP session.
type submission struct {
	server *Server
	from   string
	to     []string
}

var _ smtp.AuthSession = (*submission)(nil)

// AuthMechanisms implements smtp.AuthSession.
func (s *submission) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession.
func (s *submission) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.server.user.Login(user, password) != nil {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

// Mail implements smtp.Session.
func (s *submission) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt implements smtp.Session.
func (s *submission) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data implements smtp.Session: the letter arrives once, however many
// recipients it has here.
func (s *submission) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	now := s.server.options.Now()
	raw = append([]byte(received(now)), raw...)
	return s.server.take(Letter{From: s.from, To: slices.Clone(s.to), Raw: raw}, now)
}

// received is the trace that RFC 5321, section 4.4 demands.
func received(now time.Time) string {
	return fmt.Sprintf("Received: from localhost by localhost with ESMTP; %s\r\n", now.Format(time.RFC1123Z))
}

// Reset implements smtp.Session.
func (s *submission) Reset() { s.from, s.to = "", nil }

// Logout implements smtp.Session.
func (s *submission) Logout() error { return nil }

func (s *Server) take(letter Letter, now time.Time) error {
	ours := func(to string) bool { return s.options.Address == "" || strings.EqualFold(to, s.options.Address) }
	if slices.ContainsFunc(letter.To, func(to string) bool { return !ours(to) }) {
		s.mu.Lock()
		s.elsewhere = append(s.elsewhere, letter)
		s.mu.Unlock()
	}
	if !slices.ContainsFunc(letter.To, ours) {
		return nil
	}
	_, err := s.Append("INBOX", letter.Raw, now)
	return err
}

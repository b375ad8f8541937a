// Package outbound hands finished letters to an SMTP server (RFC 5321, RFC 6409).
//
// It owns the answer to one question: was the letter taken, refused, or is that
// unknown? It must never send a letter again by itself, never compose or
// change one, and never log; no error text of its own holds an address or a
// word of a letter.
package outbound

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// Config says where letters are handed in. The zero value of a limit means its default.
type Config struct {
	Host        string
	Port        int                // default 465 for "tls", 587 for "starttls", 25 for "plain"
	TLS         string             // "tls" (default), "starttls" or "plain"
	AllowPlain  bool               // let "plain" go beyond this machine
	Credentials signin.Credentials // who we are; nil: the server asks for no sign-in
	RootCAs     *x509.CertPool     // authorities that may vouch for the server; nil: the system's

	Timeout       time.Duration // for connecting, and the longest silence of the server; default 60 s
	AnswerTimeout time.Duration // longest wait for the answer to a whole letter; default 10 min (RFC 5321, section 4.5.3.2.6)
	HelloName     string        // what EHLO says of this machine; default "localhost"
}

func (c Config) withDefaults() Config {
	if c.TLS == "" {
		c.TLS = signin.TLS
	}
	if c.Port == 0 {
		c.Port = map[string]int{signin.TLS: 465, signin.StartTLS: 587, signin.Plain: 25}[c.TLS]
	}
	if c.Timeout <= 0 {
		c.Timeout = time.Minute
	}
	if c.AnswerTimeout <= 0 {
		c.AnswerTimeout = 10 * time.Minute
	}
	if c.HelloName == "" {
		c.HelloName = "localhost"
	}
	return c
}

// Envelope is who a letter is from and for, as SMTP sees it (RFC 5321, section 2.3.1).
type Envelope struct {
	From string   // addr-spec; "" for automatic mail that wants no bounce
	To   []string // addr-specs, at least one
}

// farewell is how long the server is given to say goodbye after it took a letter.
const farewell = 2 * time.Second

// Send hands in one letter, for all recipients or for none. Its lines should
// end in CRLF; bare LFs are sent as such, and a bare CR is refused.
//
// nil means that the server has taken the letter. Every error is exactly one of
// ErrPermanent, ErrTemporary and ErrUncertain by errors.Is; besides it may be
// signin.ErrHost, signin.ErrTLS or signin.ErrSignIn, and errors.As finds a
// *Refusal when the server said no.
func Send(ctx context.Context, cfg Config, envelope Envelope, letter []byte) error {
	cfg = cfg.withDefaults()
	s := &sending{cfg: cfg, server: signin.Endpoint{
		Service: "smtp", Host: cfg.Host, Port: cfg.Port,
		TLS: cfg.TLS, AllowPlain: cfg.AllowPlain, RootCAs: cfg.RootCAs, Timeout: cfg.Timeout,
	}}
	if err := s.check(envelope, letter); err != nil {
		return err
	}
	conn, wire, err := s.server.Dial(ctx)
	if err != nil {
		return &failure{class: ErrTemporary, error: err}
	}
	s.wire = wire
	defer wire.Close()
	defer wire.CloseWhenDone(ctx)()

	if err := s.greet(ctx, conn); err != nil {
		return err
	}
	if err := s.signIn(ctx); err != nil {
		return err
	}
	if err := s.hand(ctx, envelope, letter); err != nil {
		return err
	}
	wire.Limit(farewell)
	_ = s.client.Quit() // the letter is taken, whatever follows
	return nil
}

// sending is one session with the server.
type sending struct {
	cfg    Config
	server signin.Endpoint
	wire   *signin.Conn // below TLS
	client *smtp.Client
}

// check refuses what no server should see.
func (s *sending) check(envelope Envelope, letter []byte) error {
	if len(envelope.To) == 0 {
		return s.fail(ErrPermanent, nil, "the letter has no recipient")
	}
	for i, b := range letter {
		if b == '\r' && (i+1 == len(letter) || letter[i+1] != '\n') {
			return s.fail(ErrPermanent, nil, "the letter holds a carriage return on its own, which RFC 5321, section 2.3.8 forbids")
		}
	}
	return nil
}

// greet secures the connection and exchanges names. go-smtp calls us localhost
// in the plain text before STARTTLS; the name counts only after it.
func (s *sending) greet(ctx context.Context, conn net.Conn) error {
	if s.cfg.TLS != signin.StartTLS {
		s.client = smtp.NewClient(conn)
	} else {
		client, err := smtp.NewClientStartTLS(conn, s.server.TLSConfig())
		if err != nil {
			return s.startTLSError(ctx, err)
		}
		s.client = client
	}
	if err := s.client.Hello(s.cfg.HelloName); err != nil {
		return s.helloError(ctx, err)
	}
	return nil
}

func (s *sending) signIn(ctx context.Context) error {
	if s.cfg.Credentials == nil {
		return nil
	}
	_, mechanisms := s.client.Extension("AUTH")
	mechanism, err := s.cfg.Credentials.Client(ctx, strings.Fields(mechanisms))
	var none *signin.MechanismError
	switch {
	case errors.As(err, &none):
		return s.fail(ErrTemporary, errors.Join(signin.ErrSignIn, err), "%v", err)
	case err != nil:
		return &failure{class: ErrTemporary, error: err}
	}
	return s.authError(ctx, mechanism, s.client.Auth(mechanism))
}

// hand runs the mail transaction. Up to the final dot nothing has happened;
// from the moment it may have left, silence means that we do not know.
func (s *sending) hand(ctx context.Context, envelope Envelope, letter []byte) error {
	options := &smtp.MailOptions{Size: int64(len(letter)), UTF8: !ascii(envelope)}
	if err := s.client.Mail(envelope.From, options); err != nil {
		return s.refused(ctx, err, "the sender", "")
	}
	for i, to := range envelope.To {
		if err := s.client.Rcpt(to, nil); err != nil {
			return s.refused(ctx, err, fmt.Sprintf("recipient %d of %d", i+1, len(envelope.To)), to)
		}
	}
	data, err := s.client.Data()
	if err != nil {
		return s.refused(ctx, err, "the letter", "")
	}
	if _, err := data.Write(letter); err != nil {
		return s.refused(ctx, err, "the letter", "")
	}
	s.wire.Limit(s.cfg.AnswerTimeout)
	return s.verdict(ctx, data.Close())
}

func ascii(envelope Envelope) bool {
	for _, address := range append([]string{envelope.From}, envelope.To...) {
		for i := range len(address) {
			if address[i] >= 0x80 {
				return false
			}
		}
	}
	return true
}

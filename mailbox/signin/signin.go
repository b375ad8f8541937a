// Package signin owns the way from a host name to a connection over which a
// password or a token may be sent, the SASL mechanisms that are spoken on it, and
// where tokens come from (OAuth 2.0). Reading (mailbox/inbound) and sending
// (mailbox/outbound) both begin here, so that the rules about encryption stand
// in one place.
//
// It must never send a password or a token over an unencrypted connection to
// another machine unless the operator asked for that, never fall back from TLS to
// plain text, and never log or return a secret. The one file it reads and writes is the
// stored sign-in of a person, which changes with each use.
package signin

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
)

// Credentials is whatever can prove who we are to a mail server. Its methods
// may be called from several goroutines.
type Credentials interface {
	// Client chooses the best of the SASL mechanisms that a server offers
	// (names as registered with IANA, in any case) and returns a client for one
	// exchange. It fails with a *MechanismError when none will do, and with an
	// *Error when what the mechanism needs cannot be had.
	Client(ctx context.Context, mechanisms []string) (sasl.Client, error)

	// Refused is told that the server refused what the client said. It reports
	// whether another client may be tried at once, over a new connection: what
	// the old one said may have been out of date.
	Refused(client sasl.Client) (again bool)

	// Explain says what is wrong, and what to do, when a server refuses us for
	// good. said is the server's own word for it, or "".
	Explain(server Endpoint, said string) string
}

// Password is a user name and a password. It speaks PLAIN (RFC 4616) and, where
// that is not offered, LOGIN.
type Password struct {
	User, Password string
}

// Client implements Credentials.
func (p Password) Client(_ context.Context, mechanisms []string) (sasl.Client, error) {
	switch {
	case offers(mechanisms, sasl.Plain):
		return sasl.NewPlainClient("", p.User, p.Password), nil
	case offers(mechanisms, sasl.Login):
		return &loginClient{p}, nil
	default:
		return nil, &MechanismError{Offered: slices.Clone(mechanisms)}
	}
}

// Refused implements Credentials: the same password is refused again.
func (p Password) Refused(sasl.Client) bool { return false }

// Explain implements Credentials.
func (p Password) Explain(server Endpoint, said string) string {
	return fmt.Sprintf("the server refused the user name or password%s; check %s and %s",
		inBrackets(said), server.Setting("user"), server.Setting("password_file"))
}

// State says that there is a password, nothing more: it does not change.
func (p Password) State() State { return State{Method: ByPassword} }

func inBrackets(said string) string {
	if said == "" {
		return ""
	}
	return " (" + said + ")"
}

func offers(mechanisms []string, name string) bool {
	return slices.ContainsFunc(mechanisms, func(m string) bool { return strings.EqualFold(m, name) })
}

// MechanismError says that a server offers no way of signing in that the
// credentials speak.
type MechanismError struct {
	Offered []string // the server's mechanisms as it named them
	OAuth   bool     // the credentials are OAuth 2.0 tokens, not a password
}

func (e *MechanismError) Error() string {
	if len(e.Offered) == 0 {
		return "the server offers no way of signing in on this connection"
	}
	offered := slices.Clone(e.Offered)
	slices.Sort(offered)
	text := "the server offers only " + strings.Join(offered, ", ")
	switch {
	case e.OAuth:
		return text + ", and a token needs XOAUTH2 or OAUTHBEARER; use a password instead of the oauth settings"
	case offers(offered, xoauth2) || offers(offered, sasl.OAuthBearer):
		return text + ", and we sign in with PLAIN or LOGIN; this server wants OAuth 2.0: use the oauth settings instead of a password"
	default:
		return text + ", and we sign in with PLAIN or LOGIN"
	}
}

// loginClient is the LOGIN mechanism (draft-murchison-sasl-login). go-sasl's
// own refuses the question for the user name, which servers ask when they took
// no initial response, and any spelling but "Password:".
type loginClient struct {
	Password
}

func (c *loginClient) Start() (mechanism string, initial []byte, err error) {
	return sasl.Login, []byte(c.User), nil
}

func (c *loginClient) Next(challenge []byte) ([]byte, error) {
	question := bytes.ToLower(challenge)
	switch {
	case bytes.HasPrefix(question, []byte("user")):
		return []byte(c.User), nil
	case bytes.HasPrefix(question, []byte("pass")):
		return []byte(c.Password.Password), nil
	default:
		return nil, sasl.ErrUnexpectedServerChallenge
	}
}

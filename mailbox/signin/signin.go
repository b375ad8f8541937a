// Package signin owns the way from a host name to a connection over which a
// password may be sent, and the SASL mechanisms that are spoken on it. Reading
// (mailbox/inbound) and sending (mailbox/outbound) both begin here, so that
// the rules about encryption stand in one place.
//
// It must never send a password over an unencrypted connection to another
// machine unless the operator asked for that, never fall back from TLS to
// plain text, and never log or return a password.
package signin

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
)

// Credentials is whatever can prove who we are to a mail server.
type Credentials interface {
	// Client chooses the best of the SASL mechanisms that a server offers
	// (names as registered with IANA, in any case) and returns a client for one
	// exchange. It fails with a *MechanismError when none will do.
	Client(mechanisms []string) (sasl.Client, error)
}

// Password is a user name and a password. It speaks PLAIN (RFC 4616) and, where
// that is not offered, LOGIN.
type Password struct {
	User, Password string
}

// Client implements Credentials.
func (p Password) Client(mechanisms []string) (sasl.Client, error) {
	switch {
	case offers(mechanisms, sasl.Plain):
		return sasl.NewPlainClient("", p.User, p.Password), nil
	case offers(mechanisms, sasl.Login):
		return &loginClient{p}, nil
	default:
		return nil, &MechanismError{Offered: slices.Clone(mechanisms)}
	}
}

func offers(mechanisms []string, name string) bool {
	return slices.ContainsFunc(mechanisms, func(m string) bool { return strings.EqualFold(m, name) })
}

// MechanismError says that a server offers no way of signing in that we speak.
type MechanismError struct {
	Offered []string // the server's mechanisms as it named them
}

func (e *MechanismError) Error() string {
	if len(e.Offered) == 0 {
		return "the server offers no way of signing in on this connection"
	}
	offered := slices.Clone(e.Offered)
	slices.Sort(offered)
	text := fmt.Sprintf("the server offers only %s, and we sign in with PLAIN or LOGIN", strings.Join(offered, ", "))
	if offers(offered, "XOAUTH2") || offers(offered, sasl.OAuthBearer) {
		text += "; signing in by OAuth 2.0 is not supported yet, so the server must allow a password for this mailbox"
	}
	return text
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

package inbound

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// Conn is one session with the server. One goroutine at a time may use it, and
// after an error that deliver did not cause it is of no more use: dial anew and
// go on from the stored Cursor.
type Conn struct {
	cfg    Config
	server signin.Endpoint
	wire   *signin.Conn // below TLS
	client *imapclient.Client
}

// farewell is how long Close gives the server to take our LOGOUT.
const farewell = 2 * time.Second

// Dial connects, secures the connection and signs in. When it fails, the error
// is a *signin.Error: one line for the operator; see also Temporary.
func Dial(ctx context.Context, cfg Config) (*Conn, error) {
	cfg = cfg.withDefaults()
	c := &Conn{cfg: cfg, server: signin.Endpoint{
		Service: "imap", Host: cfg.Host, Port: cfg.Port,
		TLS: cfg.TLS, AllowPlain: cfg.AllowPlain, RootCAs: cfg.RootCAs, Timeout: cfg.Timeout,
	}}
	conn, wire, err := c.server.Dial(ctx)
	if err != nil {
		return nil, err
	}
	c.wire = wire
	defer c.wire.CloseWhenDone(ctx)()
	if err := c.start(ctx, conn); err != nil {
		return nil, err
	}
	if err := c.signIn(ctx); err != nil {
		c.drop()
		return nil, err
	}
	c.wire.Limit(0)
	return c, nil
}

// drop ends the session without a word to the server.
func (c *Conn) drop() {
	c.wire.Close()
	c.client.Close() // waits for the reading goroutine; the connection's error is known already
}

// Close tells the server that we leave, ends the session and waits for its
// goroutines. It takes 2 s at most and always returns nil.
func (c *Conn) Close() error {
	c.wire.Limit(farewell)
	c.client.Logout() // written, not waited for: nothing of ours depends on the answer
	c.client.Close()
	return nil
}

func (c *Conn) start(ctx context.Context, conn net.Conn) error {
	if c.cfg.TLS == signin.StartTLS {
		return c.startTLS(ctx, conn)
	}
	c.client = imapclient.New(conn, nil)
	if err := c.client.WaitGreeting(); err != nil {
		defer c.drop()
		return c.greetingError(ctx, err)
	}
	return nil
}

func (c *Conn) startTLS(ctx context.Context, conn net.Conn) error {
	client, err := imapclient.NewStartTLS(conn, &imapclient.Options{TLSConfig: c.server.TLSConfig()})
	if err == nil {
		c.client = client
		return nil
	}
	var refused *imap.Error
	switch {
	case ctx.Err() != nil:
		return c.server.Stopped(ctx)
	case errors.As(err, &refused):
		return c.fail(signin.ErrTLS, err, "the server refuses STARTTLS; set %s to tls, and %s to match (usually 993)",
			c.server.Setting("tls"), c.server.Setting("port"))
	case c.wire.Explain() != "":
		return c.greetingError(ctx, err)
	default:
		return c.server.HandshakeError(ctx, err)
	}
}

// signIn proves who we are: with a SASL mechanism where the server has a
// suitable one, else with the LOGIN command, unless that is forbidden (RFC
// 9051, section 6.2.3).
func (c *Conn) signIn(ctx context.Context) error {
	if c.client.State() == imap.ConnStateAuthenticated {
		return nil // PREAUTH: the server knows us by other means
	}
	caps := c.client.Caps()
	if caps == nil {
		return c.broken(ctx, errors.New("the server did not say what it can do"))
	}
	var who signin.Credentials = signin.Password{User: c.cfg.User, Password: c.cfg.Password}
	mechanism, err := who.Client(caps.AuthMechanisms())
	if err == nil {
		return c.signInError(ctx, c.client.Authenticate(mechanism))
	}
	if caps.Has(imap.CapLoginDisabled) {
		return c.noSignIn(err)
	}
	// The command carries what the mechanism of the same name carries.
	login, loginErr := who.Client([]string{sasl.Login})
	if loginErr != nil {
		return c.noSignIn(err)
	}
	_, user, err := login.Start()
	if err != nil {
		return c.noSignIn(err)
	}
	password, err := login.Next([]byte("Password:"))
	if err != nil {
		return c.noSignIn(err)
	}
	return c.signInError(ctx, c.client.Login(string(user), string(password)).Wait())
}

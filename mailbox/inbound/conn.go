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

// Conn is one session with the server. One goroutine at a time may use it.
// After an error it is of no more use, but for ErrFolder, ErrRenumbered and the
// errors of the caller's own functions: dial anew and go on from the stored
// Cursor.
type Conn struct {
	cfg    Config
	server signin.Endpoint
	wire   *signin.Conn // below TLS
	client *imapclient.Client

	atOnce    uint32        // rangeLetters
	news      chan struct{} // has a value after the server spoke of a change unasked
	canIdle   bool
	sights    map[string]sight // by folder
	folder    string           // that is open
	validity  uint32           // its UIDVALIDITY
	confirmed int              // sizes other than RFC822.SIZE that came twice
}

// farewell is how long Close gives the server to take our LOGOUT.
const farewell = 2 * time.Second

// Dial connects, secures the connection and signs in. When it fails, the error
// is a *signin.Error: one line for the operator; see also Temporary.
func Dial(ctx context.Context, cfg Config) (*Conn, error) {
	cfg = cfg.withDefaults()
	c, again, err := dial(ctx, cfg)
	if again {
		c, _, err = dial(ctx, cfg)
	}
	return c, err
}

// dial is one attempt. again reports whether it failed by credentials that may
// have been out of date, and that are not any more.
func dial(ctx context.Context, cfg Config) (_ *Conn, again bool, _ error) {
	c := newConn(cfg)
	conn, wire, err := c.server.Dial(ctx)
	if err != nil {
		return nil, false, err
	}
	c.wire = wire
	if again, err := c.begin(ctx, conn); err != nil {
		return nil, again, err
	}
	return c, false, nil
}

func newConn(cfg Config) *Conn {
	return &Conn{cfg: cfg, atOnce: rangeLetters, news: make(chan struct{}, 1), sights: map[string]sight{}, server: signin.Endpoint{
		Service: "imap", Host: cfg.Host, Port: cfg.Port,
		TLS: cfg.TLS, AllowPlain: cfg.AllowPlain, RootCAs: cfg.RootCAs, Timeout: cfg.Timeout,
	}}
}

// begin starts the session on a new connection. When it fails nothing is left
// of it. again is as for dial.
func (c *Conn) begin(ctx context.Context, conn net.Conn) (again bool, _ error) {
	defer c.wire.CloseWhenDone(ctx)()
	if err := c.start(ctx, conn); err != nil {
		return false, err
	}
	if again, err := c.signIn(ctx); err != nil {
		c.drop()
		return again, err
	}
	c.canIdle = c.client.Caps().Has(imap.CapIdle) // asks for them where the server did not tell
	if err := c.wire.Failure(); err != nil {
		err = c.broken(ctx, err)
		c.drop()
		return false, err
	}
	c.wire.Limit(0)
	return false, nil
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
	c.client = imapclient.New(conn, c.options())
	if err := c.client.WaitGreeting(); err != nil {
		defer c.drop()
		return c.greetingError(ctx, err)
	}
	return nil
}

func (c *Conn) options() *imapclient.Options {
	return &imapclient.Options{TLSConfig: c.server.TLSConfig(), UnilateralDataHandler: listener(c.news)}
}

func (c *Conn) startTLS(ctx context.Context, conn net.Conn) error {
	client, err := imapclient.NewStartTLS(conn, c.options())
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
// 9051, section 6.2.3). again is as for dial.
func (c *Conn) signIn(ctx context.Context) (again bool, _ error) {
	if c.client.State() == imap.ConnStateAuthenticated {
		return false, nil // PREAUTH: the server knows us by other means
	}
	caps := c.client.Caps()
	if caps == nil {
		return false, c.broken(ctx, errors.New("the server did not say what it can do"))
	}
	mechanism, err := c.mechanism(ctx, caps.AuthMechanisms())
	var none *signin.MechanismError
	switch {
	case err == nil:
		err = c.client.Authenticate(mechanism)
		again = refusedSignIn(err) && c.cfg.Credentials.Refused(mechanism)
		return again, c.signInError(ctx, err)
	case !errors.As(err, &none):
		return false, err
	case caps.Has(imap.CapLoginDisabled):
		return false, c.noSignIn(err)
	}
	return false, c.login(ctx, err)
}

// mechanism may take a while, for a token is asked for elsewhere: meanwhile the
// mail server waits for us and may be silent.
func (c *Conn) mechanism(ctx context.Context, offered []string) (sasl.Client, error) {
	c.wire.Limit(0)
	defer c.wire.Limit(c.cfg.Timeout)
	return c.cfg.Credentials.Client(ctx, offered)
}

// login signs in with the LOGIN command, which carries what the mechanism of
// the same name carries. none is why there is no mechanism.
func (c *Conn) login(ctx context.Context, none error) error {
	login, err := c.cfg.Credentials.Client(ctx, []string{sasl.Login})
	if err != nil {
		return c.noSignIn(none)
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

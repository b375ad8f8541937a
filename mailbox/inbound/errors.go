package inbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/emersion/go-imap/v2"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// Classes of failure, for errors.Is. What belongs to none of them is the
// server's or the network's trouble of the moment.
var (
	ErrHost   = signin.ErrHost   // no such host, refused, timed out
	ErrTLS    = signin.ErrTLS    // certificate, STARTTLS refused, plain text beyond this machine
	ErrSignIn = signin.ErrSignIn // user name, password, mechanism
	ErrFolder = errors.New("no such folder")
)

// Temporary reports whether it makes sense to try again soon (see Backoff)
// without anybody changing anything. It is false for nil and for errors that are not
// this package's, such as those of deliver.
func Temporary(err error) bool {
	var failed *signin.Error
	return errors.As(err, &failed) && failed.Retry
}

// Backoff gives the pauses between attempts to reconnect: 1 to 3 s at first,
// doubling up to between 100 s and 5 min, at random within these bounds so that
// several programs do not come back to a server all at once. It never gives up. Reset it
// after a success.
func Backoff() backoff.BackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = 2 * time.Second
	b.RandomizationFactor = 0.5
	b.Multiplier = 2
	b.MaxInterval = 200 * time.Second // and half of it more
	return b
}

// fail makes an error that trying again will not mend.
func (c *Conn) fail(class, cause error, format string, args ...any) error {
	return &signin.Error{Server: c.server.String(), Class: class, Cause: cause, What: fmt.Sprintf(format, args...)}
}

// later makes an error that trying again may mend.
func (c *Conn) later(class, cause error, format string, args ...any) error {
	return &signin.Error{Server: c.server.String(), Class: class, Cause: cause, What: fmt.Sprintf(format, args...), Retry: true}
}

// notConnected is what Exchange answers to every command after a good token
// for a mailbox that the application or the user may not open.
const notConnected = "User is authenticated but not connected"

// broken explains the end of a session. What go-imap says is the last resort:
// it hides the cause in text.
func (c *Conn) broken(ctx context.Context, err error) error {
	var refused *imap.Error
	switch {
	case ctx.Err() != nil:
		return c.server.Stopped(ctx)
	case errors.As(err, &refused) && strings.Contains(refused.Text, notConnected):
		return c.fail(ErrSignIn, err, "the server knows us and opens no mailbox to us; %s must be the mailbox's address, and an administrator must open it to us (Add-MailboxPermission)",
			c.server.Setting("user"))
	case errors.As(err, &refused):
		return c.later(nil, err, "the server answered %s to a plain question", answer(refused))
	case c.wire.Explain() != "":
		return c.later(nil, errors.Join(err, c.wire.Failure()), "%s", c.wire.Explain())
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, errCut):
		return c.later(nil, err, "the server ended the connection")
	default:
		return c.later(nil, err, "the server said something unexpected (%s)", quotes.ReplaceAllString(firstLine(err), `"..."`))
	}
}

// quotes finds what go-imap cites. When the server has lost count of bytes that
// may be a piece of a letter.
var quotes = regexp.MustCompile(`"([^"\\]|\\.)*("|$)`)

func (c *Conn) greetingError(ctx context.Context, err error) error {
	var bye *imap.Error
	switch {
	case ctx.Err() != nil:
		return c.server.Stopped(ctx)
	case errors.As(err, &bye):
		// It knows nothing of us yet, so its text holds nothing private.
		return c.later(nil, err, "the server turns everybody away now: %q", bye.Text)
	case errors.Is(c.wire.Failure(), os.ErrDeadlineExceeded):
		return c.later(ErrHost, c.wire.Failure(), "the server accepts the connection and says nothing; check %s and %s",
			c.server.Setting("port"), c.server.Setting("tls"))
	case c.wire.Explain() != "":
		return c.later(ErrHost, c.wire.Failure(), "%s before it said anything", c.wire.Explain())
	case !c.unreadable():
		// go-imap forgets a BYE as often as not.
		return c.later(nil, err, "the server turns everybody away now")
	default:
		return c.fail(ErrHost, err, "this is no IMAP server (%s); check %s and %s",
			firstLine(err), c.server.Setting("host"), c.server.Setting("port"))
	}
}

// unreadable ends the session and reports whether it ended because go-imap could
// not make sense of the server.
func (c *Conn) unreadable() bool {
	c.wire.Close()
	err := c.client.Close()
	return err != nil && !errors.Is(err, net.ErrClosed)
}

func (c *Conn) signInError(ctx context.Context, err error) error {
	var refused *imap.Error
	var token *signin.TokenRefused
	switch {
	case err == nil:
		return nil
	case errors.As(err, &token):
		return c.fail(ErrSignIn, err, "%s", c.cfg.Credentials.Explain(c.server, token.Status))
	case !errors.As(err, &refused):
		return c.broken(ctx, err)
	case notNow(refused):
		return c.later(nil, err, "the server can sign nobody in now: it answered %s", answer(refused))
	case refused.Code == imap.ResponseCodeExpired:
		return c.fail(ErrSignIn, err, "the password has expired; set a new one for %s", c.server.Setting("user"))
	case refused.Code == imap.ResponseCodePrivacyRequired:
		return c.fail(ErrSignIn, err, "the server takes no password on an unencrypted connection; set %s to tls or starttls", c.server.Setting("tls"))
	default: // AUTHENTICATIONFAILED, and the many servers that give no code
		return c.fail(ErrSignIn, err, "%s", c.cfg.Credentials.Explain(c.server, ""))
	}
}

// refusedSignIn reports whether the server refused who we say we are, rather
// than everybody or nobody in particular.
func refusedSignIn(err error) bool {
	var refused *imap.Error
	var token *signin.TokenRefused
	return errors.As(err, &token) || errors.As(err, &refused) && !notNow(refused)
}

func notNow(refused *imap.Error) bool {
	return busy(refused) || refused.Code == imap.ResponseCodeServerBug
}

func (c *Conn) noSignIn(err error) error {
	var none *signin.MechanismError
	if c.cfg.TLS == signin.Plain && !(errors.As(err, &none) && none.OAuth) {
		return c.fail(ErrSignIn, err, "the server takes no password on an unencrypted connection (LOGINDISABLED); set %s to tls or starttls",
			c.server.Setting("tls"))
	}
	return c.fail(ErrSignIn, err, "%v", err)
}

func (c *Conn) examineError(ctx context.Context, folder string, err error) error {
	var refused *imap.Error
	if !errors.As(err, &refused) || refused.Type != imap.StatusResponseTypeNo {
		return c.broken(ctx, err)
	}
	if notNow(refused) {
		return c.later(nil, err, "folder %q cannot be opened now: the server answered %s", folder, answer(refused))
	}
	return c.fail(ErrFolder, err, "folder %q cannot be opened: the server answered %s; check the folder names in %s and the mailbox's permissions",
		folder, answer(refused), c.server.Setting("folders"))
}

// answer is a server's refusal without its text, which may hold anything.
func answer(refused *imap.Error) string {
	if refused.Code == "" {
		return string(refused.Type)
	}
	return fmt.Sprintf("%s [%s]", refused.Type, refused.Code)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

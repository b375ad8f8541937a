package signin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// Classes of failure, for errors.Is.
var (
	ErrHost   = errors.New("mail server cannot be reached")           // no such host, refused, timed out
	ErrTLS    = errors.New("connection to mail server is not secure") // certificate, STARTTLS, plain text beyond loopback
	ErrSignIn = errors.New("mail server refused to sign us in")       // user name, password, mechanism
)

// Ways of protecting a connection.
const (
	TLS      = "tls"      // TLS from the first byte (RFC 8314, section 3)
	StartTLS = "starttls" // plain text turned into TLS before anything is said; never without
	Plain    = "plain"    // no encryption
)

// Endpoint is one mail server as the operator configured it.
type Endpoint struct {
	Service    string // "imap" or "smtp": begins every error and every setting's name
	Host       string
	Port       int
	TLS        string         // TLS, StartTLS or Plain
	AllowPlain bool           // let Plain go beyond this machine
	RootCAs    *x509.CertPool // nil: the system's
	Timeout    time.Duration  // for connecting, and the longest silence after
}

// Error is one line for the operator: which server, what happened, what to do.
type Error struct {
	Server string // "imap mail.example.org:993"
	What   string // what happened and the next step
	Class  error  // ErrHost, ErrTLS, ErrSignIn, another package's class, or nil
	Cause  error  // nil when What says it all
	Retry  bool   // whether the same may well succeed soon
}

func (e *Error) Error() string { return e.Server + ": " + e.What }

// Unwrap gives class and cause to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	var errs []error
	for _, err := range []error{e.Class, e.Cause} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// String names the server: "imap mail.example.org:993".
func (e Endpoint) String() string { return e.Service + " " + e.address() }

func (e Endpoint) address() string { return net.JoinHostPort(e.Host, strconv.Itoa(e.Port)) }

// Setting names one of the server's settings as the operator writes it: "imap.user".
func (e Endpoint) Setting(name string) string { return e.Service + "." + name }

// Dial connects. The Conn is the one below TLS, for its limit and for closing
// it; the net.Conn is the one to talk on. For StartTLS they are the same and
// the caller upgrades with TLSConfig. Errors are *Error.
func (e Endpoint) Dial(ctx context.Context) (net.Conn, *Conn, error) {
	switch e.TLS {
	case TLS, StartTLS, Plain:
	default:
		return nil, nil, &Error{Server: e.String(), Class: ErrTLS,
			What: fmt.Sprintf("%s is %q; it must be tls, starttls or plain", e.Setting("tls"), e.TLS)}
	}
	dialer := net.Dialer{Timeout: e.Timeout}
	if e.TLS == Plain && !e.AllowPlain {
		dialer.Control = loopbackOnly
	}
	raw, err := dialer.DialContext(ctx, "tcp", e.address())
	if err != nil {
		return nil, nil, e.dialError(ctx, err)
	}
	conn := &Conn{Conn: raw}
	conn.Limit(e.Timeout)
	if e.TLS != TLS {
		return conn, conn, nil
	}
	secure := tls.Client(conn, e.TLSConfig())
	if err := e.handshake(ctx, secure); err != nil {
		raw.Close()
		return nil, nil, err
	}
	return secure, conn, nil
}

func (e Endpoint) handshake(ctx context.Context, conn *tls.Conn) error {
	if err := conn.HandshakeContext(ctx); err != nil {
		return e.HandshakeError(ctx, err)
	}
	return nil
}

// TLSConfig verifies the server's certificate against Host and RootCAs.
func (e Endpoint) TLSConfig() *tls.Config {
	return &tls.Config{ServerName: e.Host, RootCAs: e.RootCAs, MinVersion: tls.VersionTLS12}
}

var errBeyondLoopback = errors.New("plain text beyond this machine")

// loopbackOnly sees the address after the name was looked up and before the
// first packet leaves.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !to.Addr().Unmap().IsLoopback() {
		return errBeyondLoopback
	}
	return nil
}

func (e Endpoint) dialError(ctx context.Context, err error) error {
	failed := &Error{Server: e.String(), Class: ErrHost, Cause: err, Retry: true}
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return e.Stopped(ctx)
	case errors.Is(err, errBeyondLoopback):
		failed.Class, failed.Retry = ErrTLS, false
		failed.What = fmt.Sprintf("will not send mail and passwords unencrypted beyond this machine; set %s to tls or starttls, or insist with %s: true",
			e.Setting("tls"), e.Setting("allow_plain"))
	case errors.As(err, &dns) && dns.IsNotFound:
		failed.Retry = false
		failed.What = fmt.Sprintf("no such host; check %s", e.Setting("host"))
	case errors.As(err, &dns):
		failed.What = fmt.Sprintf("the host name could not be looked up; check this machine's DNS and %s", e.Setting("host"))
	case errors.Is(err, syscall.ECONNREFUSED):
		failed.What = fmt.Sprintf("nothing listens there (connection refused); check %s and %s", e.Setting("host"), e.Setting("port"))
	case errors.As(err, &timeout) && timeout.Timeout():
		failed.What = fmt.Sprintf("no answer within %s; check %s, %s and the firewall", e.Timeout, e.Setting("host"), e.Setting("port"))
	default:
		failed.What = fmt.Sprintf("cannot connect (%v); check %s and %s", err, e.Setting("host"), e.Setting("port"))
	}
	return failed
}

// HandshakeError puts the failure of a TLS handshake into words.
func (e Endpoint) HandshakeError(ctx context.Context, err error) error {
	failed := &Error{Server: e.String(), Class: ErrTLS, Cause: err}
	var (
		name      x509.HostnameError
		cert      *tls.CertificateVerificationError
		notTLS    tls.RecordHeaderError
		alert     *net.OpError
		invalid   x509.CertificateInvalidError
		authority x509.UnknownAuthorityError
	)
	switch {
	case ctx.Err() != nil:
		return e.Stopped(ctx)
	case errors.As(err, &name):
		failed.What = fmt.Sprintf("the server's certificate is for another name (%v); check %s", name, e.Setting("host"))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		failed.What = fmt.Sprintf("the server's certificate has expired or is not valid yet (%v); it must be renewed, or this machine's clock set right", invalid)
	case errors.As(err, &authority):
		failed.What = fmt.Sprintf("the server's certificate is not trusted (%v); if your organisation has its own authority, name its file in %s", authority, e.Setting("ca_file"))
	case errors.As(err, &cert):
		failed.What = fmt.Sprintf("the server's certificate is not trusted (%v); check %s and %s", cert.Err, e.Setting("host"), e.Setting("ca_file"))
	case errors.As(err, &notTLS):
		failed.What = fmt.Sprintf("the server does not speak TLS on this port; check %s and %s", e.Setting("port"), e.Setting("tls"))
	case errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error"): // crypto/tls's words for an alert
		failed.What = fmt.Sprintf("the server and we cannot agree on TLS 1.2 or later (%v); check %s and %s", alert, e.Setting("port"), e.Setting("tls"))
	default: // cut or silent: the network's doing as likely as the server's
		failed.Class, failed.Retry = ErrHost, true
		failed.What = fmt.Sprintf("no TLS connection came about (%v); check %s and %s", err, e.Setting("port"), e.Setting("tls"))
	}
	return failed
}

// Stopped says that the caller's context ended the work.
func (e Endpoint) Stopped(ctx context.Context) error {
	cause := context.Cause(ctx)
	return &Error{Server: e.String(), What: "stopped: " + cause.Error(), Cause: errors.Join(ctx.Err(), cause),
		Retry: errors.Is(ctx.Err(), context.DeadlineExceeded)}
}

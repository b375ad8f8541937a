package signin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// OAuthConfig says how access tokens are obtained (RFC 6749). Exactly one of
// Secret, Certificate and TokenFile is set, and it decides the way: the first
// two are client credentials (section 4.4), the third the refresh token of
// somebody who signed in (section 6).
type OAuthConfig struct {
	Section     string           // begins the settings' names in errors: "imap"
	User        string           // the mailbox that the token is to open
	ClientID    string           // the application's
	Secret      string           // the application's
	Certificate *tls.Certificate // with an RSA key: signs an assertion instead of a secret (RFC 7523)
	TokenFile   string           // path; see SignIn
	Scopes      []string         // permissions asked for
	TokenURL    string           // https, or http on this machine
	DeviceURL   string           // for SignIn alone; as TokenURL
	RootCAs     *x509.CertPool   // authorities that may vouch for TokenURL; nil: the system's
	Timeout     time.Duration    // for one answer of TokenURL; default 30 s
}

// OAuth is Credentials by OAuth 2.0 access tokens. A token is kept until a few
// minutes before its end, shared by all sessions, and dropped when a mail
// server refuses it.
type OAuth struct {
	cfg  OAuthConfig
	http *http.Client
	turn chan struct{} // holds one value while a token is being obtained

	unsaved *unsaved // only for whose turn it is

	mu    sync.Mutex
	token token
	state State

	refusedAllows   []string // what the token that a mail server refused last says that it allows
	refusedReadable bool
}

// token is an access token that may be used again.
type token struct {
	value string
	renew time.Time // from then on a new one is asked for; zero: never
	until time.Time // zero: not known
}

func (t token) valid() bool {
	return t.value != "" && (t.until.IsZero() || time.Now().Before(t.until))
}

func (t token) fresh() bool {
	return t.valid() && (t.renew.IsZero() || time.Now().Before(t.renew))
}

// NewOAuth checks the addresses; it asks for nothing yet.
func NewOAuth(cfg OAuthConfig) (*OAuth, error) {
	if cfg.Timeout <= 0 {
		cfg.Timeout = 30 * time.Second
	}
	o := &OAuth{cfg: cfg, turn: make(chan struct{}, 1), state: State{Method: ClientCredentials}}
	if cfg.TokenFile != "" {
		o.state.Method = SignedInUser
	}
	if err := SafeURL(cfg.TokenURL); err != nil {
		return nil, fmt.Errorf("%s: %w", o.setting("token_url"), err)
	}
	if err := SafeURL(cfg.DeviceURL); err != nil && cfg.DeviceURL != "" {
		return nil, fmt.Errorf("%s: %w", o.setting("device_url"), err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() // it heeds HTTPS_PROXY
	transport.TLSClientConfig = &tls.Config{RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12}
	transport.DisableKeepAlives = true // one call an hour
	o.http = &http.Client{
		Transport: transport,
		Timeout:   cfg.Timeout,
		// A secret goes where the operator said and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return o, nil
}

// SafeURL reports why secrets may not be sent to the address, nil when they
// may: it must be https, or http to this machine.
func SafeURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return errors.New("expects an address like https://login.example.org/oauth2/token")
	}
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && !(u.Scheme == "http" && here) {
		return errors.New("expects an address that begins with https://, so that no secret travels unencrypted")
	}
	return nil
}

// Client implements Credentials. It may ask for a token, and takes
// OAuthConfig.Timeout and a little more at most, or until ctx ends.
func (o *OAuth) Client(ctx context.Context, mechanisms []string) (sasl.Client, error) {
	if !offers(mechanisms, xoauth2) && !offers(mechanisms, sasl.OAuthBearer) {
		return nil, &MechanismError{Offered: append([]string(nil), mechanisms...), OAuth: true}
	}
	value, cached, err := o.accessToken(ctx)
	if err != nil {
		return nil, err
	}
	return newTokenClient(mechanisms, o.cfg.User, value, cached), nil
}

// Refused implements Credentials: the token is dropped. One that had been kept
// may have been revoked or have ended meanwhile, so another may do better.
func (o *OAuth) Refused(client sasl.Client) (again bool) {
	c, ok := client.(*tokenClient)
	if !ok {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.token.value == c.token {
		o.token = token{}
		o.state.ValidUntil = time.Time{}
	}
	o.state.Problem = "the mail server refused the token"
	o.refusedAllows, o.refusedReadable = permissions(c.token)
	return c.cached
}

// Obtain makes sure that there is a token, as Client does, and gives the state
// after it.
func (o *OAuth) Obtain(ctx context.Context) (State, error) {
	_, _, err := o.accessToken(ctx)
	return o.State(), err
}

// State tells how signing in stands.
func (o *OAuth) State() State {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.state
}

// accessToken gives the kept token, or obtains one; others wait for it
// meanwhile. cached reports whether it was there before.
func (o *OAuth) accessToken(ctx context.Context) (value string, cached bool, _ error) {
	if t := o.kept(); t.fresh() {
		return t.value, true, nil
	}
	if err := o.takeTurn(ctx); err != nil {
		return "", false, err
	}
	defer o.endTurn()
	t := o.kept()
	if t.fresh() {
		return t.value, true, nil
	}
	obtained, err := o.obtain(ctx)
	if err == nil {
		return o.keep(obtained), false, nil
	}
	o.problem(err)
	if failed := (*Error)(nil); t.valid() && errors.As(err, &failed) && failed.Retry {
		return t.value, true, nil // it lasts a little longer, perhaps until the trouble is over
	}
	return "", false, err
}

func (o *OAuth) kept() token {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.token
}

func (o *OAuth) takeTurn(ctx context.Context) error {
	select {
	case o.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return o.failed(ctx, ctx.Err())
	}
}

func (o *OAuth) endTurn() { <-o.turn }

// earliest is how long before its end a token is renewed at most: long enough
// for a session to begin, and for trouble at the token endpoint to pass.
const earliest = 5 * time.Minute

func (o *OAuth) keep(obtained *oauth2.Token) string {
	now := time.Now()
	t := token{value: obtained.AccessToken, until: obtained.Expiry}
	if !t.until.IsZero() {
		t.renew = t.until.Add(-min(earliest, t.until.Sub(now)/5))
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.token = t
	o.state = State{Method: o.state.Method, ValidUntil: t.until.UTC(), Renewed: now.UTC()}
	return t.value
}

func (o *OAuth) problem(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.Problem = err.Error()
}

// obtain asks the token endpoint. Errors are *Error.
func (o *OAuth) obtain(ctx context.Context) (*oauth2.Token, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, o.http)
	if o.cfg.TokenFile != "" {
		return o.refresh(ctx)
	}
	c := clientcredentials.Config{
		ClientID: o.cfg.ClientID, ClientSecret: o.cfg.Secret,
		TokenURL: o.cfg.TokenURL, Scopes: o.cfg.Scopes, AuthStyle: oauth2.AuthStyleInParams,
	}
	if o.cfg.Certificate != nil {
		assertion, err := o.assertion()
		if err != nil {
			return nil, o.fail(o.setting("certificate_file"), err, "the certificate's key cannot sign (%v)", err)
		}
		c.EndpointParams = url.Values{"client_assertion_type": {assertionType}, "client_assertion": {assertion}}
	}
	obtained, err := c.Token(ctx)
	if err != nil {
		return nil, o.failed(ctx, err)
	}
	return obtained, nil
}

// grants is the application as oauth2 wants it for what a user grants: it
// shows no secret.
func (o *OAuth) grants() *oauth2.Config {
	return &oauth2.Config{ClientID: o.cfg.ClientID, Scopes: o.cfg.Scopes, Endpoint: oauth2.Endpoint{
		TokenURL: o.cfg.TokenURL, DeviceAuthURL: o.cfg.DeviceURL, AuthStyle: oauth2.AuthStyleInParams,
	}}
}

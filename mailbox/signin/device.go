package signin

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// Prompt is what a person is asked to do in a browser, on any machine.
type Prompt struct {
	Address string    // to open
	Code    string    // to enter there
	Until   time.Time // UTC; when the code ends; zero: not known
}

// SignIn lets a person sign in by the device flow (RFC 8628) and stores the
// refresh token in OAuthConfig.TokenFile. It calls show once and waits until the
// person is done, the code ends or ctx does. Errors are *Error.
func (o *OAuth) SignIn(ctx context.Context, show func(Prompt)) error {
	if err := o.takeTurn(ctx); err != nil {
		return err
	}
	defer o.endTurn()
	release, err := o.lockFile(ctx) // before the person takes the trouble: can it be stored?
	if err != nil {
		return err
	}
	release()
	asked, err := o.deviceCode(ctx)
	if err != nil {
		return err
	}
	show(Prompt{Address: asked.VerificationURI, Code: asked.UserCode, Until: asked.Expiry.UTC()})
	obtained, err := o.awaitPerson(context.WithValue(ctx, oauth2.HTTPClient, o.http), asked)
	if err != nil {
		return err
	}
	if obtained.RefreshToken == "" {
		return o.fail(o.endpoint(), nil, "it gives no lasting sign-in (no refresh token); add offline_access to %s", o.setting("scopes"))
	}
	if release, err = o.lockFile(ctx); err != nil {
		return err
	}
	defer release()
	if err := o.writeFile(obtained.RefreshToken, ""); err != nil {
		return err
	}
	o.keep(obtained)
	return nil
}

func (o *OAuth) deviceCode(ctx context.Context) (*oauth2.DeviceAuthResponse, error) {
	limited, cancel := context.WithTimeout(ctx, o.cfg.Timeout)
	defer cancel()
	// oauth2 sends this one request without a context and leaves its body open,
	// which keeps the timer of a client's own Timeout running.
	bound := http.Client{Transport: boundTransport{limited, o.http.Transport}, CheckRedirect: o.http.CheckRedirect}
	asked, err := o.grants().DeviceAuth(context.WithValue(limited, oauth2.HTTPClient, &bound))
	switch {
	case err != nil:
		return nil, o.failed(ctx, err)
	case asked.UserCode == "" || asked.VerificationURI == "" || asked.DeviceCode == "":
		return nil, o.fail(o.endpoint(), nil, "it answered with no code to sign in with; check %s", o.setting("device_url"))
	}
	return asked, nil
}

type boundTransport struct {
	ctx  context.Context
	next http.RoundTripper
}

func (b boundTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	return b.next.RoundTrip(r.WithContext(b.ctx))
}

// awaitPerson outlasts trouble of the moment as long as the code does.
func (o *OAuth) awaitPerson(ctx context.Context, asked *oauth2.DeviceAuthResponse) (*oauth2.Token, error) {
	for {
		obtained, err := o.grants().DeviceAccessToken(ctx, asked)
		if err == nil {
			return obtained, nil
		}
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && !asked.Expiry.IsZero() && !time.Now().Before(asked.Expiry) {
			return nil, o.fail(o.endpoint(), err, "nobody signed in before the code ended; %s again", signInAgain)
		}
		explained := o.failed(ctx, err)
		if failed := (*Error)(nil); ctx.Err() != nil || !errors.As(explained, &failed) || !failed.Retry {
			return nil, explained
		}
	}
}

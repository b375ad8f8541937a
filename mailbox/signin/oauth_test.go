package signin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-sasl"
)

// endpoint is a token endpoint without a network.
type endpoint func(path string, form url.Values) (status int, body string)

func (e endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	status, body := e(r.URL.Path, form)
	answer := httptest.NewRecorder()
	answer.Header().Set("Content-Type", "application/json")
	answer.WriteHeader(status)
	_, _ = answer.WriteString(body)
	return answer.Result(), nil
}

const theSecret = "s3cret-of-the-application"

func oauthAt(t *testing.T, at http.RoundTripper, change func(*OAuthConfig)) *OAuth {
	t.Helper()
	cfg := OAuthConfig{Section: "imap", User: "team@example.org", ClientID: "app", Secret: theSecret,
		Scopes: []string{"mail"}, TokenURL: "https://login.example.org/t/token", DeviceURL: "https://login.example.org/t/device"}
	if change != nil {
		change(&cfg)
	}
	o, err := NewOAuth(cfg)
	if err != nil {
		t.Fatal(err)
	}
	o.http.Transport = at
	return o
}

// numbered gives access tokens "token-1", "token-2", ... that are good for so long.
func numbered(asked *atomic.Int32, life time.Duration) endpoint {
	return func(string, url.Values) (int, string) {
		return 200, fmt.Sprintf(`{"access_token":"token-%d","token_type":"Bearer","expires_in":%d}`, asked.Add(1), int(life.Seconds()))
	}
}

// said is what a new session tells the mail server.
func said(t *testing.T, o *OAuth) string {
	t.Helper()
	client, err := o.Client(t.Context(), []string{"XOAUTH2"})
	if err != nil {
		t.Fatal(err)
	}
	return says(t, client)
}

func says(t *testing.T, client sasl.Client) string {
	t.Helper()
	_, initial, err := client.Start()
	if err != nil {
		t.Fatal(err)
	}
	return string(initial)
}

func TestTokenIsKeptAndRenewedBeforeItEnds(t *testing.T) {
	for _, test := range []struct{ life, kept, renewed time.Duration }{
		{time.Hour, 54 * time.Minute, 56 * time.Minute},
		{time.Minute, 47 * time.Second, 49 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			var asked atomic.Int32
			o := oauthAt(t, numbered(&asked, test.life), nil)
			begun := time.Now()
			if got := said(t, o); got != "user=team@example.org\x01auth=Bearer token-1\x01\x01" {
				t.Errorf("said %q", got)
			}
			if s := o.State(); s.Method != ClientCredentials || !s.ValidUntil.Equal(begun.Add(test.life)) || !s.Renewed.Equal(begun) ||
				s.Problem != "" || s.ValidUntil.Location() != time.UTC {
				t.Errorf("state %+v", s)
			}
			time.Sleep(test.kept)
			if got := said(t, o); !strings.Contains(got, "token-1\x01") {
				t.Errorf("after %v: %q", test.kept, got)
			}
			time.Sleep(test.renewed - test.kept)
			if got := said(t, o); !strings.Contains(got, "token-2\x01") {
				t.Errorf("after %v: %q", test.renewed, got)
			}
		})
	}
}

func TestTokenWithoutAnEndIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		o := oauthAt(t, endpoint(func(string, url.Values) (int, string) { asked++; return 200, `{"access_token":"endless"}` }), nil)
		said(t, o)
		time.Sleep(1000 * time.Hour)
		if got := said(t, o); asked != 1 || !strings.Contains(got, "endless") || !o.State().ValidUntil.IsZero() {
			t.Errorf("asked %d times; %q", asked, got)
		}
	})
}

func TestSessionsShareOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		answer := numbered(&asked, time.Hour)
		o := oauthAt(t, endpoint(func(path string, form url.Values) (int, string) {
			time.Sleep(time.Second) // all of them come meanwhile
			return answer(path, form)
		}), nil)
		var sessions sync.WaitGroup
		for range 50 {
			sessions.Go(func() {
				if got := said(t, o); !strings.Contains(got, "token-1\x01") {
					t.Errorf("said %q", got)
				}
				o.State()
			})
		}
		sessions.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

func TestRefusedTokenIsDroppedAndAFreshOneTried(t *testing.T) {
	var asked atomic.Int32
	o := oauthAt(t, numbered(&asked, time.Hour), nil)
	client := func() sasl.Client {
		c, err := o.Client(t.Context(), []string{"OAUTHBEARER"})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	fresh, kept := client(), client()
	if again := o.Refused(kept); !again {
		t.Error("a kept token was refused, and none is tried after it")
	}
	second := client()
	if got := says(t, second); !strings.Contains(got, "token-2\x01") {
		t.Errorf("after the refusal: %q", got)
	}
	if again := o.Refused(second); again {
		t.Error("a fresh token was refused, and yet another is tried")
	}
	if problem := o.State().Problem; !strings.Contains(problem, "refused the token") {
		t.Errorf("problem %q", problem)
	}
	third := client()
	if o.Refused(fresh) || says(t, client()) != says(t, third) {
		t.Error("a late refusal of the first token dropped the third")
	}
	if o.Refused(Password{}.mustClient(t)) {
		t.Error("a password's refusal is taken for a token's")
	}
}

func (p Password) mustClient(t *testing.T) sasl.Client {
	c, err := p.Client(t.Context(), []string{"PLAIN"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Trouble at the endpoint while the token is still good troubles nobody.
func TestTokenOutlastsTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		down := false
		answer := numbered(&asked, time.Hour)
		o := oauthAt(t, endpoint(func(path string, form url.Values) (int, string) {
			if down {
				return 503, `{"error":"temporarily_unavailable"}`
			}
			return answer(path, form)
		}), nil)
		said(t, o)
		down = true
		time.Sleep(58 * time.Minute)
		if got := said(t, o); !strings.Contains(got, "token-1\x01") || !strings.Contains(o.State().Problem, "status 503") {
			t.Errorf("said %q; problem %q", got, o.State().Problem)
		}
		time.Sleep(3 * time.Minute)
		_, err := o.Client(t.Context(), []string{"XOAUTH2"})
		if failed := (*Error)(nil); !errors.As(err, &failed) || !failed.Retry || errors.Is(err, ErrSignIn) {
			t.Errorf("error %v", err)
		}
		down = false
		if got := said(t, o); !strings.Contains(got, "token-2\x01") || o.State().Problem != "" {
			t.Errorf("said %q; problem %q", got, o.State().Problem)
		}
	})
}

type silence struct{}

func (silence) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSilentEndpoint(t *testing.T) {
	for name, ask := range map[string]func(context.Context, *OAuth) error{
		"token":  func(ctx context.Context, o *OAuth) error { _, err := o.Client(ctx, []string{"XOAUTH2"}); return err },
		"device": func(ctx context.Context, o *OAuth) error { return o.SignIn(ctx, func(Prompt) {}) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				folder := t.TempDir()
				o := oauthAt(t, silence{}, func(c *OAuthConfig) {
					if name == "device" {
						c.TokenFile = folder + "/token"
					}
				})
				begun := time.Now()
				err := ask(t.Context(), o)
				if failed := (*Error)(nil); !errors.As(err, &failed) || !failed.Retry || !errors.Is(err, ErrHost) || time.Since(begun) != 30*time.Second {
					t.Errorf("%v after %v", err, time.Since(begun))
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				err = ask(ctx, o)
				if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "stopped") {
					t.Errorf("stopped: %v", err)
				}
			})
		})
	}
}

func TestTokensTravelEncrypted(t *testing.T) {
	for address, good := range map[string]bool{
		"https://login.example.org/token": true, "http://127.0.0.1:1/token": true, "http://localhost/token": true, "http://[::1]:1/": true,
		"http://login.example.org/token": false, "http://192.0.2.1/": false, "login.example.org": false, "": false, "ftp://127.0.0.1/": false,
	} {
		if err := SafeURL(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, cfg := range []OAuthConfig{{Section: "imap", TokenURL: "http://login.example.org"}, {Section: "imap", TokenURL: "https://a.example.org", DeviceURL: "http://b.example.org"}} {
		if _, err := NewOAuth(cfg); err == nil || !strings.HasPrefix(err.Error(), "imap.oauth.") {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
}

func TestSecretIsNotCarriedElsewhere(t *testing.T) {
	elsewhere := 0
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer thief.Close()
	server := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	o, err := NewOAuth(OAuthConfig{Section: "imap", ClientID: "app", Secret: theSecret, TokenURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Client(t.Context(), []string{"XOAUTH2"})
	if elsewhere != 0 || !errors.Is(err, ErrSignIn) || !strings.Contains(err.Error(), "status 307") {
		t.Errorf("%d requests elsewhere; %v", elsewhere, err)
	}
}

func TestEndpointCannotBeReached(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, test := range []struct {
		url       string
		class     error
		temporary bool
		say       string
	}{
		{secure.URL, ErrTLS, false, "name its file in imap.ca_file"},
		{closed.URL, ErrHost, true, "HTTPS_PROXY"},
		{"https://login.invalid/token", ErrHost, false, "no such host; check imap.oauth.token_url"},
	} {
		o, err := NewOAuth(OAuthConfig{Section: "imap", ClientID: "app", Secret: theSecret, TokenURL: test.url})
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Client(t.Context(), []string{"XOAUTH2"})
		var failed *Error
		if !errors.As(err, &failed) || !errors.Is(err, test.class) || failed.Retry != test.temporary || !strings.Contains(err.Error(), test.say) {
			t.Errorf("%s: %v", test.url, err)
		}
	}
}

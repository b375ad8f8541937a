package realparts_test

// Here rather than in mailbox/signin, which may not import cmd/internal.

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/mailbox/signin"
)

// rsaCertificate gives a certificate with its key as PEM text.
func rsaCertificate(t *testing.T, until time.Time) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.Add(-48 * time.Hour), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
}

func certificate(t *testing.T) *tls.Certificate {
	t.Helper()
	cert, err := signin.ParseCertificate(rsaCertificate(t, time.Now().Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func application(e *realparts.EntraServer, user string) signin.OAuthConfig {
	return signin.OAuthConfig{Section: "imap", User: user, ClientID: e.ClientID, Secret: e.Secret,
		Scopes: []string{realparts.AppScope}, TokenURL: e.TokenURL(), DeviceURL: e.DeviceURL()}
}

func tokens(t *testing.T, cfg signin.OAuthConfig) *signin.OAuth {
	t.Helper()
	o, err := signin.NewOAuth(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// bearer signs in by OAUTHBEARER where the server offers both.
type bearer struct{ *signin.OAuth }

func (b bearer) Client(ctx context.Context, _ []string) (sasl.Client, error) {
	return b.OAuth.Client(ctx, []string{sasl.OAuthBearer})
}

func TestDovecotTakesTokensOnly(t *testing.T) {
	const user = "team@example.org"
	entra := realparts.Entra(t, user)
	d := realparts.Dovecot(t, realparts.WithUser(user, "secret"), realparts.WithOAuth(entra.IntrospectionURL(), "IMAP.AccessAsApp"))
	try := func(who signin.Credentials) error {
		cfg := plain(d)
		cfg.TLS, cfg.Port, cfg.RootCAs, cfg.Credentials = "tls", d.TLSPort, pool(t, d.CAFile), who
		c, err := inbound.Dial(t.Context(), cfg)
		if err == nil {
			c.Close()
		}
		return err
	}
	app := application(entra, user)
	cert := app
	cert.Secret, cert.Certificate = "", certificate(t)
	entra.Register(cert.Certificate.Leaf)
	stranger := cert
	stranger.Certificate = certificate(t)
	wrongUser, wrongSecret, wrongScope := app, app, app
	wrongUser.User, wrongSecret.Secret, wrongScope.Scopes = "finance@example.org", "guess", []string{"https://graph.microsoft.com/.default"}

	for _, test := range []struct {
		name string
		who  signin.Credentials
		say  string // "": it is let in
	}{
		{"secret", tokens(t, app), ""},
		{"secret, OAUTHBEARER", bearer{tokens(t, app)}, ""},
		{"certificate", tokens(t, cert), ""},
		{"another mailbox", tokens(t, wrongUser), "Add-MailboxPermission"},
		{"another mailbox, OAUTHBEARER", bearer{tokens(t, wrongUser)}, "Add-MailboxPermission"},
		{"another certificate", tokens(t, stranger), "imap.oauth.certificate_file"},
		{"wrong secret", tokens(t, wrongSecret), "imap.oauth.client_secret_file"},
		{"wrong scope", tokens(t, wrongScope), "imap.oauth.scopes"},
		{"password", signin.Password{User: user, Password: "secret"}, "use the oauth settings"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := try(test.who)
			if test.say == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			t.Log(err)
			var failed *signin.Error
			if !errors.As(err, &failed) || !errors.Is(err, inbound.ErrSignIn) || failed.Retry || !strings.Contains(err.Error(), test.say) {
				t.Errorf("error %v, want %q", err, test.say)
			}
			for _, private := range []string{"\n", user, "finance", "guess", "private-name", "eyJ"} {
				if strings.Contains(err.Error(), private) {
					t.Errorf("%q holds %q", err, private)
				}
			}
		})
	}
	t.Run("a token that ended is replaced", func(t *testing.T) {
		for _, who := range []signin.Credentials{tokens(t, app), bearer{tokens(t, app)}} {
			for range 3 {
				if err := try(who); err != nil {
					t.Error(err)
				}
				entra.EndTokens()
			}
		}
	})
	t.Run("a token that allows too little", func(t *testing.T) {
		entra.Grant("Mail.Send")
		defer entra.Grant("IMAP.AccessAsApp")
		before := entra.Asked("client_credentials")
		if err := try(tokens(t, app)); !errors.Is(err, inbound.ErrSignIn) || !strings.Contains(err.Error(), "IMAP.AccessAsApp with admin consent") {
			t.Errorf("error %v", err)
		}
		if n := entra.Asked("client_credentials") - before; n != 1 {
			t.Errorf("%d tokens were tried", n)
		}
	})
	t.Run("a token endpoint that fails", func(t *testing.T) {
		entra.Fail(503)
		if err := try(tokens(t, app)); !inbound.Temporary(err) || errors.Is(err, inbound.ErrSignIn) || !strings.Contains(err.Error(), "status 503") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a mail server that cannot ask about the token", func(t *testing.T) {
		alone := realparts.Dovecot(t, realparts.WithOAuth("http://127.0.0.1:1/introspect?token=", ""))
		cfg := plain(alone)
		cfg.Credentials = tokens(t, app)
		c, err := inbound.Dial(t.Context(), cfg)
		if err == nil {
			c.Close()
			t.Fatal("signed in")
		}
		if !inbound.Temporary(err) {
			t.Errorf("error %v is called lasting", err)
		}
	})
}

func TestPersonsSignInOpensTheMailbox(t *testing.T) {
	const user = "team@example.org"
	entra := realparts.Entra(t, user)
	entra.Grant("IMAP.AccessAsUser.All")
	d := realparts.Dovecot(t, realparts.WithUser(user, "secret"), realparts.WithOAuth(entra.IntrospectionURL(), "IMAP.AccessAsUser.All"))
	cfg := application(entra, user)
	cfg.Secret, cfg.TokenFile, cfg.Scopes = "", filepath.Join(t.TempDir(), "token.json"), []string{realparts.UserScope, "offline_access"}
	person := tokens(t, cfg)
	mail := plain(d)
	mail.Credentials = person
	err := person.SignIn(t.Context(), func(p signin.Prompt) {
		if err := entra.Approve(p.Code); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		c, err := inbound.Dial(t.Context(), mail)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		entra.EndTokens()
	}
	if n, reused := entra.Asked("refresh_token"), entra.Reused(); n != 2 || reused != 0 {
		t.Errorf("%d refreshes, %d with a used token", n, reused)
	}
	entra.EndSignIns()
	_, err = inbound.Dial(t.Context(), mail)
	if !errors.Is(err, inbound.ErrSignIn) || !strings.Contains(err.Error(), "run 'enquiries mail sign-in' again") {
		t.Errorf("error %v", err)
	}
}

func TestTokenEndpointOfAPrivateAuthority(t *testing.T) {
	entra := realparts.Entra(t, "team@example.org")
	cfg := application(entra, "team@example.org")
	cfg.TokenURL = strings.Replace(cfg.TokenURL, entra.URL, entra.TLSURL, 1)
	if _, err := tokens(t, cfg).Obtain(t.Context()); !errors.Is(err, signin.ErrTLS) || !strings.Contains(err.Error(), "imap.ca_file") {
		t.Errorf("without the authority: %v", err)
	}
	cfg.RootCAs = pool(t, entra.CAFile)
	cfg.Certificate, cfg.Secret = certificate(t), ""
	entra.Register(cfg.Certificate.Leaf)
	state, err := tokens(t, cfg).Obtain(t.Context())
	if err != nil || state.ValidUntil.Before(time.Now()) {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestCertificateFile(t *testing.T) {
	good := rsaCertificate(t, time.Now().Add(time.Hour))
	key, cert, _ := strings.Cut(string(good), "-----BEGIN CERTIFICATE")
	_, otherCert, _ := strings.Cut(string(rsaCertificate(t, time.Now().Add(time.Hour))), "-----BEGIN CERTIFICATE")
	for name, test := range map[string]struct{ text, say string }{
		"good":           {string(good), ""},
		"cert first":     {"-----BEGIN CERTIFICATE" + cert + key, ""},
		"ended":          {string(rsaCertificate(t, time.Now().Add(-time.Hour))), "its certificate ended on"},
		"key alone":      {key, "must hold a certificate and its unencrypted private key"},
		"not a pair":     {key + "-----BEGIN CERTIFICATE" + otherCert, "the two must belong together"},
		"something else": {"hello", "PEM text"},
	} {
		_, err := signin.ParseCertificate([]byte(test.text))
		if test.say == "" && err != nil || test.say != "" && (err == nil || !strings.Contains(err.Error(), test.say)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

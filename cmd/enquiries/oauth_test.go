package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

// microsoft is a mail server that takes tokens only, and the place that gives
// them out, both as Microsoft 365 has them.
type microsoft struct {
	*realparts.DovecotServer
	entra *realparts.EntraServer
	cert  []byte // PEM: a registered certificate and its key
}

func startMicrosoft(t *testing.T) *microsoft {
	t.Helper()
	const user = "mentalhealth@example.org"
	entra := realparts.Entra(t, user)
	m := &microsoft{entra: entra, DovecotServer: realparts.Dovecot(t,
		realparts.WithUser(user, "secret"), realparts.WithOAuth(entra.IntrospectionURL(), "IMAP.AccessAsApp"))}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	entra.Register(cert)
	m.cert = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})...)
	return m
}

// Ways of signing in: lines of imap.oauth.
const (
	bySecret      = "client_secret_file: secret"
	byCertificate = "certificate_file: app.pem"
	byPerson      = "token_file: token.json"
)

// config writes a configuration, and the files it names, with a database of its own.
func (m *microsoft) config(t *testing.T, oauth string, replacements ...string) (path string) {
	t.Helper()
	folder := t.TempDir()
	overwrite(t, folder, "secret", m.entra.Secret+"\n")
	overwrite(t, folder, "app.pem", string(m.cert))
	text := fmt.Sprintf(`imap:
  preset: microsoft365
  host: localhost
  port: %d
  user: %s
  ca_file: %s
  oauth:
    tenant: %s
    client_id: %s
    token_url: %s
    device_url: %s
    %s
poll_interval: 1s
listen: 127.0.0.1:0
`, m.TLSPort, m.User, m.CAFile, m.entra.Tenant, m.entra.ClientID, m.entra.TokenURL(), m.entra.DeviceURL(), oauth)
	path = filepath.Join(folder, "enquiries.yaml")
	overwrite(t, folder, "enquiries.yaml", strings.NewReplacer(replacements...).Replace(text))
	return path
}

// personSignsIn runs 'enquiries mail sign-in' and does what it asks for.
func (m *microsoft) personSignsIn(t *testing.T, config string) {
	t.Helper()
	p := start(t, "mail", "sign-in", "--config", config)
	if err := m.entra.Approve(p.find(p.out, `/device in a browser, enter the code (\S+),`)); err != nil {
		t.Fatal(err)
	}
	if code := p.wait(); code != exitDone || !strings.Contains(p.out.String(), "the mailbox can be read") {
		t.Fatalf("exit %d: %s%s", code, p.out, p.err)
	}
}

// TestServeReadsAMailboxThatTakesTokensOnly signs in by each way. In mid-session
// the token ends, and the session with it, as Exchange does it; a token that is
// still good for hours is revoked in the same way. Letters keep arriving.
func TestServeReadsAMailboxThatTakesTokensOnly(t *testing.T) {
	m := startMicrosoft(t)
	delivered := 0
	for _, test := range []struct{ name, oauth, grant string }{
		{"client secret", bySecret, "client_credentials"},
		{"certificate", byCertificate, "client_credentials"},
		{"a person who signed in", byPerson, "refresh_token"},
	} {
		t.Run(test.name, func(t *testing.T) {
			config := m.config(t, test.oauth)
			if test.oauth == byPerson {
				m.personSignsIn(t, config)
			}
			p := start(t, "serve", "--config", config)
			p.find(p.err, servingLine)
			arrives := func() {
				t.Helper()
				m.Deliver("INBOX", letter(delivered, "Question", "Where is the framework?"))
				delivered++
				p.until("the letter in the ledger", func() bool { return len(ledgerOf(t, config)) == delivered })
			}
			arrives()
			for range 2 {
				before := m.entra.Asked(test.grant)
				m.entra.EndTokens()
				m.Restart(func() {})
				arrives()
				if m.entra.Asked(test.grant) == before {
					t.Error("no fresh token was asked for")
				}
			}
			if code := p.interrupt(); code != exitDone {
				t.Errorf("exit %d: %s", code, p.err)
			}
			checkNoSecrets(t, m, p.out.String()+p.err.String())
		})
	}
	if n := m.entra.Reused(); n != 0 {
		t.Errorf("%d refresh tokens were used twice", n)
	}
}

func checkNoSecrets(t *testing.T, m *microsoft, text string) {
	t.Helper()
	for _, secret := range []string{m.entra.Secret, "eyJ", "0.refresh-", "private-name", "Trace ID"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the output:\n%s", secret, text)
		}
	}
}

// TestRefusedSignInGivesOneClearLine makes each mistake, with serve or, which is
// quicker, with mail check: one line that says which step failed and what to do,
// exit code 1.
func TestRefusedSignInGivesOneClearLine(t *testing.T) {
	m := startMicrosoft(t)
	inFolder := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, config string) { overwrite(t, filepath.Dir(config), name, text) }
	}
	token := "asking " + strings.TrimPrefix(m.entra.URL, "http://") + " for a token"
	seen := map[string]string{}
	for _, test := range []struct {
		name, oauth string
		prepare     func(t *testing.T, config string)
		replace     []string
		says        []string
		check       bool // with mail check
	}{
		{"wrong secret", bySecret, inFolder("secret", "guess"), nil, []string{token, "client secret is wrong", "imap.oauth.client_secret_file", "AADSTS7000215"}, false},
		{"wrong scope", bySecret + "\n    scopes: [https://graph.microsoft.com/.default]", nil, nil, []string{token, "permissions", "imap.oauth.scopes", "AADSTS70011"}, false},
		{"no such application", bySecret, nil, []string{m.entra.ClientID, "99999999-0000-0000-0000-000000000000"}, []string{token, "imap.oauth.client_id", "AADSTS700016"}, true},
		{"no such tenant", bySecret, nil, []string{"/" + m.entra.Tenant + "/", "/nowhere/"}, []string{token, "imap.oauth.tenant", "AADSTS90002"}, true},
		{"revoked sign-in", byPerson, func(t *testing.T, config string) { m.personSignsIn(t, config); m.entra.EndSignIns() }, nil,
			[]string{token, "revoked", "run 'enquiries mail sign-in' again", "AADSTS50173"}, false},
		{"nobody signed in yet", byPerson, nil, nil, []string{"imap.oauth.token_file", "nobody has signed in yet", "run 'enquiries mail sign-in'"}, false},
		{"a token file for all to read", byPerson, func(t *testing.T, config string) {
			m.personSignsIn(t, config)
			if err := os.Chmod(filepath.Join(filepath.Dir(config), "token.json"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, nil, []string{"imap.oauth.token_file", "mode 0644"}, true},
		{"another mailbox", bySecret, nil, []string{"user: " + m.User, "user: finance@example.org"},
			[]string{"imap localhost", "the server refused the token", "Add-MailboxPermission", "imap.user"}, true},
		{"a scope that the mail server does not take", bySecret, func(*testing.T, string) { m.entra.Grant("Mail.Send") }, nil,
			[]string{"imap localhost", "the server refused the token", "does not allow IMAP", "IMAP.AccessAsApp with admin consent"}, true},
		{"the token endpoint is down", bySecret, func(*testing.T, string) { m.entra.Fail(503) }, nil, []string{token, "none now", "503"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			defer m.entra.Grant("IMAP.AccessAsApp")
			config := m.config(t, test.oauth, test.replace...)
			if test.prepare != nil {
				test.prepare(t, config)
			}
			var code int
			var line string
			if test.check {
				code, _, line = command(t, "", "mail", "check", "--config", config)
			} else {
				p := start(t, "serve", "--config", config)
				code, line = p.wait(), withoutWarnings(p.err.String())
			}
			if code != exitFailure || !oneClearLine(line, test.says...) {
				t.Errorf("exit %d, want one line that says %q:\n%s", code, test.says, line)
			}
			if other := seen[line]; other != "" {
				t.Errorf("says the same as %s", other)
			}
			seen[line] = test.name
			checkNoSecrets(t, m, line)
		})
	}
}

func TestMailCheckSaysEachStep(t *testing.T) {
	m := startMicrosoft(t)
	code, out, errs := command(t, "", "mail", "check", "--config", m.config(t, bySecret))
	for _, want := range []string{"token obtained (client credentials), valid until 20", fmt.Sprintf("signed in to localhost:%d", m.TLSPort), "3 folders", "INBOX", "inbox", "Sent", "sent", "signed out"} {
		if code != exitDone || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %q: %s%s", code, want, out, errs)
		}
	}
	code, out, errs = command(t, "", "mail", "check", "--config", m.config(t, bySecret, "user: "+m.User, "user: finance@example.org"))
	if code != exitFailure || !strings.Contains(out, "token obtained") || strings.Contains(out, "signed in") || !oneClearLine(errs, "refused the token") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	t.Run("by password", func(t *testing.T) {
		path, _ := memConfig(t)
		code, out, errs := command(t, "", "mail", "check", "--config", path)
		if code != exitDone || strings.Contains(out, "token") || !strings.Contains(out, "signed in to 127.0.0.1") || !strings.Contains(out, "INBOX") {
			t.Errorf("exit %d: %s%s", code, out, errs)
		}
		code, _, errs = command(t, "", "mail", "sign-in", "--config", path)
		if code != exitFailure || !oneClearLine(errs, "imap.oauth.token_file") {
			t.Errorf("sign-in: exit %d: %s", code, errs)
		}
	})
}

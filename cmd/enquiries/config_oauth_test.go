package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const preset = "imap:\n  preset: microsoft365\n  user: team@example.org\n  oauth:\n    tenant: example.org\n    client_id: app\n"

func TestPresetFillsInWhatIsNotGiven(t *testing.T) {
	path := writeConfig(t, preset+"    client_secret_file: secret\n")
	got, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	o := got.IMAP.OAuth
	if got.IMAP.Host != "outlook.office365.com" || got.IMAP.Port != 993 || got.IMAP.TLS != "tls" ||
		o.TokenURL != "https://login.microsoftonline.com/example.org/oauth2/v2.0/token" ||
		o.DeviceURL != "https://login.microsoftonline.com/example.org/oauth2/v2.0/devicecode" ||
		!slices.Equal(o.Scopes, []string{"https://outlook.office365.com/.default"}) ||
		o.ClientSecretFile != filepath.Join(filepath.Dir(path), "secret") {
		t.Errorf("%+v", got.IMAP)
	}
	got, err = loadConfig(writeConfig(t, preset+"    token_file: token.json\n"))
	if err != nil || !slices.Equal(got.IMAP.OAuth.Scopes, []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"}) {
		t.Errorf("scopes %q, %v", got.IMAP.OAuth.Scopes, err)
	}
	got, err = loadConfig(writeConfig(t, preset+"    scopes: [mine]\n    token_url: https://login.example.org/token\n  host: mail.example.org\n  port: 1993\n"))
	if o := got.IMAP.OAuth; err != nil || !slices.Equal(o.Scopes, []string{"mine"}) || o.TokenURL != "https://login.example.org/token" ||
		got.IMAP.Host != "mail.example.org" || got.IMAP.Port != 1993 {
		t.Errorf("what is given is not kept: %+v, %v", got.IMAP, err)
	}
}

func TestOAuthSettingsThatContradict(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an unknown preset":         {smallest + "  preset: gmail\n", "imap.preset: expects microsoft365"},
		"a password too":            {preset + "    token_file: t\n  password_file: p\n", "imap.password_file: contradicts imap.oauth"},
		"a password on Microsoft":   {"imap: {preset: microsoft365, user: a, password_file: p}\n", "imap.password_file: contradicts"},
		"two ways":                  {preset + "    token_file: t\n    client_secret_file: s\n", "imap.oauth: imap.oauth.client_secret_file and imap.oauth.token_file contradict"},
		"two other ways":            {preset + "    certificate_file: t\n    client_secret_file: s\n", "client_secret_file and imap.oauth.certificate_file contradict"},
		"no application":            {"imap: {preset: microsoft365, user: a, oauth: {tenant: a.example.org}}\n", "imap.oauth.client_id: is empty"},
		"no tenant":                 {"imap: {preset: microsoft365, user: a, oauth: {client_id: a}}\n", "imap.oauth.tenant: is empty"},
		"a tenant that is a URL":    {"imap: {preset: microsoft365, user: a, oauth: {client_id: a, tenant: 'https://a'}}\n", "imap.oauth.tenant: expects"},
		"a tenant without preset":   {smallest + "  oauth: {client_id: a, tenant: b, token_url: 'https://c.example.org', scopes: [d]}\n", "imap.oauth.tenant: contradicts the empty imap.preset"},
		"no preset, no endpoint":    {smallest + "  oauth: {client_id: a, scopes: [d]}\n", "imap.oauth.token_url: is empty"},
		"no preset, no permissions": {smallest + "  oauth: {client_id: a, token_url: 'https://c.example.org'}\n", "imap.oauth.scopes: is empty"},
		"an endpoint in the clear":  {preset + "    token_url: http://login.example.org/token\n", "imap.oauth.token_url: expects an address that begins with https://"},
		"scopes in one":             {preset + "    scopes: [a b]\n", "imap.oauth.scopes[0]: expects one permission"},
		"a misspelt key":            {preset + "    client_secret: s\n", "imap.oauth.client_secret: there is no such key"},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeConfig(t, c.text)
			_, err := loadConfig(path)
			if err == nil || !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestOAuthSecretsComeFromFilesOrEnvironment(t *testing.T) {
	for name, c := range map[string]struct {
		oauth, file, text string
		env               map[string]string
		secret, say       string
	}{
		"a file":            {oauth: bySecret, file: "secret", text: "the~secret\r\n", secret: "the~secret"},
		"the environment":   {env: map[string]string{clientSecretVariable: "env"}, secret: "env"},
		"neither":           {say: "imap.oauth: nothing to sign in with"},
		"both":              {oauth: bySecret, env: map[string]string{clientSecretVariable: "env"}, say: clientSecretVariable},
		"a password":        {oauth: byPerson, env: map[string]string{passwordVariable: "env"}, say: "contradicts the environment variable " + passwordVariable},
		"no file":           {oauth: bySecret, say: "imap.oauth.client_secret_file"},
		"an empty file":     {oauth: bySecret, file: "secret", text: "\n", say: "is empty"},
		"no certificate":    {oauth: byCertificate, say: "imap.oauth.certificate_file"},
		"a bad certificate": {oauth: byCertificate, file: "app.pem", text: "hello", say: "BEGIN CERTIFICATE"},
		"a person":          {oauth: byPerson},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeConfig(t, preset+"    "+c.oauth+"\n")
			if c.file != "" {
				if err := os.WriteFile(filepath.Join(filepath.Dir(path), c.file), []byte(c.text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cfg, err := loadConfig(path)
			if err != nil {
				t.Fatal(err)
			}
			err = cfg.readSecrets(path, func(key string) string { return c.env[key] })
			if c.say == "" && (err != nil || cfg.IMAP.OAuth.clientSecret != c.secret) {
				t.Errorf("secret %q, %v", cfg.IMAP.OAuth.clientSecret, err)
			}
			if c.say != "" && (err == nil || !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), c.say)) {
				t.Errorf("error %v, want %q", err, c.say)
			}
		})
	}
}

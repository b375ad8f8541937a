package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/mailbox/signin"
)

// oauthConfig is how an access token for the mailbox is obtained.
type oauthConfig struct {
	Tenant           string   `yaml:"tenant"`
	ClientID         string   `yaml:"client_id"`
	ClientSecretFile string   `yaml:"client_secret_file"`
	CertificateFile  string   `yaml:"certificate_file"`
	TokenFile        string   `yaml:"token_file"`
	Scopes           []string `yaml:"scopes"`
	TokenURL         string   `yaml:"token_url"`
	DeviceURL        string   `yaml:"device_url"`

	clientSecret string           // from ClientSecretFile or clientSecretVariable, never from the YAML itself
	certificate  *tls.Certificate // from CertificateFile
}

// clientSecretVariable may hold the client secret instead of imap.oauth.client_secret_file.
const clientSecretVariable = "ENQUIRIES_IMAP_CLIENT_SECRET"

// microsoft365 is the one preset.
const microsoft365 = "microsoft365"

// usesOAuth reports whether the mailbox is opened with a token rather than a password.
func (c *imapConfig) usesOAuth() bool {
	o := c.OAuth
	return c.Preset == microsoft365 || len(o.Scopes) > 0 ||
		o.Tenant+o.ClientID+o.ClientSecretFile+o.CertificateFile+o.TokenFile+o.TokenURL+o.DeviceURL != ""
}

// fillPreset gives what is not set the preset's value.
func (c *imapConfig) fillPreset() {
	if c.Preset != microsoft365 {
		return
	}
	fill := func(key *string, value string) {
		if *key == "" {
			*key = value
		}
	}
	fill(&c.Host, "outlook.office365.com")
	o := &c.OAuth
	if o.Tenant != "" {
		fill(&o.TokenURL, "https://login.microsoftonline.com/"+o.Tenant+"/oauth2/v2.0/token")
		fill(&o.DeviceURL, "https://login.microsoftonline.com/"+o.Tenant+"/oauth2/v2.0/devicecode")
	}
	switch {
	case len(o.Scopes) > 0:
	case o.TokenFile != "":
		o.Scopes = []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"}
	default:
		o.Scopes = []string{"https://outlook.office365.com/.default"}
	}
}

var tenantName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*$`)

func (c *imapConfig) validateOAuth(v *validator) {
	v.check(c.Preset == "" || c.Preset == microsoft365, "imap.preset", "expects microsoft365 or nothing, not %q", c.Preset)
	if !c.usesOAuth() {
		return
	}
	o := &c.OAuth
	v.check(c.PasswordFile == "", "imap.password_file", "contradicts imap.oauth and imap.preset: a mailbox is opened with a password or with a token; keep one")
	v.check(o.ClientID != "", "imap.oauth.client_id", "is empty; give the application (client) id that the administrator registered")
	v.check(o.Tenant == "" || tenantName.MatchString(o.Tenant), "imap.oauth.tenant", "expects the tenant's id or one of its domains, for example example.org")
	if c.Preset == "" {
		v.check(o.Tenant == "", "imap.oauth.tenant", "contradicts the empty imap.preset, which alone uses it; set imap.preset to microsoft365, or give imap.oauth.token_url instead")
		v.check(o.TokenURL != "", "imap.oauth.token_url", "is empty; give the address of the token endpoint, or set imap.preset to microsoft365")
		v.check(len(o.Scopes) > 0, "imap.oauth.scopes", "is empty; give the permissions to ask for")
	} else {
		v.check(o.Tenant != "" || o.TokenURL != "", "imap.oauth.tenant", "is empty; give the tenant's id or one of its domains, for example example.org")
	}
	for key, address := range map[string]string{"imap.oauth.token_url": o.TokenURL, "imap.oauth.device_url": o.DeviceURL} {
		if address != "" {
			err := signin.SafeURL(address)
			v.check(err == nil, key, "%v", err)
		}
	}
	for i, s := range o.Scopes {
		v.check(s != "" && !strings.ContainsAny(s, " \t"), fmt.Sprintf("imap.oauth.scopes[%d]", i), "expects one permission; give each an entry of its own")
	}
	var ways []string
	for _, way := range [][2]string{{"client_secret_file", o.ClientSecretFile}, {"certificate_file", o.CertificateFile}, {"token_file", o.TokenFile}} {
		if way[1] != "" {
			ways = append(ways, "imap.oauth."+way[0])
		}
	}
	v.check(len(ways) < 2, "imap.oauth", "%s contradict each other: each is a way of signing in; keep one", strings.Join(ways, " and "))
}

// readSecrets fetches what proves who we are. Only commands that sign in to the
// mailbox need it.
func (c *config) readSecrets(path string, getenv func(string) string) error {
	if !c.IMAP.usesOAuth() {
		return c.readPassword(path, getenv)
	}
	if err := c.IMAP.OAuth.readSecrets(getenv); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if getenv(passwordVariable) != "" {
		return fmt.Errorf("%s: imap.oauth contradicts the environment variable %s: a mailbox is opened with a password or with a token; keep one", path, passwordVariable)
	}
	return nil
}

func (o *oauthConfig) readSecrets(getenv func(string) string) error {
	o.clientSecret = getenv(clientSecretVariable)
	switch files := o.ClientSecretFile + o.CertificateFile + o.TokenFile; {
	case o.clientSecret != "" && files != "":
		return fmt.Errorf("imap.oauth contradicts the environment variable %s: it is a way of signing in, and so is %s; keep one", clientSecretVariable, files)
	case o.clientSecret == "" && files == "":
		return fmt.Errorf("imap.oauth: nothing to sign in with; give client_secret_file (or set %s) or certificate_file, or token_file for a signed-in user", clientSecretVariable)
	case o.CertificateFile != "":
		text, err := os.ReadFile(o.CertificateFile)
		if err != nil {
			return fmt.Errorf("imap.oauth.certificate_file: %w; create the file with the certificate and its private key", err)
		}
		if o.certificate, err = signin.ParseCertificate(text); err != nil {
			return fmt.Errorf("imap.oauth.certificate_file: %s: %w", o.CertificateFile, err)
		}
	case o.ClientSecretFile != "":
		text, err := os.ReadFile(o.ClientSecretFile)
		if err != nil {
			return fmt.Errorf("imap.oauth.client_secret_file: %w; create the file with the application's client secret as its only line", err)
		}
		if o.clientSecret = strings.TrimSpace(string(text)); o.clientSecret == "" {
			return fmt.Errorf("imap.oauth.client_secret_file: %s is empty; write the application's client secret into it", o.ClientSecretFile)
		}
	}
	return nil
}

// mailServer gives the mailbox's server and how to sign in to it.
func (c *config) mailServer() (inbound.Config, error) {
	mail := inbound.Config{
		Host: c.IMAP.Host, Port: c.IMAP.Port, TLS: c.IMAP.TLS, AllowPlain: c.IMAP.AllowPlain,
		Credentials: signin.Password{User: c.IMAP.User, Password: c.IMAP.password},
		MaxLetter:   int64(c.IMAP.MaxLetter), BatchLetters: c.IMAP.BatchLetters, Timeout: time.Duration(c.IMAP.Timeout),
		JunkFolders: c.IMAP.JunkFolders, SentFolders: c.IMAP.SentFolders,
	}
	var err error
	if mail.RootCAs, err = c.IMAP.authorities(x509.NewCertPool()); err != nil {
		return mail, err
	}
	if c.IMAP.usesOAuth() {
		credentials, err := c.IMAP.tokens()
		if err != nil {
			return mail, err
		}
		mail.Credentials = credentials
	}
	return mail, nil
}

// tokens gives the source of tokens. Its authorities are the system's and those of
// imap.ca_file: the token endpoint is seldom the organisation's own.
func (c *imapConfig) tokens() (*signin.OAuth, error) {
	system, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read this machine's certificates: %w", err)
	}
	roots, err := c.authorities(system)
	if err != nil {
		return nil, err
	}
	return signin.NewOAuth(signin.OAuthConfig{
		Section: "imap", User: c.User, ClientID: c.OAuth.ClientID,
		Secret: c.OAuth.clientSecret, Certificate: c.OAuth.certificate, TokenFile: c.OAuth.TokenFile,
		Scopes: c.OAuth.Scopes, TokenURL: c.OAuth.TokenURL, DeviceURL: c.OAuth.DeviceURL, RootCAs: roots,
	})
}

// authorities adds the certificates of ca_file to the pool; nil when it names none.
func (c *imapConfig) authorities(pool *x509.CertPool) (*x509.CertPool, error) {
	if c.CAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("imap.ca_file: %w", err)
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("imap.ca_file: %s holds no certificate; it must be PEM text with BEGIN CERTIFICATE lines", c.CAFile)
	}
	return pool, nil
}

package realparts

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What an EntraServer accepts as scopes, as Microsoft's does.
const (
	AppScope  = "https://outlook.office365.com/.default"
	UserScope = "https://outlook.office.com/IMAP.AccessAsUser.All"
)

// EntraServer stands in for Microsoft Entra ID: it gives out access tokens for
// client credentials and for a signed-in user, says of a token whether it is
// good (for Dovecot), and fails on demand. It is in the process and on
// loopback. Its methods may be called at any time.
type EntraServer struct {
	URL, TLSURL, CAFile      string // the same service in the clear and over TLS
	Tenant, ClientID, Secret string

	mu       sync.Mutex
	mailbox  string
	granted  string // what the tokens allow
	certs    map[string]*x509.Certificate
	access   map[string]grant
	refresh  map[string]bool // false: used or revoked
	devices  map[string]*device
	failures []int
	reused   int
	asked    map[string]int
}

type grant struct {
	until time.Time
	scope string
}

type device struct {
	userCode, scope string
	approved        bool
}

// Entra starts an EntraServer whose tokens open the mailbox of the user; it
// ends with the test.
func Entra(t testing.TB, user string) *EntraServer {
	t.Helper()
	e := &EntraServer{
		Tenant: "example.org", ClientID: "11111111-2222-3333-4444-555555555555", Secret: "the~secret.of-the_application",
		mailbox: user, granted: "IMAP.AccessAsApp",
		certs: map[string]*x509.Certificate{}, access: map[string]grant{}, refresh: map[string]bool{},
		devices: map[string]*device{}, asked: map[string]int{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", e.serveToken)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/devicecode", e.serveDevice)
	mux.HandleFunc("GET /introspect", e.serveIntrospection)
	plain, secure := httptest.NewServer(mux), httptest.NewTLSServer(mux)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	e.URL, e.TLSURL, e.CAFile = plain.URL, secure.URL, filepath.Join(t.TempDir(), "entra-ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(e.CAFile, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return e
}

// TokenURL is the token endpoint of the tenant.
func (e *EntraServer) TokenURL() string { return e.URL + "/" + e.Tenant + "/oauth2/v2.0/token" }

// DeviceURL is where the device flow begins.
func (e *EntraServer) DeviceURL() string { return e.URL + "/" + e.Tenant + "/oauth2/v2.0/devicecode" }

// IntrospectionURL is what a mail server asks about a token, which it appends.
func (e *EntraServer) IntrospectionURL() string { return e.URL + "/introspect?token=" }

// Register lets the certificate sign in as the application.
func (e *EntraServer) Register(cert *x509.Certificate) {
	defer e.lock()()
	sum := sha256.Sum256(cert.Raw)
	e.certs[base64.RawURLEncoding.EncodeToString(sum[:])] = cert
}

// Grant sets what access tokens given from now on allow; "IMAP.AccessAsApp" at first.
func (e *EntraServer) Grant(scope string) {
	defer e.lock()()
	e.granted = scope
}

// EndTokens makes every access token bad, as their age or a revocation does.
func (e *EntraServer) EndTokens() {
	defer e.lock()()
	clear(e.access)
}

// EndSignIns makes every refresh token bad, as a new password of the user does.
func (e *EntraServer) EndSignIns() {
	defer e.lock()()
	for token := range e.refresh {
		e.refresh[token] = false
	}
}

// Fail answers the next requests for a token with these statuses.
func (e *EntraServer) Fail(statuses ...int) {
	defer e.lock()()
	e.failures = statuses
}

// Approve is the person who enters the code of the device flow and signs in.
func (e *EntraServer) Approve(userCode string) error {
	defer e.lock()()
	for _, d := range e.devices {
		if d.userCode == userCode {
			d.approved = true
			return nil
		}
	}
	return errors.New("no such code")
}

// Asked counts the requests for a token with this grant_type.
func (e *EntraServer) Asked(grantType string) int {
	defer e.lock()()
	return e.asked[grantType]
}

// Reused counts the refresh tokens that came a second time.
func (e *EntraServer) Reused() int {
	defer e.lock()()
	return e.reused
}

func (e *EntraServer) lock() (unlock func()) {
	e.mu.Lock()
	return e.mu.Unlock
}

// answer is what the service says to one request.
type answer struct {
	status int
	body   map[string]any
}

func (a answer) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // the asker may have gone
}

// no is a refusal as Entra words it, with identifiers that belong in no log.
func no(status int, word string, number int, text string) answer {
	return answer{status, map[string]any{
		"error": word, "error_codes": []int{number}, "trace_id": "7f0c-trace", "correlation_id": "99ab-correlation",
		"error_description": fmt.Sprintf("AADSTS%d: %s for app 'private-name'. Trace ID: 7f0c-trace Correlation ID: 99ab-correlation", number, text),
	}}
}

func (e *EntraServer) serveToken(w http.ResponseWriter, r *http.Request) {
	defer e.lock()()
	e.asked[r.PostFormValue("grant_type")]++
	if len(e.failures) > 0 {
		status := e.failures[0]
		e.failures = e.failures[1:]
		answer{status, map[string]any{"error": "temporarily_unavailable"}}.write(w)
		return
	}
	e.token(r).write(w)
}

func (e *EntraServer) token(r *http.Request) answer {
	if r.PathValue("tenant") != e.Tenant {
		return no(400, "invalid_request", 90002, "Tenant 'x' not found")
	}
	if r.PostFormValue("client_id") != e.ClientID {
		return no(400, "unauthorized_client", 700016, "Application was not found in the directory")
	}
	switch r.PostFormValue("grant_type") {
	case "client_credentials":
		return e.forApplication(r)
	case "refresh_token":
		return e.forRefreshToken(r.PostFormValue("refresh_token"))
	case "urn:ietf:params:oauth:grant-type:device_code":
		return e.forDevice(r.PostFormValue("device_code"))
	}
	return no(400, "unsupported_grant_type", 70003, "The grant type is not supported")
}

func (e *EntraServer) forApplication(r *http.Request) answer {
	assertion := r.PostFormValue("client_assertion")
	if assertion != "" && !e.signed(assertion) {
		return no(401, "invalid_client", 700027, "The certificate is not registered on application")
	}
	if assertion == "" && r.PostFormValue("client_secret") != e.Secret {
		return no(401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent is the secret value, not the ID,")
	}
	if r.PostFormValue("scope") != AppScope {
		return no(400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid")
	}
	return answer{200, e.newToken("roles")}
}

// signed checks an assertion as Entra's documentation says.
func (e *EntraServer) signed(assertion string) bool {
	token, err := jwt.ParseWithClaims(assertion, &jwt.RegisteredClaims{}, func(t *jwt.Token) (any, error) {
		thumbprint, _ := t.Header["x5t#S256"].(string)
		cert := e.certs[thumbprint]
		if cert == nil || t.Header["x5t"] == nil {
			return nil, errors.New("unknown certificate")
		}
		return cert.PublicKey, nil
	}, jwt.WithValidMethods([]string{"PS256"}), jwt.WithIssuer(e.ClientID), jwt.WithSubject(e.ClientID), jwt.WithExpirationRequired())
	if err != nil {
		return false
	}
	audience, err := token.Claims.GetAudience()
	return err == nil && len(audience) == 1 && strings.HasSuffix(audience[0], "/"+e.Tenant+"/oauth2/v2.0/token")
}

func (e *EntraServer) forRefreshToken(token string) answer {
	good, known := e.refresh[token]
	if known && !good {
		e.reused++
	}
	if !good {
		return no(400, "invalid_grant", 50173, "The provided grant has expired due to it being revoked")
	}
	e.refresh[token] = false
	return answer{200, e.withRefresh(e.newToken("scp"))}
}

func (e *EntraServer) forDevice(code string) answer {
	d := e.devices[code]
	switch {
	case d == nil:
		return no(400, "expired_token", 70020, "The code has expired")
	case !d.approved:
		return no(400, "authorization_pending", 70016, "Authorization is pending")
	}
	delete(e.devices, code)
	body := e.newToken("scp")
	if strings.Contains(d.scope, "offline_access") {
		body = e.withRefresh(body)
	}
	return answer{200, body}
}

// tokenLife is how long an access token is good.
const tokenLife = time.Hour

// newToken gives a token that says in a claim what it allows, as Entra's do:
// "roles" for an application, "scp" for a user.
func (e *EntraServer) newToken(claim string) map[string]any {
	var allowed any = e.granted
	if claim == "roles" {
		allowed = []string{e.granted}
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{claim: allowed, "jti": rand.Text(), "pad": strings.Repeat("x", 700)})
	value, err := token.SignedString([]byte("a key that nobody looks at"))
	if err != nil {
		panic(err) // it can sign anything
	}
	e.access[value] = grant{time.Now().Add(tokenLife), e.granted}
	return map[string]any{"token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "access_token": value}
}

func (e *EntraServer) withRefresh(body map[string]any) map[string]any {
	value := "0.refresh-" + rand.Text()
	e.refresh[value] = true
	body["refresh_token"] = value
	return body
}

func (e *EntraServer) serveDevice(w http.ResponseWriter, r *http.Request) {
	defer e.lock()()
	scope := r.PostFormValue("scope")
	switch {
	case r.PathValue("tenant") != e.Tenant:
		no(400, "invalid_request", 90002, "Tenant 'x' not found").write(w)
	case r.PostFormValue("client_id") != e.ClientID:
		no(400, "unauthorized_client", 700016, "Application was not found in the directory").write(w)
	case !strings.Contains(" "+scope+" ", " "+UserScope+" "):
		no(400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid").write(w)
	default:
		code, userCode := rand.Text(), rand.Text()[:9]
		e.devices[code] = &device{userCode: userCode, scope: scope}
		answer{200, map[string]any{"device_code": code, "user_code": userCode, "verification_uri": e.URL + "/device",
			"expires_in": 900, "interval": 1}}.write(w)
	}
}

func (e *EntraServer) serveIntrospection(w http.ResponseWriter, r *http.Request) {
	defer e.lock()()
	g, ok := e.access[r.FormValue("token")]
	if !ok || time.Now().After(g.until) {
		answer{200, map[string]any{"active": false}}.write(w)
		return
	}
	answer{200, map[string]any{"active": true, "username": e.mailbox, "scope": g.scope}}.write(w)
}

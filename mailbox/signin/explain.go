package signin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/oauth2"
)

// advice tells what the operator or an administrator does about a refusal of
// the token endpoint. A $word stands for the setting of that name.
type advice string

const (
	wrongSecret = advice("the client secret is wrong; $client_secret_file must hold the secret's value, which is not its id")
	noTenant    = advice("there is no such tenant; check $tenant")
	badScope    = advice("the permissions asked for are not valid; check $scopes")
	noConsent   = advice("nobody has consented to the application's permissions; an administrator must grant admin consent for them in Entra ID")
	signInEnded = advice("the sign-in has been revoked, or has ended after 90 days without use; run 'enquiries mail sign-in' again")
	askedAgain  = advice("the user must sign in anew; run 'enquiries mail sign-in' again")
)

// byNumber explains Microsoft's error numbers, which are more exact than
// OAuth's words. They are listed at
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
var byNumber = map[string]advice{
	"7000215": wrongSecret,
	"7000222": "the client secret has expired; an administrator must make a new one for the application, and its value goes into $client_secret_file",
	"700016":  "the tenant knows no application with this id; check $client_id and $tenant",
	"7000112": "the application is disabled; an administrator must enable it in Entra ID",
	"7000218": "the application may not be used without a secret; an administrator must set 'Allow public client flows' to yes for it in Entra ID",
	"700027":  "the certificate is not registered with the application, or has ended; an administrator must upload the one in $certificate_file to it",
	"90002":   noTenant,
	"900023":  noTenant,
	"70011":   badScope,
	"1002012": "client credentials need a scope that ends in /.default; check $scopes",
	"500011":  "the tenant does not have the service that the permissions are for; check $scopes",
	"65001":   noConsent,
	"700082":  "the sign-in has ended after 90 days without use; run 'enquiries mail sign-in' again",
	"50173":   "the sign-in was revoked, as by a new password; run 'enquiries mail sign-in' again",
	"70008":   signInEnded,
	"70043":   askedAgain,
	"50074":   askedAgain,
	"50076":   askedAgain,
	"50079":   askedAgain,
	"50057":   "the account of the signed-in user is disabled; an administrator must enable it, or another user run 'enquiries mail sign-in'",
	"53003":   "a Conditional Access policy forbids this sign-in; an administrator must allow it for the application",
}

// byWord explains the error codes of OAuth itself (RFC 6749, section 5.2; RFC
// 8628, section 3.5; OpenID Connect Core, section 3.1.2.6).
var byWord = map[string]advice{
	"invalid_client":         "it does not know the application, or the secret or certificate is wrong; check $client_id and $client_secret_file or $certificate_file",
	"invalid_grant":          signInEnded,
	"invalid_scope":          badScope,
	"unauthorized_client":    "the application may not sign in this way; an administrator must allow it, and $client_id must be right",
	"unsupported_grant_type": "it does not offer this way of signing in; check $token_url",
	"invalid_request":        "it does not accept the request; check $client_id, $scopes and $token_url",
	"access_denied":          "the sign-in was declined; run 'enquiries mail sign-in' again and accept it there",
	"expired_token":          "nobody signed in before the code ended; run 'enquiries mail sign-in' again",
	"consent_required":       noConsent,
	"interaction_required":   askedAgain,
}

// needed names Microsoft's permissions to use a mail server: an application's
// and a user's.
var needed = map[string][2]string{
	"imap": {"IMAP.AccessAsApp", "IMAP.AccessAsUser.All"},
	"smtp": {"SMTP.SendAsApp", "SMTP.Send"},
}

// Explain implements Credentials. After Refused it speaks of the token that was
// refused.
func (o *OAuth) Explain(server Endpoint, said string) string {
	o.mu.Lock()
	allowed, known := o.refusedAllows, o.refusedReadable
	o.mu.Unlock()
	permission, protocol := needed[server.Service][0], strings.ToUpper(server.Service)
	grant := fmt.Sprintf("an administrator must grant the application %s with admin consent", permission)
	open := "an administrator must register the application in Exchange (New-ServicePrincipal) and open the mailbox to it (Add-MailboxPermission)"
	if o.cfg.TokenFile != "" {
		permission = needed[server.Service][1]
		grant = fmt.Sprintf("the application must be granted %s, and then somebody run 'enquiries mail sign-in' again", permission)
		open = fmt.Sprintf("the user who signed in needs full access to the mailbox, and %s must be allowed for it", protocol)
	}
	refused := fmt.Sprintf("the server refused the token%s that %s gave us", inBrackets(said), o.host())
	switch {
	case !known:
		return fmt.Sprintf("%s; %s; %s; check also %s and %s", refused, grant, open, server.Setting("user"), o.setting("scopes"))
	case !slices.Contains(allowed, permission):
		return fmt.Sprintf("%s; the token does not allow %s: %s; check also %s", refused, protocol, grant, o.setting("scopes"))
	default:
		return fmt.Sprintf("%s; the token allows %s, but not this mailbox: %s; check also %s", refused, protocol, open, server.Setting("user"))
	}
}

// permissions reads what an access token says that it allows, unverified, to
// explain a refusal by it and for nothing else. ok is false when the token says
// nothing that we can read, as it may: it is not meant for us.
func permissions(token string) (allowed []string, ok bool) {
	var claims struct {
		jwt.RegisteredClaims
		Roles []string `json:"roles"` // Microsoft's, of an application
		Scp   string   `json:"scp"`   // Microsoft's, of a user
	}
	if _, _, err := jwt.NewParser().ParseUnverified(token, &claims); err != nil {
		return nil, false
	}
	return append(claims.Roles, strings.Fields(claims.Scp)...), true
}

// setting names a setting as the operator writes it: "imap.oauth.scopes".
func (o *OAuth) setting(name string) string { return o.cfg.Section + ".oauth." + name }

func (o *OAuth) host() string {
	if u, err := url.Parse(o.cfg.TokenURL); err == nil {
		return u.Host
	}
	return "the token endpoint"
}

// endpoint begins the errors of the step before the mail server's.
func (o *OAuth) endpoint() string { return "asking " + o.host() + " for a token" }

// fail makes an error that trying again will not mend.
func (o *OAuth) fail(where string, cause error, format string, args ...any) *Error {
	return &Error{Server: where, What: fmt.Sprintf(format, args...), Class: ErrSignIn, Cause: cause}
}

// later makes an error that trying again may mend.
func (o *OAuth) later(class, cause error, format string, args ...any) *Error {
	return &Error{Server: o.endpoint(), What: fmt.Sprintf(format, args...), Class: class, Cause: cause, Retry: true}
}

// failed explains why the token endpoint gave no token.
func (o *OAuth) failed(ctx context.Context, err error) error {
	var refused *oauth2.RetrieveError
	var unreached *url.Error
	switch {
	case ctx.Err() != nil:
		return &Error{Server: o.endpoint(), What: "stopped: " + context.Cause(ctx).Error(), Cause: errors.Join(ctx.Err(), context.Cause(ctx)),
			Retry: errors.Is(ctx.Err(), context.DeadlineExceeded)}
	case errors.As(err, &refused):
		return o.refused(refused)
	case errors.As(err, &unreached):
		return o.unreached(unreached.Err)
	default: // what came cannot be read; it may hold a token, so it is not quoted
		return o.fail(o.endpoint(), nil, "it answered with something that is no token; check %s", o.setting("token_url"))
	}
}

var number = regexp.MustCompile(`\bAADSTS(\d{4,9})\b`)

// refused explains an answer without a token. Its description is dropped, but
// for Microsoft's number: it names the tenant, the application, sometimes the user.
func (o *OAuth) refused(r *oauth2.RetrieveError) error {
	status := r.Response.StatusCode
	var said []string
	known, ok := byWord[r.ErrorCode]
	if ok || word(r.ErrorCode) != "" && !strings.ContainsAny(r.ErrorCode, " @/") {
		said = append(said, r.ErrorCode)
	}
	if m := number.FindStringSubmatch(r.ErrorDescription); m != nil {
		said = append(said, m[0])
		if exact, found := byNumber[m[1]]; found {
			known, ok = exact, true
		}
	}
	brackets := inBrackets(strings.Join(append(said, fmt.Sprintf("status %d", status)), ", "))
	switch {
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout,
		r.ErrorCode == "temporarily_unavailable", r.ErrorCode == "server_error":
		return o.later(nil, nil, "it can give none now%s", brackets)
	case ok:
		return o.fail(o.endpoint(), nil, "%s%s", os.Expand(string(known), o.setting), brackets)
	case status == http.StatusNotFound || status < 400:
		return o.fail(o.endpoint(), nil, "there is no token endpoint at this address%s; check %s and %s", brackets, o.setting("tenant"), o.setting("token_url"))
	default:
		return o.fail(o.endpoint(), nil, "it refuses us%s; check %s, %s and %s", brackets, o.setting("tenant"), o.setting("client_id"), o.setting("scopes"))
	}
}

// unreached explains why there was no answer.
func (o *OAuth) unreached(err error) error {
	var cert *tls.CertificateVerificationError
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &cert):
		failed := o.fail(o.endpoint(), err, "its certificate is not trusted (%v); if your organisation has its own authority, name its file in %s.ca_file", cert.Err, o.cfg.Section)
		failed.Class = ErrTLS
		return failed
	case errors.As(err, &dns) && dns.IsNotFound:
		failed := o.fail(o.endpoint(), err, "no such host; check %s", o.setting("token_url"))
		failed.Class = ErrHost
		return failed
	case errors.As(err, &timeout) && timeout.Timeout():
		return o.later(ErrHost, err, "no answer within %s; check this machine's way out, its proxy (HTTPS_PROXY) and firewall", o.cfg.Timeout)
	default:
		return o.later(ErrHost, err, "it cannot be reached (%v); check this machine's way out, its proxy (HTTPS_PROXY) and firewall, and %s", err, o.setting("token_url"))
	}
}

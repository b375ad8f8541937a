package signin

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestRefusalsSayWhatToDo(t *testing.T) {
	for _, test := range []struct {
		name      string
		status    int
		body      string
		temporary bool
		say       string
	}{
		{"wrong secret", 401, entra("invalid_client", 7000215), false, "the client secret is wrong; imap.oauth.client_secret_file must hold"},
		{"codes", 401, entra("invalid_client", 7000215), false, "(invalid_client, AADSTS7000215, status 401)"},
		{"secret ended", 401, entra("invalid_client", 7000222), false, "the client secret has expired"},
		{"no application", 400, entra("unauthorized_client", 700016), false, "check imap.oauth.client_id and imap.oauth.tenant"},
		{"no tenant", 400, entra("invalid_request", 90002), false, "there is no such tenant; check imap.oauth.tenant"},
		{"scope", 400, entra("invalid_scope", 70011), false, "check imap.oauth.scopes"},
		{"no consent", 400, entra("invalid_grant", 65001), false, "an administrator must grant admin consent"},
		{"unused", 400, entra("invalid_grant", 700082), false, "after 90 days without use; run 'enquiries mail sign-in' again"},
		{"certificate", 401, entra("invalid_client", 700027), false, "imap.oauth.certificate_file"},
		{"public client", 401, entra("invalid_client", 7000218), false, "Allow public client flows"},
		{"a number that we do not know", 400, entra("invalid_grant", 123456), false, "run 'enquiries mail sign-in' again (invalid_grant, AADSTS123456"},
		{"no number", 400, `{"error":"unauthorized_client"}`, false, "an administrator must allow it"},
		{"a word that we do not know", 400, `{"error":"strange_thing"}`, false, "it refuses us (strange_thing, status 400)"},
		{"a word with an address", 400, `{"error":"team@example.org"}`, false, "it refuses us (status 400)"},
		{"no JSON", 403, `<html>private-name</html>`, false, "it refuses us (status 403)"},
		{"wrong address", 404, `<html>`, false, "no token endpoint at this address (status 404)"},
		{"no token", 200, `{"hello":"private-name"}`, false, "something that is no token; check imap.oauth.token_url"},
		{"a portal", 200, `<html>private-name</html>`, false, "something that is no token"},
		{"down", 503, `<html>private-name</html>`, true, "it can give none now (status 503)"},
		{"too many", 429, `{"error":"invalid_request"}`, true, "it can give none now (invalid_request, status 429)"},
		{"says it is down", 400, `{"error":"temporarily_unavailable"}`, true, "none now"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := oauthAt(t, endpoint(func(string, url.Values) (int, string) { return test.status, test.body }), nil)
			_, err := o.Client(t.Context(), []string{"XOAUTH2"})
			var failed *Error
			if !errors.As(err, &failed) || failed.Retry != test.temporary || errors.Is(err, ErrSignIn) == test.temporary {
				t.Fatalf("error %+v", failed)
			}
			text := err.Error()
			if !strings.HasPrefix(text, "asking login.example.org for a token: ") || !strings.Contains(text, test.say) {
				t.Errorf("%s\nwant %q", text, test.say)
			}
			for _, private := range []string{"\n", "private-name", "Trace", theSecret, "team@", "<"} {
				if strings.Contains(text, private) {
					t.Errorf("%s\nholds %q", text, private)
				}
			}
			if o.State().Problem != text {
				t.Errorf("state: %q", o.State().Problem)
			}
		})
	}
}

func entra(word string, number int) string {
	return fmt.Sprintf(`{"error":%q,"error_description":"AADSTS%d: Something about app 'private-name'. Trace ID: 99 team@example.org"}`, word, number)
}

// Every advice names only settings that there are.
func TestAdviceNamesSettings(t *testing.T) {
	known := map[string]bool{"tenant": true, "client_id": true, "client_secret_file": true, "certificate_file": true, "token_file": true,
		"scopes": true, "token_url": true, "device_url": true}
	for _, table := range []map[string]advice{byNumber, byWord} {
		for code, text := range table {
			os.Expand(string(text), func(name string) string {
				if !known[name] {
					t.Errorf("%s: there is no setting %q", code, name)
				}
				return ""
			})
		}
	}
	for code := range byNumber {
		if !regexp.MustCompile(`^\d{4,9}$`).MatchString(code) {
			t.Errorf("%s is no number that would be found", code)
		}
	}
}

func TestMailServersRefusalSaysWhatToGrant(t *testing.T) {
	server := Endpoint{Service: "imap"}
	const consent, register, open = "IMAP.AccessAsApp with admin consent", "New-ServicePrincipal", "full access to the mailbox"
	for _, test := range []struct {
		name, token string
		person      bool
		says, not   []string
	}{
		{"unreadable", "opaque", false, []string{"(401) that login.example.org gave us", consent, register, "Add-MailboxPermission", "imap.user", "imap.oauth.scopes"}, nil},
		{"no permission", jwtWith(t, `{"aud":"mail"}`), false, []string{"does not allow IMAP", consent}, []string{register}},
		{"another permission", jwtWith(t, `{"roles":["Mail.Send"]}`), false, []string{"does not allow IMAP", consent}, []string{register}},
		{"another mailbox", jwtWith(t, `{"roles":["Mail.Send","IMAP.AccessAsApp"]}`), false, []string{"but not this mailbox", register, "imap.user"}, []string{consent}},
		{"person, unreadable", "opaque", true, []string{"IMAP.AccessAsUser.All", open, "imap.user"}, nil},
		{"person, no permission", jwtWith(t, `{"scp":"openid"}`), true, []string{"IMAP.AccessAsUser.All", "run 'enquiries mail sign-in' again"}, []string{open}},
		{"person, another mailbox", jwtWith(t, `{"scp":"openid IMAP.AccessAsUser.All"}`), true, []string{open, "imap.user"}, []string{"mail sign-in"}},
	} {
		o := oauthAt(t, nil, func(c *OAuthConfig) {
			if test.person {
				c.Secret, c.TokenFile = "", "token.json"
			}
		})
		o.Refused(newTokenClient([]string{xoauth2}, "u", test.token, false))
		text := o.Explain(server, "401")
		for _, want := range test.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s\ndoes not say %q", test.name, text, want)
			}
		}
		for _, not := range append(test.not, test.token) {
			if strings.Contains(text, not) {
				t.Errorf("%s: %s\nsays %q", test.name, text, not)
			}
		}
	}
}

func jwtWith(t *testing.T, claims string) string {
	t.Helper()
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + part([]byte(claims)) + "." + part([]byte("signature"))
}

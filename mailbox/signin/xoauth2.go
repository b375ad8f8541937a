package signin

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/emersion/go-sasl"
)

// xoauth2 is the mechanism that Exchange and Gmail speak; go-sasl lacks it.
const xoauth2 = "XOAUTH2"

// TokenRefused says that a mail server refused an OAuth 2.0 token. The exchange
// is over and the connection of no more use: an empty answer, which both
// mechanisms ask for, is not what go-imap would send.
type TokenRefused struct {
	Status string // the server's word for it, such as "invalid_token" or "400"; "" when it gave none
	Scope  string // the permissions that it wants, space-separated; "" when it names none
}

func (e *TokenRefused) Error() string {
	return "the server refused the token" + inBrackets(e.Status)
}

// tokenClient presents one access token.
type tokenClient struct {
	sasl.Client
	token  string
	cached bool // the token had been used, or kept for use, before
}

// newTokenClient prefers XOAUTH2: it is the only one that Exchange documents.
func newTokenClient(mechanisms []string, user, token string, cached bool) *tokenClient {
	c := &tokenClient{token: token, cached: cached}
	if offers(mechanisms, xoauth2) {
		c.Client = &xoauth2Client{user, token}
	} else {
		c.Client = sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: saslName.Replace(user), Token: token})
	}
	return c
}

// saslName writes a name as RFC 5801, section 4 wants it; go-sasl does not.
var saslName = strings.NewReplacer("=", "=3D", ",", "=2C")

// Next always fails: a challenge after the token is the server's refusal
// (RFC 7628, section 3.2.2), a JSON object.
func (c *tokenClient) Next(challenge []byte) ([]byte, error) {
	var said struct{ Status, Scope string }
	_ = json.Unmarshal(challenge, &said) // a refusal that cannot be read is one all the same
	return nil, &TokenRefused{Status: word(said.Status), Scope: word(said.Scope)}
}

var wordy = regexp.MustCompile(`^[A-Za-z0-9_.:/ -]{1,100}$`)

// word keeps what a server said if it is a word or a few and nothing odd.
func word(s string) string {
	if !wordy.MatchString(s) {
		return ""
	}
	return s
}

// xoauth2Client speaks the XOAUTH2 mechanism, which Google and Microsoft
// describe; it was never registered.
type xoauth2Client struct{ user, token string }

func (c *xoauth2Client) Start() (mechanism string, initial []byte, err error) {
	return xoauth2, []byte("user=" + c.user + "\x01auth=Bearer " + c.token + "\x01\x01"), nil
}

func (c *xoauth2Client) Next([]byte) ([]byte, error) { return nil, sasl.ErrUnexpectedServerChallenge }

package signin

import "time"

// How we prove who we are, as State has it.
const (
	ByPassword        = "password"
	ClientCredentials = "client credentials" // the application itself (RFC 6749, section 4.4)
	SignedInUser      = "signed-in user"     // by a refresh token (section 6)
)

// State is how signing in to a mail server stands, for a page to show. It
// holds no secret.
type State struct {
	Method     string    // ByPassword, ClientCredentials or SignedInUser
	ValidUntil time.Time // UTC; when the access token ends; zero without one
	Renewed    time.Time // UTC; when the last access token was obtained; zero before the first
	Problem    string    // what went wrong last, one line for the operator; "" when all is well
}

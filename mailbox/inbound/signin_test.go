package inbound

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// tokens are credentials whose first few are out of date.
type tokens struct {
	mu                     sync.Mutex
	stale, given, rejected int
}

type oneToken struct {
	sasl.Client
	stale bool
}

func (c *oneToken) Next([]byte) ([]byte, error) { return nil, &signin.TokenRefused{Status: "401"} }

func (k *tokens) Client(context.Context, []string) (sasl.Client, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.given++
	name := "fresh"
	if k.given <= k.stale {
		name = "stale"
	}
	return &oneToken{sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Token: name}), name == "stale"}, nil
}

func (k *tokens) Refused(c sasl.Client) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rejected++
	return c.(*oneToken).stale
}

func (k *tokens) Explain(_ signin.Endpoint, said string) string { return "explained " + said }

func TestStaleTokenIsTriedAgainOnce(t *testing.T) {
	challenge := "+ " + base64.StdEncoding.EncodeToString([]byte(`{"status":"401"}`)) + "\r\n"
	initial := base64.StdEncoding.EncodeToString([]byte("n,,\x01auth=Bearer stale\x01\x01"))
	for _, test := range []struct {
		name, refusal   string
		stale           int
		want            error
		say             string
		given, rejected int
	}{
		{"refused without a challenge", "NO AUTHENTICATE failed.\r\n", 1, nil, "", 2, 1},
		{"refused by a challenge", challenge + mute, 1, nil, "", 2, 1},
		{"refused twice", "NO [AUTHENTICATIONFAILED] no\r\n", 9, ErrSignIn, "explained ", 2, 2},
		{"refused twice by a challenge", challenge + mute, 9, ErrSignIn, "explained 401", 2, 2},
		{"not now", "NO [UNAVAILABLE] later\r\n", 9, nil, "NO [UNAVAILABLE]", 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := startFake(t, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER] hello\r\n", func(command string) string {
				if strings.HasSuffix(command, initial) {
					return test.refusal
				}
				return ""
			})
			who := &tokens{stale: test.stale}
			cfg := f.config()
			cfg.Credentials = who
			c, err := Dial(t.Context(), cfg)
			if err == nil {
				c.Close()
			}
			if who.given != test.given || who.rejected != test.rejected {
				t.Errorf("%d tokens given, %d rejected", who.given, who.rejected)
			}
			if (err == nil) != (test.say == "") || err != nil && (!strings.Contains(err.Error(), test.say) || test.want != nil && !errors.Is(err, test.want)) {
				t.Errorf("error %v, want %q", err, test.say)
			}
		})
	}
}

// Exchange takes a good token for any mailbox and refuses what comes after.
func TestMailboxIsNotOpenedToUs(t *testing.T) {
	f := startFake(t, usualGreeting, always("LIST", "BAD User is authenticated but not connected.\r\n"))
	c, err := Dial(t.Context(), f.config())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Folders(t.Context()); !errors.Is(err, ErrSignIn) || Temporary(err) || !strings.Contains(err.Error(), "imap.user must be the mailbox's address") {
		t.Errorf("error %v", err)
	}
}

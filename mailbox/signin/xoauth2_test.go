package signin

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestTokenMechanisms(t *testing.T) {
	o := oauthAt(t, endpoint(func(string, url.Values) (int, string) { return 200, `{"access_token":"tok","expires_in":3600}` }),
		func(c *OAuthConfig) { c.User = "a,b=c@example.org" })
	for _, test := range []struct{ offered, mechanism, initial string }{
		{"PLAIN OAUTHBEARER xoauth2", "XOAUTH2", "user=a,b=c@example.org\x01auth=Bearer tok\x01\x01"},
		{"PLAIN OAUTHBEARER", "OAUTHBEARER", "n,a=a=2Cb=3Dc@example.org,\x01auth=Bearer tok\x01\x01"},
	} {
		client, err := o.Client(t.Context(), strings.Fields(test.offered))
		if err != nil {
			t.Fatal(err)
		}
		mechanism, initial, err := client.Start()
		if mechanism != test.mechanism || string(initial) != test.initial || err != nil {
			t.Errorf("%s: %s %q, %v", test.offered, mechanism, initial, err)
		}
	}
	_, err := o.Client(t.Context(), []string{"PLAIN", "LOGIN"})
	var none *MechanismError
	if !errors.As(err, &none) || !strings.Contains(err.Error(), "offers only LOGIN, PLAIN, and a token needs XOAUTH2") {
		t.Errorf("error %v", err)
	}
}

func TestServersRefusalIsRead(t *testing.T) {
	for challenge, want := range map[string]TokenRefused{
		`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`: {"400", "https://mail.google.com/"},
		`{"status":"invalid_token","schemes":"bearer"}`:                          {"invalid_token", ""},
		`{"status":"see <team@example.org>"}`:                                    {},
		`not JSON`:                                                               {},
		``:                                                                       {},
	} {
		for _, mechanism := range []string{xoauth2, "OAUTHBEARER"} {
			answer, err := newTokenClient([]string{mechanism}, "u", "t", false).Next([]byte(challenge))
			var refused *TokenRefused
			if answer != nil || !errors.As(err, &refused) || *refused != want {
				t.Errorf("%s %q: %q, %v", mechanism, challenge, answer, err)
			}
		}
	}
}

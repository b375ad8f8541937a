package signin

import (
	"errors"
	"strings"
	"testing"
)

func TestPasswordChooses(t *testing.T) {
	for _, test := range []struct {
		offered, mechanism, initial string
	}{
		{"LOGIN PLAIN XOAUTH2", "PLAIN", "\x00user\x00secret"},
		{"cram-md5 plain", "PLAIN", "\x00user\x00secret"},
		{"XOAUTH2 LOGIN", "LOGIN", "user"},
	} {
		client, err := Password{"user", "secret"}.Client(t.Context(), strings.Fields(test.offered))
		if err != nil {
			t.Fatal(err)
		}
		mechanism, initial, err := client.Start()
		if mechanism != test.mechanism || string(initial) != test.initial || err != nil {
			t.Errorf("%s: %s %q, %v", test.offered, mechanism, initial, err)
		}
	}
}

func TestPasswordIsRefusedForGood(t *testing.T) {
	p := Password{"user", "secret"}
	text := p.Explain(Endpoint{Service: "imap"}, "535 5.7.8")
	if p.Refused(nil) || text != "the server refused the user name or password (535 5.7.8); check imap.user and imap.password_file" {
		t.Errorf("%v: %s", p.Refused(nil), text)
	}
	if s := p.State(); s != (State{Method: ByPassword}) {
		t.Errorf("state %+v", s)
	}
}

func TestPasswordFindsNothing(t *testing.T) {
	for _, test := range []struct{ offered, say string }{
		{"", "offers no way of signing in"},
		{"GSSAPI CRAM-MD5", "offers only CRAM-MD5, GSSAPI, and we sign in with PLAIN or LOGIN"},
		{"XOAUTH2", "this server wants OAuth 2.0: use the oauth settings"},
		{"OAUTHBEARER", "this server wants OAuth 2.0: use the oauth settings"},
	} {
		_, err := Password{"user", "secret"}.Client(t.Context(), strings.Fields(test.offered))
		var none *MechanismError
		if !errors.As(err, &none) || !strings.Contains(err.Error(), test.say) {
			t.Errorf("%s: %v", test.offered, err)
		}
	}
}

func TestLoginAnswers(t *testing.T) {
	for question, want := range map[string]string{
		"Username:": "user", "User Name\x00": "user", "Password:": "secret", "password": "secret", "Token?": "",
	} {
		client, err := Password{"user", "secret"}.Client(t.Context(), []string{"LOGIN"})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Next([]byte(question))
		if string(answer) != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", question, answer, err)
		}
	}
}

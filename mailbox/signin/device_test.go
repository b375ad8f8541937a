package signin

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// scripted is a device flow whose token endpoint gives these answers in turn,
// the last one again and again.
func scripted(answers ...string) endpoint {
	return func(path string, _ url.Values) (int, string) {
		if strings.HasSuffix(path, "/device") {
			return 200, `{"device_code":"dev","user_code":"ABCD","verification_uri":"https://example.org/device","expires_in":900,"interval":5}`
		}
		answer := answers[0]
		if len(answers) > 1 {
			answers = answers[1:]
		}
		switch {
		case strings.HasPrefix(answer, "{"):
			return 200, answer
		case answer == "down":
			return 503, "<html>"
		default:
			return 400, `{"error":"` + answer + `"}`
		}
	}
}

const approved = `{"access_token":"token-1","refresh_token":"refresh-1","expires_in":3600}`

func TestPersonSignsIn(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []string
		took    time.Duration
		say     string // "": it succeeds
	}{
		{"at once", []string{approved}, 5 * time.Second, ""},
		{"after a while", []string{"authorization_pending", "authorization_pending", approved}, 15 * time.Second, ""},
		{"asked to slow down", []string{"slow_down", approved}, 15 * time.Second, ""},
		{"trouble meanwhile", []string{"authorization_pending", "down", "down", approved}, 20 * time.Second, ""},
		{"never", []string{"authorization_pending"}, 15 * time.Minute, "nobody signed in before the code ended; run 'enquiries mail sign-in' again"},
		{"declined", []string{"access_denied"}, 5 * time.Second, "the sign-in was declined"},
		{"too late", []string{"expired_token"}, 5 * time.Second, "nobody signed in before the code ended"},
		{"no lasting one", []string{`{"access_token":"token-1"}`}, 5 * time.Second, "add offline_access to imap.oauth.scopes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "token.json")
				o := personAt(t, path, scripted(test.answers...))
				begun := time.Now()
				var shown []Prompt
				err := o.SignIn(t.Context(), func(p Prompt) { shown = append(shown, p) })
				if took := time.Since(begun); took != test.took {
					t.Errorf("took %v, want %v", took, test.took)
				}
				if len(shown) != 1 || shown[0] != (Prompt{"https://example.org/device", "ABCD", begun.Add(15 * time.Minute).UTC()}) {
					t.Errorf("shown %+v", shown)
				}
				if test.say != "" {
					if _, missing := os.Stat(path); !errors.Is(err, ErrSignIn) || !strings.Contains(err.Error(), test.say) || !os.IsNotExist(missing) {
						t.Errorf("error %v; file %v", err, missing)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if s, err := o.readFile(); err != nil || s.RefreshToken != "refresh-1" {
					t.Errorf("stored %v", err)
				}
				if got := said(t, o); !strings.Contains(got, "token-1\x01") {
					t.Errorf("said %q", got)
				}
			})
		})
	}
}

func TestSignInIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := personAt(t, filepath.Join(t.TempDir(), "token.json"), scripted("authorization_pending"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begun := time.Now()
		if err := o.SignIn(ctx, func(Prompt) {}); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "stopped") || time.Since(begun) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// Nobody is asked to sign in when the sign-in could not be stored.
func TestSignInLooksForTheFolderFirst(t *testing.T) {
	o := personAt(t, filepath.Join(t.TempDir(), "missing", "token.json"), scripted(approved))
	err := o.SignIn(t.Context(), func(Prompt) { t.Error("asked") })
	if !errors.Is(err, ErrSignIn) || !strings.Contains(err.Error(), "imap.oauth.token_file") {
		t.Errorf("error %v", err)
	}
}

func TestDeviceFlowIsRefused(t *testing.T) {
	for body, say := range map[string]string{
		`{"error":"invalid_scope"}`: "check imap.oauth.scopes",
		`{"user_code":"ABCD"}`:      "check imap.oauth.device_url",
		`<html>`:                    "it",
	} {
		status := 200
		if strings.Contains(body, "error") {
			status = 400
		}
		o := personAt(t, filepath.Join(t.TempDir(), "token.json"), func(string, url.Values) (int, string) { return status, body })
		err := o.SignIn(t.Context(), func(Prompt) { t.Error("asked") })
		if !errors.Is(err, ErrSignIn) || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

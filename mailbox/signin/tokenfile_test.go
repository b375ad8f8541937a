package signin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// rotating gives another refresh token with each access token and takes none twice.
type rotating struct {
	mu      sync.Mutex
	good    string
	n       int
	refused int
}

func (r *rotating) answer(_ string, form url.Values) (int, string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != r.good {
		r.refused++
		return 400, `{"error":"invalid_grant"}`
	}
	r.n++
	r.good = fmt.Sprintf("refresh-%d", r.n)
	return 200, fmt.Sprintf(`{"access_token":"token-%d","refresh_token":%q,"expires_in":3600}`, r.n, r.good)
}

func personAt(t *testing.T, path string, at endpoint) *OAuth {
	t.Helper()
	return oauthAt(t, at, func(c *OAuthConfig) { c.Secret, c.TokenFile = "", path })
}

func storeRefreshToken(t *testing.T, o *OAuth, refreshToken string) {
	t.Helper()
	if err := o.writeFile(refreshToken, ""); err != nil {
		t.Fatal(err)
	}
}

func TestRotatedRefreshTokenIsStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.json")
	server := &rotating{good: "refresh-0"}
	o := personAt(t, path, server.answer)
	storeRefreshToken(t, o, "refresh-0")
	if got := said(t, o); !strings.Contains(got, "token-1\x01") || o.State().Method != SignedInUser {
		t.Errorf("said %q as %s", got, o.State().Method)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s stored
	if err := json.Unmarshal(text, &s); err != nil || s.RefreshToken != "refresh-1" || s.ClientID != "app" || s.Saved.IsZero() || strings.Contains(string(text), "token-1\"") {
		t.Errorf("stored %s, %v", text, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".token*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Several processes share one file; each OAuth locks as a process of its own does.
func TestProcessesDoNotUseARefreshTokenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.json")
	server := &rotating{good: "refresh-0"}
	storeRefreshToken(t, personAt(t, path, server.answer), "refresh-0")
	var processes sync.WaitGroup
	for range 8 {
		o := personAt(t, path, server.answer)
		processes.Go(func() {
			for range 5 {
				client, err := o.Client(t.Context(), []string{xoauth2})
				if err != nil {
					t.Error(err)
					return
				}
				o.Refused(client)
			}
		})
	}
	processes.Wait()
	if server.n != 40 || server.refused != 0 {
		t.Errorf("%d tokens given, %d refused", server.n, server.refused)
	}
}

func TestRefreshTokenThatCannotBeStoredIsRemembered(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "token.json")
	server := &rotating{good: "refresh-0"}
	var spoil atomic.Bool
	o := personAt(t, path, func(path string, form url.Values) (int, string) {
		status, body := server.answer(path, form)
		if spoil.Load() { // the folder goes, with the answer on its way
			if err := os.Rename(folder, folder+".gone"); err != nil {
				t.Error(err)
			}
		}
		return status, body
	})
	storeRefreshToken(t, o, "refresh-0")
	spoil.Store(true)
	_, err := o.Client(t.Context(), []string{xoauth2})
	var failed *Error
	if !errors.As(err, &failed) || !failed.Retry || !strings.Contains(err.Error(), "imap.oauth.token_file: the renewed sign-in cannot be written") || strings.Contains(err.Error(), "refresh-1") {
		t.Errorf("error %v", err)
	}
	spoil.Store(false)
	if err := os.Rename(folder+".gone", folder); err != nil {
		t.Fatal(err)
	}
	if got := said(t, o); !strings.Contains(got, "token-2\x01") || server.refused != 0 {
		t.Errorf("said %q; %d refused", got, server.refused)
	}
}

func TestTokenFileIsRefused(t *testing.T) {
	good := `{"client_id":"app","token_url":"https://login.example.org/t/token","refresh_token":"refresh-0"}`
	for name, test := range map[string]struct {
		text string
		mode os.FileMode
		say  string
	}{
		"others may read it":  {good, 0o640, "(mode 0640); run 'enquiries mail sign-in' again"},
		"everybody may":       {good, 0o604, "(mode 0604)"},
		"not there":           {"", 0, "nobody has signed in yet"},
		"not there, do":       {"", 0, "run 'enquiries mail sign-in'"},
		"no JSON":             {"refresh-0", 0o600, "holds no sign-in; run 'enquiries mail sign-in' again"},
		"no token":            {"{}", 0o600, "holds no sign-in"},
		"another application": {strings.Replace(good, `"app"`, `"other"`, 1), 0o600, "for another application or tenant"},
		"another tenant":      {strings.Replace(good, "/t/", "/u/", 1), 0o600, "imap.oauth.tenant"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "token.json")
			if test.text != "" {
				if err := os.WriteFile(path, []byte(test.text), test.mode); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(path, test.mode); err != nil { // whatever the umask
					t.Fatal(err)
				}
			}
			o := personAt(t, path, func(string, url.Values) (int, string) { t.Error("the token was used"); return 500, "" })
			_, err := o.Client(t.Context(), []string{xoauth2})
			if text := fmt.Sprint(err); !errors.Is(err, ErrSignIn) || !strings.HasPrefix(text, "imap.oauth.token_file: ") ||
				!strings.Contains(text, test.say) || strings.Contains(text, "refresh-0") || strings.Contains(text, "\n") {
				t.Errorf("error %v", err)
			}
		})
	}
	o := personAt(t, filepath.Join(t.TempDir(), "missing", "token.json"), nil)
	if _, err := o.Client(t.Context(), []string{xoauth2}); !errors.Is(err, ErrSignIn) || !strings.Contains(err.Error(), "does not exist; create it") {
		t.Errorf("no folder: %v", err)
	}
}

package signin

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/oauth2"
)

// stored is what the token file holds.
type stored struct {
	ClientID     string    `json:"client_id"` // the application that the user let in
	TokenURL     string    `json:"token_url"` // where
	RefreshToken string    `json:"refresh_token"`
	Saved        time.Time `json:"saved"` // UTC
}

// unsaved is a refresh token that the endpoint gave us in exchange for another,
// and that could not be written to the file.
type unsaved struct {
	replaces string
	stored
}

// refresh obtains an access token for the refresh token in the file. Other
// processes are kept out meanwhile: an endpoint may take a refresh token
// once only, and gives another with each access token.
func (o *OAuth) refresh(ctx context.Context) (*oauth2.Token, error) {
	release, err := o.lockFile(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	old, err := o.readFile()
	if err != nil {
		return nil, err
	}
	if u := o.unsaved; u != nil && u.replaces == old.RefreshToken {
		if err := o.writeFile(u.RefreshToken, old.RefreshToken); err != nil {
			return nil, err
		}
		old = u.stored
	}
	obtained, err := o.grants().TokenSource(ctx, &oauth2.Token{RefreshToken: old.RefreshToken}).Token()
	if err != nil {
		return nil, o.failed(ctx, err)
	}
	if obtained.RefreshToken != old.RefreshToken {
		if err := o.writeFile(obtained.RefreshToken, old.RefreshToken); err != nil {
			return nil, err
		}
	}
	return obtained, nil
}

// lockPause is how often the lock is tried while another process has it.
const lockPause = 50 * time.Millisecond

func (o *OAuth) lockFile(ctx context.Context) (release func(), _ error) {
	lock := flock.New(o.cfg.TokenFile+".lock", flock.SetPermissions(0o600))
	limited, cancel := context.WithTimeout(ctx, o.cfg.Timeout)
	defer cancel()
	_, err := lock.TryLockContext(limited, lockPause)
	switch {
	case ctx.Err() != nil:
		return nil, o.failed(ctx, ctx.Err())
	case limited.Err() != nil:
		return nil, o.fail(o.setting("token_file"), err, "another process has held its lock for %v; find and end it ('enquiries mail' left stopped in a terminal?)", o.cfg.Timeout)
	case errors.Is(err, fs.ErrNotExist):
		return nil, o.fail(o.setting("token_file"), err, "the folder of %s does not exist; create it, writable for this service alone", o.cfg.TokenFile)
	case err != nil:
		return nil, o.fail(o.setting("token_file"), err, "%v; the folder of the file must be writable for this service, for the sign-in changes with each use", err)
	}
	return func() { _ = lock.Close() }, nil // the lock ends with the descriptor at the latest
}

const signInAgain = "run 'enquiries mail sign-in'"

func (o *OAuth) readFile() (stored, error) {
	where, path := o.setting("token_file"), o.cfg.TokenFile
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return stored{}, o.fail(where, err, "nobody has signed in yet, for %s does not exist; %s with this configuration", path, signInAgain)
	}
	if err != nil {
		return stored{}, o.fail(where, err, "%v; the file must be readable for this service", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return stored{}, o.fail(where, err, "%v", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return stored{}, o.fail(where, nil, "others on this machine may read %s (mode %04o); %s again, which makes a new file of mode 0600", path, mode, signInAgain)
	}
	var s stored
	if err := json.NewDecoder(file).Decode(&s); err != nil || s.RefreshToken == "" {
		return stored{}, o.fail(where, err, "%s holds no sign-in; %s again", path, signInAgain)
	}
	if s.ClientID != o.cfg.ClientID || s.TokenURL != o.cfg.TokenURL {
		return stored{}, o.fail(where, nil, "the sign-in in %s is for another application or tenant; %s again, or check %s and %s",
			path, signInAgain, o.setting("client_id"), o.setting("tenant"))
	}
	return s, nil
}

// writeFile stores a refresh token in place of another. When it fails the new
// one is remembered, for the old one may be worth nothing any more.
func (o *OAuth) writeFile(refreshToken, replaces string) error {
	s := stored{ClientID: o.cfg.ClientID, TokenURL: o.cfg.TokenURL, RefreshToken: refreshToken, Saved: time.Now().UTC()}
	if err := writeAtomically(o.cfg.TokenFile, s); err != nil {
		o.unsaved = &unsaved{replaces: replaces, stored: s}
		failed := o.fail(o.setting("token_file"), err, "the renewed sign-in cannot be written (%v), and is lost when this program ends; make room and the folder writable for this service", err)
		failed.Retry = true
		return failed
	}
	o.unsaved = nil
	return nil
}

// writeAtomically replaces the file at once or not at all. It is readable for
// its owner alone.
func writeAtomically(path string, s stored) (err error) {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	file, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder makes a rename last. Some file systems cannot; the rename has
// happened all the same.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync()
	return nil
}

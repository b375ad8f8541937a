package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"time"
)

// How long a session lasts, and how often it is written that it is in use: a
// write for each page would make readers wait for the disk.
const (
	idleLimit     = 12 * time.Hour
	absoluteLimit = 7 * 24 * time.Hour
	touchEvery    = time.Minute
)

// NewSignInLink makes a token that signs a user in once, within valid from now.
// Only its SHA-256 is stored, so it cannot be asked for again.
func (s *Store) NewSignInLink(ctx context.Context, userID int64, valid time.Duration) (token string, err error) {
	token, hash := newToken()
	err = s.write(ctx, func(t *tx) error {
		u, err := t.user(ctx, userID)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `INSERT INTO sign_in_link (hash, user, made, expires) VALUES (?, ?, ?, ?)`,
			hash, userID, t.now.UnixMilli(), t.now.Add(valid).UnixMilli()); err != nil {
			return err
		}
		return t.record(ctx, event{action: actLink, detail: "for " + u.Name})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Redeem turns a link's token into a session, once. ErrLinkUsed when it was
// used, has run out or never was: a stranger learns nothing from the difference.
func (s *Store) Redeem(ctx context.Context, token string) (sessionToken string, session Session, err error) {
	sessionToken, hash := newToken()
	err = s.write(ctx, func(t *tx) error {
		id, err := t.useLink(ctx, token)
		if err != nil {
			return err
		}
		if session.User, err = t.user(ctx, id); err != nil {
			return err
		}
		now := t.now.UnixMilli()
		if _, err := t.exec(ctx, `INSERT INTO session (hash, user, made, last_seen) VALUES (?, ?, ?, ?)`, hash, id, now, now); err != nil {
			return err
		}
		session.Expires = t.now.Add(min(idleLimit, absoluteLimit)).UTC()
		if err := t.dropExpired(ctx); err != nil {
			return err
		}
		return t.record(ctx, event{user: id, action: actSignIn})
	})
	if err != nil {
		return "", Session{}, err
	}
	return sessionToken, session, nil
}

func (t *tx) useLink(ctx context.Context, token string) (user int64, err error) {
	now := t.now.UnixMilli()
	err = t.row(ctx, `UPDATE sign_in_link SET used = ? WHERE hash = ? AND used IS NULL AND expires > ? RETURNING user`,
		[]any{now, digest(token), now}, &user)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrLinkUsed
	}
	return user, err
}

// dropExpired forgets sessions and links that nobody can use any more. Both
// tables are small, and signing in is rare.
func (t *tx) dropExpired(ctx context.Context) error {
	if _, err := t.exec(ctx, `DELETE FROM session WHERE last_seen <= ? OR made <= ?`,
		t.now.Add(-idleLimit).UnixMilli(), t.now.Add(-absoluteLimit).UnixMilli()); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM sign_in_link WHERE expires <= ?`, t.now.UnixMilli())
	return err
}

// Session finds the session of a token and notes that it is in use; ErrNotFound
// when there is none or it has run out.
func (s *Store) Session(ctx context.Context, sessionToken string) (session Session, err error) {
	now, hash := s.now(), digest(sessionToken)
	var made, seen int64
	u := &session.User
	err = s.reader.QueryRowContext(ctx, `SELECT u.id, u.email, u.name, u.role, s.made, s.last_seen
		FROM session s JOIN user u ON u.id = s.user WHERE s.hash = ?`, hash).
		Scan(&u.ID, &u.Email, &u.Name, &u.Role, &made, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, ErrNotFound
	}
	if err != nil {
		return Session{}, explain(err)
	}
	last := time.UnixMilli(seen)
	end := time.UnixMilli(made).Add(absoluteLimit)
	if !now.Before(last.Add(idleLimit)) || !now.Before(end) {
		return Session{}, ErrNotFound
	}
	if now.Sub(last) >= touchEvery {
		// A session that cannot be touched still counts until it idles out:
		// with a full disk people must at least be able to read.
		if err := s.touch(ctx, hash); err == nil {
			last = now
		}
	}
	if session.Expires = last.Add(idleLimit).UTC(); session.Expires.After(end) {
		session.Expires = end.UTC()
	}
	return session, nil
}

func (s *Store) touch(ctx context.Context, hash []byte) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE session SET last_seen = ? WHERE hash = ?`, t.now.UnixMilli(), hash)
		return err
	})
}

// EndSession signs out. A token without a session is no error: it is signed out.
func (s *Store) EndSession(ctx context.Context, sessionToken string) error {
	return s.write(ctx, func(t *tx) error {
		var user int64
		err := t.row(ctx, `DELETE FROM session WHERE hash = ? RETURNING user`, []any{digest(sessionToken)}, &user)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return t.record(ctx, event{user: user, action: actSignOut})
	})
}

// newToken is 256 random bits for a URL or cookie, and what is stored of them.
// So much randomness needs no slow hash.
func newToken() (token string, hash []byte) {
	random := make([]byte, 32)
	rand.Read(random) // never fails (Go 1.24)
	token = base64.RawURLEncoding.EncodeToString(random)
	return token, digest(token)
}

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

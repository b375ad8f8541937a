package store

import (
	"context"
	"database/sql"
	"errors"
	"net/mail"
	"slices"
	"strings"
)

// AddUser adds a member of staff. Email is an addr-spec; case does not count.
// Name "" means the part of it before the @; role "" means reader. A user who
// is there already keeps the name, and gets the role if one is given and it
// differs; created is false then.
func (s *Store) AddUser(ctx context.Context, email, name string, role Role) (u User, created bool, err error) {
	if u, err = newUser(email, name, role); err != nil {
		return User{}, false, err
	}
	err = s.write(ctx, func(t *tx) error {
		there, err := t.userByEmail(ctx, u.Email)
		if errors.Is(err, ErrNotFound) {
			created = true
			return t.insertUser(ctx, &u)
		}
		if err != nil {
			return err
		}
		from := there.Role
		u = there
		if role == "" || role == from {
			return nil
		}
		u.Role = role
		return t.setRole(ctx, u, from)
	})
	if err != nil {
		return User{}, false, err
	}
	return u, created, nil
}

func newUser(email, name string, role Role) (User, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return User{}, invalid("%q is no e-mail address", email)
	}
	if name = strings.TrimSpace(name); name == "" || strings.Contains(name, "@") {
		name = email[:strings.LastIndexByte(email, '@')] // names stand in the audit trail, addresses must not
	}
	if role == "" {
		role = RoleReader
	}
	if !slices.Contains(Roles, role) {
		return User{}, invalid("%q is no role: one of %v", role, Roles)
	}
	return User{Email: email, Name: name, Role: role}, nil
}

func (t *tx) insertUser(ctx context.Context, u *User) (err error) {
	u.ID, err = t.exec(ctx, `INSERT INTO user (email, name, role, made) VALUES (?, ?, ?, ?)`,
		u.Email, u.Name, u.Role, t.now.UnixMilli())
	if err != nil {
		return err
	}
	return t.record(ctx, event{action: actUser, detail: u.Name + ": " + string(u.Role)})
}

func (t *tx) setRole(ctx context.Context, u User, from Role) error {
	if _, err := t.exec(ctx, `UPDATE user SET role = ? WHERE id = ?`, u.Role, u.ID); err != nil {
		return err
	}
	return t.record(ctx, event{action: actRole, detail: u.Name + ": " + arrow(string(from), string(u.Role))})
}

// Users lists all users by name.
func (s *Store) Users(ctx context.Context) (all []User, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT id, email, name, role FROM user ORDER BY name, id`, nil, func(rows *sql.Rows) error {
			var u User
			err := rows.Scan(&u.ID, &u.Email, &u.Name, &u.Role)
			all = append(all, u)
			return err
		})
	})
	return all, err
}

// user finds a user by id; ErrNotFound when there is none.
func (t *tx) user(ctx context.Context, id int64) (User, error) {
	return t.findUser(ctx, `SELECT id, email, name, role FROM user WHERE id = ?`, id)
}

func (t *tx) userByEmail(ctx context.Context, email string) (User, error) {
	return t.findUser(ctx, `SELECT id, email, name, role FROM user WHERE email = ?`, strings.ToLower(email))
}

func (t *tx) findUser(ctx context.Context, text string, key any) (u User, err error) {
	err = t.row(ctx, text, []any{key}, &u.ID, &u.Email, &u.Name, &u.Role)
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, ErrNotFound
	}
	return u, err
}

// mayChange reports whether a role may sort, assign, note and close.
func (r Role) mayChange() bool { return r != RoleReader && slices.Contains(Roles, r) }

// arrow is how the audit trail tells a change.
func arrow(from, to string) string { return from + " -> " + to }

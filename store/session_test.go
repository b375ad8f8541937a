package store

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"
)

func TestUsers(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	for _, step := range []struct {
		email, name string
		role        Role
		want        User
		created     bool
	}{
		{"Zoe@Example.org", "Zoe", RoleLead, User{1, "zoe@example.org", "Zoe", RoleLead}, true},
		{"zoe@example.org ", "Other", "", User{1, "zoe@example.org", "Zoe", RoleLead}, false},
		{"zoe@example.org", "", RoleTriage, User{1, "zoe@example.org", "Zoe", RoleTriage}, false},
		{"zoe@example.org", "", RoleTriage, User{1, "zoe@example.org", "Zoe", RoleTriage}, false},
		{"ann.lee@example.org", "", "", User{2, "ann.lee@example.org", "ann.lee", RoleReader}, true},
		{"bo@example.org", "bo@example.org", "", User{3, "bo@example.org", "bo", RoleReader}, true},
	} {
		got, created, err := h.AddUser(ctx, step.email, step.name, step.role)
		if err != nil || got != step.want || created != step.created {
			t.Errorf("AddUser(%q, %q, %q) = %+v, %v, %v", step.email, step.name, step.role, got, created, err)
		}
	}
	for _, email := range []string{"", "ann", "ann@", "Ann <ann@example.org>", "ann@example.org, bo@example.org", "a b@example.org"} {
		if _, _, err := h.AddUser(ctx, email, "", ""); !errors.Is(err, ErrInvalid) {
			t.Errorf("AddUser(%q): %v", email, err)
		}
	}
	if _, _, err := h.AddUser(ctx, "cy@example.org", "", "owner"); !errors.Is(err, ErrInvalid) {
		t.Errorf("unknown role: %v", err)
	}
	all, err := h.Users(ctx)
	h.must(err)
	var names []string
	for _, u := range all {
		names = append(names, u.Name)
	}
	if !slices.Equal(names, []string{"Zoe", "ann.lee", "bo"}) {
		t.Errorf("users %v", names)
	}
	h.count(`SELECT count(*) FROM event WHERE action = 'role' AND detail = 'Zoe: lead -> triage'`, 1)
	h.count(`SELECT count(*) FROM event`, 4)
}

func TestSignInLinks(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	ann := h.addUser("ann", RoleTriage)
	if _, err := h.NewSignInLink(ctx, 99, time.Hour); !errors.Is(err, ErrNotFound) {
		t.Errorf("a link for nobody: %v", err)
	}
	token, err := h.NewSignInLink(ctx, ann.ID, 15*time.Minute)
	h.must(err)
	old, err := h.NewSignInLink(ctx, ann.ID, 15*time.Minute)
	h.must(err)
	if len(token) != 43 || token == old {
		t.Errorf("tokens %q, %q", token, old)
	}
	session, s, err := h.Redeem(ctx, token)
	if err != nil || s.User != ann || !s.Expires.Equal(h.now.Add(12*time.Hour)) {
		t.Fatalf("redeemed: %+v, %v", s, err)
	}
	h.now = h.now.Add(15 * time.Minute)
	for name, link := range map[string]string{"used": token, "run out": old, "never made": "x", "a session's": session} {
		if _, _, err := h.Redeem(ctx, link); !errors.Is(err, ErrLinkUsed) {
			t.Errorf("a link that is %s: %v", name, err)
		}
	}
	h.count(`SELECT count(*) FROM event WHERE action = 'sign_in' AND user = 1`, 1)
	h.count(`SELECT count(*) FROM event WHERE action = 'sign_in_link' AND detail = 'for ann'`, 2)
}

// One link, redeemed many times at once, signs in once.
func TestLinkIsRedeemedOnce(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	token, err := h.NewSignInLink(t.Context(), ann.ID, time.Hour)
	h.must(err)
	results := make(chan error)
	for range 8 {
		go func() { _, _, err := h.Redeem(t.Context(), token); results <- err }()
	}
	in := 0
	for range 8 {
		if err := <-results; err == nil {
			in++
		} else if !errors.Is(err, ErrLinkUsed) {
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("signed in %d times", in)
	}
}

func TestSessions(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	ann := h.addUser("ann", RoleTriage)
	signIn := func() string {
		link, err := h.NewSignInLink(ctx, ann.ID, time.Hour)
		h.must(err)
		token, _, err := h.Redeem(ctx, link)
		h.must(err)
		return token
	}
	start := h.now
	token := signIn()
	if _, err := h.Session(ctx, "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("no session: %v", err)
	}
	h.now = start.Add(59 * time.Second)
	_, err := h.Session(ctx, token)
	h.must(err)
	h.count(`SELECT last_seen / 1000 - `+unix(start)+` FROM session`, 0) // written once a minute at most
	h.now = start.Add(time.Minute)
	if s, err := h.Session(ctx, token); err != nil || s.User != ann || !s.Expires.Equal(h.now.Add(12*time.Hour)) {
		t.Errorf("%+v, %v", s, err)
	}
	h.count(`SELECT last_seen / 1000 - `+unix(start)+` FROM session`, 60)

	for day := 0; h.now.Before(start.Add(7*24*time.Hour - 11*time.Hour)); day++ { // in use all the time
		h.now = h.now.Add(11 * time.Hour)
		if s, err := h.Session(ctx, token); err != nil || s.Expires.After(start.Add(7*24*time.Hour)) {
			t.Fatalf("at %v: %+v, %v", h.now, s, err)
		}
	}
	h.now = start.Add(7 * 24 * time.Hour)
	if _, err := h.Session(ctx, token); !errors.Is(err, ErrNotFound) {
		t.Errorf("after seven days: %v", err)
	}
	token = signIn()
	h.count(`SELECT count(*) FROM session`, 1) // the old one is forgotten
	h.now = h.now.Add(12 * time.Hour)
	if _, err := h.Session(ctx, token); !errors.Is(err, ErrNotFound) {
		t.Errorf("after twelve idle hours: %v", err)
	}
	token = signIn()
	h.must(h.EndSession(ctx, token))
	h.must(h.EndSession(ctx, token))
	if _, err := h.Session(ctx, token); !errors.Is(err, ErrNotFound) {
		t.Errorf("signed out: %v", err)
	}
	h.count(`SELECT count(*) FROM event WHERE action = 'sign_out'`, 1)
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func TestPolls(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	at := func(m int) time.Time { return wednesday.Add(time.Duration(m) * time.Minute) }
	h.must(h.RecordPoll(ctx, "Sent", at(0), "no such folder"))
	h.must(h.RecordPoll(ctx, "INBOX", at(0), ""))
	h.must(h.RecordPoll(ctx, "INBOX", at(1), "connection refused"))
	got, err := h.Polls(ctx)
	h.must(err)
	want := []Poll{{Folder: "INBOX", LastTry: at(1), LastOK: at(0), Problem: "connection refused"}, {Folder: "Sent", LastTry: at(0), Problem: "no such folder"}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// site is the dashboard over a real store, with one user of each role signed in.
type site struct {
	*testing.T
	server *Server
	store  *store.Store
	log    *bytes.Buffer
	now    time.Time
	users  map[store.Role]store.User
	cookie map[store.Role]*http.Cookie
	uid    uint32
}

// nobody is the role of those who are not signed in.
const nobody store.Role = ""

func newSite(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	s := &site{T: t, log: &bytes.Buffer{}, now: at("2026-11-09 09:02"),
		users: map[store.Role]store.User{}, cookie: map[store.Role]*http.Cookie{}}
	clock := func() time.Time { return s.now }
	topics := []Topic{{"framework_downloads", "Framework downloads"}, {"training", "Training"}, {"elearning_access", "E-learning access"}, {"other", "Other"}}
	var policies []store.TopicPolicy
	for _, topic := range topics {
		policies = append(policies, store.TopicPolicy{Key: topic.Key, Target: 16 * time.Hour})
	}
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "t.db"), Now: clock, Topics: policies})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	cfg := Config{
		Organisation: "Health Education England", Service: "Mental health enquiries", Mailbox: "mentalhealth@hee.nhs.uk",
		Signposting: "In immediate danger: 999 or A&E.\nSamaritans: 116 123.", Version: "test", Topics: topics, Now: clock,
	}
	for _, f := range change {
		f(&cfg)
	}
	s.store = st
	s.server, err = New(cfg, st, slog.New(slog.NewTextHandler(s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range store.Roles {
		s.users[role] = s.addUser(role)
		s.cookie[role] = s.signIn(s.link(role))
	}
	return s
}

func (s *site) addUser(role store.Role) store.User {
	s.Helper()
	name := map[store.Role]string{store.RoleReader: "Rhys Reader", store.RoleTriage: "Asha Patel", store.RoleLead: "Gwen Lead", store.RoleAdministrator: "Adam Min"}[role]
	u, _, err := s.store.AddUser(context.Background(), string(role)+"@hee.example", name, role)
	if err != nil {
		s.Fatal(err)
	}
	return u
}

func (s *site) link(role store.Role) string {
	s.Helper()
	token, err := s.store.NewSignInLink(context.Background(), s.users[role].ID, time.Hour)
	if err != nil {
		s.Fatal(err)
	}
	return token
}

func (s *site) signIn(token string) *http.Cookie {
	s.Helper()
	w := s.do(httptest.NewRequest("GET", "/sign-in/"+token, nil), nobody)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) != 1 {
		s.Fatalf("sign in: %d, %d cookies", w.Code, len(w.Result().Cookies()))
	}
	return w.Result().Cookies()[0]
}

func (s *site) do(r *http.Request, as store.Role) *httptest.ResponseRecorder {
	if c := s.cookie[as]; c != nil {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.server.Handler().ServeHTTP(w, r)
	return w
}

func (s *site) get(as store.Role, path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest("GET", path, nil), as)
}

// post sends a form as a page of ours does: pairs are names and values.
func (s *site) post(as store.Role, path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(r, as)
}

// receive stores letters of the Inbox.
func (s *site) receive(letters ...store.Arrival) {
	s.Helper()
	for i := range letters {
		s.uid++
		l := &letters[i]
		l.UID, l.Size = s.uid, int64(len(l.Raw))
		if l.State == "" {
			l.State = store.Stored
		}
		if l.Direction == "" {
			l.Direction = store.In
		}
		if l.Message.MessageID == "" && l.State == store.Stored {
			l.Message.MessageID = fmt.Sprintf("letter-%d@example", s.uid)
		}
		if l.Raw == nil {
			l.Raw = fmt.Appendf(nil, "Message-ID: <%d@example>\r\n\r\nraw letter %d", s.uid, s.uid)
		}
	}
	b := store.Batch{Folder: "INBOX", UIDValidity: 1, Arrivals: letters, Next: store.Cursor{UIDValidity: 1, LastUID: s.uid}}
	if _, err := s.store.Receive(context.Background(), b); err != nil {
		s.Fatal(err)
	}
}

// ask is an invented letter.
func ask(subject, from, text, topic string, received time.Time) store.Arrival {
	return store.Arrival{
		Received: received,
		Message: mailbox.Message{
			Subject: subject, From: []mailbox.Address{{Name: from, Address: "writer@example.org"}},
			To:   []mailbox.Address{{Address: "mentalhealth@hee.nhs.uk"}},
			Text: text + "\n\n-- \nSent from my phone", OwnText: text, Kind: mailbox.Human,
		},
		Verdict: classify.Verdict{
			Topic: topic, Also: []string{}, Confidence: 0.9, Concern: classify.ConcernNone,
			Reasons: []classify.Reason{{Text: "speaking words", For: topic, Weight: 2}, {Text: "[web address]", For: "other", Weight: -1}},
		},
	}
}

// reply is an invented letter of ours, as it is found in Sent.
func reply(text, to string, sent time.Time) store.Arrival {
	a := ask("Re: your question", "", text, "", sent)
	a.Direction, a.Verdict = store.Out, classify.Verdict{}
	a.Message.From = []mailbox.Address{{Address: "mentalhealth@hee.nhs.uk"}}
	a.Message.To = []mailbox.Address{{Address: "writer@example.org"}}
	a.Message.InReplyTo = []string{to}
	return a
}

// danger is an invented letter that raises a concern.
func danger(received time.Time) store.Arrival {
	a := ask("please", "Sam", "I have the tablets here. I do not know who else to write to.", "other", received)
	a.Verdict.Concern, a.Verdict.ConcernScore, a.Verdict.Unsure = classify.ConcernPersonal, 0.97, true
	a.Verdict.Reasons = append([]classify.Reason{{Text: "I have the tablets here.", For: "personal", Weight: 5}}, a.Verdict.Reasons...)
	return a
}

// fill stores a small morning's post: enquiry 1 is an ordinary one, 2 raises a
// concern; one letter is in quarantine.
func (s *site) fill() {
	s.receive(
		ask("Dead link to the framework", "Karen Whitfield", "The link gives 'page not found'.", "framework_downloads", at("2026-11-06 16:00")),
		danger(at("2026-11-08 23:10")),
		store.Arrival{Received: at("2026-11-07 10:00"), State: store.Quarantined, Reason: "nothing could be read", Raw: []byte("\x1b]0;x\x07 broken\r\n")},
	)
}

func (s *site) enquiry(id int64) store.Enquiry {
	s.Helper()
	e, err := s.store.Enquiry(context.Background(), id)
	if err != nil {
		s.Fatal(err)
	}
	return e
}

// has fails unless the answer has the status and all the texts.
func (s *site) has(w *httptest.ResponseRecorder, status int, texts ...string) {
	s.Helper()
	if w.Code != status {
		s.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			s.Errorf("the page lacks %q", text)
		}
	}
	if s.Failed() {
		s.Logf("page:\n%s", w.Body)
	}
}

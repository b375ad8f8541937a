package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store"
)

func (s *site) poll(folder string, at time.Time, problem string) {
	s.Helper()
	if err := s.store.RecordPoll(context.Background(), folder, at, problem); err != nil {
		s.Fatal(err)
	}
}

// missing tells the store that the Inbox holds a letter that was passed over:
// letters 1 to 3 were stored, and the cursor stands at 5.
func (s *site) missing(letters ...uint32) {
	s.Helper()
	c := store.Census{Folder: "INBOX", UIDValidity: 1}
	for _, uid := range letters {
		c.Letters = append(c.Letters, store.Present{UID: uid})
	}
	if _, err := s.store.Reconcile(context.Background(), c); err != nil {
		s.Fatal(err)
	}
}

func (s *site) cursor(uid uint32, left int) {
	s.Helper()
	b := store.Batch{Folder: "INBOX", UIDValidity: 1, Next: store.Cursor{UIDValidity: 1, LastUID: uid}, Left: left}
	if _, err := s.store.Receive(context.Background(), b); err != nil {
		s.Fatal(err)
	}
}

func TestMailboxPage(t *testing.T) {
	s := newSite(t)
	s.has(s.get(store.RoleReader, "/mailbox"), 200, "The mailbox has not been read yet.")
	s.poll("Archive", s.now, "")
	s.poll("INBOX", s.now, "")
	s.fill()
	s.missing(1, 2, 3)
	s.now = s.now.Add(2 * time.Minute)
	w := s.get(store.RoleReader, "/mailbox")
	s.has(w, 200, `aria-current="page"><strong class="nhsuk-header__navigation-item-current-fallback">Mailbox`, "How mentalhealth@hee.nhs.uk is read.",
		"The mailbox was last read 2 minutes ago.", "Folders that are watched: 2", "All accounted for", "3 letters<div", "compared 2 minutes ago", "Not compared yet",
		"2<div class=\"app-quiet\">Letters to us", `<a href="/quarantine">1<span`)
	page := w.Body.String()
	if strings.Index(page, "<bdi>INBOX") > strings.Index(page, "<bdi>Archive") {
		t.Error("the Inbox is not first")
	}
	for _, bad := range []string{"Signing in", "no longer watched", "progress", "missing here"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page says %q", bad)
		}
	}
}

func TestMailboxShowsDifferencesToEverybody(t *testing.T) {
	s := newSite(t)
	s.poll("INBOX", s.now, "")
	s.fill()
	s.cursor(5, 0)
	s.missing(1, 2, 3, 4, 5)
	const words = "2 letters that the mail server has in the folder INBOX are missing here since Mon 9 Nov, 09:02; they are fetched again."
	s.has(s.get(store.RoleReader, "/mailbox"), 200, "Letters missing", words, "may not be up to date")
	s.has(s.get(store.RoleReader, "/enquiries"), 200, "may not be up to date", words, `<a href="/mailbox">`)
	s.missing(1, 2, 3, 4)
	s.has(s.get(store.RoleReader, "/enquiries"), 200, "1 letter that the mail server has in the folder INBOX is missing here since Mon 9 Nov, 09:02; it is fetched again.")
	s.missing(1, 2, 3)
	if strings.Contains(s.get(store.RoleReader, "/enquiries").Body.String(), "missing here") {
		t.Error("a difference that is settled is still shown")
	}
}

func TestMailboxShowsHowFarTheFirstReadingIs(t *testing.T) {
	s := newSite(t)
	s.poll("INBOX", s.now, "signing in failed")
	s.fill()
	s.cursor(3, 12345)
	s.poll("Sent Items", s.now, "")
	s.now = s.now.Add(time.Minute)
	s.has(s.get(store.RoleReader, "/enquiries"), 200, "The mailbox is being read for the first time: 12,345 letters to go.")
	s.has(s.get(store.RoleReader, "/mailbox"), 200, "12,345 letters still to be read", `<progress class="app-progress" value="3" max="12348" aria-label="Read so far of INBOX">`)
	s.cursor(3, 0)
	if strings.Contains(s.get(store.RoleReader, "/enquiries").Body.String(), "for the first time") {
		t.Error("all is read, and the page still says that it is being read")
	}
}

func TestAFolderThatIsReadForTheFirstTimeIsNoTrouble(t *testing.T) {
	s := newSite(t)
	s.now = s.now.Add(time.Hour)
	p := store.Poll{Folder: "INBOX", LastTry: s.now, Pending: 5}
	if got := s.server.folderTrouble(p, s.now); got != "" {
		t.Error(got)
	}
	p.Problem = "the line is cut"
	if got := s.server.folderTrouble(p, s.now); !strings.Contains(got, "could not be read") {
		t.Error(got)
	}
}

func TestFoldersThatAreNoLongerWatched(t *testing.T) {
	s := newSite(t)
	s.poll("Old name", s.now.Add(-time.Hour), "no such folder")
	s.poll("INBOX", s.now, "")
	w := s.get(store.RoleAdministrator, "/enquiries")
	s.has(w, 200, "The mailbox was last read just now.")
	if strings.Contains(w.Body.String(), "Old name") {
		t.Error("a folder that somebody renamed counts as trouble")
	}
	s.has(s.get(store.RoleReader, "/mailbox"), 200, "Folders that are watched: 1", "Folders that are no longer watched: 1", "<bdi>Old name</bdi>")

	s.poll("Archive", s.now.Add(time.Hour), "")
	s.now = s.now.Add(time.Hour)
	s.has(s.get(store.RoleReader, "/enquiries"), 200, "The folder INBOX has not been read lately")

	listed := newSite(t, func(c *Config) { c.Folders = []string{"INBOX"} })
	listed.poll("INBOX", listed.now, "")
	listed.poll("Archive", listed.now, "no such folder")
	listed.has(listed.get(store.RoleReader, "/mailbox"), 200, "Folders that are watched: 1", "<bdi>Archive</bdi>")
}

func TestMailboxKeepsTheServersWordsForAdministrators(t *testing.T) {
	state := SignInState{Method: "application secret", ValidUntil: at("2026-11-09 10:00"), Renewed: at("2026-11-09 09:00")}
	s := newSite(t, func(c *Config) { c.SignIn = func() SignInState { return state } })
	s.poll("INBOX", s.now, "")
	s.has(s.get(store.RoleReader, "/mailbox"), 200, "Signs in with: application secret. Access token valid until <time", "Mon 9 Nov, 10:00</time>, last renewed on <time", "Mon 9 Nov, 09:00</time>.")
	s.poll("INBOX", s.now, "imap.example: no such mailbox")
	state = SignInState{Method: "application secret", ValidUntil: at("2026-11-09 08:00"), Problem: "AADSTS7000222: the secret has run out"}
	for role, sees := range map[store.Role]bool{store.RoleReader: false, store.RoleLead: false, store.RoleAdministrator: true} {
		w := s.get(role, "/mailbox")
		s.has(w, 200, "The program could not sign in at the mail server.", "The access token was valid until", "could not be read on Mon 9 Nov, 09:02")
		for _, words := range []string{"no such mailbox", "AADSTS7000222"} {
			if strings.Contains(w.Body.String(), words) != sees {
				t.Errorf("%s: sees %q is not %v", role, words, sees)
			}
		}
	}
	state = SignInState{Method: "password"}
	if page := s.get(store.RoleReader, "/mailbox").Body.String(); !strings.Contains(page, "Signs in with: password.</p>") {
		t.Error(page)
	}
}

func TestMailboxAccountsForEveryLetter(t *testing.T) {
	s := newSite(t)
	s.fill()
	copied := ask("Copy", "Jo", "Twice", "training", at("2026-11-06 10:00"))
	copied.Message.MessageID = "twice@example"
	s.receive(copied)
	s.receive(copied)
	s.receive(broken([]byte("y")))
	s.has(s.post(store.RoleTriage, "/quarantine/6/enquiry", "subject", "Slides", "text", "All of it", "topic", "training"), 303)
	counted := store.Account{}
	err := s.store.Ledger(t.Context(), func(r store.LedgerRow) error {
		switch r.State {
		case store.Stored:
			counted.Stored++
		case store.Quarantined:
			counted.Quarantined++
		case store.SetAside:
			counted.SetAside++
		}
		return nil
	})
	if got := must(s.store.Account(t.Context())); err != nil || got != counted || counted != (store.Account{Stored: 4, Quarantined: 1, SetAside: 1}) {
		t.Errorf("account %+v, ledger %+v, %v", got, counted, err)
	}
}

func TestHealthTellsOfMissingLetters(t *testing.T) {
	s := newSite(t)
	s.poll("INBOX", s.now, "")
	s.fill()
	s.has(s.get(nobody, "/healthz"), 200, `"status":"ok"`, `"unaccounted":0`, `"quarantined":1`)
	s.cursor(5, 0)
	s.missing(1, 2, 3, 5)
	s.now = s.now.Add(time.Hour)
	s.poll("INBOX", s.now, "")
	s.has(s.get(nobody, "/healthz"), 200, `"status":"ok"`, `"unaccounted":1`)
	s.now = s.now.Add(time.Minute)
	s.has(s.get(nobody, "/healthz"), 503, `"status":"difference"`, `"unaccounted":1`)
	s.now = s.now.Add(time.Hour)
	s.has(s.get(nobody, "/healthz"), 503, `"status":"stale"`)
	s.poll("INBOX", s.now, "")
	s.missing(1, 2, 3)
	s.has(s.get(nobody, "/healthz"), 200, `"status":"ok"`, `"unaccounted":0`)
}

package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/store"
)

// piece is a letter that lies in a mailbox when a test begins.
type piece struct {
	folder string
	raw    []byte
	at     time.Time // INTERNALDATE
}

// What estate holds.
const (
	estateReadable = 34 // messages, the large letter included
	estateAnswers  = 2  // of these, letters of a conversation that another began
	estateConcerns = 3  // letters that speak of danger
	estateBroken   = 2  // letters in which nothing can be read
)

// estate is the mail of some weeks: letters of every kind that a change of
// server could double.
func estate() (all []piece) {
	day := time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC)
	put := func(folder string, raw []byte) {
		day = day.Add(25 * time.Hour)
		all = append(all, piece{folder, raw, day})
	}
	for n := range 18 {
		put("INBOX", letter(n, fmt.Sprintf("Question %d", n), fmt.Sprintf("Where can I find version %d of the framework?", n)))
	}
	put("INBOX", letter(100, "Please help", "I feel hopeless and I do not want to be alive any more."))
	put("INBOX", letter(101, "My daughter", "My daughter says that she does not want to live any more and I am frightened for her."))
	for n := range 4 {
		put("INBOX", without("Message-ID", letter(200+n, "A course", fmt.Sprintf("Is there a place left on course %d?", n))))
	}
	for n := range 3 {
		put("Junk", letter(300+n, "An offer", fmt.Sprintf("Buy %d for the price of one.", n+2)))
		put("Filed", letter(400+n, "By a rule", fmt.Sprintf("My account number %d cannot sign in any more.", n)))
	}
	put("Sent", answering(3, "mentalhealth@example.org", "writer3@example.org", "You find it on our pages."))
	put("INBOX", answering(3, "writer3@example.org", "mentalhealth@example.org", "Thank you, that was the document."))
	put("INBOX", without("Message-ID", letter(500, "Please help", "I feel hopeless and I do not want to be alive any more, and nobody answers.")))
	put("INBOX", letter(600, "A long list", strings.Repeat("The link on this page of the framework does not open.\r\n", 20_000)))
	for n := range estateBroken {
		put("INBOX", fmt.Appendf(nil, "Received: by scanner.example.org; Sun, 1 Nov 2026 22:00:00 +0000\r\nX-Job: %d\r\n\r\n", n))
	}
	return all
}

func without(header string, raw []byte) []byte {
	before, after, _ := bytes.Cut(raw, []byte(header+": "))
	_, after, _ = bytes.Cut(after, []byte("\r\n"))
	return append(bytes.Clone(before), after...)
}

// answering is a letter in the conversation that letter n began.
func answering(n int, from, to, body string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Re: Question %d\r\nMessage-ID: <answer-%d-%s>\r\n"+
		"In-Reply-To: <letter-%d@example.org>\r\nContent-Type: text/plain\r\n\r\n%s\r\n", from, to, n, n, from, n, body)
}

func deliver(d *realparts.DovecotServer, all []piece) {
	for _, p := range all {
		d.DeliverAt(p.folder, p.raw, p.at)
	}
}

// placesIn looks where the letters of a mailbox lie.
func placesIn(t *testing.T, a realparts.Account) map[realparts.Place]string {
	t.Helper()
	u := realparts.NewMailUser(t, a, 0)
	defer u.Leave()
	return u.Here()
}

// awaitPlaces waits until the ledger has a row for each place.
func awaitPlaces(p *program, b *books, places map[realparts.Place]string) {
	p.t.Helper()
	p.until(fmt.Sprintf("row for each of %d letters", len(places)), func() bool {
		rows := b.ledger()
		for place := range places {
			if _, ok := rows[place]; !ok {
				return false
			}
		}
		return true
	})
}

func ledgerRows(t *testing.T, config string) map[entry]store.LedgerRow {
	t.Helper()
	rows := map[entry]store.LedgerRow{}
	for _, row := range ledgerOf(t, config) {
		rows[entry{row.Account, realparts.Place{Folder: row.Folder, UIDValidity: row.UIDValidity, UID: row.UID}}] = row
	}
	return rows
}

// entry is a place on one of the servers that a mailbox was on: two servers
// started in the same second give the same numbers.
type entry struct {
	account int
	realparts.Place
}

// checkKept makes sure that the account of old letters is still there.
func checkKept(t *testing.T, before, after map[entry]store.LedgerRow) {
	t.Helper()
	for p, old := range before {
		now, ok := after[p]
		if !ok {
			t.Errorf("%v is no longer in the ledger", p)
		} else if now.State != old.State && old.State != store.Quarantined || old.SHA256 != "" && now.SHA256 == "" {
			t.Errorf("%v was %+v and is %+v", p, old, now)
		}
	}
}

func served(t *testing.T, config string) (*program, *books) {
	t.Helper()
	p := start(t, "serve", "--config", config)
	p.find(p.err, servingLine)
	return p, openBooks(t, config)
}

// TestMailboxWithNewNumbersIsNotReadAsNew changes UIDVALIDITY below a serve
// that is stopped and one that runs, and then rebuilds the mailbox in another
// order.
func TestMailboxWithNewNumbersIsNotReadAsNew(t *testing.T) {
	d := realparts.Dovecot(t)
	deliver(d, estate())
	config := accountConfig(t, d.Account, mailSettings{imap: "timeout: 5s", poll: "1s"})
	p, b := served(t, config)
	places := placesIn(t, d.Account)
	awaitPlaces(p, b, places)
	before, rows := b.tally(), ledgerRows(t, config)
	want := tally{Enquiries: estateReadable - estateAnswers, Messages: estateReadable, Concerns: estateConcerns, Stored: estateReadable, Quarantined: estateBroken}
	if before != want {
		t.Fatalf("at first %+v, want %+v", before, want)
	}
	folders := []string{"INBOX", "Junk", "Filed", "Sent"}
	for _, change := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"while serve is stopped", func(t *testing.T) {
			p.interrupt()
			for _, f := range folders {
				d.NewUIDValidity(f)
			}
			p = start(t, "serve", "--config", config)
		}},
		{"while serve runs", func(*testing.T) {
			d.Restart(func() {
				for _, f := range folders {
					d.NewUIDValidity(f)
				}
			})
		}},
		{"in a mailbox rebuilt", func(*testing.T) {
			d.Restart(func() {
				for _, f := range folders {
					d.Rebuild(f)
				}
				all := estate()
				slices.Reverse(all)
				deliver(d, all)
			})
		}},
	} {
		if change.do(t); t.Failed() {
			return
		}
		now := placesIn(t, d.Account)
		for place := range now {
			if _, old := places[place]; old {
				t.Fatalf("%s: %v has its old number", change.name, place)
			}
		}
		places = now
		awaitPlaces(p, b, places)
		if after := b.tally(); after != before {
			t.Errorf("%s: %+v became %+v", change.name, before, after)
		}
		after := ledgerRows(t, config)
		checkKept(t, rows, after)
		rows = after
	}
}

// moved is a letter as it is after its mailbox went to another server.
func moved(p piece) []byte {
	return append([]byte("Received: from mail.example.org by mail.new.example.org;\r\n\tSun, 1 Nov 2026 22:00:00 +0000\r\n"+
		"X-Migrated-From: mail.example.org\r\nX-Migrated-Folder: "+p.folder+"\r\n"), p.raw...)
}

// TestMailboxMovesToAnotherServer gives serve, with another configuration, a
// mailbox to which the letters of the first were copied.
func TestMailboxMovesToAnotherServer(t *testing.T) {
	old := realparts.Dovecot(t)
	all := estate()
	deliver(old, all)
	files := t.TempDir()
	config := accountConfig(t, old.Account, mailSettings{imap: "max_letter: 1MiB", poll: "1s", folder: files})
	p, b := served(t, config)
	first := placesIn(t, old.Account)
	awaitPlaces(p, b, first)
	p.interrupt()
	before, rows, messages := b.tally(), ledgerRows(t, config), b.enquiries()
	want := tally{Enquiries: estateReadable - estateAnswers - 1, Messages: estateReadable - 1, Concerns: estateConcerns, Stored: estateReadable - 1, Quarantined: estateBroken + 1}
	if before != want {
		t.Fatalf("on the first server %+v, want %+v", before, want)
	}
	old.Stop()

	d := realparts.Dovecot(t, realparts.WithUser("team@new.example.org", "another"))
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, one := range all {
		d.DeliverAt(one.folder, moved(one), one.at)
	}
	places := placesIn(t, d.Account)
	accountConfig(t, d.Account, mailSettings{poll: "1s", folder: files, address: "team@new.example.org, mentalhealth@example.org"})
	p = start(t, "serve", "--config", config)
	awaitPlaces(p, b, places)

	t.Run("nothing is doubled or missing", func(t *testing.T) {
		want := before // and the letter that was too large for the first configuration
		want.Enquiries, want.Messages, want.Stored = want.Enquiries+1, want.Messages+1, want.Stored+1
		got := b.tally()
		if want.Quarantined = got.Quarantined; got != want || got.Quarantined > before.Quarantined {
			t.Errorf("%+v became %+v", before, got)
		}
	})
	t.Run("each message is in the conversation it was in", func(t *testing.T) {
		now := b.enquiries()
		maps.DeleteFunc(now, func(message, _ int) bool { _, old := messages[message]; return !old })
		if !maps.Equal(now, messages) {
			t.Errorf("%v became %v", messages, now)
		}
	})
	t.Run("the ledger still accounts for the first server", func(t *testing.T) { checkKept(t, rows, ledgerRows(t, config)) })
	t.Run("life goes on", func(t *testing.T) {
		was := b.tally()
		d.Deliver("INBOX", letter(700, "A new question", "Is there a certificate for the training?"))
		d.Deliver("INBOX", bytes.Replace(answering(3, "writer3@example.org", "team@new.example.org", "One more thing."), []byte("<answer-3"), []byte("<again-3"), 1))
		awaitPlaces(p, b, placesIn(t, d.Account))
		if got := b.tally(); got.Enquiries != was.Enquiries+1 || got.Messages != was.Messages+2 {
			t.Errorf("two letters, one of them in a conversation: %+v became %+v", was, got)
		}
	})
}

// TestLetterFiledByARuleIsShown has the server file a letter before anybody
// has seen it in the Inbox.
func TestLetterFiledByARuleIsShown(t *testing.T) {
	d := realparts.Dovecot(t)
	u := realparts.NewMailUser(t, d.Account, 0, "Framework")
	config := accountConfig(t, d.Account, mailSettings{poll: "1s"})
	p := start(t, "serve", "--config", config)
	visitor := signIn(t, p.find(p.err, servingLine), addTestUser(t, config, "triage"))
	d.Deliver("Framework", letter(1, "Certificate", "My certificate has not come."))
	p.until("the letter on the dashboard", func() bool { return strings.Contains(visitor.get("/enquiries"), "Certificate") })
	u.Create("Newly made")
	d.Deliver("Newly made", letter(2, "Broken link", "The link to the framework is broken."))
	p.until("the letter of a new folder", func() bool { return strings.Contains(visitor.get("/enquiries"), "Broken link") })
}

// TestLetterThatAPersonMovesStaysOne moves a letter out of the Inbox and back.
func TestLetterThatAPersonMovesStaysOne(t *testing.T) {
	d := realparts.Dovecot(t)
	u := realparts.NewMailUser(t, d.Account, 0, "Done")
	p, b := served(t, accountConfig(t, d.Account, mailSettings{poll: "1s"}))
	place := u.Append("INBOX", letter(1, "Please help", "I feel hopeless and I do not want to be alive any more."))
	awaitPlaces(p, b, u.Here())
	before := b.tally()
	for _, folder := range []string{"Done", "INBOX"} {
		place = u.Move(place, folder)
		awaitPlaces(p, b, u.Here())
		if got := b.tally(); got != before || got.Messages != 1 || got.Concerns != 1 {
			t.Errorf("moved to %s: %+v became %+v", folder, before, got)
		}
	}
	if rows := len(b.ledger()); rows != 3 {
		t.Errorf("%d rows for three places", rows)
	}
	u.CheckUntouched()
}

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

// TestEveryLetterIsReadOnEachServer is the same on servers of two makes: post
// in several folders, a serve that is killed in the middle of it, and people
// who move letters.
func TestEveryLetterIsReadOnEachServer(t *testing.T) {
	for _, server := range []struct {
		name    string
		account func(*testing.T) realparts.Account
	}{
		{"Dovecot", func(t *testing.T) realparts.Account { return realparts.Dovecot(t).Account }},
		{"Cyrus", func(t *testing.T) realparts.Account { return realparts.Cyrus(t).Account }},
	} {
		t.Run(server.name, func(t *testing.T) { ingest(t, server.account(t)) })
	}
}

func ingest(t *testing.T, account realparts.Account) {
	const letters = 200
	u := realparts.NewMailUser(t, account, 1, "Filed", "Done")
	folders := []string{"INBOX", "INBOX", "INBOX", "Filed", "Junk"}
	for n := range letters {
		body := strings.Repeat(fmt.Sprintf("Where can I find version %d of the framework?\r\n", n), 1<<(n%10))
		u.Append(folders[n%len(folders)], letter(n, fmt.Sprintf("Question %d", n), body))
	}
	config := accountConfig(t, account, mailSettings{imap: "batch_letters: 10", poll: "1s"})
	p, b := served(t, config)
	p.until("half of the letters", func() bool { return len(b.ledger()) >= letters/2 })
	p.kill()
	p = start(t, "serve", "--config", config)
	awaitPlaces(p, b, u.Here())

	for range 20 {
		u.Act()
	}
	late := u.Append("INBOX", letter(letters, "One more", "Is there a certificate for the training?"))
	awaitPlaces(p, b, u.Here())
	if code := p.interrupt(); code != exitDone {
		t.Errorf("exit %d: %s", code, p.err)
	}
	rows := ledgerRows(t, config)
	for place, want := range u.Here() {
		if rows[entry{0, place}].SHA256 != want {
			t.Errorf("%v: other bytes than the server's", place)
		}
	}
	if u.Here()[late] == "" {
		t.Errorf("%v is gone", late)
	}
	b.checkOnce(slices.Collect(maps.Values(rows)), letters+1)
	u.CheckUntouched()
}

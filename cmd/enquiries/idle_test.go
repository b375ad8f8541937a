package main

import (
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

// TestLetterIsShownWithinSeconds polls once an hour only: what shows the letter
// before is IDLE.
func TestLetterIsShownWithinSeconds(t *testing.T) {
	d := realparts.Dovecot(t)
	config := accountConfig(t, d.Account, mailSettings{poll: "1h"})
	d.Deliver("INBOX", letter(1, "Already there", "Where can I find the framework?"))
	p := start(t, "serve", "--config", config)
	visitor := signIn(t, p.find(p.err, servingLine), addTestUser(t, config, "triage"))
	shown := func(subject string) func() bool {
		return func() bool { return strings.Contains(visitor.get("/enquiries"), subject) }
	}
	p.until("the letter that was there", shown("Already there"))
	for i, subject := range []string{"Certificate", "Broken link", "A place on the course"} {
		delivered := time.Now()
		d.Deliver("INBOX", letter(2+i, subject, "Please help me with this."))
		p.until("the new letter, told by IDLE", shown(subject))
		t.Logf("on the dashboard after %s", time.Since(delivered).Round(time.Millisecond))
	}
}

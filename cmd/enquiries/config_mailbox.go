package main

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// mailboxConfig is whose mailbox it is, and since when it is ours.
type mailboxConfig struct {
	Addresses []string `yaml:"addresses"`
	Staff     []string `yaml:"staff"`
	Since     string   `yaml:"since"`
	GoLive    string   `yaml:"go_live"`
}

// filedConfig is what it means when people file a letter in a folder.
type filedConfig struct {
	Folder string `yaml:"folder"`
	Owner  string `yaml:"owner"`
	Done   bool   `yaml:"done"`
}

// defaultExclude are folders that Outlook keeps in a mailbox and that hold no
// letters to us.
var defaultExclude = []string{
	"Drafts", "Outbox", "Calendar", "Contacts", "Journal", "Notes", "Tasks",
	"Conversation History", "RSS Feeds", "RSS Subscriptions", "Sync Issues",
}

// own gives the mailbox's addresses without the names they are shown with.
func (c *mailboxConfig) own() []string {
	var out []string
	for _, a := range c.Addresses {
		if parsed, err := mail.ParseAddress(a); err == nil { // validated with the configuration
			out = append(out, parsed.Address)
		}
	}
	return out
}

func (c *config) validateMailbox(v *validator) {
	for i, a := range c.Mailbox.Addresses {
		_, err := mail.ParseAddress(a)
		v.check(err == nil, fmt.Sprintf("mailbox.addresses[%d]", i), "expects an e-mail address, for example mentalhealth@hee.nhs.uk, or with a name before it: Mental health team <mentalhealth@hee.nhs.uk>")
	}
	for i, a := range c.Mailbox.Staff {
		domain, isDomain := strings.CutPrefix(a, "@")
		ok := isAddress(a) || isDomain && isAddress("x@"+domain)
		v.check(ok, fmt.Sprintf("mailbox.staff[%d]", i), "expects an e-mail address, or a domain with @ before it, for example @hee.nhs.uk")
	}
	for key, text := range map[string]string{"mailbox.since": c.Mailbox.Since, "mailbox.go_live": c.Mailbox.GoLive} {
		at, err := c.instant(text)
		v.check(err == nil, key, "%v", err)
		v.check(err != nil || at.Before(time.Now()), key, "lies in the future, so that no letter would be read as a live one; give the day meant")
	}
	for _, f := range c.IMAP.JunkFolders {
		v.check(!slices.Contains(c.IMAP.SentFolders, f), "imap.junk_folders", "%q is in imap.sent_folders too; keep one", f)
	}
	seen := map[string]bool{}
	for i, f := range c.IMAP.Filed {
		at := fmt.Sprintf("imap.filed[%d].", i)
		v.check(f.Folder != "" && !strings.EqualFold(f.Folder, "INBOX"), at+"folder", "expects the name of a folder other than the Inbox, as the server spells it")
		v.check(!seen[f.Folder], at+"folder", "%q is here twice; keep one", f.Folder)
		v.check(f.Owner == "" || isAddress(f.Owner), at+"owner", "expects the e-mail address of a user")
		v.check(f.Owner != "" || f.Done, at+"owner", "is empty, and done is false: say what the folder means")
		seen[f.Folder] = true
	}
	for key, list := range map[string][]string{
		"imap.folders": c.IMAP.Folders, "imap.exclude": c.IMAP.Exclude, "imap.junk_folders": c.IMAP.JunkFolders, "imap.sent_folders": c.IMAP.SentFolders,
	} {
		for i, f := range list {
			v.check(f != "", fmt.Sprintf("%s[%d]", key, i), "is empty; give a folder's name as the server spells it")
		}
	}
}

// instant reads a day, or a day and a time of it, in the team's zone; "" is the
// zero time.
func (c *config) instant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	zone, err := time.LoadLocation(c.WorkingTime.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("working_time.zone is no time zone")
	}
	for _, form := range []string{time.DateOnly, "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("expects a day, or a day and a time of it, for example 2026-11-23 or 2026-11-23 09:00")
}

// filings gives what folders mean as the store needs it.
func (c *config) filings() map[string]store.Filing {
	out := map[string]store.Filing{}
	for _, f := range c.IMAP.Filed {
		out[f.Folder] = store.Filing{Owner: f.Owner, Done: f.Done}
	}
	return out
}

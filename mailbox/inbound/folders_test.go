package inbound

import (
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
)

func TestFolderRoles(t *testing.T) {
	for name, test := range map[string]struct {
		list []imap.ListData
		want string
	}{
		"stated, others": {[]imap.ListData{{Mailbox: "All Mail", Attrs: []imap.MailboxAttr{`\All`}}, {Mailbox: "Starred", Attrs: []imap.MailboxAttr{`\HasNoChildren`, `\Flagged`}},
			{Mailbox: "Important", Attrs: []imap.MailboxAttr{`\Important`}}, {Mailbox: "Bin", Attrs: []imap.MailboxAttr{`\Trash`}}, {Mailbox: "Entwürfe", Attrs: []imap.MailboxAttr{`\Drafts`}},
			{Mailbox: "Old", Attrs: []imap.MailboxAttr{`\Archive`}}, {Mailbox: "Trash"}, {Mailbox: "Archive"}},
			"All Mail virtual, Starred virtual, Important virtual, Bin trash, Entwürfe drafts, Old archive, Trash , Archive "},
		"configured": {[]imap.ListData{{Mailbox: "Suspect"}, {Mailbox: "Junk Email"}, {Mailbox: "Gesendet", Attrs: []imap.MailboxAttr{`\Drafts`}}, {Mailbox: "Posted", Attrs: []imap.MailboxAttr{`\Sent`}}, {Mailbox: "Sent Items"}},
			"Suspect junk, Junk Email , Gesendet sent, Posted sent, Sent Items "},
		"stated": {[]imap.ListData{{Mailbox: "inbox"}, {Mailbox: "Sent"}, {Mailbox: "Gesendet", Attrs: []imap.MailboxAttr{`\sent`}}, {Mailbox: "Spam"}},
			"INBOX inbox, Sent , Gesendet sent, Spam junk"},
		"Exchange": {[]imap.ListData{{Mailbox: "INBOX"}, {Mailbox: "Junk Email"}, {Mailbox: "Sent Items"}, {Mailbox: "Deleted Items"}, {Mailbox: "Drafts"}, {Mailbox: "Outbox"}},
			"INBOX inbox, Junk Email junk, Sent Items sent, Deleted Items trash, Drafts drafts, Outbox "},
		"Courier": {[]imap.ListData{{Mailbox: "INBOX", Delim: '.'}, {Mailbox: "INBOX.Sent", Delim: '.'}, {Mailbox: "INBOX.spam", Delim: '.'}},
			"INBOX inbox, INBOX.Sent sent, INBOX.spam junk"},
		"only one": {[]imap.ListData{{Mailbox: "Sent Items"}, {Mailbox: "Sent"}, {Mailbox: "Junk", Attrs: []imap.MailboxAttr{`\Noselect`}}, {Mailbox: "Team/Junk", Delim: '/'}},
			"Sent Items sent, Sent , Junk , Team/Junk "},
	} {
		t.Run(name, func(t *testing.T) {
			var lines strings.Builder
			for _, l := range test.list {
				delim := "NIL"
				if l.Delim != 0 {
					delim = `"` + string(l.Delim) + `"`
				}
				var attrs []string
				for _, a := range l.Attrs {
					attrs = append(attrs, string(a))
				}
				lines.WriteString("* LIST (" + strings.Join(attrs, " ") + ") " + delim + ` "` + l.Mailbox + "\"\r\n")
			}
			cfg := startFake(t, usualGreeting, always("LIST", lines.String()+"OK done\r\n")).config()
			if name == "configured" {
				cfg.JunkFolders, cfg.SentFolders = []string{"suspect"}, []string{"Gesendet"}
			}
			c, err := Dial(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			folders, err := c.Folders(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range folders {
				got = append(got, f.Name+" "+string(f.Role))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), test.want)
			}
		})
	}
}

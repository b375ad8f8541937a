package inbound

import (
	"context"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// usualNames are tried, in this order, where the server does not tell what its
// folders are for. A mailbox first opened in an Outlook of another language
// names them in that language: then configuration must say which they are.
var usualNames = map[Role][]string{
	Junk: {"Junk", "Junk Email", "Junk E-mail", "Spam"},
	Sent: {"Sent", "Sent Items", "Sent Messages", "Sent Mail"},
}

// Folders lists the mailbox's folders in the server's order. At most one
// folder has each role that was guessed from its name; where the server states
// roles (SPECIAL-USE, RFC 6154) only these count.
func (c *Conn) Folders(ctx context.Context) ([]Folder, error) {
	defer c.wire.CloseWhenDone(ctx)()
	c.wire.Limit(c.cfg.Timeout)
	defer c.wire.Limit(0)

	listed, err := c.client.List("", "*", c.listOptions()).Collect()
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	folders := make([]Folder, len(listed))
	for i, data := range listed {
		folders[i] = Folder{Name: data.Mailbox, Role: statedRole(data), Selectable: selectable(data)}
	}
	for role, names := range usualNames {
		if !slices.ContainsFunc(folders, func(f Folder) bool { return f.Role == role }) {
			guessRole(folders, listed, role, names)
		}
	}
	return folders, nil
}

// listOptions asks for SPECIAL-USE where the server understands the question;
// others may state it unasked.
func (c *Conn) listOptions() *imap.ListOptions {
	caps := c.client.Caps()
	if caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) {
		return &imap.ListOptions{ReturnSpecialUse: true}
	}
	return nil
}

func statedRole(data *imap.ListData) Role {
	switch {
	case strings.EqualFold(data.Mailbox, "INBOX"):
		return Inbox
	case hasAttr(data, imap.MailboxAttrJunk):
		return Junk
	case hasAttr(data, imap.MailboxAttrSent):
		return Sent
	default:
		return ""
	}
}

func selectable(data *imap.ListData) bool {
	return !hasAttr(data, imap.MailboxAttrNoSelect) && !hasAttr(data, imap.MailboxAttrNonExistent)
}

// hasAttr ignores case, as RFC 9051, section 7.3.1 demands.
func hasAttr(data *imap.ListData, attr imap.MailboxAttr) bool {
	return slices.ContainsFunc(data.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(attr)) })
}

func guessRole(folders []Folder, listed []*imap.ListData, role Role, names []string) {
	for _, name := range names {
		for i, data := range listed {
			if folders[i].Role == "" && folders[i].Selectable && strings.EqualFold(localName(data), name) {
				folders[i].Role = role
				return
			}
		}
	}
}

// localName drops the INBOX in front that some servers put before every name.
func localName(data *imap.ListData) string {
	prefix := "INBOX" + string(data.Delim)
	if data.Delim != 0 && len(data.Mailbox) > len(prefix) && strings.EqualFold(data.Mailbox[:len(prefix)], prefix) {
		return data.Mailbox[len(prefix):]
	}
	return data.Mailbox
}

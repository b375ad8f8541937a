package inbound

import (
	"context"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// Role is what a folder is for.
type Role string

// The roles that matter to us. Every other folder has the role "".
const (
	Inbox   Role = "inbox"
	Junk    Role = "junk"
	Sent    Role = "sent"
	Drafts  Role = "drafts"
	Trash   Role = "trash"
	Archive Role = "archive"
	Virtual Role = "virtual" // \All, \Flagged, \Important: a view of letters that lie elsewhere
)

// Folder is one folder of the mailbox.
type Folder struct {
	Name       string // UTF-8, with the server's own separator
	Role       Role
	Separator  rune // between the names of a folder and of one within it; 0 when there are no levels
	Selectable bool // false: a mere node that holds other folders
}

// usualNames are tried, in this order, where nobody tells what folders are for.
// Exchange's own names come first: beside "Sent Items" a folder "Sent" is some
// program's. A mailbox first opened in an Outlook of another language names its
// folders in that language: then configuration must say which they are.
var usualNames = []struct {
	role  Role
	names []string
}{
	{Junk, []string{"Junk Email", "Junk E-mail", "Junk", "Spam"}},
	{Sent, []string{"Sent Items", "Sent", "Sent Messages", "Sent Mail"}},
	{Drafts, []string{"Drafts"}},
	{Trash, []string{"Deleted Items", "Trash", "Deleted Messages"}},
	{Archive, []string{"Archive", "Archives"}},
}

// statedRoles are those of RFC 6154, section 2, and RFC 8457, section 3. A
// folder may have several: the first of these counts, a view being no place.
var statedRoles = []struct {
	attr imap.MailboxAttr
	role Role
}{
	{imap.MailboxAttrAll, Virtual}, {imap.MailboxAttrFlagged, Virtual}, {imap.MailboxAttrImportant, Virtual},
	{imap.MailboxAttrJunk, Junk}, {imap.MailboxAttrSent, Sent}, {imap.MailboxAttrDrafts, Drafts},
	{imap.MailboxAttrTrash, Trash}, {imap.MailboxAttrArchive, Archive},
}

// Folders lists the mailbox's folders in the server's order. A folder's role
// is what configuration says, else what the server states (SPECIAL-USE, RFC
// 6154); only for a role that neither gives to any folder, it is guessed from the
// usual names, and one folder at most gets it.
func (c *Conn) Folders(ctx context.Context) ([]Folder, error) {
	defer c.watch(ctx)()
	listed, err := c.client.List("", "*", c.listOptions()).Collect()
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	folders := make([]Folder, len(listed))
	for i, data := range listed {
		folders[i] = Folder{Name: data.Mailbox, Role: c.role(data), Selectable: selectable(data), Separator: data.Delim}
	}
	for _, usual := range usualNames {
		if !slices.ContainsFunc(folders, func(f Folder) bool { return f.Role == usual.role }) {
			guessRole(folders, listed, usual.role, usual.names)
		}
	}
	return folders, nil
}

func (c *Conn) role(data *imap.ListData) Role {
	named := func(name string) bool { return strings.EqualFold(name, data.Mailbox) }
	switch {
	case named("INBOX"):
		return Inbox
	case slices.ContainsFunc(c.cfg.JunkFolders, named):
		return Junk
	case slices.ContainsFunc(c.cfg.SentFolders, named):
		return Sent
	}
	for _, stated := range statedRoles {
		if hasAttr(data, stated.attr) {
			return stated.role
		}
	}
	return ""
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

package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/mailbox/inbound"
)

// inboxName is the one folder name that every server has, in any case (RFC 9051, section 5.1).
const inboxName = "INBOX"

// FolderName is a configured folder's name as the ledger and the polls have
// it: the Inbox may be written in any case.
func FolderName(configured string) string {
	if strings.EqualFold(configured, inboxName) {
		return inboxName
	}
	return configured
}

// folders chooses which of the server's folders are read, and in which order:
// the configured ones, or else the Inbox, Junk and Sent. Sent comes first: an
// answer of ours waits for the letter that it answers, and joins it together
// with what refers to the answer alone; the other way round threads would split.
func (d *Desk) folders(ctx context.Context, source Source) ([]inbound.Folder, error) {
	all, err := source.Folders(ctx)
	if err != nil {
		return nil, err
	}
	if len(d.Folders) > 0 {
		return sentFirst(configured(d.Folders, all)), nil
	}
	var chosen []inbound.Folder
	hasInbox := false
	for _, role := range []inbound.Role{inbound.Sent, inbound.Inbox, inbound.Junk} {
		for _, f := range all {
			if f.Role == role && f.Selectable {
				chosen = append(chosen, f)
				hasInbox = hasInbox || role == inbound.Inbox
			}
		}
	}
	if !hasInbox {
		return nil, fmt.Errorf("%w: the server shows no Inbox to this user; check imap.user, or name the folders in imap.folders", inbound.ErrFolder)
	}
	return chosen, nil
}

func sentFirst(folders []inbound.Folder) []inbound.Folder {
	slices.SortStableFunc(folders, func(a, b inbound.Folder) int {
		return cmp.Compare(rank(b), rank(a))
	})
	return folders
}

func rank(f inbound.Folder) int {
	if f.Role == inbound.Sent {
		return 1
	}
	return 0
}

// checkFolders reports the first configured folder that the server does not list.
func (d *Desk) checkFolders(ctx context.Context, source Source) error {
	if len(d.Folders) == 0 {
		_, err := d.folders(ctx, source)
		return err
	}
	all, err := source.Folders(ctx)
	if err != nil {
		return err
	}
	var names []string
	listed := map[string]bool{}
	for _, f := range all {
		names = append(names, f.Name)
		listed[f.Name] = f.Selectable
	}
	for _, f := range configured(d.Folders, all) {
		if !listed[f.Name] {
			return fmt.Errorf("%w: imap.folders names %q, the server has %s", inbound.ErrFolder, f.Name, strings.Join(names, ", "))
		}
	}
	return nil
}

// configured finds the named folders. One that the server does not list is
// kept: opening it gives the error that the operator sees, in its turn.
func configured(names []string, all []inbound.Folder) []inbound.Folder {
	var chosen []inbound.Folder
	for _, name := range names {
		folder := inbound.Folder{Name: FolderName(name), Selectable: true}
		for _, f := range all {
			if f.Name == folder.Name {
				folder = f
			}
		}
		chosen = append(chosen, folder)
	}
	return chosen
}

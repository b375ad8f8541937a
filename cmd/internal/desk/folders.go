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

// folders chooses which of the server's folders are watched, and in which order:
// the configured ones, or else all that may hold letters to us. Rules of the
// mail server and people file letters before we look, so no folder is left out
// unless it is excluded, holds drafts, or is a view of letters that lie elsewhere.
// Sent comes first: an answer of ours waits for the letter that it answers, and
// joins it together with what refers to the answer alone; the other way round
// threads would split. What was deleted comes last: a letter that still lies
// elsewhere is known from there.
func (d *Desk) folders(ctx context.Context, source Lister) ([]inbound.Folder, error) {
	all, err := source.Folders(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.keepFolders(ctx, all); err != nil {
		return nil, err
	}
	if len(d.Folders) > 0 {
		return inOrder(configured(d.Folders, all)), nil
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(f inbound.Folder) bool {
		return !f.Selectable || f.Role == inbound.Drafts || f.Role == inbound.Virtual || d.excluded(f)
	})
	if !slices.ContainsFunc(chosen, func(f inbound.Folder) bool { return f.Role == inbound.Inbox }) {
		return nil, fmt.Errorf("%w: the server shows no Inbox to this user; check imap.user, or name the folders in imap.folders", inbound.ErrFolder)
	}
	return inOrder(chosen), nil
}

// keepFolders tells the store which folders there are. A list without the Inbox,
// which every mailbox has, is none: nothing follows from it.
func (d *Desk) keepFolders(ctx context.Context, all []inbound.Folder) error {
	names := make([]string, len(all))
	for i := range all {
		all[i].Name = FolderName(all[i].Name)
		names[i] = all[i].Name
	}
	if !slices.Contains(names, inboxName) {
		return nil
	}
	return d.Store.KeepFolders(ctx, names)
}

// excluded reports whether configuration leaves a folder out, itself or one that
// it lies in.
func (d *Desk) excluded(f inbound.Folder) bool {
	name := strings.ToLower(f.Name)
	return f.Role != inbound.Inbox && slices.ContainsFunc(d.Exclude, func(out string) bool {
		rest, ok := strings.CutPrefix(name, strings.ToLower(out))
		return ok && (rest == "" || f.Separator != 0 && strings.HasPrefix(rest, string(f.Separator)))
	})
}

func inOrder(folders []inbound.Folder) []inbound.Folder {
	slices.SortStableFunc(folders, func(a, b inbound.Folder) int {
		return cmp.Compare(rank(a), rank(b))
	})
	return folders
}

func rank(f inbound.Folder) int {
	switch f.Role {
	case inbound.Sent:
		return 0
	case inbound.Inbox:
		return 1
	case inbound.Trash:
		return 3
	}
	return 2
}

// checkFolders reports the first configured folder that the server does not list.
func (d *Desk) checkFolders(ctx context.Context, source Lister) error {
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

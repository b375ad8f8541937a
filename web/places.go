package web

import (
	"slices"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// hints is what people did with a letter to us in Outlook, as far as the mail
// server shows it: "In Outlook: read, flagged; in the folder Done". It is ""
// when the letter lies unread where it came.
func (s *Server) hints(m store.Message) string {
	if m.Direction != store.In || len(m.Places) == 0 {
		return ""
	}
	var folders []string
	var flags, last store.Flags
	var gone time.Time
	for _, p := range m.Places {
		switch {
		case p.Gone.IsZero():
			flags |= p.Flags
			if name := oneLine(p.Folder); !slices.Contains(folders, name) {
				folders = append(folders, name)
			}
		case !p.Gone.Before(gone):
			gone, last = p.Gone, p.Flags
		}
	}
	if len(folders) == 0 {
		did := flagWords(last)
		if did != "" {
			did = "; before that: " + did
		}
		return "In Outlook: no longer in the mailbox since " + s.when(gone).Text + did
	}
	hint := flagWords(flags)
	if where := folderWords(folders, oneLine(m.Folder)); where != "" {
		if hint != "" {
			hint += "; "
		}
		hint += where
	}
	if hint == "" {
		return ""
	}
	return "In Outlook: " + hint
}

// flagWords says what flags mean. An answer that Outlook notes may have gone to
// a colleague, or never been sent.
func flagWords(f store.Flags) string {
	var all []string
	for _, w := range []struct {
		flag store.Flags
		word string
	}{
		{store.Seen, "read"}, {store.Flagged, "flagged"}, {store.Deleted, "marked for deletion"},
		{store.Answered, "answered (a hint, not proof of an answer)"},
	} {
		if f&w.flag != 0 {
			all = append(all, w.word)
		}
	}
	return inWords(all)
}

// folderWords says where a letter lies, unless that is only where it came.
func folderWords(folders []string, came string) string {
	others := slices.DeleteFunc(slices.Clone(folders), func(name string) bool { return name == came })
	noun := "the folder "
	if len(others) > 1 {
		noun = "the folders "
	}
	switch {
	case len(others) == 0:
		return ""
	case len(others) < len(folders):
		return "also in " + noun + inWords(others)
	}
	return "in " + noun + inWords(others)
}

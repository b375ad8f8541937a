package web

import (
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store"
)

func TestHintsOfWhatOutlookUsersDid(t *testing.T) {
	s := newSite(t)
	gone := at("2026-11-08 10:00")
	lying := func(folder string, flags store.Flags, gone ...time.Time) store.Lying {
		l := store.Lying{Folder: folder, Flags: flags}
		if len(gone) > 0 {
			l.Gone = gone[0]
		}
		return l
	}
	for _, c := range []struct {
		name   string
		places []store.Lying
		want   string
	}{
		{"unread where it came", []store.Lying{lying("INBOX", 0)}, ""},
		{"nothing known", nil, ""},
		{"read", []store.Lying{lying("INBOX", store.Seen)}, "In Outlook: read"},
		{"everything, moved", []store.Lying{lying("INBOX", 0, gone), lying("Done", store.Seen|store.Flagged|store.Answered)},
			"In Outlook: read, flagged and answered (a hint, not proof of an answer); in the folder Done"},
		{"moved unread", []store.Lying{lying("INBOX", 0, gone), lying("Done\u202e", 0)}, "In Outlook: in the folder Done"},
		{"copied", []store.Lying{lying("INBOX", 0), lying("Done", 0), lying("Press", 0)}, "In Outlook: also in the folders Done and Press"},
		{"marked", []store.Lying{lying("INBOX", store.Deleted)}, "In Outlook: marked for deletion"},
		{"gone", []store.Lying{lying("INBOX", store.Seen, gone.Add(-time.Hour)), lying("Done", store.Answered, gone)},
			"In Outlook: no longer in the mailbox since Sun 8 Nov, 10:00; before that: answered (a hint, not proof of an answer)"},
		{"gone unread", []store.Lying{lying("INBOX", 0, gone)}, "In Outlook: no longer in the mailbox since Sun 8 Nov, 10:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := store.Message{Direction: store.In, Folder: "INBOX", Places: c.places}
			if got := s.server.hints(m); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			m.Direction = store.Out
			if got := s.server.hints(m); got != "" {
				t.Errorf("of a letter of ours: %q", got)
			}
		})
	}
}

func TestEnquiryShowsHintsAndWhereItIsFrom(t *testing.T) {
	s := newSite(t)
	old := ask("Old", "Jo", "From the old days.", "training", at("2026-03-04 10:00"))
	old.Backfill = true
	s.receive(old)
	if _, err := s.store.Reconcile(t.Context(), store.Census{Folder: "INBOX", UIDValidity: 1, Letters: []store.Present{{UID: 1, Flags: store.Seen | store.Answered}}}); err != nil {
		t.Fatal(err)
	}
	s.has(s.get(store.RoleReader, "/enquiries/1"), 200, "In Outlook: read and answered (a hint, not proof of an answer)",
		"from before the service went live", "The program: From before the service went live: kept, but neither late nor to do")
	s.has(s.get(store.RoleReader, "/enquiries?view=all"), 200, "from before the service went live")
}

func TestWordsForTheAuditTrail(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct{ action, detail, want string }{
		{"filed", "owner", "Filed in Outlook, in the folder of an owner"},
		{"filed", "done", "Filed in Outlook, in a folder for what is done"},
		{"first_response", "found", "First response, found in the mailbox"},
		{"first_response", "corrected", "First response corrected by another letter"},
		{"elsewhere", "personal_mailbox", "Answer recorded by hand: from a personal mailbox"},
		{"something_new", "a -> b", "something new: a → b"},
	} {
		if got := s.server.eventWords(store.Event{Action: c.action, Detail: c.detail}); got != c.want {
			t.Errorf("%s %s: %q", c.action, c.detail, got)
		}
	}
}

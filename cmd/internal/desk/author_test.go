package desk

import (
	"fmt"
	"testing"

	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

func TestWhoseLetterItIs(t *testing.T) {
	inbox, sent := folderOf(inbound.Inbox), folderOf(inbound.Sent)
	const forwarded = "\r\n\r\n________________________________\r\nFrom: Ruth <ruth@staff.example>\r\nSent: 03 November 2026 10:12\r\nTo: Ada <ada@example.org>\r\nSubject: RE: Places\r\n\r\nDear Ada, there are places.\r\n"
	for name, c := range map[string]struct {
		folder   inbound.Folder
		from, to string // further header lines may follow To
		want     store.Direction
		reached  string
	}{
		"the public":                               {inbox, "a@example.org", "us@example.org", store.In, ""},
		"our answer, copied to us":                 {inbox, "Us@Example.org", "a@example.org\r\nCc: us@example.org", store.Out, ""},
		"a contact form in our name":               {inbox, "us@example.org", "us@example.org", store.In, ""},
		"a contact form with a copy to its writer": {inbox, "us@example.org", "us@example.org\r\nCc: a@example.org", store.In, ""},
		"a contact form to us and a colleague":     {inbox, "us@example.org", "us@example.org, b@example.org", store.In, ""},
		"a form that wants its writer answered":    {inbox, "us@example.org", "b@example.org\r\nReply-To: a@example.org", store.In, ""},
		"a former address of ours":                 {inbox, "old@example.org", "a@example.org", store.Out, ""},
		"a delegate's reply in Sent":               {sent, "ruth@example.org", "a@example.org", store.Out, ""},
		"a name that looks like ours":              {inbox, `"us@example.org" <b@example.org>`, "us@example.org", store.In, ""},
		"from us to undisclosed, in Sent":          {sent, "us@example.org", "undisclosed-recipients:;", store.Out, ""},

		"staff answers and copies us":             {inbox, "ruth@staff.example", "a@example.org\r\nCc: us@example.org", store.Out, ""},
		"staff answers with us in Bcc":            {inbox, "Ruth@Staff.Example", "a@example.org", store.Out, ""},
		"staff named alone":                       {inbox, "guest@elsewhere.example", "a@example.org\r\nCc: us@example.org", store.Out, ""},
		"staff answers everybody":                 {inbox, "ruth@staff.example", "us@example.org, a@example.org\r\nIn-Reply-To: <1@example.org>", store.Out, ""},
		"staff asks us, with an outsider in copy": {inbox, "ruth@staff.example", "us@example.org\r\nCc: a@example.org", store.In, ""},
		"staff asks us":                           {inbox, "ruth@staff.example", "us@example.org", store.In, ""},
		"staff hands on what came to them":        {inbox, "bob@staff.example", "us@example.org\r\nSubject: Fwd: question\r\n\r\n-----Original Message-----\r\nFrom: Ada <ada@example.org>\r\nSent: 03 November 2026 10:12\r\nTo: Bob <bob@staff.example>\r\nSubject: question\r\n\r\nIs there a course?", store.In, ""},
		"staff hands on an answer of theirs":      {inbox, "ruth@staff.example", "us@example.org\r\nSubject: FW: Places" + forwarded, store.Out, "ada@example.org"},
		"the public hands on an answer of staff":  {inbox, "a@example.org", "us@example.org\r\nSubject: FW: Places" + forwarded, store.In, ""},
		"another domain that ends alike":          {inbox, "eve@notstaff.example", "a@example.org\r\nCc: us@example.org", store.In, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := (&office{}).desk("us@example.org", "old@example.org")
			d.staff = lowerSet([]string{"@Staff.example", "guest@elsewhere.example"})
			subject := "Hello"
			l := fetched(1, c.from, c.to, subject)
			l.Raw = fmt.Appendf(nil, "From: %s\r\nTo: %s\r\n", c.from, c.to)
			got := d.visitorOf(c.folder).readLetter(t.Context(), l)
			reached := ""
			for _, a := range got.Reached {
				reached += a.Address
			}
			if got.Direction != c.want || reached != c.reached {
				t.Errorf("%s reached %q, want %s reached %q", got.Direction, reached, c.want, c.reached)
			}
		})
	}
}

// Whoever seems to be us and in danger is looked at.
func TestConcernOfStaffIsNoAnswer(t *testing.T) {
	d := (&office{}).desk("us@example.org")
	d.staff = lowerSet([]string{"@staff.example"})
	l := fetched(1, "ruth@staff.example", "a@example.org", "Hello")
	l.Raw = append(l.Raw, "I am afraid for my brother.\r\n"...)
	if got := d.visitorOf(folderOf(inbound.Inbox)).readLetter(t.Context(), l); got.Direction != store.In || got.Verdict.Concern.Rank() == 0 {
		t.Errorf("%s, concern %s", got.Direction, got.Verdict.Concern)
	}
}

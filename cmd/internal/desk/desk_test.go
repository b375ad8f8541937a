package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/store"
)

// office is a desk with a mail server and a store that do as a test says.
type office struct {
	folders  []inbound.Folder
	batches  map[string]inbound.Batch
	fetchErr map[string]error
	refuse   []error // of the next connections

	stored []store.Batch
	polls  map[string]string // last problem by folder
	log    strings.Builder
}

func (o *office) desk(own ...string) *Desk {
	o.polls = map[string]string{}
	return New(Config{
		Connect: func(context.Context) (Source, error) {
			if len(o.refuse) > 0 {
				err := o.refuse[0]
				o.refuse = o.refuse[1:]
				return nil, err
			}
			return o, nil
		},
		Store: o, Sorter: o, Own: own, Now: time.Now, Log: slog.New(slog.NewTextHandler(&o.log, nil)),
	})
}

func (o *office) Folders(context.Context) ([]inbound.Folder, error) { return o.folders, nil }
func (o *office) Close() error                                      { return nil }
func (o *office) Fetch(ctx context.Context, folder string, _ inbound.Cursor, deliver func(context.Context, inbound.Batch) error) error {
	if err := o.fetchErr[folder]; err != nil {
		return err
	}
	return deliver(ctx, o.batches[folder])
}
func (o *office) Cursor(context.Context, string) (store.Cursor, error) { return store.Cursor{}, nil }
func (o *office) Receive(_ context.Context, b store.Batch) (store.Received, error) {
	o.stored = append(o.stored, b)
	return store.Received{Stored: len(b.Arrivals)}, nil
}
func (o *office) RecordPoll(_ context.Context, folder string, _ time.Time, problem string) error {
	o.polls[folder] = problem
	return nil
}

// Classify fails on one letter, as a fault in the program would.
func (o *office) Classify(l classify.Letter) classify.Verdict {
	if strings.Contains(l.Subject, "poison") {
		panic("the text of this letter: " + l.Own)
	}
	return classify.Verdict{Topic: "training", Concern: classify.ConcernNone}
}

func fetched(uid uint32, from, to, subject string) inbound.Fetched {
	raw := fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\n\r\nThe words of this letter.\r\n", from, to, subject)
	return inbound.Fetched{Folder: "INBOX", UIDValidity: 7, UID: uid, Size: int64(len(raw)), Raw: raw, Internal: time.Unix(1e9, 0)}
}

var roles = []inbound.Folder{
	{Name: "Sent Items", Role: inbound.Sent, Selectable: true}, {Name: "INBOX", Role: inbound.Inbox, Selectable: true},
	{Name: "Projects", Selectable: true}, {Name: "Junk Email", Role: inbound.Junk, Selectable: true},
}

func TestEveryLetterOfABatchIsStoredInOrderWithTheCursor(t *testing.T) {
	o := &office{folders: roles, batches: map[string]inbound.Batch{"INBOX": {
		Folder: "INBOX", UIDValidity: 7, Next: inbound.Cursor{UIDValidity: 7, LastUID: 6},
		Letters: []inbound.Fetched{
			fetched(1, "a@example.org", "us@example.org", "one"),
			fetched(3, "b@example.org", "us@example.org", "poison"),
			{Folder: "INBOX", UID: 4, Size: 200 << 20, Raw: []byte("From: c@example.org\r\n"), Partial: true},
			{Folder: "INBOX", UID: 6, Size: 400, Raw: bytes.Repeat([]byte{0, 1, 2, 0xff}, 100)},
		},
		Missing: []inbound.Missing{{UID: 2, Gone: true, Reason: "gone"}, {UID: 5, Reason: "no body"}},
	}}}
	if err := o.desk("us@example.org").Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := o.stored[1] // after Sent
	var states []store.State
	for i, a := range got.Arrivals {
		if a.UID != uint32(i+1) {
			t.Errorf("arrival %d has UID %d", i, a.UID)
		}
		if a.State != store.Stored && a.Reason == "" {
			t.Errorf("UID %d is %s without a reason", a.UID, a.State)
		}
		states = append(states, a.State)
	}
	want := []store.State{store.Stored, store.SetAside, store.Quarantined, store.Quarantined, store.Quarantined, store.Quarantined}
	if fmt.Sprint(states) != fmt.Sprint(want) || got.Next.LastUID != 6 || got.UIDValidity != 7 {
		t.Errorf("states %v, want %v; next %+v", states, want, got.Next)
	}
	if poisoned := got.Arrivals[2]; len(poisoned.Raw) == 0 || poisoned.Message.Subject != "" {
		t.Errorf("the letter that made reading fail: %+v; want its bytes alone", poisoned)
	}
	if strings.Contains(o.log.String(), "words of this letter") {
		t.Errorf("the log quotes a letter: %s", o.log.String())
	}
}

func TestOnlyOurOwnMailToOthersIsOurs(t *testing.T) {
	inbox, sent := roles[1], roles[0]
	for name, c := range map[string]struct {
		folder   inbound.Folder
		from, to string
		want     store.Direction
	}{
		"the public":                               {inbox, "a@example.org", "us@example.org", store.In},
		"our answer, copied to us":                 {inbox, "Us@Example.org", "a@example.org\r\nCc: us@example.org", store.Out},
		"a contact form in our name":               {inbox, "us@example.org", "us@example.org", store.In},
		"a contact form with a copy to its writer": {inbox, "us@example.org", "us@example.org\r\nCc: a@example.org", store.In},
		"a contact form to us and a colleague":     {inbox, "us@example.org", "us@example.org, b@example.org", store.In},
		"a form that wants its writer answered":    {inbox, "us@example.org", "b@example.org\r\nReply-To: a@example.org", store.In},
		"a former address of ours":                 {inbox, "old@example.org", "a@example.org", store.Out},
		"a delegate's reply in Sent":               {sent, "ruth@example.org", "a@example.org", store.Out},
		"a name that looks like ours":              {inbox, `"us@example.org" <b@example.org>`, "us@example.org", store.In},
		"from us to undisclosed, in Sent":          {sent, "us@example.org", "undisclosed-recipients:;", store.Out},
	} {
		t.Run(name, func(t *testing.T) {
			d := (&office{}).desk("us@example.org", "old@example.org")
			if got := d.read(c.folder, fetched(1, c.from, c.to, "Hello")).Direction; got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestFoldersAreReadByRoleOrAsConfigured(t *testing.T) {
	o := &office{folders: roles}
	d := o.desk("us@example.org")
	names := func() string {
		chosen, err := d.folders(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range chosen {
			out = append(out, f.Name+"="+string(f.Role))
		}
		return strings.Join(out, " ")
	}
	if got := names(); got != "Sent Items=sent INBOX=inbox Junk Email=junk" {
		t.Errorf("by role: %s", got)
	}
	d.Folders = []string{"inbox", "Projects", "Nowhere", "Sent Items"}
	if got := names(); got != "Sent Items=sent INBOX=inbox Projects= Nowhere=" {
		t.Errorf("as configured: %s", got)
	}
}

func TestAMissingFolderDoesNotKeepTheOthersFromBeingRead(t *testing.T) {
	o := &office{folders: roles, fetchErr: map[string]error{"Junk Email": fmt.Errorf("%w: Junk Email", inbound.ErrFolder)}}
	err := o.desk("us@example.org").Poll(t.Context())
	if !errors.Is(err, inbound.ErrFolder) {
		t.Errorf("error %v", err)
	}
	if len(o.stored) != 2 || o.polls["INBOX"] != "" || o.polls["Sent Items"] != "" || o.polls["Junk Email"] == "" {
		t.Errorf("%d folders stored; polls %v", len(o.stored), o.polls)
	}
}

func TestPollUntilReadTriesAgainUntilItSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &office{folders: roles, refuse: []error{errors.New("reset"), inbound.ErrSignIn, errors.New("reset")}}
		began := time.Now()
		if err := o.desk("us@example.org").PollUntilRead(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < refusedPause || took > 3*refusedPause {
			t.Errorf("it took %v; want a pause of %v after a refused sign-in", took, refusedPause)
		}
		if len(o.stored) != 3 {
			t.Errorf("%d folders were read, want 3", len(o.stored))
		}
	})
}

func TestPollUntilReadStopsWhenTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o := &office{refuse: make([]error, 1000)}
		for i := range o.refuse {
			o.refuse[i] = inbound.ErrHost
		}
		if err := o.desk("us@example.org").PollUntilRead(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store/worktime"
)

// house is a store on a real file with a clock that the test moves.
type house struct {
	*Store
	t    testing.TB
	path string
	now  time.Time
	uid  map[string]uint32
}

const ours = "team@example.org"

var (
	calendar = worktime.Default()
	policies = []TopicPolicy{
		{Key: "framework_downloads", Target: 16 * time.Hour, Owners: []string{"ann@example.org", "ben@example.org", "gone@example.org", "rita@example.org"}},
		{Key: "training", Target: 8 * time.Hour},
		{Key: "other"},
	}
	wednesday = time.Date(2026, 11, 4, 10, 0, 0, 0, time.UTC)
)

func open(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, path: filepath.Join(t.TempDir(), "enquiries.db"), now: wednesday, uid: map[string]uint32{}}
	h.Store = h.again()
	t.Cleanup(func() { h.Close() })
	return h
}

// again opens the same file once more.
func (h *house) again() *Store {
	h.t.Helper()
	s, err := Open(context.Background(), Options{Path: h.path, Now: func() time.Time { return h.now }, Topics: policies, Calendar: calendar})
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// addUser adds NAME@example.org.
func (h *house) addUser(name string, role Role) User {
	h.t.Helper()
	u, _, err := h.AddUser(h.t.Context(), name+"@example.org", name, role)
	h.must(err)
	return u
}

// write is a letter In from NAME@example.org; id is its Message-ID, names what it answers.
func write(from, id string, names ...string) Arrival {
	m := mailbox.Message{
		MessageID: id, References: names, Subject: "About " + id, Kind: mailbox.Human,
		Text: "Good morning, this is letter " + id, OwnText: "Good morning, this is letter " + id,
		From: []mailbox.Address{{Name: strings.ToUpper(from[:1]) + from[1:], Address: from + "@example.org"}},
		To:   []mailbox.Address{{Address: ours}},
	}
	return Arrival{
		State: Stored, Direction: In, Received: wednesday, Message: m, Size: 100,
		Raw:     []byte("Message-ID: <" + id + ">\r\n\r\n" + m.Text + rand.Text()),
		Verdict: classify.Verdict{Topic: "training", Confidence: 0.9, Obligations: []classify.Obligation{}, Reasons: []classify.Reason{{Text: "course", For: "training", Weight: 1}}},
	}
}

// answerTo is a letter of ours to NAME@example.org.
func answerTo(to, id string, names ...string) Arrival {
	a := write("team", id, names...)
	a.Direction, a.Verdict = Out, classify.Verdict{}
	a.Message.To = []mailbox.Address{{Address: to + "@Example.org"}}
	return a
}

func (a Arrival) at(d time.Duration) Arrival  { a.Received = wednesday.Add(d); return a }
func (a Arrival) kind(k mailbox.Kind) Arrival { a.Message.Kind = k; return a }
func (a Arrival) topic(t string) Arrival      { a.Verdict.Topic = t; return a }
func (a Arrival) junk() Arrival               { a.Junk = true; return a }
func (a Arrival) talk(id string) Arrival      { a.Message.Conversation = id; return a }
func (a Arrival) titled(s string) Arrival     { a.Message.Subject = s; return a }
func (a Arrival) refers(id string) Arrival    { a.Message.References = []string{id}; return a }
func (a Arrival) about(id string) Arrival     { a.Message.About.MessageID = id; return a }
func (a Arrival) copied(names ...string) Arrival {
	for _, n := range names {
		a.Message.Cc = append(a.Message.Cc, mailbox.Address{Address: n + "@example.org"})
	}
	return a
}

func (a Arrival) worry(c classify.Concern) Arrival {
	a.Verdict.Concern, a.Verdict.ConcernScore = c, 0.9
	a.Verdict.Reasons = append([]classify.Reason{{Text: "[worry]", For: string(c), Weight: 2}}, a.Verdict.Reasons...)
	return a
}

// from changes who the letter is from, replies who wants the answer, and to who gets it; these are whole addresses.
func (a Arrival) from(address string) Arrival {
	a.Message.From = people(address)
	return a
}
func (a Arrival) replies(address string) Arrival {
	a.Message.ReplyTo = people(address)
	return a
}
func (a Arrival) to(address string) Arrival {
	a.Message.To = people(address)
	return a
}

func people(address string) []mailbox.Address {
	if address == "" {
		return nil
	}
	return []mailbox.Address{{Address: address}}
}

// batch numbers the letters after those the folder had.
func (h *house) batch(folder string, letters ...Arrival) Batch {
	for i := range letters {
		h.uid[folder]++
		letters[i].UID = h.uid[folder]
	}
	return Batch{Folder: folder, UIDValidity: 7, Arrivals: letters, Next: Cursor{7, h.uid[folder]}}
}

func (h *house) receive(folder string, letters ...Arrival) Received {
	h.t.Helper()
	got, err := h.Receive(h.t.Context(), h.batch(folder, letters...))
	h.must(err)
	return got
}

func (h *house) enquiryOf(id int64) Enquiry {
	h.t.Helper()
	e, err := h.Enquiry(h.t.Context(), id)
	h.must(err)
	return e
}

// list gives the ids of a view in its order.
func (h *house) list(f Filter) []int64 {
	h.t.Helper()
	f.Size = 100
	p, err := h.Inbox(h.t.Context(), f)
	h.must(err)
	ids := []int64{}
	for _, r := range p.Rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// shape tells an enquiry in one line: its letters in order, and its status.
func shape(e Enquiry) string {
	var ids []string
	for _, m := range e.Messages {
		ids = append(ids, m.MessageID)
	}
	return fmt.Sprintf("%s %s", strings.Join(ids, ","), e.Status)
}

func (h *house) shapes(want ...string) {
	h.t.Helper()
	for i, w := range want {
		if got := shape(h.enquiryOf(int64(i + 1))); got != w {
			h.t.Errorf("enquiry %d: %s, want %s", i+1, got, w)
		}
	}
	h.count(`SELECT count(*) FROM enquiry`, len(want))
}

func (h *house) count(query string, want int) {
	h.t.Helper()
	var got int
	h.must(h.reader.QueryRow(query).Scan(&got))
	if got != want {
		h.t.Errorf("%s: %d, want %d", query, got, want)
	}
}

func (h *house) actions(e Enquiry, action string) (details []string) {
	for _, v := range e.History {
		if v.Action == action {
			details = append(details, v.By+": "+v.Detail)
		}
	}
	return details
}

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

func TestReceiveStartsAnEnquiry(t *testing.T) {
	h := open(t)
	a := write("ada", "a1").at(0)
	a.Message.Date = time.Date(2026, 11, 4, 11, 0, 0, 0, time.FixedZone("", 3600))
	a.Message.Attachments = []mailbox.Attachment{{Name: "form.pdf", Type: "application/pdf", Size: 12}}
	a.Message.Problems = []mailbox.Problem{{Code: "charset", Text: "guessed"}}
	if got := h.receive("INBOX", a); got != (Received{Stored: 1, NewEnquiries: 1}) {
		t.Errorf("received %+v", got)
	}
	e := h.enquiryOf(1)
	want := Row{
		ID: 1, Version: 1, Subject: "About a1", Enquirer: mailbox.Address{Name: "Ada", Address: "ada@example.org"},
		Snippet: a.Message.OwnText, Topic: "training", Also: []string{}, Confidence: 0.9, Reasons: a.Verdict.Reasons,
		Status: StatusNew, Received: wednesday, Latest: wednesday, Waiting: wednesday, Due: wednesday.Add(24 * time.Hour), // 8 hours of work
		Concern: "none", Obligations: []classify.Obligation{}, Letters: 1, Attachments: 1,
	}
	if diff := cmp.Diff(want, e.Row); diff != "" {
		t.Error(diff)
	}
	a.Verdict.Also, a.Verdict.Concern = []string{}, "none"
	if diff := cmp.Diff([]Message{{ID: 1, Direction: In, Folder: "INBOX", Received: wednesday, Message: a.Message, Verdict: a.Verdict, Places: []Lying{{Folder: "INBOX"}}}}, e.Messages); diff != "" {
		t.Error(diff)
	}
	if got := h.actions(e, "received"); !slices.Equal(got, []string{"machine: training"}) {
		t.Errorf("received events: %q", got)
	}
}

func TestRawIsByteForByte(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	a.Raw = bytes.Repeat([]byte("\x00\xff line\r\n"), 1000)
	q := Arrival{State: Quarantined, Reason: "the server gave a placeholder", Raw: []byte("?"), Received: wednesday, Size: 1}
	gone := Arrival{State: SetAside, Reason: "gone before it could be fetched", Received: wednesday}
	if got := h.receive("INBOX", a, q, gone); got != (Received{Stored: 1, Quarantined: 1, SetAside: 1, NewEnquiries: 1}) {
		t.Errorf("received %+v", got)
	}
	if got, err := h.Raw(t.Context(), 1); err != nil || !bytes.Equal(got, a.Raw) {
		t.Errorf("raw of the message: %d bytes, %v", len(got), err)
	}
	list, err := h.Quarantine(t.Context())
	h.must(err)
	want := []Quarantine{{ID: 2, Folder: "INBOX", UID: 2, Received: wednesday, Size: 1, Reason: q.Reason, Bytes: true}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
	if got, err := h.RawOfLedger(t.Context(), 2); err != nil || string(got) != "?" {
		t.Errorf("raw of the ledger: %q, %v", got, err)
	}
	for _, id := range []int64{3, 99} {
		if _, err := h.RawOfLedger(t.Context(), id); !errors.Is(err, ErrNotFound) {
			t.Errorf("raw of ledger %d: %v", id, err)
		}
	}
	h.count(`SELECT count(*) FROM message`, 1)
}

func TestCopies(t *testing.T) {
	delivered := func(a Arrival) Arrival { a.Raw = append([]byte("Received: by another way\r\n"), a.Raw...); return a }
	for _, test := range []struct {
		name  string
		again func(Arrival) Arrival
		copy  bool
	}{
		{"the same bytes", func(a Arrival) Arrival { return a }, true},
		{"the same bytes, no Message-ID", func(a Arrival) Arrival { a.Message.MessageID = ""; return a }, true},
		{"other bytes, same id and content", delivered, true},
		{"same content, but the id is gone", func(a Arrival) Arrival { a = delivered(a); a.Message.MessageID = ""; return a }, false},
		{"same id, other text", func(a Arrival) Arrival { a = delivered(a); a.Message.Text = "Other"; return a }, false},
		{"same id, other subject", func(a Arrival) Arrival { a = delivered(a); a.Message.Subject = "Other"; return a }, false},
		{"same id, other writer", func(a Arrival) Arrival {
			a = delivered(a)
			a.Message.From = []mailbox.Address{{Address: "eve@example.org"}}
			return a
		}, false},
		{"same id, other date", func(a Arrival) Arrival { a = delivered(a); a.Message.Date = wednesday; return a }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			a := write("ada", "a1")
			h.receive("INBOX", a)
			got := h.receive("Archive", test.again(a))
			if isCopy := got.SetAside == 1 && got.Stored == 0; isCopy != test.copy {
				t.Fatalf("received %+v", got)
			}
			h.count(`SELECT count(*) FROM ledger`, 2)
			if test.copy {
				h.count(`SELECT count(*) FROM message`, 1)
				h.count(`SELECT count(*) FROM ledger WHERE state = 'set_aside' AND reason = 'a copy of a letter stored before (INBOX, uid 1)'`, 1)
			}
		})
	}
}

func TestEqualBytesAreKeptOnce(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	h.receive("INBOX", a, a, a)
	h.count(`SELECT count(*) FROM raw`, 1)
	h.count(`SELECT count(*) FROM ledger WHERE raw = 1`, 3)
}

func TestShownAgain(t *testing.T) {
	h := open(t)
	b := h.batch("INBOX", write("ada", "a1"), write("bob", "b1"))
	for _, want := range []Received{{Stored: 2, NewEnquiries: 2}, {Known: 2}} {
		if got, err := h.Receive(t.Context(), b); err != nil || got != want {
			t.Errorf("received %+v, %v; want %+v", got, err, want)
		}
	}
	b.UIDValidity, b.Next.UIDValidity = 8, 8 // the server counts anew: every letter is shown again
	if got, err := h.Receive(t.Context(), b); err != nil || got != (Received{SetAside: 2}) {
		t.Errorf("after a new UIDVALIDITY: %+v, %v", got, err)
	}
	h.count(`SELECT count(*) FROM enquiry`, 2)
}

func TestCursor(t *testing.T) {
	h := open(t)
	for _, step := range []struct{ next, want Cursor }{
		{Cursor{}, Cursor{}},
		{Cursor{7, 10}, Cursor{7, 10}},
		{Cursor{7, 4}, Cursor{7, 10}}, // never backwards
		{Cursor{}, Cursor{7, 10}},
		{Cursor{7, 11}, Cursor{7, 11}},
		{Cursor{9, 2}, Cursor{9, 2}}, // a new numbering
	} {
		_, err := h.Receive(t.Context(), Batch{Folder: "INBOX", UIDValidity: 7, Next: step.next})
		h.must(err)
		if got, err := h.Cursor(t.Context(), "INBOX"); err != nil || got != step.want {
			t.Errorf("after %v: %v, %v; want %v", step.next, got, err, step.want)
		}
	}
	if got, err := h.Cursor(t.Context(), "Sent"); err != nil || got != (Cursor{}) {
		t.Errorf("another folder: %v, %v", got, err)
	}
}

// A batch that fails at its last letter leaves nothing: no letter, no cursor.
func TestAllOrNothing(t *testing.T) {
	h := open(t)
	letters := make([]Arrival, 20)
	for i := range letters {
		letters[i] = write("ada", fmt.Sprint("a", i))
	}
	letters[19].State = "lost"
	if _, err := h.Receive(t.Context(), h.batch("INBOX", letters...)); !errors.Is(err, ErrInvalid) {
		t.Fatalf("error %v", err)
	}
	h.empty()
}

func (h *house) empty() {
	h.t.Helper()
	for _, table := range []string{"ledger", "raw", "message", "enquiry", "event", "cursor", "named_id", "correspondent"} {
		h.count(`SELECT count(*) FROM `+table, 0)
	}
}

// counting is a context that is cancelled when it is looked at for the nth
// time. The driver looks at it for each statement, so that the transaction is
// broken off between any two.
type counting struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func (c *counting) Done() <-chan struct{} {
	if c.left.Add(-1) == 0 {
		c.cancel()
	}
	return c.Context.Done()
}

func TestCancelledMidway(t *testing.T) {
	h := open(t)
	broken := 0
	for n := int64(1); ; n += 2 {
		inner, cancel := context.WithCancel(t.Context())
		ctx := &counting{Context: inner, cancel: cancel}
		ctx.left.Store(n)
		letters := []Arrival{write("ada", "a1"), write("bob", "b1"), write("ada", "a2", "a1"), answerTo("ada", "r1", "a1")}
		h.uid["INBOX"] = 0
		_, err := h.Receive(ctx, h.batch("INBOX", letters...))
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		broken++
		h.empty()
	}
	if broken < 20 {
		t.Errorf("broken off only %d times", broken)
	}
	h.count(`SELECT count(*) FROM message`, 4)
	h.count(`SELECT count(*) FROM cursor`, 1)
}

func TestBatchOf300(t *testing.T) {
	h := open(t)
	var letters []Arrival
	for i := range 300 {
		letters = append(letters, write(fmt.Sprint("writer", i%150), fmt.Sprint("m", i)).at(time.Duration(i)*time.Minute))
	}
	if got := h.receive("INBOX", letters...); got != (Received{Stored: 300, NewEnquiries: 300}) {
		t.Errorf("received %+v", got)
	}
	h.count(`SELECT count(*) FROM enquiry WHERE version = 1 AND letters = 1`, 300)
	if c, _ := h.Cursor(t.Context(), "INBOX"); c != (Cursor{7, 300}) {
		t.Errorf("cursor %v", c)
	}
}

func TestLedgerOrder(t *testing.T) {
	h := open(t)
	for _, b := range []Batch{
		{Folder: "Sent", UIDValidity: 2}, {Folder: "INBOX", UIDValidity: 10}, {Folder: "INBOX", UIDValidity: 9},
	} {
		for _, uid := range []uint32{10, 9, 100} {
			a := write("ada", fmt.Sprint(b.Folder, b.UIDValidity, uid))
			a.UID = uid
			b.Arrivals = append(b.Arrivals, a)
		}
		_, err := h.Receive(t.Context(), b)
		h.must(err)
	}
	var got []string
	h.must(h.Ledger(t.Context(), func(r LedgerRow) error {
		if len(r.SHA256) != 64 || r.State != Stored || r.Size != 100 {
			t.Errorf("row %+v", r)
		}
		got = append(got, fmt.Sprintf("%s %d %d", r.Folder, r.UIDValidity, r.UID))
		return nil
	}))
	want := []string{"INBOX 9 9", "INBOX 9 10", "INBOX 9 100", "INBOX 10 9", "INBOX 10 10", "INBOX 10 100", "Sent 2 9", "Sent 2 10", "Sent 2 100"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	stop := errors.New("stop")
	if err := h.Ledger(t.Context(), func(LedgerRow) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("yield's error: %v", err)
	}
}

// The ledger may be read while letters are received, and sees one moment.
func TestLedgerBesideReceive(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"), write("ada", "a2"))
	n := 0
	h.must(h.Ledger(t.Context(), func(LedgerRow) error {
		if n++; n == 1 {
			h.receive("INBOX", write("ada", "a3"))
		}
		return nil
	}))
	if n != 2 {
		t.Errorf("%d rows, want the 2 of the moment it began", n)
	}
}

func BenchmarkReceive(b *testing.B) {
	h := open(b)
	body := bytes.Repeat([]byte("Where do I find the framework for adults? "), 200)
	n := 0
	for b.Loop() {
		b.StopTimer()
		var letters []Arrival
		for range 300 {
			a := write(fmt.Sprint("writer", n), fmt.Sprint("m", n))
			if n%3 == 2 {
				a = write(fmt.Sprint("writer", n-1), fmt.Sprint("m", n), fmt.Sprint("m", n-1))
			}
			a.Raw = append(a.Raw, body...)
			letters = append(letters, a)
			n++
		}
		batch := h.batch("INBOX", letters...)
		b.StartTimer()
		if _, err := h.Receive(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "letters/s")
}

// How much is left to read is known from the first batch on.
func TestProgressIsKnownFromTheFirstBatch(t *testing.T) {
	h := open(t)
	b := h.batch("INBOX", write("ada", "a1"))
	b.Left = 49_999
	h.receiveBatch(b)
	if p := h.pollOf("INBOX"); p.Pending != 49_999 || !p.LastOK.IsZero() || p.Problem != "" {
		t.Errorf("%+v", p)
	}
	h.receive("INBOX", write("bob", "b1"))
	if p := h.pollOf("INBOX"); p.Pending != 0 {
		t.Errorf("%+v", p)
	}
}

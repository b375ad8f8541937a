package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// crowd fills a house with some of everything.
func crowd(t *testing.T, n int) *house {
	h := open(t)
	r := rand.New(rand.NewPCG(4, 2))
	users := []User{h.addUser("ann", RoleTriage), h.addUser("ben", RoleLead), h.addUser("cyd", RoleTriage)}
	pick := func(p float64) bool { return r.Float64() < p }
	var letters []Arrival
	for i := range n {
		a := write(fmt.Sprint("writer", i), fmt.Sprint("m", i)).at(time.Duration(r.IntN(200)) * time.Hour) // some at once
		a = a.topic([]string{"framework_downloads", "training", "other"}[r.IntN(3)])
		a.Verdict.Unsure, a.Junk = pick(0.2), pick(0.1)
		if pick(0.1) {
			a = a.kind(mailbox.AutoReply)
		}
		if pick(0.15) {
			a = a.worry([]classify.Concern{classify.ConcernPersonal, classify.ConcernThirdParty}[r.IntN(2)])
		}
		letters = append(letters, a)
		if pick(0.4) {
			letters = append(letters, answerTo(fmt.Sprint("writer", i), fmt.Sprint("r", i), fmt.Sprint("m", i)).at(time.Duration(r.IntN(400))*time.Hour))
		}
	}
	h.receive("INBOX", letters...)
	for id := int64(1); id <= int64(n); id++ {
		by := func() Change { return Change{id, h.enquiryOf(id).Version, users[0].ID} }
		if pick(0.3) {
			h.must(h.SetStatus(t.Context(), by(), Statuses[r.IntN(len(Statuses))], "done"))
		}
		if pick(0.5) {
			h.must(h.Assign(t.Context(), by(), users[r.IntN(3)].ID))
		}
		if pick(0.1) {
			h.must(h.SetTopic(t.Context(), by(), "training"))
		}
	}
	h.now = wednesday.Add(100 * time.Hour)
	return h
}

// in says whether a view shows a row, in Go: the SQL must agree.
func in(v View, r Row, now time.Time) bool {
	pinned := r.Concern.Rank() > 0 && r.Status != StatusClosed && r.Status != StatusSpam
	switch v {
	case ViewToDo:
		return pinned || !r.Automatic && (r.Status == StatusNew || r.Status == StatusOpen)
	case ViewLate:
		return !r.Due.IsZero() && r.Due.Before(now)
	case ViewSpam:
		return r.Status == StatusSpam
	case ViewLikely:
		return r.Status == StatusSpam && !r.Automatic && r.Topic != "other"
	case ViewAutomatic:
		return r.Automatic && r.Status != StatusSpam
	}
	return !r.Automatic && r.Status != StatusSpam
}

func before(v View) func(a, b Row) int {
	pin := func(r Row) int {
		switch {
		case r.Concern.Rank() == 0, r.Status == StatusClosed, r.Status == StatusSpam:
			return 0
		case r.Status == StatusWaiting:
			return 1 + int(1000*r.ConcernScore)
		}
		return 2001 + int(1000*r.ConcernScore)
	}
	urgency := func(r Row) int64 {
		switch {
		case r.Due.IsZero():
			return 1 << 62
		}
		return r.Due.Unix()
	}
	return func(a, b Row) int {
		c := cmp.Compare(pin(b), pin(a))
		if v == ViewToDo || v == ViewLate {
			c = cmp.Or(c, cmp.Compare(urgency(a), urgency(b)))
		}
		return cmp.Or(c, b.Latest.Compare(a.Latest), cmp.Compare(b.ID, a.ID))
	}
}

// Each filter shows what it says, in its order; its pages put together are the
// whole list, each row once.
func TestInbox(t *testing.T) {
	const n = 150
	h := crowd(t, n)
	var all []Row
	for id := int64(1); id <= n; id++ {
		all = append(all, h.enquiryOf(id).Row)
	}
	for _, view := range []View{"", ViewToDo, ViewLate, ViewAll, ViewAutomatic, ViewSpam, ViewLikely} {
		for _, f := range []Filter{{}, {Topic: "training"}, {Status: StatusNew}, {Status: StatusWaiting}, {Owner: "2"}, {Owner: "none"}, {Unsure: true}, {Topic: "other", Owner: "1"}} {
			f.View = view
			shown := cmp.Or(view, ViewToDo)
			var want []Row
			for _, r := range all {
				owner := "none"
				if r.Owner != nil {
					owner = fmt.Sprint(r.Owner.ID)
				}
				if in(shown, r, h.now) && (f.Topic == "" || f.Topic == r.Topic) && (f.Status == "" || f.Status == r.Status) &&
					(f.Owner == "" || f.Owner == owner) && (!f.Unsure || r.Unsure) {
					want = append(want, r)
				}
			}
			slices.SortFunc(want, before(shown))
			h.comparePages(f, want)
		}
	}
}

func (h *house) comparePages(f Filter, want []Row) {
	h.t.Helper()
	for _, size := range []int{7, 100} {
		var got []int64
		for f.Size, f.Page = size, 1; ; f.Page++ {
			p, err := h.Inbox(h.t.Context(), f)
			h.must(err)
			if p.Total != len(want) || p.Number != f.Page || p.Size != size {
				h.t.Fatalf("%+v: page %d of %d, total %d, want %d", f, p.Number, p.Size, p.Total, len(want))
			}
			if len(p.Rows) == 0 {
				break
			}
			for _, r := range p.Rows {
				got = append(got, r.ID)
			}
		}
		var ids []int64
		for _, r := range want {
			ids = append(ids, r.ID)
		}
		if !slices.Equal(got, ids) {
			h.t.Errorf("%+v:\n%v, want\n%v", f, got, ids)
		}
	}
}

func TestCounts(t *testing.T) {
	const n = 120
	h := crowd(t, n)
	h.receive("INBOX", Arrival{State: Quarantined, Raw: []byte("?"), Received: wednesday})
	want := Counts{Views: map[View]int{ViewToDo: 0, ViewLate: 0, ViewAll: 0, ViewAutomatic: 0, ViewSpam: 0, ViewLikely: 0}, Quarantined: 1}
	for id := int64(1); id <= n; id++ {
		r := h.enquiryOf(id).Row
		for v := range want.Views {
			if in(v, r, h.now) {
				want.Views[v]++
			}
		}
		open := r.Status != StatusClosed && r.Status != StatusSpam
		add := func(n *int, when bool) {
			if when {
				*n++
			}
		}
		add(&want.Concern, open && r.Concern.Rank() > 0)
		add(&want.Unsure, in(ViewToDo, r, h.now) && r.Unsure)
		add(&want.Unassigned, in(ViewToDo, r, h.now) && r.Owner == nil)
		add(&want.Late, !r.Due.IsZero() && r.Due.Before(h.now))
	}
	got, err := h.Counts(t.Context())
	h.must(err)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("counts %v, want %v", got, want)
	}
	if want.Late == 0 || want.Concern == 0 || want.Unsure == 0 {
		t.Errorf("the crowd is too tame: %v", want)
	}
}

func TestInboxDefaults(t *testing.T) {
	h := open(t)
	for _, test := range []struct{ f, want Filter }{
		{Filter{}, Filter{Page: 1, Size: 25}}, {Filter{Page: -3, Size: -1}, Filter{Page: 1, Size: 25}}, {Filter{Page: 2, Size: 1000}, Filter{Page: 2, Size: 100}},
	} {
		p, err := h.Inbox(t.Context(), test.f)
		if err != nil || p.Number != test.want.Page || p.Size != test.want.Size || p.Total != 0 || p.Rows == nil {
			t.Errorf("%+v: %+v, %v", test.f, p, err)
		}
	}
}

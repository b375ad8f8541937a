package store

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// world is a mailbox as others change it, and the house that reads it.
type world struct {
	*house
	r       *rand.Rand
	folders map[string]*box
	letters int
	rush    int // letters that come within one second
}

// box is one folder of the server.
type box struct {
	validity, next uint32
	holds          map[uint32]*item
}

// item is one letter of the server, wherever it lies.
type item struct {
	id       string
	received time.Time
	lines    int  // what servers added to its header
	shown    bool // else the server gives a note in its place
	read     bool // it was shown when we read it
	noted    bool // it was not
}

func (m *item) arrival(uid uint32, folder string) Arrival {
	a := Arrival{UID: uid, State: Stored, Direction: In, Received: m.received, Size: int64(1000 + len(m.id)), Junk: folder == "Junk", Bin: folder == "Trash",
		Message: mailbox.Message{MessageID: m.id, Subject: "About " + m.id, Text: m.id, OwnText: m.id, Kind: mailbox.Human, From: []mailbox.Address{{Address: m.id + "@example.org"}}},
		Raw:     fmt.Appendf(nil, "Received: %d\r\n\r\n%s", m.lines, m.id)}
	if !m.shown {
		note := placeholder("note " + m.id)
		a.State, a.Retry, a.Bare, a.Reason, a.Raw, a.Message = note.State, true, true, note.Reason, note.Raw, note.Message
	}
	return a
}

var folderNames = []string{"Archive", "INBOX", "Junk", "Trash"}

func (w *world) box() *box { return w.folders[folderNames[w.r.IntN(len(folderNames))]] }

func (b *box) put(m *item) {
	b.next++
	b.holds[b.next] = m
}

// live lets others do something to the mailbox.
func (w *world) live() {
	b := w.box()
	uids := slices.Sorted(maps.Keys(b.holds))
	pick := func() uint32 { return uids[w.r.IntN(len(uids))] }
	switch n := w.r.IntN(20); {
	case n < 7 || len(uids) == 0:
		w.letters++
		w.box().put(&item{id: fmt.Sprint("m", w.letters), received: wednesday.Add(time.Duration(w.letters/w.rush) * time.Second), shown: w.r.IntN(4) > 0})
	case n < 11: // moved
		uid := pick()
		w.box().put(b.holds[uid])
		delete(b.holds, uid)
	case n < 12: // copied
		w.box().put(b.holds[pick()])
	case n < 13: // deleted; we may never have seen it
		delete(b.holds, pick())
	case n < 16: // the server can show it now
		b.holds[pick()].shown = true
	case n < 17: // the folder is rebuilt
		b.renumber()
	case n < 18: // the folder comes from another server
		for _, m := range b.holds {
			m.lines++
		}
		b.renumber()
	default:
		w.now = w.now.Add(time.Duration(w.r.IntN(600)) * time.Second)
	}
}

func (b *box) renumber() {
	old := b.holds
	b.holds, b.next = map[uint32]*item{}, 0
	b.validity++
	for _, uid := range slices.Sorted(maps.Keys(old)) {
		b.put(old[uid])
	}
}

func (m *item) meet() {
	m.read, m.noted = m.read || m.shown, m.noted || !m.shown
}

// visit reads a folder as the desk does.
func (w *world) visit(folder string) {
	w.t.Helper()
	ctx, b := w.t.Context(), w.folders[folder]
	at, err := w.Cursor(ctx, folder)
	w.must(err)
	if at.UIDValidity != b.validity {
		at = Cursor{UIDValidity: b.validity}
	}
	batch := Batch{Folder: folder, UIDValidity: b.validity, Next: Cursor{b.validity, at.LastUID}}
	for _, uid := range slices.Sorted(maps.Keys(b.holds)) {
		if m := b.holds[uid]; uid > at.LastUID {
			m.meet()
			batch.Arrivals, batch.Next.LastUID = append(batch.Arrivals, m.arrival(uid, folder)), uid
		}
	}
	w.handOver(batch)
	for {
		validity, uid, ok, err := w.ClaimDue(ctx, folder)
		w.must(err)
		if !ok {
			break
		}
		m, there := b.holds[uid]
		a := Arrival{UID: uid, State: SetAside, Reason: "others deleted it", Received: wednesday}
		if there {
			m.meet()
			a = m.arrival(uid, folder)
		}
		w.handOver(Batch{Folder: folder, UIDValidity: validity, Arrivals: []Arrival{a}, Again: true})
	}
	if missing := w.reconcile(folder, b.validity, slices.Sorted(maps.Keys(b.holds))...); missing != nil {
		w.t.Errorf("%s lacks %v", folder, missing)
	}
	w.present(folder, b.validity, len(b.holds))
}

// handOver stores a batch, now and then after an end of the program.
func (w *world) handOver(b Batch) {
	w.t.Helper()
	var uids []uint32
	for _, a := range b.Arrivals {
		uids = append(uids, a.UID)
	}
	w.must(w.TakeInHand(w.t.Context(), b.Folder, b.UIDValidity, uids))
	if w.r.IntN(20) == 0 {
		w.crash()
		w.must(w.TakeInHand(w.t.Context(), b.Folder, b.UIDValidity, uids))
	}
	w.receiveBatch(b)
	if w.r.IntN(20) == 0 && !b.Again {
		w.receiveBatch(b) // shown once more
	}
}

// Whatever others do to the mailbox and whenever the program ends: each letter
// that could be read is stored once, each that could not waits in the
// quarantine, and nothing else does but what is gone.
func TestNoLetterIsLostAndNoneDoubled(t *testing.T) {
	seeds := uint64(16)
	if testing.Short() {
		seeds = 4
	}
	for seed := range seeds {
		w := &world{house: open(t), r: rand.New(rand.NewPCG(seed, 7)), folders: map[string]*box{}, rush: 1 + int(seed%2)}
		for _, name := range folderNames {
			w.folders[name] = &box{validity: 1, holds: map[uint32]*item{}}
		}
		all := map[*item]bool{}
		for range 60 {
			w.live()
			if w.r.IntN(3) == 0 {
				w.visit(folderNames[w.r.IntN(len(folderNames))])
			}
			for _, b := range w.folders {
				for _, m := range b.holds {
					all[m] = true
				}
			}
		}
		for range 2 { // what was moved is read, then what it left is settled
			for _, name := range folderNames {
				w.visit(name)
			}
		}
		w.audit(all)
		w.count(`SELECT count(*) FROM in_hand`, 0)
		w.Close()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func (w *world) audit(all map[*item]bool) {
	w.t.Helper()
	there := map[*item]int{}
	for _, b := range w.folders {
		for _, m := range b.holds {
			there[m]++
		}
	}
	waiting, gone := map[string]int{}, map[string]bool{}
	list, err := w.Quarantine(w.t.Context())
	w.must(err)
	for _, q := range list {
		raw, err := w.RawOfLedger(w.t.Context(), q.ID)
		w.must(err)
		if gone[string(raw)] = !q.Gone.IsZero(); q.Gone.IsZero() {
			waiting[string(raw)]++
		}
	}
	for _, m := range slices.SortedFunc(maps.Keys(all), func(a, b *item) int { return cmp.Compare(a.id, b.id) }) {
		var stored int
		w.must(w.reader.QueryRow(`SELECT count(*) FROM message WHERE message_id = ?`, m.id).Scan(&stored))
		note := waiting["note "+m.id]
		switch {
		case stored > 1:
			w.t.Errorf("%s is stored %d times", m.id, stored)
		case m.read && stored == 0:
			w.t.Errorf("%s was read and is not stored", m.id)
		case there[m] > 0 && stored == 0 && note == 0:
			w.t.Errorf("%s is in the mailbox and nowhere here", m.id)
		case note > there[m]:
			w.t.Errorf("%s waits %d times and lies in %d places", m.id, note, there[m])
		case m.noted && !m.read && there[m] == 0 && !gone["note "+m.id] && w.rush == 1:
			// Of two within a second one may stand for the other once it is gone.
			w.t.Errorf("%s was never had and has left the quarantine", m.id)
		}
	}
}

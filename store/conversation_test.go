package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// answerSQL says the rules of conversation.go a second time, in another
// language: when message o is an answer by a person of ours to somebody who
// wrote to us, and not as one whom we ourselves brought in.
const answerSQL = `o.direction = 'out' AND o.kind = 'human' AND (
	EXISTS (SELECT 1 FROM correspondent c WHERE c.message = o.id AND c.field IN ('to', 'cc') AND c.email IN (
		SELECT w.email FROM message i JOIN correspondent w ON w.message = i.id
		WHERE i.enquiry = o.enquiry AND i.direction = 'in' AND w.field IN ('from', 'reply_to')
		AND NOT EXISTS (SELECT 1 FROM message b JOIN correspondent t ON t.message = b.id AND t.email = w.email
			WHERE b.enquiry = i.enquiry AND b.direction = 'out' AND b.received < i.received
			AND EXISTS (SELECT 1 FROM message f WHERE f.enquiry = b.enquiry AND f.direction = 'in' AND f.received <= b.received)
			AND NOT EXISTS (SELECT 1 FROM message p JOIN correspondent q ON q.message = p.id AND q.email = w.email
				WHERE p.enquiry = b.enquiry AND p.direction = 'in' AND p.received <= b.received))))
	OR NOT EXISTS (SELECT 1 FROM correspondent c WHERE c.message = o.id AND c.field IN ('to', 'cc')))`

const (
	cameSQL = `SELECT coalesce(min(CASE WHEN direction = 'in' AND kind = 'human' THEN received END),
		min(CASE WHEN direction = 'in' THEN received END)) FROM message WHERE enquiry = 1`
	responseSQL = `SELECT coalesce(min(o.received), 0) FROM message o WHERE o.enquiry = 1 AND o.received >= (` + cameSQL + `) AND ` + answerSQL
	waitingSQL  = `SELECT coalesce(min(i.received), 0) FROM message i WHERE i.enquiry = 1 AND i.direction = 'in' AND i.kind = 'human'
		AND i.received > coalesce((SELECT max(o.received) FROM message o WHERE o.enquiry = 1 AND o.received >= (` + cameSQL + `) AND ` + answerSQL + `), 0)`
	openingSQL = `SELECT id FROM message WHERE enquiry = 1 AND direction = 'in' ORDER BY kind <> 'human', received, id LIMIT 1`
	newestSQL  = `SELECT id FROM message WHERE enquiry = 1 ORDER BY received DESC, id DESC LIMIT 1`
)

// Who answered whom is the same by the rules in Go and by the rules in SQL,
// whatever the conversation, also where letters came in the same second.
func TestConversationsAgreeWithTheRulesInSQL(t *testing.T) {
	h := open(t)
	h.must(h.Store.write(t.Context(), func(t *tx) error {
		_, err := t.exec(h.t.Context(), `INSERT INTO enquiry (topic, confidence, unsure, also, reasons, status, concern, automatic, received, latest)
			VALUES ('training', 1, 0, '[]', '[]', 'new', 'none', 0, 1, 1)`)
		return err
	}))
	answered, waited := 0, 0
	h.must(h.Store.write(t.Context(), func(tx *tx) error {
		for seed := range uint64(600) {
			h.converse(tx, rand.New(rand.NewPCG(seed, 1)))
			c, err := tx.conversation(t.Context(), 1)
			h.must(err)
			response, _ := c.response()
			for what, got := range map[string]int64{cameSQL: c.came(), responseSQL: response, waitingSQL: c.waiting(), openingSQL: c.opening().id, newestSQL: c.newest().id} {
				var want int64
				h.must(tx.row(t.Context(), what, nil, &want))
				if got != want {
					t.Fatalf("seed %d: %d, want %d by %s\n%s", seed, got, want, what, tell(c))
				}
			}
			got := []int64{}
			for _, p := range c.answers() {
				got = append(got, p.id)
			}
			want, err := column[int64](t.Context(), tx, `SELECT o.id FROM message o WHERE `+answerSQL+` ORDER BY o.received, o.id`)
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("seed %d: %v answer, want %v, %v\n%s", seed, got, want, err, tell(c))
			}
			answered, waited = answered+min(int(response), 1), waited+min(int(c.waiting()), 1)
		}
		return nil
	}))
	if answered < 100 || waited < 100 {
		t.Errorf("too tame: %d answered, %d wait", answered, waited)
	}
}

// converse puts a random conversation in the place of the one before it.
func (h *house) converse(tx *tx, r *rand.Rand) {
	ctx := h.t.Context()
	for _, table := range []string{"correspondent", "message", "ledger"} {
		_, err := tx.exec(ctx, `DELETE FROM `+table)
		h.must(err)
	}
	people := []string{"ada", "bob", "cyd", "dan"}
	for i := range 1 + r.IntN(8) {
		direction, kind := []Direction{In, Out}[r.IntN(2)], []mailbox.Kind{mailbox.Human, mailbox.Human, mailbox.Human, mailbox.AutoReply}[r.IntN(4)]
		if i == 0 {
			direction = In // every enquiry has one
		}
		at := 1 + r.IntN(6)
		ledger, err := tx.exec(ctx, `INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, received, seen) VALUES ('INBOX', 7, ?, 'stored', '', 1, ?, 1)`, i+1, at)
		h.must(err)
		id, err := tx.exec(ctx, `INSERT INTO message (enquiry, ledger, direction, junk, kind, received, message_id, content, subject, text, own_text, head, verdict, attachments)
			VALUES (1, ?, ?, 0, ?, ?, '', x'00', '', '', '', '{}', '{}', 0)`, ledger, direction, kind, at)
		h.must(err)
		for _, field := range []string{"from", "reply_to", "to", "to", "cc"} {
			if r.IntN(3) == 0 {
				continue
			}
			_, err := tx.exec(ctx, `INSERT OR IGNORE INTO correspondent (message, field, email) VALUES (?, ?, ?)`, id, field, people[r.IntN(len(people))])
			h.must(err)
		}
	}
}

func tell(c conversation) (text string) {
	for _, p := range c.parts {
		text += fmt.Sprintf("%+v\n", p)
	}
	return text
}

// What a person told counts beside the letters.
func TestWhatWasToldCountsAsAnAnswer(t *testing.T) {
	in := func(at int64) part {
		return part{id: at, in: true, human: true, received: at, writers: []string{"ada"}}
	}
	out := func(at int64) part { return part{id: at, human: true, received: at, got: []string{"ada"}} }
	old := func(p part) part { p.backfill = true; return p }
	auto := func(p part) part { p.human = false; return p }
	for _, test := range []struct {
		name              string
		parts             []part
		told              []told
		response, waiting int64
		byHand, unneeded  bool
	}{
		{name: "nothing", parts: []part{in(5)}, waiting: 5},
		{name: "an answer by phone", parts: []part{in(5)}, told: []told{{at: 7}}, response: 7, byHand: true},
		{name: "at the very time of the letter", parts: []part{in(5)}, told: []told{{at: 5}}, response: 5, byHand: true},
		{name: "a letter that follows it waits", parts: []part{in(5), in(9)}, told: []told{{at: 7}}, response: 7, byHand: true, waiting: 9},
		{name: "a letter before it does not", parts: []part{in(5), in(6)}, told: []told{{at: 7}}, response: 7, byHand: true},
		{name: "an earlier answer by letter leads", parts: []part{in(5), out(6)}, told: []told{{at: 7}}, response: 6},
		{name: "a later one does not", parts: []part{in(5), out(8)}, told: []told{{at: 7}}, response: 7, byHand: true},
		{name: "one before the enquiry came is none", parts: []part{in(5)}, told: []told{{at: 3}}, waiting: 5},
		{name: "none needed", parts: []part{in(5)}, told: []told{{7, true}}, unneeded: true},
		{name: "none needed, but written again", parts: []part{in(5), in(9)}, told: []told{{7, true}}, waiting: 9},
		{name: "none needed, then an out-of-office", parts: []part{in(5), auto(in(9))}, told: []told{{7, true}}, unneeded: true},
		{name: "none needed, answered all the same", parts: []part{in(5), out(9)}, told: []told{{7, true}}, response: 9, unneeded: true},
		{name: "before the service went live nobody waits", parts: []part{old(in(5)), old(in(6))}},
		{name: "who writes after that does", parts: []part{old(in(5)), in(6)}, waiting: 6},
	} {
		c := conversation{test.parts, test.told}
		response, byHand := c.response()
		if response != test.response || byHand != test.byHand || c.waiting() != test.waiting || c.unneeded() != test.unneeded {
			t.Errorf("%s: response %d by hand %v, waiting %d, unneeded %v", test.name, response, byHand, c.waiting(), c.unneeded())
		}
	}
}

// Letters of an enquiry lie in the order they came, and each is counted once,
// whatever is refreshed and how often.
func TestRefreshDrawsTheSameFromTheSameLetters(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").at(0), write("ada", "a2", "a1").at(2*time.Hour))
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	before := h.enquiryOf(1).Row
	h.must(h.Store.write(t.Context(), func(tx *tx) error {
		e, err := tx.enquiry(t.Context(), 1)
		h.must(err)
		e.subject, e.snippet, e.letters = "gone", "gone", 0
		e.waiting, e.firstResponse = sql.NullInt64{}, sql.NullInt64{}
		c, err := tx.conversation(t.Context(), 1)
		h.must(err)
		var all []int64
		for _, p := range c.parts {
			all = append(all, p.id)
		}
		return tx.refresh(t.Context(), e, c, all)
	}))
	after := h.enquiryOf(1).Row
	if after.Version = before.Version; fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("%+v, want\n%+v", after, before)
	}
}

package store

import (
	"database/sql"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// plan gives what SQLite would do, one step a line.
func plan(t testing.TB, q interface {
	Query(string, ...any) (*sql.Rows, error)
}, text string) string {
	t.Helper()
	most := 0 // a ? alone is one more than the highest number so far
	for _, mark := range regexp.MustCompile(`\?\d*`).FindAllString(text, -1) {
		if n, err := strconv.Atoi(mark[1:]); err == nil {
			most = max(most, n)
		} else {
			most++
		}
	}
	args := slices.Repeat([]any{"1"}, most)
	rows, err := q.Query(`EXPLAIN QUERY PLAN `+text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	return strings.Join(steps, "\n")
}

// scans finds steps that read a whole table or index. JSON lists and lists made
// by the statement itself are short.
func scans(plan string) (found []string) {
	for step := range strings.Lines(plan) {
		if costly.MatchString(step) {
			found = append(found, step)
		}
		if strings.HasPrefix(step, "SCAN") && !regexp.MustCompile(`VIRTUAL TABLE|SUBQUERY|CONSTANT|^SCAN k\b|subquery`).MatchString(step) {
			found = append(found, step)
		}
	}
	return found
}

// costly finds steps that read all letters of an address (ours has them all) or
// all letters of ours that wait.
var costly = regexp.MustCompile(`correspondent_email \(email=\?\)|SEARCH o USING INDEX message_enquiry \(enquiry=\?\)`)

// Every statement that receiving letters runs finds its rows by an index.
func TestReceiveScansNothing(t *testing.T) {
	h := open(t)
	h.addUser("ann", RoleTriage)
	h.must(h.write(t.Context(), func(tx *tx) error {
		r := receiving{tx: tx, batch: Batch{Folder: "INBOX", UIDValidity: 1}}
		var letters []letter
		for i, a := range []Arrival{
			write("ada", "a1"), write("ada", "a2", "a1").kind(mailbox.Bounce), answerTo("ada", "r1", "a2"), write("ada", "a3", "r1"),
			write("eve", "e1").junk(), write("eve", "e1").topic("framework_downloads").worry("personal"),
			answerTo("ada", "r2", "nowhere").talk("c1"), write("ada", "a4").talk("c1"), write("ada", "a5").talk("c1").titled("Re: About a4"),
			write("daemon", "d1").kind(mailbox.Bounce).about("r3"), answerTo("ada", "r3", "a3"), write("ada", "a6").titled("[Enquiry 1]"),
		} {
			a.UID = uint32(i + 1)
			l, err := h.ready(a)
			h.must(err)
			letters = append(letters, l)
		}
		h.must(r.lookAhead(t.Context(), letters))
		for i := range letters {
			h.must(r.take(t.Context(), &letters[i]))
		}
		for _, text := range []string{talksSQL, looseSQL, reportsSQL} {
			if tx.prepared[text] == nil {
				t.Errorf("not run: %s", text)
			}
		}
		if len(tx.prepared) < 20 {
			t.Errorf("only %d statements", len(tx.prepared))
		}
		for text := range tx.prepared {
			p := plan(t, tx, text)
			if s := scans(p); s != nil {
				t.Errorf("%s\nscans: %s", text, p)
			}
		}
		return nil
	}))
}

// What the pages ask finds its rows by an index, in the order they are shown.
func TestInboxScansNothing(t *testing.T) {
	h := open(t)
	for _, view := range []View{ViewToDo, ViewLate, ViewAll, ViewAutomatic, ViewSpam, ViewLikely} {
		for _, f := range []Filter{{}, {Topic: "training"}, {Status: StatusOpen}, {Owner: "3"}, {Owner: "none"}, {Unsure: true}, {Duties: true},
			{Topic: "training", Status: StatusOpen, Owner: "3", Unsure: true}} {
			f.View = view
			where, order, _, err := f.sql(time.Now())
			h.must(err)
			p := plan(t, h.reader, pageSQL(where, order))
			if s := scans(p); s != nil {
				t.Errorf("%+v scans: %s", f, p)
			}
			if page, _, ok := strings.Cut(p, "SEARCH e USING"); !ok || strings.Contains(page, "TEMP B-TREE") {
				t.Errorf("%+v sorts all rows to show a page:\n%s", f, p)
			}
			if s := scans(plan(t, h.reader, `SELECT count(*) FROM enquiry WHERE `+where)); s != nil {
				t.Errorf("%+v count scans: %s", f, s)
			}
		}
	}
	for name, text := range map[string]string{
		"counts": countsSQL,
		"row":    rowColumns + ` FROM enquiry e` + rowJoins + ` WHERE e.id = ?`,
	} {
		if s := scans(plan(t, h.reader, text)); s != nil {
			t.Errorf("%s scans: %s", name, s)
		}
	}
}

// busy is a house in which every kind of statement has something to do, so that
// each is prepared.
func busy(t *testing.T) *house {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.Store.filings = map[string]Filing{"Done": {Owner: "ann@example.org", Done: true}}
	h.receive("INBOX", write("ada", "a1"), placeholder("one"), refused(write("bob", "b1")), nothing(9))
	h.must(h.TellAnswer(t.Context(), Change{1, 1, ann.ID}, Told{Way: Phone, At: h.now, Who: "ann"}))
	return h
}

// statements gives what fn runs in one transaction.
func (h *house) statements(fn func(*tx)) {
	h.t.Helper()
	h.must(h.Store.write(h.t.Context(), func(tx *tx) error {
		fn(tx)
		for text := range tx.prepared {
			if s := scans(plan(h.t, tx, text)); s != nil {
				h.t.Errorf("%s\nscans: %s", text, s)
			}
		}
		if len(tx.prepared) == 0 {
			h.t.Error("no statements")
		}
		return nil
	}))
}

// What is done about letters that were read before finds them by an index too.
func TestKeepingTheBooksScansNothing(t *testing.T) {
	ctx := t.Context()
	take := func(h *house, b Batch) {
		p, err := h.Prepare(ctx, b)
		h.must(err)
		letters := p.letters
		h.statements(func(tx *tx) {
			r := receiving{tx: tx, batch: b}
			h.must(r.lookAhead(ctx, letters))
			for i := range letters {
				h.must(r.take(ctx, &letters[i]))
			}
			h.must(r.advance(ctx, b.Folder, b.Next))
		})
	}
	for name, run := range map[string]func(*house){
		"copies, also without ids": func(h *house) {
			a := write("ada", "")
			h.receive("INBOX", a)
			take(h, renumbered("Done", 7, a, a.delivered(), write("ada", "a1").delivered(), refused(write("bob", "b1"))))
		},
		"read under another number": func(h *house) { take(h, renumbered("Archive", 7, write("bob", "b1"))) },
		"fetched once more": func(h *house) {
			b := Batch{Folder: "INBOX", UIDValidity: 7, Again: true, Arrivals: []Arrival{placeholder("one"), write("bob", "b1"), {State: SetAside, Received: wednesday}}}
			for i := range b.Arrivals {
				b.Arrivals[i].UID = uint32(i + 2)
			}
			take(h, b)
		},
		"a census": func(h *house) {
			h.receive("Archive", placeholder("one"), write("eve", "e1"))
			h.statements(func(tx *tx) {
				_, err := tx.reconcile(ctx, census("INBOX", 7, 1))
				h.must(err)
			})
		},
		"answered elsewhere": func(h *house) {
			h.statements(func(tx *tx) {
				e, err := tx.enquiry(ctx, 1)
				h.must(err)
				c, err := tx.conversation(ctx, 1)
				h.must(err)
				h.must(tx.refresh(ctx, e, c, []int64{1}))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := busy(t)
			h.t = t
			run(h)
		})
	}
}

// What readers ask besides the inbox.
func TestReadersScanNothing(t *testing.T) {
	h := open(t)
	for name, text := range map[string]string{
		"due": dueSQL, "claim": claimSQL, "present": presentSQL, "places": placesSQL, "told": toldSQL, "quarantine": quarantineSQL,
		"words": `SELECT count(*) FROM enquiry WHERE list = ? AND ` + wordsSQL,
	} {
		p := plan(t, h.reader, text)
		if s := scans(p); s != nil || strings.Contains(p, "SCAN m") {
			t.Errorf("%s scans: %s", name, p)
		}
	}
}

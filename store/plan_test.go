package store

import (
	"database/sql"
	"regexp"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

// plan gives what SQLite would do, one step a line.
func plan(t *testing.T, q interface {
	Query(string, ...any) (*sql.Rows, error)
}, text string) string {
	t.Helper()
	var args []any
	for range strings.Count(text, "?") {
		args = append(args, "1")
	}
	if strings.Contains(text, "?1") {
		args = args[:strings.Count(text, "?2")+strings.Count(text, "?3")+1]
	}
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
		r := receiving{tx: tx, folder: "INBOX", validity: 1}
		for i, a := range []Arrival{
			write("ada", "a1"), write("ada", "a2", "a1").kind(mailbox.Bounce), answerTo("ada", "r1", "a2"), write("ada", "a3", "r1"),
			write("eve", "e1").junk(), write("eve", "e1").topic("framework_downloads").worry("personal"),
		} {
			a.UID = uint32(i + 1)
			l, err := h.ready(a)
			h.must(err)
			h.must(r.take(t.Context(), &l))
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
	for _, view := range []View{ViewToDo, ViewLate, ViewAll, ViewAutomatic, ViewSpam} {
		for _, f := range []Filter{{}, {Topic: "training"}, {Status: StatusOpen}, {Owner: "3"}, {Owner: "none"}, {Unsure: true},
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

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/classify"
)

// Page sizes of the inbox.
const (
	defaultSize = 25
	maxSize     = 100
)

// The views' conditions and orders; each has its index in migrations/0001.sql.
// Open concerns come first in every view, those that wait for us before those
// that were answered. Then what is to do goes by its due time, the rest by its
// newest letter.
const (
	orderTodo = ` ORDER BY e.pin DESC, e.urgency, e.latest DESC, e.id DESC`
	orderList = ` ORDER BY e.pin DESC, e.latest DESC, e.id DESC`
)

// Inbox gives one page of the enquiries that a filter chooses. ErrInvalid when
// the view or the owner is none.
func (s *Store) Inbox(ctx context.Context, f Filter) (Page, error) {
	where, order, args, err := f.sql(s.now())
	if err != nil {
		return Page{}, err
	}
	p := Page{Number: max(f.Page, 1), Size: f.Size, Rows: []Row{}}
	if p.Size < 1 {
		p.Size = defaultSize
	}
	p.Size = min(p.Size, maxSize)
	err = s.read(ctx, func(q *sql.Tx) error {
		if err := q.QueryRowContext(ctx, `SELECT count(*) FROM enquiry WHERE `+where, args...).Scan(&p.Total); err != nil {
			return err
		}
		text, args := pageSQL(where, order), append(args, p.Size, (p.Number-1)*p.Size)
		return query(ctx, q, text, args, func(rows *sql.Rows) error {
			r, err := scanRow(rows)
			p.Rows = append(p.Rows, r)
			return err
		})
	})
	return p, err
}

// pageSQL finds the page's ids in an index alone, so that a deep page skips
// index entries and not whole rows.
func pageSQL(where, order string) string {
	return rowColumns + ` FROM (SELECT e.id AS k FROM enquiry e WHERE ` + where + order + ` LIMIT ? OFFSET ?)
		CROSS JOIN enquiry e ON e.id = k` + rowJoins + order
}

func (f Filter) sql(now time.Time) (where, order string, args []any, err error) {
	order = orderList
	var parts []string
	switch f.View {
	case "", ViewToDo:
		parts, order = append(parts, `todo = 1`), orderTodo
	case ViewLate:
		parts, args, order = append(parts, `due IS NOT NULL`, `due < ?`), append(args, now.UnixMilli()), orderTodo
	case ViewLikely:
		parts = append(parts, `likely = 1`)
	case ViewAll, ViewAutomatic, ViewSpam:
		parts, args = append(parts, `list = ?`), append(args, f.View)
	default:
		return "", "", nil, invalid("%q is no view", f.View)
	}
	if f.Topic != "" {
		parts, args = append(parts, `topic = ?`), append(args, f.Topic)
	}
	if f.Status != "" {
		parts, args = append(parts, `status = ?`), append(args, f.Status)
	}
	if f.Unsure {
		parts = append(parts, `unsure = 1`)
	}
	if f.Duties {
		parts = append(parts, `obligations <> '[]'`)
	}
	if match := matching(f.Words); match != "" {
		parts, args = append(parts, wordsSQL), append(args, match)
	}
	switch id, err := strconv.ParseInt(f.Owner, 10, 64); {
	case f.Owner == "none":
		parts = append(parts, `owner IS NULL`)
	case f.Owner != "" && err != nil:
		return "", "", nil, invalid("owner %q is neither a user's id nor none", f.Owner)
	case f.Owner != "" && (f.View == "" || f.View == ViewToDo || f.View == ViewLate):
		// Who owns an open task has it to do; elsewhere the enquiry's owner alone counts. (+: the view's index gives the order.)
		parts, args = append(parts, `(+owner = ? OR +id IN (SELECT enquiry FROM task WHERE owner = ? AND done IS NULL))`), append(args, id, id)
	case f.Owner != "":
		parts, args = append(parts, `owner = ?`), append(args, id)
	}
	return strings.Join(parts, ` AND `), order, args, nil
}

const wordsSQL = `id IN (SELECT m.enquiry FROM search CROSS JOIN message m ON m.id = search.docid WHERE search MATCH ?)`

const rowColumns = `SELECT e.id, e.version, e.subject, e.enquirer_name, e.enquirer_email, e.snippet, e.topic,
	coalesce(tb.name, ''), e.also, e.confidence, e.unsure, e.reasons, e.status,
	o.id, o.email, o.name, o.role, e.received, e.latest, e.waiting, e.due, e.first_response, e.by_hand, e.unneeded, e.undelivered, e.backfill,
	e.concern, e.concern_score, e.obligations, e.tasks, e.automatic, e.letters, e.attachments`

const rowJoins = ` LEFT JOIN user tb ON tb.id = e.topic_by LEFT JOIN user o ON o.id = e.owner`

// scanRow reads what rowColumns selects; from is *sql.Rows or *sql.Row.
func scanRow(from interface{ Scan(...any) error }) (r Row, err error) {
	var also, reasons, duties []byte
	var received, latest, waiting, due, response, ownerID sql.NullInt64
	var email, name, role sql.NullString
	if err := from.Scan(&r.ID, &r.Version, &r.Subject, &r.Enquirer.Name, &r.Enquirer.Address, &r.Snippet, &r.Topic,
		&r.TopicBy, &also, &r.Confidence, &r.Unsure, &reasons, &r.Status,
		&ownerID, &email, &name, &role, &received, &latest, &waiting, &due, &response, &r.ByHand, &r.Unneeded, &r.Undelivered, &r.Backfill, &r.Concern, &r.ConcernScore, &duties, &r.OpenTasks, &r.Automatic,
		&r.Letters, &r.Attachments); err != nil {
		return r, err
	}
	if ownerID.Valid {
		r.Owner = &User{ID: ownerID.Int64, Email: email.String, Name: name.String, Role: Role(role.String)}
	}
	r.Received, r.Latest, r.Due, r.FirstResponse = instant(received), instant(latest), instant(due), instant(response)
	if r.Status == StatusNew || r.Status == StatusOpen { // a person may have said that nobody waits
		r.Waiting = instant(waiting)
	}
	r.Also, r.Obligations, r.Reasons = []string{}, []classify.Obligation{}, []classify.Reason{}
	if err := json.Unmarshal(duties, &r.Obligations); err != nil {
		return r, err
	}
	if err := json.Unmarshal(also, &r.Also); err != nil {
		return r, err
	}
	err = json.Unmarshal(reasons, &r.Reasons)
	return r, err
}

package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// gathered is what joins an enquiry together with one message.
type gathered struct {
	messages []int64 // the message first
	reports  []early // of these, those that came before what they report on
	failed   int64   // when the newest of them came that brings the enquiry back to us, in unix milliseconds; 0 for none
}

// gather attaches the letters of ours that waited for this message, and those
// that waited for them in turn, and then the reports on them that came before.
func (r *receiving) gather(ctx context.Context, l *letter, message, enquiry int64) (g gathered, err error) {
	g.messages = []int64{message}
	if r.awaited(l) && !isReport(l.Message.Kind) { // a report follows the letter that it is about, wherever that goes
		for i := 0; i < len(g.messages); i++ {
			found, err := r.attach(ctx, g.messages[i], enquiry)
			if err != nil {
				return g, err
			}
			g.messages = append(g.messages, found...)
		}
	}
	if len(g.messages) == 1 && !(l.Direction == Out && r.named[l.Message.MessageID]) {
		return g, nil
	}
	return g, r.recall(ctx, &g, enquiry)
}

// awaited reports whether a letter of ours without an enquiry may belong to this
// letter: it names the letter, the letter names it, or Outlook counts them together.
func (r *receiving) awaited(l *letter) bool {
	if _, ok := r.loose[l.Message.MessageID]; ok {
		return true
	}
	return slices.ContainsFunc(l.names, func(name string) bool { return slices.Contains(r.ids[name], 0) }) ||
		slices.ContainsFunc(r.talks[l.Message.Conversation], func(t talk) bool { return t.enquiry == 0 })
}

// looseSQL finds the letters of ours without an enquiry that belong to message
// ?1, just placed: those that name it; and of those that were sent to its writer
// (a stranger who quotes an id must not get them) the ones that it names and the
// ones of its conversation. The plus keeps SQLite from walking all letters that wait.
const looseSQL = `SELECT id, min(way) FROM (
	SELECT o.id AS id, 0 AS way FROM message m JOIN named_id n ON n.id = m.message_id JOIN message o ON o.id = n.message
		WHERE m.id = ?1 AND m.message_id <> '' AND +o.enquiry IS NULL
	UNION ALL
	SELECT o.id, 1 FROM named_id n CROSS JOIN message o ON o.message_id = n.id AND o.message_id <> ''
		WHERE n.message = ?1 AND +o.enquiry IS NULL AND ` + sentToWriter + `
	UNION ALL
	SELECT o.id, 2 FROM message m CROSS JOIN message o ON o.id IN (
			SELECT id FROM message WHERE conversation = m.conversation AND conversation <> '' ORDER BY id DESC LIMIT ?2)
		WHERE m.id = ?1 AND m.direction = 'in' AND +o.enquiry IS NULL AND abs(o.received - m.received) <= ?3 AND ` + sentToWriter + `
) GROUP BY id`

// A form on a web page may write to us under our own address, which is no writer's.
const sentToWriter = `EXISTS (SELECT 1 FROM correspondent w JOIN correspondent c ON c.message = o.id AND c.email = w.email
	WHERE w.message = ?1 AND w.field IN ('from', 'reply_to') AND c.field IN ('to', 'cc')
	AND NOT EXISTS (SELECT 1 FROM correspondent u WHERE u.message = o.id AND u.email = w.email AND u.field = 'from'))`

// looseJoins are the reasons that looseSQL gives by number.
var looseJoins = [...]Join{JoinedReply, JoinedAnswered, JoinedConversation}

// attach puts the letters that waited for a message into its enquiry.
func (r *receiving) attach(ctx context.Context, message, enquiry int64) (found []int64, err error) {
	var ways []int
	err = r.rows(ctx, looseSQL, []any{message, fewTalks, longPast.Milliseconds()}, func(scan scanner) error {
		var id int64
		var way int
		err := scan(&id, &way)
		found, ways = append(found, id), append(ways, way)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, id := range found {
		if err := r.move(ctx, id, enquiry, looseJoins[ways[i]]); err != nil {
			return nil, err
		}
		if err := r.record(ctx, event{0, enquiry, actLetter, string(Out)}); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// move puts a stored letter into an enquiry, and keeps what lookAhead knows right.
func (r *receiving) move(ctx context.Context, message, enquiry int64, why Join) error {
	var own, conversation, subject string
	var from int64
	if err := r.row(ctx, `SELECT message_id, conversation, subject, coalesce(enquiry, 0) FROM message WHERE id = ?`,
		[]any{message}, &own, &conversation, &subject, &from); err != nil {
		return err
	}
	if _, err := r.exec(ctx, `UPDATE message SET enquiry = ?, joined = ?, names_enquiry = NULL WHERE id = ?`, enquiry, why, message); err != nil {
		return err
	}
	if from == 0 { // others may wait by the same id, and in the same conversation
		r.ids[own] = append(r.ids[own], enquiry)
		if conversation != "" {
			r.talks[conversation] = append(r.talks[conversation], talk{enquiry, mailbox.BaseSubject(subject)})
		}
		return nil
	}
	for i, e := range r.ids[own] {
		if e == from {
			r.ids[own][i] = enquiry
		}
	}
	for i, t := range r.talks[conversation] {
		if t.enquiry == from {
			r.talks[conversation][i].enquiry = enquiry
		}
	}
	return nil
}

// reportsSQL finds the reports on letter ?1 of ours that came before it, as a
// bounce does when Inbox is read before Sent: each began an enquiry, in which
// nothing else is and which nobody has looked at.
const reportsSQL = `SELECT b.id, b.enquiry, b.kind, b.received, b.backfill, b.head, b.verdict
	FROM message m CROSS JOIN named_id n ON n.id = m.message_id CROSS JOIN message b ON b.id = n.message
	CROSS JOIN enquiry e ON e.id = b.enquiry
	WHERE m.id = ?1 AND m.message_id <> '' AND m.direction = 'out' AND b.direction = 'in' AND b.kind IN ('bounce', 'report')
		AND e.id <> m.enquiry AND e.letters = 1
		AND NOT EXISTS (SELECT 1 FROM event WHERE enquiry = e.id AND user IS NOT NULL)`

// early is a report that came before the letter that it is about.
type early struct {
	message, enquiry, received int64
	failed                     bool             // it brings the enquiry back to us
	verdict                    classify.Verdict // what it is about may be somebody in danger, whom our answer has not reached
}

// recall brings the reports that came too early into the enquiry, in place of the
// enquiries that they began.
func (r *receiving) recall(ctx context.Context, g *gathered, enquiry int64) error {
	var reports []early
	for _, id := range g.messages {
		if err := r.rows(ctx, reportsSQL, []any{id}, func(scan scanner) error {
			one, err := r.scanEarly(scan)
			reports = append(reports, one)
			return err
		}); err != nil {
			return err
		}
	}
	for _, one := range reports {
		if slices.Contains(g.messages, one.message) {
			continue // it names two of them
		}
		g.messages, g.reports = append(g.messages, one.message), append(g.reports, one)
		if one.failed {
			g.failed = max(g.failed, one.received)
		}
		if err := r.move(ctx, one.message, enquiry, JoinedReport); err != nil {
			return err
		}
		if _, err := r.exec(ctx, `DELETE FROM enquiry WHERE id = ?`, one.enquiry); err != nil {
			return err
		}
		for _, e := range []event{{0, one.enquiry, actMoved, fmt.Sprintf("to enquiry %d", enquiry)}, {0, enquiry, actLetter, string(In)}} {
			if err := r.record(ctx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *receiving) scanEarly(scan scanner) (one early, err error) {
	var kind mailbox.Kind
	var backfill bool
	var text, verdict []byte
	if err := scan(&one.message, &one.enquiry, &kind, &one.received, &backfill, &text, &verdict); err != nil {
		return one, err
	}
	if err := json.Unmarshal(verdict, &one.verdict); err != nil {
		return one, err
	}
	m, err := unpack(kind, text)
	concern := one.verdict.Concern.Rank() > 0 && (!backfill || r.now.UnixMilli()-one.received < recent.Milliseconds())
	one.failed = concern || undelivered(&m) && !backfill
	return one, err
}

// undelivered reports whether a bounce says that a letter of ours has not reached
// somebody and will not. That one is late, or has arrived, is said in the same form.
func undelivered(m *mailbox.Message) bool {
	return m.Kind == mailbox.Bounce && (len(m.Deliveries) == 0 ||
		slices.ContainsFunc(m.Deliveries, func(d mailbox.Delivery) bool { return d.Action == "failed" || d.Action == "" }))
}

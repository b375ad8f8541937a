package store

import (
	"context"
	"encoding/json"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// place says where the letter lies, and why there.
type place struct {
	ledger, raw int64
	found
}

// place puts a letter into its enquiry, or starts one. A letter of ours that
// answers nothing we know waits for what it answers, and never starts one.
func (r *receiving) place(ctx context.Context, l *letter, at place) error {
	var err error
	if at.found, err = r.thread(ctx, l); err != nil {
		return err
	}
	switch {
	case at.enquiry != 0:
		return r.follow(ctx, l, at)
	case l.Direction == In:
		return r.start(ctx, l, at)
	}
	_, err = r.insertMessage(ctx, l, at)
	return err
}

// start begins an enquiry with a letter In. Most letters do: the row is written
// complete, without looking at what was just written.
func (r *receiving) start(ctx context.Context, l *letter, at place) error {
	writer := l.Message.Writer()
	c := alone(l)
	e := current{
		status: r.firstStatus(l), concern: l.Verdict.Concern, score: concernScore(l.Verdict),
		obligations: jsonOf(l.Verdict.Obligations), automatic: l.Message.Kind != mailbox.Human,
		subject: l.Message.Subject, enquirer: writer, snippet: snippet(l.Message.OwnText, l.Message.Text),
	}
	e.sum(c)
	if err := e.judge(l.Verdict); err != nil {
		return err
	}
	if err := r.insert(ctx, &e); err != nil {
		return err
	}
	r.count.NewEnquiries++
	owner := e.owner
	if err := r.recordStart(ctx, l, &e); err != nil {
		return err
	}
	at.enquiry = e.id
	message, err := r.insertMessage(ctx, l, at)
	if err != nil {
		return err
	}
	joined, err := r.gather(ctx, l, message, e.id)
	if err != nil {
		return err
	}
	if len(joined.messages) > 1 {
		return r.settle(ctx, &e, joined)
	}
	if e.owner == owner {
		return nil
	}
	_, err = r.exec(ctx, `UPDATE enquiry SET owner = ? WHERE id = ?`, e.owner, e.id)
	return err
}

// recent is how old a letter from before the service went live may be that is
// still brought before people when it raises a concern.
const recent = 14 * 24 * time.Hour

// firstStatus is new, but for Junk and for letters from before the service went
// live. A concern that is not long past is looked at wherever it lay.
func (r *receiving) firstStatus(l *letter) Status {
	concern := l.Verdict.Concern.Rank() > 0
	switch {
	case l.Backfill && !(concern && r.now.Sub(l.Received) < recent):
		return StatusClosed
	case l.Junk && !concern:
		return StatusSpam
	}
	return StatusNew
}

func (r *receiving) recordStart(ctx context.Context, l *letter, e *current) error {
	events := []event{{0, e.id, actReceived, e.topic}}
	if e.concern.Rank() > 0 {
		events = append(events, event{0, e.id, actConcern, arrow(string(classify.ConcernNone), string(e.concern))})
	}
	duties, err := e.duties()
	if err != nil {
		return err
	}
	for _, duty := range duties {
		events = append(events, event{0, e.id, actObligation, string(duty)})
	}
	if l.Junk && e.status == StatusNew {
		events = append(events, event{0, e.id, actStatus, arrow(string(StatusSpam), string(StatusNew))})
	}
	if l.Backfill {
		events = append(events, event{0, e.id, actBackfill, ""})
	}
	for _, one := range events {
		if err := r.record(ctx, one); err != nil {
			return err
		}
	}
	if e.automatic || e.status != StatusNew {
		return nil
	}
	if filed, err := r.fileOwner(ctx, e); filed || err != nil {
		return err
	}
	return r.takeTurn(ctx, e)
}

// follow lets a further letter join an enquiry and change it: its concern
// upwards, its status back to us, or over to the enquirer when it is an answer.
func (r *receiving) follow(ctx context.Context, l *letter, at place) error {
	id := at.enquiry
	e, err := r.enquiry(ctx, id)
	if err != nil {
		return err
	}
	if err := r.record(ctx, event{0, id, actLetter, string(l.Direction)}); err != nil {
		return err
	}
	message, err := r.insertMessage(ctx, l, at)
	if err != nil {
		return err
	}
	joined, err := r.gather(ctx, l, message, id)
	if err != nil {
		return err
	}
	if l.Direction == Out {
		return r.settle(ctx, &e, joined)
	}
	r.count.FollowUps++
	c, err := r.conversation(ctx, id)
	if err != nil {
		return err
	}
	if err := r.raise(ctx, &e, l.Verdict); err != nil {
		return err
	}
	if err := r.oblige(ctx, &e, l.Verdict); err != nil {
		return err
	}
	if err := r.react(ctx, &e, l, c); err != nil {
		return err
	}
	return r.conclude(ctx, &e, c, joined)
}

// react lets a letter In change the status of the enquiry that it joined. One
// from before the service went live changes none, unless somebody may be in danger.
func (r *receiving) react(ctx context.Context, e *current, l *letter, c conversation) error {
	if l.Backfill && !(l.Verdict.Concern.Rank() > 0 && r.now.Sub(l.Received) < recent) {
		return nil
	}
	if e.automatic && l.Message.Kind == mailbox.Human {
		return r.adopt(ctx, e, l, c)
	}
	return r.reopen(ctx, e, l, c)
}

// settle brings an enquiry up to date after letters have joined it.
func (r *receiving) settle(ctx context.Context, e *current, joined gathered) error {
	c, err := r.conversation(ctx, e.id)
	if err != nil {
		return err
	}
	return r.conclude(ctx, e, c, joined)
}

// conclude lets the enquiry wait for the enquirer when one of the letters that
// just joined is an answer that nobody has written after, unless that is known to
// have reached nobody, and saves it. What was asked of a report that came before
// is asked of the enquiry that it is in now.
func (r *receiving) conclude(ctx context.Context, e *current, c conversation, joined gathered) error {
	if (e.status == StatusNew || e.status == StatusOpen) && c.settledBy(joined.messages) {
		if err := r.setStatus(ctx, e, StatusWaiting, 0); err != nil {
			return err
		}
	}
	for _, report := range joined.reports {
		if err := r.raise(ctx, e, report.verdict); err != nil {
			return err
		}
		if err := r.oblige(ctx, e, report.verdict); err != nil {
			return err
		}
		if e.status == StatusSpam && report.failed && report.verdict.Concern.Rank() > 0 {
			if err := r.promote(ctx, e); err != nil {
				return err
			}
		}
	}
	if (e.status == StatusNew || e.status == StatusWaiting || e.status == StatusClosed) && joined.failed != 0 && !c.answeredAfter(joined.failed) {
		if err := r.setStatus(ctx, e, StatusOpen, 0); err != nil {
			return err
		}
	}
	return r.refresh(ctx, *e, c, joined.messages)
}

// judge takes over a verdict. What a person decided about the topic stays.
func (e *current) judge(v classify.Verdict) error {
	also, err := json.Marshal(v.Also)
	if err != nil {
		return err
	}
	reasons, err := json.Marshal(v.Reasons)
	if err != nil {
		return err
	}
	e.also, e.reasons = string(also), string(reasons)
	if !e.topicBy.Valid {
		e.topic, e.confidence, e.unsure = v.Topic, v.Confidence, v.Unsure
	}
	return nil
}

// raise moves the concern upwards, never down, and puts the words that did it
// before the reasons that are there. Every letter with a concern is recorded,
// also one that raises it no further: somebody may be in danger again.
func (t *tx) raise(ctx context.Context, e *current, v classify.Verdict) error {
	if v.Concern.Rank() == 0 {
		return nil
	}
	from := e.concern
	if v.Concern.Rank() > from.Rank() {
		e.concern = v.Concern
	}
	e.score = max(e.score, concernScore(v))
	if err := e.prepend(v.Reasons, func(reason classify.Reason) bool { return classify.Concern(reason.For).Rank() > 0 }); err != nil {
		return err
	}
	return t.record(ctx, event{0, e.id, actConcern, arrow(string(from), string(e.concern))})
}

// concernScore is the score of a concern that a verdict raises; 0 without one.
func concernScore(v classify.Verdict) float64 {
	if v.Concern.Rank() == 0 {
		return 0
	}
	return min(max(v.ConcernScore, 0), 1)
}

// adopt makes an enquiry of automatic mail that a person now writes about: a
// letter wrongly taken for automatic, most likely. Its clock starts with this one.
func (r *receiving) adopt(ctx context.Context, e *current, l *letter, c conversation) error {
	concern := e.reasons
	e.automatic = false
	if err := e.judge(l.Verdict); err != nil {
		return err
	}
	if e.concern.Rank() > 0 {
		e.reasons = concern // they say why it is pinned
	}
	if e.status == StatusSpam && l.Junk && e.concern.Rank() == 0 {
		return nil
	}
	if err := r.promote(ctx, e); err != nil {
		return err
	}
	if !c.answeredAfter(l.Received.UnixMilli()) {
		return nil
	}
	return r.setStatus(ctx, e, StatusWaiting, 0)
}

// promote makes an enquiry new: what lay in spam or among automatic mail is to do.
func (r *receiving) promote(ctx context.Context, e *current) error {
	if e.status != StatusNew {
		if err := r.setStatus(ctx, e, StatusNew, 0); err != nil {
			return err
		}
	}
	if e.automatic || e.owner.Valid {
		return nil
	}
	return r.takeTurn(ctx, e)
}

// reopen brings an enquiry back to us when a person writes again. A concern
// brings it back whoever seems to have written: closed and spam hide it.
func (r *receiving) reopen(ctx context.Context, e *current, l *letter, c conversation) error {
	human, concern := l.Message.Kind == mailbox.Human, l.Verdict.Concern.Rank() > 0
	switch e.status {
	case StatusSpam:
		if concern {
			return r.promote(ctx, e)
		}
		if !human || l.Junk {
			return nil
		}
		marked, err := r.markedByPerson(ctx, e.id)
		if err != nil || marked {
			return err
		}
		return r.promote(ctx, e)
	case StatusClosed:
		if human || concern || undelivered(&l.Message) && !c.answeredAfter(l.Received.UnixMilli()) {
			return r.setStatus(ctx, e, StatusOpen, 0)
		}
	case StatusWaiting:
		if !human && !concern && !undelivered(&l.Message) {
			return nil
		}
		if c.answeredAfter(l.Received.UnixMilli()) { // folders are read one after another
			return nil
		}
		return r.setStatus(ctx, e, StatusOpen, 0)
	}
	return nil
}

// insertMessage stores the letter itself, the ids it names, its people and its words.
func (r *receiving) insertMessage(ctx context.Context, l *letter, at place) (id int64, err error) {
	m := &l.Message
	text := m.Text
	if text == m.OwnText {
		text = "" // nothing is kept twice, see wholeText
	}
	people, files := peopleOf(m, l.Reached), filesOf(m)
	id, err = r.exec(ctx, `INSERT INTO message (enquiry, ledger, raw, direction, junk, kind, received, message_id,
			content, subject, text, own_text, head, verdict, attachments, backfill, people, files, conversation, joined, names_enquiry, model)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, orNull(at.enquiry), at.ledger, orNull(at.raw),
		l.Direction, l.Junk, m.Kind, l.Received.UnixMilli(), m.MessageID, l.content, m.Subject, text, m.OwnText,
		string(l.head), string(l.verdict), len(m.Attachments), l.Backfill, people, files, m.Conversation, at.joined, orNull(at.maybe), l.Model)
	if err != nil {
		return 0, err
	}
	if _, err := r.exec(ctx, `INSERT INTO search (docid, subject, own_text, people, files) VALUES (?, ?, ?, ?, ?)`,
		id, m.Subject, m.OwnText, people, files); err != nil {
		return 0, err
	}
	for _, name := range l.names {
		if _, err := r.exec(ctx, `INSERT INTO named_id (id, message) VALUES (?, ?)`, name, id); err != nil {
			return 0, err
		}
	}
	r.remember(l, at.enquiry)
	return id, r.insertPeople(ctx, l, id)
}

func (r *receiving) insertPeople(ctx context.Context, l *letter, message int64) error {
	m := &l.Message
	for _, list := range []struct {
		field  string
		people []mailbox.Address
	}{{"from", m.From}, {"reply_to", m.ReplyTo}, {"to", m.To}, {"to", l.Reached}, {"cc", m.Cc}} {
		for _, email := range addresses(list.people) {
			if _, err := r.exec(ctx, `INSERT OR IGNORE INTO correspondent (message, field, email) VALUES (?, ?, ?)`,
				message, list.field, email); err != nil {
				return err
			}
		}
	}
	return nil
}

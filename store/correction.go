package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// leadingSQL finds the letter that tells what an enquiry is about: the first one In
// of a person's, else the first one In.
const leadingSQL = `SELECT id FROM message WHERE enquiry = ? AND direction = 'in' ORDER BY kind <> 'human', received, id LIMIT 1`

// correct records what a person says the topic is beside what the machine had
// said of the letter that the enquiry is about.
func (t *tx) correct(ctx context.Context, c Change, topic string) error {
	var message, model int64
	var verdict []byte
	err := t.row(ctx, leadingSQL, []any{c.Enquiry}, &message)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // there is nothing to learn from
	}
	if err != nil {
		return err
	}
	if err := t.row(ctx, `SELECT verdict, model FROM message WHERE id = ?`, []any{message}, &verdict, &model); err != nil {
		return err
	}
	var said classify.Verdict
	if err := json.Unmarshal(verdict, &said); err != nil {
		return fmt.Errorf("verdict on message %d: %w", message, err)
	}
	said = sound(said)
	var typed bool // then what the verdict says of the topic is a person's word
	if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM event WHERE enquiry = ? AND action = ?)`, []any{c.Enquiry, actQuarantine}, &typed); err != nil || typed {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE correction SET newest = 0 WHERE enquiry = ?`, c.Enquiry); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO correction (enquiry, message, user, at, said, confidence, unsure, model, topic) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.Enquiry, message, c.By, t.now.UnixMilli(), said.Topic, said.Confidence, said.Unsure, model, topic)
	return err
}

const correctionColumns = `SELECT c.id, c.enquiry, c.at, u.name, c.said, c.confidence, c.unsure, c.model, c.topic`

func scanCorrection(rows *sql.Rows, more ...any) (c Correction, err error) {
	var at sql.NullInt64
	err = rows.Scan(append([]any{&c.ID, &c.Enquiry, &at, &c.By, &c.Said, &c.Confidence, &c.Unsure, &c.Model, &c.Topic}, more...)...)
	c.At = instant(at)
	return c, err
}

// mostLearned bounds what is read of one letter, in characters: more than the
// classifier looks at.
const mostLearned = 64 << 10

// correctionLetterSQL reads corrections with their letters. Own words are what is
// learned; where there are none, everything is.
const correctionLetterSQL = correctionColumns + `, m.subject, m.head, substr(m.own_text, 1, ?1), CASE trim(m.own_text) WHEN '' THEN substr(m.text, 1, ?1) ELSE '' END
	FROM correction c JOIN user u ON u.id = c.user JOIN message m ON m.id = c.message`

// Each enquiry's newest, as many as are learned from; and those that a model was
// made of, of which some may have been replaced since.
const (
	correctionsSQL      = correctionLetterSQL + ` WHERE c.id IN (SELECT id FROM correction WHERE newest = 1 ORDER BY id DESC LIMIT ?2) ORDER BY c.id`
	modelCorrectionsSQL = correctionLetterSQL + ` WHERE c.id IN (SELECT correction FROM model_correction WHERE model = ?2) ORDER BY c.id`
)

// Corrections gives the topics that people have set or confirmed, each enquiry
// once, by the newest decision, in the order of their ids, with the letters to
// learn from: the newest of them, as many as are learned from at most.
func (s *Store) Corrections(ctx context.Context) ([]Correction, error) {
	return s.corrections(ctx, correctionsSQL, classify.MostCorrections)
}

// ModelCorrections gives the corrections that a model was made of, in the order of
// their ids, with the letters: also those that people have replaced since.
func (s *Store) ModelCorrections(ctx context.Context, model int64) ([]Correction, error) {
	return s.corrections(ctx, modelCorrectionsSQL, model)
}

func (s *Store) corrections(ctx context.Context, text string, which int64) (all []Correction, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, text, []any{mostLearned, which}, func(rows *sql.Rows) error {
			var subject, own, whole string
			var head []byte
			c, err := scanCorrection(rows, &subject, &head, &own, &whole)
			if err != nil {
				return err
			}
			c.Letter, err = readLetter(subject, head, own, whole)
			all = append(all, c)
			return err
		})
	})
	return all, err
}

// readLetter makes what the classifier reads of a stored letter.
func readLetter(subject string, packed []byte, own, whole string) (classify.Letter, error) {
	var h head
	if err := json.Unmarshal(packed, &h); err != nil {
		return classify.Letter{}, err
	}
	m := mailbox.Message{From: h.From, ReplyTo: h.ReplyTo}
	writer := m.Writer()
	return classify.Letter{FromName: writer.Name, FromEmail: writer.Address, Subject: subject, Own: own, Whole: whole}, nil
}

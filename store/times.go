package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"
)

// ResponseTimes tells how fast the enquiries received in [from, to) were
// answered: one row for each configured topic in order, then one for each other
// topic found, by name. Spam and automatic mail are no enquiries; those from
// before the service went live are not its own, and who needed no answer was not
// waiting for one. Who waits
// still is counted as waiting until now, not dropped: otherwise the figure would
// look best when the oldest are left lying.
//
// Durations are computed with the calendar of now, so a holiday learned of
// later mends the past.
func (s *Store) ResponseTimes(ctx context.Context, from, to time.Time) ([]TopicTimes, error) {
	found := map[string]*tally{}
	now := s.now()
	err := s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, `SELECT topic, received, first_response, by_hand, unneeded FROM enquiry
			WHERE received >= ? AND received < ? AND automatic = 0 AND backfill = 0 AND status <> 'spam'`,
			[]any{from.UnixMilli(), to.UnixMilli()}, func(rows *sql.Rows) error {
				var topic string
				var received, response sql.NullInt64
				var byHand, unneeded bool
				if err := rows.Scan(&topic, &received, &response, &byHand, &unneeded); err != nil {
					return err
				}
				if found[topic] == nil {
					found[topic] = &tally{target: s.policy(topic).Target}
				}
				if unneeded && !response.Valid {
					found[topic].unneeded++
					return nil
				}
				if byHand {
					found[topic].byHand++
				}
				found[topic].add(s.waited(instant(received), instant(response), now))
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	var all []TopicTimes
	for _, p := range s.topics {
		all = append(all, found[p.Key].times(p))
		delete(found, p.Key)
	}
	for _, topic := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[topic].times(TopicPolicy{Key: topic}))
	}
	return all, nil
}

// waited is how long an enquiry waited or waits, in working and calendar time.
func (s *Store) waited(received, response, now time.Time) (working, calendar span) {
	end := response
	if response.IsZero() {
		end = now
	}
	censored := response.IsZero()
	return span{max(0, s.calendar.Between(received, end)), censored}, span{max(0, end.Sub(received)), censored}
}

// tally collects the times of one topic.
type tally struct {
	target                      time.Duration
	working, calendar           []span
	answered, inTarget, decided int
	byHand, unneeded            int
}

// add counts one enquiry. Without a target nothing is in it and nothing decided.
func (y *tally) add(working, calendar span) {
	y.working, y.calendar = append(y.working, working), append(y.calendar, calendar)
	if !working.censored {
		y.answered++
	}
	if y.target <= 0 {
		return
	}
	switch late := working.length > y.target; {
	case late:
		y.decided++
	case !working.censored:
		y.decided++
		y.inTarget++
	}
}

func (y *tally) times(p TopicPolicy) TopicTimes {
	t := TopicTimes{Topic: p.Key, Target: p.Target}
	if y == nil {
		return t
	}
	t.Count, t.Answered, t.InTarget, t.Decided = len(y.working), y.answered, y.inTarget, y.decided
	t.ByHand, t.Unneeded = y.byHand, y.unneeded
	working, known := median(y.working)
	calendar, calendarKnown := median(y.calendar)
	if known && calendarKnown {
		t.Median, t.Calendar, t.MedianKnown = working, calendar, true
	}
	return t
}

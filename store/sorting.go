package store

import (
	"context"
	"database/sql"
	"time"
)

const (
	sortingBins   = 10
	mostCorrected = 50
)

// decidedSQL reads each enquiry's newest correction, without the letter.
const decidedSQL = correctionColumns + ` FROM correction c JOIN user u ON u.id = c.user WHERE c.newest = 1 ORDER BY c.id`

// Sorting gives how the machine's topics have fared by what people decided, all
// of it as of one moment. Weeks begin on Monday in the calendar's zone.
func (s *Store) Sorting(ctx context.Context) (o Sorting, err error) {
	o = Sorting{Confusion: map[[2]string]int{}, Bins: make([]SortingBin, sortingBins)}
	for i := range o.Bins {
		o.Bins[i].From, o.Bins[i].To = float64(i)/sortingBins, float64(i+1)/sortingBins
	}
	err = s.read(ctx, func(q *sql.Tx) error {
		return query(ctx, q, decidedSQL, nil, func(rows *sql.Rows) error {
			c, err := scanCorrection(rows)
			if err != nil {
				return err
			}
			o.count(c, s.monday(c.At))
			return nil
		})
	})
	for i := range o.Bins {
		if b := &o.Bins[i]; b.Total > 0 {
			b.Confidence /= float64(b.Total)
		}
	}
	return o, err
}

// monday is the beginning of an instant's week.
func (s *Store) monday(at time.Time) time.Time {
	local := at.In(s.calendar.Location())
	back := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-back, 0, 0, 0, 0, local.Location())
}

// count takes one decision in; they come in the order they were made.
func (o *Sorting) count(c Correction, monday time.Time) {
	right := c.Said == c.Topic
	o.Total++
	o.Confusion[[2]string{c.Said, c.Topic}]++
	bin := &o.Bins[min(sortingBins-1, max(0, int(c.Confidence*sortingBins)))]
	week := o.week(monday)
	week.Total++
	bin.Total++
	bin.Confidence += c.Confidence
	if !c.Unsure {
		week.Sure++
	}
	if right {
		o.Right++
		week.Right++
		bin.Right++
		if !c.Unsure {
			week.SureRight++
		}
		return
	}
	o.Corrected = append([]Correction{c}, o.Corrected[:min(len(o.Corrected), mostCorrected-1)]...)
}

// week gives a week's row, and makes those that lack before it. A clock that was
// set back adds to the last week.
func (o *Sorting) week(monday time.Time) *SortingWeek {
	if len(o.Weeks) == 0 {
		o.Weeks = append(o.Weeks, SortingWeek{Monday: monday})
	}
	for {
		last := &o.Weeks[len(o.Weeks)-1]
		if !last.Monday.Before(monday) {
			return last
		}
		o.Weeks = append(o.Weeks, SortingWeek{Monday: last.Monday.AddDate(0, 0, 7)})
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// sortPast sets the topics that the invented staff give to some of the letters
// that were there before, as soon as these have been read, so that the page on how
// the sorting does has something to tell. What somebody has sorted already stays.
func sortPast(ctx context.Context, st *store.Store, letters []demoLetter) error {
	left := map[int64]demoLetter{} // by when they came: no two came at once
	for _, l := range letters {
		if l.SortedAs != "" {
			left[l.at.Unix()] = l
		}
	}
	users, err := st.Users(ctx)
	if err != nil {
		return err
	}
	staff := map[string]int64{}
	for _, u := range users {
		staff[u.Name] = u.ID
	}
	for {
		if err := sortRead(ctx, st, left, staff); err != nil && ctx.Err() == nil {
			return err
		}
		if len(left) == 0 {
			return nil
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil
		}
	}
}

// sortRead sorts those of the letters that have been read, and takes them out of left.
func sortRead(ctx context.Context, st *store.Store, left map[int64]demoLetter, staff map[string]int64) error {
	for number := 1; ; number++ {
		page, err := st.Inbox(ctx, store.Filter{View: store.ViewAll, Page: number, Size: 100})
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			l, wanted := left[row.Received.Unix()]
			if !wanted {
				continue
			}
			if row.TopicBy == "" {
				err = st.SetTopic(ctx, store.Change{Enquiry: row.ID, Version: row.Version, By: staff[l.SortedBy]}, l.SortedAs)
			}
			if errors.Is(err, store.ErrChanged) {
				continue // somebody is at work on it: look again
			}
			if err != nil {
				return fmt.Errorf("sort the demo's letter %s: %w", l.Name, err)
			}
			delete(left, row.Received.Unix())
		}
		if page.Number*page.Size >= page.Total {
			return nil
		}
	}
}

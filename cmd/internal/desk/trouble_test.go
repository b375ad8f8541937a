package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hee.nhs.uk/enquiries/mailbox/inbound"
)

// A folder that is refused for a reason of its own keeps no other from being
// read, and is told of once.
func TestASickFolderStarvesNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		o := &office{folders: roles, fetchErr: map[string]error{
			"Sent Items": errors.New("server bug"), "Projects": fmt.Errorf("%w: Projects", inbound.ErrFolder),
		}}
		d := o.desk("us@example.org")
		o.wait = func(int) (bool, error) { time.Sleep(time.Minute); return false, ctx.Err() }
		d.Run(ctx)
		count := map[string]int{}
		for _, f := range o.visits {
			count[f]++
		}
		if count["INBOX"] < 50 || count["Junk Email"] < 50 {
			t.Errorf("visits in an hour: %v", count)
		}
		if n := strings.Count(o.log.String(), "could not be read"); n != 2 || o.polls["Sent Items"] == "" {
			t.Errorf("%d warnings:\n%s", n, o.log.String())
		}
	})
}

// A folder that ends every session is the last to be read by the next.
func TestAFolderThatEndsTheSessionComesLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		o := &office{folders: roles, dead: errors.New("closed"), fetchErr: map[string]error{"Sent Items": errors.New("cut")}}
		o.desk("us@example.org").Run(ctx)
		last := 0
		for i, f := range o.visits {
			if f == "INBOX" {
				last = i
			}
		}
		if o.visits[0] != "Sent Items" || !slices.Contains(o.visits, "Deleted Items") || last < len(o.visits)-20 {
			t.Errorf("visits %v", o.visits)
		}
		if connects := strings.Count(o.log.String(), "next_try_in"); connects > 40 {
			t.Errorf("%d sessions in an hour", connects)
		}
	})
}

// When no folder can be read the pauses grow.
func TestAMailboxWithoutReadableFoldersIsNotHurried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		o := &office{folders: justInbox, fetchErr: map[string]error{"INBOX": fmt.Errorf("%w: INBOX", inbound.ErrFolder)}}
		o.desk("us@example.org").Run(ctx)
		if len(o.visits) > 40 || len(o.visits) < 5 {
			t.Errorf("%d visits in an hour", len(o.visits))
		}
	})
}

// An Inbox that says it has changed without end is looked at once a second.
func TestARestlessInboxIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o := &office{folders: justInbox, wait: func(int) (bool, error) { return true, nil }}
		o.desk("us@example.org").Run(ctx)
		if len(o.visits) > 70 {
			t.Errorf("%d visits in a minute", len(o.visits))
		}
	})
}

// A list of folders without the Inbox says nothing about what is gone.
func TestAnEmptyListOfFoldersMeansNothing(t *testing.T) {
	o := &office{}
	if err := o.desk("us@example.org").Poll(t.Context()); !errors.Is(err, inbound.ErrFolder) || o.kept != nil {
		t.Errorf("error %v, kept %v", err, o.kept)
	}
	o.folders = justInbox
	if err := o.desk("us@example.org").Poll(t.Context()); err != nil || !slices.Equal(o.kept, []string{"INBOX"}) {
		t.Errorf("error %v, kept %v", err, o.kept)
	}
}

package inbound

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// folderOf answers for a folder whose letters have these UIDs. The body of
// each is its UID in words of w bytes.
func folderOf(uids []int, w int) answerer {
	return func(command string) string {
		if strings.HasPrefix(command, "EXAMINE") {
			return strings.Replace(examined(len(uids)), fmt.Sprintf("UIDNEXT %d", len(uids)+1), fmt.Sprintf("UIDNEXT %d", uids[len(uids)-1]+1), 1)
		}
		byUID := strings.HasPrefix(command, "UID FETCH ")
		set, items, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(command, "UID "), "FETCH "), " ")
		if !ok || !strings.Contains(command, "FETCH ") {
			return ""
		}
		in := numberSet(set)
		var said strings.Builder
		for i, uid := range uids {
			if byUID && !in(uid) || !byUID && !in(i+1) {
				continue
			}
			switch {
			case strings.Contains(items, "BODY"):
				fmt.Fprintf(&said, "* %d FETCH (UID %d BODY[] {%d}\r\n%0*d)\r\n", i+1, uid, w, w, uid)
			case strings.Contains(items, "SIZE"):
				fmt.Fprintf(&said, "* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"02-Mar-2026 12:00:00 +0000\")\r\n", i+1, uid, w)
			default:
				fmt.Fprintf(&said, "* %d FETCH (UID %d)\r\n", i+1, uid)
			}
		}
		return said.String() + "OK done\r\n"
	}
}

// numberSet reads "1,3:5,7:*".
func numberSet(set string) (in func(int) bool) {
	type numbers struct{ first, last int }
	var all []numbers
	for part := range strings.SplitSeq(set, ",") {
		from, to, isRange := strings.Cut(part, ":")
		first, _ := strconv.Atoi(from)
		last, err := strconv.Atoi(to)
		switch {
		case !isRange:
			last = first
		case err != nil:
			last = math.MaxInt
		}
		all = append(all, numbers{first, last})
	}
	return func(n int) bool {
		return slices.ContainsFunc(all, func(r numbers) bool { return r.first <= n && n <= r.last })
	}
}

func TestFetchingChoices(t *testing.T) {
	uids := []int{3, 4, 5, 8, 9, 10, 11}
	var begun []string
	begin := func(_ context.Context, validity uint32, uids []uint32) error {
		begun = append(begun, fmt.Sprint(validity, uids))
		return nil
	}
	for _, test := range []struct {
		name     string
		fetching Fetching
		letters  int // BatchLetters
		want     string
		begun    string
		left     string
	}{
		{"nothing chosen", Fetching{}, 3, "3=03, 4=04, 5=05, next 7/5 | 8=08, 9=09, 10=10, next 7/10 | 11=11, next 7/11",
			"7 [3 4 5]|7 [8 9 10]|7 [11]", "[4 1 0]"},
		{"some alone", Fetching{Alone: func(uid uint32) bool { return uid == 3 || uid == 8 || uid == 9 }}, 300,
			"3=03, next 7/3 | 4=04, 5=05, next 7/5 | 8=08, next 7/8 | 9=09, next 7/9 | 10=10, 11=11, next 7/11",
			"7 [3]|7 [4 5]|7 [8]|7 [9]|7 [10 11]", "[6 4 3 2 0]"},
		{"some skipped", Fetching{Skip: func(uid uint32, size int64, internal time.Time) string {
			if size != 2 || internal.IsZero() {
				return "nothing told"
			}
			if uid < 9 && uid != 4 {
				return "old"
			}
			return ""
		}}, 2, "4=04, 9=09, 3!old, 5!old, 8!old, next 7/9 | 10=10, 11=11, next 7/11", "7 [4 9]|7 [10 11]", "[2 0]"},
		{"all skipped", Fetching{Skip: func(uint32, int64, time.Time) string { return "old" }}, 300,
			"3!old, 4!old, 5!old, 8!old, 9!old, 10!old, 11!old, next 7/11", "", "[0]"},
		{"skipped before one alone", Fetching{
			Skip:  func(uid uint32, _ int64, _ time.Time) string { return strings.Repeat("old", int(5/uid)) },
			Alone: func(uid uint32) bool { return uid == 8 }}, 300,
			"3!old, 4!old, 5!old, next 7/5 | 8=08, next 7/8 | 9=09, 10=10, 11=11, next 7/11", "7 [8]|7 [9 10 11]", "[4 3 0]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := inBubble(t, idleGreeting, folderOf(uids, 2))
				defer c.Close()
				c.cfg.BatchLetters = test.letters
				begun = nil
				var batches []Batch
				var left []int
				test.fetching.Folder, test.fetching.Begin = "INBOX", begin
				test.fetching.Deliver = func(_ context.Context, b Batch) error {
					batches, left = append(batches, b), append(left, b.Left)
					return nil
				}
				if err := c.Fetch(t.Context(), test.fetching); err != nil {
					t.Fatal(err)
				}
				if got := summary(batches); got != test.want {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
				if strings.Join(begun, "|") != test.begun || fmt.Sprint(left) != test.left {
					t.Errorf("begun %q, left %v", begun, left)
				}
				for _, b := range batches {
					for _, m := range b.Missing {
						if !m.Skipped || m.Gone || m.Size != 2 || m.Internal.IsZero() {
							t.Errorf("missing %+v", m)
						}
					}
				}
			})
		})
	}
}

func TestFetchDeliverFails(t *testing.T) {
	cfg := startFake(t, usualGreeting, always()).config()
	cfg.BatchLetters = 1
	c, err := Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	full, calls := errors.New("disk full"), 0
	err = c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: func(context.Context, Batch) error { calls++; return full }})
	if err != full || calls != 1 || Temporary(err) {
		t.Errorf("error %v after %d calls", err, calls)
	}
}

// A large folder is listed in parts, with no gap between them, however its UIDs
// lie and whatever was fetched before.
func TestFetchLargeFolder(t *testing.T) {
	const n = 210
	var uids []int
	for i := range n {
		uids = append(uids, 3*i+1)
	}
	const last = 3*(n-1) + 1
	for _, test := range []struct {
		from  uint32
		lists string
	}{
		{0, "1:298 299:598 599:*"},
		{298, "299:598 599:*"},
		{299, "300:598 599:*"},
		{last - 7, fmt.Sprintf("%d:*", last-6)},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, f := inBubble(t, idleGreeting, folderOf(uids, 6))
			defer c.Close()
			c.atOnce = 100
			seen, expected := 0, n-(int(test.from)+2)/3
			err := c.Fetch(t.Context(), Fetching{Folder: "INBOX", From: Cursor{7, test.from},
				Skip: func(uid uint32, _ int64, _ time.Time) string {
					if uid == last {
						return ""
					}
					return "not this one"
				},
				Deliver: func(_ context.Context, b Batch) error {
					seen += len(b.Letters) + len(b.Missing)
					if seen+b.Left != expected {
						t.Errorf("%d seen, %d left of %d", seen, b.Left, expected)
					}
					return nil
				}})
			var lists []string
			for _, command := range f.heard() {
				if strings.Contains(command, "SIZE") {
					lists = append(lists, strings.Fields(command)[2])
				}
			}
			if err != nil || seen != expected || strings.Join(lists, " ") != test.lists {
				t.Errorf("from %d: %d letters, want %d, listed by %q, %v", test.from, seen, expected, lists, err)
			}
		})
	}
}

func TestAgain(t *testing.T) {
	for _, test := range []struct {
		name     string
		validity uint32
		uids     []uint32
		answer   answerer
		want     string
		err      error
	}{
		{"two", 7, []uint32{9, 4, 9}, folderOf([]int{3, 4, 5, 9, 10}, 2), "4=04, 9=09, next 0/0", nil},
		{"one has gone", 7, []uint32{4, 6}, folderOf([]int{3, 4, 5}, 2), "4=04, 6!" + reasonGone + ", next 0/0", nil},
		{"all have gone", 7, []uint32{1, 12}, folderOf([]int{3, 4, 5}, 2), "1!" + reasonGone + ", 12!" + reasonGone + ", next 0/0", nil},
		{"in batches", 7, []uint32{3, 4, 5, 6}, folderOf([]int{3, 4, 5}, 2), "3=03, 4=04, 5=05, next 0/0 | 6!" + reasonGone + ", next 0/0", nil},
		{"none", 7, nil, folderOf([]int{3}, 2), "", nil},
		{"renumbered", 6, []uint32{4}, folderOf([]int{3, 4}, 2), "", ErrRenumbered},
		{"listed only when looked for", 7, []uint32{1, 2}, once("UID FETCH 1:2 (UID", described(2),
			"UID FETCH 2 (UID BODY", bodyOf(2, "world")+"OK done\r\n", "UID FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n"),
			"1=hello, 2=world, next 0/0", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := inBubble(t, idleGreeting, test.answer)
				defer c.Close()
				c.cfg.BatchLetters = 3
				var batches []Batch
				err := c.Again(t.Context(), "INBOX", test.validity, test.uids, func(_ context.Context, b Batch) error {
					batches = append(batches, b)
					return nil
				})
				if got := summary(batches); got != test.want || !errors.Is(err, test.err) || (err != nil) != (test.err != nil) || Temporary(err) {
					t.Errorf("%v\ngot  %s\nwant %s", err, got, test.want)
				}
			})
		})
	}
}

// Bodies of another size than announced: asked for twice, the likelier one taken.
func TestFetchDoubts(t *testing.T) {
	long, short, other := strings.Repeat("l", 10_000), strings.Repeat("s", 3_000), strings.Repeat("o", 8_000)
	sized := strings.ReplaceAll(described(1, 2), "SIZE 5", "SIZE 10000")
	for _, test := range []struct {
		name          string
		first, second string
		want          string
		asked         int
	}{
		{"cut short once", short, long, long, 2},
		{"worse the second time", other, short, other, 2},
		{"better the second time", short, other, other, 2},
		{"always so, as Exchange's", short, short, short, 2},
		{"a little off", long[:9_100], "never", long[:9_100], 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, f := inBubble(t, idleGreeting, always("UID FETCH 1:*", sized,
					"UID FETCH 1:2 (UID BODY", bodyOf(1, test.first)+bodyOf(2, long)+"OK done\r\n",
					"UID FETCH 1 (UID BODY", bodyOf(1, test.second)+"OK done\r\n"))
				defer c.Close()
				var batch Batch
				err := c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: func(_ context.Context, b Batch) error { batch = b; return nil }})
				if err != nil || len(batch.Letters) != 2 || string(batch.Letters[0].Raw) != test.want || string(batch.Letters[1].Raw) != long {
					t.Errorf("%d letters, %v", len(batch.Letters), err)
				}
				if asked := strings.Count(strings.Join(f.heard(), "\n"), "BODY"); asked != test.asked {
					t.Errorf("asked %d times", asked)
				}
			})
		})
	}
}

// Exchange's sizes are estimates: it is not asked twice for ever.
func TestFetchTrustsInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		letters := folderOf([]int{1, 2, 3, 4, 5, 6, 7, 8}, 2_000)
		c, f := inBubble(t, idleGreeting, func(command string) string {
			return strings.ReplaceAll(letters(command), "SIZE 2000", "SIZE 9000")
		})
		defer c.Close()
		c.cfg.BatchLetters = 4
		n := 0
		err := c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: func(_ context.Context, b Batch) error { n += len(b.Letters); return nil }})
		if asked := strings.Count(strings.Join(f.heard(), "\n"), "BODY"); err != nil || n != 8 || asked != 3 {
			t.Errorf("%d letters, asked %d times, %v", n, asked, err)
		}
	})
}

package inbound

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox/memserver"
	"hee.nhs.uk/enquiries/mailbox/signin"
)

// What a server may do to a letter, and what must come of it.
func TestFetchOddServers(t *testing.T) {
	for _, test := range []struct {
		name   string
		from   Cursor
		change func(*Config)
		answer answerer
		want   string
	}{
		{
			name:   "nothing odd",
			answer: func(string) string { return "" },
			want:   "1=hello, 2=world, next 7/2",
		}, {
			name: "tells of flags in the middle of the answer",
			answer: once("UID FETCH 1:2 (UID BODY", flagsOf(1)+bodyOf(1, "hello")+bodyOf(2, "world")+"OK done\r\n",
				"UID FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name: "tells of flags whenever it is asked by UID",
			answer: always("UID FETCH 1:2 (UID BODY", flagsOf(1)+bodyOf(1, "hello")+bodyOf(2, "world")+"OK done\r\n",
				"UID FETCH 1 (UID BODY", flagsOf(1)+bodyOf(1, "hello")+"OK done\r\n",
				"FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name: "tells of flags in the middle of the list",
			answer: once("UID FETCH 1:*", flagsOf(1)+described(1, 2),
				"UID FETCH 1 (UID", described(1)),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name: "puts the UID after the body",
			answer: always("UID FETCH 1:2 (UID BODY", "* 1 FETCH (BODY[] {5}\r\nhello UID 1)\r\n* 2 FETCH (BODY[] {5}\r\nworld UID 2)\r\nOK done\r\n", "UID FETCH 2 (UID FLAGS", flagsOf(2)+"OK done\r\n",
				"FETCH 1 (UID BODY", "* 1 FETCH (BODY[] {5}\r\nhello UID 1)\r\nOK done\r\n",
				"FETCH 2 (UID BODY", "* 2 FETCH (BODY[] {5}\r\nworld UID 2)\r\nOK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name:   "answers backwards",
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(2, "world")+bodyOf(1, "hello")+"OK done\r\n"),
			want:   "1=hello, 2=world, next 7/2",
		}, {
			name: "answers for another letter than asked by number",
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(2, "world")+"OK done\r\n",
				"FETCH 1 (UID BODY", "* 1 FETCH (UID 9 BODY[] {5}\r\nother)\r\nOK done\r\n"),
			want: "2=world, 1!" + reasonHeld + ", next 7/2",
		}, {
			name: "names two letters in one answer",
			answer: once("UID FETCH 1:2 (UID BODY", bodyOf(2, "world")+"* 1 FETCH (UID 1 BODY[] {5}\r\nother UID 2)\r\nOK done\r\n",
				"UID FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name: "answers for letters that nobody asked for",
			answer: once("UID FETCH 1:2 (UID BODY", bodyOf(9, "other")+bodyOf(1, "hello")+"* 7 FETCH (BODY[] {5}\r\nother)\r\n"+"OK done\r\n",
				"UID FETCH 2 (UID BODY", bodyOf(7, "other")+bodyOf(2, "world")+"OK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name: "gives parts for the whole",
			answer: once("UID FETCH 1:2 (UID BODY", "* 1 FETCH (UID 1 BODY[HEADER] {5}\r\nother)\r\n* 2 FETCH (UID 2 BODY[]<2> {3}\r\nrld)\r\nOK done\r\n",
				"UID FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n", "UID FETCH 2 (UID BODY", bodyOf(2, "world")+"OK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name:   "tells of deletions in the middle",
			answer: once("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"* 1 EXPUNGE\r\n* 1 FETCH (UID 2 BODY[] {5}\r\nworld)\r\n* 3 EXISTS\r\nOK done\r\n"),
			want:   "1=hello, 2=world, next 7/2",
		}, {
			name: "has lost a letter meanwhile",
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(2, "world")+"OK done\r\n",
				"UID FETCH 1:2 (UID FLAGS", flagsOf(2)+"OK done\r\n",
				"UID FETCH 1 (UID FLAGS", "OK done\r\n"),
			want: "2=world, 1!" + reasonGone + ", next 7/2",
		}, {
			name: "says NO because a letter is lost",
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(1, "hello")+"NO [EXPUNGEISSUED] some are gone\r\n",
				"UID FETCH 2 (UID", "NO gone\r\n"),
			want: "1=hello, 2!" + reasonHeld + ": it answered NO, next 7/2",
		}, {
			name: "cannot read a letter",
			answer: always("UID FETCH 1:2 (UID BODY", "* 1 FETCH (UID 1 BODY[] NIL)\r\n"+bodyOf(2, "world")+"NO [SERVERBUG] x\r\n",
				"UID FETCH 1 (UID BODY", "* 1 FETCH (UID 1 BODY[] NIL)\r\nNO [SERVERBUG] x\r\n",
				"FETCH 1 (UID BODY", "NO [SERVERBUG] x\r\n"),
			want: "2=world, 1!" + reasonHeld + ": it answered NO [SERVERBUG], next 7/2",
		}, {
			name: "gives no bytes at first",
			answer: once("UID FETCH 1:2 (UID BODY", bodyOf(1, "")+bodyOf(2, "world")+"OK done\r\n",
				"UID FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n"),
			want: "1=hello, 2=world, next 7/2",
		}, {
			name:   "has an empty letter",
			answer: always("UID FETCH 1:*", strings.Replace(described(1, 2), "SIZE 5", "SIZE 0", 1), "UID FETCH 1:2 (UID BODY", bodyOf(1, "")+bodyOf(2, "world")+"OK done\r\n"),
			want:   "1=, 2=world, next 7/2",
		}, {
			name:   "gives the last letter for n:*",
			from:   Cursor{UIDValidity: 7, LastUID: 2},
			answer: always("UID FETCH 3:*", described(2)),
			want:   "",
		}, {
			name:   "has another UIDVALIDITY",
			from:   Cursor{UIDValidity: 6, LastUID: 2},
			answer: func(string) string { return "" },
			want:   "1=hello, 2=world, next 7/2",
		}, {
			name:   "has another UIDVALIDITY and no letters",
			from:   Cursor{UIDValidity: 6, LastUID: 2},
			answer: always("EXAMINE", examined(0)),
			want:   "next 7/0",
		}, {
			name:   "has no letters",
			from:   Cursor{UIDValidity: 7},
			answer: always("EXAMINE", examined(0)),
			want:   "",
		}, {
			name:   "has larger letters than it says",
			change: func(c *Config) { c.MaxLetter, c.BatchBytes = 10, 100 },
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(1, strings.Repeat("a", 10))+bodyOf(2, strings.Repeat("b", 11))+"OK done\r\n"),
			want:   "1=aaaaaaaaaa, 2=bbbbbbbbbbb, next 7/2",
		}, {
			name:   "has so much larger letters that a batch would burst",
			change: func(c *Config) { c.MaxLetter, c.BatchBytes = 20, 10 },
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(1, strings.Repeat("a", 20))+bodyOf(2, strings.Repeat("b", 20))+"OK done\r\n",
				"UID FETCH 2 (UID BODY", bodyOf(2, strings.Repeat("b", 20))+"OK done\r\n"),
			want: "1=aaaaaaaaaaaaaaaaaaaa, next 7/1 | 2=bbbbbbbbbbbbbbbbbbbb, next 7/2",
		}, {
			name:   "bursts the batch before the first letter came",
			change: func(c *Config) { c.MaxLetter, c.BatchBytes = 20, 10 },
			answer: always("UID FETCH 1:2 (UID BODY", bodyOf(2, strings.Repeat("b", 20))+bodyOf(1, strings.Repeat("a", 20))+"OK done\r\n",
				"UID FETCH 1 (UID BODY", bodyOf(1, strings.Repeat("a", 20))+"OK done\r\n"),
			want: "1=aaaaaaaaaaaaaaaaaaaa, 2=bbbbbbbbbbbbbbbbbbbb, next 7/2",
		}, {
			name:   "has a letter too large",
			change: func(c *Config) { c.MaxLetter = 300_000 },
			answer: always("UID FETCH 1:*", strings.Replace(described(1, 2), "SIZE 5", "SIZE 300001", 1),
				"UID FETCH 2 (UID BODY.PEEK[])", bodyOf(2, "world")+"OK done\r\n",
				"UID FETCH 1 (UID BODY.PEEK[]<0.262144>)", strings.Replace(bodyOf(1, strings.Repeat("a", PartialBytes)), "[]", "[]<0>", 1)+"OK done\r\n"),
			want: "1~262144 bytes, 2=world, next 7/2",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := startFake(t, usualGreeting, test.answer).config()
			if test.change != nil {
				test.change(&cfg)
			}
			batches, err := gather(t.Context(), cfg, test.from)
			if err != nil {
				t.Fatal(err)
			}
			if got := summary(batches); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// always answers commands that begin with the first, third, ... of pairs by the
// one that follows it.
func always(pairs ...string) answerer {
	return func(command string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.HasPrefix(command, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// once is always, with each answer given only one time.
func once(pairs ...string) answerer {
	return func(command string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.HasPrefix(command, pairs[i]) {
				said := pairs[i+1]
				pairs = slices.Delete(slices.Clone(pairs), i, i+2)
				return said
			}
		}
		return ""
	}
}

func TestFetchFolderRefused(t *testing.T) {
	for _, no := range []string{"NO such\r\n", "NO [NONEXISTENT] x\r\n", "NO [NOPERM] x\r\n"} {
		_, err := gather(t.Context(), startFake(t, usualGreeting, always("EXAMINE", no)).config(), Cursor{})
		if !errors.Is(err, ErrFolder) || Temporary(err) || !strings.Contains(err.Error(), `"INBOX"`) {
			t.Errorf("%q: %v", no, err)
		}
	}
}

func TestFetchBeginFails(t *testing.T) {
	f := startFake(t, usualGreeting, always())
	c, err := Dial(t.Context(), f.config())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	full := errors.New("disk full")
	err = c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: keep, Begin: func(context.Context, uint32, []uint32) error { return full }})
	if err != full || strings.Contains(strings.Join(f.heard(), "\n"), "BODY") {
		t.Errorf("%v, sent %q", err, f.heard())
	}
}

// A slow disk is no silence of the server.
func TestFetchDeliverTakesItsTime(t *testing.T) {
	cfg := startFake(t, usualGreeting, always("UID FETCH 1 (UID BODY", bodyOf(1, "hello")+"OK done\r\n",
		"UID FETCH 2 (UID BODY", bodyOf(2, "world")+"OK done\r\n")).config()
	cfg.BatchLetters, cfg.Timeout = 1, 200*time.Millisecond
	c, err := Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var batches []Batch
	err = c.Fetch(t.Context(), Fetching{Folder: "INBOX", Deliver: func(_ context.Context, b Batch) error {
		batches = append(batches, b)
		<-time.After(2 * cfg.Timeout)
		return nil
	}})
	if err != nil || summary(batches) != "1=hello, next 7/1 | 2=world, next 7/2" {
		t.Errorf("%s, %v", summary(batches), err)
	}
}

// Only EXAMINE and PEEK leave the mailbox as it is.
func TestFetchTouchesNothing(t *testing.T) {
	f := startFake(t, usualGreeting, always())
	if _, err := gather(t.Context(), f.config(), Cursor{}); err != nil {
		t.Fatal(err)
	}
	fetches := 0
	for _, command := range f.heard() {
		switch {
		case strings.HasPrefix(command, "UID FETCH 1:"):
			fetches++
		case strings.HasPrefix(command, "EXAMINE INBOX"), strings.HasPrefix(command, "AUTHENTICATE PLAIN "), command == "CAPABILITY", command == "LOGOUT":
		default:
			t.Errorf("sent %s", command)
		}
		if strings.Contains(command, "BODY[") {
			t.Errorf("without PEEK: %s", command)
		}
	}
	if fetches != 2 {
		t.Errorf("sent %q", f.heard())
	}
}

func TestFetchFromMemserver(t *testing.T) {
	s, err := memserver.Start(memserver.Options{User: "enquiries", Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	internal := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for i := range 7 {
		if _, err := s.Append("INBOX", fmt.Appendf(nil, "A: %d\r\n\r\n\xff\r\n", i), internal); err != nil {
			t.Fatal(err)
		}
	}
	cfg := Config{Host: "127.0.0.1", Port: int(s.IMAPAddr().Port()), TLS: "plain", Credentials: signin.Password{User: "enquiries", Password: "secret"}, BatchLetters: 3}
	for range 2 { // the second time nothing may have changed
		batches, err := gather(t.Context(), cfg, Cursor{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, b := range batches {
			for _, l := range b.Letters {
				if string(l.Raw) != fmt.Sprintf("A: %d\r\n\r\n\xff\r\n", n) || !l.Internal.Equal(internal) {
					t.Errorf("letter %d: %q, %v", n, l.Raw, l.Internal)
				}
				n++
			}
		}
		if n != 7 || len(batches) != 3 {
			t.Errorf("%d letters in %d batches", n, len(batches))
		}
	}
	c, err := Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	folders, err := c.Folders(t.Context())
	want := []Folder{{"INBOX", Inbox, '/', true}, {"Junk", Junk, '/', true}, {"Sent", Sent, '/', true}}
	if err != nil || !slices.Equal(folders, want) {
		t.Errorf("folders %v, %v", folders, err)
	}
}

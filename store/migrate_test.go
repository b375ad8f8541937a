package store

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"hee.nhs.uk/enquiries/mailbox"
)

// aged is a database of an older schema, filled by hand as that version did.
func aged(t *testing.T, version int, fill func(exec func(text string, args ...any) int64)) *house {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "enquiries.db"), now: wednesday, uid: map[string]uint32{}}
	db, err := sql.Open("sqlite3", "file:"+h.path+"?_foreign_keys=on&_journal_mode=WAL")
	h.must(err)
	exec := func(text string, args ...any) int64 {
		t.Helper()
		result, err := db.Exec(text, args...)
		h.must(err)
		id, err := result.LastInsertId()
		h.must(err)
		return id
	}
	for n := range version {
		text, err := migrations.ReadFile(fmt.Sprintf("migrations/%04d.sql", n+1))
		h.must(err)
		exec(string(text))
	}
	exec(fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version, applicationID))
	fill(exec)
	h.must(db.Close())
	h.Store = h.again()
	t.Cleanup(func() { h.Close() })
	return h
}

// oldRaw stores bytes as the first version did.
func oldRaw(t *testing.T, exec func(string, ...any) int64, raw []byte) (id int64, sum []byte) {
	zip, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer zip.Close()
	hash := sha256.Sum256(raw)
	return exec(`INSERT INTO raw (sha256, zstd) VALUES (?, ?)`, hash[:], zip.EncodeAll(raw, nil)), hash[:]
}

func TestADatabaseOfTheFirstVersionIsWhole(t *testing.T) {
	received := wednesday.Add(-time.Hour).UnixMilli()
	letter := write("ada", "a1")
	quarantined := refused(write("bob", "b1"))
	h := aged(t, 1, func(exec func(string, ...any) int64) {
		ledger := func(uid int, state, reason string, raw any, sum []byte) int64 {
			return exec(`INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, sha256, raw, received, seen)
				VALUES ('INBOX', 7, ?, ?, ?, 100, ?, ?, ?, ?)`, uid, state, reason, sum, raw, received, received)
		}
		exec(`INSERT INTO user (email, name, role, made) VALUES ('ann@example.org', 'ann', 'triage', 1)`)
		exec(`INSERT INTO cursor (folder, uidvalidity, last_uid) VALUES ('INBOX', 7, 5)`)
		exec(`INSERT INTO poll (folder, last_try, last_ok, problem) VALUES ('INBOX', ?1, ?1, '')`, received)
		exec(`INSERT INTO enquiry (topic, confidence, unsure, also, reasons, status, concern, concern_score, automatic, waiting, due, first_response, subject,
			enquirer_name, enquirer_email, snippet, received, latest, letters, attachments)
			VALUES ('training', 0.9, 0, '[]', '[{"text":"course","for":"training","weight":1}]', 'open', 'personal', 0.8, 0, ?1, ?2, NULL, 'Börsen', 'Ada', 'Ada@example.org', 'first words', ?1, ?1, 2, 1)`,
			received, received+1000)
		raw, sum := oldRaw(t, exec, letter.Raw)
		message := exec(`INSERT INTO message (enquiry, ledger, raw, direction, junk, kind, received, message_id, content, subject, text, own_text, head, verdict, attachments)
			VALUES (1, ?, ?, 'in', 0, 'human', ?, 'a1', ?, ?, ?, ?, ?, '{"Topic":"training"}', 1)`, ledger(1, "stored", "", raw, sum), raw, received,
			contentDigest(&letter.Message, false), letter.Message.Subject, letter.Message.OwnText+"\n> and a quoted walrus", letter.Message.OwnText,
			`{"from":[{"name":"Ada Lovelace","address":"Ada@example.org"}],"to":[{"name":"","address":"team@example.org"}],"attachments":[{"name":"plan.pdf","type":"application/pdf","size":3,"inline":false}]}`)
		exec(`INSERT INTO correspondent (message, field, email) VALUES (?1, 'from', 'ada@example.org'), (?1, 'to', 'team@example.org')`, message)
		same := exec(`INSERT INTO message (enquiry, ledger, raw, direction, junk, kind, received, message_id, content, subject, text, own_text, head, verdict, attachments)
			VALUES (1, ?, NULL, 'out', 0, 'human', ?, '', x'01', 'Re', 'all my own', 'all my own', '{}', '{}', 0)`, ledger(2, "stored", "", nil, nil), received+1)
		exec(`INSERT INTO named_id (id, message) VALUES ('a1', ?)`, same)
		exec(`INSERT INTO event (at, enquiry, action, detail) VALUES (?, 1, 'received', 'training')`, received)
		ledger(3, "set_aside", "a copy of a letter stored before (INBOX, uid 1)", raw, sum)
		bad, badSum := oldRaw(t, exec, quarantined.Raw)
		ledger(4, "quarantined", "reading it failed", bad, badSum)
		ledger(5, "quarantined", "an answer without it", nil, nil)
	})
	h.count(`PRAGMA user_version`, 5)
	h.count(`SELECT count(*) FROM pragma_foreign_key_check`, 0)

	e := h.enquiryOf(1)
	if e.Status != StatusOpen || e.Concern != "personal" || e.Letters != 2 || e.Backfill || e.ByHand || e.Unneeded || len(e.History) != 1 || len(e.Messages) != 2 || len(e.Told) != 0 {
		t.Fatalf("%+v", e)
	}
	if m := e.Messages[0]; m.Text != letter.Message.OwnText+"\n> and a quoted walrus" || m.OwnText != letter.Message.OwnText || m.Attachments[0].Name != "plan.pdf" || len(m.Places) != 2 {
		t.Errorf("the letter: %+v", m)
	}
	if m := e.Messages[1]; m.Text != "all my own" || m.OwnText != "all my own" {
		t.Errorf("the answer: %+v", m)
	}
	if raw, err := h.Raw(t.Context(), 1); err != nil || string(raw) != string(letter.Raw) {
		t.Errorf("bytes %q, %v", raw, err)
	}
	for typed, found := range map[string]bool{"morning": true, "a1": true, "lovelace": true, "ada@example.org": true, "plan.pdf": true, "my own": true, "walrus": false} {
		if got := h.list(Filter{Words: typed}); slices.Equal(got, []int64{1}) != found {
			t.Errorf("%q finds %v", typed, got)
		}
	}
	h.inQuarantine("INBOX 4 tries 0", "INBOX 5 tries 0")

	// All of it is known when the mailbox is numbered anew, on this server or another.
	again := renumbered("INBOX", 8, letter, quarantined, write("cyd", "c1"))
	if got := h.receiveBatch(again); got != (Received{SetAside: 2, Stored: 1, NewEnquiries: 1}) {
		t.Errorf("numbered anew: %+v", got)
	}
	if got := h.receiveBatch(renumbered("Archive", 1, letter.delivered())); got != (Received{SetAside: 1}) {
		t.Errorf("on another server: %+v", got)
	}
	// What came before and after is found alike, and joins.
	h.receive("Archive", write("ada", "a2", "a1"))
	if got := h.list(Filter{Words: "letter"}); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("letters are in %v", got)
	}
	if e := h.enquiryOf(1); e.Letters != 3 {
		t.Errorf("%d letters", e.Letters)
	}
}

// The schema is the same whether it grew or was made today.
func TestMigratedSchemaIsTheNewest(t *testing.T) {
	schema := func(h *house) (all []string) {
		rows, err := h.reader.Query(`SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name`)
		h.must(err)
		defer rows.Close()
		for rows.Next() {
			var one string
			h.must(rows.Scan(&one))
			all = append(all, one)
		}
		return all
	}
	made := schema(open(t))
	for version := range 5 {
		if grown := schema(aged(t, version, func(func(string, ...any) int64) {})); !slices.Equal(grown, made) || len(made) < 40 {
			t.Errorf("from %d: %d and %d objects", version, len(grown), len(made))
		}
	}
}

// Letters from before reasons were kept stay in their enquiries, and what comes
// later joins them by its ids and by their numbers.
func TestADatabaseOfTheSecondVersionIsWhole(t *testing.T) {
	received := wednesday.Add(-time.Hour).UnixMilli()
	h := aged(t, 2, func(exec func(string, ...any) int64) {
		exec(`INSERT INTO enquiry (topic, confidence, unsure, also, reasons, status, concern, automatic, subject, received, latest, letters)
			VALUES ('training', 0.9, 0, '[]', '[]', 'waiting', 'none', 0, 'A course', ?1, ?1, 2)`, received)
		for uid, direction := range []Direction{In, Out} {
			exec(`INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, received, seen) VALUES ('INBOX', 7, ?, 'stored', '', 1, ?2, ?2)`, uid+1, received)
			exec(`INSERT INTO message (enquiry, ledger, direction, junk, kind, received, message_id, content, subject, text, own_text, head, verdict, attachments)
				VALUES (1, ?1, ?2, 0, 'human', ?3, 'old-' || ?2, x'01', 'A course', '', 'Is there a place?', '{"references":["other"]}', '{}', 0)`, uid+1, direction, received)
		}
		exec(`INSERT INTO correspondent (message, field, email) VALUES (1, 'from', 'ada@example.org'), (2, 'to', 'ada@example.org')`)
	})
	h.count(`PRAGMA user_version`, 5)
	h.count(`SELECT count(*) FROM pragma_foreign_key_check`, 0)
	h.uid["INBOX"] = 2
	h.receive("INBOX", write("ada", "a1", "old-out").talk("c1"), write("ada", "a2").titled("Re: [Enquiry 1]"), write("ada", "a3").talk("c1").titled("About a1"))
	h.joins("old-in, old-out, a1 reply, a2 token, a3 conversation")
	if m := h.enquiryOf(1).Messages[0]; m.Conversation != "" || m.About.MessageID != "" || !slices.Equal(m.References, []string{"other"}) {
		t.Errorf("%+v", m)
	}
}

// A letter whose whole text is the writer's own is kept once and shown whole.
func TestTextIsShownWhole(t *testing.T) {
	for _, test := range []struct{ text, own string }{{"all mine", "all mine"}, {"mine\n> yours", "mine"}, {"> yours", ""}, {"", ""}, {"  ", "  "}} {
		h := open(t)
		a := write("ada", "a1")
		a.Message.Text, a.Message.OwnText = test.text, test.own
		h.receive("INBOX", a, mute())
		if m := h.enquiryOf(1).Messages[0]; m.Text != test.text || m.OwnText != test.own {
			t.Errorf("%q, %q came out as %q, %q", test.text, test.own, m.Text, m.OwnText)
		}
		h.Close()
	}
}

// mute is a letter with nothing in it but an attachment.
func mute() Arrival {
	a := write("scanner", "mute")
	a.Message.Text, a.Message.OwnText, a.Message.Subject = "", "", ""
	a.Message.Attachments = []mailbox.Attachment{{Name: "scan.pdf", Size: 1}}
	return a
}

// What people sorted before corrections were kept counts in the week it was sorted
// in; of a letter that was typed in no machine had said anything.
func TestWhatWasSortedBeforeIsLearnedFrom(t *testing.T) {
	received := wednesday.UnixMilli()
	h := aged(t, 4, func(exec func(string, ...any) int64) {
		exec(`INSERT INTO user (email, name, role, made) VALUES ('ann@example.org', 'ann', 'triage', 1)`)
		for i, weeks := range []int64{2, 0, 1} {
			id := exec(`INSERT INTO enquiry (topic, topic_by, confidence, unsure, also, reasons, status, concern, automatic, subject, received, latest, letters)
				VALUES ('training', 1, 0.9, 0, '[]', '[]', 'open', 'none', 0, 'A course', ?1, ?1, 1)`, received)
			exec(`INSERT INTO ledger (folder, uidvalidity, uid, state, reason, size, received, seen) VALUES ('INBOX', 7, ?, 'stored', '', 1, ?2, ?2)`, i+1, received)
			exec(`INSERT INTO message (enquiry, ledger, direction, junk, kind, received, message_id, content, subject, text, own_text, head, verdict, attachments)
				VALUES (?1, ?1, 'in', 0, 'human', ?2, 'm' || ?1, x'01', 'A course', '', 'Is there a place?', '{}', '{"topic":"other","confidence":0.7,"unsure":false}', 0)`, id, received)
			action := "topic"
			if id == 3 {
				action = "quarantine"
			}
			exec(`INSERT INTO event (at, user, enquiry, action, detail) VALUES (?, 1, ?, ?, 'training')`, received+weeks*7*24*3600_000, id, action)
		}
	})
	got, err := h.Sorting(t.Context())
	h.must(err)
	var weeks []int
	for _, w := range got.Weeks {
		weeks = append(weeks, w.Total)
	}
	if !slices.Equal(weeks, []int{1, 0, 1}) || got.Total != 2 || got.Right != 0 || got.Confusion[[2]string{"other", "training"}] != 2 {
		t.Errorf("weeks %v, %+v", weeks, got)
	}
}

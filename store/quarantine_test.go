package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// placeholder is the server's note in place of a letter.
func placeholder(note string) Arrival {
	return Arrival{State: Quarantined, Retry: true, Bare: true, Reason: "a note in its place", Raw: []byte(note), Size: int64(len(note)), Received: wednesday,
		Message: mailbox.Message{MessageID: "note-" + note, Subject: "Retrieval failed", Kind: mailbox.Human}}
}

// nothing is a letter that the server listed and did not hand over.
func nothing(size int64) Arrival {
	return Arrival{State: Quarantined, Retry: true, Bare: true, Reason: "an answer without it", Size: size, Received: wednesday}
}

// refused is a letter that was had whole and could not be read.
func refused(a Arrival) Arrival {
	a.State, a.Reason = Quarantined, "reading it failed"
	return a
}

// fetchedAgain stores what came of one more attempt at a letter.
func (h *house) fetchedAgain(folder string, uid uint32, a Arrival) Received {
	h.t.Helper()
	a.UID = uid
	got, err := h.Receive(h.t.Context(), Batch{Folder: folder, UIDValidity: 7, Arrivals: []Arrival{a}, Again: true})
	h.must(err)
	return got
}

// renumbered is the batch in which the server shows letters under another UIDVALIDITY.
func renumbered(folder string, validity uint32, letters ...Arrival) Batch {
	b := Batch{Folder: folder, UIDValidity: validity, Next: Cursor{validity, uint32(len(letters))}}
	for i, a := range letters {
		a.UID = uint32(i + 1)
		b.Arrivals = append(b.Arrivals, a)
	}
	return b
}

func (h *house) receiveBatch(b Batch) Received {
	h.t.Helper()
	got, err := h.Receive(h.t.Context(), b)
	h.must(err)
	return got
}

// waitingLetters tells who waits in the quarantine, oldest first, in one line each.
func (h *house) waitingLetters() []string {
	h.t.Helper()
	all, err := h.Quarantine(h.t.Context())
	h.must(err)
	lines := []string{}
	for _, q := range slices.Backward(all) {
		line := fmt.Sprintf("%s %d tries %d", q.Folder, q.UID, q.Tries)
		if !q.NextTry.IsZero() {
			line += " next " + q.NextTry.Sub(h.now).String()
		}
		if !q.Gone.IsZero() {
			line += " gone"
		}
		lines = append(lines, line)
	}
	return lines
}

func (h *house) inQuarantine(want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), h.waitingLetters()); diff != "" {
		h.t.Errorf("in quarantine: %s", diff)
	}
}

func (h *house) due(folder string, want ...uint32) {
	h.t.Helper()
	var validity uint32
	var uids []uint32
	for {
		v, uid, ok, err := h.ClaimDue(h.t.Context(), folder)
		h.must(err)
		if !ok {
			break
		}
		validity, uids = v, append(uids, uid)
	}
	slices.Sort(uids) // who has waited longest comes first
	if !slices.Equal(uids, want) || len(want) > 0 && validity != 7 {
		h.t.Errorf("due in %s at %v: %v of %d, want %v", folder, h.now.Sub(wednesday), uids, validity, want)
	}
}

func TestRetriesWiden(t *testing.T) {
	var got []time.Duration
	for tries := range 12 {
		got = append(got, retryAfter(tries))
	}
	const day = 24 * time.Hour
	want := []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, day, 2 * day, 4 * day, 8 * day, 16 * day, 30 * day, 30 * day}
	if !slices.Equal(got, want) || retryAfter(1_000_000) != 30*day {
		t.Errorf("pauses %v, and %v in the end", got, retryAfter(1_000_000))
	}
}

func TestALetterIsTriedAgainOnTheSchedule(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"), placeholder("one"), refused(write("bob", "b1")))
	h.inQuarantine("INBOX 2 tries 0 next 1m0s", "INBOX 3 tries 0")
	h.due("INBOX")
	h.now = h.now.Add(time.Minute)
	h.due("Sent")
	h.due("INBOX", 2)
	h.due("INBOX") // claimed: whatever happens now, its turn comes later
	h.inQuarantine("INBOX 2 tries 1 next 5m0s", "INBOX 3 tries 0")
	if got := h.fetchedAgain("INBOX", 2, placeholder("one")); got != (Received{Known: 1}) {
		t.Errorf("still a note: %+v", got)
	}
	h.inQuarantine("INBOX 2 tries 1 next 5m0s", "INBOX 3 tries 0")
	h.now = h.now.Add(5 * time.Minute)
	h.due("INBOX", 2)
	h.inQuarantine("INBOX 2 tries 2 next 30m0s", "INBOX 3 tries 0")
}

func TestALetterOfAnotherNumberingIsNotClaimed(t *testing.T) {
	h := open(t)
	h.receive("INBOX", placeholder("one"))
	h.receiveBatch(Batch{Folder: "INBOX", UIDValidity: 8, Next: Cursor{8, 0}})
	h.now = h.now.Add(time.Hour)
	h.due("INBOX")
}

func TestSuccessStoresTheLetterOnceInItsThread(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"), placeholder("one"))
	late := write("ada", "a2", "a1").at(0)
	if got := h.fetchedAgain("INBOX", 2, late); got != (Received{Known: 1, Released: 1, FollowUps: 1}) {
		t.Errorf("received %+v", got)
	}
	h.shapes("a1,a2 new")
	h.inQuarantine()
	if raw, err := h.RawOfLedger(t.Context(), 2); err != nil || string(raw) != string(late.Raw) {
		t.Errorf("its bytes: %q, %v", raw, err)
	}
	if got := h.fetchedAgain("INBOX", 2, late); got != (Received{Known: 1}) {
		t.Errorf("once more: %+v", got)
	}
	if got := h.receive("Archive", late); got != (Received{SetAside: 1}) {
		t.Errorf("a copy of it: %+v", got)
	}
	h.count(`SELECT count(*) FROM message`, 2)
	h.count(`SELECT count(*) FROM ledger WHERE state = 'stored' AND bare = 0 AND next_try IS NULL`, 2)
}

func TestSuccessOfACopyIsNoSecondLetter(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	h.receive("Archive", a)
	h.receive("INBOX", nothing(100))
	if got := h.fetchedAgain("INBOX", 1, a); got != (Received{Known: 1, Released: 1}) {
		t.Errorf("received %+v", got)
	}
	h.inQuarantine()
	h.shapes("a1 new")
	if places := h.enquiryOf(1).Messages[0].Places; len(places) != 2 || places[1].Folder != "INBOX" {
		t.Errorf("it lies in %v", places)
	}
}

func TestALetterThatIsGoneStaysForAPerson(t *testing.T) {
	h := open(t)
	h.receive("INBOX", placeholder("one"))
	h.now = h.now.Add(time.Minute)
	h.due("INBOX", 1)
	if got := h.fetchedAgain("INBOX", 1, Arrival{State: SetAside, Reason: "others deleted it", Received: wednesday}); got != (Received{Known: 1}) {
		t.Errorf("received %+v", got)
	}
	h.inQuarantine("INBOX 1 tries 1 gone")
	h.now = h.now.Add(365 * 24 * time.Hour)
	h.due("INBOX")
}

// What was had of a letter is not given up for the server's note about it.
func TestANoteDoesNotReplaceTheLetter(t *testing.T) {
	for name, vain := range map[string]Arrival{"a note": placeholder("one"), "nothing": nothing(5)} {
		h := open(t)
		a := refused(write("ada", "a1"))
		h.receive("INBOX", a)
		h.fetchedAgain("INBOX", 1, vain)
		if raw, err := h.RawOfLedger(t.Context(), 1); err != nil || string(raw) != string(a.Raw) {
			t.Errorf("%s: its bytes are %q, %v", name, raw, err)
		}
		q, err := h.QuarantinedLetter(t.Context(), 1)
		if err != nil || q.Sketch.Subject != "About a1" || q.NextTry.IsZero() || q.Reason != vain.Reason {
			t.Errorf("%s: %+v, %v", name, q, err)
		}
		h.count(`SELECT count(*) FROM ledger WHERE bare = 1`, 0)
		h.Close()
	}
}

func TestWhatWasReadOfALetterIsSketched(t *testing.T) {
	h := open(t)
	a := refused(write("ada", "a1"))
	for len(a.Message.Text) < 2*sketchLength {
		a.Message.Text += "é"
	}
	h.receive("INBOX", a)
	q, err := h.QuarantinedLetter(t.Context(), 1)
	h.must(err)
	if s := q.Sketch; s.Name != "Ada" || s.Email != "ada@example.org" || s.Subject != "About a1" || len(s.Text) < sketchLength-2 || len(s.Text) > sketchLength {
		t.Errorf("name %q, email %q, subject %q, %d bytes of text", s.Name, s.Email, s.Subject, len(s.Text))
	}
	if _, err := h.QuarantinedLetter(t.Context(), 2); !errors.Is(err, ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
}

func TestWhatPeopleMayDoInTheQuarantine(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	ann, rita := h.addUser("ann", RoleTriage), h.addUser("rita", RoleReader)
	h.receive("INBOX", placeholder("one"), refused(write("bob", "b1")))
	read := Sketch{"Ada", "ada@example.org", "A course", "When is it?"}
	made := func(ledger, by int64, s Sketch, topic string) error {
		_, err := h.MakeEnquiry(ctx, ledger, by, s, topic)
		return err
	}
	for name, test := range map[string]struct{ err, want error }{
		"a reader tries again":         {h.Retry(ctx, 1, rita.ID), ErrInvalid},
		"a reader dismisses":           {h.Dismiss(ctx, 1, rita.ID, "spam"), ErrInvalid},
		"a reader makes an enquiry":    {made(1, rita.ID, read, "training"), ErrInvalid},
		"nobody dismisses":             {h.Dismiss(ctx, 1, 99, "spam"), ErrInvalid},
		"dismissed without a reason":   {h.Dismiss(ctx, 1, ann.ID, " \n "), ErrInvalid},
		"an enquiry without a subject": {made(1, ann.ID, Sketch{Text: "When is it?"}, "training"), ErrInvalid},
		"an enquiry without a text":    {made(1, ann.ID, Sketch{Subject: "A course", Text: " "}, "training"), ErrInvalid},
		"an enquiry about no topic":    {made(1, ann.ID, read, "weather"), ErrInvalid},
		"one that is not there":        {h.Retry(ctx, 99, ann.ID), ErrNotFound},
		"dismissing one that is not":   {h.Dismiss(ctx, 99, ann.ID, "spam"), ErrNotFound},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v, want %v", name, test.err, test.want)
		}
	}
	h.inQuarantine("INBOX 1 tries 0 next 1m0s", "INBOX 2 tries 0")
	h.count(`SELECT count(*) FROM enquiry`, 0)
	h.count(`SELECT count(*) FROM event WHERE action = 'quarantine'`, 0)
}

func TestAPersonHasALetterTriedAgain(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	wake := make(chan struct{}, 1)
	h.Store.wake = wake
	h.receive("INBOX", refused(write("bob", "b1")), placeholder("one"))
	h.must(h.Retry(t.Context(), 1, ann.ID))
	h.must(h.Retry(t.Context(), 2, ann.ID)) // nobody need have heard the first
	if len(wake) != 1 {
		t.Error("nobody was woken")
	}
	h.due("INBOX", 1, 2)
	h.count(`SELECT count(*) FROM event WHERE action = 'quarantine' AND user = 1 AND detail IN ('retry of letter 1', 'retry of letter 2')`, 2)
	h.fetchedAgain("INBOX", 1, Arrival{State: SetAside, Reason: "others deleted it", Received: wednesday})
	<-wake
	if err := h.Retry(t.Context(), 1, ann.ID); !errors.Is(err, ErrInvalid) || len(wake) != 0 {
		t.Errorf("one that is gone: %v, %d woken", err, len(wake))
	}
}

func TestDismissedOnceAndForAll(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	a := refused(write("bob", "b1"))
	h.receive("INBOX", a, placeholder("one"))
	h.must(h.Dismiss(t.Context(), 1, ann.ID, " an  advertisement\n"))
	h.must(h.Dismiss(t.Context(), 2, ann.ID, "a note"))
	if err := h.Dismiss(t.Context(), 1, ann.ID, "again"); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	h.count(`SELECT count(*) FROM ledger WHERE id = 1 AND state = 'set_aside' AND reason = 'dismissed by ann: an advertisement'`, 1)
	h.count(`SELECT count(*) FROM event WHERE action = 'quarantine' AND user = 1 AND detail = 'letter 1 dismissed'`, 1)
	h.now = h.now.Add(time.Hour)
	h.due("INBOX")
	// It does not come again: not as it was, not readable, not by another way.
	readable := a
	readable.State, readable.Reason = Stored, ""
	elsewhere := readable
	elsewhere.Raw = append([]byte("Received: by another server\r\n"), a.Raw...)
	for name, b := range map[string]Batch{
		"renumbered":         renumbered("INBOX", 8, a),
		"readable elsewhere": renumbered("Archive", 1, readable),
		"on another server":  renumbered("Other", 2, elsewhere),
	} {
		if got := h.receiveBatch(b); got != (Received{SetAside: 1}) {
			t.Errorf("%s: received %+v", name, got)
		}
	}
	h.inQuarantine()
	h.count(`SELECT count(*) FROM enquiry`, 0)
}

func TestMadeAnEnquiryByHand(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	a := refused(write("bob", "b1"))
	h.receive("INBOX", a)
	h.now = h.now.Add(time.Hour)
	id, err := h.MakeEnquiry(t.Context(), 1, ann.ID, Sketch{" Bob ", "Bob@example.org", " A course ", "When is it?\n"}, "framework_downloads")
	h.must(err)
	e := h.enquiryOf(id)
	if e.Subject != "A course" || e.Enquirer.Name != "Bob" || e.Enquirer.Address != "Bob@example.org" || e.Snippet != "When is it?" || e.Topic != "framework_downloads" ||
		e.TopicBy != "ann" || e.Unsure || !e.Received.Equal(wednesday) || !e.Due.Equal(wednesday.Add(48*time.Hour)) || e.Owner == nil || e.Status != StatusNew {
		t.Errorf("%+v", e.Row)
	}
	if got := h.actions(e, "quarantine"); !slices.Equal(got, []string{"ann: made of letter 1"}) {
		t.Errorf("events %q", got)
	}
	h.decide(ann, id, "training")
	h.count(`SELECT count(*) FROM correction`, 0) // it was ann who had said so, and no machine
	if raw, err := h.Raw(t.Context(), e.Messages[0].ID); err != nil || string(raw) != string(a.Raw) {
		t.Errorf("the letter's bytes: %q, %v", raw, err)
	}
	if _, err := h.MakeEnquiry(t.Context(), 1, ann.ID, Sketch{Subject: "x", Text: "y"}, "training"); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	h.inQuarantine()
	// It does not come again.
	readable := a
	readable.State, readable.Reason = Stored, ""
	migrated := readable
	migrated.Raw = append([]byte("Received: by another server\r\n"), a.Raw...)
	for name, b := range map[string]Batch{
		"renumbered, unreadable": renumbered("INBOX", 8, a),
		"renumbered, readable":   renumbered("INBOX", 9, readable),
		"on another server":      renumbered("Other", 2, migrated),
	} {
		if got := h.receiveBatch(b); got != (Received{SetAside: 1}) {
			t.Errorf("%s: received %+v", name, got)
		}
	}
	h.count(`SELECT count(*) FROM enquiry`, 1)
	if n := len(h.enquiryOf(id).Messages[0].Places); n != 4 {
		t.Errorf("it lies in %d places, want 4", n)
	}
	// An answer to it, and the enquirer's next letter, join by the thread alone.
	h.receive("INBOX", write("bob", "b2"))
	h.count(`SELECT count(*) FROM enquiry`, 2)
}

func TestALetterThatIsGoneMayBeMadeAnEnquiry(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", placeholder("one"))
	h.fetchedAgain("INBOX", 1, Arrival{State: SetAside, Reason: "others deleted it", Received: wednesday})
	id, err := h.MakeEnquiry(t.Context(), 1, ann.ID, Sketch{Subject: "A course", Text: "When is it?"}, classify.TopicOther)
	h.must(err)
	if e := h.enquiryOf(id); len(e.Messages) != 1 || e.Enquirer.Address != "" {
		t.Errorf("%+v", e.Row)
	}
}

// While somebody deals with a letter it may be on its way in again.
func TestDealtWithWhileItIsFetched(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	h.receive("INBOX", placeholder("one"), placeholder("two2"))
	h.now = h.now.Add(time.Minute)
	h.due("INBOX", 1, 2)
	h.must(h.Dismiss(t.Context(), 1, ann.ID, "known by telephone"))
	_, err := h.MakeEnquiry(t.Context(), 2, ann.ID, Sketch{Subject: "A course", Text: "When is it?"}, "training")
	h.must(err)
	for uid := range uint32(2) {
		if got := h.fetchedAgain("INBOX", uid+1, write("ada", fmt.Sprint("a", uid))); got != (Received{Known: 1}) {
			t.Errorf("uid %d: received %+v", uid+1, got)
		}
	}
	h.count(`SELECT count(*) FROM enquiry`, 1)
}

// Two letters of one second and one size are two letters, if the folder has both.
func TestLettersWithoutContentsAreNotTakenForEachOther(t *testing.T) {
	h := open(t)
	if got := h.receive("INBOX", nothing(0), nothing(0), placeholder("one"), placeholder("two")); got != (Received{Quarantined: 4}) {
		t.Errorf("received %+v", got)
	}
	h.now = h.now.Add(time.Minute)
	h.due("INBOX", 1, 2, 3, 4)
}

// A copier sends every scan under one id.
func TestTwoScansOfACopierAreTwoLetters(t *testing.T) {
	h := open(t)
	first, second := refused(write("copier", "scan@copier")), refused(write("copier", "scan@copier"))
	if got := h.receive("INBOX", first, second, first); got != (Received{Quarantined: 2, SetAside: 1}) {
		t.Errorf("received %+v", got)
	}
	if got := h.receiveBatch(renumbered("INBOX", 8, first, second)); got != (Received{SetAside: 2}) {
		t.Errorf("numbered anew: %+v", got)
	}
	h.reconcile("INBOX", 8, 1, 2)
	h.inQuarantine("INBOX 1 tries 0", "INBOX 2 tries 0")
}

func TestTheSameLetterWaitsOnce(t *testing.T) {
	h := open(t)
	a := refused(write("ada", "a1"))
	migrated := a
	migrated.Raw = append([]byte("Received: by another server\r\n"), a.Raw...)
	noID := refused(write("bob", ""))
	noIDMigrated := noID
	noIDMigrated.Raw = append([]byte("Received: by another server\r\n"), noID.Raw...)
	other := refused(write("eve", "a1")) // who quotes an id is not its owner
	h.receive("INBOX", a, noID)
	if got := h.receive("Archive", a, migrated, noIDMigrated, other); got != (Received{SetAside: 3, Quarantined: 1}) {
		t.Errorf("received %+v", got)
	}
	h.inQuarantine("INBOX 1 tries 0", "INBOX 2 tries 0", "Archive 4 tries 0")
}

// A letter that still cannot be had when its folder was renumbered is tried on
// under its new number, where it left off.
func TestALetterWithoutContentsIsTriedOnUnderItsNewNumber(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"), placeholder("one"))
	h.now = h.now.Add(time.Minute)
	h.due("INBOX", 2)
	b := renumbered("INBOX", 8, placeholder("one"))
	if got := h.receiveBatch(b); got.Stored != 0 {
		t.Errorf("received %+v", got)
	}
	h.reconcile("INBOX", 8, 1)
	h.inQuarantine("INBOX 1 tries 1 next 5m0s")
	h.now = h.now.Add(5 * time.Minute)
	if validity, uid, ok, err := h.ClaimDue(t.Context(), "INBOX"); err != nil || !ok || validity != 8 || uid != 1 {
		t.Errorf("due is %d of %d, %v", uid, validity, err)
	}
}

// A readable copy releases the letter that waits, not one of its copies.
func TestAReadableCopyReleasesTheOneThatWaits(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	h.receive("INBOX", refused(a))
	h.receive("Archive", refused(a))
	h.inQuarantine("INBOX 1 tries 0")
	if got := h.receive("Other", a); got != (Received{Stored: 1, NewEnquiries: 1}) {
		t.Errorf("received %+v", got)
	}
	h.inQuarantine()
	h.count(`SELECT count(*) FROM ledger WHERE id = 1 AND state = 'set_aside' AND reason = 'read later (Other, uid 1)'`, 1)
	h.shapes("a1 new")
}

// What a person types in from a letter is looked through for concern, and for
// nothing else: the topic is the person's.
func TestWhatIsTypedInIsLookedThroughForConcern(t *testing.T) {
	h := open(t)
	ann := h.addUser("ann", RoleTriage)
	a := write("ada", "a1")
	a.State, a.Reason = Quarantined, "too large"
	h.receive("INBOX", a)
	h.judge = func(read Sketch) classify.Verdict {
		if read.Text != "I am afraid for my brother" {
			t.Errorf("judged %+v", read)
		}
		return classify.Verdict{Topic: "other", Concern: classify.ConcernThirdParty, ConcernScore: 0.7,
			Reasons: []classify.Reason{{Text: "brother", For: "other"}, {Text: read.Text, For: "third_party", Weight: 2}}}
	}
	id, err := h.MakeEnquiry(t.Context(), 1, ann.ID, Sketch{Subject: "Help", Text: "I am afraid for my brother"}, "training")
	h.must(err)
	if e := h.enquiryOf(id); e.Concern != classify.ConcernThirdParty || e.Topic != "training" || e.TopicBy != "ann" || len(e.Reasons) != 1 {
		t.Errorf("%+v", e.Row)
	}
}

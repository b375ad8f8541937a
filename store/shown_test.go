package store

import (
	"database/sql"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// No letter by a person may end where nobody looks.

func TestFollowUpInTheInboxLeavesSpam(t *testing.T) {
	h := open(t)
	h.receive("Junk", write("ada", "a1").junk())
	h.receive("INBOX", write("ada", "a2", "a1").at(time.Hour))
	h.shapes("a1,a2 new")
	ann := h.addUser("ann", RoleTriage)
	h.must(h.SetStatus(t.Context(), Change{1, h.enquiryOf(1).Version, ann.ID}, StatusSpam, ""))
	h.receive("INBOX", write("ada", "a3", "a1").at(2*time.Hour))
	h.shapes("a1,a2,a3 spam") // a person called it spam
}

// A form in our name lies in Sent as ours and in the Inbox as the public's.
func TestLetterInEqualToALooseLetterOfOursIsShown(t *testing.T) {
	h := open(t)
	sent := answerTo("team", "form1")
	h.receive("Sent", sent)
	in := sent
	in.Direction, in.Verdict = In, classify.Verdict{Topic: "other", Concern: classify.ConcernPersonal}
	h.receive("INBOX", in)
	if n := len(h.list(Filter{})); n != 1 {
		t.Errorf("to do holds %d", n)
	}
}

func TestAnotherAttachmentIsAnotherLetter(t *testing.T) {
	h := open(t)
	var scans []Arrival
	for i, name := range []string{"scan1.pdf", "scan2.pdf"} {
		a := write("scanner", "scan@copier")
		a.Message.Text, a.Message.OwnText = "", ""
		a.Message.Attachments = []mailbox.Attachment{{Name: name, Size: int64(1000 + i)}}
		scans = append(scans, a)
	}
	if got := h.receive("INBOX", scans...); got.Stored != 2 {
		t.Errorf("received %+v", got)
	}
}

func TestConcernBringsBackWhoeverSeemsToWrite(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"))
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	h.receive("INBOX", write("ada", "a2", "r1").kind(mailbox.AutoReply).worry(classify.ConcernPersonal).at(2*time.Hour))
	h.shapes("a1,r1,a2 open")
}

// Our answer to a cry for help may be read before the cry.
func TestConcernThatWasAnsweredWaits(t *testing.T) {
	h := open(t)
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour), answerTo("ada", "r2", "a1", "r1", "a2").at(3*time.Hour))
	h.receive("INBOX", write("ada", "a1"), write("ada", "a2", "r1").worry(classify.ConcernPersonal).at(2*time.Hour))
	h.shapes("a1,r1,a2,r2 waiting")
}

func TestQuarantinedOnce(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	a.State, a.Reason = Quarantined, "unreadable"
	b := h.batch("INBOX", a)
	_, err := h.Receive(t.Context(), b)
	h.must(err)
	b.UIDValidity, b.Next.UIDValidity = 8, 8
	got, err := h.Receive(t.Context(), b)
	h.must(err)
	q, err := h.Quarantine(t.Context())
	h.must(err)
	if got.SetAside != 1 || len(q) != 1 {
		t.Errorf("received %+v, %d in quarantine", got, len(q))
	}
}

// A verdict that cannot be stored is a fault of ours: the letter is quarantined
// and those behind it are stored.
func TestOneFaultDoesNotStopTheMailbox(t *testing.T) {
	h := open(t)
	a := write("ada", "a1")
	a.Verdict.Confidence = math.NaN()
	if got := h.receive("INBOX", a, write("bob", "b1")); got.Stored != 1 || got.Quarantined != 1 {
		t.Errorf("received %+v", got)
	}
}

func TestForwardStaysNoAnswerWhenTheColleagueReplies(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1"))
	h.receive("Sent", answerTo("expert", "f1", "a1").at(time.Hour))
	h.receive("INBOX", write("expert", "x1", "f1").at(2*time.Hour))
	h.receive("Sent", answerTo("expert", "f2", "x1").at(3*time.Hour))
	e := h.enquiryOf(1)
	if !e.FirstResponse.IsZero() || e.Status == StatusWaiting {
		t.Errorf("%s, first response %v: nobody has answered ada", shape(e), e.FirstResponse)
	}
	h.receive("Sent", answerTo("ada", "r1", "a1").at(4*time.Hour))
	if e := h.enquiryOf(1); !e.FirstResponse.Equal(wednesday.Add(4 * time.Hour)) {
		t.Errorf("first response %v", e.FirstResponse)
	}
}

func TestSentReadFirstJoinsEverything(t *testing.T) {
	h := open(t)
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour), answerTo("ada", "r2", "a2").at(3*time.Hour))
	h.receive("INBOX", write("ada", "a1"), write("ada", "a2", "r1").at(2*time.Hour), write("daemon", "d1", "r2").kind(mailbox.Bounce).at(4*time.Hour))
	h.shapes("a1,r1,a2,r2,d1 open")
}

func TestFollowUpIsDueAgain(t *testing.T) {
	h := open(t)
	h.receive("INBOX", write("ada", "a1").topic("training"))
	h.receive("Sent", answerTo("ada", "r1", "a1").at(time.Hour))
	if e := h.enquiryOf(1); !e.Due.IsZero() || !e.Waiting.IsZero() {
		t.Errorf("answered: due %v, waiting since %v", e.Due, e.Waiting)
	}
	h.receive("INBOX", write("ada", "a2", "r1").at(24*time.Hour), write("ada", "a3", "r1").at(25*time.Hour))
	e := h.enquiryOf(1)
	if !e.Waiting.Equal(wednesday.Add(24*time.Hour)) || !e.Due.Equal(wednesday.Add(48*time.Hour)) {
		t.Errorf("written again: due %v, waiting since %v", e.Due, e.Waiting)
	}
	h.now = wednesday.Add(72 * time.Hour)
	if got := h.list(Filter{View: ViewLate}); !slices.Equal(got, []int64{1}) {
		t.Errorf("late are %v", got)
	}
	ann := h.addUser("ann", RoleTriage)
	h.must(h.SetStatus(t.Context(), Change{1, e.Version, ann.ID}, StatusWaiting, "telephoned"))
	if e := h.enquiryOf(1); !e.Due.IsZero() || !e.Waiting.IsZero() {
		t.Errorf("a person says nobody waits: due %v, waiting since %v", e.Due, e.Waiting)
	}
}

func TestOnlyAPersonWithAReasonLowersAConcern(t *testing.T) {
	h := open(t)
	ann, rita := h.addUser("ann", RoleTriage), h.addUser("rita", RoleReader)
	h.receive("INBOX", write("ada", "a1").worry(classify.ConcernPersonal))
	version := h.enquiryOf(1).Version
	for _, refused := range []struct {
		by     int64
		reason string
		want   error
	}{{ann.ID, " ", ErrOutcomeNeeded}, {rita.ID, "a lyric", ErrInvalid}} {
		if err := h.LowerConcern(t.Context(), Change{1, version, refused.by}, refused.reason); !errors.Is(err, refused.want) {
			t.Errorf("%q by %d: %v", refused.reason, refused.by, err)
		}
	}
	h.must(h.LowerConcern(t.Context(), Change{1, version, ann.ID}, "a song title"))
	e := h.enquiryOf(1)
	if e.Concern != classify.ConcernNone || e.Notes[0].Text != "a song title" || !slices.Contains(h.actions(e, "concern"), "ann: personal -> none") {
		t.Errorf("concern %s, notes %v, events %v", e.Concern, e.Notes, h.actions(e, "concern"))
	}
	h.receive("INBOX", write("ada", "a2", "a1").worry(classify.ConcernThirdParty).at(time.Hour))
	if e := h.enquiryOf(1); e.Concern != classify.ConcernThirdParty {
		t.Errorf("a further letter: %s", e.Concern)
	}
}

func TestLikelierConcernStandsAbove(t *testing.T) {
	h := open(t)
	sure := write("bob", "b1").worry(classify.ConcernThirdParty)
	sure.Verdict.ConcernScore = 0.95
	faint := write("ada", "a1").worry(classify.ConcernPersonal)
	faint.Verdict.ConcernScore = 0.2
	h.receive("INBOX", faint, sure)
	if got := h.list(Filter{}); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("order %v", got)
	}
}

func TestSecondServeByASymbolicLinkIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	first, err := Open(t.Context(), Options{Path: path, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	link := filepath.Join(t.TempDir(), "b.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Path: link, Serve: true}); !errors.Is(err, ErrInUse) {
		t.Errorf("error %v", err)
	}
}

// A command that only reads opens the database while serve is writing.
func TestReadingNeedsNoTurnAtWriting(t *testing.T) {
	h := open(t)
	db, err := sql.Open("sqlite3", "file:"+h.path+"?_txlock=immediate")
	h.must(err)
	defer db.Close()
	writing, err := db.Begin()
	h.must(err)
	defer writing.Rollback()
	h.again().Close()
}

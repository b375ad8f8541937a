package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
)

func library(t *testing.T) *house {
	h := open(t)
	a := write("zoë", "a1")
	a.Message.Subject = "Framework for Café staff"
	a.Message.OwnText = "Dear team, the naïve Renée O'Connor asks: where's the e-learning on dementia-care (level 2)?"
	a.Message.Text = a.Message.OwnText + "\n> quoted kangaroo"
	a.Message.Attachments = []mailbox.Attachment{{Name: "Übersicht_2026.final.pdf"}}
	a.Message.From = []mailbox.Address{{Name: "Zoë Ångström", Address: "Zoe.A@Example.org"}}
	a.Message.Cc = []mailbox.Address{{Name: "", Address: "manager@trust.example.org"}}
	b := write("bob", "b1").at(time.Hour)
	b.Message.Subject, b.Message.OwnText, b.Message.Text = "Badges", "Where is my badge AND my certificate? OR NOT NEAR here", ""
	c := write("cyd", "c1").at(2 * time.Hour).junk()
	c.Message.OwnText = "A badge for the lottery"
	h.receive("INBOX", a, b, c, write("list", "l1").kind(mailbox.List))
	r := answerTo("bob", "r1", "b1").at(3 * time.Hour)
	r.Message.OwnText = "Your badge is with Fitzgerald."
	h.receive("Sent", r, answerTo("nobody", "lost"))
	return h
}

func TestWordsFindLetters(t *testing.T) {
	h := library(t)
	for typed, want := range map[string][]int64{
		"framework": {1}, "FRAMEWORK": {1}, "frame": {1}, "fr": {}, "framework staff": {1}, "staff framework": {1}, "framework badge": {},
		"frame staff": {}, // only the last word may be a beginning
		"cafe":        {1}, "café": {1}, "naive": {1}, "renee": {1}, "o'connor": {1}, "oconnor": {}, "where's": {1}, "e-learning": {1}, "dementia care": {1}, "level 2": {1},
		"zoë": {1}, "zoe angstrom": {1}, "zoe.a@example.org": {1}, "ZOE.A@EXAMPLE.ORG": {1}, "manager@trust": {1}, "trust.example": {1},
		"übersicht": {1}, "ubersicht_2026.final.pdf": {1}, "final.pdf": {1}, "uebersicht": {},
		"badge": {2}, "certificate and": {2}, "fitzgerald": {2}, "kangaroo": {}, "nobody": {}, "team@example.org": {2, 1},
		"": {2, 1}, " \t": {2, 1}, "***": {2, 1}, "?!": {2, 1},
		`"badge"`: {2}, `"bad`: {2}, `bad*`: {2}, `*badge`: {2}, "-badge": {2}, "badge OR framework": {}, "NOT": {2}, "near/2": {}, "subject:badges": {}, "(badge": {2}, "ba^dge": {},
	} {
		if got := h.list(Filter{View: ViewAll, Words: typed}); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
	}
}

func TestWordsWithinAView(t *testing.T) {
	h := library(t)
	for _, test := range []struct {
		f    Filter
		want []int64
	}{
		{Filter{View: ViewSpam, Words: "badge"}, []int64{3}},
		{Filter{View: ViewLikely, Words: "lottery"}, []int64{3}},
		{Filter{View: ViewToDo, Words: "badge"}, []int64{}}, // bob was answered
		{Filter{View: ViewAutomatic, Words: "letter l1"}, []int64{4}},
		{Filter{View: ViewAll, Words: "badge", Status: StatusWaiting}, []int64{2}},
		{Filter{View: ViewAll, Words: "badge", Status: StatusOpen}, []int64{}},
		{Filter{View: ViewAll, Words: "badge", Owner: "none", Topic: "training"}, []int64{2}},
		{Filter{View: ViewAll, Words: "badge", Topic: "other"}, []int64{}},
	} {
		if got := h.list(test.f); !slices.Equal(got, test.want) {
			t.Errorf("%+v finds %v, want %v", test.f, got, test.want)
		}
	}
	p, err := h.Inbox(t.Context(), Filter{View: ViewAll, Words: "example", Size: 1, Page: 2})
	if err != nil || p.Total != 2 || len(p.Rows) != 1 || p.Rows[0].ID != 1 {
		t.Errorf("the second page: %+v, %v", p, err)
	}
}

// Whatever is typed finds something or nothing, and is no error.
func TestNothingTypedIsAnError(t *testing.T) {
	h := library(t)
	pieces := []string{"badge", "AND", "OR", "NOT", "NEAR", "NEAR/3", "near/0", `"`, "'", "*", "(", ")", "-", "^", ":", "subject:", "people:", ";", "--", "/*", "\\", "%", "_", "?1",
		"\x00", "\xff", "\u0301", "\u200d", "\u00ad", "é", "e\u0301", "中文", "ﷺ", "🙂", "𐐷", "\U0001e900", "ⅷ", "²", "ꟊ", "\u1cfa", " ", "\n", "\t", strings.Repeat("long", 3000)}
	r := rand.New(rand.NewPCG(3, 9))
	for range 2000 {
		var typed strings.Builder
		for range 1 + r.IntN(6) {
			typed.WriteString(pieces[r.IntN(len(pieces))])
		}
		if _, err := h.Inbox(t.Context(), Filter{View: ViewAll, Words: typed.String()}); err != nil {
			t.Fatalf("%q: %v", typed.String(), err)
		}
	}
	if _, err := h.Inbox(t.Context(), Filter{View: ViewAll, Words: strings.Repeat("word ", 20_000)}); err != nil {
		t.Errorf("a book: %v", err)
	}
}

// A letter to thousands is found by the first of them, and stays small.
func TestALetterToThousands(t *testing.T) {
	a := write("ada", "a1")
	for i := range 20_000 {
		a.Message.To = append(a.Message.To, mailbox.Address{Name: "Somebody", Address: fmt.Sprintf("person%d@example.org", i)})
	}
	if people := peopleOf(&a.Message, nil); len(people) > maxPeople+200 || !strings.Contains(people, "person9@example.org") {
		t.Errorf("%d bytes of people", len(people))
	}
}

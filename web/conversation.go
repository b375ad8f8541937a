package web

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// letterView is one letter of a conversation.
type letterView struct {
	Anchor      string
	Heading     string // "Letter 2 of 3"
	Out         bool   // written by us
	From        string
	To          string
	At          when
	Age         string
	Subject     string // "" when it is the enquiry's
	Kind        string // what sort of automatic mail; "" for a person's
	Joined      saying // why it stands here
	Pieces      []textPiece
	Problems    []string
	Disguise    bool // none of them kept the letter from being read
	Invitations []invitationView
	Deliveries  []string // what became of a letter of ours, a sentence for each recipient
	About       saying   // which letter that is
	Attachments fileList
	InText      fileList // shown in the text by the sender's layout
	InTextLabel string
	Attached    string   // offers the words of what is attached; "" for none
	Download    string   // address of the letter; the rest of it lies beneath
	Layout      bool     // it may be seen as its sender laid it out
	Lost        []saying // who has not got it, by the reports on it
	Hints       string   // what people did with it in Outlook; "" for nothing
}

func anchor(m store.Message) string { return fmt.Sprintf("letter-%d", m.ID) }

// letterHeading names a letter, the i-th of an enquiry's.
func letterHeading(e store.Enquiry, i int) string {
	if len(e.Messages) < 2 {
		return "Letter"
	}
	return fmt.Sprintf("Letter %d of %d", i+1, len(e.Messages))
}

func (s *Server) letterView(t talk, i int, m store.Message) letterView {
	view := letterView{
		Anchor:   anchor(m),
		Heading:  letterHeading(t.Enquiry, i),
		Out:      m.Direction == store.Out,
		From:     address(m.Writer()),
		To:       addresses(slices.Concat(m.To, m.Cc)),
		At:       s.when(m.Received),
		Age:      ago(m.Received, s.cfg.Now()),
		Subject:  ownSubject(m.Subject, t.Subject),
		Kind:     kindLabel(m.Kind),
		Joined:   t.joinedWords(m),
		Pieces:   t.pieces(m),
		Attached: attachedLabel(m),
		Hints:    s.hints(m),
		Download: fmt.Sprintf("/enquiries/%d/letters/%d", t.ID, m.ID),
		Layout:   m.HTML,
		Lost:     t.lost[i],
	}
	view.Disguise = true
	for _, p := range m.Problems {
		view.Problems, view.Disguise = append(view.Problems, p.Text), view.Disguise && p.Code == "disguise"
	}
	for _, i := range m.Invitations {
		view.Invitations = append(view.Invitations, s.invitationView(i))
	}
	view.Deliveries, view.About = s.deliveryWords(t, m)
	if m.Joined == store.JoinedReport && view.Joined.Href != "" {
		view.About = saying{} // it is said already
	}
	offered, inText := files(m, view.Download)
	view.Attachments, view.InText = listed(offered), listed(inText)
	view.InTextLabel = fmt.Sprintf("Pictures in the text (%d)", len(inText))
	if slices.ContainsFunc(inText, func(a attachmentView) bool { return a.Type != "Picture" && a.Name != "Picture" }) {
		view.InTextLabel = fmt.Sprintf("Files in the text (%d)", len(inText))
	}
	return view
}

// answerMark is what mail programs put before the subject of an answer, here
// and in Welsh, German and French offices.
var answerMark = regexp.MustCompile(`(?i)^((re|fw|fwd|aw|wg|tr|atb|ynghylch)\s*(\[\d+\])?:\s*)+`)

// ownSubject is a letter's subject where it says something that the enquiry's
// does not.
func ownSubject(letter, enquiry string) string {
	bare := func(s string) string { return answerMark.ReplaceAllString(subjectOr(s), "") }
	if strings.EqualFold(bare(letter), bare(enquiry)) {
		return ""
	}
	return subjectOr(letter)
}

// maxText is how many bytes of one text a page shows: a browser, and a reader,
// cope with that much.
const maxText = 100_000

// cut gives the first n bytes of a text at most, up to a line's end where one
// is near, and never half a letter.
func cut(text string, n int) (head string, more bool) {
	if len(text) <= n {
		return text, false
	}
	head = text[:n]
	if i := strings.LastIndexByte(head, '\n'); i > n*9/10 {
		return head[:i], true
	}
	for len(head) > 0 && !utf8.RuneStart(text[len(head)]) {
		head = head[:len(head)-1]
	}
	return head, true
}

// address is a name with its address.
func address(a mailbox.Address) string {
	name, addr := oneLine(a.Name), oneLine(a.Address)
	switch {
	case name == "" && addr == "":
		return "No sender given"
	case name == "", name == addr:
		return addr
	case addr == "":
		return name
	}
	return name + " <" + addr + ">"
}

// addresses names the first few of a list.
func addresses(list []mailbox.Address) string {
	var names []string
	for i, a := range list {
		if i == 3 && len(list) > 4 {
			names = append(names, fmt.Sprintf("%d more", len(list)-3))
			break
		}
		names = append(names, address(a))
	}
	return strings.Join(names, ", ")
}

type noteView struct {
	By   string
	At   when
	Text string
}

func (s *Server) noteViews(notes []store.Note) []noteView {
	var all []noteView
	for _, n := range notes {
		all = append(all, noteView{n.By, s.when(n.At), n.Text})
	}
	return all
}

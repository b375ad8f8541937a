package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// saying is a sentence about a letter, which may lead to another letter.
type saying struct {
	Text       string
	Href, Link string // "letter 2" behind the text; "" for none
}

// talk is an enquiry whose letters can be found by what names them.
type talk struct {
	store.Enquiry
	withID map[string]int   // by Message-ID
	naming map[string]int   // the first that names an id
	lost   map[int][]saying // of letters of ours, who has not got them
}

// share is how many bytes of each letter's text are shown: when many letters
// quote one another, their page must still be one that a browser can show.
func (t talk) share() int {
	return min(maxText, max(5_000, 20*maxText/max(1, len(t.Messages))))
}

func talkOf(e store.Enquiry) talk {
	t := talk{Enquiry: e, withID: map[string]int{}, naming: map[string]int{}, lost: map[int][]saying{}}
	for i, m := range slices.Backward(e.Messages) {
		t.withID[m.MessageID] = i
		for _, id := range slices.Concat(m.InReplyTo, m.References) {
			t.naming[id] = i
		}
	}
	delete(t.withID, "")
	for i, m := range e.Messages {
		t.lose(i, m)
	}
	return t
}

// lose notes at a letter of ours whom the i-th letter, a report, says that it has
// not reached: who reads an answer should not take it for one that arrived.
func (t talk) lose(i int, report store.Message) {
	var names []string
	for _, d := range report.Deliveries {
		if name := oneLine(d.Recipient); d.Action == "failed" && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if report.Kind != mailbox.Bounce || len(names) == 0 {
		return
	}
	const most = 3
	if more := len(names) - most; more > 0 {
		names = append(names[:most], count(more, "other"))
	}
	for _, id := range slices.Concat([]string{report.About.MessageID}, report.InReplyTo, reversed(report.References)) {
		if of, ok := t.withID[id]; ok && t.Messages[of].Direction == store.Out {
			t.lost[of] = append(t.lost[of], saying{Text: "It could not be delivered to " + inWords(names) + ": see ",
				Href: "#" + anchor(report), Link: fmt.Sprintf("letter %d", i+1)})
			return
		}
	}
}

func reversed(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Reverse(ids)
	return ids
}

// undelivered says what to do about a letter of ours that has not arrived, and
// leads to the newest report that says so.
func (t talk) undelivered() saying {
	for i, m := range slices.Backward(t.Messages) {
		failed := len(m.Deliveries) == 0 || slices.ContainsFunc(m.Deliveries, func(d mailbox.Delivery) bool { return d.Action == "failed" || d.Action == "" })
		if t.Undelivered && m.Kind == mailbox.Bounce && failed {
			return saying{Text: "Check the address and send it again, or reach the person in another way and record that here. Why it did not arrive is in ",
				Href: "#" + anchor(m), Link: fmt.Sprintf("letter %d", i+1)}
		}
	}
	return saying{}
}

// joinedWords says why a letter was put into the enquiry; nothing for the one that
// began it.
func (t talk) joinedWords(m store.Message) saying {
	newest := reversed(m.References)
	switch m.Joined {
	case store.JoinedReply:
		return t.letter(t.withID, "Put here because it answers ", "a letter of this enquiry", slices.Concat(m.InReplyTo, newest)...)
	case store.JoinedAnswered:
		return t.letter(t.naming, "Put here because it is named in ", "a letter of this enquiry", m.MessageID)
	case store.JoinedReport:
		return t.letter(t.withID, "Put here because it tells what became of ", "a letter of ours in this enquiry", m.About.MessageID)
	case store.JoinedConversation:
		return saying{Text: "Put here because Outlook counts it to the same conversation"}
	case store.JoinedToken:
		return saying{Text: fmt.Sprintf("Put here because its subject bears the number of this enquiry, %d", t.ID)}
	case store.JoinedHand:
		return saying{Text: "Put here by a person"}
	}
	if m.MayBelong != 0 && m.MayBelong != t.ID {
		return saying{Text: "It may belong to another enquiry, in which its writer has no part so far: ",
			Href: enquiryHref(m.MayBelong, ""), Link: "enquiry " + strconv.FormatInt(m.MayBelong, 10)}
	}
	return saying{}
}

// letter is a sentence that ends with the letter that the first of the ids leads
// to, or with other words when none does.
func (t talk) letter(by map[string]int, text, otherwise string, ids ...string) saying {
	for _, id := range ids {
		if i, ok := by[id]; ok {
			return saying{Text: text, Href: "#" + anchor(t.Messages[i]), Link: fmt.Sprintf("letter %d", i+1)}
		}
	}
	return saying{Text: text + otherwise}
}

// deliveryWords says what a delivery report says, a sentence for each recipient,
// and which letter it is about.
func (s *Server) deliveryWords(t talk, m store.Message) (lines []string, of saying) {
	const most = 20
	for i, d := range m.Deliveries {
		if i == most {
			lines = append(lines, "and "+count(len(m.Deliveries)-most, "more recipient")+": see the letter itself.")
			break
		}
		lines = append(lines, deliveryLine(d))
	}
	head := m.About
	switch _, here := t.withID[head.MessageID]; {
	case here:
		of = t.letter(t.withID, "It is about ", "", head.MessageID)
	case oneLine(head.Subject) != "" && !head.Date.IsZero():
		of.Text = "It is about a letter that is not in this enquiry: ‘" + shorten(oneLine(head.Subject), 120) + "’ of " + s.when(head.Date).Text
	case oneLine(head.Subject) != "":
		of.Text = "It is about a letter that is not in this enquiry: ‘" + shorten(oneLine(head.Subject), 120) + "’"
	}
	return lines, of
}

func deliveryLine(d mailbox.Delivery) string {
	to := oneLine(d.Recipient)
	if to == "" {
		to = "somebody whom the report does not name"
	}
	line := ""
	switch {
	case d.Action == "failed" && d.Permanent:
		line = "It could not be delivered to " + to + " and is not tried again. Check the address."
	case d.Action == "failed":
		line = "It could not be delivered to " + to + ". Sending it again later may help."
	case d.Action == "delayed":
		line = "It has not been delivered to " + to + " yet. It is still being tried."
	case d.Action == "delivered":
		line = "It was delivered to " + to + "."
	case d.Action == "relayed":
		line = "It was passed on towards " + to + ". Nobody will tell whether it arrives."
	case d.Action == "expanded":
		line = "It was passed on to those who stand behind " + to + "."
	default:
		line = "The report about " + to + " does not say what became of it."
	}
	detail := shorten(oneLine(d.Detail), 300)
	if detail != "" {
		line += " The other server said: ‘" + detail + "’"
	}
	if status := oneLine(d.Status); status != "" && !strings.Contains(detail, status) {
		line += " (" + status + ")"
	}
	return line
}

// invitationView is an event that a letter carries.
type invitationView struct {
	What, Kind, When, Where, From string
	Repeats                       string
	Guests                        []string // the first of them, with their answers
	More                          string   // "and 12 more"; "" when all are named
}

func (s *Server) invitationView(i mailbox.Invitation) invitationView {
	const most = 10
	view := invitationView{
		What: oneLine(i.Summary), Kind: methodLabel(i.Method), When: s.eventTime(i), Where: oneLine(i.Location), Repeats: repeats(i.Repeats),
	}
	if view.What == "" {
		view.What = "(no title)"
	}
	if i.Organizer != (mailbox.Address{}) {
		view.From = address(i.Organizer)
	}
	for n, g := range i.Attendees {
		if n == most {
			view.More = "and " + grouped(len(i.Attendees)-most) + " more"
			break
		}
		view.Guests = append(view.Guests, address(g.Address)+": "+answerLabel(g.Answer))
	}
	return view
}

// methodLabel says what a calendar object is for (RFC 5546, section 1.4).
func methodLabel(method string) string {
	switch method {
	case "request", "add":
		return "Invitation"
	case "reply":
		return "Answer to an invitation"
	case "cancel":
		return "Called off"
	case "counter":
		return "Another time is proposed"
	case "declinecounter":
		return "The proposed other time is declined"
	case "refresh":
		return "Asks for the invitation again"
	}
	return "Event"
}

// answerLabel says what a guest has answered (RFC 5545, section 3.2.12).
func answerLabel(answer string) string {
	switch answer {
	case "accepted":
		return "comes"
	case "declined":
		return "does not come"
	case "tentative":
		return "may come"
	case "delegated":
		return "sends somebody else"
	}
	return "no answer yet"
}

// eventTime says when an event is, as people here tell time.
func (s *Server) eventTime(i mailbox.Invitation) string {
	if i.Start.IsZero() {
		return "The time could not be read: see the letter."
	}
	zone, note := s.cfg.Location, ""
	switch {
	case i.AllDay:
		zone = time.UTC
	case i.Floating:
		zone, note = time.UTC, " (the time zone is not known)"
	}
	now := s.cfg.Now().In(s.cfg.Location)
	start, end := i.Start.In(zone), i.End.In(zone)
	day := func(t time.Time) string {
		if t.Year() != now.Year() {
			return t.Format("Mon 2 Jan 2006")
		}
		return t.Format("Mon 2 Jan")
	}
	if i.AllDay {
		if last := end.AddDate(0, 0, -1); !i.End.IsZero() && last.After(start) {
			return day(start) + " to " + day(last) + ", all day"
		}
		return day(start) + ", all day"
	}
	text := day(start) + ", " + start.Format("15:04")
	switch {
	case i.End.IsZero(), !end.After(start):
	case day(end) == day(start):
		text += " to " + end.Format("15:04")
	default:
		text += " to " + day(end) + ", " + end.Format("15:04")
	}
	return text + note
}

// repeats puts the rule of an event into words, as far as they are short
// (RFC 5545, section 3.3.10).
func repeats(rule string) string {
	if rule == "" {
		return ""
	}
	unit, every := "", 1
	for item := range strings.SplitSeq(strings.ToUpper(rule), ";") {
		name, value, _ := strings.Cut(item, "=")
		switch name {
		case "FREQ":
			unit = map[string]string{"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[value]
		case "INTERVAL":
			if n, err := strconv.Atoi(value); err == nil && n > 0 {
				every = n
			}
		}
	}
	switch {
	case unit == "":
		return "More than once"
	case every == 1:
		return "Every " + unit
	}
	return "Every " + count(every, unit)
}

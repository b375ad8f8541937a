package web

import (
	"fmt"
	"strconv"
	"time"

	"hee.nhs.uk/enquiries/store"
)

// inboxTable is one table of enquiries.
type inboxTable struct {
	Caption string
	Rows    []inboxRow
}

// inboxRow is an enquiry as a list shows it.
type inboxRow struct {
	Href        string
	Subject     string
	Writer      string
	Snippet     string
	Letters     string // "3 letters"; "" for one
	Attachments string // "2 attachments"; "" for none

	Concern      string // "Concern: the writer"; "" for none
	ConcernWords string // the words that raised it

	Duties []dutyWords

	Topic  string
	Also   string // further topics that the machine found, in words; "" for none
	Unsure bool
	Sure   string    // "only 46% sure", where it is unsure
	Words  []words   // that speak for the machine's topic
	Sort   *sortForm // nil: its topic is not decided here

	Status       string
	StatusColour string
	Tasks        string // "1 open sub-task"; "" for none
	Owner        string // "" for nobody

	Received when
	Age      string
	Newest   string // "newest letter 2 hours ago"; "" when there is only one
	Due      dueWords

	Lost     bool         // a letter of ours has not arrived, and somebody should do something about it
	Backfill bool         // from before the service went live
	NotSpam  *notSpamForm // nil: nothing to bring back
}

// notSpamForm brings an enquiry back from spam.
type notSpamForm struct {
	ID, Version int64
	List        string // that it is sent from
}

// dueWords says how an enquiry stands with its target.
type dueWords struct {
	Words    string // "due in 3 working hours", "late by 1 working day", "answered", "no answer needed", "Look at it now"; "" when no clock runs
	Late     bool   // or urgent
	Answered bool   // At is when it was answered first
	ByHand   bool   // a person recorded that answer
	Further  bool   // letters followed that answer, or may have
	At       when   // when it is or was due, or was answered
}

func (s *Server) inboxRow(r store.Row, list string) inboxRow {
	row := inboxRow{
		Href:         enquiryHref(r.ID, list),
		Subject:      subjectOr(r.Subject),
		Writer:       writer(r.Enquirer),
		Snippet:      oneLine(r.Snippet),
		Topic:        s.cfg.topicLabel(r.Topic),
		Unsure:       r.Unsure,
		Status:       statusLabel(r.Status),
		StatusColour: statusColour(r.Status),
		Received:     s.when(r.Received),
		Age:          ago(r.Received, s.cfg.Now()),
		Due:          s.due(r),
		Concern:      concernLabel(r.Concern),
		Backfill:     r.Backfill,
		Lost:         r.Undelivered && r.Status != store.StatusClosed && r.Status != store.StatusSpam,
	}
	if r.Owner != nil {
		row.Owner = r.Owner.Name
	}
	if r.Letters > 1 {
		row.Letters = count(r.Letters, "letter")
		row.Newest = "newest letter " + ago(r.Latest, s.cfg.Now())
	}
	for _, duty := range r.Obligations {
		row.Duties = append(row.Duties, dutyName(duty))
	}
	row.Also = inWords(s.further(r))
	if r.OpenTasks > 0 {
		row.Tasks = count(r.OpenTasks, "open sub-task")
	}
	if r.Unsure {
		row.Sure = fmt.Sprintf("only %.0f%% sure", r.Confidence*100)
	}
	if r.Attachments > 0 {
		row.Attachments = count(r.Attachments, "attachment")
	}
	if r.TopicBy == "" {
		row.Words = wordsFor(topicReasons(r.Reasons), r.Topic, mostRowWords)
	}
	if raised := wordsFor(r.Reasons, string(r.Concern), 1); len(raised) > 0 && row.Concern != "" {
		row.ConcernWords = raised[0].Text
	}
	return row
}

// further names the topics that the machine found beside the enquiry's own.
func (s *Server) further(r store.Row) (labels []string) {
	for _, key := range r.Also {
		if key != r.Topic {
			labels = append(labels, s.cfg.topicLabel(key))
		}
	}
	return labels
}

// due says when an answer of ours is due. Somebody in danger is not a matter
// of targets; and nothing is due of what is closed or spam.
func (s *Server) due(r store.Row) dueWords {
	ours := r.Status == store.StatusNew || r.Status == store.StatusOpen
	waits := ours && !r.Waiting.IsZero() || r.OpenTasks > 0 && !over(r.Status)
	switch {
	case ours && r.Concern.Rank() > 0 && (!r.Waiting.IsZero() || r.FirstResponse.IsZero()):
		return dueWords{Words: "Look at it now", Late: true}
	case waits && !r.Due.IsZero():
		return s.dueAt(r.Due)
	case r.Waiting.IsZero() && !r.FirstResponse.IsZero():
		return dueWords{Words: "answered", At: s.when(r.FirstResponse), Answered: true, ByHand: r.ByHand, Further: r.Letters > 2}
	case r.Unneeded:
		return dueWords{Words: "no answer needed"}
	}
	return dueWords{}
}

// dueAt says how a due time stands for what is not done; nothing for no time.
func (s *Server) dueAt(t time.Time) dueWords {
	if t.IsZero() {
		return dueWords{}
	}
	c := clock{now: s.cfg.Now(), cal: s.cfg.Calendar, day: s.day}
	words, late := c.due(t)
	return dueWords{Words: words, Late: late, At: s.when(t)}
}

// pagination is the links to other pages of a list.
type pagination struct {
	Previous, Next string // addresses; "" at either end
	Items          []pageItem
}

type pageItem struct {
	Number  string
	Href    string
	Current bool
	Gap     bool // "…": pages left out
}

// lastPage is the number of the last page; an empty list has one page.
func lastPage(list store.Page) int {
	if list.Size <= 0 {
		return 1
	}
	return max(1, (list.Total+list.Size-1)/list.Size)
}

// paginate links the first, the last and the neighbouring pages.
func paginate(f store.Filter, list store.Page) pagination {
	last := lastPage(list)
	if last == 1 {
		return pagination{}
	}
	to := func(n int) string {
		f.Page = n
		return inboxHref(f)
	}
	var p pagination
	shown := 0
	for n := 1; n <= last; n++ {
		if n != 1 && n != last && (n < list.Number-1 || n > list.Number+1) {
			continue
		}
		if n > shown+1 {
			p.Items = append(p.Items, pageItem{Gap: true})
		}
		p.Items = append(p.Items, pageItem{Number: strconv.Itoa(n), Href: to(n), Current: n == list.Number})
		shown = n
	}
	if list.Number > 1 {
		p.Previous = to(list.Number - 1)
	}
	if list.Number < last {
		p.Next = to(list.Number + 1)
	}
	return p
}

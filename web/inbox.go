package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// inboxPage is the list of enquiries.
type inboxPage struct {
	shell
	Done        string // what was just done, in words
	Sorted      string // the same of a topic that was saved in the list
	SortedHref  string // address of that enquiry
	Errors      []fieldError
	Views       []viewLink
	Help        string   // what the view holds
	First       string   // what stands on top of it: "On top: 2 with a concern."; "" for nothing
	Late        viewLink // to those that are late, where the list does not say so itself
	Again       string   // address of the same list, to look for new letters
	Form        filterForm
	Pinned      inboxTable // somebody may be in danger
	Rest        inboxTable
	Empty       emptyList
	Pages       pagination
	Also        []viewLink // other lists to search for the same words
	Quarantined string     // "1 letter could not be read"; "" for none
	Poll        pollLine
}

// viewLink is one list with how many enquiries it holds.
type viewLink struct {
	Label, Href string
	Count       int
	Current     bool
}

type filterForm struct {
	Words                   string     // searched for
	Field                   fieldError // of the words
	View                    store.View
	Topics, Statuses, Owner []option
	Unsure, Duties          bool
	Active                  bool   // something is chosen
	ClearHref               string // the view without filter
}

// emptyList is what stands where a list would be.
type emptyList struct {
	Title string
	Lines []string
}

func (s *Server) inbox(w http.ResponseWriter, v *visit) error {
	q := v.URL.Query()
	f := readFilter(q)
	list, err := s.store.Inbox(v.Context(), f)
	if err != nil {
		return fmt.Errorf("list the inbox: %w", err)
	}
	if last := lastPage(list); len(list.Rows) == 0 && f.Page > last {
		f.Page = last
		http.Redirect(w, v.Request, stillSaying(q, f), http.StatusSeeOther)
		return nil
	}
	page, err := s.inboxPage(v, f, list)
	if err != nil {
		return err
	}
	if q.Get("done") == "not-spam" {
		page.Done = "It is no longer spam: you find it under To do, with the time that is left to answer it."
	}
	if id := sortedIn(q); id > 0 {
		page.Sorted, page.SortedHref = fmt.Sprintf("The topic of enquiry %d is saved.", id), enquiryHref(id, query(f))
	}
	status := http.StatusOK
	if f.Words == "" && strings.TrimSpace(q.Get("q")) != "" {
		page.Form.Field.Text, page.HasError, status = "Enter a word, a name or a number to search for", true, http.StatusUnprocessableEntity
		page.Errors = []fieldError{page.Form.Field}
	}
	return s.render(w, status, "inbox", page)
}

func (s *Server) inboxPage(v *visit, f store.Filter, list store.Page) (inboxPage, error) {
	counts, err := s.store.Counts(v.Context())
	if err != nil {
		return inboxPage{}, fmt.Errorf("count the inbox: %w", err)
	}
	users, err := s.store.Users(v.Context())
	if err != nil {
		return inboxPage{}, fmt.Errorf("list the users: %w", err)
	}
	polls, err := s.store.Polls(v.Context())
	if err != nil {
		return inboxPage{}, fmt.Errorf("look up the polls: %w", err)
	}
	page := inboxPage{
		shell: s.shell(v, "Inbox", "/enquiries"),
		Views: viewLinks(f, counts, v.User.ID),
		Form:  s.filterForm(f, users, v.User),
		Pages: paginate(f, list),
		Again: inboxHref(f),
		Poll:  s.pollLine(polls, v),
	}
	page.split(s, f, list, v.may(store.RoleTriage))
	if list.Total == 0 {
		page.Empty = emptyInbox(f, page.Form.Active, s.cfg.Mailbox)
	}
	page.Also = alsoSearch(f)
	if n := counts.Quarantined; n > 0 {
		page.Quarantined = count(n, "letter") + " could not be read"
	}
	if f.View == store.ViewToDo {
		page.Late = lateLink(counts)
		if !page.Form.Active {
			page.First = onTop(counts)
		}
	}
	page.Help = helpOf(f, v.may(store.RoleTriage))
	return page, nil
}

// onTop says what stands on top of what is to do; "" for nothing.
func onTop(c store.Counts) string {
	var all []string
	if c.Concern > 0 {
		all = append(all, fmt.Sprintf("%d with a concern", c.Concern))
	}
	if c.Duties > 0 {
		all = append(all, fmt.Sprintf("%d with a formal duty", c.Duties))
	}
	if len(all) == 0 {
		return ""
	}
	return "On top: " + inWords(all) + "."
}

// lateLink leads to those that are late, with as many as that list holds.
func lateLink(c store.Counts) viewLink {
	n := c.Views[store.ViewLate]
	return viewLink{Label: fmt.Sprintf("%d late", n), Href: inboxHref(store.Filter{View: store.ViewLate}), Count: n}
}

// split puts the concerns that nobody has closed apart, on top.
func (p *inboxPage) split(s *Server, f store.Filter, list store.Page, may bool) {
	from := query(f)
	for _, row := range list.Rows {
		r := s.inboxRow(row, from)
		if may && row.Status == store.StatusSpam {
			r.NotSpam = &notSpamForm{row.ID, row.Version, from}
		}
		if may && f.Unsure && row.Unsure && row.Status != store.StatusSpam {
			r.Sort = &sortForm{row.ID, row.Version, from, s.topicOptions(row.Topic)}
		}
		if row.Concern.Rank() > 0 && row.Status != store.StatusClosed && row.Status != store.StatusSpam {
			p.Pinned.Rows = append(p.Pinned.Rows, r)
		} else {
			p.Rest.Rows = append(p.Rest.Rows, r)
		}
	}
	p.Pinned.Caption = "Somebody may be in danger"
	p.Rest.Caption = listCaption(f, list, len(p.Pinned.Rows))
}

// listCaption says which rows of how many these are.
func listCaption(f store.Filter, list store.Page, pinned int) string {
	name := "Enquiries"
	if onlyUnsure(f) {
		name = "Unsure of topic"
	}
	switch f.View {
	case store.ViewAutomatic:
		name = "Automatic mail"
	case store.ViewSpam:
		name = "Spam"
	case store.ViewLikely:
		name = "Likely enquiries in Junk"
	}
	if f.Words != "" {
		name += " with ‘" + f.Words + "’"
	}
	if list.Total <= len(list.Rows) {
		return fmt.Sprintf("%s: %d", name, list.Total-pinned)
	}
	first := (list.Number-1)*list.Size + 1 + pinned
	return fmt.Sprintf("%s: %d to %d of %d", name, first, first+len(list.Rows)-pinned-1, list.Total)
}

// alsoSearch leads to the same words in other lists, with no filter.
func alsoSearch(f store.Filter) (links []viewLink) {
	for _, view := range []store.View{store.ViewAll, store.ViewAutomatic, store.ViewSpam} {
		if f.Words != "" && view != f.View {
			links = append(links, viewLink{Label: viewLabel(view), Href: inboxHref(store.Filter{View: view, Words: f.Words})})
		}
	}
	return links
}

// viewLinks are the lists a person works from; the last few narrow the first.
func viewLinks(f store.Filter, c store.Counts, me int64) []viewLink {
	link := func(label string, n int, to store.Filter) viewLink {
		now := f
		now.Page, to.Page, now.Words = 1, 1, ""
		return viewLink{Label: label, Href: inboxHref(to), Count: n, Current: query(now) == query(to)}
	}
	todo := store.Filter{View: store.ViewToDo}
	unsure, unassigned, duties := todo, todo, todo
	unsure.Unsure, unassigned.Owner, duties.Duties = true, "none", true
	links := []viewLink{
		link("To do", c.Views[store.ViewToDo], todo),
		link("Late", c.Views[store.ViewLate], store.Filter{View: store.ViewLate}),
		link("Unassigned", c.Unassigned, unassigned),
		link("Unsure of topic", c.Unsure, unsure),
		link("Formal duties", c.Duties, duties),
	}
	for _, v := range views[2:] {
		links = append(links, link(v.label, c.Views[v.view], store.Filter{View: v.view}))
	}
	return links
}

func (s *Server) filterForm(f store.Filter, users []store.User, me store.User) filterForm {
	form := filterForm{
		View:      f.View,
		Words:     f.Words,
		Field:     fieldError{Field: "q"},
		Unsure:    f.Unsure,
		Duties:    f.Duties,
		Topics:    []option{{"", "Any topic", f.Topic == ""}},
		Statuses:  []option{{"", "Any status", f.Status == ""}},
		Owner:     []option{{"", "Anyone", f.Owner == ""}, {"none", "Nobody yet", f.Owner == "none"}},
		Active:    f.Topic != "" || f.Status != "" || f.Owner != "" || f.Unsure || f.Duties || f.Words != "",
		ClearHref: inboxHref(store.Filter{View: f.View}),
	}
	for _, t := range s.cfg.Topics {
		form.Topics = append(form.Topics, option{t.Key, t.Label, f.Topic == t.Key})
	}
	for _, st := range store.Statuses {
		form.Statuses = append(form.Statuses, option{string(st), statusLabel(st), f.Status == st})
	}
	for _, u := range users {
		id := strconv.FormatInt(u.ID, 10)
		form.Owner = append(form.Owner, option{id, nameOf(u, me), f.Owner == id})
	}
	return form
}

// nameOf names a user, and says which of them is oneself.
func nameOf(u, me store.User) string {
	if u.ID == me.ID {
		return u.Name + " (me)"
	}
	return u.Name
}

func emptyInbox(f store.Filter, filtered bool, mailbox string) emptyList {
	switch {
	case f.Words != "":
		empty := emptyList{"Nothing found for ‘" + f.Words + "’", []string{
			"Searched: " + viewLabel(f.View) + ", by subject, text, names, addresses and names of attachments.",
			"One letter must hold all the words; the last one may be the beginning of a word."}}
		if f.Topic != "" || f.Status != "" || f.Owner != "" || f.Unsure || f.Duties {
			empty.Lines = append(empty.Lines, "Filters are set as well: choose fewer, or clear them all.")
		}
		return empty
	case query(f) == query(store.Filter{View: store.ViewToDo, Unsure: true}):
		return emptyList{"Nothing to sort", []string{"Of every enquiry to do, the program is sure of the topic or somebody has decided it."}}
	case filtered:
		return emptyList{"No enquiry matches", []string{"Choose fewer filters, or clear them all."}}
	}
	switch f.View {
	case store.ViewToDo:
		return emptyList{"Nothing to do", []string{
			"Every enquiry is waiting for the enquirer or closed.",
			"New letters to " + mailbox + " show here when you load the page again, with those due first on top."}}
	case store.ViewLate:
		return emptyList{"Nothing is late", []string{"Nobody has waited for an answer of ours beyond the target."}}
	case store.ViewAutomatic:
		return emptyList{"No automatic mail", []string{"Out-of-office replies, delivery reports and newsletters that belong to no enquiry are kept here. None has come."}}
	case store.ViewLikely:
		return emptyList{"No likely enquiries in Junk", []string{"No spam looks like a person's letter on one of our topics. The rest is under Spam."}}
	case store.ViewSpam:
		return emptyList{"No spam", []string{"Letters from the Junk folder are kept here. None has come."}}
	}
	return emptyList{"No enquiries yet", []string{
		"Letters to " + mailbox + " appear here once the mailbox has been read.",
		"Nothing is moved or marked as read in the mailbox itself."}}
}

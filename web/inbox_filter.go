package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hee.nhs.uk/enquiries/store"
)

// perPage is how many enquiries a page of the inbox shows.
const perPage = 25

// views are the inbox's lists in the order that pages show them.
var views = []struct {
	view  store.View
	label string
	help  string
}{
	{store.ViewToDo, "To do", "New and open enquiries, and every concern that is not closed."},
	{store.ViewLate, "Late", "Somebody has waited for an answer of ours beyond the target. The longest overdue are on top."},
	{store.ViewAll, "All", "Every enquiry, whatever its status. Automatic mail and spam have their own lists."},
	{store.ViewAutomatic, "Automatic mail", "Out-of-office replies, delivery reports and newsletters that belong to no enquiry. Look here now and then."},
	{store.ViewSpam, "Spam", "Letters from the Junk folder, and those that staff called spam. Look here now and then: a real letter may be among them."},
	{store.ViewLikely, "Likely enquiries in Junk", "Spam that looks like a person's letter on one of our topics. Look here every day, and bring back what is no spam."},
}

// helpOf says what a list holds, and what those who may change it do there.
func helpOf(f store.Filter, may bool) string {
	switch {
	case onlyUnsure(f) && may:
		return "Enquiries to do of whose topic the program is unsure. Choose the topic of each, or leave the one that is chosen, and save it: the enquiry leaves this list, and the program learns from it."
	case onlyUnsure(f):
		return "Enquiries to do of whose topic the program is unsure, and which nobody has sorted."
	case f.View == store.ViewToDo && f.Duties:
		return "Enquiries to do that seem to carry a formal duty. Read each letter: whether there is one, a person decides."
	}
	for _, v := range views {
		if v.view == f.View {
			return v.help
		}
	}
	return ""
}

// onlyUnsure reports whether a list is that of what the machine is unsure of,
// perhaps narrowed further.
func onlyUnsure(f store.Filter) bool { return f.View == store.ViewToDo && f.Unsure }

// viewLabel is a list's name.
func viewLabel(view store.View) string {
	for _, v := range views {
		if v.view == view {
			return v.label
		}
	}
	return string(view)
}

// mostWords is how much may be searched for, in characters.
const mostWords = 200

// readWords takes what somebody searches for; "" when there is no word in it.
func readWords(typed string) string {
	words := oneLine(plainText(typed))
	if runes := []rune(words); len(runes) > mostWords {
		words = strings.TrimSpace(string(runes[:mostWords]))
	}
	if !strings.ContainsFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return ""
	}
	return words
}

// readFilter takes the inbox's filter from an address. What it does not know
// is left out, so a filter may be kept in links and sent back safely.
func readFilter(q url.Values) store.Filter {
	f := store.Filter{View: store.ViewToDo, Topic: q.Get("topic"), Words: readWords(q.Get("q")), Unsure: q.Get("unsure") == "1", Duties: q.Get("duties") == "1", Page: 1, Size: perPage}
	for _, v := range views {
		if string(v.view) == q.Get("view") {
			f.View = v.view
		}
	}
	if st := store.Status(q.Get("status")); slices.Contains(store.Statuses, st) {
		f.Status = st
	}
	if owner := q.Get("owner"); owner == "none" {
		f.Owner = owner
	} else if id, err := strconv.ParseInt(owner, 10, 64); err == nil && id > 0 {
		f.Owner = strconv.FormatInt(id, 10)
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 && n <= 1e6 {
		f.Page = n
	}
	return f
}

// query is the filter as an address carries it, without what is the default.
func query(f store.Filter) string {
	q := url.Values{}
	set := func(key, value, usual string) {
		if value != usual {
			q.Set(key, value)
		}
	}
	set("view", string(f.View), string(store.ViewToDo))
	set("topic", f.Topic, "")
	set("status", string(f.Status), "")
	set("owner", f.Owner, "")
	set("q", f.Words, "")
	if f.Unsure {
		q.Set("unsure", "1")
	}
	if f.Duties {
		q.Set("duties", "1")
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return q.Encode()
}

// inboxHref is the address of a list.
func inboxHref(f store.Filter) string {
	if q := query(f); q != "" {
		return "/enquiries?" + q
	}
	return "/enquiries"
}

// enquiryHref is the address of an enquiry that knows which list it was opened
// from.
func enquiryHref(id int64, list string) string {
	href := "/enquiries/" + strconv.FormatInt(id, 10)
	if list != "" {
		href += "?list=" + url.QueryEscape(list)
	}
	return href
}

// cleanList reads a list's address that came back from a browser, and gives
// one of our own making: never a way out of the site.
func cleanList(raw string) string {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return ""
	}
	return query(readFilter(q))
}

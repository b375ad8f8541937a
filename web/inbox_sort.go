package web

import (
	"net/url"
	"strconv"

	"hee.nhs.uk/enquiries/store"
)

// sortForm decides the topic of an enquiry where it stands in a list.
type sortForm struct {
	ID, Version int64
	List        string   // that it is sent from
	Topics      []option // the machine's chosen
}

// sortedIn is the enquiry whose topic was just saved in the list; 0 for none.
func sortedIn(q url.Values) int64 {
	id, err := strconv.ParseInt(q.Get("enquiry"), 10, 64)
	if err != nil || q.Get("done") != "sorted" {
		return 0
	}
	return id
}

// sortedHref leads back to a list after the topic of one of its enquiries was saved.
func sortedHref(list string, id int64) string {
	to, _ := url.ParseQuery(list) // one of our own making
	to.Set("done", "sorted")
	to.Set("enquiry", strconv.FormatInt(id, 10))
	return "/enquiries?" + to.Encode() + "#list"
}

// stillSaying is a list's address with what was just done there.
func stillSaying(q url.Values, f store.Filter) string {
	if id := sortedIn(q); id > 0 {
		return sortedHref(query(f), id)
	}
	return inboxHref(f)
}

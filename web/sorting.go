package web

import (
	"fmt"
	"net/http"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// sortingPage is how the program's topics fare by what people decide.
type sortingPage struct {
	shell
	Summary   []string // sentences; none when nobody has sorted anything
	Unsure    string   // address of the enquiries that want sorting
	Weeks     []sortingWeek
	Before    []sortingWeek // those further back
	Mixed     []mixedPair
	Rest      string // what Mixed leaves out; "" for nothing
	Confusion confusion
	Bands     []sortingBand
	Corrected []correctedRow
	Listed    string // what Corrected lists, in words
	Models    []modelRow
	Earlier   []modelRow // those further back
	InUse     string
	Fewest    int // new decisions for which a model is trained
}

// What the page shows before it folds the rest away.
const (
	mostWeeks  = 12
	mostPairs  = 10
	mostModels = 10
)

func (s *Server) sorting(w http.ResponseWriter, v *visit) error {
	sorting, err := s.store.Sorting(v.Context())
	if err != nil {
		return fmt.Errorf("work out how the sorting does: %w", err)
	}
	models, err := s.store.Models(v.Context())
	if err != nil {
		return fmt.Errorf("list the models: %w", err)
	}
	page := sortingPage{
		shell:     s.shell(v, "How the sorting does", "/sorting"),
		Unsure:    inboxHref(store.Filter{View: store.ViewToDo, Unsure: true}),
		Confusion: s.confusion(sorting.Confusion),
		Bands:     sortingBands(sorting.Bins),
		Corrected: s.correctedRows(sorting.Corrected),
		Listed:    listedWords(len(sorting.Corrected), sorting.Total-sorting.Right),
		InUse:     inUseWords(models),
		Fewest:    classify.FewestNew,
	}
	page.Summary = summaryWords(sorting, s.cfg.Now())
	page.Weeks, page.Before = split(s.sortingWeeks(sorting.Weeks), mostWeeks)
	page.Models, page.Earlier = split(s.modelRows(models), mostModels)
	page.Mixed, page.Rest = s.mixedPairs(sorting.Confusion)
	return s.render(w, http.StatusOK, "sorting", page)
}

// split gives the first n and the others.
func split[T any](all []T, n int) (first, rest []T) {
	n = min(n, len(all))
	return all[:n], all[n:]
}

// summaryWords says in a few sentences how far the sorting can be trusted.
func summaryWords(o store.Sorting, now time.Time) []string {
	if o.Total == 0 {
		return nil
	}
	if o.Total == 1 {
		return []string{fmt.Sprintf("People have sorted 1 enquiry so far, and the program had it %s. One says nothing about the next.", rightOrWrong(o.Right))}
	}
	all := []string{fmt.Sprintf("Of the %s enquiries that people have sorted, the program had %s right (%s; %s).",
		grouped(o.Total), grouped(o.Right), percent(o.Right, o.Total), chance(o.Right, o.Total))}
	var sure, recent store.SortingWeek
	for _, week := range o.Weeks {
		sure.Sure += week.Sure
		sure.SureRight += week.SureRight
		if week.Monday.After(now.AddDate(0, 0, -7*recentWeeks)) {
			recent.Total += week.Total
			recent.Right += week.Right
		}
	}
	all = append(all, sureWords(o, sure))
	if recent.Total > 0 && recent.Total < o.Total {
		all = append(all, fmt.Sprintf("In this week and the three before it, it had %s right.", share(recent.Right, recent.Total)))
	}
	return all
}

// recentWeeks is how many weeks, the running one with them, tell how it does of late.
const recentWeeks = 4

// sureWords tells those apart of which the program was sure: about the others it
// asks.
func sureWords(o store.Sorting, sure store.SortingWeek) string {
	unsure := o.Total - sure.Sure
	switch {
	case sure.Sure == 0:
		return "It was sure of none of them."
	case unsure == 0:
		return "It was sure of all of them."
	}
	return fmt.Sprintf("When it was sure, %s right (%s of %s). When it was unsure and asked, its best guess was right for %s.",
		percent(sure.SureRight, sure.Sure), grouped(sure.SureRight), grouped(sure.Sure), share(o.Right-sure.SureRight, unsure))
}

func rightOrWrong(right int) string {
	if right > 0 {
		return "right"
	}
	return "wrong"
}

// chance says within what the true share lies, with 95% certainty. Where that
// is wide, the words say why.
func chance(part, whole int) string {
	r := classify.NewRate(part, whole)
	words := fmt.Sprintf("it may be anything from %.0f%% to %.0f%%", 100*r.Low, 100*r.High)
	if r.High-r.Low > wideChance {
		return "with so few " + words
	}
	return words
}

// wideChance is from how wide an interval on a share is a rough guess.
const wideChance = 0.08

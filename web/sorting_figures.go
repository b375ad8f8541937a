package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// tally is how many of some enquiries were right, in words and as a bar.
type tally struct {
	Words string // "17 of 24 (71%)"
	Bar   int    // 0 to 20, the same as a picture; -1: there is nothing to draw
}

func tallyOf(right, total int, none string) tally {
	if total == 0 {
		return tally{none, -1}
	}
	return tally{share(right, total), (20*right + total/2) / total}
}

// sortingWeek is one week's row.
type sortingWeek struct {
	Monday string
	Total  int
	Right  tally
	Sure   tally // right, of those the program was sure of
}

// sortingWeeks are the weeks' rows, newest first.
func (s *Server) sortingWeeks(weeks []store.SortingWeek) []sortingWeek {
	var rows []sortingWeek
	for _, w := range slices.Backward(weeks) {
		rows = append(rows, sortingWeek{
			Monday: w.Monday.In(s.cfg.Location).Format("2 Jan 2006"),
			Total:  w.Total,
			Right:  tallyOf(w.Right, w.Total, "none sorted"),
			Sure:   tallyOf(w.SureRight, w.Sure, "sure of none"),
		})
	}
	return rows
}

// confusion is what the program said against what people decided.
type confusion struct {
	Topics []string // what was right, by column
	Rows   []confusedRow
	Found  []string // by column: how many of the topic's the program knew for such
}

// confusedRow is what became of the enquiries that the program said one topic of.
type confusedRow struct {
	Said  string
	Cells []confusedCell
	Right string
}

type confusedCell struct {
	Count int
	Right bool // what it said is what it was
}

func (s *Server) confusion(counts map[[2]string]int) confusion {
	var c confusion
	topics := s.topicsOf(counts)
	found, all := make([]int, len(topics)), make([]int, len(topics))
	for i, said := range topics {
		row := confusedRow{Said: s.sortedLabel(said)}
		total := 0
		for j, right := range topics {
			n := counts[[2]string{said, right}]
			row.Cells = append(row.Cells, confusedCell{n, i == j})
			total += n
			all[j] += n
			if i == j {
				found[j] = n
			}
		}
		row.Right = tallyOf(found[i], total, "never said").Words
		c.Rows = append(c.Rows, row)
		c.Topics = append(c.Topics, row.Said)
	}
	for j := range topics {
		c.Found = append(c.Found, tallyOf(found[j], all[j], "never right").Words)
	}
	return c
}

// topicsOf are the topics that occur, in the order of the configuration, those
// that it no longer has last.
func (s *Server) topicsOf(counts map[[2]string]int) []string {
	occur := map[string]bool{}
	for pair := range counts {
		occur[pair[0]], occur[pair[1]] = true, true
	}
	place := map[string]int{}
	for i, t := range s.cfg.Topics {
		place[t.Key] = i - len(s.cfg.Topics) // below 0, where strangers are
	}
	return slices.SortedFunc(maps.Keys(occur), func(a, b string) int {
		return cmp.Or(cmp.Compare(place[a], place[b]), cmp.Compare(a, b))
	})
}

// sortedLabel is a topic's name, and says so where the configuration has it no longer.
func (s *Server) sortedLabel(key string) string {
	if slices.ContainsFunc(s.cfg.Topics, func(t Topic) bool { return t.Key == key }) {
		return s.cfg.topicLabel(key)
	}
	return s.cfg.topicLabel(key) + " (no longer a topic)"
}

// mixedPair is a mistake that was made, and how often.
type mixedPair struct {
	Said, Right string
	Count       string // "12 enquiries"
}

// mixedPairs are the mistakes, the most frequent first, and what of them is left out.
func (s *Server) mixedPairs(counts map[[2]string]int) (shown []mixedPair, rest string) {
	wrong := maps.Clone(counts)
	maps.DeleteFunc(wrong, func(pair [2]string, _ int) bool { return pair[0] == pair[1] })
	pairs := slices.SortedFunc(maps.Keys(wrong), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(wrong[b], wrong[a]), slices.Compare(a[:], b[:]))
	})
	first, others := split(pairs, mostPairs)
	for _, p := range first {
		shown = append(shown, mixedPair{s.sortedLabel(p[0]), s.sortedLabel(p[1]), count(wrong[p], "enquiry")})
	}
	left := 0
	for _, p := range others {
		left += wrong[p]
	}
	if left > 0 {
		rest = fmt.Sprintf("Beside these, %s in %s: the table has them.", count(left, "enquiry"), count(len(others), "further mix-up"))
	}
	return shown, rest
}

// sortingBand is how often the program was right when it was about as sure.
type sortingBand struct {
	Said    string // "70 to 80% sure"
	Count   int
	Mean    string // "76%": how sure it was on the whole
	Right   tally
	Between string // what chance leaves open
	Means   string
}

// fewInBand is below how many a band says nothing.
const fewInBand = 10

// sortingBands are the bands that have enquiries, the surest first.
func sortingBands(bins []store.SortingBin) []sortingBand {
	var bands []sortingBand
	for _, b := range slices.Backward(bins) {
		if b.Total == 0 {
			continue
		}
		rate := classify.NewRate(b.Right, b.Total)
		bands = append(bands, sortingBand{
			Said:    fmt.Sprintf("%.0f to %.0f%% sure", 100*b.From, 100*b.To),
			Count:   b.Total,
			Mean:    fmt.Sprintf("%.0f%%", 100*b.Confidence),
			Right:   tallyOf(b.Right, b.Total, ""),
			Between: fmt.Sprintf("%.0f%% to %.0f%%", 100*rate.Low, 100*rate.High),
			Means:   bandWords(rate, b.Confidence),
		})
	}
	return bands
}

// bandWords says whether the program's own figure holds.
func bandWords(rate classify.Rate, confidence float64) string {
	switch {
	case rate.Of < fewInBand:
		return "too few to tell"
	case rate.High < confidence:
		return "it was surer than it should be"
	case rate.Low > confidence:
		return "it was right more often than it said"
	}
	return "that fits"
}

// correctedRow is one topic that a person put right.
type correctedRow struct {
	Enquiry int64
	Href    string
	At      when
	By      string
	Said    string
	Sure    string // "84% sure, model 3"
	Right   string
}

func (s *Server) correctedRows(all []store.Correction) []correctedRow {
	var rows []correctedRow
	for _, c := range all {
		sure := fmt.Sprintf("%.0f%% sure", 100*c.Confidence)
		if c.Unsure {
			sure += ", so it asked"
		}
		rows = append(rows, correctedRow{
			Enquiry: c.Enquiry,
			Href:    enquiryHref(c.Enquiry, ""),
			At:      s.when(c.At),
			By:      c.By,
			Said:    s.sortedLabel(c.Said),
			Sure:    fmt.Sprintf("%s (model %d)", sure, c.Model),
			Right:   s.sortedLabel(c.Topic),
		})
	}
	return rows
}

// listedWords says how much of the corrections is listed.
func listedWords(listed, all int) string {
	if listed < all {
		return fmt.Sprintf("The newest %d of %s corrections", listed, grouped(all))
	}
	return count(all, "correction")
}

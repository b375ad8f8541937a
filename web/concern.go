package web

import (
	"fmt"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// concernPanel says why somebody may be in danger, and what to tell them.
type concernPanel struct {
	Label       string // "" for none
	Explain     string
	Sentences   []sentence
	Signposting []string // a line each
	Over        string   // "closed", "spam": what became of the enquiry; "" while it is open
}

// sentence is one that raised a concern or a duty, and the letter it stands in.
type sentence struct {
	Words        words
	Href, Letter string // "" when the letter is the only one
}

func (s *Server) concernPanel(e store.Enquiry) concernPanel {
	p := concernPanel{Label: concernLabel(e.Concern)}
	if p.Label == "" {
		return p
	}
	if over(e.Status) {
		p.Over = strings.ToLower(statusLabel(e.Status))
	}
	p.Explain = concernWords(e.Concern, p.Over != "")
	p.Sentences = spoken(e, func(r classify.Reason) bool { return classify.Concern(r.For).Rank() > 0 })
	p.Signposting = lines(s.cfg.Signposting)
	return p
}

// concernWords says what a concern means, and what to do while it is open.
func concernWords(c classify.Concern, over bool) string {
	who := "The person who wrote may be in danger."
	if c == classify.ConcernThirdParty {
		who = "The person who wrote may be afraid for somebody."
	}
	if over {
		return "When it came, the program asked: " + strings.ToLower(who[:1]) + who[1:] + " What was done is in the notes and the history."
	}
	return who + " Read the letter now. You decide what it means: the words below only made the program ask."
}

// spoken is all that speaks for a concern or a duty, that of the newest letter
// first: what somebody wrote last is what is so now.
func spoken(e store.Enquiry, about func(classify.Reason) bool) []sentence {
	var all []sentence
	seen := map[string]bool{}
	for i, m := range slices.Backward(e.Messages) {
		for _, r := range m.Verdict.Reasons {
			text := oneLine(r.Text)
			if !about(r) || r.Weight <= 0 || text == "" || seen[text] {
				continue
			}
			seen[text] = true
			one := sentence{Words: wordsOf(text)}
			if !one.Words.Pattern {
				one.Words.Text = text // whole, however long
			}
			if len(e.Messages) > 1 {
				one.Href, one.Letter = "#"+anchor(m), fmt.Sprintf("letter %d", i+1)
			}
			all = append(all, one)
		}
	}
	return all
}

package web

import (
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// textPiece is a run of a letter's text that is shown open, or folded.
type textPiece struct {
	Text     string
	Label    string    // of what is folded; "" for what is open
	Cut      bool      // there is more of it in the download
	Segments []segment // Text, with what is marked in it
}

// maxPieces is how many pieces a letter is shown in. One that answers point by
// point in more is folded as a whole below its own words.
const maxPieces = 60

const (
	labelQuoted = "Show quoted text"
	labelRest   = "Show quoted text and signature"
	labelWhole  = "Show the whole letter with quoted text and signature"
)

// fold parts a letter into what is open and what is folded, in its order, and
// loses nothing: where the writer's words cannot be found again in the letter,
// the whole of it is folded below them.
func fold(own, whole string) []textPiece {
	own, whole = strings.TrimSpace(own), strings.TrimSpace(whole)
	switch {
	case own == "" && whole == "":
		return nil
	case own == "":
		return []textPiece{{Text: whole}}
	case own == whole, whole == "":
		return []textPiece{{Text: own}}
	}
	if pieces := foldBetween(own, whole); pieces != nil {
		return pieces
	}
	return []textPiece{{Text: own}, {Text: whole, Label: labelWhole}}
}

// foldBetween folds what stands between the writer's words; nil when these are
// not all in the letter as they are, one paragraph after the other.
func foldBetween(own, whole string) (pieces []textPiece) {
	add := func(text string, folded bool) {
		text = strings.Trim(text, "\n")
		last := len(pieces) - 1
		switch {
		case strings.TrimSpace(text) == "":
		case folded:
			pieces = append(pieces, textPiece{Text: text, Label: labelQuoted})
		case last >= 0 && pieces[last].Label == "":
			pieces[last].Text += "\n\n" + text
		default:
			pieces = append(pieces, textPiece{Text: text})
		}
	}
	for paragraph := range strings.SplitSeq(own, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); strings.TrimSpace(paragraph) == "" {
			continue
		}
		at := indexLines(whole, paragraph)
		if at < 0 || len(pieces) >= maxPieces {
			return nil
		}
		add(whole[:at], true)
		add(paragraph, false)
		whole = whole[at+len(paragraph):]
	}
	add(whole, true)
	if last := len(pieces) - 1; last >= 0 && pieces[last].Label != "" {
		pieces[last].Label = labelRest
	}
	return pieces
}

// indexLines finds lines as whole lines of a text.
func indexLines(text, lines string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], lines)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(lines)
		if (i == 0 || text[i-1] == '\n') && (end == len(text) || text[end] == '\n') {
			return i
		}
		from = i + 1
	}
}

// pieces are a letter's text as a page shows it, with the words of its verdict
// marked: in what is folded only those of a concern, since only they may be
// somebody else's.
func (t talk) pieces(m store.Message) []textPiece {
	all := shortened(fold(m.OwnText, m.Text), t.share())
	words := newMarker(t.Enquiry, m.Verdict)
	for i, p := range all {
		least := markTopic
		if p.Label != "" {
			least = markConcern
		}
		all[i].Segments = words.segments(p.Text, least)
	}
	return all
}

// shortened gives the pieces as a page shows them: no more than most bytes that
// are open, and as many that are folded.
func shortened(pieces []textPiece, most int) (shown []textPiece) {
	left := map[bool]int{true: most, false: most}
	for _, p := range pieces {
		open := p.Label == ""
		if left[open] <= 0 {
			continue
		}
		p.Text, p.Cut = cut(p.Text, left[open])
		left[open] -= len(p.Text)
		if p.Cut {
			left[open] = 0
		}
		shown = append(shown, p)
	}
	return shown
}

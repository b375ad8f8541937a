package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// cutLoneCard drops a visiting card that is the last paragraph of a letter
// without a sign-off: a name, work and a number or an address. Where the words
// above may be about the one who is named there it stays.
func cutLoneCard(lines []string) []string {
	const least, most = 3, 10
	end := len(lines)
	for end > 0 && isRule(lines[end-1]) {
		end--
	}
	from := end
	for from > 0 && end-from <= most && strings.TrimSpace(lines[from-1]) != "" {
		from--
	}
	above := from
	for above > 0 && isRule(lines[above-1]) {
		above--
	}
	if n := end - from; n < least || n > most || above == 0 || !isLoneCard(lines[from:end]) {
		return lines
	}
	said := strings.TrimSpace(lines[above-1])
	if !strings.ContainsAny(said[len(said)-1:], ".?!") || slices.ContainsFunc(lines[max(0, above-5):above], namesOther.MatchString) {
		return lines
	}
	return lines[:above]
}

// isLoneCard reports lines of which the first is a name, one says what its owner
// does and one how to reach them.
func isLoneCard(lines []string) bool {
	cut := func(line string) string { return strings.Trim(strings.TrimSpace(line), "*_ ") }
	name := cut(lines[0])
	if words := strings.Fields(name); len(words) < 2 || len(words) > 4 || !isName(name) || cardWord.MatchString(name) || alarms(strings.Join(lines, " ")) {
		return false
	}
	work, reached := false, false
	for _, line := range lines[1:] {
		s := cut(line)
		if !isCardLine(s) && !isCapitalised(s) {
			return false
		}
		sign := cardSign.MatchString(s)
		work, reached = work || !sign && cardWord.MatchString(s), reached || sign
	}
	return work && reached
}

// namesOther are words by which a letter may be about somebody else.
var namesOther = regexp.MustCompile(`(?i)\b(?:ring|call\w*|phone|contact\w*|speak|talk|write|send|post|address|details?|e-?mail|reach|refer\w*|copy|copied|invite|add|meet|visit|named?|following|below|here|about|from|person|her|him|them|ffoni\w*|cysyllt\w*|anfon\w*|siarad|cyfeiriad|manylion|isod)\b`)

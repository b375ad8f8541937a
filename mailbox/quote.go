package mailbox

import (
	"regexp"
	"strings"
)

// cut is a letter's text parted into what its writer wrote and what follows.
type cut struct {
	own     []string
	head    []string // what a mail program put above below
	below   []string // unmarked quoted or forwarded mail, without its head
	forward bool     // below was handed on to be read
}

// The search for the heads of quoted mail ends after these, as a letter could be
// made of lines that all look like one. What stands behind counts as own.
const (
	headSearch = 256 << 10 // bytes of the text
	headTries  = 256 << 10 // bytes matched with the expressions for reply heads
)

// cutQuotes takes quoted mail out of a text. Lines behind '>' go, unless they
// are said to be the writer's; what stands between them stays. From a head that
// no '>' follows, everything goes: below it nothing tells the quoted from the
// writer's.
func cutQuotes(lines []string, marksStay bool) (c cut) {
	end := linesWithin(lines, headSearch)
	shared := splitSharedLines(lines[:end])
	if len(shared) != end {
		lines, end = append(shared, lines[end:]...), len(shared)
	}
	search := headSearchState{tries: headTries}
	own := func(i int) {
		if len(c.own) == i { // nothing was left out so far
			c.own = lines[: i+1 : i+1]
			return
		}
		c.own = append(c.own, lines[i])
	}
	answering := false // the quoted lines that follow have a head above them
	for i := 0; i < len(lines); i++ {
		if i < end && groupHead(lines[i]) && !nextQuoted(lines[i+1:]) {
			c.below = lines[i+1:]
			return c
		}
		if isQuoted(lines[i]) && !marksStay && !falseQuote(lines, i) || brokenQuote(lines, i) {
			if i < end && !answering && quotedForward(lines, i) {
				c.hand(lines, i)
				return c
			}
			continue
		}
		if i >= end {
			own(i)
			continue
		}
		if n, sure := replyHead(lines, i, &search); n > 0 && nextQuoted(lines[i+n:]) {
			c.own = dropHeadName(c.own, lines[i])
			i, answering = i+n-1, true
			continue
		} else if n > 0 && sure {
			c.own, c.below = dropHeadName(c.own, lines[i]), lines[i+n:]
			return c
		}
		if n, forward := mailHead(lines, i); n > 0 {
			if !forward && !pointsBelow(c.own) && quotedBelow(lines[i+n:]) {
				c.own = dropBareMark(c.own)
				i, answering = i+n-1, true
				continue
			}
			c.hand(lines, i)
			return c
		}
		answering = answering && strings.TrimSpace(lines[i]) == ""
		own(i)
	}
	return c
}

// dropHeadName drops the name from above a reply head that was broken before the
// address, where the name by itself does not begin one.
func dropHeadName(own []string, head string) []string {
	n := len(own)
	if !strings.HasPrefix(strings.TrimSpace(head), "<") || n == 0 || n > 1 && strings.TrimSpace(own[n-2]) != "" || !isName(strings.TrimSpace(own[n-1])) {
		return own
	}
	return own[:n-1]
}

// hand parts off the mail whose head stands at line i. What was handed on
// behind '>' is freed of these.
func (c *cut) hand(lines []string, i int) {
	n, forward := mailHead(lines, i)
	c.own = dropBareMark(c.own)
	c.head, c.below = lines[i:i+n], lines[i+n:]
	c.forward = forward || pointsBelow(c.own)
	if !forward || !nextQuoted(c.below) {
		return
	}
	free := make([]string, len(c.below))
	for i, line := range c.below {
		if isQuoted(line) {
			line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimLeft(line, " \t"), ">"), " ")
		}
		free[i] = line
	}
	c.below = free
}

// quotedForward reports the first of quoted lines when it says that what follows
// was handed on.
func quotedForward(lines []string, i int) bool {
	if i > 0 && isQuoted(lines[i-1]) {
		return false
	}
	_, forward := mailHead(lines, i)
	return forward
}

// quotedBelow reports whether the mail below a head is marked, perhaps behind a
// second head, so that what stands below it can be told from it.
func quotedBelow(lines []string) bool {
	i := 0
	for i < len(lines) && i < 3 && strings.TrimSpace(lines[i]) == "" {
		i++
	}
	if nextQuoted(lines[i:]) {
		return true
	}
	search := headSearchState{tries: 4000}
	if i < len(lines) {
		if n, _ := replyHead(lines, i, &search); n > 0 {
			return nextQuoted(lines[i+n:])
		}
	}
	return false
}

// holdsHead reports whether a text has the head of quoted mail anywhere, behind
// '>' as well.
func holdsHead(lines []string) bool {
	lines = lines[:linesWithin(lines, headSearch)]
	search := headSearchState{tries: headTries}
	for i := range lines {
		if n, _ := replyHead(lines, i, &search); n > 0 {
			return true
		}
		if n, _ := mailHead(lines, i); n > 0 {
			return true
		}
	}
	return false
}

// linesWithin gives the number of lines that the first most bytes hold.
func linesWithin(lines []string, most int) int {
	for i, line := range lines {
		if most -= len(line) + 1; most < 0 {
			return i
		}
	}
	return len(lines)
}

func isQuoted(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") }

// isNested reports a quote within a quote, which people do not type.
func isNested(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return strings.HasPrefix(line, ">>") || strings.HasPrefix(line, "> >")
}

// falseQuote reports a '>' that quotes nothing: it closes a link broken over two
// lines, or is half of '>>> look <<<'.
func falseQuote(lines []string, i int) bool {
	if strings.HasSuffix(strings.TrimSpace(lines[i]), "<<") {
		return true
	}
	if i == 0 {
		return false
	}
	above := lines[i-1]
	open := strings.LastIndexByte(above, '<')
	return open >= 0 && !strings.Contains(above[open:], ">") && strings.Contains(above[open:], "://") && !isQuoted(above)
}

// brokenQuote reports a line between two quoted ones that is the end of the one
// above, which a mail program broke without marking it again: it closes a link,
// or the quotation marks that a full line opens. What only goes on in a small
// letter may be a short answer.
func brokenQuote(lines []string, i int) bool {
	if i == 0 || i+1 >= len(lines) || !isQuoted(lines[i-1]) || !isQuoted(lines[i+1]) {
		return false
	}
	line, above := strings.TrimSpace(lines[i]), strings.TrimRight(lines[i-1], " \t")
	if line == "" || len(line) > 200 || len(above) > 1000 {
		return false
	}
	if open := strings.LastIndexAny(above, "(<"); open >= 0 && strings.Contains(above[open:], "://") && !strings.ContainsAny(above[open:], ")> ") {
		return !strings.ContainsAny(line, " \t")
	}
	if linkOnly.MatchString(line) {
		return true
	}
	return len(above) > 65 && strings.Count(above, `"`)%2 == 1 && strings.Count(line, `"`)%2 == 1 && !personal.MatchString(line)
}

var linkOnly = regexp.MustCompile(`^[(<\[]?https?://\S+[)>\]]?\s+>$`)

func nextQuoted(lines []string) bool {
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			return isQuoted(line)
		}
		if i > 5 {
			break
		}
	}
	return false
}

// pointsBelow reports a short text that sends its reader to the mail below it.
func pointsBelow(own []string) bool {
	text := strings.Join(own, " ")
	return len(text) < 600 && below.MatchString(text)
}

var below = regexp.MustCompile(`(?i)\b(below|forward(ed|ing)?|fwd|fyi|for your (information|attention)|inline|in-line|in (red|blue|green|bold|capitals)|underneath|isod|ymlaen)\b`)

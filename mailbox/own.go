package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// OwnText gives what the writer of a letter wrote now, from its plain text:
// without quoted mail, signature and disclaimer. Answers between quotes stay,
// and so does forwarded mail, as that is what the writer wants read. Where it
// is in doubt whether words are the writer's they are kept: what is lost here
// may be what shows that somebody is in danger.
func OwnText(text string) string {
	return ownText(text, reading{forwards: mostForwards})
}

// reading is what is known of a text whose own words are looked for.
type reading struct {
	forwards  int  // letters handed on, one within the other, to look through
	clean     bool // cleanText made the text
	marksStay bool // lines behind '>' are the writer's
	initials  bool // it answers a letter, so that 'JB>' may quote that
	handedOn  bool // what stands below any head was handed on to be read
	noteAlone bool // a covering note that says enough stands for what it hands on
}

const mostForwards = 3

// ownWords is OwnText for a letter read whole. One that answers no other and
// has no head of quoted mail quotes none: what stands behind '>' is then a poem,
// or whatever its writer set apart, unless a mail program marked it as quoted.
// clean says that cleanText made the text, cited that HTML marked mail in it.
func ownWords(m *Message, clean, cited bool) string {
	first, forward := len(m.InReplyTo)+len(m.References) == 0, IsForward(m.Subject)
	answers := !first || isReply(m.Subject)
	marksStay := !answers && !forward && !cited && strings.Contains(m.Text, ">")
	if marksStay {
		lines := strings.Split(m.Text, "\n")
		marksStay = slices.ContainsFunc(lines, isQuoted) && !slices.ContainsFunc(lines, isNested) && !holdsHead(lines)
	}
	return ownText(m.Text, reading{
		forwards: mostForwards, clean: clean, marksStay: marksStay, initials: answers,
		handedOn:  forward && !isReply(m.Subject), // 'Re: FW:' answers what was handed on
		noteAlone: forward || first,               // what the note hands on is looked at besides
	})
}

func ownText(text string, r reading) string {
	all := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	lines := dropBanners(unsigned(text, all))
	if r.initials {
		lines = markInitials(text, lines)
	}
	c := cutQuotes(lines, r.marksStay)
	kept := cutDisclaimers(cutSignature(c.own))
	own, tidied := "", false
	if r.clean {
		own, tidied = beginning(text, all, kept)
	}
	if !tidied {
		own = tidy(kept)
	}
	handedOn := c.forward || r.handedOn && len(c.head) > 0
	if len(c.below) == 0 || own != "" && !handedOn || r.noteAlone && handedOn && !covers(own) {
		return own
	}
	if r.forwards == 0 {
		return joinTexts([]string{own, tidy(c.below)})
	}
	below := ownText(strings.Join(c.below, "\n"), reading{forwards: r.forwards - 1, handedOn: r.handedOn, noteAlone: r.noteAlone})
	if handedOn {
		return joinTexts([]string{own, tidy(c.head), below})
	}
	return below
}

// covers reports a note that is no content of its own: none, a short one, or one
// that sends its reader to what stands below.
func covers(note string) bool {
	const short = 12 // words
	return len(note) < 600 && len(strings.Fields(note)) <= short || pointsBelow([]string{note})
}

// beginning gives what tidy makes of the lines kept when they are the first of a
// text that cleanText made, as they mostly are. ok is false when they are not.
func beginning(text string, all, kept []string) (own string, ok bool) {
	if len(kept) == 0 || len(kept) > len(all) || !slices.Equal(kept, all[:len(kept)]) || isRule(all[0]) {
		return "", false
	}
	for len(kept) > 0 && isRule(kept[len(kept)-1]) {
		kept = kept[:len(kept)-1]
	}
	end := 0
	for _, line := range kept {
		end += len(line) + 1
	}
	if end > len(text) || strings.Contains(text[:end], "\n\n\n") {
		return "", false
	}
	return text[:end], true
}

// Quoted gives the mail of others that stands below or between what the writer
// of a letter wrote, from its plain text; "" when there is none. Of what was
// quoted below a head it is again the words that its own writer wrote.
func Quoted(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var marked []string
	for _, line := range lines {
		if isQuoted(line) {
			marked = append(marked, strings.TrimLeft(line, "> \t"))
		}
	}
	below := ""
	if c := cutQuotes(lines, false); len(c.below) > 0 {
		below = ownText(strings.Join(c.below, "\n"), reading{forwards: mostForwards, handedOn: true})
	}
	return joinTexts([]string{tidy(marked), below})
}

// emptyLines are those left where something was cut from between two others.
var emptyLines = regexp.MustCompile(`\n{3,}`)

// tidy joins lines, without rules and empty lines at either end.
func tidy(lines []string) string {
	for len(lines) > 0 && isRule(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	for len(lines) > 0 && isRule(lines[0]) {
		lines = lines[1:]
	}
	text := cleanText(strings.Join(lines, "\n"))
	if !strings.Contains(text, "\n\n\n") {
		return text
	}
	return emptyLines.ReplaceAllString(text, "\n\n")
}

// isRule reports an empty line or one drawn of dashes, underlines or stars.
func isRule(line string) bool {
	line = strings.TrimSpace(line)
	if line != "" && isASCIILetter(line[0]) {
		return false
	}
	return len(strings.Trim(line, "-_*=~ \u2014\u2013\u2500")) == 0
}

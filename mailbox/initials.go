package mailbox

import "strings"

// markInitials marks with '>' the lines of an answer that some mail programs
// quote behind their writer's initials, 'JB> Which one?'. Two lines or more have
// to begin so, or the first below the head of a quote.
func markInitials(text string, lines []string) []string {
	if !strings.Contains(text, "> ") {
		return lines
	}
	var found map[string]int
	for i, line := range lines {
		if who := initials(line); who != "" {
			if found == nil {
				found = map[string]int{}
			}
			found[who] += 1 + b2i(belowReplyHead(lines, i))
		}
	}
	if found == nil {
		return lines
	}
	var out []string
	for i, line := range lines {
		if who := initials(line); who != "" && found[who] > 1 {
			if out == nil {
				out = append([]string{}, lines...)
			}
			out[i] = "> " + strings.TrimLeft(line[len(who)+1:], " ")
		}
	}
	if out == nil {
		return lines
	}
	return out
}

// initials gives two or three capital letters before a '>' that begins a line.
func initials(line string) string {
	line = line[:min(len(line), 4)]
	n := 0
	for n < len(line) && 'A' <= line[n] && line[n] <= 'Z' {
		n++
	}
	if n < 2 || n > 3 || n >= len(line) || line[n] != '>' {
		return ""
	}
	return line[:n]
}

func belowReplyHead(lines []string, i int) bool {
	for i--; i >= 0 && strings.TrimSpace(lines[i]) == ""; i-- {
	}
	if i < 0 {
		return false
	}
	search := headSearchState{tries: 1000}
	n, _ := replyHead(lines[:i+1], i, &search)
	return n > 0
}

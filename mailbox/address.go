package mailbox

import (
	"strings"
	"unicode"
)

// maxHeld bounds how long a name cut up by commas may be, and maxComment how far
// the end of a comment is looked for: a header full of either must not be slow.
const (
	maxHeld    = 300
	maxComment = 1000
)

// parseAddresses reads an address field (RFC 5322, section 3.4) as people and
// machines write it: groups, unquoted commas and @ in names, names as encoded
// words, comments for names, missing or doubled angle brackets.
func parseAddresses(raw []byte, hint string) []Address {
	var out []Address
	held := "" // a name cut off by its own comma: Smith, John <john@example.org>
	for _, item := range splitAddresses(decodeRaw(raw, hint)) {
		if held != "" && len(held) < maxHeld {
			item = held + ", " + item
		}
		held = ""
		a, ok := parseAddress(item)
		if !ok {
			held = item
			continue
		}
		if a != (Address{}) {
			out = append(out, a)
		}
	}
	if held = strings.TrimSpace(held); held != "" {
		out = append(out, loneName(held)...)
	}
	return out
}

// splitAddresses splits at commas and semicolons outside of quotes, comments
// and angle brackets, and takes off the names of groups.
func splitAddresses(s string) []string {
	var items []string
	start, angle := 0, false
	quotes, angles, comments := true, true, true // whether an end may still be found
	groups, seen := true, 0                      // whether a colon may end the name of a group, up to where that is known
	end := func(i, skip int) {
		if strings.TrimSpace(s[start:i]) != "" {
			items = append(items, strings.TrimSpace(s[start:i]))
		}
		start = i + skip
		angle, groups = false, true
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && !angle && quotes:
			n := closingQuote(s[i+1:])
			quotes = n >= 0
			i += n + 1
		case c == '(' && !angle && comments:
			n := closingComment(s[i:])
			comments = n > 0
			i += max(n, 0)
		case c == '<' && !angle && angles:
			angles = strings.IndexByte(s[i:], '>') > 0
			angle = angles
		case c == '>':
			angle = false
		case c == ':' && !angle && groups:
			groups = !strings.ContainsAny(s[max(start, seen):i], "@<=")
			if seen = i; groups && isGroup(s[start:i], s[i+1:]) {
				start = i + 1
			}
		case (c == ',' || c == ';') && !angle:
			end(i, 1)
		}
	}
	end(len(s), 0)
	return items
}

// isGroup tells 'Team: a@example.org;' from 'mailto:a@example.org', where no @
// stands before the colon.
func isGroup(before, after string) bool {
	return (len(before) > maxHeld || !strings.EqualFold(strings.TrimSpace(before), "mailto")) &&
		!strings.HasPrefix(after, "//")
}

func closingComment(s string) int {
	depth := 0
	for i := 0; i < min(len(s), maxComment); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// parseAddress reads one mailbox. ok is false when the item has no address, and
// so is perhaps the first half of a name.
func parseAddress(item string) (a Address, ok bool) {
	name, spec, found := cutAngle(item)
	if !found {
		name, spec, found = cutBare(item)
	}
	if !found {
		if decoded := decodeWords(item); decoded != item && strings.Contains(decoded, "@") {
			return parseAddress(decoded)
		}
		return Address{}, false
	}
	a = Address{Name: displayName(name), Address: cleanSpec(spec)}
	if strings.EqualFold(a.Name, a.Address) {
		a.Name = ""
	}
	return a, true
}

// cutAngle splits 'name <spec>' at the last angle bracket that holds anything.
func cutAngle(item string) (name, spec string, ok bool) {
	open := lastUnquoted(item, '<')
	if open < 0 {
		return "", "", false
	}
	spec = item[open+1:]
	tail := ""
	if i := strings.IndexByte(spec, '>'); i >= 0 {
		spec, tail = spec[:i], strings.Trim(spec[i+1:], "> ")
	}
	name = strings.TrimRight(item[:open], "< ")
	if name == "" {
		name = tail
	}
	return name, spec, true
}

func lastUnquoted(s string, c byte) int {
	last, quotes := -1, true
	for i := 0; i < len(s); i++ {
		if s[i] == '"' && quotes {
			n := closingQuote(s[i+1:])
			if quotes = n >= 0; quotes {
				i += n + 1
				continue
			}
		}
		if s[i] == c {
			last = i
		}
	}
	return last
}

// cutBare finds the word with an @ in an item without angle brackets; the rest,
// often a comment, is the name.
func cutBare(item string) (name, spec string, ok bool) {
	if at := lastUnquoted(item, '@'); at >= 0 && strings.Contains(item[:at+1], `"`) && strings.HasPrefix(item, `"`) && !strings.ContainsAny(item[at:], " (") {
		return "", item, true // "quoted local part"@example.org
	}
	words := strings.Fields(strings.NewReplacer("(", " (", ")", ") ").Replace(item))
	for i, w := range words {
		bare := strings.Trim(w, "()[]'\"")
		if at := strings.IndexByte(bare, '@'); at > 0 && at < len(bare)-1 && !strings.HasPrefix(bare, "=?") {
			rest := append(append([]string{}, words[:i]...), words[i+1:]...)
			return strings.Join(rest, " "), bare, true
		}
	}
	if i := strings.IndexByte(item, '@'); i > 0 && !strings.Contains(item, "=?") { // 'jo @ example . org'
		return "", item, true
	}
	return "", "", false
}

// displayName decodes a phrase: quotes and brackets off, encoded words read,
// also those inside quotes, which RFC 2047 forbids and everybody sends.
func displayName(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	} else {
		s = stripComments(s)
	}
	s = oneLine(decodeWords(dropQuotes(s)))
	if len(s) > 1 && (s[0] == '\'' && s[len(s)-1] == '\'' || s[0] == '"' && s[len(s)-1] == '"') {
		s = s[1 : len(s)-1]
	}
	return strings.TrimSpace(s)
}

func dropQuotes(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] != '"':
			b.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(b.String(), "\ufffd")
}

// cleanSpec gives the addr-spec without route (RFC 5322, section 4.4), mailto:,
// comments, white space and stray quotes. What holds no @ stays as it is
// ("root", "MAILER-DAEMON").
func cleanSpec(s string) string {
	s = stripComments(decodeWords(s))
	s = strings.TrimSpace(s)
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if strings.HasPrefix(s, "@") {
		if i := strings.LastIndexByte(s, ':'); i >= 0 {
			s = s[i+1:]
		}
	}
	if !strings.HasPrefix(s, `"`) {
		s = strings.Trim(s, "'\"")
		s = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsControl(r) || invisible(r) {
				return -1
			}
			return r
		}, s)
	}
	return oneLine(strings.TrimRight(s, ".,;:>"))
}

// loneName is what an address field holds that has no address in it.
func loneName(s string) []Address {
	name := displayName(s)
	switch lower := strings.ToLower(name); {
	case name == "" || strings.HasPrefix(lower, "undisclosed") || strings.HasPrefix(lower, "unlisted"):
		return nil
	case !strings.ContainsAny(name, " ,"):
		return []Address{{Address: name}}
	}
	return []Address{{Name: name}}
}

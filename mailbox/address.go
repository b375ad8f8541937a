package mailbox

import (
	"html"

	"strings"
	"unicode"
	"unicode/utf8"
)

// maxHeld bounds how long a name cut up by commas may be, and maxComment how far
// the end of a comment is looked for: a header full of either must not be slow.
const (
	maxHeld    = 300
	maxComment = 1000
)

// parseAddresses reads an address field (RFC 5322, section 3.4) as people and
// machines write it: groups, unquoted commas and @ in names, names as encoded
// words, comments for names, missing or doubled angle brackets, missing commas.
func parseAddresses(raw []byte, hint string) []Address {
	var out []Address
	held := "" // a name cut off by its own comma: Smith, John <john@example.org>
	add := func(a Address) {
		if a != (Address{}) {
			out = append(out, a)
		}
	}
	for _, item := range splitAddresses(unescapeField(decodeRaw(raw, hint))) {
		if held != "" && len(held) < maxHeld {
			item.text = held + ", " + item.text
		}
		held = ""
		a, ok := parseAddress(item.text)
		switch {
		case ok:
			add(a)
		case item.ended:
			add(loneName(item.text))
		default:
			held = item.text
		}
	}
	if held = strings.TrimSpace(held); held != "" {
		add(loneName(held))
	}
	return out
}

// unescapeField undoes what web forms do to addresses.
func unescapeField(s string) string {
	if strings.Contains(s, "&lt;") {
		return html.UnescapeString(s)
	}
	return s
}

// addressItem is one mailbox as written; ended is true where a semicolon, or the
// next mailbox, says that no comma of its own cut it off.
type addressItem struct {
	text  string
	ended bool
}

// splitAddresses splits at commas and semicolons outside of quotes, comments
// and angle brackets, and takes off the names of groups. Where a comma is
// missing, the end of one address in angle brackets parts it from the next.
func splitAddresses(s string) []addressItem {
	var items []addressItem
	start, angle, done, grouped := 0, false, 0, false // done: where an address in angle brackets ended
	quotes, angles, comments := true, true, true      // whether an end may still be found
	groups, seen := true, 0                           // whether a colon may end the name of a group, up to where that is known
	end := func(i, skip int, ended bool) {
		text := strings.TrimSpace(s[start:i])
		if text != "" && (!grouped && len(items) == 0 || !isComment(text)) {
			items = appendItems(items, text, ended)
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
			if done > start {
				end(done, 0, true)
			}
			angles = strings.IndexByte(s[i:], '>') > 0
			angle = angles
			seen = max(seen, i)
		case c == '>':
			if angle && strings.Contains(s[seen:i], "@") {
				done = i + 1
			}
			angle = false
		case c == ':' && !angle && groups:
			groups = !strings.ContainsAny(s[max(start, seen):i], "@<=")
			if seen = i; groups && isGroup(s[start:i], s[i+1:]) {
				start, grouped = i+1, true
			}
		case (c == ',' || c == ';') && !angle:
			end(i, 1, c == ';')
		}
	}
	end(len(s), 0, true)
	return items
}

// isComment reports an item that is a comment alone, as stands behind groups.
func isComment(item string) bool {
	return item[0] == '(' && len(item) < maxComment && closingComment(item) == len(item)-1
}

// appendItems adds an item, or, where addresses stand in it one behind the other
// with nothing but spaces or 'and' between, each of them.
func appendItems(items []addressItem, text string, ended bool) []addressItem {
	if strings.Count(text, "@") < 2 || strings.ContainsAny(text, `<"([=`) || len(text) > maxComment {
		return append(items, addressItem{text, ended})
	}
	words, from := strings.Fields(text), 0
	for i, w := range words {
		at := strings.IndexByte(w, '@')
		if at < 1 || !strings.Contains(w[at:], ".") {
			continue
		}
		name := words[from:i]
		if len(name) == 1 && (strings.EqualFold(name[0], "and") || name[0] == "&") {
			name = nil
		}
		items = append(items, addressItem{strings.Join(append(name[:len(name):len(name)], w), " "), true})
		from = i + 1
	}
	if from == 0 {
		return append(items, addressItem{text, ended})
	}
	return items
}

// isGroup tells 'Team: a@example.org;' from 'mailto:a@example.org' and
// 'Jo [SMTP:a@example.org]', where no @ stands before the colon.
func isGroup(before, after string) bool {
	word := before[max(len(before)-10, 0):]
	word = strings.TrimLeft(word[strings.LastIndexAny(word, " \t")+1:], "[(")
	return !strings.EqualFold(word, "mailto") && !strings.EqualFold(word, "smtp") && !strings.HasPrefix(after, "//")
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
	if strings.HasPrefix(item, "=?") && strings.HasSuffix(item, "?=") { // the address stands in the encoded word
		if decoded := decodeWords(item); decoded != item && strings.Contains(decoded, "@") && !strings.HasPrefix(decoded, "=?") {
			return parseAddress(decoded)
		}
	}
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
	if undisclosed(a.Address) && strings.ContainsAny(a.Address, ":; ") || a.Address == "" && undisclosed(a.Name) {
		return Address{}, true
	}
	a.Name = withoutSpec(a.Name, a.Address)
	return a, true
}

// withoutSpec takes the address off a name that ends with it.
func withoutSpec(name, spec string) string {
	if n := len(name); n == 0 || n < len(spec) || spec != "" && name[n-1] != '>' && name[n-1] != ')' && !strings.EqualFold(name[n-len(spec):], spec) {
		return name
	}
	for _, end := range []string{"<" + spec + ">", "(" + spec + ")", spec} {
		if n := len(name) - len(end); spec != "" && n >= 0 && strings.EqualFold(name[n:], end) {
			return strings.TrimSpace(name[:n])
		}
	}
	return name
}

// undisclosed reports what stands in place of recipients that nobody is to see.
func undisclosed(s string) bool {
	return beginsFold(s, "undisclosed") || beginsFold(s, "unlisted-recipient") || beginsFold(s, "recipient list ")
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
	if strings.IndexByte(s, c) < 0 {
		return -1
	}
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
	if !strings.Contains(item, "@") && (!strings.Contains(item, "at") || !strings.Contains(item, ".")) {
		return "", "", false // as of most names: to take them apart costs a hundred times as much
	}
	if at := lastUnquoted(item, '@'); at >= 0 && strings.Contains(item[:at+1], `"`) && strings.HasPrefix(item, `"`) && !strings.ContainsAny(item[at:], " (") {
		return "", item, true // "quoted local part"@example.org
	}
	words := joinSpec(strings.Fields(apartComments.Replace(item)), strings.Contains(item, "@"))
	for i, w := range words {
		bare := strings.Trim(w, "()['\"")
		if !strings.Contains(bare, "@[") {
			bare = strings.TrimRight(bare, "]")
		}
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

var apartComments = strings.NewReplacer("(", " (", ")", ") ")

// joinSpec joins the words of an address that was written with spaces around its
// dots, which was once allowed (RFC 5322, section 4.4), or, where there is no @,
// with ' at ', as the archives of lists show it.
func joinSpec(words []string, at bool) []string {
	out := words[:0:0]
	for i := 0; i < len(words); i++ {
		w, n := words[i], len(out)-1
		switch {
		case n >= 0 && len(out[n]) < maxHeld && strings.Contains(out[n], "@") && (w[0] == '.' || strings.HasSuffix(out[n], ".")):
			out[n] += w
		case n >= 0 && !at && w == "at" && i+1 < len(words) && strings.Contains(words[i+1], "."):
			out[n] += "@" + words[i+1]
			i, at = i+1, true
		default:
			out = append(out, w)
		}
	}
	return out
}

// displayName decodes a phrase: quotes and brackets off, encoded words read,
// also those inside quotes, which RFC 2047 forbids and everybody sends.
func displayName(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
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
	for _, scheme := range []string{"mailto:", "smtp:"} {
		if beginsFold(s, scheme) {
			s, _, _ = strings.Cut(s[len(scheme):], "?")
		}
	}
	if strings.HasPrefix(s, "@") {
		if i := strings.LastIndexByte(s, ':'); i >= 0 {
			s = s[i+1:]
		}
	}
	if !strings.Contains(s, "@") {
		s = strings.Replace(s, " at ", "@", 1) // as the archives of lists show it
	}
	if local, domain, ok := strings.Cut(s, `"@`); ok && strings.HasPrefix(local, `"`) && !strings.ContainsAny(local[1:], " \"\\()<>,:;@[]") {
		s = local[1:] + "@" + domain // the quotes were of no need
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
	s = strings.TrimRight(s, ".,;:>")
	if strings.HasPrefix(s, "@") { // of no use without a name before it
		return ""
	}
	return oneLine(encapsulated(s))
}

// encapsulated undoes the form in which Exchange hands on addresses that it took
// for another kind than SMTP's: 'IMCEAINVALID-jo+40example+2Eorg@example.net'.
func encapsulated(s string) string {
	for _, prefix := range []string{"imceainvalid-", "imceasmtp-"} {
		if !beginsFold(s, prefix) {
			continue
		}
		local, _, _ := strings.Cut(s[len(prefix):], "@")
		inner := string(appendUnescaped(nil, []byte(local), '+'))
		if at := strings.IndexByte(inner, '@'); at > 0 && strings.Contains(inner[at:], ".") && utf8.ValidString(inner) && !strings.ContainsAny(inner, " <>,;") {
			return inner
		}
	}
	return s
}

// loneName is what an address field holds that has no address in it; the zero
// Address where that is nobody.
func loneName(s string) Address {
	name := displayName(s)
	switch {
	case name == "" || name[0] == '@' || undisclosed(name):
		return Address{}
	case !strings.ContainsAny(name, " ,"):
		return Address{Address: name}
	}
	return Address{Name: name}
}

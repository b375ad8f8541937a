package mailbox

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hiding are the styles by which an element is not shown, whatever is in it.
var hiding = regexp.MustCompile(`(^|;)(display:none|visibility:hidden|mso-hide:all|(max-height|opacity):0*\.?0+(px|pt|r?em|%)?(!important)?(;|$))`)

// mayHide looks for what hiding needs, at a hundredth of its cost.
func mayHide(style string) bool {
	return strings.Contains(style, "none") || strings.Contains(style, "hid") || strings.Contains(style, "height") || strings.Contains(style, "opacity")
}

// css is what a style attribute says that matters here.
type css struct {
	hidden bool // not shown, whatever is in it
	zero   bool // letters of size 0
	sized  bool // letters of some size
	noGap  bool // no margin
	ruled  bool // a line above it, as Outlook draws it above the header of quoted mail
}

// styles remembers what the style attributes of a letter say: it repeats a few
// of them hundreds of times.
type styles map[string]css

func (s styles) of(value []byte) css {
	const most, longest = 500, 2000 // what is remembered must stay small
	if len(value) == 0 {
		return css{}
	}
	if have, ok := s[string(value)]; ok {
		return have
	}
	plain, letters := styleOf(value)
	c := css{
		hidden: mayHide(plain) && hiding.MatchString(plain),
		zero:   (strings.Contains(plain, "font-size:0") || strings.Contains(plain, "font-size:.")) && fontZero.MatchString(plain),
		sized:  setsFont(plain),
		noGap:  strings.Contains(letters, "margin0"),
		ruled:  strings.Contains(plain, "border-top:solid") || strings.Contains(plain, "border-top-style:solid") && strings.Contains(plain, "border-width:1pt"),
	}
	if len(s) < most && len(value) <= longest {
		s[string(value)] = c
	}
	return c
}

// isHidden reports elements that mail programs do not show.
func isHidden(t *tag) bool { return t.hasHidden || t.css.hidden || t.atom == atom.Template }

// styleOf gives a style attribute as style and as squash would.
func styleOf(value []byte) (plain, letters string) {
	var room [2][256]byte
	if len(value) > len(room[0]) || !isASCII(value) {
		return style(string(value)), squash(string(value))
	}
	a, b := room[0][:0], room[1][:0]
	for _, c := range value {
		if c = lowerByte(c); c == ' ' || '\t' <= c && c <= '\r' {
			continue
		}
		a = append(a, c)
		if 'a' <= c && c <= 'z' || isDigit(c) {
			b = append(b, c)
		}
	}
	return string(a), string(b)
}

// style gives a style attribute in lower case and without white space.
func style(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

var fontZero = regexp.MustCompile(`(^|;)font-size:0*\.?0+(px|pt|r?em|%)?(!important)?(;|$)`)

// setsFont reports a style that says how large its letters are.
func setsFont(plain string) bool {
	for at := 0; ; {
		n := strings.Index(plain[at:], "font")
		if n < 0 {
			return false
		}
		at += n + len("font")
		if at == len("font") || plain[at-len("font")-1] == ';' {
			if rest := strings.TrimPrefix(plain[at:], "-size"); strings.HasPrefix(rest, ":") {
				return true
			}
		}
	}
}

// tiny follows text set in letters of size 0. Newsletters set whole tables so,
// against gaps, and give the cells a size again: these are shown.
type tiny struct {
	open []tinyElement // from the first element of size 0 on
	lost bool          // too deep to follow: all is shown
}

type tinyElement struct {
	name string
	zero bool
}

const maxTiny = 200

func (s *tiny) hides() bool { return len(s.open) > 0 && s.open[len(s.open)-1].zero }

func (s *tiny) start(t *tag) {
	n := len(s.open)
	zero := t.css.zero
	if n == 0 && !zero || s.lost || voidTag[t.atom] || t.kind != html.StartTagToken {
		return
	}
	if n > 0 && s.open[n-1].name == string(t.name) && (t.atom == atom.P || t.atom == atom.Td || t.atom == atom.Tr || t.atom == atom.Li) {
		s.open, n = s.open[:n-1], n-1 // ended by the next of its kind
	}
	if n == maxTiny {
		s.open, s.lost = nil, true
		return
	}
	sized := t.css.sized || len(t.class) > 0 || t.atom == atom.Font && len(t.size) > 0
	if inherited := n > 0 && s.open[n-1].zero && !sized; n > 0 || zero {
		s.open = append(s.open, tinyElement{string(t.name), zero || inherited})
	}
}

func (s *tiny) end(t *tag) {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name == string(t.name) {
			s.open = s.open[:i]
			return
		}
	}
}

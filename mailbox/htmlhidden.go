package mailbox

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hiding are the styles by which an element is not shown, whatever is in it.
var hiding = regexp.MustCompile(`(^|;)(display:none|visibility:hidden|mso-hide:all|(max-height|opacity):0*\.?0+(px|pt|r?em|%)?(!important)?(;|$))`)

// isHidden reports elements that mail programs do not show.
func isHidden(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "hidden" || a.Key == "style" && hiding.MatchString(style(a.Val)) {
			return true
		}
	}
	return t.DataAtom == atom.Template
}

// style gives a style attribute in lower case and without white space.
func style(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

var (
	fontZero = regexp.MustCompile(`(^|;)font-size:0*\.?0+(px|pt|r?em|%)?(!important)?(;|$)`)
	fontSize = regexp.MustCompile(`(^|;)font(-size)?:`)
)

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

func (s *tiny) start(t html.Token) {
	n := len(s.open)
	css := style(attr(t, "style"))
	zero := fontZero.MatchString(css)
	if s.lost || voidTag[t.DataAtom] || t.Type != html.StartTagToken || n == 0 && !zero {
		return
	}
	if n > 0 && s.open[n-1].name == t.Data && (t.DataAtom == atom.P || t.DataAtom == atom.Td || t.DataAtom == atom.Tr || t.DataAtom == atom.Li) {
		s.open, n = s.open[:n-1], n-1 // ended by the next of its kind
	}
	if n == maxTiny {
		s.open, s.lost = nil, true
		return
	}
	sized := fontSize.MatchString(css) || attr(t, "class") != "" || t.DataAtom == atom.Font && attr(t, "size") != ""
	if inherited := n > 0 && s.open[n-1].zero && !sized; n > 0 || zero {
		s.open = append(s.open, tinyElement{t.Data, zero || inherited})
	}
}

func (s *tiny) end(t html.Token) {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name == t.Data {
			s.open = s.open[:i]
			return
		}
	}
}

package mailbox

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

const (
	maxHref     = 4000
	maxLinkText = 500 // bytes of a link's text that are looked at
)

// safeLink is an open link.
type safeLink struct {
	target string // the host, or the address
	text   []byte // the beginning of what is shown for it
}

// add takes what of a text is seen: characters without width and runs of spaces
// would part a host's name, or push it out of what is looked at.
func (l *safeLink) add(text string) {
	for _, r := range text {
		space := unicode.IsSpace(r)
		switch {
		case len(l.text) >= maxLinkText:
			return
		case invisible(r), r == '\u200c', r == '\u200d', isSelector(r), space && bytes.HasSuffix(l.text, []byte(" ")):
		case space:
			l.text = append(l.text, ' ')
		default:
			l.text = utf8.AppendRune(l.text, r)
		}
	}
}

// warn says where a link leads whose text names another place.
func (w *layout) warn() {
	l := w.link
	if w.link = nil; l == nil || !misleads(string(l.text), l.target) {
		return
	}
	w.out.WriteString(" <strong>[leads to ")
	escapeTo(&w.out, l.target)
	w.out.WriteString("]</strong>")
}

// safeHref gives the address of a link, written anew, and what it leads to: a
// host in ASCII, so that look-alikes show, or a mail address. Both are "" for
// what is no link to the web or to write to.
func safeHref(href string) (safe, target string) {
	href = strings.TrimSpace(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(href))
	if len(href) > maxHref {
		return "", ""
	}
	u, err := url.Parse(href)
	if err != nil {
		return "", ""
	}
	switch u.Scheme {
	case "http", "https":
		host := asciiHost(u.Hostname())
		if len(host) > 253 || !hostName.MatchString(host) {
			return "", ""
		}
		target, u.User, u.Host = host, nil, host+strings.TrimPrefix(u.Host, u.Hostname())
	case "mailto":
		target = oneLine(u.Opaque)
		if unescaped, err := url.PathUnescape(u.Opaque); err == nil {
			target = oneLine(unescaped)
		}
		if len(target) > 320 || !strings.Contains(target, "@") || strings.ContainsAny(target, "<>") {
			return "", ""
		}
	default:
		return "", ""
	}
	return strings.ReplaceAll(u.String(), " ", "%20"), target
}

// asciiHost gives a host as the name servers know it (RFC 5890).
func asciiHost(host string) string {
	if !isASCII(host) {
		if ascii, err := idna.Lookup.ToASCII(host); err == nil {
			return ascii
		}
	}
	return strings.ToLower(host)
}

var (
	hostName = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$`)
	// hostLike finds what looks like a host or a mail address in the text of a link.
	hostLike = regexp.MustCompile(`(?:[\p{L}\p{N}._+-]+@)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}`)
)

// misleads reports whether a word of a link's text names another host or address
// than it leads to. Hosts within one another count as the same.
func misleads(text, target string) bool {
	host := func(s string) string {
		return "." + strings.TrimPrefix(asciiHost(s[strings.LastIndex(s, "@")+1:]), "www.")
	}
	return slices.ContainsFunc(strings.Fields(norm.NFKC.String(text)), func(word string) bool {
		named := hostLike.FindString(word)
		if named == "" {
			return false
		}
		if strings.Contains(target, "@") && strings.Contains(named, "@") {
			return !strings.EqualFold(named, target)
		}
		a, b := host(named), host(target)
		return !strings.HasSuffix(a, b) && !strings.HasSuffix(b, a)
	})
}

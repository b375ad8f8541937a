package mailbox

import (
	"strings"
	"unicode/utf8"
)

// openings are the beginnings that an expression's matches have, by their first
// byte. They are looked for before the expression, which costs a hundred times
// as much, is tried on every line of every letter.
type openings [utf8.RuneSelf][]string

// opens makes openings of words in lower case. One that goes on past an s or k,
// but at its start, misses what is spelled with the two other characters that
// count as those when case does not matter: nobody spells notices so.
func opens(words ...string) *openings {
	var o openings
	for _, w := range words {
		o[w[0]] = append(o[w[0]], w)
	}
	return &o
}

// may reports whether s may begin as one of the openings does, in whatever
// case. What begins past ASCII may.
func (o *openings) may(s string) bool {
	if s == "" {
		return false
	}
	c := lowerByte(s[0])
	if c >= utf8.RuneSelf {
		return true
	}
	for _, w := range o[c] {
		if beginsFold(s, w) {
			return true
		}
	}
	return false
}

// within reports whether one of the openings, or what may be one in characters
// past ASCII, stands anywhere in s.
func (o *openings) within(s string) bool {
	for i := range len(s) {
		if s[i] < utf8.RuneSelf && o.may(s[i:]) {
			return true
		}
	}
	return strings.Contains(s, longS) || strings.Contains(s, kelvin)
}

// longS and kelvin are the characters past ASCII that count as an s or a k when
// case does not matter.
const (
	longS  = "\u017f"
	kelvin = "\u212a"
)

// beginsFold reports whether s begins with a prefix in lower case, in whatever
// case of ASCII.
func beginsFold[T string | []byte](s T, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if lowerByte(s[i]) != prefix[i] {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

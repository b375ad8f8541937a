package mailbox

import (
	"unicode"
	"unicode/utf8"
)

// invisible reports zero-width and direction-changing characters: they hide
// words from the classifier and turn names and links round.
func invisible(r rune) bool {
	if r < '\u00ad' {
		return false
	}
	switch {
	case r == '\u200b', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u180e', r == '\ufeff', r == '\u00ad',
		r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f', r >= '\ufff9' && r <= '\ufffb', r == '\u034f',
		r == '\u3164', r == '\uffa0', r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

// changes reports the characters past ASCII that visible may not keep.
func changes(r rune) bool {
	switch r {
	case '\u2028', '\u2029', '\u00a0', '\u202f', '\u2007', '\u200c', '\u200d':
		return true
	}
	return r < 0xa0 || invisible(r) || isSelector(r)
}

// visible drops what cannot be seen and unifies line ends and spaces. What makes
// emoji and letters stays where it does: zero-width joiners in emoji and in
// scripts past Hebrew, one variation selector behind what it may vary, and the
// tags that make the flag of Wales.
func visible(s []byte) []byte { return visibleTo(nil, s) }

// visibleTo is visible that may use the room of scratch.
func visibleTo(scratch, s []byte) []byte {
	out := room(scratch, len(s))[:0]
	var last rune
	for len(s) > 0 {
		if n := printable(s); n > 0 {
			out, last, s = append(out, s[:n]...), rune(s[n-1]), s[n:]
			continue
		}
		r, n := utf8.DecodeRune(s)
		if r == '\r' && len(s) > 1 && s[1] == '\n' {
			r, n = '\n', 2
		}
		s = s[n:]
		switch {
		case r == '\r' || r == '\f' || r == '\v' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			r = '\n'
		case r == '\u00a0' || r == '\u202f' || r == '\u2007':
			r = ' '
		case (r == '\u200c' || r == '\u200d') && last < 0x0590:
			continue
		case r == blackFlag:
			n := flagTags(s)
			out, last, s = append(utf8.AppendRune(out, r), s[:n]...), r, s[n:]
			continue
		case isSelector(r) && !varies(last, r):
			continue
		case r != '\n' && r != '\t' && unicode.IsControl(r) || invisible(r):
			continue
		}
		last = r
		out = utf8.AppendRune(out, r)
	}
	return out
}

// isSelector reports variation selectors, which choose between forms of what
// stands before them, and of which rows can hold a hidden text.
func isSelector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}

// varies reports whether a selector may stand behind last: behind symbols and
// the keys of a telephone, or, of the many, behind ideographs.
func varies(last, selector rune) bool {
	if selector >= 0xe0100 {
		return unicode.Is(unicode.Han, last)
	}
	return last >= '0' && last <= '9' || last == '#' || last == '*' || last >= 0xa0 && !isSelector(last) && !unicode.In(last, unicode.Latin, unicode.Z)
}

const blackFlag = '\U0001f3f4'

// flagTags gives the length of the tags at the start of s that make the flag of a
// part of a country out of a black one (Unicode Technical Standard 51), 0 where
// there are none.
func flagTags(s []byte) int {
	const least, most, end = 3, 6, 0xe007f
	n := 0
	for i := range most + 1 {
		r, size := utf8.DecodeRune(s[n:])
		n += size
		switch {
		case r == end && i >= least:
			return n
		case r < 0xe0030 || r > 0xe0039 && r < 0xe0061 || r > 0xe007a:
			return 0
		}
	}
	return 0
}

package mailbox

import (
	"regexp"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// choice is an expression of many alternatives that stand at the beginning of a
// text, each an expression of its own, by the first byte of what it matches. One
// expression of them all costs ten times as much, as it is too large for the
// faster ways of matching.
type choice [256][]*regexp.Regexp

// newChoice parts '^(?:one|another)rest'.
func newChoice(expr string) *choice {
	whole, err := syntax.Parse(expr, syntax.Perl)
	if err != nil || whole.Op != syntax.OpConcat || whole.Sub[0].Op != syntax.OpBeginText || oneOf(whole.Sub[1]).Op != syntax.OpAlternate {
		panic("mailbox: not a choice: " + expr)
	}
	var c choice
	for _, sub := range oneOf(whole.Sub[1]).Sub {
		one := *whole
		one.Sub = append([]*syntax.Regexp{whole.Sub[0], sub}, whole.Sub[2:]...)
		re := regexp.MustCompile(one.String())
		var first [256]bool
		if firstBytes(&one, &first) {
			panic("mailbox: a choice that may be empty: " + expr)
		}
		for b, may := range first {
			if may {
				c[b] = append(c[b], re)
			}
		}
	}
	return &c
}

// oneOf takes the brackets off alternatives.
func oneOf(re *syntax.Regexp) *syntax.Regexp {
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	return re
}

// MatchString is that of the whole expression.
func (c *choice) MatchString(s string) bool {
	if s == "" {
		return false
	}
	for _, re := range c[s[0]] {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

// firstBytes notes the bytes that a match of an expression may begin with. It
// reports an expression that may match nothing, so that what follows may begin
// the match as well.
func firstBytes(re *syntax.Regexp, first *[256]bool) (empty bool) {
	switch re.Op {
	case syntax.OpLiteral:
		beginRune(re.Rune[0], re.Flags&syntax.FoldCase != 0, first)
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			beginRange(re.Rune[i], re.Rune[i+1], first)
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		for b := range first {
			first[b] = true
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !firstBytes(sub, first) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			empty = firstBytes(sub, first) || empty
		}
	case syntax.OpCapture, syntax.OpPlus:
		return firstBytes(re.Sub[0], first)
	case syntax.OpRepeat:
		return firstBytes(re.Sub[0], first) || re.Min == 0
	case syntax.OpStar, syntax.OpQuest:
		firstBytes(re.Sub[0], first)
		return true
	default: // the beginning or end of something
		return true
	}
	return empty
}

func beginRune(r rune, fold bool, first *[256]bool) {
	beginRange(r, r, first)
	for other := unicode.SimpleFold(r); fold && other != r; other = unicode.SimpleFold(other) {
		beginRange(other, other, first)
	}
}

// beginRange notes the bytes that characters begin with. What is no UTF-8 counts
// as U+FFFD, whatever its bytes.
func beginRange(from, to rune, first *[256]bool) {
	if from <= utf8.RuneError && utf8.RuneError <= to {
		for b := utf8.RuneSelf; b < len(first); b++ {
			first[b] = true
		}
	}
	for b := leadByte(from); b <= leadByte(to); b++ {
		first[b] = true
	}
}

// leadByte gives the first byte of a character. It grows with the character.
func leadByte(r rune) int {
	var code [utf8.UTFMax]byte
	utf8.EncodeRune(code[:], r)
	return int(code[0])
}

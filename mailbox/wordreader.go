package mailbox

// wordReader gives the runs of ASCII letters, digits and all bytes past ASCII,
// but for dashes and quotation marks (U+2010 to U+2027) and no-break spaces.
type wordReader[T string | []byte] struct {
	text T
	at   int  // where the next word is looked for
	odd  bool // something was passed over that may not part words: a control character, an entity
}

// next gives the next word; ok is false at the end.
func (w *wordReader[T]) next() (word T, ok bool) {
	s, i := w.text, w.at
	for i < len(s) {
		n := w.gap(s[i:])
		if n == 0 {
			break
		}
		i += n
	}
	start := i
	for i < len(s) && (wordKind[s[i]] == letterByte || wordKind[s[i]] == pastByte && markLen(s[i:]) == 0) {
		i++
	}
	w.at = i
	return s[start:i], i > start
}

// gap gives the length of what parts words at the start of s, 0 for a word.
func (w *wordReader[T]) gap(s T) int {
	switch wordKind[s[0]] {
	case gapByte:
		return 1
	case pastByte:
		return markLen(s)
	case letterByte:
		return 0
	case entityByte:
		if n := knownEntity(s); n > 0 {
			return n
		}
	}
	w.odd = true
	return 1
}

const (
	gapByte = iota
	letterByte
	pastByte
	entityByte
	controlByte
)

var wordKind = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case c >= 0x80:
			kinds[c] = pastByte
		case c == '&':
			kinds[c] = entityByte
		case hexDigit[c] >= 0 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			kinds[c] = letterByte
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f || c == '>': // with a '<' before it, addresses may end there
			kinds[c] = controlByte
		}
	}
	return kinds
}()

// markLen gives the length of a character that parts words: a no-break space,
// or a dash, quotation mark, bullet or ellipsis.
func markLen[T string | []byte](s T) int {
	switch {
	case len(s) > 2 && s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0x90 && s[2] <= 0xa7:
		return 3
	case len(s) > 1 && s[0] == 0xc2 && s[1] == 0xa0:
		return 2
	}
	return 0
}

// parts reports whether s begins with what may part words.
func parts(s []byte) bool {
	switch wordKind[s[0]] {
	case letterByte:
		return false
	case pastByte:
		return markLen(s) > 0
	}
	return true
}

// knownEntity gives the length of an entity for a character that parts words.
func knownEntity[T string | []byte](s T) int {
	end := 1
	for end < min(len(s), 8) && s[end] != ';' {
		end++
	}
	if end == min(len(s), 8) {
		return 0
	}
	switch string(s[1:end]) {
	case "nbsp", "amp", "quot", "apos", "#39", "#160", "rsquo", "lsquo", "ldquo", "rdquo", "ndash", "mdash", "hellip", "bull":
		return end + 1
	}
	return 0
}

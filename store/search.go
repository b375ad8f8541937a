package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/mailbox"
)

// peopleOf is what a letter is found by of the people in it.
func peopleOf(m *mailbox.Message, reached []mailbox.Address) string {
	var b strings.Builder
	for _, list := range [][]mailbox.Address{m.From, m.ReplyTo, m.To, m.Cc, reached} {
		for _, a := range list {
			if b.Len() > maxPeople {
				return b.String()
			}
			for _, word := range []string{a.Name, a.Address} {
				if word != "" {
					b.WriteString(word)
					b.WriteByte(' ')
				}
			}
		}
	}
	return b.String()
}

// maxPeople bounds the words of a letter to thousands, in bytes.
const maxPeople = 16 << 10

func filesOf(m *mailbox.Message) string {
	var names []string
	for _, a := range m.Attachments {
		names = append(names, a.Name)
	}
	return strings.Join(names, " ")
}

// maxWords is how many of the words that somebody typed count. FTS4 refuses
// questions of some thousand.
const maxWords = 50

// matching turns what a person typed into a query of FTS4 that no typing can
// break: every word must be there, the last one may be the beginning of one. ""
// when there is no word in it.
func matching(typed string) string {
	words := strings.FieldsFunc(typed, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) && !unicode.IsMark(c) })
	words = words[:min(len(words), maxWords)]
	for i, w := range words {
		if i == len(words)-1 && utf8.RuneCountInString(w) > 2 {
			w += "*"
		}
		words[i] = `"` + w + `"`
	}
	return strings.Join(words, " ")
}

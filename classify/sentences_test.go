package classify

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"One. Two! Three?":                   {"One.", "Two!", "Three?"},
		"See page3.pdf and 1.5 hours":        {"See page3.pdf and 1.5 hours"},
		"Dear Dr. Jones, hello":              {"Dear Dr. Jones, hello"},
		"Hi\nthe link spins\nSam":            {"Hi", "the link spins", "Sam"},
		"He said \"I'm done.\" Then he left": {"He said \"I'm done.\"", "Then he left"},
		"Mae'n hwyr. Dwi wedi blino…":        {"Mae'n hwyr.", "Dwi wedi blino…"},
		"a line that is long enough to have been wrapped by a mail\nprogram goes on": {
			"a line that is long enough to have been wrapped by a mail\nprogram goes on"},
		"": nil,
	} {
		var got []string
		splitSentences(text, learning().splitWords(text, nil), func(s sentence) {
			got = append(got, text[s.from:s.to])
		})
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestEndlessSentenceIsCut(t *testing.T) {
	text := strings.Repeat("and ", 200)
	sentences := 0
	splitSentences(text, learning().splitWords(text, nil), func(sentence) { sentences++ })
	if sentences != (200+longestSentence-1)/longestSentence {
		t.Errorf("%d sentences", sentences)
	}
}

func TestQuotedWords(t *testing.T) {
	for text, want := range map[string]string{
		`he said "I want" now`:  "I want",
		`don't 'I want' can't`:  "I want",
		`“I want” and I do`:     "I want",
		`an open "mark only`:    "",
		`the boys' room is hot`: "",
	} {
		n := learning()
		words := n.splitWords(text, nil)
		var got []string
		n.quotedWords(text, words)
		for i, q := range n.quoted {
			if q {
				got = append(got, text[words[i].from:words[i].to])
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: quoted %q, want %q", text, got, want)
		}
	}
}

func TestWordsAreFolded(t *testing.T) {
	text := "Don’t SGWRSIÓ tŷ \u00e9te\u0301 123456 2018 naïve"
	var got []string
	n := learning()
	for _, w := range n.splitWords(text, nil) {
		got = append(got, string(n.spelt(w)))
	}
	want := []string{"dont", "sgwrsio", "ty", "ete", "#", "2018", "naive"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

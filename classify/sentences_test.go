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
		for _, s := range splitSentences(text, splitWords(text)) {
			got = append(got, text[s.from:s.to])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestEndlessSentenceIsCut(t *testing.T) {
	text := strings.Repeat("and ", 200)
	if n := len(splitSentences(text, splitWords(text))); n != (200+longestSentence-1)/longestSentence {
		t.Errorf("%d sentences", n)
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
		words := splitWords(text)
		var got []string
		for i, q := range quotedWords(text, words) {
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
	for _, w := range splitWords(text) {
		got = append(got, w.fold)
	}
	want := []string{"dont", "sgwrsio", "ty", "ete", "#", "2018", "naive"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

package classify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// meanings tells of common English words what they mean, as far as that shows
// in what other words they stand beside in print: two words of like meaning
// have like vectors. So a letter is understood whose words were in no training
// letter. meanings/README.md says where they are from.
//
//go:embed meanings/words.bin
var meanings string

// meaningSize is how many numbers a word's vector has. They are bytes with a
// sign, and the vector of all words has the length meaningUnit.
const (
	meaningSize = 100
	meaningUnit = 256
)

// commonWords is the table with the places of its words.
type commonWords struct {
	words   []string // in alphabetical order
	vectors []int8   // of the words, one behind the other
}

var readMeanings = sync.OnceValue(func() commonWords {
	words, bytes, _ := strings.Cut(meanings, "\n\n")
	t := commonWords{strings.Split(words, "\n"), make([]int8, len(bytes))}
	for i := range t.vectors {
		t.vectors[i] = int8(bytes[i])
	}
	return t
})

// meaningOf gives a word's vector, and nil when the table lacks the word.
func meaningOf(fold []byte) []int8 {
	t := readMeanings()
	at, found := slices.BinarySearchFunc(t.words, fold, func(w string, fold []byte) int { return strings.Compare(w, string(fold)) })
	if !found {
		return nil
	}
	return t.vectors[at*meaningSize:][:meaningSize:meaningSize]
}

// addMeaning adds c times a word's vector to sums.
//
//go:norace
func addMeaning(sums *[meaningSize]float64, c float64, vector []int8) {
	c /= meaningUnit
	for i, x := range vector {
		sums[i] += c * float64(x)
	}
}

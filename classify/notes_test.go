package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Training names features, weighing numbers them: both must find the same ones.
func TestFeaturesByNumberAreThoseByName(t *testing.T) {
	n, letters := learning(), someLetters(t)
	samples := letterSamples(n, nil, []string{TopicOther}, letters)
	words := trainVocabulary(n, samples)
	known := make(map[string]int32)
	for id, name := range words.names {
		known[fmt.Sprint(words.block[id], name)] = int32(id)
	}
	for i, s := range samples {
		var want, got []int32
		n.visit(s.reading, func(block int, name []byte) {
			if id, ok := known[fmt.Sprint(block, string(name))]; ok && !slices.Contains(want, id) {
				want = append(want, id)
			}
		})
		for _, e := range s.vector {
			if words.block[e.id] != meaning {
				got = append(got, e.id)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("letter %s: features %v, want %v", letters[i].ID, got, want)
		}
	}
}

// Notes are used again and remember strangers; no verdict may depend on what
// they were used for before.
func TestNotesUsedBefore(t *testing.T) {
	c := shipped(t)
	used := newNotes(c.letters.words.dict)
	letters := []Letter{
		{Subject: "Zyxwv", Own: "Zyxwv crashed twice, unrecognisable-ish 12th of Brumaire. " + strings.Repeat("qwk ", 30)},
		{Own: "I want to die.", Passed: "My husband says he is going to end his life. \"Nothing left,\" he said."},
		{Own: strings.Repeat("Ydych chi'n cynnig cwrs? ", 3000), Passed: "x"},
		{},
		{Subject: "Frage", Own: "Grüße! Où est le certificat? 你好"},
	}
	for i := range 2 * mostStrangers / 100 { // past the point where strangers are forgotten
		var b strings.Builder
		for j := range 100 {
			fmt.Fprintf(&b, "stranger%s%s ", strings.Repeat("x", i%20), strings.Map(func(r rune) rune { return r + 'a' - '0' }, fmt.Sprint(i*100+j)))
		}
		letters = append(letters, Letter{Own: b.String()})
	}
	for _, l := range slices.Concat(letters, letters) {
		got, want := c.judge(used, l), c.judge(newNotes(c.letters.words.dict), l)
		used.forget()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%.60q: %+v in used notes, %+v in new ones", l.Own, got, want)
		}
	}
}

func TestWordTable(t *testing.T) {
	var table wordTable
	var words []string
	for i := range 3 * fewestSlots {
		words = append(words, fmt.Sprint("w", i), fmt.Sprint("samehead", i))
	}
	words = append(words, "samehead", strings.Repeat("é", longestWord/2))
	for number, w := range words {
		s := spell(w)
		if got := table.find(&s, hashWord(&s)); got != none {
			t.Fatalf("%q is %d before it is added", w, got)
		}
		if got := table.add(&s, hashWord(&s)); int(got) != number {
			t.Fatalf("%q got number %d, want %d", w, got, number)
		}
	}
	for number, w := range words {
		s := spell(w)
		if got := table.find(&s, hashWord(&s)); int(got) != number || string(table.spelt(got)) != w {
			t.Errorf("%q has number %d, want %d", w, got, number)
		}
	}
}

func TestCuesFitIntoTheirSet(t *testing.T) {
	if n := newCueTable().all(); n > 64*len(cueSet{}) {
		t.Errorf("%d cues: make cueSet longer", n)
	}
}

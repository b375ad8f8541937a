package classify

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// spoken is one sentence as the concern model reads it.
type spoken struct {
	source    string // as written
	words     []word
	inSubject bool
	cues      []int // indexes into the cue table, sorted, each once
	loose     []int // life and work cues, numbered behind those, each once
	before    []int // cues of the sentence before that set its frame
	after     []int // and of the sentence after
	begun     bool  // make-believe was announced earlier in the letter
	intro     bool  // the sentence before ends in a colon
	quoted    float64
}

// cueTable is all cues in one numbering: the phrase cues, then the signs.
type cueTable struct {
	names       []string
	index       *phraseIndex
	loose       *phraseIndex // of life and work cues
	firstDanger int          // cues of danger from here on
	firstFrame  int          // cues from here on to firstSign are frames
	firstSign   int
	makeBelieve int
}

// Signs of a sentence that are not phrases.
const (
	signQuoted  = iota // most of it stands in quotation marks
	signScript         // "DANNY: ..."
	signAsks           // a question mark
	signShort          // at most six words
	signSubject        // it is the subject line
	signDanger         // a cue of danger
	signDangers        // two or more
	signFramed         // a frame
	sentenceSigns
)

var signNames = [sentenceSigns]string{"quoted", "script line", "question", "short", "subject line", "danger", "much danger", "framed"}

func newCueTable() *cueTable {
	t := &cueTable{}
	var groups [][]phrase
	for _, list := range [][]cue{cues, dangerCues, frameCues} {
		for _, c := range list {
			if c.name == makeBelieve {
				t.makeBelieve = len(t.names)
			}
			t.names = append(t.names, c.name)
			groups = append(groups, parsePhrases(c.phrases))
		}
	}
	t.firstDanger = len(cues)
	t.firstFrame = len(cues) + len(dangerCues)
	t.firstSign = len(t.names)
	t.names = append(t.names, signNames[:]...)
	t.index = newPhraseIndex(groups)
	t.loose = newLooseIndex()
	return t
}

func newLooseIndex() *phraseIndex {
	var groups [][]phrase
	for _, c := range slices.Concat(lifeCues, workCues) {
		groups = append(groups, parsePhrases(c.phrases))
	}
	return newPhraseIndex(groups)
}

// looseOf finds the life and work cues of a sentence.
func (t *cueTable) looseOf(words []word) []int {
	found := make([]int, 0, 8)
	t.loose.find(words, func(group, _, _ int) {
		if cue := len(t.names) + group; !slices.Contains(found, cue) {
			found = append(found, cue)
		}
	})
	slices.Sort(found)
	return found
}

// sentencesOf reads the subject and the writer's words sentence by sentence.
func (t *cueTable) sentencesOf(r reading) []spoken {
	all := t.readSentences(r.subject, true)
	all = append(all, t.readSentences(r.own, false)...)
	begun := false
	for i := range all {
		all[i].begun = begun
		if i > 0 {
			all[i].before = t.framesOf(all[i-1])
			all[i-1].after = t.framesOf(all[i])
		}
		begun = begun || slices.Contains(all[i].cues, t.makeBelieve)
	}
	return all
}

func (t *cueTable) readSentences(x text, subject bool) []spoken {
	quoted := quotedWords(x.src, x.words)
	var all []spoken
	intro := false
	for _, s := range splitSentences(x.src, x.words) {
		one := spoken{source: x.src[s.from:s.to], words: x.words[s.first:s.last], inSubject: subject, intro: intro}
		one.quoted = share(quoted[s.first:s.last])
		one.cues = t.cuesOf(one)
		one.loose = t.looseOf(one.words)
		all = append(all, one)
		intro = s.colon
	}
	return all
}

func share(marks []bool) float64 {
	n := 0
	for _, m := range marks {
		if m {
			n++
		}
	}
	return float64(n) / float64(len(marks))
}

func (t *cueTable) cuesOf(s spoken) []int {
	var found []int
	note := func(cue int) {
		if !slices.Contains(found, cue) {
			found = append(found, cue)
		}
	}
	t.index.find(s.words, func(group, _, _ int) { note(group) })
	dangers, frames := 0, 0
	for _, c := range found {
		if c >= t.firstFrame {
			frames++
		} else if c >= t.firstDanger {
			dangers++
		}
	}
	for sign, shown := range [sentenceSigns]bool{
		signQuoted:  s.quoted > 0.6,
		signScript:  scriptLine(s.source),
		signAsks:    strings.HasSuffix(strings.TrimRight(s.source, "\"'”’) "), "?"),
		signShort:   len(s.words) <= 6,
		signSubject: s.inSubject,
		signDanger:  dangers > 0,
		signDangers: dangers > 1,
		signFramed:  frames > 0,
	} {
		if shown {
			note(t.firstSign + sign)
		}
	}
	slices.Sort(found)
	return found
}

func (t *cueTable) framesOf(before spoken) []int {
	var frames []int
	for _, c := range before.cues {
		if c >= t.firstFrame && c < t.firstSign {
			frames = append(frames, c)
		}
	}
	return frames
}

// scriptLine reports whether a sentence begins like a part in a play: a name
// in capitals and a colon.
func scriptLine(s string) bool {
	name, _, ok := strings.Cut(s, ":")
	if !ok || len(name) < 2 || len(name) > 24 {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLower(r) }) &&
		strings.ContainsFunc(name, unicode.IsUpper)
}

// Lengths of the blocks of a sentence's vector; chosen by cross-validation.
const (
	cueLength     = 1.0
	cuePairLength = 0.5
	contextLength = 2.0
	wordsLength   = 1.0
)

// sentenceVocabulary numbers the features of sentences: cues, pairs of cues,
// what went before, words and pairs of words.
type sentenceVocabulary struct {
	table  *cueTable
	ids    map[string]int32 // words and word pairs
	names  []string         // of all features
	rarity []float64
}

// newSentenceVocabulary lays out the cue features, then learns the words that
// stand in at least two letters.
func newSentenceVocabulary(table *cueTable, letters [][]spoken) *sentenceVocabulary {
	v := &sentenceVocabulary{table: table, ids: make(map[string]int32)}
	v.nameCues()
	counts, order := make(map[string]int), []string{}
	lastIn := make(map[string]int)
	for n, sentences := range letters {
		for _, s := range sentences {
			visitSentence(s.words, func(name []byte) {
				at, known := lastIn[string(name)]
				if known && at == n {
					return
				}
				key := string(name)
				if !known {
					order = append(order, key)
				}
				lastIn[key] = n
				counts[key]++
			})
		}
	}
	for _, name := range order {
		if counts[name] >= fewestLetters {
			v.ids[name] = int32(len(v.names))
			v.names = append(v.names, name)
			v.rarity = append(v.rarity, 1+math.Log(float64(1+len(letters))/float64(1+counts[name])))
		}
	}
	return v
}

func (v *sentenceVocabulary) nameCues() {
	names := v.table.names
	for _, a := range names {
		v.names = append(v.names, "["+a+"]")
	}
	for i, a := range names {
		for j, b := range names {
			if i < j {
				v.names = append(v.names, "["+a+" + "+b+"]")
			} else {
				v.names = append(v.names, "") // keeps pairID plain
			}
		}
	}
	for _, a := range names {
		v.names = append(v.names, "[before: "+a+"]")
	}
	for _, a := range names {
		v.names = append(v.names, "[after: "+a+"]")
	}
	v.names = append(v.names, "[make-believe announced]", "[introduced by a colon]")
	v.rarity = make([]float64, len(v.names))
}

func (v *sentenceVocabulary) pairID(i, j int) int32 {
	n := len(v.table.names)
	return int32(n + i*n + j)
}

func (v *sentenceVocabulary) beforeID(cue int) int32 {
	n := len(v.table.names)
	return int32(n + n*n + cue)
}

// vector gives a sentence's features.
func (v *sentenceVocabulary) vector(s spoken) []value {
	vector := make([]value, 0, 2*len(s.words)+8)
	for i, a := range s.cues {
		vector = append(vector, value{int32(a), cueLength})
		for _, b := range s.cues[i+1:] {
			vector = append(vector, value{v.pairID(a, b), cuePairLength})
		}
	}
	n := len(v.table.names)
	for _, f := range s.before {
		vector = append(vector, value{v.beforeID(f), contextLength})
	}
	for _, f := range s.after {
		vector = append(vector, value{v.beforeID(n + f), contextLength})
	}
	if s.begun {
		vector = append(vector, value{v.beforeID(2 * n), cueLength})
	}
	if s.intro {
		vector = append(vector, value{v.beforeID(2*n + 1), contextLength})
	}
	return v.appendWords(vector, s.words)
}

func (v *sentenceVocabulary) appendWords(vector []value, words []word) []value {
	first, squares := len(vector), 0.0
	visitSentence(words, func(name []byte) {
		if id, known := v.ids[string(name)]; known {
			vector = append(vector, value{id, v.rarity[id]})
			squares += v.rarity[id] * v.rarity[id]
		}
	})
	for i := first; i < len(vector); i++ {
		vector[i].x *= wordsLength / math.Sqrt(squares)
	}
	return vector
}

// visitSentence calls found for the words and word pairs of a sentence.
func visitSentence(words []word, found func(name []byte)) {
	buffer := make([]byte, 0, 2*longestWord+8)
	for i, w := range words {
		buffer = append(buffer[:0], w.fold...)
		found(buffer)
		if i+1 < len(words) {
			buffer = append(append(buffer, ' '), words[i+1].fold...)
			found(buffer)
		}
	}
}

package classify

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spoken is one sentence as the concern model reads it.
type spoken struct {
	source    string // as written
	words     []word
	pairs     [][2]int32 // of the words; the last one reaches beyond the sentence
	inSubject bool
	found     cueSet  // all its cues
	cues      []uint8 // the same in ascending order: the loose ones come last
	before    cueSet  // cues of the sentence before that set its frame
	after     cueSet  // and of the sentence after
	duties    cueSet  // cues of duties
	rules     []ruleHit
	begun     bool // make-believe was announced earlier in the letter
	intro     bool // the sentence before ends in a colon
	quoted    float64
}

// ruleHit is a phrase that always raises, where it stands in a sentence.
type ruleHit struct{ concern, first int }

// cueTable is all cues in one numbering: the phrase cues, the signs, and, not
// among the names, the loose cues of life and work.
type cueTable struct {
	names       []string
	firstSign   int
	makeBelieve int
	dangers     cueSet
	frames      cueSet
	framing     cueSet // take a sentence's words out of what it says of today
	past        cueSet // so does this one, unless of a bereavement
}

// firstLoose is the number of the first loose cue.
func (t *cueTable) firstLoose() int { return len(t.names) }

// all is how many cues there are, the loose ones included.
func (t *cueTable) all() int { return t.firstLoose() + len(lifeCues) + len(workCues) }

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
	add := func(list []cue, all *cueSet) {
		for _, c := range list {
			all.add(len(t.names))
			t.names = append(t.names, c.name)
		}
	}
	add(cues, new(cueSet))
	add(dangerCues, &t.dangers)
	add(frameCues, &t.frames)
	t.firstSign = len(t.names)
	t.names = append(t.names, signNames[:]...)
	for number, name := range t.names {
		switch name {
		case makeBelieve:
			t.makeBelieve = number
			t.framing.add(number)
		case "quoted", "script line", "idiom", "not so":
			t.framing.add(number)
		case "past":
			t.past.add(number)
		}
	}
	return t
}

// sentencesOf reads the subject and the writer's words sentence by sentence.
// They hold until the next reading.
func (n *notes) sentencesOf(r reading) []spoken {
	clear(n.spoken)
	n.spoken, n.cues, n.rules = n.spoken[:0], n.cues[:0], n.rules[:0]
	n.readSentences(r.subject, true)
	n.readSentences(r.own, false)
	all, t, begun := n.spoken, n.dict.cues, false
	for i := range all {
		all[i].begun = begun
		if i > 0 {
			all[i].before = all[i-1].found.both(t.frames)
			all[i-1].after = all[i].found.both(t.frames)
		}
		begun = begun || all[i].found.has(t.makeBelieve)
	}
	return all
}

// cloneSentences gives sentences that outlive the notes' next reading.
func cloneSentences(sentences []spoken) []spoken {
	all := slices.Clone(sentences)
	for i := range all {
		all[i].cues, all[i].rules = slices.Clone(all[i].cues), slices.Clone(all[i].rules)
	}
	return all
}

func (n *notes) readSentences(x text, subject bool) {
	n.quotedWords(x.src, x.words)
	intro := false
	for _, s := range x.sentences {
		n.spoken = append(n.spoken, spoken{source: x.src[s.from:s.to], words: x.words[s.first:s.last],
			pairs: x.pairs[s.first:s.last], inSubject: subject, intro: intro, quoted: share(n.quoted[s.first:s.last])})
		n.findCues(&n.spoken[len(n.spoken)-1])
		intro = s.colon
	}
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

// findCues finds a sentence's cues, those of duties, and the rules that may hold
// for it.
func (n *notes) findCues(s *spoken) {
	firstRule, meetings := len(n.rules), n.dict.meetings
	for i := range s.words {
		e, rest := s.words[i].entry, s.words[i+1:]
		next, near := meetings.goesOn(e, rest)
		if !next && !near && !e.speaks {
			continue
		}
		s.found.addAll(e.opens.alone)
		s.duties.addAll(e.opens.duty)
		ahead := ahead{rest, next, near}
		s.found.addPhrases(ahead, e.opens, ofCues)
		s.duties.addPhrases(ahead, e.opens, ofDuties)
		n.noteRules(ahead, e.opens, i)
	}
	s.rules = n.rules[firstRule:]
	n.dict.cues.addSigns(s)
	from := len(n.cues)
	n.cues = s.found.appendTo(n.cues)
	s.cues = n.cues[from:]
}

// addPhrases adds what the phrases of a kind tell that go on with the words.
func (s *cueSet) addPhrases(a ahead, o *opening, kind int) {
	view := a.view(o, kind)
	if view[0]|view[1] == 0 {
		return
	}
	phrases := o.phrases[kind]
	for j := range phrases {
		c := &phrases[j]
		if c.outline&view[c.reach] == 0 || s.has(int(c.group)) {
			continue
		}
		if _, ok := c.rest.matches(a.words); ok {
			s.add(int(c.group))
		}
	}
}

// noteRules notes the rules that begin with the i-th word.
func (n *notes) noteRules(a ahead, o *opening, i int) {
	view := a.view(o, ofRules)
	if view[0]|view[1] == 0 {
		return
	}
	for j := range o.phrases[ofRules] {
		c := &o.phrases[ofRules][j]
		if c.outline&view[c.reach] == 0 {
			continue
		}
		if _, ok := c.rest.matches(a.words); ok {
			n.rules = append(n.rules, ruleHit{int(c.group), i})
		}
	}
}

// addSigns adds what a sentence shows beside its phrases.
func (t *cueTable) addSigns(s *spoken) {
	dangers, frames := s.found.both(t.dangers).len(), s.found.both(t.frames).len()
	for sign, shown := range [sentenceSigns]bool{
		signQuoted:  s.quoted > 0.6,
		signScript:  scriptLine(s.source),
		signAsks:    asks(s.source),
		signShort:   len(s.words) <= 6,
		signSubject: s.inSubject,
		signDanger:  dangers > 0,
		signDangers: dangers > 1,
		signFramed:  frames > 0,
	} {
		if shown {
			s.found.add(t.firstSign + sign)
		}
	}
}

// asks reports whether a sentence ends in a question mark, closing marks aside.
func asks(s string) bool {
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		if !strings.ContainsRune("\"'”’) ", r) {
			return r == '?'
		}
		s = s[:len(s)-size]
	}
	return false
}

const longestName = 24 // bytes

// scriptLine reports whether a sentence begins like a part in a play: a name
// in capitals and a colon.
func scriptLine(s string) bool {
	name, _, ok := strings.Cut(s[:min(len(s), longestName+1)], ":")
	if !ok || len(name) < 2 {
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
	dict   *dictionary
	names  []string // of all features
	rarity []float64
}

// newSentenceVocabulary lays out the cue features, then learns the words that
// stand in at least two letters and teaches them to the dictionary.
func newSentenceVocabulary(n *notes, letters [][]spoken) *sentenceVocabulary {
	v := &sentenceVocabulary{dict: n.dict}
	v.nameCues()
	counts, order := make(map[uint64]int), []uint64{}
	lastIn := make(map[uint64]int)
	for i, sentences := range letters {
		for _, s := range sentences {
			visitSentence(s.words, func(key uint64) {
				at, known := lastIn[key]
				if known && at == i {
					return
				}
				if !known {
					order = append(order, key)
				}
				lastIn[key] = i
				counts[key]++
			})
		}
	}
	for _, key := range order {
		if counts[key] >= fewestLetters {
			v.teach(key)
			v.rarity = append(v.rarity, 1+math.Log(float64(1+len(letters))/float64(1+counts[key])))
		}
	}
	return v
}

// teach numbers a word or a pair and writes it into the dictionary.
func (v *sentenceVocabulary) teach(key uint64) {
	id, first, second := int32(len(v.names)), int32(key>>32)-1, int32(uint32(key))-1
	name := string(v.dict.words.spelt(second))
	if first == none {
		v.dict.entries[second].sentence = id
	} else {
		name = string(v.dict.words.spelt(first)) + " " + name
		v.dict.learnPair(first, second, ofSentence, id)
	}
	v.names = append(v.names, name)
}

// visitSentence calls found for the words and word pairs of a sentence: with a
// pairKey, in which the first word is none for a single word.
func visitSentence(words []word, found func(key uint64)) {
	for i, w := range words {
		found(pairKey(none, w.number))
		if i+1 < len(words) {
			found(pairKey(w.number, words[i+1].number))
		}
	}
}

func (v *sentenceVocabulary) nameCues() {
	names := v.dict.cues.names
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
	n := len(v.dict.cues.names)
	return int32(n + i*n + j)
}

func (v *sentenceVocabulary) beforeID(cue int) int32 {
	n := len(v.dict.cues.names)
	return int32(n + n*n + cue)
}

// vector appends a sentence's features.
func (v *sentenceVocabulary) vector(vector []value, s *spoken) []value {
	cues := s.cues
	for len(cues) > 0 && int(cues[len(cues)-1]) >= v.dict.cues.firstLoose() {
		cues = cues[:len(cues)-1]
	}
	for i, a := range cues {
		vector = append(vector, value{int32(a), cueLength})
		for _, b := range cues[i+1:] {
			vector = append(vector, value{v.pairID(int(a), int(b)), cuePairLength})
		}
	}
	var room [128]uint8
	names := len(v.dict.cues.names)
	for _, f := range s.before.appendTo(room[:0]) {
		vector = append(vector, value{v.beforeID(int(f)), contextLength})
	}
	for _, f := range s.after.appendTo(room[:0]) {
		vector = append(vector, value{v.beforeID(names + int(f)), contextLength})
	}
	if s.begun {
		vector = append(vector, value{v.beforeID(2 * names), cueLength})
	}
	if s.intro {
		vector = append(vector, value{v.beforeID(2*names + 1), contextLength})
	}
	return v.appendWords(vector, s)
}

func (v *sentenceVocabulary) appendWords(vector []value, s *spoken) []value {
	first, squares := len(vector), 0.0
	rarity, last := v.rarity, len(s.words)-1
	for i, w := range s.words {
		if id := w.sentence; id != none {
			x := rarity[id]
			vector = append(vector, value{id, x})
			squares += x * x
		}
		if id := s.pairs[i][ofSentence]; id != none && i < last {
			x := rarity[id]
			vector = append(vector, value{id, x})
			squares += x * x
		}
	}
	factor := wordsLength / math.Sqrt(squares)
	for i := first; i < len(vector); i++ {
		vector[i].x *= factor
	}
	return vector
}

package classify

// dutyFeatures numbers what the model of obligations reads. Of a sentence: its
// cues, two cues together, what cues the letter holds anywhere, signs, and its
// words. Of the letter as a whole: its cues, those of the subject, two together,
// what kind of place it is from, its words, and what these mean.
type dutyFeatures struct {
	cues  int
	words *sentenceVocabulary // numbered by the model of concern

	inSentence []int32 // two cues in one sentence, at a*cues+b, a the lesser; none when too rare
	inLetter   []int32 // two cues in one letter
	n          int     // all features; the last two are the biases
}

// Signs of a sentence.
const (
	dutyInSubject = iota
	dutyAsks
	dutyShort
	dutyAfterWelshName // 'AS' or 'MS', as Members of the Senedd are called
	dutySigns
)

// Places of the blocks.
func (f *dutyFeatures) contextID() int    { return f.cues }
func (f *dutyFeatures) signID() int       { return 2 * f.cues }
func (f *dutyFeatures) wholeID() int      { return 2*f.cues + dutySigns }
func (f *dutyFeatures) subjectID() int    { return f.wholeID() + f.cues }
func (f *dutyFeatures) senderID() int     { return f.subjectID() + f.cues }
func (f *dutyFeatures) wordID() int       { return f.senderID() + 2*dutySenders }
func (f *dutyFeatures) letterWordID() int { return f.wordID() + len(f.words.names) }
func (f *dutyFeatures) meaningID() int    { return f.letterWordID() + len(f.words.names) }
func (f *dutyFeatures) pairID() int       { return f.meaningID() + meaningSize }

func (f *dutyFeatures) biasOfSentence() int { return f.n - 2 }
func (f *dutyFeatures) biasOfWhole() int    { return f.n - 1 }

// before gives the weights that training begins from and is held to: what the
// cues say by themselves.
func (f *dutyFeatures) before() []float64 {
	w := make([]float64, duties*f.n)
	for d, o := range Obligations {
		for c, cue := range dutyCues {
			w[c*duties+d] = cue.says[o]
			w[(f.wholeID()+c)*duties+d] = cue.says[o]
		}
		for kind, tells := range dutySenderTells {
			if tells == o {
				w[(f.senderID()+kind)*duties+d] = dutySenderSays
				w[(f.senderID()+dutySenders+kind)*duties+d] = dutySenderSays
			}
		}
		w[f.biasOfSentence()*duties+d], w[f.biasOfWhole()*duties+d] = dutyBias, dutyBias
	}
	return w
}

// dutySenderSays is what a sender that tells of a duty says before anything is
// learned.
const dutySenderSays = 1.5

// Lengths of the blocks; chosen by cross-validation.
const (
	dutyCueLength     = 1.0
	dutyPairLength    = 0.7
	dutyContextLength = 0.5
	dutySenderLength  = 1.0
	dutyWholeLength   = 1.0
)

// dutyNotes is what is noted of one letter for its duties.
type dutyNotes struct {
	sentences []cueSet // cues of each
	letter    cueSet
	subject   cueSet
	senedd    []bool // a Member of the Senedd is named in the sentence
	senders   [dutySenders]bool
	list      []uint8
	all       []uint8   // of the letter
	strangers []float32 // rows of the words that training did not meet
}

// find notes the cues of a letter whose sentences the notes hold.
func (f *dutyFeatures) find(n *notes, l Letter) dutyNotes {
	d := n.duty
	d.sentences, d.senedd = d.sentences[:0], d.senedd[:0]
	d.letter, d.subject = cueSet{}, cueSet{}
	for i := range n.spoken {
		s := &n.spoken[i]
		d.sentences = append(d.sentences, s.duties)
		d.senedd = append(d.senedd, namesSeneddMember(s))
		d.letter.addAll(s.duties)
		if s.inSubject {
			d.subject.addAll(s.duties)
		}
	}
	d.all = d.letter.appendTo(d.all[:0])
	d.senders = dutySendersOf(l)
	return d
}

// namesSeneddMember reports whether a sentence holds 'AS' or 'MS' behind a name.
func namesSeneddMember(s *spoken) bool {
	for i := 1; i < len(s.words); i++ {
		if s.words[i].to-s.words[i].from != 2 {
			continue
		}
		w, name := s.written(i), s.written(i-1)
		if (w == "AS" || w == "MS") && len(name) > 2 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'a' {
			return true
		}
	}
	return false
}

// written gives the i-th word of a sentence as it is written.
func (s *spoken) written(i int) string {
	w, from := s.words[i], s.words[0].from
	return s.source[w.from-from : w.to-from]
}

// sentence appends the features of the i-th sentence but its words.
func (f *dutyFeatures) sentence(vector []value, n *notes, i int) []value {
	s, d := &n.spoken[i], &n.duty
	list := d.sentences[i].appendTo(d.list[:0])
	for j, a := range list {
		vector = append(vector, value{int32(a), dutyCueLength})
		for _, b := range list[j+1:] {
			if id := f.inSentence[int(a)*f.cues+int(b)]; id != none {
				vector = append(vector, value{id, dutyPairLength})
			}
		}
	}
	d.list = list
	for sign, shown := range [dutySigns]bool{
		dutyInSubject: s.inSubject, dutyAsks: asks(s.source), dutyShort: len(s.words) <= 6, dutyAfterWelshName: d.senedd[i],
	} {
		if shown {
			vector = append(vector, value{int32(f.signID() + sign), dutyCueLength})
		}
	}
	return vector
}

// around appends what is the same for all sentences of a letter.
func (f *dutyFeatures) around(vector []value, n *notes) []value {
	for _, a := range n.duty.all {
		vector = append(vector, value{int32(f.contextID() + int(a)), dutyContextLength})
	}
	vector = f.appendSenders(vector, &n.duty, f.senderID())
	return append(vector, value{int32(f.biasOfSentence()), 1})
}

func (f *dutyFeatures) appendSenders(vector []value, d *dutyNotes, first int) []value {
	for i, is := range d.senders {
		if is {
			vector = append(vector, value{int32(first + i), dutySenderLength})
		}
	}
	return vector
}

// whole appends the features of the letter as a whole but its words.
func (f *dutyFeatures) whole(vector []value, n *notes) []value {
	d := &n.duty
	for j, a := range d.all {
		vector = append(vector, value{int32(f.wholeID() + int(a)), dutyWholeLength})
		for _, b := range d.all[j+1:] {
			if id := f.inLetter[int(a)*f.cues+int(b)]; id != none {
				vector = append(vector, value{id, dutyPairLength})
			}
		}
	}
	d.list = d.subject.appendTo(d.list[:0])
	for _, a := range d.list {
		vector = append(vector, value{int32(f.subjectID() + int(a)), dutyWholeLength})
	}
	vector = f.appendSenders(vector, d, f.senderID()+dutySenders)
	return append(vector, value{int32(f.biasOfWhole()), 1})
}

// sample gives the features of a training letter.
func (f *dutyFeatures) sample(n *notes, l Letter, r reading) dutySample {
	n.sentencesOf(r)
	n.duty = f.find(n, l)
	s := dutySample{around: f.around(nil, n), whole: f.whole(nil, n)}
	for i := range n.spoken {
		n.spoken[i].pairs = n.dict.pairsOf(nil, n.spoken[i].words)
		s.sentences = append(s.sentences, f.appendWords(f.sentence(nil, n, i), n.spoken[i:i+1], f.wordID(), dutyWordsLength, nil))
	}
	s.whole = f.appendWords(s.whole, n.spoken, f.letterWordID(), dutyLetterLength, new([meaningSize]float64))
	return s
}

// newDutyFeatures numbers the features, of pairs those that several letters hold.
func newDutyFeatures(n *notes, words *sentenceVocabulary, samples []sample, letters []Example) *dutyFeatures {
	f := &dutyFeatures{cues: len(dutyCues), words: words}
	sentences, whole := make([]int32, f.cues*f.cues), make([]int32, f.cues*f.cues)
	var list []uint8
	for i, e := range letters {
		n.sentencesOf(samples[i].reading)
		n.duty = f.find(n, e.Letter)
		met := make([]bool, len(sentences))
		for _, s := range n.duty.sentences {
			list = s.appendTo(list[:0])
			countPairs(list, f.cues, func(at int) {
				if !met[at] {
					met[at] = true
					sentences[at]++
				}
			})
		}
		countPairs(n.duty.all, f.cues, func(at int) { whole[at]++ })
	}
	f.n = f.pairID()
	f.inSentence, f.inLetter = f.number(sentences), f.number(whole)
	f.n += 2
	return f
}

func countPairs(list []uint8, cues int, found func(at int)) {
	for j, a := range list {
		for _, b := range list[j+1:] {
			found(int(a)*cues + int(b))
		}
	}
}

// fewestPairs is in how many training letters two cues must be found together.
const fewestPairs = 4

func (f *dutyFeatures) number(counts []int32) []int32 {
	ids := make([]int32, len(counts))
	for at, letters := range counts {
		ids[at] = none
		if letters >= fewestPairs {
			ids[at] = int32(f.n)
			f.n++
		}
	}
	return ids
}

package classify

import "slices"

// Plain statements that always raise a concern, however the learned weights
// fall, unless the sentence itself is framed as quotation, make-believe, past
// or negated. One phrase a line, in the notation of a cue.
const alwaysPersonal = `
	i want|wanna|need to die
	i just|really|only want|wanna to die
	i _ dont|do want|not to live
	i _ dont want|wanna to live|exist
	i _ dont want|wanna to be here any|anymore
	i _ dont want|wanna to be alive
	i _ dont want|wanna to wake up
	i _ want|need|plan|intend|mean|going|gonna|ready to kill|hurt|harm|cut myself
	im _ going|gonna|planning|about|ready to kill|hurt|harm|cut myself
	i _ want|need|plan|intend|going|gonna|ready to end my life
	im _ going|gonna|planning|about|ready to end my life|it
	im _ going|gonna|planning|about|ready to take my own life
	i _ want|need|plan|intend to take my own life
	i want to|it end it all
	im gonna|going to end it all
	i _ want to end it|things
	i _ think|thinking|thoughts about|of killing|ending|hurting|harming myself|my
	i _ thinking about|of suicide
	i will kill myself
	i might|could|may|should kill|hurt|harm myself
	ill kill myself
	im|am suicidal
	im|am feeling|so|really|very suicidal
	i feel _ suicidal
	i cant|cannot stop cutting|hurting|harming|burning myself
	i keep cutting|hurting|harming|burning myself
	i started|have started|been cutting|hurting|harming myself again
	ive been|started cutting|hurting|harming|burning myself
	i have been cutting|hurting|harming|burning myself
	better off without me
	better off if i
	better off with me gone|dead
	ive taken|took an overdose
	i have taken an overdose
	i|ive _ took|taken|swallowed _ pills|tablets|paracetamol|overdose
	i|ive _ cut my arms|arm|wrists|wrist|legs|leg|self
	ive|i have been suicidal
	im|am having thoughts of ending my life
	i have|ive been having thoughts of ending my life
	i feel like ending it|everything|things
	ive taken too many|all my tablets|pills
	ive taken all my tablets|pills
	i wish i was|were|wasnt|werent dead|alive|here
	i wish i could|would|had not|never wake|woken|been
	i cant|cannot go on any|anymore|like|much|living
	i cant|cannot do this|it anymore
	i cant|cannot do this|it any more
	i cant|cannot keep myself safe
	im not safe _ myself|tonight
	i dont feel safe _ myself
	i dont|cant|cannot trust myself _ alone|own|home|here|tonight|indoors
	i _ no reason to live|carry|go
	i _ nothing left|to to live|for
	i wont be here tomorrow|much|next|by|when|to|anymore
	i wont be alive
	i wont be around to|much|when
	by the time you read|get|see this i|ill|im
	dwi|rwyn|dw i|n eisiau|isio marw
	dwi eisiau|isio|isie marw
	dw i eisiau|isio|isie marw
	eisiau|isio|isie lladd fy hun
	mynd i ladd fy hun
	dwi ddim eisiau|isio|isie byw
	dw i ddim eisiau|isio|isie byw
	dwi ddim eisiau|isio|isie bod yma
	dw i ddim eisiau|isio|isie bod yma
	well|gwell hebdda|hebddo|hebddof i
	dwin hunanladdol
	dwi|rwyf yn teimlon hunanladdol`

const alwaysThirdParty = `
	he|she|they _ wants|want|going|threatening|threatened|planning|trying|tried to kill himself|herself|themselves|themself
	hes|shes|theyre _ going|threatening|planning|trying|gonna to kill himself|herself|themselves|themself
	he|she|they _ wants|want to die
	he|she|they _ doesnt|dont want to live|be be|here|alive any|anymore|here
	he|she|they _ doesnt|dont want to be here
	he|she|they _ going|wants|threatening|planning to end his|her|their|it life|all
	hes|shes _ going|threatening|planning|gonna to end his|her|it life|all
	hes|shes|theyre suicidal
	my|our _ is|feels|feeling suicidal
	he|she is suicidal
	frightened|scared|afraid|worried|terrified|fear _ hes|shes|he|she|hell|shell|they|theyll _ kill|hurt|harm|do|end himself|herself|themselves|something|his|her|it
	better off without him|her|them
	he|she has|just taken|took an|a overdose
	hes|shes taken an overdose
	mae o|hi|e|fe yn|n eisiau marw
	eisiau|isio lladd ei hun
	bygwth lladd ei hun`

// ruleScore is the least probability of a sentence that a rule holds for.
const ruleScore = 0.9

// applyRules raises a sentence's probabilities where a rule holds and tells
// which concerns' rules do.
func (n *notes) applyRules(s *spoken, p *[concerns]float64) (holds [concerns]bool) {
	for _, hit := range s.rules {
		if !n.framed(s, hit.first) {
			p[hit.concern] = max(p[hit.concern], min(ruleScore, 1-p[1-hit.concern]))
			holds[hit.concern] = true
		}
	}
	return holds
}

// framed reports whether the sentence itself says that its words are not
// meant as a plain statement of today.
func (n *notes) framed(s *spoken, first int) bool {
	marked := func(m marks) func(word) bool {
		return func(w word) bool { return w.marks&m != 0 }
	}
	t := n.dict.cues
	return s.found.both(t.framing).len() > 0 ||
		s.found.both(t.past).len() > 0 && !slices.ContainsFunc(s.words, marked(isBereavement)) ||
		slices.ContainsFunc(s.words[max(0, first-4):first], marked(isNegation))
}

package classify

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// carrying are letters that each carry a duty; nothing of them is in the corpus.
var carrying = []struct {
	duty          Obligation
	subject, from string
	own           string
}{
	{FOI, "Request", "a@mail.example.com", "Please let me know the total cost of the suicide prevention campaign in 2020 and which agency ran it."},
	{FOI, "Question on spending", "a@mail.example.com", "Could you tell me what HEE has paid in consultancy fees for the self-harm work since 2017?"},
	{FOI, "", "a@mail.example.com", "I'd like copies of any internal emails about the decision to drop the Cornwall workshops."},
	{FOI, "FOI request", "a@mail.example.com", "How many trainers does the programme employ and what grade are they?"},
	{FOI, "environmental information", "a@mail.example.com", "Under EIR, how many flights did staff of the programme take in 2019?"},
	{FOI, "", "a@mail.example.com", "hi can u send me all the invoices for the launch event plz, public has a right to know"},
	{FOI, "Cais", "a@mail.example.com", "Dan y Ddeddf Rhyddid Gwybodaeth, faint o bobl yng Nghymru gwblhaodd y modiwl?"},
	{FOI, "20 working days", "a@mail.example.com", "My request of 3 May has gone past the statutory deadline. I ask for an internal review."},
	{SubjectAccess, "DSAR", "a@mail.example.com", "I would like to make a data subject access request. I enclose a copy of my passport."},
	{SubjectAccess, "My information", "a@mail.example.com", "Please send me copies of any emails in which I am mentioned. My name is Rita Osei."},
	{SubjectAccess, "", "a@mail.example.com", "what do you lot know about me and who have you told. i want it all in writing. its the law"},
	{SubjectAccess, "Erase my details", "a@mail.example.com", "I am withdrawing consent. Please erase all the personal information you hold on me under article 17."},
	{SubjectAccess, "my son's records", "a@mail.example.com", "I am the father of Tom Ellis, aged 12, and I would like to see everything your project recorded about him."},
	{SubjectAccess, "Wrong record", "a@mail.example.com", "Your records say that I was sacked. I resigned. I have a right to have this corrected and ask that you do so."},
	{SubjectAccess, "Our client Mrs Beech", "a@law.example.com", "We act for Mrs Beech. Please provide her full personnel file and all correspondence relating to her. Authority enclosed."},
	{Complaint, "Poor service", "a@mail.example.com", "I have emailed four times and rung twice about my certificate. Nobody has had the courtesy to reply. This is not acceptable and I expect someone senior to contact me."},
	{Complaint, "Very unhappy", "a@mail.example.com", "I am extremely disappointed with the way I was treated by your booking team. I would like an explanation and an apology."},
	{Complaint, "Trainer", "a@mail.example.com", "Your trainer on Monday made a joke about suicide. I was horrified. What are you going to do about it?"},
	{Complaint, "Cwyn", "a@mail.example.com", "Hoffwn wneud cwyn am y ffordd y cefais fy nhrin gan eich hyfforddwr ddydd Llun."},
	{Complaint, "", "a@mail.example.com", "ur staff are a disgrace. hung up on me twice. whos ur boss"},
	{Complaint, "Decision", "a@mail.example.com", "I want to appeal against the decision to remove me from the register of trainers. It was unfair and nobody asked for my side."},
	{MP, "Constituent enquiry", "office@mail.example.com", "I am writing on behalf of Sarah Holt MP, who has been contacted by a constituent about waiting times for your training."},
	{MP, "Query", "jane.doe@parliament.example.org", "Could you send me the framework? Jane has a meeting on Friday."},
	{MP, "PQ 1123", "x@dept.gov.example.org", "We need a contribution to a PQ on training numbers by 3pm."},
	{MP, "House of Lords debate", "a@mail.example.com", "Lord Penhale is asking a question on Thursday about suicide among vets and wonders whether your courses cover it."},
	{MP, "Ymholiad", "a@mail.example.com", "Rwy'n gweithio i Siân Morris AS. Mae etholwr wedi cysylltu â ni am yr hyfforddiant."},
	{Press, "Query", "sam@mail.example.com", "I'm a freelance journalist writing about suicide on the railways for a Sunday paper. Could I speak to someone in your team?"},
	{Press, "statement", "sam@mail.example.com", "We are running a story tomorrow about cancelled courses. Do you wish to comment? Deadline is 5pm."},
	{Press, "podcast", "sam@mail.example.com", "would one of you be a guest on my podcast about grief? its recorded over zoom"},
	{Press, "uni paper", "sam@mail.example.com", "Hi, I edit the student newspaper at Keele. Can we interview someone about exam stress and suicide for our next issue?"},
	{Press, "Cais am gyfweliad", "sam@mail.example.com", "Rwy'n newyddiadurwr gyda'r papur bro. A gaf i gyfweliad â rhywun o'r tîm?"},
}

func TestPlainDutiesAreNamed(t *testing.T) {
	c := shipped(t)
	for _, s := range carrying {
		l := Letter{FromEmail: s.from, Subject: s.subject, Own: s.own}
		v := c.Classify(l)
		checkVerdict(t, c, l, v)
		if !slices.Contains(v.Obligations, s.duty) {
			t.Errorf("%q: %v, want %s", l.Own, v.Obligations, s.duty)
		}
		if !slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.For == string(s.duty) }) {
			t.Errorf("%q: no words speak for %s", l.Own, s.duty)
		}
	}
}

// One sentence carries a duty in the middle of a long and friendly letter.
func TestADutyInALongLetterIsNamed(t *testing.T) {
	c := shipped(t)
	const before = "Dear all, thank you so much for the lovely day in Harrogate. The soup was a triumph and the trainer was patience itself. " +
		"We have twelve new volunteers this spring and would like to bring them to the next workshop, if there is room. "
	const after = " Do give my love to Jean, and tell her that the tomatoes are coming on well. We are having a summer fair on the 9th and you are all invited."
	for own, duty := range map[string]Obligation{
		"Our treasurer asks me to request, under the Freedom of Information Act, the amount spent on trainers in each of the last three years.": FOI,
		"I should also like a copy of all the personal data you hold about me, as I believe is my right.":                                       SubjectAccess,
		"I must also make a formal complaint about the man at the desk, who was rude to my mother, and I want an apology.":                      Complaint,
		"Our constituent Mr Dale has written to my boss, Anne Price MP, about the same course and she would be grateful for a reply.":           MP,
		"I am also a reporter on the local newspaper and wondered if somebody would give me an interview for a feature on it.":                  Press,
	} {
		l := Letter{Subject: "Lovely to see you", Own: before + own + after}
		v := c.Classify(l)
		if !slices.Contains(v.Obligations, duty) {
			t.Errorf("%s: %v", duty, v.Obligations)
		}
		if !slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.For == string(duty) && strings.Contains(own, r.Text) }) {
			t.Errorf("%s: its sentence does not speak for it: %v", duty, v.Reasons)
		}
	}
}

// nearMisses name what duties are named by and carry none.
var nearMisses = []Letter{
	{FromEmail: "a@mail.example.com", Subject: "delete", Own: "please delete my account i dont need the modules any more"},
	{FromEmail: "a@mail.example.com", Subject: "stuck", Own: "I press the button and the video goes black. Is it my browser?"},
	{FromEmail: "a@trust.nhs.example.org", Subject: "Course on complaints", Own: "Do you run a course on handling complaints from bereaved relatives?"},
	{FromEmail: "a@trust.nhs.example.org", Subject: "Record of learning", Own: "My record of learning shows nothing though I finished the module in May. Can you send my certificate?"},
	{FromEmail: "a@trust.nhs.example.org", Subject: "Framework", Own: "Please send me the link to the adults framework.\n\nKind regards\nAnne\n\nFreedom of Information Act 2000: this e-mail may be disclosed."},
	{FromEmail: "a@trust.nhs.example.org", Subject: "Cost of the workshop", Own: "How much does the workshop cost and how many places are there on each date?"},
	{FromEmail: "a@mail.example.com", Subject: "not a complaint", Own: "This is not a complaint but the link on page 3 is broken. Could you send the PDF?"},
	{FromEmail: "a@uni.ac.example.org", Subject: "Interviews", Own: "I'm doing a PhD on self-harm and would like to interview some of your trainers. Ethics approval is in place."},
	{FromEmail: "a@charity.example.org", Subject: "Press release", Own: "We're putting out a press release about our new helpline. May we use your logo?"},
	{FromEmail: "a@council.example.org", Subject: "Councillor", Own: "I'm a councillor and would like to come to the workshop in Stoke."},
	{FromEmail: "a@trust.nhs.example.org", Subject: "Completion report", Own: "How many of our staff have completed the module? I need a list for the board."},
	{FromEmail: "a@school.example.org", Subject: "Statistics", Own: "Could you send some statistics on self-harm for our assembly?"},
	{FromEmail: "a@mail.example.com", Subject: "thanks", Own: "You get enough complaints so here's a thank you. The course was wonderful."},
	{FromEmail: "a@mail.example.com", Subject: "hospital", Own: "The hospital was awful to my brother and we have complained to them. I'd like the leaflet for families please."},
}

func TestNearMissesNameNothing(t *testing.T) {
	c := shipped(t)
	for _, l := range nearMisses {
		if v := c.Classify(l); len(v.Obligations) > 0 {
			t.Errorf("%q: %v because of %v", l.Own, v.Obligations, v.Reasons)
		}
	}
}

// Who passes on a request writes a note that says little.
func TestADutyInWhatIsPassedOn(t *testing.T) {
	c := shipped(t)
	l := Letter{FromEmail: "a@trust.nhs.example.org", Subject: "FW: letter", Own: "One for you I think.",
		Passed: "Dear Sir, under the Freedom of Information Act please provide the amount spent on trainers in each of the last three years."}
	v := c.Classify(l)
	if !slices.Equal(v.Obligations, []Obligation{FOI}) || !strings.Contains(l.Passed, v.Reasons[0].Text) || v.Reasons[0].For != string(FOI) {
		t.Errorf("%v, %v", v.Obligations, v.Reasons)
	}
	l.Passed = "Dear all, the new version of the framework is on the UCL website."
	if v := c.Classify(l); len(v.Obligations) > 0 {
		t.Errorf("a harmless forward: %v", v.Obligations)
	}
}

// A concern's sentences stand before those of obligations, and these before the
// topic's words; obligations are named in their order.
func TestOrderOfReasons(t *testing.T) {
	v := shipped(t).Classify(Letter{Subject: "Complaint and request", Own: "I wish to make a formal complaint about your trainer. " +
		"Under the Freedom of Information Act please provide the minutes of your meetings. I want to die and I cannot go on any more."})
	if v.Concern != ConcernPersonal || !slices.Equal(v.Obligations, []Obligation{FOI, Complaint}) {
		t.Fatalf("%s, %v", v.Concern, v.Obligations)
	}
	place := func(r Reason) int {
		switch r.For {
		case string(ConcernPersonal):
			return 0
		case string(FOI):
			return 1
		case string(Complaint):
			return 2
		}
		return 3
	}
	if !slices.IsSortedFunc(v.Reasons, func(a, b Reason) int { return place(a) - place(b) }) {
		t.Errorf("%v", v.Reasons)
	}
}

func TestDutySenders(t *testing.T) {
	for _, test := range []struct {
		name, address string
		want          int
	}{
		{"", "jo@parliament.example.org", fromParliament},
		{"", "casework@mp.example.org", fromParliament},
		{"", "desk@northnews.example.com", fromMedia},
		{"", "newsdesk@mail.example.com", fromMedia},
		{"", "x@beechlaw.example.com", fromLawyer},
		{"", "x@health.gov.example.org", fromGovernment},
		{"Tom Reed MP", "tom@mail.example.com", namedMember},
		{"", "tom.reed.msp@mail.example.com", namedMember},
		{"", "casework.hall@mail.example.com", namedOffice},
		{"Ms Lord", "lord.marple@mail.example.com", -1},
		{"", "x@mp-training.example.com", -1},
		{"", "nobody", -1},
		{"", "", -1},
	} {
		is := dutySendersOf(Letter{FromName: test.name, FromEmail: test.address})
		if test.want >= 0 && !is[test.want] {
			t.Errorf("%q %q: %v", test.name, test.address, is)
		}
		if test.want < 0 && (is[fromParliament] || is[namedMember] || is[namedOffice] || is[fromMedia]) {
			t.Errorf("%q %q: %v, want none", test.name, test.address, is)
		}
	}
}

func TestDutyGradient(t *testing.T) {
	letters, n := someLetters(t), learning()
	for i := range letters { // few of them carry any
		letters[i].Obligations = Obligations[i%5 : i%5+1]
	}
	samples := letterSamples(n, nil, []string{TopicOther}, letters)
	concern := concernSamples(n, samples, letters)
	sentences := make([][]spoken, len(concern))
	for i, s := range concern {
		sentences[i] = s.sentences
	}
	f := newDutyFeatures(n, newSentenceVocabulary(n, sentences), samples, letters)
	all := dutySamples(n, f, samples, letters)
	slopeMatches(t, func(w, gradient []float64) float64 {
		return dutyLoss(w, f.before(), gradient, all)
	}, make([]float64, duties*f.n))
}

// What words say by their rows is what it was in training by their features, of
// words that training did not meet too.
func TestDutiesByRows(t *testing.T) {
	letters, n := someLetters(t), learning()
	for i := range letters {
		letters[i].Obligations = Obligations[i%5 : i%5+1]
	}
	samples := letterSamples(n, nil, []string{TopicOther}, letters)
	trainVocabulary(n, samples)
	m := trainObligations(n, trainConcern(n, concernSamples(n, samples, letters)).words, samples, letters)
	n.learning = false
	letters = append(letters, Example{Letter: Letter{Subject: "Unheard", Own: "Zymurgy delights our accountant! Kestrels and otters complain loudly about marmalade."}})
	for _, e := range letters {
		r := n.read(e.Letter)
		s := m.features.sample(n, e.Letter, r)
		nothing, all := [duties]float64{1, 1, 1, 1, 1}, [duties]float64{}
		for _, sentence := range s.sentences {
			var scores [duties]float64
			addDuties(m.weights, slices.Concat(s.around, sentence), &scores)
			for d, z := range scores {
				nothing[d] *= 1 - sigmoid(z)
			}
		}
		addDuties(m.weights, s.whole, &all)
		got := m.judge(n).probabilities
		for d, p := range got {
			want := sigmoid(dutyShare*logit(1-nothing[d]) + (1-dutyShare)*all[d])
			if math.Abs(p-want) > 1e-4*want {
				t.Errorf("%s, %s: %v by rows, %v by features", e.ID, Obligations[d], p, want)
			}
		}
	}
}

// Cues are kept in sets of at most 128.
func TestCuesOfDutiesFitTheirSet(t *testing.T) {
	if len(dutyCues) > 128 || duties != len(Obligations) {
		t.Errorf("%d cues, %d duties", len(dutyCues), duties)
	}
	seen := make(map[string]bool)
	for _, c := range dutyCues {
		if seen[c.name] {
			t.Errorf("cue %q is there twice", c.name)
		}
		seen[c.name] = true
	}
}

func FuzzObligations(f *testing.F) {
	f.Add("Tom Reed MP", "tom@parliament.example.org", "Siân Morris AS a Dewi AS")
	f.Add("", "@@..-", "AS MS \xc3")
	shipped(f) // learned before the clock of the first input runs
	f.Fuzz(func(t *testing.T, name, address, own string) {
		l := Letter{FromName: name, FromEmail: address, Own: own}
		c := shipped(t)
		v := c.Classify(l)
		checkVerdict(t, c, l, v)
		if again := c.Classify(l); fmt.Sprint(v) != fmt.Sprint(again) {
			t.Errorf("%+v, then %+v", v, again)
		}
	})
}

// dutyFloors fails when any obligation is noticed less often, or raised falsely
// more often, than that.
func dutyFloors(t *testing.T, what string, r Report, recall, alarms float64) {
	t.Helper()
	for _, f := range r.Obligations {
		if f.Recall.Value() < recall || f.FalseAlarms.Value() > alarms {
			t.Errorf("%s: %s: recall %v, least %.3f; false alarms %v, most %.3f", what, f.Obligation, f.Recall, recall, f.FalseAlarms, alarms)
		}
	}
}

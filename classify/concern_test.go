package classify

import "testing"

// plainStatements always raise, whatever is around them.
var plainStatements = []struct {
	own     string
	concern Concern
}{
	{"I want to die.", ConcernPersonal},
	{"I don't want to be here anymore.", ConcernPersonal},
	{"I'm going to kill myself tonight.", ConcernPersonal},
	{"I am suicidal and I don't know who to tell.", ConcernPersonal},
	{"i cant go on like this any more, i dont want to live", ConcernPersonal},
	{"My family would be better off without me.", ConcernPersonal},
	{"I've started hurting myself again and I can't stop.", ConcernPersonal},
	{"I keep hurting myself.", ConcernPersonal},
	{"I don't trust myself on my own tonight.", ConcernPersonal},
	{"I want to die since I lost my husband.", ConcernPersonal},
	{"My mum died in March and I want to die too.", ConcernPersonal},
	{"Somebody please help, I want to die.", ConcernPersonal},
	{"I called the surgery twice because I want to die.", ConcernPersonal},
	{"Dwi eisiau marw.", ConcernPersonal},
	{"Dwi ddim eisiau byw.", ConcernPersonal},
	{"My son says he wants to die and I am so frightened.", ConcernThirdParty},
	{"She's threatening to kill herself tonight.", ConcernThirdParty},
	{"My husband is suicidal and has left the house.", ConcernThirdParty},
	{"I'm terrified that she will hurt herself tonight.", ConcernThirdParty},
}

// surroundings are what people write beside the sentence that matters.
var surroundings = []struct{ before, after string }{
	{"", ""},
	{"Hello, could you tell me which version of the framework is the current one? ", ""},
	{"", " Also, when is the next training course in Leeds, and what does it cost?"},
	{"I cannot log in to the MindEd module.\n\n", "\n\nMany thanks\nSam\nPractice Manager, Beech Street Surgery"},
	{"", "\n\nThis e-mail is confidential. Freedom of Information requests should be sent to the policy team. To book training visit our web page."},
	{"Thank you for the certificates, they have all come through now and the team enjoyed the session on self-harm. ", " Hope the weather is better with you."},
}

func TestPlainStatementsAlwaysRaise(t *testing.T) {
	c := shipped(t)
	for _, s := range plainStatements {
		for _, around := range surroundings {
			l := Letter{Subject: "enquiry", Own: around.before + s.own + around.after}
			v := c.Classify(l)
			if v.Concern == ConcernNone {
				t.Errorf("%q: not raised (%.3f)", l.Own, v.ConcernScore)
			}
			if around.before+around.after == "" && v.Concern != s.concern {
				t.Errorf("%q: %s, want %s", l.Own, v.Concern, s.concern)
			}
			checkVerdict(t, c, l, v)
		}
	}
}

// Who passes on a cry for help writes a note that says little.
func TestConcernInWhatIsPassedOn(t *testing.T) {
	c := shipped(t)
	l := Letter{Subject: "FW: worrying", Own: "Can you deal with this please?", Passed: "My husband says he is going to end his life tonight and I cannot reach him."}
	if v := c.Classify(l); v.Concern != ConcernThirdParty || v.Reasons[0].For != string(ConcernThirdParty) {
		t.Errorf("%s, %v", v.Concern, v.Reasons)
	}
	l.Passed = "Dear all, the new version of the framework is on the UCL website."
	if v := c.Classify(l); v.Concern != ConcernNone {
		t.Errorf("a harmless forward: %s (%.3f)", v.Concern, v.ConcernScore)
	}
}

// safeLetters are grim in words and harmless in meaning.
var safeLetters = []Letter{
	{Subject: "Self-harm framework", Own: "Could you send me the link to the self-harm and suicide prevention framework? We use it for supervision of staff."},
	{Subject: "Suicide prevention training", Own: "We would like to book suicide prevention training for 20 staff who work with people who self-harm. What are the dates and costs?"},
	{Subject: "Module", Own: "The module 'We need to talk about suicide' will not load and my certificate is missing."},
	{Subject: "Role play", Own: "In the role play the actor says \"I want to die\". Is that suitable for the workshop on the 4th?"},
	{Subject: "Research", Own: "Our study looks at suicidal thoughts and self-harm among students. May we cite the framework?"},
	{Subject: "", Own: "how do i get my certificate for the suicide course"},
	{Subject: "Invoice", Own: "Please find attached invoice 4431 for the suicide prevention conference."},
	{Subject: "Hyfforddiant", Own: "A ydych chi'n cynnig hyfforddiant atal hunanladdiad yng Nghymru? Beth yw'r gost?"},
	{Subject: "Data request", Own: "Please tell us how many staff completed the suicide awareness training last year."},
	{Subject: "Citation", Own: "How should I cite the competence framework in Harvard style? Is the author NCCMH or UCL?"},
}

func TestSafeLettersNeverRaise(t *testing.T) {
	c := shipped(t)
	for _, l := range safeLetters {
		if v := c.Classify(l); v.Concern != ConcernNone {
			t.Errorf("%q raised %s (%.3f): %v", l.Own, v.Concern, v.ConcernScore, v.Reasons)
		}
	}
}

func TestPersonalBeatsThirdParty(t *testing.T) {
	l := Letter{Own: "My daughter is suicidal and I'm terrified she will hurt herself. I want to die too, I can't go on any more."}
	if v := shipped(t).Classify(l); v.Concern != ConcernPersonal {
		t.Errorf("%+v", v)
	}
}

func TestConcernIsSeenAtTheEndOfAHugeLetter(t *testing.T) {
	filler := make([]byte, 0, 1<<20)
	for len(filler) < 1<<20 {
		filler = append(filler, "The minutes of the meeting are attached for your records. "...)
	}
	l := Letter{Own: string(filler) + "I want to die."}
	if v := shipped(t).Classify(l); v.Concern != ConcernPersonal {
		t.Errorf("%s (%.3f)", v.Concern, v.ConcernScore)
	}
}

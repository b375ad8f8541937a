package mailbox

import (
	"strings"
	"testing"
)

// keptCases are texts of which nothing is anybody's but the writer's, however
// much they look like quoted mail, a signature or a notice.
var keptCases = map[string]string{
	"a child's words":               "On Monday my son said:\n\nI do not want to go back there.\n\nWhat should I answer?",
	"a child's words at a time":     "On Monday at 10:30 my son said:\nI do not want to go back.",
	"a message told":                "On 3 May 2026 at 10:30 she wrote:\n\nnobody would notice\n\nI have not heard from her since.",
	"a message told with a name":    "On 3 May at 22:15 Sam wrote:\n\nnobody would notice\n\nI have not heard from Sam since.",
	"you wrote":                     "On 3 May 2026 at 10:30 you wrote:\n\nwe will ring you. Nobody did.",
	"a letter that is told of":      "I asked jo@example.org and she wrote:\n\nwe have no places. Is that so?",
	"a letter of somebody by name":  "As Jo wrote on 01/06/2026 at 10:00:\n\nthe course is full. Is it?",
	"an address before a list":      "1 June 2026: please write to desk@example.org with the following:\n\nyour name\nyour school",
	"a year before an address":      "In 2026 please send it to desk@example.org:\n\none copy for each school",
	"a German sentence":             "Am 3. Mai um 10:30 schrieb mein Sohn:\n\nIch will nicht mehr hin.",
	"a French sentence":             "Le 3 mai 2026 à 10:30 mon fils a écrit :\n\nJe ne veux plus y aller.",
	"on a day, a list":              "On Tuesday 2 June 2026 at 14:30 we discussed:\n\nthe plan\nthe room",
	"from the heart":                "From: the bottom of my heart\nTo: all of you\nthank you for the day.",
	"a booking form":                "Please book:\nFrom: 9am\nTo: 5pm\nDate: 5 June\nRoom: two",
	"a sender told of":              "From: Ann\nI give my best wishes.",
	"an exercise":                   "The exercise for the course:\n\nTo: The ward manager\nFrom: A nurse\nSubject: A worry about a patient\n\nDear manager, may we talk about this?",
	"a web form":                    "New enquiry:\n\nFrom: Jo Bloggs <jo@example.org>\nDate: 3 May 2026 10:00\nSubject: Training\nMessage: May I come?\nPhone: 01632 960001",
	"a web form, message apart":     "New enquiry from the site\n\nName: Jo Bloggs\nDate: 3 May 2026\nSubject: Training\n\nMay I come?",
	"a web form with a telephone":   "From: Jo Bloggs <jo@example.org>\nTelephone: 01632 960001\nDate: 3 May 2026 10:00\nSubject: Training\n\nMay I come?",
	"a web form below a rule":       "New enquiry:\n-----\nFrom: Jo Bloggs <jo@example.org>\nSubject: Training\n\nMay I come?",
	"a web form with a date":        "New enquiry:\n-----\nFrom: Jo Bloggs <jo@example.org>\nDate: 3 May 2026 10:00\nSubject: Training\n\nMay I come?",
	"an exercise below a rule":      "The exercise:\n-----\nTo: The ward manager\nFrom: A nurse\nSubject: A worry\n\nDear manager, may we talk?",
	"a flyer":                       "Will you come?\n-----\nPlace: Cardiff\nTime: 01/06/2026 10:00\nContact: Jo <jo@example.org>\n\nI would like to know by Friday.",
	"an agenda":                     "Date: 3 June 2026\nTime: 10:00\nSubject: Safe rooms\nTo be there: Ann, Jo",
	"subject only":                  "Subject: a place in May\n\nMay I come?",
	"re":                            "Re: our talk on Monday\n\nMay I come?",
	"dashes between thoughts":       "I do not know -- nobody does -- what to do.\n\nMay I ring?",
	"a dash as a rule":              "First I slept.\n--\nThen I went to work and I came home late.",
	"a rule between paragraphs":     "First part.\n\n----------\n\nSecond part, which is mine.",
	"a rule of underlines":          "First part.\n\n________________________________\n\nSecond part, which is mine.",
	"a list of dashes":              "We need:\n- one\n- two\n- three",
	"stars":                         "*Please* read this:\n\n*******\n\nMay I come?",
	"arrows":                        "Look here:\n>>> the second door <<<\nand wait.",
	"a smaller sign":                "Is 3 > 2?\nYes.",
	"a postscript":                  "Thanks.\n-- \nAnn\nPS may I bring a friend?",
	"postscript below a card":       "Is it free?\n\nThanks\nAnn\n01632 960001\n\nP.S. My friend comes as well.",
	"Welsh postscript":              "Diolch.\n-- \nAnn\nO.N. Mae fy ffrind yn dod hefyd.",
	"words below a formula":         "May I come?\n\nKind regards\nAnn\nplease ring me before six",
	"a number to ring":              "May I come?\n\nKind regards\nAnn Jones\n\nRing 01632 960001 tonight",
	"a number to ring in Welsh":     "A ga i ddod?\n\nCofion gorau\nAnn Jones\n\nFfoniwch 01632 960001 heno",
	"a title and a cry":             "May I come?\n\nYours sincerely\nAnn Jones (Mrs)\nNobody there",
	"names that are words":          "May I come?\n\nBest wishes\nForever asleep",
	"no name below a formula":       "May I come?\n\nBest wishes\nno more from me after this",
	"a farewell below a formula":    "Thank you for all of it.\n\nBest wishes\nGoodbye",
	"a sentence below a name":       "May I come?\n\nKind regards\nAnn Jones\n\nI forgot: is there a lift?",
	"regards in a sentence":         "With regards to the course in May,\nis there a place?",
	"best of all":                   "Best\nday of my life.",
	"thanks alone":                  "Thanks",
	"thanks and a name":             "Thanks\nAnn",
	"thanks in the middle":          "Hello\n\nThanks\n\nNow to the course: when is it?",
	"regards alone":                 "Kind regards\nAnn",
	"a name alone":                  "Ann Jones",
	"a number alone":                "01632 960001",
	"sent from a bed":               "I cannot sleep.\n\nSent from my hospital bed",
	"sent from the heart":           "Thank you.\n\nSent from my heart",
	"sent in a paragraph":           "The message was\nsent from my phone last night\nand nobody answered.",
	"sent by somebody":              "Sent by my sister, who cannot write.\nShe asks for a place.",
	"below a telephone's line":      "I am on the bus.\n\nSent from my iPhone, and my hands are shaking so forgive me, I do not know what to do any more",
	"about confidentiality":         "This email is to ask whether what carers tell us is confidential. Can you advise?",
	"a confidential letter":         "This email is confidential and only for you. I am being hurt at home.",
	"a private letter":              "Confidential: please do not tell my mother that I wrote.",
	"if you are not":                "If you are not able to help me, who is?",
	"the environment":               "Please consider the environment of the ward: it is loud.",
	"welcome":                       "We welcome your answer, and hope for a place.",
	"a warning by a person":         "Warning: I am going to be blunt.\n\nI cannot go on like this.",
	"important":                     "Important: my daughter has not come home.\n\nWho do I ring?",
	"external":                      "External examiners ask for the outside dates.\n\nWhen are they?",
	"do not click":                  "Do not click your tongue at me.",
	"a request under the Act":       "Under the Freedom of Information Act 2000 please provide the number of places in 2025, and what was paid for them.",
	"a form that begins with mail":  "Email: ann@example.org\nTelephone: 01632 960001\nCourse: the second one in May, with lunch and parking",
	"links":                         "Warning: the links on your page are dead, all of them.\n\nWhere is the framework?",
	"important links":               "Important: the links on your external site are dead.\n\nWhere is the framework?",
	"records":                       "Please note that emails were sent on 3 May and on 5 May to ask for the records of last year.",
	"think before":                  "Think before you speak to somebody at risk: which of the sessions has something about that, and when?",
	"registered":                    "Registered in England as nurses, all of us here would like to have the frameworks in print.",
	"regulated":                     "Regulated by the same body, both homes would like to have the frameworks in print by June.",
	"privacy":                       "Privacy. That is what carers ask for most, and what the framework hardly speaks of at all.",
	"NHSmail":                       "NHSmail: links from the session do not open there. Where else?",
	"mail quoted in words":          "You asked 'which course?' and I said 'the second'.",
	"a colon after wrote":           "I wrote: it is over.",
	"a poem with a title":           "On the hill\n\nOn the hill at nine\nthe wind wrote:\nstay.",
	"a table":                       "Day\tPlace\nMonday\tCardiff\nTuesday\tSwansea",
	"forwarded in words":            "Forwarded messages do not reach me. Why?",
	"original in words":             "The original message was lost.\n\nMay I have it again?",
	"a time before words":           "10:30 I rang.\n10:45 I rang again.\n11:00 nobody was there:\nwhat now?",
	"a diary":                       "1 June 2026, 09:00:\nI got up.\n2 June 2026, 09:00:\nI stayed in bed.",
	"a diary with names":            "Mon 1 June 2026 09:00 Jo:\nI got up.",
	"Welsh day":                     "Ar 3 Mai 2026 am 10:30 ysgrifennodd fy mab:\n\nDw i ddim eisiau mynd.",
	"Welsh form":                    "Enw: Ann Jones\nDyddiad: 3 Mai 2026\nPwnc: cwrs\nNeges: A oes lle?",
	"telephone number last":         "Please ring me.\n01632 960001",
	"address last":                  "Please send it to\nAnn Jones\n1 High Street\nCardiff",
	"a quotation with its source":   "\"To be or not to be\"\n\nthat is what my essay is about.",
	"a link":                        "<https://example.org/a> <https://example.org/b>",
	"a link broken over two lines":  "See <https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaa\n> and tell me.",
	"what stands between two rules": "One\n***\nTwo\n***\nThree",
	"capital letters":               "HELP ME PLEASE.\n\nANN",
	"a sign-off that goes on":       "Many thanks for the last course,\nwhich was good.",
	"yours and more":                "Yours was the only answer.\n\nMay I come?",
	"signature mark and a person":   "May I come?\n--\nI am Ann, and I am not well.",
}

// keptAnswers are words of the writer's that stand between, below or beside what
// is not theirs: only these are kept.
var keptAnswers = map[string]struct{ text, want string }{
	"below a signature":          {"May I come?\n-- \nAnn Jones\nNurse\n\nI forgot: my friend would come as well.", "May I come?\n\nI forgot: my friend would come as well."},
	"plea below a signature":     {"May I come?\n-- \nAnn Jones\nNurse\n\nPlease ring tonight.", "May I come?\n\nPlease ring tonight."},
	"below a telephone's line":   {"May I come?\n\nSent from my iPhone\n\nI forgot: my friend would come as well.", "May I come?\n\nI forgot: my friend would come as well."},
	"below a notice":             {"May I come?\n\nThis message may contain confidential information. If you are not the intended recipient please delete it.\n\nI am not safe.", "May I come?\n\nI am not safe."},
	"below quoted lines":         {"On 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n\n> Which one?\n\nThe second.", "The second."},
	"between quoted lines":       {"On 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> Which one?\nThe second.\n> And when?\nIn May.\n", "The second.\nIn May."},
	"short, between long ones":   {"> Could you tell us how many places you would like to have on the second day?\nno\n> And when?\nnever again", "no\nnever again"},
	"below a marked header":      {"-----Original Message-----\nFrom: Desk <desk@example.net>\nSent: 1 June 2026 09:00\nTo: Ann\nSubject: x\n\n> Which one?\n\nThe second.", "The second."},
	"below a marked marker":      {"------- Original Message -------\nOn Monday, June 1st, 2026 at 09:00, Desk <desk@example.net> wrote:\n\n> Which one?\n\nThe second.", "The second."},
	"above and below":            {"Hello.\n\nOn 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n\n> Which one?\n\nThe second.", "Hello.\n\nThe second."},
	"short, behind a comma":      {"> Have you felt low, tired, without hope, not able to sleep or to eat properly,\nyes every night\n> and for how long?", "yes every night"},
	"above GroupWise":            {"Hello.\n\n>>> Desk Team <desk@example.net> 01/06/26 9:00 AM >>>\nWhich one?", "Hello."},
	"long GroupWise":             {"Hello.\n\n>>> On 01/06/2026 at 09:00, in message <5B1@example.net>, Desk\n<desk@example.net> wrote:\n> Which one?", "Hello."},
	"bare marker":                {"Hello.\n\n  Original Message  \nFrom: Desk\nSent: Monday, 1 June 2026 09:00\nTo: Ann\nSubject: x\n\nWhich one?", "Hello."},
	"broken line of a quote":     {"Hello.\n\nOn 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> The page says: \"There are places in Cardiff, in Newport, in Wrexham, in Bangor,\nin Barry and in Rhyl.\"\n> Which one?", "Hello."},
	"broken link of a quote":     {"Hello.\n\nOn 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> See it here (https://example.org/course?which=the-second\n&day=monday)\n> Which one?", "Hello."},
	"forwarded by Apple":         {"For you.\n\nBegin forwarded message:\n\n> From: Jo <jo@example.org>\n> Subject: a place\n> Date: 1 June 2026 at 09:00:00 BST\n> To: Ann <ann@example.org>\n> \n> May I come?", "For you.\n\nBegin forwarded message:\n\n> From: Jo <jo@example.org>\n> Subject: a place\n> Date: 1 June 2026 at 09:00:00 BST\n> To: Ann <ann@example.org>\nMay I come?"},
	"forwarded behind marks":     {"For you.\n\n> Begin forwarded message:\n> \n> From: Jo <jo@example.org>\n> Subject: a place\n> Date: 1 June 2026 at 09:00:00 BST\n> To: Ann <ann@example.org>\n> \n> May I come?", "For you.\n\n> Begin forwarded message:\n>\n> From: Jo <jo@example.org>\n> Subject: a place\n> Date: 1 June 2026 at 09:00:00 BST\n> To: Ann <ann@example.org>\nMay I come?"},
	"forward within a quote":     {"Hello.\n\nOn 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n\n> Begin forwarded message:\n> \n> From: Jo <jo@example.org>\n> To: Ann <ann@example.org>\n> Subject: a place\n> \n> May I come?", "Hello."},
	"formula and name":           {"May I come?\n\nKind regards\nAnn Jones", "May I come?"},
	"formula, name on its line":  {"May I come?\n\nBest wishes, Ann", "May I come?"},
	"formula, name and work":     {"May I come?\n\nKind regards\n\nAnn Jones RMN\nSuicide Prevention Lead\nExample NHS Trust\n(she/her)", "May I come?"},
	"regards, telephone, quote":  {"May I come?\n\nKind regards\nAnn\n\nSent from my iPhone\n\n> On 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> \n> Which one?", "May I come?"},
	"regards and words below":    {"Yes.\n\nKind regards\nAnn\n\nOn 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> Which one?\n\nOne more thing: I have moved.", "Yes.\n\nKind regards\nAnn\n\nOne more thing: I have moved."},
	"two quoted heads":           {"Yes.\n\nOn 2 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> On 1 Jun 2026, at 09:00, Ann <ann@example.org> wrote:\n>> Which one?\n> The second.", "Yes."},
	"a question below a card":    {"May I come?\n\nKind regards\nAnn Jones\n01632 960001\n\nIs there a lift?", "May I come?\n\nIs there a lift?"},
	"Welsh formula":              {"A oes lle?\n\nCofion gorau\n\nSiân Jones\nSwyddog Hyfforddi\nCyngor Enghraifft", "A oes lle?"},
	"thanks and a card":          {"May I come?\n\nThanks\nAnn\nPractice nurse\n01632 960001", "May I come?\n\nThanks\nAnn"},
	"notice in both languages":   {"A oes lle?\n\nMae'r neges hon yn gyfrinachol ac wedi'i bwriadu ar gyfer y derbynnydd yn unig.\n\nThis message is confidential and intended for the addressee only.", "A oes lle?"},
	"we welcome Welsh":           {"May I come?\n\nRydym yn croesawu gohebiaeth yn Gymraeg neu yn Saesneg.\nWe welcome correspondence in Welsh or English.", "May I come?"},
	"environment":                {"May I come?\n\nPlease consider the environment before printing this e-mail.", "May I come?"},
	"monitored mail":             {"May I come?\n\nEmails sent to and from this address may be monitored and recorded, and may be disclosed under the Freedom of Information Act.", "May I come?"},
	"seldom a sender":            {"You don't often get email from ann@example.org. Learn why this is important at https://example.net/why\n\nMay I come?", "May I come?"},
	"external in brackets":       {"[EXTERNAL EMAIL] This email originated from outside of the organisation. Do not click links or open attachments unless you recognise the sender.\n\nMay I come?", "May I come?"},
	"two banners":                {"RHYBUDD: Daeth yr e-bost hwn o'r tu allan. Peidiwch ag agor dolenni.\n\nWARNING: This email came from outside. Do not open links.\n\nMay I come?", "May I come?"},
	"label nobody knows":         {"May I come?\n\n________________________________\nAbc: Desk <desk@example.net>\nDef: 1 xyz 2026 09:00\nGhi: Ann Jones\nJkl: Re: x\n\nWhich?", "May I come?"},
	"a name before the address":  {"May I come?\n\nDesk Team\n<desk@example.net> wrote on 01/06/2026 09:00:\n\n> Which?", "May I come?"},
	"marks beside answers alone": {"Both, please.\n\n> Which of the two?\n\nIn May.", "Both, please.\n\nIn May."},
}

func TestOwnTextKeepsTheWritersWords(t *testing.T) {
	for name, text := range keptCases {
		if got := strings.TrimSpace(OwnText(text)); got != text {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, text)
		}
	}
	for name, c := range keptAnswers {
		if got := strings.TrimSpace(OwnText(c.text)); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// TestOwnTextOfALetterThatAnswersNone: what stands behind '>' is quoted mail in
// an answer alone.
func TestOwnTextOfALetterThatAnswersNone(t *testing.T) {
	const poem = "This is mine:\n\n> The night is long\n> and I am awake.\n"
	const head = "From: a@example.org\n"
	for name, c := range map[string]struct{ letter, want string }{
		"a first letter":   {head + "Subject: a poem\n\n" + poem, poem},
		"by its subject":   {head + "Subject: Re: a poem\n\n" + poem, "This is mine:\n"},
		"by its field":     {head + "Subject: a poem\nIn-Reply-To: <x@example.net>\n\n" + poem, "This is mine:\n"},
		"with a head":      {head + "Subject: a poem\n\n" + poem + "\nOn 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:\n> Hello\n", "This is mine:\n"},
		"quotes in quotes": {head + "Subject: a poem\n\nThis is mine:\n\n>> One\n> two\n", "This is mine:\n"},
	} {
		if got := parseString(c.letter, Limits{}).OwnText; got != c.want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

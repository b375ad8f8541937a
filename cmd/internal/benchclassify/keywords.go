package main

import (
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/classify"
)

// keywords are rules of the usual kind: a letter is of the topic most of whose
// words are in it, one in the subject counting twice. They were written from
// what the page that prints the address offers and what such mailboxes get.
var keywords = []struct {
	topic string
	words []string
}{
	{"framework_downloads", strings.Split("framework|frameworks|competence|competences|competency|competencies|download|downloads|pdf|document|documents|"+
		"background document|version|edition|latest version|print|printed|printing|hard copy|copies|copyright|licence|permission|reproduce|adapt|cite|citation|"+
		"reference list|ucl|nccmh|strand|strands|easy read|translation|translated|fframwaith|dead link|broken link|link|links|page not found|404|"+
		"service users and carers|adults and older|children and young people|community document|published|publication|supervision tool|curriculum map|self-assessment|"+
		"appendix|summary|poster|word version|accessible|screen reader|large print|lawrlwytho|dogfen", "|")},
	{"training", strings.Split("training|train|trainer|trainers|course|courses|workshop|workshops|place|places|book|booking|booked|session for|facilitator|facilitators|"+
		"accredited|accreditation|cpd|cost|costs|price|fee|fees|commission|commissioning|deliver|delivery|delegate|delegates|face to face|in person|virtual training|"+
		"webinar|date|dates|venue|waiting list|spaces|team training|train the trainer|refresher|attend|attended|staff training|in house|group of|half day|full day|"+
		"programme|syllabus|mental health first aid|assist|safetalk|hyfforddiant|cwrs|bespoke|quote|provider|invoice for the course|cancel my place|joining instructions", "|")},
	{"elearning_access", strings.Split("e-learning|elearning|e learning|module|modules|log in|login|log on|logging in|password|username|account|reset|locked|register|registration|"+
		"certificate|certificates|progress|complete|completed|completion|quiz|assessment page|load|loading|spinning|freezes|frozen|crash|error|error message|browser|chrome|edge|safari|"+
		"ipad|video|audio|sound|screen|button|click|minded|we need to talk about suicide|learning hub|portal|enrol|enrolled|activation|verification email|access denied|"+
		"cannot access|can't access|cant get in|esr|openathens|not recorded|dashboard|mewngofnodi|tystysgrif|cyfrinair|popup|cookies", "|")},
	{classify.TopicOther, strings.Split("invoice|purchase order|remittance|vacancy|job|jobs|cv|recruitment|internship|placement|journalist|press|media|interview|documentary|"+
		"research|study|survey|participants|ethics|phd|complaint|complain|freedom of information|foi|subject access|mp|constituent|minister|solicitor|coroner|inquest|"+
		"referral|refer|patient|appointment|camhs|counselling|unsubscribe|newsletter|offer|discount|marketing|partnership|sponsor|thank you for|out of office|automatic reply|"+
		"undeliverable|donation|fundraising|charity|conference|speaker|wrong person|wrong address|meeting|minutes|agenda|my son|my daughter|my husband|builder|parking", "|")},
}

// byKeywords sorts a letter by the rules; where none holds it is other.
func byKeywords(l classify.Letter) string {
	subject, own := spaced(l.Subject), spaced(l.Own)
	best, most := classify.TopicOther, 0
	for _, k := range keywords {
		points := 0
		for _, w := range k.words {
			w = " " + w + " "
			if strings.Contains(subject, w) {
				points += 2
			}
			if strings.Contains(own, w) {
				points++
			}
		}
		if points > most {
			best, most = k.topic, points
		}
	}
	return best
}

// spaced makes a text of words with one space around each.
func spaced(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || slices.Contains([]rune("-'’âêîôûŵŷ"), r))
	})
	return " " + strings.Join(words, " ") + " "
}

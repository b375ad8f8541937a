// Package classify reads what somebody wrote and says what it is about and
// whether somebody may be in danger.
//
// It owns the topics' learned model, the rules for concern, the corpus both
// are trained and tested on, and the evaluation. It is pure: no network, no
// database, no clock, and no file but the corpus that is embedded in it. It
// never decides about a person: it proposes, with its reasons, and people
// decide.
package classify

// Concern says whether somebody may be in danger. Its order is that of
// urgency: the machine only ever moves an enquiry upwards.
type Concern string

// The concerns.
const (
	ConcernNone       Concern = "none"
	ConcernThirdParty Concern = "third_party" // the writer is afraid for a particular person now
	ConcernPersonal   Concern = "personal"    // the writer is the person in danger
)

// Rank orders concerns by urgency: 0 for none (and anything unknown), 1 for
// third_party, 2 for personal.
func (c Concern) Rank() int {
	switch c {
	case ConcernThirdParty:
		return 1
	case ConcernPersonal:
		return 2
	}
	return 0
}

// Obligation is a formal duty that a letter carries for the organisation. The
// machine names too many rather than too few; a person takes one back.
type Obligation string

// The obligations.
const (
	FOI           Obligation = "foi"            // a request for recorded information: freedom of information, environmental information
	SubjectAccess Obligation = "subject_access" // a person's right over the data held about them: a copy, its correction, its erasure
	Complaint     Obligation = "complaint"      // somebody is dissatisfied with us and wants it dealt with
	MP            Obligation = "mp"             // from or for a Member of Parliament or of a devolved parliament
	Press         Obligation = "press"          // from journalists and broadcasters who want something of us
)

// Obligations lists every obligation in the order that verdicts and pages name them.
var Obligations = []Obligation{FOI, SubjectAccess, Complaint, MP, Press}

// TopicOther is the topic of everything that fits no other topic. It always
// exists, whatever the configuration says.
const TopicOther = "other"

// Topic is one topic letters are sorted by, as a team configures it.
type Topic struct {
	Key      string   // lower-case letters, digits and underscores, e.g. "framework_downloads"
	Examples []string // sentences that people write about it; they count as training letters
}

// Letter is what the classifier reads of one letter.
type Letter struct {
	FromName  string
	FromEmail string
	Subject   string
	Own       string // what the writer wrote now, without quotes, signature and disclaimer
	Whole     string // the whole readable text; read for the verdict only when Own is empty
	Passed    string // what the writer passes on of others: forwarded and attached letters; read for concern beside Own
}

// Reason is one thing that speaks for or against a verdict.
type Reason struct {
	Text   string  `json:"text"`   // words of the letter, or the name of a pattern in square brackets, e.g. "[web address]"
	For    string  `json:"for"`    // a topic's key, a concern or an obligation
	Weight float64 `json:"weight"` // positive speaks for it, negative against; comparable within one verdict
}

// Verdict is what the classifier thinks of one letter.
type Verdict struct {
	Topic        string   `json:"topic"`      // the main topic's key; always one of the configured topics
	Also         []string `json:"also"`       // further topics, most likely first; never nil
	Confidence   float64  `json:"confidence"` // probability of Topic, 0 to 1
	Unsure       bool     `json:"unsure"`     // Confidence is below the configured threshold: a person sorts it
	Concern      Concern  `json:"concern"`
	ConcernScore float64  `json:"concern_score"` // probability that concern is not none, 0 to 1
	// Obligations are the formal duties the letter seems to carry, in the order of
	// the list of them; never nil.
	Obligations []Obligation `json:"obligations"`
	Reasons     []Reason     `json:"reasons"` // strongest first; the sentences that raised a concern come before the topic's words; never nil
}

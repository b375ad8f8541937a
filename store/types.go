package store

import (
	"errors"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// Errors that callers branch on with errors.Is.
var (
	ErrNotFound      = errors.New("not found")
	ErrChanged       = errors.New("somebody else changed it meanwhile") // the version given is not the newest
	ErrInvalid       = errors.New("not allowed")                        // a value that is no topic, status, owner, role, e-mail...
	ErrOutcomeNeeded = errors.New("say what was done before closing an enquiry with a concern or taking the concern back")
	ErrTasksOpen     = errors.New("its sub-tasks are not done: finish them first")
	ErrLinkUsed      = errors.New("this sign-in link was used already or has run out")
	ErrInUse         = errors.New("another serve is running on this database")
	ErrReadOnly      = errors.New("the database cannot be written")
	ErrNewerSchema   = errors.New("the database was written by a newer version of enquiries")
)

// Status of an enquiry.
type Status string

// The statuses. Spam stands apart: no clock runs for it.
const (
	StatusNew     Status = "new"
	StatusOpen    Status = "open"
	StatusWaiting Status = "waiting" // for the enquirer
	StatusClosed  Status = "closed"
	StatusSpam    Status = "spam"
)

// Statuses lists every status in the order that pages show them.
var Statuses = []Status{StatusNew, StatusOpen, StatusWaiting, StatusClosed, StatusSpam}

// Role says what a user may do. Each role may do what the one before it may.
type Role string

// The roles, weakest first.
const (
	RoleReader        Role = "reader"        // sees everything, changes nothing
	RoleTriage        Role = "triage"        // sorts, assigns, notes, closes
	RoleLead          Role = "lead"          // the same, and answers for the figures
	RoleAdministrator Role = "administrator" // everything
)

// Roles lists every role, weakest first.
var Roles = []Role{RoleReader, RoleTriage, RoleLead, RoleAdministrator}

// State is where a letter the server showed us ended up.
type State string

// The states of the ledger.
const (
	Stored      State = "stored"
	Quarantined State = "quarantined" // could not be read as an enquiry; kept whole, for a person to deal with
	SetAside    State = "set_aside"   // a copy, or gone from the server before it could be fetched
)

// Direction of a message: written to us or by us.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Cursor is how far a folder has been read (RFC 3501, section 2.3.1.1).
type Cursor struct {
	UIDValidity uint32
	LastUID     uint32
}

// Arrival is one letter the server showed us, read and judged, on its way in.
type Arrival struct {
	UID       uint32
	Received  time.Time // INTERNALDATE: when the mail server got it
	Size      int64     // RFC822.SIZE in bytes
	Raw       []byte    // as the server gave it; nil when it could not be had
	State     State
	Reason    string // why it was quarantined or set aside, in words; "" when stored
	Retry     bool   // quarantined, and fetching it again may help
	Bare      bool   // quarantined, and its own contents were not had: Raw is nil, or the server's own words
	Direction Direction
	Junk      bool // it lay in Junk: becomes an enquiry with status spam
	Bin       bool // it lay in the folder of deleted letters
	Backfill  bool // it came before the service went live: kept, but neither late nor to do
	Partial   bool // Raw is only its beginning
	Message   mailbox.Message
	Reached   []mailbox.Address // of letters Out: whom it reached besides, by what it hands on
	Verdict   classify.Verdict  // of letters In; the zero Verdict otherwise
	Model     int64             // the number of the model that gave it, see Model
}

// Batch is what one transaction of Receive stores: the letters of one folder
// and the cursor that says they were read.
type Batch struct {
	Folder      string
	UIDValidity uint32
	Arrivals    []Arrival // ascending UID
	Next        Cursor
	Left        int  // letters of the folder that are still to be read after these
	Again       bool // letters that are fetched once more; Next is the zero Cursor
}

// Received counts what a batch became.
type Received struct {
	Stored, Quarantined, SetAside int
	Known                         int // ledger rows that were there already
	Released                      int // of these, letters that left the quarantine because they could be read now
	NewEnquiries, FollowUps       int
}

// LedgerRow is the account of one letter.
type LedgerRow struct {
	Account     int    `json:"account"` // 0; 1 for those after the mailbox had first moved to another server, and so on
	Folder      string `json:"folder"`
	UIDValidity uint32 `json:"uidvalidity"`
	UID         uint32 `json:"uid"`
	State       State  `json:"state"`
	Reason      string `json:"reason"`
	Size        int64  `json:"size"`   // bytes
	SHA256      string `json:"sha256"` // of the raw bytes as the server gave them, lower-case hex; "" when they could not be had
}

// User is a member of staff who may sign in.
type User struct {
	ID    int64
	Email string
	Name  string // display name; the part of Email before the @ when none was given
	Role  Role
}

// Session is a signed-in browser.
type Session struct {
	User    User
	Expires time.Time
}

// Filter chooses enquiries for the inbox. Zero fields do not restrict.
type Filter struct {
	View   View
	Topic  string
	Status Status
	Owner  string // a user's id in decimal, or "none" for unassigned
	Words  string // only those with letters that hold all these words; the last may be the beginning of one
	Unsure bool   // only those whose topic the machine is unsure of and nobody has confirmed
	Duties bool   // only those with an obligation
	Page   int    // from 1; anything lower is 1
	Size   int    // rows a page; default 25, at most 100
}

// View is one of the inbox's lists.
type View string

// The views. ViewToDo is the default.
const (
	ViewToDo      View = "todo"      // new and open ones, and every concern that is not closed
	ViewLate      View = "late"      // those whose answer is due before now
	ViewAll       View = "all"       // every enquiry but spam and automatic mail
	ViewAutomatic View = "automatic" // automatic mail that belongs to no enquiry
	ViewSpam      View = "spam"
	ViewLikely    View = "likely" // spam that looks like an enquiry: a person's letter on one of our topics
)

// Row is an enquiry as a list shows it.
type Row struct {
	ID            int64
	Version       int64 // for changes; grows with each
	Subject       string
	Enquirer      mailbox.Address
	Snippet       string // first words of the newest letter's own text, at most 200 characters
	Topic         string
	TopicBy       string // name of who set or confirmed the topic; "" while it is the machine's
	Also          []string
	Confidence    float64 // of the machine's topic, 0 to 1
	Unsure        bool    // the machine was unsure and nobody has set the topic
	Reasons       []classify.Reason
	Status        Status
	Owner         *User                 // nil: unassigned
	Received      time.Time             // first letter, INTERNALDATE
	Latest        time.Time             // newest letter of the enquiry, either way
	Waiting       time.Time             // the oldest letter In that no answer of ours followed; zero when nobody waits
	Due           time.Time             // when that answer is due, the first or a further one; zero when no clock runs
	FirstResponse time.Time             // zero: unanswered
	ByHand        bool                  // a person recorded the first response
	Unneeded      bool                  // a person said that no answer is needed
	Undelivered   bool                  // a letter of ours has not reached somebody, and no answer followed
	Backfill      bool                  // it is from before the service went live
	Concern       classify.Concern      // the highest that was raised, unless a person took it back since
	ConcernScore  float64               // of the letter that raised it most surely, 0 to 1; 0 when Concern is none
	Obligations   []classify.Obligation // formal duties it carries, unless a person took them back; in classify's order, never nil
	OpenTasks     int                   // sub-tasks that are not done
	Automatic     bool
	Letters       int // messages, both ways
	Attachments   int
}

// Page is one page of the inbox.
type Page struct {
	Rows   []Row
	Total  int // rows of the filter over all pages
	Number int // of this page, from 1
	Size   int
}

// Counts is how many enquiries each view of the inbox holds, and what else wants attention.
type Counts struct {
	Views       map[View]int
	Concern     int // concerns that are not closed
	Duties      int // of ViewToDo: with an obligation
	Unsure      int // of ViewToDo
	Unassigned  int // of ViewToDo
	Late        int // whose answer is due before now
	Quarantined int
}

// Message is one stored letter of an enquiry.
type Message struct {
	ID        int64
	Direction Direction
	Folder    string
	Received  time.Time
	mailbox.Message
	Verdict classify.Verdict // of letters In
	Joined  Join             // why it stands in this enquiry
	// MayBelong is another enquiry that the letter speaks of, by an id, its subject
	// or Outlook's conversation; 0 for none. It began one of its own because its
	// writer has no part in that one: the same person from another address, or a stranger.
	MayBelong int64
	Places    []Lying // where the letter and its copies lie or lay in the mailbox, oldest first
}

// Join is why a letter was put into an enquiry that was there.
type Join string

// The reasons for which letters join enquiries, the surest first.
const (
	JoinedNone         Join = ""             // it began the enquiry, or came before reasons were kept
	JoinedReply        Join = "reply"        // its In-Reply-To or References name a letter of the enquiry
	JoinedAnswered     Join = "answered"     // a letter of the enquiry names it: it came late
	JoinedReport       Join = "report"       // it reports on a letter of ours in the enquiry
	JoinedConversation Join = "conversation" // Outlook counts both to one conversation (Thread-Index)
	JoinedToken        Join = "token"        // its subject bears the enquiry's number, as we write it
	JoinedHand         Join = "hand"         // a person put it there
)

// Lying is a place in the mailbox where a letter was seen.
type Lying struct {
	Folder string
	Flags  Flags
	Gone   time.Time // since when it is known not to lie there any more; zero: it does
}

// Note is what staff wrote about an enquiry; never sent.
type Note struct {
	At   time.Time
	By   string
	Text string
}

// Event is one row of the audit trail.
type Event struct {
	ID     int64
	At     time.Time
	By     string // a user's name, or "machine"
	Action string // fixed words: "received", "topic", "owner", "status", "note", "look", "first_response", "concern", "sign_in", ...
	Detail string // what changed, e.g. "training -> other"; never an address, a subject or a body
}

// Enquiry is one conversation, whole.
type Enquiry struct {
	Row
	Messages []Message // oldest first
	Tasks    []Task    // those that are open first, each in the order they were made
	Told     []Told    // answers that no letter shows, oldest first
	Notes    []Note
	History  []Event // oldest first, looks included
}

// Change says what a person wants changed and on which version of it.
type Change struct {
	Enquiry int64
	Version int64 // as it was shown to the person; ErrChanged when it is not the newest
	By      int64 // user id
}

// TopicPolicy is what we promise for a topic.
type TopicPolicy struct {
	Key    string
	Target time.Duration // working time within which the first response is due; 0: no target
	Owners []string      // e-mail addresses of users who get its new enquiries in turn
}

// Filing is what it means when people file a letter in a folder.
type Filing struct {
	Owner string // e-mail address of the user who gets the enquiry; "": nobody
	Done  bool   // the enquiry is done with
}

// TopicTimes is one row of the response times: the enquiries of a topic
// received in a span of time.
type TopicTimes struct {
	Topic       string
	Count       int // enquiries received; automatic mail and spam are none
	Answered    int
	ByHand      int           // of these, answers that a person recorded
	Unneeded    int           // beside Count: no answer was needed
	Median      time.Duration // working time to first response, those still unanswered counted (Kaplan-Meier)
	MedianKnown bool          // false: fewer than half are answered, the median is not reached yet, or Count is 0
	Calendar    time.Duration // the same in calendar time; known when MedianKnown
	Target      time.Duration
	InTarget    int // answered within the target
	Decided     int // answered, or unanswered and past the target; InTarget/Decided is the share within target
}

// Poll is the state of one watched folder.
type Poll struct {
	Folder  string
	LastTry time.Time
	LastOK  time.Time // zero: never
	Problem string    // one line for the operator; "" when the last try went well

	Pending     int       // letters listed by the server and not read yet
	Counted     time.Time // when the server's letters were last compared with the ledger; zero: never
	Holds       int       // letters in it then
	Unaccounted int       // of these, letters that the ledger lacks; they are fetched again
	Since       time.Time // since when there have been such; zero: there are none
}

package store

import (
	"time"

	"hee.nhs.uk/enquiries/classify"
)

// Task is a further question of an enquiry, split off so that it has an owner of
// its own: half an answer does not end both.
type Task struct {
	ID      int64
	Topic   string
	Owner   *User     // nil: nobody yet
	Due     time.Time // by the topic's target, from when the enquirer wrote; zero: no target
	Made    time.Time
	MadeBy  string
	Done    time.Time // zero: it is open
	DoneBy  string
	Outcome string // what was done about it
}

// Correction is a topic that a person set or confirmed, and what the machine had
// said: what is learned from, and what accuracy is measured by.
type Correction struct {
	ID         int64
	Enquiry    int64
	At         time.Time
	By         string // name of who did it
	Said       string // the machine's topic
	Confidence float64
	Unsure     bool
	Model      int64 // that said it
	Topic      string
	Letter     classify.Letter // of Corrections only: sender, subject and own words of the letter that is learned from
}

// Model is one training of the sorting. Number 0 is the model without
// corrections, which every program has and no row tells of.
type Model struct {
	ID          int64
	Made        time.Time
	MadeBy      string  // "" for the machine or a command
	Base        string  // digest of what it was trained on beside the corrections
	Corrections []int64 // ids, ascending: with the base they give the model again, bit for bit
	Taken       bool
	Why         string // why it was taken or refused, in words
	Figures     []byte // JSON: what was measured
	InUse       bool
}

// Unsorted is an enquiry whose topic the machine is unsure of and nobody has set.
type Unsorted struct {
	Enquiry int64
	Version int64
	Message int64
	Letter  classify.Letter // sender, subject, own words and the whole text of the letter that is judged
}

// Rejudged is a new verdict on one of them.
type Rejudged struct {
	Unsorted
	Verdict classify.Verdict
}

// Sorting is how the machine's topics have fared by what people decided. Only
// enquiries that a person has sorted count: each once, by the newest decision.
type Sorting struct {
	Weeks     []SortingWeek     // oldest first, without gaps
	Confusion map[[2]string]int // [said, right] -> enquiries
	Bins      []SortingBin      // of confidence, ten of equal width, lowest first
	Corrected []Correction      // the newest 50 in which the machine was wrong, newest first; without Letter
	Total     int
	Right     int
}

// SortingWeek is one week, Monday to Sunday in the calendar's zone.
type SortingWeek struct {
	Monday    time.Time
	Total     int // decided by people in it
	Right     int // of these, as the machine had said
	Sure      int // the machine was sure
	SureRight int
}

// SortingBin is the enquiries of which the machine was about as sure.
type SortingBin struct {
	From, To   float64 // confidence
	Total      int
	Right      int
	Confidence float64 // mean; 0 when Total is
}

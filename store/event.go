package store

import "context"

// The audit trail's fixed words.
const (
	actReceived      = "received"       // an enquiry began
	actLetter        = "letter"         // a further letter joined it
	actMoved         = "moved"          // its only letter, a report, went to the enquiry of what it reports on
	actConcern       = "concern"        // raised by the machine
	actObligation    = "obligation"     // raised by the machine, or taken back
	actTask          = "task"           // a sub-task was made, given to somebody, finished
	actModel         = "model"          // the sorting was trained anew, or stepped back
	actTopic         = "topic"          // set or confirmed
	actOwner         = "owner"          //
	actStatus        = "status"         //
	actNote          = "note"           //
	actLook          = "look"           //
	actFirstResponse = "first_response" // found, corrected by a letter that came later, or withdrawn
	actBackfill      = "backfill"       // the letter is from before the service went live
	actElsewhere     = "elsewhere"      // a person told of an answer that no letter shows
	actFiled         = "filed"          // people filed it in Outlook in a folder that means something
	actQuarantine    = "quarantine"     // a person dealt with a quarantined letter
	actUser          = "user"           // a user was added
	actRole          = "role"           // a user's role was changed
	actLink          = "sign_in_link"   // made for a user
	actSignIn        = "sign_in"
	actSignOut       = "sign_out"
)

// event is one row for the audit trail. Detail holds only words of ours, topics,
// statuses and names of staff: never an address, a subject or a body, because
// the trail outlives what it tells of.
type event struct {
	user    int64 // 0: the machine
	enquiry int64 // 0: none
	action  string
	detail  string
}

func (t *tx) record(ctx context.Context, e event) error {
	_, err := t.exec(ctx, `INSERT INTO event (at, user, enquiry, action, detail) VALUES (?, ?, ?, ?, ?)`,
		t.now.UnixMilli(), orNull(e.user), orNull(e.enquiry), e.action, e.detail)
	return err
}

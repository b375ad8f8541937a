package inbound

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// ErrRenumbered says that the letters of a folder have other UIDs than before.
var ErrRenumbered = errors.New("folder has been renumbered")

// InFlight is in the chain of an error (errors.As, as *InFlight) when the
// session broke while bodies were asked for. One of these letters may be why.
type InFlight struct {
	Folder      string
	UIDValidity uint32
	UIDs        []uint32 // ascending: those asked for that had not come whole
}

func (f *InFlight) Error() string {
	return fmt.Sprintf("%d letters of folder %q were asked for", len(f.UIDs), f.Folder)
}

// inFlight adds to a failure which letters had been asked for. A failure that
// we or the server wanted is no letter's fault.
func (c *Conn) inFlight(ctx context.Context, err error, uids []uint32) error {
	var failed *signin.Error
	if ctx.Err() != nil || len(uids) == 0 || !errors.As(err, &failed) {
		return err
	}
	with := *failed
	with.Cause = errors.Join(failed.Cause, &InFlight{Folder: c.folder, UIDValidity: c.validity, UIDs: uids})
	return &with
}

// maxPause bounds what a server can make us wait.
const maxPause = time.Hour

// pauseWords is how Exchange Online asks for a pause:
// "NO Server Unavailable. Request is throttled. Suggested Backoff Time: 92415 milliseconds".
var pauseWords = regexp.MustCompile(`(?i)backoff time: *(\d{1,9}) *(milliseconds|seconds)?`)

// RetryAfter gives the pause that a throttling server asked for, one hour at
// most, 0 when it did not say or err is of another kind.
func RetryAfter(err error) time.Duration {
	var refused *imap.Error
	if !errors.As(err, &refused) {
		return 0
	}
	words := pauseWords.FindStringSubmatch(refused.Text)
	if words == nil {
		return 0
	}
	n, _ := strconv.Atoi(words[1]) // nine digits
	unit := time.Millisecond
	if strings.EqualFold(words[2], "seconds") {
		unit = time.Second
	}
	return min(time.Duration(n)*unit, maxPause)
}

// throttled reports whether the server wants fewer questions, whatever they are
// about.
func throttled(refused *imap.Error) bool {
	return refused.Code == "THROTTLED" || pauseWords.MatchString(refused.Text)
}

// busy reports whether a refusal is of the moment rather than about what we
// asked for. SERVERBUG is not of these: some say it of one letter for ever.
func busy(refused *imap.Error) bool {
	switch refused.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit:
		return true
	default:
		return throttled(refused)
	}
}

package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

// letter is an arrival made ready for the transaction: what takes time,
// compressing and hashing, is done before the database is locked.
type letter struct {
	Arrival
	sha256  []byte // of the raw bytes; nil without them
	packed  []byte
	content []byte // digest of what a person would call the same letter
	head    []byte // JSON of head
	verdict []byte // JSON
	names   []string
	token   int64  // the enquiry that its subject names, 0 for none
	sketch  string // JSON of Sketch, of quarantined letters
	tries   int    // how often it was fetched again

	identity     []byte // see identify
	keepIdentity bool   // it was quarantined
}

func (s *Store) ready(a Arrival) (l letter, err error) {
	l = letter{Arrival: a}
	if a.Received.IsZero() {
		l.Received = s.now() // a server that says nothing must not start a clock in the year 1
	}
	if a.Raw != nil {
		sum := sha256.Sum256(a.Raw)
		l.sha256 = sum[:]
		l.packed = pack(a.Raw)
	}
	l.identity = identify(&l.Arrival)
	l.Raw = nil // what comes now needs it no more, and many letters wait together
	if a.State == Quarantined {
		l.sketch = sketchOf(&a.Message)
	}
	if a.State != Stored {
		return l, nil
	}
	if a.Direction != In && a.Direction != Out {
		return l, invalid("a letter cannot go %q", a.Direction)
	}
	if a.Message.Kind == "" {
		l.Message.Kind = mailbox.Human // when in doubt
	}
	l.content = contentDigest(&a.Message, a.Partial)
	l.names = namedIDs(&a.Message)
	l.token, _ = mailbox.TokenOf(a.Message.Subject)
	l.Verdict = sound(a.Verdict)
	if l.verdict, err = json.Marshal(l.Verdict); err != nil {
		return l, err
	}
	l.head, err = json.Marshal(headOf(&a.Message))
	return l, err
}

// sound fills what the zero Verdict lacks, so that nothing is stored as NULL.
func sound(v classify.Verdict) classify.Verdict {
	if v.Topic == "" {
		v.Topic = classify.TopicOther
	}
	if v.Concern.Rank() == 0 {
		v.Concern = classify.ConcernNone
	}
	if v.Also == nil {
		v.Also = []string{}
	}
	if v.Obligations == nil {
		v.Obligations = []classify.Obligation{}
	}
	if v.Reasons == nil {
		v.Reasons = []classify.Reason{}
	}
	return v
}

// contentDigest is equal for two deliveries of one letter, whose raw bytes
// differ in what the servers on their ways added. Where only the beginning of
// a letter was had, how far that reaches depends on these lines too.
func contentDigest(m *mailbox.Message, partial bool) []byte {
	h := sha256.New()
	add := func(s string) { // with its length, so that no two lists of fields run into one
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	add(m.Subject)
	for _, a := range m.From {
		add(strings.ToLower(a.Address))
	}
	add(m.Date.UTC().Format(time.RFC3339))
	if partial {
		return h.Sum(nil)
	}
	add(m.Text)
	for _, a := range m.Attachments {
		add(a.Name)
		add(strconv.FormatInt(a.Size, 10))
	}
	return h.Sum(nil)
}

// maxNames bounds how many ids of one letter count: a References field of
// megabytes must not become a million rows. The start of the thread and its
// newest letters are what threading needs.
const maxNames = 100

// namedIDs are the ids a letter answers, nearest first: that of the letter it
// reports on, In-Reply-To, then References from the newest back (RFC 5322,
// section 3.6.4).
func namedIDs(m *mailbox.Message) []string {
	newest := slices.Clone(m.References)
	slices.Reverse(newest)
	var ids []string
	seen := map[string]bool{"": true, m.MessageID: true} // a letter does not answer itself
	for _, id := range slices.Concat([]string{m.About.MessageID}, m.InReplyTo, newest) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) > maxNames {
		ids = slices.Delete(ids, maxNames/2, len(ids)-maxNames/2)
	}
	return ids
}

const snippetLength = 200 // characters

// snippet is the first words of what a letter says, on one line.
func snippet(own, whole string) string {
	text := firstWords(own, snippetLength+1)
	if text == "" {
		text = firstWords(whole, snippetLength+1)
	}
	if utf8.RuneCountInString(text) <= snippetLength {
		return text
	}
	short := string([]rune(text)[:snippetLength-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return short + "…"
}

// firstWords gives the first n characters of a text, white space made one space.
func firstWords(text string, n int) string {
	var b strings.Builder
	due := false // a space, before the next word
	for _, c := range text {
		switch {
		case n <= 0:
			return b.String()
		case unicode.IsSpace(c):
			due = b.Len() > 0
			continue
		case due:
			b.WriteByte(' ')
			n--
			due = false
		}
		b.WriteRune(c)
		n--
	}
	return b.String()
}

// Package inbound reads letters from an IMAP server (RFC 9051, RFC 3501). It is
// the only user of go-imap's client.
//
// It owns the connection and the promise that no letter is passed over: every
// letter the server lists is handed over whole, or named in Batch.Missing with
// the reason. It hands over bytes and never parses them. It never changes the
// mailbox: folders are opened with EXAMINE and bodies read with BODY.PEEK[],
// so that letters stay unread for those who use Outlook. It never logs, and no
// error of its own holds an address, a subject or a body.
package inbound

import (
	"crypto/x509"
	"time"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// Config says where the mailbox is. The zero value of a limit means its default.
type Config struct {
	Host        string
	Port        int                // default 993 for "tls", else 143
	TLS         string             // "tls" (default), "starttls" or "plain"
	AllowPlain  bool               // let "plain" go beyond this machine
	Credentials signin.Credentials // who we are; never nil
	RootCAs     *x509.CertPool     // authorities that may vouch for the server; nil: the system's

	MaxLetter    int64         // bytes; of larger letters only the first 256 KiB are fetched; default 35 MiB
	BatchLetters int           // letters in a Batch at most; default 300
	BatchBytes   int64         // bytes in a Batch, unless one letter alone is larger; default 16 MiB
	Timeout      time.Duration // for connecting, and the longest silence of the server; default 60 s

	// JunkFolders and SentFolders name folders whose role is known, as the server
	// names them (case ignored). They win over what the server states.
	JunkFolders, SentFolders []string
}

// PartialBytes is how much is fetched of a letter larger than Config.MaxLetter.
const PartialBytes = 256 << 10

func (c Config) withDefaults() Config {
	if c.TLS == "" {
		c.TLS = "tls"
	}
	if c.Port == 0 {
		c.Port = 143
		if c.TLS == "tls" {
			c.Port = 993
		}
	}
	if c.MaxLetter <= 0 {
		c.MaxLetter = 35 << 20
	}
	if c.BatchLetters <= 0 {
		c.BatchLetters = 300
	}
	if c.BatchBytes <= 0 {
		c.BatchBytes = 16 << 20
	}
	if c.Timeout <= 0 {
		c.Timeout = time.Minute
	}
	return c
}

// Cursor is how far a folder has been read. The zero Cursor is its beginning.
type Cursor struct {
	UIDValidity uint32 // of RFC 9051, section 2.3.1.1: UIDs mean something only together with it
	LastUID     uint32 // every letter up to and including this one was handed over
}

// Fetched is one letter as the server gave it.
type Fetched struct {
	Folder      string
	UIDValidity uint32
	UID         uint32
	Internal    time.Time // INTERNALDATE: when the server received the letter, in the server's zone
	Size        int64     // RFC822.SIZE, bytes, as the server states it; Exchange is known to be a little off
	Raw         []byte    // never nil
	Partial     bool      // larger than Config.MaxLetter: Raw is its first PartialBytes
}

// Missing is a letter that the server listed and did not hand over.
type Missing struct {
	UID      uint32
	Size     int64     // RFC822.SIZE, bytes; 0 when not even that was given
	Gone     bool      // it is no longer in the folder; otherwise it is, and its body cannot be had
	Skipped  bool      // Fetching.Skip wanted no body; Reason is what it said
	Internal time.Time // INTERNALDATE; zero when not told
	Reason   string    // for a person, without the letter's contents
}

// Batch is what is to be stored in one transaction, together with Next.
type Batch struct {
	Folder      string
	UIDValidity uint32
	Letters     []Fetched // ascending UID
	Missing     []Missing // ascending UID
	Next        Cursor    // covers all Letters and Missing; zero in what Again delivers
	Left        int       // letters that are listed and not handed over yet, after this batch
}

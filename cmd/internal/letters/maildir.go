package letters

import (
	"bytes"
	"fmt"
	"iter"
	"os"
	"path/filepath"
)

// Total is how much was written.
type Total struct {
	Letters int
	Bytes   int64 // on the wire: with CRLF
}

// Fill writes letters into a Maildir as ones that a client has seen, and makes
// the folders that are missing. Files are as Dovecot likes them: lines end in
// LF, the time is INTERNALDATE, and names tell both sizes (S= as stored, W= with
// CRLF), so that it need not read a letter to know its RFC822.SIZE. Nothing is
// forced to the disk. For several calls on one Maildir the letters must differ
// in their times.
func Fill(dir string, all iter.Seq[Letter]) (Total, error) {
	for _, folder := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return Total{}, err
		}
	}
	var total Total
	for letter := range all {
		stored := bytes.ReplaceAll(letter.Raw, []byte("\r\n"), []byte("\n"))
		// Dovecot numbers letters by the time and M in their names.
		name := fmt.Sprintf("%d.M%06dP1.letters,S=%d,W=%d:2,", letter.Internal.Unix(), total.Letters%1_000_000, len(stored), len(letter.Raw))
		path := filepath.Join(dir, "cur", name)
		if err := os.WriteFile(path, stored, 0o600); err != nil {
			return total, err
		}
		if err := os.Chtimes(path, letter.Internal, letter.Internal); err != nil {
			return total, err
		}
		total.Letters++
		total.Bytes += int64(len(letter.Raw))
	}
	return total, nil
}

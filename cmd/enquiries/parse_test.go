//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestParsedLettersAreClassified: what parse prints is what classify reads, the
// text of attached letters with it; a pipe in a folder is passed over.
func TestParsedLettersAreClassified(t *testing.T) {
	folder := t.TempDir()
	const letter = "From: Ann <ann@example.org>\nSubject: Letters\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\n" +
		"Content-Type: message/rfc822\n\nFrom: jo@example.org\nSubject: Hello\n\nI do not want to live any more.\n--b--\n"
	if err := os.WriteFile(filepath.Join(folder, "letter.eml"), []byte(letter), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, lines, said := command(t, "", "parse", folder)
	if code != exitFailure || strings.Count(lines, "\n") != 1 || !strings.Contains(said, "pipe") {
		t.Fatalf("exit code %d, out %q, said %q", code, lines, said)
	}
	code, verdicts, said := command(t, lines, "classify")
	if code != 0 || !strings.Contains(verdicts, `letter.eml"`) || !strings.Contains(verdicts, `"concern":"personal"`) {
		t.Fatalf("exit code %d, out %q, said %q", code, verdicts, said)
	}
	_, same, _ := command(t, `{"id":1,"from_email":"ann@example.org","subject":"Letters","body":"See below."}`, "classify")
	if !strings.Contains(same, `"id":1`) || !strings.Contains(same, `"concern":"none"`) {
		t.Fatalf("without the letter: %q", same)
	}
}

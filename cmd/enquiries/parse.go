package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/mailbox"
)

func parseCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "parse FILE...",
		Short: "Show what is read of letters, one JSON object a line",
		Long: `parse reads letters as they lie on disk (.eml) and prints, for each, one line of
JSON: the addresses, the subject, the whole text, the writer's own words, the
text of attached letters and files, the attachments, what kind of mail it is,
and what was wrong with it. A folder stands for all files below it; "-" is
standard input.

However broken a letter is, there is a line for it. Only a file that cannot be
opened is an error.`,
		Example: "  enquiries parse letter.eml\n  enquiries parse letters/ | jq .own_text\n  cat letter.eml | enquiries parse -",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return parseFiles(s, args)
		},
	}
}

// parseFiles prints a line for each file and goes on after one that cannot be
// read; there is an error in the end if there was such a file.
func parseFiles(s streams, args []string) error {
	lines := json.NewEncoder(s.out)
	lines.SetEscapeHTML(false)
	unreadable := 0
	for _, arg := range args {
		err := eachLetter(s.in, arg, func(name string, r io.ReaderAt, size int64) error {
			return lines.Encode(mailbox.NewLine(name, mailbox.Parse(r, size, mailbox.Limits{})))
		}, func(err error) {
			unreadable++
			fmt.Fprintf(s.err, "enquiries: %v\n", err)
		})
		if err != nil {
			return fmt.Errorf("write the result: %w", err)
		}
	}
	if unreadable > 0 {
		return fmt.Errorf("%d files could not be read", unreadable)
	}
	return nil
}

// eachLetter calls show for the file, for every file below the folder, or for
// standard input. What cannot be opened is reported to skip; an error of show
// ends the walk.
func eachLetter(in io.Reader, arg string, show func(string, io.ReaderAt, int64) error, skip func(error)) error {
	if arg == "-" {
		text, err := io.ReadAll(in)
		if err != nil {
			skip(fmt.Errorf("read standard input: %w", err))
			return nil
		}
		return show("-", bytes.NewReader(text), int64(len(text)))
	}
	return filepath.WalkDir(arg, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			skip(err)
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		if info, err := os.Stat(path); path != arg && err == nil && !info.Mode().IsRegular() && !info.IsDir() {
			skip(errors.New(path + ": no file with a letter in it, but a pipe, a socket or a device; it was left out"))
			return nil
		}
		return openLetter(path, show, skip)
	})
}

func openLetter(path string, show func(string, io.ReaderAt, int64) error, skip func(error)) error {
	f, err := os.Open(path)
	if err != nil {
		skip(err)
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		skip(err)
		return nil
	case info.IsDir():
		skip(errors.New(path + ": a link to a folder; name the folder itself"))
		return nil
	case !info.Mode().IsRegular(): // a pipe, say: it has no size
		text, err := io.ReadAll(f)
		if err != nil {
			skip(err)
			return nil
		}
		return show(path, bytes.NewReader(text), int64(len(text)))
	}
	return show(path, f, info.Size())
}

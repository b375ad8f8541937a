package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hee.nhs.uk/enquiries/cmd/internal/letters"
)

// set is letters that are read together.
type set struct {
	what    string
	letters [][]byte
	names   []string // of the letters, as a person would look for them
}

func (s *set) add(name string, raw []byte) {
	s.names = append(s.names, name)
	s.letters = append(s.letters, raw)
}

func (s *set) bytes() (n int) {
	for _, raw := range s.letters {
		n += len(raw)
	}
	return n
}

// seed makes the letters of all runs the same, so that figures of different
// days compare.
const seed = 1

func loadSets(o options) ([]set, error) {
	golden, err := goldenLetters(o.golden)
	if err != nil {
		return nil, fmt.Errorf("read the letters of the golden tests: %w", err)
	}
	sets := []set{golden}
	if o.letters > 0 {
		sets = append(sets, generated(o.letters))
	}
	if o.folder == "" {
		return sets, nil
	}
	own, err := lettersBelow(o.folder)
	if err != nil {
		return nil, fmt.Errorf("read the folder of letters: %w", err)
	}
	return append(sets, own), nil
}

func goldenLetters(folder string) (set, error) {
	s := set{what: "letters of the golden tests, each broken in its own way"}
	paths, err := filepath.Glob(filepath.Join(folder, "*", "letter.eml"))
	if err != nil {
		return s, err
	}
	if len(paths) == 0 {
		return s, errors.New("there are none in " + folder)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return s, err
		}
		s.add(filepath.Base(filepath.Dir(path)), raw)
	}
	return s, nil
}

func generated(n int) set {
	s := set{what: "generated letters, as an enquiry mailbox gets them"}
	for l := range letters.New(seed, letters.Options{Count: n}) {
		s.add(l.MessageID+", "+string(l.Kind), l.Raw)
	}
	return s
}

func lettersBelow(folder string) (set, error) {
	s := set{what: "letters below " + folder}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err == nil {
			s.add(path, raw)
		}
		return err
	})
	if err == nil && len(s.letters) == 0 {
		err = errors.New("there are none in " + folder)
	}
	return s, err
}

package classify

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// The corpus: example mails written by hand for this project; corpus/README.md
// says how. The test part is read by EvaluateTest only and never trained on.
//
//go:embed corpus
var corpusFiles embed.FS

// Example is one letter whose right verdict is known.
type Example struct {
	ID      string // unique in its part, for naming misses
	Letter  Letter
	Topic   string   // as written in the corpus; a topic the team does not have counts as TopicOther
	Also    []string // further topics
	Concern Concern

	Obligations []Obligation
}

// line is one letter as the corpus files hold it.
type line struct {
	ID        string   `json:"id"`
	FromName  string   `json:"from_name"`
	FromEmail string   `json:"from_email"`
	Subject   string   `json:"subject"`
	Body      string   `json:"body"`
	Topic     string   `json:"topic"`
	Also      []string `json:"also"`
	Concern   Concern  `json:"concern"`

	Obligations []Obligation `json:"obligations"`
}

// trainingPart reads the letters that models are trained on, in the order of
// file names and lines. own reduces a body to the writer's own words.
func trainingPart(own func(string) string) ([]Example, error) {
	return readPart(corpusFiles, "corpus/train-*.jsonl", own)
}

// testPart reads the letters that models are only ever measured on.
func testPart(own func(string) string) ([]Example, error) {
	return readPart(corpusFiles, "corpus/test-*.jsonl", own)
}

// TrainingLetters gives the corpus' training part, in the order of file names
// and lines. own reduces a body to the writer's own words; nil takes it whole.
func TrainingLetters(own func(string) string) ([]Example, error) { return trainingPart(own) }

// TestLetters gives the corpus' test part, for measuring alone: nothing is
// trained or tuned on it, and each look is logged in corpus/README.md.
func TestLetters(own func(string) string) ([]Example, error) { return testPart(own) }

func readPart(files fs.FS, pattern string, own func(string) string) ([]Example, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var all []Example
	seen := make(map[string]string)
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		examples, err := readLines(path.Base(name), data, own)
		if err != nil {
			return nil, err
		}
		for _, e := range examples {
			if before, twice := seen[e.ID]; twice {
				return nil, fmt.Errorf("corpus %s: letter %s is in %s already", path.Base(name), e.ID, before)
			}
			seen[e.ID] = path.Base(name)
		}
		all = append(all, examples...)
	}
	return all, nil
}

// readLines reads one corpus file; an error names the file and the line.
func readLines(name string, data []byte, own func(string) string) ([]Example, error) {
	var examples []Example
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		e, err := readLine(lines.Bytes(), own)
		if err != nil {
			return nil, fmt.Errorf("corpus %s:%d: %w", name, n, err)
		}
		examples = append(examples, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("corpus %s: %w", name, err)
	}
	return examples, nil
}

func readLine(data []byte, own func(string) string) (Example, error) {
	var l line
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return Example{}, err
	}
	switch {
	case decoder.More():
		return Example{}, fmt.Errorf("more than one JSON value on the line")
	case l.ID == "":
		return Example{}, fmt.Errorf("no id")
	case l.Topic == "":
		return Example{}, fmt.Errorf("letter %s has no topic", l.ID)
	case l.Concern != ConcernNone && l.Concern.Rank() == 0:
		return Example{}, fmt.Errorf("letter %s: concern %q is none of none, third_party, personal", l.ID, l.Concern)
	}
	for _, o := range l.Obligations {
		if !slices.Contains(Obligations, o) {
			return Example{}, fmt.Errorf("letter %s: obligation %q is none of %v", l.ID, o, Obligations)
		}
	}
	words := l.Body
	if own != nil {
		words = own(l.Body)
	}
	return Example{
		ID:      l.ID,
		Letter:  Letter{FromName: l.FromName, FromEmail: l.FromEmail, Subject: l.Subject, Own: words, Whole: l.Body},
		Topic:   l.Topic,
		Also:    l.Also,
		Concern: l.Concern,

		Obligations: l.Obligations,
	}, nil
}

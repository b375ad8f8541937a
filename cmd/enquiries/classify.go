package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

func classifyCommand(s streams) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "classify",
		Short: "Show the verdict on letters given as JSON lines on standard input",
		Long: `classify reads one JSON object a line from standard input

  {"id","from_name","from_email","subject","body"}

and prints, in the same order, what the classifier thinks of each

  {"id","topic","also","confidence","unsure","concern","concern_score","reasons"}

"body" is the whole text of a mail as one reads it, quotes and signature
included. Lines as parse prints them are taken as well: of these the text, the
writer's own words and the text of what is attached are read, and the file is
the "id". A line that is no such object is reported by its number and skipped.
With --config the topics of that configuration are used, else the shipped ones.`,
		Example: `  echo '{"id":"1","subject":"Dead link","body":"The PDF will not open."}' | enquiries classify`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg := defaultConfig()
			if path != "" {
				var err error
				if cfg, err = loadConfig(path); err != nil {
					return err
				}
			}
			sorter, err := newClassifier(&cfg)
			if err != nil {
				return err
			}
			return classifyLines(s, sorter)
		},
	}
	c.Flags().StringVar(&path, "config", "", "take the topics from this configuration `FILE`")
	return c
}

type classifyIn struct {
	ID        json.RawMessage `json:"id"` // given back as it came, text or number
	FromName  string          `json:"from_name"`
	FromEmail string          `json:"from_email"`
	Subject   string          `json:"subject"`
	Body      string          `json:"body"`
	parsed
}

// parsed are the keys that only a line of parse has.
type parsed struct {
	File     string            `json:"file"`
	From     []mailbox.Address `json:"from"`
	Text     *string           `json:"text"`
	OwnText  string            `json:"own_text"`
	Attached string            `json:"attached"`
}

// letter gives what is to be judged.
func (in classifyIn) letter() classify.Letter {
	l := classify.Letter{
		FromName: in.FromName, FromEmail: in.FromEmail, Subject: in.Subject,
		Own: mailbox.OwnText(in.Body), Whole: in.Body, Passed: passedOn(in.Subject, in.Body),
	}
	if in.Text == nil || in.Body != "" {
		return l
	}
	if l.Own, l.Whole = in.OwnText, *in.Text; len(in.From) > 0 {
		l.FromName, l.FromEmail = in.From[0].Name, in.From[0].Address
	}
	l.Passed = strings.TrimPrefix(passedOn(in.Subject, l.Whole)+"\n\n"+in.Attached, "\n\n")
	return l
}

type classifyOut struct {
	ID json.RawMessage `json:"id"`
	classify.Verdict
}

// classifyLines answers line by line, so that it can stand in a pipe.
func classifyLines(s streams, sorter *classify.Classifier) error {
	out := bufio.NewWriter(s.out)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	bad := 0
	err := eachLine(s.in, func(number int, text []byte) error {
		in, err := readLine(text)
		if err != nil {
			bad++
			fmt.Fprintf(s.err, "enquiries: line %d: %v; skipped\n", number, err)
			return nil
		}
		return errors.Join(lines.Encode(classifyOut{in.ID, sorter.Classify(in.letter())}), out.Flush())
	})
	if err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d lines could not be read", bad)
	}
	return nil
}

// passedOn is the mail of others that a letter hands on: what is quoted in it,
// unless its subject says that it is an answer.
func passedOn(subject, text string) string {
	if !mailbox.IsForward(subject) && answerMark.MatchString(subject) {
		return ""
	}
	return mailbox.Quoted(text)
}

var answerMark = regexp.MustCompile(`(?i)^\s*(re|aw|sv|vs|ynghylch|ateb)\s*:`)

// readLine reads one object; the error is for the person who wrote the line.
func readLine(text []byte) (in classifyIn, err error) {
	if err := json.Unmarshal(text, &in); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return in, fmt.Errorf("%q is a %s and should be text", wrong.Field, wrong.Value)
		}
		return in, fmt.Errorf("it is not a JSON object like {\"id\":…,\"subject\":…,\"body\":…}")
	}
	if bytes.Equal(text, []byte("null")) {
		return in, errors.New("it is null and no object")
	}
	if in.ID == nil && in.File != "" {
		in.ID, err = json.Marshal(in.File)
	} else if in.ID == nil {
		in.ID = json.RawMessage("null")
	}
	return in, err
}

// eachLine calls f with each line that is not blank and its number from 1.
// Lines may be of any length.
func eachLine(r io.Reader, f func(number int, text []byte) error) error {
	in := bufio.NewReaderSize(r, 1<<16)
	for number := 1; ; number++ {
		text, err := in.ReadBytes('\n')
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows programs write it
		}
		if len(text) > 0 && len(bytes.TrimSpace(text)) > 0 {
			if err := f(number, bytes.TrimSpace(text)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read line %d: %w", number, err)
		}
	}
}

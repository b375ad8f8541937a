package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

func evalCommand(s streams) *cobra.Command {
	var o evalOptions
	c := &cobra.Command{
		Use:   "eval --train FILE... --test FILE...",
		Short: "Learn labels from JSON lines and measure how well they are found in others",
		Long: `eval learns from the training lines, and from nothing else, which label a text
has, and prints how well it finds those of the test lines. A line is

  {"text","label"}   or   {"subject","body","label"}

with any labels, up to hundreds of them; other keys are ignored. Of a "body"
the writer's own words are read, without quotes and signature. "topic" counts
where there is no "label", so that the program's own corpus can be read. Give
--train and --test once for each file; "-" is standard input.

--unsure-label names the label of texts that belong to none of the others. Then
it is measured how many of them are left unsure. Whole labels are left out in
training to learn what a text of none looks like; lines of that label in the
training files, if there are some, are learned from too.

A line that cannot be read is reported with its file and number, and nothing is
learned or measured: figures of half a file look like those of the whole.`,
		Example: `  enquiries eval --train train.jsonl --test test.jsonl
  enquiries eval --train train.jsonl --train more.jsonl --test test.jsonl --unsure-label oos --json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return evaluate(s, o) },
	}
	c.Flags().StringArrayVar(&o.train, "train", nil, "learn from the lines of this `FILE`; may be given again")
	c.Flags().StringArrayVar(&o.test, "test", nil, "measure on the lines of this `FILE`; may be given again")
	c.Flags().StringVar(&o.none, "unsure-label", "", "the `LABEL` of texts that belong to none of the others")
	c.Flags().BoolVar(&o.json, "json", false, "print all figures as one JSON object")
	_ = c.MarkFlagRequired("train") // they exist: they were added above
	_ = c.MarkFlagRequired("test")
	return c
}

type evalOptions struct {
	train, test []string
	none        string
	json        bool
}

func evaluate(s streams, o evalOptions) error {
	train, err := readLabelled(s, o.train)
	if err != nil {
		return fmt.Errorf("the training lines: %w", err)
	}
	test, err := readLabelled(s, o.test)
	if err != nil {
		return fmt.Errorf("the test lines: %w", err)
	}
	m, err := classify.LearnLabels(train, o.none)
	if err != nil {
		return err
	}
	report := classify.EvaluateLabels(m, train, test)
	if n := report.AlsoInTraining; n > 0 {
		fmt.Fprintf(s.err, "enquiries: %d test lines are in the training lines too: the figures flatter\n", n)
	}
	if !o.json {
		_, err = io.WriteString(s.out, report.String())
		return err
	}
	out := json.NewEncoder(s.out)
	out.SetEscapeHTML(false)
	return out.Encode(report)
}

// readLabelled reads the files in turn. Every bad line is reported; there is an
// error in the end if there was one.
func readLabelled(s streams, paths []string) ([]classify.Labelled, error) {
	var all []classify.Labelled
	bad := 0
	for _, path := range paths {
		before := len(all)
		err := eachLineOf(s.in, path, func(number int, text []byte) error {
			l, err := labelledLine(text)
			if err != nil {
				bad++
				fmt.Fprintf(s.err, "enquiries: %s:%d: %v\n", path, number, err)
				return nil
			}
			all = append(all, l)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(all) == before && bad == 0 {
			return nil, fmt.Errorf("%s has no lines", path)
		}
	}
	if bad > 0 {
		return nil, fmt.Errorf("%d could not be read", bad)
	}
	return all, nil
}

func eachLineOf(in io.Reader, path string, f func(int, []byte) error) error {
	if path == "-" {
		return eachLine(in, f)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := eachLine(file, f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// labelledLine reads one line; the error is for the person who wrote it.
func labelledLine(text []byte) (l classify.Labelled, err error) {
	var in struct {
		Text      *string `json:"text"`
		Subject   string  `json:"subject"`
		Body      *string `json:"body"`
		FromEmail string  `json:"from_email"`
		Label     any     `json:"label"`
		Topic     string  `json:"topic"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return l, fmt.Errorf("%q is a %s and should be text", wrong.Field, wrong.Value)
		}
		return l, errors.New(`it is not a JSON object like {"text":…,"label":…}`)
	}
	if bytes.Equal(text, []byte("null")) {
		return l, errors.New("it is null and no object")
	}
	switch label := in.Label.(type) {
	case string:
		l.Label = label
	case float64:
		l.Label = fmt.Sprint(label)
	case nil:
		l.Label = in.Topic
	default:
		return l, errors.New(`"label" should be text or a number`)
	}
	if l.Label == "" {
		return l, errors.New(`it has no "label"`)
	}
	l.Letter = classify.Letter{FromEmail: in.FromEmail, Subject: in.Subject}
	switch {
	case in.Body != nil:
		l.Letter.Own, l.Letter.Whole = mailbox.OwnText(*in.Body), *in.Body
	case in.Text != nil:
		l.Letter.Own = *in.Text
	case in.Subject == "":
		return l, errors.New(`it has neither "text" nor "subject" and "body"`)
	}
	return l, nil
}

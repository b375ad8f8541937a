package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
)

const trialPatience = 2 * time.Minute

// trialCommand reads one letter as serve does and keeps nothing. serve runs it
// for a letter that was in hand when the program ended, so it is not for people.
func trialCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use: "trial", Hidden: true, Args: cobra.NoArgs,
		Short: "Read the letter on standard input and keep nothing (serve uses it)",
		RunE: func(*cobra.Command, []string) error {
			tameMemory()
			raw, err := io.ReadAll(s.in)
			if err != nil {
				return err
			}
			cfg := defaultConfig()
			sorter, err := newClassifier(&cfg)
			if err != nil {
				return err
			}
			m := parseLetter(raw, mailbox.Limits{})
			sorter.Classify(classify.Letter{Subject: m.Subject, Own: m.OwnText, Whole: m.Text, Passed: m.Attached})
			return nil
		},
	}
}

// tryLetter reads a letter in a process of its own. The error says how that ended.
func tryLetter(ctx context.Context, raw []byte) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program's file: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, trialPatience)
	defer cancel()
	// Nothing of what it writes is kept: a stack may quote the letter.
	c := exec.CommandContext(limited, program, "trial")
	c.Stdin = bytes.NewReader(raw)
	c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { // a hostile letter finds no secrets there
		return strings.HasPrefix(v, passwordVariable+"=") || strings.HasPrefix(v, clientSecretVariable+"=")
	})
	err = c.Run()
	if errors.Is(limited.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("it took longer than %v", trialPatience)
	}
	return err
}

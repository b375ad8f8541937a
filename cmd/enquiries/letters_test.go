package main

import (
	"bytes"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/store/worktime"
)

// TestDemoLettersAreDatedBelievably loads the demo as if started at many
// times of many weeks.
func TestDemoLettersAreDatedBelievably(t *testing.T) {
	first := time.Date(2026, 3, 23, 0, 30, 0, 0, time.UTC)
	for begin := first; begin.Before(first.AddDate(0, 10, 0)); begin = begin.Add(61 * time.Hour) {
		letters, err := loadLetters(begin, worktime.Default())
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]time.Time{}
		for _, l := range letters {
			at[l.Name] = l.at
		}
		for _, l := range letters {
			switch {
			case l.live == 0 && l.at.After(begin):
				t.Errorf("begun %v: %s came in the future, at %v", begin, l.Name, l.at)
			case l.at.Before(begin.AddDate(0, 0, -45)):
				t.Errorf("begun %v: %s came long ago, at %v", begin, l.Name, l.at)
			case l.Answers != "" && !l.at.After(at[l.Answers]), l.After != "" && l.live == 0 && !l.at.After(at[l.After]):
				t.Errorf("begun %v: %s came before the letter it follows", begin, l.Name)
			case bytes.Contains(l.raw, []byte("{{")):
				t.Errorf("%s: a placeholder is left", l.Name)
			}
		}
	}
}

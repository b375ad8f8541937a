package classify

import (
	"strings"
	"testing"
)

func TestBadCorpusLineIsNamed(t *testing.T) {
	good := `{"id":"a","from_name":"","from_email":"","subject":"","body":"b","topic":"other","also":[],"concern":"none"}`
	for name, bad := range map[string]string{
		"broken":    `{"id":`,
		"no id":     `{"topic":"other","concern":"none"}`,
		"no topic":  `{"id":"b","concern":"none"}`,
		"concern":   `{"id":"b","topic":"other","concern":"maybe"}`,
		"stray key": `{"id":"b","topic":"other","concern":"none","mood":"x"}`,
		"two":       good + good,
	} {
		_, err := readLines("train-x.jsonl", []byte(good+"\n"+bad+"\n"), nil)
		if err == nil || !strings.Contains(err.Error(), "train-x.jsonl:2:") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Both parts must be readable, and no letter may be in both. Only marks of
// the test part are read here.
func TestPartsAreApart(t *testing.T) {
	train, err := trainingPart(nil)
	if err != nil {
		t.Fatal(err)
	}
	test, err := testPart(nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]string)
	for _, e := range train {
		seen[strings.Join(strings.Fields(e.Letter.Whole), " ")] = e.ID
	}
	for _, e := range test {
		if id, twice := seen[strings.Join(strings.Fields(e.Letter.Whole), " ")]; twice {
			t.Errorf("test letter %s has the text of training letter %s", e.ID, id)
		}
	}
}

func TestOwnWordsAreUsed(t *testing.T) {
	letters, err := trainingPart(func(string) string { return "own" })
	if err != nil {
		t.Fatal(err)
	}
	if l := letters[0].Letter; l.Own != "own" || l.Whole == "own" {
		t.Errorf("%+v", l)
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lampsAndSongs are training lines that are easy to learn from, in every form
// that is read.
func lampsAndSongs() string {
	var b strings.Builder
	b.WriteString("\ufeff")
	for i := range 12 {
		fmt.Fprintf(&b, `{"text":"turn the lamp in room %d on","label":"lights","lang":"en"}`+"\r\n\r\n", i)
		fmt.Fprintf(&b, `{"id":"%d","subject":"Music","body":"play song %d of the album","topic":"music","concern":"none"}`+"\n", i, i)
	}
	return b.String()
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEval(t *testing.T) {
	train := writeFile(t, lampsAndSongs())
	test := `{"text":"is the lamp on","label":"lights"}` + "\n" + `{"text":"another song from that album","label":"music"}` + "\n" +
		`{"text":"turn the lamp in room 3 on","label":"lights"}` + "\n" + `{"text":"who are you","label":"oos"}` + "\n" + `{"text":"what now","label":"7"}`
	code, out, said := command(t, test, "eval", "--train", train, "--test", "-", "--unsure-label", "oos", "--json")
	var r struct {
		Lines        int
		Accuracy     struct{ Hits, Of int }
		NeverLearned []struct{ Label string } `json:"never_learned"`
		Coverage     []struct{ From float64 }
	}
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatalf("exit code %d, %v, out %q, said %q", code, err, out, said)
	}
	if r.Lines != 5 || r.Accuracy.Hits != 3 || r.Accuracy.Of != 4 || len(r.NeverLearned) != 1 || r.NeverLearned[0].Label != "7" || len(r.Coverage) == 0 {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(said, "1 test lines are in the training lines too") {
		t.Errorf("said %q", said)
	}
	code, out, _ = command(t, test, "eval", "--train", train, "--test", "-")
	if code != 0 || !strings.Contains(out, "oos") || !strings.Contains(out, "macro avg f1-score") || strings.Contains(out, "none of these") {
		t.Errorf("exit code %d, out %q", code, out)
	}
}

func TestEvalSaysWhatIsWrong(t *testing.T) {
	good := writeFile(t, lampsAndSongs())
	for name, c := range map[string]struct{ lines, want string }{
		"no lines":      {"\n \r\n", "has no lines"},
		"no JSON":       {"lights", "it is not a JSON object"},
		"null":          {"null", "it is null"},
		"a list":        {"[1]", "it is not a JSON object"},
		"no label":      {`{"text":"a"}`, `has no "label"`},
		"empty label":   {`{"text":"a","label":""}`, `has no "label"`},
		"a wrong label": {`{"text":"a","label":["b"]}`, `"label" should be text or a number`},
		"a wrong text":  {`{"text":3,"label":"b"}`, `"text" is a number and should be text`},
		"no text":       {`{"label":"b"}`, `neither "text" nor`},
		"one label":     {`{"text":"a","label":"b"}`, "two labels at least"},
		"the line":      {lampsAndSongs() + "{", ":37: it is not"},
	} {
		code, out, said := command(t, "", "eval", "--train", writeFile(t, c.lines), "--test", good)
		if code != exitFailure || out != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: exit code %d, out %q, said %q", name, code, out, said)
		}
	}
	code, _, said := command(t, "", "eval", "--train", "nowhere.jsonl", "--test", good)
	if code != exitFailure || !strings.Contains(said, "nowhere.jsonl") {
		t.Errorf("exit code %d, said %q", code, said)
	}
	if code, _, _ := command(t, "", "eval", "--train", good); code != exitUsage {
		t.Errorf("without --test: exit code %d", code)
	}
}

package mailbox_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hee.nhs.uk/enquiries/mailbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden parses testdata/<what it shows>/letter.eml and compares with
// want.json beside it.
func TestGolden(t *testing.T) {
	letters, err := filepath.Glob("testdata/*/letter.eml")
	if err != nil || len(letters) == 0 {
		t.Fatalf("no letters in testdata: %v", err)
	}
	for _, file := range letters {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := indented(t, parse(raw))
			golden := filepath.Join(filepath.Dir(file), "want.json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func parse(raw []byte) mailbox.Message {
	return mailbox.Parse(bytes.NewReader(raw), int64(len(raw)), mailbox.Limits{})
}

func indented(t *testing.T, m mailbox.Message) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(mailbox.NewLine("letter.eml", m)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRubbishIsUnreadable: such letters go to quarantine, all others do not.
func TestRubbishIsUnreadable(t *testing.T) {
	letters, err := filepath.Glob("testdata/*/letter.eml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range letters {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := parse(raw)
		if got, want := m.Unreadable(), filepath.Base(filepath.Dir(file)) == "binary-rubbish"; got != want {
			t.Errorf("%s: unreadable %v, want %v", file, got, want)
		}
	}
}

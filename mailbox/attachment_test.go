package mailbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatStandsBehindTheText: text of files and of attached letters, however
// they came, is looked at, though it is not the letter's.
func TestWhatStandsBehindTheText(t *testing.T) {
	more := newPacker()
	more.attribute(1, 0x00020000|tnefBody, []byte("See below. The second page asks whether the course could be held in Bangor in September."))
	letters := packedLetters()
	letters["more"] = winmail("See below.\n", more.Bytes())
	short := newPacker()
	short.attribute(1, 0x00020000|tnefBody, []byte("Yes, please do."))
	letters["a short answer"] = winmail("--\nlist.example.org\n", short.Bytes())
	letters["a short answer, twice"] = winmail("Yes, please do.\nGlyn\n", short.Bytes())
	letters["a list's footer"] = winmail("--\nlist.example.org\n", more.Bytes())
	for name, want := range map[string]struct{ text, behind []string }{
		"letter-called-a-file-is-opened":   {[]string{"Please see what Ceri wrote."}, []string{"[Attached letter: Room for June]", "The room is booked"}},
		"text-files-are-files":             {[]string{"Two files.", "Made by the list."}, []string{"[Attached file: day.txt]", "Coffee at ten.", "Lunch at one."}},
		"winmail-with-a-letter":            {[]string{"please see the letter"}, []string{"[Attached letter: Room for June]", "The room is booked"}},
		"winmail-with-text-and-files":      {[]string{"Is there a place"}, []string{"[Attached file: program.txt]", "Coffee at ten."}},
		"winmail-that-says-the-same-again": {[]string{"Could we have the form"}, nil},
		"more":                             {[]string{"See below.", "held in Bangor"}, nil},
		"a short answer":                   {[]string{"list.example.org", "Yes, please do."}, nil},
		"a short answer, twice":            {[]string{"Yes, please do.\nGlyn\n"}, nil},
		"a list's footer":                  {[]string{"list.example.org", "held in Bangor"}, nil},
	} {
		letter, made := letters[name]
		if !made {
			raw, err := os.ReadFile(filepath.Join("testdata", name, "letter.eml"))
			if err != nil {
				t.Fatal(err)
			}
			letter = string(raw)
		}
		m := parseString(letter, Limits{})
		for _, s := range want.text {
			if !strings.Contains(m.Text, s) {
				t.Errorf("%s: text %q, want %q in it", name, m.Text, s)
			}
		}
		for _, s := range want.behind {
			if !strings.Contains(m.Attached, s) || strings.Contains(m.Text, s) {
				t.Errorf("%s: text %q, behind it %q, want %q only there", name, m.Text, m.Attached, s)
			}
		}
		if len(want.behind) == 0 && m.Attached != "" {
			t.Errorf("%s: %q stands behind the text", name, m.Attached)
		}
	}
	long := winmail(strings.Repeat("The course begins on Monday at ten in the large room. ", 8)+"\n", more.Bytes())
	if m := parseString(long, Limits{}); !strings.Contains(m.Attached, "[Attached file: winmail.dat]") || !strings.Contains(m.Attached, "held in Bangor") {
		t.Errorf("what a winmail.dat says more: %q", m.Attached)
	}
}

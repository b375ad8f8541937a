package mailbox

import "testing"

func TestQuotedIsTheMailOfOthers(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":          {"Where is the framework?\n\nJo\n", ""},
		"marked":           {"See this please.\n\n> I am so worried about her.\n> Please help.\n", "I am so worried about her.\nPlease help.\n"},
		"below a head":     {"Can you deal with this?\n\n-----Original Message-----\nFrom: Ann <ann@example.org>\nSent: Monday 23:52\nSubject: hello\n\nI am so worried about her.\n", "I am so worried about her.\n"},
		"signature within": {"Passing on.\n\nFrom: Ann <ann@example.org>\nSent: 3 May 2026 23:52\nTo: Desk <desk@example.org>\nSubject: hello\n\nI am so worried about her.\n\n-- \nAnn\nBeech Surgery\n", "I am so worried about her.\n"},
	} {
		if got := Quoted(c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

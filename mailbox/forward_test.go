package mailbox

import (
	"strings"
	"testing"
)

func TestIsForward(t *testing.T) {
	for subject, want := range map[string]bool{
		"FW: hello":                            true,
		"Fwd: hello":                           true,
		"fwd : hello":                          true,
		"WG: Hallo":                            true,
		"TR : bonjour":                         true,
		"RV: hola":                             true,
		"I: ciao":                              true,
		"Ymlaen: helo":                         true,
		"Re: Fw: hello":                        true,
		"AW: WG: Hallo":                        true,
		"RE[2]: FW(3): hello":                  true,
		"[EXTERNAL] FW: hello":                 true,
		"Re: [EXTERNAL] [Desk #12] Fwd: hello": true,
		"EXTERNAL: FW: hello":                  true,
		"[Fwd: hello]":                         true,
		"转发：你好":                                true,
		"":                                     false,
		"hello":                                false,
		"Re: hello":                            false,
		"[EXTERNAL] hello":                     false,
		"Forward planning":                     false,
		"Forward planning: a question":         false,
		"I need help: tonight":                 false,
		"Question: FW: hello":                  false,
		"Re:":                                  false,
		"[[[[":                                 false,
	} {
		if got := IsForward(subject); got != want {
			t.Errorf("%q: got %v", subject, got)
		}
	}
	if IsForward(strings.Repeat("re:", 100_000)) || IsForward(strings.Repeat("[", 100_000)) {
		t.Error("marks without end are a forward")
	}
}

// mixed makes a letter of parts, each with its own header.
func mixed(kind string, parts ...string) string {
	return "From: a@example.org\nSubject: x\nContent-Type: multipart/" + kind + "; boundary=b\n\n--b\n" + strings.Join(parts, "\n--b\n") + "\n--b--\n"
}

func TestAttached(t *testing.T) {
	const (
		own    = "Content-Type: text/plain\n\nPlease see the letter."
		letter = "Content-Type: message/rfc822\n\nFrom: jo@example.org\nSubject: Hello\n\nI am not safe."
		file   = "Content-Type: text/plain; name=note.txt\nContent-Disposition: attachment; filename=note.txt\n\nA note."
		within = "Content-Type: message/rfc822\n\nFrom: jo@example.org\nSubject: One\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nFirst.\n--c\nContent-Type: message/rfc822\n\nFrom: b@example.org\nSubject: Two\n\nSecond.\n--c--\n"
	)
	for _, c := range []struct{ name, letter, text, attached string }{
		{"none", "From: a@example.org\n\nhello\n", "hello\n", ""},
		{"letter and file", mixed("mixed", own, letter, file), "Please see the letter.\n", "[Attached letter: Hello]\nI am not safe.\n\n[Attached file: note.txt]\nA note.\n"},
		{"letter without text of its own", mixed("mixed", letter), "[Attached letter: Hello]\nI am not safe.\n", ""},
		{"letter within a letter", mixed("mixed", own, within), "Please see the letter.\n", "[Attached letter: One]\nFirst.\n\n[Attached letter: Two]\nSecond.\n"},
	} {
		m := parseString(c.letter, Limits{})
		if m.Text != c.text || m.Attached != c.attached {
			t.Errorf("%s: text %q, attached %q", c.name, m.Text, m.Attached)
		}
	}
	m := parseString(mixed("mixed", own, file+strings.Repeat(" more", 100)), Limits{TextBytes: 100})
	if m.Attached == "" || len(m.Attached) > 101 {
		t.Errorf("%d bytes where 100 are allowed", len(m.Attached))
	}
	line, err := m.MarshalJSON()
	if err != nil || !strings.Contains(string(line), `"attached":"[Attached file: note.txt]`) {
		t.Errorf("in the JSON: %s %v", line, err)
	}
}

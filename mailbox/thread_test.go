package mailbox

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

const guid = "d720d305dcb72f499a4990f5ee3a029c"

// threadIndex is a Thread-Index as Exchange writes it, with so many answers.
func threadIndex(t *testing.T, first byte, guid string, answers int) string {
	t.Helper()
	id, err := hex.DecodeString(guid)
	if err != nil {
		t.Fatal(err)
	}
	index := append([]byte{first, 0x01, 0xd9, 0x40, 0x60, 0xf0}, id...)
	for n := range answers {
		index = append(index, 0x80, 0, byte(n), 0xb4, 0x80)
	}
	return base64.StdEncoding.EncodeToString(index)
}

func TestConversation(t *testing.T) {
	usual, many := threadIndex(t, 1, guid, 0), threadIndex(t, 1, guid, 30)
	for _, test := range []struct{ name, fields, want string }{
		{"a first letter", "Thread-Index: " + usual, guid},
		{"an answer", "Thread-Index: " + threadIndex(t, 1, guid, 1), guid},
		{"a time written the old way", "Thread-Index: " + base64.StdEncoding.EncodeToString(append([]byte{1, 0xd9, 0x40, 0x60, 0xf0, 0x12}, mustHex(t, guid)...)), guid},
		{"folded", "Thread-Index: " + many[:70] + "\n\t" + many[70:140] + "\n " + many[140:], guid},
		{"in lower case", "thread-index: " + usual, guid},
		{"without its padding", "Thread-Index: " + strings.TrimRight(usual, "="), guid},
		{"absent", "Subject: x", ""},
		{"empty", "Thread-Index:", ""},
		{"cut short", "Thread-Index: " + usual[:20], ""},
		{"damaged", "Thread-Index: " + usual[:10] + "*" + usual[11:], ""},
		{"of 21 bytes", "Thread-Index: " + base64.StdEncoding.EncodeToString(mustHex(t, "0101d94060f0"+guid)[:21]), ""},
		{"with another first byte", "Thread-Index: " + threadIndex(t, 0, guid, 0), ""},
		{"of zeros", "Thread-Index: " + threadIndex(t, 1, strings.Repeat("00", 16), 0), ""},
		{"of ones", "Thread-Index: " + threadIndex(t, 1, strings.Repeat("ff", 16), 3), ""},
		{"twice", "Thread-Index: " + usual + "\nThread-Index: " + usual, ""},
		{"of a megabyte", "Thread-Index: " + strings.Repeat(usual[:28], 30_000), ""},
		{"words", "Thread-Index: the letter before this one", ""},
	} {
		m := ParseBytes([]byte("From: a@example.org\n"+test.fields+"\n\nx"), Limits{})
		if m.Conversation != test.want {
			t.Errorf("%s: %q, want %q", test.name, m.Conversation, test.want)
		}
	}
}

func mustHex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTokens(t *testing.T) {
	for subject, want := range map[string]int64{
		"[Enquiry 1234]":                            1234,
		"Re: Which version? [Enquiry 1234]":         1234,
		"RE: [EXTERNAL] FW: [Enquiry 7] a question": 7,
		"re:[ENQUIRY 7]again":                       7,
		"Ateb: [Ymholiad 88] cwestiwn":              88,
		"[ enquiry   #42 ]":                         42,
		"[Enquiry: 42]":                             42,
		"[Enquiry42]":                               42,
		"[Enquiry\u00a042]":                         42,
		"［Ｅｎｑｕｉｒｙ　４２］":                              42,
		"[Enquiry 42] and again [enquiry 42]":       42,
		"[[Enquiry 42]]":                            42,
		"[Course 3] [Enquiry 42]":                   42,

		"":                               0,
		"Enquiry 1234":                   0,
		"(Enquiry 1234)":                 0,
		"[1234]":                         0,
		"[#1234]":                        0,
		"[Ticket 1234]":                  0,
		"[Enquiry 1234":                  0,
		"[Enquiry]":                      0,
		"[Enquiry 0]":                    0,
		"[Enquiry 007]":                  0,
		"[Enquiry -5]":                   0,
		"[Enquiry +5]":                   0,
		"[Enquiry 12/2024]":              0,
		"[Enquiry 12.5]":                 0,
		"[Enquiry 12 of 13]":             0,
		"[Enquiry 1 2]":                  0,
		"[My enquiry 12]":                0,
		"[Enquiry twelve]":               0,
		"[Enquiry 99999999999999999999]": 0,
		"[Enquiry 12] [Enquiry 13]":      0,
		"[Enquiry" + strings.Repeat(" ", 100) + "12]": 0,
		strings.Repeat("[", 1<<20):                    0,
	} {
		if id, ok := TokenOf(subject); id != want || ok != (want != 0) {
			t.Errorf("%.80q: %d, %v; want %d", subject, id, ok, want)
		}
	}
	for _, id := range []int64{1, 1234, 1<<63 - 1} {
		if got, ok := TokenOf("Re: " + Token(id)); got != id || !ok {
			t.Errorf("%s is read as %d, %v", Token(id), got, ok)
		}
	}
}

func TestBaseSubject(t *testing.T) {
	for subject, want := range map[string]string{
		"A question":                      "a question",
		"RE: A  Question":                 "a question",
		"Re: FW: AW: Ateb: a question":    "a question",
		"RE[2]: a question":               "a question",
		"Re: [EXTERNAL] Re: a question":   "a question",
		"[External Email] RE: a question": "a question",
		"EXTERNAL: a question":            "a question",
		"[Fwd: a question]":               "a question",
		"RE: [Enquiry 12] a question":     "a question",
		"RE: a question [Enquiry 12]":     "a question",
		"Automatic reply: a question":     "a question",
		"Accepted: a question":            "a question",
		"ＲＥ：　a question":                  "a question",
		"[Adults] a question":             "[adults] a question",
		"Training: a question":            "training: a question",
		"a question: re: training":        "a question: re: training",
		"Re:":                             "",
		"":                                "",
		"[Enquiry 12]":                    "",
		strings.Repeat("[", 1<<20):        strings.Repeat("[", 1<<20),
		strings.Repeat("re:", 20) + "[" + strings.Repeat("x", 100): "[" + strings.Repeat("x", 100),
	} {
		if got := BaseSubject(subject); got != want {
			t.Errorf("%.80q: %.80q, want %.80q", subject, got, want)
		}
	}
}

func FuzzSubjects(f *testing.F) {
	for _, s := range []string{"Re: [Enquiry 12] x", "［Ymholiad １］", "[Fwd: [External] a]", "Re[2]: x [enquiry #3]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, subject string) {
		if id, ok := TokenOf(subject); ok != (id > 0) {
			t.Errorf("%q: %d, %v", subject, id, ok)
		}
		BaseSubject(subject)
	})
}

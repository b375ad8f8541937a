package mailbox

import (
	"strings"
	"testing"
)

// What looks like a signature or a notice stays when it may show somebody in danger.
func TestOwnTextKeepsWhatAlarms(t *testing.T) {
	for name, text := range map[string]string{
		"card":              "We tried.\n\nKind regards\nJo\nAbused By Manager\nExample Hospital\n",
		"number":            "We tried.\n\nRegards\nSam\nOverdose\n020 7946 0000\n",
		"thanks":            "We tried.\n\nWith thanks\nSam\nScared\n020 7946 0000\n",
		"formula":           "We tried.\n\nKind regards, Bleeding Badly\n",
		"mark":              "Hello\n\n-- \nJo\nMum found him hanging.\n",
		"below a signature": "Hello\n\n-- \n\nHe has taken all the tablets.\n",
		"banner":            "External\nHe is outside the ward with a rope.\n\nPlease act.\n",
		"notice":            "Hello.\n\nAll emails sent to the team may be disclosed to him. He reads everything, each and every day.\n",
		"question":          "Two questions\n--\nWhere is room 3?\n--\nWho pays for the books?\n",
		"a sentence":        "Complaint\n\n__\nPatients left without water for hours\n",
		"a place":           "Typed on my phone in the dark, hiding in the cupboard\n\nCome\n",
		"no notice":         "Come.\n\nThis communication follows the deaths of two patients. Attachments show the rota of that week.\n",
		"Welsh":             "Helo\n\n-- \nMae hi mewn perygl\n",
	} {
		own := OwnText(text)
		for line := range strings.Lines(text) {
			if !strings.Contains(own, strings.TrimSpace(line)) {
				t.Errorf("%s: lost %q, kept %q", name, line, own)
			}
		}
	}
}

// NHSmail's notice ends in a paragraph with none of the words of notices.
func TestLongNoticesGo(t *testing.T) {
	const ending = "For more information and to find out how you can switch, visit our pages.\n"
	if own := OwnText("Come.\n\n" + ending); own != "Come.\n" {
		t.Errorf("kept %q", own)
	}
}

func TestAlarms(t *testing.T) {
	for text, want := range map[string]bool{
		"Suicide Prevention Lead":                false,
		"suicide prevention, and he is suicidal": true,
		"Suicide tonight":                        true,
		"she/her":                                false,
		"if the reader is in error he or she must tell us": false,
		"die in dieser Nachricht":                          false,
		"wants to die":                                     true,
		"Kilburn Tablet Team":                              false,
		"This e-mail is confidential. Harm to computers.":  false,
		"she said no":                                      true,
		"":                                                 false,
		strings.Repeat("kill", 1000) + " no word of the list": false,
	} {
		if alarms(text) != want {
			t.Errorf("%q: got %v", text, !want)
		}
	}
}

func TestAlternativesLoseNoAlarm(t *testing.T) {
	const long = "Hello there, this is the plain text of it, long enough to be no stub at all."
	alternative := func(parts ...string) Message {
		letter := "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n"
		for _, part := range parts {
			letter += "--b\nContent-Type: " + part + "\n"
		}
		return parseString(letter+"--b--\n", Limits{})
	}
	const end = "I want to die"
	for name, m := range map[string]Message{
		"a few words in HTML alone":  alternative("text/plain\n\n"+long, "text/html\n\n<p>"+long+" "+end+"</p>"),
		"a few words in plain alone": alternative("text/plain\n\n"+long+" "+end, "text/html\n\n<p>"+long+" With a long rest that only stands in the HTML of it.</p>"),
		"the first of two HTML":      alternative("text/plain\n\n"+long, "text/html\n\n<p>Something else that nobody reads, but "+end+"</p>", "text/html\n\n<p>"+long+"</p>"),
	} {
		if !strings.Contains(m.Text+m.Attached, end) {
			t.Errorf("%s: text %q, attached %q", name, m.Text, m.Attached)
		}
	}
	if m := alternative("text/plain\n\n"+long, "text/html\n\n<p>"+long+" Bye</p>"); m.Attached != "" {
		t.Errorf("a word of no weight: attached %q", m.Attached)
	}
}

// RFC 2046, section 4.1.4: a kind of text that is not known is plain text.
func TestUnknownKindsOfTextAreRead(t *testing.T) {
	for _, kind := range []string{"text/markdown", "text/x-plain", "text/unknown"} {
		if m := parseString("From: a@example.org\nContent-Type: "+kind+"\n\nCome, please.\n", Limits{}); m.OwnText != "Come, please.\n" || len(m.Attachments) != 0 {
			t.Errorf("%s: own %q, files %v", kind, m.OwnText, m.Attachments)
		}
	}
	const mixed = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\nContent-Type: %\n\nCome, please.\n--b--\n"
	for _, kind := range []string{"application/octet-stream; name=note.TXT", "text/x-plain"} {
		m := parseString(strings.Replace(mixed, "%", kind, 1), Limits{})
		if m.Text != "See the file.\n" || !strings.Contains(m.Attached, "Come, please.") || len(m.Attachments) != 1 {
			t.Errorf("%s: text %q, attached %q, files %v", kind, m.Text, m.Attached, m.Attachments)
		}
	}
	m := parseString(strings.Replace(mixed, "%", "text/x-python; name=a.py", 1), Limits{})
	if m.Attached != "" || m.Text != "See the file.\n" || len(m.Attachments) != 1 {
		t.Errorf("a program: text %q, attached %q, files %v", m.Text, m.Attached, m.Attachments)
	}
}

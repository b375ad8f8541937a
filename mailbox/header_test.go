package mailbox

import (
	"strings"
	"testing"
)

// TestHeaders: whatever stands before, in and behind the header, the letter is read.
func TestHeaders(t *testing.T) {
	const tail = "From: Jo <jo@example.org>\nTo: desk@example.net\nDate: Mon, 1 Jun 2026 10:00:00 +0100\n\ntext\n"
	const usual = "Subject: x\n" + tail
	for _, c := range []struct{ name, letter, subject, problems string }{
		{"space before the colon", "Subject : x\n" + tail, "x", ""},
		{"tab behind it", "Subject:\tx\n" + tail, "x", ""},
		{"two subjects", "Subject: x\nSubject: y\n" + tail, "x", ""},
		{"the first empty", "Subject:\nSubject: y\n" + tail, "y", ""},
		{"a name in 8 bits", "S\xfcbject: y\n" + usual, "x", "header_line"},
		{"SMTP before it", "220 mx.example.org ESMTP\n250 OK\nMAIL FROM:<jo@example.org>\nDATA\n" + usual, "x", "header_line"},
		{"empty lines before it", "\n \n\r\n" + usual, "x", ""},
		{"indented", "  Subject: x\n" + tail, "x", ""},
		{"byte order mark", "\ufeff" + usual, "x", ""},
		{"line feed, carriage return", strings.ReplaceAll(usual, "\n", "\n\r"), "x", "line_end"},
		{"carriage return alone", strings.ReplaceAll(usual, "\n", "\r"), "x", "line_end"},
		{"carriage return doubled", strings.ReplaceAll(usual, "\n", "\r\r\n"), "x", ""},
		{"UTF-16 without a mark", utf16LE(usual), "x", "charset"},
		{"an envelope within", "Received: x\nFrom jo@example.org Mon Jun  1 10:00:00 2026\n" + usual, "x", "header_line"},
		{"broken by a line end", "Subject: about\nthe course\n" + tail, "about the course", "header_line"},
		{"words not folded", "Subject: =?utf-8?Q?caf=C3=A9?=\n=?utf-8?Q?_menu?=\n" + tail, "café menu", "header_line"},
		{"NUL", "Subject: x\x00\n" + tail, "x", ""},
		{"long line", "Subject: " + strings.Repeat("word ", 5000) + "\n" + tail, strings.TrimSpace(strings.Repeat("word ", 5000)), ""},
	} {
		m := parseString(c.letter, Limits{})
		if m.Subject != c.subject || m.Writer() != (Address{"Jo", "jo@example.org"}) || len(m.To) != 1 || m.Date.IsZero() || m.Text != "text\n" || codes(m) != c.problems {
			t.Errorf("%s: subject %.60q, from %v, to %v, text %q, problems %s", c.name, m.Subject, m.From, m.To, m.Text, codes(m))
		}
	}
	m := parseString("To: a@example.org,\nb@example.org\nFrom: Jo <jo@example.org>\n\ntext\n", Limits{})
	if len(m.To) != 2 {
		t.Errorf("addresses broken by a line end: %v", m.To)
	}
}

func TestFromWithoutAddress(t *testing.T) {
	for _, c := range []struct {
		head, problems string
		want           Address
	}{
		{"From: Jo Bloggs\nSender: <desk@example.org>\n", "from", Address{"Jo Bloggs", "desk@example.org"}},
		{"From: Jo Bloggs\nReply-To: jo@example.org\n", "", Address{"", "jo@example.org"}},
		{"From: <>\nReply-To: jo@example.org\n", "from", Address{"", "jo@example.org"}},
		{"From:\nReturn-Path: <jo@example.org>\n", "from", Address{"", "jo@example.org"}},
		{"From: Jo Bloggs\n", "", Address{}},
	} {
		if m := parseString(c.head+"Subject: x\n\ntext\n", Limits{}); m.Writer() != c.want || codes(m) != c.problems {
			t.Errorf("%q: got %v, %s", c.head, m.Writer(), codes(m))
		}
	}
}

// TestRawSubjects: raw bytes in fields are read in the charset of the text, or,
// where that is not said, in what they look like.
func TestRawSubjects(t *testing.T) {
	for _, c := range []struct{ name, subject, text string }{
		{"gb18030", "关于三月份的培训课程", "您好！我想预约三月份的培训课程。"}, {"big5", "關於三月份的訓練課程", "您好，我想詢問三月份的訓練課程。"},
		{"shift_jis", "三月の研修について", "お世話になっております。"}, {"euc-kr", "교육 과정에 대해", "안녕하세요. 문의드립니다."},
		{"koi8-r", "Вопрос о курсе", "Здравствуйте, подскажите, пожалуйста."}, {"windows-1251", "Вопрос о курсе", "Здравствуйте, подскажите, пожалуйста."},
		{"windows-1250", "Pytanie o szkolenie w październiku", "Dzień dobry, chciałabym zapisać się na szkolenie."},
		{"windows-1253", "Ερώτηση για το σεμινάριο", "Καλημέρα σας, θα ήθελα."}, {"windows-1254", "Eğitim hakkında soru", "Mart ayındaki eğitim için kayıt olmak istiyorum, teşekkürler."},
		{"windows-1255", "שאלה על הקורס", "שלום רב, אני מעוניין."}, {"windows-1256", "سؤال عن الدورة", "السلام عليكم، أرغب في التسجيل."},
		{"windows-1252", "Café “menu” – £40", "Siân’s café, naïve – €40."},
	} {
		subject, text := string(inCharset(t, c.name, c.subject)), string(inCharset(t, c.name, c.text))
		for form, letter := range map[string]string{
			"no label": "Subject: " + subject + "\nFrom: jo@example.org\n\n" + text + "\n",
			"labelled": "Subject: " + subject + "\nFrom: jo@example.org\nContent-Type: text/plain; charset=" + c.name + "\n\n" + text + "\n",
			"in parts": mixed("mixed", "Content-Type: text/plain; charset="+c.name+"\n\n"+text) + "\n",
		} {
			letter = strings.Replace(letter, "From: ", "Subject: "+subject+"\nFrom: ", 1)
			m := parseString(letter, Limits{})
			if m.Subject != c.subject || m.Text != c.text+"\n" {
				t.Errorf("%s, %s: subject %q, text %q", c.name, form, m.Subject, m.Text)
			}
		}
	}
}

package mailbox

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// inCharsets are letters in the languages that people write to us in, and the
// charsets that their programs use.
var inCharsets = []struct {
	lang, text string
	charsets   []string
}{
	{"zh-cn", "您好！我想预约三月份的培训课程，但是网站上显示的日期和邮件里写的不一样。请问哪一个是正确的？我们一共有四位同事要参加，需要提前准备什么材料吗？谢谢您的帮助，期待您的回复。", []string{"gb18030"}},
	{"zh-tw", "您好，我想詢問三月份的訓練課程，網站上顯示的日期與郵件裡寫的不同，請問哪一個才是正確的？我們共有四位同事要參加，請問需要事先準備什麼資料嗎？謝謝您的協助，期待您的回覆。", []string{"big5"}},
	{"ja", "お世話になっております。三月の研修についてお伺いします。ホームページに書いてある日付とメールの日付が違うのですが、どちらが正しいでしょうか。参加者は四名の予定です。必要な資料があれば教えてください。よろしくお願いいたします。", []string{"shift_jis", "euc-jp"}},
	{"ko", "안녕하세요. 삼월에 있는 교육 과정에 대해 문의드립니다. 홈페이지에 나온 날짜와 메일에 적힌 날짜가 다른데 어느 쪽이 맞는지 알려 주시겠습니까? 참가자는 네 명이고 필요한 자료가 있으면 미리 알려 주시기 바랍니다. 감사합니다.", []string{"euc-kr"}},
	{"ru", "Здравствуйте! Я хотел бы записаться на курс в марте, но на сайте указана другая дата, чем в вашем письме. Подскажите, пожалуйста, какая из них правильная и какие документы нужно взять с собой? Нас будет четыре человека. Заранее спасибо за ответ.", []string{"windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic"}},
	{"uk", "Доброго дня! Я хотіла б записатися на курс у березні, але на сайті вказана інша дата, ніж у вашому листі. Підкажіть, будь ласка, яка з них правильна і які документи потрібно взяти з собою? Нас буде четверо. Дякую за відповідь.", []string{"windows-1251", "koi8-u", "iso-8859-5"}},
	{"bg", "Здравейте! Бих искал да се запиша за курса през март, но на сайта е посочена друга дата от тази в писмото. Моля, кажете коя е вярната и какви документи трябва да нося? Ще бъдем четирима души. Благодаря предварително.", []string{"windows-1251"}},
	{"el", "Καλημέρα σας! Θα ήθελα να εγγραφώ στο σεμινάριο του Μαρτίου, αλλά στην ιστοσελίδα υπάρχει διαφορετική ημερομηνία από αυτή του μηνύματος. Μπορείτε να μου πείτε ποια είναι η σωστή; Θα είμαστε τέσσερα άτομα. Ευχαριστώ πολύ για τη βοήθεια.", []string{"windows-1253", "iso-8859-7"}},
	{"he", "שלום רב, אני מעוניין להירשם לקורס בחודש מרץ, אבל באתר כתוב תאריך אחר מזה שבהודעה שלכם. האם תוכלו לומר לי איזה מהם נכון ואילו מסמכים צריך להביא? אנחנו ארבעה אנשים. תודה רבה על העזרה.", []string{"windows-1255", "iso-8859-8"}},
	{"ar", "السلام عليكم، أرغب في التسجيل في الدورة التدريبية في شهر مارس، لكن التاريخ المذكور في الموقع يختلف عن التاريخ الموجود في رسالتكم. أرجو إخباري بالتاريخ الصحيح وما هي الوثائق المطلوبة. شكرا جزيلا على مساعدتكم.", []string{"windows-1256", "iso-8859-6"}},
	{"th", "สวัสดีครับ ผมต้องการสมัครเข้าอบรมในเดือนมีนาคม แต่วันที่ในเว็บไซต์ไม่ตรงกับวันที่ในอีเมล กรุณาแจ้งให้ทราบว่าวันไหนถูกต้อง และต้องเตรียมเอกสารอะไรบ้าง ขอบคุณครับ", []string{"windows-874"}},
	{"tr", "Merhaba, mart ayındaki eğitim için kayıt olmak istiyorum ama internet sitesinde yazan tarih ile mesajınızdaki tarih farklı. Hangisinin doğru olduğunu söyler misiniz? Dört kişi olacağız, şimdiden teşekkür ederim. Görüşmek üzere, iyi çalışmalar dilerim.", []string{"windows-1254"}},
	{"pl", "Dzień dobry, chciałabym zapisać się na szkolenie w marcu, ale na stronie internetowej jest inna data niż w wiadomości. Proszę o informację, która z nich jest właściwa i jakie dokumenty należy zabrać. Będą cztery osoby. Dziękuję za pomoc i pozdrawiam serdecznie.", []string{"windows-1250", "iso-8859-2"}},
	{"cs", "Dobrý den, rád bych se přihlásil na březnový kurz, ale na stránkách je uvedeno jiné datum než ve zprávě. Můžete mi prosím sdělit, které je správné a jaké doklady máme přinést? Budeme čtyři účastníci. Děkuji za odpověď a přeji hezký den.", []string{"windows-1250", "iso-8859-2"}},
	{"hu", "Jó napot kívánok! Szeretnék jelentkezni a márciusi tanfolyamra, de a honlapon más időpont szerepel, mint az üzenetben. Kérem, írja meg, melyik a helyes, és milyen iratokat kell hoznunk. Négyen leszünk. Köszönöm a segítségét, üdvözlettel.", []string{"windows-1250", "iso-8859-2"}},
	{"ro", "Bună ziua, aş dori să mă înscriu la cursul din martie, dar pe site este trecută altă dată decât în mesaj. Vă rog să îmi spuneţi care este cea corectă şi ce documente trebuie să aducem. Vom fi patru persoane. Vă mulţumesc pentru ajutor.", []string{"windows-1250", "iso-8859-2"}},
	{"en", "Hello, I’d like to book four places on the course in March, but the page says £120 – the email said £95. Which one is “right”? We’ll come by train, so is the café open? Many thanks and best wishes, Zoë", []string{"windows-1252"}},
	{"en-short", "It costs £40.", []string{"windows-1252"}},
	{"en-euro", "The fee is €40 – or £35 ‘early bird’.", []string{"windows-1252"}},
	{"en-quote", "“Don’t”", []string{"windows-1252"}},
	{"en-bullets", "Agenda:\n• Welcome\n• Apologies\n• Minutes…\n• AOB\n\n©2026 Example® Ltd™ 10°C ½ price ±5%", []string{"windows-1252"}},
	{"en-names", "Siân, Zoë, André, Renée, Seán, Björn, Müller, Nuñez, Fernández, Łukasz", []string{"windows-1252"}},
	{"cy", "Annwyl gyfaill, hoffwn gofrestru ar gyfer y cwrs ym mis Mawrth. Mae’r dyddiad ar y wefan yn wahanol i’r un sydd yn eich neges chi. A allwch chi ddweud pa un sy’n gywir? Bydd pedwar ohonom ni’n dod. Mae’r tâl yn £40 – diolch o galon. Siân a Llŷr, tŷ’r ôl, gwên, môr, iâ, sïon, llên, pêl, tân, cân", []string{"windows-1252"}},
	{"fr", "Bonjour, je voudrais m’inscrire à la formation du mois de mars, mais la date indiquée sur le site est différente de celle du message. Pourriez-vous me préciser laquelle est exacte ? Nous serons quatre. Merci d’avance pour votre réponse, à bientôt. Ça coûte combien, où et à quelle heure ? Élève, août, cœur, Noël.", []string{"windows-1252"}},
	{"de", "Guten Tag, ich möchte mich für den Kurs im März anmelden, aber auf der Webseite steht ein anderes Datum als in der Nachricht. Könnten Sie mir bitte mitteilen, welches richtig ist? Wir wären vier Personen. Schöne Grüße und vielen Dank für Ihre Mühe – Größe, Straße, über, Übung", []string{"windows-1252"}},
	{"es", "Buenos días, quería inscribirme en el curso de marzo, pero en la página aparece otra fecha distinta a la del mensaje. ¿Podrían decirme cuál es la correcta y qué documentación hay que llevar? Seremos cuatro personas. Muchas gracias por su atención, señor Núñez.", []string{"windows-1252"}},
	{"pt", "Olá, gostaria de me inscrever no curso de março, mas a data que está no site é diferente da que vem na mensagem. Podem dizer-me qual é a correta e que documentação é necessária? Não sei se há estacionamento. Muito obrigado pela atenção. Inscrição, informação, atenção", []string{"windows-1252"}},
	{"da", "Hej, jeg vil gerne tilmelde mig kurset i marts, men på hjemmesiden står der en anden dato end i beskeden. Kan I fortælle mig, hvilken der er rigtig, og hvad vi skal medbringe? Vi bliver fire. På forhånd tak. Æble, øl, å, søster, hjælp", []string{"windows-1252"}},
	{"fi", "Hei, haluaisin ilmoittautua maaliskuun kurssille, mutta verkkosivuilla on eri päivämäärä kuin viestissä. Voisitteko kertoa, kumpi on oikein ja mitä asiakirjoja tarvitaan? Meitä on neljä henkilöä. Kiitos avusta, hyvää päivänjatkoa. Äiti, öljy, yö, työ, häät", []string{"windows-1252"}},
	{"is", "Góðan daginn, ég vil gjarnan skrá mig á námskeiðið í mars en á vefsíðunni er önnur dagsetning en í skilaboðunum. Getið þið sagt mér hvor er rétt? Við verðum fjögur. Þakka þér kærlega fyrir aðstoðina.", []string{"windows-1252"}},
	{"en-mac", "I’d like to book four places – it’s “urgent”. Café, £40, Zoë", []string{"macintosh"}},
}

// TestDetect: whole texts and their beginnings are read as what they are in.
func TestDetect(t *testing.T) {
	for _, s := range inCharsets {
		for _, name := range s.charsets {
			raw := inCharset(t, name, s.text)
			lengths := []int{len(raw), len(raw) / 2}
			if alphabetOf[name] == "" && raw[0] < utf8.RuneSelf && name != "windows-1252" {
				lengths = lengths[:1] // half of it may not hold a letter that tells
			}
			for _, n := range lengths {
				text, _ := toUTF8(raw[:n], "")
				want := string(decodeWith(charsetNamed(name), raw[:n]))
				if strings.TrimSuffix(text, "\ufffd") != strings.TrimSuffix(want, "\ufffd") {
					t.Errorf("%s in %s, %d bytes: got %q (%s), want %q", s.lang, name, n, text, detect(raw[:n]), want)
				}
			}
		}
	}
}

func inCharset(t *testing.T, name, text string) []byte {
	t.Helper()
	raw, err := encoding.ReplaceUnsupported(charsetNamed(name).NewEncoder()).Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestDetectLeavesWesternAlone: every sentence, line and word of the languages
// around us stays Windows-1252, whether it is called so or not.
func TestDetectLeavesWesternAlone(t *testing.T) {
	for _, s := range inCharsets {
		if s.charsets[0] != "windows-1252" {
			continue
		}
		pieces := append(strings.SplitAfter(s.text, ". "), strings.Fields(s.text)...)
		for _, piece := range append(pieces, s.text, strings.ToUpper(s.text), strings.Repeat(s.text+"\n", 20)) {
			raw := inCharset(t, "windows-1252", piece)
			for _, label := range []string{"", "us-ascii", "iso-8859-1", "windows-1252", "x-unknown"} {
				want := string(decodeWith(charsetNamed("windows-1252"), raw))
				if text, _ := toUTF8(raw, label); text != want {
					t.Errorf("%s, called %q: got %q, want %q", s.lang, label, text, want)
				}
			}
		}
	}
}

// TestWrongLabels: what plainly is not as it is labelled is read as what it is.
func TestWrongLabels(t *testing.T) {
	for _, s := range inCharsets {
		name := s.charsets[0]
		if alphabetOf[name] == "" && strings.HasPrefix(name, "windows-") || name == "macintosh" {
			continue // but for one letter or two, what they say looks like Windows-1252
		}
		raw := inCharset(t, name, s.text)
		for _, label := range []string{"iso-8859-1", "windows-1252", "us-ascii", "utf-8", "default"} {
			if text, ok := toUTF8(raw, label); text != string(decodeWith(charsetNamed(name), raw)) || ok {
				t.Errorf("%s in %s called %s: got %q, %v", s.lang, name, label, text, ok)
			}
		}
	}
	russian := inCharset(t, "koi8-r", "Здравствуйте! Я хотел бы записаться на курс в марте, но на сайте указана другая дата.")
	if text, _ := toUTF8(russian, "windows-1251"); !strings.HasPrefix(text, "Здравствуйте") {
		t.Errorf("koi8-r called windows-1251: %q", text)
	}
	taiwan := inCharset(t, "big5", "您好，我想詢問三月份的訓練課程，網站上顯示的日期與郵件裡寫的不同，請問哪一個才是正確的？")
	if text, _ := toUTF8(taiwan, "shift_jis"); !strings.HasPrefix(text, "您好") {
		t.Errorf("big5 called shift_jis: %q", text)
	}
}

// TestUndouble: what was made UTF-8 twice is mended, and nothing else is.
func TestUndouble(t *testing.T) {
	twice := func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			r := charmap.Windows1252.DecodeByte(s[i])
			if r == utf8.RuneError { // programs leave it as it is
				r = rune(s[i])
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	for _, s := range []string{"Café, naïve, Siân’s – “£40”", "Здравствуйте", "Llŷr a Siân, tŷ’r ôl 😀", "à bientôt, déjà"} {
		got, ok := undouble([]byte(twice(s)), 3)
		if !ok || string(got) != s {
			t.Errorf("%q: got %q, %v", twice(s), got, ok)
		}
		if got, ok := undouble([]byte(s), 1); ok {
			t.Errorf("%q was right and became %q", s, got)
		}
	}
	if got, ok := undouble([]byte("lost Â£40 and Â£50 of Ã©"+" and café"), 3); ok {
		t.Errorf("mixed: %q", got)
	}
	for raw, want := range map[string]string{
		"CafÃ© menu": "Café menu", "Ffi Â£40": "Ffi £40", "Itâ€™s": "It’s", "La lettre Ã": "La lettre Ã", "NÃO É": "NÃO É", "«É»": "«É»", "Ä–": "Ä–",
		"¹ØÓÚÈýÔÂ·ÝµÄÅàÑµ¿Î³Ì": "关于三月份的培训课程",
	} {
		if got := decodeHeader([]byte(raw), "utf-8"); got != want {
			t.Errorf("subject %q: got %q, want %q", raw, got, want)
		}
	}
}

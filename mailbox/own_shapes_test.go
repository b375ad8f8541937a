package mailbox

import (
	"strings"
	"testing"
)

// language is what mail programs write around an answer in one language.
type language struct {
	name     string
	heads    []string // sentences above a quote, as Gmail, Apple Mail, Outlook and Thunderbird write them
	block    string   // the header that Outlook writes above a quote
	original string   // the marker above it
	forward  string   // above forwarded mail
	device   string   // below what was typed on a telephone
	closing  string   // above the writer's name
}

var languages = []language{
	{
		name: "English",
		heads: []string{
			"On Mon, 1 Jun 2026 at 09:00, Desk <desk@example.net> wrote:",
			"On Mon, Jun 1, 2026 at 9:00 AM Desk <desk@example.net> wrote:",
			"On 1 Jun 2026, at 09:00, Desk <desk@example.net> wrote:",
			"On 01/06/2026 09:00, Desk Team wrote:",
			"On Monday 1 June 2026 at 09:00:12 BST, Desk <desk@example.net> wrote:",
			"On Jun 1, 2026, 9:00 AM +0100, Desk <desk@example.net>, wrote:",
			"On Mon, Jun 01, 2026 at 9:00 AM, Desk < desk@example.net > wrote:",
			"Desk <desk@example.net> wrote on 01/06/2026 09:00:",
			"---- On Mon, 01 Jun 2026 09:00:00 +0100 Desk <desk@example.net> wrote ----",
			"-----Desk Team/HQ/Example wrote: -----",
			">>> Desk Team 01/06/2026 09:00 >>>",
		},
		block:    "From: Desk <desk@example.net>\nSent: Monday, June 1, 2026 9:00 AM\nTo: Ann Jones <ann@example.org>\nCc: Jo\nSubject: RE: Courses",
		original: "-----Original Message-----", forward: "---------- Forwarded message ---------", device: "Sent from my iPhone", closing: "Kind regards,",
	},
	{
		name: "Welsh",
		heads: []string{
			"Ar Llun, 1 Meh 2026 am 09:00, Desg <desk@example.net> ysgrifennodd:",
			"Ar 1 Meh 2026, am 09:00, ysgrifennodd Desg <desk@example.net>:",
		},
		block:    "Oddi wrth: Desg <desk@example.net>\nAnfonwyd: 01 Mehefin 2026 09:00\nAt: Ann Jones <ann@example.org>\nPwnc: ATB: Cyrsiau",
		original: "-----Neges Wreiddiol-----", forward: "---------- Neges a anfonwyd ymlaen ---------", device: "Anfonwyd o fy iPhone", closing: "Cofion gorau,",
	},
	{
		name: "German",
		heads: []string{
			"Am Mo., 1. Juni 2026 um 09:00 Uhr schrieb Desk <desk@example.net>:",
			"Am 01.06.2026 um 09:00 schrieb Desk Team:",
			"Desk <desk@example.net> schrieb am 01.06.2026, 09:00:",
		},
		block:    "Von: Desk <desk@example.net>\nGesendet: Montag, 1. Juni 2026 09:00\nAn: Ann Jones\nBetreff: AW: Kurse",
		original: "-----Ursprüngliche Nachricht-----", forward: "Anfang der weitergeleiteten Nachricht:", device: "Von meinem iPhone gesendet", closing: "Mit freundlichen Grüßen",
	},
	{
		name: "French",
		heads: []string{
			"Le lun. 1 juin 2026 à 09:00, Desk <desk@example.net> a écrit :",
			"Le 1 juin 2026 à 09:00, Desk <desk@example.net> a écrit :",
		},
		block:    "De : Desk <desk@example.net>\nEnvoyé : lundi 1 juin 2026 09:00\nÀ : Ann Jones\nObjet : RE: Cours",
		original: "-----Message d'origine-----", forward: "Début du message transféré :", device: "Envoyé de mon iPhone", closing: "Cordialement,",
	},
	{
		name: "Spanish",
		heads: []string{
			"El lun, 1 jun 2026 a las 9:00, Desk (<desk@example.net>) escribió:",
			"El 1 jun 2026, a las 9:00, Desk <desk@example.net> escribió:",
		},
		block:    "De: Desk <desk@example.net>\nEnviado el: lunes, 1 de junio de 2026 9:00\nPara: Ann Jones\nAsunto: RE: Cursos",
		original: "-----Mensaje original-----", forward: "Inicio del mensaje reenviado:", device: "Enviado desde mi iPhone", closing: "Saludos cordiales,",
	},
	{
		name: "Italian",
		heads: []string{
			"Il giorno lun 1 giu 2026 alle ore 09:00 Desk <desk@example.net> ha scritto:",
			"Il 01/06/2026 09:00, Desk Team ha scritto:",
		},
		block:    "Da: Desk <desk@example.net>\nInviato: lunedì 1 giugno 2026 09:00\nA: Ann Jones\nOggetto: R: Corsi",
		original: "-----Messaggio originale-----", forward: "Inizio messaggio inoltrato:", device: "Inviato da iPhone", closing: "Cordiali saluti",
	},
	{
		name: "Dutch",
		heads: []string{
			"Op ma 1 jun 2026 om 09:00 schreef Desk <desk@example.net>:",
			"Op 1 jun. 2026, om 09:00 heeft Desk <desk@example.net> het volgende geschreven:",
		},
		block:    "Van: Desk <desk@example.net>\nVerzonden: maandag 1 juni 2026 09:00\nAan: Ann Jones\nOnderwerp: RE: Cursussen",
		original: "-----Oorspronkelijk bericht-----", forward: "Begin doorgestuurd bericht:", device: "Verstuurd vanaf mijn iPhone", closing: "Met vriendelijke groet,",
	},
	{
		name: "Portuguese",
		heads: []string{
			"Em seg., 1 de jun. de 2026 às 09:00, Desk <desk@example.net> escreveu:",
			"No dia 01/06/2026, às 09:00, Desk <desk@example.net> escreveu:",
		},
		block:    "De: Desk <desk@example.net>\nEnviada em: segunda-feira, 1 de junho de 2026 09:00\nPara: Ann Jones\nAssunto: RES: Cursos",
		original: "-----Mensagem original-----", forward: "Início da mensagem reencaminhada:", device: "Enviado do meu iPhone", closing: "Atenciosamente,",
	},
	{
		name: "Polish",
		heads: []string{
			"pon., 1 cze 2026 o 09:00 Desk <desk@example.net> napisał(a):",
			"W dniu 01.06.2026 o 09:00, Desk Team pisze:",
			"Dnia 1 czerwca 2026 09:00 Desk <desk@example.net> napisał(a):",
		},
		block:    "Od: Desk <desk@example.net>\nWysłano: poniedziałek, 1 czerwca 2026 09:00\nDo: Ann Jones\nTemat: ODP: Kursy",
		original: "-----Oryginalna wiadomość-----", forward: "Początek przekazywanej wiadomości:", device: "Wysłane z iPhone'a", closing: "Z poważaniem",
	},
	{
		name: "Danish",
		heads: []string{
			"Den man. 1. jun. 2026 kl. 09.00 skrev Desk <desk@example.net>:",
			"man. 1. jun. 2026 kl. 09.00 skrev Desk <desk@example.net>:",
		},
		block:    "Fra: Desk <desk@example.net>\nSendt: 1. juni 2026 09:00\nTil: Ann Jones\nEmne: SV: Kurser",
		original: "-----Oprindelig meddelelse-----", forward: "Start på videresendt besked:", device: "Sendt fra min iPhone", closing: "Med venlig hilsen",
	},
	{
		name: "Norwegian",
		heads: []string{
			"man. 1. juni 2026 kl. 09:00 skrev Desk <desk@example.net>:",
			"Desk <desk@example.net> skrev følgende den 1. juni 2026 kl. 09:00:",
			"På 1. juni 2026 på 09:00:18, Desk (desk@example.net) skrev:",
		},
		block:    "Fra: Desk <desk@example.net>\nDato: mandag 1. juni 2026 09:00\nTil: Ann Jones\nEmne: SV: Kurs",
		original: "-----Opprinnelig melding-----", forward: "Videresendt melding:", device: "Sendt fra min iPad", closing: "Vennlig hilsen",
	},
	{
		name: "Swedish",
		heads: []string{
			"Den mån 1 juni 2026 kl 09:00 skrev Desk <desk@example.net>:",
			"mån 1 juni 2026 kl. 09:00 skrev Desk <desk@example.net>:",
			"1 juni 2026 kl. 09:00 skrev Desk <desk@example.net>:",
		},
		block:    "Från: Desk <desk@example.net>\nSkickat: den 1 juni 2026 09:00\nTill: Ann Jones\nÄmne: SV: Kurser",
		original: "-----Ursprungligt meddelande-----", forward: "Vidarebefordrat mejl:", device: "Skickat från min iPhone", closing: "Med vänliga hälsningar",
	},
	{
		name: "Finnish",
		heads: []string{
			"ma 1. kesäk. 2026 klo 9.00 Desk (desk@example.net) kirjoitti:",
			"Desk <desk@example.net> kirjoitti 1.6.2026 kello 9.00:",
		},
		block:    "Lähettäjä: Desk <desk@example.net>\nLähetetty: maanantai 1. kesäkuuta 2026 9.00\nVastaanottaja: Ann Jones\nAihe: VS: Kurssit",
		original: "-----Alkuperäinen viesti-----", forward: "Välitetty viesti alkaa:", device: "Lähetetty iPhonesta", closing: "Ystävällisin terveisin",
	},
	{
		name: "Czech",
		heads: []string{
			"po 1. 6. 2026 v 9:00 odesílatel Desk <desk@example.net> napsal:",
			"Dne 1. 6. 2026 v 9:00 Desk Team napsal(a):",
		},
		block:    "Od: Desk <desk@example.net>\nOdesláno: pondělí 1. června 2026 9:00\nKomu: Ann Jones\nPředmět: RE: Kurzy",
		original: "-----Původní zpráva-----", forward: "Začátek přeposílané zprávy:", device: "Odesláno z iPhonu", closing: "S pozdravem",
	},
	{
		name: "Slovak",
		heads: []string{
			"po 1. 6. 2026 o 9:00 Desk <desk@example.net> napísal(a):",
			"Dňa 1. 6. 2026 o 9:00 používateľ Desk <desk@example.net> napísal:",
		},
		block:    "Od: Desk <desk@example.net>\nOdoslané: pondelok 1. júna 2026 9:00\nKomu: Ann Jones\nPredmet: RE: Kurzy",
		original: "-----Pôvodná správa-----", forward: "Začiatok preposlanej správy:", device: "Odoslané z iPhonu", closing: "S pozdravom",
	},
	{
		name: "Hungarian",
		heads: []string{
			"Desk <desk@example.net> ezt írta (időpont: 2026. jún. 1., H, 9:00):",
			"2026. 06. 01. 9:00 keltezéssel, Desk Team írta:",
		},
		block:    "Feladó: Desk <desk@example.net>\nElküldve: 2026. június 1., hétfő 9:00\nCímzett: Ann Jones\nTárgy: RE: Tanfolyamok",
		original: "-----Eredeti üzenet-----", forward: "Továbbított levél kezdete:", device: "Elküldve az iPhone-omról", closing: "Üdvözlettel",
	},
	{
		name: "Romanian",
		heads: []string{
			"lun., 1 iun. 2026 la 09:00, Desk <desk@example.net> a scris:",
			"Pe 1 iun. 2026, la 09:00, Desk <desk@example.net> a scris:",
		},
		block:    "De la: Desk <desk@example.net>\nTrimis: luni, 1 iunie 2026 09:00\nCătre: Ann Jones\nSubiect: RE: Cursuri",
		original: "-----Mesaj original-----", forward: "Începe mesajul redirecționat:", device: "Trimis de pe iPhone-ul meu", closing: "Cu stimă,",
	},
	{
		name: "Turkish",
		heads: []string{
			"Desk <desk@example.net>, 1 Haz 2026 Pzt, 09:00 tarihinde şunu yazdı:",
			"1 Haziran 2026 09:00 tarihinde Desk <desk@example.net> yazdı:",
		},
		block:    "Gönderen: Desk <desk@example.net>\nGönderildi: 1 Haziran 2026 Pazartesi 09:00\nKime: Ann Jones\nKonu: YNT: Kurslar",
		original: "-----Özgün İleti-----", forward: "İleti başlangıcı:", device: "iPhone'umdan gönderildi", closing: "Saygılarımla",
	},
	{
		name: "Russian",
		heads: []string{
			"пн, 1 июн. 2026 г. в 09:00, Desk <desk@example.net>:",
			"1 июня 2026 г., в 9:00, Desk <desk@example.net> написал(а):",
			"Понедельник, 1 июня 2026, 9:00 +03:00 от Desk <desk@example.net>:",
			"01.06.2026 09:00, Desk Team пишет:",
		},
		block:    "От: Desk <desk@example.net>\nОтправлено: 1 июня 2026 г. 9:00\nКому: Ann Jones\nТема: RE: Курсы",
		original: "-----Исходное сообщение-----", forward: "-------- Пересылаемое сообщение --------", device: "Отправлено с iPhone", closing: "С уважением,",
	},
	{
		name: "Ukrainian",
		heads: []string{
			"пн, 1 черв. 2026 р. о 09:00 Desk <desk@example.net> пише:",
			"1 черв. 2026 р. о 9:00 Desk <desk@example.net> написав:",
		},
		block:    "Від: Desk <desk@example.net>\nНадіслано: 1 червня 2026 р. 9:00\nКому: Ann Jones\nТема: RE: Курси",
		original: "-----Оригінальне повідомлення-----", forward: "Початок листа, що пересилається:", device: "Надіслано з iPhone", closing: "З повагою",
	},
	{
		name: "Greek",
		heads: []string{
			"Στις Δευ 1 Ιουν 2026 στις 9:00 π.μ., ο/η Desk <desk@example.net> έγραψε:",
			"Στις Δευ, 1 Ιουν 2026, 9:00 π.μ. ο χρήστης Desk desk@example.net έγραψε:",
		},
		block:    "Από: Desk <desk@example.net>\nΣτάλθηκε: Δευτέρα, 1 Ιουνίου 2026 9:00\nΠρος: Ann Jones\nΘέμα: RE: Μαθήματα",
		original: "-----Αρχικό μήνυμα-----", forward: "---------- Προωθημένο μήνυμα ---------", device: "Στάλθηκε από το iPhone μου", closing: "Με εκτίμηση",
	},
	{
		name: "Chinese",
		heads: []string{
			"Desk <desk@example.net> 于2026年6月1日周一 09:00写道：",
			"在 2026年6月1日，09:00，Desk <desk@example.net> 写道：",
			"Desk <desk@example.net> 於 2026年6月1日 週一 上午9:00寫道：",
		},
		block:    "发件人: Desk <desk@example.net>\n发送时间: 2026年6月1日 9:00\n收件人: Ann Jones\n主题: 答复: 课程",
		original: "------------------ 原始邮件 ------------------", forward: "---------- 转发的邮件 ---------", device: "发自我的iPhone", closing: "此致",
	},
	{
		name: "Japanese",
		heads: []string{
			"2026年6月1日(月) 9:00 Desk <desk@example.net>:",
			"2026/06/01 9:00、Desk <desk@example.net>のメール:",
		},
		block:    "差出人: Desk <desk@example.net>\n送信日時: 2026年6月1日 9:00\n宛先: Ann Jones\n件名: RE: 講座",
		original: "-----元のメッセージ-----", forward: "---------- 転送メッセージ ---------", device: "iPhoneから送信", closing: "敬具",
	},
	{
		name: "Korean",
		heads: []string{
			"2026년 6월 1일 (월) 오전 9:00, Desk <desk@example.net>님이 작성:",
		},
		block:    "보낸 사람: Desk <desk@example.net>\n보낸 날짜: 2026년 6월 1일 9:00\n받는 사람: Ann Jones\n제목: RE: 강좌",
		original: "-----원본 메시지-----", forward: "---------- 전달된 메시지 ---------", device: "나의 iPhone에서 보냄", closing: "Regards",
	},
}

// TestOwnTextInManyLanguages puts what mail programs write in each language
// around the same answer.
func TestOwnTextInManyLanguages(t *testing.T) {
	const answer = "Two places, if there are any."
	for _, l := range languages {
		cases := map[string]string{
			"header":                  answer + "\n\n" + l.block + "\n\nWhich one?\n",
			"header below a rule":     answer + "\n\n________________________________\n" + l.block + "\n\nWhich one?\n",
			"header in bold":          answer + "\n\n" + bold(l.block) + "\n\nWhich one?\n",
			"header below its marker": answer + "\n\n" + l.original + "\n" + l.block + "\n\nWhich one?\n",
			"marker alone":            answer + "\n\n" + l.original + "\n\nWhich one?\n",
			"telephone":               answer + "\n\n" + l.device + "\n",
			"telephone and header":    answer + "\n\n" + l.device + "\n\n" + l.block + "\n\nWhich one?\n",
			"name below a formula":    answer + "\n\n" + l.closing + "\nAnn Jones\n",
			"card below a formula":    answer + "\n\n" + l.closing + "\nAnn Jones\n01632 960 001\nann@example.org\n",
		}
		for _, head := range l.heads {
			cases[head+" unmarked"] = answer + "\n\n" + head + "\n\nWhich one?\n"
			cases[head+" within the quote"] = answer + "\n\n> " + head + "\n> \n> Which one?\n"
			if !strings.HasPrefix(head, ">") {
				cases[head+" marked"] = answer + "\n\n" + head + "\n\n> Which one?\n"
				cases[head+" broken"] = answer + "\n\n" + strings.Replace(head, " <", "\n<", 1) + "\n\n> Which one?\n"
				cases[head+" answered below"] = head + "\n\n> Which one?\n\n" + answer + "\n"
			}
		}
		for name, text := range cases {
			if got := strings.TrimSpace(OwnText(text)); got != answer {
				t.Errorf("%s, %s: got\n%s", l.name, name, got)
			}
		}
		handed := OwnText("For you.\n\n" + l.forward + "\n\n" + l.block + "\n\nWhich one?\n")
		if !strings.Contains(handed, "For you.") || !strings.Contains(handed, "Which one?") {
			t.Errorf("%s: forwarded mail is lost: %q", l.name, handed)
		}
		if got := strings.TrimSpace(OwnText(l.block + "\n\nWhich one?\n")); got != "Which one?" {
			t.Errorf("%s: mail handed on without a word: %q", l.name, got)
		}
	}
}

// bold puts stars around the labels of a header.
func bold(block string) string {
	lines := strings.Split(block, "\n")
	for i, line := range lines {
		label, value, _ := strings.Cut(line, ":")
		lines[i] = "*" + label + ":*" + value
	}
	return strings.Join(lines, "\n")
}

// TestForwardedInManyLanguages reads who wrote and when out of the header and
// the sentences of each language.
func TestForwardedInManyLanguages(t *testing.T) {
	for _, l := range languages {
		for _, text := range append(l.heads[:len(l.heads):len(l.heads)], l.block) {
			heads := Forwarded(&Message{Text: "Yes.\n\n" + text + "\n\nWhich one?\n"})
			if !strings.Contains(text, "<desk@") {
				continue
			}
			if len(heads) != 1 || heads[0].From[0].Address != "desk@example.net" || heads[0].Date.Format("2006-01-02 15:04") != "2026-06-01 09:00" {
				t.Errorf("%s: %s gives %+v", l.name, text, heads)
			}
		}
	}
}

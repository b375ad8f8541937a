package mailbox

import (
	"regexp"
	"strings"
)

// mailHead gives the number of lines, from line i on, of what mail programs put
// above quoted or forwarded mail: a marker line, a block of header fields, or
// both. forward is true when the marker says that the mail was handed on.
func mailHead(lines []string, i int) (n int, forward bool) {
	line := strings.TrimSpace(strings.TrimLeft(lines[i], "> "))
	if line == "" {
		return 0, false
	}
	drawn := strings.IndexByte("-_*=", line[0]) >= 0
	if !drawn && colon(line) < 0 {
		return 0, false
	}
	marked := false
	switch {
	case drawn && isRule(line):
		n = b2i(len(line) >= 4)
	case (drawn || strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：")) && forwardMark.MatchString(line):
		n, forward, marked = 1, true, true
	case drawn && originalMark.MatchString(line):
		n, marked = 1, true
	}
	next := i + n
	for next < len(lines) && next < i+n+3 && strings.Trim(lines[next], "> \t") == "" {
		next++
	}
	if block := headBlock(lines, next, n > 0); block > 0 {
		return next + block - i, forward
	}
	if marked {
		return n, forward
	}
	return 0, false
}

const (
	forwardWords = `forwarded (?:message|by|letter)|anfonwyd ymlaen|neges (?:a anfonwyd ymlaen|wedi(?:'i|’i| ei) (?:blaenyrru|hanfon ymlaen|anfon ymlaen))|(?:anfang der )?weitergeleitete[n]? (?:nachricht|e-?mail)|` +
		`message transféré|message transmis|début du message (?:transféré|réexpédié)|(?:inicio del )?mensaje reenviado|(?:inizio )?messaggio inoltrato|` +
		`(?:begin )?doorgestuurd bericht|(?:início da )?mensagem (?:re)?encaminhada|wiadomość przekazana|przekazana wiadomość|początek przekazywanej wiadomości|` +
		`(?:start på )?videresendt (?:besked|melding|e-?mail|meddelelse)|vidarebefordrat (?:meddelande|brev|mejl)|välitetty viesti|edelleenlähetetty viesti|` +
		`přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|začiatok preposlanej správy|továbbított (?:levél|üzenet)|` +
		`mesaj redirecționat|mesaj transmis|începe mesajul redirecționat|[iİ]letilen (?:[iİ]leti|mesaj)|yönlendirilen (?:[iİ]leti|mesaj)|[iİ]leti başlangıcı|` +
		`(?:начало )?(?:переадресованно|пересланно|пересылаемо)\p{L}+ (?:сообщени|письм)\p{L}*|пересылаемое сообщение|переадресоване повідомлення|пересланий лист|початок листа, що пересилається|` +
		`препратено съобщение|προωθημένο μήνυμα|έναρξη προωθημένου μηνύματος|započni proslijeđenu poruku|proslijeđena poruka|posredovano sporočilo|` +
		`转发的?(?:邮件|信息|消息)|轉寄的?(?:郵件|訊息)|已轉寄郵件|転送(?:された)?メッセージ|전달된 (?:메일|메시지)`
	originalWords = `original message|original appointment|reply message|neges wreiddiol|message d['’]origine|message original|mensaje original|mensagem original|` +
		`ursprüngliche nachricht|ursprungliche nachricht|original-?nachricht|antwort nachricht|messaggio originale|oorspronkelijk bericht|origineel bericht|` +
		`wiadomość oryginalna|oryginalna wiadomość|oprindelig (?:meddelelse|besked|e-?mail)|opprinnelig melding|original besked|ursprungligt meddelande|originalmeddelande|` +
		`alkuperäinen viesti|původní (?:zpráva|e-?mail)|pôvodná správa|eredeti üzenet|mesaj(?:ul)? original|özgün [iİ]leti|orijinal (?:mesaj|[iİ]leti)|` +
		`исходное сообщение|оригинальное сообщение|первоначальное сообщение|(?:оригінальне|початкове|вихідне) повідомлення|αρχικό μήνυμα|izvorna poruka|izvirno sporočilo|` +
		`原始邮件|原邮件|原始郵件|元のメッセージ|オリジナルメッセージ|원본 메[시일]지?`
)

var (
	forwardMark  = regexp.MustCompile(`(?i)^[-_*= ]*(?:begin )?(?:` + forwardWords + `).{0,60}$`)
	originalMark = regexp.MustCompile(`(?i)^[-_*= ]*(?:-{2,}|_{2,}|={2,})\s*(?:` + originalWords + `)\s*[-_=:]*\s*$`)
	originalBare = regexp.MustCompile(`(?i)^\s*(?:` + originalWords + `)\s*:?\s*$`)
)

// dropBareMark drops 'Original message' without rules, as some telephones write
// it, from above a head.
func dropBareMark(own []string) []string {
	for i := len(own) - 1; i >= 0 && i >= len(own)-3; i-- {
		if strings.TrimSpace(own[i]) == "" {
			continue
		}
		if len(own[i]) < 80 && originalBare.MatchString(own[i]) {
			return own[:i]
		}
		break
	}
	return own
}

// The labels of header fields in the languages of mail programs.
const (
	labelFrom = `from|oddi wrth|o|من|מאת|de|von|da|van|od|fra|från|lähettäjä|от|từ|expéditeur|remitente|mittente|afzender|nadawca|absender|odesílatel|odosielateľ|` +
		`feladó|expeditor|expeditorul|de la|kimden|gönderen|від|від кого|отправитель|από|αποστολέας|šalje|pošiljatelj|saatja|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람`
	labelSent = `sent|date|تم الإرسال|تاريخ الإرسال|التاريخ|تاريخ|נשלח|תאריך|anfonwyd|dyddiad|envoyé|envoyé le|gesendet|datum|enviado|enviado el|enviada em|enviado em|enviada|enviado a|fecha|inviato|data|verzonden|wysłano|wysłane|` +
		`sendt|dato|skickat|lähetetty|päivämäärä|päiväys|отправлено|дата|đã gửi|message du|sent at|sent on|date sent|date\/time|odesláno|odoslané|elküldve|küldve|dátum|` +
		`trimis|trimisă|dată|gönderilme tarihi|gönderildi|gönderme tarihi|tarih|надіслано|відправлено|στάλθηκε|εστάλη|ημερομηνία|poslano|saadetud|kuupäev|` +
		`发送时间|发送日期|日期|时间|時間|傳送時間|寄件日期|日時|送信日時|送信日|보낸 날짜|날짜`
	labelTo = `to|at|i|إلى|الى|אל|à|an|para|a|aan|do|til|till|vastaanottaja|кому|tới|pour|destinataire|komu|címzett|către|la|destinatar|destinatarul|kime|alıcı|до|προς|` +
		`prima|pre|saaja|adresat|empfänger|destinatario|收件人|收件者|宛先|받는 사람|받는사람`
	labelSubject = `subject|re|pwnc|الموضوع|נושא|testun|objet|sujet|betreff|asunto|oggetto|onderwerp|assunto|temat|emne|ämne|aihe|тема|chủ đề|předmět|predmet|tárgy|subiect|subiectul|konu|θέμα|` +
		`naslov|zadeva|teema|主题|主旨|主題|件名|제목`
	labelOther = `cc|bcc|نسخة|עותק|kopie|copie|copie à|copia|kopi|kopio|reply-to|importance|priority|attachments|kopia|ateb i|atodiadau|pwysigrwydd|organization|organisation|antwort an|` +
		`dw|udw|másolat|másolatot kap|kópia|копия|копія|bilgi|κοιν|κοινοποίηση|抄送|副本|密件抄送|参照|답장|참조|anlagen|pièces jointes|přílohy|répondre à|svar til|svara till|rispondi a`
)

type role int

const (
	noLabel role = iota
	fromLabel
	sentLabel
	toLabel
	subjectLabel
	otherLabel
)

var labels = func() map[string]role {
	m := map[string]role{}
	for i, words := range []string{labelFrom, labelSent, labelTo, labelSubject, labelOther} {
		for w := range strings.SplitSeq(words, "|") {
			m[w] = role(i + 1)
		}
	}
	return m
}()

var oneLineBlock = regexp.MustCompile(`(?i)^[\s>*_]*(?:` + labelFrom + `)[*_]*\s*:.{3,200}\b(?:` + labelSent + `)[*_]*\s*:.{3,200}\b(?:` + labelTo + `|` + labelSubject + `)[*_]*\s*:`)

// label says which header label a line begins with.
func label(line string) role {
	i := colon(line)
	if i < 0 || i > 60 {
		return noLabel
	}
	name := strings.ToLower(strings.Trim(line[:i], " \t>*_|\u00a0"))
	is := labels[name]
	if one, other, two := strings.Cut(name, "/"); two && is == noLabel { // 'Oddi wrth/From:'
		if is = labels[strings.TrimSpace(one)]; is != labels[strings.TrimSpace(other)] {
			return noLabel
		}
	}
	return is
}

// colon gives the place of the first colon, -1 without one.
func colon(s string) int {
	narrow, wide := strings.IndexByte(s, ':'), strings.Index(s, "：")
	if narrow < 0 || wide >= 0 && wide < narrow {
		return wide
	}
	return narrow
}

// headBlock gives the number of lines of a block of header fields at line i:
// who wrote, when, and to whom or about what. Booking forms have such lines as
// well ('From: 9am, To: 5pm'), and letters written for an exercise ('To: the
// manager, From: a nurse'), so one without an address or a time of day is none.
// marked says that a line above sets it apart.
func headBlock(lines []string, i int, marked bool) int {
	if i >= len(lines) {
		return 0
	}
	if len(lines[i]) < 4000 && strings.Count(lines[i], ":") > 2 && oneLineBlock.MatchString(lines[i]) {
		return 1
	}
	if label(lines[i]) == noLabel {
		return unknownBlock(lines, i, marked)
	}
	b := block{last: i}
	for j := i; j < len(lines) && j < i+20 && b.plain < 3; j++ {
		line := lines[j]
		if strings.TrimSpace(line) == "" {
			if j > b.last+1 || b.found > 2 {
				break
			}
			continue
		}
		if is := label(line); is == fromLabel && b.have[is] {
			break // the next letter's
		} else if !b.add(line, is, j) {
			return 0
		}
	}
	if b.isHead() {
		return b.last + 1 - i
	}
	return 0
}

// block is what a run of header fields has.
type block struct {
	have           [otherLabel + 1]bool
	address, clock bool
	sent           bool // the date has a label, or a form, that no web form gives it
	found          int  // lines with a label
	last           int  // of them
	plain          int  // lines without one since
}

// add counts in line j. It reports false for a field that forms have and
// letters have not.
func (b *block) add(line string, is role, j int) bool {
	b.address = b.address || strings.Contains(line, "@")
	if is == noLabel {
		b.plain++
		return colon(line) < 0 || !isFormLabel(line)
	}
	if is == sentLabel {
		dated := strings.ContainsAny(line, decimals)
		b.clock = b.clock || dated && hasClock.MatchString(line)
		b.sent = b.sent || !formDate.MatchString(strings.TrimLeft(line, " \t\n\f\r>*_")) || dated && mailDate.MatchString(line)
	}
	b.have[is] = true
	b.found, b.last, b.plain = b.found+1, j, 0
	return true
}

// isHead reports whether there is enough for a head. Forms that web sites send on
// name a sender, a date and a subject, but nobody it goes to, and do not say
// 'Sent'.
func (b *block) isHead() bool {
	who, when, whom, what := b.have[fromLabel], b.have[sentLabel], b.have[toLabel], b.have[subjectLabel]
	switch {
	case !whom && !b.sent:
		return false
	case who && when && (whom || what) && (what || b.address), who && whom && what:
		return b.address || b.clock
	}
	return b.clock && b.address && (who || whom)
}

// formLabel are the fields of forms that web sites send on.
var formLabel = newChoice(`(?i)^(?:(?:your |full |first |last )?name|(?:your )?(?:message|comments?|enquiry|question|query)|(?:tele)?phone(?: number)?|telephone|organisation name|job title|postcode|details|enw|neges|cwestiwn|ffôn)\s*[*_]*\s*:`)

var formDate = newChoice(`(?i)^(?:date|dyddiad|datum|fecha|data|dato|дата)\s*[*_]*\s*[:：]`)

func isFormLabel(line string) bool {
	return formLabel.MatchString(strings.TrimLeft(line, " \t\n\f\r*_"))
}

// mailDate ends as dates of RFC 5322 do.
var mailDate = regexp.MustCompile(`\d:\d\d:\d\d [+-]\d{4}\b`)

// unknownBlock is headBlock for labels in a language that is not known, which
// only a line that marks them makes believed: three fields or more, the first
// with an address, another with a time of day.
func unknownBlock(lines []string, i int, marked bool) int {
	n, clock := 0, false
	if !marked || !inAngle.MatchString(lines[i][:min(len(lines[i]), 500)]) {
		return 0
	}
	for ; i+n < len(lines) && n < 8 && unknownField.MatchString(lines[i+n]); n++ {
		line := lines[i+n]
		if isFormLabel(line) {
			return 0
		}
		clock = clock || hasClock.MatchString(line) && hasYear.MatchString(line)
	}
	if n > 2 && clock {
		return n
	}
	return 0
}

var unknownField = regexp.MustCompile(`^[\s>*_]*[\p{L}\p{M}][\p{L}\p{M} .'’-]{0,30}[*_]*\s?[:：].{0,400}$`)

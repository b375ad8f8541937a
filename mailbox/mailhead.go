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
	case (drawn || strings.HasSuffix(line, ":")) && forwardMark.MatchString(line):
		n, forward, marked = 1, true, true
	case drawn && originalMark.MatchString(line):
		n, marked = 1, true
	}
	next := i + n
	for next < len(lines) && next < i+n+3 && strings.TrimSpace(lines[next]) == "" {
		next++
	}
	if block := headBlock(lines, next); block > 0 {
		return next + block - i, forward
	}
	if marked {
		return n, forward
	}
	return 0, false
}

var (
	forwardMark  = regexp.MustCompile(`(?i)^[-_*= ]*(begin )?(forwarded (message|by|letter)|anfonwyd ymlaen|neges a anfonwyd ymlaen|weitergeleitete nachricht|anfang der weitergeleiteten|message transféré|début du message (transféré|réexpédié)|mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada|wiadomość przekazana|videresendt (besked|melding)|vidarebefordrat (meddelande|brev))\b.{0,60}$`)
	originalMark = regexp.MustCompile(`(?i)^[-_*= ]*(-{2,}|_{2,})\s*(original message|original appointment|reply message|neges wreiddiol|message d'origine|message original|ursprüngliche nachricht|ursprungliche nachricht|original-nachricht|antwort nachricht|originalnachricht|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|wiadomość oryginalna|oryginalna wiadomość|oprindelig (meddelelse|besked)|opprinnelig melding|original besked|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|исходное сообщение|пересылаемое сообщение)\s*[-_:]*\s*$`)
)

// The labels of header fields in the languages of Outlook and Apple Mail.
const (
	labelFrom    = `from|oddi wrth|de|von|da|van|od|fra|från|lähettäjä|от|từ|expéditeur|remitente|mittente|afzender|nadawca`
	labelSent    = `sent|date|anfonwyd|dyddiad|envoyé|envoyé le|gesendet|datum|enviado|enviado el|enviada em|enviada|fecha|inviato|data|verzonden|wysłano|wysłane|sendt|dato|skickat|lähetetty|päivämäärä|отправлено|дата|đã gửi|message du|sent at|date sent`
	labelTo      = `to|at|à|an|para|a|aan|do|til|till|vastaanottaja|кому|tới|pour|destinataire`
	labelSubject = `subject|re|pwnc|testun|objet|sujet|betreff|asunto|oggetto|onderwerp|assunto|temat|emne|ämne|aihe|тема|chủ đề`
	labelOther   = `cc|bcc|kopie|copie|copie à|kopi|reply-to|importance|priority|attachments|kopia|ateb i|atodiadau|pwysigrwydd|organization|antwort an`
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
	return labels[strings.ToLower(strings.Trim(line[:i], " \t>*_|\u00a0"))]
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
// well ('From: 9am, To: 5pm'), so one with neither subject nor address is none.
func headBlock(lines []string, i int) int {
	if i >= len(lines) {
		return 0
	}
	if len(lines[i]) < 4000 && strings.Count(lines[i], ":") > 2 && oneLineBlock.MatchString(lines[i]) {
		return 1
	}
	if label(lines[i]) == noLabel {
		return 0
	}
	have := map[role]bool{}
	address, clock, found, last, plain := false, false, 0, i, 0
	for j := i; j < len(lines) && j < i+20 && plain < 3; j++ {
		line := lines[j]
		if strings.TrimSpace(line) == "" {
			if j > last+1 || found > 2 {
				break
			}
			continue
		}
		is := label(line)
		if is == fromLabel && have[is] {
			break // the next letter's
		}
		address = address || strings.Contains(line, "@")
		if is == noLabel {
			plain++
			continue
		}
		clock = clock || is == sentLabel && hasClock.MatchString(line)
		have[is] = true
		found, last, plain = found+1, j, 0
	}
	who, when, whom, what := have[fromLabel], have[sentLabel], have[toLabel], have[subjectLabel]
	switch {
	case who && when && (whom || what) && (what || address), who && whom && what,
		clock && address && (who || whom):
		return last + 1 - i
	}
	return 0
}

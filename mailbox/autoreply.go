package mailbox

import (
	"regexp"
	"strings"
)

// autoPrefixes are what Exchange and others put before the subject that they
// answer, in the languages people set them to. With a colon behind they are
// nobody's own words.
var autoPrefixes = func() map[string]bool {
	all := map[string]bool{}
	for _, prefix := range []string{
		"automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "automatic response", "out of office autoreply",
		"ateb awtomatig", "ymateb awtomatig", "freagra uathoibríoch",
		"automatische antwort", "automatisch antwoord", "abwesenheitsnotiz", "abwesend", "réponse automatique", "respuesta automática", "risposta automatica", "resposta automática", "resposta automàtica",
		"automatisk svar", "automatiskt svar", "autosvar", "automaattinen vastaus", "automatycznej odpowiedzi", "odpowiedź automatyczna", "automatyczna odpowiedź",
		"automatická odpověď", "automatická odpoveď", "automatikus válasz", "răspuns automat", "otomatik yanıt", "αυτόματη απάντηση", "автоматический ответ", "автоматична відповідь",
		"автоматичен отговор", "automatski odgovor", "samodejni odgovor", "automaatvastus", "automātiskā atbilde", "automatinis atsakymas", "sjálfvirkt svar", "erantzun automatikoa",
		"自動応答", "自动答复", "自動回覆", "자동 회신", "رد تلقائي", "תשובה אוטומטית", "trả lời tự động",
	} {
		all[prefix] = true
	}
	return all
}()

// autoLoose are beginnings that people write as well.
var autoLoose = regexp.MustCompile(`(?i)^(auto: .{1,100}(out of|away|absent|on leave|returning)|out of (the )?office|(i am |i'm |currently )?(out of|away from) (the )?(office|my desk)|(i am )?on (annual|sick|maternity) leave|vacation (reply|notice|message)|away (message|notice)|allan o'r swyddfa|ar wyliau|abwesen|automatic (reply|response)|auto[- ]?(reply|response))`)

// autoPrefixed reports a subject that begins as an automatic reply's does.
func autoPrefixed(subject string) bool {
	i := colon(subject)
	if i < 4 || i > 60 {
		return false
	}
	return autoPrefixes[strings.ToLower(strings.TrimSpace(subject[:i]))]
}

// isAutoReply follows RFC 3834, section 2, and the fields that came before it.
//
// Precision counts here: a machine taken for a person costs a glance, a person
// taken for a machine may not be answered. So 'auto-generated', which mailbox
// rules write on what they hand on and forms on what somebody typed in, proves
// nothing where anything speaks for a person.
func isAutoReply(s *signs, m *Message) bool {
	prefixed := autoPrefixed(m.Subject)
	switch {
	case s.submitted == "no":
		return false
	case strings.HasPrefix(s.submitted, "auto-replied"), s.answers, s.precedence == "auto_reply", s.precedence == "auto-reply":
		return true
	case strings.HasPrefix(s.submitted, "auto-"), s.submitted == "yes":
		return prefixed || s.system && acknowledges(m) && !isForm(m) || !byPerson(s, m)
	case prefixed && (s.suppressAll || s.rules):
		return true
	case s.system:
		return acknowledges(m) && !isForm(m)
	case s.handedOn, s.byHand, s.rules && !s.suppressAll:
		return false
	case s.precedence == "bulk", s.precedence == "junk", s.emptyPath, s.loop, s.suppressAll && (s.rules || len(m.InReplyTo) > 0):
		return prefixed || autoLoose.MatchString(m.Subject)
	}
	return false
}

// byPerson looks for a person behind a letter that calls itself generated: one
// whose letter was passed on, who filled in a form, or who answers us.
func byPerson(s *signs, m *Message) bool {
	writer := m.Writer().Address
	switch {
	case s.handedOn, s.rules, IsForward(m.Subject), answersElsewhere(m), isForm(m), toldByPerson.MatchString(m.Subject):
		return true
	case isMachine(writer):
		return false
	case s.byHand, s.composed, freeMail(writer):
		return true
	}
	return len(m.InReplyTo) > 0 && !acknowledges(m) && !autoLoose.MatchString(m.Subject)
}

// toldByPerson are the subjects under which machines hand on what somebody typed
// or said, in whatever shape.
var toldByPerson = regexp.MustCompile(`(?i)\b(?:contact|web|website|online|enquiry) form\b|\bform submission|\bvoice ?mail\b|\bvoice message|\b(?:enquiry|inquiry|question|message|feedback) (?:from|via) (?:the |your |our )?(?:web ?site|web|site|intranet|form)\b`)

// answersElsewhere reports a letter from one address that asks for the answer to
// go to another: a form writes so on behalf of who filled it in.
func answersElsewhere(m *Message) bool {
	if len(m.From) == 0 {
		return len(m.ReplyTo) > 0 && !isMachine(m.ReplyTo[0].Address)
	}
	for _, a := range m.ReplyTo {
		if strings.Contains(a.Address, "@") && !isMachine(a.Address) && !sentTo(m, a.Address) { // nor to where it comes from
			return true
		}
	}
	return false
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// machine knows addresses that no person writes from.
var machine = regexp.MustCompile(`(?i)^(no[-_.]?reply|do[-_.]?not[-_.]?reply|dim[-_.]?ateb|notifications?|alerts?|mailer|auto[-_.]?(mated|confirm|reply|responder)|bounces?|system|root|cron|daemon|www-data|apache|nobody|mailman|listserv|majordomo|[^@]{1,60}-(?:request|owner|bounces))([-_.+@]|$)`)

func isMachine(address string) bool { return machine.MatchString(address) }

// freeMail knows where people have their own letter boxes: machines send from
// elsewhere.
func freeMail(address string) bool { return freeMailDomains[strings.ToLower(domain(address))] }

var freeMailDomains = set("gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com outlook.fr yahoo.com yahoo.co.uk ymail.com rocketmail.com " +
	"icloud.com me.com mac.com aol.com aol.co.uk btinternet.com btopenworld.com talktalk.net sky.com virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk " +
	"proton.me protonmail.com pm.me gmx.com gmx.co.uk gmx.de web.de mail.com zoho.com tutanota.com fastmail.com hey.com plus.com")

// The labels of a form: where the answer goes, and what somebody typed in.
var (
	formAddress = regexp.MustCompile(`(?im)^[ \t>*|]*(?:(?:your|contact|from|visitor|sender)[ '’s]*)?(?:e-?mail|e-?bost|cyfeiriad e-?bost)(?: address)?(?: \*)?[*_]*\s*[:|=\n]\s*[<*_]*\S+@\S+`)
	formWords   = regexp.MustCompile(`(?im)^[ \t>*|]*(?:(?:your|the|please (?:give|tell us|describe).{0,60}|how can we.{0,40}|what.{0,60}) ?)?(?:message|enquiry|inquiry|question|comments?|query|feedback|details|help|neges|ymholiad|cwestiwn|sylwadau)\b.{0,60}?[*_]*\s*(?:[:|=?]|$)`)
)

// isForm reports a text with the labelled lines of a form on a web site, which
// holds what a person typed in.
func isForm(m *Message) bool {
	text := shortened(m.Text, 20_000)
	return formAddress.MatchString(text) && formWords.MatchString(text)
}

// acknowledgement is what ticket systems say on their own.
var acknowledgement = regexp.MustCompile(`(?i)request received|ticket (received|created|opened|closed|resolved|updated)|\b(request|ticket|incident|case|enquiry|inquiry|message|e-?mail|query|call)\b[^.\n]{0,60} (has|have) been (received|logged|registered|raised|assigned|created|opened|closed|resolved)|(we['’]ve|we have) received your|just confirming that we|do not reply|don['’]t reply|(this is|sent by) an auto(mated|matic)|automated (message|response|reply|e-?mail)|automatically generated|acknowledge(s|ment)? (your|of|receipt)|peidiwch ag ateb|wedi dod i law`)

func acknowledges(m *Message) bool {
	return acknowledgement.MatchString(m.Subject) || acknowledgement.MatchString(shortened(m.OwnText, 2000))
}

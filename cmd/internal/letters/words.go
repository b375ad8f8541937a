package letters

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	firstNames = strings.Fields("Amira Daniel Priya Tom Siân Zoë José Oluwaseun Chloe Michał Fatima Grace Huw Niamh Seán Björn Mei Kwame Ravi Ellen")
	lastNames  = strings.Fields("Patel Jones O'Neill Smith Brown Nowak Müller García Okafor Khan Evans Taylor Wright Ahmed Lewis Walker Hughes Singh Clarke Chen")
	subjects   = []string{
		"Change of appointment", "Repeat prescription query", "Copy of my medical records", "Complaint about waiting time",
		"Job application: Band 5 nurse", "Invoice query", "Car parking charge appeal", "Change of address",
		"Freedom of information request", "Referral status", "Blood test results", "Interpreter needed for appointment",
		"Thank you to ward staff", "Meeting room booking", "Training places in March", "Work experience placement",
	}
	words = strings.Fields(`I am writing about my appointment on the ward at the clinic because the letter that you sent said a different
		date and time from the text message Could you please confirm which one is right and whether I need to bring anything with me
		also my mother has moved house so the old address is no longer correct thank you for your help with this matter kind regards
		we were told to wait for a call but nobody rang us back and the phone line was engaged all morning the consultant asked for a
		new referral from the GP surgery and they say that they sent it last week café naïve £12.50 – “urgent” results blood test
		parking permit reference number hospital outpatient reception patient record`)
	fileNames = []string{"CV.pdf", "letter.docx", "photo.jpg", "Résumé final.pdf"}
)

// text writes paragraphs of at least size bytes in all, a line and an empty
// line each.
func (w *writer) text(size int) string {
	var b strings.Builder
	for b.Len() < size {
		for range 3 + w.random.IntN(4) {
			b.WriteString(w.sentence())
			b.WriteByte(' ')
		}
		b.WriteString("\r\n\r\n")
	}
	return b.String()
}

func (w *writer) sentence() string {
	some := make([]string, 6+w.random.IntN(14))
	for i := range some {
		some[i] = pick(w, words)
	}
	first, size := utf8.DecodeRuneInString(some[0])
	some[0] = string(unicode.ToUpper(first)) + some[0][size:]
	return strings.Join(some, " ") + "."
}

// asHTML dresses a text as Outlook does.
func asHTML(text string) string {
	var b strings.Builder
	b.WriteString(`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">` +
		`<style>p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif}</style></head><body lang="EN-GB">` + "\r\n")
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\r\n\r\n") {
		b.WriteString(`<p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D">` + html.EscapeString(paragraph) +
			"</span></p>\r\n" + `<p class="MsoNormal">&nbsp;</p>` + "\r\n")
	}
	b.WriteString("</body></html>\r\n")
	return b.String()
}

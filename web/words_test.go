package web

import (
	"net/url"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"  two\r\nlines\t ":            "two  lines",
		"invoice\u202efdp.exe":         "invoicefdp.exe",
		"a\u2066b\u2069c":              "abc",
		"bell\x07 and \x1b[31mred":     "bell and [31mred",
		"Llŷr Ó Briain עברית \u200f x": "Llŷr Ó Briain עברית \u200f x",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"one two three four", 11, "one two…"},
		{"one two, three", 9, "one two…"},
		{"wordwithoutend", 6, "wordwi…"},
		{"äöüäöüäöü", 4, "äöüä…"},
	} {
		if got := shorten(c.in, c.n); got != c.want {
			t.Errorf("%q to %d: got %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
		more bool
	}{
		{"short", 5, "short", false},
		{"aé", 2, "a", true},
		{"0123456789 x\nabc", 14, "0123456789 x\na", true},
		{strings.Repeat("x", 19) + "\nabc", 21, strings.Repeat("x", 19), true},
		{"\x80\x80\x80", 2, "", true},
	} {
		if got, more := cut(c.in, c.n); got != c.want || more != c.more {
			t.Errorf("%q to %d: got %q, %v", c.in, c.n, got, more)
		}
	}
}

func TestTopicReasons(t *testing.T) {
	in := []classify.Reason{
		{Text: "I have tablets.", For: "personal", Weight: 9}, {Text: "The", For: "training", Weight: 4},
		{Text: "course", For: "training", Weight: 2}, {Text: "[sender: personal]", For: "training", Weight: -1}, {Text: "weak", For: "training", Weight: 0.19},
	}
	for range 9 {
		in = append(in, classify.Reason{Text: "session", For: "training", Weight: 0.5})
	}
	got := topicReasons(in)
	if len(got) != 6 || got[0].Text != "course" || got[1].Text != "[sender: personal]" || got[2].Text != "session" {
		t.Errorf("got %+v", got)
	}
	for in, want := range map[string]words{
		"[sender: personal]": {"a personal e-mail address", true}, "[sender: circus]": {"the sender: circus", true},
		"[new sign]": {"new sign", true}, "e-learning": {"e-learning", false},
	} {
		if got := wordsOf(in); got != want {
			t.Errorf("%s: got %+v", in, got)
		}
	}
}

func TestFilterComesBackTheSame(t *testing.T) {
	for _, f := range []store.Filter{
		{View: store.ViewToDo},
		{View: store.ViewAll, Topic: "training", Status: store.StatusClosed, Owner: "3", Page: 7},
		{View: store.ViewToDo, Owner: "none", Unsure: true},
		{View: store.ViewToDo, Duties: true, Unsure: true},
		{View: store.ViewSpam, Topic: "a&b=c #?"},
		{View: store.ViewLikely, Words: "a&b=c #? größer"},
	} {
		f.Page, f.Size = max(f.Page, 1), perPage
		if got := readFilter(must(url.ParseQuery(query(f)))); got != f {
			t.Errorf("got %+v, want %+v", got, f)
		}
	}
}

func TestCleanListNeverLeavesTheSite(t *testing.T) {
	for in, want := range map[string]string{
		"view=all&page=2":                "page=2&view=all",
		"//evil.example/?view=all":       "",
		"https://evil.example":           "",
		"view=nonsense&status=x&page=-1": "",
		"owner=7;drop&unsure=1":          "",
		"%zz":                            "",
		"unsure=1&extra=<script>":        "unsure=1",
		"q=+&view=all":                   "view=all",
	} {
		if got := cleanList(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestHarmless(t *testing.T) {
	in := "Subject: a\r\n\x1b[2J\x00tab\there \xe9t\xe9 \u202etxt \u0085 é\rx"
	want := "Subject: a\n\\x1b[2J\\x00tab\there \\xe9t\\xe9 \\u202etxt \\u0085 é\\x0dx"
	if got := harmless([]byte(in)); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestRedact(t *testing.T) {
	in := `read folder: LOGIN <jo.bloggs@example.nhs.uk> failed for "a@b": token Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OQ no`
	got := redact(in)
	for _, bad := range []string{"bloggs", "a@b", "Zm9v"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q is still in %q", bad, got)
		}
	}
	if !strings.Contains(got, "read folder: LOGIN") {
		t.Errorf("the cause is gone: %q", got)
	}
}

func TestPagination(t *testing.T) {
	list := store.Page{Total: 143, Number: 3, Size: 25}
	p := paginate(store.Filter{View: store.ViewAll, Page: 3}, list)
	var got []string
	for _, i := range p.Items {
		if i.Gap {
			got = append(got, "…")
			continue
		}
		n := i.Number
		if i.Current {
			n = "[" + n + "]"
		}
		got = append(got, n)
	}
	if s := strings.Join(got, " "); s != "1 2 [3] 4 … 6" {
		t.Errorf("got %s", s)
	}
	if p.Previous != "/enquiries?page=2&view=all" || p.Next != "/enquiries?page=4&view=all" {
		t.Errorf("got %s and %s", p.Previous, p.Next)
	}
	if one := paginate(store.Filter{}, store.Page{Total: 25, Number: 1, Size: 25}); one.Items != nil {
		t.Errorf("one page needs no links: %+v", one)
	}
}

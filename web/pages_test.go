package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// everyPage visits each page in each of its states and gives the HTML.
func everyPage(s *site) map[string]string {
	empty := newSite(s.T)
	s.fill()
	several := owed(ask("Figures", "Jo", "All figures, and my course.", "training", at("2026-11-06 10:00")), map[classify.Obligation]string{classify.FOI: "figures", classify.MP: "[a formal letter]"})
	several.Verdict.Also, several.Verdict.Unsure = []string{"elearning_access"}, true
	s.receive(several)
	pages := map[string]string{}
	visit := func(site *site, role store.Role, path string) {
		pages[fmt.Sprintf("%s as %q (%d)", path, role, len(pages))] = site.get(role, path).Body.String()
	}
	for _, role := range []store.Role{nobody, store.RoleReader, store.RoleTriage} {
		for _, path := range []string{
			"/sign-in", "/sign-in?done=signed-out", "/sign-in/used", "/nothing", "/enquiries", "/enquiries?view=all&topic=training",
			"/enquiries?view=spam", "/enquiries?view=automatic", "/enquiries/1", "/enquiries/2?list=view%3Dall&done=topic",
			"/response-times", "/response-times?weeks=3", "/response-times?from=2026-11-09&to=x", "/quarantine", "/quarantine?done=dismissed", "/quarantine/3", "/quarantine/3?done=retry",
			"/enquiries/1/letters/1/html", "/enquiries/1/letters/1/attached", "/enquiries/1/letters/1/attachments/1",
			"/sorting", "/mailbox", "/enquiries?view=likely&done=not-spam", "/enquiries?q=link", "/enquiries?q=zebra&view=all", "/enquiries?q=%3F",
		} {
			visit(s, role, path)
		}
	}
	visit(empty, store.RoleTriage, "/enquiries")
	visit(empty, store.RoleTriage, "/quarantine")
	visit(empty, store.RoleTriage, "/response-times")
	visit(empty, store.RoleTriage, "/sorting")
	visit(empty, store.RoleTriage, "/mailbox")
	pages["outcome missing"] = s.post(store.RoleTriage, "/enquiries/2/status", "version", "1", "status", "closed").Body.String()
	pages["reason missing"] = s.post(store.RoleTriage, "/enquiries/2/concern", "version", "1").Body.String()
	pages["answer missing"] = s.post(store.RoleTriage, "/enquiries/1/elsewhere", "version", "1").Body.String()
	pages["enquiry not made"] = s.post(store.RoleTriage, "/quarantine/3/enquiry", "email", "x").Body.String()
	pages["no reason"] = s.post(store.RoleTriage, "/quarantine/3/dismiss").Body.String()
	pages["note missing"] = s.post(store.RoleTriage, "/enquiries/2/notes", "version", "1", "note", " ").Body.String()
	s.post(store.RoleLead, "/enquiries/1/topic", "version", "1", "topic", "training")
	pages["conflict"] = s.post(store.RoleTriage, "/enquiries/1/topic", "version", "1", "topic", "other").Body.String()
	s.post(store.RoleTriage, "/enquiries/1/elsewhere", told("version", "2", "way", "phone", "who", "Gwen")...)
	visit(s, store.RoleTriage, "/enquiries/1?done=elsewhere")
	s.has(s.post(store.RoleLead, "/quarantine/3/dismiss", "reason", "advertising"), 303)
	pages["too late"] = s.post(store.RoleTriage, "/quarantine/3/dismiss", "reason", "kept").Body.String()
	visit(s, store.RoleReader, "/quarantine/3")
	visit(s, store.RoleReader, "/sorting")
	s.has(s.post(store.RoleTriage, "/enquiries/3/tasks", "version", "1", "task_topic", "other", "task_owner", "0"), 303)
	pages["not closed"] = s.post(store.RoleTriage, "/enquiries/3/status", "version", "2", "status", "closed").Body.String()
	pages["duty kept"] = s.post(store.RoleTriage, "/enquiries/3/obligation", "version", "2", "duty", "foi").Body.String()
	pages["not split"] = s.post(store.RoleTriage, "/enquiries/3/tasks", "version", "2", "task_topic", "other").Body.String()
	pages["not given"] = s.post(store.RoleTriage, "/enquiries/3/tasks/1/owner", "version", "2", "task_owner", "99").Body.String()
	for _, role := range []store.Role{store.RoleReader, store.RoleTriage} {
		visit(s, role, "/enquiries/3")
		visit(s, role, "/enquiries?unsure=1&done=sorted&enquiry=2")
		visit(s, role, "/enquiries?duties=1")
	}
	pages["signed out"] = s.post(nobody, "/enquiries/1/notes", "note", "kept").Body.String()
	return pages
}

func TestPagesAreWellMade(t *testing.T) {
	for name, page := range everyPage(newSite(t)) {
		if page == "" || strings.HasPrefix(page, "<a href") {
			continue // a redirect
		}
		for _, fault := range faults(page) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// void elements have no end tag (HTML Living Standard, 13.1.2).
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// faults reads a page strictly, as a browser never does.
func faults(page string) (all []string) {
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	var open []string
	seen, ids, refs := map[string]int{}, map[string]bool{}, map[string]string{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				say("never closed: %v", open)
			}
			if seen["h1"] != 1 || seen["title"] != 1 || seen["main"] != 1 {
				say("h1 %d, title %d, main %d times", seen["h1"], seen["title"], seen["main"])
			}
			for id, why := range refs {
				if !ids[id] {
					say("%s leads to no id %q", why, id)
				}
			}
			return all
		case html.StartTagToken:
			tag := z.Token()
			seen[tag.Data]++
			if !slices.Contains(void, tag.Data) {
				open = append(open, tag.Data)
			}
			checkTag(tag, say, ids, refs)
		case html.EndTagToken:
			tag := z.Token()
			if len(open) == 0 || open[len(open)-1] != tag.Data {
				say("</%s> closes %v", tag.Data, open)
				return all
			}
			open = open[:len(open)-1]
		}
	}
}

func checkTag(tag html.Token, say func(string, ...any), ids map[string]bool, refs map[string]string) {
	attr := map[string]string{}
	for _, a := range tag.Attr {
		attr[a.Key] = a.Val
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			say("<%s %s=%q>", tag.Data, a.Key, a.Val)
		case a.Key == "src" || a.Key == "href" || a.Key == "action":
			if !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "//") {
				say("<%s %s=%q> leads elsewhere", tag.Data, a.Key, a.Val)
			}
			if id, ok := strings.CutPrefix(a.Val, "#"); ok {
				refs[id] = "a link"
			}
		case a.Key == "id":
			if ids[a.Val] {
				say("id %q twice", a.Val)
			}
			ids[a.Val] = true
		case a.Key == "for" || a.Key == "aria-labelledby" || a.Key == "aria-describedby":
			for _, id := range strings.Fields(a.Val) {
				refs[id] = a.Key
			}
		}
	}
	switch tag.Data {
	case "style", "iframe", "object", "base":
		say("<%s>", tag.Data)
	case "script":
		if attr["src"] == "" {
			say("inline script")
		}
	case "html":
		if attr["lang"] != "en-GB" {
			say("lang %q", attr["lang"])
		}
	case "form":
		if attr["method"] == "" {
			say("a form without method")
		}
	case "select", "textarea":
		if attr["id"] == "" {
			say("<%s> has no id for its label", tag.Data)
		}
	}
}

func TestEveryAnswerIsHardened(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, role := range []store.Role{nobody, store.RoleTriage} {
		for _, path := range []string{
			"/", "/healthz", "/sign-in", "/sign-in/x", "/nothing", "//double", "/enquiries", "/enquiries/1", "/enquiries/1/topic",
			"/enquiries/1/letters/1", "/enquiries/1/letters/1/html", "/enquiries/1/letters/1/attached", "/enquiries/1/letters/1/attachments/1", "/quarantine/3", "/quarantine/3/letter", "/mailbox", "/response-times", "/sorting", "/static/none", "/static/app.css",
		} {
			h := s.get(role, path).Header()
			csp := h.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("%s: policy %q", path, csp)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
				t.Errorf("%s: %v", path, h)
			}
			if h.Get("Cache-Control") != "no-store" && path != "/static/app.css" {
				t.Errorf("%s may be kept: %q", path, h.Get("Cache-Control"))
			}
		}
	}
}

func TestHostileLettersAreHarmless(t *testing.T) {
	s := newSite(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>' style=x <a href="javascript:alert(1)">`
	l := ask(evil, evil, evil, "training", at("2026-11-09 08:00"))
	l.Message.From[0].Address = `"<svg/onload=alert(1)>"@x`
	l.Message.Attachments = []mailbox.Attachment{{Name: evil, Type: evil, Size: 1}, {Name: "bill\u202efdp.exe", Type: "application/x-msdownload", Size: 2}}
	l.Message.Problems = []mailbox.Problem{{Code: "x", Text: evil}}
	l.Message.Text = evil + "\n> " + evil
	l.Verdict.Reasons[0].Text = evil
	s.receive(l)
	s.post(store.RoleTriage, "/enquiries/1/notes", "version", "1", "note", evil)
	for _, path := range []string{"/enquiries", "/enquiries/1", "/enquiries/1?list=" + `%22%3E%3Cscript%3E`, "/enquiries?topic=%22%3E%3Cscript%3E", "/response-times?from=%22%3E%3Cscript%3E"} {
		page := s.get(store.RoleTriage, path).Body.String()
		for _, fault := range faults(page) {
			t.Errorf("%s: %s", path, fault)
		}
		for _, bad := range []string{"<script", "<img", "<svg/", `href="javascript`, "\u202e"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s shows %s raw", path, bad)
			}
		}
	}
	s.has(s.get(store.RoleTriage, "/enquiries/1"), 200, "&lt;script&gt;alert(1)&lt;/script&gt;", "billfdp.exe")
}

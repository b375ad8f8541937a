package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"time"
)

//go:embed templates
var templateFiles embed.FS

// templates holds every page's template by its name.
type templates map[string]*template.Template

// pageTypes names every page's template with an empty value of the struct it
// is given, so that a misspelt field is found at start and not by a visitor.
var pageTypes = map[string]any{
	"error":          errorPage{},
	"sign-in":        signInPage{},
	"inbox":          inboxPage{},
	"enquiry":        enquiryPage{},
	"laid-out":       laidOutPage{},
	"letter-text":    letterTextPage{},
	"response-times": responseTimesPage{},
	"sorting":        sortingPage{},
	"quarantine":     quarantinePage{},
	"quarantined":    quarantinedPage{},
	"settled":        settledPage{},
	"mailbox":        mailboxPage{},
}

func parseTemplates(files assets) (templates, error) {
	all := templates{}
	funcs := template.FuncMap{"asset": files.url}
	for name, empty := range pageTypes {
		file := "templates/" + name + ".html"
		t, err := template.New(name).Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", file)
		if err != nil {
			return nil, fmt.Errorf("web: template %s: %w", file, err)
		}
		if err := t.ExecuteTemplate(io.Discard, "layout", empty); err != nil {
			return nil, fmt.Errorf("web: template %s: %w", file, err)
		}
		all[name] = t
	}
	return all, nil
}

// shell is what every page has around its own matter.
type shell struct {
	Title        string // of the page; the layout adds the service's name
	HasError     bool   // a form was refused: the title says so first
	Organisation string
	Service      string
	Version      string
	SignedIn     bool
	UserName     string
	Nav          []navItem
}

type navItem struct {
	Label, Href string
	Current     bool
}

// shell makes the frame of a page; section is the address of its item in the
// navigation, "" when it is in none.
func (s *Server) shell(v *visit, title, section string) shell {
	sh := shell{
		Title:        title,
		Organisation: s.cfg.Organisation,
		Service:      s.cfg.Service,
		Version:      s.cfg.Version,
		SignedIn:     v.SignedIn,
		UserName:     v.User.Name,
	}
	if !v.SignedIn {
		return sh
	}
	sh.Nav = []navItem{
		{Label: "Inbox", Href: "/enquiries"},
		{Label: "Response times", Href: "/response-times"},
		{Label: "Sorting", Href: "/sorting"},
		{Label: "Quarantine", Href: "/quarantine"},
		{Label: "Mailbox", Href: "/mailbox"},
	}
	for i := range sh.Nav {
		sh.Nav[i].Current = sh.Nav[i].Href == section
	}
	return sh
}

// render writes a page whole or not at all.
func (s *Server) render(w http.ResponseWriter, status int, name string, page any) error {
	var b bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&b, "layout", page); err != nil {
		return fmt.Errorf("make page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the browser went away: nobody is left to tell
	return nil
}

// when is a time as a page shows it.
type when struct {
	ISO  string // for <time datetime>, in UTC; "" when there is no time
	Text string // "Tue 3 Nov, 09:14"
}

func (s *Server) when(t time.Time) when {
	if t.IsZero() {
		return when{}
	}
	return when{t.UTC().Format(time.RFC3339), moment(t, s.cfg.Now(), s.cfg.Location)}
}

// option is one choice of a select.
type option struct {
	Value, Label string
	Selected     bool
}

// fieldError is one thing to put right in a form.
type fieldError struct {
	Field string // id of the field
	Text  string
}

// fieldOf is what there is to put right in one field; without a text, nothing.
func fieldOf(all []fieldError, id string) fieldError {
	for _, e := range all {
		if e.Field == id {
			return e
		}
	}
	return fieldError{Field: id}
}

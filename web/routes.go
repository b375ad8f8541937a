package web

import (
	"net/http"
	"slices"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// visit is one request, and who makes it.
type visit struct {
	*http.Request
	User     store.User // the zero User when nobody is signed in
	SignedIn bool
}

// may reports whether the visitor's role is at least this one.
func (v *visit) may(least store.Role) bool {
	return v.SignedIn && rank(v.User.Role) >= rank(least)
}

// rank orders roles; an unknown one is below every other.
func rank(r store.Role) int { return slices.Index(store.Roles, r) }

// handler answers a visit, or says why it cannot: then nothing was written yet.
type handler func(http.ResponseWriter, *visit) error

// anyone is the least role of routes that need no sign-in.
const anyone store.Role = ""

// route is one row of the site.
type route struct {
	method string
	path   string // as http.ServeMux reads it
	least  store.Role
	handle handler
}

// routes is the whole site.
func (s *Server) routes() []route {
	return []route{
		{"GET", "/healthz", anyone, s.healthz},
		{"GET", "/static/{path...}", anyone, s.static},
		{"GET", "/sign-in", anyone, s.signInPage},
		{"GET", "/sign-in/{token}", anyone, s.signIn},
		{"POST", "/sign-out", anyone, s.signOut},

		{"GET", "/{$}", store.RoleReader, s.home},
		{"GET", "/enquiries", store.RoleReader, s.inbox},
		{"GET", "/enquiries/{id}", store.RoleReader, s.enquiry},
		{"GET", "/enquiries/{id}/letters/{letter}", store.RoleReader, s.opening(s.letter)},
		{"GET", "/enquiries/{id}/letters/{letter}/html", store.RoleReader, s.opening(s.laidOut)},
		{"GET", "/enquiries/{id}/letters/{letter}/attached", store.RoleReader, s.opening(s.attached)},
		{"GET", "/enquiries/{id}/letters/{letter}/attachments/{n}", store.RoleReader, s.opening(s.attachment)},
		{"GET", "/response-times", store.RoleReader, s.responseTimes},
		{"GET", "/sorting", store.RoleReader, s.sorting},
		{"GET", "/quarantine", store.RoleReader, s.quarantine},
		{"GET", "/quarantine/{id}", store.RoleReader, s.quarantined},
		{"GET", "/quarantine/{id}/letter", store.RoleReader, s.quarantinedLetter},
		{"GET", "/mailbox", store.RoleReader, s.mailbox},

		{"POST", "/enquiries/{id}/topic", store.RoleTriage, s.setTopic},
		{"POST", "/enquiries/{id}/owner", store.RoleTriage, s.assign},
		{"POST", "/enquiries/{id}/status", store.RoleTriage, s.setStatus},
		{"POST", "/enquiries/{id}/concern", store.RoleTriage, s.lowerConcern},
		{"POST", "/enquiries/{id}/obligation", store.RoleTriage, s.lowerObligation},
		{"POST", "/enquiries/{id}/tasks", store.RoleTriage, s.addTask},
		{"POST", "/enquiries/{id}/tasks/{task}/owner", store.RoleTriage, s.assignTask},
		{"POST", "/enquiries/{id}/tasks/{task}/done", store.RoleTriage, s.finishTask},
		{"POST", "/enquiries/{id}/notes", store.RoleTriage, s.addNote},
		{"POST", "/enquiries/{id}/elsewhere", store.RoleTriage, s.tellAnswer},
		{"POST", "/quarantine/{id}/retry", store.RoleTriage, s.retry},
		{"POST", "/quarantine/{id}/enquiry", store.RoleTriage, s.makeEnquiry},
		{"POST", "/quarantine/{id}/dismiss", store.RoleTriage, s.dismiss},
	}
}

func (s *Server) mux() *http.ServeMux {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, r := range s.routes() {
		mux.Handle(r.method+" "+r.path, s.enter(r))
		methods[r.path] = append(methods[r.path], r.method)
	}
	for path, allowed := range methods {
		allow := strings.Join(allowed, ", ")
		mux.Handle(path, s.enter(route{least: anyone, handle: func(w http.ResponseWriter, _ *visit) error {
			w.Header().Set("Allow", allow)
			return errMethod
		}}))
	}
	mux.Handle("/", s.enter(route{least: anyone, handle: func(http.ResponseWriter, *visit) error {
		return store.ErrNotFound
	}}))
	return mux
}

// enter finds out who comes, lets them in when their role allows it, and turns
// what goes wrong into a page. It is the only place that decides who may do what.
func (s *Server) enter(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visitor(r)
		if err == nil {
			err = s.admit(w, v, rt)
		}
		if err != nil {
			s.fail(w, v, err)
		}
	})
}

func (s *Server) admit(w http.ResponseWriter, v *visit, rt route) error {
	switch {
	case rt.least == anyone, v.may(rt.least):
		return rt.handle(w, v)
	case v.SignedIn:
		return errForbidden
	case v.Method == http.MethodGet || v.Method == http.MethodHead:
		s.keepWanted(w, v)
		http.Redirect(w, v.Request, "/sign-in", http.StatusSeeOther)
		return nil
	}
	return errSignedOut
}

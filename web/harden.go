package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// The most bytes that a form may have: any form, and those into which a whole
// letter may be typed, each of whose letters may take nine bytes on its way.
const (
	maxBody       = 64 << 10
	maxLetterBody = 9*maxMadeText + maxBody
)

// pagePolicy lets a page use our own styles, scripts and pictures and nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// letterPolicy is for bytes that strangers wrote: no origin, nothing loaded, nothing run.
const letterPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"

// harden puts the whole site behind what every answer needs.
func (s *Server) harden(site http.Handler) (http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	if s.cfg.PublicURL != nil {
		origin := s.cfg.PublicURL.Scheme + "://" + s.cfg.PublicURL.Host
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("web: PublicURL: %w", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, &visit{Request: r}, errCrossOrigin)
	}))
	return s.observe(secureHeaders(limitBody(guard.Handler(site)))), nil
}

func secureHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY") // for browsers that know no frame-ancestors
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(maxBody)
		if strings.HasPrefix(r.URL.Path, "/quarantine/") {
			most = maxLetterBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// observe logs every request by its route, never by its address, which may
// hold a sign-in token or what somebody searched for; and catches panics.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		out := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.panicked(out, r, p)
			}
			s.logRequest(r, out.status, time.Since(began))
		}()
		next.ServeHTTP(out, r)
	})
}

func (s *Server) panicked(w *recorder, r *http.Request, p any) {
	s.log.Error("page panicked", "route", r.Pattern, "err", redact(fmt.Sprint(p)), "stack", string(debug.Stack()))
	if w.status == 0 {
		s.fail(w, &visit{Request: r}, errPanic)
	}
}

func (s *Server) logRequest(r *http.Request, status int, took time.Duration) {
	log := s.log.Info
	if r.Pattern == "GET /static/{path...}" || r.Pattern == "GET /healthz" {
		log = s.log.Debug
	}
	log("request", "method", r.Method, "route", r.Pattern, "status", status, "ms", took.Milliseconds())
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is beneath.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/store"
)

// number reads an id of the path. What is none is an address that leads nowhere.
func number(v *visit, name string) (int64, error) {
	n, err := strconv.ParseInt(v.PathValue(name), 10, 64)
	if err != nil || n < 1 {
		return 0, store.ErrNotFound
	}
	return n, nil
}

// letter hands out one letter of an enquiry as the mail server gave it.
func (s *Server) letter(w http.ResponseWriter, v *visit) error {
	id, err := number(v, "id")
	if err != nil {
		return err
	}
	letter, err := number(v, "letter")
	if err != nil {
		return err
	}
	e, err := s.store.Enquiry(v.Context(), id)
	if err != nil {
		return fmt.Errorf("open enquiry %d: %w", id, err)
	}
	if !slices.ContainsFunc(e.Messages, func(m store.Message) bool { return m.ID == letter }) {
		return store.ErrNotFound
	}
	raw, err := s.store.Raw(v.Context(), letter)
	if err != nil {
		return fmt.Errorf("read letter %d: %w", letter, err)
	}
	if err := s.look(v, id); err != nil {
		return err
	}
	sendLetter(w, raw, fmt.Sprintf("enquiry-%d-letter-%d.eml", id, letter))
	return nil
}

// sendLetter hands a letter to the browser to save, never to show.
func sendLetter(w http.ResponseWriter, raw []byte, name string) {
	h := w.Header()
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("Content-Type", "message/rfc822")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	_, _ = w.Write(raw)
}

// harmless makes every byte visible: control characters, those that turn the
// direction of writing, and what is not UTF-8 are written out as \x1b or
// \u202e.
func harmless(raw []byte) string {
	var b strings.Builder
	b.Grow(len(raw))
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == '\r' && len(raw) > 1 && raw[1] == '\n': // the line's end is the \n
		case r == '\n', r == '\t':
			b.WriteRune(r)
		case r == utf8.RuneError && n == 1, r < 0x20, r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, raw[0])
		case r >= 0x80 && r < 0xa0, turns(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		raw = raw[n:]
	}
	return b.String()
}

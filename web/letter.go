package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
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

// openedLetter is a letter of an enquiry with its bytes.
type openedLetter struct {
	store.Message
	enquiry int64
	heading string // "Letter 2 of 3"
	raw     []byte // as the mail server gave it
}

// back is the address of the letter on the page of its enquiry.
func (l openedLetter) back() string { return enquiryHref(l.enquiry, "") + "#" + anchor(l.Message) }

// openLetter finds the letter that the address names, in its enquiry.
func (s *Server) openLetter(v *visit) (l openedLetter, err error) {
	if l.enquiry, err = number(v, "id"); err != nil {
		return l, err
	}
	id, err := number(v, "letter")
	if err != nil {
		return l, err
	}
	e, err := s.store.Enquiry(v.Context(), l.enquiry)
	if err != nil {
		return l, fmt.Errorf("open enquiry %d: %w", l.enquiry, err)
	}
	i := slices.IndexFunc(e.Messages, func(m store.Message) bool { return m.ID == id })
	if i < 0 {
		return l, store.ErrNotFound
	}
	l.Message, l.heading = e.Messages[i], letterHeading(e, i)
	l.raw, err = s.store.Raw(v.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		return l, errNotKept
	}
	if err != nil {
		return l, fmt.Errorf("read letter %d: %w", id, err)
	}
	return l, nil
}

// mostOpened is how many letters are opened at once: a large one takes several
// times its length until it is.
const mostOpened = 2

// turn waits until a letter may be opened; done ends that, and is called before
// anything goes to a browser, which may be slow.
func (s *Server) turn(v *visit) (done func(), err error) {
	select {
	case s.opened <- struct{}{}:
		return sync.OnceFunc(func() { <-s.opened }), nil
	case <-v.Context().Done():
		return nil, v.Context().Err()
	}
}

// letterHandler answers a visit to a letter that was opened. It calls done when
// it needs the letter no more, see turn.
type letterHandler func(w http.ResponseWriter, v *visit, l openedLetter, done func()) error

// opening opens the letter that a visit asks for, in its turn, and records the look.
func (s *Server) opening(handle letterHandler) handler {
	return func(w http.ResponseWriter, v *visit) error {
		done, err := s.turn(v)
		if err != nil {
			return err
		}
		defer done()
		l, err := s.openLetter(v)
		if err != nil {
			return err
		}
		if err := s.look(v, l.enquiry); err != nil {
			return err
		}
		return handle(w, v, l, done)
	}
}

// letter hands out one letter of an enquiry as the mail server gave it.
func (s *Server) letter(w http.ResponseWriter, _ *visit, l openedLetter, done func()) error {
	done()
	sendLetter(w, l.raw, fmt.Sprintf("enquiry-%d-letter-%d.eml", l.enquiry, l.ID))
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

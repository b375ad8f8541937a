package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	"unicode"

	_ "github.com/emersion/go-message/charset" // as go-message asks of those who want text
	"github.com/emersion/go-message/mail"
	"github.com/jhillyerd/enmime/v2"

	"hee.nhs.uk/enquiries/mailbox"
)

// goReader reads in this process.
type goReader struct {
	called string
	from   string // the module that does the work
	// read reads one letter and tells whether it has text, as far as that is
	// known when there is an error.
	read    func(raw []byte) (text bool, err error)
	letters [][]byte
}

const (
	ours         = "mailbox.Parse"
	plainEnmime  = "enmime"
	faster       = "enmime, labels believed"
	enmimeModule = "github.com/jhillyerd/enmime/v2"
)

func inGo() []reader {
	asItComes, believing := enmime.NewParser(), enmime.NewParser(enmime.DisableCharacterDetection(true))
	return []reader{
		&goReader{called: ours, read: parse},
		&goReader{called: "go-message", from: "github.com/emersion/go-message", read: goMessage},
		&goReader{called: plainEnmime, from: enmimeModule, read: readEnvelope(asItComes)},
		&goReader{called: faster, from: enmimeModule, read: readEnvelope(believing)},
	}
}

func (g *goReader) name() string { return g.called }

// version is that of the module which this program is built with.
func (g *goReader) version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range info.Deps {
		if m.Path == g.from {
			return m.Version
		}
	}
	return "this tree, " + info.GoVersion
}

func (g *goReader) take(letters [][]byte) error {
	g.letters = letters
	return nil
}

func (g *goReader) turn(least time.Duration) (t turn, err error) {
	runtime.GC() // what others left behind
	begin := processorTime()
	for {
		t.Errors, t.Silent = nil, nil
		for i, raw := range g.letters {
			text, err := g.guarded(raw)
			if err != nil {
				t.Errors = append(t.Errors, i)
			}
			if !text {
				t.Silent = append(t.Silent, i)
			}
		}
		t.Letters += len(g.letters)
		if took := processorTime() - begin; took >= least {
			t.Seconds = took.Seconds()
			return t, nil
		}
	}
}

// processorTime is what this process has used, collecting garbage included.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // it can only be that the constant above is wrong
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// guarded makes an error of a panic: it says something about this letter, and
// the others are still to be read.
func (g *goReader) guarded(raw []byte) (text bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return g.read(raw)
}

func parse(raw []byte) (bool, error) {
	m := mailbox.Parse(bytes.NewReader(raw), int64(len(raw)), mailbox.Limits{})
	return hasText(m.Text), nil
}

func goMessage(raw []byte) (text bool, err error) {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return false, err
	}
	for {
		p, err := r.NextPart()
		switch {
		case err == io.EOF:
			return text, nil
		case err != nil:
			return text, err
		}
		switch h := p.Header.(type) {
		case *mail.InlineHeader:
			b, err := io.ReadAll(p.Body)
			text = text || hasText(string(b))
			if err != nil {
				return text, err
			}
		case *mail.AttachmentHeader:
			if _, err := h.Filename(); err != nil {
				return text, err
			}
		}
	}
}

func readEnvelope(p *enmime.Parser) func([]byte) (bool, error) {
	return func(raw []byte) (bool, error) {
		e, err := p.ReadEnvelope(bytes.NewReader(raw))
		if err != nil {
			return false, err
		}
		return hasText(e.Text), nil
	}
}

func hasText(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) })
}

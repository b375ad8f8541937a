package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows on a terminal how far a folder has been read, below the log
// lines that it lets through. Elsewhere it only lets them through.
type progress struct {
	out      io.Writer
	terminal bool

	mu     sync.Mutex
	folder string
	bar    *progressbar.ProgressBar // nil while there is nothing to show
}

func newProgress(out io.Writer) *progress {
	file, ok := out.(*os.File)
	return &progress{out: out, terminal: ok && term.IsTerminal(int(file.Fd()))}
}

// Write writes log lines.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		return p.out.Write(b)
	}
	_ = p.bar.Clear() // a terminal that does not take it does not take the line either
	n, err := p.out.Write(b)
	_ = p.bar.RenderBlank()
	return n, err
}

// show says that so many letters of a folder have been read by this visit and
// so many are left. A visit that is done with its first batch shows nothing.
func (p *progress) show(folder string, read, left int) {
	if !p.terminal {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil && left > 0 || p.bar != nil && p.folder != folder {
		p.folder = folder
		p.bar = progressbar.NewOptions(read+left, progressbar.OptionSetWriter(p.out), progressbar.OptionShowCount(),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("letters"), progressbar.OptionSetPredictTime(true),
			progressbar.OptionFullWidth(), progressbar.OptionSetDescription(fmt.Sprintf("reading %s", folder)))
	}
	if p.bar == nil {
		return
	}
	p.bar.ChangeMax(read + left)
	_ = p.bar.Set(read)
	if left == 0 {
		_ = p.bar.Clear()
		p.bar = nil
	}
}

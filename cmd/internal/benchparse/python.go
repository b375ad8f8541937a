package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

//go:embed email.py
var emailScript string

// pythonReader is a Python process that reads letters, and keeps the time
// itself.
type pythonReader struct {
	release string
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// startPython's error is exec.ErrNotFound when there is no Python.
func startPython() (*pythonReader, error) {
	path, err := exec.LookPath("python3")
	if err != nil {
		return nil, err
	}
	p := &pythonReader{command: exec.Command(path, "-I", "-c", emailScript)}
	p.command.Stderr = os.Stderr
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	p.release, err = p.out.ReadString('\n')
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("its version: %w", err)
	}
	return p, nil
}

// stop ends the process, which is told so by the end of its input.
func (p *pythonReader) stop() {
	p.in.Close()
	p.command.Wait() // what it complained about is on standard error
}

func (p *pythonReader) name() string { return "Python's email" }

func (p *pythonReader) version() string { return strings.TrimSpace(p.release) }

func (p *pythonReader) take(letters [][]byte) error {
	w := bufio.NewWriter(p.in)
	fmt.Fprintf(w, "take %d\n", len(letters))
	for _, raw := range letters {
		fmt.Fprintf(w, "%d\n", len(raw))
		w.Write(raw) // a bufio.Writer remembers the error for Flush
	}
	return w.Flush()
}

func (p *pythonReader) turn(least time.Duration) (t turn, err error) {
	if _, err = fmt.Fprintf(p.in, "turn %f\n", least.Seconds()); err != nil {
		return t, err
	}
	answer, err := p.out.ReadBytes('\n')
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal(answer, &t)
}

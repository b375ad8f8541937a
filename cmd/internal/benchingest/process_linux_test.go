package benchingest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// result is what one run of one program took.
type result struct {
	wall    time.Duration // from the start of the process until the last letter was safe
	startup time.Duration // of that, until the program began to read; only known of enquiries
	cpu     time.Duration // of the process, user and system, until it ended
	server  time.Duration // of Dovecot's processes meanwhile
	peak    int64         // bytes of memory (VmHWM)
	disk    int64         // bytes of what it wrote
}

// process is a program that runs.
type process struct {
	h       *bench
	cmd     *exec.Cmd
	said    *os.File // standard error
	started time.Time
	ended   chan struct{} // closed when it has
	err     error         // then: how
	peak    int64
	server  time.Duration // what Dovecot had used before
}

// look is how often a running program is looked at.
const look = 50 * time.Millisecond

// start starts a program; end it.
func (h *bench) start(folder string, env []string, name string, args ...string) *process {
	h.Helper()
	h.goOn()
	said, err := os.Create(filepath.Join(folder, "stderr"))
	h.must(err)
	p := &process{h: h, cmd: exec.CommandContext(h.ctx, name, args...), said: said, ended: make(chan struct{}), server: h.serverCPU()}
	p.cmd.Dir, p.cmd.Stderr, p.cmd.Env = folder, said, append(os.Environ(), env...)
	p.started = time.Now()
	h.must(p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p
}

// end kills the process if it still runs.
func (p *process) end() {
	p.cmd.Process.Kill() // an error says that it has ended
	<-p.ended
	p.said.Close()
}

// watch notes the peak of memory until enough says so or the process has ended.
func (p *process) watch(enough func() bool) (ended bool) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-p.ended:
			return true
		case <-tick.C:
			p.peak = max(p.peak, peakMemory(p.cmd.Process.Pid))
			if enough() {
				return false
			}
		}
	}
}

// wait waits until the process has ended by itself, and well.
func (p *process) wait() {
	p.h.Helper()
	p.watch(func() bool { return false })
	if p.err != nil {
		p.fail(fmt.Sprint("it failed: ", p.err))
	}
}

// fail ends the benchmark with the last that the process said.
func (p *process) fail(what string) {
	p.h.Helper()
	p.h.goOn()
	said, _ := os.ReadFile(p.said.Name()) // without it there is still what
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	p.h.Fatalf("%s: %s\n%s", filepath.Base(p.cmd.Path), what, strings.Join(lines[max(0, len(lines)-10):], "\n"))
}

// result tells what an ended process took; the rest is the caller's to fill in.
func (p *process) result() result {
	return result{
		cpu:    p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime(),
		server: p.h.serverCPU() - p.server,
		peak:   p.peak,
	}
}

// peakMemory gives VmHWM (proc(5)) in bytes, 0 for a process that has ended. The
// figure of wait4(2) will not do: it begins with the memory of the parent.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	fields := bytes.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.ParseInt(string(fields[0]), 10, 64) // 0 when Linux writes otherwise
	return kib << 10
}

// serverCPU gives the time that Dovecot's processes have used so far, with those
// that have ended: its master waits for them.
func (h *bench) serverCPU() time.Duration {
	h.Helper()
	base := filepath.Dir(filepath.Dir(h.dovecot.CAFile))
	text, err := os.ReadFile(filepath.Join(base, "run", "master.pid"))
	h.must(err)
	master := strings.TrimSpace(string(text))
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	h.must(err)
	var ticks int64
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, after, _ := strings.Cut(string(stat), ") ") // a program's name may hold anything
		fields := strings.Fields(after)                // from the third of proc(5) on
		if len(fields) < 15 || fields[2] != master {   // process group
			continue
		}
		times := fields[11:13] // utime, stime
		if filepath.Base(filepath.Dir(path)) == master {
			times = fields[11:15] // and those of processes waited for
		}
		for _, field := range times {
			n, _ := strconv.ParseInt(field, 10, 64) // always a number
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100 // USER_HZ is 100 wherever Go runs on Linux
}

// onDisk adds up the files in folders, or files themselves.
func (h *bench) onDisk(paths ...string) (n int64, files int) {
	h.Helper()
	for _, path := range paths {
		h.must(filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
			if err == nil && info.Mode().IsRegular() {
				n += info.Size()
				files++
			}
			return err
		}))
	}
	return n, files
}

// machine describes where the benchmark runs.
func machine(folder string) string {
	text := fmt.Sprintf("%d cores", runtime.NumCPU())
	var stat syscall.Statfs_t
	const tmpfs = 0x01021994 // statfs(2)
	if err := syscall.Statfs(folder, &stat); err == nil && stat.Type == tmpfs {
		text += "; THE FILES ARE IN MEMORY, where making them durable costs nothing: set TMPDIR to a folder on a disk"
	}
	return text
}

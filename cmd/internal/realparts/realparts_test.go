package realparts_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

func TestDovecotStartsAndStops(t *testing.T) {
	var dir, address string
	t.Run("runs", func(t *testing.T) {
		d := realparts.Dovecot(t)
		dir, address = filepath.Dir(filepath.Dir(d.CAFile)), fmt.Sprintf("%s:%d", d.Host, d.Port)
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		greeting, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.HasPrefix(greeting, "* OK") {
			t.Errorf("greeting %q, %v", greeting, err)
		}
		d.Stop()
		d.Stop()
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			t.Error("still listening after Stop")
		}
	})
	if dir == "" {
		t.Skip("no Dovecot")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Errorf("%s is left behind", dir)
	}
}

func TestChromiumIsAProgram(t *testing.T) {
	path := realparts.Chromium(t)
	if info, err := os.Stat(path); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("%s: %v", path, err)
	}
}

func TestMissingPart(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, test := range []struct{ setting, want string }{{"", "skipped"}, {"require", "failed"}} {
		t.Run(test.want, func(t *testing.T) {
			report := filepath.Join(t.TempDir(), "report")
			t.Setenv("ENQUIRIES_REAL", test.setting)
			t.Setenv("ENQUIRIES_REAL_REPORT", report)
			asked := &recorder{TB: t}
			done := make(chan struct{})
			go func() {
				defer close(done)
				realparts.Need(asked, "chromium")
			}()
			<-done
			if asked.outcome != test.want || !strings.Contains(asked.line, "chromium is not installed") {
				t.Errorf("%s: %q, want %s", asked.outcome, asked.line, test.want)
			}
			if text, _ := os.ReadFile(report); strings.HasPrefix(string(text), "SKIPPED") != (test.want == "skipped") {
				t.Errorf("reported %q", text)
			}
		})
	}
}

// recorder is a test that only notes how it ended.
type recorder struct {
	testing.TB
	outcome, line string
}

func (r *recorder) Skip(args ...any) {
	r.outcome, r.line = "skipped", fmt.Sprint(args...)
	r.SkipNow()
}

func (r *recorder) SkipNow() { runtime.Goexit() }

func (r *recorder) Fatalf(format string, args ...any) {
	r.outcome, r.line = "failed", fmt.Sprintf(format, args...)
	runtime.Goexit()
}

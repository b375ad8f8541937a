// Command enquiries is the enquiry inbox and routing service for one shared
// mailbox.
//
// The program owns its commands, the configuration and the wiring: it builds
// every part from the configuration, starts the scheduled jobs and stops all
// of it again. It holds no SQL, no HTML and no MIME; only this package reads
// files, flags and the environment.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes.
const (
	exitDone    = 0
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, os.Getenv))
}

// untilTold gives a context that ends when the program is told to stop, for
// commands that have something to bring to an end. The others die of the
// signal: they hold nothing that could be left half done.
func untilTold(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}

// streams is where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole program: main and the end-to-end tests call it. It returns
// the exit code.
func run(ctx context.Context, args []string, s streams, getenv func(string) string) int {
	began := false
	root := rootCommand(s, getenv, &began)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(s.err, "enquiries: %v\n", err)
	if !began {
		fmt.Fprintln(s.err, "enquiries: see 'enquiries --help'")
		return exitUsage
	}
	return exitFailure
}

//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime is what the process has used so far, so that whatever else the
// machine does counts little.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Since(began)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

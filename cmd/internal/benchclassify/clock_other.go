//go:build !unix

package main

import "time"

// processorTime is the time of the clock where the process's own is not known.
func processorTime() time.Duration { return time.Since(began) }

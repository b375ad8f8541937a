package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
)

// These variables name files for `go tool pprof`: where the processor's time
// went, and where memory was allocated. They are for measuring (see `make
// bench-ingest`), not configuration.
const (
	cpuProfileVariable    = "ENQUIRIES_CPUPROFILE"
	memoryProfileVariable = "ENQUIRIES_MEMPROFILE"
)

// profiled does the work and writes the profiles of it that the environment
// asks for.
func profiled(getenv func(string) string, work func() error) (err error) {
	if path := getenv(cpuProfileVariable); path != "" {
		file, err := os.Create(path)
		if err != nil {
			return fmt.Errorf("%s: %w", cpuProfileVariable, err)
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return fmt.Errorf("%s: %w", cpuProfileVariable, err)
		}
		defer pprof.StopCPUProfile()
	}
	if path := getenv(memoryProfileVariable); path != "" {
		defer func() { err = errors.Join(err, profileMemory(path)) }()
	}
	return work()
}

func profileMemory(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("%s: %w", memoryProfileVariable, err)
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(file, 0), file.Close())
}

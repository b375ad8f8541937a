package main

import (
	"os"
	"runtime/debug"
)

// memoryGoal is how much memory Go's part of the program should get by with, in
// bytes. What lives for long is some 20 MiB, nearly all of it the classifier;
// letters on their way need some tens more, the largest of them for a moment
// only. Beyond the goal the collector works harder: it never refuses.
const memoryGoal = 80 << 20

// stackLimit is what one goroutine may grow to, in bytes. A letter that wants
// more ends the program before it ends the machine; nothing honest comes near.
const stackLimit = 64 << 20

// tameMemory sets the bounds, and the goal unless whoever runs the program has
// set another.
func tameMemory() {
	debug.SetMaxStack(stackLimit)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
}

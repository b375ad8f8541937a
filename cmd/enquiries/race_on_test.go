//go:build race

package main

// raceDetector is on: it takes several times the memory.
const raceDetector = true

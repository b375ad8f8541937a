//go:build race

package classify

// raceDetector is on: training takes five times as long.
const raceDetector = true

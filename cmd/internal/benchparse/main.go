// Benchparse measures how fast letters are read on one core: mailbox.Parse
// beside what a Go or Python program would otherwise read them with. `make
// bench-parse` runs it; no test does. It is a module of its own, so that what
// is only compared with is no dependency of the product.
//
// mailbox.Parse does all it does for the desk: subject, addresses, text, own
// words, attachments, kind, problems. The others are asked for less, for no more
// than text and attachments:
//
//   - go-message: the loop of its documentation, which reads every part shown
//     inline and asks attachments for their names; HTML stays HTML
//   - enmime: ReadEnvelope, which undoes every encoding and makes text of HTML
//     where there is no plain text; once as it comes, when most of its time goes
//     into guessing charsets, and once told to believe the labels of parts
//   - Python's email package, if python3 is there: get_body, get_content,
//     iter_attachments; HTML stays HTML, attachments stay encoded
//
// A second is one of the processor's time, so that whatever else the machine
// does counts little. A letter is an error when it gives an error, an exception
// or a panic. It is without text when what was given as its text until then
// holds neither a letter nor a digit.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"time"
)

type options struct {
	golden  string
	folder  string
	letters int
	rounds  int
	least   time.Duration
	names   bool
}

func main() {
	var o options
	flag.StringVar(&o.golden, "golden", "mailbox/testdata", "the `FOLDER` of the golden tests")
	flag.StringVar(&o.folder, "folder", "", "a `FOLDER` of letters of your own: every file below it is one")
	flag.IntVar(&o.letters, "letters", 1000, "how many letters to generate")
	flag.IntVar(&o.rounds, "rounds", 7, "how often each reads each set, after one pass that does not count")
	flag.DurationVar(&o.least, "least", time.Second, "how much processor time each takes for a set in a round, at least")
	flag.BoolVar(&o.names, "names", false, "name the letters with errors and without text")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench-parse:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if o.rounds < 1 || flag.NArg() > 0 {
		return fmt.Errorf("there is nothing to measure: give at least one round, and no arguments besides the flags")
	}
	runtime.GOMAXPROCS(1)
	sets, err := loadSets(o)
	if err != nil {
		return err
	}
	readers := inGo()
	python, err := startPython()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		fmt.Println("python3 is not installed: Python's email package is left out")
	case err != nil:
		return fmt.Errorf("start Python: %w", err)
	default:
		defer python.stop()
		readers = append(readers, python)
	}
	fmt.Printf("%d rounds; in each, every one reads for %s or more of one core's time, in an order that is drawn anew\n", o.rounds, o.least)
	for _, r := range readers {
		fmt.Printf("  %s: %s\n", r.name(), r.version())
	}
	for _, s := range sets {
		rows, err := measure(readers, s, o)
		if err != nil {
			return err
		}
		report(s, rows, o.names)
	}
	return nil
}

// reader is one of those compared.
type reader interface {
	name() string
	version() string
	// take gives it the letters that it reads from then on.
	take(letters [][]byte) error
	// turn lets it read them all again and again, until the time is over at the
	// end of a pass.
	turn(least time.Duration) (turn, error)
}

// turn is what one turn came to.
type turn struct {
	Letters int     // read in all
	Seconds float64 // of processor time that this took
	Errors  []int   // the numbers of the letters with errors; each pass has the same
	Silent  []int   // those without text
}

// row is what is known of one reader of one set.
type row struct {
	reader
	first turn      // which does not count, but for errors and letters without text
	rates []float64 // letters/s in each round
}

// measure lets everybody read a set: one pass to warm up, then the rounds.
func measure(readers []reader, s set, o options) ([]row, error) {
	rows := make([]row, len(readers))
	for i, r := range readers {
		rows[i].reader = r
		if err := r.take(s.letters); err != nil {
			return nil, fmt.Errorf("give %s %s: %w", r.name(), s.what, err)
		}
		var err error
		if rows[i].first, err = r.turn(0); err != nil {
			return nil, fmt.Errorf("%s reads %s: %w", r.name(), s.what, err)
		}
	}
	for range o.rounds {
		for _, i := range rand.Perm(len(rows)) {
			t, err := rows[i].turn(o.least)
			if err != nil {
				return nil, fmt.Errorf("%s reads %s: %w", rows[i].name(), s.what, err)
			}
			rows[i].rates = append(rows[i].rates, float64(t.Letters)/t.Seconds)
		}
	}
	return rows, nil
}

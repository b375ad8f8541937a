// Benchclassify measures how fast letters are sorted on one core, how long the
// models take to be there, how much memory they need, and how well topics are
// found on the corpus' test part beside keyword rules and scikit-learn. `make
// bench-classify` runs it; no test does.
//
// Each look at the test part is logged in classify/corpus/README.md: it is for
// measuring, never for tuning.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/cmd/internal/letters"
	"hee.nhs.uk/enquiries/mailbox"
)

var began = time.Now()

// memoryGoal is that of the program when it serves, in bytes.
const memoryGoal = 80 << 20

func main() {
	count := flag.Int("letters", 1000, "how many letters to generate")
	rounds := flag.Int("rounds", 7, "how often each set is sorted, after one pass that does not count")
	flag.Parse()
	if err := run(*count, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench-classify:", err)
		os.Exit(1)
	}
}

func run(count, rounds int) error {
	if count < 1 || rounds < 1 || flag.NArg() > 0 {
		return fmt.Errorf("there is nothing to measure: give at least one letter and one round, and no arguments besides the flags")
	}
	runtime.GOMAXPROCS(1)
	debug.SetMemoryLimit(memoryGoal)
	before := processorTime()
	c, err := classify.New(classify.Options{Own: mailbox.OwnText})
	if err != nil {
		return err
	}
	training := processorTime() - before
	c.Classify(classify.Letter{Subject: "Dead link", Own: "The PDF will not open."})
	fmt.Printf("first verdict after %.2f s of one core's time (%.2f s by the clock); %.2f s of it for the models\n",
		processorTime().Seconds(), time.Since(began).Seconds(), training.Seconds())
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("memory with the models there: %s; living heap %.1f MiB\n", mostMemory(), float64(m.HeapAlloc)/(1<<20))
	train, err := classify.TrainingLetters(mailbox.OwnText)
	if err != nil {
		return err
	}
	test, err := classify.TestLetters(mailbox.OwnText)
	if err != nil {
		return err
	}
	speed(c, []set{generated(count), {"letters of the corpus' training part", lettersOf(train)}}, rounds)
	return compare(c, train, test)
}

// mostMemory is the most that the process has needed, as Linux counts it.
func mostMemory() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "the most needed is not known (no /proc)"
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return "at most " + strings.Join(strings.Fields(rest), " ") + " resident (VmHWM)"
		}
	}
	return "the most needed is not known (no VmHWM)"
}

// set is letters that are sorted together.
type set struct {
	what    string
	letters []classify.Letter
}

// seed makes the letters of all runs the same.
const seed = 1

// generated are the letters of bench-ingest, as the desk gives them to the
// classifier.
func generated(count int) set {
	s := set{what: "generated letters, as bench-ingest has them"}
	for l := range letters.New(seed, letters.Options{Count: count}) {
		m := mailbox.Parse(bytes.NewReader(l.Raw), int64(len(l.Raw)), mailbox.Limits{})
		line := mailbox.NewLine("", m)
		letter := classify.Letter{Subject: line.Subject, Own: line.OwnText, Whole: line.Text}
		if len(line.From) > 0 {
			letter.FromName, letter.FromEmail = line.From[0].Name, line.From[0].Address
		}
		s.letters = append(s.letters, letter)
	}
	return s
}

func lettersOf(examples []classify.Example) (all []classify.Letter) {
	for _, e := range examples {
		all = append(all, e.Letter)
	}
	return all
}

// least is how long a set is sorted in a round.
const least = time.Second

// speed sorts each set for some rounds, in an order drawn anew in each.
func speed(c *classify.Classifier, sets []set, rounds int) {
	rates := make([][]float64, len(sets))
	for round := range rounds + 1 {
		for _, i := range rand.Perm(len(sets)) {
			from, n := processorTime(), 0
			for processorTime()-from < least {
				for _, l := range sets[i].letters {
					c.Classify(l)
				}
				n += len(sets[i].letters)
			}
			if round > 0 {
				rates[i] = append(rates[i], float64(n)/(processorTime()-from).Seconds())
			}
		}
	}
	fmt.Printf("\nletters/s of one core's time: topic, concern and obligations; %d rounds\n", rounds)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\tletters\tmedian\tfrom\tto")
	for i, s := range sets {
		slices.Sort(rates[i])
		fmt.Fprintf(table, "%s\t%d\t%.0f\t%.0f\t%.0f\n", s.what, len(s.letters), rates[i][(rounds-1)/2], rates[i][0], rates[i][rounds-1])
	}
	table.Flush()
}

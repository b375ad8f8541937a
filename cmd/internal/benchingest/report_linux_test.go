package benchingest

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// say writes to standard error, at once: what a benchmark logs comes at its end.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }

func megabytes(n int64) float64 { return float64(n) / 1e6 }

// median gives the middle one, of an even number the lower of the two.
func median[T cmp.Ordered](some []T) T {
	return slices.Sorted(slices.Values(some))[(len(some)-1)/2]
}

// medianOf gives the median of each figure by itself.
func medianOf(all []result) result {
	return result{
		wall:    median(each(all, func(r result) time.Duration { return r.wall })),
		startup: median(each(all, func(r result) time.Duration { return r.startup })),
		cpu:     median(each(all, func(r result) time.Duration { return r.cpu })),
		server:  median(each(all, func(r result) time.Duration { return r.server })),
		peak:    median(each(all, func(r result) int64 { return r.peak })),
		disk:    median(each(all, func(r result) int64 { return r.disk })),
	}
}

func each[T, U any](all []T, f func(T) U) []U {
	some := make([]U, len(all))
	for i, one := range all {
		some[i] = f(one)
	}
	return some
}

// lettersPerSecond counts from the start of the process.
func (h *bench) lettersPerSecond(r result) float64 {
	return float64(h.total.Letters) / r.wall.Seconds()
}

// ratio is how many times mbsync's rate ours is.
func (r round) ratio() float64 { return r.mbsync.wall.Seconds() / r.ours.wall.Seconds() }

func (h *bench) printTable(r round) {
	table := tabwriter.NewWriter(os.Stderr, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tseconds\tletters/s\tMB/s\tCPU s\tDovecot's CPU s\tpeak MiB\ton disk MB\t")
	for _, one := range []struct {
		name string
		result
	}{{"enquiries", r.ours}, {"mbsync", r.mbsync}} {
		fmt.Fprintf(table, "%s\t%.2f\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t%.0f\t\n", one.name, one.wall.Seconds(), h.lettersPerSecond(one.result),
			megabytes(h.total.Bytes)/one.wall.Seconds(), one.cpu.Seconds(), one.server.Seconds(), float64(one.peak)/(1<<20), megabytes(one.disk))
	}
	table.Flush()
}

// report prints the medians, and gives the benchmark's own line the most
// important ones.
func (h *bench) report(all []round) {
	ours := medianOf(each(all, func(r round) result { return r.ours }))
	theirs := medianOf(each(all, func(r round) result { return r.mbsync }))
	ratios := each(all, round.ratio)
	say("\nmedians of each figure\n")
	h.printTable(round{ours, theirs})
	say("\nenquiries / mbsync, median of %d rounds: %.2f (%.2f to %.2f)\n", len(all), median(ratios), slices.Min(ratios), slices.Max(ratios))
	reading := ours.wall - ours.startup
	say("enquiries began to read %.2f s after its start; from then on %.0f letters/s\n",
		ours.startup.Seconds(), float64(h.total.Letters)/reading.Seconds())
	h.ReportMetric(0, "ns/op") // a round takes what it takes
	h.ReportMetric(h.lettersPerSecond(ours), "letters/s")
	h.ReportMetric(h.lettersPerSecond(theirs), "mbsync-letters/s")
	h.ReportMetric(median(ratios), "ratio")
	h.ReportMetric(float64(ours.peak)/(1<<20), "peak-MiB")
}

// profiled runs enquiries once more, with profiles.
func (h *bench) profiled() {
	cpu, err := filepath.Abs(*profile)
	h.must(err)
	r := h.enquiries("ENQUIRIES_CPUPROFILE="+cpu, "ENQUIRIES_MEMPROFILE="+cpu+".allocs")
	say("profiled, at %.0f letters/s: look at %s with go tool pprof\n", h.lettersPerSecond(r), *profile)
}

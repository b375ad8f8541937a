package main

import (
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
)

// report prints, for each reader of a set, the medians of the rounds with the
// lowest and the highest.
func report(s set, rows []row, names bool) {
	megabytes := float64(s.bytes()) / 1e6
	fmt.Printf("\n%d %s (%.2f MB)\n", len(s.letters), s.what, megabytes)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tletters/s\tfrom\tto\tMB/s\ttimes enmime\terrors\twithout text\t")
	base := named(rows, plainEnmime)
	for _, r := range rows {
		rate := median(r.rates)
		fmt.Fprintf(table, "%s\t%.0f\t%.0f\t%.0f\t%.1f\t%.2f\t%d\t%d\t\n", r.name(), rate, slices.Min(r.rates), slices.Max(r.rates),
			rate*megabytes/float64(len(s.letters)), median(r.ratios(base)), len(r.first.Errors), len(r.first.Silent))
	}
	table.Flush()
	for _, other := range []string{plainEnmime, faster} {
		ratios := named(rows, ours).ratios(named(rows, other))
		fmt.Printf("%s / %s: %.2f (%.2f to %.2f)\n", ours, other, median(ratios), slices.Min(ratios), slices.Max(ratios))
	}
	if names {
		printNames(s, rows)
	}
}

func named(rows []row, name string) row {
	return rows[slices.IndexFunc(rows, func(r row) bool { return r.name() == name })]
}

// ratios says how many times base's rate r's is, in each round.
func (r row) ratios(base row) []float64 {
	ratios := make([]float64, len(r.rates))
	for i := range ratios {
		ratios[i] = r.rates[i] / base.rates[i]
	}
	return ratios
}

func printNames(s set, rows []row) {
	for _, r := range rows {
		for _, i := range r.first.Errors {
			fmt.Printf("%s, error: %s\n", r.name(), s.names[i])
		}
		for _, i := range r.first.Silent {
			fmt.Printf("%s, without text: %s\n", r.name(), s.names[i])
		}
	}
}

// median gives the middle one, of an even number the lower of the two.
func median(some []float64) float64 {
	return slices.Sorted(slices.Values(some))[(len(some)-1)/2]
}

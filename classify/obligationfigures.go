package classify

import (
	"fmt"
	"slices"
	"strings"
)

// ObligationFigures are how well one obligation is noticed.
type ObligationFigures struct {
	Obligation  Obligation
	Recall      Rate // letters that carry it for which it is named
	FalseAlarms Rate // letters that do not carry it for which it is named
}

// obligationFigures gives the figures of every obligation, in their order.
func obligationFigures(outcomes []Outcome) []ObligationFigures {
	var all []ObligationFigures
	for _, ob := range Obligations {
		named := func(o Outcome) bool { return slices.Contains(o.Verdict.Obligations, ob) }
		carries := func(is bool) func(Outcome) bool {
			return func(o Outcome) bool { return slices.Contains(o.Example.Obligations, ob) == is }
		}
		all = append(all, ObligationFigures{ob, rate(outcomes, carries(true), named), rate(outcomes, carries(false), named)})
	}
	return all
}

// obligationLines is the figures for a person to read, one obligation a line.
func obligationLines(figures []ObligationFigures) string {
	var b strings.Builder
	for _, f := range figures {
		fmt.Fprintf(&b, "%-26s recall %v, false alarms %v\n", f.Obligation, f.Recall, f.FalseAlarms)
	}
	return b.String()
}

package classify

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// String is the share with its interval: "0.950 (0.910-0.970, 95/100)".
func (s Share) String() string {
	if s.Of == 0 {
		return fmt.Sprintf("%.3f (%.3f-%.3f)", s.Value, s.Low, s.High)
	}
	return fmt.Sprintf("%.3f (%.3f-%.3f, %d/%d)", s.Value, s.Low, s.High, s.Hits, s.Of)
}

// String is the report for a person to read, with 95% intervals.
func (r LabelReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d labels learned from %d lines, %d test lines; 95%% intervals in brackets\n\n", r.Labels, r.Trained, r.Lines)
	r.writeClasses(&b)
	fmt.Fprintf(&b, "\naccuracy           %v\nmacro avg f1-score %v\ncalibration error  %v\n", r.Accuracy, r.MacroF1, r.CalibrationError)
	for _, c := range r.NeverLearned {
		fmt.Fprintf(&b, "never learned, so wrong: %q, %d lines\n", c.Label, c.Lines)
	}
	r.writeCoverage(&b)
	r.writeNone(&b)
	return b.String()
}

const widestLabel = 40 // letters

func (r LabelReport) writeClasses(b *strings.Builder) {
	width := 0
	for _, c := range r.Classes {
		width = max(width, min(utf8.RuneCountInString(c.Label), widestLabel))
	}
	fmt.Fprintf(b, "%-*s  precision     recall   f1-score    support\n", width, "")
	for _, c := range r.Classes {
		fmt.Fprintf(b, "%-*s %10.3f %10.3f %10.3f %10d\n", width, c.Label, c.Precision, c.Recall, c.F1, c.Support)
	}
}

func (r LabelReport) writeCoverage(b *strings.Builder) {
	fmt.Fprintf(b, "\n%-10s %-30s %-30s", "sure from", "sorted", "right of these")
	if r.None != "" {
		fmt.Fprintf(b, " %-30s %s", "none of these: left unsure", "all: right or rightly unsure")
	}
	b.WriteByte('\n')
	for _, c := range r.Coverage {
		fmt.Fprintf(b, "%-10.2f %-30v %-30v", c.From, c.Sorted, c.Right)
		if r.None != "" {
			fmt.Fprintf(b, " %-30v %v", c.NoneUnsure, c.Settled)
		}
		b.WriteByte('\n')
	}
}

// writeNone says what leaving texts unsure costs.
func (r LabelReport) writeNone(b *strings.Builder) {
	d := r.Default
	if r.None == "" {
		return
	}
	if d.NoneUnsure.Of == 0 {
		fmt.Fprintf(b, "\nno test line has the label %q\n", r.None)
		return
	}
	fmt.Fprintf(b, "\nat the default, sure from %.2f: %d of %d lines of %q are left unsure (%.1f%%);\n", r.SureFrom,
		d.NoneUnsure.Hits, d.NoneUnsure.Of, r.None, 100*d.NoneUnsure.Value)
	fmt.Fprintf(b, "so are %d of the %d others (%.1f%%), %d of which would have been right\n", d.Sorted.Of-d.Sorted.Hits, d.Sorted.Of,
		100*(1-d.Sorted.Value), r.Accuracy.Hits-d.Right.Hits)
}

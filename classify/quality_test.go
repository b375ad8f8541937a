package classify

import (
	"fmt"
	"strings"
	"testing"
)

// TestQuality prints what cross-validation on the training part and the look
// at the test part give, and fails when a figure falls clearly below what was
// measured when this was written.
func TestQuality(t *testing.T) {
	withoutRace(t)
	cv, err := crossValidate(asTheProgram, 3) // of five folds it would be a minute more
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("three-fold cross-validation on the training part\n%v\n%s", cv, concernTable(cv))
	floors(t, "cross-validation", cv, figures{macroF1: 0.89, sure: 0.955, coverage: 0.78, calibration: 0.035, recall: 0.93, alarms: 0.09})
	dutyFloors(t, "cross-validation", cv, 0.82, 0.04) // subject_access: letters in unusual words, hard on purpose

	test, err := EvaluateTest(asTheProgram)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("test part\n%v", test)
	floors(t, "test part", test, figures{macroF1: 0.915, sure: 0.96, coverage: 0.80, calibration: 0.04, recall: 0.93, alarms: 0.125})
	dutyFloors(t, "test part", test, 0.91, 0.04)
}

// figures are the least values that pass; calibration and alarms the most.
type figures struct{ macroF1, sure, coverage, calibration, recall, alarms float64 }

func floors(t *testing.T, what string, r Report, f figures) {
	t.Helper()
	for _, c := range []struct {
		name        string
		value, want float64
		most        bool
	}{
		{"macro-F1", r.MacroF1.Value, f.macroF1, false},
		{"accuracy of the sure", r.SureAccuracy.Value(), f.sure, false},
		{"coverage", r.Coverage.Value(), f.coverage, false},
		{"calibration error", r.CalibrationError.Value, f.calibration, true},
		{"concern recall", r.ConcernRecall.Value(), f.recall, false},
		{"false alarms", r.FalseAlarms.Value(), f.alarms, true},
	} {
		if c.most && c.value > c.want || !c.most && c.value < c.want {
			t.Errorf("%s: %s is %.3f, limit %.3f", what, c.name, c.value, c.want)
		}
	}
}

// concernTable shows what each threshold would give.
func concernTable(r Report) string {
	var b strings.Builder
	for from := 0.05; from < 0.305; from += 0.01 {
		at := func(concern bool) Rate {
			return rate(r.Outcomes,
				func(o Outcome) bool { return (o.Example.Concern != ConcernNone) == concern },
				func(o Outcome) bool { return o.Verdict.ConcernScore >= from })
		}
		fmt.Fprintf(&b, "concern from %.2f: recall %v, false alarms %v\n", from, at(true), at(false))
	}
	return b.String()
}

func TestWilson(t *testing.T) {
	// Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
	if r := NewRate(81, 263); fmt.Sprintf("%.4f %.4f", r.Low, r.High) != "0.2553 0.3662" {
		t.Error(r)
	}
}

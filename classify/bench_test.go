package classify

import (
	"testing"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkClassify reports letters a second on one core over the letters of
// the training part.
func BenchmarkClassify(b *testing.B) {
	c, err := Default()
	if err != nil {
		b.Fatal(err)
	}
	letters, err := trainingPart(nil)
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		c.Classify(letters[i%len(letters)].Letter)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}

package classify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Rate is a share of cases with its 95% interval.
type Rate struct {
	Hits, Of  int
	Low, High float64 // 0 to 1, after Wilson (1927)
}

// Value is the share, 0 to 1; 0 when there were no cases.
func (r Rate) Value() float64 {
	if r.Of == 0 {
		return 0
	}
	return float64(r.Hits) / float64(r.Of)
}

// String is the share with its interval and its cases: "0.95 (0.91-0.97, 95/100)".
func (r Rate) String() string {
	return fmt.Sprintf("%.3f (%.3f-%.3f, %d/%d)", r.Value(), r.Low, r.High, r.Hits, r.Of)
}

const z95 = 1.959964 // of the normal distribution

// NewRate gives the share of hits among so many cases with Wilson's score
// interval; of no cases, the interval from 0 to 1.
func NewRate(hits, of int) Rate {
	if of == 0 {
		return Rate{High: 1}
	}
	n, p := float64(of), float64(hits)/float64(of)
	middle := p + z95*z95/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	scale := 1 + z95*z95/n
	return Rate{hits, of, max(0, (middle-half)/scale), min(1, (middle+half)/scale)}
}

// Figure is a number with its 95% interval by bootstrap over letters.
type Figure struct{ Value, Low, High float64 }

// String is the number with its interval.
func (f Figure) String() string { return fmt.Sprintf("%.3f (%.3f-%.3f)", f.Value, f.Low, f.High) }

const resamples = 1000

// bootstrap draws letters again and again (percentile method, Efron 1979),
// with a fixed seed.
func bootstrap(outcomes []Outcome, figure func([]Outcome) float64) Figure {
	f := Figure{Value: figure(outcomes)}
	if len(outcomes) == 0 {
		return f
	}
	random := rand.New(rand.NewPCG(1, 2))
	values, drawn := make([]float64, resamples), make([]Outcome, len(outcomes))
	for i := range values {
		for j := range drawn {
			drawn[j] = outcomes[random.IntN(len(outcomes))]
		}
		values[i] = figure(drawn)
	}
	slices.Sort(values)
	f.Low, f.High = values[resamples*25/1000], values[resamples*975/1000]
	return f
}

package store

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// span is one observed time: until the event, or censored when it had not come
// by then.
type span struct {
	length   time.Duration
	censored bool
}

// median is the Kaplan-Meier median of right-censored times: the time by which
// the estimated share without the event has fallen to a half (Kaplan, Meier:
// Nonparametric Estimation from Incomplete Observations, J. Am. Stat. Assoc. 53
// (1958) 457-481). Known is false while it has not fallen so far.
//
// Where the curve lies exactly at a half, it is the middle between there and
// the next event, as the ordinary median of an even number of times is, and as
// R's survival package does it (survmean.R, minmin); without a next event it is
// the curve's own point. At equal times events come before censorings.
func median(spans []span) (m time.Duration, known bool) {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(order(a), order(b)))
	})
	share, half := 1.0, time.Duration(-1)
	for i := 0; i < len(spans); {
		at, events, risk := spans[i].length, 0, len(spans)-i
		for ; i < len(spans) && spans[i].length == at; i++ {
			if !spans[i].censored {
				events++
			}
		}
		if events == 0 {
			continue
		}
		if half >= 0 {
			return half + (at-half)/2, true
		}
		share *= 1 - float64(events)/float64(risk)
		switch {
		case math.Abs(share-0.5) < 1e-9: // a product of fractions: exact but for rounding
			half = at
		case share < 0.5:
			return at, true
		}
	}
	return max(half, 0), half >= 0
}

func order(s span) int {
	if s.censored {
		return 1
	}
	return 0
}

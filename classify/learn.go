package classify

import "math"

// value is one entry of a sparse vector.
type value struct {
	id int32
	x  float64
}

// minimise finds a minimum of f by L-BFGS (Nocedal and Wright, Numerical
// Optimization, algorithm 7.5) from x, which it changes. f returns its value
// at x and writes its gradient. All sums run in a fixed order, so the same
// input gives the same bits.
func minimise(f func(x, gradient []float64) float64, x []float64, iterations int) {
	n := len(x)
	gradient, next, nextGradient := make([]float64, n), make([]float64, n), make([]float64, n)
	loss := f(x, gradient)
	var past memory
	for range iterations {
		direction := past.direction(gradient)
		slope := dot(direction, gradient)
		if slope > -1e-9 {
			return
		}
		step := 1.0
		if len(past.pairs) == 0 {
			step = 1 / math.Sqrt(dot(gradient, gradient))
		}
		after, ok := search(f, x, direction, next, nextGradient, loss, slope, step)
		if !ok {
			return
		}
		past.add(x, next, gradient, nextGradient)
		x0 := loss
		copy(x, next)
		gradient, nextGradient = nextGradient, gradient
		loss = after
		if x0-loss < 1e-5*math.Abs(x0) {
			return
		}
	}
}

// search halves the step until the loss falls enough (Armijo's rule).
//
//go:norace
func search(f func(x, g []float64) float64, x, direction, next, gradient []float64, loss, slope, step float64) (float64, bool) {
	for range 20 {
		for i := range x {
			next[i] = x[i] + step*direction[i]
		}
		after := f(next, gradient)
		if after <= loss+1e-4*step*slope {
			return after, true
		}
		step /= 2
	}
	return loss, false
}

// memory holds the last steps, from which L-BFGS guesses the curvature.
type memory struct{ pairs []pair }

type pair struct {
	s, y []float64
	rho  float64
}

const remembered = 6

//go:norace
func (m *memory) add(x, next, gradient, nextGradient []float64) {
	var p pair
	if len(m.pairs) == remembered { // the oldest one's room is used again
		p = m.pairs[0]
		m.pairs = append(m.pairs[:0], m.pairs[1:]...)
	} else {
		p = pair{s: make([]float64, len(x)), y: make([]float64, len(x))}
	}
	for i := range x {
		p.s[i], p.y[i] = next[i]-x[i], nextGradient[i]-gradient[i]
	}
	curve := dot(p.s, p.y)
	if curve <= 1e-12 {
		return
	}
	p.rho = 1 / curve
	m.pairs = append(m.pairs, p)
}

// direction is minus the gradient, bent by what is known of the curvature.
//
//go:norace
func (m *memory) direction(gradient []float64) []float64 {
	q := make([]float64, len(gradient))
	for i, g := range gradient {
		q[i] = -g
	}
	alpha := make([]float64, len(m.pairs))
	for i := len(m.pairs) - 1; i >= 0; i-- {
		p := m.pairs[i]
		alpha[i] = p.rho * dot(p.s, q)
		add(q, -alpha[i], p.y)
	}
	if n := len(m.pairs); n > 0 {
		p := m.pairs[n-1]
		scale := 1 / (p.rho * dot(p.y, p.y))
		for i := range q {
			q[i] *= scale
		}
	}
	for i, p := range m.pairs {
		add(q, alpha[i]-p.rho*dot(p.y, q), p.s)
	}
	return q
}

// dot is the sum of the products.
//
// It is not watched by the race detector, which would make training ten times
// slower in every test of the program: it touches nothing but its arguments.
//
//go:norace
func dot(a, b []float64) float64 {
	sum := 0.0
	b = b[:len(a)]
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// add adds c*b to a.
//
// It is not watched by the race detector, which would make training ten times
// slower in every test of the program: it touches nothing but its arguments.
//
//go:norace
func add(a []float64, c float64, b []float64) {
	a = a[:len(b)] // spares the bounds check below
	for i, v := range b {
		a[i] += c * v
	}
}

// sigmoid is the logistic function.
func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// softplus is log(1+exp(z)) without overflow.
func softplus(z float64) float64 {
	if z > 30 {
		return z
	}
	return math.Log1p(math.Exp(z))
}

// softmax turns scores into probabilities in place and returns the logarithm
// of the sum of their exponentials.
func softmax(z []float64) float64 {
	top := z[0]
	for _, v := range z {
		top = max(top, v)
	}
	sum := 0.0
	for i, v := range z {
		z[i] = math.Exp(v - top)
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
	return top + math.Log(sum)
}

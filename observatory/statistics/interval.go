package statistics

import "math"

// Z95 is the quantile of the normal distribution for 95 % intervals.
const Z95 = 1.959963984540

// Interval is the interval of the mean of the answers on the unit scale at
// the normal quantile z > 0, with the design effect deff ≥ 1 (statistics §2):
// 0 ≤ low ≤ mean ≤ high ≤ 1. Without answers it is the whole scale.
//
// With two levels it is Wilson's score interval with continuity correction
// (Wilson 1927, Newcombe 1998), on n/deff answers (Korn & Graubard 1998).
// With more, its variance is scaled by the observed dispersion, shrunk towards
// the worst case with the weight of z² answers.
func Interval(c Counts, z, deff float64) (low, high float64) {
	n := float64(c.N())
	if n == 0 {
		return 0, 1
	}
	m := Measure{Counts: c, Deff: deff}
	mean := m.mean()
	effective := n / (m.dispersion(z) * deff)
	correction := deff / (2 * n)
	return wilson(mean-correction, effective, z), 1 - wilson(1-mean-correction, effective, z)
}

// dispersion is φ of statistics §2: the variance of the answers relative to
// the greatest that their mean allows, which all count at the ends of the
// scale.
func (m Measure) dispersion(z float64) float64 {
	n, zz := float64(m.Counts.N()), float64(z*z)
	mean, variance := m.Counts.Moments()
	worst := mean * (1 - mean)
	if worst <= 0 {
		return 1
	}
	return (n*variance/worst + zz) / (n + zz)
}

// wilson is the lower limit of Wilson's interval around x for n answers.
//
// Go may fuse a product and a sum into one rounding on some processors; an
// explicit conversion forbids it, so that every machine gives the same bits.
func wilson(x, n, z float64) float64 {
	if x <= 0 {
		return 0
	}
	zz := float64(z * z)
	root := math.Sqrt(zz + float64(4*n*x*(1-x)))
	return max(0, (float64(2*n*x)+zz-float64(z*root))/(2*(n+zz)))
}

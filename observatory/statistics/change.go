package statistics

import (
	"math"
	"math/big"

	"servicequality/observatory"
)

// Measure is a mean of answers with what its uncertainty follows from.
type Measure struct {
	Counts Counts
	// Deff is the design effect, at least 1.
	Deff float64
}

// limits is the interval of the measure at the quantile z, on the unit scale.
func (m Measure) limits(z float64) (low, high float64) { return Interval(m.Counts, z, m.Deff) }

// mean is the mean on the unit scale; there must be answers.
func (m Measure) mean() float64 {
	mean, _ := m.Counts.Moments()
	return mean
}

// Difference is by how much a mean exceeds another one, on the unit scale,
// with its 95 % interval and the probability of as great a difference between
// equal truths.
type Difference struct {
	Value, Low, High, P float64
}

// decision is how near to its threshold a real number must not be for a
// decision to hang on it: machines differ in the last bits (statistics §12).
const decision = 1e-9

// Compare is the difference later − earlier of two independent measures of
// the same series, both with answers (statistics §6; Zou & Donner 2008). The
// interval lies within [−1, 1] and holds the difference; swapping the measures
// mirrors it.
func Compare(later, earlier Measure) Difference {
	d := later.mean() - earlier.mean()
	low, high := differenceLimits(later, earlier, Z95)
	return Difference{Value: d, Low: low, High: high, P: differenceP(later, earlier)}
}

// differenceLimits is the interval of later − earlier at the quantile z: the
// limits of both intervals, combined as if they were standard errors.
func differenceLimits(later, earlier Measure, z float64) (low, high float64) {
	m1, m2 := later.mean(), earlier.mean()
	l1, u1 := later.limits(z)
	l2, u2 := earlier.limits(z)
	return m1 - m2 - distance(m1-l1, u2-m2), m1 - m2 + distance(u1-m1, m2-l2)
}

// distance is √(a² + b²); math.Hypot is written in assembly on some machines.
func distance(a, b float64) float64 { return math.Sqrt(float64(a*a) + float64(b*b)) }

const (
	// greatestZ gives the smallest probability that is not taken for 0.
	greatestZ = 38
	// halvings bring the quantile to the last bit.
	halvings = 60
)

// differenceP is 2Φ(−z*), z* being the quantile at which the interval first
// holds 0.
func differenceP(later, earlier Measure) float64 {
	d := later.mean() - earlier.mean()
	if d == 0 {
		return 1
	}
	holdsZero := func(z float64) bool {
		low, high := differenceLimits(later, earlier, z)
		return low <= 0 && high >= 0
	}
	below, above := 0.0, float64(greatestZ)
	for range halvings {
		if middle := (below + above) / 2; holdsZero(middle) {
			above = middle
		} else {
			below = middle
		}
	}
	return math.Erfc(above / math.Sqrt2) // 2Φ(−z)
}

// ExactDifference is later − earlier of two ratios that exist, as a fraction.
func ExactDifference(later, earlier observatory.Ratio) *big.Rat {
	return new(big.Rat).Sub(observatory.Rational(later), observatory.Rational(earlier))
}

// power80 is the quantile of the normal distribution for a power of 80 %.
const power80 = 0.841621233573

// SmallestDrop is the smallest fall of the mean, on the unit scale, that
// Compare sees in four cases of five, from the earlier measure to n later
// answers with the design effect deff (statistics §6). It is false when even a
// fall to nothing would not be seen so often.
func SmallestDrop(earlier Measure, n uint64, deff float64) (float64, bool) {
	counted := float64(earlier.Counts.N())
	if counted == 0 || n == 0 {
		return 0, false
	}
	mean, then := earlier.mean(), float64(n)
	dispersion := earlier.dispersion(Z95)
	worst := func(m float64) float64 { return m * (1 - m) }
	correction := distance(earlier.Deff/(2*counted), deff/(2*then))
	drop := 0.0
	for range 1000 {
		variance := float64(dispersion*worst(mean)*earlier.Deff/counted) + float64(dispersion*worst(mean-drop)*deff/then)
		next := float64((Z95+power80)*math.Sqrt(max(variance, 0))) + correction
		if next > mean {
			return 0, false
		}
		if math.Abs(next-drop) < 1e-12 {
			return next, true
		}
		drop = next
	}
	return drop, true
}

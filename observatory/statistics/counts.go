package statistics

import "servicequality/observatory"

// Counts holds how many answers each level of a question got, worst level
// first: two, three or five levels. Level j of J stands for x = j/(J−1) on
// the unit scale (statistics §1).
type Counts []uint64

// N is the number of answers.
func (c Counts) N() uint64 {
	var n uint64
	for _, count := range c {
		n += count
	}
	return n
}

// S1 is Σ j·c_j: the sum of the answers in whole levels, counted from 0.
func (c Counts) S1() uint64 {
	var sum uint64
	for j, count := range c {
		sum += uint64(j) * count
	}
	return sum
}

// S2 is Σ j²·c_j: the sum of the squares of the answers in whole levels.
func (c Counts) S2() uint64 {
	var sum uint64
	for j, count := range c {
		sum += uint64(j*j) * count
	}
	return sum
}

// Mean is the exact mean on the unit scale: ×10 it is the mark, ×100 the
// percentage of the better of two levels. Without answers it does not exist.
func (c Counts) Mean() observatory.Ratio {
	return observatory.Ratio{Num: c.S1(), Den: c.Top() * c.N()}
}

// Add adds other, which has as many levels, to c.
func (c Counts) Add(other Counts) {
	for j, count := range other {
		c[j] += count
	}
}

// Top is J−1, the number of the best level.
func (c Counts) Top() uint64 { return uint64(max(len(c), 2) - 1) }

// Moments returns the mean and the variance on the unit scale; there must be
// answers. The variance is exactly 0 when all answers agree.
func (c Counts) Moments() (mean, variance float64) {
	n, top := float64(c.N()), float64(c.Top())
	mean = float64(c.S1()) / (top * n)
	variance = float64(c.S2())/(top*top*n) - float64(mean*mean)
	return mean, max(variance, 0)
}

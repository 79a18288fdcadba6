package observatory

import (
	"math/big"
	"math/bits"
)

// Ratio is an exact fraction of a scale: 4/5 is a mark of 8 on 10, 80 %, and
// 3/1 a count of three. A zero denominator means "no value".
type Ratio struct {
	Num, Den uint64
}

// Exists says whether the ratio is a value at all.
func (r Ratio) Exists() bool { return r.Den != 0 }

// AtLeast says whether r ≥ bound, decided on integers. Both must exist.
func (r Ratio) AtLeast(bound Ratio) bool {
	leftHigh, leftLow := bits.Mul64(r.Num, bound.Den)
	rightHigh, rightLow := bits.Mul64(bound.Num, r.Den)
	return leftHigh > rightHigh || leftHigh == rightHigh && leftLow >= rightLow
}

// Micro is the ratio on a scale of 0 to scale, nil when there is no value.
func (r Ratio) Micro(scale uint64) *Micro {
	if !r.Exists() {
		return nil
	}
	m := MicroRatio(r.Num, r.Den, scale)
	return &m
}

// Truncated is ⌊r·scale⌋.
func (r Ratio) Truncated(scale uint64) uint64 {
	n := new(big.Int).SetUint64(r.Num)
	n.Mul(n, new(big.Int).SetUint64(scale))
	return n.Div(n, new(big.Int).SetUint64(r.Den)).Uint64()
}

// Rounded is r·scale rounded half up: ⌊(⌊2·r·scale⌋ + 1) / 2⌋.
func (r Ratio) Rounded(scale uint64) uint64 { return (r.Truncated(2*scale) + 1) / 2 }

// PercentRatio turns a declared percentage (0–100, at most six digits after
// the point are kept) into a fraction whose denominator is the smallest
// power of ten that holds it: 59 % is 59/100, 62.5 % is 625/1000.
func PercentRatio(percent float64) Ratio {
	r := Ratio{Num: uint64(MicroOf(percent)), Den: 100 * Micros}
	for r.Den > 100 && r.Num%10 == 0 {
		r.Num, r.Den = r.Num/10, r.Den/10
	}
	return r
}

package indicator

import (
	"math/big"

	"servicequality/observatory"
)

// ResponseBounds is between what the mean of everybody lies when only the
// share rate answered, with this mean, on a scale of 0 to scale: the others
// may all have been at either end (statistics §11). Both ratios exist and are
// at most 1.
func ResponseBounds(mean, rate observatory.Ratio, scale uint64) (low, high observatory.Micro) {
	answered := new(big.Rat).Mul(observatory.Rational(rate), observatory.Rational(mean))
	silent := new(big.Rat).Sub(observatory.Whole(1), observatory.Rational(rate))
	of := func(r *big.Rat) observatory.Micro { return *observatory.MicroRat(r.Mul(r, observatory.Whole(scale))) }
	high = of(new(big.Rat).Add(answered, silent))
	return of(answered), high
}

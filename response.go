package observatory

import "math/big"

// ResponseBounds is between what the mean of everybody lies when only the
// share rate answered, with this mean, on a scale of 0 to scale: the others
// may all have been at either end (statistics §11). Both ratios exist and are
// at most 1.
func ResponseBounds(mean, rate Ratio, scale uint64) (low, high Micro) {
	answered := new(big.Rat).Mul(rational(rate), rational(mean))
	silent := new(big.Rat).Sub(whole(1), rational(rate))
	of := func(r *big.Rat) Micro { return *microRat(r.Mul(r, whole(scale))) }
	high = of(new(big.Rat).Add(answered, silent))
	return of(answered), high
}

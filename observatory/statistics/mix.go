package statistics

import (
	"math/big"

	"servicequality/observatory"
)

// mostDrift is the total variation distance of two mixes of sources from which
// on their figures are not compared: 1/5.
func mostDrift() *big.Rat { return big.NewRat(1, 5) }

// MixDistance is the total variation distance of two distributions given by
// counts: the share that would have to move to make one of the other, from 0
// (alike) to 1 (nothing in common). Without counts on both sides it is 0: there
// is nothing to compare.
func MixDistance(a, b map[string]uint64) *big.Rat {
	total := func(counts map[string]uint64) (n uint64) {
		for _, count := range counts {
			n += count
		}
		return n
	}
	sum := new(big.Rat)
	na, nb := total(a), total(b)
	if na == 0 || nb == 0 {
		return sum
	}
	apart := func(key string) {
		sum.Add(sum, new(big.Rat).Abs(ExactDifference(observatory.Ratio{Num: a[key], Den: na}, observatory.Ratio{Num: b[key], Den: nb})))
	}
	for key := range a {
		apart(key)
	}
	for key := range b {
		if _, counted := a[key]; !counted {
			apart(key)
		}
	}
	return sum.Quo(sum, big.NewRat(2, 1))
}

// CollectionBreak says whether the question reached people in ways so unlike
// those of before that marks cannot be compared (statistics §6): the counts
// are of answers by source.
func CollectionBreak(later, earlier map[string]uint64) bool {
	return MixDistance(later, earlier).Cmp(mostDrift()) > 0
}

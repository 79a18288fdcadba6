package statistics

import (
	"cmp"
	"slices"
)

// FalseDiscoveryRate is the share of false ones that is accepted among the
// changes called significant (statistics §7).
const FalseDiscoveryRate = 0.05

// AdjustedP returns Benjamini and Hochberg's adjusted probability of each
// test of one family, in the order given: a test is a discovery at every rate
// that its adjusted probability does not exceed (Benjamini & Hochberg 1995).
// Each is at least the probability it was made of, at most 1, and in the order
// of the probabilities.
func AdjustedP(family []float64) []float64 {
	order := make([]int, len(family))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(family[a], family[b]) })
	adjusted := make([]float64, len(family))
	least := 1.0
	for rank := len(order); rank > 0; rank-- {
		test := order[rank-1]
		least = min(least, family[test]*(float64(len(family))/float64(rank)))
		adjusted[test] = least
	}
	return adjusted
}

// Significant says whether an adjusted probability makes a discovery. One that
// is within 1e-9 of the threshold does not.
func Significant(adjusted float64) bool { return adjusted <= FalseDiscoveryRate-decision }

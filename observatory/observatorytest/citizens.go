package observatorytest

import (
	"math/rand/v2"

	"servicequality/observatory/statistics"
)

// Citizens adds up citizens who each gave m answers of which y were "yes".
func Citizens(groups ...[3]uint64) (statistics.Counts, statistics.Citizens) {
	var sums statistics.Citizens
	counts := statistics.Counts{0, 0}
	for _, g := range groups {
		m, y, k := g[0], g[1], g[2]
		counts.Add(statistics.Counts{k * (m - y), k * y})
		sums.C += k
		sums.MM += k * m * m
		sums.MY += k * m * y
		sums.YY += k * y * y
	}
	return counts, sums
}

// RandomCounts has two, three or five levels, at least one answer, and every
// shape from unanimous to even.
func RandomCounts(random *rand.Rand) statistics.Counts {
	counts := make(statistics.Counts, []int{2, 3, 5}[random.IntN(3)])
	most := uint64(1) << random.IntN(20)
	for j := range counts {
		if random.IntN(3) > 0 {
			counts[j] = random.Uint64N(most + 1)
		}
	}
	counts[random.IntN(len(counts))]++
	return counts
}

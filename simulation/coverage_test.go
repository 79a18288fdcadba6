package simulation

import (
	"math"
	"slices"
	"testing"
)

// TestExactCoverageGolden compares the least coverage of two levels over 1 999
// truths with the published one.
func TestExactCoverageGolden(t *testing.T) {
	t.Parallel()
	var grid [][]float64
	for i := 1; i < 2000; i++ {
		grid = append(grid, []float64{1 - float64(i)/2000, float64(i) / 2000})
	}
	for n, want := range map[uint64]float64{30: 0.9528, 100: 0.9512, 1000: 0.9501} {
		if least := slices.Min(enumerate(2, n, grid)); math.Abs(least-want) > 0.00005 {
			t.Errorf("%d answers: least coverage %.4f, want %.4f", n, least, want)
		}
	}
	for n, want := range map[uint64]float64{5: 0.9510, 10: 0.9511} {
		least := slices.Min(enumerate(3, n, truths(3, 50)))
		if least < want-0.0001 {
			t.Errorf("%d answers on three levels: least coverage %.4f, want at least %.4f", n, least, want)
		}
	}
}

// TestExactCoverageOfMoreLevels: the least coverage that was published for more
// answers and levels holds on coarser grids, corners included.
func TestExactCoverageOfMoreLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		levels int
		n      uint64
		steps  int
		want   float64
	}{{3, 30, 20, 0.9572}, {3, 100, 20, 0.9513}, {5, 30, 4, 0.9450}} {
		if least := slices.Min(enumerate(c.levels, c.n, truths(c.levels, c.steps))); least < c.want-0.0001 {
			t.Errorf("%d answers on %d levels: least coverage %.4f, want at least %.4f", c.n, c.levels, least, c.want)
		}
	}
}

// TestEnumerationIsWhole: the interval of one answer always holds the middle,
// and then the probabilities add up to one.
func TestEnumerationIsWhole(t *testing.T) {
	t.Parallel()
	for _, coverage := range enumerate(5, 1, [][]float64{{0.5, 0, 0, 0, 0.5}, {0.2, 0.2, 0.2, 0.2, 0.2}}) {
		if math.Abs(coverage-1) > 1e-9 {
			t.Errorf("one answer: coverage %v, want 1", coverage)
		}
	}
}

// TestLoweredTruth keeps the dispersion.
func TestLoweredTruth(t *testing.T) {
	t.Parallel()
	for _, truth := range [][]float64{{0.08, 0.12, 0.8}, {0.2, 0.8}} {
		lower := lowered(truth, 0.1)
		sum := 0.0
		for _, p := range lower {
			sum += p
			if p < 0 || p > 1 {
				t.Errorf("%v is no truth", lower)
			}
		}
		if math.Abs(sum-1) > 1e-12 || math.Abs(mean(truth)-mean(lower)-0.1) > 1e-12 {
			t.Errorf("%v lowered by 0.1 is %v", truth, lower)
		}
	}
}

package simulation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"servicequality/observatory/statistics"
)

// The least coverage that is required of every truth, from so many answers on
// (statistics §2).
const (
	requiredFrom30  = 0.94
	requiredFrom100 = 0.95
)

func requiredCoverage(n uint64) float64 {
	if n >= 100 {
		return requiredFrom100
	}
	return requiredFrom30
}

// truths lists probabilities of levels in steps, and more of them near the
// corners, where intervals go wrong first.
func truths(levels, steps int) [][]float64 {
	var all [][]float64
	var extend func(p []float64, left int)
	extend = func(p []float64, left int) {
		if len(p) == levels-1 {
			all = append(all, append(append([]float64(nil), p...), float64(left)/float64(steps)))
			return
		}
		for k := 0; k <= left; k++ {
			extend(append(p, float64(k)/float64(steps)), left-k)
		}
	}
	extend(nil, steps)
	for _, rare := range []float64{0.0005, 0.002, 0.005, 0.01, 0.02, 0.03} {
		for corner := range levels {
			for other := range levels {
				if other != corner {
					p := make([]float64, levels)
					p[corner], p[other] = 1-rare, rare
					all = append(all, p)
				}
			}
		}
	}
	return all
}

// exactCoverage enumerates every tally of n answers.
func exactCoverage(cfg Config, _ *rand.Rand) Table {
	t := Table{
		Title:  "Coverage of the 95 % interval, exact",
		Note:   "Every tally of n answers is enumerated, for truths over the whole simplex and its corners.",
		Header: []string{"levels", "n", "truths", "least coverage", "at the truth", "required"},
	}
	type plan struct {
		levels, steps int
		n             uint64
	}
	plans := []plan{{2, 200, 30}, {2, 200, 100}, {2, 200, 300}, {2, 200, 1000}, {3, 20, 30}, {3, 20, 100}, {5, 4, 30}}
	if cfg.Draws >= 20_000 {
		plans = append(plans, plan{2, 2000, 1000}, plan{3, 20, 300}, plan{5, 8, 30}, plan{5, 4, 60}, plan{5, 4, 100})
	}
	for _, p := range plans {
		grid := truths(p.levels, p.steps)
		coverage := enumerate(p.levels, p.n, grid)
		t.Rows = append(t.Rows, coverageRow(p.levels, p.n, grid, coverage, 0))
	}
	return t
}

// coverageRow tells the least coverage of a grid of truths; with draws that are
// drawn, chance is allowed for.
func coverageRow(levels int, n uint64, grid [][]float64, coverage []float64, draws int) Row {
	least := 0
	for i := range coverage {
		if coverage[i] < coverage[least] {
			least = i
		}
	}
	required := requiredCoverage(n)
	allowance := 0.0
	if draws > 0 {
		// The least of many truths: four standard errors.
		allowance = 4 * math.Sqrt(required*(1-required)/float64(draws))
	}
	truth := ""
	for _, share := range grid[least] {
		truth += strconv.FormatFloat(share, 'g', 4, 64) + " "
	}
	return Row{
		Cells: []string{strconv.Itoa(levels), strconv.FormatUint(n, 10), strconv.Itoa(len(grid)),
			fmt.Sprintf("%.4f", coverage[least]), truth, fmt.Sprintf("%.2f", required)},
		Met: coverage[least]+allowance >= required,
	}
}

// hair forgives the last bits where the truth is a limit of the interval.
const hair = 1e-12

// enumerate returns the exact coverage of each truth of the grid.
func enumerate(levels int, n uint64, grid [][]float64) []float64 {
	factorials := make([]float64, n+1) // their logarithms
	for k := range factorials {
		factorials[k], _ = math.Lgamma(float64(k) + 1)
	}
	logs, means, coverage := make([][]float64, len(grid)), make([]float64, len(grid)), make([]float64, len(grid))
	for i, p := range grid {
		means[i] = mean(p)
		for _, share := range p {
			logs[i] = append(logs[i], math.Log(share))
		}
	}
	eachTally(levels, n, func(counts statistics.Counts) {
		low, high := statistics.Interval(counts, statistics.Z95, 1)
		ways := factorials[n]
		for _, c := range counts {
			ways -= factorials[c]
		}
		for i := range grid {
			if means[i] < low-hair || means[i] > high+hair {
				continue
			}
			exponent := ways
			for j, c := range counts {
				if c > 0 {
					exponent += float64(c) * logs[i][j]
				}
			}
			coverage[i] += math.Exp(exponent)
		}
	})
	return coverage
}

// eachTally calls visit with every way in which n answers fall on the levels.
// The counts are valid during the call.
func eachTally(levels int, n uint64, visit func(statistics.Counts)) {
	counts := make(statistics.Counts, levels)
	var fill func(level int, left uint64)
	fill = func(level int, left uint64) {
		if level == levels-1 {
			counts[level] = left
			visit(counts)
			return
		}
		for c := uint64(0); c <= left; c++ {
			counts[level] = c
			fill(level+1, left-c)
		}
	}
	fill(0, n)
}

// drawnCoverage draws samples where tallies are too many to enumerate.
func drawnCoverage(cfg Config, random *rand.Rand) Table {
	t := Table{
		Title:  "Coverage of the 95 % interval, drawn",
		Note:   fmt.Sprintf("%d samples for each truth; a line fails when chance does not explain what is missing.", cfg.Draws),
		Header: []string{"levels", "n", "truths", "least coverage", "at the truth", "required"},
	}
	for _, plan := range []struct {
		levels int
		n      uint64
	}{{3, 1000}, {5, 100}, {5, 300}, {5, 1000}} {
		grid := truths(plan.levels, 2)
		coverage := make([]float64, len(grid))
		for i, p := range grid {
			truth, held := mean(p), 0
			for range cfg.Draws {
				low, high := statistics.Interval(multinomial(random, plan.n, p), statistics.Z95, 1)
				if low-hair <= truth && truth <= high+hair {
					held++
				}
			}
			coverage[i] = float64(held) / float64(cfg.Draws)
		}
		t.Rows = append(t.Rows, coverageRow(plan.levels, plan.n, grid, coverage, cfg.Draws))
	}
	return t
}

package statistics_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"servicequality/observatory/observatorytest"
	"servicequality/observatory/statistics"
)

func TestIntervalGolden(t *testing.T) {
	t.Parallel()
	type counts = statistics.Counts
	for _, c := range []struct {
		name             string
		counts           counts
		deff             float64
		scale            float64
		value, low, high float64
	}{
		{"vote par procuration", counts{5, 13, 232}, 1, 10, 9.54, 9.244265, 9.729300},
		{"income tax", counts{24892, 64774, 181799}, 1, 10, 7.890004, 7.877664, 7.902291},
		{"8 12 80", counts{8, 12, 80}, 1, 10, 8.6, 7.847758, 9.131259},
		{"all good", counts{0, 0, 100}, 1, 10, 10, 9.538987, 10},
		{"all medium", counts{0, 100, 0}, 1, 10, 5, 4.761727, 5.238273},
		{"two halves", counts{50, 0, 50}, 1, 10, 5, 3.990211, 6.009789},
		{"five levels", counts{2, 3, 10, 25, 60}, 1, 10, 8.45, 7.874048, 8.901911},
		{"one answer", counts{0, 1, 0}, 1, 10, 5, 0, 10},
		{"0 of 30", counts{30, 0}, 1, 100, 0, 0, 14.132048},
		{"15 of 30", counts{15, 15}, 1, 100, 50, 31.684946, 68.315054},
		{"80 of 100", counts{20, 80}, 1, 100, 80, 70.567703, 87.075179},
		{"85 of 100", counts{15, 85}, 1, 100, 85, 76.146923, 91.085090},
		{"850 of 1000", counts{150, 850}, 1, 100, 85, 82.600315, 87.125783},
		{"30 of 30", counts{0, 30}, 1, 100, 100, 85.867952, 100},
		{"design effect 2", counts{8, 12, 80}, 2, 10, 8.6, 7.446239, 9.311748},
		{"income tax, design effect 6", counts{24892, 64774, 181799}, 6, 10, 7.890004, 7.859619, 7.920073},
		{"green but not certain", counts{10, 20, 70}, 1, 10, 8, 7.215462, 8.615900},
	} {
		t.Run(c.name, func(t *testing.T) {
			low, high := statistics.Interval(c.counts, statistics.Z95, c.deff)
			observatorytest.Near(t, "low", low*c.scale, c.low)
			observatorytest.Near(t, "high", high*c.scale, c.high)
			observatorytest.NearMicro(t, "value", c.counts.Mean().Micro(uint64(c.scale)), c.value)
		})
	}
}

func TestIntervalWithoutAnswersIsTheWholeScale(t *testing.T) {
	t.Parallel()
	if low, high := statistics.Interval(statistics.Counts{0, 0, 0}, statistics.Z95, 1); low != 0 || high != 1 {
		t.Errorf("interval of nothing is [%v, %v], want [0, 1]", low, high)
	}
}

func TestIntervalProperties(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1927, 1998))
	for range 20_000 {
		counts := observatorytest.RandomCounts(random)
		deff := 1 + 9*random.Float64()
		n := float64(counts.N())
		mean := float64(counts.Mean().Num) / float64(counts.Mean().Den)
		low, high := statistics.Interval(counts, statistics.Z95, deff)
		if !(0 <= low && low <= mean && mean <= high && high <= 1) {
			t.Fatalf("%v deff %v: 0 ≤ %v ≤ %v ≤ %v ≤ 1 does not hold", counts, deff, low, mean, high)
		}
		wideLow, wideHigh := statistics.Interval(counts, statistics.Z95, deff*1.5)
		if wideLow > low || wideHigh < high {
			t.Fatalf("%v: the interval shrinks when deff grows from %v", counts, deff)
		}
		slices.Reverse(counts)
		mirrorLow, mirrorHigh := statistics.Interval(counts, statistics.Z95, deff)
		if d := max(mirrorLow-(1-high), (1-high)-mirrorLow, mirrorHigh-(1-low), (1-low)-mirrorHigh); d > 1e-9 {
			t.Fatalf("%v: reversed answers do not mirror the interval (off by %v, n = %v)", counts, d, n)
		}
	}
}

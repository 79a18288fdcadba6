package statistics_test

import (
	"testing"

	"servicequality/observatory/observatorytest"
	"servicequality/observatory/statistics"
)

func TestCitizensEffectGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                   string
		groups                 [][3]uint64
		value, deff, low, high float64
	}{
		{"two channels", [][3]uint64{{1, 0, 20}, {1, 1, 60}, {2, 0, 8}, {2, 1, 2}, {2, 2, 20}},
			72.857143, 1.397341, 62.898988, 81.032770},
		{"three channels", [][3]uint64{{1, 0, 10}, {1, 1, 50}, {2, 0, 5}, {2, 2, 25}, {3, 0, 3}, {3, 3, 7}},
			80.666667, 1.945301, 69.767382, 88.449325},
		{"unanimous", [][3]uint64{{1, 1, 80}, {2, 2, 20}}, 100, 1.333333, 94.898838, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts, sums := observatorytest.Citizens(c.groups...)
			deff := sums.Effect(counts)
			low, high := statistics.Interval(counts, statistics.Z95, deff)
			observatorytest.NearMicro(t, "value", counts.Mean().Micro(100), c.value)
			observatorytest.Near(t, "deff", deff, c.deff)
			observatorytest.Near(t, "low", low*100, c.low)
			observatorytest.Near(t, "high", high*100, c.high)
		})
	}
}

func TestWeeksEffectGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                   string
		weeks                  int
		value, deff, low, high float64
	}{
		{"ten alternating weeks", 10, 8, 1.814059, 7.220870, 8.611720},
		{"seven are too few", 7, 8.142857, 1, 7.475651, 8.671905},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts := statistics.Counts{0, 0, 0}
			weeks := []statistics.Cluster{{}} // a silent week changes nothing
			for i := range c.weeks {
				week := statistics.Counts{1, 2, 17}
				if i%2 == 1 {
					week = statistics.Counts{4, 4, 12}
				}
				counts.Add(week)
				weeks = append(weeks, statistics.Cluster{N: week.N(), S1: week.S1()})
			}
			deff := statistics.WeeksEffect(counts, weeks)
			low, high := statistics.Interval(counts, statistics.Z95, deff)
			observatorytest.NearMicro(t, "value", counts.Mean().Micro(10), c.value)
			observatorytest.Near(t, "deff", deff, c.deff)
			observatorytest.Near(t, "low", low*10, c.low)
			observatorytest.Near(t, "high", high*10, c.high)
		})
	}
}

func TestDesignEffectsThatCannotBeEstimatedAreOne(t *testing.T) {
	t.Parallel()
	agreed := make([]statistics.Cluster, 12)
	for i := range agreed {
		agreed[i] = statistics.Cluster{N: 10, S1: 20}
	}
	if deff := statistics.WeeksEffect(statistics.Counts{0, 0, 120}, agreed); deff != 1 {
		t.Errorf("weeks that all agree: deff %v, want 1", deff)
	}
	if deff := statistics.WeeksEffect(statistics.Counts{0, 0}, nil); deff != 1 {
		t.Errorf("no weeks: deff %v, want 1", deff)
	}
	counts, one := observatorytest.Citizens([3]uint64{2, 1, 1})
	if deff := one.Effect(counts); deff != 1 {
		t.Errorf("one citizen: deff %v, want 1", deff)
	}
}

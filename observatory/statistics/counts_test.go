package statistics_test

import (
	"testing"

	"servicequality/observatory/indicator"
	"servicequality/observatory/statistics"
)

func TestCountsAreExact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		counts    statistics.Counts
		n, s1, s2 uint64
		mark      string
		level     indicator.Level
	}{
		// statistics §1: (5·medium + 10·good)/n and (10n₂+20n₃+30n₄+40n₅)/4n
		{"three levels", statistics.Counts{5, 13, 232}, 250, 477, 941, "9.540000", indicator.LevelGreen},
		{"five levels", statistics.Counts{2, 3, 10, 25, 60}, 100, 338, 1228, "8.450000", indicator.LevelGreen},
		{"income tax", statistics.Counts{24892, 64774, 181799}, 271465, 428372, 791970, "7.890004", indicator.LevelYellow},
		{"on the bound", statistics.Counts{10, 20, 70}, 100, 160, 300, "8.000000", indicator.LevelGreen},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := [3]uint64{c.counts.N(), c.counts.S1(), c.counts.S2()}; got != [3]uint64{c.n, c.s1, c.s2} {
				t.Errorf("n, S1, S2 = %v, want %v", got, [3]uint64{c.n, c.s1, c.s2})
			}
			if got := c.counts.Mean().Micro(10).String(); got != c.mark {
				t.Errorf("mark %s, want %s", got, c.mark)
			}
			rule, _ := indicator.FindRule(indicator.KindSatisfaction)
			if got := rule.Level(c.counts.Mean()); got != c.level {
				t.Errorf("level %s, want %s", got, c.level)
			}
		})
	}
	if (statistics.Counts{0, 0, 0}).Mean().Micro(10) != nil {
		t.Error("no answers have a mark")
	}
}

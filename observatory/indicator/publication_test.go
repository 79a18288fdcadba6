package indicator_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/statistics"
)

func TestPublicationOfWidthsAndLevels(t *testing.T) {
	t.Parallel()
	marks, _ := indicator.FindRule(indicator.KindSatisfaction)
	shares, _ := indicator.FindRule(indicator.KindHelpReachable)
	for _, c := range []struct {
		name                   string
		rule                   indicator.Rule
		counts                 statistics.Counts
		fragile, certain, cell bool
	}{
		{"income tax is yellow for certain", marks, statistics.Counts{24892, 64774, 181799}, false, true, true},
		{"10 20 70 is green, not for certain", marks, statistics.Counts{10, 20, 70}, false, false, true},
		{"a mark of 8 12 80 is narrow enough", marks, statistics.Counts{8, 12, 80}, false, false, true},
		{"two halves of 100 are fragile", marks, statistics.Counts{50, 0, 50}, true, false, true},
		{"a cell of 3 6 21", marks, statistics.Counts{3, 6, 21}, true, false, true},
		{"a cell of 15 0 15 is too wide", marks, statistics.Counts{15, 0, 15}, true, false, false},
		{"29 are too few for a cell", marks, statistics.Counts{0, 0, 29}, false, true, false},
		{"15 of 30 is too wide", shares, statistics.Counts{15, 15}, true, true, false},
		{"850 of 1000", shares, statistics.Counts{150, 850}, false, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			scale := float64(c.rule.Unit.Scale())
			l, h := statistics.Interval(c.counts, statistics.Z95, 1)
			low, high := observatory.MicroOf(l*scale), observatory.MicroOf(h*scale)
			if got := c.rule.Fragile(low, high); got != c.fragile {
				t.Errorf("[%s, %s] fragile: %v", low, high, got)
			}
			if got := c.rule.LevelCertain(low, high); got != c.certain {
				t.Errorf("[%s, %s] level certain: %v", low, high, got)
			}
			if got := c.rule.CellPublishable(c.counts.N(), low, high); got != c.cell {
				t.Errorf("[%s, %s] publishable as a cell: %v", low, high, got)
			}
		})
	}
}

func TestBoundsOfTheInterval(t *testing.T) {
	t.Parallel()
	rule, _ := indicator.FindRule(indicator.KindSatisfaction)
	if !rule.LevelCertain(8_000_000, 9_000_000) || !rule.LevelCertain(5_000_000, 8_000_000) {
		t.Error("a bound at the end of the interval makes the level uncertain: only one strictly inside does")
	}
	if rule.Fragile(6_000_000, 8_000_000) || !rule.Fragile(6_000_000, 8_000_001) {
		t.Error("fragile begins beyond 2 points")
	}
	if !rule.CellPublishable(30, 6_000_000, 9_000_000) || rule.CellPublishable(30, 6_000_000, 9_000_001) {
		t.Error("a cell may be 3 points wide and no more")
	}
	autonomy, _ := indicator.FindRule(indicator.KindAutonomy)
	if autonomy.LevelCertain(0, 1) {
		t.Error("a kind without levels has a certain level")
	}
}

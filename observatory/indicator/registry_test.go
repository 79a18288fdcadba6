package indicator_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
)

func TestRegistryHoldsEveryKindOnce(t *testing.T) {
	t.Parallel()
	var kinds []indicator.Kind
	for _, rule := range indicator.Registry() {
		kinds = append(kinds, rule.Kind)
		if words := rule.Unit == indicator.UnitWord; words && len(rule.Words) == 0 || words && len(rule.Bounds) > 0 {
			t.Errorf("%s: an indicator in words has words and no bounds", rule.Kind)
		}
		descending := slices.IsSortedFunc(rule.Bounds, func(a, b indicator.Bound) int {
			if a.From.AtLeast(b.From) {
				return -1
			}
			return 1
		})
		if !descending {
			t.Errorf("%s: bounds are not greatest first", rule.Kind)
		}
		if n := len(rule.Bounds); n > 0 && rule.Bounds[n-1].From.Num != 0 {
			t.Errorf("%s: the last bound leaves values without a level", rule.Kind)
		}
	}
	want := []indicator.Kind{
		indicator.KindOnline, indicator.KindSatisfaction, indicator.KindClarity, indicator.KindHelpReachable,
		indicator.KindHelpQuality, indicator.KindAutonomy, indicator.KindAccessibility, indicator.KindTellUsOnce,
		indicator.KindDigitalUse, indicator.KindCompletion, indicator.KindAuthentication,
		indicator.KindAvailability, indicator.KindResponseTime, indicator.KindMobile, indicator.KindHumanHelp,
		indicator.KindAlternative,
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("the registry holds %v, want %v", kinds, want)
	}
}

func TestLevelsAndGoals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind     indicator.Kind
		num, den uint64
		level    indicator.Level
		goal     bool
	}{
		{indicator.KindSatisfaction, 8, 10, indicator.LevelGreen, true},
		{indicator.KindSatisfaction, 7_999_999_999, 10_000_000_000, indicator.LevelYellow, false},
		{indicator.KindSatisfaction, 5, 10, indicator.LevelYellow, false},
		{indicator.KindSatisfaction, 4_999_999_999, 10_000_000_000, indicator.LevelRed, false},
		{indicator.KindClarity, 1<<63 - 1, 1 << 63, indicator.LevelGreen, true}, // products of 127 bits
		{indicator.KindHelpReachable, 85, 100, indicator.LevelGreen, true},
		{indicator.KindHelpReachable, 84_999, 100_000, indicator.LevelYellow, false},
		{indicator.KindHelpReachable, 69_999, 100_000, indicator.LevelRed, false},
		{indicator.KindAccessibility, 100, 100, indicator.LevelGreen, true},
		{indicator.KindAccessibility, 9999, 10_000, indicator.LevelYellow, false},
		{indicator.KindAccessibility, 4999, 10_000, indicator.LevelRed, false},
		{indicator.KindTellUsOnce, 1, 1, indicator.LevelGreen, true},
		{indicator.KindTellUsOnce, 2, 1, indicator.LevelYellow, false},
		{indicator.KindTellUsOnce, 4, 1, indicator.LevelYellow, false},
		{indicator.KindTellUsOnce, 5, 1, indicator.LevelRed, false},
	} {
		rule, _ := indicator.FindRule(c.kind)
		value := observatory.Ratio{Num: c.num, Den: c.den}
		if got := rule.Level(value); got != c.level {
			t.Errorf("%s %d/%d is %s, want %s", c.kind, c.num, c.den, got, c.level)
		}
		if got := rule.Reached(value); got == nil || *got != c.goal {
			t.Errorf("%s %d/%d: goal reached is %v, want %v", c.kind, c.num, c.den, got, c.goal)
		}
	}
	autonomy, _ := indicator.FindRule(indicator.KindAutonomy)
	if value := (observatory.Ratio{Num: 1, Den: 2}); autonomy.Level(value) != "" || autonomy.Reached(value) != nil {
		t.Error("autonomy has a level or a goal")
	}
}

// TestLevelIsMonotone turns answers into better ones: the level never gets
// worse.
func TestLevelIsMonotone(t *testing.T) {
	t.Parallel()
	rank := map[indicator.Level]int{indicator.LevelRed: 0, indicator.LevelYellow: 1, indicator.LevelGreen: 2}
	rule, _ := indicator.FindRule(indicator.KindSatisfaction)
	random := rand.New(rand.NewPCG(5, 8))
	for range 20_000 {
		counts := observatorytest.RandomCounts(random)
		worse := rule.Level(counts.Mean())
		j := random.IntN(len(counts) - 1)
		moved := random.Uint64N(counts[j] + 1)
		counts[j] -= moved
		counts[j+1] += moved
		if better := rule.Level(counts.Mean()); rank[better] < rank[worse] {
			t.Fatalf("%v: better answers took the level from %s to %s", counts, worse, better)
		}
	}
}

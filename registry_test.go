package observatory_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"observatory"
)

func TestRegistryHoldsEveryKindOnce(t *testing.T) {
	t.Parallel()
	var kinds []observatory.Kind
	for _, rule := range observatory.Registry() {
		kinds = append(kinds, rule.Kind)
		if words := rule.Unit == observatory.UnitWord; words && len(rule.Words) == 0 || words && len(rule.Bounds) > 0 {
			t.Errorf("%s: an indicator in words has words and no bounds", rule.Kind)
		}
		descending := slices.IsSortedFunc(rule.Bounds, func(a, b observatory.Bound) int {
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
	want := []observatory.Kind{
		observatory.KindOnline, observatory.KindSatisfaction, observatory.KindClarity, observatory.KindHelpReachable,
		observatory.KindHelpQuality, observatory.KindAutonomy, observatory.KindAccessibility, observatory.KindTellUsOnce,
		observatory.KindDigitalUse, observatory.KindCompletion, observatory.KindAuthentication,
		observatory.KindAvailability, observatory.KindResponseTime, observatory.KindMobile, observatory.KindHumanHelp,
		observatory.KindAlternative,
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("the registry holds %v, want %v", kinds, want)
	}
}

func TestLevelsAndGoals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind     observatory.Kind
		num, den uint64
		level    observatory.Level
		goal     bool
	}{
		{observatory.KindSatisfaction, 8, 10, observatory.LevelGreen, true},
		{observatory.KindSatisfaction, 7_999_999_999, 10_000_000_000, observatory.LevelYellow, false},
		{observatory.KindSatisfaction, 5, 10, observatory.LevelYellow, false},
		{observatory.KindSatisfaction, 4_999_999_999, 10_000_000_000, observatory.LevelRed, false},
		{observatory.KindClarity, 1<<63 - 1, 1 << 63, observatory.LevelGreen, true}, // products of 127 bits
		{observatory.KindHelpReachable, 85, 100, observatory.LevelGreen, true},
		{observatory.KindHelpReachable, 84_999, 100_000, observatory.LevelYellow, false},
		{observatory.KindHelpReachable, 69_999, 100_000, observatory.LevelRed, false},
		{observatory.KindAccessibility, 100, 100, observatory.LevelGreen, true},
		{observatory.KindAccessibility, 9999, 10_000, observatory.LevelYellow, false},
		{observatory.KindAccessibility, 4999, 10_000, observatory.LevelRed, false},
		{observatory.KindTellUsOnce, 1, 1, observatory.LevelGreen, true},
		{observatory.KindTellUsOnce, 2, 1, observatory.LevelYellow, false},
		{observatory.KindTellUsOnce, 4, 1, observatory.LevelYellow, false},
		{observatory.KindTellUsOnce, 5, 1, observatory.LevelRed, false},
	} {
		rule, _ := observatory.FindRule(c.kind)
		value := observatory.Ratio{Num: c.num, Den: c.den}
		if got := rule.Level(value); got != c.level {
			t.Errorf("%s %d/%d is %s, want %s", c.kind, c.num, c.den, got, c.level)
		}
		if got := rule.Reached(value); got == nil || *got != c.goal {
			t.Errorf("%s %d/%d: goal reached is %v, want %v", c.kind, c.num, c.den, got, c.goal)
		}
	}
	autonomy, _ := observatory.FindRule(observatory.KindAutonomy)
	if value := (observatory.Ratio{Num: 1, Den: 2}); autonomy.Level(value) != "" || autonomy.Reached(value) != nil {
		t.Error("autonomy has a level or a goal")
	}
}

// TestLevelIsMonotone turns answers into better ones: the level never gets
// worse.
func TestLevelIsMonotone(t *testing.T) {
	t.Parallel()
	rank := map[observatory.Level]int{observatory.LevelRed: 0, observatory.LevelYellow: 1, observatory.LevelGreen: 2}
	rule, _ := observatory.FindRule(observatory.KindSatisfaction)
	random := rand.New(rand.NewPCG(5, 8))
	for range 20_000 {
		counts := randomCounts(random)
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

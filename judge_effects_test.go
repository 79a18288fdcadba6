package observatory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

func TestHelpIsMeasuredByCitizens(t *testing.T) {
	t.Parallel()
	counts, sums := citizens([3]uint64{1, 0, 20}, [3]uint64{1, 1, 60}, [3]uint64{2, 0, 8}, [3]uint64{2, 1, 2}, [3]uint64{2, 2, 20})
	s := answers(observatory.QuestionHelpReached, observatory.Avis1, counts...)
	s.Citizens, s.MM, s.MY, s.YY = sums.C, sums.MM, sums.MY, sums.YY
	got := judged(observatory.Procedure{}, evidence(s), observatory.KindHelpReachable)
	if got.N != 110 || got.Numerator != 102 || got.Denominator != 140 || got.Deff != 1.397341 || got.Level != observatory.LevelYellow {
		t.Errorf("n %d, %d/%d, deff %v, %s", got.N, got.Numerator, got.Denominator, got.Deff, got.Level)
	}
	nearMicro(t, "value", got.Value, 72.857143)
	nearMicro(t, "low", got.Low, 62.898988)
	nearMicro(t, "high", got.High, 81.032770)
	if diff := cmp.Diff(map[string]uint64{"no": 38, "yes": 102}, got.Counts); diff != "" {
		t.Error(diff)
	}
	few, sums := citizens([3]uint64{2, 2, 99})
	s = answers(observatory.QuestionHelpReached, observatory.Avis1, few...)
	s.Citizens, s.MM, s.MY, s.YY = sums.C, sums.MM, sums.MY, sums.YY
	if got := judged(observatory.Procedure{}, evidence(s), observatory.KindHelpReachable); got.State != observatory.StateBelowMinimum || got.N != 99 {
		t.Errorf("198 answers of 99 citizens are %s, n %d", got.State, got.N)
	}
}

func TestAutonomyHasNoLevel(t *testing.T) {
	t.Parallel()
	got := judged(observatory.Procedure{}, evidence(answers(observatory.QuestionAutonomy, observatory.Avis1, 60, 140)), observatory.KindAutonomy)
	if got.Value.String() != "70.000000" || got.Level != "" || got.LevelCertain || got.GoalReached != nil || got.Variants != nil {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(map[string]uint64{"helped": 60, "alone": 140}, got.Counts); diff != "" {
		t.Error(diff)
	}
}

func TestWeeksWidenTheInterval(t *testing.T) {
	t.Parallel()
	e := evidence()
	e.Tallies = nil
	for i := range observatory.Day(10) {
		s := answers(observatory.QuestionSatisfaction, observatory.Avis1, 1, 2, 17)
		if i%2 == 1 {
			s = answers(observatory.QuestionSatisfaction, observatory.Avis1, 4, 4, 12)
		}
		e.Tallies = append(e.Tallies, observatory.Tally{Day: observatory.NewDay(2023, 5, 1) + 7*i + i%5, Slices: []observatory.Slice{s}})
	}
	got := judged(observatory.Procedure{}, e, observatory.KindSatisfaction)
	near(t, "deff", got.Deff, 1.814059)
	nearMicro(t, "low", got.Low, 7.220870)
	nearMicro(t, "high", got.High, 8.611720)
}

// TestGreatestDesignEffectCounts lets weeks differ and citizens answer twice:
// each effect wins where it is the greater.
func TestGreatestDesignEffectCounts(t *testing.T) {
	t.Parallel()
	deff := func(even, odd [][3]uint64) float64 {
		e := evidence()
		e.Tallies = nil
		for i := range observatory.Day(10) {
			groups := even
			if i%2 == 1 {
				groups = odd
			}
			counts, sums := citizens(groups...)
			s := answers(observatory.QuestionHelpReached, observatory.Avis1, counts...)
			s.Citizens, s.MM, s.MY, s.YY = sums.C, sums.MM, sums.MY, sums.YY
			e.Tallies = append(e.Tallies, observatory.Tally{Day: observatory.NewDay(2023, 5, 1) + 7*i, Slices: []observatory.Slice{s}})
		}
		return judged(observatory.Procedure{}, e, observatory.KindHelpReachable).Deff
	}
	alike := [][3]uint64{{2, 0, 5}, {2, 2, 5}}
	// 100 citizens who each answer twice the same: 2·100/99.
	near(t, "weeks that are alike", deff(alike, alike), 2.020202)
	// Every citizen answers once (100/99), and whole weeks disagree:
	// 10/9 · 10·(10 − 5)² / (100·0.25).
	near(t, "weeks that disagree", deff([][3]uint64{{1, 0, 10}}, [][3]uint64{{1, 1, 10}}), 11.111111)
}

// TestVariantsCannotBeSubtracted: a variant that differs from the headline by
// a few citizens would give their answers away.
func TestVariantsCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		more  uint64
		state observatory.State
	}{
		"nobody":      {0, observatory.StatePublished},
		"one":         {1, observatory.StateCellTooSmall},
		"twenty-nine": {29, observatory.StateCellTooSmall},
		"thirty":      {30, observatory.StatePublished},
	} {
		w := observatory.TwelveMonths(observatory.NewDay(2026, 10, 31))
		slice := observatory.Slice{
			Question: observatory.QuestionSatisfaction, Instrument: observatory.Avis1, Channel: observatory.ChannelOnline,
			Outcome: observatory.OutcomeDone, Standing: observatory.Accepted, Citizens: 100, Counts: [5]uint64{8, 12, 80},
		}
		gaveUp := slice
		gaveUp.Outcome, gaveUp.Citizens, gaveUp.Counts = observatory.OutcomeGaveUp, test.more, [5]uint64{test.more}
		evidence := observatory.Evidence{
			Tallies: []observatory.Tally{{Procedure: "a", Day: w.Start, Slices: []observatory.Slice{slice, gaveUp}}},
			First:   w.Start, Last: w.AsOf(),
		}
		for _, figure := range observatory.Indicators(&observatory.Procedure{ID: "a"}, evidence, w, w.End.Start()) {
			if figure.Kind != observatory.KindSatisfaction {
				continue
			}
			other := figure.Variants[observatory.VariantWentToTheEnd]
			if other.State != test.state || (other.Value == nil) != (test.state == observatory.StateCellTooSmall) {
				t.Errorf("%s: the variant is %s with value %v, want %s", name, other.State, other.Value, test.state)
			}
		}
	}
}

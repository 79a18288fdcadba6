package indicator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

func TestHelpIsMeasuredByCitizens(t *testing.T) {
	t.Parallel()
	counts, sums := observatorytest.Citizens([3]uint64{1, 0, 20}, [3]uint64{1, 1, 60}, [3]uint64{2, 0, 8}, [3]uint64{2, 1, 2}, [3]uint64{2, 2, 20})
	s := observatorytest.Answers(rating.QuestionHelpReached, rating.Avis1, counts...)
	s.Citizens, s.MM, s.MY, s.YY = sums.C, sums.MM, sums.MY, sums.YY
	got := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(s), indicator.KindHelpReachable)
	if got.N != 110 || got.Numerator != 102 || got.Denominator != 140 || got.Deff != 1.397341 || got.Level != indicator.LevelYellow {
		t.Errorf("n %d, %d/%d, deff %v, %s", got.N, got.Numerator, got.Denominator, got.Deff, got.Level)
	}
	observatorytest.NearMicro(t, "value", got.Value, 72.857143)
	observatorytest.NearMicro(t, "low", got.Low, 62.898988)
	observatorytest.NearMicro(t, "high", got.High, 81.032770)
	if diff := cmp.Diff(map[string]uint64{"no": 38, "yes": 102}, got.Counts); diff != "" {
		t.Error(diff)
	}
	few, sums := observatorytest.Citizens([3]uint64{2, 2, 99})
	s = observatorytest.Answers(rating.QuestionHelpReached, rating.Avis1, few...)
	s.Citizens, s.MM, s.MY, s.YY = sums.C, sums.MM, sums.MY, sums.YY
	if got := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(s), indicator.KindHelpReachable); got.State != indicator.StateBelowMinimum || got.N != 99 {
		t.Errorf("198 answers of 99 citizens are %s, n %d", got.State, got.N)
	}
}

func TestAutonomyHasNoLevel(t *testing.T) {
	t.Parallel()
	got := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(observatorytest.Answers(rating.QuestionAutonomy, rating.Avis1, 60, 140)), indicator.KindAutonomy)
	if got.Value.String() != "70.000000" || got.Level != "" || got.LevelCertain || got.GoalReached != nil || got.Variants != nil {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(map[string]uint64{"helped": 60, "alone": 140}, got.Counts); diff != "" {
		t.Error(diff)
	}
}

func TestWeeksWidenTheInterval(t *testing.T) {
	t.Parallel()
	e := observatorytest.Evidence()
	e.Tallies = nil
	for i := range observatory.Day(10) {
		s := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 1, 2, 17)
		if i%2 == 1 {
			s = observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 4, 4, 12)
		}
		e.Tallies = append(e.Tallies, rating.Tally{Day: observatory.NewDay(2023, 5, 1) + 7*i + i%5, Slices: []rating.Slice{s}})
	}
	got := observatorytest.Computed(observatory.Procedure{}, e, indicator.KindSatisfaction)
	observatorytest.Near(t, "deff", got.Deff, 1.814059)
	observatorytest.NearMicro(t, "low", got.Low, 7.220870)
	observatorytest.NearMicro(t, "high", got.High, 8.611720)
}

// TestGreatestDesignEffectCounts lets weeks differ and citizens answer twice:
// each effect wins where it is the greater.
func TestGreatestDesignEffectCounts(t *testing.T) {
	t.Parallel()
	deff := func(even, odd [][3]uint64) float64 {
		e := observatorytest.Evidence()
		e.Tallies = nil
		for i := range observatory.Day(10) {
			groups := even
			if i%2 == 1 {
				groups = odd
			}
			counts, sums := observatorytest.Citizens(groups...)
			s := observatorytest.Answers(rating.QuestionHelpReached, rating.Avis1, counts...)
			s.Citizens, s.MM, s.MY, s.YY = sums.C, sums.MM, sums.MY, sums.YY
			e.Tallies = append(e.Tallies, rating.Tally{Day: observatory.NewDay(2023, 5, 1) + 7*i, Slices: []rating.Slice{s}})
		}
		return observatorytest.Computed(observatory.Procedure{}, e, indicator.KindHelpReachable).Deff
	}
	alike := [][3]uint64{{2, 0, 5}, {2, 2, 5}}
	// 100 citizens who each answer twice the same: 2·100/99.
	observatorytest.Near(t, "weeks that are alike", deff(alike, alike), 2.020202)
	// Every citizen answers once (100/99), and whole weeks disagree:
	// 10/9 · 10·(10 − 5)² / (100·0.25).
	observatorytest.Near(t, "weeks that disagree", deff([][3]uint64{{1, 0, 10}}, [][3]uint64{{1, 1, 10}}), 11.111111)
}

// TestVariantsCannotBeSubtracted: a variant that differs from the headline by
// a few citizens would give their answers away.
func TestVariantsCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		more  uint64
		state indicator.State
	}{
		"nobody":      {0, indicator.StatePublished},
		"one":         {1, indicator.StateCellTooSmall},
		"twenty-nine": {29, indicator.StateCellTooSmall},
		"thirty":      {30, indicator.StatePublished},
	} {
		w := observatory.TwelveMonths(observatory.NewDay(2026, 10, 31))
		slice := rating.Slice{
			Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: 100, Counts: [5]uint64{8, 12, 80},
		}
		gaveUp := slice
		gaveUp.Outcome, gaveUp.Citizens, gaveUp.Counts = rating.OutcomeGaveUp, test.more, [5]uint64{test.more}
		evidence := indicator.Evidence{
			Tallies: []rating.Tally{{Procedure: "a", Day: w.Start, Slices: []rating.Slice{slice, gaveUp}}},
			First:   w.Start, Last: w.AsOf(),
		}
		for _, figure := range indicator.Compute(&observatory.Procedure{ID: "a"}, evidence, w, w.End.Start()) {
			if figure.Kind != indicator.KindSatisfaction {
				continue
			}
			other := figure.Variants[indicator.VariantWentToTheEnd]
			if other.State != test.state || (other.Value == nil) != (test.state == indicator.StateCellTooSmall) {
				t.Errorf("%s: the variant is %s with value %v, want %s", name, other.State, other.Value, test.state)
			}
		}
	}
}

package indicator_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// failing is a procedure that one in ten could not finish: they rate it 2, the
// others 8.
func failing() indicator.Evidence {
	done := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 360, 540)
	failed := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 30, 20, 0)
	failed.Outcome = rating.OutcomeGaveUp
	met := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 30, 20, 0)
	met.Outcome = rating.OutcomeError
	return observatorytest.Evidence(done, failed, met)
}

// TestWhoseMark: the headline counts everybody who answered online, as the
// official series does, and those who went to the end are a way to count beside.
// Editions of rules/1 keep the populations of their day.
func TestWhoseMark(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rules, value, variant, other string
	}{
		{indicator.Rules, "7.400000", indicator.VariantWentToTheEnd, "8.000000"},
		{"rules/1", "8.000000", indicator.VariantAllOutcomes, "7.400000"},
	} {
		basis := indicator.Distil("p", failing(), test.rules)
		figure := satisfactionOf(t, indicator.ComputeFrom(&observatory.Procedure{ID: "p"}, basis, observatorytest.Year, test.rules, observatorytest.ComputedAt))
		if figure.Rules != test.rules || figure.Value.String() != test.value {
			t.Errorf("%s: the mark of %s is %s, want %s", test.rules, figure.Rules, figure.Value, test.value)
		}
		if other, ok := figure.Variants[test.variant]; !ok || other.Value.String() != test.other || len(figure.Variants) != 4 {
			t.Errorf("%s: of %v, %s is %v, want %s", test.rules, figure.Variants, test.variant, other.Value, test.other)
		}
	}
}

// TestPartsCannotBeSubtracted: a part of the headline's population is withheld
// where another sum that is public is it, or what is left beside it, but for a few.
func TestPartsCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	one := func(outcome string, signed bool, counts ...uint64) rating.Slice {
		s := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, counts...)
		s.Outcome, s.Signed = outcome, signed
		return s
	}
	of := func(dimension, value string, s rating.Slice) rating.Slice {
		s.Dimension, s.Value = dimension, value
		return s
	}
	const done, gaveUp = rating.OutcomeDone, rating.OutcomeGaveUp
	for name, test := range map[string]struct {
		slices      []rating.Slice
		end, signed indicator.State
	}{
		"nothing nests": {[]rating.Slice{one(done, true, 10, 10, 130), one(done, false, 10, 10, 130), one(gaveUp, false, 40, 5, 5)},
			indicator.StatePublished, indicator.StatePublished},
		"all but three who went to the end are signed": {[]rating.Slice{one(done, true, 10, 10, 130), one(done, false, 1, 1, 1), one(gaveUp, false, 40, 5, 5)},
			indicator.StatePublished, indicator.StateCellTooSmall},
		"a source asks all but three of those who stop": {[]rating.Slice{
			one(done, true, 10, 10, 130), one(done, false, 10, 10, 130), one(gaveUp, false, 40, 5, 5),
			of("path", "link/", one(gaveUp, false, 40, 5, 2)), of("path", "button/", one(gaveUp, false, 0, 0, 3)),
			of("path", "button/", one(done, false, 10, 10, 130)), of("path", "button/", one(done, true, 10, 10, 130)),
		}, indicator.StateCellTooSmall, indicator.StatePublished},
	} {
		figure := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(test.slices...), indicator.KindSatisfaction)
		if got := figure.Variants[indicator.VariantWentToTheEnd].State; got != test.end {
			t.Errorf("%s: went to the end is %s, want %s", name, got, test.end)
		}
		if got := figure.Variants[indicator.VariantSignedOnly].State; got != test.signed {
			t.Errorf("%s: signed only is %s, want %s", name, got, test.signed)
		}
	}
}

// TestPooledEnd: where those who went to the end are pooled with others there is
// no breakdown by outcome, for their own figure would tell the others' answers.
func TestPooledEnd(t *testing.T) {
	t.Parallel()
	done := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 10, 10, 80)
	failed, gaveUp := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 10, 0, 0), observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 200, 0, 0)
	failed.Outcome, gaveUp.Outcome = rating.OutcomeError, rating.OutcomeGaveUp
	figure := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(done, failed, gaveUp), indicator.KindSatisfaction)
	if cells := figure.Breakdowns[indicator.DimensionOutcome]; cells != nil {
		t.Errorf("the breakdown is %v", cells)
	}
	if got := figure.Variants[indicator.VariantWentToTheEnd]; got.State != indicator.StatePublished || got.N != 100 {
		t.Errorf("those who went to the end are %s, n %d", got.State, got.N)
	}
}

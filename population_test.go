package observatory_test

import (
	"testing"

	"observatory"
)

// failing is a procedure that one in ten could not finish: they rate it 2, the
// others 8.
func failing() observatory.Evidence {
	done := answers(observatory.QuestionSatisfaction, observatory.Avis1, 0, 360, 540)
	failed := answers(observatory.QuestionSatisfaction, observatory.Avis1, 30, 20, 0)
	failed.Outcome = observatory.OutcomeGaveUp
	met := answers(observatory.QuestionSatisfaction, observatory.Avis1, 30, 20, 0)
	met.Outcome = observatory.OutcomeError
	return evidence(done, failed, met)
}

// TestWhoseMark: the headline counts everybody who answered online, as the
// official series does, and those who went to the end are a way to count beside.
// Editions of rules/1 keep the populations of their day.
func TestWhoseMark(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rules, value, variant, other string
	}{
		{observatory.Rules, "7.400000", observatory.VariantWentToTheEnd, "8.000000"},
		{"rules/1", "8.000000", observatory.VariantAllOutcomes, "7.400000"},
	} {
		basis := observatory.Distil("p", failing(), test.rules)
		figure := satisfactionOf(t, observatory.IndicatorsOf(&observatory.Procedure{ID: "p"}, basis, year, test.rules, computedAt))
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
	one := func(outcome string, signed bool, counts ...uint64) observatory.Slice {
		s := answers(observatory.QuestionSatisfaction, observatory.Avis1, counts...)
		s.Outcome, s.Signed = outcome, signed
		return s
	}
	of := func(dimension, value string, s observatory.Slice) observatory.Slice {
		s.Dimension, s.Value = dimension, value
		return s
	}
	const done, gaveUp = observatory.OutcomeDone, observatory.OutcomeGaveUp
	for name, test := range map[string]struct {
		slices      []observatory.Slice
		end, signed observatory.State
	}{
		"nothing nests": {[]observatory.Slice{one(done, true, 10, 10, 130), one(done, false, 10, 10, 130), one(gaveUp, false, 40, 5, 5)},
			observatory.StatePublished, observatory.StatePublished},
		"all but three who went to the end are signed": {[]observatory.Slice{one(done, true, 10, 10, 130), one(done, false, 1, 1, 1), one(gaveUp, false, 40, 5, 5)},
			observatory.StatePublished, observatory.StateCellTooSmall},
		"a source asks all but three of those who stop": {[]observatory.Slice{
			one(done, true, 10, 10, 130), one(done, false, 10, 10, 130), one(gaveUp, false, 40, 5, 5),
			of("path", "link/", one(gaveUp, false, 40, 5, 2)), of("path", "button/", one(gaveUp, false, 0, 0, 3)),
			of("path", "button/", one(done, false, 10, 10, 130)), of("path", "button/", one(done, true, 10, 10, 130)),
		}, observatory.StateCellTooSmall, observatory.StatePublished},
	} {
		figure := judged(observatory.Procedure{}, evidence(test.slices...), observatory.KindSatisfaction)
		if got := figure.Variants[observatory.VariantWentToTheEnd].State; got != test.end {
			t.Errorf("%s: went to the end is %s, want %s", name, got, test.end)
		}
		if got := figure.Variants[observatory.VariantSignedOnly].State; got != test.signed {
			t.Errorf("%s: signed only is %s, want %s", name, got, test.signed)
		}
	}
}

// TestPooledEnd: where those who went to the end are pooled with others there is
// no breakdown by outcome, for their own figure would tell the others' answers.
func TestPooledEnd(t *testing.T) {
	t.Parallel()
	done := answers(observatory.QuestionSatisfaction, observatory.Avis1, 10, 10, 80)
	failed, gaveUp := answers(observatory.QuestionSatisfaction, observatory.Avis1, 10, 0, 0), answers(observatory.QuestionSatisfaction, observatory.Avis1, 200, 0, 0)
	failed.Outcome, gaveUp.Outcome = observatory.OutcomeError, observatory.OutcomeGaveUp
	figure := judged(observatory.Procedure{}, evidence(done, failed, gaveUp), observatory.KindSatisfaction)
	if cells := figure.Breakdowns[observatory.DimensionOutcome]; cells != nil {
		t.Errorf("the breakdown is %v", cells)
	}
	if got := figure.Variants[observatory.VariantWentToTheEnd]; got.State != observatory.StatePublished || got.N != 100 {
		t.Errorf("those who went to the end are %s, n %d", got.State, got.N)
	}
}

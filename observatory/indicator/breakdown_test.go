package indicator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// part is answers of the headline's population with one value of a dimension.
func part(dimension, value string, counts ...uint64) rating.Slice {
	s := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, counts...)
	s.Dimension, s.Value = dimension, value
	return s
}

// shown is a cell as tests compare it.
type shown struct {
	Key, Within, Value string
	N                  uint64
	Pooled             []string
}

func shownCells(cells []indicator.Cell) (list []shown) {
	for _, c := range cells {
		s := shown{Key: c.Key, Within: c.Within, N: c.N, Pooled: c.Pooled}
		if c.Value != nil {
			s.Value = c.Value.String()
		}
		list = append(list, s)
	}
	return list
}

func TestBreakdowns(t *testing.T) {
	t.Parallel()
	gaveUp := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 31, 0, 0)
	gaveUp.Outcome = rating.OutcomeGaveUp
	failed := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 12, 0, 0)
	failed.Outcome = rating.OutcomeError
	seen := observatorytest.Evidence(
		observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 73, 900), gaveUp, failed,
		part("lang", "fr", 0, 0, 900), part("lang", "en", 0, 45, 0), part("lang", "ar", 0, 20, 0), part("lang", "es", 0, 8, 0),
		part("autonomy", "helped", 0, 73, 400), part("autonomy", "alone", 0, 0, 400), part("autonomy", "unknown", 0, 0, 100),
		part("path", "button/main", 0, 0, 500), part("path", "button/foot", 0, 20, 0), part("path", "button/", 0, 25, 0),
		part("path", "email/june", 0, 28, 400),
	)
	// Buttons are for those who may see any day.
	got := satisfactionOf(t, indicator.Compute(&observatory.Procedure{}, seen, observatory.TwelveMonths(observatorytest.Year.AsOf()-1), observatorytest.ComputedAt))
	if public := observatorytest.Computed(observatory.Procedure{}, seen, indicator.KindSatisfaction).Breakdowns; len(public) != 4 || public[indicator.DimensionButton] != nil {
		t.Errorf("public are %v", public)
	}
	for dimension, want := range map[indicator.Dimension][]shown{
		indicator.DimensionLang: {
			{Key: "fr", Value: "10.000000", N: 900}, {Key: "other", Value: "5.000000", N: 73, Pooled: []string{"es", "ar", "en"}}},
		indicator.DimensionHelp: {
			{Key: "helped", Value: "9.228330", N: 473}, {Key: "alone", Value: "10.000000", N: 400}, {Key: "unknown", Value: "10.000000", N: 100}},
		indicator.DimensionOutcome: {
			{Key: "went_to_the_end", Value: "9.624872", N: 973}, {Key: "other", Value: "0.000000", N: 43, Pooled: []string{"error", "gave_up"}}},
		indicator.DimensionSource: {
			{Key: "button", Value: "9.587156", N: 545}, {Key: "email", Value: "9.672897", N: 428}},
		indicator.DimensionButton: {
			{Key: "main", Within: "button", Value: "10.000000", N: 500},
			{Key: "other", Within: "button", Value: "5.000000", N: 45, Pooled: []string{"foot", "unknown"}},
			{Key: "june", Within: "email", Value: "9.672897", N: 428}},
	} {
		if diff := cmp.Diff(want, shownCells(got.Breakdowns[dimension])); diff != "" {
			t.Errorf("%s: %s", dimension, diff)
		}
	}
	for dimension, cells := range got.Breakdowns {
		for _, c := range cells {
			if c.Low == nil || *c.Low > *c.Value || *c.Value > *c.High {
				t.Errorf("%s %s: %v ≤ %v ≤ %v does not hold", dimension, c.Key, c.Low, c.Value, c.High)
			}
		}
	}
}

func TestNoBreakdowns(t *testing.T) {
	t.Parallel()
	few := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(
		observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 9, 90),
		part("lang", "fr", 0, 0, 50), part("lang", "en", 0, 9, 40)), indicator.KindSatisfaction)
	if few.Breakdowns != nil {
		t.Errorf("a figure below the minimum is broken down: %v", few.Breakdowns)
	}
	ten := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(
		observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 10, 90),
		part("lang", "fr", 0, 0, 90), part("lang", "en", 0, 10, 0)), indicator.KindSatisfaction)
	if ten.Breakdowns != nil {
		t.Errorf("ten citizens are found by subtraction: %v", ten.Breakdowns)
	}
	wide := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(
		observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 15, 0, 115),
		part("lang", "fr", 0, 0, 100), part("lang", "en", 15, 0, 15)), indicator.KindSatisfaction)
	if cells := wide.Breakdowns[indicator.DimensionLang]; len(cells) != 2 || cells[1].N != 30 || cells[1].Value != nil || cells[1].Low != nil {
		t.Errorf("a cell of 15, 0, 15 is %+v", cells)
	}
}

// TestSignedRatingsThatAreACell: when all signatures come with one source, the
// few of that source who did not sign are not to be found.
func TestSignedRatingsThatAreACell(t *testing.T) {
	t.Parallel()
	of := func(n uint64, signed bool, dimension, value string) rating.Slice {
		s := part(dimension, value, 0, 0, n)
		s.Signed = signed
		return s
	}
	for unsigned, want := range map[uint64]indicator.State{0: indicator.StatePublished, 10: indicator.StateCellTooSmall, 30: indicator.StatePublished} {
		slices := []rating.Slice{
			of(200, true, "", ""), of(200+unsigned, false, "", ""),
			of(200, true, "path", "email/"), of(200, false, "path", "button/"),
		}
		if unsigned > 0 {
			slices = append(slices, of(unsigned, false, "path", "email/"))
		}
		got := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(slices...), indicator.KindSatisfaction).Variants[indicator.VariantSignedOnly]
		if got.State != want {
			t.Errorf("%d of the source did not sign: the variant is %s, want %s", unsigned, got.State, want)
		}
	}
}

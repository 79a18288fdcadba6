package indicator_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// TestMayMove: what is public of a month is replaced when nobody can be found by
// looking twice.
func TestMayMove(t *testing.T) {
	t.Parallel()
	month := observatory.NewDay(2026, 3, 1)
	month2 := func(slices ...rating.Slice) []rating.Tally {
		return []rating.Tally{{Day: month, Slices: slices}}
	}
	satisfied := func(counts ...uint64) rating.Slice {
		return observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, counts...)
	}
	clear := func(counts ...uint64) rating.Slice {
		return observatorytest.Answers(rating.QuestionClarity, rating.Avis1, counts...)
	}
	gaveUp, doubtful := satisfied(1, 0, 0), satisfied(1, 0, 0)
	gaveUp.Outcome, doubtful.Standing = rating.OutcomeGaveUp, rating.Doubtful
	// Two citizens who answer for four channels each.
	help := observatorytest.Answers(rating.QuestionHelpReached, rating.Avis1, 0, 8)
	help.Citizens = 2
	public := month2(satisfied(8, 12, 80))
	for name, test := range map[string]struct {
		versions [][]rating.Tally
		now      []rating.Tally
		want     bool
	}{
		"nothing came":                        {[][]rating.Tally{public}, public, true},
		"one came":                            {[][]rating.Tally{public}, month2(satisfied(9, 12, 80)), false},
		"four came":                           {[][]rating.Tally{public}, month2(satisfied(8, 13, 83)), false},
		"five came":                           {[][]rating.Tally{public}, month2(satisfied(8, 14, 83)), true},
		"five came and one went":              {[][]rating.Tally{public}, month2(satisfied(7, 14, 83)), false},
		"five went":                           {[][]rating.Tally{public}, month2(satisfied(8, 7, 80)), true},
		"all but four went":                   {[][]rating.Tally{public}, month2(satisfied(0, 0, 4)), false},
		"all went":                            {[][]rating.Tally{public}, month2(), true},
		"the first five":                      {[][]rating.Tally{nil}, month2(satisfied(0, 0, 5)), true},
		"the first four":                      {[][]rating.Tally{nil}, month2(satisfied(0, 0, 4)), false},
		"five to one":                         {[][]rating.Tally{month2(satisfied(0, 0, 1))}, month2(satisfied(0, 5, 1)), true},
		"ten came, one of whom on clarity":    {[][]rating.Tally{public}, month2(satisfied(8, 22, 80), clear(0, 0, 1, 0, 0)), false},
		"one who is not in the headline":      {[][]rating.Tally{public}, month2(satisfied(8, 12, 80), doubtful), true},
		"one who gave up":                     {[][]rating.Tally{public}, month2(satisfied(8, 12, 80), gaveUp), false},
		"five since the last but one version": {[][]rating.Tally{month2(satisfied(8, 12, 83)), public}, month2(satisfied(8, 17, 80)), false},
		"two who answer four times":           {[][]rating.Tally{public}, month2(satisfied(8, 12, 80), help), false},
		"another series": {[][]rating.Tally{public}, month2(satisfied(8, 12, 80),
			observatorytest.Answers(rating.QuestionClarity, "jdma-2", 0, 0, 1)), false},
		"one for one of another language": {
			[][]rating.Tally{month2(satisfied(8, 12, 80), part("lang", "fr", 8, 12, 80))},
			month2(satisfied(8, 12, 80), part("lang", "fr", 8, 12, 79), part("lang", "en", 0, 0, 1)), false},
	} {
		if got := indicator.MayMove(test.versions, test.now); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

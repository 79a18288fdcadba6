package observatory_test

import (
	"testing"

	"observatory"
)

// TestMayMove: what is public of a month is replaced when nobody can be found by
// looking twice.
func TestMayMove(t *testing.T) {
	t.Parallel()
	month := observatory.NewDay(2026, 3, 1)
	month2 := func(slices ...observatory.Slice) []observatory.Tally {
		return []observatory.Tally{{Day: month, Slices: slices}}
	}
	satisfied := func(counts ...uint64) observatory.Slice {
		return answers(observatory.QuestionSatisfaction, observatory.Avis1, counts...)
	}
	clear := func(counts ...uint64) observatory.Slice {
		return answers(observatory.QuestionClarity, observatory.Avis1, counts...)
	}
	gaveUp, doubtful := satisfied(1, 0, 0), satisfied(1, 0, 0)
	gaveUp.Outcome, doubtful.Standing = observatory.OutcomeGaveUp, observatory.Doubtful
	// Two citizens who answer for four channels each.
	help := answers(observatory.QuestionHelpReached, observatory.Avis1, 0, 8)
	help.Citizens = 2
	public := month2(satisfied(8, 12, 80))
	for name, test := range map[string]struct {
		versions [][]observatory.Tally
		now      []observatory.Tally
		want     bool
	}{
		"nothing came":                        {[][]observatory.Tally{public}, public, true},
		"one came":                            {[][]observatory.Tally{public}, month2(satisfied(9, 12, 80)), false},
		"four came":                           {[][]observatory.Tally{public}, month2(satisfied(8, 13, 83)), false},
		"five came":                           {[][]observatory.Tally{public}, month2(satisfied(8, 14, 83)), true},
		"five came and one went":              {[][]observatory.Tally{public}, month2(satisfied(7, 14, 83)), false},
		"five went":                           {[][]observatory.Tally{public}, month2(satisfied(8, 7, 80)), true},
		"all but four went":                   {[][]observatory.Tally{public}, month2(satisfied(0, 0, 4)), false},
		"all went":                            {[][]observatory.Tally{public}, month2(), true},
		"the first five":                      {[][]observatory.Tally{nil}, month2(satisfied(0, 0, 5)), true},
		"the first four":                      {[][]observatory.Tally{nil}, month2(satisfied(0, 0, 4)), false},
		"five to one":                         {[][]observatory.Tally{month2(satisfied(0, 0, 1))}, month2(satisfied(0, 5, 1)), true},
		"ten came, one of whom on clarity":    {[][]observatory.Tally{public}, month2(satisfied(8, 22, 80), clear(0, 0, 1, 0, 0)), false},
		"one who is not in the headline":      {[][]observatory.Tally{public}, month2(satisfied(8, 12, 80), doubtful), true},
		"one who gave up":                     {[][]observatory.Tally{public}, month2(satisfied(8, 12, 80), gaveUp), false},
		"five since the last but one version": {[][]observatory.Tally{month2(satisfied(8, 12, 83)), public}, month2(satisfied(8, 17, 80)), false},
		"two who answer four times":           {[][]observatory.Tally{public}, month2(satisfied(8, 12, 80), help), false},
		"another series": {[][]observatory.Tally{public}, month2(satisfied(8, 12, 80),
			answers(observatory.QuestionClarity, "jdma-2", 0, 0, 1)), false},
		"one for one of another language": {
			[][]observatory.Tally{month2(satisfied(8, 12, 80), part("lang", "fr", 8, 12, 80))},
			month2(satisfied(8, 12, 80), part("lang", "fr", 8, 12, 79), part("lang", "en", 0, 0, 1)), false},
	} {
		if got := observatory.MayMove(test.versions, test.now); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

package indicator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// TestRevise: five answers that are set aside, or put back, move a public month at
// once; fewer wait, and hold nothing else up.
func TestRevise(t *testing.T) {
	t.Parallel()
	type counted struct {
		Satisfaction, Clarity uint64
	}
	month := func(slices ...rating.Slice) []rating.Tally {
		return []rating.Tally{{Day: observatory.NewDay(2026, 3, 1), Slices: slices}}
	}
	// rated is so many ratings of a standing: bad ones, which also answer clarity as
	// often as said.
	rated := func(standing rating.Standing, bad, clear uint64) (all []rating.Slice) {
		for _, s := range []rating.Slice{
			observatorytest.Answers(rating.QuestionRating, rating.Avis1, bad),
			observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, bad, 0, 0),
			observatorytest.Answers(rating.QuestionClarity, rating.Avis1, clear, 0, 0, 0, 0),
		} {
			s.Standing = standing
			if s.Citizens > 0 {
				all = append(all, s)
			}
		}
		return all
	}
	stuffed := func(aside, asideClear, bad, clear uint64) []rating.Tally {
		return month(append(rated(rating.Accepted, bad, clear), rated(rating.Quarantined, aside, asideClear)...)...)
	}
	for name, test := range map[string]struct {
		public, now []rating.Tally
		moves       bool
		aside, back uint64
		want        counted
		whole       bool
	}{
		"nothing":        {stuffed(0, 0, 100, 50), stuffed(0, 0, 100, 50), false, 0, 0, counted{}, false},
		"four set aside": {stuffed(0, 0, 100, 50), stuffed(4, 0, 96, 50), false, 0, 0, counted{}, false},
		"five set aside": {stuffed(0, 0, 100, 50), stuffed(5, 0, 95, 50), true, 5, 0, counted{95, 50}, true},
		"five put back":  {stuffed(5, 0, 95, 50), stuffed(0, 0, 100, 50), true, 0, 5, counted{100, 50}, true},
		"four put back":  {stuffed(4, 0, 96, 50), stuffed(0, 0, 100, 50), false, 0, 0, counted{}, false},
		"fifty, of whom one on clarity, whom that question keeps": {
			stuffed(0, 0, 100, 50), stuffed(50, 1, 50, 49), true, 50, 0, counted{50, 50}, false},
		"fifty, and one who came late to clarity alone": {
			stuffed(0, 0, 100, 50), stuffed(50, 0, 50, 51), true, 50, 0, counted{50, 50}, false},
		"erased ones are not set aside": {stuffed(0, 0, 100, 50), stuffed(0, 0, 90, 50), false, 0, 0, counted{}, false},
	} {
		got, ok := indicator.Revise(test.public, test.now)
		if ok != test.moves || got.SetAside != test.aside || got.PutBack != test.back || got.Whole != test.whole {
			t.Errorf("%s: moves %v, %d aside, %d back, whole %v", name, ok, got.SetAside, got.PutBack, got.Whole)
		}
		var n counted
		for _, tally := range got.Tallies {
			for _, s := range tally.Slices {
				switch {
				case !s.Headline():
				case s.Question == rating.QuestionSatisfaction:
					n.Satisfaction += s.Citizens
				case s.Question == rating.QuestionClarity:
					n.Clarity += s.Citizens
				}
			}
		}
		if diff := cmp.Diff(test.want, n); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

package indicator_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// BenchmarkIndicators judges a procedure that is rated every day in every way.
func BenchmarkIndicators(b *testing.B) {
	e := indicator.Evidence{First: observatorytest.Year.Start, Last: observatorytest.Year.AsOf()}
	for d := observatorytest.Year.Start; d < observatorytest.Year.End; d++ {
		t := rating.Tally{Procedure: "p", Day: d}
		for _, outcome := range rating.Outcomes() {
			for _, s := range []rating.Slice{
				observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 1, 2, 17),
				observatorytest.Answers(rating.QuestionClarity, rating.Avis1, 1, 2, 3, 4, 5),
				observatorytest.Answers(rating.QuestionHelpReached, rating.Avis1, 2, 8),
				observatorytest.Answers(rating.QuestionHelpQuality, rating.Avis1, 1, 2, 3, 4, 5),
				observatorytest.Answers(rating.QuestionAutonomy, rating.Avis1, 8, 8),
			} {
				s.Outcome = outcome
				t.Slices = append(t.Slices, s)
			}
		}
		e.Tallies = append(e.Tallies, t)
	}
	p := observatory.Procedure{Online: observatory.OnlineYes}
	b.ReportAllocs()
	for b.Loop() {
		indicator.Compute(&p, e, observatorytest.Year, observatorytest.ComputedAt)
	}
}

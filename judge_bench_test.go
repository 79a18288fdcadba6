package observatory_test

import (
	"testing"

	"observatory"
)

// BenchmarkIndicators judges a procedure that is rated every day in every way.
func BenchmarkIndicators(b *testing.B) {
	e := observatory.Evidence{First: year.Start, Last: year.AsOf()}
	for d := year.Start; d < year.End; d++ {
		t := observatory.Tally{Procedure: "p", Day: d}
		for _, outcome := range observatory.Outcomes() {
			for _, s := range []observatory.Slice{
				answers(observatory.QuestionSatisfaction, observatory.Avis1, 1, 2, 17),
				answers(observatory.QuestionClarity, observatory.Avis1, 1, 2, 3, 4, 5),
				answers(observatory.QuestionHelpReached, observatory.Avis1, 2, 8),
				answers(observatory.QuestionHelpQuality, observatory.Avis1, 1, 2, 3, 4, 5),
				answers(observatory.QuestionAutonomy, observatory.Avis1, 8, 8),
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
		observatory.Indicators(&p, e, year, computedAt)
	}
}

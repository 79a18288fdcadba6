package observatory_test

import (
	"testing"

	"observatory"
)

// monthly is a procedure that gets so many answers in each month until the
// window's end, the last one last.
func monthly(w observatory.Window, counts ...uint64) (before, now observatory.Evidence) {
	now = observatory.Evidence{First: w.Start - 800, Last: w.AsOf()}
	before = now
	for i, n := range counts {
		month := w.End.AddMonths(i - len(counts))
		e := &before
		if month >= w.Start {
			e = &now
		}
		e.Tallies = append(e.Tallies, observatory.Tally{Day: month, Slices: []observatory.Slice{
			answers(observatory.QuestionSatisfaction, observatory.Avis1, 0, 0, n)}})
	}
	return before, now
}

// TestWindowMovesByFiveCitizens: what was served for the month before must not
// give a few citizens away beside this month's figure.
func TestWindowMovesByFiveCitizens(t *testing.T) {
	t.Parallel()
	last := observatory.TwelveMonths(year.End.AddMonths(-1) - 1)
	year2 := observatory.TwelveMonths(year.Start - 1)
	for _, c := range []struct {
		name    string
		out, in uint64
		held    bool
	}{
		{"nobody moves", 0, 0, false}, {"one came in", 0, 1, true}, {"four came in", 0, 4, true}, {"five came in", 0, 5, false},
		{"one went out", 1, 9, true}, {"five went out", 5, 9, false}, {"five went out and nobody came in", 5, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts := make([]uint64, 13)
			counts[0], counts[6], counts[12] = c.out, 200, c.in
			before, now := monthly(year, counts...)
			served := observatory.Indicator{Kind: observatory.KindSatisfaction, State: observatory.StatePublished,
				Value: ptr(observatory.Micro(1)), N: 777, Window: last}
			p := observatory.Period{
				Window: year, Evidence: map[string]observatory.Evidence{"p": now}, Before: map[string]observatory.Evidence{"p": before},
				Served: map[string][]observatory.Indicator{"p": {{Kind: observatory.KindClarity, Value: ptr(observatory.Micro(1)), Window: last},
					{Kind: observatory.KindSatisfaction, Value: ptr(observatory.Micro(1)), Window: year2}, served}},
			}
			got := satisfactionOf(t, p.Indicators([]observatory.Procedure{{ID: "p"}}, computedAt)["p"])
			if held := got.N == 777; held != c.held {
				t.Errorf("window %s–%s, n %d: held %v, want %v", got.Window.Start, got.Window.AsOf(), got.N, held, c.held)
			}
			if !c.held && got.N != 200+c.in {
				t.Errorf("n %d, want %d", got.N, 200+c.in)
			}
		})
	}
}

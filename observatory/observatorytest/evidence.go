package observatorytest

import (
	"fmt"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Year is the window of evidence made for tests, ComputedAt when its figures are
// computed.
var (
	Year       = observatory.TwelveMonths(observatory.NewDay(2023, 9, 30))
	ComputedAt = time.Date(2023, 10, 9, 4, 0, 0, 0, time.UTC)
)

// Answers is a slice of the headline population with one answer a citizen.
func Answers(q rating.Question, instrument string, counts ...uint64) rating.Slice {
	s := rating.Slice{Question: q, Instrument: instrument, Channel: observatory.ChannelOnline,
		Outcome: rating.OutcomeUnknown, Standing: rating.Accepted}
	copy(s.Counts[:], counts)
	for j, n := range counts {
		s.Citizens += n
		s.MM += n
		s.MY += n * uint64(j)
		s.YY += n * uint64(j*j)
	}
	return s
}

// Evidence holds the slices on the first day of the last month, of a procedure
// that has been rated since before the window.
func Evidence(slices ...rating.Slice) indicator.Evidence {
	return indicator.Evidence{
		Tallies: []rating.Tally{{Procedure: "p", Day: observatory.NewDay(2023, 9, 1), Slices: slices}},
		First:   Year.Start - 400, Last: Year.AsOf(),
	}
}

// Computed computes one indicator of the procedure over Year; it panics when the
// registry has no such kind.
func Computed(p observatory.Procedure, e indicator.Evidence, kind indicator.Kind) indicator.Indicator {
	for _, i := range indicator.Compute(&p, e, Year, ComputedAt) {
		if i.Kind == kind {
			return i
		}
	}
	panic(fmt.Sprintf("no indicator %s", kind))
}

package alarm

import (
	"math"

	"servicequality/observatory"
)

// The measures of the watch over silence (statistics §10).
const (
	// silenceDays is how many days a rate is measured over.
	silenceDays = 28
	// leastRate is the fewest ratings a day of a procedure that is watched.
	leastRate = 0.1
	// leastSilence is the shortest silence that is told, in days.
	leastSilence = 2
	// falseAlarms is how many false alarms a year and procedure may have.
	falseAlarms = 0.2
)

// SilenceLimit is how many days without any rating are too many for a procedure
// with so many ratings a day: max(2, ln(365λ/0.2)/λ), at most 0.2 false alarms
// a year. Below 0.1 a day it is not watched.
func SilenceLimit(rate float64) (days float64, watched bool) {
	if rate < leastRate {
		return 0, false
	}
	return max(leastSilence, math.Log(365*rate/falseAlarms)/rate), true
}

// Pulse is how the ratings of a procedure came in until the last one.
type Pulse struct {
	// Last is the day of the last rating.
	Last observatory.Day
	// Recent is how many came in the 28 days that end with it, YearBefore in
	// the same days a year before.
	Recent, YearBefore uint64
}

// Rate is λ: the smaller of the two daily rates, so that the end of a season is not
// taken for silence.
func (p Pulse) Rate() float64 { return float64(min(p.Recent, p.YearBefore)) / silenceDays }

// Silence is how many closed days before today nothing came, and how many are
// too many. It returns false when they are not, or the procedure is not
// watched.
func (p Pulse) Silence(today observatory.Day) (days int, limit float64, silent bool) {
	limit, watched := SilenceLimit(p.Rate())
	days = int(today - 1 - p.Last)
	return days, limit, watched && float64(days) >= limit
}

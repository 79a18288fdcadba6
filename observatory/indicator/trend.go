package indicator

import (
	"math/big"
	"strconv"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
)

// Arrow says whether a figure went up or down within a year.
type Arrow string

// The arrows. ArrowNone says that no change can be told, not that there was
// none.
const (
	ArrowUp   Arrow = "up"
	ArrowDown Arrow = "down"
	ArrowNone Arrow = "none"
)

// Why there is no arrow.
const (
	// ReasonNotSignificant: chance alone may have moved the figure.
	ReasonNotSignificant = "not_significant"
	// ReasonTooSmall: significant, and less than 0.2 points or 2 % points.
	ReasonTooSmall = "too_small"
	// ReasonCollectionBreak: the question reached people in other ways.
	ReasonCollectionBreak = "collection_break"
)

// Change compares a figure with that of the same window a year before
// (statistics §6, §7). Numbers are in the figure's unit.
type Change struct {
	From observatory.Window `json:"from"`
	// Difference is the figure minus the earlier one, between Low and High with
	// 95 % confidence.
	Difference observatory.Micro `json:"difference"`
	Low        observatory.Micro `json:"low"`
	High       observatory.Micro `json:"high"`
	// P is the probability of such a difference by chance, PAdjusted the same for
	// the whole family of procedures, to six digits.
	P         float64 `json:"p"`
	PAdjusted float64 `json:"p_adjusted"`
	Arrow     Arrow   `json:"arrow"`
	Reason    string  `json:"reason,omitempty"`
	// SmallestVisibleDrop would have been seen in four cases of five; nil when
	// none would.
	SmallestVisibleDrop *observatory.Micro `json:"smallest_visible_drop"`
}

// practicalSize is the smallest change that an arrow is drawn for, on the unit
// scale: 0.2 points or 2 % points.
func practicalSize() *big.Rat { return big.NewRat(1, 50) }

// changes compares the members of one family that have an earlier measure.
func (r Rule) changes(members []assessment, from observatory.Window) {
	var compared []assessment
	var differences []statistics.Difference
	var p []float64
	for _, a := range members {
		if a.earlier.Counts != nil {
			d := statistics.Compare(a.now, a.earlier)
			compared, differences, p = append(compared, a), append(differences, d), append(p, d.P)
		}
	}
	scale := float64(r.Unit.Scale())
	for i, adjusted := range statistics.AdjustedP(p) {
		a, d := compared[i], differences[i]
		exact := statistics.ExactDifference(a.now.Counts.Mean(), a.earlier.Counts.Mean())
		c := &Change{From: from, Low: observatory.MicroOf(d.Low * scale), High: observatory.MicroOf(d.High * scale), P: sixDigits(d.P), PAdjusted: sixDigits(adjusted)}
		c.Arrow, c.Reason = arrow(exact, adjusted, a.broken)
		c.Difference = *observatory.MicroRat(exact.Mul(exact, observatory.Whole(r.Unit.Scale())))
		if drop, ok := statistics.SmallestDrop(a.earlier, a.now.Counts.N(), a.now.Deff); ok {
			c.SmallestVisibleDrop = new(observatory.MicroOf(drop * scale))
		}
		a.figure.Change = c
	}
}

// arrow classifies an exact difference on the unit scale.
func arrow(difference *big.Rat, adjusted float64, broken bool) (Arrow, string) {
	switch {
	case !statistics.Significant(adjusted):
		return ArrowNone, ReasonNotSignificant
	case new(big.Rat).Abs(difference).Cmp(practicalSize()) < 0:
		return ArrowNone, ReasonTooSmall
	case broken:
		return ArrowNone, ReasonCollectionBreak
	case difference.Sign() > 0:
		return ArrowUp, ""
	}
	return ArrowDown, ""
}

// sixDigits rounds a probability to six significant digits.
func sixDigits(p float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(p, 'e', 5, 64), 64)
	if err != nil {
		panic(err) // it was written by FormatFloat
	}
	return rounded
}

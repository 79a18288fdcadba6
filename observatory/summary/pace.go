package summary

import (
	"math/big"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
)

// paceQuarters is over how many quarters a pace is measured.
const paceQuarters = 4

// mostTurnover is the part of a list that may come and go, in percent, for its
// share to be followed over time.
const mostTurnover = 5

// Milestone is where a share of a list stood at an edition.
type Milestone struct {
	Share observatory.Ratio
	// Tracked is how many procedures were on the list.
	Tracked uint64
}

// Turnover is how many procedures came onto a list and left it between two
// editions.
type Turnover struct{ Entered, Left uint64 }

// CountTurnover compares the ids on a list at two times.
func CountTurnover(before, now []string) Turnover {
	var t Turnover
	known := map[string]bool{}
	for _, id := range before {
		known[id] = true
	}
	for _, id := range now {
		if !known[id] {
			t.Entered++
		}
		delete(known, id)
	}
	t.Left = uint64(len(known))
	return t
}

// Pace says how fast a share moves and how fast it would have to, in points (100 ×
// share) a quarter (statistics §9). It makes no projection: one made in 2021 would have
// promised 100 % by mid-2022, and October 2022 was at 84 %.
type Pace struct {
	// Actual is nil when more than 5 % of the list changed meanwhile, or when
	// one of the shares has no value.
	Actual *observatory.Micro `json:"actual"`
	// Asked is nil when no quarter is left, or the present share has no value.
	Asked *observatory.Micro `json:"asked"`
}

// MeasurePace compares the present share with that of some quarters ago, and
// with the target that is to be reached in the quarters left. Quarters ago is
// at least 1; four are usual.
func MeasurePace(before, now Milestone, quarters uint64, moved Turnover, target observatory.Ratio, left uint64) Pace {
	var p Pace
	if before.Share.Exists() && now.Share.Exists() && quarters > 0 && !moved.TooMuch(before, now) {
		p.Actual = perQuarter(statistics.ExactDifference(now.Share, before.Share), quarters)
	}
	if now.Share.Exists() && target.Exists() && left > 0 {
		p.Asked = perQuarter(statistics.ExactDifference(target, now.Share), left)
	}
	return p
}

// TooMuch says whether more than 5 % of the list changed: its share at the two
// times is then of two lists.
func (t Turnover) TooMuch(before, now Milestone) bool {
	return 100*(t.Entered+t.Left) > mostTurnover*max(before.Tracked, now.Tracked)
}

// QuartersBetween is how many whole quarters lie between the months of two
// days; 0 when the second is not a quarter later.
func QuartersBetween(from, to observatory.Day) uint64 {
	a, b := from.Date(), to.Date()
	months := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	return uint64(max(months, 0) / 3)
}

// YearsPace is MeasurePace over the last four quarters.
func YearsPace(before, now Milestone, moved Turnover, target observatory.Ratio, left uint64) Pace {
	return MeasurePace(before, now, paceQuarters, moved, target, left)
}

func perQuarter(change *big.Rat, quarters uint64) *observatory.Micro {
	points := change.Mul(change, observatory.Whole(100))
	return observatory.MicroRat(points.Quo(points, observatory.Whole(quarters)))
}

package indicator

import "servicequality/observatory"

// MinimumCitizens is the fewest citizens in the window from whom a figure made
// of ratings is published (statistics §4).
const MinimumCitizens = 100

// MinimumCell is the fewest citizens in one cell of a breakdown: a category, a
// month of a chart.
const MinimumCell = 30

// A published interval wider than two tenths of the scale makes the figure
// fragile; the interval of a breakdown's cell must not be wider than three.
const (
	fragileTenths = 2
	cellTenths    = 3
)

// Fragile says whether the interval is wider than 2 points or 20 % points.
func (r Rule) Fragile(low, high observatory.Micro) bool { return r.wider(low, high, fragileTenths) }

// CellPublishable says whether a breakdown's cell may be shown: from enough
// citizens, and with an interval not wider than 3 points or 30 % points.
func (r Rule) CellPublishable(citizens uint64, low, high observatory.Micro) bool {
	return citizens >= MinimumCell && !r.wider(low, high, cellTenths)
}

func (r Rule) wider(low, high observatory.Micro, tenths uint64) bool {
	return high-low > observatory.MicroRatio(tenths, 10, r.Unit.Scale())
}

// LevelCertain says whether the rule sets levels and none of their bounds lies
// strictly inside the interval.
func (r Rule) LevelCertain(low, high observatory.Micro) bool {
	for _, bound := range r.Bounds {
		if from := *bound.From.Micro(r.Unit.Scale()); low < from && from < high {
			return false
		}
	}
	return len(r.Bounds) > 0
}

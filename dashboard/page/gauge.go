package page

import (
	"strconv"

	"servicequality/observatory/indicator"
)

// gauge places a mark or a percentage on its scale, 200 wide, as the page's
// picture of it: the levels, the interval, the value.
type gauge struct {
	Zones []zone
	Span  *zone
	Point string
}

// zone is a stretch of the scale.
type zone struct{ Level, X, Width string }

const gaugeWidth = 200.0

// NewGauge returns nil for what has no scale with an end, or no value.
func NewGauge(f Figure) *gauge {
	if f.Value == nil || f.Rule.Unit != indicator.UnitMark && f.Rule.Unit != indicator.UnitPercent {
		return nil
	}
	best := float64(f.Rule.Unit.Scale())
	g := &gauge{Point: length(f.Value.Float() / best)}
	end := 1.0
	for _, b := range f.Rule.Bounds {
		start := b.From.Micro(1).Float()
		g.Zones = append(g.Zones, zone{string(b.Level), length(start), length(end - start)})
		end = start
	}
	if g.Zones == nil {
		g.Zones = []zone{{"", length(0), length(1)}}
	}
	if f.Low != nil && f.High != nil {
		g.Span = &zone{X: length(f.Low.Float() / best), Width: length((*f.High - *f.Low).Float() / best)}
	}
	return g
}

// length is a part of the scale in the gauge's own units.
func length(part float64) string { return strconv.FormatFloat(part*gaugeWidth, 'f', 2, 64) }

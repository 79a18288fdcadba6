package observatory

import (
	"cmp"
	"maps"
	"slices"
)

// Point is one cell of a chart over time: whole months.
type Point struct {
	Window Window `json:"window"`
	Series string `json:"series"`
	// Instruments are those in use, sorted: a change is drawn on the chart.
	Instruments []string `json:"instruments"`
	// Value and its 95 % interval are nil where the cell may not be shown.
	Value *Micro `json:"value"`
	Low   *Micro `json:"low"`
	High  *Micro `json:"high"`
	// N counts citizens.
	N uint64 `json:"n"`
}

// MonthlyMarks gives the figure of a rating-based kind over time, for the
// headline population: months are joined until each cell holds 30 citizens
// (PoolMonths), each series on its own, oldest first. Months without answers
// between two points are a gap; a cell whose interval is wider than 3 points
// or 30 % points is a gap too, with its n. It is empty for other kinds.
//
// No tally may reach over the end of a month. The design effect of weeks is
// taken into account where a cell spans eight of them and the tallies are of
// days or weeks.
func MonthlyMarks(tallies []Tally, kind Kind) []Point {
	rule, ok := FindRule(kind)
	if !ok || rule.Origin != OriginRatings || len(tallies) == 0 {
		return nil
	}
	months := byMonth(tallies)
	var points []Point
	for _, series := range allSeries(tallies, rule.Question) {
		citizens := make([]uint64, len(months))
		for i, month := range months {
			citizens[i] = gather(month.tallies, rule.Question, series, headline).Citizens.C
		}
		for _, cell := range PoolMonths(citizens) {
			points = append(points, rule.point(months[cell.First:cell.Last+1], series))
		}
	}
	slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.Window.Start, b.Window.Start) })
	return points
}

// month holds the tallies of one month, none when it was silent.
type month struct {
	first   Day
	tallies []Tally
}

// byMonth places the tallies in months without a gap.
func byMonth(tallies []Tally) []month {
	placed := map[Day][]Tally{}
	for _, t := range tallies {
		first := t.Day.FirstOfMonth()
		placed[first] = append(placed[first], t)
	}
	firsts := slices.Sorted(maps.Keys(placed))
	var months []month
	for first := firsts[0]; first <= firsts[len(firsts)-1]; first = first.AddMonths(1) {
		months = append(months, month{first, placed[first]})
	}
	return months
}

// allSeries lists the series in which the headline population answered,
// sorted by name.
func allSeries(tallies []Tally, q Question) []string {
	found := map[string]bool{}
	for _, t := range tallies {
		for i := range t.Slices {
			if s := &t.Slices[i]; s.Question == q && s.Headline() {
				found[Series(q, s.Instrument)] = true
			}
		}
	}
	delete(found, "")
	return slices.Sorted(maps.Keys(found))
}

func (r Rule) point(months []month, series string) Point {
	var tallies []Tally
	for _, m := range months {
		tallies = append(tallies, m.tallies...)
	}
	s := gather(tallies, r.Question, series, headline)
	p := Point{
		Window: Window{Start: months[0].first, End: months[len(months)-1].first.AddMonths(1)},
		Series: series, Instruments: s.Instruments, N: s.Citizens.C,
	}
	if low, high := r.limits(s.Counts, s.deff(r.Question)); r.CellPublishable(p.N, low, high) {
		p.Value, p.Low, p.High = s.Counts.Mean().Micro(r.Unit.Scale()), &low, &high
	}
	return p
}

package indicator

import (
	"cmp"
	"maps"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Point is one cell of a chart over time: whole months.
type Point struct {
	Window observatory.Window `json:"window"`
	Series string             `json:"series"`
	// Instruments are those in use, sorted: a change is drawn on the chart.
	Instruments []string `json:"instruments"`
	// Value and its 95 % interval are nil where the cell may not be shown.
	Value *observatory.Micro `json:"value"`
	Low   *observatory.Micro `json:"low"`
	High  *observatory.Micro `json:"high"`
	// N counts citizens.
	N uint64 `json:"n"`
}

// History is what the headline population answered in the months that are public,
// one tally per month, its Day the first of the month. First has each month as it
// was when somebody was first public in it: months are joined by what it holds, so that the
// bounds of cells stay where they were whoever comes late.
type History struct{ Now, First []rating.Tally }

// Until is the history up to a day, of whole months.
func (h History) Until(asOf observatory.Day) History {
	later := func(t rating.Tally) bool { return t.Day > asOf }
	return History{slices.DeleteFunc(slices.Clone(h.Now), later), slices.DeleteFunc(slices.Clone(h.First), later)}
}

// count counts the citizens of each month, from the first one that is public to
// the last.
func (h History) count(q rating.Question, series string) (months []observatory.Day, citizens []uint64) {
	for _, m := range byMonth(h.First) {
		months = append(months, m.first)
		citizens = append(citizens, gather(m.tallies, q, series, (*rating.Slice).Headline).Citizens.C)
	}
	return months, citizens
}

// MonthlyMarks gives the figure of a rating-based kind over time, for the
// headline population, in the cells that begin on the day since or later: months
// are joined until each cell holds 30 citizens (PoolMonths), each series on its
// own, oldest first. Months without answers
// between two points are a gap; a cell whose interval is wider than 3 points
// or 30 % points is a gap too, with its n. It is empty for other kinds.
//
// The design effect of weeks is
// taken into account where a cell spans eight of them and the tallies are of
// days or weeks.
func MonthlyMarks(history History, kind Kind, since observatory.Day) []Point {
	rule, ok := FindRule(kind)
	if !ok || rule.Origin != OriginRatings {
		return nil
	}
	now := monthly(history.Now)
	var points []Point
	for _, series := range allSeries(history.Now, rule.Question) {
		months, citizens := history.count(rule.Question, series)
		for _, cell := range PoolMonths(citizens) {
			if first := months[cell.First]; first >= since {
				points = append(points, rule.point(now, observatory.Window{Start: first, End: months[cell.Last].AddMonths(1)}, series))
			}
		}
	}
	slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.Window.Start, b.Window.Start) })
	return points
}

// month holds the tallies of one month, none when it was silent.
type month struct {
	first   observatory.Day
	tallies []rating.Tally
}

// byMonth places the tallies in months without a gap.
func byMonth(tallies []rating.Tally) []month {
	if len(tallies) == 0 {
		return nil
	}
	placed := monthly(tallies)
	firsts := slices.Sorted(maps.Keys(placed))
	var months []month
	for first := firsts[0]; first <= firsts[len(firsts)-1]; first = first.AddMonths(1) {
		months = append(months, month{first, placed[first]})
	}
	return months
}

// monthly sorts the tallies by the first day of their month.
func monthly(tallies []rating.Tally) map[observatory.Day][]rating.Tally {
	placed := map[observatory.Day][]rating.Tally{}
	for _, t := range tallies {
		first := t.Day.FirstOfMonth()
		placed[first] = append(placed[first], t)
	}
	return placed
}

// allSeries lists the series in which the headline population answered,
// sorted by name.
func allSeries(tallies []rating.Tally, q rating.Question) []string {
	found := map[string]bool{}
	for _, t := range tallies {
		for i := range t.Slices {
			if s := &t.Slices[i]; s.Question == q && s.Headline() {
				found[rating.Series(q, s.Instrument)] = true
			}
		}
	}
	delete(found, "")
	return slices.Sorted(maps.Keys(found))
}

func (r Rule) point(months map[observatory.Day][]rating.Tally, w observatory.Window, series string) Point {
	var tallies []rating.Tally
	for month := w.Start; month < w.End; month = month.AddMonths(1) {
		tallies = append(tallies, months[month]...)
	}
	s := gather(tallies, r.Question, series, (*rating.Slice).Headline)
	p := Point{Window: w, Series: series, Instruments: s.Instruments, N: s.Citizens.C}
	if low, high := r.limits(s.Counts, s.deff(r.Question)); r.CellPublishable(p.N, low, high) {
		p.Value, p.Low, p.High = s.Counts.Mean().Micro(r.Unit.Scale()), &low, &high
	}
	return p
}

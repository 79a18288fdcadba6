package indicator

import (
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// fewestMoved is the fewest citizens by whom two public sets may differ
// (statistics §5).
const fewestMoved = 5

// Few says whether subtracting two figures that differ by so many citizens would reveal
// single answers: it is true from 1 to 4.
func Few(citizens uint64) bool { return citizens > 0 && citizens < fewestMoved }

// Disclosed is a figure made of ratings as the public had it.
type Disclosed struct {
	Indicator
	// Then holds the months of its window, by their first day, that hold other
	// ratings now than they did when it was served.
	Then map[observatory.Day][]rating.Tally
}

// citizens counts those of the population who answered the question in the
// window.
func citizens(tallies []rating.Tally, q rating.Question, w observatory.Window, in population) (n uint64) {
	for _, t := range tallies {
		if !w.Contains(t.Day) {
			continue
		}
		for i := range t.Slices {
			if s := &t.Slices[i]; s.Question == q && in(s) {
				n += s.Citizens
			}
		}
	}
	return n
}

// moves counts, for each window that was served, the citizens of the population
// that came in since and those that went out.
func (j computation) moves(q rating.Question, in population) (counted []uint64) {
	for _, m := range j.moved(q, in) {
		counted = append(counted, m.in, m.out)
	}
	return counted
}

// move is how many citizens are in this window and not in one that was served,
// and the other way round.
type move struct{ in, out uint64 }

// moved compares this window with each one that was served and overlaps it. What
// came late or went in the months of both moves like a month that came in or
// went out.
func (j computation) moved(q rating.Question, in population) (all []move) {
	if len(j.served[q]) == 0 {
		return nil
	}
	counted := make(map[observatory.Day]uint64, len(j.around))
	for month, tallies := range j.around {
		counted[month] = citizens(tallies, q, observatory.Always(), in)
	}
	for i := range j.served[q] {
		served := &j.served[q][i]
		if !j.window.Overlaps(served.Window) {
			continue
		}
		var m move
		last := max(j.window.End, served.Window.End)
		for month := min(j.window.Start, served.Window.Start); month < last; month = month.AddMonths(1) {
			then, other := served.Then[month]
			switch mine, theirs := j.window.Contains(month), served.Window.Contains(month); {
			case mine && theirs && other:
				came, went := turnover(then, j.around[month], q, in)
				m.in, m.out = m.in+came, m.out+went
			case mine && !theirs:
				m.in += counted[month]
			case theirs && !mine && other:
				m.out += citizens(then, q, observatory.Always(), in)
			case theirs && !mine:
				m.out += counted[month]
			}
		}
		all = append(all, m)
	}
	return all
}

// giveAway says whether the headline's figure of this window would give a few
// citizens away: beside a figure that was served, or beside the charts, because
// its first or last day parts months that have to be public together.
func (j computation) giveAway(rule Rule, series string) bool {
	in := ofSeries(rule.Question, series, (*rating.Slice).Headline)
	return slices.ContainsFunc(j.moved(rule.Question, in), move.few) || j.splits(rule.Question, series)
}

func (m move) few() bool { return Few(m.in) || Few(m.out) }

// splits says whether an end of the window lies within the months that have to
// be public together (monthUnits).
func (j computation) splits(q rating.Question, series string) bool {
	months, counts := j.history.count(q, series)
	units, waiting := monthUnits(counts)
	for _, end := range []observatory.Day{j.window.Start, j.window.End} {
		for _, unit := range units {
			if months[unit.First] < end && end <= months[unit.Last] {
				return true
			}
		}
		if waiting.Citizens > 0 && months[waiting.First] < end {
			return true
		}
	}
	return false
}

// held returns the figure that was served for the nearest window: it is served
// again where this one's would give citizens away.
func (j computation) held(q rating.Question) (Indicator, bool) {
	var nearest *Indicator
	for i := range j.served[q] {
		served := &j.served[q][i].Indicator
		if served.Window.Overlaps(j.window) && (nearest == nil || distant(j.window, served.Window) < distant(j.window, nearest.Window)) {
			nearest = served
		}
	}
	if nearest == nil {
		return Indicator{}, false
	}
	return *nearest, true
}

func distant(a, b observatory.Window) observatory.Day { return max(a.End, b.End) - min(a.End, b.End) }

// ofSeries narrows a population to one series.
func ofSeries(q rating.Question, series string, in population) population {
	return func(s *rating.Slice) bool { return in(s) && rating.Series(q, s.Instrument) == series }
}

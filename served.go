package observatory

// fewestMoved is the fewest citizens by whom two public sets may differ
// (statistics §5).
const fewestMoved = 5

// Few says whether so many citizens would be given away by subtraction:
// neither nobody nor five at least.
func Few(citizens uint64) bool { return citizens > 0 && citizens < fewestMoved }

// apart gives the days that are in one of two windows of the same length only;
// false when the windows have nothing in common, so that nothing can be
// subtracted, or are the same.
func apart(a, b Window) (onlyA, onlyB Window, ok bool) {
	switch {
	case a == b || a.End <= b.Start || b.End <= a.Start:
		return Window{}, Window{}, false
	case a.Start < b.Start:
		return Window{a.Start, b.Start}, Window{a.End, b.End}, true
	}
	return Window{b.End, a.End}, Window{b.Start, a.Start}, true
}

// citizens counts those of the population who answered the question in the
// window.
func citizens(tallies []Tally, q Question, w Window, in population) (n uint64) {
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
func (j judge) moves(q Question, in population) (counted []uint64) {
	for _, m := range j.moved(q, in) {
		counted = append(counted, m.in, m.out)
	}
	return counted
}

// move is how many citizens are in this window and not in one that was served,
// and the other way round.
type move struct {
	served  *Indicator
	in, out uint64
}

// moved compares this window with each one that was served and overlaps it.
func (j judge) moved(q Question, in population) (all []move) {
	if len(j.served[q]) == 0 {
		return nil
	}
	months := map[Day]uint64{}
	for _, t := range j.around {
		months[t.Day.FirstOfMonth()] += citizens([]Tally{t}, q, always(), in)
	}
	sum := func(w Window) (n uint64) {
		for month := w.Start; month < w.End; month = month.AddMonths(1) {
			n += months[month]
		}
		return n
	}
	for i := range j.served[q] {
		served := &j.served[q][i]
		if mine, theirs, ok := apart(j.window, served.Window); ok {
			all = append(all, move{served, sum(mine), sum(theirs)})
		}
	}
	return all
}

// held returns the figure that was served for a window so near that this one
// would differ from it by a few citizens: it is served again, for the
// difference would give their answers away. Of several the nearest in time
// counts.
func (j judge) held(rule Rule, series string) (Indicator, bool) {
	var nearest *Indicator
	for _, m := range j.moved(rule.Question, ofSeries(rule.Question, series, headline)) {
		if !Few(m.in) && !Few(m.out) {
			continue
		}
		if nearest == nil || distant(j.window, m.served.Window) < distant(j.window, nearest.Window) {
			nearest = m.served
		}
	}
	if nearest == nil {
		return Indicator{}, false
	}
	return *nearest, true
}

func distant(a, b Window) Day { return max(a.End, b.End) - min(a.End, b.End) }

// ofSeries narrows a population to one series.
func ofSeries(q Question, series string, in population) population {
	return func(s *Slice) bool { return in(s) && Series(q, s.Instrument) == series }
}

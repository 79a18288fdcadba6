package simulation

import (
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// archive is what was public of each month of a town, version after version.
type archive struct {
	town     town
	versions map[observatory.Day][]version
}

// version is one count of a month.
type version struct {
	closing int // which closing made it
	members []bool
	tallies []rating.Tally
}

func newArchive(all town) *archive {
	return &archive{town: all, versions: map[observatory.Day][]version{}}
}

// close makes every month from the first one public as it is counted now, at the
// closing of the last one; what was public moves only where it may.
func (a *archive) close(closing int, first, last observatory.Day) {
	for month := first; month <= last; month = month.AddMonths(1) {
		now := version{closing: closing, members: make([]bool, len(a.town))}
		var counted town
		for i, c := range a.town {
			if c.day.FirstOfMonth() == month && c.counted(last) {
				now.members[i] = true
				counted = append(counted, c)
			}
		}
		now.tallies = counted.tallies()
		known := a.versions[month]
		if len(known) > 0 {
			a.confuse(known[len(known)-1].members, now.members)
		}
		if len(known) > 0 && slices.Equal(known[len(known)-1].members, now.members) {
			continue
		}
		var public [][]rating.Tally
		for _, v := range known {
			public = append(public, v.tallies)
		}
		if indicator.MayMove(public, now.tallies) {
			a.versions[month] = append(known, now)
		}
	}
}

// confuse takes one who came for one who went with the same answers in the same
// week: no count tells them apart.
func (a *archive) confuse(then, now []bool) {
	gone := map[citizen][]int{}
	for i, c := range a.town {
		if then[i] && !now[i] {
			gone[c.seen()] = append(gone[c.seen()], i)
		}
	}
	for i, c := range a.town {
		if like := gone[c.seen()]; now[i] && !then[i] && len(like) > 0 {
			now[like[0]], now[i] = true, false
			gone[c.seen()] = like[1:]
		}
	}
}

// seen is what counts tell of a citizen.
func (c citizen) seen() citizen {
	c.day, c.late, c.gone = max(c.day.Monday(), c.day.FirstOfMonth()), 0, 0
	return c
}

// at is the version of a month that was public after a closing.
func (a *archive) at(month observatory.Day, closing int) version {
	var found version
	for _, v := range a.versions[month] {
		if v.closing <= closing {
			found = v
		}
	}
	return found
}

// history is every month of a window after a closing.
func (a *archive) history(w observatory.Window, closing int) (h indicator.History) {
	for month := w.Start; month < w.End; month = month.AddMonths(1) {
		for _, v := range a.versions[month] {
			if len(v.tallies) > 0 {
				h.First = append(h.First, v.tallies...)
				break
			}
		}
		h.Now = append(h.Now, a.at(month, closing).tallies...)
	}
	return h
}

// evidence is what is public in a window after a closing.
func (a *archive) evidence(w observatory.Window, closing int) indicator.Evidence {
	e := indicator.Evidence{First: a.town[0].day}
	for month := w.Start; month < w.End; month = month.AddMonths(1) {
		v := a.at(month, closing)
		e.Tallies = append(e.Tallies, v.tallies...)
		for i, c := range a.town {
			if v.members != nil && v.members[i] && c.headline() {
				e.Last = max(e.Last, c.day)
			}
		}
	}
	return e
}

// then is what months of the window held at another closing than the last.
func (a *archive) then(w observatory.Window, before, closing int) map[observatory.Day][]rating.Tally {
	other := map[observatory.Day][]rating.Tally{}
	for month := w.Start; month < w.End; month = month.AddMonths(1) {
		if v := a.at(month, before); v.closing != a.at(month, closing).closing {
			other[month] = v.tallies
		}
	}
	return other
}

// within says who is in the months of a window after a closing.
func (a *archive) within(w observatory.Window, closing int) func(i int) bool {
	months := map[observatory.Day]version{}
	for month := w.Start; month < w.End; month = month.AddMonths(1) {
		months[month] = a.at(month, closing)
	}
	return func(i int) bool {
		v, ok := months[a.town[i].day.FirstOfMonth()]
		return ok && v.members != nil && v.members[i]
	}
}

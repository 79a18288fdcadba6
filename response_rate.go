package observatory

import (
	"cmp"
	"slices"
)

// responseRate is ratings / completed online transactions of the very same
// days, in percent, where they are known. More ratings than transactions is
// inconsistent.
func (j judge) responseRate() (*Micro, State) {
	completed, ok := j.completed()
	if !ok {
		return nil, ""
	}
	ratings := j.basis.sample(KindSatisfaction, "").Citizens.C
	if kept, ok := j.kept[KindSatisfaction]; ok {
		ratings = kept.N
	}
	if ratings > completed {
		return nil, StateInconsistent
	}
	return Ratio{ratings, completed}.Micro(100), ""
}

// completed is how many online transactions were completed in the window: as
// stated for periods that make it up, else as the catalogue declares for the
// same days.
func (j judge) completed() (uint64, bool) {
	if n, ok := CompletedOnline(j.basis.Volumes, j.window); ok {
		return n, true
	}
	p := j.procedure
	if p.VolumeOnline == nil || p.VolumeStart != j.window.Start || p.VolumeEnd != j.window.AsOf() {
		return 0, false
	}
	return *p.VolumeOnline, true
}

// CompletedOnline adds up the completed online transactions of periods that
// follow each other and fill the window, the longest first; false when none do.
func CompletedOnline(volumes []Volume, w Window) (uint64, bool) {
	f := filling{end: w.End, starting: map[Day][]Volume{}, hopeless: map[Day]bool{}}
	for _, v := range volumes {
		if v.Channel == ChannelOnline && v.Completed != nil && w.Start <= v.Start && v.Start <= v.End && v.End < w.End {
			f.starting[v.Start] = append(f.starting[v.Start], v)
		}
	}
	for _, periods := range f.starting {
		slices.SortStableFunc(periods, func(a, b Volume) int { return cmp.Compare(b.End, a.End) })
	}
	return f.from(w.Start)
}

// filling looks for periods that fill the days before an end.
type filling struct {
	end Day
	// starting are the periods by their first day, the longest first.
	starting map[Day][]Volume
	// hopeless are the days from which nothing fills the rest. Of days, weeks and
	// months that overlap there are more ways than could ever be tried again.
	hopeless map[Day]bool
}

func (f filling) from(start Day) (uint64, bool) {
	if start == f.end {
		return 0, true
	}
	if f.hopeless[start] {
		return 0, false
	}
	for _, v := range f.starting[start] {
		if rest, ok := f.from(v.End + 1); ok {
			return *v.Completed + rest, true
		}
	}
	f.hopeless[start] = true
	return 0, false
}

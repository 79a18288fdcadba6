package indicator

import "servicequality/observatory"

// responseRate is ratings / completed online transactions of the very same
// days, in percent, where they are known. More ratings than transactions is
// inconsistent.
func (j computation) responseRate() (*observatory.Micro, State) {
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
	return observatory.Ratio{Num: ratings, Den: completed}.Micro(100), ""
}

// completed is how many online transactions were completed in the window: as
// stated for periods that make it up, else as the catalogue declares for the
// same days.
func (j computation) completed() (uint64, bool) {
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
func CompletedOnline(volumes []observatory.Volume, w observatory.Window) (uint64, bool) {
	completed := func(v observatory.Volume) *uint64 { return v.Completed }
	used, ok := fill(volumes, observatory.ChannelOnline, w, completed)
	return total(used, completed), ok
}

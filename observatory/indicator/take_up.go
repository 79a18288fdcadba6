package indicator

import (
	"slices"
	"strings"

	"servicequality/observatory"
)

// Provenance says whose numbers a figure made of volumes follows from: those
// stated for periods (OriginVolumes), or the catalogue's (OriginCatalogue).
type Provenance struct {
	Origin Origin `json:"origin"`
	// Method is how they were found out, "counted" or "estimated" where they were
	// stated: estimated when any of several was. Source is where from.
	Method string `json:"method,omitempty"`
	Source string `json:"source,omitempty"`
	// Start and End are the first and the last day of the period, zero where the
	// catalogue does not tell them.
	Start observatory.Day `json:"period_start,omitzero"`
	End   observatory.Day `json:"period_end,omitzero"`
}

// TakeUp is how many transactions were made online, and in all channels together.
type TakeUp struct {
	Online, All uint64
	From        Provenance
}

// StatedTakeUp is the use that volumes state: of the window, where periods that
// follow each other make it up, else of the newest period in or before it, of
// equal ends the longest. Completed transactions count, else started ones, of
// both sides the same. All channels are what is stated for "all", else the sum
// of the four when each is stated, 0 too: a channel that nobody told of would
// make the share too large. It returns false where that is nowhere stated.
func StatedTakeUp(volumes []observatory.Volume, w observatory.Window) (TakeUp, bool) {
	measures := []func(observatory.Volume) *uint64{
		func(v observatory.Volume) *uint64 { return v.Completed },
		func(v observatory.Volume) *uint64 { return v.Started },
	}
	for _, n := range measures {
		if use, ok := takeUpOver(volumes, w, n); ok {
			return use, true
		}
	}
	var newest TakeUp
	found := false
	for _, n := range measures {
		for _, v := range volumes {
			span := observatory.Window{Start: v.Start, End: v.End + 1}
			if v.Channel != observatory.ChannelOnline || v.End >= w.End || found && !later(v, newest.From) {
				continue
			}
			if use, ok := takeUpOver(volumes, span, n); ok {
				newest, found = use, true
			}
		}
	}
	return newest, found
}

// later says whether the volume's period ends after the other, or began before
// it and ends with it.
func later(v observatory.Volume, than Provenance) bool {
	return v.End > than.End || v.End == than.End && v.Start < than.Start
}

// takeUpOver is the use in a window, by the number that n reads from a volume.
func takeUpOver(volumes []observatory.Volume, w observatory.Window, n func(observatory.Volume) *uint64) (TakeUp, bool) {
	online, ok := fill(volumes, observatory.ChannelOnline, w, n)
	if !ok {
		return TakeUp{}, false
	}
	all, ok := fill(volumes, observatory.ChannelAll, w, n)
	if !ok {
		for _, channel := range observatory.Channels() {
			one, stated := fill(volumes, channel, w, n)
			if !stated {
				return TakeUp{}, false
			}
			all = append(all, one...)
		}
	}
	use := TakeUp{Online: total(online, n), All: total(all, n), From: provenance(w, slices.Concat(online, all))}
	return use, use.All > 0 && use.Online <= use.All // a contradiction states nothing
}

func total(volumes []observatory.Volume, n func(observatory.Volume) *uint64) (sum uint64) {
	for _, v := range volumes {
		sum += *n(v)
	}
	return sum
}

// provenance tells of the volumes that make a window up.
func provenance(w observatory.Window, used []observatory.Volume) Provenance {
	from := Provenance{Origin: OriginVolumes, Method: "counted", Start: w.Start, End: w.AsOf()}
	var sources []string
	for _, v := range used {
		if v.Method == "estimated" {
			from.Method = v.Method
		}
		if v.Source != "" {
			sources = append(sources, v.Source)
		}
	}
	slices.Sort(sources)
	from.Source = strings.Join(slices.Compact(sources), "; ")
	return from
}

// fill returns volumes of the channel with that number whose periods follow each
// other and make the window up, the longest first; false when none do.
func fill(volumes []observatory.Volume, channel string, w observatory.Window, n func(observatory.Volume) *uint64) ([]observatory.Volume, bool) {
	from := map[observatory.Day][]observatory.Volume{}
	for _, v := range volumes {
		if v.Channel == channel && n(v) != nil && v.Start >= w.Start && v.End < w.End {
			from[v.Start] = append(from[v.Start], v)
		}
	}
	for _, all := range from {
		slices.SortFunc(all, func(a, b observatory.Volume) int { return int(b.End - a.End) })
	}
	dead := map[observatory.Day]bool{} // days from which nothing leads to the end
	var walk func(observatory.Day) ([]observatory.Volume, bool)
	walk = func(start observatory.Day) ([]observatory.Volume, bool) {
		if start == w.End {
			return nil, true
		}
		if dead[start] {
			return nil, false
		}
		for _, v := range from[start] {
			if rest, ok := walk(v.End + 1); ok {
				return append([]observatory.Volume{v}, rest...), true
			}
		}
		dead[start] = true
		return nil, false
	}
	return walk(w.Start)
}

package indicator

import (
	"maps"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

// Rollover is what the ratings of two editions differ by, by procedure: those of
// the months that only the earlier edition covers are gone, those of the months
// that only the later one covers have come.
type Rollover struct {
	Gone, Come map[string]Evidence
}

// Changes compares the months that came in against those that went out, which are
// the window gone, a year before (statistics §6): every figure made of ratings
// that both editions give, in one series, with enough citizens on both sides.
// before and now are the figures of the earlier and the later edition, by
// procedure id. Two windows of twelve months have nine in common and cannot be
// compared themselves. Each kind is a family (§7).
func (t Rollover) Changes(before, now map[string][]Indicator, gone observatory.Window) map[string]map[Kind]*Change {
	family := map[Kind][]assessment{}
	changed := map[string]map[Kind]*Indicator{}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		came, went := t.Come[id], t.Gone[id]
		broken := statistics.CollectionBreak(sources(came.Tallies), sources(went.Tallies))
		earlier, later := byKind(before[id]), byKind(now[id])
		changed[id] = map[Kind]*Indicator{}
		for kind, figure := range later {
			rule, _ := FindRule(kind)
			if earlier[kind].Series != figure.Series || !aloneComparable(came, rule.Question, figure.Series) || !aloneComparable(went, rule.Question, figure.Series) {
				continue
			}
			changed[id][kind] = &figure
			family[kind] = append(family[kind], assessment{figure: &figure, broken: broken,
				now: measured(came, rule.Question, figure.Series), earlier: measured(went, rule.Question, figure.Series)})
		}
	}
	for kind, members := range family {
		rule, _ := FindRule(kind)
		rule.changes(members, gone)
	}
	found := map[string]map[Kind]*Change{}
	for id, figures := range changed {
		found[id] = map[Kind]*Change{}
		for kind, figure := range figures {
			found[id][kind] = figure.Change
		}
	}
	return found
}

// aloneComparable says whether these months may be computed by themselves: enough
// citizens answered in the series, and none of the months has a few, whom the
// charts by month would give away beside the sum.
func aloneComparable(e Evidence, q rating.Question, series string) bool {
	if !enough(e, q, series) {
		return false
	}
	for _, month := range byMonth(e.Tallies) {
		if Few(citizens(month.tallies, q, observatory.Always(), ofSeries(q, series, (*rating.Slice).Headline))) {
			return false
		}
	}
	return true
}

// enough says whether the headline population may be published in the series.
func enough(e Evidence, q rating.Question, series string) bool {
	return citizens(e.Tallies, q, observatory.Always(), ofSeries(q, series, (*rating.Slice).Headline)) >= MinimumCitizens
}

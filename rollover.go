package observatory

import (
	"maps"
	"slices"
)

// Rollover is what the ratings of two editions differ by, by procedure: those of
// the months that only the earlier edition covers are gone, those of the months
// that only the later one covers have come.
type Rollover struct {
	Gone, Come map[string]Evidence
}

// RolloverWindows returns these months: the same ones of two years, a quarter
// where an edition appears each quarter. It is false where the two editions
// cover the same months, or have none in common.
func RolloverWindows(a, b Edition) (gone, come Window, ok bool) {
	from, to := a.Window(), b.Window()
	return Window{from.Start, to.Start}, Window{from.End, to.End}, from.Start < to.Start && to.Start < from.End
}

// changes judges the months that came in against those that went out, a year
// before (statistics §6): every figure made of ratings that both editions give,
// in one series, with enough citizens on both sides. Two windows of twelve
// months have nine in common and cannot be compared themselves. Each kind is a
// family (§7).
func (t Rollover) changes(a, b EditionFigures) map[string]map[Kind]*Change {
	gone, _, ok := RolloverWindows(a.Edition, b.Edition)
	if !ok {
		return nil
	}
	family := map[Kind][]assessment{}
	changed := map[string]map[Kind]*Indicator{}
	for _, id := range slices.Sorted(maps.Keys(b.Figures)) {
		came, went := t.Come[id], t.Gone[id]
		broken := CollectionBreak(sources(came.Tallies), sources(went.Tallies))
		before, now := byKind(a.Figures[id]), byKind(b.Figures[id])
		changed[id] = map[Kind]*Indicator{}
		for kind, figure := range now {
			rule, _ := FindRule(kind)
			if before[kind].Series != figure.Series || !aloneComparable(came, rule.Question, figure.Series) || !aloneComparable(went, rule.Question, figure.Series) {
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

// aloneComparable says whether these months may be judged by themselves: enough
// citizens answered in the series, and none of the months has a few, whom the
// charts by month would give away beside the sum.
func aloneComparable(e Evidence, q Question, series string) bool {
	if !enough(e, q, series) {
		return false
	}
	for _, month := range byMonth(e.Tallies) {
		if Few(citizens(month.tallies, q, always(), ofSeries(q, series, headline))) {
			return false
		}
	}
	return true
}

// enough says whether the headline population may be published in the series.
func enough(e Evidence, q Question, series string) bool {
	return citizens(e.Tallies, q, always(), ofSeries(q, series, headline)) >= MinimumCitizens
}

package indicator

import (
	"cmp"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

// Period is everything that the figures of every procedure over one window are computed
// from. Figures are computed together: whether a change stands out, and who ranks where,
// depends on the others.
type Period struct {
	Window observatory.Window
	// Rules is the version of the rules by which all are computed; empty means Rules.
	Rules string
	// Evidence is that of the window, Before that of the same window a year before,
	// by procedure.
	Evidence, Before map[string]Evidence
	// Disclosed are the figures made of ratings, with a value, that were public for
	// other windows that overlap this one or that of the year before, by procedure:
	// this one's must not give citizens away beside them.
	Disclosed map[string][]Disclosed
	// Around holds the months of all these windows; it is only needed with Disclosed.
	// Its tallies cover the same days as those of Disclosed.Then.
	Around map[string][]rating.Tally
	// History holds every month that is public, by procedure.
	History map[string]History
	// Kept are those that were served for this very window, and are served again
	// when the figures have to be computed anew for another reason than ratings: a
	// citizen who came late would be given away by the difference.
	Kept map[string][]Indicator
}

// assessment is what the family needs of one figure.
type assessment struct {
	figure *Indicator
	now    statistics.Measure
	// earlier is the year before; its Counts are nil when it is not publishable.
	earlier statistics.Measure
	// broken says that the question reached people in other ways then.
	broken bool
}

// Indicators computes every indicator of every procedure, by id, and for those made of
// ratings what changed within a year and the range of ranks. All else is as Compute
// gives it for one procedure.
func (p Period) Indicators(procedures []observatory.Procedure, computedAt time.Time) map[string][]Indicator {
	figures := make(map[string][]Indicator, len(procedures))
	family := map[Kind][]assessment{}
	for i := range procedures {
		id := procedures[i].ID
		evidence := p.Evidence[id]
		j := p.computation(id)
		j.procedure, j.computedAt = &procedures[i], computedAt.UTC()
		j.kept, j.basis = byKind(p.Kept[id]), j.distil(id, evidence)
		figures[id] = j.figures()
		broken := statistics.CollectionBreak(sources(evidence.Tallies), sources(p.Before[id].Tallies))
		for k := range figures[id] {
			figure := &figures[id][k]
			rule, _ := FindRule(figure.Kind)
			if rule.Origin != OriginRatings || figure.Value == nil || figure.Window != p.Window {
				continue
			}
			if _, kept := j.kept[figure.Kind]; kept { // it belongs to the family, and stays as it is
				figure = new(*figure)
			}
			a := assessment{figure: figure, now: measured(evidence, rule.Question, figure.Series), broken: broken}
			if earlier := p.Before[id]; p.comparable(j, earlier, rule, figure.Series) {
				a.earlier = measured(earlier, rule.Question, figure.Series)
			}
			family[rule.Kind] = append(family[rule.Kind], a)
		}
	}
	for kind, members := range family {
		rule, _ := FindRule(kind)
		rule.changes(members, p.yearBefore())
		rank(members)
	}
	return figures
}

// Basis is what the figures of a procedure follow from, with the samples withheld
// that would give citizens away beside what was served.
func (p Period) Basis(procedure string) Basis {
	return p.computation(procedure).distil(procedure, p.Evidence[procedure])
}

func (p Period) computation(procedure string) computation {
	return computation{rules: p.rules(), window: p.Window, tallies: p.Evidence[procedure].Tallies,
		served: byQuestion(p.Disclosed[procedure]), around: monthly(p.Around[procedure]), history: p.History[procedure]}
}

func (p Period) rules() string { return cmp.Or(p.Rules, Rules) }

// yearBefore is the same window a year before.
func (p Period) yearBefore() observatory.Window { return observatory.TwelveMonths(p.Window.Start - 1) }

// comparable says whether the year before may be published in the series: it was
// rated enough, until its end, and gives nobody away beside what was served.
func (p Period) comparable(j computation, earlier Evidence, rule Rule, series string) bool {
	j.window = p.yearBefore()
	stale := earlier.Last != 0 && j.window.AsOf()-earlier.Last > StaleDays
	return !stale && enough(earlier, rule.Question, series) && !j.giveAway(rule, series)
}

// measured is the headline population's mean in one series.
func measured(e Evidence, q rating.Question, series string) statistics.Measure {
	s := gather(e.Tallies, q, series, (*rating.Slice).Headline)
	return statistics.Measure{Counts: s.Counts, Deff: s.deff(q)}
}

// rank gives each figure its range among those of its series.
func rank(members []assessment) {
	series := map[string][]assessment{}
	for _, a := range members {
		series[a.figure.Series] = append(series[a.figure.Series], a)
	}
	for _, alike := range series {
		measures := make([]statistics.Measure, len(alike))
		for i, a := range alike {
			measures[i] = a.now
		}
		for i, r := range statistics.RankRanges(measures) {
			alike[i].figure.Rank = &r
		}
	}
}

// byKind finds kept figures by their kind.
func byKind(kept []Indicator) map[Kind]Indicator {
	found := make(map[Kind]Indicator, len(kept))
	for _, figure := range kept {
		if rule, ok := FindRule(figure.Kind); ok && rule.Origin == OriginRatings && figure.Value != nil {
			found[figure.Kind] = figure
		}
	}
	return found
}

// byQuestion sorts served figures by the question they answer.
func byQuestion(served []Disclosed) map[rating.Question][]Disclosed {
	sorted := map[rating.Question][]Disclosed{}
	for _, figure := range served {
		if rule, ok := FindRule(figure.Kind); ok && rule.Origin == OriginRatings && figure.Value != nil {
			sorted[rule.Question] = append(sorted[rule.Question], figure)
		}
	}
	return sorted
}

package indicator

import (
	"slices"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Compute computes every indicator of the registry for one procedure alone
// over one window, in the registry's order; Period.Indicators compares
// procedures and years as well. It is a pure function: the same
// evidence gives the same figures, whenever and wherever; ComputedAt is only
// written down.
//
// A figure made of ratings that has enough answers is shown whatever the
// catalogue says: stale, partial_window or published. Without enough the first
// that holds says why there is none: not_applicable, not_online, no_button,
// pending (never rated), below_minimum.
func Compute(p *observatory.Procedure, e Evidence, w observatory.Window, computedAt time.Time) []Indicator {
	j := computation{procedure: p, rules: Rules, tallies: e.Tallies, window: w, computedAt: computedAt.UTC()}
	j.basis = j.distil(p.ID, e)
	return j.figures()
}

// ComputeFrom is Compute for evidence that was already added up under a version of the
// rules. It gives no breakdowns, because a Basis holds nothing to make them from.
func ComputeFrom(p *observatory.Procedure, b Basis, w observatory.Window, rules string, computedAt time.Time) []Indicator {
	j := computation{procedure: p, rules: rules, basis: b, window: w, computedAt: computedAt.UTC()}
	return j.figures()
}

// computation holds what all indicators of one procedure are computed from.
type computation struct {
	procedure *observatory.Procedure
	// rules is the version whose populations are counted.
	rules      string
	basis      Basis
	window     observatory.Window
	computedAt time.Time

	// tallies are those of the window; none when only their sums are known.
	tallies []rating.Tally
	// served are the figures of other windows that were served, around the
	// tallies of theirs and this one, by month.
	served map[rating.Question][]Disclosed
	around map[observatory.Day][]rating.Tally
	// history holds the headline population's answers by month, of all time.
	history History
	// kept are the figures that were served for this window.
	kept map[Kind]Indicator
}

func (j computation) figures() []Indicator {
	registry := Registry()
	figures := make([]Indicator, len(registry))
	for i, rule := range registry {
		switch rule.Origin {
		case OriginRatings:
			figures[i] = j.rated(rule)
		case OriginProbes:
			figures[i] = j.probed(rule)
		default:
			figures[i] = j.declared(rule)
		}
	}
	return figures
}

// blank is a figure without a value in a state.
func (j computation) blank(rule Rule, state State) Indicator {
	return Indicator{Kind: rule.Kind, State: state, Window: j.window, Rules: j.rules, ComputedAt: j.computedAt}
}

// exempt says whether the catalogue exempts the procedure from the kind.
func (j computation) exempt(kind Kind) bool {
	return slices.ContainsFunc(j.procedure.Exempt, func(entry string) bool {
		name, _, _ := strings.Cut(entry, ":")
		return strings.TrimSpace(name) == string(kind)
	})
}

// setValue gives the figure its exact value, level and goal.
func (i *Indicator) setValue(rule Rule, value observatory.Ratio) {
	i.Value = value.Micro(rule.Unit.Scale())
	i.Numerator, i.Denominator = value.Num, value.Den
	i.Level, i.GoalReached = rule.Level(value), rule.Reached(value)
}

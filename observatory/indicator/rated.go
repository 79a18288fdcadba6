package indicator

import (
	"maps"
	"strconv"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

// StaleDays is how long before the window's last day the last rating may lie.
const StaleDays = 90

// rated computes a kind that is made of ratings: the headline figure and, for
// the marks that all citizens are asked for, the other ways to count.
func (j computation) rated(rule Rule) Indicator {
	if kept, ok := j.kept[rule.Kind]; ok {
		return j.again(kept)
	}
	main := j.basis.sample(rule.Kind, "")
	if main.Withheld {
		if held, ok := j.held(rule.Question); ok {
			return held
		}
	}
	figure := j.opinion(rule, main)
	if rule.Kind == KindSatisfaction && figure.Value != nil {
		figure.Breakdowns = j.breakdowns(rule, main)
	}
	if !rule.varied() {
		return figure
	}
	variants := VariantsOf(j.rules)
	figure.Variants = make(map[string]Indicator, len(variants))
	for _, name := range variants {
		figure.Variants[name] = j.opinion(rule, j.basis.sample(rule.Kind, name))
	}
	return figure
}

// again is a figure that was served already: of it only the response rate moves,
// with the transactions that are declared.
func (j computation) again(kept Indicator) Indicator {
	kept.ComputedAt = j.computedAt
	kept.ResponseRate, kept.ResponseRateState = j.responseRate()
	kept.Variants = maps.Clone(kept.Variants)
	for name, other := range kept.Variants {
		other.ComputedAt = j.computedAt
		if other.Value != nil {
			other.ResponseRate, other.ResponseRateState = kept.ResponseRate, kept.ResponseRateState
		}
		kept.Variants[name] = other
	}
	return kept
}

// varied says whether the figure is also given for other populations.
func (r Rule) varied() bool { return r.Kind == KindSatisfaction || r.Kind == KindClarity }

// withholds says whether a variant's figure would give the answers of a few
// citizens away by subtraction. Beside the headline figure the two differ by
// nobody, or by as many citizens as a breakdown's cell must have, and by none
// that moved a few at a time.
func (j computation) withholds(rule Rule, name string, main, other Sample) bool {
	if main.Citizens.C < MinimumCitizens || other.Citizens.C < MinimumCitizens {
		return false
	}
	between := Category{
		Citizens: max(main.Citizens.C, other.Citizens.C) - min(main.Citizens.C, other.Citizens.C),
		Moves: j.moves(rule.Question, ofSeries(rule.Question, main.Series, func(s *rating.Slice) bool {
			return headlineOf(j.rules)(s) != variantOf(j.rules, name)(s)
		})),
	}
	return between.Citizens > 0 && between.small() || j.nests(rule, name, main.Series)
}

// opinion is the figure of one sample.
func (j computation) opinion(rule Rule, s Sample) Indicator {
	state := j.ratedState(rule, s)
	if s.Withheld {
		state = StateCellTooSmall
	}
	figure := j.blank(rule, state)
	figure.N, figure.Series, figure.Instruments = s.Citizens.C, s.Series, s.Instruments
	switch figure.State {
	case StatePartialWindow:
		figure.DaysCollected = int(j.window.End - j.basis.First)
	case StatePublished:
	default:
		return figure
	}
	figure.setValue(rule, s.Counts.Mean())
	figure.Counts = named(rule.Question, s.Counts)
	figure.ResponseRate, figure.ResponseRateState = j.responseRate()
	deff := s.deff(rule.Question)
	figure.Deff = observatory.MicroOf(deff).Float()
	low, high := rule.limits(s.Counts, deff)
	figure.Low, figure.High = &low, &high
	figure.Fragile = rule.Fragile(low, high)
	figure.LevelCertain = rule.LevelCertain(low, high)
	return figure
}

// limits is the 95 % interval in the rule's unit.
func (r Rule) limits(c statistics.Counts, deff float64) (low, high observatory.Micro) {
	l, h := statistics.Interval(c, statistics.Z95, deff)
	scale := float64(r.Unit.Scale())
	return observatory.MicroOf(l * scale), observatory.MicroOf(h * scale)
}

func (j computation) ratedState(rule Rule, s Sample) State {
	p, e := j.procedure, j.basis
	if s.Citizens.C >= MinimumCitizens {
		switch {
		case e.Last != 0 && j.window.AsOf()-e.Last > StaleDays:
			return StateStale
		case e.First > j.window.Start:
			return StatePartialWindow
		}
		return StatePublished
	}
	switch {
	case j.exempt(rule.Kind):
		return StateNotApplicable
	case p.Online == observatory.OnlineNo:
		return StateNotOnline
	case p.Button == observatory.No:
		return StateNoButton
	case e.First == 0 && s.Citizens.C == 0:
		return StatePending
	}
	return StateBelowMinimum
}

// named gives the counts by the codes of the answers.
func named(q rating.Question, c statistics.Counts) map[string]uint64 {
	codes := make([]string, len(c))
	for j := range c {
		codes[j] = strconv.Itoa(j + 1)
	}
	switch {
	case q == rating.QuestionHelpReached:
		codes = []string{string(observatory.No), string(observatory.Yes)}
	case q == rating.QuestionAutonomy:
		codes = []string{"helped", "alone"}
	case len(c) == 3:
		codes = rating.SatisfactionCodes()
	}
	counts := make(map[string]uint64, len(c))
	for j, count := range c {
		counts[codes[j]] = count
	}
	return counts
}

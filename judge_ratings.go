package observatory

import "strconv"

// staleDays is how long before the window's last day the last rating may lie.
const staleDays = 90

// rated judges a kind that is made of ratings: the headline figure and, for
// the marks that all citizens are asked for, the other ways to count.
func (j judge) rated(rule Rule) Indicator {
	main := gather(j.evidence.Tallies, rule.Question, "", headline)
	figure := j.opinion(rule, main)
	if figure.Value != nil {
		if held, ok := j.held(rule, main.series); ok {
			return held
		}
	}
	if rule.Kind == KindSatisfaction && figure.Value != nil {
		figure.Breakdowns = j.breakdowns(rule, main)
	}
	if rule.Kind != KindSatisfaction && rule.Kind != KindClarity {
		return figure
	}
	figure.Variants = make(map[string]Indicator, len(Variants()))
	for _, name := range Variants() {
		other := gather(j.evidence.Tallies, rule.Question, main.series, variant(name))
		figure.Variants[name] = j.variant(rule, name, main, other)
	}
	return figure
}

// variant is the figure of another population. Beside the headline figure it
// must not give the answers of a few citizens away by subtraction: the two
// differ by nobody, or by as many citizens as a breakdown's cell must have, and
// by none that moved a few at a time.
func (j judge) variant(rule Rule, name string, main, other sample) Indicator {
	between := Category{
		Citizens: max(main.citizens.C, other.citizens.C) - min(main.citizens.C, other.citizens.C),
		Moves: j.moves(rule.Question, ofSeries(rule.Question, main.series, func(s *Slice) bool {
			return headline(s) != variant(name)(s)
		})),
	}
	enough := main.citizens.C >= MinimumCitizens && other.citizens.C >= MinimumCitizens
	if enough && between.Citizens > 0 && between.small() || enough && j.nests(rule, name, main.series) {
		figure := j.blank(rule, StateCellTooSmall)
		figure.N, figure.Series, figure.Instruments = other.citizens.C, other.series, other.instruments
		return figure
	}
	return j.opinion(rule, other)
}

// opinion is the figure of one sample.
func (j judge) opinion(rule Rule, s sample) Indicator {
	figure := j.blank(rule, j.ratedState(rule, s))
	figure.N, figure.Series, figure.Instruments = s.citizens.C, s.series, s.instruments
	switch figure.State {
	case StatePartialWindow:
		figure.DaysCollected = int(j.window.End - j.evidence.First)
	case StatePublished:
	default:
		return figure
	}
	figure.setValue(rule, s.counts.Mean())
	figure.Counts = named(rule.Question, s.counts)
	figure.ResponseRate, figure.ResponseRateState = j.responseRate()
	deff := s.deff(rule.Question)
	figure.Deff = MicroOf(deff).Float()
	low, high := rule.limits(s.counts, deff)
	figure.Low, figure.High = &low, &high
	figure.Fragile = rule.Fragile(low, high)
	figure.LevelCertain = rule.LevelCertain(low, high)
	return figure
}

// limits is the 95 % interval in the rule's unit.
func (r Rule) limits(c Counts, deff float64) (low, high Micro) {
	l, h := Interval(c, Z95, deff)
	scale := float64(r.Unit.Scale())
	return MicroOf(l * scale), MicroOf(h * scale)
}

func (j judge) ratedState(rule Rule, s sample) State {
	p, e := j.procedure, j.evidence
	if s.citizens.C >= MinimumCitizens {
		switch {
		case e.Last != 0 && j.window.AsOf()-e.Last > staleDays:
			return StateStale
		case e.First > j.window.Start:
			return StatePartialWindow
		}
		return StatePublished
	}
	switch {
	case j.exempt(rule.Kind):
		return StateNotApplicable
	case p.Online == OnlineNo:
		return StateNotOnline
	case p.Button == No:
		return StateNoButton
	case e.First == 0 && s.citizens.C == 0:
		return StatePending
	}
	return StateBelowMinimum
}

// named gives the counts by the codes of the answers.
func named(q Question, c Counts) map[string]uint64 {
	codes := make([]string, len(c))
	for j := range c {
		codes[j] = strconv.Itoa(j + 1)
	}
	switch {
	case q == QuestionHelpReached:
		codes = []string{string(No), string(Yes)}
	case q == QuestionAutonomy:
		codes = []string{"helped", "alone"}
	case len(c) == 3:
		codes = SatisfactionCodes()
	}
	counts := make(map[string]uint64, len(c))
	for j, count := range c {
		counts[codes[j]] = count
	}
	return counts
}

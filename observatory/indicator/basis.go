package indicator

import (
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
)

// Basis is all that the figures of one procedure follow from in one window,
// beside the catalogue: sums, and no day's or week's own answers. What Public
// leaves of it may be published, and gives the same figures.
type Basis struct {
	Procedure string `json:"procedure"`
	// First is the first day ever with an accepted headline rating, Last the
	// last one inside the window; zero when there is none.
	First observatory.Day `json:"first"`
	Last  observatory.Day `json:"last"`
	// Volumes are the transactions that its administration states, Probes what
	// was found of it in the last three months.
	Volumes []observatory.Volume `json:"volumes,omitempty"`
	Probes  Probes               `json:"probes"`
	// Samples are those of every kind that is made of ratings, in the order of
	// the registry, each headline before its variants.
	Samples []Sample `json:"samples"`
}

// Distil adds up the evidence of a procedure, for each population of a version of the
// rules.
func Distil(procedure string, e Evidence, rules string) Basis {
	return computation{rules: rules, tallies: e.Tallies}.distil(procedure, e)
}

// distil is Distil beside the figures that were served.
func (j computation) distil(procedure string, e Evidence) Basis {
	b := Basis{Procedure: procedure, First: e.First, Last: e.Last, Volumes: e.Volumes, Probes: e.Probes}
	for _, rule := range RatedRules() {
		main := gather(e.Tallies, rule.Question, "", headlineOf(j.rules))
		main.Kind = rule.Kind
		main.Withheld = main.Citizens.C >= MinimumCitizens && j.giveAway(rule, main.Series)
		b.Samples = append(b.Samples, main)
		if !rule.varied() {
			continue
		}
		for _, name := range VariantsOf(j.rules) {
			other := gather(e.Tallies, rule.Question, main.Series, variantOf(j.rules, name))
			other.Kind, other.Population = rule.Kind, name
			other.Withheld = main.Withheld || j.withholds(rule, name, main, other)
			b.Samples = append(b.Samples, other)
		}
	}
	return b
}

// sample returns the sample of a kind; the headline's has no population.
func (b Basis) sample(kind Kind, population string) Sample {
	i := slices.IndexFunc(b.Samples, func(s Sample) bool { return s.Kind == kind && s.Population == population })
	if i < 0 {
		return Sample{Kind: kind, Population: population}
	}
	return b.Samples[i]
}

// Public leaves what may be published: the answers behind a figure that is shown, of
// the others the number of citizens alone; the days only as far as a state follows from
// them. ComputeFrom gives the same figures, under the same rules, before and after.
func (b Basis) Public(p *observatory.Procedure, w observatory.Window, rules string) Basis {
	shown := map[[2]string]bool{}
	dated := false
	note := func(population string, figure Indicator) {
		shown[[2]string{string(figure.Kind), population}] = figure.Counts != nil
		dated = dated || figure.Counts != nil || figure.State == StateStale
	}
	for _, figure := range ComputeFrom(p, b, w, rules, w.End.Date()) {
		note("", figure)
		for name, other := range figure.Variants {
			note(name, other)
		}
	}
	public := b
	public.Samples = slices.Clone(b.Samples)
	for i, s := range public.Samples {
		if !shown[[2]string{string(s.Kind), s.Population}] {
			public.Samples[i] = Sample{Kind: s.Kind, Population: s.Population, Withheld: s.Withheld, Series: s.Series,
				Instruments: s.Instruments, Counts: make(statistics.Counts, len(s.Counts)), Citizens: statistics.Citizens{C: s.Citizens.C}}
		} else if s.Weeks.K < statistics.EnoughWeeks {
			public.Samples[i].Weeks = statistics.Weeks{} // of few weeks the sums would tell each one's
		}
	}
	if b.First != 0 && (b.First < w.Start || !dated) {
		public.First = w.Start
	}
	if b.Last != 0 && (w.AsOf()-b.Last <= StaleDays || !dated) {
		public.Last = w.AsOf()
	}
	return public
}

// Withheld names the samples that are withheld because they would reveal single
// answers, as satisfaction or satisfaction/signed_only.
func (b Basis) Withheld() (names []string) {
	for _, s := range b.Samples {
		if s.Withheld {
			names = append(names, s.name())
		}
	}
	return names
}

// Withhold withholds the samples of these names too.
func (b Basis) Withhold(names []string) Basis {
	b.Samples = slices.Clone(b.Samples)
	for i := range b.Samples {
		s := &b.Samples[i]
		s.Withheld = s.Withheld || slices.Contains(names, s.name())
	}
	return b
}

func (s Sample) name() string { return strings.TrimSuffix(string(s.Kind)+"/"+s.Population, "/") }

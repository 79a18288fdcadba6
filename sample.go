package observatory

import (
	"cmp"
	"maps"
	"slices"
)

// population says which slices count.
type population func(*Slice) bool

// The populations that a figure is also given for, by name; each is the
// headline's but for one thing (see Slice.Headline).
const (
	VariantAllOutcomes     = "all_outcomes"
	VariantWithDoubtful    = "with_doubtful"
	VariantWithQuarantined = "with_quarantined"
	VariantSignedOnly      = "signed_only"
)

// Variants returns the names of the other populations, in the order of
// presentation.
func Variants() []string {
	return []string{VariantAllOutcomes, VariantWithDoubtful, VariantWithQuarantined, VariantSignedOnly}
}

func headline(s *Slice) bool { return s.Headline() }

// variant returns the population of that name.
func variant(name string) population {
	return func(s *Slice) bool {
		like := *s
		switch name {
		case VariantAllOutcomes:
			like.Outcome = OutcomeUnknown
		case VariantWithDoubtful:
			if s.Standing == Doubtful {
				like.Standing = Accepted
			}
		case VariantWithQuarantined:
			if s.Standing == Quarantined {
				like.Standing = Accepted
			}
		case VariantSignedOnly:
			return s.Signed && s.Headline()
		}
		return like.Headline()
	}
}

// sample is what a population answered to one question in one series.
type sample struct {
	series      string
	counts      Counts
	citizens    Citizens
	weeks       []Cluster // in the order of time
	instruments []string  // sorted
}

// gather adds up the answers to the question. Without a series it takes the
// one in which most citizens of the population answered (of equals, the last
// by name, which is the newer scale): figures of two series are never
// averaged.
func gather(tallies []Tally, q Question, series string, in population) sample {
	if series == "" {
		series = mainSeries(tallies, q, in)
	}
	s := sample{series: series, counts: make(Counts, Levels(q, series))}
	if series == "" {
		return s
	}
	weeks := map[Day]*Cluster{}
	instruments := map[string]bool{}
	for _, t := range tallies {
		for i := range t.Slices {
			slice := &t.Slices[i]
			if slice.Question != q || !in(slice) || Series(q, slice.Instrument) != series {
				continue
			}
			s.add(slice)
			instruments[slice.Instrument] = true
			week := weeks[t.Day.Monday()]
			if week == nil {
				week = &Cluster{}
				weeks[t.Day.Monday()] = week
			}
			answers := Counts(slice.Counts[:len(s.counts)])
			week.N += answers.N()
			week.S1 += answers.S1()
		}
	}
	for _, monday := range slices.Sorted(maps.Keys(weeks)) {
		s.weeks = append(s.weeks, *weeks[monday])
	}
	s.instruments = slices.Sorted(maps.Keys(instruments))
	return s
}

func (s *sample) add(slice *Slice) {
	s.counts.Add(slice.Counts[:len(s.counts)])
	s.citizens.C += slice.Citizens
	s.citizens.MM += slice.MM
	s.citizens.MY += slice.MY
	s.citizens.YY += slice.YY
}

// mainSeries is the series with the most citizens, empty when nobody answered.
func mainSeries(tallies []Tally, q Question, in population) string {
	citizens := map[string]uint64{}
	for _, t := range tallies {
		for i := range t.Slices {
			if slice := &t.Slices[i]; slice.Question == q && in(slice) {
				citizens[Series(q, slice.Instrument)] += slice.Citizens
			}
		}
	}
	delete(citizens, "") // an instrument that is not known has no scale
	if len(citizens) == 0 {
		return ""
	}
	return slices.MaxFunc(slices.Collect(maps.Keys(citizens)), func(a, b string) int {
		return cmp.Or(cmp.Compare(citizens[a], citizens[b]), cmp.Compare(a, b))
	})
}

// deff is the design effect by which the sample's interval is widened: the
// greatest of 1, that of weeks and, where a citizen may answer several times,
// that of citizens.
func (s *sample) deff(q Question) float64 {
	effect := max(1, WeeksEffect(s.counts, s.weeks))
	if q == QuestionHelpReached || q == QuestionHelpQuality {
		effect = max(effect, s.citizens.Effect(s.counts))
	}
	return effect
}

package indicator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

// Sample is what a population answered to one question in one series, added up
// over a window.
type Sample struct {
	Kind Kind `json:"kind"`
	// Population is empty for the headline's, else one of VariantsOf the rules.
	Population string `json:"population,omitempty"`
	// Withheld says that the figure of this population would give citizens away
	// beside the headline's, or beside what was served.
	Withheld bool `json:"withheld,omitempty"`
	// Series is empty when nobody answered.
	Series string `json:"series,omitempty"`
	// Instruments are those in use, sorted.
	Instruments []string            `json:"instruments,omitempty"`
	Counts      statistics.Counts   `json:"counts"`
	Citizens    statistics.Citizens `json:"citizens"`
	Weeks       statistics.Weeks    `json:"weeks"`
}

// Unmixed says which instrument of the sample answers in another series than
// its own; nil when none does. A figure of such a sample would average what
// cannot be compared.
func (s Sample) Unmixed() error {
	rule, _ := FindRule(s.Kind)
	for _, instrument := range s.Instruments {
		if series := rating.Series(rule.Question, instrument); series != s.Series {
			return fmt.Errorf("the sample %s is of the series %q, and what %s asks of %q: figures of two series are never averaged", s.Kind, s.Series, instrument, series)
		}
	}
	return nil
}

// gather adds up the answers to the question. Without a series it takes the
// one in which most citizens of the population answered (of equals, the last
// by name, which is the newer scale): figures of two series are never
// averaged.
func gather(tallies []rating.Tally, q rating.Question, series string, in population) Sample {
	if series == "" {
		series = MainSeries(tallies, q, in)
	}
	s := Sample{Series: series, Counts: make(statistics.Counts, rating.Levels(q, series))}
	if series == "" {
		return s
	}
	weeks := map[observatory.Day]*statistics.Cluster{}
	instruments := map[string]bool{}
	for _, t := range tallies {
		for i := range t.Slices {
			slice := &t.Slices[i]
			if slice.Question != q || !in(slice) || rating.Series(q, slice.Instrument) != series {
				continue
			}
			s.add(slice)
			instruments[slice.Instrument] = true
			week := weeks[t.Day.Monday()]
			if week == nil {
				week = &statistics.Cluster{}
				weeks[t.Day.Monday()] = week
			}
			answers := statistics.Counts(slice.Counts[:len(s.Counts)])
			week.N += answers.N()
			week.S1 += answers.S1()
		}
	}
	for _, week := range weeks {
		s.Weeks.Add(*week)
	}
	s.Instruments = slices.Sorted(maps.Keys(instruments))
	return s
}

func (s *Sample) add(slice *rating.Slice) {
	s.Counts.Add(slice.Counts[:len(s.Counts)])
	s.Citizens.C += slice.Citizens
	s.Citizens.MM += slice.MM
	s.Citizens.MY += slice.MY
	s.Citizens.YY += slice.YY
}

// MainSeries is the series with the most citizens, empty when nobody answered.
func MainSeries(tallies []rating.Tally, q rating.Question, in population) string {
	citizens := map[string]uint64{}
	for _, t := range tallies {
		for i := range t.Slices {
			if slice := &t.Slices[i]; slice.Question == q && in(slice) {
				citizens[rating.Series(q, slice.Instrument)] += slice.Citizens
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
func (s *Sample) deff(q rating.Question) float64 {
	effect := max(1, s.Weeks.Effect(s.Counts))
	if q == rating.QuestionHelpReached || q == rating.QuestionHelpQuality {
		effect = max(effect, s.Citizens.Effect(s.Counts))
	}
	return effect
}

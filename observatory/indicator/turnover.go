package indicator

import (
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// MayMove says whether what is public of one procedure's month may be replaced
// by what is counted now: of every question and series, nobody or at least five
// citizens of the headline population came, and likewise went, since each of the
// versions that were public, and where some went nobody or five stayed (statistics
// §5). A version is the month's tallies by ISO week, none for a month in which
// nobody had answered. What may not be replaced waits until enough have come.
func MayMove(versions [][]rating.Tally, now []rating.Tally) bool {
	for _, version := range versions {
		for _, rule := range RatedRules() {
			q := rule.Question
			for _, name := range allSeries(slices.Concat(version, now), q) {
				in := ofSeries(q, name, (*rating.Slice).Headline)
				came, went := turnover(version, now, q, in)
				// One who came for one who went is found by what else is told of both.
				for _, dimension := range SliceDimensions()[1:] {
					c, w := turnover(version, now, q, ofSeries(q, name, divided(dimension)))
					came, went = max(came, c), max(went, w)
				}
				stayed := citizens(version, q, observatory.Always(), in) - went
				if Few(came) || Few(went) || went > 0 && Few(stayed) {
					return false
				}
			}
		}
	}
	return true
}

// divided is the headline's population by the values of a dimension.
func divided(dimension string) population {
	return func(s *rating.Slice) bool {
		whole := *s
		whole.Dimension = ""
		return s.Dimension == dimension && whole.Headline()
	}
}

// turnover counts the citizens of the population who are in the later of two
// counts of the same days and not in the earlier one, and those who are gone. It
// is the fewest that can be: one who came and one who went with the same answers
// in the same week show nowhere.
func turnover(then, now []rating.Tally, q rating.Question, in population) (came, went uint64) {
	before, after := bySlice(then, q, in), bySlice(now, q, in)
	for key, b := range after {
		c, w := b.Beyond(before[key])
		came, went = came+c, went+w
	}
	for key, a := range before {
		if _, seen := after[key]; !seen {
			went += a.Citizens
		}
	}
	return came, went
}

// sliceKey says of whom a slice counts the answers.
type sliceKey struct {
	day                                            observatory.Day
	instrument, channel, outcome, dimension, value string
	standing                                       rating.Standing
	signed                                         bool
}

// bySlice adds up the population's slices of a question.
func bySlice(tallies []rating.Tally, q rating.Question, in population) map[sliceKey]rating.Slice {
	found := map[sliceKey]rating.Slice{}
	for _, t := range tallies {
		for i := range t.Slices {
			s := &t.Slices[i]
			if s.Question != q || !in(s) {
				continue
			}
			key := sliceKey{t.Day, s.Instrument, s.Channel, s.Outcome, s.Dimension, s.Value, s.Standing, s.Signed}
			sum := found[key]
			sum.Question = q
			sum.Citizens += s.Citizens
			for level, n := range s.Counts {
				sum.Counts[level] += n
			}
			found[key] = sum
		}
	}
	return found
}

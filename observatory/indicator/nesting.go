package indicator

import (
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// nests says whether a variant that is a part of the headline's population, those
// who went to the end or the signed ratings, or what is left beside it, is a cell
// of a breakdown or the other part but for a few citizens, who would be found by
// subtraction: signatures come with the source that asks for them, and with the
// success that they prove; a source may ask those alone who stop.
func (j computation) nests(rule Rule, name, series string) bool {
	if name != VariantSignedOnly && name != VariantWentToTheEnd {
		return false
	}
	count := func(in population) uint64 {
		return citizens(j.tallies, rule.Question, observatory.Always(), ofSeries(rule.Question, series, in))
	}
	whole := headlineOf(j.rules)
	part := func(s *rating.Slice) bool { return s.Signed }
	if name == VariantWentToTheEnd {
		part = func(s *rating.Slice) bool { return s.WentToTheEnd() }
	}
	all, parted := count(whole), count(func(s *rating.Slice) bool { return whole(s) && part(s) })
	for _, g := range j.beside(rule, name) {
		inside := count(func(s *rating.Slice) bool { return g.in(s) && part(s) })
		outside := count(g.in) - inside
		if split(parted-inside, outside) || split(inside, all-parted-outside) {
			return true
		}
	}
	return false
}

// beside lists what is public beside a variant and may nest with it.
func (j computation) beside(rule Rule, name string) (groups []group) {
	if name == VariantSignedOnly && j.rules != rulesOfTheEnd {
		groups = append(groups, group{VariantWentToTheEnd, variantOf(j.rules, VariantWentToTheEnd)})
	}
	if rule.Kind != KindSatisfaction { // no breakdowns
		return groups
	}
	if name == VariantSignedOnly && j.rules != rulesOfTheEnd {
		groups = append(groups, outcomes()...)
	}
	for _, all := range [][]group{
		j.groups(sliceAutonomy, verbatim), j.groups(string(DimensionLang), verbatim),
		j.groups(slicePath, verbatim), j.groups(slicePath, pathSource),
	} {
		groups = append(groups, all...)
	}
	return groups
}

// split says whether one of two remainders is nobody and the other a few: then
// two sums that are public differ by these few alone.
func split(a, b uint64) bool {
	few := func(n uint64) bool { return n > 0 && n < MinimumCell }
	return a == 0 && few(b) || b == 0 && few(a)
}

func verbatim(value string) string { return value }

package indicator

import "servicequality/observatory/rating"

// population says which slices count.
type population func(*rating.Slice) bool

// The other populations that a figure is given for, by name; each differs from the
// headline population in one respect. VariantAllOutcomes belongs to rulesOfTheEnd only.
const (
	VariantWentToTheEnd    = "went_to_the_end"
	VariantAllOutcomes     = "all_outcomes"
	VariantWithDoubtful    = "with_doubtful"
	VariantWithQuarantined = "with_quarantined"
	VariantSignedOnly      = "signed_only"
)

// rulesOfTheEnd is the version of the rules whose headline counted those alone
// who went to the end, and whose variant "all outcomes" counted everybody.
// Editions that were frozen under it are computed again with its populations.
const rulesOfTheEnd = "rules/1"

// KnownRules lists the versions of the rules whose figures can be computed.
func KnownRules() []string { return []string{rulesOfTheEnd, Rules} }

// Variants returns the names of the other populations, in the order of
// presentation.
func Variants() []string { return VariantsOf(Rules) }

// VariantsOf is Variants of a version of the rules.
func VariantsOf(rules string) []string {
	outcomes := VariantWentToTheEnd
	if rules == rulesOfTheEnd {
		outcomes = VariantAllOutcomes
	}
	return []string{outcomes, VariantWithDoubtful, VariantWithQuarantined, VariantSignedOnly}
}

// headlineOf returns the headline population of a version of the rules.
func headlineOf(rules string) population {
	if rules == rulesOfTheEnd {
		return variantOf(Rules, VariantWentToTheEnd)
	}
	return (*rating.Slice).Headline
}

// variantOf returns the population of that name in a version of the rules.
func variantOf(rules, name string) population {
	switch name {
	case VariantWentToTheEnd:
		return func(s *rating.Slice) bool { return s.Headline() && s.WentToTheEnd() }
	case VariantAllOutcomes:
		return (*rating.Slice).Headline
	}
	main := headlineOf(rules)
	return func(s *rating.Slice) bool {
		like := *s
		switch {
		case name == VariantWithDoubtful && s.Standing == rating.Doubtful, name == VariantWithQuarantined && s.Standing == rating.Quarantined:
			like.Standing = rating.Accepted
		case name == VariantSignedOnly && !s.Signed:
			return false
		}
		return main(&like)
	}
}

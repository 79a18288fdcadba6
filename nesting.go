package observatory

// nests says whether the variant of signed ratings is a cell of a breakdown but
// for a few citizens, who would be found by subtraction: signatures come with
// the source that asks for them.
func (j judge) nests(rule Rule, name, series string) bool {
	if name != VariantSignedOnly || rule.Kind != KindSatisfaction {
		return false
	}
	count := func(in population) uint64 {
		return citizens(j.tallies, rule.Question, always(), ofSeries(rule.Question, series, in))
	}
	signed := count(variant(VariantSignedOnly))
	few := func(n uint64) bool { return n > 0 && n < MinimumCell }
	for _, groups := range [][]group{
		j.groups(sliceAutonomy, verbatim), j.groups(string(DimensionLang), verbatim),
		j.groups(slicePath, verbatim), j.groups(slicePath, pathSource),
	} {
		for _, g := range groups {
			all, inside := count(g.in), count(func(s *Slice) bool { return g.in(s) && s.Signed })
			if inside == signed && few(all-inside) || inside == all && few(signed-inside) {
				return true
			}
		}
	}
	return false
}

func verbatim(value string) string { return value }

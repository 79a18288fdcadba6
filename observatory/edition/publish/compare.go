package publish

import (
	"maps"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// compare returns the kinds of the figures that differ by more than the sixth
// digit may.
func compare(stated, again []indicator.Indicator) []string {
	byKind := func(figures []indicator.Indicator) map[string]indicator.Indicator {
		found := map[string]indicator.Indicator{}
		for _, f := range figures {
			found[string(f.Kind)] = f
			for name, other := range f.Variants {
				found[string(f.Kind)+" ("+name+")"] = other
			}
		}
		return found
	}
	a, b := byKind(stated), byKind(again)
	names := maps.Clone(a)
	maps.Copy(names, b)
	var different []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		one, hasOne := a[name]
		other, hasOther := b[name]
		if hasOne != hasOther || !same(one, other) {
			different = append(different, name)
		}
	}
	return different
}

// same compares two figures: real numbers to ±1 in the sixth digit, the rest
// exactly, and not when they were computed.
func same(a, b indicator.Indicator) bool {
	numbers := func(i indicator.Indicator) []*observatory.Micro {
		deff := observatory.MicroOf(i.Deff)
		return []*observatory.Micro{i.Value, i.Low, i.High, i.ResponseRate, &deff}
	}
	if !slices.EqualFunc(numbers(a), numbers(b), near) {
		return false
	}
	for _, i := range []*indicator.Indicator{&a, &b} {
		i.Value, i.Low, i.High, i.ResponseRate, i.Deff = nil, nil, nil, nil, 0
		i.Variants = nil
	}
	a.ComputedAt = b.ComputedAt
	if a.Provenance == nil { // stated by a release that did not tell it
		b.Provenance = nil
	}
	return asText(a) == asText(b)
}

// near says whether both numbers are missing, or differ by at most 1 in the
// sixth digit.
func near(a, b *observatory.Micro) bool {
	if a == nil || b == nil {
		return a == b
	}
	return max(*a, *b)-min(*a, *b) <= 1
}

package indicator

import "slices"

// Sort puts figures in the order of the registry, which is the
// order of every page and answer.
func Sort(figures []Indicator) {
	rank := map[Kind]int{}
	for i, rule := range Registry() {
		rank[rule.Kind] = i
	}
	slices.SortFunc(figures, func(a, b Indicator) int { return rank[a.Kind] - rank[b.Kind] })
}

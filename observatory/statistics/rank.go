package statistics

// RankRange is between which places a procedure stands among those measured
// alike, 1 being the best: a range because chance orders those that are near.
type RankRange struct {
	Low  int `json:"low"`
	High int `json:"high"`
	// Of is how many are ranked.
	Of int `json:"of"`
}

// RankRanges ranks measures of one series (statistics §8): a procedure is placed below
// another one only where they differ by more than chance. Each range holds the place
// that the plain means give.
func RankRanges(measures []Measure) []RankRange {
	ranges := make([]RankRange, len(measures))
	sides := make([]side, len(measures))
	for i, m := range measures {
		sides[i].mean = m.mean()
		sides[i].low, sides[i].high = m.limits(Z95)
	}
	for i, mine := range sides {
		better, worse := 0, 0
		for j, other := range sides {
			switch {
			case i == j:
			case other.above(mine):
				better++
			case mine.above(other):
				worse++
			}
		}
		ranges[i] = RankRange{Low: 1 + better, High: len(measures) - worse, Of: len(measures)}
	}
	return ranges
}

// side is one side of a comparison: its mean and limits are computed once.
type side struct{ mean, low, high float64 }

// above says whether the 95 % interval of the difference s − t lies wholly
// above 0.
func (s side) above(t side) bool {
	return s.mean-t.mean-distance(s.mean-s.low, t.high-t.mean) > decision
}
